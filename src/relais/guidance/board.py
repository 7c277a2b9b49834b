"""What an officer sees first: the live cases of her council, those that wait for her before the others. No name."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from relais.accounts.model import Visitor
from relais.cases.sealing import ALIAS, CaseKey
from relais.core.vault import Vault
from relais.guidance import board_store as store
from relais.guidance.access import Post, context_of
from relais.guidance.board_store import Asked, BoardRow
from relais.referrals.model import TERMINAL
from relais.referrals.words import NEXT, STATES
from relais.sheets.workplace import Workplace

PAGE = 25
MOST_WAITING = 50
SILENT = "sans réponse depuis plus d'un jour"
ASK_AGAIN = "appeler la structure, ou revoir avec le médecin"
NOTHING_BEGUN = "rien d'engagé par votre conseil"
BEGIN = "chercher avec le médecin"
FILED = "dossier national"
FOLLOW_FILE = "le suivre dans les dossiers nationaux"
DONE = "demander au médecin s'il faut autre chose, sinon refermer"


class Line(Struct, frozen=True, kw_only=True):
    """One case as it is listed. `since`: when its state last changed; `body`: who was chosen, "" for nobody yet."""

    case: UUID
    reference: str
    alias: str
    made_at: datetime
    state: str
    since: datetime | None
    next_step: str
    body: str


class Board(Struct, frozen=True, kw_only=True):
    """One page of it. `asked` and `waiting` are on the first page alone; `more`: the case that the next one follows."""

    asked: Asked | None
    waiting: tuple[Line, ...]
    waiting_more: bool
    others: tuple[Line, ...]
    more: UUID | None


async def board_of(place: Workplace, visitor: Visitor, post: Post, *, after: UUID | None = None) -> Board:
    """The board of a council; from the case `after` on, the others only."""
    async with place.database.acting(context_of(visitor, post)) as db:
        asked = None if after else await store.COUNT_ASKED.one(db, post.council)
        waiting = [] if after else await store.LIST_WAITING.all(db, post.council, MOST_WAITING + 1)
        others = await store.LIST_OTHERS.all(db, post.council, after, PAGE + 1)
    shown = others[:PAGE]
    return Board(
        asked=asked,
        waiting=tuple(_line(place, row, waits=True) for row in waiting[:MOST_WAITING]),
        waiting_more=len(waiting) > MOST_WAITING,
        others=tuple(_line(place, row, waits=False) for row in shown),
        more=shown[-1].case if len(others) > PAGE else None,
    )


def _line(place: Workplace, row: BoardRow, *, waits: bool) -> Line:
    state, next_step = _told(row, waits=waits)
    return Line(
        case=row.case,
        reference=row.reference,
        alias=_alias(place.vault, row),
        made_at=row.made_at,
        state=state,
        since=row.state_at,
        next_step=next_step,
        body=place.name_of(row.service) if row.service else "",
    )


def _told(row: BoardRow, *, waits: bool) -> tuple[str, str]:
    """The state and the next step, in words."""
    if row.state is None:
        return (FILED, FOLLOW_FILE) if row.filed else (NOTHING_BEGUN, BEGIN)
    if row.state in TERMINAL:
        return STATES[row.state], DONE
    if waits and row.state in ("sent", "received"):
        return f"{STATES[row.state]}, {SILENT}", ASK_AGAIN
    return STATES[row.state], NEXT[row.state]


def _alias(vault: Vault, row: BoardRow) -> str:
    if row.alias_sealed is None or row.data_key is None:
        return ""
    return CaseKey(vault, row.case, row.data_key).open(row.alias_sealed, ALIAS).decode()
