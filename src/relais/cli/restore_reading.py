"""What the keys at hand open in a database that was given back, and what they must not open any more."""

from collections import defaultdict
from typing import Any, Literal
from uuid import UUID

from relais.accounts.passwords import Passwords
from relais.audit.model import CONSOLE
from relais.cases import service
from relais.cases.sealing import ALIAS, CaseKey
from relais.cli import backup_store as store
from relais.cli.backup_store import PartRow, WrappedRow
from relais.cli.keyring import REGISTRY
from relais.core.context import KEY_USE, Context, pads_of
from relais.core.db import Database, Db
from relais.core.errors import NotFound
from relais.core.ids import new_id
from relais.core.vault import Vault, VaultError, kek_of

AT_ONCE = 1000  # cases
SAMPLE = 200  # sealed values of each column
NOBODY = UUID(int=0)
WORDS = {"témoin": "lu"}

# living: opens. rewrapped: opens with the key that the living database holds now. unreadable: should open.
# erased: nothing is left to open. leftover: something is. gone: erased since, and does not open. still: it opens.
Verdict = Literal["living", "rewrapped", "unreadable", "erased", "leftover", "gone", "still"]
Verdicts = dict[Verdict, list[str]]


async def read_cases(db: Db, live: Db | None, vault: Vault) -> Verdicts:
    """The references of every case, by verdict. `live`: the database in use, which knows who was erased since."""
    found: Verdicts = defaultdict(list)
    last = NOBODY
    while rows := await store.LIST_WRAPPED.all(db, last, AT_ONCE):
        last, cases = rows[-1].id, [row.id for row in rows]
        parts: dict[UUID, list[PartRow]] = defaultdict(list)
        for part in await store.LIST_PARTS.all(db, cases):
            parts[part.case_id].append(part)
        now = {row.id: row for row in await store.FIND_WRAPPED.all(live, cases)} if live else None
        for row in rows:
            found[_verdict(vault, row, parts[row.id], now)].append(row.reference)
    return found


def _verdict(vault: Vault, row: WrappedRow, parts: list[PartRow], now: dict[UUID, WrappedRow] | None) -> Verdict:
    if row.wrapped is None:
        return "leftover" if parts or row.alias else "erased"
    opened = _opens(vault, row, row.wrapped, parts)
    today = now.get(row.id) if now is not None else row
    if today.wrapped is None if today else row.due:
        return "still" if opened else "gone"
    if opened:
        return "living"
    return "rewrapped" if today and today.wrapped and _opens(vault, row, today.wrapped, parts) else "unreadable"


def _opens(vault: Vault, row: WrappedRow, wrapped: bytes, parts: list[PartRow]) -> bool:
    """Whether this wrapped key opens all that the case holds."""
    try:
        key = CaseKey(vault, row.id, wrapped)
        if row.alias:
            key.open(row.alias, ALIAS)
        for part in parts:
            key.open(part.sealed, part.category)
    except VaultError:
        return False
    return True


async def open_sample(db: Db, vault: Vault) -> tuple[int, int]:
    """How many sealed values were tried, of those whose key is here, and how many opened."""
    tried = opened = 0
    for column in REGISTRY:
        for row in await column.list_others.all(db, 0, SAMPLE):
            if kek_of(row.sealed) in vault.numbers:
                tried += 1
                opened += _opens_alone(vault, row.sealed, column.purpose(row.id))
    return tried, opened


def _opens_alone(vault: Vault, sealed: bytes, purpose: str) -> bool:
    try:
        vault.open(sealed, purpose)
    except VaultError:
        return False
    return True


async def canaries_behave(app_url: str, superuser: Db, vault: Vault) -> bool:
    """Make two cases as the application does; erase one. Whether the other reads, and this one does not any more."""
    database = Database(app_url, max_size=2, pads=pads_of(vault.key(KEY_USE)))
    try:
        living, erased = [await _canary(database, vault) for _ in range(2)]
        async with database.acting(_person(erased)) as db:
            await service.erase_case(db, CONSOLE, erased)
        kept = {row.id: row.wrapped for row in await store.FIND_WRAPPED.all(superuser, [living, erased])}
        reads = [await _reads(database, vault, case) for case in (living, erased)]
        return reads == [True, False] and kept[erased] is None and kept[living] is not None
    finally:
        await database.close()


async def _canary(database: Database, vault: Vault) -> UUID:
    case = new_id()
    made = await service.make_code(vault, Passwords())
    async with database.acting(_person(case)) as db:
        await service.open_case(db, vault, CONSOLE, service.NewCase(id=case, origin="person", code_by="person"), made)
        await service.write_part(db, vault, case, "availability", WORDS)
    return case


async def _reads(database: Database, vault: Vault, case: UUID) -> bool:
    async with database.acting(_person(case)) as db:
        try:
            said: Any = await service.read_parts(db, vault, case)
        except NotFound:
            return False
    return bool(said) and said.get("availability") == WORDS


def _person(case: UUID) -> Context:
    return Context(kind="person", case=case)
