"""What the pages of a pathway post, read with a sentence beside each box at fault."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct, structs

from relais.accompaniment.model import (
    Kind,
    Passes,
    Plan,
    Reminders,
    Said,
    Step,
    StepAnswer,
    StepDraft,
    StepEnd,
)
from relais.accompaniment.showing import who_words
from relais.accompaniment.words import WAYS
from relais.cases.code import refuse_codes
from relais.core.errors import Refused
from relais.directory.model import Service
from relais.sheets.workplace import Workplace
from relais.web.forms import Filled, Sent, decode_form

HOW = "Dites comment le médecin l'a dit."
LOST_FORM = "Ce formulaire est incomplet : relisez la page, puis recommencez."
NO_BODY = "Aucune structure de ce nom dans l'annuaire : reprenez-le dans la liste."
ORDER = "La fin vient après le début."
START_FIRST = "Une fin sans début : donnez aussi le début."
ANSWER = "etape-"  # then the identifier of a step: `agreed:3`, `refused:3` or nothing


class PlanForm(Struct, frozen=True, kw_only=True):
    """Which plan a pathway begins from. `request`: made with the page, so that it is begun once."""

    request: UUID | None = None
    plan: Plan | None = None


class StepForm(Struct, frozen=True, kw_only=True):
    """A step to add, or (`step`, `version`) to change."""

    request: UUID | None = None
    step: UUID | None = None
    version: int = 0
    position: Annotated[int, Meta(ge=1, le=99)] = 99
    kind: Kind | None = None
    who: Literal["doctor", "council", "body"] = "doctor"
    body: Annotated[str, Meta(max_length=200)] = ""
    first_day: date | None = None
    last_day: date | None = None
    words: Annotated[str, Meta(max_length=300)] = ""
    referral: UUID | None = None


class AgreeForm(Struct, frozen=True, kw_only=True):
    """What the person says of the whole, and of each step that awaits them."""

    request: UUID | None = None
    version: int = 0
    whole: Literal["", "agreed", "refused"] = ""
    reminders: Reminders = "none"
    how: Annotated[str, Meta(max_length=20)] = ""


class SettleForm(Struct, frozen=True, kw_only=True):
    """What became of a step; in the person's own session, their answer to it too."""

    request: UUID | None = None
    step: UUID | None = None
    version: int = 0
    act: StepEnd | StepAnswer | None = None


class RemindForm(Struct, frozen=True, kw_only=True):
    """How the person wants to be reminded."""

    reminders: Reminders | None = None
    how: Annotated[str, Meta(max_length=20)] = ""


class HandForm(Struct, frozen=True, kw_only=True):
    """To whom the case would be handed over."""

    request: UUID | None = None
    to: Annotated[str, Meta(max_length=200)] = ""


class PassForm(Struct, frozen=True, kw_only=True):
    """The answer to a handing over, and what passes with it; or `cancel`, by the council that proposed it."""

    handover: UUID | None = None
    act: Literal["", "agreed", "refused", "cancel"] = ""
    passes: Annotated[list[Passes], Meta(max_length=9)] = []
    how: Annotated[str, Meta(max_length=20)] = ""


class EndForm(Struct, frozen=True, kw_only=True):
    """`said`: on the person's word. `completed`: at its term."""

    act: Literal["", "said", "completed"] = ""
    how: Annotated[str, Meta(max_length=20)] = ""


NAMES: dict[str, str] = {
    "plan": "Plan",
    "position": "Rang",
    "kind": "Étape",
    "who": "Qui la fait",
    "body": "Structure",
    "first_day": "Le, ou à partir du",
    "last_day": "Jusqu'au",
    "words": "En une phrase",
    "referral": "Orientation liée",
    "whole": "Réponse du médecin",
    "reminders": "Rappels",
    "how": "Comment",
    "to": "À qui",
    "act": "Réponse",
    "passes": "Ce qui est transmis",
}


class StepAsked(Struct, frozen=True, kw_only=True):
    """The person's answer to one step, as the page showed it."""

    step: UUID
    version: int
    answer: StepAnswer


def request_of(posted: UUID | None) -> UUID:
    """The identifier of an act. Raises Refused."""
    if posted is None:
        raise Refused("form_incomplete", LOST_FORM)
    return posted


def said_by(how: str) -> Said | None:
    """How the person said it to whoever records it; None when that is not known."""
    way = WAYS.get(how)
    return Said(mode=way[0], evidence=way[1]) if way else None


def heard(how: str) -> Said:
    """The same. Raises Refused."""
    said = said_by(how)
    if said is None:
        raise Refused("pathway_not_said", HOW, field="how")
    return said


def answers_in(sent: Sent) -> list[StepAsked]:
    """What was answered, step by step; what is not answered is left as it is."""
    found = []
    for name, texts in sent.items():
        answer, _, version = texts[-1].partition(":")
        if not name.startswith(ANSWER) or answer not in ("agreed", "refused") or not version.isdecimal():
            continue
        try:
            step = UUID(name.removeprefix(ANSWER))
        except ValueError:
            continue
        found.append(
            StepAsked(step=step, version=int(version[:9]), answer="agreed" if answer == "agreed" else "refused")
        )
    return found


def form_of_step(place: Workplace, step: Step) -> StepForm:
    """The boxes of a step as it is."""
    return StepForm(
        step=step.id,
        version=step.version,
        position=step.position,
        kind=step.kind,
        who=step.who if step.who in ("doctor", "council") else "body",
        body=who_words(place, step.who, step.who_slug, to_person=False) if step.who_slug else "",
        first_day=step.first_day,
        last_day=step.last_day if step.last_day != step.first_day else None,
        words=step.words,
        referral=step.referral,
    )


def read_step(place: Workplace, sent: Sent) -> tuple[Filled[StepForm], StepDraft | None]:
    """The boxes, and the step they make; None beside at least one fault."""
    filled = decode_form(StepForm, sent, NAMES)
    form, faults = filled.value, dict(filled.faults)
    if form.kind is None:
        faults.setdefault("kind", "Choisissez de quelle étape il s'agit.")
    if form.last_day and not form.first_day:
        faults.setdefault("last_day", START_FIRST)
    elif form.last_day and form.first_day and form.last_day < form.first_day:
        faults.setdefault("last_day", ORDER)
    slug = named(place, form.body) if form.who == "body" else ("", "")
    if form.who == "body" and not slug[1]:
        faults.setdefault("body", NO_BODY)
    try:
        refuse_codes(form.words)
    except Refused as refused:
        faults.setdefault("words", refused.sentence)
    if faults or form.kind is None:
        return structs.replace(filled, faults=faults), None
    return filled, StepDraft(
        position=form.position,
        kind=form.kind,
        who=slug[0] if form.who == "body" else form.who,  # type: ignore[arg-type]
        who_slug=slug[1],
        first_day=form.first_day,
        last_day=form.last_day or form.first_day,
        words=" ".join(form.words.split()),
        referral=form.referral,
    )


def named(place: Workplace, typed: str) -> tuple[str, str]:
    """`service` or `organization`, and its slug, under the name it bears in the directory; ("", "") for nothing."""
    wanted = _folded(typed)
    if not wanted:
        return "", ""
    services = place.directory.keeper.current.services
    for service in services:
        if wanted in _names(service):
            return "service", service.slug
    body = next((one.organization for one in services if _folded(one.organization_name) == wanted), "")
    return ("organization", body) if body else ("", "")


def names_known(services: Sequence[Service]) -> list[str]:
    """What may be typed as a structure."""
    return sorted({one.acronym or one.name for one in services if not one.closed_on and one.state != "draft"})


def _names(service: Service) -> set[str]:
    return {_folded(one) for one in (service.slug, service.acronym, service.name) if one}


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
