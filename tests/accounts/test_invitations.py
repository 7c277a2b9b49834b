"""Inviting: who may, for what, what is sent, and what is refused of an address or a name."""

from typing import Any

import pytest

from relais.accounts.invitations import Invitee, invite, invite_person, renew_invitation
from relais.audit.model import CONSOLE, Actor
from relais.core.db import transaction
from relais.core.errors import NotFound, Refused
from relais.core.vault import token_key
from tests.accounts.granting import ORIGIN, Office
from tests.accounts.people import add_grant, add_person

pytestmark = pytest.mark.anyio
CLAIRE = {"email": "claire@exemple.fr", "name": "Claire Dupont", "origin": ORIGIN}


async def invited(office: Office, world: Any, actor: Actor, **fields: Any) -> Any:
    async with transaction(await world.pool()) as db:
        return await invite(db, office.vault, actor, **{**CLAIRE, **fields})


async def test_a_member_is_invited_by_one_coordinator_and_gets_a_link_that_is_kept_nowhere(
    office: Office, world: Any
) -> None:
    account = await invited(office, world, office.proposer, role="member", organization="mots")
    (mail,) = await office.mails("invitation")
    assert mail.to == "claire@exemple.fr"
    token = mail.text.partition(f"{ORIGIN}/invitation/")[2].split()[0]
    assert len(token) == 43
    kept = await world.owner.fetchrow("SELECT * FROM invitation")
    assert kept["token_key"] == token_key(token)
    assert kept["account"] == account
    assert (kept["expires_at"] - kept["made_at"]).total_seconds() == 72 * 3600
    assert await office.acts() == ["accounts.account_made", "accounts.grant_given", "accounts.link_sent"]


async def test_no_name_and_no_address_can_be_read_in_the_tables(office: Office, world: Any) -> None:
    await invited(office, world, office.proposer, role="listener")
    for table in ("account", "role_grant", "invitation", "outbox", "journal"):
        for row in await world.owner.fetch(f"SELECT t::text AS line FROM {table} AS t"):
            assert "claire" not in row["line"].lower()
            assert b"claire".hex() not in row["line"]


async def test_a_role_that_takes_two_persons_sends_nothing_to_the_person_before_the_second_agrees(
    office: Office, world: Any
) -> None:
    await invited(office, world, office.proposer, role="officer", council="69")
    assert await office.mails("invitation") == []
    assert [mail.to for mail in await office.mails("grant_waiting")] == [f"{office.bruno.account}@exemple.fr"]
    assert len(await office.pending()) == 1


async def test_asking_again_before_the_first_entry_sends_a_new_link_and_the_former_dies(
    office: Office, world: Any
) -> None:
    first = await invited(office, world, office.proposer, role="listener")
    assert await invited(office, world, office.proposer, role="listener") == first
    rows = await world.owner.fetch("SELECT used_at FROM invitation ORDER BY used_at NULLS LAST")
    assert [row["used_at"] is None for row in rows] == [False, True]


async def test_an_account_that_exists_gets_the_role_and_keeps_its_name(office: Office, world: Any) -> None:
    account = await invited(office, world, office.proposer, role="listener")
    await world.owner.execute("UPDATE account SET entered_at = now()")
    again = await invited(
        office, world, office.proposer, role="member", organization="mots", email="CLAIRE@Exemple.fr", name="Autre"
    )
    assert again == account
    assert len(await office.mails("invitation")) == 1
    assert [mail.to for mail in await office.mails("security_notice")] == ["claire@exemple.fr"]
    sealed = await world.owner.fetchval("SELECT name_sealed FROM account WHERE id = $1", account)
    assert office.vault.open(sealed, f"account.name:{account}") == b"Claire Dupont"


async def test_a_member_invites_a_colleague_to_her_own_organisation_and_to_no_other(office: Office, world: Any) -> None:
    member = await add_person(world.owner, office.vault, "member", organization="mots")
    actor = office.person(member, "member")
    await invited(office, world, actor, role="member", organization="mots")
    for fields in (
        {"role": "member", "organization": "asra"},
        {"role": "listener"},
        {"role": "recipient", "organization": "mots", "function": "accueil"},
        {"role": "coordinator"},
    ):
        with pytest.raises(Refused) as refused:
            await invited(office, world, actor, email="denis@exemple.fr", **fields)
        assert refused.value.code == "not_yours_to_give"


async def test_colleagues_learn_that_someone_joined_them(office: Office, world: Any) -> None:
    member = await add_person(world.owner, office.vault, "member", organization="mots")
    await invited(office, world, office.proposer, role="member", organization="mots")
    (mail,) = await office.mails("colleague_joined")
    assert mail.to == f"{member.account}@exemple.fr"
    assert "MOTS" in mail.text
    assert "Claire" not in mail.text


async def test_nobody_else_invites(office: Office, world: Any) -> None:
    for role in ("listener", "auditor", "technician", "national"):
        person = await add_person(world.owner, office.vault, role)
        with pytest.raises(Refused) as refused:
            await invited(office, world, office.person(person, role), role="listener")
        assert refused.value.code == "not_yours_to_give"


async def test_a_coordinator_in_name_only_gives_nothing(office: Office, world: Any) -> None:
    person = await add_person(world.owner, office.vault, "listener")
    with pytest.raises(Refused) as refused:
        await invited(office, world, office.person(person, "coordinator"), role="listener")
    assert refused.value.code == "not_yours_to_give"


async def test_the_console_makes_the_first_two_coordinators_and_no_third(world: Any, office: Office) -> None:
    await world.owner.execute("UPDATE role_grant SET ended_at = now()")
    async with transaction(await world.pool()) as db:
        for name in ("un", "deux"):
            invitee = Invitee(email=f"{name}@exemple.fr", name="Une Personne", role="coordinator")
            assert (await invite_person(db, office.vault, CONSOLE, invitee, origin=ORIGIN)).link
    with pytest.raises(Refused) as refused:
        await invited(office, world, CONSOLE, role="coordinator")
    assert refused.value.code == "console_first_pair"
    assert await office.mails() == []


@pytest.mark.parametrize(
    "address",
    [
        "claire",
        "claire@exemple",
        "@exemple.fr",
        "claire@exemple.fr\r\nBcc: tous@exemple.fr",
        "claire@exemple.fr, denis@exemple.fr",
        "cl aire@exemple.fr",
        "clair\u202ee@exemple.fr",
        "claire\u200b@exemple.fr",
        "claire＠exemple.fr",
        "Claire <claire@exemple.fr>",
        '"a b"@exemple.fr',
        "claire@[127.0.0.1]",
        f"{'a' * 65}@exemple.fr",
        "élise@exemple.fr",
    ],
)
async def test_an_address_that_no_mail_should_go_to_is_refused(office: Office, world: Any, address: str) -> None:
    with pytest.raises(Refused) as refused:
        await invited(office, world, office.proposer, role="listener", email=address)
    assert (refused.value.code, refused.value.field) == ("mail_address", "email")


async def test_a_domain_with_accents_is_written_to_in_ascii(office: Office, world: Any) -> None:
    await invited(office, world, office.proposer, role="listener", email="claire@hôpital.fr")
    assert [mail.to for mail in await office.mails("invitation")] == ["claire@xn--hpital-ixa.fr"]


@pytest.mark.parametrize(
    "name",
    ["", "   ", "a" * 81, "Jean\u202eluaP", "Cl\u200baire", "Clаire", "<b>Claire</b>", "claire@exemple.fr", "…",
     "C\u0300\u0301\u0302\u0303laire", "Claire\x07", "0612345678", "Claire\U000e0041"],
)  # fmt: skip
async def test_a_name_that_hides_something_is_refused(office: Office, world: Any, name: str) -> None:
    with pytest.raises(Refused) as refused:
        await invited(office, world, office.proposer, role="listener", name=name)
    assert refused.value.field == "name"


@pytest.mark.parametrize("name", ["Élise d'Alembert-Müller", "Mª José Núñez", "Ngô Đình", "Łukasz  Żak"])
async def test_the_names_that_people_have_are_taken(office: Office, world: Any, name: str) -> None:
    await invited(office, world, office.proposer, role="listener", name=name)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"role": "member", "organization": "nulle-part"}, "organization"),
        ({"role": "member"}, "organization"),
        ({"role": "officer", "council": "99"}, "council"),
        ({"role": "officer"}, "council"),
        ({"role": "recipient", "organization": "mots"}, "function"),
    ],
)
async def test_the_place_of_a_role_must_be_in_the_directory(
    office: Office, world: Any, fields: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        await invited(office, world, office.proposer, **fields)
    assert refused.value.field == field


async def test_what_a_role_does_not_take_is_left_out(office: Office, world: Any) -> None:
    account = await invited(office, world, office.proposer, role="listener", organization="mots", council="69")
    row = await world.owner.fetchrow("SELECT organization, council FROM role_grant WHERE account = $1", account)
    assert tuple(row) == ("", "")


async def test_a_link_is_renewed_only_for_who_holds_a_role_and_never_came(office: Office, world: Any) -> None:
    account = await invited(office, world, office.proposer, role="auditor")
    async with transaction(await world.pool()) as db:
        with pytest.raises(Refused) as refused:
            await renew_invitation(db, office.vault, office.proposer, account, origin=ORIGIN)
        assert refused.value.code == "no_role"
        await add_grant(world.owner, account, "listener")
        assert await renew_invitation(db, office.vault, office.proposer, account, origin=ORIGIN)
    with pytest.raises(Refused) as entered:
        async with transaction(await world.pool()) as db:
            await renew_invitation(db, office.vault, office.proposer, office.bruno.account, origin=ORIGIN)
    assert entered.value.code == "already_entered"


async def test_a_closed_account_gets_no_link_but_is_opened_again_by_an_invitation(office: Office, world: Any) -> None:
    account = await invited(office, world, office.proposer, role="listener")
    await world.owner.execute("UPDATE role_grant SET ended_at = now() WHERE account = $1", account)
    await world.owner.execute("UPDATE account SET closed_at = now(), entered_at = now() WHERE id = $1", account)
    with pytest.raises(NotFound):
        async with transaction(await world.pool()) as db:
            await renew_invitation(db, office.vault, office.proposer, account, origin=ORIGIN)
    assert await invited(office, world, office.proposer, role="technician", name="Claire Martin") == account
    row = await world.owner.fetchrow("SELECT closed_at, entered_at FROM account WHERE id = $1", account)
    assert tuple(row) == (None, None)
    assert len(await office.mails("invitation")) == 2
