"""`/parcours/{code}`: the page of a pathway for who accompanies, as it is now, with what was typed."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Response
from msgspec import Struct

from relais.accompaniment import forms, store, words
from relais.accompaniment.forms import AgreeForm, EndForm, HandForm, PassForm, PlanForm, RemindForm, StepForm
from relais.accompaniment.handing import destinations
from relais.accompaniment.model import Accompaniment, Passes, Plans, Step
from relais.accompaniment.service import accompaniment_of
from relais.accompaniment.showing import agreed_words, carried_by, handover_lines, line_of, to_words
from relais.accounts.entrance import by_field
from relais.aid_requests.access import AtCase
from relais.cases.service import read_parts
from relais.core.db import Db
from relais.core.ids import new_id
from relais.referrals.story import stories_of_case
from relais.sheets.workplace import Workplace
from relais.web.forms import Sent, decode_form


class Typed(Struct, frozen=True, kw_only=True):
    """What a post leaves to be shown again: its form, its faults, and the sentence of a refusal."""

    form: str = ""  # plan, step, agree, settle, remind, hand, pass, end
    sent: Sent = {}
    faults: Mapping[str, str] = {}
    sentence: str = ""
    status: int = 422

    def request_of(self, form: str, about: str = "") -> str:
        """The identifier of an act: that of the post, so that a page shown again does it once still."""
        if self.form == form and self.sent.get("step", [""])[-1] == about:
            try:
                return str(UUID(self.sent.get("request", [""])[-1]))
            except ValueError:
                pass
        return str(new_id())


async def pathway_page(place: Workplace, db: Db, at: AtCase, plans: Plans, typed: Typed | None = None) -> Response[str]:
    """The page."""
    typed = typed or Typed()
    held = await accompaniment_of(db, place.vault, at.case.id)
    carried = carried_by(place, await stories_of_case(db, at.case.id))
    view: dict[str, Any] = {
        "visitor": at.visitor,
        "case": at.case,
        "typed": typed,
        "faults": by_field(typed.faults),
        "request_of": typed.request_of,
        "words": words,
        "plans": plans,
        "pathway": held.pathway,
        "alive": held.alive,
        "settled": held.settled,
        "agreed": agreed_words(held.pathway) if held.pathway else "",
        "steps": _steps(place, held, carried, typed),
        "added": _added(held, typed),
        "adding": typed.form == "step" and not typed.sent.get("step", [""])[-1],
        "carried": carried,
        "known": forms.names_known(place.directory.keeper.current.services),
        "answer_name": forms.ANSWER,
        "asked": decode_form(AgreeForm, _of(typed, "agree"), forms.NAMES).value,
        "answered": _of(typed, "agree"),
        "reminding": decode_form(RemindForm, _of(typed, "remind"), forms.NAMES).value,
        "planned": decode_form(PlanForm, _of(typed, "plan"), forms.NAMES).value,
        "ending": decode_form(EndForm, _of(typed, "end"), forms.NAMES).value,
        **await _handing(place, db, at, held, typed),
    }
    return place.pages.response("accompaniment/desk.html", status=typed.status if typed.form else 200, **view)


def _steps(place: Workplace, held: Accompaniment, carried: dict[UUID, str], typed: Typed) -> list[dict[str, Any]]:
    """Each step with its boxes: as typed for the one that was refused, else as it is."""
    shown = []
    for step in held.steps:
        mine = typed.form == "step" and typed.sent.get("step", [""])[-1] == str(step.id)
        form = decode_form(StepForm, typed.sent, forms.NAMES).value if mine else forms.form_of_step(place, step)
        line = line_of(place, step, carried, to_person=False)
        shown.append({"line": line, "form": form, "open": mine, "changes": _changes(step, held)})
    return shown


def _changes(step: Step, held: Accompaniment) -> bool:
    return held.alive is not None and step.state in ("planned", "agreed", "refused")


def _added(held: Accompaniment, typed: Typed) -> StepForm:
    """The boxes of a step to add: after the last one."""
    if typed.form == "step" and not typed.sent.get("step", [""])[-1]:
        return decode_form(StepForm, typed.sent, forms.NAMES).value
    return StepForm(position=min(99, max((one.position for one in held.steps), default=0) + 1))


def _of(typed: Typed, form: str) -> Sent:
    return typed.sent if typed.form == form else {}


async def _handing(place: Workplace, db: Db, at: AtCase, held: Accompaniment, typed: Typed) -> dict[str, Any]:
    pending = held.pending
    return {
        "handovers": handover_lines(place, held, to_person=False),
        "pending": pending,
        "pending_to": to_words(place, pending) if pending else "",
        "destinations": [] if pending else await destinations(place, db, at.council, at.visitor.account),
        "handing": decode_form(HandForm, _of(typed, "hand"), forms.NAMES).value,
        "passing": decode_form(PassForm, _of(typed, "pass"), forms.NAMES).value,
        "passable": await passable(place, db, at.case.id, at.case.alias, held),
    }


async def passable(place: Workplace, db: Db, case: UUID, alias: str, held: Accompaniment) -> dict[Passes, str]:
    """What there is to let through, for whoever sees it: nothing is offered that is not held."""
    parts = await read_parts(db, place.vault, case)
    stories = await stories_of_case(db, case)
    there: dict[Passes, bool] = {
        "alias": bool(alias),
        "identity": "identity" in parts,
        "contact": "contact" in parts,
        "need": "need" in parts,
        "availability": "availability" in parts,
        "context": "context" in parts,
        "pathway": held.alive is not None,
        "referrals": bool(stories),
        "file": bool(await store.HAS_FILE.value(db, case)),
    }
    return {one: words.PASSES[one] for one, known in there.items() if known}
