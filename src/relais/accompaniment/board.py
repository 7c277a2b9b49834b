"""`/parcours`: the living pathways of who asks, what comes next first. No step and no word before a case is opened."""

from datetime import date
from uuid import UUID

from litestar import Response
from msgspec import Struct

from relais.accompaniment import store, words
from relais.accompaniment.store import BoardRow
from relais.accounts.bureau import AnyRequest
from relais.accounts.doors import visitor_of
from relais.aid_requests.access import context_of, council_name, desks_of
from relais.cases.sealing import ALIAS, CaseKey
from relais.core.vault import Vault
from relais.sheets.workplace import Workplace


class Line(Struct, frozen=True, kw_only=True):
    """One pathway. `next_day` None: nothing dated awaits; `unanswered`: steps that the doctor has not answered."""

    case: UUID
    reference: str
    alias: str
    state: str
    next_day: date | None
    unanswered: int


async def board_page(place: Workplace, request: AnyRequest) -> Response[str]:
    """One list for each body she serves."""
    visitor = visitor_of(request)
    boards = []
    for post in desks_of(place, visitor):
        async with place.database.acting(context_of(visitor, post)) as db:
            rows = await store.LIST_BOARD.all(db)
        boards.append((council_name(place, post), [_line(place.vault, row) for row in rows]))
    return place.pages.response("accompaniment/board.html", visitor=visitor, boards=boards)


def _line(vault: Vault, row: BoardRow) -> Line:
    alias = ""
    if row.alias_sealed is not None and row.data_key is not None:
        alias = CaseKey(vault, row.case_id, row.data_key).open(row.alias_sealed, ALIAS).decode()
    return Line(
        case=row.case_id,
        reference=row.reference,
        alias=alias,
        state=words.PATHWAY_STATES[row.state],
        next_day=row.next_day,
        unanswered=row.unanswered,
    )
