"""One box for both kinds of code: a person's case, or a sheet of the helpline. A wrong code is wrong the same way."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec
from msgspec import Struct

from relais.cases import store as cases
from relais.cases.entering import Entered
from relais.cases.store import FoundRow as FoundCase
from relais.core import clock
from relais.core.context import PUBLIC
from relais.core.db import Db
from relais.core.errors import Refused
from relais.core.ids import new_id
from relais.core.vault import VaultError
from relais.sheets import store
from relais.sheets.model import SheetEntered
from relais.sheets.store import FoundRow
from relais.sheets.workplace import Workplace

FIELD: Final = "fiche"  # the hidden field of the forms of a sheet
LASTS = timedelta(minutes=30)
PURPOSE = "sheet passage"
AGAIN: Final = "Par sécurité, la page s'est refermée. Donnez de nouveau le code de la fiche."


class SheetPass(Struct, frozen=True, kw_only=True):
    """A sheet, its lookup, and the case that this page may begin: pressed twice, it begins one."""

    sheet: UUID
    lookup: bytes
    case: UUID
    until: datetime

    def __repr__(self) -> str:
        return "SheetPass(…)"


async def enter(place: Workplace, typed: str, source: str) -> Entered | SheetEntered:
    """What this code opens. Raises Refused, in the same time and words whichever it is not: see `CodeDoor.enter`."""
    found: FoundCase | FoundRow
    found, lookup = await place.door.unlock(typed, source, _find)
    if isinstance(found, FoundCase):
        return Entered(case=found.id, code_by=found.code_by, lookup=lookup)
    return SheetEntered(sheet=found.id, lookup=lookup)


async def _find(db: Db, lookup: bytes) -> FoundCase | FoundRow | None:
    """Both are always asked: neither kind takes longer."""
    case = await cases.FIND_CASE_BY_CODE.one(db, lookup)
    sheet = await store.FIND_SHEET_BY_CODE.one(db, lookup)
    return case or sheet


def issue(place: Workplace, entered: SheetEntered) -> str:
    """The text of the hidden field, for thirty minutes from now."""
    made = SheetPass(sheet=entered.sheet, lookup=entered.lookup, case=new_id(), until=clock.now() + LASTS)
    return place.vault.seal(msgspec.msgpack.encode(made), PURPOSE).hex()


async def follow(place: Workplace, text: str) -> tuple[SheetEntered, UUID]:
    """The sheet of this page and the case it may begin. Raises Refused when it is not ours, too old, or gone."""
    made = _opened(place, text)
    if made.until < clock.now():
        raise _over()
    async with place.database.acting(PUBLIC) as db:
        found = await store.FIND_SHEET_BY_CODE.one(db, made.lookup)
    if found is None or found.id != made.sheet:
        raise _over()
    return SheetEntered(sheet=made.sheet, lookup=made.lookup), made.case


def _opened(place: Workplace, text: str) -> SheetPass:
    try:
        return msgspec.msgpack.decode(place.vault.open(bytes.fromhex(text), PURPOSE), type=SheetPass)
    except (ValueError, VaultError, msgspec.DecodeError):
        raise _over() from None


def _over() -> Refused:
    return Refused("sheet_passage_over", AGAIN, field="code", status=403)
