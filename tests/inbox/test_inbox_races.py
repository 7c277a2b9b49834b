"""An answer and a withdrawal at the same moment: whichever is first, nothing is read after the withdrawal."""

import asyncio

import pytest

from relais.core.ids import new_id
from relais.referrals.service import withdraw
from tests.followup.held import Desk
from tests.inbox.office import PHONE, Recipient

pytestmark = pytest.mark.anyio
RACES = 6


async def withdrawn(desk: Desk, case: object, referral: object) -> None:
    async with desk.database.acting(await desk.person(case)) as db:  # type: ignore[arg-type]
        await withdraw(db, referral, "person")  # type: ignore[arg-type]


async def test_an_acceptance_and_a_withdrawal_at_once_end_withdrawn(desk: Desk, mots: Recipient) -> None:
    case = (await desk.open()).case
    for _ in range(RACES):
        referral = (await desk.bring(case, "sent")).id
        page = await mots.open(referral)
        answer, _ = await asyncio.gather(mots.act(referral, "accepted", page.version), withdrawn(desk, case, referral))
        assert answer.status in (303, 404)
        assert PHONE not in answer.html
        after = await mots.get(referral)
        assert after.status == 404
        assert await desk.state(referral) == "withdrawn"
    assert await desk.owner.fetchval("SELECT count(*) FROM disclosures_outside_consent") == 0
    assert await desk.owner.fetchval("SELECT count(*) FROM referrals_out_of_step") == 0


async def test_two_colleagues_who_open_at_once_both_read_and_it_is_received_once(
    desk: Desk, mots: Recipient, both: Recipient
) -> None:
    case = (await desk.open()).case
    referral = (await desk.bring(case, "sent")).id
    pages = await asyncio.gather(mots.open(referral), both.open(referral))
    assert [page.status for page in pages] == [200, 200]
    assert all(PHONE in page.text for page in pages)
    assert await desk.owner.fetchval("SELECT count(*) FROM referral_event WHERE to_state = 'received'") == 1
    assert await desk.owner.fetchval("SELECT count(*) FROM case_opening WHERE as_function = 'recipient'") == 2


async def test_two_colleagues_who_answer_at_once_answer_once(desk: Desk, mots: Recipient, both: Recipient) -> None:
    case = (await desk.open()).case
    referral = (await desk.bring(case, "sent")).id
    seen = (await mots.open(referral)).version
    await both.open(referral)
    answers = await asyncio.gather(
        mots.act(referral, "accepted", seen, request=str(new_id())),
        both.act(referral, "accepted", seen, request=str(new_id())),
    )
    assert sorted(answer.status for answer in answers) == [303, 409]
    assert await desk.state(referral) == "accepted"
