"""Each constraint of the tables about persons refuses by itself, even a superuser who put the triggers aside."""

from typing import Any

import pytest
from asyncpg import IntegrityConstraintViolationError

from tests.attacks.sql.every_guard import EVERY, REFERENCES
from tests.mutation.mutants import CONSTRAINTS, INDEXES, tables

pytestmark = pytest.mark.anyio
NEVER_EMPTIED = (
    *("journal", "aid_case", "case_event", "case_opening", "referral", "referral_event", "option_shown", "choice"),
    *("consent", "disclosure", "referral_told", "notice", "sheet", "sheet_option"),
    *("pathway", "pathway_step", "handover"),
    *("card", "note", "note_author", "aid_request", "request_event", "request_told"),
    *("national_file", "file_event", "file_opinion", "recusal", "decision", "payment"),
    "programme_action",
    *("call_by_month", "call_by_region", "year_figure", "year_confirmation", "year_release", "year_count"),
)


@pytest.mark.parametrize("name", sorted(EVERY))
async def test_a_constraint_refuses_by_itself(peopled: Any, name: str) -> None:
    refused = await broken_by(peopled, EVERY[name], by_keys=name in REFERENCES)
    assert refused == name


async def broken_by(db: Any, statement: str, *, by_keys: bool) -> str | None:
    """The constraint that refused; None when nothing did. The rows are as before."""
    attempt = db.transaction()
    await attempt.start()
    try:
        if by_keys:
            await db.execute(";".join(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables()))
        else:
            await db.execute("SET LOCAL session_replication_role = replica")
        await db.execute(statement)
    except Exception as error:
        return getattr(error, "constraint_name", None) or f"{type(error).__name__}: {error}"
    finally:
        await attempt.rollback()
    return None


@pytest.mark.parametrize("table", NEVER_EMPTIED)
async def test_a_table_of_what_happened_is_never_emptied_even_by_a_superuser(peopled: Any, table: str) -> None:
    with pytest.raises(IntegrityConstraintViolationError) as broken:
        await peopled.execute(f"TRUNCATE {table} CASCADE")
    own = {f"{table}_append_only", f"{table}_goes_when_due"}  # not the guard of a table below it
    assert broken.value.constraint_name in own


async def test_no_constraint_is_left_untried(peopled: Any) -> None:
    found = {row["name"] for listed in (CONSTRAINTS, INDEXES) for row in await peopled.fetch(listed, tables())}
    assert found == set(EVERY)
