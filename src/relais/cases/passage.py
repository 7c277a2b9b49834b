"""What lets a person go from page to page after their code: sealed, in the forms of the page, nowhere else.

No cookie and no address carry it, so nothing stays in the browser and no other site can post in their name. It dies
with the code, and half an hour after it was made.
"""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec
from msgspec import Struct

from relais.cases import store
from relais.cases.entering import Entered
from relais.cases.model import CodeBy
from relais.core import clock
from relais.core.context import PUBLIC
from relais.core.db import Database
from relais.core.errors import Refused
from relais.core.vault import Vault, VaultError

FIELD: Final = "passage"  # the hidden field of every form
LASTS = timedelta(minutes=30)
PURPOSE = "follow-up passage"
AGAIN: Final = "Par sécurité, la page s'est refermée. Donnez de nouveau votre code : rien n'a été perdu."


class Pass(Struct, frozen=True, kw_only=True):
    """A case, the lookup of the code that opened it, and until when it may be acted on without giving the code."""

    case: UUID
    lookup: bytes
    code_by: CodeBy
    until: datetime

    def __repr__(self) -> str:
        return "Pass(…)"


def issue(vault: Vault, entered: Entered) -> str:
    """The text of the hidden field, for thirty minutes from now."""
    made = Pass(case=entered.case, lookup=entered.lookup, code_by=entered.code_by, until=clock.now() + LASTS)
    return vault.seal(msgspec.msgpack.encode(made), PURPOSE).hex()


async def follow(database: Database, vault: Vault, text: str) -> Entered:
    """Whose page it is. Raises Refused when the text is not ours, is too old, or its code has died."""
    made = _opened(vault, text)
    if made.until < clock.now():
        raise Refused("passage_over", AGAIN, field="code", status=403)
    async with database.acting(PUBLIC) as db:
        found = await store.FIND_CASE_BY_CODE.one(db, made.lookup)
    if found is None or found.id != made.case:
        raise Refused("passage_over", AGAIN, field="code", status=403)
    return Entered(case=made.case, code_by=found.code_by, lookup=made.lookup)


def _opened(vault: Vault, text: str) -> Pass:
    try:
        return msgspec.msgpack.decode(vault.open(bytes.fromhex(text), PURPOSE), type=Pass)
    except (ValueError, VaultError, msgspec.DecodeError):
        raise Refused("passage_over", AGAIN, field="code", status=403) from None
