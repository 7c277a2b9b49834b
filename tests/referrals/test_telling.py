"""The mails about a referral: to whom, and that they say nothing of it."""

import secrets
from typing import Any
from uuid import UUID

import pytest

from relais.core.clock import now
from relais.core.ids import new_id
from relais.core.vault import Vault
from relais.referrals.model import Referral
from relais.referrals.telling import council_of, tell_answer, tell_sent
from tests.accounts.people import Person, add_person
from tests.conftest import World

pytestmark = pytest.mark.anyio
ORIGIN = "https://relais.exemple.fr"


@pytest.fixture
def vault() -> Vault:
    return Vault(secrets.token_bytes(32), {1: secrets.token_bytes(32)})


@pytest.fixture
async def directory(world: World) -> None:
    await world.owner.execute(
        "INSERT INTO organization (slug, name, council_of, version) VALUES "
        "('mots', 'MOTS', '', 0), ('cdom-69', 'Conseil du Rhône', '69', 0), ('cdom-2a', 'Corse-du-Sud', '2A', 0)"
    )


def referral(**changes: Any) -> Referral:
    usual = {
        "id": new_id(), "case_id": new_id(), "reference": "K7M-XQ4", "origin_org": "cdom-69", "concerns": "self",
        "state": "sent", "version": 5, "round": 1, "service": "mots", "recipient_org": "mots",
        "readable_until": now(), "state_at": now(), "sent_at": now(),
    }  # fmt: skip
    return Referral(**(usual | changes))


async def accounts(world: World) -> list[UUID]:
    return [row["account"] for row in await world.owner.fetch("SELECT account FROM outbox")]


async def add(world: World, vault: Vault, role: str, **of: Any) -> Person:
    return await add_person(world.owner, vault, role, **of)


@pytest.mark.usefixtures("directory")
async def test_those_who_receive_for_it_and_entered_are_told_that_something_waits(world: World, vault: Vault) -> None:
    there = [await add(world, vault, "recipient", organization="mots", function=one) for one in ("accueil", "suivi")]
    invited = await add(world, vault, "recipient", organization="mots", function="renfort")
    await world.owner.execute("UPDATE account SET entered_at = NULL WHERE id = $1", invited.account)
    await add(world, vault, "recipient", organization="asra", function="accueil")
    await add(world, vault, "member", organization="mots")
    assert await tell_sent(world.owner, vault, referral(), ORIGIN) == 2
    assert set(await accounts(world)) == {one.account for one in there}
    assert await world.owner.fetchval("SELECT DISTINCT kind FROM outbox") == "referral_waiting"


@pytest.mark.usefixtures("directory")
async def test_an_answer_is_told_to_the_officers_present_else_to_their_deputies(world: World, vault: Vault) -> None:
    officer = await add(world, vault, "officer", council="69")
    deputy = await add(world, vault, "officer", council="69", deputy=True)
    await add(world, vault, "officer", council="2A")
    assert await tell_answer(world.owner, vault, referral(), ORIGIN) == 1
    assert await accounts(world) == [officer.account]
    await world.owner.execute(
        "INSERT INTO absence (id, grant_id, first_day, last_day) "
        "SELECT gen_random_uuid(), id, CURRENT_DATE - 3, CURRENT_DATE + 3 FROM role_grant WHERE account = $1",
        officer.account,
    )
    assert await tell_answer(world.owner, vault, referral(state="declined"), ORIGIN) == 1
    assert await accounts(world) == [officer.account, deputy.account]


@pytest.mark.usefixtures("directory")
async def test_without_a_council_an_answer_is_told_to_nobody(world: World, vault: Vault) -> None:
    await add(world, vault, "officer", council="69")
    await add(world, vault, "national")
    assert await tell_answer(world.owner, vault, referral(origin_org=""), ORIGIN) == 0


@pytest.mark.usefixtures("directory")
async def test_an_answer_in_a_case_of_the_national_service_is_told_to_it(world: World, vault: Vault) -> None:
    await add(world, vault, "officer", council="69")
    national = await add(world, vault, "national")
    assert await tell_answer(world.owner, vault, referral(origin_org="mots"), ORIGIN) == 1
    assert await accounts(world) == [national.account]


@pytest.mark.usefixtures("directory")
async def test_a_council_is_known_by_its_slug(world: World) -> None:
    assert await council_of(world.owner, "cdom-69") == "69"
    assert await council_of(world.owner, "cdom-2a") == "2A"
    assert await council_of(world.owner, "mots") == ""
    assert await council_of(world.owner, "nulle-part") == ""


@pytest.mark.usefixtures("directory")
async def test_a_mail_leaves_only_with_the_act_that_causes_it(world: World, vault: Vault) -> None:
    await add(world, vault, "recipient", organization="mots", function="accueil")
    transaction = world.owner.transaction()
    await transaction.start()
    await tell_sent(world.owner, vault, referral(), ORIGIN)
    await transaction.rollback()
    assert await accounts(world) == []
