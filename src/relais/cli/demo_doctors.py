"""Invented doctors of the demonstration: requests, a note, an orientation that was sent, a pathway agreed to."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from msgspec import Struct, structs

from relais.accompaniment import service as accompaniment
from relais.accompaniment.model import Said
from relais.accompaniment.plans import read_plans
from relais.aid_requests import note_store
from relais.aid_requests import service as requests
from relais.aid_requests.model import Asked as RequestAsked
from relais.aid_requests.model import NewRequest, State
from relais.aid_requests.note_model import Draft
from relais.aid_requests.note_service import columns_of
from relais.audit.model import ANONYMOUS
from relais.cases.model import Category
from relais.cases.openings import open_for
from relais.cases.service import MadeCode, NewCase, open_case, write_part
from relais.cli.demo_stage import COUNCIL, RECIPIENT, SESSION, Stage
from relais.core.clock import PARIS, now
from relais.core.settings import Settings
from relais.referrals import service as referrals
from relais.referrals.acts import agree_and_send, begin_with_options
from relais.referrals.model import Agreement, Asked, Option

NOTE = "note"
HEARD = Said(mode="oral_phone", evidence="read_back")
OPTIONS = (
    Option(service=RECIPIENT, rank=1, seed=1, directory_version=1, why=("dit l'épuisement professionnel",)),
    Option(service="asra", rank=2, seed=1, directory_version=1, why=("couvre le Rhône",)),
)


class Requester(Struct, frozen=True, kw_only=True):
    """Who asks, of whom ("" is the national service), what for, in which words."""

    name: str
    needs: tuple[str, ...]
    words: str
    council: str = COUNCIL
    practice: str = "liberal"
    urgent: bool = False
    contacted: bool = False


REQUESTERS = (
    Requester(
        name="Bleuet",
        needs=("financier", "administratif"),
        words="Exemple : mes cotisations sont en retard, je ne sais plus par où commencer.",
    ),
    Requester(
        name="Cerisier",
        needs=("souffrance_psychique",),
        words="Exemple : je ne dors plus, je voudrais parler à quelqu'un aujourd'hui.",
        urgent=True,
    ),
    Requester(
        name="Saule",
        needs=("juridique",),
        words="Exemple : une plainte d'un patient, je ne sais pas quoi répondre.",
        contacted=True,
    ),
    Requester(
        name="Noyer",
        needs=("financier",),
        words="Exemple : je préfère que mon conseil n'en sache rien.",
        council="",
        practice="hospitalier",
    ),
)
ACCOMPANIED = "Tilleul"
REPLY: Mapping[Category, dict[str, Any]] = {
    "contact": {"phone": "06 00 00 00 00", "email": "", "quiet": True},
    "need": {"words": "Exemple : parler à un confrère formé, le soir."},
}


async def add_requests(stage: Stage, codes: Mapping[str, MadeCode]) -> None:
    """Four requests: three to the Rhône (one urgent, one already answered), one to the national service."""
    for one in REQUESTERS:
        await _ask(stage, one, codes[one.name])
        if one.contacted:
            await _answer(stage, one.name)


async def _ask(stage: Stage, one: Requester, made: MadeCode) -> None:
    db, case = await stage.act_as_doctor(one.name), stage.named(one.name)
    council = one.council or stage.body
    wanted = NewCase(id=case, origin="person", code_by="person", council=council, alias=one.name)
    await open_case(db, stage.vault, ANONYMOUS, wanted, made)
    await requests.make(
        db,
        NewRequest(
            id=stage.named(f"request {one.name}"),
            case=case,
            council=council,
            needs=one.needs,
            practice=one.practice,
            reach="phone",
            urgent=one.urgent,
        ),
    )
    await write_part(db, stage.vault, case, "need", {"words": one.words})
    await write_part(db, stage.vault, case, "contact", REPLY["contact"])


async def _answer(stage: Stage, name: str) -> None:
    """The officer takes the request up and reaches the doctor."""
    request, db = stage.named(f"request {name}"), await stage.act("farid", COUNCIL)
    await open_for(db, stage.named(name), "request", "officer", SESSION)
    steps: tuple[tuple[State, date | None], ...] = (
        ("taken_up", None),
        ("contacted", now().astimezone(PARIS).date()),
    )
    for to, day in steps:
        held = await requests.find(db, request)
        asked = RequestAsked(to=to, version=held.version, post=stage.named(f"{to} {name}"), contacted_on=day)
        await requests.move(db, request, asked, "council")


async def add_note(stage: Stage) -> None:
    """A note about somebody, by a colleague who confirmed their address."""
    draft = Draft(
        id=stage.named(f"author {NOTE}"),
        motive="workload",
        surname="Exemple",
        first="Alex",
        departement="69",
        practice="liberal",
        email="confrere@exemple.invalid",
        code="",
        until=now(),
    )
    await note_store.ADD_NOTE.value(await stage.act_as_anyone(), *columns_of(stage.vault, draft, stage.named(NOTE)))


async def add_accompanied(stage: Stage, settings: Settings, made: MadeCode) -> None:
    """A doctor whose orientation was sent, and who agreed to a pathway."""
    case = stage.named(ACCOMPANIED)
    await referrals.inbox(await stage.act("gaelle", RECIPIENT), RECIPIENT)
    db = await stage.act("farid", COUNCIL)
    wanted = NewCase(id=case, origin="officer", code_by="person", council=COUNCIL, alias=ACCOMPANIED)
    await open_case(db, stage.vault, ANONYMOUS, wanted, made)
    await open_for(db, case, "with_person", "officer", SESSION)
    await _send(stage, case)
    await _accompany(stage, settings, case)


async def _send(stage: Stage, case: UUID) -> None:
    db = stage.db
    held = await begin_with_options(db, case, stage.named("options"), OPTIONS, "origin", origin_org=COUNCIL)
    chosen = Asked(to="chosen", version=held.version, request=stage.named("choice"))
    await referrals.choose(db, held.id, chosen, "origin", option=None, service=RECIPIENT, how="spoken")
    notice = await referrals.current_notice(db)
    given = Agreement(
        answer="given",
        grantor="self",
        recipient_org=RECIPIENT,
        recipient_function="accueil",
        categories=("contact", "need"),
        medium="inbox",
        notice=notice.number,
        notice_sha256=notice.sha256.hex(),
        mode="oral_phone",
        evidence="read_back",
    )
    held = await referrals.find(db, held.id)
    sent = Asked(to="sent", version=held.version, request=stage.named("sending"))
    await agree_and_send(db, stage.vault, held.id, sent, given, REPLY, "origin")


async def _accompany(stage: Stage, settings: Settings, case: UUID) -> None:
    """A pathway of the ready-made plan for a return, its first step a week from now; the doctor agrees to the whole."""
    db, day = stage.db, now().astimezone(PARIS).date() + timedelta(days=7)
    first, *others = accompaniment.drafts_of(read_plans(settings.data_dir)["return"])
    first = structs.replace(first, first_day=day, last_day=day)
    await accompaniment.begin(db, stage.vault, case, stage.named("pathway"), "return", (first, *others))
    held = await accompaniment.accompaniment_of(db, stage.vault, case)
    if held.pathway is not None:
        await accompaniment.agree(db, held.pathway, stage.named("agreement"), held.pathway.version, HEARD, "page")
    for step in held.steps[:1]:
        await accompaniment.answer_step(db, step.id, stage.named("step"), step.version, "agreed", HEARD)
