"""The files of a body: what waits for it, then the others. References only: no name, no search."""

from collections.abc import Mapping

from msgspec import Struct

from relais.accounts.model import Visitor
from relais.aid_requests.access import Post, context_of, council_name
from relais.commission import file_store as store
from relais.commission.file_model import State
from relais.commission.file_store import BoardRow
from relais.commission.file_words import STATES
from relais.commission.section_money import euros
from relais.sheets.workplace import Workplace

MANY = 200
WAITING: Mapping[bool, tuple[State, ...]] = {
    True: ("opinion_given", "complete", "decided"),  # for the national service
    False: ("submitted",),
}
TO_DO: Mapping[State, str] = {
    "submitted": "donner un avis",
    "opinion_given": "vérifier que rien ne manque",
    "complete": "inscrire à une séance",
    "decided": "notifier, verser",
}


class Line(Struct, frozen=True, kw_only=True):
    """One file of the list."""

    row: BoardRow
    state: str
    to_do: str
    asked: str
    council: str


class Desk(Struct, frozen=True, kw_only=True):
    """One body served, and its files."""

    post: Post
    name: str
    waiting: tuple[Line, ...]
    others: tuple[Line, ...]
    more: bool


async def desk_of(place: Workplace, visitor: Visitor, post: Post) -> Desk:
    """What a body has to do, and the rest."""
    national = post.function == "national"
    states = [*WAITING[national], *(("submitted",) if national else ())]
    async with place.database.acting(context_of(visitor, post)) as db:
        waiting = await store.LIST_BOARD.all(db, post.council, states, True, MANY)
        others = await store.LIST_BOARD.all(db, post.council, states, False, MANY)
    mine = [row for row in waiting if row.state != "submitted" or row.council == post.council]
    rest = [row for row in waiting if row not in mine]
    return Desk(
        post=post,
        name=council_name(place, post),
        waiting=tuple(_line(place, row, waits=True) for row in mine),
        others=tuple(_line(place, row, waits=False) for row in (*rest, *others)),
        more=max(len(waiting), len(others)) == MANY,
    )


def _line(place: Workplace, row: BoardRow, *, waits: bool) -> Line:
    return Line(
        row=row,
        state=STATES[row.state],
        to_do=TO_DO.get(row.state, "") if waits else "",
        asked=euros(row.asked_cents),
        council=place.name_of(row.council),
    )
