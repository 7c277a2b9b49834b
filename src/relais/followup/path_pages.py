"""The pages of the doctor's own path. Each is an answer to a post, and carries the case in its forms."""

from typing import Any

from msgspec import Struct

from relais.aid_requests.words import PRACTICE
from relais.cases.entering import Entered
from relais.cases.service import read_parts
from relais.core.errors import NotFound, Refused
from relais.core.ids import new_id
from relais.directory import wording
from relais.followup.path_acts import ANSWERS
from relais.followup.path_model import Held, PathForm, Recipient
from relais.followup.path_reading import Reading
from relais.followup.path_search import AROUND, FILTERS, Found, Wanted
from relais.referrals import parts as shared
from relais.referrals import service as rules
from relais.referrals.model import Notice
from relais.referrals.notices import BEFORE_BOXES, paragraphs
from relais.referrals.parts import SharedParts
from relais.referrals.story import Story
from relais.referrals.words import STATES_FOR_PERSON
from relais.sheets.person import AnyResponse, own_page
from relais.sheets.workplace import Workplace
from relais.web.forms import Filled

MOVED_ON = (
    "Autre chose a été fait entre-temps : voici où vous en êtes. Rien n'a été envoyé par ce que vous venez de faire."
)
MOVED = frozenset(
    {
        *("referral_moved", "referral_move_done", "referral_move_illegal"),
        *("choice_made", "choice_before_options", "consent_before_choice"),
    }
)
DAYS = {7: "une semaine", 30: "un mois", 60: "deux mois", 90: "trois mois, le plus long"}
ASK_ANEW = frozenset({"draft", "declined", "expired"})


class OnPage(Struct, frozen=True, kw_only=True):
    """Whose page, the passage it carries on, and a sentence about what could not be done, "" when all is well."""

    entered: Entered
    passage: str
    said: str = ""
    faults: dict[str, str] = {}
    banner: tuple[str, ...] = ()

    @property
    def status(self) -> int:
        """What a browser is told."""
        return 422 if self.faults else 409 if self.said else 200


class PathPages(Struct, frozen=True, kw_only=True):
    """Made once by the application."""

    place: Workplace
    reading: Reading

    async def held(self, entered: Entered, form: PathForm) -> Held:
        """The case and the referral as they are now. Raises NotFound."""
        async with self.place.database.acting(entered.context) as db:
            return await self.reading.held(db, entered.case, form)

    async def step(self, on: OnPage, held: Held) -> AnyResponse:
        """The page of the present state."""
        story = held.story
        if story is None or story.referral.state in ASK_ANEW:
            return self.search(on, held, Filled(value=Wanted(), faults={}))
        if story.referral.state == "options_shown":
            return await self.options(on, story)
        if story.referral.state == "chosen":
            return await self.agree(on, story)
        return await self.done(on, story)

    async def refused(self, on: OnPage, form: PathForm, fault: Refused) -> AnyResponse:
        """The page as it is now, with the sentence. What does not exist, or a database away, is not ours to dress."""
        if fault.status >= 500 or isinstance(fault, NotFound) or fault.code == "form_incomplete":
            raise fault
        held = await self.held(on.entered, form)
        if held.done:
            return await self.step(on, held)
        if fault.field == "answer":
            return await self.step(_with(on, faults={"answer": fault.sentence}), held)
        return await self.step(_with(on, said=MOVED_ON if fault.code in MOVED else fault.sentence), held)

    def search(self, on: OnPage, held: Held, wanted: Filled[Wanted], found: Found | None = None) -> AnyResponse:
        """What the doctor asks for. `found`: what a search gave that is not enough to choose from."""
        moving = held.story.referral if held.story and held.goes_on else None
        place = self.place
        return own_page(
            place,
            "followup/path_search.html",
            on.passage,
            status=422 if wanted.faults else on.status,
            wanted=wanted.value,
            faults=wanted.faults,
            said=on.said,
            found=found,
            only=[place.name_of(option.service) for option in found.offer.shown] if found else [],
            urgent=place.directory.urgent(found.banner) if found else [],
            needs=wording.NEEDS,
            around=AROUND,
            filters=FILTERS,
            referral=moving,
            reader=place.name_of(held.readers) if held.readers else "",
            council=place.name_of(held.case.council) if held.case.council and moving is None else "",
            request=new_id(),
        )

    async def options(self, on: OnPage, story: Story) -> AnyResponse:
        """The options of this round, who reads what is sent from here, and the answers that are always there."""
        async with self.place.database.acting(on.entered.context) as db:
            shown = await self.reading.shown(db, story)
        left = story.left_out_of(story.referral.round)
        return own_page(
            self.place,
            "followup/path_options.html",
            on.passage,
            status=on.status,
            referral=story.referral,
            shown=shown,
            left_out=[(self.place.name_of(row.service), row.excluded) for row in left],
            urgent=self.place.directory.urgent(on.banner),
            answers=ANSWERS,
            faults=on.faults,
            said=on.said,
            request=new_id(),
        )

    async def done(self, on: OnPage, story: Story) -> AnyResponse:
        """Where it stands, and the numbers when the doctor calls by themselves."""
        referral = story.referral
        async with self.place.database.acting(on.entered.context) as db:
            shown = await self.reading.shown(db, story)
        chosen = [one for one in shown if one.row.service == referral.service]
        return own_page(
            self.place,
            "followup/path_done.html",
            on.passage,
            status=on.status,
            referral=referral,
            state=STATES_FOR_PERSON[referral.state],
            shown=chosen or shown,
            recipient=self.place.name_of(referral.recipient_org) if referral.recipient_org else "",
            consent=story.consent,
            spoken=shared.SPOKEN,
            said=on.said,
        )

    async def agree(
        self,
        on: OnPage,
        story: Story,
        *,
        parts: Filled[SharedParts] | None = None,
        form: PathForm | None = None,
        review: bool = False,
        refused: bool = False,
    ) -> AnyResponse:
        """The notice and the boxes; `review`: what would leave, read back; the number instead when nobody reads."""
        async with self.place.database.acting(on.entered.context) as db:
            to = await self.reading.recipient(db, story)
            notice = await rules.current_notice(db)
            kept = await read_parts(db, self.place.vault, on.entered.case)
        if refused or not to.function:
            return self._call(on, story, to, refused=refused)
        filled = parts or Filled(value=shared.filled_from(kept), faults={})
        form = form or PathForm()
        return own_page(
            self.place,
            "followup/path_review.html" if review else "followup/path_agree.html",
            on.passage,
            status=422 if filled.faults else on.status,
            referral=story.referral,
            to=to,
            notice=notice,
            read=_read(notice, to, filled.value, form.days, review=review),
            form=filled.value,
            faults=filled.faults,
            days=DAYS,
            chosen_days=form.days,
            said=on.said,
            request=form.request or new_id(),
            again=new_id(),
            **self._boxes(filled.value, form.days),
        )

    def _boxes(self, parts: SharedParts, days: int) -> dict[str, Any]:
        """The lists of the form, what would leave in lines, and the fields that carry it to the next page."""
        territory = {code: one.name for code, one in self.place.directory.gazetteer.departements.items()}
        leaving = {
            shared.CATEGORIES[category]: shared.lines_of(category, words, territory=territory)
            for category, words in shared.said(parts).items()
        }
        return {
            "leaving": leaving,
            "carried": [*carried(parts), ("days", str(days))],
            "categories": shared.CATEGORIES,
            "needs": wording.NEEDS,
            "practice": PRACTICE,
            "departements": territory,
        }

    def _call(self, on: OnPage, story: Story, to: Recipient, *, refused: bool) -> AnyResponse:
        """Nobody reads there, or the doctor shares nothing: the number, and the other ways."""
        return own_page(
            self.place,
            "followup/path_call.html",
            on.passage,
            status=on.status,
            referral=story.referral,
            to=to,
            refused=refused,
            said=on.said,
            requests=[new_id(), new_id(), new_id()],
        )


def carried(parts: SharedParts) -> list[tuple[str, str]]:
    """The boxes as hidden fields, so that correcting finds all that was typed; only what is ticked is ever sealed."""
    pairs: list[tuple[str, str]] = []
    for name in SharedParts.__struct_fields__:
        value = getattr(parts, name)
        pairs += [(name, one) for one in value] if isinstance(value, list) else [(name, value)] if value else []
    return pairs


def _read(notice: Notice, to: Recipient, parts: SharedParts, days: int, *, review: bool) -> list[str]:
    return paragraphs(
        notice,
        recipient=to.name,
        function=to.function,
        medium="inbox",
        categories=parts.shared if review else (),
        days=days,
        before=BEFORE_BOXES,
    )


def _with(on: OnPage, **changes: Any) -> OnPage:
    return OnPage(**{name: changes.get(name, getattr(on, name)) for name in OnPage.__struct_fields__})
