"""What a council, or the national service, sees first: what waits, urgent first. No name, no need, before a reason."""

from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

from relais.accounts.model import Visitor
from relais.aid_requests import board_store, store
from relais.aid_requests.access import Post, context_of
from relais.aid_requests.board_store import BoardRow
from relais.aid_requests.model import State
from relais.aid_requests.words import MARKS, NEXT, STATES
from relais.cases.sealing import ALIAS, CaseKey
from relais.core import clock
from relais.core.vault import Vault
from relais.sheets.workplace import Workplace

PAGE = 50
MOST_TURNED = 25
UNOPENED = "urgente, pas encore ouverte"


class Line(Struct, frozen=True, kw_only=True):
    """One request as it is listed. `marks`: why it may be spam, in words; `instead_of`: the council relieved."""

    id: UUID
    case: UUID
    reference: str
    alias: str
    code: State
    state: str
    next_step: str
    urgent: bool
    opened: bool
    marks: tuple[str, ...]
    contacted_on: date | None
    made_at: datetime
    since: datetime
    instead_of: str
    age: str


class Board(Struct, frozen=True, kw_only=True):
    """One page of it. `relieved`, `suspect` and `turned` are on the first page alone; `more`: where the next begins.

    `to_inform`: people about whom a note waits.
    """

    relieved: tuple[Line, ...]
    waiting: tuple[Line, ...]
    suspect: tuple[Line, ...]
    turned: tuple[Line, ...]
    total: int
    to_inform: int
    days: tuple[str, ...]
    more: UUID | None


async def board_of(place: Workplace, visitor: Visitor, post: Post, *, after: UUID | None = None) -> Board:
    """The board of a body; from the request `after` on, those that wait only."""
    async with place.database.acting(context_of(visitor, post)) as db:
        rows = await board_store.LIST_WAITING.all(db, post.council, after, PAGE + 1)
        relieved = [] if after else await board_store.LIST_RELIEVED.all(db, post.council, PAGE)
        turned = [] if after else await board_store.LIST_TURNED.all(db, post.council, MOST_TURNED)
        total = await board_store.COUNT_WAITING.value(db, post.council)
        to_inform = await board_store.COUNT_TO_INFORM.value(db, post.council)
        days = await store.GET_DAYS.value(db, post.council) or ()
    shown = rows[:PAGE]
    return Board(
        relieved=tuple(_line(place, row, post) for row in relieved),
        waiting=tuple(_line(place, row, post) for row in shown if row.urgent or not row.marks),
        suspect=tuple(_line(place, row, post) for row in shown if row.marks and not row.urgent),
        turned=tuple(_line(place, row, post) for row in turned),
        total=int(total or 0),
        to_inform=int(to_inform or 0),
        days=tuple(days),
        more=shown[-1].id if len(rows) > PAGE else None,
    )


def _line(place: Workplace, row: BoardRow, post: Post) -> Line:
    return Line(
        id=row.id,
        case=row.case,
        reference=row.reference,
        alias=_alias(place.vault, row),
        code=row.state,
        state=UNOPENED if row.urgent and row.opened_at is None else STATES[row.state],
        next_step=NEXT[row.state],
        urgent=row.urgent,
        opened=row.opened_at is not None,
        marks=tuple(MARKS[mark] for mark in row.marks),
        contacted_on=row.contacted_on,
        made_at=row.made_at,
        since=row.state_at,
        instead_of=place.name_of(row.council) if row.council != post.council else "",
        age=_age(row.made_at),
    )


def _alias(vault: Vault, row: BoardRow) -> str:
    if row.alias_sealed is None or row.data_key is None:
        return ""
    return CaseKey(vault, row.case, row.data_key).open(row.alias_sealed, ALIAS).decode()


def _age(moment: datetime) -> str:
    """How long it has waited since it came."""
    days = (clock.now() - moment).days
    if days < 1:
        return "depuis moins d'un jour"
    return "depuis un jour" if days == 1 else f"depuis {days} jours"
