"""An invitation card: a code to hand over, which opens the other's own request. Nothing of anyone is kept."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from relais.aid_requests import card_store as store
from relais.aid_requests.card_store import CardRow
from relais.cases import store as cases
from relais.cases.entering import Entered
from relais.cases.service import make_code
from relais.cases.store import FoundRow as FoundCase
from relais.core.context import PUBLIC
from relais.core.db import Db
from relais.core.errors import NotFound
from relais.sheets import store as sheets
from relais.sheets.model import SheetEntered
from relais.sheets.store import FoundRow as FoundSheet
from relais.sheets.workplace import Workplace

Coded = FoundCase | FoundSheet | CardRow


class MadeCard(Struct, frozen=True, kw_only=True):
    """A card just made. `code` is shown once, and kept nowhere."""

    code: str
    ends_at: datetime

    def __repr__(self) -> str:
        return "MadeCard(…)"


async def make_card(place: Workplace, card: UUID) -> MadeCard:
    """A card for thirty days. `card`: made with the page; raises Refused ("card_made") when it was posted before."""
    made = await make_code(place.vault, place.passwords)
    async with place.database.acting(PUBLIC) as db:
        await store.ADD_CARD.run(db, card, made.lookup, made.verifier)
        kept = await store.FIND_CARD_BY_CODE.one(db, made.lookup)
    if kept is None:
        raise NotFound
    return MadeCard(code=made.code, ends_at=kept.ends_at)


async def open_card(place: Workplace, typed: str, source: str) -> Entered | SheetEntered | CardRow:
    """What this code opens. Raises Refused, in the same time and words whichever it is not: see `CodeDoor.enter`."""
    found: Coded
    found, lookup = await place.door.unlock(typed, source, _find)
    if isinstance(found, FoundCase):
        return Entered(case=found.id, code_by=found.code_by, lookup=lookup)
    if isinstance(found, CardRow):
        return found
    return SheetEntered(sheet=found.id, lookup=lookup)


async def _find(db: Db, lookup: bytes) -> Coded | None:
    """All three are always asked: none takes longer."""
    case = await cases.FIND_CASE_BY_CODE.one(db, lookup)
    sheet = await sheets.FIND_SHEET_BY_CODE.one(db, lookup)
    return await store.FIND_CARD_BY_CODE.one(db, lookup) or sheet or case
