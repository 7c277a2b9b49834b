"""Options are told without a row anywhere; a case keeps exactly what was told."""

import logging
from html import unescape
from typing import Any

import pytest
from anyio import fail_after

from relais.core.db import connect
from relais.directory.service import Origin, change_field
from tests.accounts.people import add_grant
from tests.guidance.browsing import HERE, Tab
from tests.guidance.looking import code_in, rows_everywhere
from tests.profiles.browsing import form_of, words_of

pytestmark = pytest.mark.anyio
HEARD = Origin(source_label="Bulletin")
WORDS = "canari harassement extrême"


async def test_information_only_leaves_no_row_and_no_word_in_the_logs(
    officer: Tab, world: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await officer.read(HERE)
    before = await rows_everywhere(world.owner)
    await officer.read(f"{HERE}/nouvelle")
    told = await officer.search(text=[WORDS])
    assert "À dire au médecin" in words_of(told.text)
    assert f'href="{HERE}">Information seulement' in told.text
    await officer.read(HERE)
    assert await rows_everywhere(world.owner) == before
    assert before["aid_case"] == before["referral"] == before["option_shown"] == 0
    assert not [record for record in caplog.records if "canari" in record.getMessage()]


async def test_whether_somebody_reads_is_said_before_the_choice_and_a_unit_to_confirm_is_told_not_chosen(
    officer: Tab, world: Any
) -> None:
    told = words_of((await officer.search()).text)
    assert "lit ses orientations dans Relais" not in told
    assert "personne n'y lit d'orientation" in told
    await world.owner.execute("INSERT INTO inbox_opening (organization, opened_at) VALUES ('sps', now())")
    assert told.count("lit ses orientations") + 1 == words_of((await officer.search()).text).count(
        "lit ses orientations"
    )
    unit = words_of((await officer.search(needs=["hospitalisation"], origin=["69"])).text)
    assert "admission jamais confirmée : peut être dite, pas choisie" in unit


async def test_the_three_answers_that_are_always_there_are_said_and_nothing_is_ticked(officer: Tab) -> None:
    page = (await officer.search()).text
    told = words_of(page)
    for answer in ("J'appelle moi-même", "Rien pour l'instant", "Hors de mon département"):
        assert f"« {answer} »" in told
    form = page.partition(f'action="{HERE}/ouvrir"')[2].partition("</form>")[0]
    assert "checked" not in form
    assert "checkbox" not in form


async def test_a_place_that_nobody_knows_is_a_fault_of_its_field_and_the_rest_is_told(officer: Tab) -> None:
    reply = await officer.search(origin=["Xyzzyville"])
    assert reply.status_code == 422
    assert 'id="origin-fault"' in reply.text
    assert "Xyzzyville" in reply.text
    assert "SPS" in words_of(reply.text)


async def test_what_is_kept_is_what_was_told_in_its_order_with_what_was_left_out(officer: Tab, world: Any) -> None:
    page = (await officer.search()).text
    form = form_of(page, f"{HERE}/ouvrir")
    assert (await officer.post(f"{HERE}/ouvrir", form)).status_code == 200
    rows = await world.owner.fetch("SELECT rank, service, seed, why, excluded FROM option_shown ORDER BY rank, service")
    shown = [row for row in rows if row["rank"]]
    told = [unescape(line.partition("</h3>")[0]) for line in page.split('<span class="option-rank">')[1:]]
    assert len(shown) == len(told) >= 2
    names = {row["slug"]: row["name"] for row in await world.owner.fetch("SELECT slug, name FROM service")}
    assert [row["service"] for row, line in zip(shown, told, strict=True) if names[row["service"]] not in line] == []
    assert {row["seed"] for row in rows} == {int(form["seed"][0])}
    assert all(row["why"] for row in shown)
    assert [row["excluded"] for row in rows if not row["rank"]]
    version = await world.owner.fetchval("SELECT number FROM directory_version")
    assert await world.owner.fetchval("SELECT min(directory_version) FROM option_shown") == version


async def test_outside_their_departement_leaves_its_council_out_and_says_so(officer: Tab, world: Any) -> None:
    page = (await officer.search(elsewhere=["1"])).text
    assert "CDOM 69 : dans le département du médecin, qui préfère ailleurs" in words_of(page)
    assert (await officer.post(f"{HERE}/ouvrir", form_of(page, f"{HERE}/ouvrir"))).status_code == 200
    left = await world.owner.fetchrow("SELECT rank, excluded FROM option_shown WHERE service = 'cdom-69'")
    assert (left["rank"], left["excluded"]) == (0, "dans le département du médecin, qui préfère ailleurs")
    assert await world.owner.fetchval("SELECT reason FROM referral_event") == "outside_departement"
    assert (await officer.search(elsewhere=["1"], origin=[""])).status_code == 422


async def test_fewer_than_two_bodies_take_a_coded_reason(officer: Tab, world: Any) -> None:
    form = await officer.opening_form(needs=[], origin=[""], text=["0805 23 23 36"])
    assert form["reason"] == [""]
    refused = await officer.post(f"{HERE}/ouvrir", {**form, "alias": ["Tempête"]})
    assert refused.status_code == 422
    assert 'value="Tempête"' in refused.text
    assert "Moins de deux organismes" in words_of(refused.text)
    assert await world.owner.fetchval("SELECT count(*) FROM aid_case") == 0
    again = form_of(refused.text, f"{HERE}/ouvrir")
    assert again["request"] == form["request"]
    opened = await officer.post(f"{HERE}/ouvrir", {**again, "reason": ["person_named_it"]})
    assert code_in(opened.text)
    assert await world.owner.fetchval("SELECT reason FROM referral_event") == "person_named_it"


async def test_with_nothing_to_tell_no_case_is_opened(officer: Tab, world: Any) -> None:
    form = await officer.opening_form(needs=[], origin=[""], text=["0805 23 23 36"], filters=["charter"])
    reply = await officer.post(f"{HERE}/ouvrir", {**form, "text": [""], "needs": []})
    assert reply.status_code == 422
    assert await world.owner.fetchval("SELECT count(*) FROM aid_case") == 0


async def rename(world: Any, tab: Tab, slug: str, name: str, **asked: Any) -> None:
    """Publish another name, and wait until the search tells it."""
    db = await connect(world.app_url)
    await change_field(db, slug, "name", name, HEARD)
    await db.close()
    with fail_after(20):
        told = ""
        while name not in told:
            told = (await tab.search(**asked)).text


async def test_a_directory_that_changed_is_told_again_before_anything_is_kept(officer: Tab, world: Any) -> None:
    form = await officer.opening_form()
    late = await officer.post(f"{HERE}/ouvrir", {**form, "seen": ["0" * 32]})
    assert form_of(late.text, f"{HERE}/ouvrir")["seen"] == form["seen"]  # found again as it was
    await rename(world, officer, "sps", "Soins aux soignants", text=["0805 23 23 36"], needs=[], origin=[""])
    changed = await officer.post(f"{HERE}/ouvrir", {**form, "alias": ["Tempête"]})
    assert changed.status_code == 422
    assert "L'annuaire a changé" in words_of(changed.text)
    assert await world.owner.fetchval("SELECT count(*) FROM aid_case") == 0
    again = form_of(changed.text, f"{HERE}/ouvrir")
    assert (again["request"], again["alias"]) == (form["request"], ["Tempête"])
    assert again["seen"] != form["seen"]
    assert (await officer.post(f"{HERE}/ouvrir", again)).status_code == 200
    assert await world.owner.fetchval("SELECT count(*) FROM aid_case") == 1


async def test_a_change_that_touches_nothing_of_what_was_told_asks_nothing_again(officer: Tab, world: Any) -> None:
    form = await officer.opening_form()
    await rename(world, officer, "sos-ihn", "SOS internes de Nice", text=["SOS IHN"], needs=[], origin=[""])
    assert code_in((await officer.post(f"{HERE}/ouvrir", form)).text)
    version = await world.owner.fetchval("SELECT number FROM directory_version")
    assert await world.owner.fetchval("SELECT DISTINCT directory_version FROM option_shown") == version


async def test_who_serves_several_councils_says_which_one_follows_the_case(officer: Tab, world: Any) -> None:
    await add_grant(world.owner, officer.person.account, "officer", council="42")
    chosen = (await officer.get(HERE)).text
    assert f'href="{HERE}/conseils/cdom-69"' in chosen
    assert f'href="{HERE}/conseils/cdom-42"' in chosen
    form = await officer.opening_form()
    refused = await officer.post(f"{HERE}/ouvrir", form)
    assert refused.status_code == 422
    assert "Choisissez le conseil" in words_of(refused.text)
    assert (await officer.post(f"{HERE}/ouvrir", {**form, "council": ["cdom-42"]})).status_code == 200
    assert await world.owner.fetchval("SELECT council FROM aid_case") == "cdom-42"
    assert "Dossier " not in await officer.read(f"{HERE}/conseils/cdom-69")
    assert "Dossier " in await officer.read(f"{HERE}/conseils/cdom-42")
    assert (await officer.get(f"{HERE}/conseils/cdom-75")).status_code == 404
