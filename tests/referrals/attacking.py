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
    await world.owner.execute("ALTER TABLE disclosure DISABLE TRIGGER disclosure_append_only")
    shift = f"(c.valid_until - now() + interval '{since}')"
    for sql in (
        f"UPDATE disclosure AS d SET disclosed_at = disclosed_at - {shift} FROM consent AS c WHERE c.id = d.consent",
        f"UPDATE consent AS c SET given_at = given_at - {shift}, ended_at = ended_at - {shift},"
        f" valid_until = now() - interval '{since}'",
        "UPDATE referral AS r SET readable_until = c.valid_until FROM disclosure AS d JOIN consent AS c"
        " ON c.id = d.consent WHERE d.referral = r.id AND d.round = r.round AND r.readable_until IS NOT NULL",
    ):
        await world.owner.execute(sql)
    await world.owner.execute("ALTER TABLE consent ENABLE TRIGGER consent_ended")
    await world.owner.execute("ALTER TABLE disclosure ENABLE TRIGGER disclosure_append_only")


async def read(scene: Scene, context: Context | None) -> dict[str, int]:
    return {table: len(await scene.rows(context, f"SELECT * FROM {table}")) for table in (*TABLES, "case_part")}
