"""Making, reading, closing and erasing a case. Every function works inside `database.acting(...)`.

The policies say who sees what; here nothing is asked again, and what is not seen is not found.
"""

import secrets
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from relais.accounts.passwords import Passwords
from relais.audit.model import Actor
from relais.audit.service import record
from relais.cases import store
from relais.cases.code import new_code, refuse_codes
from relais.cases.model import Case, CaseEvent, Category, CodeBy, Opened, Origin
from relais.cases.sealing import ALIAS, CaseKey, new_data_key
from relais.core.db import Db, refuse_on
from relais.core.errors import NotFound
from relais.core.vault import Vault

REFERENCE_SIGNS = "ABCDEFGHJKLMNPQRTUVWXY346789"  # told apart on a bad line and in a hurried hand
MANY = 200
DRAWS = 20  # of a reference: two in a row already taken will not be met

refuse_on(
    "aid_case_code_once",
    "code_taken",
    "Ce code n'a pas pu être donné : recommencez, un autre sera tiré.",
)
refuse_on("aid_case_pk", "case_begun", "Cette demande est déjà commencée.")
refuse_on("aid_case_key_until_erased", "case_erased", "Ce dossier a été effacé : il ne peut plus rien recevoir.")
refuse_on("case_part_of_living_case", "case_erased", "Ce dossier a été effacé : il ne peut plus rien recevoir.")
OVER = "Ce dossier est fini : ce qu'il contenait est parti à son échéance."
refuse_on("case_part_of_a_case_not_over", "case_over", OVER)
refuse_on("option_shown_of_a_case_not_over", "case_over", OVER)
refuse_on("referral_event_of_a_case_not_over", "case_over", OVER)
refuse_on("file_event_of_a_case_not_over", "case_over", OVER)


class MadeCode(Struct, frozen=True, kw_only=True):
    """A code and what is kept of it. Made outside the transaction: its verifier takes a while."""

    code: str
    lookup: bytes
    verifier: str

    def __repr__(self) -> str:
        return "MadeCode(…)"


class NewCase(Struct, frozen=True, kw_only=True):
    """`id` is made by the caller, who may act as the person of that case before it exists."""

    id: UUID
    origin: Origin
    code_by: CodeBy
    council: str = ""
    alias: str = ""


def lookup_of(vault: Vault, code: str) -> bytes:
    """Under what a code is found: useless without the secret kept outside the database."""
    return vault.keyed("follow-up code", code)


async def make_code(vault: Vault, passwords: Passwords) -> MadeCode:
    """A fresh code, its lookup and its verifier."""
    code = new_code()
    return MadeCode(code=code, lookup=lookup_of(vault, code), verifier=await passwords.verifier(code))


async def open_case(db: Db, vault: Vault, actor: Actor, wanted: NewCase, made: MadeCode) -> Opened:
    """A new case with its code, its data key and its first event. Raises Refused when the alias holds a code."""
    refuse_codes(wanted.alias)
    wrapped = new_data_key(vault, wanted.id)
    alias = CaseKey(vault, wanted.id, wrapped).seal(wanted.alias.encode(), ALIAS) if wanted.alias else None
    code = (made.lookup, made.verifier, wanted.code_by)
    for _ in range(DRAWS):
        reference = new_reference()
        row = (wanted.id, reference, wanted.council, wanted.origin, *code, alias, wrapped)
        if await store.ADD_CASE.run(db, *row):
            break
    else:
        raise LookupError("every reference that was drawn is taken")
    await record(db, actor, "case.open", "case", str(wanted.id), detail={"origin": wanted.origin})
    return Opened(case=wanted.id, reference=reference, code=made.code)


def new_reference() -> str:
    """Six signs in two groups, to be quoted by phone. It opens nothing."""
    drawn = "".join(secrets.choice(REFERENCE_SIGNS) for _ in range(6))
    return f"{drawn[:3]}-{drawn[3:]}"


async def case_for(db: Db, vault: Vault, case: UUID) -> Case:
    """The case, for whom this context lets see it. Raises NotFound."""
    row = await store.GET_CASE.one(db, case)
    if row is None:
        raise NotFound
    return await _shown(db, vault, row)


async def live_cases(db: Db, vault: Vault, council: str) -> list[Case]:
    """The open cases of a council, newest first."""
    return [await _shown(db, vault, row) for row in await store.LIST_LIVE_CASES.all(db, council, MANY)]


async def _shown(db: Db, vault: Vault, row: store.CaseRow) -> Case:
    alias = ""
    if row.alias_sealed is not None:
        key = await _key_of(db, vault, row.id)
        alias = key.open(row.alias_sealed, ALIAS).decode()
    shown = {name: getattr(row, name) for name in Case.__struct_fields__ if name != "alias"}
    return Case(**shown, alias=alias)


async def find_case(db: Db, reference: str) -> UUID:
    """The case that someone quotes by phone, when this context lets see it. Raises NotFound."""
    found: UUID | None = await store.FIND_CASE_BY_REFERENCE.value(db, reference.strip())
    if found is None:
        raise NotFound
    return found


async def find_live(db: Db, named: str) -> UUID | None:
    """A case not erased yet, by its reference or its identifier."""
    found: UUID | None = await store.FIND_LIVE_CASE.value(db, named.strip())
    return found


async def events_of(db: Db, case: UUID) -> list[CaseEvent]:
    """The chain, oldest first: what was done, by which body, when. Empty for whom sees nothing."""
    return await store.LIST_EVENTS.all(db, case)


async def tell_event(db: Db, case: UUID, act: str, detail: dict[str, Any] | None = None) -> None:
    """Add an event: `act` is `slice.verb`, `detail` holds codes only, which PostgreSQL checks."""
    await store.ADD_EVENT.value(db, case, act, detail or {})


async def write_part(db: Db, vault: Vault, case: UUID, category: Category, said: dict[str, Any]) -> None:
    """Seal what is known of one category, in place of what was. Raises Refused when it holds a code, NotFound."""
    refuse_codes(said)
    key = await _key_of(db, vault, case)
    await store.SET_PART.run(db, case, category, key.seal(msgspec.json.encode(said), category))


async def read_parts(db: Db, vault: Vault, case: UUID) -> dict[Category, dict[str, Any]]:
    """The categories that this context may read, opened; none when it may read none, or once it was erased."""
    rows = await store.LIST_PARTS.all(db, case)
    if not rows:
        return {}
    key = await _key_of(db, vault, case)
    return {row.category: msgspec.json.decode(key.open(row.sealed, row.category)) for row in rows}


async def set_alias(db: Db, vault: Vault, case: UUID, alias: str) -> None:
    """What the doctor agreed to be called. Raises Refused, NotFound."""
    refuse_codes(alias)
    key = await _key_of(db, vault, case)
    await store.SET_ALIAS.run(db, case, key.seal(alias.encode(), ALIAS))


async def replace_code(db: Db, actor: Actor, case: UUID, made: MadeCode, by: CodeBy) -> str:
    """Give a new code; the old one dies at once, and the person sees who did it."""
    await store.SET_CODE.value(db, case, made.lookup, made.verifier, by)
    await record(db, actor, "case.replace_code", "case", str(case), detail={"by": by})
    return made.code


async def close_case(db: Db, actor: Actor, case: UUID) -> None:
    """Close it: its end date is brought nearer, by the database."""
    await store.END_CASE.value(db, case)
    await record(db, actor, "case.close", "case", str(case))


async def erase_case(db: Db, actor: Actor, case: UUID) -> None:
    """Delete the wrapped key and everything it sealed; the chain of events stays until the end date."""
    await store.END_DATA.value(db, case)
    await record(db, actor, "case.erase", "case", str(case))


async def _key_of(db: Db, vault: Vault, case: UUID) -> CaseKey:
    wrapped = await store.GET_DATA_KEY.value(db, case)
    if wrapped is None:
        raise NotFound
    return CaseKey(vault, case, wrapped)
