"""The request as its person sees it, with their code: where it is, who opened it, taking it back."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from msgspec import Struct, structs

from relais.aid_requests import service, store
from relais.aid_requests.model import TERMINAL, AidRequest, Asked, Content
from relais.aid_requests.reading import NATIONAL_NAME, council_in_a_sentence
from relais.aid_requests.words import OUTCOMES_FOR_PERSON, PRACTICE, REACH, STATES_FOR_PERSON, days_words
from relais.cases.entering import Entered
from relais.cases.service import events_of
from relais.core import clock
from relais.core.db import Db
from relais.core.errors import NotFound
from relais.core.ids import new_id
from relais.directory import wording
from relais.sheets.person import AnyResponse, own_page
from relais.sheets.sections import Act, Section
from relais.sheets.workplace import Workplace

LATE = timedelta(days=3)
ACT = "demande"  # the end of the address of its acts
TITLE = "Votre demande"
SURE = "sur"
WITHDRAWN = "Votre demande est retirée. Qui l'avait prise ne vous contactera plus à ce sujet."
ALREADY = "Votre demande était déjà terminée : rien n'a changé."
STOPPING = "Votre demande est retirée : personne ne vous contactera plus à ce sujet."
BACK = "Votre demande est de nouveau à lire."


class OwnView(Struct, frozen=True, kw_only=True):
    """What the section says. `opened`: who opened it and when, once; `days`: when it is read, "" when not known.

    `late`: nobody took it up for longer than a silence is escalated after.
    """

    state: str
    since: datetime
    made_at: datetime
    reader: str
    days: str
    urgent: bool
    outcome: str
    contacted_on: date | None
    opened: tuple[tuple[datetime, str], ...]
    needs: tuple[str, ...]
    practice: str
    reach: str
    living: bool
    waits: bool
    spam: bool
    late: bool


async def own_section(place: Workplace, db: Db, entered: Entered) -> Section | None:
    """The section of `/suivi`; None for a case that no request began."""
    held = await service.find_of(db, entered.case)
    if held is None:
        return None
    content = await service.read(db, held.id)
    days = await store.GET_DAYS.value(db, held.council) or ()
    opened = [(event.at, event.org) for event in await events_of(db, entered.case) if event.act == "case.opened_by"]
    moves = await store.LIST_MOVES.all(db, held.id)
    return Section(
        title=TITLE,
        template="aid_requests/own_section.html",
        data=_view(place, held, content, days, opened),
        living=held.state not in TERMINAL,
        stopping=STOPPING if held.state not in TERMINAL else "",
        export={"demande": structs.asdict(held), "contenu": structs.asdict(content), "etapes": _rows(moves)},
    )


async def stop(_place: Workplace, db: Db, entered: Entered) -> int:
    """When everything is stopped."""
    return int(await service.withdraw(db, entered.case))


async def act(done: Act) -> AnyResponse | str:
    """Taking it back, in two steps; or saying that it was no automatic message."""
    if done.posted.last("quoi") == "relire":
        return await _again(done)
    if not done.posted.last(SURE):
        return own_page(done.place, "aid_requests/own_withdraw.html", done.passage)
    async with done.place.database.acting(done.entered.context) as db:
        return WITHDRAWN if await service.withdraw(db, done.entered.case) else ALREADY


async def _again(done: Act) -> str:
    async with done.place.database.acting(done.entered.context) as db:
        held = await service.find_of(db, done.entered.case)
        if held is None:
            raise NotFound
        if held.state == "closed":
            await service.move(db, held.id, Asked(to="received", version=held.version, post=new_id()), "person")
    return BACK


def _view(
    place: Workplace, held: AidRequest, content: Content, days: Sequence[str], opened: list[tuple[datetime, str]]
) -> OwnView:
    return OwnView(
        state=STATES_FOR_PERSON[held.state],
        since=held.state_at,
        made_at=held.made_at,
        reader=_name(place, held.council),
        days=days_words(tuple(days)),
        urgent=held.urgent,
        outcome=OUTCOMES_FOR_PERSON.get(held.outcome or "", ""),
        contacted_on=held.contacted_on,
        opened=tuple((at, _name(place, org)) for at, org in opened),
        needs=tuple(wording.NEEDS.get(code, code) for code in content.needs),
        practice=PRACTICE.get(content.practice, ""),
        reach=REACH[content.reach] if content.reach else "",
        living=held.state not in TERMINAL,
        waits=held.waits,
        spam=held.outcome == "spam",
        late=held.state == "received" and clock.now() - held.state_at > LATE,
    )


def _name(place: Workplace, slug: str) -> str:
    return NATIONAL_NAME if slug == place.settings.national_body else council_in_a_sentence(place, slug)


def _rows(rows: Sequence[Struct]) -> list[dict[str, Any]]:
    return [structs.asdict(row) for row in rows]
