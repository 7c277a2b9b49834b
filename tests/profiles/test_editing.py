"""Editing what one owns: every field, at its own speed, with faults beside the boxes and nothing lost."""

from typing import Any

import pytest

from relais.directory.facts import FIELDS
from relais.profiles.groups import GROUP_OF
from tests.accounts.people import Person
from tests.profiles.browsing import form_of, words_of
from tests.profiles.conftest import Open

pytestmark = pytest.mark.anyio

# What a person types, for each field an organisation owns: names of boxes and their texts.
TYPED: dict[str, dict[str, Any]] = {
    "organization_name": {"organization_name": "Réseau d'aide aux soignants de la région"},
    "independent": {"independent": "yes"},
    "name": {"name": "Réseau d'aide"},
    "acronym": {"acronym": "RASRA"},
    "aliases": {"aliases": "Aide Rhône-Alpes\nRéseau Rhône-Alpes"},
    "description": {"description": "Un confrère répond, puis passe la main."},
    "needs": {"needs": ["addiction", "financier"]},
    "audiences": {"audiences": ["interne"]},
    "audience_note": {"audience_note": "et leurs proches"},
    "coverage": {"coverage": ["69", "38"]},
    "coverage_note": {"coverage_note": "et le nord de l'Isère"},
    "hours": {"always": [], "days-1": ["Mo", "Tu"], "opens-1": "21:00", "closes-1": "2:30"},
    "hours_note": {"hours_note": "répondeur relevé chaque soir"},
    "anonymous": {"anonymous": "yes"},
    "free": {"free": "no"},
    "dedicated": {"dedicated": "yes"},
    "location": {"address": "4 rue des Essais", "postcode": "38000", "city": "Grenoble"},
    "admission": {"admission": ["self", "doctor"]},
    "admission_note": {"admission_note": "sur rendez-vous"},
    "last_seen_open": {"last_seen_open": "2026-10"},
    "capacity_note": {"capacity_note": "huit places"},
    "languages": {"languages": "français, arabe"},
    "accessibility": {"accessibility": "ascenseur"},
    "message": {"message": "La ligne est renforcée cette semaine."},
    "closure": {"closure_from": "2027-08-01", "closure_to": "2027-08-20"},
    "phone": {"phone.1": "04 72 00 00 01"},
    "phone_toll": {"phone_toll.1": "standard"},
    "phone_purpose": {"phone_purpose.1": "admin"},
    "email": {"email.1": "ecoute@exemple.fr"},
    "email_purpose": {"email_purpose.1": "help"},
    "website": {"website.1": "https://exemple.fr"},
}


PUBLISHED = "SELECT count(*) FROM fact WHERE field = $1 AND slug = 'asra' AND origin = 'product' AND version_to IS NULL"
WAITING = "SELECT count(*) FROM change_request_line WHERE field = $1 AND status = 'open'"


def test_every_field_an_organisation_owns_has_a_form() -> None:
    owned = {code for code, field in FIELDS.items() if field.owned}
    assert owned == set(GROUP_OF) == set(TYPED)


async def test_each_owned_field_is_edited_at_its_own_speed(world: Any, member: Person, open_tab: Open) -> None:
    tab = open_tab(member)
    for code, typed in TYPED.items():
        reply = await tab.change("asra", GROUP_OF[code].code, **typed)
        said = words_of(reply.text)
        assert reply.status_code == 200, said
        published = await world.owner.fetchval(PUBLISHED, code)
        waiting = await world.owner.fetchval(WAITING, code)
        assert (published, waiting) == ((0, 1) if FIELDS[code].two_persons else (1, 0)), said
        assert ("attend une seconde personne" in said) == FIELDS[code].two_persons


async def test_all_that_is_edited_shows_on_the_page_and_what_waits_with_its_hour(
    member: Person, open_tab: Open
) -> None:
    tab = open_tab(member)
    for code in ("message", "phone", "coverage"):
        await tab.change("asra", GROUP_OF[code].code, **TYPED[code])
    said = words_of(await tab.read("/espace/asra"))
    assert "0805 62 01 33 → devient 04 72 00 00 01" in said
    assert "Envoyé le" in said
    assert "Isère (38), Rhône (69)" in said


async def test_what_waits_is_taken_back_by_who_sent_it_only(member: Person, colleague: Person, open_tab: Open) -> None:
    tab = open_tab(member)
    await tab.change("asra", "contacts", **TYPED["phone"])
    page = await tab.read("/espace/asra")
    fields = form_of(page, "/espace/asra/retirer")
    other = open_tab(colleague)
    assert 'action="/espace/asra/retirer"' not in await other.read("/espace/asra")
    stolen = await other.client.post("/espace/asra/retirer", data=colleague.form(request=fields["request"][0]))
    assert stolen.status_code == 404
    reply = await tab.client.post("/espace/asra/retirer", data=fields)
    assert reply.status_code == 303
    assert "Rien n'attend." in words_of(await tab.read("/espace/asra"))


async def test_a_form_sent_untouched_changes_nothing(world: Any, member: Person, open_tab: Open) -> None:
    tab = open_tab(member)
    before = await world.owner.fetchval("SELECT number FROM directory_version")
    for group in {GROUP_OF[code].code for code in TYPED}:
        reply = await tab.send("asra", group, await tab.form("asra", group))
        assert "Rien n'a changé" in words_of(reply.text), group
    assert await world.owner.fetchval("SELECT number FROM directory_version") == before
    assert await world.owner.fetchval("SELECT count(*) FROM change_request_line") == 0


WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("presentation", {"description": "Appelez le 06 12 34 56 78."}, "« Téléphone »"),
    ("actualite", {"message": "Écrivez à aide@exemple.fr"}, "« Adresse électronique »"),
    ("accueil", {"languages": "voir www.exemple.fr"}, "« Site »"),
    ("contacts", {"phone.1": "12"}, "12"),
    ("contacts", {"phone.1": "06 30 10 85 57"}, "n'est pas une ligne d'aide aux médecins"),
    ("contacts", {"phone.0": "112"}, "112"),
    ("contacts", {"email.0": "pas une adresse"}, "n'est pas une adresse électronique"),
    ("noms", {"name": ""}, "ne peut pas rester vide"),
    ("adresse", {"address": "", "postcode": "99999", "city": "Nulle-Part"}, "Aucune commune"),
    ("actualite", {"closure_from": "2027-08-20", "closure_to": "2027-08-01"}, "finit avant de commencer"),
    ("territoire", {"coverage": ["FR", "69"]}, "aucun département ne s'y ajoute"),
    ("horaires", {"always": [], "days-1": ["Mo"], "opens-1": "9:00", "closes-1": "25:00"}, "n'est pas une heure"),
]


async def test_a_fault_is_told_beside_its_box_and_what_was_typed_stays(
    world: Any, member: Person, open_tab: Open
) -> None:
    tab = open_tab(member)
    for group, boxes, said in WRONG:
        reply = await tab.change("asra", group, **boxes)
        assert reply.status_code == 422, boxes
        assert said in words_of(reply.text)
        assert 'aria-invalid="true"' in reply.text or group == "territoire"
        kept = form_of(reply.text, f"/espace/asra/modifier/{group}")
        typed = {name: [text] if isinstance(text, str) else text for name, text in boxes.items()}
        assert {name: kept.get(name, []) for name in boxes} == typed
    assert await world.owner.fetchval("SELECT count(*) FROM change_request_line") == 0


async def test_a_costly_number_is_sent_only_after_it_was_read_again(world: Any, member: Person, open_tab: Open) -> None:
    tab = open_tab(member)
    fields = {**await tab.form("asra", "contacts"), "phone.1": ["0892 70 12 39"]}
    reply = await tab.send("asra", "contacts", fields)
    assert "appel surtaxé" in words_of(reply.text)
    assert "Envoyer quand même" in words_of(reply.text)
    assert await world.owner.fetchval("SELECT count(*) FROM change_request_line") == 0
    again = await tab.send("asra", "contacts", form_of(reply.text, "/espace/asra/modifier/contacts"))
    assert "attend une seconde personne" in words_of(again.text)


async def test_hours_are_said_back_and_answer_for_three_moments_before_they_are_sent(
    world: Any, member: Person, open_tab: Open
) -> None:
    tab = open_tab(member)
    fields = await tab.form("asra", "horaires")
    fields.pop("always", None)
    fields |= {
        "days-1": ["Mo", "Tu", "We", "Th", "Fr"],
        "opens-1": ["9 h"],
        "closes-1": ["18:00"],
        "holidays": ["closed"],
    }
    reply = await tab.send("asra", "horaires", fields)
    said = words_of(reply.text)
    assert "Du lundi au vendredi de 9 h à 18 h, fermé les jours fériés." in said
    for moment in ("à 10 h ouvert", "à 23 h fermé", "à 15 h fermé"):
        assert moment in said
    assert await world.owner.fetchval("SELECT count(*) FROM change_request_line") == 0
    again = form_of(reply.text, "/espace/asra/modifier/horaires")
    other = await tab.send("asra", "horaires", {**again, "closes-1": ["19:00"]})
    assert "de 9 h à 19 h" in words_of(other.text)
    assert await world.owner.fetchval("SELECT count(*) FROM change_request_line") == 0
    sent = await tab.send("asra", "horaires", form_of(other.text, "/espace/asra/modifier/horaires"))
    assert "C'est envoyé" in words_of(sent.text)
    assert await world.owner.fetchval("SELECT proposed FROM change_request_line") == "Mo-Fr 09:00-19:00; PH off"


async def test_a_line_of_hours_is_added_without_losing_those_typed(member: Person, open_tab: Open) -> None:
    tab = open_tab(member)
    fields = {**await tab.form("asra", "horaires"), "days-1": ["Mo"], "opens-1": ["9:00"]}
    reply = await tab.send("asra", "horaires", fields, act="row")
    assert "Ligne 3" in words_of(reply.text)
    assert form_of(reply.text, "/espace/asra/modifier/horaires")["opens-1"] == ["9:00"]


async def test_a_click_on_the_map_adds_a_departement_and_a_second_one_takes_it_away(
    member: Person, app: Any, open_tab: Open
) -> None:
    from relais.core.settings import Settings
    from relais.search.desk_map import france_map

    france = france_map(Settings().data_dir)
    x, y = next(
        (x, y)
        for x in range(0, france.width, 9)
        for y in range(0, france.height, 9)
        if france.departement_at(x, y) == "33"
    )
    tab = open_tab(member)
    fields = {**await tab.form("asra", "territoire"), "map.x": [str(x)], "map.y": [str(y)]}
    reply = await tab.send("asra", "territoire", fields, act="")
    ticked = form_of(reply.text, "/espace/asra/modifier/territoire")
    assert "33" in ticked["coverage"]
    reply = await tab.send("asra", "territoire", {**ticked, "map.x": [str(x)], "map.y": [str(y)]}, act="")
    assert "33" not in form_of(reply.text, "/espace/asra/modifier/territoire")["coverage"]


async def test_a_region_is_ticked_whole_and_unticked_whole(member: Person, open_tab: Open) -> None:
    tab = open_tab(member)
    fields = {**await tab.form("asra", "territoire"), "region": ["53"]}
    reply = await tab.send("asra", "territoire", fields, act="")
    ticked = form_of(reply.text, "/espace/asra/modifier/territoire")
    assert {"22", "29", "35", "56"} <= set(ticked["coverage"])
    reply = await tab.send("asra", "territoire", {**ticked, "region": ["53"]}, act="")
    assert not {"22", "29", "35", "56"} & set(form_of(reply.text, "/espace/asra/modifier/territoire")["coverage"])


async def test_a_second_number_takes_the_next_place(world: Any, member: Person, open_tab: Open) -> None:
    tab = open_tab(member)
    await tab.change("asra", "contacts", **{"phone.0": "04 72 00 00 02", "phone_purpose.0": "admin"})
    rows = await world.owner.fetch("SELECT subject_id, field FROM change_request_line ORDER BY field")
    assert [tuple(row) for row in rows] == [("asra/phone/2", "phone"), ("asra/phone/2", "phone_purpose")]


async def test_an_address_that_is_emptied_leaves_the_departement_that_searches_go_by(
    officer: Person, open_tab: Open
) -> None:
    tab = open_tab(officer)
    await tab.change("cdom-69", "adresse", **TYPED["location"])
    said = words_of(await tab.read("/espace/cdom-69"))
    assert "Rhône (69) (département seul connu) → devient 4 rue des Essais, 38000 Grenoble" in said
    again = await tab.change("cdom-69", "adresse", address="", postcode="", city="")
    assert "Rien n'a changé" in words_of(again.text)
