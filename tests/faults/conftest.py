"""A database with the real directory, and desks in processes of their own."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.desk import Database, Desk

StartDesk = Callable[..., Desk]


@pytest.fixture(scope="module")
def folder(short_folder: Path) -> Iterator[Callable[[], Path]]:
    """Makes folders that an unprivileged server can reach."""
    made: list[Path] = []

    def make() -> Path:
        made.append(Path(tempfile.mkdtemp(dir=short_folder)))
        made[-1].chmod(0o711)
        return made[-1]

    yield make
    for one in made:
        shutil.rmtree(one, ignore_errors=True)


@pytest.fixture(scope="module")
def database(folder: Callable[[], Path]) -> Iterator[Database]:
    """A database of the module's own."""
    made = Database(folder())
    yield made
    made.stop()


@pytest.fixture(scope="module")
def desks(folder: Callable[[], Path]) -> Iterator[StartDesk]:
    """Starts desks; each is stopped with its module, if its test has not done so."""
    made: list[Desk] = []

    def make(var: Path | None = None, **more: str) -> Desk:
        made.append(Desk(var or folder() / "var", **more))
        made[-1].took = made[-1].wait_ready()
        return made[-1]

    yield make
    for desk in made:
        desk.close()


@pytest.fixture(scope="module")
def desk(database: Database, desks: StartDesk) -> Desk:
    """A desk on the module's database."""
    return desks(RELAIS_APP_URL=database.server.app_url)
