"""Stopping everything: every living referral withdrawn in one transaction, whatever moved meanwhile."""

from contextlib import suppress
from datetime import datetime
from typing import Final

from msgspec import Struct

from relais.cases.entering import Entered
from relais.core import clock
from relais.core.errors import Refused
from relais.core.vault import VaultError
from relais.followup.sections import STOPS
from relais.referrals import store
from relais.referrals.model import TERMINAL, Referral
from relais.referrals.service import withdraw
from relais.referrals.telling import tell_answer
from relais.sheets.workplace import Workplace

TRIES: Final = 5  # a referral that ends by itself between reading and stopping is seen ended the next time


class Stopped(Struct, frozen=True, kw_only=True):
    """`shut`: bodies that could read and can no longer."""

    at: datetime
    referrals: int
    shut: tuple[str, ...]


async def stop_all(place: Workplace, entered: Entered) -> Stopped:
    """Withdraw every living referral of the case: reading ends in the same transaction. Twice is once."""
    for _ in range(TRIES - 1):
        try:
            stopped = await _stop(place, entered)
        except Refused as refused:
            if refused.code != "referral_move_illegal":
                raise
        else:
            break
    else:
        stopped = await _stop(place, entered)
    await _tell(place, entered, stopped)
    return Stopped(at=clock.now(), referrals=len(stopped), shut=_shut(place, stopped))


async def _stop(place: Workplace, entered: Entered) -> list[Referral]:
    async with place.database.acting(entered.context) as db:
        held = await store.LIST_REFERRALS_OF_CASE.all(db, entered.case)
        living = [one for one in held if one.state not in TERMINAL]
        for one in living:
            await withdraw(db, one.id, "person")
        for stop in STOPS:
            await stop(place, db, entered)
    return living


async def _tell(place: Workplace, entered: Entered, stopped: list[Referral]) -> None:
    """The council that accompanies learns that something moved; apart, so that no mail holds a withdrawal back."""
    followed = [one for one in stopped if one.origin_org]
    with suppress(Refused, VaultError):  # it reads it on its own page anyway
        if followed:
            async with place.database.acting(entered.context) as db:
                await tell_answer(db, place.vault, followed[0], place.origin)


def _shut(place: Workplace, stopped: list[Referral]) -> tuple[str, ...]:
    open_to = dict.fromkeys(one.recipient_org for one in stopped if one.readable_until and one.recipient_org)
    return tuple(place.name_of(slug) for slug in open_to)
