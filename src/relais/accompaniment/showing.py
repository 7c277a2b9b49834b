"""A pathway ready to be read, by the officer and the doctor alike: each code in words, each body by its name."""

from datetime import date, datetime, timedelta
from uuid import UUID

from msgspec import Struct

from relais.accompaniment import words
from relais.accompaniment.handing import body_name
from relais.accompaniment.model import Accompaniment, By, Handover, Pathway, Step
from relais.core import clock
from relais.referrals.story import Story
from relais.referrals.words import STATES
from relais.sheets.workplace import Workplace
from relais.web.typography import french_date

SOON = timedelta(days=7)  # a reminder on the page begins that long before
UNDECIDED = "date à convenir"


class StepLine(Struct, frozen=True, kw_only=True):
    """One step in words. `how`: how the person answered, "" when they have not; `referral`: what it is carried by."""

    id: UUID
    version: int
    title: str
    who: str
    when: str
    words: str
    state: str
    code: str
    badge: str
    how: str
    referral: str
    soon: bool


class HandoverLine(Struct, frozen=True, kw_only=True):
    """One handing over in words."""

    id: UUID
    to: str
    same_council: bool
    state: str
    code: str
    passes: tuple[str, ...]
    at: datetime


def when_words(first: date | None, last: date | None) -> str:
    """`le 3 mars 2026`, `du 3 mars 2026 au 10 mars 2026`, or that it is not decided."""
    if first is None:
        return UNDECIDED
    if last is None or last == first:
        return f"le {french_date(first)}"
    return f"du {french_date(first)} au {french_date(last)}"


def who_words(place: Workplace, who: By, slug: str, *, to_person: bool) -> str:
    """Who does it."""
    if not slug:
        return (words.BY_FOR_PERSON if to_person else words.BY)[who]
    if who == "organization":
        known = place.directory.keeper.current.services
        return next((one.organization_name for one in known if one.organization == slug), slug)
    return place.name_of(slug)


def line_of(place: Workplace, step: Step, carried: dict[UUID, str], *, to_person: bool) -> StepLine:
    """One step. `carried`: referrals of the case, in words."""
    states = words.STEP_STATES_FOR_PERSON if to_person else words.STEP_STATES
    return StepLine(
        id=step.id,
        version=step.version,
        title=words.KINDS[step.kind],
        who=who_words(place, step.who, step.who_slug, to_person=to_person),
        when=when_words(step.first_day, step.last_day),
        words=step.words,
        state=states[step.state],
        code=step.state,
        badge=words.BADGES[step.state],
        how=words.MODES[step.mode] if step.mode else "",
        referral=carried.get(step.referral, "") if step.referral else "",
        soon=is_soon(step),
    )


def is_soon(step: Step) -> bool:
    """Whether what was agreed to comes within a week, or is past and not done."""
    today = clock.now().astimezone(clock.PARIS).date()
    return step.state == "agreed" and step.first_day is not None and step.first_day <= today + SOON


def carried_by(place: Workplace, stories: list[Story]) -> dict[UUID, str]:
    """The referrals of a case, as a step names them."""
    return {
        one.referral.id: f"{_name(place, one)} ({STATES[one.referral.state]})"
        for one in stories
    }  # fmt: skip


def _name(place: Workplace, story: Story) -> str:
    return place.name_of(story.referral.service) if story.referral.service else "Orientation sans choix"


def handover_lines(place: Workplace, held: Accompaniment, *, to_person: bool) -> list[HandoverLine]:
    """Every handing over, the last first."""
    states = words.HANDOVER_STATES_FOR_PERSON if to_person else words.HANDOVER_STATES
    passes = words.PASSES_FOR_PERSON if to_person else words.PASSES
    return [
        HandoverLine(
            id=one.id,
            to=to_words(place, one),
            same_council=one.to_officer is not None,
            state=states[one.state],
            code=one.state,
            passes=tuple(passes[what] for what in one.passes),
            at=one.answered_at or one.proposed_at,
        )
        for one in held.handovers
    ]


def to_words(place: Workplace, handover: Handover) -> str:
    """To whom: never the name of an account."""
    return "un autre référent du même conseil" if handover.to_officer else body_name(place, handover.to_council)


def agreed_words(pathway: Pathway) -> str:
    """How and when the person agreed to it; "" when they have not."""
    if pathway.agreed_at is None or pathway.mode is None:
        return ""
    return f"le {french_date(pathway.agreed_at)}, {words.MODES[pathway.mode]}"
