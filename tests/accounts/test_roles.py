"""Two persons for what opens persons or decides facts; nobody for oneself; two coordinators always."""

import asyncio
from typing import Any

import pytest

from relais.accounts.invitations import invite
from relais.accounts.people import (
    approve_grant,
    approve_reset,
    close_account,
    end_grant,
    find_person,
    list_people,
    propose_reset,
    refuse_grant,
    refuse_reset,
)
from relais.accounts.roles import approve_batch, leave, refuse_batch
from relais.audit.model import Actor
from relais.core.db import transaction
from relais.core.errors import NotFound, Refused
from relais.core.ids import new_id
from tests.accounts.granting import ORIGIN, Office
from tests.accounts.people import Person, add_person

pytestmark = pytest.mark.anyio
TWO = [
    {"role": "officer", "council": "69"},
    {"role": "recipient", "organization": "mots", "function": "accueil"},
    {"role": "national"},
    {"role": "auditor"},
    {"role": "coordinator"},
]


async def acting(world: Any, work: Any, *args: Any, **more: Any) -> Any:
    """One function of ours in a transaction as relais_app."""
    async with transaction(await world.pool()) as db:
        return await work(db, *args, **more)


async def proposed(office: Office, world: Any, **fields: Any) -> Any:
    """The proposed grant."""
    email = fields.pop("email", "claire@exemple.fr")
    await acting(world, invite, office.vault, office.proposer, email=email, name="Claire", origin=ORIGIN, **fields)
    (grant,) = await office.pending()
    return grant


@pytest.mark.parametrize("fields", TWO, ids=lambda fields: fields["role"])
async def test_another_coordinator_approves_and_the_person_is_invited(
    office: Office, world: Any, fields: dict[str, Any]
) -> None:
    grant = await proposed(office, world, **fields)
    with pytest.raises(Refused) as refused:
        await acting(world, approve_grant, office.vault, office.proposer, grant, origin=ORIGIN)
    assert refused.value.code == "second_person"
    await acting(world, approve_grant, office.vault, office.approver, grant, origin=ORIGIN)
    assert [mail.to for mail in await office.mails("invitation")] == ["claire@exemple.fr"]
    row = await world.owner.fetchrow("SELECT approved_by, approved_at FROM role_grant WHERE id = $1", grant)
    assert row["approved_by"] == office.bruno.account
    acts = await office.acts()
    assert acts[-2:] == ["accounts.grant_approved", "accounts.link_sent"]
    with pytest.raises(Refused) as again:
        await acting(world, approve_grant, office.vault, office.approver, grant, origin=ORIGIN)
    assert again.value.code == "grant_decided"


async def test_nobody_proposes_or_approves_for_oneself(office: Office, world: Any) -> None:
    with pytest.raises(Refused) as refused:
        await acting(
            world,
            invite,
            office.vault,
            office.proposer,
            email=f"{office.alice.account}@exemple.fr",
            name="Alice",
            role="auditor",
            origin=ORIGIN,
        )
    assert refused.value.code == "never_oneself"
    grant = await proposed(office, world, role="auditor", email=f"{office.bruno.account}@exemple.fr")
    with pytest.raises(Refused) as refused:
        await acting(world, approve_grant, office.vault, office.approver, grant, origin=ORIGIN)
    assert refused.value.code == "never_oneself"


async def test_only_a_coordinator_approves(office: Office, world: Any) -> None:
    grant = await proposed(office, world, role="auditor")
    for role in ("listener", "technician", "auditor", "national"):
        other = await add_person(world.owner, office.vault, role)
        with pytest.raises(Refused) as refused:
            await acting(world, approve_grant, office.vault, office.person(other), grant, origin=ORIGIN)
        assert refused.value.code == "not_yours_to_give"


async def test_a_proposal_that_is_refused_gives_nothing_and_can_be_made_again(office: Office, world: Any) -> None:
    grant = await proposed(office, world, role="auditor")
    await acting(world, refuse_grant, office.approver, grant)
    assert await office.mails("invitation") == []
    assert (await office.acts())[-1] == "accounts.grant_refused"
    with pytest.raises(NotFound):
        await acting(world, approve_grant, office.vault, office.approver, grant, origin=ORIGIN)
    assert await proposed(office, world, role="auditor") != grant


async def test_more_rights_or_fewer_end_the_sessions_that_were_open(office: Office, world: Any) -> None:
    person = await add_person(world.owner, office.vault, "listener")
    await proposed(office, world, role="auditor", email=f"{person.account}@exemple.fr")
    assert await sessions(world, person) == 1
    (grant,) = await office.pending()
    await acting(world, approve_grant, office.vault, office.approver, grant, origin=ORIGIN)
    assert await sessions(world, person) == 0
    await reopen_session(world, person)
    await acting(world, end_grant, office.vault, office.proposer, grant)
    assert await sessions(world, person) == 0
    assert [mail.text.splitlines()[2] for mail in await office.mails("security_notice")] == [
        "Une fonction a été ajoutée à votre compte.",
        "Une fonction a été retirée de votre compte.",
    ]


async def sessions(world: Any, person: Person) -> int:
    return int(await world.owner.fetchval("SELECT count(*) FROM session WHERE account = $1", person.account))


async def reopen_session(world: Any, person: Person) -> None:
    await world.owner.execute(
        "INSERT INTO session (id_key, account, stage, ends_at) VALUES ($1, $2, 'full', now() + interval '1 hour')",
        b"x" * 32,
        person.account,
    )


async def test_two_coordinators_stay_and_a_third_may_leave(office: Office, world: Any) -> None:
    third = await add_person(world.owner, office.vault, "coordinator", "Chloé")
    grants = {row["account"]: row["id"] for row in await world.owner.fetch("SELECT id, account FROM role_grant")}
    await acting(world, end_grant, office.vault, office.proposer, grants[third.account])
    with pytest.raises(Refused) as refused:
        await acting(world, end_grant, office.vault, office.proposer, grants[office.bruno.account])
    assert refused.value.code == "two_coordinators_stay"
    with pytest.raises(Refused) as refused:
        await acting(world, close_account, office.vault, office.proposer, office.bruno.account)
    assert refused.value.code == "two_coordinators_stay"


async def test_from_the_console_one_who_lost_everything_is_closed_and_replaced(office: Office, world: Any) -> None:
    console = Actor(acting_as="console")
    await acting(world, close_account, office.vault, console, office.bruno.account)
    fields = {"email": "claire@exemple.fr", "name": "Claire", "role": "coordinator", "origin": ORIGIN}
    await acting(world, invite, office.vault, console, **fields)
    assert await office.pending() == []
    assert "console" in {row["acting_as"] for row in await world.owner.fetch("SELECT acting_as FROM journal")}


async def test_a_member_leaves_when_a_colleague_stays(office: Office, world: Any) -> None:
    one = await add_person(world.owner, office.vault, "member", organization="mots")
    two = await add_person(world.owner, office.vault, "member", organization="mots")
    await acting(world, leave, office.vault, office.person(one, "member"), "mots", reason=None, origin=ORIGIN)
    with pytest.raises(NotFound):
        await acting(world, leave, office.vault, office.person(one, "member"), "mots", reason=None, origin=ORIGIN)
    assert await office.mails("last_member_left") == []
    assert await sessions(world, two) == 1


async def test_the_last_member_does_not_leave_silently(office: Office, world: Any) -> None:
    one = await add_person(world.owner, office.vault, "member", organization="mots")
    actor = office.person(one, "member")
    with pytest.raises(Refused) as refused:
        await acting(world, leave, office.vault, actor, "mots", reason=None, origin=ORIGIN)
    assert (refused.value.code, refused.value.field) == ("last_member", "reason")
    await acting(world, leave, office.vault, actor, "mots", reason="successor_asked", origin=ORIGIN)
    told = {mail.to for mail in await office.mails("last_member_left")}
    assert told == {f"{office.alice.account}@exemple.fr", f"{office.bruno.account}@exemple.fr"}
    detail = await world.owner.fetchval("SELECT detail FROM journal WHERE act = 'accounts.grant_ended'")
    assert detail == {"role": "member", "reason": "successor_asked", "last_member": True}


async def test_of_two_who_leave_at_once_the_second_is_the_last(office: Office, world: Any) -> None:
    people = [await add_person(world.owner, office.vault, "member", organization="mots") for _ in range(2)]
    leaving = [
        acting(world, leave, office.vault, office.person(one, "member"), "mots", reason=None, origin=ORIGIN)
        for one in people
    ]
    ends = await asyncio.gather(*leaving, return_exceptions=True)
    assert sorted(str(end) for end in ends) == ["None", "last_member"]


async def test_closing_an_account_leaves_nothing_that_opens_it(office: Office, world: Any) -> None:
    person = await add_person(world.owner, office.vault, "listener")
    await world.owner.execute("INSERT INTO password (account, verifier) VALUES ($1, '$argon2id$x')", person.account)
    await proposed(office, world, role="auditor", email=f"{person.account}@exemple.fr")
    await acting(world, close_account, office.vault, office.proposer, person.account)
    assert await sessions(world, person) == 0
    assert await world.owner.fetchval("SELECT count(*) FROM password") == 0
    assert await office.pending() == []
    async with transaction(await world.pool()) as db:
        assert (await find_person(db, office.vault, person.account)).state == "closed"
        assert (await list_people(db, office.vault))[-1].account == person.account
    with pytest.raises(Refused) as own:
        await acting(world, close_account, office.vault, office.proposer, office.alice.account)
    assert own.value.code == "close_own"


async def test_a_batch_is_approved_or_refused_as_one_and_never_by_who_proposed_it(office: Office, world: Any) -> None:
    from relais.accounts.invitations import Invitee, invite_person

    async def propose(batch: Any, *councils: str) -> None:
        async with transaction(await world.pool()) as db:
            for code in councils:
                invitee = Invitee(email=f"cdom{code}@exemple.fr", name="Référent", role="officer", council=code)
                await invite_person(db, office.vault, office.proposer, invitee, origin=ORIGIN, batch=batch)

    batch = new_id()
    await propose(batch, "69", "2A")
    assert await office.mails() == []
    with pytest.raises(Refused):
        await acting(world, approve_batch, office.vault, office.proposer, batch, origin=ORIGIN)
    assert await acting(world, approve_batch, office.vault, office.approver, batch, origin=ORIGIN) == 2
    assert len(await office.mails("invitation")) == 2
    with pytest.raises(NotFound):
        await acting(world, refuse_batch, office.approver, batch)


async def test_a_reset_takes_two_persons_neither_of_whom_is_the_account(office: Office, world: Any) -> None:
    person = await add_person(world.owner, office.vault, "listener")
    with pytest.raises(Refused) as own:
        await acting(world, propose_reset, office.vault, office.proposer, office.alice.account, origin=ORIGIN)
    assert own.value.code == "never_oneself"
    asked = await acting(world, propose_reset, office.vault, office.proposer, person.account, origin=ORIGIN)
    with pytest.raises(Refused) as again:
        await acting(world, propose_reset, office.vault, office.approver, person.account, origin=ORIGIN)
    assert again.value.code == "reset_waiting"
    with pytest.raises(Refused) as alone:
        await acting(world, approve_reset, office.vault, office.proposer, asked, origin=ORIGIN)
    assert alone.value.code == "second_person"
    assert await office.mails("reset") == []
    await acting(world, approve_reset, office.vault, office.approver, asked, origin=ORIGIN)
    assert [mail.to for mail in await office.mails("reset")] == [f"{person.account}@exemple.fr"]
    assert await sessions(world, person) == 0
    assert await world.owner.fetchval("SELECT purpose FROM invitation") == "reset"
    with pytest.raises(NotFound):
        await acting(world, refuse_reset, office.approver, asked)


async def test_a_reset_is_of_no_use_to_who_never_came(office: Office, world: Any) -> None:
    await proposed(office, world, role="auditor")
    account = await world.owner.fetchval("SELECT id FROM account WHERE entered_at IS NULL")
    with pytest.raises(Refused) as refused:
        await acting(world, propose_reset, office.vault, office.proposer, account, origin=ORIGIN)
    assert refused.value.code == "not_entered"
