"""A note as the database takes it: added, opened, informed of, and the days that go by."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from msgspec import Struct

from relais.core.context import PUBLIC, Context
from relais.core.ids import new_id
from tests.conftest import TEMPLATE, copied
from tests.referrals.attacking import staged
from tests.referrals.scenes import OFFICER, Scene, random_reference, scene_in

ADD_NOTE = "SELECT add_note($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
OPEN = "SELECT open_case($1, $2, $3, 'a-session')"
INFORM = "SELECT inform_note($1, (now() AT TIME ZONE 'Europe/Paris')::date, $2)"
ACCOUNT = "INSERT INTO account (id, email_key, email_sealed, name_sealed, entered_at) VALUES ($1, $2, 'a', 'b', now())"
GRANT = (
    "INSERT INTO role_grant (id, account, role, council, via, approved_at)"
    " VALUES ($1, $2, 'officer', $3, 'console', now())"
)
COUNCIL = """
    INSERT INTO organization (slug, name, council_of, version) VALUES ($1, $1, $2, 0)
    ON CONFLICT (slug) DO UPDATE SET council_of = excluded.council_of
"""


class Written(Struct, frozen=True, kw_only=True):
    """One note as it was sent. `done`: what the database answered."""

    note: UUID
    case: UUID
    author: UUID
    done: str

    @property
    def person(self) -> Context:
        return Context(kind="person", case=self.case)


def key(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


async def seat_officers(owner: Any, *councils: str) -> None:
    """An officer in force in each council, as its département code."""
    await owner.execute("ALTER TABLE role_grant DISABLE TRIGGER role_grant_console_first_pair")
    for council in councils:
        account = new_id()
        await owner.execute(ACCOUNT, account, key(str(account)))
        await owner.execute(GRANT, new_id(), account, council)
        await owner.execute(COUNCIL, f"cdom-{council.lower()}", council)
    await owner.execute("ALTER TABLE role_grant ENABLE TRIGGER role_grant_console_first_pair")


@asynccontextmanager
async def scene_with_officers(postgres: Any) -> AsyncIterator[Scene]:
    """The scene of the referrals for a module of attacks, with an officer in each of its two councils."""
    async with copied(postgres, TEMPLATE) as world, scene_in(world) as made, staged(world, made) as scene:
        await seat_officers(world.owner, "69", "75")
        yield scene


async def write(scene: Scene, context: Context | None = PUBLIC, **changes: Any) -> Written:
    """A note by `author` about `person`."""
    row = {
        "case": new_id(), "reference": random_reference(), "data_key": bytes(62), "identity": bytes(284),
        "context": bytes(284), "note": new_id(), "council": "cdom-69", "person_key": key("camille kanari 69"),
        "id": new_id(), "author_key": key("sacha@exemple.fr"), "contact": bytes(60), "motive": "isolated",
    } | changes  # fmt: skip
    done = (await scene.rows(context, ADD_NOTE, *row.values()))[0][0]
    return Written(note=row["note"], case=row["case"], author=row["id"], done=done)


async def open_note(scene: Scene, written: Written, context: Context = OFFICER) -> bool:
    return bool((await scene.rows(context, OPEN, written.case, "call", "officer"))[0][0])


async def inform(scene: Scene, written: Written, context: Context = OFFICER, how: str = "telephone") -> None:
    await open_note(scene, written, context)
    await scene.run(context, INFORM, written.note, how)


async def days_go_by(owner: Any, days: int) -> None:
    """Every note and card is as old as that many days more; written past the triggers, which forbid it."""
    earlier = f"interval '{days * 24} hours'"
    await owner.execute("ALTER TABLE note DISABLE TRIGGER note_written_once")
    await owner.execute(
        f"UPDATE note SET made_at = made_at - {earlier}, state_at = state_at - {earlier}, due_at = due_at - {earlier}"
    )
    await owner.execute("ALTER TABLE note ENABLE TRIGGER note_written_once")
    await owner.execute("ALTER TABLE card DISABLE TRIGGER card_goes_when_due")
    await owner.execute(f"UPDATE card SET made_at = made_at - {earlier}, ends_at = ends_at - {earlier}")
    await owner.execute("ALTER TABLE card ENABLE TRIGGER card_goes_when_due")
