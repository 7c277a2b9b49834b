"""What each form of `/parcours/{code}` does, in one transaction of the council's: None when done, else what to show."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from relais.accompaniment import forms, handing, service
from relais.accompaniment.desk_page import Typed
from relais.accompaniment.forms import (
    NAMES,
    AgreeForm,
    EndForm,
    HandForm,
    PassForm,
    PlanForm,
    RemindForm,
    SettleForm,
    heard,
    request_of,
)
from relais.accompaniment.model import Accompaniment, Handover, Pathway, Plans, Step
from relais.accompaniment.service import accompaniment_of
from relais.aid_requests.access import AtCase
from relais.core.db import Db
from relais.core.errors import NotFound, Refused
from relais.sheets.workplace import Workplace
from relais.web.forms import Sent, decode_form

Act = Callable[[Workplace, Db, AtCase, Plans, Sent], Awaitable[Typed | None]]
CHOOSE_PLAN = "Choisissez d'où partir."
WHOLE = "Dites ce que le médecin répond pour l'ensemble."
REFUSED_WHOLE = "S'il ne veut pas de l'ensemble, aucune étape ne peut être acceptée : laissez-les sans réponse."
CHOOSE = "Choisissez dans la liste."
MOVED_ON = "Cela n'est plus possible : la page a changé entre-temps."


async def begin(place: Workplace, db: Db, at: AtCase, plans: Plans, sent: Sent) -> Typed | None:
    """A pathway proposed, from a plan or from nothing."""
    form = decode_form(PlanForm, sent, NAMES).value
    if form.plan is None:
        return Typed(form="plan", sent=sent, faults={"plan": CHOOSE_PLAN})
    drafts = service.drafts_of(plans.get(form.plan))
    await service.begin(db, place.vault, at.case.id, request_of(form.request), form.plan, drafts)
    return None


async def write_step(place: Workplace, db: Db, at: AtCase, _plans: Plans, sent: Sent) -> Typed | None:
    """A step added, or changed: then it awaits the person's answer."""
    filled, draft = forms.read_step(place, sent)
    form = filled.value
    if draft is None:
        return Typed(form="step", sent=sent, faults=filled.faults)
    held = await accompaniment_of(db, place.vault, at.case.id)
    request = request_of(form.request)
    if form.step is None:
        await service.add_step(db, place.vault, at.case.id, _alive(held).id, request, draft)
    else:
        await service.change_step(db, place.vault, at.case.id, _step(held, form.step), form.version, request, draft)
    return None


async def hear(place: Workplace, db: Db, at: AtCase, _plans: Plans, sent: Sent) -> Typed | None:
    """What the person said aloud, of the whole and of each step: recorded as theirs, with how it was said."""
    filled = decode_form(AgreeForm, sent, NAMES)
    form, answers, faults = filled.value, forms.answers_in(sent), dict(filled.faults)
    held = await accompaniment_of(db, place.vault, at.case.id)
    if form.whole == "refused" and held.alive is None:  # a second click
        return None
    pathway = _alive(held)
    request = request_of(form.request)
    if pathway.state == "proposed" and not form.whole:
        faults["whole"] = WHOLE
    if form.whole == "refused" and any(one.answer == "agreed" for one in answers):
        faults["whole"] = REFUSED_WHOLE
    if forms.said_by(form.how) is None:
        faults["how"] = forms.HOW
    if faults:
        return Typed(form="agree", sent=sent, faults=faults)
    said = heard(form.how)
    for one in answers:
        _step(held, one.step)
    if form.whole == "refused":
        await service.end(db, pathway, said)
        return None
    if form.whole == "agreed":
        await service.agree(db, pathway, request, form.version, said, form.reminders)
    for one in answers:
        await service.answer_step(db, one.step, _each(request, one.step), one.version, one.answer, said)
    return None


async def settle(place: Workplace, db: Db, at: AtCase, _plans: Plans, sent: Sent) -> Typed | None:
    """A step done, or left aside."""
    form = decode_form(SettleForm, sent, NAMES).value
    held = await accompaniment_of(db, place.vault, at.case.id)
    if form.step is None or form.act not in ("done", "skipped"):
        raise Refused("form_incomplete", forms.LOST_FORM)
    step = _step(held, form.step)
    await service.settle_step(db, step.id, request_of(form.request), form.version, form.act)
    return None


async def remind(place: Workplace, db: Db, at: AtCase, _plans: Plans, sent: Sent) -> Typed | None:
    """How the person said they want to be reminded."""
    form = decode_form(RemindForm, sent, NAMES).value
    held = await accompaniment_of(db, place.vault, at.case.id)
    faults = {} if form.reminders else {"reminders": CHOOSE}
    if forms.said_by(form.how) is None:
        faults["how"] = forms.HOW
    if faults or form.reminders is None:
        return Typed(form="remind", sent=sent, faults=faults)
    await service.choose_reminders(db, _alive(held), form.reminders, heard(form.how))
    return None


async def propose(place: Workplace, db: Db, at: AtCase, _plans: Plans, sent: Sent) -> Typed | None:
    """That the case be handed over: the person will say."""
    form = decode_form(HandForm, sent, NAMES).value
    known = await handing.destinations(place, db, at.council, at.visitor.account)
    to = next((one for one in known if one.code == form.to), None)
    if to is None:
        return Typed(form="hand", sent=sent, faults={"to": CHOOSE})
    await handing.propose(db, at.case.id, request_of(form.request), to)
    return None


async def cancel(place: Workplace, db: Db, at: AtCase, _plans: Plans, sent: Sent) -> Typed | None:
    """The proposal taken back."""
    form = decode_form(PassForm, sent, NAMES).value
    held = await accompaniment_of(db, place.vault, at.case.id)
    await handing.cancel(db, handover_in(held, form.handover))
    return None


async def end(place: Workplace, db: Db, at: AtCase, _plans: Plans, sent: Sent) -> Typed | None:
    """On the person's word, or at its term."""
    form = decode_form(EndForm, sent, NAMES).value
    held = await accompaniment_of(db, place.vault, at.case.id)
    if held.pathway is None or not form.act:
        raise Refused("form_incomplete", forms.LOST_FORM)
    if held.alive is None:  # a second click
        return None
    if form.act == "completed":
        await service.complete(db, held.pathway)
        return None
    if forms.said_by(form.how) is None:
        return Typed(form="end", sent=sent, faults={"how": forms.HOW})
    await service.end(db, held.pathway, heard(form.how))
    return None


def refused(form: str, sent: Sent, fault: Refused) -> Typed:
    """The page as it now is, with the sentence, beside its field when it names one."""
    beside = {fault.field: fault.sentence} if fault.field else {}
    return Typed(form=form, sent=sent, faults=beside, sentence=fault.sentence, status=fault.status)


def handover_in(held: Accompaniment, wanted: UUID | None) -> Handover:
    """One of this case. Raises NotFound."""
    found = next((one for one in held.handovers if one.id == wanted), None)
    if found is None:
        raise NotFound
    return found


def _alive(held: Accompaniment) -> Pathway:
    if held.alive is None:
        raise Refused("pathway_ended", MOVED_ON, status=409)
    return held.alive


def _step(held: Accompaniment, wanted: UUID) -> Step:
    """A step of the pathway of this case. Raises NotFound."""
    step = held.step(wanted)
    if step is None:
        raise NotFound
    return step


def _each(request: UUID, step: UUID) -> UUID:
    """Of one answer among those of a post: the same when it is posted again."""
    return UUID(int=request.int ^ step.int)
