"""What is published at once holds no way to reach anyone, however it is written; ordinary words pass."""

import contextlib
import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relais.directory.text_guard import refuse_contacts, refuse_hidden

DATA = Path(__file__).parents[2] / "data"
NUMBERS = (
    "06 12 34 56 78",
    "0612345678",
    "06.12.34.56.78",
    "06-12-34-56-78",
    "06/12/34/56/78",
    "06:12:34:56:78",
    "06, 12, 34, 56, 78",
    "06\n12\n34\n56\n78",
    "(06) 12 34 56 78",
    "0 6 1 2 3 4 5 6 7 8",
    "0 800 288 038",
    "0805 62 01 33",
    "+33 6 12 34 56 78",
    "+33 (0)6 12 34 56 78",
    "0033612345678",
    "00 33 6 12 34 56 78",
    "612345678",
    "6 12 34 56 78",
    "+41 22 123 45 67",
    "00 32 2 123 45 67",
    "40 46 00 00",
    "O6 12 34 56 78",
    "o612345678",
    "О6 12 34 56 78",  # a Cyrillic letter
    "06 l2 34 56 78",
    "０６１２３４５６７８",
    "٠٦١٢٣٤٥٦٧٨",
    "०६१२३४५६७८",
    "𝟎𝟔 𝟏𝟐 𝟑𝟒 𝟓𝟔 𝟕𝟖",
    "⓪⑥①②③④⑤⑥⑦⑧",
    "0️⃣6️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣",
    "zéro six douze trente-quatre cinquante-six soixante-dix-huit",
    "ZERO SIX DOUZE TRENTE QUATRE CINQUANTE SIX SOIXANTE DIX HUIT",
    "06 douze 34 cinquante-six 78",
    "zéro un quarante-deux quatre-vingt-dix-neuf vingt et un quatre-vingts",
    "appelez le 3646",
    "tél. : 36 46",
    "composez le 118 218",
)  # fmt: skip
MAILS = (
    "contact@exemple.fr",
    "contact @ exemple.fr",
    "contact＠exemple.fr",
    "contact (at) exemple.fr",
    "contact[at]exemple[dot]fr",
    "nom arobase domaine point fr",
    "nom Arobas domaine.fr",
    "nom at domaine dot fr",
    "@relais_aide",
)
SITES = (
    "https://exemple.fr/aide",
    "HTTP://EXEMPLE.FR",
    "www.exemple.fr",
    "www . exemple . fr",
    "voir exemple.fr.",
    "exemple.com",
    "exemple.asso.fr",
    "EXEMPLE.ORG",
    "exemple．fr",
    "exemple。fr",
    "médecins-entraide.fr",
    "xn--mdecin-bva.fr",
    "exemple point fr",
    "exemple (point) org",
    "ars.sante.re",
    "bit.ly/3xYz",
    "hxxps://exemple",
)
HARMLESS = (
    "",
    "Ouvert 24h/24 et 7j/7, 365 jours par an.",
    "24/24, 7/7",
    "Depuis le 04/03/2026, de 9 h 30 à 12 h 00 et de 14:00 à 18:30.",
    "Fermé du 2026-08-01 au 2026-08-31.",
    "Permanence le 01/02/2026 10:00-12:00, 14:00-16:30.",
    "En 2018, 2019 et 2020 ; bilan 2018-2026 ; 2018, 2019, 2020, 2021.",
    "12 rue de la Paix, 75002 Paris ; BP 40123, 69003 Lyon cedex 03.",
    "Aide jusqu'à 12 000 €, 1 200 000 euros en 2025, 35 % des demandes.",
    "Article R.4127-56 du code de la santé publique, L. 1110-4, D.1110-3-1.",
    "SIRET 552 081 317 66522, SIREN : 552100554.",
    "Départements 01, 03, 07, 15, 26, 38, 42, 43, 63, 69, 73 et 74.",
    "En danger immédiat, appelez le 15 ; idées suicidaires, appelez le 3114 (ou le 114 par SMS).",
    "Deux à trois séances, dix-huit mois, quatre-vingt-dix jours, un ou deux entretiens.",
    "Étudiant·e·s, adhérent.es, infirmier.ère.s, psychologue.",
    "M. le Dr. X. Etc. Fin.Reprise lundi.",
    "1 200 médecins aidés, 574 appels en 2019, 1 779 en 2020.",
    "Français, anglais, عربي, русский, 中文.",
    "Accès PMR : rampe 5 %, porte 90 cm, ascenseur 110 x 140.",
    "Loi n° 2016-41 du 26 janvier 2016 ; arrêté du 3 mars 2017.",
    "De 18 à 65 ans, 6 à 12 mois, 2 fois 45 minutes.",
    "« Point d'accueil », point info jeunes, point presse.",
)  # fmt: skip


@pytest.mark.parametrize("written", NUMBERS)
def test_a_telephone_number_is_refused_however_it_is_written(written: str) -> None:
    for text in (written, f"Écoute au {written}.", f"Jour et nuit ({written}) ou sur place"):
        with pytest.raises(ValueError, match="se met dans « Téléphone »"):
            refuse_contacts(text, "Présentation")


@pytest.mark.parametrize("hidden", ["06\u200b12345678", "06\u00ad12 34 56 78", "06\u202e12345678", "06\u206012345678"])
def test_what_hides_between_digits_is_refused_as_such(hidden: str) -> None:
    with pytest.raises(ValueError, match="« Message » contient un signe invisible"):
        refuse_contacts(hidden, "Message")


@pytest.mark.parametrize("written", MAILS)
def test_an_address_is_refused_however_it_is_written(written: str) -> None:
    with pytest.raises(ValueError, match="se met dans « Adresse électronique »"):
        refuse_contacts(f"Écrire à {written} pour un rendez-vous", "Message")


@pytest.mark.parametrize("written", SITES)
def test_a_site_is_refused_however_it_is_written(written: str) -> None:
    with pytest.raises(ValueError, match="se met dans « Site »"):
        refuse_contacts(f"Voir {written} pour la suite", "Message")


@pytest.mark.parametrize("text", HARMLESS)
def test_dates_hours_prices_codes_and_articles_pass(text: str) -> None:
    refuse_contacts(text, "Présentation")


@pytest.mark.parametrize("column", ["description", "audience_note", "coverage_note", "hours_note", "admission_note"])
def test_the_directory_as_it_stands_passes(column: str) -> None:
    for name in ("associations.csv", "hospital_options.csv", "councils.csv"):
        with (DATA / name).open(encoding="utf-8", newline="") as file:
            for line in csv.DictReader(file):
                refuse_contacts(line.get(column) or "", column)


def test_a_company_number_that_does_not_check_is_a_telephone_number() -> None:
    with pytest.raises(ValueError, match="Téléphone"):
        refuse_contacts("SIREN 612 345 679", "Présentation")


@pytest.mark.parametrize(
    "name",
    [
        "MOTS\u202e", "MO\u200bTS", "MOTS\x00", "MO\x1bTS", "MO\tTS", "MOTS\nSPS", "\ufeffMOTS", "MO\u00adTS",
        "MOTS\u2028",         "M\u0336\u0336\u0336OTS", "MО\u0422S", "Аide", "MOTS\U000e0041", "MOTS\u3164",
        "MOTS\u2800", "MOTS\ue000", "ＭOTЅ",
    ],
)  # fmt: skip
def test_a_name_hides_nothing_and_mixes_no_alphabet(name: str) -> None:
    with pytest.raises(ValueError, match="« Nom »"):
        refuse_hidden(name, "Nom")


@pytest.mark.parametrize(
    "name", ["Réseau ASRA", "L'Haÿ-les-Roses", "Médecins d'Ille-et-Vilaine (35)", "Cœur « Sud »", "عربي", "e\u0301"]
)  # fmt: skip
def test_an_ordinary_name_passes(name: str) -> None:
    refuse_hidden(name, "Nom")


@given(st.text(max_size=60))
def test_no_text_whatever_breaks_the_guard(text: str) -> None:
    with contextlib.suppress(ValueError):
        refuse_contacts(text, "Message")


@given(
    st.lists(st.sampled_from(["", " ", ".", "-", "/", " . ", "(", "_", "\u00a0", "–"]), min_size=9, max_size=9),
    st.integers(100_000_000, 999_999_999),
)
def test_ten_digits_are_a_number_whatever_parts_them(gaps: list[str], number: int) -> None:
    digits = f"0{number}"
    text = "".join(sign + gap for sign, gap in zip(digits, [*gaps, ""], strict=True))
    with pytest.raises(ValueError, match="Téléphone"):
        refuse_contacts(text, "Message")
