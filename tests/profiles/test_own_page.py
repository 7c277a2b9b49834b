"""The page of one's own: what it shows, to whom, and what it lets one say."""

import re
from typing import Any

import pytest

from relais.audit.model import Actor
from relais.directory.changes import withdraw_number
from tests.accounts.people import Person, add_person
from tests.profiles.browsing import form_of, words_of
from tests.profiles.conftest import Open

pytestmark = pytest.mark.anyio


async def test_a_member_of_one_organisation_lands_on_its_page_as_listeners_read_it(
    member: Person, open_tab: Open
) -> None:
    said = words_of(await open_tab(member).read("/espace"))
    assert "Votre page" in said
    assert "0805 62 01 33" in said
    assert "vu par les écoutants" in said


async def test_the_page_says_what_finds_it_with_its_place(member: Person, open_tab: Open) -> None:
    page = await open_tab(member).read("/espace/asra")
    said = words_of(page)
    assert "« asra » 1re" in said
    assert "« addictions à" in said


async def test_the_page_says_what_is_missing_and_why(member: Person, open_tab: Open) -> None:
    said = words_of(await open_tab(member).read("/espace/asra"))
    assert "Ce qui manque" in said
    assert "remplir" in said


async def test_an_officer_reads_the_page_of_her_council_and_no_other(officer: Person, open_tab: Open) -> None:
    tab = open_tab(officer)
    page = await tab.read("/espace")
    assert "La page de votre conseil" in words_of(page)
    assert "/espace/collegues" not in page
    for group, status in (
        ("contacts", 200),
        ("horaires", 200),
        ("presentation", 200),
        ("noms", 404),
        ("conditions", 404),
    ):
        reply = await tab.client.get(f"/espace/cdom-69/modifier/{group}")
        assert reply.status_code == status, group


async def test_nothing_ticked_confirms_nothing_and_says_so(member: Person, open_tab: Open) -> None:
    tab = open_tab(member)
    page = await tab.read("/espace/asra")
    assert " checked" not in page.partition('action="/espace/asra/exact"')[2].partition("</form>")[0]
    fields = form_of(page, "/espace/asra/exact")
    reply = await tab.client.post("/espace/asra/exact", data={**fields, "act": "confirm"})
    assert reply.status_code == 422
    assert "Cochez d'abord" in words_of(reply.text)


async def test_what_is_ticked_is_confirmed_and_a_first_telephone_waits(member: Person, open_tab: Open) -> None:
    tab = open_tab(member)
    all_ticked = await tab.client.post("/espace/asra/exact", data=member.form(act="all"))
    fields = form_of(all_ticked.text, "/espace/asra/exact")
    assert len(fields["exact"]) > 4
    reply = await tab.client.post("/espace/asra/exact", data={**fields, "act": "confirm"})
    said = words_of(reply.text)
    assert reply.status_code == 200
    assert "Merci." in said
    assert "Attend une seconde personne, car jamais confirmé encore : " in said
    assert "Téléphone" in said.partition("car jamais confirmé encore :")[2].partition(".")[0]
    assert "confirmé · le " in said


async def test_what_changed_since_it_was_read_is_not_confirmed(
    member: Person, colleague: Person, open_tab: Open
) -> None:
    tab = open_tab(member)
    page = await tab.read("/espace/asra")
    await open_tab(colleague).change("asra", "presentation", description="Une autre présentation, du jour.")
    seen = [text for text in all_boxes(page) if text.startswith("description@")]
    reply = await tab.client.post("/espace/asra/exact", data=member.form(act="confirm", exact=seen))
    assert reply.status_code == 422
    assert "Présentation : cela vient de changer" in words_of(reply.text)


def all_boxes(page: str) -> list[str]:
    return re.findall(r'name="exact"\s+value="([^"]+)"', page)


async def test_a_person_with_several_pages_chooses(world: Any, vault: Any, open_tab: Open, app: Any) -> None:
    person = await add_person(world.owner, vault, "officer", "Alix", council="69")
    slug = await world.owner.fetchval("SELECT slug FROM service WHERE slug = 'sps'")
    await world.owner.execute(
        "INSERT INTO role_grant (id, account, role, organization, council, function, deputy, via, approved_at) "
        "SELECT gen_random_uuid(), $1, 'member', $2, '', '', false, 'console', now()",
        person.account,
        slug,
    )
    said = words_of(await open_tab(person).read("/espace"))
    assert "Vos pages" in said
    assert "Rhône" in said
    assert "SPS" in said


async def test_the_history_tells_each_value_and_under_which_function(member: Person, open_tab: Open) -> None:
    tab = open_tab(member)
    await tab.change("asra", "presentation", description="Une présentation de plus.")
    said = words_of(await tab.read("/espace/asra/historique"))
    assert "Une présentation de plus." in said
    assert "par l'organisme" in said
    assert "par un import" in said


async def test_another_service_is_asked_of_the_coordination(world: Any, member: Person, open_tab: Open) -> None:
    tab = open_tab(member)
    fields = form_of(await tab.read("/espace/asra/nouvelle-fiche"), "/espace/asra/nouvelle-fiche")
    empty = await tab.client.post("/espace/asra/nouvelle-fiche", data=fields)
    assert empty.status_code == 422
    fields |= {"title": ["Permanence juridique"], "what": ["Un avocat, le jeudi."]}
    reply = await tab.client.post("/espace/asra/nouvelle-fiche", data=fields)
    assert "C'est envoyé à la coordination." in words_of(reply.text)
    said = await world.owner.fetchval("SELECT comment FROM error_report WHERE service = 'asra'")
    assert said == "Nouvelle fiche demandée : Permanence juridique. Un avocat, le jeudi."


async def test_an_officer_asks_for_no_other_page(officer: Person, open_tab: Open) -> None:
    assert (await open_tab(officer).client.get("/espace/cdom-69/nouvelle-fiche")).status_code == 404


async def test_a_number_taken_off_the_screens_is_said_so_and_not_to_be_confirmed(
    world: Any, vault: Any, member: Person, open_tab: Open
) -> None:
    coordinator = await add_person(world.owner, vault, "coordinator")
    actor = Actor(account=coordinator.account, acting_as="coordinator")
    await withdraw_number(world.owner, actor, "asra", 1, "ne répond plus")
    page = await open_tab(member).read("/espace/asra")
    assert "Retiré des écrans par la coordination le" in words_of(page)
    assert not [text for text in all_boxes(page) if text.startswith("phone.1@")]
