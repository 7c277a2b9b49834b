"""An attack: what is tried, and the refusal that PostgreSQL must give."""

from typing import Any

import pytest

from relais.core.context import Context
from relais.core.db import connect
from tests.referrals.scenes import Scene

CHECK, DENIED, FOREIGN, TWICE, OVERLAP = "23514", "42501", "23503", "23505", "23P01"
TABLES = ("referral", "referral_event", "option_shown", "choice", "consent", "disclosure")
OUTSIDE = "SELECT count(*) FROM disclosures_outside_consent"


async def refused(attempt: Any, state: str) -> str:
    """The SQLSTATE is the one expected; gives the name of the constraint."""
    with pytest.raises(Exception, match=r".") as broken:
        await attempt
    assert getattr(broken.value, "sqlstate", "") == state, broken.value
    return getattr(broken.value, "constraint_name", None) or ""


async def as_role(world: Any, role: str, sql: str, *args: Any) -> None:
    db = await connect(world.server.url(role, world.name))
    try:
        await db.execute(sql, *args)
    finally:
        await db.close()


async def lapse(world: Any, since: str) -> None:
    """The consent was given long ago and its time is up: written past the trigger, which forbids it."""
    await world.owner.execute("ALTER TABLE consent DISABLE TRIGGER consent_ended")
    shift = f"valid_until - now() + interval '{since}'"
    sql = f"UPDATE consent SET given_at = given_at - ({shift}), valid_until = valid_until - ({shift})"
    await world.owner.execute(sql)
    await world.owner.execute("ALTER TABLE consent ENABLE TRIGGER consent_ended")


async def read(scene: Scene, context: Context | None) -> dict[str, int]:
    return {table: len(await scene.rows(context, f"SELECT * FROM {table}")) for table in (*TABLES, "case_part")}
