"""Structured logs that cannot hold a person: only listed fields, never a message built from data.

A line is JSON: moment, level, logger, event (the constant part of the message, its arguments dropped), the listed
extra fields, and for an exception its type and where it happened, never its words.
"""

import logging
import sys
import traceback
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

import msgspec

from relais.core import clock

# Everything a line may say beside the event. None of them can hold what a person typed.
ALLOWED = frozenset(
    {
        "attempt",
        "code",
        "count",
        "deadline_ms",
        "duration_ms",
        "engine",
        "handler",
        "method",
        "port",
        "schema",
        "services",
        "slug",
        "status",
        "version",
    }
)
PLAIN = (bool, int, float, str)


class AllowListFormatter(logging.Formatter):
    """One JSON object per line, made of allowed fields only."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": clock.now().isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": _event(record),
        }
        line |= {key: value for key, value in vars(record).items() if key in ALLOWED and isinstance(value, PLAIN)}
        if record.exc_info and record.exc_info[0] is not None:
            line |= _exception(record.exc_info[0], record.exc_info[2])
        return msgspec.json.encode(line).decode()


def _event(record: logging.LogRecord) -> str:
    # Without arguments, a message of ours is a constant; another library's may already hold data.
    if record.args or record.name.split(".")[0] == "relais":
        return str(record.msg)
    return f"{Path(record.pathname).stem}:{record.lineno}"


def _exception(kind: type[BaseException], at: TracebackType | None) -> dict[str, Any]:
    frames = traceback.extract_tb(at)[-8:]
    return {
        "exception": kind.__qualname__,
        "where": [f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in frames],
    }


def configure_logging(*, level: int = logging.INFO, stream: TextIO | None = None) -> None:
    """Send every logger through the allow-list, to `stream` (stderr). Replaces what was set before."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(AllowListFormatter())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in ("uvicorn.error", "asyncio", "litestar", "asyncpg"):
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("uvicorn.access").disabled = True  # it holds addresses, and paths someone typed
    logging.raiseExceptions = False  # a failing log prints nothing of the record
