"""Counting attempts, in a table that every process shares, by keyed names: the table tells neither who nor where from.

Each use counts apart. A limit slows or refuses the one act it guards; the desk and the directory are never counted.
"""

from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from math import ceil
from typing import Any

from litestar.connection import ASGIConnection
from msgspec import Struct

from relais.accounts import limiter_store as store
from relais.core import clock
from relais.core.db import Db
from relais.core.errors import Refused
from relais.core.vault import Vault

GLOBAL_WINDOW = timedelta(minutes=1)
FREE_FAILURES = 20  # in a minute, of everyone together: a helpline that begins its night stays under it
DELAY_STEP = 0.05  # seconds per failure beyond
LONGEST_DELAY = 2.0  # seconds
EVERYONE = "everyone"
FORWARDED = "x-forwarded-for"
BEHIND_PROXY = "behind_proxy"  # in the state of the application
NETWORK_BITS = 64  # what one subscriber is given of IPv6


class Limit(Struct, frozen=True, kw_only=True):
    """At most `most` attempts in a `window`, counted under the name `use`."""

    use: str
    most: int
    window: timedelta

    async def refusal(self, db: Db, vault: Vault, who: str) -> Refused | None:
        """Count one attempt; what to answer beyond the limit, None under it. `db` outside a transaction.

        What is refused is not counted: the wait that was told stays true.
        """
        if await count(db, vault, self.use, who, window=self.window) < self.most:
            if await attempts(db, vault, self.use, who, window=self.window) <= self.most:
                return None
            await take_back(db, vault, self.use, who)
        return TooManyError(await free_at(db, vault, self.use, who, window=self.window))

    async def enter(self, db: Db, vault: Vault, who: str) -> None:
        """Count one attempt; raises Refused (429) beyond the limit."""
        if refusal := await self.refusal(db, vault, who):
            raise refusal


class TooManyError(Refused):
    """Beyond a limit: says when to try again."""

    def __init__(self, until: datetime) -> None:
        minutes = max(1, ceil((until - clock.now()).total_seconds() / 60))
        wait = "une minute" if minutes == 1 else f"{minutes} minutes"
        super().__init__(
            "too_many_attempts",
            f"Trop d'essais à la suite. Rien n'est perdu : réessayez dans {wait}.",
            status=429,
        )


async def attempts(db: Db, vault: Vault, use: str, who: str, *, window: timedelta) -> int:
    """Add one attempt and return how many the window holds, this one included.

    Give a connection outside any transaction (`database.reading()`): the count then stays even when the act is refused.
    """
    await store.ADD_ATTEMPT.run(db, _bucket(vault, use, who), window)
    return await count(db, vault, use, who, window=window)


async def count(db: Db, vault: Vault, use: str, who: str, *, window: timedelta) -> int:
    """How many attempts the window holds."""
    row = await store.COUNT_ATTEMPTS.one(db, _bucket(vault, use, who), window)
    return row.count if row else 0


async def free_at(db: Db, vault: Vault, use: str, who: str, *, window: timedelta) -> datetime:
    """When the oldest attempts leave the window."""
    row = await store.COUNT_ATTEMPTS.one(db, _bucket(vault, use, who), window)
    return (row.until if row else None) or clock.now()


async def forgive(db: Db, vault: Vault, use: str, who: str) -> None:
    """Forget the attempts of `who`: the last one was right."""
    await store.END_ATTEMPTS.run(db, _bucket(vault, use, who))


async def take_back(db: Db, vault: Vault, use: str, who: str) -> None:
    """Forget one attempt, of many who share an address."""
    await store.END_ONE_ATTEMPT.run(db, _bucket(vault, use, who))


async def global_delay(db: Db, vault: Vault, use: str) -> float:
    """Seconds that everyone waits, more as failures pile up; never so long that a person gives up."""
    failures = await count(db, vault, use, EVERYONE, window=GLOBAL_WINDOW)
    return min(LONGEST_DELAY, max(0, failures - FREE_FAILURES) * DELAY_STEP)


def client_address(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    """The address of the client, to be counted under a keyed name, never kept nor logged. An IPv6 network is one.

    Behind our proxy (setting `behind_proxy`) it is the last address of X-Forwarded-For, the one that the proxy itself
    wrote; otherwise that header is worth nothing, since anyone can send it.
    """
    peer = connection.client.host if connection.client else ""
    if connection.app.state.get(BEHIND_PROXY):
        told = connection.headers.getall(FORWARDED, [])
        peer = _network(told[-1].rpartition(",")[2].strip()) if told else ""
    return _network(peer) or "unknown"


def _network(text: str) -> str:
    try:
        address = ip_address(text)
    except ValueError:
        return ""
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return f"{int(address) >> (128 - NETWORK_BITS):x}::"


def _bucket(vault: Vault, use: str, who: str) -> bytes:
    return vault.keyed("limiter", f"{use}:{who}")
