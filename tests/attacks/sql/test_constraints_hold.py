"""Each constraint of the tables about persons refuses by itself, even a superuser who put the triggers aside."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from asyncpg import IntegrityConstraintViolationError

from relais.core.db import connect
from tests.attacks.sql import (
    guards,
    guards_commission,
    guards_files,
    guards_programme,
    guards_reports,
    guards_requests,
    guards_retention,
)
from tests.conftest import TEMPLATE, copied
from tests.mutation.mutants import CONSTRAINTS, INDEXES, tables

pytestmark = pytest.mark.anyio
# Each slice's rows, and a statement for each of its constraints.
PARTS: tuple[Any, ...] = (
    *(guards, guards_files, guards_commission, guards_programme, guards_retention, guards_requests, guards_reports),
)
POPULATION = "".join(part.POPULATION for part in PARTS)
REFERENCES = {name: said for part in PARTS for name, said in part.REFERENCES.items()}
EVERY = {**REFERENCES, **{name: said for part in PARTS for name, said in {**part.KEYS, **part.CHECKS}.items()}}
NEVER_EMPTIED = (
    *("journal", "aid_case", "case_event", "case_opening", "referral", "referral_event", "option_shown", "choice"),
    *("consent", "disclosure", "referral_told", "notice", "sheet", "sheet_option"),
    *("pathway", "pathway_step", "handover"),
    *("card", "note", "note_author", "aid_request", "request_event", "request_told"),
    *("national_file", "file_event", "file_opinion", "recusal", "decision", "payment"),
    "programme_action",
    *("call_by_month", "call_by_region", "year_figure", "year_confirmation", "year_release", "year_count"),
)


@pytest.fixture(scope="module")
async def peopled(postgres: Any, anyio_backend: str) -> AsyncIterator[Any]:
    """A superuser's connection to a database with one row in every table about persons."""
    async with copied(postgres, TEMPLATE) as world:
        db = await connect(world.superuser_url)
        async with db.transaction():
            await db.execute("SET LOCAL session_replication_role = replica")
            await db.execute(POPULATION)
        yield db
        await db.close()


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
    assert str(broken.value.constraint_name).startswith(f"{table}_")  # its own guard, not that of a table below it


async def test_no_constraint_is_left_untried(peopled: Any) -> None:
    found = {row["name"] for listed in (CONSTRAINTS, INDEXES) for row in await peopled.fetch(listed, tables())}
    assert found == set(EVERY)
