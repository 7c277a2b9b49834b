"""An attack: what is tried, and the refusal that PostgreSQL must give.

A module of attacks shares one scene. Each test plays on one connection of a superuser who takes the role of whoever
acts, inside a transaction that is taken back: what one test did, the next never sees.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from msgspec import Struct

from relais.core.context import WORKER, Context
from relais.core.db import act_as, connect
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


class Stage(Struct, frozen=True, kw_only=True):
    """The database as its owner, or as any role, in the transaction of the test."""

    db: Any

    @property
    def owner(self) -> "Player":
        return Player(db=self.db, role="relais_owner")

    @asynccontextmanager
    async def playing(self, role: str) -> AsyncIterator[Any]:
        """The connection as `role`; what fails is taken back, role and settings included."""
        async with self.db.transaction():
            await self.db.execute(f"SET LOCAL ROLE {role}")
            yield self.db
            await self.db.execute("RESET ROLE")
            await self.db.execute("SELECT set_config('relais.context', '', true)")


class Player(Struct, frozen=True, kw_only=True):
    """One role of the stage."""

    db: Any
    role: str

    async def execute(self, sql: str, *args: Any) -> Any:
        async with Stage(db=self.db).playing(self.role) as db:
            return await db.execute(sql, *args)

    async def fetch(self, sql: str, *args: Any) -> Any:
        async with Stage(db=self.db).playing(self.role) as db:
            return await db.fetch(sql, *args)

    async def fetchval(self, sql: str, *args: Any) -> Any:
        async with Stage(db=self.db).playing(self.role) as db:
            return await db.fetchval(sql, *args)


class StagedScene(Scene, frozen=True, kw_only=True):
    """The scene on the one connection of a stage."""

    @asynccontextmanager
    async def acting(self, context: Context | None) -> AsyncIterator[Any]:
        role = "relais_worker" if context == WORKER else "relais_app"
        async with Stage(db=self.app).playing(role) as db:
            if context is not None:
                await act_as(db, self.pads, context)
            yield db


@asynccontextmanager
async def staged(world: Any, scene: Scene) -> AsyncIterator[Any]:
    """A superuser's connection for a module of attacks on `scene`."""
    db = await connect(world.superuser_url)
    yield StagedScene(app=db, worker=db, pads=scene.pads, case=scene.case, stranger_case=scene.stranger_case)
    await db.close()


async def as_role(stage: Stage, role: str, sql: str, *args: Any) -> None:
    async with stage.playing(role) as db:
        await db.execute(sql, *args)


async def lapse(stage: Any, since: str) -> None:
    """The consent was given long ago and its time is up: written past the triggers, which forbid it."""
    await stage.owner.execute("ALTER TABLE consent DISABLE TRIGGER consent_ended")
    await stage.owner.execute("ALTER TABLE disclosure DISABLE TRIGGER disclosure_append_only")
    shift = f"(c.valid_until - now() + interval '{since}')"
    for sql in (
        f"UPDATE disclosure AS d SET disclosed_at = disclosed_at - {shift} FROM consent AS c WHERE c.id = d.consent",
        f"UPDATE consent AS c SET given_at = given_at - {shift}, ended_at = ended_at - {shift},"
        f" valid_until = now() - interval '{since}'",
        "UPDATE referral AS r SET readable_until = c.valid_until FROM disclosure AS d JOIN consent AS c"
        " ON c.id = d.consent WHERE d.referral = r.id AND d.round = r.round AND r.readable_until IS NOT NULL",
    ):
        await stage.owner.execute(sql)
    await stage.owner.execute("ALTER TABLE consent ENABLE TRIGGER consent_ended")
    await stage.owner.execute("ALTER TABLE disclosure ENABLE TRIGGER disclosure_append_only")


async def read(scene: Scene, context: Context | None) -> dict[str, int]:
    return {table: len(await scene.rows(context, f"SELECT * FROM {table}")) for table in (*TABLES, "case_part")}
