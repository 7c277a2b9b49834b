"""`python -m bench.requests`: the board of a council with 5,000 requests, as its page is made; bench/REQUESTS.md."""

import asyncio
import tempfile
from pathlib import Path

from bench.machine import machine
from bench.referrals import many
from bench.timing import Spread
from relais.aid_requests import board_store
from relais.cases.sealing import ALIAS, CaseKey, new_data_key
from relais.core.context import KEY_USE, Context, pads_of
from relais.core.db import Database, connect
from relais.core.embedded import EmbeddedPostgres
from relais.core.ids import new_id
from relais.core.migrate import migrate
from relais.core.vault import Vault, create_keys, open_vault

RESULTS = Path(__file__).with_name("REQUESTS.md")
REQUESTS = 5_000  # of one council; as many of others
READS = 200
PAGE = 51
TARGET_MS = 100
COUNCIL = "conseil-0"

CASES_SQL = """
INSERT INTO aid_case (
    id, reference, council, origin, code_by, code_lookup, code_verifier, data_key_wrapped, alias_sealed, made_at
)
VALUES ($1, $2, $3, 'person', 'person', sha256(uuid_send($1)), '$argon2id$x', $4, $5, now() - $6 * interval '1 minute')
"""
REQUESTS_SQL = """
INSERT INTO aid_request (
    id, case_id, council, needs, practice, reach, state, version, urgent, urgent_at, marks, made_at, state_at
)
SELECT gen_random_uuid(), c.id, c.council, '{financier,juridique}', 'liberal', 'phone',
    (ARRAY['received', 'taken_up', 'contacted'])[1 + n % 3], 1 + n % 3, n % 100 = 0,
    CASE WHEN n % 100 = 0 THEN c.made_at END, CASE WHEN n % 20 = 1 THEN '{quick}'::text[] ELSE '{}' END,
    c.made_at, c.made_at
FROM (SELECT c.*, row_number() OVER (ORDER BY c.made_at) AS n FROM aid_case AS c) AS c;
"""


async def fill(url: str, vault: Vault) -> None:
    """10,000 cases with a request each, half of them of one council, one in two with a surname to open."""
    rows = []
    for number in range(2 * REQUESTS):
        case = new_id()
        wrapped = new_data_key(vault, case)
        alias = CaseKey(vault, case, wrapped).seal(b"Orage", ALIAS) if number % 4 < 2 else None
        reference = f"{number:06X}"
        council = COUNCIL if number % 2 == 0 else f"conseil-{number % 50 + 1}"
        rows.append((case, f"{reference[:3]}-{reference[3:]}", council, wrapped, alias, number))
    db = await connect(url, command_seconds=None)
    await db.execute("SET session_replication_role = replica")
    await db.executemany(CASES_SQL, rows)
    await db.execute(REQUESTS_SQL)
    await db.execute("SET session_replication_role = origin")
    await db.execute("VACUUM ANALYZE")
    await db.close()


async def boards(database: Database, vault: Vault) -> tuple[Spread, int]:
    """The first page as an officer opens it: three lists, a count, and every surname opened; how many wait."""
    officer = Context(kind="staff", org=COUNCIL, actor=new_id())
    total = 0

    async def board(_: int) -> None:
        nonlocal total
        async with database.acting(officer) as db:
            rows = await board_store.LIST_WAITING.all(db, COUNCIL, None, PAGE)
            rows += await board_store.LIST_RELIEVED.all(db, COUNCIL, PAGE)
            rows += await board_store.LIST_TURNED.all(db, COUNCIL, PAGE)
            total = await board_store.COUNT_WAITING.value(db, COUNCIL)
        for row in rows:
            if row.alias_sealed is not None and row.data_key is not None:
                CaseKey(vault, row.case, row.data_key).open(row.alias_sealed, ALIAS)

    await many(READS // 4, board)  # warm
    return await many(READS, board), total


async def measure(server: EmbeddedPostgres, vault: Vault) -> str:
    """The whole page."""
    pads = pads_of(vault.key(KEY_USE))
    await migrate(server.superuser_url, pads=pads)
    await fill(server.superuser_url, vault)
    database = Database(server.app_url, pads=pads)
    board, total = await boards(database, vault)
    await database.close()
    kept = "kept" if board.p95 < TARGET_MS else "MISSED"
    return "\n".join(
        [
            "# Requests: the board",
            "",
            *machine(),
            "`python -m bench.requests`; the figures of one run, client and server on the same cores.",
            "",
            "| what | p50 ms | p95 ms | p99 ms | target |",
            "|---|---|---|---|---|",
            f"| the board of {total:,} requests, under RLS, surnames opened | {board.p50:.1f} | {board.p95:.1f} |"
            f" {board.p99:.1f} | p95 < {TARGET_MS}: {kept} |",
            "",
        ]
    )


def main() -> None:
    """Measure, print and write."""
    with tempfile.TemporaryDirectory(prefix="relais-bench-") as folder:
        Path(folder).chmod(0o711)
        create_keys(Path(folder) / "keys")
        vault = open_vault(Path(folder) / "keys", create=False)
        with EmbeddedPostgres(Path(folder) / "var") as server:
            text = asyncio.run(measure(server, vault))
    RESULTS.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
