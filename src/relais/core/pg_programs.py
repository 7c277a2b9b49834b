"""pg_dump and pg_restore: found, at least as new as the server, run without a password among their words.

What they say on their error output is thrown away: it may quote the rows they were at.
"""

import asyncio
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

import asyncpg

from relais.core.embedded_place import DEBIAN, installed_folder
from relais.core.errors import Refused

Program = Literal["pg_dump", "pg_restore"]
_MAJOR = re.compile(r"\(PostgreSQL\) (\d+)")
KEPT = ("HOME", "PATH", "TZ")  # of our environment, with what PostgreSQL reads of certificates


class BackupFault(Refused):
    """A backup cannot be made or given back; the message is one French sentence."""

    def __init__(self, sentence: str) -> None:
        super().__init__("backup", sentence, status=500)


@contextmanager
def telling(what: str) -> Iterator[None]:
    """Turn what the driver raises into one sentence with its code, and no word of the server. Raises BackupFault."""
    try:
        yield
    except asyncpg.PostgresError as error:
        code = getattr(error, "sqlstate", None) or "inconnue"
        raise BackupFault(f"{what} : la base a répondu par l'erreur {code}.") from None


def find_program(name: Program, at_least: int) -> Path:
    """The program of this major version or a newer one. Raises BackupFault."""
    folders = [installed_folder(), *sorted(DEBIAN.glob("*/bin"), key=_number, reverse=True)]
    paths = [folder / name for folder in folders if folder is not None]
    named = shutil.which(name)
    versions = []
    for path in [*paths, *([Path(named)] if named else [])]:
        major = _major(path) if path.exists() else 0
        if major >= at_least:
            return path
        versions += [major] if major else []
    seen = f"{name} {max(versions)} est plus ancien que la base" if versions else f"{name} est introuvable"
    raise BackupFault(
        f"{seen} : installez requirements/demo.txt, ou les programmes clients de PostgreSQL {at_least} ou plus récent."
    )


def _number(folder: Path) -> int:
    return int(folder.parent.name) if folder.parent.name.isdigit() else 0


def _major(path: Path) -> int:
    """0 when it does not say."""
    try:
        said = subprocess.run([str(path), "--version"], capture_output=True, text=True, check=True).stdout  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        return 0
    found = _MAJOR.search(said)
    return int(found[1]) if found else 0


async def run_program(program: Path, url: str, *words: str) -> bool:
    """Whether it succeeded."""
    address, password = without_password(url)
    process = await asyncio.create_subprocess_exec(
        str(program),
        f"--dbname={address}",
        "--no-password",
        *words,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        env=_environment(password),
    )
    try:
        return await process.wait() == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def without_password(url: str) -> tuple[str, str]:
    """An address that may stand where every account of the machine reads it, and the password it had."""
    parts = urlsplit(url)
    asked = parse_qsl(parts.query, keep_blank_values=True)
    password = unquote(parts.password or "") or dict(asked).get("password", "")
    who, at, where = parts.netloc.rpartition("@")
    query = urlencode([(name, value) for name, value in asked if name != "password"])
    return urlunsplit(parts._replace(netloc=f"{who.partition(':')[0]}{at}{where}", query=query)), password


def _environment(password: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name in KEPT or name.startswith("PGSSL")}
    return {**kept, "LC_ALL": "C.UTF-8", "PGCONNECT_TIMEOUT": "10", **({"PGPASSWORD": password} if password else {})}
