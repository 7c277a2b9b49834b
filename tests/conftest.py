"""Shared fixtures: a real PostgreSQL, a rolled-back connection (`db`), a database of one's own (`world`)."""

import asyncio
import gc
import itertools
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import argon2
import pytest

from relais.accounts import passwords
from relais.core.db import Pool, connect, open_pool
from relais.core.embedded import EmbeddedPostgres
from relais.core.migrate import ENTERING, OWNER, migrate
from relais.core.settings import Settings
from relais.directory.data_import import import_data
from tests.registering import read_once

# Nothing survives a test run: the speed of an unsafe server is welcome here, and nowhere else.
UNSAFE_OPTIONS = ("fsync=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0", "max_connections=200")
TEMPLATE = os.environ.get("RELAIS_TEST_TEMPLATE", "relais_template")
SHARED, FILLED = f"{TEMPLATE}_shared", f"{TEMPLATE}_filled"
DATA = Path(__file__).resolve().parents[1] / "data"
ROOM = 2 << 30  # bytes
MINUTES = ("canaries", "mutation", "faults")  # folders
FULL = passwords.HASHER
QUICK = argon2.PasswordHasher(time_cost=1, memory_cost=64, parallelism=1, hash_len=32, salt_len=16)
_numbers = itertools.count(1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Their order stays drawn, but that what takes minutes begins first: begun last, it would be waited for alone."""
    items.sort(key=lambda item: item.path.parent.name not in MINUTES)


def pytest_collection_finish() -> None:
    """What was imported stays until the end: it is not gone through again at each collection of garbage."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 5)


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """The same hash at a small cost: a quarter of a second for each code and password would be half of every run."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(passwords, "HASHER", QUICK)
        yield


@pytest.fixture(scope="session", autouse=True)
def quick_applications() -> Iterator[None]:
    """Half of what an application costs to make would be spent reading again what was read for the one before."""
    with pytest.MonkeyPatch.context() as patched:
        read_once(patched)
        yield


@pytest.fixture
def full_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    """For what is about the cost itself."""
    monkeypatch.setattr(passwords, "HASHER", FULL)


@pytest.fixture(scope="session")
def short_folder() -> Iterator[Path]:
    """A temporary folder that the server's unprivileged user can reach, removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="relais-tests-", dir=_roomy_memory()))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def _roomy_memory() -> str | None:
    """A file system in memory with room enough: creating and removing databases is mostly disk work."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK | os.X_OK) or shutil.disk_usage(memory).free < ROOM:
        return None
    return str(memory)


@pytest.fixture(scope="session")
def postgres(short_folder: Path) -> Iterator[EmbeddedPostgres]:
    """The run's own PostgreSQL, holding a migrated template; a mutant's run is lent both (tests/mutation)."""
    if lent := os.environ.get("RELAIS_TEST_SERVER"):
        with EmbeddedPostgres(Path(lent)) as server:
            yield server
        return
    with EmbeddedPostgres(short_folder / "pg-var", options=UNSAFE_OPTIONS) as server:
        asyncio.run(_prepare_template(server))
        yield server


async def _prepare_template(server: EmbeddedPostgres) -> None:
    admin = await connect(server.url("postgres", "postgres"))
    await admin.execute(f"CREATE DATABASE {TEMPLATE}")
    await migrate(server.url("postgres", TEMPLATE))
    await admin.close()


async def clone(server: EmbeddedPostgres, name: str, template: str = TEMPLATE) -> None:
    """A new database equal to the template, with the rights `migrate` gives (they do not follow a copy)."""
    admin = await connect(server.url("postgres", "postgres"))
    await admin.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy OWNER {OWNER}")
    await admin.execute(f"REVOKE ALL ON DATABASE {name} FROM PUBLIC; GRANT CONNECT ON DATABASE {name} TO {ENTERING}")
    await admin.close()


async def drop(server: EmbeddedPostgres, name: str) -> None:
    admin = await connect(server.url("postgres", "postgres"))
    await admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    await admin.close()


@dataclass(frozen=True, kw_only=True)
class World:
    """A database with real commits. `owner` builds what a test needs; the code under test connects as relais_app."""

    name: str
    server: EmbeddedPostgres
    owner: Any
    stack: AsyncExitStack

    @property
    def superuser_url(self) -> str:
        return self.server.url("postgres", self.name)

    @property
    def owner_url(self) -> str:
        return self.server.url("relais_owner", self.name)

    @property
    def app_url(self) -> str:
        return self.server.url("relais_app", self.name)

    @property
    def worker_url(self) -> str:
        return self.server.url("relais_worker", self.name)

    async def pool(self, role: str = "relais_app", **sizes: int) -> Pool:
        """A pool of one of the roles, closed with the test."""
        pool = await open_pool(self.server.url(role, self.name), **sizes)
        self.stack.callback(pool.terminate)
        return pool


@pytest.fixture(scope="session")
def shared_database(postgres: EmbeddedPostgres) -> str:
    """The database of the rolled-back tests."""
    asyncio.run(clone(postgres, SHARED))
    return SHARED


@pytest.fixture
async def db(postgres: EmbeddedPostgres, shared_database: str, anyio_backend: str) -> AsyncIterator[Any]:
    """A connection as relais_app whose work is rolled back."""
    connection = await connect(postgres.url("relais_app", shared_database))
    transaction = connection.transaction()
    await transaction.start()
    yield connection
    await transaction.rollback()
    await connection.close()


@asynccontextmanager
async def copied(server: EmbeddedPostgres, template: str) -> AsyncIterator[World]:
    """A database equal to `template`, dropped at the end."""
    name = f"world_{os.getpid()}_{next(_numbers)}"
    await clone(server, name, template)
    owner = await connect(server.url("relais_owner", name))
    async with AsyncExitStack() as stack:
        yield World(name=name, server=server, owner=owner, stack=stack)
    await owner.close()
    await drop(server, name)


@pytest.fixture
async def world(postgres: EmbeddedPostgres, anyio_backend: str) -> AsyncIterator[World]:
    """A database of this test's own, cloned from the migrated template."""
    async with copied(postgres, TEMPLATE) as made:
        yield made


@pytest.fixture(scope="session")
def filled(postgres: EmbeddedPostgres) -> str:
    """A template that holds the directory of the data folder: imported once, copied for each test."""
    asyncio.run(clone(postgres, FILLED))
    asyncio.run(import_data(postgres.url("relais_app", FILLED), DATA))
    return FILLED


@pytest.fixture
async def filled_world(postgres: EmbeddedPostgres, filled: str, anyio_backend: str) -> AsyncIterator[World]:
    """A database of this test's own, with the real directory in it."""
    async with copied(postgres, filled) as made:
        yield made


@pytest.fixture
def settings(world: World, tmp_path: Path) -> Settings:
    """Settings of a Relais that lives in `world`."""
    return Settings(var_dir=tmp_path, owner_url=world.owner_url, app_url=world.app_url, worker_url=world.worker_url)


@pytest.fixture
def embedded_folder(short_folder: Path) -> Iterator[Callable[[], Path]]:
    """Makes fresh folders for servers of a test's own."""
    made: list[Path] = []

    def make() -> Path:
        made.append(Path(tempfile.mkdtemp(dir=short_folder)))
        made[-1].chmod(0o711)
        return made[-1]

    yield make
    for folder in made:
        shutil.rmtree(folder, ignore_errors=True)
