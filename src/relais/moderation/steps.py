"""What changes a whole service: shown, closed, suspended, renamed; a number withdrawn urgently.

Each is a page that says what will happen, with one button.
"""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Meta, Struct

from relais.accounts.gates import COORDINATOR, through
from relais.audit.model import Actor
from relais.core.clock import PARIS, now
from relais.core.db import Db
from relais.core.errors import NotFound, Refused
from relais.directory import changes, organisations
from relais.moderation.fields import field_named
from relais.moderation.office import AnyRequest, Office, actor_of, blamed, blank, posted, required, see
from relais.moderation.sheets import SECTION, SHEET, find_service
from relais.moderation.words import label
from relais.web.forms import Filled

GATE = through(COORDINATOR)


class StepForm(Struct, frozen=True, kw_only=True):
    """The boxes of every step; each shows those it needs."""

    why: Annotated[str, Meta(max_length=300)] = ""
    day: Annotated[str, Meta(max_length=10)] = ""
    replaced_by: Annotated[str, Meta(max_length=80)] = ""
    slug: Annotated[str, Meta(max_length=80)] = ""
    target: Annotated[str, Meta(max_length=80)] = ""
    sure: Annotated[str, Meta(max_length=3)] = ""


NAMES = {
    "why": "Pourquoi",
    "day": "Depuis quel jour",
    "replaced_by": "Fiche qui la remplace",
    "slug": "Nouveau nom court",
    "target": "Organisme qui reste",
}


class Step(Struct, frozen=True, kw_only=True):
    """One act: its title, what it does in sentences, its verb, the boxes it shows."""

    name: str
    title: str
    effects: tuple[str, ...]
    verb: str
    boxes: tuple[str, ...] = ()
    danger: bool = False


STEPS = {
    step.name: step
    for step in (
        Step(
            name="publier",
            title="Publier ce brouillon",
            effects=("La fiche sera montrée aux écoutants tout de suite.", "Son numéro attend une deuxième personne."),
            verb="Publier",
        ),
        Step(
            name="fermer",
            title="Fermer pour de bon",
            effects=(
                "La page reste, et dit que la structure n'existe plus.",
                "Aucune recherche ne la propose ; la fiche qui la remplace est donnée à sa place.",
            ),
            verb="Fermer",
            boxes=("day", "replaced_by", "why"),
            danger=True,
        ),
        Step(
            name="rouvrir",
            title="Rouvrir",
            effects=("La fiche sera de nouveau proposée, telle qu'elle est.",),
            verb="Rouvrir",
        ),
        Step(
            name="retirer",
            title="Retirer de l'annuaire",
            effects=(
                "La fiche n'est plus montrée à personne. Rien n'est effacé : elle peut revenir.",
                "Son adresse mène à la fiche qui la remplace, s'il y en a une.",
            ),
            verb="Retirer",
            boxes=("replaced_by", "why"),
            danger=True,
        ),
        Step(
            name="remettre",
            title="Remettre dans l'annuaire",
            effects=("La fiche sera montrée de nouveau, dans l'état qu'elle avait.",),
            verb="Remettre",
        ),
        Step(
            name="renommer",
            title="Changer le nom court",
            effects=("L'ancienne adresse mène à la nouvelle.", "Les sources et les confirmations restent."),
            verb="Changer",
            boxes=("slug",),
        ),
        Step(
            name="numero",
            title="Retirer un numéro d'urgence",
            effects=(
                "Le numéro n'est plus donné à personne, tout de suite.",
                "Une autre personne de la coordination le relit ensuite, et peut le remettre.",
                "La ligne du poste d'écoute ne se retire qu'à deux : elle reste jusqu'à la deuxième décision.",
            ),
            verb="Retirer le numéro",
            boxes=("why",),
            danger=True,
        ),
    )
}
# The last text is the line of the desk, which nobody takes away alone.
Act = Callable[[Db, Actor, str, StepForm, str], Awaitable[str]]


def step_routes(office: Office) -> list[HTTPRouteHandler]:
    """The page of each act, and the act."""

    @get(SHEET + "/{slug:str}/{name:str}", opt=GATE, include_in_schema=False)
    async def step_page(request: AnyRequest, slug: FromPath[str], name: FromPath[str]) -> Response[str]:
        if name not in _ACTS:
            raise NotFound
        day = now().astimezone(PARIS).date().isoformat() if name == "fermer" else ""
        return await _page(office, request, slug, STEPS[name], blank(StepForm(day=day)), f"{SHEET}/{slug}/{name}")

    @post(SHEET + "/{slug:str}/{name:str}", opt=GATE, include_in_schema=False)
    async def step_act(request: AnyRequest, slug: FromPath[str], name: FromPath[str]) -> Response[Any]:
        if name not in _ACTS:
            raise NotFound
        return await _act(office, request, slug, STEPS[name], f"{SHEET}/{slug}/{name}", _ACTS[name])

    @get(SHEET + "/{slug:str}/retirer-numero/{name:str}", opt=GATE, include_in_schema=False)
    async def number_page(request: AnyRequest, slug: FromPath[str], name: FromPath[str]) -> Response[str]:
        address = f"{SHEET}/{slug}/retirer-numero/{name}"
        _phone_position(name)
        return await _page(office, request, slug, STEPS["numero"], blank(StepForm()), address)

    @post(SHEET + "/{slug:str}/retirer-numero/{name:str}", opt=GATE, include_in_schema=False)
    async def number_act(request: AnyRequest, slug: FromPath[str], name: FromPath[str]) -> Response[Any]:
        position = _phone_position(name)

        async def withdraw(db: Db, actor: Actor, slug: str, form: StepForm, _line: str) -> str:
            await changes.withdraw_number(db, actor, slug, position, form.why)
            return slug

        address = f"{SHEET}/{slug}/retirer-numero/{name}"
        return await _act(office, request, slug, STEPS["numero"], address, withdraw)

    return [step_page, step_act, number_page, number_act]


def _phone_position(name: str) -> int:
    code, position = field_named(name)
    if code != "phone":
        raise NotFound
    return position


async def _publish(db: Db, actor: Actor, slug: str, _: StepForm, _line: str) -> str:
    await organisations.publish_draft(db, actor, slug)
    return slug


async def _reopen(db: Db, actor: Actor, slug: str, _: StepForm, _line: str) -> str:
    await organisations.reopen(db, actor, slug)
    return slug


async def _restore(db: Db, actor: Actor, slug: str, _: StepForm, _line: str) -> str:
    await organisations.restore(db, actor, slug)
    return slug


async def _rename(db: Db, actor: Actor, slug: str, form: StepForm, line: str) -> str:
    await organisations.rename_slug(db, actor, slug, form.slug.strip(), desk_line=line)
    return form.slug.strip()


async def _close(db: Db, actor: Actor, slug: str, form: StepForm, line: str) -> str:
    await organisations.close_for_good(
        db, actor, slug, form.day, form.why, replaced_by=form.replaced_by, desk_line=line
    )
    return slug


async def _retire(db: Db, actor: Actor, slug: str, form: StepForm, line: str) -> str:
    await organisations.retire(db, actor, slug, form.why, replaced_by=form.replaced_by, desk_line=line)
    return slug


_ACTS: dict[str, Act] = {
    "publier": _publish,
    "fermer": _close,
    "rouvrir": _reopen,
    "retirer": _retire,
    "remettre": _restore,
    "renommer": _rename,
}


async def _page(
    office: Office, request: AnyRequest, slug: str, step: Step, form: Filled[StepForm], address: str, told: str = ""
) -> Response[str]:
    async with office.database.reading() as db:
        service = await find_service(db, slug)
    number = label("phone", _phone_position(address.rpartition("/")[2])) if step.name == "numero" else ""
    return office.page(
        request,
        "moderation/step.html",
        SECTION,
        status=409 if told else 422 if form.faults else 200,
        service=service,
        step=step,
        form=form,
        address=address,
        told=told,
        number=number,
    )


async def _act(office: Office, request: AnyRequest, slug: str, step: Step, address: str, act: Act) -> Response[Any]:
    filled = await posted(request, StepForm, NAMES)
    if "why" in step.boxes:
        filled = required(filled, {"why": "Dites pourquoi, en une phrase : elle reste au journal."})
    if filled.faults:
        return await _page(office, request, slug, step, filled, address)
    try:
        async with office.database.writing() as db:
            lands_on = await act(db, actor_of(request), slug, filled.value, office.settings.desk_line)
    except NotFound:
        raise
    except Refused as fault:
        field = {"closed_on": "day"}.get(fault.field or "", fault.field)
        if field in step.boxes:
            told = Refused(fault.code, fault.sentence, field=field)
            return await _page(office, request, slug, step, blamed(filled, told), address)
        return await _page(office, request, slug, step, filled, address, told=fault.sentence)
    return see(f"{SHEET}/{lands_on}")
