"""Counters of attempts: apart for each use, shared by every process, telling nothing of whom they count."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from litestar.datastructures import Headers, State

from relais.accounts import limiter
from relais.accounts.limiter import EVERYONE, Limit, attempts, client_address, count, free_at, global_delay
from relais.accounts.sessions import forget_old
from relais.core import clock
from relais.core.vault import Vault

pytestmark = pytest.mark.anyio
WINDOW = timedelta(minutes=15)


def asked(peer: str, *forwarded: str, behind_proxy: bool) -> Any:
    return SimpleNamespace(
        client=SimpleNamespace(host=peer),
        app=SimpleNamespace(state=State({limiter.BEHIND_PROXY: behind_proxy})),
        headers=Headers([(b"x-forwarded-for", one.encode()) for one in forwarded]),
    )


async def test_attempts_add_up_apart_for_each_use_and_person(db: Any, vault: Vault) -> None:
    assert [await attempts(db, vault, "one", "a", window=WINDOW) for _ in range(3)] == [1, 2, 3]
    assert await attempts(db, vault, "other", "a", window=WINDOW) == 1
    assert await attempts(db, vault, "one", "b", window=WINDOW) == 1
    assert await count(db, vault, "one", "a", window=WINDOW) == 3
    until = await free_at(db, vault, "one", "a", window=WINDOW)
    assert clock.now() + timedelta(minutes=11) < until < clock.now() + timedelta(minutes=16)


async def test_attempts_leave_the_window_little_by_little(db: Any, vault: Vault) -> None:
    for _ in range(4):
        await attempts(db, vault, "one", "a", window=WINDOW)
    await db.execute("UPDATE attempt SET since = since - interval '10 minutes'")
    assert await attempts(db, vault, "one", "a", window=WINDOW) == 5
    await db.execute("UPDATE attempt SET since = since - interval '6 minutes'")
    assert await count(db, vault, "one", "a", window=WINDOW) == 1


async def test_beyond_the_limit_nothing_more_is_counted_so_the_wait_stays_true(db: Any, vault: Vault) -> None:
    limit = Limit(use="one", most=2, window=WINDOW)
    refusals = [await limit.refusal(db, vault, "a") for _ in range(5)]
    assert [refusal.status if refusal else 0 for refusal in refusals] == [0, 0, 429, 429, 429]
    assert await count(db, vault, "one", "a", window=WINDOW) == 2
    await limiter.forgive(db, vault, "one", "a")
    assert await limit.refusal(db, vault, "a") is None


async def test_the_table_names_nobody(db: Any, vault: Vault) -> None:
    await attempts(db, vault, "sign_in", "192.0.2.7", window=WINDOW)
    await attempts(db, vault, "sign_in", "nadia@exemple.fr", window=WINDOW)
    kept = str([dict(row) for row in await db.fetch("SELECT bucket::text, since::text, count FROM attempt")])
    for canary in ("192.0.2.7", "nadia", b"192.0.2.7".hex(), b"nadia".hex()):
        assert canary not in kept


async def test_the_delay_of_everyone_grows_and_stops_at_two_seconds(db: Any, vault: Vault) -> None:
    delays = []
    for _ in range(80):
        await attempts(db, vault, "failures", EVERYONE, window=limiter.GLOBAL_WINDOW)
        delays.append(await global_delay(db, vault, "failures"))
    assert delays[19] == 0
    assert delays == sorted(delays)
    assert delays[-1] == limiter.LONGEST_DELAY == 2.0


async def test_old_counters_and_ended_sessions_are_forgotten_by_the_worker(world: Any, vault: Vault) -> None:
    pool = await world.pool("relais_worker")
    await world.owner.execute("INSERT INTO attempt VALUES ('\\x01', now() - interval '3 days', 1), ('\\x02', now(), 1)")
    async with pool.acquire() as db:
        assert await forget_old(db) == 1
    assert await world.owner.fetchval("SELECT count(*) FROM attempt") == 1


@pytest.mark.parametrize("forged", ["1.2.3.4", "1.2.3.4, 5.6.7.8", "n'importe quoi"])
def test_without_a_proxy_what_a_visitor_says_of_its_address_is_ignored(forged: str) -> None:
    assert client_address(asked("192.0.2.7", forged, behind_proxy=False)) == "192.0.2.7"


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        (["198.51.100.9"], "198.51.100.9"),
        (["1.2.3.4, 198.51.100.9"], "198.51.100.9"),
        (["1.2.3.4", "198.51.100.9"], "198.51.100.9"),
        (["n'importe quoi"], "unknown"),
        ([], "unknown"),
    ],
)
def test_behind_our_proxy_the_last_address_is_the_one_it_wrote(forwarded: list[str], address: str) -> None:
    assert client_address(asked("10.0.0.2", *forwarded, behind_proxy=True)) == address


def test_one_subscriber_of_ipv6_is_one_address() -> None:
    one, other, far = (
        client_address(asked(peer, behind_proxy=False)) for peer in ("2001:db8::1", "2001:db8::ffff", "2001:db8:0:1::1")
    )
    assert one == other != far
    assert client_address(asked("::ffff:192.0.2.7", behind_proxy=False)) == "192.0.2.7"
