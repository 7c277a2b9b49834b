"""`python -m bench.referrals`: referrals in PostgreSQL, policies and all; figures of one run, in bench/REFERRALS.md.

An embedded server that really writes to disk; the accounts, contexts and functions of the product.
"""

import asyncio
import hashlib
import random
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from uuid import UUID

from bench.machine import machine
from bench.timing import Spread, spread
from relais.cases.chains import verify
from relais.core.context import KEY_USE, Context, pads_of
from relais.core.db import Database, Db, connect, transaction_on
from relais.core.embedded import EmbeddedPostgres
from relais.core.ids import new_id
from relais.core.migrate import migrate
from relais.core.vault import Vault, create_keys, open_vault
from relais.referrals import service
from relais.referrals.model import Asked

RESULTS = Path(__file__).with_name("REFERRALS.md")
CASES = 10_000  # sent to one organisation; as many to others
EVENTS = 100_000  # in the chains
OFFICERS = 200
ROUNDS = 10  # readings of each officer
MOVES = 500
READS = 200
MOVE_MS, INBOX_MS, VERIFY_S = 25, 30, 5

DIRECTORY = """
INSERT INTO organization (slug, name, version)
SELECT 'org-' || n, 'Organisme ' || n, 0 FROM generate_series(0, 1) AS n;
INSERT INTO service (slug, organization, name, kind, state, version)
SELECT 'org-' || n, 'org-' || n, 'Service ' || n, 'ecoute', 'sourced', 0 FROM generate_series(0, 1) AS n;
"""
# Everything a referral that was accepted holds, written at once with the triggers aside.
CASES_SQL = """
INSERT INTO aid_case (id, reference, council, origin, code_by, code_lookup, code_verifier, data_key_wrapped, made_at)
SELECT md5('case' || n)::uuid, upper(regexp_replace(lpad(to_hex(n), 6, '0'), '(...)', '\\1-')),
    'conseil-' || n % 200, 'officer', 'officer', sha256(n::text::bytea), '$argon2id$x', decode(repeat('00', 62), 'hex'),
    now() - n * interval '1 minute'
FROM generate_series(1, $1) AS n;
"""
REFERRALS_SQL = """
INSERT INTO referral (
    id, case_id, reference, key, origin_org, concerns, state, version, round, service, recipient_org, readable_until,
    made_at, state_at, sent_at
)
SELECT md5('referral' || n)::uuid, c.id, c.reference, md5('key' || n)::uuid, c.council, 'self', 'received', 6, 1,
    'org-' || n % 2, 'org-' || n % 2, now() + interval '20 days', now(), now(), now() - n * interval '1 second'
FROM generate_series(1, $1) AS n JOIN aid_case AS c ON c.id = md5('case' || n)::uuid;
"""
CHOICES_SQL = """
INSERT INTO choice (referral, round, service, organization, how, chosen_at)
SELECT r.id, 1, r.service, r.recipient_org, 'spoken', now() FROM referral AS r;
"""
CONSENTS_SQL = """
INSERT INTO consent (
    id, referral, round, subject, answer, grantor, controller_org, recipient_org, recipient_function, categories,
    medium, notice, notice_sha256, mode, evidence, given_at, valid_until
)
SELECT r.id, r.id, 1, r.case_id, 'given', 'self', r.origin_org, r.recipient_org, 'accueil', '{contact}', 'inbox',
    n.number, n.sha256, 'written', 'signature', r.readable_until - interval '30 days', r.readable_until
FROM referral AS r CROSS JOIN notice AS n;
"""
DISCLOSURES_SQL = """
INSERT INTO disclosure (consent, referral, round, recipient_org, recipient_function, categories, medium, disclosed_at)
SELECT r.id, r.id, 1, r.recipient_org, 'accueil', '{contact}', 'inbox', now() FROM referral AS r;
"""
CHAINS_SQL = """
SELECT count(chain_case_event(c.id, 'bench.told', '{"code": "x"}'))
FROM aid_case AS c CROSS JOIN generate_series(1, $1::integer)
"""


async def fill(url: str) -> None:
    """20,000 cases with a received referral each, half of them to `org-0`, and their chains."""
    db = await connect(url, command_seconds=None)
    await db.execute("SET session_replication_role = replica")
    await db.execute(DIRECTORY)
    many = 2 * CASES
    await db.execute(CASES_SQL, many)
    await db.execute(REFERRALS_SQL, many)
    for statement in (CHOICES_SQL, CONSENTS_SQL, DISCLOSURES_SQL):
        await db.execute(statement)
    await db.execute("SET session_replication_role = origin")
    await db.execute(CHAINS_SQL, EVENTS // many)
    await db.execute("VACUUM ANALYZE")
    await db.close()


async def many(times: int, work: Callable[[int], Awaitable[object]]) -> Spread:
    """The spread of the whole of `work`, one after the other."""
    durations = []
    begun = time.perf_counter()
    cpu = time.process_time()
    for number in range(times):
        before = time.perf_counter()
        await work(number)
        durations.append((time.perf_counter() - before) * 1000)
    return spread(durations, cpu=(time.process_time() - cpu) * 1000, seconds=time.perf_counter() - begun)


async def moves(database: Database) -> Spread:
    """A state change as a recipient posts it: context, locks, guard, chain, commit on disk."""
    recipient = Context(kind="staff", org="org-0", actor=new_id())

    async def accept(number: int) -> None:
        referral = UUID(_md5(f"referral{2 * (number + 1)}"))
        async with database.acting(recipient) as db:
            await service.move(db, referral, Asked(to="accepted", version=6, request=new_id()), "recipient")

    return await many(MOVES, accept)


async def inboxes(database: Database) -> tuple[Spread, Spread, int]:
    """The first page of an inbox of 10,000, and all of it, counted under the policies."""
    recipient = Context(kind="staff", org="org-0", actor=new_id())
    found = 0

    async def page(_: int) -> None:
        async with database.acting(recipient) as db:
            await service.inbox(db, "org-0")

    async def whole(_: int) -> None:
        nonlocal found
        async with database.acting(recipient) as db:
            found = await db.fetchval("SELECT count(*) FROM referral")

    return await many(READS, page), await many(READS, whole), found


async def boards(database: Database) -> tuple[Spread, int, int]:
    """200 officers reading their board at once, ten times each: how long, rows seen, and rows that were another's."""
    durations: list[float] = []
    seen = wrong = 0

    async def officer(number: int) -> None:
        nonlocal seen, wrong
        council = f"conseil-{number}"
        chance = random.Random(number)
        for _ in range(ROUNDS):
            await asyncio.sleep(chance.random())  # between two clicks: twice as many a second as there are officers
            before = time.perf_counter()
            async with database.acting(Context(kind="staff", org=council, actor=new_id())) as db:
                rows = await _all_seen(db)
            durations.append((time.perf_counter() - before) * 1000)
            seen += len(rows)
            wrong += sum(row != council for row in rows)

    cpu, begun = time.process_time(), time.perf_counter()
    await asyncio.gather(*(officer(number) for number in range(OFFICERS)))
    told = spread(durations, cpu=(time.process_time() - cpu) * 1000, seconds=time.perf_counter() - begun)
    return told, seen, wrong


async def _all_seen(db: Db) -> list[str]:
    """The council of everything this context lets see, without asking for any."""
    rows = await db.fetch("SELECT council AS of FROM aid_case UNION ALL SELECT origin_org FROM referral")
    return [row["of"] for row in rows]


async def verified(url: str, folder: Path) -> tuple[float, int]:
    """Seconds to check every chain, and how many events it read."""
    db = await connect(url, command_seconds=None)
    before = time.perf_counter()
    async with transaction_on(db):
        checked = await verify(db, folder / "anchors.jsonl")
    seconds = time.perf_counter() - before
    await db.close()
    if checked.fault is not None:
        raise RuntimeError("a chain does not hold")
    return seconds, checked.events


async def measure(server: EmbeddedPostgres, vault: Vault, folder: Path) -> str:
    """The whole page."""
    pads = pads_of(vault.key(KEY_USE))
    await migrate(server.superuser_url, pads=pads)
    await fill(server.superuser_url)
    database = Database(server.app_url, pads=pads)
    await inboxes(database)  # warm
    page, whole, found = await inboxes(database)
    board, seen, wrong = await boards(database)
    changed = await moves(database)
    seconds, events = await verified(server.owner_url, folder)
    await database.close()
    return report(page, whole, found, board, seen, wrong, changed, seconds, events)


def report(
    page: Spread, whole: Spread, found: int, board: Spread, seen: int, wrong: int, changed: Spread, seconds: float,
    events: int,
) -> str:  # fmt: skip
    """The results as a page."""

    def row(what: str, one: Spread, target: str) -> str:
        return f"| {what} | {one.p50:.1f} | {one.p95:.1f} | {one.p99:.1f} | {target} |"

    lines = [
        "# Referrals: what the policies and the chain cost",
        "",
        *machine(),
        "`python -m bench.referrals`; the figures of one run, client and server on the same cores.",
        "",
        "| what | p50 ms | p95 ms | p99 ms | target |",
        "|---|---|---|---|---|",
        row("a state change, committed", changed, f"p95 < {MOVE_MS}: {_kept(changed.p95 < MOVE_MS)}"),
        row(f"the inbox page, of {found:,} under RLS", page, f"p95 < {INBOX_MS}: {_kept(page.p95 < INBOX_MS)}"),
        row(f"all {found:,} of it, counted under RLS", whole, ""),
        row(f"everything {OFFICERS} officers see at once", board, f"0 rows of another: {_kept(wrong == 0)}"),
        "",
        f"{OFFICERS} officers, {ROUNDS} readings each: {seen:,} rows seen, {wrong} of another council. "
        f"`audit verify` on {events:,} events: {seconds:.1f} s (target < {VERIFY_S}: {_kept(seconds < VERIFY_S)}). "
        f"The database holds {2 * CASES:,} cases, a referral each.",
        "",
    ]
    return "\n".join(lines)


def _kept(so: bool) -> str:
    return "kept" if so else "MISSED"


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def main() -> None:
    """Measure and write."""
    with tempfile.TemporaryDirectory(prefix="relais-bench-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        create_keys(folder / "keys")
        with EmbeddedPostgres(folder / "var") as server:
            text = asyncio.run(measure(server, open_vault(folder / "keys", create=False), folder))
    RESULTS.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
