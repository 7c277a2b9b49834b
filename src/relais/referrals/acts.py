"""What a page does in one act and one transaction, on the rules of `service`: open with options, agree and send.

Each takes the identifier the page was made with, so that a second click, or a post sent again after a lost line, does
it once. Each works inside `Database.acting`.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from msgspec import structs

from relais.cases.model import Category
from relais.cases.service import write_part
from relais.core.db import Db
from relais.core.errors import Refused
from relais.core.vault import Vault
from relais.referrals import service, store
from relais.referrals.model import Agreement, Asked, Option, Referral, Who
from relais.referrals.moves import MOVES


async def begin_with_options(
    db: Db,
    case: UUID,
    request: UUID,
    options: Sequence[Option],
    who: Who,
    *,
    origin_org: str,
    reason: str | None = None,
) -> Referral:
    """A new referral of a case with its first options shown. `reason`: coded, when they are fewer than two bodies."""
    begun = await service.begin(db, case, request, origin_org=origin_org)
    if begun.state == "draft":
        asked = Asked(to="options_shown", version=begun.version, request=request, reason=reason)
        await service.show_options(db, begun.id, options, asked, who)
    return await service.find(db, begun.id)


async def agree_and_send(
    db: Db,
    vault: Vault,
    referral: UUID,
    asked: Asked,
    given: Agreement,
    said: Mapping[Category, dict[str, Any]],
    who: Who,
) -> Referral:
    """Seal what is shared, record the consent, send: all of it or nothing. `asked.to` is `sent`, from `chosen`.

    The same `asked.request` does it once. Raises Refused, NotFound.
    """
    held = await service.find(db, referral)
    if await store.HAS_EVENT.value(db, referral, asked.request):
        return held
    if set(said) != set(given.categories):
        raise Refused(
            "consent_other_parts", "Ce qui est coché et ce qui est écrit ne vont pas ensemble.", field="shared"
        )
    for category, words in said.items():
        await write_part(db, vault, held.case_id, category, words)
    await service.record_consent(db, referral, given)
    consented = Asked(to="consented", version=asked.version, request=_other(asked.request))
    await service.move(db, referral, consented, who)
    await service.move(db, referral, structs.replace(asked, to="sent", version=asked.version + 1), who)
    return await service.find(db, referral)


async def refuse(db: Db, referral: UUID, given: Agreement, *, request: UUID | None = None) -> None:
    """Record that the person said no to sharing: a row, no reason, and the same help as before. Once per `request`."""
    await service.record_consent(db, referral, structs.replace(given, answer="refused", categories=()), made=request)


async def other_options(db: Db, referral: UUID, asked: Asked, options: Sequence[Option], who: Who) -> Referral:
    """Another round with these options; a consent that lived ends by the same act. `asked.to` is `options_shown`."""
    await service.show_options(db, referral, options, asked, who)
    return await service.find(db, referral)


def may(held: Referral, to: str, who: Who) -> bool:
    """Whether this move is legal now for `who`."""
    return (held.state, to, who) in MOVES


def _other(request: UUID) -> UUID:
    """Another identifier of the same act: two moves of one click."""
    return UUID(int=request.int ^ 1)
