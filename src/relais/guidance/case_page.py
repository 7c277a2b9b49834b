"""The page of a case: five steps always there, the one under way open, and what was typed wherever it was refused."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from litestar import Response
from msgspec import Struct

from relais.accounts.entrance import by_field
from relais.aid_requests.words import PRACTICE
from relais.cases.service import case_for, read_parts
from relais.core.db import Db
from relais.core.ids import new_id
from relais.directory import wording
from relais.guidance import agreeing, asking, choosing, following
from relais.guidance.access import AtCase
from relais.guidance.agreeing import Consenting, Reading
from relais.guidance.asking import Asking
from relais.guidance.choosing import Answered
from relais.guidance.finding import Found, find_words
from relais.guidance.following import Followed
from relais.guidance.opening import needs_reason
from relais.guidance.reaching import Reach
from relais.referrals import words
from relais.referrals.model import TERMINAL, State
from relais.referrals.parts import CATEGORIES, SharedParts, filled_from, lines_of
from relais.referrals.parts import NAMES as PART_NAMES
from relais.referrals.story import Story, stories_of_case
from relais.search import desk_view
from relais.search.desk import DeskForm
from relais.sheets.workplace import Workplace
from relais.web.forms import Sent, decode_form

STEPS: dict[str, str] = {
    "besoin": "Besoin",
    "options": "Options",
    "choix": "Choix",
    "consentement": "Consentement",
    "suivi": "Suivi",
}
STEP_OF: dict[State, str] = {
    "draft": "options",
    "options_shown": "choix",
    "chosen": "consentement",
    "consented": "consentement",
}
# Where other possibilities may be looked for, as the conversation stands.
ASKING: frozenset[State] = frozenset(
    {"draft", "options_shown", "chosen", "consented", "declined", "unreachable", "expired"}
)
SHOWN_IN = {
    "ask": ASKING | TERMINAL,
    "choose": frozenset({"options_shown"}),
    "agree": frozenset({"chosen"}),
}


class Typed(Struct, frozen=True, kw_only=True):
    """What a post leaves to be shown again: its form, its faults, and the sentence of a refusal."""

    form: str = ""  # ask, choose, agree, follow, stop, alias
    sent: Sent = {}
    faults: Mapping[str, str] = {}
    sentence: str = ""
    status: int = 422
    found: Found | None = None
    named: tuple[Reach, ...] = ()

    def request_of(self, form: str) -> str:
        """The identifier of an act: that of the post, so that a page shown again does it once still."""
        posted = self.sent.get("request", [""])[-1] if self.form == form else ""
        try:
            return str(UUID(posted))
        except ValueError:
            return str(new_id())


async def case_page(place: Workplace, db: Db, at: AtCase, typed: Typed | None = None) -> Response[str]:
    """The page as it is now, with what was typed."""
    typed = typed or Typed()
    stories = await stories_of_case(db, at.case.id)
    story = following.living(stories)
    parts = await read_parts(db, place.vault, at.case.id)
    shown = _shared(typed, filled_from(parts))
    view: dict[str, Any] = {
        "visitor": at.visitor,
        "case": await case_for(db, place.vault, at.case.id),
        "story": story,
        "others": [one for one in stories if one is not story],
        "typed": typed,
        "request_of": typed.request_of,
        "faults": by_field(typed.faults),
        "steps": STEPS,
        "step": step_of(story),
        "held": {
            name: lines_of(name, parts[name], territory=_territory(place)) for name in CATEGORIES if name in parts
        },
        "name_of": place.name_of,
        "organization_name": _organization_names(place),
        **_asking(place, typed, story),
        **await _round(place, db, typed, story),
        **await _consent(place, db, typed, story, shown),
        **_followed(typed, story),
        **_words(place),
        "left_over": _left_over(typed, story),
    }
    return place.pages.response("guidance/case.html", status=typed.status if typed.form else 200, **view)


def step_of(story: Story | None) -> str:
    """The step under way."""
    return STEP_OF.get(story.referral.state, "suivi") if story else "options"


def _asking(place: Workplace, typed: Typed, story: Story | None) -> dict[str, Any]:
    """Where other possibilities are looked for, and what the last search gave: nothing of it is written yet."""
    state = story.referral.state if story else None
    shown: dict[str, Any] = {"found": None, "few": {}, "crisis": (), "toggles": desk_view.TOGGLES}
    if typed.found is not None:
        shown |= find_words(place, typed.found)
        shown["few"] = words.FEW_OPTIONS if needs_reason(typed.found.offer) else {}
    sent = typed.sent if typed.form == "ask" else {}
    return shown | {
        "needs": wording.NEEDS,
        "asked": decode_form(Asking, sent, asking.NAMES).value,
        "query": decode_form(DeskForm, sent, asking.NAMES).value,
        "asking": state is None or state in SHOWN_IN["ask"],
    }


async def _round(place: Workplace, db: Db, typed: Typed, story: Story | None) -> dict[str, Any]:
    """What was told in this round, and the answer being typed."""
    sent = typed.sent if typed.form == "choose" else {}
    told = await choosing.told_of(place, db, story) if story else []
    left_out = story.left_out_of(story.referral.round) if story else []
    return {
        "told": told,
        "not_told": [(place.name_of(row.service), row.excluded) for row in left_out],
        "answered": decode_form(Answered, sent, choosing.NAMES).value,
        "NAMED": choosing.NAMED,
    }


async def _consent(place: Workplace, db: Db, typed: Typed, story: Story | None, shown: SharedParts) -> dict[str, Any]:
    """The text to read and the boxes, while a choice waits for its consent."""
    sent = typed.sent if typed.form == "agree" else {}
    form = decode_form(Consenting, sent, agreeing.NAMES).value
    reading: Reading | None = None
    if story is not None and story.referral.state in SHOWN_IN["agree"]:
        ticked = tuple(shown.shared) if typed.form == "agree" else ()
        reading = await agreeing.reading_of(place, db, story.referral.service, days=form.days, categories=ticked)
    refused = (
        [one for one in story.consents if one.answer == "refused" and one.round == story.referral.round]
        if story
        else []
    )
    return {"reading": reading, "form": form, "parts": shown, "refused": refused}


def _shared(typed: Typed, known: SharedParts) -> SharedParts:
    """The boxes as they were typed, else as they were last filled; none is ticked for a new consent."""
    return decode_form(SharedParts, typed.sent, PART_NAMES).value if typed.form == "agree" else known


def _followed(typed: Typed, story: Story | None) -> dict[str, Any]:
    sent = typed.sent if typed.form == "follow" else {}
    return {
        "followed": decode_form(Followed, sent, following.NAMES).value,
        "timeline": following.timeline(story) if story else [],
        "waiting": following.waiting_words(story.referral) if story else "",
        "origin_may": story.actions("origin") if story else (),
        "caller_may": story.actions("caller") if story else (),
        "living": story is not None and story.referral.state not in TERMINAL,
        "TERMINAL": TERMINAL,
    }


def _words(place: Workplace) -> dict[str, Any]:
    return {
        "words": words,
        "ways": agreeing.WAYS,
        "grantors": agreeing.GRANTORS,
        "categories": CATEGORIES,
        "practices": PRACTICE,
        "outcomes": following.SAID_OUTCOMES,
        "departements": _territory(place),
    }


def _left_over(typed: Typed, story: Story | None) -> list[tuple[str, str]]:
    """What was typed in a form that the page no longer shows: to be read and copied, never lost in silence."""
    state = story.referral.state if story else None
    shown = SHOWN_IN.get(typed.form)
    if shown is None or (state is None and typed.form == "ask") or state in shown:
        return []
    labels = {**PART_NAMES, **choosing.NAMES, **asking.NAMES}
    return [
        (label, text)
        for name, label in labels.items()
        for text in typed.sent.get(name, ())
        if text and name not in ("shared", "needs")
    ]


def _territory(place: Workplace) -> dict[str, str]:
    return {code: one.name for code, one in place.directory.gazetteer.departements.items()}


def _organization_names(place: Workplace) -> Callable[[str], str]:
    def name(slug: str) -> str:
        found = next((one for one in place.directory.keeper.current.services if one.organization == slug), None)
        return found.organization_name if found else slug

    return name
