"""Connections to PostgreSQL. No driver type or driver message leaves this package."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Protocol

import asyncpg
import msgspec

from relais.core import context as signing
from relais.core.context import Context, Pads
from relais.core.errors import Refused

CONNECT_SECONDS = 3.0
ACQUIRE_SECONDS = 3.0
COMMAND_SECONDS = 10.0
ANSWER_SECONDS = 2.0  # what a person waits for before being told
STALL_SECONDS = 0.2
LISTEN_CHECK_SECONDS = 2.0
LISTEN_RETRY_SECONDS = 0.5

# What the driver raises when the server is away, stopping, starting or not answering.
AWAY = (
    ConnectionError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.InternalClientError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
)


class Unavailable(Refused):
    """The database cannot be reached, or does not answer in time."""

    def __init__(self) -> None:
        sentence = "La base de données ne répond pas pour l'instant. Les numéros d'urgence restent affichés."
        super().__init__("unavailable", sentence, status=503)


class Db(Protocol):
    """What a store may ask of a connection, alone or inside a transaction."""

    async def fetch(self, query: str, *args: Any, timeout: float | None = None) -> list[Any]: ...

    async def fetchrow(self, query: str, *args: Any, timeout: float | None = None) -> Any: ...

    async def fetchval(self, query: str, *args: Any, column: int = 0, timeout: float | None = None) -> Any: ...

    async def execute(self, query: str, *args: Any, timeout: float | None = None) -> str: ...

    async def executemany(self, command: str, args: Any, *, timeout: float | None = None) -> None: ...

    async def copy_records_to_table(
        self,
        table_name: str,
        *,
        records: Any,
        columns: Any = None,
        schema_name: str | None = None,
        timeout: float | None = None,
    ) -> str: ...

    def transaction(self) -> Any: ...


class Pool(Protocol):
    """A pool opened by `open_pool`."""

    def acquire(self, *, timeout: float | None = None) -> Any: ...

    async def release(self, connection: Any, *, timeout: float | None = None) -> None: ...

    async def close(self) -> None: ...

    def terminate(self) -> None: ...


async def _prepare(connection: Any) -> None:
    for name in ("json", "jsonb"):
        await connection.set_type_codec(
            name,
            schema="pg_catalog",
            encoder=lambda value: msgspec.json.encode(value).decode(),
            decoder=msgspec.json.decode,
        )


async def connect(
    url: str, *, command_seconds: float | None = COMMAND_SECONDS, connect_seconds: float = CONNECT_SECONDS
) -> Any:
    """One connection of its own, to be closed by the caller. Raises Unavailable."""
    with reaching():
        connection = await asyncpg.connect(url, timeout=connect_seconds, command_timeout=command_seconds)
        await _prepare(connection)
    return connection


async def open_pool(url: str, *, min_size: int = 1, max_size: int = 8) -> Pool:
    """A pool whose every connect, acquire and command has a time limit. Raises Unavailable."""
    with reaching():
        return await asyncpg.create_pool(
            url,
            min_size=min_size,
            max_size=max_size,
            init=_prepare,
            timeout=CONNECT_SECONDS,
            command_timeout=COMMAND_SECONDS,
        )


@contextmanager
def reaching() -> Iterator[None]:
    """Around a connect: a missing socket or host also means Unavailable."""
    try:
        with answering():
            yield
    except OSError:
        raise Unavailable from None


@contextmanager
def answering() -> Iterator[None]:
    """Turn what the driver says of an absent server into Unavailable; a wrong use of the driver stays a fault."""
    try:
        yield
    except AWAY:
        raise Unavailable from None
    except asyncpg.InterfaceError as error:
        # "connection is closed", "pool is closing"; a line cut while it was held: "has been released back to the pool"
        if not any(word in str(error) for word in ("clos", "released back")):
            raise
        raise Unavailable from None


@asynccontextmanager
async def connection(pool: Pool, *, acquire_seconds: float = ACQUIRE_SECONDS, seconds: float = 0) -> AsyncIterator[Db]:
    """A connection for reading. Inside, do nothing but speak to the database: a TimeoutError is taken for its own.

    `seconds`: given up after that long (0: never), whatever is under way: a frozen server then raises Unavailable.
    """
    with reaching():
        db = await pool.acquire(timeout=acquire_seconds)
    with giving_up(db, seconds):
        try:
            with answering():
                yield db
        finally:
            with reaching():
                await pool.release(db, timeout=ACQUIRE_SECONDS)


@contextmanager
def giving_up(db: Any, seconds: float) -> Iterator[None]:
    """Cut the line after `seconds`: asking a frozen server to cancel, or to roll back, would wait for it again.

    A process that was itself held up is no fault of the server: it is given its time anew.
    """
    if not seconds:
        yield
        return
    watches: list[asyncio.TimerHandle] = []
    loop = asyncio.get_running_loop()

    def watch() -> None:
        watches[:] = [loop.call_later(seconds, cut, loop.time() + seconds)]

    def cut(due: float) -> None:
        if loop.time() - due > STALL_SECONDS:
            watch()
        else:
            db.terminate()

    watch()
    try:
        yield
    finally:
        watches[0].cancel()


@asynccontextmanager
async def transaction(pool: Pool, *, acquire_seconds: float = ACQUIRE_SECONDS, seconds: float = 0) -> AsyncIterator[Db]:
    """A transaction: commits at the end, rolls back when anything is raised. Constraints become refusals."""
    async with connection(pool, acquire_seconds=acquire_seconds, seconds=seconds) as db:
        with refusing():
            async with db.transaction():
                yield db


WHERE_AND_WHEN = "SELECT pg_backend_pid() AS pid, extract(epoch FROM clock_timestamp())::bigint AS second"
SET_CONTEXT = "SELECT set_config('relais.context', $1, true)"


async def act_as(db: Db, pads: Pads, context: Context, *, seconds: int = signing.SECONDS) -> None:
    """Sign `context` for the rest of this transaction, for this connection, by the clock of the database."""
    with answering():
        here = await db.fetchrow(WHERE_AND_WHEN)
        signed = signing.sign(context, pads, pid=here["pid"], expires=here["second"] + seconds)
        await db.execute(SET_CONTEXT, signed)


@asynccontextmanager
async def transaction_on(db: Db) -> AsyncIterator[None]:
    """A transaction on a connection of one's own (`connect`). Constraints become refusals."""
    with answering(), refusing():
        async with db.transaction():
            yield


class Database:
    """The database of a running application: opened at the first need, so that a start never waits for it.

    `pads` sign contexts (`relais.core.context.pads_of(vault.key("context"))`); without them `acting` is a fault.
    `answer_seconds`: how long a page waits for what it reads, and for an act on a person's rows, before it says that
    the database is away (0: as long as a command may take). An import, which is `writing`, takes its time.
    """

    def __init__(self, url: str, *, max_size: int = 8, pads: Pads | None = None, answer_seconds: float = 0) -> None:
        self._url = url
        self._pads = pads
        self._max_size = max_size
        self._answer_seconds = answer_seconds
        self._pool: Pool | None = None
        self._opening = asyncio.Lock()

    async def _ready(self) -> Pool:
        if self._pool is None:
            async with self._opening:
                if self._pool is None:
                    self._pool = await open_pool(self._url, max_size=self._max_size)
        return self._pool

    async def _soon(self) -> tuple[Pool, float]:
        """The pool, and how many seconds are left to get a connection of it."""
        if not self._answer_seconds:
            return await self._ready(), ACQUIRE_SECONDS
        loop = asyncio.get_running_loop()
        due = loop.time() + self._answer_seconds
        with reaching():
            async with asyncio.timeout_at(due):
                pool = await self._ready()
        return pool, max(due - loop.time(), 0.001)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Db]:
        """A connection outside any transaction. Raises Unavailable."""
        pool, left = await self._soon()
        async with connection(pool, acquire_seconds=left, seconds=self._answer_seconds) as db:
            yield db

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Db]:
        """A transaction: commits at the end, rolls back when anything is raised. Raises Unavailable, Refused."""
        async with transaction(await self._ready()) as db:
            yield db

    @asynccontextmanager
    async def acting(self, context: Context) -> AsyncIterator[Db]:
        """A transaction on behalf of `context`: the only way to a person's rows. Raises Unavailable, Refused."""
        if self._pads is None:
            raise LookupError("this database was opened without the key that signs contexts")
        pool, left = await self._soon()
        async with transaction(pool, acquire_seconds=left, seconds=self._answer_seconds) as db:
            await act_as(db, self._pads, context)
            yield db

    async def close(self) -> None:
        """Leave the database; it is opened again if asked."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.terminate()


_REFUSALS: dict[str, tuple[str, str, str | None]] = {}


def refuse_on(constraint: str, code: str, sentence: str, *, field: str | None = None) -> None:
    """Say which refusal the named constraint means; called once, beside the queries that can break it."""
    _REFUSALS[constraint] = (code, sentence, field)


@contextmanager
def refusing() -> Iterator[None]:
    """Turn a broken named constraint into the refusal registered for it; the others stay faults of ours."""
    try:
        yield
    except asyncpg.IntegrityConstraintViolationError as broken:
        known = _REFUSALS.get(broken.constraint_name or "")
        if known is None:
            raise
        code, sentence, field = known
        raise Refused(code, sentence, field=field, status=409) from None


@asynccontextmanager
async def listen(
    url: str,
    channel: str,
    callback: Callable[[str], None],
    *,
    on_connect: Callable[[], None] | None = None,
    on_lost: Callable[[], None] | None = None,
) -> AsyncIterator[None]:
    """Call `callback(payload)` for each NOTIFY on `channel` while the block runs; reconnects for ever.

    A notification sent while the line was cut is lost: poll in `on_connect`, which is called after every connection.
    """
    task = asyncio.create_task(_listening(url, channel, callback, on_connect, on_lost))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _listening(
    url: str,
    channel: str,
    callback: Callable[[str], None],
    on_connect: Callable[[], None] | None,
    on_lost: Callable[[], None] | None,
) -> None:
    while True:
        with contextlib.suppress(Unavailable, asyncpg.PostgresError):
            await _listen_once(url, channel, callback, on_connect)
        if on_lost is not None:
            on_lost()
        await asyncio.sleep(LISTEN_RETRY_SECONDS)


async def _listen_once(
    url: str, channel: str, callback: Callable[[str], None], on_connect: Callable[[], None] | None
) -> None:
    line = await connect(url, command_seconds=LISTEN_CHECK_SECONDS)
    try:
        with answering():
            await line.add_listener(channel, lambda _line, _pid, _channel, payload: callback(payload))
            if on_connect is not None:
                on_connect()
            while True:
                # A frozen server keeps its socket open: only a question without an answer tells.
                await asyncio.sleep(LISTEN_CHECK_SECONDS)
                await line.fetchval("SELECT 1")
    finally:
        line.terminate()


async def copy(db: Db, table: str, columns: Sequence[str], records: Iterable[Sequence[Any]]) -> None:
    """COPY rows into a table, for imports. Records are consumed as they come."""
    with answering(), refusing():
        await db.copy_records_to_table(table, records=records, columns=list(columns))
