"""Every move of a request: legal for whom the table says, refused to the others, never by itself to a referral."""

import itertools
from datetime import timedelta
from typing import Any, get_args

import pytest

from relais.aid_requests import service
from relais.aid_requests.model import TERMINAL, Asked, State, Who
from relais.aid_requests.moves import MOVES
from relais.core.context import WORKER, Context
from relais.core.errors import NotFound, Refused
from relais.core.ids import new_id
from relais.referrals import service as referrals
from tests.aid_requests.asking import COUNCIL, Asking, Office, today

pytestmark = pytest.mark.anyio
ROADS: dict[str, tuple[State, ...]] = {
    "received": (),
    "taken_up": ("taken_up",),
    "contacted": ("taken_up", "contacted"),
    "turned": ("taken_up", "contacted"),
    "closed": ("taken_up", "closed"),
    "withdrawn": (),
}
EVENT = (
    "INSERT INTO request_event (request, expected, post, from_state, to_state, acted_as, contacted_on, outcome)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
)


async def brought(office: Office, state: State) -> Asking:
    one = await office.ask()
    await one.bring(*ROADS[state])
    if state == "turned":
        await begin(one, office.staff())
    if state == "withdrawn":
        async with office.database.acting(one.person) as db:
            await service.withdraw(db, one.case)
    assert (await one.held()).state == state
    return one


async def begin(one: Asking, context: Context) -> None:
    async with one.office.database.acting(context) as db:
        await referrals.begin(db, one.case, new_id(), origin_org=COUNCIL)


async def test_the_table_of_moves_is_that_of_the_database(office: Office) -> None:
    rows = await office.owner.fetch("SELECT from_state, to_state, acted_as FROM request_move")
    assert {tuple(row) for row in rows} == MOVES


@pytest.mark.parametrize("state", get_args(State))
async def test_no_move_but_those_of_the_table_is_made(office: Office, state: State) -> None:
    one = await brought(office, state)
    legal = {(to, who) for at, to, who in MOVES if at == state}
    for to, who in itertools.product(get_args(State), get_args(Who)):
        if (to, who) in legal:
            continue
        assert await refused_by(one, state, to, who) == "request_move_illegal", (state, to, who)


async def refused_by(one: Asking, state: State, to: State, who: Who) -> str:
    """The code under which this move is refused, asked by whoever may act as `who`; "" when it is made."""
    held = await one.held()
    context = {"person": one.person, "council": one.office.staff(), "worker": WORKER}[who]
    outcome = {"worker": "no_outcome"}.get(who, "helped") if to == "closed" else None
    day = today() if to == "contacted" else None
    database = one.office.working if who == "worker" else one.office.database
    try:
        async with database.acting(context) as db:
            await db.execute(EVENT, one.id, held.version, new_id(), state, to, who, day, outcome)
    except Refused as refused:
        return refused.code
    return ""


async def test_from_an_arrival_to_an_outcome_each_step_is_dated_and_told(office: Office) -> None:
    one = await office.ask()
    await one.bring("taken_up", "contacted")
    held = await one.held()
    assert (held.state, held.version, held.contacted_on) == ("contacted", 3, today())
    await begin(one, office.staff())
    held = await one.bring("closed")
    assert (held.state, held.outcome, held.turned_at is not None) == ("closed", "helped", True)
    told = ["request.received", "request.taken_up", "request.contacted", "request.turned", "request.closed"]
    assert [act for act in await one.acts() if act.startswith("request.")] == told
    assert await office.owner.fetchval("SELECT count(*) FROM requests_out_of_step") == 0


async def test_a_council_begins_no_referral_before_it_said_when_the_person_was_reached(office: Office) -> None:
    one = await office.ask()
    for road in ((), ("taken_up",)):
        await one.bring(*road)
        with pytest.raises(Refused) as refused:
            await begin(one, office.staff())
        assert refused.value.code == "request_contact_first"
    await one.bring("contacted")
    await begin(one, office.staff())
    assert (await one.held()).state == "turned"


@pytest.mark.parametrize("state", ["received", "taken_up", "contacted"])
async def test_the_person_begins_one_whenever_they_want_and_the_request_follows(office: Office, state: State) -> None:
    one = await brought(office, state)
    await begin(one, one.person)
    assert (await one.held()).state == "turned"


async def test_a_referral_that_the_person_keeps_from_the_council_leaves_the_request_alone(office: Office) -> None:
    one = await office.ask()
    async with office.database.acting(one.person) as db:
        await referrals.begin(db, one.case, new_id(), origin_org="")
    assert (await one.held()).state == "received"


async def test_no_request_is_turned_without_a_referral(office: Office) -> None:
    one = await brought(office, "contacted")
    with pytest.raises(Refused) as refused:
        await one.move("turned")
    assert refused.value.code == "request_not_turned"


async def test_unread_a_request_closes_as_spam_only_and_its_person_brings_it_back(office: Office) -> None:
    one = await office.ask()
    with pytest.raises(Refused) as refused:
        await one.move("closed", outcome="helped")
    assert refused.value.code == "request_spam_unread"
    assert (await one.move("closed", outcome="spam")).opened_at is None
    await by_person(one, "received")
    assert (await one.held()).outcome is None


async def test_after_a_contact_a_request_is_no_spam(office: Office) -> None:
    one = await brought(office, "contacted")
    with pytest.raises(Refused) as refused:
        await one.move("closed", outcome="spam")
    assert refused.value.code == "request_spam_unread"


async def test_what_ended_otherwise_is_not_brought_back(office: Office) -> None:
    one = await brought(office, "closed")
    with pytest.raises(Refused) as refused:
        await by_person(one, "received")
    assert refused.value.code == "request_over"


async def by_person(one: Asking, to: State) -> None:
    async with one.office.database.acting(one.person) as db:
        held = await service.find(db, one.id)
        await service.move(db, one.id, Asked(to=to, version=held.version, post=new_id()), "person")


@pytest.mark.parametrize("days", [-2, 1])
async def test_a_first_contact_is_neither_before_the_request_nor_to_come(office: Office, days: int) -> None:
    one = await brought(office, "taken_up")
    with pytest.raises(Refused) as refused:
        await one.move("contacted", contacted_on=today() + timedelta(days=days))
    assert (refused.value.code, refused.value.field) == ("request_contact", "contacted_on")


async def test_a_move_decided_on_an_old_page_is_refused_and_the_same_click_is_once(office: Office) -> None:
    one = await office.ask()
    asked = Asked(to="taken_up", version=1, post=new_id())
    for _ in range(2):
        async with office.database.acting(office.staff()) as db:
            await service.move(db, one.id, asked, "council")
    assert (await one.held()).version == 2
    with pytest.raises(Refused) as refused:
        async with office.database.acting(office.staff()) as db:
            await service.move(db, one.id, Asked(to="taken_up", version=1, post=new_id()), "council")
    assert refused.value.code == "request_moved"


@pytest.mark.parametrize("state", [state for state in get_args(State) if state not in TERMINAL])
async def test_the_person_takes_it_back_from_every_living_state(office: Office, state: State) -> None:
    one = await brought(office, state)
    async with office.database.acting(one.person) as db:
        assert await service.withdraw(db, one.case)
        assert not await service.withdraw(db, one.case)
    assert (await one.held()).state == "withdrawn"


async def test_another_council_finds_nothing_to_move(office: Office) -> None:
    one = await office.ask()
    asked = Asked(to="taken_up", version=1, post=new_id())
    for context in (office.staff(office.stranger, "cdom-75"), office.staff(office.national, "cnom-ecoute")):
        with pytest.raises(NotFound):
            async with office.database.acting(context) as db:
                await service.move(db, one.id, asked, "council")


async def test_erasing_the_case_withdraws_its_request_and_blanks_what_was_asked(office: Office) -> None:
    one = await office.ask()
    async with office.database.acting(one.person) as db:
        await db.execute("SELECT erase_case($1)", one.case)
    row: Any = await office.owner.fetchrow(
        "SELECT state, needs, practice, reach, fingerprint FROM aid_request WHERE id = $1", one.id
    )
    assert tuple(row) == ("withdrawn", [], "", "", None)
