"""A coordinator edits any field of any service; what directs a caller waits for another coordinator."""

from typing import Any

import pytest
from litestar import Litestar

from relais.directory.facts import FIELDS
from relais.moderation.fields import FIELDS_BY_HAND
from tests.accounts.people import Person
from tests.moderation.conftest import Open

pytestmark = pytest.mark.anyio
SHEET = "/coordination/fiches/asra"
UNREADABLE: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("hours", {"text": "de neuf à cinq"}, "text"),
    ("phone", {"text": "12"}, "text"),
    ("coverage", {"codes": ["999"]}, "codes"),
    ("location", {"address": "1 rue X", "postcode": "6900"}, "address"),
    ("closure", {"closure_from": "2026-08-15", "closure_to": "2026-08-01"}, "closure_to"),
    ("kind", {"text": "inconnu"}, "text"),
)


async def base_of(world: Any, field: str) -> int:
    return int(
        await world.owner.fetchval(
            "SELECT coalesce(max(version_from), 0) FROM fact WHERE slug = 'asra' AND field = $1 AND version_to IS NULL",
            field,
        )
    )


async def value_of(world: Any, field: str) -> Any:
    return await world.owner.fetchval(
        "SELECT value FROM fact WHERE slug = 'asra' AND field = $1 AND version_to IS NULL", field
    )


async def test_a_sheet_shows_each_fact_with_its_age_and_its_buttons(
    app: Litestar, browse: Open, coordinator: Person
) -> None:
    page = await browse(coordinator).open(SHEET)
    assert page.status == 200
    assert "0805 62 01 33" in page.text
    assert "sourcé, source non datée" in page.text
    assert f"{SHEET}/champ/phone" in page.links(SHEET)
    assert f"{SHEET}/champ/phone-2" in page.links(SHEET)
    assert f"{SHEET}/retirer-numero/phone" in page.links(SHEET)


async def test_every_field_has_a_form_that_holds_what_is_published(
    app: Litestar, browse: Open, coordinator: Person
) -> None:
    browser = browse(coordinator)
    for field in FIELDS_BY_HAND:
        page = await browser.open(f"{SHEET}/champ/{field}")
        assert page.status == 200, field
        assert f" {FIELDS[field].label} Aujourd'hui : " in page.text
        assert ("Proposer" in page.text) == FIELDS[field].two_persons


async def test_a_harmless_text_is_published_at_once(
    world: Any, app: Litestar, browse: Open, coordinator: Person
) -> None:
    base = await base_of(world, "languages")
    done = await browse(coordinator).post(f"{SHEET}/champ/languages", text="français, anglais", base=base)
    assert (done.status, done.address) == (200, SHEET)
    assert await value_of(world, "languages") == "français, anglais"


async def test_a_number_hidden_in_a_text_is_refused_beside_its_box(
    app: Litestar, browse: Open, coordinator: Person
) -> None:
    page = await browse(coordinator).post(f"{SHEET}/champ/message", text="Appelez le 06 12 34 56 78", base=0)
    assert page.status == 422
    assert "Téléphone" in page.text
    assert 'id="fault-text"' in page.html
    assert "Appelez le 06 12 34 56 78" in page.text


async def test_what_directs_a_caller_waits_for_another_person(
    world: Any, app: Litestar, browse: Open, coordinator: Person
) -> None:
    page = await browse(coordinator).post(
        f"{SHEET}/champ/coverage", codes=["69", "01"], base=await base_of(world, "coverage"), why="Bulletin de mars."
    )
    assert page.address == SHEET
    assert "Attend une deuxième personne" in page.text
    assert "Ain (01), Rhône (69)" in page.text
    assert len(await value_of(world, "coverage")) == 13


async def test_a_second_number_is_asked_for_as_another_contact(
    world: Any, app: Litestar, browse: Open, coordinator: Person, other: Person
) -> None:
    page = await browse(coordinator).post(f"{SHEET}/champ/phone-2", text="04 72 00 00 01", base=0)
    assert "Téléphone n° 2" in page.text
    change = (await browse(other).open("/coordination/modifications")).links("/coordination/modifications/")[0]
    await browse(other).post(f"{change}/accepter")
    numbers = await world.owner.fetch("SELECT value FROM contact WHERE service = 'asra' AND kind = 'phone' ORDER BY id")
    assert [one["value"] for one in numbers] == ["0805 62 01 33", "04 72 00 00 01"]


async def test_two_tabs_that_change_one_field_show_both_values(
    world: Any, app: Litestar, browse: Open, coordinator: Person, other: Person
) -> None:
    base = await base_of(world, "message")
    await browse(other).post(f"{SHEET}/champ/message", text="Fermé jeudi.", base=base)
    page = await browse(coordinator).post(f"{SHEET}/champ/message", text="Fermé vendredi.", base=base)
    assert page.status == 409
    assert "Fermé jeudi." in page.text
    assert "Fermé vendredi.</textarea>" in page.html
    again = await browse(coordinator).post(
        f"{SHEET}/champ/message", text="Fermé vendredi.", base=await base_of(world, "message")
    )
    assert again.status == 200
    assert await value_of(world, "message") == "Fermé vendredi."


async def test_a_value_that_cannot_be_read_is_refused_beside_its_box(
    world: Any, app: Litestar, browse: Open, coordinator: Person
) -> None:
    browser = browse(coordinator)
    for field, fields, box in UNREADABLE:
        page = await browser.post(f"{SHEET}/champ/{field}", **fields, base=await base_of(world, field))
        assert page.status == 422, field
        assert f'id="fault-{box}"' in page.html, field


async def test_a_field_that_is_no_field_is_a_missing_page(app: Litestar, browse: Open, coordinator: Person) -> None:
    browser = browse(coordinator)
    for name in ("unknown", "replaced_by", "name-2", "phone-0", "phone-x"):
        assert (await browser.open(f"{SHEET}/champ/{name}")).status == 404, name
    assert (await browser.open("/coordination/fiches/perdu")).status == 404
