"""A desk started while its database is away: from the newest whole copy, else from the data files, and it says so."""

import shutil
import signal
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec import structs

from relais.core.errors import Refused
from relais.directory.snapshot import Snapshot, read_snapshot_file, snapshot_from_csv, write_snapshot_file
from relais.directory.snapshot_file import is_intact, previous_of
from tests.faults.conftest import StartDesk
from tests.faults.desk import DATA, Database, Desk, answers_in_time, says_as_of_when, shows_emergency_numbers, until
from tests.faults.figures import note
from tests.serving import free_port

pytestmark = pytest.mark.long
SOON = 10.0  # seconds, on a machine at work; a start with its database takes two
NEWEST, FORMER = "04 72 00 00 01", "04 72 00 00 02"
DAYS = {NEWEST: datetime(2026, 3, 2, 9, 5, tzinfo=UTC), FORMER: datetime(2026, 2, 3, 9, 5, tzinfo=UTC)}
SAID = {NEWEST: "2 mars 2026", FORMER: "3 février 2026"}


@pytest.fixture
def var(folder: Callable[[], Path]) -> Path:
    """A folder that holds two generations of the copy, which give different numbers to one service."""
    made = folder() / "var"
    for number in (FORMER, NEWEST):
        write_snapshot_file(made / "snapshot.bin", edition(number))
    return made


def edition(number: str) -> Snapshot:
    real = snapshot_from_csv(DATA)
    asra = real.by_slug["asra"]
    phone = structs.replace(asra.contacts[0], kind="phone", value=number, e164=f"+33{number[1:].replace(' ', '')}")
    edited = structs.replace(asra, contacts=(phone,))
    services = tuple(edited if service.slug == "asra" else service for service in real.services)
    return Snapshot(
        version=7, as_of=DAYS[number], services=services, retired_numbers=real.retired_numbers, epoch="elsewhere"
    )


@pytest.fixture
def silent() -> Iterator[str]:
    """A database that accepts and never says a word."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(64)
        yield f"postgresql://relais_app@127.0.0.1:{listener.getsockname()[1]}/relais"


@pytest.fixture
def refusing() -> str:
    """A database where nobody listens."""
    return f"postgresql://relais_app@127.0.0.1:{free_port()}/relais"


def flip_a_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def stands_alone(desk: Desk, what: str) -> None:
    """Started soon, said so at the start and on its pages, and answers as ever."""
    assert desk.took < SOON
    assert any("la base de données ne répond pas" in line for line in desk.said)
    assert desk.health()["database"] == "away"
    took = answers_in_time(desk)
    says_as_of_when(desk)
    shows_emergency_numbers(desk)
    note(f"Start, {what}", start_s=desk.took, api_ms=took[0] * 1000, page_ms=took[1] * 1000)


def test_a_database_that_refuses_leaves_the_newest_copy(desks: StartDesk, var: Path, refusing: str) -> None:
    desk = desks(var, RELAIS_APP_URL=refusing)
    stands_alone(desk, "database refuses, copy whole")
    assert desk.phone("asra") == NEWEST
    assert SAID[NEWEST] in desk.page("asra").text


def test_a_database_that_never_answers_leaves_the_newest_copy(desks: StartDesk, var: Path, silent: str) -> None:
    desk = desks(var, RELAIS_APP_URL=silent)
    stands_alone(desk, "database never answers, copy whole")
    assert desk.phone("asra") == NEWEST


def test_without_any_copy_the_data_files_are_read(desks: StartDesk, var: Path, silent: str) -> None:
    shutil.rmtree(var)
    desk = desks(var, RELAIS_APP_URL=silent)
    stands_alone(desk, "database never answers, no copy")
    assert desk.phone("asra") == real_number()


def test_a_flipped_byte_in_the_newest_copy_leaves_the_former_and_is_mended(
    desks: StartDesk, var: Path, database: Database
) -> None:
    newest = var / "snapshot.bin"
    flip_a_byte(newest)
    database.go(signal.SIGKILL)
    try:
        desk = desks(var, RELAIS_APP_URL=database.server.app_url)
        stands_alone(desk, "newest copy has a flipped byte")
        assert desk.phone("asra") == FORMER
        assert SAID[FORMER] in desk.page("asra").text
    finally:
        database.come_back()
    mended = until(lambda: is_intact(newest))
    assert desk.phone("asra") == real_number()
    assert holds(previous_of(newest)) == FORMER  # the damaged one has not pushed it out
    note("The flipped byte is mended once the database is back", seconds=mended)


def test_when_both_copies_are_damaged_the_data_files_are_read_and_the_copy_is_made_anew(
    desks: StartDesk, var: Path, database: Database
) -> None:
    newest = var / "snapshot.bin"
    flip_a_byte(newest)
    flip_a_byte(previous_of(newest))
    database.go(signal.SIGKILL)
    try:
        desk = desks(var, RELAIS_APP_URL=database.server.app_url)
        stands_alone(desk, "both copies damaged")
        assert desk.phone("asra") == real_number()
    finally:
        database.come_back()
    until(lambda: is_intact(newest))
    assert holds(newest) == real_number()


def real_number() -> str:
    return phone_of(snapshot_from_csv(DATA))


def holds(path: Path) -> str:
    try:
        return phone_of(read_snapshot_file(path))
    except Refused:
        return ""


def phone_of(snapshot: Snapshot) -> str:
    return next(contact.value for contact in snapshot.by_slug["asra"].contacts if contact.kind == "phone")
