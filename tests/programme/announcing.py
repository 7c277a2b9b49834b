"""Actions put in a database as if they had been proposed and published: for what needs some, and nobody's account."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from msgspec import Struct

from relais.core.ids import new_id

ADD = """
    INSERT INTO programme_action (
        id, slug, kind, title, description, audiences, starts_at, ends_at, place, departement, commune, zone, places,
        booking, organiser, source_label, source_date, state, proposed_as
    )
    VALUES (
        $1, $2, 'screening_day', $3, 'Une journée.', '{}', $4, $4::timestamptz + interval '8 hours', 'commune', '69',
        '69123', 'Europe/Paris', $5, 'open', 'asra', 'Programme', '2030', 'published', 'member'
    )
"""
SLOTS = "INSERT INTO action_slot (action, number) SELECT $1, n FROM generate_series(1, $2::int) AS n"
CANCEL = "UPDATE programme_action SET state = 'cancelled', reason = 'place' WHERE id = $1"
TITLE = "Dépistage annoncé à tous"
DAY = datetime(2031, 1, 14, 8, tzinfo=UTC)


class Announced(Struct, frozen=True, kw_only=True):
    """Where an action is found."""

    id: UUID
    path: str


async def announce(owner: Any, *, title: str = TITLE, places: int = 3, days: int = 0) -> Announced:
    """A screening day in Lyon, on 14 January 2031 or `days` later, with places to book."""
    action = new_id()
    slug = f"depistage-{action.hex[:8]}"
    async with owner.transaction():
        await owner.execute("ALTER TABLE programme_action DISABLE TRIGGER programme_action_is_proposed")
        await owner.execute(ADD, action, slug, title, DAY + timedelta(days=days), places)
        await owner.execute(SLOTS, action, places)
        await owner.execute("ALTER TABLE programme_action ENABLE TRIGGER programme_action_is_proposed")
    return Announced(id=action, path=f"/agenda/{slug}")


async def cancel(owner: Any, action: UUID) -> None:
    """Say that it will not take place."""
    await owner.execute(CANCEL, action)
