"""A code of one's own, in place of the one that is used.

The new code is shown before it is worth anything, and takes the place of the old one when the person says it is noted:
a page that never arrives, or a second click, locks nobody out.
"""

from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from relais.audit.model import ANONYMOUS
from relais.cases.code import new_code
from relais.cases.entering import Entered
from relais.cases.passage import LASTS
from relais.cases.service import MadeCode, lookup_of, replace_code
from relais.core import clock
from relais.core.vault import Vault, VaultError
from relais.sheets.workplace import Workplace

PURPOSE = "new follow-up code"


class _Drawn(Struct, frozen=True, kw_only=True):
    case: UUID
    code: str
    until: datetime


class Proposed(Struct, frozen=True, kw_only=True):
    """A code to note, and the sealed text that a form carries to take it."""

    code: str
    sealed: str

    def __repr__(self) -> str:
        return "Proposed(…)"


def propose(vault: Vault, entered: Entered) -> Proposed:
    """A fresh code for this case, worth nothing yet."""
    drawn = _Drawn(case=entered.case, code=new_code(), until=clock.now() + LASTS)
    return Proposed(code=drawn.code, sealed=vault.seal(msgspec.msgpack.encode(drawn), PURPOSE).hex())


def proposed_in(vault: Vault, entered: Entered, sealed: str) -> str:
    """The code that was shown; "" when it was of another case, is too old, or is not ours."""
    try:
        drawn = msgspec.msgpack.decode(vault.open(bytes.fromhex(sealed), PURPOSE), type=_Drawn)
    except (ValueError, VaultError, msgspec.DecodeError):
        return ""
    return drawn.code if drawn.case == entered.case and drawn.until >= clock.now() else ""


async def take(place: Workplace, entered: Entered, code: str) -> Entered:
    """Make `code` the person's own: the old one dies in the same statement. Whoever came with it already has it."""
    lookup = lookup_of(place.vault, code)
    if lookup != entered.lookup:
        made = MadeCode(code=code, lookup=lookup, verifier=await place.passwords.verifier(code))
        async with place.database.acting(entered.context) as db:
            await replace_code(db, ANONYMOUS, entered.case, made, "person")
    return Entered(case=entered.case, code_by="person", lookup=lookup)
