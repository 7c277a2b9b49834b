"""What the attacks on the programme share: its acts as the pages post them, and accounts that may or may not."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from relais.core.context import Context
from relais.core.ids import new_id
from tests.accounts.people import add_grant
from tests.conftest import TEMPLATE, copied
from tests.referrals.attacking import Stage, staged
from tests.referrals.scenes import Scene, scene_in

ADD = (
    "INSERT INTO programme_action (id, slug, kind, title, description, audiences, starts_at, ends_at, place,"
    " departement, commune, zone, places, booking, organiser, source_label, source_date, proposed_as)"
    " VALUES ($1, 'a-' || $1::uuid::text, 'screening_day', 'Dépistage', 'Une journée', '{}', $2,"
    " $2::timestamptz + interval '1 hour', 'commune', '69', '69123', 'Europe/Paris', 2, 'open', $3, 'Programme',"
    " '2030', $4)"
)
DECIDE = "SELECT decide_action($1, $2, $3)"
END = "SELECT end_action($1, $2, $3)"
SET = "SELECT set_booking($1, $2)"
BOOK = "SELECT place, fresh FROM book_slot($1, $2, sha256(uuid_send($2)), '$argon2id$x')"
HAS = "SELECT has_slot($1, $2)"
FIND = "SELECT * FROM find_booking_by_code($1, sha256(uuid_send($2)))"
BACK = "SELECT cancel_booking($1, sha256(uuid_send($2)))"
NUMBERS = "SELECT booked_numbers($1)"
DAY = datetime(2031, 1, 14, 8, tzinfo=UTC)


class Cast(Struct, frozen=True, kw_only=True):
    """Contexts of real accounts. `both` coordinates and keeps MOTS."""

    member: Context
    officer: Context
    signatory: Context
    elsewhere: Context
    alice: Context
    both: Context


async def account(owner: Any, *grants: tuple[str, dict[str, str]]) -> UUID:
    made = new_id()
    await owner.execute(
        "INSERT INTO account (id, email_key, email_sealed, name_sealed, entered_at)"
        " VALUES ($1, sha256(uuid_send($1)), 'x', 'x', now())",
        made,
    )
    for role, of in grants:
        await add_grant(owner, made, role, **of)
    return made


@asynccontextmanager
async def acted(postgres: Any) -> AsyncIterator[tuple[Scene, Cast]]:
    """A database with these accounts, for the tests of a module."""
    async with copied(postgres, TEMPLATE) as world, scene_in(world) as made:
        await world.owner.execute("UPDATE organization SET council_of = '69' WHERE slug = 'cdom-69'")
        mots: tuple[str, dict[str, str]] = ("member", {"organization": "mots"})
        who = {
            "member": ("mots", await account(world.owner, mots, ("member", {"organization": "asra"}))),
            "officer": ("cdom-69", await account(world.owner, ("officer", {"council": "69"}))),
            "signatory": ("carmf", await account(world.owner, ("signatory", {"organization": "carmf"}))),
            "elsewhere": ("sps", await account(world.owner, ("member", {"organization": "sps"}))),
            "alice": ("", await account(world.owner, ("coordinator", {}))),
            "both": ("mots", await account(world.owner, ("coordinator", {}), mots)),
        }
        cast = Cast(**{name: Context(kind="staff", org=org, actor=actor) for name, (org, actor) in who.items()})
        async with staged(world, made) as scene:
            yield scene, cast


async def proposed(scene: Scene, by: Context, organiser: str = "mots", acting_as: str = "member") -> UUID:
    made = new_id()
    await scene.run(by, ADD, made, DAY, organiser, acting_as)
    return made


async def published(scene: Scene, cast: Cast) -> UUID:
    made = await proposed(scene, cast.member)
    await scene.run(cast.alice, DECIDE, made, "published", "")
    return made


async def state(stage: Stage, action: UUID) -> str:
    return str(await stage.owner.fetchval("SELECT state FROM programme_action WHERE id = $1", action))
