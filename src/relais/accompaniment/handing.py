"""Handing a case over: proposed by the council that follows it, agreed or refused by the person, who says what passes.

What the person does not let through stays theirs; the council that handed over reads nothing afterwards.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from uuid import UUID

from msgspec import Struct

from relais.accompaniment import store
from relais.accompaniment.model import Handover, HandoverAnswer, Passes, Said
from relais.accounts.holders import account_addresses, account_names, duty_officers, holders
from relais.core.context import Context
from relais.core.db import Db
from relais.core.errors import Refused
from relais.core.vault import Vault, VaultError
from relais.notifications import letters
from relais.notifications.letters import Letter
from relais.notifications.service import enqueue
from relais.referrals.telling import FOLLOWED, council_of
from relais.referrals.telling_store import LIST_OFFICERS
from relais.sheets.workplace import Workplace
from relais.web.typography import opening_capital

NATIONAL = "le service national d'entraide"


class Destination(Struct, frozen=True, kw_only=True):
    """To whom a case may be handed over. `code`: as the form posts it; `officer`: another account, same council."""

    code: str
    words: str
    council: str
    officer: UUID | None = None


async def destinations(place: Workplace, db: Db, council: str, me: UUID | None) -> list[Destination]:
    """Other officers of this council, the other councils that have one, the national service if somebody is there."""
    found = [
        Destination(code=f"{council}+{account}", words=f"{name}, même conseil", council=council, officer=account)
        for account, name in (await _colleagues(place, db, council, me)).items()
    ]
    national = place.settings.national_body
    if council != national and await holders(db, "national"):
        found.append(Destination(code=national, words=NATIONAL, council=national))
    others = [row.slug for row in await store.LIST_COUNCILS.all(db) if row.slug != council]
    return found + [Destination(code=slug, words=body_name(place, slug), council=slug) for slug in others]


def body_name(place: Workplace, slug: str) -> str:
    """A council as the directory publishes it, the national service as what it is; as after « suivi par »."""
    if slug == place.settings.national_body:
        return NATIONAL
    service = place.directory.find(slug)
    name = service.name if service else slug
    return f"le c{name.removeprefix('C')}" if name.startswith("Conseil ") else name


def whole_name(place: Workplace, slug: str) -> str:
    """The same, standing alone: no acronym, no article."""
    return opening_capital(body_name(place, slug).removeprefix("le "))


async def propose(db: Db, case: UUID, request: UUID, to: Destination) -> None:
    """Propose it: nothing changes before the person's answer. Raises Refused."""
    await store.ADD_HANDOVER.value(db, request, case, to.council, to.officer)


async def cancel(db: Db, held: Handover) -> None:
    """The council takes its proposal back."""
    await store.END_HANDOVER.value(db, held.id)


async def answer(db: Db, held: Handover, given: HandoverAnswer, said: Said, passes: Sequence[Passes] = ()) -> None:
    """The person's answer. Agreed, the case changes councils in this transaction. Raises Refused."""
    let_through = list(passes) if given == "agreed" else []
    await store.SET_HANDOVER.value(db, held.id, given, said.mode, said.evidence, let_through)


async def tell(place: Workplace, context: Context, council: str) -> None:
    """Say to whom now follows the case that something is new for them; apart: no mail holds an answer back."""
    with suppress(Refused, VaultError):  # it stands on their board anyway
        async with place.database.acting(context) as db:
            await tell_body(db, place.vault, council, place.settings.national_body, following(place.origin))


def following(origin: str) -> Letter:
    """What is said: that something is new, and where it is read."""
    return letters.referral_moved(f"{origin}{FOLLOWED}")


async def tell_body(
    db: Db, vault: Vault, council: str, national: str, letter: Letter, officer: UUID | None = None
) -> int:
    """Write to the account that follows while it serves there, else to who is on duty: to how many."""
    if council == national:
        there = await holders(db, "national")
    else:
        code = await council_of(db, council)
        here = [one.account for one in await LIST_OFFICERS.all(db, code) if one.present] if code else []
        there = [officer] if officer in here else await duty_officers(db, code)
    addresses: Mapping[UUID, str] = await account_addresses(db, vault, there)
    for account, address in addresses.items():
        await enqueue(db, vault, letter, to=address, account=account)
    return len(addresses)


async def _colleagues(place: Workplace, db: Db, council: str, me: UUID | None) -> dict[UUID, str]:
    if council == place.settings.national_body:
        accounts = await holders(db, "national")
    else:
        code = await council_of(db, council)
        accounts = [row.account for row in await LIST_OFFICERS.all(db, code)] if code else []
    return await account_names(db, place.vault, [one for one in accounts if one != me])
