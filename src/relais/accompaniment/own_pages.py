"""POST `/suivi/parcours`: the doctor's own pathway, and each answer of theirs, in their own session."""

from collections.abc import Awaitable, Callable, Mapping
from uuid import UUID

from msgspec import Struct

from relais.accompaniment import forms, handing, service
from relais.accompaniment.desk_acts import handover_in
from relais.accompaniment.forms import NAMES, AgreeForm, PassForm, RemindForm, SettleForm, request_of
from relais.accompaniment.model import OWN_SESSION, Accompaniment, Handover, Pathway
from relais.accompaniment.own_view import own_view
from relais.accompaniment.service import accompaniment_of
from relais.accompaniment.showing import to_words
from relais.cases.entering import Entered
from relais.core.db import Db, Unavailable
from relais.core.errors import NotFound, Refused
from relais.core.ids import new_id
from relais.sheets.person import AnyResponse, own_page
from relais.sheets.sections import Act
from relais.sheets.workplace import Workplace
from relais.web.forms import decode_form

SURE = "sur"
DO = "faire"  # which of the acts below; nothing: the page
ENDED = "Votre parcours est terminé. Vos orientations, elles, n'ont pas changé : « Tout arrêter » les arrête aussi."
RECORDED = "C'est noté."
NO_PATHWAY = "Ce parcours est terminé, ou a changé entre-temps."
HANDED = "C'est accepté : votre dossier est maintenant suivi par {to}. Le conseil d'avant n'y lit plus rien."
SAME_COUNCIL = "C'est accepté : un autre référent du même conseil vous accompagne."
KEPT = "C'est refusé : rien ne change, et l'aide reste la même."


class Done(Struct, frozen=True, kw_only=True):
    """What became of an act: said above the page. `handover`: agreed to, so that who receives is told."""

    said: str = RECORDED
    handover: Handover | None = None


Doing = Callable[[Workplace, Db, Act, Accompaniment], Awaitable[Done]]


async def own_pathway(act: Act) -> AnyResponse:
    """The page; with an act, what became of it said above. A refusal leaves everything as it was."""
    wanted = act.posted.last(DO)
    if wanted == "terminer" and not act.posted.last(SURE):
        return await _page(act, "accompaniment/own_end.html")
    doing = DOINGS.get(wanted)
    if doing is None:
        return await _page(act)
    try:
        async with act.place.database.acting(act.entered.context) as db:
            held = await accompaniment_of(db, act.place.vault, act.entered.case)
            done = await doing(act.place, db, act, held)
    except (NotFound, Unavailable):
        raise
    except Refused as refused:
        return await _page(act, fault=refused.sentence, status=refused.status)
    if done.handover is not None:
        await handing.tell(act.place, act.entered.context, done.handover.to_council)
    return await _page(act, said=done.said)


async def _page(
    act: Act, template: str = "accompaniment/own.html", *, said: str = "", fault: str = "", status: int = 200
) -> AnyResponse:
    async with act.place.database.acting(act.entered.context) as db:
        view = await own_view(act.place, db, act.entered)
    return own_page(
        act.place,
        template,
        act.passage,
        status=status,
        view=view,
        said=said,
        fault=fault,
        request=str(new_id()),
        answer_name=forms.ANSWER,
        sent=act.posted.sent if fault else {},
    )


async def _agree(_place: Workplace, db: Db, act: Act, held: Accompaniment) -> Done:
    """The whole, and the steps that were answered with it."""
    form = decode_form(AgreeForm, act.posted.sent, NAMES).value
    if form.whole == "refused" and held.alive is None:  # a second click
        return Done(said=KEPT)
    pathway, request = _alive(held), request_of(form.request)
    if form.whole == "refused":
        await service.end(db, pathway, OWN_SESSION)
        return Done(said=KEPT)
    if form.whole != "agreed":  # nothing is agreed to by what was not said
        raise Refused("form_incomplete", forms.LOST_FORM)
    if pathway.state == "proposed":
        await service.agree(db, pathway, request, form.version, OWN_SESSION, form.reminders)
    for one in forms.answers_in(act.posted.sent):
        if held.step(one.step) is None:
            raise NotFound
        each = UUID(int=request.int ^ one.step.int)
        await service.answer_step(db, one.step, each, one.version, one.answer, OWN_SESSION)
    return Done()


async def _step(_place: Workplace, db: Db, act: Act, held: Accompaniment) -> Done:
    """One step: agreed to, refused, done, left aside."""
    form = decode_form(SettleForm, act.posted.sent, NAMES).value
    request = request_of(form.request)
    if form.step is None or held.step(form.step) is None:
        raise NotFound
    match form.act:
        case "agreed" | "refused":
            await service.answer_step(db, form.step, request, form.version, form.act, OWN_SESSION)
        case "done" | "skipped":
            await service.settle_step(db, form.step, request, form.version, form.act)
        case _:
            raise Refused("form_incomplete", forms.LOST_FORM)
    return Done()


async def _remind(_place: Workplace, db: Db, act: Act, held: Accompaniment) -> Done:
    form = decode_form(RemindForm, act.posted.sent, NAMES).value
    if form.reminders is None:
        raise Refused("form_incomplete", forms.LOST_FORM)
    await service.choose_reminders(db, _alive(held), form.reminders, OWN_SESSION)
    return Done()


async def _answer_handover(place: Workplace, db: Db, act: Act, held: Accompaniment) -> Done:
    """The hand-over agreed to, with what passes, or refused."""
    form = decode_form(PassForm, act.posted.sent, NAMES).value
    handover = handover_in(held, form.handover)
    if form.act not in ("agreed", "refused"):
        raise Refused("form_incomplete", forms.LOST_FORM)
    await handing.answer(db, handover, form.act, OWN_SESSION, form.passes)
    if form.act == "refused":
        return Done(said=KEPT)
    if handover.to_officer:
        return Done(said=SAME_COUNCIL)
    told = handover if handover.state == "proposed" else None  # a second click tells nobody twice
    return Done(said=HANDED.format(to=to_words(place, handover)), handover=told)


async def _end(_place: Workplace, db: Db, _act: Act, held: Accompaniment) -> Done:
    if held.pathway is None:
        raise NotFound
    await service.end(db, held.pathway, OWN_SESSION)
    return Done(said=ENDED)


async def _complete(_place: Workplace, db: Db, _act: Act, held: Accompaniment) -> Done:
    if held.alive is not None:  # else a second click
        await service.complete(db, held.alive)
    return Done(said=ENDED)


DOINGS: Mapping[str, Doing] = {
    "accepter": _agree,
    "etape": _step,
    "rappels": _remind,
    "passage": _answer_handover,
    "terminer": _end,
    "achever": _complete,
}


def _alive(held: Accompaniment) -> Pathway:
    if held.alive is None:
        raise Refused("pathway_ended", NO_PATHWAY, status=409)
    return held.alive


async def stop_pathway(_place: Workplace, db: Db, entered: Entered) -> int:
    """When everything is stopped, the pathway is: how many there were."""
    return int(await service.end_own(db, entered.case))
