"""Mails about a file: that it moved, and where to read it. Nothing of what it is, nor of whom."""

from relais.accounts.holders import account_addresses, duty_officers, holders
from relais.commission.file_model import NationalFile, State
from relais.core.db import Db
from relais.core.vault import Vault
from relais.notifications import letters
from relais.notifications.service import enqueue
from relais.referrals.telling import council_of

OPENED, SITTING = "/ouvrir/dossiers", "/ouvrir/commission"
TO_COUNCIL: frozenset[State] = frozenset({"submitted", "incomplete", "withdrawn"})
TO_NATIONAL: frozenset[State] = frozenset({"opinion_given"})


async def tell_file_moved(db: Db, vault: Vault, file: NationalFile, to: State, origin: str) -> int:
    """Say to whoever has something to do of it now that a file moved; how many were written to.

    An urgent file that is complete waits for the chair, who decides between two sessions.

    `origin`: what mailed links begin with. The doctor reads everything with their code, and is written nothing.
    """
    council = await council_of(db, file.council)
    if to in TO_COUNCIL and council:
        there = await duty_officers(db, council)
    elif to in TO_COUNCIL | TO_NATIONAL:
        there = await holders(db, "national")
    elif to == "complete" and file.urgent:
        there = await holders(db, "chair")
    else:
        return 0
    addresses = await account_addresses(db, vault, there)
    letter = letters.referral_moved(f"{origin}{SITTING if to == 'complete' else OPENED}")
    for account, address in addresses.items():
        await enqueue(db, vault, letter, to=address, account=account)
    return len(addresses)
