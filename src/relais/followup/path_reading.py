"""What the pages of the doctor's own path read, in the context of the person alone."""

from uuid import UUID

from msgspec import Struct

from relais.accounts.holders import recipients_of
from relais.cases.service import case_for
from relais.core.db import Db
from relais.core.errors import NotFound
from relais.directory.model import Service
from relais.directory.pages import UNIT_KINDS
from relais.followup.path_model import Held, PathForm, Recipient, Shown
from relais.referrals import service as rules
from relais.referrals import store
from relais.referrals.model import TERMINAL
from relais.referrals.story import Story, stories_of_case
from relais.sheets.workplace import Workplace

FUNCTION_MOST = 80  # signs, as the consent keeps it


class Reading(Struct, frozen=True, kw_only=True):
    """Reads a case for its person."""

    place: Workplace

    async def held(self, db: Db, case: UUID, form: PathForm) -> Held:
        """The case with one of its referrals: the one named, else the last that moves. Raises NotFound."""
        found = await case_for(db, self.place.vault, case)
        stories = await stories_of_case(db, case)
        if form.referral is not None:
            stories = [one for one in stories if one.referral.id == form.referral]
            if not stories:
                raise NotFound
        moving = [one for one in stories if one.referral.state not in TERMINAL]
        story = next(reversed(moving or stories), None)
        done = story is not None and form.request is not None and await was_done(db, story.referral.id, form.request)
        return Held(case=found, story=story, done=done)

    async def shown(self, db: Db, story: Story) -> list[Shown]:
        """The options of the present round, in their order, with today's numbers."""
        return [
            Shown(
                row=row,
                name=self.place.name_of(row.service),
                card=self.place.directory.card(service) if service else None,
                reads=bool(await self.function_of(db, row.organization)),
                choosable=service is not None and may_be_chosen(service),
            )
            for row in story.options_of(story.referral.round)
            for service in [self.place.directory.find(row.service)]
        ]

    async def recipient(self, db: Db, story: Story) -> Recipient:
        """Who would read the choice of this round."""
        held = story.referral
        service = self.place.directory.find(held.service)
        return Recipient(
            slug=held.recipient_org,
            name=self.place.name_of(held.recipient_org),
            function=await self.function_of(db, held.recipient_org),
            card=self.place.directory.card(service) if service else None,
        )

    async def function_of(self, db: Db, organization: str) -> str:
        """As which function its inbox is read, "" when nobody opened it for thirty days."""
        if not await rules.is_read(db, organization):
            return ""
        functions = {row.function for row in await recipients_of(db, organization) if row.entered and row.function}
        return " ou ".join(sorted(functions))[:FUNCTION_MOST]


def may_be_chosen(service: Service) -> bool:
    """A care unit that nobody confirmed is told, not chosen; what closed is neither."""
    unsure = service.kind in UNIT_KINDS and service.state == "to_verify"
    return not (unsure or service.closed_on or service.state in ("draft", "suspended"))


async def was_done(db: Db, referral: UUID, request: UUID) -> bool:
    """Whether the act of this page moved the referral already."""
    return bool(await store.HAS_EVENT.value(db, referral, request))
