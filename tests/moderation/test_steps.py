"""What changes a whole service is said first, then done: added, shown, closed, suspended, renamed, joined, undone."""

from datetime import timedelta
from typing import Any

import pytest
from litestar import Litestar

from relais.core.clock import now
from relais.moderation.office import day_and_hour
from tests.accounts.people import Person
from tests.moderation.conftest import Open

pytestmark = pytest.mark.anyio
ORGANISATIONS = "/coordination/organismes"
SHEETS = "/coordination/fiches"
NEW = {"name": "Écoute de l'essai", "acronym": "ESSAI", "kind": "ecoute", "needs": ["addiction"], "coverage": ["69"]}


async def state_of(world: Any, slug: str) -> Any:
    return await world.owner.fetchval("SELECT state FROM service WHERE slug = $1", slug)


async def test_an_organisation_is_added_as_a_draft_then_shown(
    world: Any, app: Litestar, browse: Open, coordinator: Person
) -> None:
    browser = browse(coordinator)
    page = await browser.post("/coordination/nouvel-organisme", **NEW, phone="04 72 00 00 01")
    assert page.address == f"{SHEETS}/essai"
    assert "non montrée aux écoutants (brouillon)" in page.text
    assert "04 72 00 00 01" in page.text
    assert "Attend une deuxième personne" in page.text
    await browser.post(f"{SHEETS}/essai/publier")
    assert await state_of(world, "essai") == "sourced"


async def test_what_is_missing_or_taken_is_said_beside_its_box(
    app: Litestar, browse: Open, coordinator: Person
) -> None:
    browser = browse(coordinator)
    empty = await browser.post("/coordination/nouvel-organisme")
    assert empty.status == 422
    assert "Donnez un nom" in empty.text
    assert "Choisissez une nature" in empty.text
    taken = await browser.post("/coordination/nouvel-organisme", **{**NEW, "slug": "asra"})
    assert taken.status == 422
    assert 'id="fault-slug"' in taken.html
    assert 'value="ESSAI"' in taken.html


async def test_a_service_is_added_to_an_organisation(app: Litestar, browse: Open, coordinator: Person) -> None:
    browser = browse(coordinator)
    page = await browser.post(f"{ORGANISATIONS}/asra/nouvelle-fiche", **NEW)
    assert page.status == 200
    assert page.address == f"{SHEETS}/asra-essai"
    assert "Écoute de l'essai" in (await browser.open(f"{ORGANISATIONS}/asra")).text


async def test_an_organisation_is_found_by_a_word_of_its_name_without_accents(
    app: Litestar, browse: Open, coordinator: Person
) -> None:
    browser = browse(coordinator)
    assert (await browser.post(ORGANISATIONS, name="asra")).address == f"{ORGANISATIONS}/asra"
    several = await browser.post(ORGANISATIONS, name="conseil departemental")
    assert len(several.links(f"{ORGANISATIONS}/")) > 10
    none = await browser.post(ORGANISATIONS, name="zzzz")
    assert "Aucun organisme ne porte ce nom" in none.text


async def test_closing_says_why_and_leads_to_what_replaces_it(
    world: Any, app: Litestar, browse: Open, coordinator: Person
) -> None:
    browser = browse(coordinator)
    mute = await browser.post(f"{SHEETS}/asra/fermer", day="2026-03-31", why="")
    assert mute.status == 422
    assert "Dites pourquoi" in mute.text
    wrong = await browser.post(f"{SHEETS}/asra/fermer", day="2026-03-31", why="Dissoute.", replaced_by="perdu")
    assert 'id="fault-replaced_by"' in wrong.html
    page = await browser.post(f"{SHEETS}/asra/fermer", day="2026-03-31", why="Dissoute.", replaced_by="sps")
    assert "Fermée pour de bon depuis le 31 mars 2026" in page.text
    reopened = await browser.post(f"{SHEETS}/asra/rouvrir")
    assert "Fermée pour de bon" not in reopened.text


async def test_a_service_is_taken_out_and_put_back(
    world: Any, app: Litestar, browse: Open, coordinator: Person
) -> None:
    browser = browse(coordinator)
    await browser.post(f"{SHEETS}/asra/retirer", why="En attente d'accord.")
    assert await state_of(world, "asra") == "suspended"
    twice = await browser.post(f"{SHEETS}/asra/retirer", why="Encore.")
    assert twice.status == 409
    assert "déjà suspendue" in twice.text
    await browser.post(f"{SHEETS}/asra/remettre")
    assert await state_of(world, "asra") == "sourced"


async def test_the_line_of_the_desk_is_never_taken_out_here(
    world: Any, app: Litestar, browse: Open, coordinator: Person
) -> None:
    page = await browse(coordinator).post(f"{SHEETS}/cnom-ecoute/retirer", why="Par erreur.")
    assert page.status == 409
    assert "poste d'écoute" in page.text
    assert await state_of(world, "cnom-ecoute") == "sourced"


async def test_a_new_short_name_keeps_the_former_address(app: Litestar, browse: Open, coordinator: Person) -> None:
    browser = browse(coordinator)
    page = await browser.post(f"{SHEETS}/asra/renommer", slug="reseau-asra")
    assert page.address == f"{SHEETS}/reseau-asra"
    followed = await browser.client.get(f"{SHEETS}/asra")
    assert followed.headers["location"] == f"{SHEETS}/reseau-asra"


async def test_an_urgent_withdrawal_takes_one_person_and_is_read_again_by_another(
    world: Any, app: Litestar, browse: Open, coordinator: Person, other: Person
) -> None:
    browser = browse(coordinator)
    await browser.post(f"{SHEETS}/asra/retirer-numero/phone", why="Un particulier répond.")
    assert await world.owner.fetchval("SELECT state FROM contact WHERE id = 'asra/phone/1'") == "suspended"
    queue = await browse(other).open("/coordination/modifications")
    assert "numéro déjà retiré d'urgence" in queue.text
    change = queue.links("/coordination/modifications/")[0]
    shown = await browse(other).open(change)
    assert "Laisser retiré" in shown.text
    await browse(other).post(f"{change}/refuser", reason="Le numéro répond.")
    assert await world.owner.fetchval("SELECT state FROM contact WHERE id = 'asra/phone/1'") == "sourced"


async def test_the_number_of_the_helpline_stays_until_a_second_coordinator(
    world: Any, app: Litestar, browse: Open, coordinator: Person, other: Person
) -> None:
    state = "SELECT state FROM contact WHERE id = 'cnom-ecoute/phone/1'"
    await browse(coordinator).post(f"{SHEETS}/cnom-ecoute/retirer-numero/phone", why="Essai.")
    assert await world.owner.fetchval(state) == "sourced"
    change = (await browse(other).open("/coordination/modifications")).links("/coordination/modifications/")[0]
    shown = await browse(other).open(change)
    assert "Ce numéro est encore donné" in shown.text
    await browse(other).post(f"{change}/refuser", reason="Il répond.")
    assert await world.owner.fetchval(state) == "sourced"


async def test_a_merge_is_shown_before_it_is_done_and_the_former_address_leads_on(
    world: Any, app: Litestar, browse: Open, coordinator: Person
) -> None:
    browser = browse(coordinator)
    address = f"{ORGANISATIONS}/asra/fusionner"
    unknown = await browser.post(address, target="perdu", why="Doublon.")
    assert unknown.status == 422
    assert "Aucun organisme ne porte le nom court" in unknown.text
    shown = await browser.post(address, target="sps", why="Doublon.")
    assert "Fusionner les deux" in shown.text
    assert await world.owner.fetchval("SELECT count(*) FROM slug_history WHERE old_slug = 'asra'") == 0
    done = await browser.post(address, target="sps", why="Doublon.", sure="oui")
    assert done.address == f"{ORGANISATIONS}/sps"
    assert await world.owner.fetchval("SELECT slug FROM slug_history WHERE old_slug = 'asra'") == "sps"
    assert (await browser.client.get(f"{SHEETS}/asra")).headers["location"] == f"{SHEETS}/sps"


async def test_a_published_change_is_undone_as_a_new_one(
    world: Any, app: Litestar, browse: Open, coordinator: Person
) -> None:
    browser = browse(coordinator)
    await browser.post(f"{SHEETS}/asra/champ/message", text="Fermé jeudi.", base=0)
    version = await world.owner.fetchval(
        "SELECT version_from FROM fact WHERE slug = 'asra' AND field = 'message' AND version_to IS NULL"
    )
    history = await browser.open("/coordination/historique/asra")
    assert "Fermé jeudi." in history.text
    form = {"subject_kind": "service", "subject_id": "asra", "field": "message", "version": version}
    done = await browser.post("/coordination/historique/asra/annuler", **form)
    assert done.address == f"{SHEETS}/asra"
    assert await world.owner.fetchval("SELECT message FROM service WHERE slug = 'asra'") == ""
    foreign = await browser.post("/coordination/historique/sps/annuler", **form)
    assert foreign.status == 404


async def test_what_a_listener_saw_at_a_moment_is_shown_as_she_saw_it(
    world: Any, app: Litestar, browse: Open, coordinator: Person
) -> None:
    browser = browse(coordinator)
    day, hour = day_and_hour(now() + timedelta(minutes=1))
    await browser.post(f"{SHEETS}/asra/champ/message", text="Fermé jeudi.", base=0)
    shown = await browser.post("/coordination/historique/asra", day=day, hour=hour)
    assert "Ce que l'écoutant voyait le" in shown.text
    assert "0805 62 01 33" in shown.text
    assert "Fermé jeudi." in shown.text
    before = await browser.post("/coordination/historique/asra", day="2020-03-03", hour="22:10")
    assert "le 3 mars 2020 à 22 h 10" in before.text
    assert "n'était pas montrée" in before.text
    odd = await browser.post("/coordination/historique/asra", day="le 3 mars", hour="")
    assert odd.status == 422
    assert "Écrivez le jour" in odd.text


async def test_an_act_that_does_not_exist_is_a_missing_page(app: Litestar, browse: Open, coordinator: Person) -> None:
    browser = browse(coordinator)
    for path in ("asra/detruire", "asra/numero", "perdu/fermer", "asra/retirer-numero/email"):
        assert (await browser.open(f"{SHEETS}/{path}")).status == 404, path
        assert (await browser.post(f"{SHEETS}/{path}", why="x", day="2026-01-01")).status == 404, path
