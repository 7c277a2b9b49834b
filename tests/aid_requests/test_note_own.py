"""The person a note is about: they see all of it but the author's address, stop it, erase it; nothing leaves it."""

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest

from relais.cases.service import read_parts
from relais.core.context import KEY_USE, Context, pads_of
from relais.core.db import Database
from tests.aid_requests.note_world import BOARD, BOX, Office, hidden, office_in, said
from tests.aid_requests.noting import days_go_by

pytestmark = pytest.mark.anyio
ERASE = "/demande/note/effacer"


@pytest.fixture(scope="module")
async def built(
    postgres: Any, filled: str, anyio_backend: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Office]:
    async with office_in(postgres, filled, tmp_path_factory.mktemp("var")) as made:
        yield made


@pytest.fixture
async def office(built: Office) -> Office:
    await built.empty()
    return built


async def test_the_person_sees_all_that_is_held_and_who_opened_it(office: Office) -> None:
    await office.write()
    await office.write(email="dominique@exemple.fr", motive="money")
    code = await office.informed()
    async with office.browser() as person:
        page = await person.post(BOX, data={"code": code})
    text = said(page)
    for told in ("Camille Kanari", "Rhône", "Libéral", "Je n'arrive plus à joindre", "difficultés matérielles",
                 "2 personnes qui ont écrit", "par lettre", "référent entraide", "article 226-10"):  # fmt: skip
        assert told in text
    assert "@exemple.fr" not in page.text
    assert "<title>Relais</title>" in page.text
    assert code not in page.text


async def test_the_person_erases_in_two_steps_and_the_council_finds_nothing(office: Office) -> None:
    await office.write()
    note = await office.note()
    code = await office.informed()
    async with office.browser() as person:
        page = await person.post(BOX, data={"code": code})
        sure = await person.post(ERASE, data={"passage": hidden(page, "passage")})
        assert "Oui, effacer la note" in sure.text
        assert await office.count("note") == 1
        done = await person.post(ERASE, data={"passage": hidden(sure, "passage"), "sur": "oui"})
        assert "La note est effacée" in said(done)
        assert (await person.post(BOX, data={"code": code})).status_code == 404
    assert (await office.count("note"), await office.count("note_author")) == (0, 0)
    async with office.browser(office.officer) as desk:
        assert (await desk.get(f"{BOARD}/{note['id']}")).status_code == 404
    wrapped = "SELECT data_key_wrapped FROM aid_case WHERE id = $1"
    assert await office.owner.fetchval(wrapped, note["case_id"]) is None


async def test_the_same_code_opens_the_persons_own_page_with_the_note_in_it(office: Office) -> None:
    await office.write()
    code = await office.informed()
    async with office.browser() as person:
        first = await person.post("/suivi", data={"code": code})
        page = await person.post("/suivi/plus-tard", data={"passage": hidden(first, "passage")})
        text = said(page)
        assert "Une note à votre sujet" in text
        assert "Un conseil a reçu une note à votre sujet." in text
        assert "Chercher des possibilités" not in text
        assert "Ce qu'une autre personne a dit de vous" in text
        assert "Le département et le mode d'exercice" in text
        assert "peut vous en donner un autre" in said(first)
        assert "Jusqu'à quand" not in text  # the note says its own day
        for of_a_request in ("Ce que vous avez dit", "Vos accords", "Les possibilités qui vous", "vous accompagne"):
            assert of_a_request not in text
        taken = await person.post("/suivi/telecharger", data={"passage": hidden(page, "passage"), "forme": "json"})
        assert '"isolated"' in taken.text
        assert "sacha@exemple.fr" not in taken.text


async def test_the_person_corrects_a_note_and_no_need_comes_into_it(office: Office) -> None:
    await office.write()
    note, code = await office.note(), await office.informed()
    async with office.browser() as person:
        form = await person.post("/suivi/corriger", data={"code": code})
        assert "Vos besoins" not in said(form)
        fields = {"sur": "oui", "name": "Camille Canari", "needs": "addiction", "departement": "69"}
        done = await person.post("/suivi/corriger", data={"passage": hidden(form, "passage"), **fields})
    assert "Camille Canari" in said(done)
    context = Context(kind="person", case=note["case_id"])
    database = Database(office.world.app_url, max_size=1, pads=pads_of(office.vault.key(KEY_USE)))
    async with database.acting(context) as db:
        parts = await read_parts(db, office.vault, note["case_id"])
    await database.close()
    assert parts["context"]["needs"] == []


# What finds a person again, or finds or reaches an author: told to nobody.
NOT_TOLD = {"note": {"person_key"}, "note_author": {"note", "person_key", "author_key", "contact_sealed"}}


async def test_the_file_of_the_person_holds_every_column_of_a_note(office: Office) -> None:
    await office.write()
    code = await office.informed()
    async with office.browser() as person:
        taken = await person.post("/suivi/telecharger", data={"code": code, "forme": "json"})
    told = note_in(taken.json())
    rows = {"note": told, "note_author": told["authors"][0]}
    for table, row in rows.items():
        columns = await office.owner.fetch(
            "SELECT column_name::text AS name FROM information_schema.columns WHERE table_name = $1", table
        )
        assert {one["name"] for one in columns} - NOT_TOLD[table] - set(row) == set(), table


def note_in(told: object) -> dict[str, Any]:
    """The note wherever the file holds it."""
    if isinstance(told, dict):
        if isinstance(told.get("note"), dict):
            return dict(told["note"])
        told = list(told.values())
    for one in told if isinstance(told, list) else []:
        if found := note_in(one):
            return found
    return {}


async def test_stopping_everything_stops_the_note(office: Office) -> None:
    await office.write()
    path = await office.opened()
    code = await office.informed()
    async with office.browser() as person:
        page = await person.post("/suivi/arreter", data={"code": code, "sur": "oui"})
        assert page.status_code == 200
        seen = await person.post(BOX, data={"code": code})
    assert "Vous avez arrêté cette note" in said(seen)
    assert "Kanari" not in seen.text
    async with office.browser(office.officer) as desk:
        assert (await desk.get(path)).status_code == 404


async def test_a_search_from_the_case_of_a_note_begins_no_referral(office: Office) -> None:
    await office.write()
    code = await office.informed()
    async with office.browser() as person:
        page = await person.post("/suivi/options", data={"code": code})
        fields = {"passage": hidden(page, "passage"), "act": "search", "needs": "burnout", "around": "outside"}
        found = await person.post("/suivi/options", data=fields)
        if 'value="few"' in found.text:
            fields = fields | {"passage": hidden(found, "passage"), "act": "few"}
            found = await person.post("/suivi/options", data=fields)
    assert await office.count("referral") == 0
    assert found.status_code < 500


async def test_the_code_of_another_case_is_led_to_its_own_page(office: Office) -> None:
    await office.write()
    code = await office.informed()
    await days_go_by(office.owner, 0)
    async with office.browser() as person:
        page = await person.post(BOX, data={"code": code})
        away = re.sub(r'name="passage"\s+value="[^"]*"', "", page.text)
        assert "passage" not in away.replace("passage=", "")
        lost = await person.post(ERASE, data={"passage": "00"})
    assert lost.status_code == 403
    assert "Redonnez votre code" in lost.text
