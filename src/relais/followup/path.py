"""The doctor's own path: options, a choice, what is shared and with whom, sent; each step a page that carries the case.

Nothing is sent by looking: only the last page, which reads back what would leave, sends it.
"""

from collections.abc import Sequence

from msgspec import Struct

from relais.core.errors import NotFound, Refused
from relais.followup.path_acts import PathActs
from relais.followup.path_model import Held, PathForm
from relais.followup.path_pages import MOVED_ON, OnPage, PathPages
from relais.followup.path_reading import Reading
from relais.followup.path_search import NAMES, Found, Wanted, search_for
from relais.referrals import parts as shared
from relais.referrals.model import Option
from relais.referrals.parts import SharedParts
from relais.referrals.story import Story
from relais.sheets.person import AnyResponse, Posted, person_of
from relais.sheets.workplace import Workplace
from relais.web.forms import Filled, decode_form

CHOOSING = frozenset({"options_shown", "chosen"})
EMPTY = Filled(value=Wanted(), faults={})


class OwnPath(Struct, frozen=True, kw_only=True):
    """The three steps, made once by the application."""

    place: Workplace
    pages: PathPages
    acts: PathActs

    async def options(self, posted: Posted) -> AnyResponse:
        """The search of the doctor; once it offers enough, one more round is shown and kept."""
        on, form, held = await self._opened(posted)
        if held.done:
            return await self.pages.step(on, held)
        if form.act == "again":
            return await self._again(on, held, form)
        wanted = decode_form(Wanted, posted.sent, NAMES)
        if form.act not in ("search", "few"):
            return self.pages.search(on, held, wanted)
        found = Found(faults=wanted.faults) if wanted.faults else await search_for(self.place, wanted.value)
        few = found.offer.organizations < 2
        if found.faults or not found.offer.shown or (few and form.act != "few"):
            return self.pages.search(on, held, Filled(value=wanted.value, faults=found.faults), found)
        reason = "only_one_covers" if few else _reason(held, wanted.value)
        on = OnPage(entered=on.entered, passage=on.passage, banner=found.banner)
        return await self._show(on, held, form, found.offer.options, reason)

    async def choose(self, posted: Posted) -> AnyResponse:
        """The step where the doctor is; with an answer, records it as theirs and goes on."""
        on, form, held = await self._opened(posted)
        if held.story is None or held.done:
            return await self.pages.step(on, held)
        if not form.answer and held.goes_on and held.story.referral.state not in CHOOSING:
            return self.pages.search(on, held, EMPTY)  # to change a choice that was sent
        if form.answer == "outside":
            return self.pages.search(on, held, Filled(value=Wanted(around="outside"), faults={}))
        if not form.answer:
            faults = {"answer": "Choisissez une réponse."} if form.request else {}
            return await self.pages.step(OnPage(entered=on.entered, passage=on.passage, faults=faults), held)
        try:
            async with self.place.database.acting(on.entered.context) as db:
                await self.acts.answer(db, held.story, form)
        except Refused as fault:
            return await self.pages.refused(on, form, fault)
        return await self.pages.step(on, await self.pages.held(on.entered, form))

    async def agree(self, posted: Posted) -> AnyResponse:
        """What would be shared, read back, then sent or refused."""
        on, form, held = await self._opened(posted)
        story = held.story
        if story is None or held.done or story.referral.state != "chosen":
            said = MOVED_ON if form.act and not held.done else ""
            return await self.pages.step(OnPage(entered=on.entered, passage=on.passage, said=said), held)
        if form.act == "refuse":
            return await self._refuse(on, story, form)
        parts = decode_form(SharedParts, posted.sent, shared.NAMES)
        if form.act not in ("review", "send"):
            return await self.pages.agree(on, story, parts=parts if form.act == "change" else None, form=form)
        faults = {**faults_of(parts.value), **parts.faults}
        if faults or form.act == "review":
            filled = Filled(value=parts.value, faults=faults)
            return await self.pages.agree(on, story, parts=filled, form=form, review=not faults)
        return await self._send(on, story, form, parts)

    # The acts -----------------------------------------------------------------------------------------------------

    async def _opened(self, posted: Posted) -> tuple[OnPage, PathForm, Held]:
        entered, passage = await person_of(self.place, posted)
        form = decode_form(PathForm, posted.sent, {}).value
        return OnPage(entered=entered, passage=passage), form, await self.pages.held(entered, form)

    async def _again(self, on: OnPage, held: Held, form: PathForm) -> AnyResponse:
        """The options of this round once more, as another: what is left of them today."""
        if held.story is None:
            raise NotFound
        options = self._still_there(held.story)
        if not options:
            return self.pages.search(on, held, EMPTY)
        find = self.place.directory.find
        bodies = {one.organization for option in options if (one := find(option.service))}
        return await self._show(on, held, form, options, "changed_mind" if len(bodies) > 1 else "others_closed")

    async def _show(
        self, on: OnPage, held: Held, form: PathForm, options: Sequence[Option], reason: str | None
    ) -> AnyResponse:
        try:
            async with self.place.database.acting(on.entered.context) as db:
                referral = await self.acts.show(db, held, form, options, reason)
        except Refused as fault:
            return await self.pages.refused(on, form, fault)
        return await self.pages.step(on, await self.pages.held(on.entered, PathForm(referral=referral)))

    def _still_there(self, story: Story) -> list[Option]:
        find, version = self.place.directory.find, self.place.directory.keeper.current.version
        rows = [
            row
            for row in story.options_of(story.referral.round)
            if (one := find(row.service)) and not one.closed_on and one.state not in ("draft", "suspended")
        ]
        return [
            Option(service=row.service, rank=rank, seed=row.seed, directory_version=version, why=row.why)
            for rank, row in enumerate(rows, 1)
        ]

    async def _send(self, on: OnPage, story: Story, form: PathForm, parts: Filled[SharedParts]) -> AnyResponse:
        """Sent, or the same page with what was typed and why not."""
        try:
            async with self.place.database.acting(on.entered.context) as db:
                await self.acts.agree(db, story, form, parts.value)
        except Refused as fault:
            if fault.code not in ("notice_changed", "code_in_text", "consent_for_nothing"):
                return await self.pages.refused(on, form, fault)
            on = OnPage(entered=on.entered, passage=on.passage, said=fault.sentence)
            return await self.pages.agree(on, story, parts=parts, form=form)
        return await self.pages.step(on, await self.pages.held(on.entered, form))

    async def _refuse(self, on: OnPage, story: Story, form: PathForm) -> AnyResponse:
        try:
            async with self.place.database.acting(on.entered.context) as db:
                await self.acts.refuse(db, story, form)
        except Refused as fault:
            return await self.pages.refused(on, form, fault)
        return await self.pages.agree(on, story, refused=True)


def own_path(place: Workplace) -> OwnPath:
    """The path over one workplace."""
    reading = Reading(place=place)
    return OwnPath(place=place, pages=PathPages(place=place, reading=reading), acts=PathActs(reading=reading))


def faults_of(parts: SharedParts) -> dict[str, str]:
    """As for the officer, and nothing ticked is a fault too: refusing has its own button."""
    if not parts.shared:
        return {"shared": "Cochez au moins une information à transmettre, ou choisissez de ne rien transmettre."}
    return shared.faults_of(parts)


def _reason(held: Held, wanted: Wanted) -> str | None:
    """Why there is another round; the first one needs no reason."""
    if wanted.around == "outside":
        return "outside_departement"
    return "changed_mind" if held.story is not None and held.story.referral.round else None
