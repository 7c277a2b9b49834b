"""Every value is read in French words: no code, no key, no JSON."""

from typing import Any

import pytest

from relais.directory.emergency import EMERGENCY
from relais.directory.facts import FIELDS
from relais.directory.pages import Directory
from relais.directory.strip import STRIP
from relais.geo.gazetteer import load_gazetteer
from relais.moderation.words import label, words
from tests.web.site import FixedKeeper, directory


def known() -> Directory:
    return Directory(
        keeper=FixedKeeper(current=directory()),
        gazetteer=load_gazetteer(),
        desk_line="cnom-ecoute",
        urgences={one.slug: one for one in EMERGENCY},
        strip=STRIP,
    )


SAID: dict[str, tuple[Any, str]] = {
    "organization_name": ("Réseau X", "Réseau X"),
    "charter": ("signatory", "signataire de la charte de l'entraide"),
    "convention": ("carmf", "CARMF"),
    "independent": ("yes", "indépendant de l'Ordre"),
    "council_of": ("69", "Rhône (69)"),
    "organization": ("asra", "ASRA"),
    "name": ("Écoute", "Écoute"),
    "acronym": ("EC", "EC"),
    "aliases": (["a", "b"], "a ; b"),
    "kind": ("ecoute", "écoute"),
    "description": ("Un texte : voici", "Un texte : voici"),
    "needs": (["addiction", "financier"], "addictions ; difficultés financières"),
    "audiences": (["liberal"], "médecins libéraux"),
    "audience_note": ("x", "x"),
    "coverage": (["69", "2A"], "Rhône (69), Corse-du-Sud (2A)"),
    "coverage_note": ("x", "x"),
    "hours": ("Mo-Fr 09:00-18:00", "du lundi au vendredi de 9 h à 18 h"),
    "hours_note": ("x", "x"),
    "anonymous": ("no", "non anonyme"),
    "free": ("unknown", "aucune source ne le dit"),
    "dedicated": ("yes", "réservé aux soignants"),
    "location": (
        {"address": "1 rue X", "postcode": "69002", "city": "Lyon", "departement": "69", "lat": 45.7, "lon": 4.8},
        "1 rue X, 69002 Lyon, Rhône (69)",
    ),
    "admission": (["self", "letter"], "par soi-même ; sur lettre d'un médecin"),
    "admission_note": ("x", "x"),
    "last_seen_open": ("2021-02", "février 2021"),
    "capacity_note": ("x", "x"),
    "languages": ("français", "français"),
    "accessibility": ("x", "x"),
    "message": ("x", "x"),
    "closure": (
        {"closure_from": "2026-08-01", "closure_to": "2026-08-15"},
        "du 1er août 2026 au 15 août 2026",
    ),
    "closed_on": ("2026-03-31", "depuis le 31 mars 2026"),
    "replaced_by": ("sps", "SPS"),
    "state": ("to_verify", "à confirmer"),
    "phone": ({"display": "0805 62 01 33", "e164": "+33805620133", "toll": "free"}, "0805 62 01 33"),
    "phone_toll": ("premium", "numéro surtaxé"),
    "phone_purpose": ("help", "pour demander de l'aide"),
    "email": ("a@exemple.fr", "a@exemple.fr"),
    "email_purpose": ("admin", "usage administratif, jamais pour demander de l'aide"),
    "website": ("https://exemple.fr", "https://exemple.fr"),
}


def test_every_field_of_the_directory_is_read_here() -> None:
    assert set(SAID) == set(FIELDS)


@pytest.mark.parametrize("field", SAID)
def test_a_value_is_said_in_words(field: str) -> None:
    value, told = SAID[field]
    assert words(known(), field, value).replace("\u202f", " ") == told


@pytest.mark.parametrize("field", SAID)
def test_nothing_is_said_as_nothing(field: str) -> None:
    assert words(known(), field, None) == "rien"


def test_a_long_territory_begins_with_how_many() -> None:
    told = words(known(), "coverage", ["01", "03", "07", "15", "26", "38"])
    assert told.startswith("6 départements : Ain (01), Allier (03)")
    assert words(known(), "coverage", ["FR"]) == "toute la France"


def test_a_closure_with_one_end_says_which() -> None:
    assert words(known(), "closure", {"closure_from": "2026-08-01"}) == "à partir du 1er août 2026"
    assert words(known(), "closure", {"closure_to": "2026-08-15"}).endswith("15 août 2026")


def test_the_second_number_of_a_service_says_that_it_is() -> None:
    assert (label("phone"), label("phone", 2)) == ("Téléphone", "Téléphone n° 2")
