"""A file that nobody touched for so long: its moments are moved back, past the triggers that forbid it."""

from typing import Any
from uuid import UUID

LEFT_ALONE = 185  # days: the longest six months, and the hour of summer
NOT_YET = 180  # days: the shortest are 181


async def leave_alone(owner: Any, file: UUID, days: int) -> None:
    """Everything that was done of it is older by `days`."""
    await owner.execute("ALTER TABLE case_event DISABLE TRIGGER case_event_append_only")
    await owner.execute("ALTER TABLE case_event DROP CONSTRAINT IF EXISTS case_event_hash_holds")
    await owner.execute(
        "UPDATE case_event SET at = at - make_interval(days => $2)"
        " WHERE case_id = (SELECT case_id FROM national_file WHERE id = $1)",
        file,
        days,
    )
    await owner.execute(
        "UPDATE national_file SET state_at = state_at - make_interval(days => $2) WHERE id = $1", file, days
    )
    await owner.execute("ALTER TABLE case_event ENABLE TRIGGER case_event_append_only")
