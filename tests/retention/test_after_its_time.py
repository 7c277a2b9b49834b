"""One row of everything, and the years pass: what has a day is gone, rows, words and keys; the rest is as it was."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from relais.core.db import connect
from relais.core.ids import new_id
from relais.retention.register import read_comment
from relais.retention.store import LIST_COLUMNS
from tests.attacks.sql.every_guard import POPULATION
from tests.attacks.sql.guards import TWO
from tests.retention.ageing import SEEDS
from tests.retention.clock import move_clock

pytestmark = [pytest.mark.anyio, pytest.mark.long]
YEAR, YEARS = 366, 13  # a year of silence, then those of the accounts
PURGES = ("purge_rows", "empty_due", "thin_due", "purge_due")
# Emptied by the import that fills them, in its own transaction; written anew by each `relais migrate`.
NO_ROW = {"import_subject", "import_line", "import_change", "import_reject", "context_key"}
ENDED = (
    "UPDATE aid_case SET seq = 1",  # as its chain
    # A note has a case of its own.
    "INSERT INTO aid_case (id, reference, origin, code_lookup, code_verifier, code_by, data_key_wrapped)"
    f" SELECT '{TWO}', 'AAA-AAB', 'colleague', sha256('note'), code_verifier, 'officer', data_key_wrapped"
    " FROM aid_case",
    f"UPDATE note SET case_id = '{TWO}'",
    "UPDATE account SET closed_at = now()",
    "UPDATE role_grant SET ended_at = now()",
    "UPDATE error_report SET decided_at = now(), decided_by = id, outcome = 'corrected'",
)


@pytest.fixture
async def peopled(world: Any) -> AsyncIterator[Any]:
    """A superuser's connection to a database with a row in every table, where every account was just closed."""
    db = await connect(world.superuser_url)
    await db.execute("SET timezone = 'Europe/Paris'")
    async with db.transaction():
        await db.execute("SET LOCAL session_replication_role = replica")
        await db.execute(POPULATION)
        for (table, _), sql in SEEDS.items():
            if not await db.fetchval(f"SELECT EXISTS (SELECT FROM {table})"):
                await db.execute(sql, await db.fetchval("SELECT now()"), new_id())
        for sql in ENDED:
            await db.execute(sql)
    yield db
    await db.close()


async def told_of(db: Any) -> dict[str, set[str]]:
    """How long each table keeps its columns, in the words of their comments."""
    lasts: dict[str, set[str]] = {}
    for row in await LIST_COLUMNS.all(db):
        kept = read_comment(row)
        assert kept is not None, row
        lasts.setdefault(kept.table, set()).add(kept.lasts)
    return lasts


async def counted(db: Any, tables: Any) -> dict[str, int]:
    return {table: await db.fetchval(f"SELECT count(*) FROM {table}") for table in tables}


async def test_what_has_a_day_is_gone_after_it_and_what_has_none_is_as_it_was(world: Any, peopled: Any) -> None:
    lasts = await told_of(peopled)
    always = {table for table, said in lasts.items() if any(one.startswith("toujours") for one in said)}
    dated = set(lasts) - always - NO_ROW
    before = await counted(peopled, lasts)
    assert not [table for table in dated if not before[table]], "no row of these was there to go"
    purging = await connect(world.server.url("relais_purge", world.name))
    for _ in range(YEARS):
        await move_clock(peopled, YEAR)
        for purge in PURGES:
            await purging.fetch(f"SELECT * FROM {purge}()")
    await purging.close()
    after = await counted(peopled, lasts)
    assert {table: after[table] for table in dated if after[table]} == {}
    kept = {table: before[table] for table in always}
    assert {table: after[table] for table in kept} == kept
    assert await peopled.fetchval("SELECT count(*) FROM account WHERE name_sealed <> '' OR email_sealed <> ''") == 0
