"""What a question finds of the programme, from memory."""

from datetime import timedelta

import pytest

from relais.geo.gazetteer import load_gazetteer
from relais.programme.catalogue import Asked, Catalogue, by_month
from relais.programme.words import free_words, when, where
from tests.programme.making import NOON, action

LYON = action()
PARIS = action(slug="depistage-paris", departement="75", commune="75056", title="Dépistage de la peau")
ONLINE = action(
    slug="webinaire", kind="passerelle_outside_health", place="online", departement="", commune="", address="",
    title="Quitter la médecine, et après", booking="none", places=0, starts_at=None, ends_at=None,
)  # fmt: skip
CANCELLED = action(slug="annulee", state="cancelled", reason="place")
CATALOGUE = Catalogue((LYON, PARIS, CANCELLED, ONLINE), load_gazetteer())


def asked(needs: str = "", words: str = "", departements: str = "", audiences: str = "") -> Asked:
    return Asked(
        needs=needs.split(), words=words.split(), departements=departements.split(), audiences=audiences.split()
    )


def found(needs: str = "", words: str = "", departements: str = "", *, days: int = 0) -> list[str]:
    at = NOON + timedelta(days=days)
    return [one.slug for one in CATALOGUE.matching(asked(needs, words, departements), at)]


@pytest.mark.parametrize(
    ("needs", "words", "departements", "slugs"),
    [
        ("depistage", "", "", ["depistage-lyon", "depistage-paris"]),
        ("depistage", "", "75", ["depistage-paris"]),
        ("depistage", "", "2A", []),
        ("reconversion", "", "69", ["webinaire"]),
        ("", "peau", "", ["depistage-paris"]),
        ("", "medecine", "69", ["webinaire"]),
        ("", "peaux", "", ["depistage-paris"]),
        ("", "cardiovasculaires", "", ["depistage-lyon"]),
        ("", "cardiovaculaire", "", ["depistage-lyon"]),
        ("", "quiter", "", ["webinaire"]),
        ("", "passerelles", "", ["webinaire"]),
        ("", "journee pour vous", "", []),
        ("", "de la", "", []),
        ("addiction", "", "69", []),
        ("", "", "69", []),
    ],
)
def test_an_action_is_found_by_need_or_by_a_word_of_its_title_where_the_caller_is(
    needs: str, words: str, departements: str, slugs: list[str]
) -> None:
    assert found(needs, words, departements) == slugs


def test_what_is_near_comes_before_what_is_everywhere() -> None:
    assert found("depistage reconversion", "", "69") == ["depistage-lyon", "webinaire"]


def test_what_is_over_or_cancelled_is_found_no_more() -> None:
    assert found("depistage", days=300) == []
    assert "annulee" not in found("depistage", "depistage")


def test_a_search_gives_five_actions_at_most() -> None:
    many = Catalogue([action(slug=f"jour-{n}") for n in range(20)], load_gazetteer())
    assert len(many.matching(asked("depistage"), NOON)) == 5


def test_what_is_next_door_comes_last_and_what_is_further_does_not() -> None:
    here = {"slug": "ain", "departement": "01", "commune": "01053"}
    some = Catalogue([action(), PARIS, action(**here), ONLINE], load_gazetteer())
    slugs = [one.slug for one in some.matching(asked("depistage reconversion", "", "01"), NOON)]
    assert slugs == ["ain", "webinaire", "depistage-lyon"]


def test_what_is_for_others_comes_after_and_says_so() -> None:
    everyone = action(slug="tous", audiences=(), starts_at=LYON.ends_at, ends_at=LYON.ends_at + timedelta(hours=1))  # type: ignore[operator]
    some = Catalogue([LYON, everyone], load_gazetteer())
    told = [(one.slug, one.audience_words, one.for_others) for one in some.matching(asked("depistage"), NOON)]
    assert told == [("depistage-lyon", "médecins libéraux", False), ("tous", "", False)]
    told = [
        (one.slug, one.audience_words, one.for_others)
        for one in some.matching(asked("depistage", audiences="interne"), NOON)
    ]
    assert told == [("tous", "", False), ("depistage-lyon", "médecins libéraux", True)]


def test_the_calendar_goes_by_months_and_keeps_what_has_no_date_for_the_end() -> None:
    later = action(
        slug="mars", starts_at=LYON.starts_at + timedelta(days=60), ends_at=LYON.ends_at + timedelta(days=60)
    )  # type: ignore[operator]
    months = by_month([ONLINE, later, LYON])
    assert [(month, [one.slug for one in found]) for month, found in months] == [
        ("2031-01", ["depistage-lyon"]),
        ("2031-03", ["mars"]),
        ("", ["webinaire"]),
    ]


def test_what_was_cancelled_stays_in_the_calendar_until_its_day() -> None:
    assert CANCELLED in CATALOGUE.upcoming(NOON)
    assert CANCELLED not in CATALOGUE.upcoming(NOON + timedelta(days=300))


def test_dates_are_said_on_the_clock_of_the_place() -> None:
    assert when(LYON).replace("\u202f", " ") == "mardi 14 janvier 2031, de 9 h 00 à 17 h 00"
    island = action(zone="Indian/Reunion", departement="974")
    assert when(island).replace("\u202f", " ") == "mardi 14 janvier 2031, de 12 h 00 à 20 h 00 (heure du lieu)"
    two_days = action(ends_at=LYON.ends_at + timedelta(days=1))  # type: ignore[operator]
    assert when(two_days).replace("\u202f", " ").startswith("du mardi 14 janvier 2031, 9 h 00, au mercredi 15")
    assert when(ONLINE) == "toute l'année"


def test_places_are_said_in_words() -> None:
    gazetteer = load_gazetteer()
    assert where(LYON, gazetteer) == "Lyon (69)"
    assert where(action(place="departement", commune=""), gazetteer) == "Rhône (69)"
    assert where(ONLINE, gazetteer) == "en ligne"
    assert free_words(action(taken=19)) == "1 place libre sur 20"
    assert free_words(action(taken=20)) == "complet"
    assert free_words(action(booking="closed", taken=5)) == "réservation fermée, 15 places libres"
    assert free_words(action(booking="none")) == "20 places"
    assert free_words(ONLINE) == ""
