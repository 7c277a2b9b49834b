"""Places inside sentences: where a number is an age, where a town is a word."""

import timeit
from collections.abc import Callable

import pytest

from relais.core.text import fold
from relais.geo.gazetteer import Gazetteer
from relais.geo.places import PlaceIndex

Read = Callable[[str], list[tuple[str, str, str]]]


@pytest.mark.parametrize(
    "sentence",
    [
        "j'ai 45 ans",
        "depuis 30 ans",
        "agee de 62",
        "24h/24",
        "24h sur 24",
        "7j/7 24h/24",
        "24 sur 24",
        "le 12 mars",
        "30 consultations par jour",
        "garde de 24 heures",
        "80 % de mon salaire",
        "mi-temps 50 pour cent",
        "2 à 3 verres par jour",
        "20 comprimés de xanax",
        "covid 19",
        "dettes de 30000 euros",
        "30000 euros de dettes",
        "je dois 20000",
        "06 08 28 25 89",
        "0805 62 01 33",
        "+33 6 08 28 25 89",
        "+33 800 288 038",
        "31 14",
        "39 19",
        "3114",
        "article 56",
    ],
)
def test_a_number_that_counts_is_no_place(read: Read, sentence: str) -> None:
    assert [found for found in read(sentence) if found[2] != "weak"] == []


@pytest.mark.parametrize(
    ("sentence", "code", "strength"),
    [
        ("burn out 30", "30", "plain"),
        ("interne 93", "93", "plain"),
        ("medecin du 30", "30", "sure"),
        ("cdom 69", "69", "sure"),
        ("cdom 2a", "2A", "sure"),
        ("cdom 2 b", "2B", "sure"),
        ("dep 2 a", "2A", "sure"),
        ("reunion idees noires", "974", "sure"),
        ("dep 30 alcool", "30", "sure"),
        ("le 69 alcool", "69", "sure"),
        ("burn out 974", "974", "sure"),
        ("alcool 69003", "69003", "sure"),
        ("alcool 69 003", "69003", "sure"),
    ],
)
def test_a_number_alone_is_a_departement_and_says_how_surely(
    read: Read, sentence: str, code: str, strength: str
) -> None:
    assert [(c, s) for _, c, s in read(sentence)] == [(code, strength)]


def test_several_numbers_are_several_departements_unless_they_are_a_telephone(read: Read) -> None:
    assert [code for _, code, _ in read("alcool 69 38 42")] == ["69", "38", "42"]
    assert [code for _, code, _ in read("06 83")] == ["06", "83"]
    assert read("06 08 28") == []


@pytest.mark.parametrize("number", ["15", "17", "18"])
def test_an_emergency_number_is_first_of_all_a_number(read: Read, number: str) -> None:
    assert [strength for _, _, strength in read(f"appeler le {number}")] == ["weak"]
    assert [strength for _, _, strength in read(f"dep {number}")] == ["sure"]


@pytest.mark.parametrize(
    "sentence",
    [
        "perte de sens",
        "mon travail n'a plus de sens",
        "trop de tours de garde",
        "il y a eu un accident",
        "je n'en peux plus",
        "en réunion de service",
        "pas cher",
        "un psy moins cher",
        "il aura besoin d'aide",
        "charges trop lourdes",
        "je ne suis pas bien",
        "qui contacter quand on est us",
        "avec ou sans rendez-vous",
        "interne 3eme annee",
        "je veux en finir avec la vie",
        "contre mon gré",
        "a l'aube je n'y arrive plus",
    ],
)
def test_ordinary_words_are_no_places_inside_a_sentence(read: Read, sentence: str) -> None:
    assert [found for found in read(sentence) if found[2] != "weak"] == []


@pytest.mark.parametrize(
    "word",
    ["sens", "avion", "plaisir", "contes", "bains", "cognac", "salles", "la garde", "le port", "bourg"],
)
def test_a_commune_with_an_ordinary_name_is_weak(read: Read, word: str) -> None:
    assert [strength for _, _, strength in read(f"besoin {word} vite")] == ["weak"]


@pytest.mark.parametrize(
    ("sentence", "code"),
    [("médecin à Sens", "89387"), ("sens 89", "89387"), ("installée à Plaisir", "78490"), ("plaisir 78370", "78490")],
)
def test_an_ordinary_name_is_trusted_once_situated(read: Read, sentence: str, code: str) -> None:
    ((_, found, strength),) = read(sentence)
    assert (found, strength != "weak") == (code, True)


@pytest.mark.parametrize(
    "town",
    [
        "nice",
        "tours",
        "pau",
        "lens",
        "gap",
        "paris",
        "rennes",
        "digne les bains",
        "saint quentin",
        "meaux",
        "troyes",
        "dax",
        "albi",
    ],
)
def test_a_large_town_is_sure(read: Read, town: str) -> None:
    assert [strength for _, _, strength in read(f"burn out {town}")] == ["sure"]


def test_a_small_town_with_a_name_of_its_own_is_plain(read: Read) -> None:
    assert read("burn out die") == [("die", "26113", "plain")]
    assert read("clinique seyssins") == [("seyssins", "38486", "plain")]


def test_a_town_named_by_several_ordinary_words_is_no_weaker_for_it(read: Read) -> None:
    assert [strength for _, _, strength in read("alcool la tour du pin")] == ["plain"]
    assert [strength for _, _, strength in read("alcool digne les bains")] == ["sure"]


def test_a_merged_commune_is_plain_even_when_the_new_one_is_large(read: Read) -> None:
    assert read("burn out cran gevrier") == [("cran gevrier", "74010", "plain")]


def test_a_district_is_not_read_into_a_year_of_study(read: Read) -> None:
    assert [code for _, code, _ in read("interne lyon 3eme annee")] == ["69123"]
    assert [code for _, code, _ in read("lyon 3 ans")] == ["69123"]
    assert [code for _, code, _ in read("lyon 3 alcool")] == ["69383"]


def test_the_longest_reading_is_taken(read: Read) -> None:
    assert [run for run, _, _ in read("clinique villeneuve lez avignon")] == ["villeneuve lez avignon"]
    assert [run for run, _, _ in read("saint denis la reunion burn out")] == ["saint denis la reunion"]
    assert [run for run, _, _ in read("69372 lyon cedex 08 alcool")] == ["69372 lyon cedex 08"]
    assert [run for run, _, _ in read("toulouse 31 alcool")] == ["toulouse 31"]


def test_a_departement_elsewhere_stays_a_second_place(read: Read) -> None:
    assert [code for _, code, _ in read("toulouse 30")] == ["31555", "30"]
    assert [code for _, code, _ in read("paris 93")] == ["75056", "93"]


def test_no_departement_name_is_weak_but_those_that_are_everyday_words(read: Read, gazetteer: Gazetteer) -> None:
    names = [fold(departement.name) for departement in gazetteer.departements.values()]
    weak = {name for name in names if read(name)[0][2] == "weak"}
    assert weak == {"cher", "nord", "somme"}


def test_the_same_with_their_article_are_sure(read: Read) -> None:
    for text in ("le cher", "la somme", "le nord"):
        assert [strength for _, _, strength in read(f"medecin {text}")] == ["sure"]


def test_a_word_that_is_no_place_costs_less_than_five_microseconds(places: PlaceIndex) -> None:
    words = ["bonjour", "cherche", "aide", "medecin", "epuise", "boit", "xyzzy"]

    def read_all() -> None:
        for start in range(len(words)):
            places.match(words, start)

    best = min(timeit.repeat(read_all, number=200, repeat=5)) / 200 / len(words)
    assert best < 5e-6
