"""A file is sent, its plan is read, it is applied; its numbers wait as one batch for another person."""

import re
from typing import Any

import pytest
from litestar import Litestar

from tests.accounts.people import Person
from tests.moderation.browsing import Page
from tests.moderation.conftest import Open

pytestmark = pytest.mark.anyio
IMPORTS = "/coordination/imports"


def base_of(page: Page) -> str:
    """The version of the directory that the plan was read against."""
    return re.findall(r'name="base" value="(\d+)"', page.html)[0]


HEADER = "slug,name,kind,needs,coverage,phone,state,source_label,source_date\n"
LINES = HEADER + "".join(
    f"essai-{n},Écoute d'essai {n},ecoute,addiction,69,04 72 00 00 0{n},sourced,Bulletin,2025\n" for n in (1, 2)
)


async def test_a_file_is_read_before_anything_is_published(
    world: Any, app: Litestar, browse: Open, coordinator: Person
) -> None:
    page = await browse(coordinator).send(IMPORTS, "Essai d'été.csv", LINES.encode())
    assert page.status == 200
    assert page.address.startswith(f"{IMPORTS}/")
    assert "Ajoutés 2 fiches" in page.text
    assert "2 téléphones attendent une deuxième personne" in page.text
    assert "Écoute d'essai 1" in page.text
    assert await world.owner.fetchval("SELECT count(*) FROM service WHERE slug LIKE 'essai-%'") == 0


async def test_its_numbers_wait_as_one_batch_for_another_person(
    world: Any, app: Litestar, browse: Open, coordinator: Person, other: Person
) -> None:
    browser = browse(coordinator)
    sent = await browser.send(IMPORTS, "essai.csv", LINES.encode())
    applied = await browser.post(sent.address, base=base_of(sent))
    assert "Appliqué le" in applied.text
    assert await world.owner.fetchval("SELECT count(*) FROM service WHERE slug LIKE 'essai-%'") == 2
    phones = "SELECT count(*) FROM contact WHERE service LIKE 'essai-%' AND kind = 'phone'"
    assert await world.owner.fetchval(phones) == 0
    batch = (await browser.open("/coordination/modifications")).links("/coordination/lots/")[0]
    own = await browser.open(batch)
    assert "une autre personne de la coordination décide" in own.text
    assert "Accepter le lot" not in own.text
    forced = await browser.post(f"{batch}/accepter")
    assert forced.status == 409
    assert await world.owner.fetchval(phones) == 0
    second = browse(other)
    assert "04 72 00 00 01" in (await second.open(batch)).text
    assert "Ce lot est décidé" in (await second.post(f"{batch}/accepter")).text
    assert await world.owner.fetchval(phones) == 2
    assert "n'attendent plus" in (await second.post(f"{batch}/refuser", reason="Trop tard.")).text


async def test_sending_the_same_plan_twice_applies_it_once(
    world: Any, app: Litestar, browse: Open, coordinator: Person
) -> None:
    browser = browse(coordinator)
    sent = await browser.send(IMPORTS, "essai.csv", LINES.encode())
    await browser.post(sent.address, base=base_of(sent))
    await browser.post(sent.address, base=base_of(sent))
    runs = "SELECT count(*) FROM import_run WHERE source = 'essai.csv'"
    assert await world.owner.fetchval(runs) == 1


async def test_what_is_applied_is_what_was_read(world: Any, app: Litestar, browse: Open, coordinator: Person) -> None:
    browser = browse(coordinator)
    sent = await browser.send(IMPORTS, "essai.csv", LINES.encode())
    await browser.post("/coordination/fiches/asra/champ/message", text="Fermé jeudi.", base=0)
    late = await browser.post(sent.address, base=base_of(sent))
    assert late.status == 409
    assert "L'annuaire a changé" in late.text
    assert "Appliquer ce plan" in late.text
    assert "Appliqué le" in (await browser.post(sent.address, base=base_of(late))).text


async def test_lines_at_fault_are_left_out_and_told(app: Litestar, browse: Open, coordinator: Person) -> None:
    wrong = LINES + "essai-3,Nom,nature-inconnue,addiction,69,12,sourced,Bulletin,2025\n"
    page = await browse(coordinator).send(IMPORTS, "essai.csv", wrong.encode())
    assert "Ligne 4, colonne kind" in page.text
    assert "Ajoutés 2 fiches" in page.text


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("essai.csv", b"", "Le fichier est vide"),
        ("essai.xlsx", b"PK", "finit par .csv"),
        ("", b"", "Choisissez le fichier"),
        ("essai.csv", b"x" * (2 * 1024 * 1024 + 1), "dépasse 2 Mo"),
    ],
    ids=["empty", "not a CSV", "nothing", "too large"],
)
async def test_what_cannot_be_sent_is_said_beside_the_box(
    app: Litestar, browse: Open, coordinator: Person, name: str, content: bytes, said: str
) -> None:
    page = await browse(coordinator).send(IMPORTS, name, content)
    assert page.status == 422
    assert said in page.text


async def test_a_file_that_is_no_directory_is_told_and_changes_nothing(
    app: Litestar, browse: Open, coordinator: Person
) -> None:
    page = await browse(coordinator).send(IMPORTS, "../../etc/x.csv", b"a,b\n1,2\n")
    assert page.status == 422
    assert "colonnes inconnues" in page.text
    assert "Rien n'a été changé" in page.text
    assert "x.csv" in page.text
    assert "etc" not in page.text


async def test_a_file_without_the_token_of_the_session_is_refused(
    world: Any, app: Litestar, browse: Open, coordinator: Person
) -> None:
    client = browse(coordinator).client
    answer = await client.post(IMPORTS, files={"file": (None, LINES)})
    assert answer.status_code == 403
    assert await world.owner.fetchval("SELECT count(*) FROM import_upload") == 0
