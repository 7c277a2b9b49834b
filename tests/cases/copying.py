"""Backups of a test's database, and databases to give them back to."""

import itertools
import os
import re
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from msgspec import Struct
from msgspec.structs import replace

from relais.cli.backup import Made, make_backup
from relais.cli.backup_manifest import read_manifest
from relais.cli.restore_drill import Drill
from relais.core.db import connect
from relais.core.ids import new_id
from relais.core.pg_programs import BackupFault, find_program
from relais.core.settings import Settings
from tests.accounts.people import add_person
from tests.cases.desk import Desk
from tests.conftest import drop

_numbers = itertools.count(1)


class Empty(Struct, frozen=True, kw_only=True):
    """A database without a table, on the server of the tests."""

    name: str
    server: Any

    def url(self, role: str = "postgres") -> str:
        return str(self.server.url(role, self.name))


@contextmanager
def refused(words: str) -> Iterator[None]:
    """What is inside is refused with a sentence that has these words (a pattern)."""
    with pytest.raises(BackupFault) as found:
        yield
    assert re.search(words, found.value.sentence), found.value.sentence


@asynccontextmanager
async def empty_database(desk: Desk) -> AsyncIterator[Empty]:
    name = f"{desk.world.name}_back{next(_numbers)}"
    admin = await connect(desk.world.server.url("postgres", "postgres"))
    await admin.execute(f"CREATE DATABASE {name} TEMPLATE template0 STRATEGY file_copy")
    await admin.close()
    yield Empty(name=name, server=desk.world.server)
    await drop(desk.world.server, name)


def backup_url(desk: Desk) -> str:
    return str(desk.world.server.url("relais_backup", desk.world.name))


async def backed_up(desk: Desk, folder: Path, url: str = "") -> Made:
    return await make_backup(url or backup_url(desk), folder)


async def rehearsed(desk: Desk, settings: Settings, dump: Path, *, live: bool = True, **changed: Any) -> list[str]:
    """The lines of an exercise. `live`: whether the database in use answers. `changed`: of the manifest."""
    said: list[str] = []
    manifest = replace(read_manifest(dump), **changed)
    async with empty_database(desk) as empty:
        faults = await Drill(
            settings=settings,
            manifest=manifest,
            dump=dump,
            url=empty.url(),
            app_url=empty.url("relais_app"),
            live_url=backup_url(desk) if live else "",
        ).run(said.append)
    assert faults == sum(line.startswith("FAUTE") for line in said)
    return said


def line_of(said: list[str], heading: str) -> str:
    """The one line about something."""
    (found,) = [line for line in said if line[7:].startswith(f"{heading} :")]
    return found


def age(desk: Desk, number: int) -> None:
    """As if this key had been made an hour ago."""
    path = desk.keys / f"kek-{number:04}"
    moment = path.stat().st_mtime - 3600
    os.utime(path, (moment, moment))


async def fill(desk: Desk) -> Any:
    """One row of each kind that is sealed."""
    person = await add_person(desk.owner, desk.vault, name="Camille")
    secret = desk.vault.seal(b"secret", f"totp.secret:{person.account}")
    await desk.owner.execute("INSERT INTO totp (account, secret_sealed) VALUES ($1, $2)", person.account, secret)
    mail = new_id()
    message = desk.vault.seal(b"{}", f"outbox.message:{mail}")
    await desk.owner.execute("INSERT INTO outbox (id, kind, message_sealed) VALUES ($1, 'x', $2)", mail, message)
    made = await desk.open(alias="Kanari")
    await _add_note(desk, made.case)
    return made


async def _add_note(desk: Desk, case: UUID) -> None:
    """The address of an author, in a note of any case."""
    author = new_id()
    await desk.owner.execute(
        "INSERT INTO note (id, case_id, council, person_key, state, made_at, state_at, due_at) VALUES "
        "($1, $2, 'cdom-69', sha256('x'), 'received', now(), now(), now() + interval '720 hours')",
        author,
        case,
    )
    await desk.owner.execute(
        "INSERT INTO note_author (id, note, person_key, author_key, motive, contact_sealed, made_at) "
        "VALUES ($1, $1, sha256('x'), sha256('x'), 'offer', $2, now())",
        author,
        desk.vault.seal(b"sacha@exemple.fr", f"note_author.contact:{author}"),
    )


def in_clear(dump: Path) -> bytes:
    """All that a dump says, as SQL."""
    program = str(find_program("pg_restore", 0))
    return subprocess.run([program, "--file=-", str(dump)], capture_output=True, check=True).stdout


def schema_of(url: str) -> str:
    """The tables of a database as SQL, without what changes each time."""
    words = [str(find_program("pg_dump", 0)), "--schema-only", f"--dbname={url}"]
    dumped = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    return "\n".join(line for line in dumped.splitlines() if not line.startswith(("\\restrict", "\\unrestrict")))


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}
