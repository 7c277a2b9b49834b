"""The doctor's pathway, in words: what comes next, what awaits their answer, how it stops."""

from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct, structs

from relais.accompaniment import words
from relais.accompaniment.desk_page import passable
from relais.accompaniment.handing import body_name
from relais.accompaniment.model import Accompaniment, Passes, Pathway
from relais.accompaniment.service import accompaniment_of
from relais.accompaniment.showing import HandoverLine, StepLine, agreed_words, carried_by, handover_lines, line_of
from relais.cases.entering import Entered
from relais.cases.service import case_for
from relais.core.db import Db
from relais.referrals.story import stories_of_case
from relais.sheets.sections import Section
from relais.sheets.workplace import Workplace

STOPPING = "Votre parcours est terminé : plus aucune étape n'est attendue de vous, et plus aucun rappel ne part."


class OwnView(Struct, frozen=True, kw_only=True):
    """`pending`: a handing over that awaits an answer, and what may pass with it; `next_step` None: nothing agreed."""

    pathway: Pathway | None
    alive: bool
    council: str
    agreed: str
    ended: str
    next_step: StepLine | None
    awaiting: tuple[StepLine, ...]
    steps: tuple[StepLine, ...]
    past: tuple[StepLine, ...]
    reminded: tuple[StepLine, ...]
    reminders: dict[str, str]
    handovers: tuple[HandoverLine, ...]
    pending: HandoverLine | None
    passable: dict[Passes, str]
    settled: bool


async def own_view(place: Workplace, db: Db, entered: Entered) -> OwnView:
    """What the person sees of it, in their own context."""
    case = await case_for(db, place.vault, entered.case)
    held = await accompaniment_of(db, place.vault, entered.case)
    carried = carried_by(place, await stories_of_case(db, entered.case))
    lines = {one.id: line_of(place, one, carried, to_person=True) for one in held.steps}
    if held.alive is None:
        lines = {step: _over(line) for step, line in lines.items()}
    handovers = tuple(handover_lines(place, held, to_person=True))
    return OwnView(
        pathway=held.pathway,
        alive=held.alive is not None,
        council=body_name(place, case.council) if case.council else "",
        agreed=agreed_words(held.pathway) if held.pathway else "",
        ended=words.ENDED_FOR_PERSON[held.pathway.ended_how] if held.pathway and held.pathway.ended_how else "",
        next_step=lines[held.next_step.id] if held.alive and held.next_step else None,
        awaiting=tuple(one for one in lines.values() if one.code == "planned") if held.alive else (),
        steps=tuple(lines.values()),
        past=tuple(_over(line_of(place, one, carried, to_person=True)) for one in held.past),
        reminded=_reminded(held, lines),
        reminders=_reminders(case.council),
        handovers=handovers,
        pending=next((one for one in handovers if one.code == "proposed"), None),
        passable={
            one: words.PASSES_FOR_PERSON[one] for one in await passable(place, db, entered.case, case.alias, held)
        },
        settled=held.settled,
    )


def _over(line: StepLine) -> StepLine:
    """A step of a pathway that ended: nothing awaits the person any more."""
    state = words.STEP_STATES_ONCE_OVER.get(line.code, line.state)
    return structs.replace(line, state=state, badge="")


def _reminded(held: Accompaniment, lines: dict[UUID, StepLine]) -> tuple[StepLine, ...]:
    """What the page reminds of: only when the person chose it."""
    if held.alive is None or held.alive.reminders == "none":
        return ()
    return tuple(one for one in lines.values() if one.soon)


def _reminders(council: str) -> dict[str, str]:
    """What is offered: nobody is written to where nobody accompanies."""
    return {code: said for code, said in words.REMINDERS_FOR_PERSON.items() if council or code != "officer"}


async def own_section(place: Workplace, db: Db, entered: Entered) -> Section | None:
    """The section of the doctor's own page; nothing for who has no pathway and was never asked about a hand-over."""
    held = await accompaniment_of(db, place.vault, entered.case)
    if held.pathway is None and not held.handovers:
        return None
    return Section(
        title="Votre parcours" if held.pathway else "Qui vous accompagne",
        template="accompaniment/own_section.html",
        data=await own_view(place, db, entered),
        living=held.alive is not None,
        stopping=STOPPING if held.alive else "",
        export=_export(held),
    )


def _export(held: Accompaniment) -> dict[str, Any]:
    """Everything, as it is held; accounts stand as nobody (article 15: function and body)."""
    hidden = {"officer", "to_officer"}

    def row(one: Struct) -> dict[str, Any]:
        return {name: msgspec.to_builtins(value) for name, value in structs.asdict(one).items() if name not in hidden}

    return {
        "parcours": [row(one) for one in (*held.ended, *((held.pathway,) if held.pathway else ()))],
        "etapes": [row(one) for one in (*held.past, *held.steps)],
        "passages": [row(one) for one in held.handovers],
    }
