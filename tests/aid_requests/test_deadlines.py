"""What time does to requests, on the database's clock: reminders, escalation, relief, return; once, saying nothing."""

from typing import Any

import pytest

from relais.aid_requests import service
from relais.aid_requests.deadlines import move_due, tell_silence
from relais.cases.service import read_parts
from relais.core.db import connect
from relais.core.ids import new_id
from relais.core.settings import Settings
from relais.referrals import service as referrals
from tests.aid_requests.asking import COUNCIL, NATIONAL, Asking, Office

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
async def quiet(office: Office) -> None:
    """Nothing of another test waits."""
    await office.owner.execute("UPDATE aid_request SET state = 'withdrawn', outcome = NULL")


async def told(office: Office, settings: Settings) -> int:
    db = await connect(office.world.worker_url)
    try:
        return await tell_silence(db, office.vault, settings)
    finally:
        await db.close()


async def moved(office: Office, settings: Settings) -> int:
    db = await connect(office.world.worker_url)
    try:
        return await move_due(db, office.vault, settings)
    finally:
        await db.close()


async def kinds(office: Office) -> set[tuple[str, Any]]:
    return set(await office.mails())


async def test_after_a_day_the_officer_there_is_reminded_once(office: Office, settings_of: Settings) -> None:
    one = await office.ask()
    await office.age(one.id, "23 hours")
    assert await told(office, settings_of) == 0
    await office.age(one.id, "2 hours")
    assert await told(office, settings_of) == 1
    assert await told(office, settings_of) == 0
    assert await kinds(office) == {("request_reminded", office.officer.account)}
    assert "request.reminded" in await one.acts()


async def test_after_three_days_everyone_who_reads_is_told(office: Office, settings_of: Settings) -> None:
    one = await office.ask()
    await office.age(one.id, "73 hours")
    assert await told(office, settings_of) == 2
    everyone = {office.officer.account, office.deputy.account}
    assert {account for kind, account in await office.mails() if kind == "request_escalated"} == everyone


async def test_when_none_of_them_is_there_the_national_service_is_told_too(
    office: Office, settings_of: Settings
) -> None:
    one = await office.ask()
    await office.age(one.id, "73 hours")
    await office.owner.execute(
        "INSERT INTO absence (id, grant_id, first_day, last_day) SELECT gen_random_uuid(), id, CURRENT_DATE - 1,"
        " CURRENT_DATE + 1 FROM role_grant WHERE council = '69'"
    )
    await told(office, settings_of)
    assert ("request_unread", office.national.account) in await office.mails()
    await office.owner.execute("DELETE FROM absence")


async def test_after_two_weeks_the_national_service_learns_that_a_council_does_not_answer(
    office: Office, settings_of: Settings
) -> None:
    one, own = await office.ask(), await office.ask(council=NATIONAL)
    for asked in (one, own):
        await office.age(asked.id, "15 days")
    await told(office, settings_of)
    await told(office, settings_of)
    mails = await office.mails()
    assert mails.count(("request_unread", office.national.account)) == 1
    assert mails.count(("request_escalated", office.national.account)) == 2  # of its own: three days, then two weeks
    assert "request.unanswered" in await one.acts()
    assert ((await one.held()).state, (await one.held()).relief_org) == ("received", "")


async def test_an_urgent_one_that_nobody_opens_in_four_hours_may_be_opened_by_the_national_service(
    office: Office, settings_of: Settings
) -> None:
    one = await office.ask(urgent=True)
    await office.age(one.id, "3 hours")
    assert await told(office, settings_of) == 0
    await office.age(one.id, "2 hours")
    assert await told(office, settings_of) == 1
    assert await kinds(office) == {("request_relieved", office.national.account)}
    assert (await one.held()).relief_org == NATIONAL
    await one.opened_by(office.national, NATIONAL, "national")
    held = await one.held()
    assert held.opened_at is not None
    async with office.database.acting(office.staff(office.national, NATIONAL)) as db:
        assert (await read_parts(db, office.vault, one.case))["contact"]["phone"] == "06 12 34 56 78"
        assert (await service.read(db, one.id)).needs == ("financier",)
    assert (await one.move("taken_up", org=NATIONAL)).state == "taken_up"
    with pytest.raises(Exception, match=r"not theirs"):
        async with office.database.acting(office.staff(office.national, NATIONAL)) as db:
            await referrals.begin(db, one.case, new_id(), origin_org=NATIONAL)


async def test_one_that_was_opened_in_time_is_nobody_elses(office: Office, settings_of: Settings) -> None:
    one = await office.ask(urgent=True)
    await one.opened_by(office.officer)
    await office.age(one.id, "5 hours")
    assert await told(office, settings_of) == 0
    async with office.database.acting(office.staff(office.national, NATIONAL)) as db:
        assert await service.find_of(db, one.case) is None


async def test_an_ordinary_one_is_not_opened_by_another_however_long_it_waits(
    office: Office, settings_of: Settings
) -> None:
    one = await office.ask()
    await office.age(one.id, "30 days")
    await told(office, settings_of)
    assert (await one.held()).relief_org == ""


async def test_taken_up_without_a_contact_it_comes_back_after_three_days(office: Office, settings_of: Settings) -> None:
    one = await office.ask()
    await one.bring("taken_up")
    await office.age(one.id, "71 hours")
    assert await moved(office, settings_of) == 0
    await office.age(one.id, "2 hours")
    assert await moved(office, settings_of) == 1
    held = await one.held()
    assert held.state == "received"
    everyone = {office.officer.account, office.deputy.account}
    assert {account for kind, account in await office.mails() if kind == "request_returned"} == everyone


async def test_left_open_for_ninety_days_it_ends_unless_a_referral_lives(office: Office, settings_of: Settings) -> None:
    one, turned = await reached(office), await reached(office)
    async with office.database.acting(office.staff()) as db:
        await referrals.begin(db, turned.case, new_id(), origin_org=COUNCIL)
    for asked in (one, turned):
        await office.age(asked.id, "91 days")
    assert await moved(office, settings_of) == 1
    assert ((await one.held()).state, (await one.held()).outcome) == ("closed", "no_outcome")
    assert (await turned.held()).state == "turned"


async def reached(office: Office) -> Asking:
    one = await office.ask()
    await one.bring("taken_up", "contacted")
    return one


async def test_the_worker_reads_identifiers_only(office: Office) -> None:
    db = await connect(office.world.worker_url)
    try:
        with pytest.raises(Exception, match=r"permission denied"):
            await db.fetch("SELECT * FROM aid_request")
        assert await db.fetch("SELECT * FROM requests_due()") == []  # without a context: nothing
    finally:
        await db.close()
