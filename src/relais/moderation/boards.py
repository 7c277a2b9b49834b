"""The boards: what is due per organisation, and the needs that nobody covers in a département."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Struct

from relais.accounts.gates import COORDINATOR, through
from relais.core.clock import now
from relais.core.errors import NotFound
from relais.directory import upkeep, wording
from relais.directory.upkeep import Cell, Emptiness
from relais.directory.upkeep_store import DueRow
from relais.moderation.office import AnyRequest, Office, number_of
from relais.web.typography import count

FRESHNESS = "/coordination/fraicheur"
GAPS = "/coordination/vides"
GATE = through(COORDINATOR)
PAGE = 200
SOON = timedelta(days=14)


class Warmth(Struct, frozen=True, kw_only=True):
    """One organisation of the board. `level`: late, soon, never, fine: said in `words` as well."""

    slug: str
    name: str
    level: str
    words: str
    due_at: datetime | None
    overdue: int
    soon: int
    confirmed: int
    never: int
    last: datetime | None
    reports: int
    waiting: int
    members: int


class Gap(Struct, frozen=True, kw_only=True):
    """One cell: what it shows, what it says, and how empty it is."""

    sign: str
    words: str
    level: str


def board_routes(office: Office) -> list[HTTPRouteHandler]:
    """Freshness, gaps, and the map of one need."""

    @get(FRESHNESS, opt=GATE, include_in_schema=False)
    async def freshness(request: AnyRequest) -> Response[str]:
        return await _freshness(office, request, 0)

    @get(FRESHNESS + "/suite/{code:str}", opt=GATE, include_in_schema=False)
    async def more_freshness(request: AnyRequest, code: FromPath[str]) -> Response[str]:
        return await _freshness(office, request, number_of(code))

    @get(GAPS, opt=GATE, include_in_schema=False, sync_to_thread=False)
    def gaps(request: AnyRequest) -> Response[str]:
        return _gaps(office, request)

    @get(GAPS + "/{code:str}", opt=GATE, include_in_schema=False, sync_to_thread=False)
    def gaps_of_need(request: AnyRequest, code: FromPath[str]) -> Response[str]:
        return _gaps_of(office, request, code)

    return [freshness, more_freshness, gaps, gaps_of_need]


async def _freshness(office: Office, request: AnyRequest, after: int) -> Response[str]:
    async with office.database.reading() as db:
        rows = await upkeep.due(db)
    at = now()
    board = [warmth(row, at) for row in rows]
    return office.page(
        request,
        "moderation/freshness.html",
        FRESHNESS,
        rows=board[after : after + PAGE],
        totals={level: sum(one.level == level for one in board) for level in ("late", "soon", "never", "fine")},
        former=_address(after - PAGE) if after else "",
        later=_address(after + PAGE) if len(board) > after + PAGE else "",
    )


def _address(after: int) -> str:
    return f"{FRESHNESS}/suite/{after}" if after > 0 else FRESHNESS


def warmth(row: DueRow, at: datetime) -> Warmth:
    """One row of the board, in words."""
    level = (
        "never" if row.due_at is None else "late" if row.due_at <= at else "soon" if row.due_at <= at + SOON else "fine"
    )
    said = {
        "never": "jamais confirmé",
        "late": count(row.overdue, "information en retard", "informations en retard"),
        "soon": "à confirmer sous 14 jours",
        "fine": "à jour",
    }
    return Warmth(
        slug=row.organization,
        name=row.name,
        level=level,
        words=said[level],
        due_at=row.due_at,
        overdue=row.overdue,
        soon=row.soon,
        confirmed=row.states.get("confirmed", 0),
        never=row.never_confirmed,
        last=row.last_confirmed_at,
        reports=row.open_reports,
        waiting=row.open_changes,
        members=row.members,
    )


def _gaps(office: Office, request: AnyRequest) -> Response[str]:
    found = _emptiness(office)
    names = office.directory.gazetteer.departements
    table = [
        (code, names[code].name, [gap(cells[place]) for cells in found.rows.values()])
        for place, code in enumerate(found.departements)
    ]
    needs = [(need, wording.NEEDS[need], _only_councils(found, need), found.nobody[need]) for need in found.rows]
    return office.page(request, "moderation/gaps.html", GAPS, needs=needs, table=table)


def _emptiness(office: Office) -> Emptiness:
    return upkeep.emptiness(office.directory.keeper.current, office.directory.gazetteer)


def _only_councils(found: Emptiness, need: str) -> int:
    """In how many départements no body but the council, or a national one, answers to this need."""
    return sum(cell.local == cell.councils for cell in found.rows[need])


def gap(cell: Cell) -> Gap:
    """A cell in words."""
    bodies = cell.local - cell.councils
    if bodies:
        return Gap(sign=str(bodies), words=count(bodies, "structure locale", "structures locales"), level="some")
    if cell.councils:
        return Gap(sign="C", words="le conseil seulement", level="council")
    if cell.national:
        return Gap(sign="N", words="national seulement", level="national")
    return Gap(sign="–", words="personne", level="nobody")


def _gaps_of(office: Office, request: AnyRequest, need: str) -> Response[str]:
    found = _emptiness(office)
    if need not in found.rows:
        raise NotFound
    cells = found.rows[need]
    return office.page(
        request,
        "moderation/gaps_need.html",
        GAPS,
        need=wording.NEEDS[need],
        groups=[(words, _places(office, cells, level)) for level, words in _GROUPS],
        marked={level: [cell.departement for cell in cells if gap(cell).level == level] for level, _ in _GROUPS},
        map=office.map,
    )


_GROUPS = (
    ("nobody", "Personne ne répond à ce besoin"),
    ("national", "Des structures nationales seulement"),
    ("council", "Le conseil départemental seulement"),
    ("some", "Au moins une structure locale"),
)


def _places(office: Office, cells: Sequence[Cell], level: str) -> list[tuple[str, str, Any]]:
    names = office.directory.gazetteer.departements
    return [(one.departement, names[one.departement].name, gap(one)) for one in cells if gap(one).level == level]
