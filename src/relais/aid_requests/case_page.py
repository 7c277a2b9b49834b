"""One request, once its reader said why: what was asked, how to reach the person, and the next step."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from litestar import Response
from msgspec import Meta, Struct

from relais.accounts.entrance import by_field
from relais.aid_requests import service, store
from relais.aid_requests.access import AtCase, council_name
from relais.aid_requests.model import AidRequest, Asked, Content, State
from relais.aid_requests.moves import may
from relais.aid_requests.words import MARKS, NEXT, OUTCOMES, OUTCOMES_FOR_PERSON, PRACTICE, REACH, RELIEVING, STATES
from relais.cases.service import events_of, read_parts
from relais.core import clock
from relais.core.db import Db
from relais.core.errors import NotFound
from relais.core.ids import new_id
from relais.core.text import digits
from relais.directory import wording
from relais.sheets.workplace import Workplace
from relais.web.forms import Filled

NAMES = {"contacted_on": "Premier contact", "outcome": "Issue", "act": "Suite"}
BY = {"person": "la personne", "council": "votre organisme", "worker": "Relais, à l'échéance"}


class Followed(Struct, frozen=True, kw_only=True):
    """A move posted from the page. `request`: made with it, the same when it is posted again."""

    act: Literal["", "taken_up", "received", "contacted", "closed", "spam"] = ""
    version: Annotated[int, Meta(ge=0, le=100_000)] = 0
    request: UUID | None = None
    contacted_on: date | None = None
    outcome: Annotated[str, Meta(max_length=40)] = ""

    @property
    def to(self) -> State | None:
        """The state asked for."""
        if not self.act:
            return None
        return "closed" if self.act == "spam" else self.act


def faults_in(form: Followed) -> dict[str, str]:
    """What is missing before the move is asked for."""
    if form.act == "contacted" and form.contacted_on is None:
        return {"contacted_on": "Donnez le jour où vous avez joint la personne."}
    if form.act == "closed" and form.outcome not in OUTCOMES:
        return {"outcome": "Choisissez une issue."}
    return {}


def asked_by(form: Followed, to: State) -> Asked:
    """The move of this form."""
    outcome = "spam" if form.act == "spam" else form.outcome
    return Asked(
        to=to,
        version=max(form.version, 1),
        post=form.request or new_id(),
        contacted_on=form.contacted_on if to == "contacted" else None,
        outcome=outcome if to == "closed" else None,
    )


async def request_page(
    place: Workplace,
    db: Db,
    at: AtCase,
    filled: Filled[Followed] | None = None,
    *,
    sentence: str = "",
    status: int = 200,
) -> Response[str]:
    """The page as it is now, with what was typed. Raises NotFound for a case that no request began."""
    held = await service.find_of(db, at.case.id)
    if held is None:
        raise NotFound
    filled = filled or Filled(value=Followed(), faults={})
    content = await service.read(db, held.id)
    parts = await read_parts(db, place.vault, at.case.id)
    opened = [event for event in await events_of(db, at.case.id) if event.act == "case.opened_by"]
    form = filled.value
    return place.pages.response(
        "aid_requests/request.html",
        status=422 if filled.faults else status,
        visitor=at.visitor,
        case=at.case,
        held=held,
        council=council_name(place, at.post),
        instead_of=place.name_of(held.council) if held.council != at.council else "",
        state=STATES[held.state],
        next_step=RELIEVING if held.state == "contacted" and held.council != at.council else NEXT[held.state],
        outcome=OUTCOMES_FOR_PERSON.get(held.outcome or "", ""),
        asked=_asked(place, content, parts),
        reach=_reach(content, parts),
        tel=digits(str(parts.get("contact", {}).get("phone", ""))),
        marks=[MARKS[mark] for mark in held.marks],
        moves=[(move, STATES[move.to_state], BY[move.acted_as]) for move in await store.LIST_MOVES.all(db, held.id)],
        openings=len(opened),
        may=_may(held, relieving=held.council != at.council),
        outcomes=OUTCOMES,
        form=form,
        faults=by_field(filled.faults),
        sentence=sentence,
        request=form.request or new_id(),
        today=clock.now().astimezone(clock.PARIS).date(),
    )


def _may(held: AidRequest, *, relieving: bool) -> dict[str, bool]:
    """Which buttons there are. `relieving`: by whom a council was not quick enough for; options are the council's."""
    spam = held.state in ("received", "taken_up")
    closing = held.state != "received" and may(held, "closed", "council")
    return {
        "taken_up": may(held, "taken_up", "council"),
        "received": may(held, "received", "council"),
        "contacted": may(held, "contacted", "council"),
        "guide": held.state in ("contacted", "turned") and not relieving,
        "code": not relieving,
        "closed": closing,
        "spam": spam,
    }


def _asked(place: Workplace, content: Content, parts: Mapping[Any, Mapping[str, Any]]) -> list[tuple[str, str]]:
    """What was asked, label by label."""
    departement = str(parts.get("context", {}).get("departement", ""))
    known = place.directory.gazetteer.departements.get(departement)
    rows = [
        ("Besoins", ", ".join(wording.NEEDS.get(code, code) for code in content.needs)),
        ("En quelques mots", str(parts.get("need", {}).get("words", ""))),
        ("Mode d'exercice", PRACTICE.get(content.practice, "")),
        ("Département du tableau", f"{known.name} ({known.code})" if known else ""),
    ]
    return [(label, text) for label, text in rows if text]


def _reach(content: Content, parts: Mapping[Any, Mapping[str, Any]]) -> list[tuple[str, str]]:
    """How and when to be reached."""
    contact, when = parts.get("contact", {}), parts.get("availability", {})
    asked = {
        "phone": "l'appeler",
        "mail": "lui écrire",
        "calls_back": "elle rappelle elle-même et cite sa référence",
    }
    rows = [
        ("Ce qu'elle demande", asked[content.reach] if content.reach in REACH else ""),
        ("Téléphone", str(contact.get("phone", ""))),
        ("Courriel", str(contact.get("email", ""))),
        ("Message", "ne pas laisser de message" if contact.get("quiet") else ""),
        ("Quand", str(when.get("when", ""))),
    ]
    return [(label, text) for label, text in rows if text]
