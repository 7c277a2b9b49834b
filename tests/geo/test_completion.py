import pytest

from relais.geo.places import PlaceIndex


def labels(places: PlaceIndex, prefix: str, limit: int = 8) -> list[str]:
    return [place.label for place in places.complete(prefix, limit)]


@pytest.mark.parametrize(
    ("prefix", "label"),
    [
        ("ly", "Lyon (69)"),
        ("LY", "Lyon (69)"),
        ("mars", "Marseille (13)"),
        ("st den", "Saint-Denis (93)"),
        ("saint-den", "Saint-Denis (93)"),
        ("haute g", "Haute-Garonne (31)"),
        ("le ha", "Le Havre (76)"),
        ("bret", "Bretagne"),
        ("69", "Rhône (69)"),
        ("2a", "Corse-du-Sud (2A)"),
        ("6900", "69003 Lyon 3e"),
        ("la réu", "La Réunion (974)"),
        ("louhans", "Louhans-Châteaurenaud (71)"),
    ],
)
def test_the_place_meant_comes_first(places: PlaceIndex, prefix: str, label: str) -> None:
    assert labels(places, prefix)[0] == label


def test_a_name_typed_whole_is_among_the_first_even_when_small(places: PlaceIndex) -> None:
    assert "Die (26)" in labels(places, "die", 3)
    assert "Eu (76)" in labels(places, "eu", 3)


def test_at_most_the_places_asked_for_and_each_label_once(places: PlaceIndex) -> None:
    for prefix in ("l", "saint", "paris", "2", "la"):
        found = labels(places, prefix, 8)
        assert len(found) == len(set(found)) == 8
    assert len(labels(places, "saint", 3)) == 3


def test_an_article_alone_does_not_bring_departements(places: PlaceIndex) -> None:
    assert all(place.kind != "departement" for place in places.complete("le"))


def test_nothing_typed_and_nonsense_complete_to_nothing(places: PlaceIndex) -> None:
    assert [places.complete(prefix) for prefix in ("", "  ", "xyzzy", "?")] == [[], [], [], []]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("toulose", "31555"),
        ("marseile", "13055"),
        ("grenobel", "38185"),
        ("bordeau", "33063"),
        ("strasbour", "67482"),
        ("montpelier", "34172"),
        ("clermond ferrand", "63113"),
        ("haute garone", "31"),
        ("finistere", ""),
        ("finister", "29"),
        ("occitani", "76"),
        ("villurbanne", "69266"),
    ],
)
def test_one_slip_is_put_right(places: PlaceIndex, typed: str, code: str) -> None:
    assert [place.code for place in places.correct(typed)][:1] == ([code] if code else [])


@pytest.mark.parametrize(
    "word",
    [
        *("cours", "pense", "causes", "commerce", "livre", "lion", "dettes", "merde", "talent", "depart", "ts"),
        *("medecin", "retraite", "alcool", "3114", "69003", "0608282589", "", "?", "toulouse"),
    ],
)
def test_an_ordinary_word_a_number_or_a_right_name_is_not_corrected(places: PlaceIndex, word: str) -> None:
    assert places.correct(word) == []


def test_a_slip_is_never_read_as_a_village(places: PlaceIndex) -> None:
    for typed in ("toulose", "marseile", "grenobel", "besancom"):
        assert all(place.kind != "commune" or place.population > 5_000 for place in places.correct(typed))
