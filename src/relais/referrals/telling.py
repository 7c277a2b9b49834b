"""Mails about a referral: that something waits or moved, and where to read it. Nothing of what it is, nor of whom.

Silence is the rule towards the doctor, who reads everything with their code. Each mail joins the transaction that
causes it, so that it leaves only if the act lasts.
"""

from collections.abc import Iterable
from uuid import UUID

from relais.accounts.holders import account_addresses, duty_officers, holders, recipients_of
from relais.core.db import Db
from relais.core.vault import Vault
from relais.notifications import letters
from relais.notifications.letters import Letter
from relais.notifications.service import enqueue
from relais.referrals import telling_store as store
from relais.referrals.model import Referral

INBOX, FOLLOWED, NATIONAL = "/ouvrir/recues", "/ouvrir/suivis", "/ouvrir/demandes"


async def tell_sent(db: Db, vault: Vault, referral: Referral, origin: str) -> int:
    """Say to those who receive for its organisation that something waits; how many were written to.

    `referral`: as it is once sent. `origin`: what mailed links begin with.
    """
    return await _tell_recipients(db, vault, referral.recipient_org, letters.referral_waiting(f"{origin}{INBOX}"))


async def tell_answer(db: Db, vault: Vault, referral: Referral, origin: str) -> int:
    """Say to the officers on duty of the council that accompanies that something moved; how many were written to.

    To the national service when it is the one that accompanies; to nobody, when the doctor goes alone. `referral`: as
    it was before or after; only `origin_org` is read.
    """
    council = await council_of(db, referral.origin_org)
    there = await duty_officers(db, council) if council else await _national(db, referral.origin_org)
    return await _write(db, vault, there, letters.referral_moved(f"{origin}{FOLLOWED if council else NATIONAL}"))


async def tell_reminder(db: Db, vault: Vault, recipient_org: str, origin: str) -> int:
    """Say again to those who receive for it that something waits."""
    return await _tell_recipients(db, vault, recipient_org, letters.referral_reminded(f"{origin}{INBOX}"))


async def tell_escalation(db: Db, vault: Vault, *, origin_org: str, recipient_org: str, origin: str) -> int:
    """Say that nobody answers to the officers and deputies of the council; when none is there, to the national service.

    How many were written to; 0 when there was nobody at all, so that it is tried again.
    """
    council = await council_of(db, origin_org)
    officers = await store.LIST_OFFICERS.all(db, council) if council else []
    told = await _write(db, vault, (one.account for one in officers), letters.referral_escalated(f"{origin}{FOLLOWED}"))
    if any(one.present for one in officers):
        return told
    page = f"{origin}/structures/{recipient_org}"
    return told + await _write(db, vault, await holders(db, "national"), letters.referral_unanswered(page))


async def tell_handed_back(db: Db, vault: Vault, origin_org: str, origin: str) -> int:
    """Say to the officers and deputies of the council that nobody answered in 14 days, and the agreement has ended.

    The national service for a case that it accompanies itself, and for no other.
    """
    council = await council_of(db, origin_org)
    officers = [one.account for one in await store.LIST_OFFICERS.all(db, council)] if council else []
    letter = letters.referral_handed_back(f"{origin}{FOLLOWED if council else NATIONAL}")
    return await _write(db, vault, officers or ([] if council else await _national(db, origin_org)), letter)


async def council_of(db: Db, organization: str) -> str:
    """The département code of a council's slug; "" for what is no council."""
    return str(await store.GET_COUNCIL.value(db, organization) or "")


async def _national(db: Db, origin_org: str) -> list[UUID]:
    """Who serves the national service, for a case that a body which is no council accompanies."""
    return await holders(db, "national") if origin_org else []


async def _tell_recipients(db: Db, vault: Vault, organization: str, letter: Letter) -> int:
    there = [one.account for one in await recipients_of(db, organization) if one.entered]
    return await _write(db, vault, there, letter)


async def _write(db: Db, vault: Vault, accounts: Iterable[UUID], letter: Letter) -> int:
    """One mail for each account that is not closed."""
    addresses = await account_addresses(db, vault, accounts)
    for account, address in addresses.items():
        await enqueue(db, vault, letter, to=address, account=account)
    return len(addresses)
