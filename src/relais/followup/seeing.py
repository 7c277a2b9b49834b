"""Everything that is held of one case, read in one transaction in the person's own context."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from relais.cases.entering import Entered
from relais.cases.keeping import keeping_of
from relais.cases.model import Case, CaseEvent, Category
from relais.cases.service import case_for, events_of, read_parts
from relais.cases.store import KeepingRow
from relais.core.db import Db
from relais.followup import store
from relais.referrals.model import TERMINAL, Notice
from relais.referrals.story import Story, stories_of_case
from relais.sheets.workplace import Workplace

KEPT = "case.code_kept"  # the code that another made was kept once
REPLACED = "case.code_replaced"


class Held(Struct, frozen=True, kw_only=True):
    """A case, whole. `parts`: opened; `notices`: by number; `keeping`: until when each thing is kept."""

    case: Case
    parts: Mapping[Category, Mapping[str, Any]]
    stories: tuple[Story, ...]
    events: tuple[CaseEvent, ...]
    notices: Mapping[int, Notice]
    keeping: KeepingRow | None

    @property
    def noted(self) -> bool:
        """Whether another wrote about them: they said nothing here."""
        return self.case.origin == "colleague"

    @property
    def living(self) -> list[Story]:
        """What may still be stopped."""
        return [story for story in self.stories if story.referral.state not in TERMINAL]

    @property
    def kept_once(self) -> bool:
        """Whether replacing the code that another made was put off already."""
        acts = [event.act for event in self.events if event.act in (KEPT, REPLACED)]
        return bool(acts) and acts[-1] == KEPT


async def see(place: Workplace, entered: Entered) -> Held:
    """What is held of the person's case. Raises NotFound."""
    async with place.database.acting(entered.context) as db:
        return await seen_in(db, place, entered)


async def seen_in(db: Db, place: Workplace, entered: Entered) -> Held:
    """The same, inside a transaction of the person."""
    return Held(
        case=await case_for(db, place.vault, entered.case),
        parts=await read_parts(db, place.vault, entered.case),
        stories=tuple(await stories_of_case(db, entered.case)),
        events=tuple(await events_of(db, entered.case)),
        keeping=await keeping_of(db, entered.case),
        notices={notice.number: notice for notice in await store.LIST_NOTICES.all(db)},
    )
