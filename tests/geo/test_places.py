import pytest
from hypothesis import given
from hypothesis import strategies as st

from relais.core.text import fold
from relais.geo.gazetteer import Gazetteer, load_gazetteer
from relais.geo.model import Departement, Place
from relais.geo.places import PlaceIndex

DEPARTEMENTS = sorted(load_gazetteer().departements.values(), key=lambda d: d.code)


def codes(found: list[Place]) -> list[str]:
    return [place.code for place in found]


def first(places: PlaceIndex, text: str) -> str:
    found = places.find(text)
    return found[0].code if found else ""


def test_every_commune_is_found_by_its_name(places: PlaceIndex, gazetteer: Gazetteer) -> None:
    lost = [c.name for c in gazetteer.communes.values() if c.lat and c.insee not in codes(places.find(c.name))]
    assert lost == []


def test_every_commune_is_found_without_accents_nor_hyphens_and_in_capitals(
    places: PlaceIndex, gazetteer: Gazetteer
) -> None:
    spellings = ((c, spelt) for c in gazetteer.communes.values() if c.lat for spelt in (fold(c.name), c.name.upper()))
    assert [spelt for c, spelt in spellings if c.insee not in codes(places.find(spelt))] == []


def test_every_postcode_is_found_with_all_its_departements(places: PlaceIndex, gazetteer: Gazetteer) -> None:
    territories: dict[str, set[str]] = {}
    for commune in gazetteer.communes.values():
        for postcode in commune.postcodes if commune.lat else ():
            territories.setdefault(postcode, set()).add(commune.departement)
    for postcode, expected in territories.items():
        (place,) = places.find(postcode)
        assert (place.kind, place.code, set(place.departements)) == ("postcode", postcode, expected)


@given(st.sampled_from(DEPARTEMENTS), st.sampled_from(["{n}", "{c}", "dep {c}", "dpt {c}", "{n} ({c})", "{n} {c}"]))
def test_a_departement_is_found_by_name_and_number_in_every_form(
    places: PlaceIndex, departement: Departement, form: str
) -> None:
    text = form.format(n=departement.name, c=departement.code)
    for spelt in (text, fold(text), text.upper()):
        found = [place for place in places.find(spelt) if place.kind == "departement"]
        assert codes(found) == [departement.code]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("haute garonne", "31"),
        ("hte garonne", "31"),
        ("val d oise", "95"),
        ("val doise", "95"),
        ("cotes d armor", "22"),
        ("cote darmor", "22"),
        ("bouche du rhone", "13"),
        ("haut de seine", "92"),
        ("seine st denis", "93"),
        ("maine et loire", "49"),
        ("territoire belfort", "90"),
        ("le gard", "30"),
        ("dans le gard", "30"),
        ("la vienne", "86"),
        ("l'ain", "01"),
        ("Aube", "10"),
        ("Loire", "42"),
        ("Creuse", "23"),
        ("Lot", "46"),
        ("Ain", "01"),
        ("Nord", "59"),
        ("Manche", "50"),
        ("Var", "83"),
        ("Cher", "18"),
        ("93", "93"),
        ("2A", "2A"),
        ("2b", "2B"),
        ("974", "974"),
        ("dep 30", "30"),
        ("dep 1", "01"),
        ("departement n° 7", "07"),
        ("département du Gard", "30"),
        ("le 69", "69"),
        ("dans le 69", "69"),
        ("(30)", "30"),
        ("la réunion", "974"),
        ("reunion", "974"),
        ("mayotte", "976"),
        ("guyane", "973"),
        ("la guadeloupe", "971"),
    ],
)
def test_a_departement_as_it_is_typed(places: PlaceIndex, typed: str, code: str) -> None:
    assert places.find(typed)[0].kind == "departement"
    assert first(places, typed) == code


@pytest.mark.parametrize(
    ("typed", "departements"),
    [
        ("paca", {"04", "05", "06", "13", "83", "84"}),
        ("idf", {"75", "77", "78", "91", "92", "93", "94", "95"}),
        ("ile de france", {"75", "77", "78", "91", "92", "93", "94", "95"}),
        ("aura", {"01", "03", "07", "15", "26", "38", "42", "43", "63", "69", "73", "74"}),
        ("rhône-alpes", {"01", "07", "26", "38", "42", "69", "73", "74"}),
        ("bretagne", {"22", "29", "35", "56"}),
        ("hauts de france", {"02", "59", "60", "62", "80"}),
        ("nord pas de calais", {"59", "62"}),
        ("alsace", {"67", "68"}),
        ("lorraine", {"54", "55", "57", "88"}),
        ("auvergne", {"03", "15", "43", "63"}),
        ("limousin", {"19", "23", "87"}),
        ("midi pyrenees", {"09", "12", "31", "32", "46", "65", "81", "82"}),
        ("languedoc roussillon", {"11", "30", "34", "48", "66"}),
        ("poitou charentes", {"16", "17", "79", "86"}),
        ("haute normandie", {"27", "76"}),
        ("basse-normandie", {"14", "50", "61"}),
        ("franche comté", {"25", "39", "70", "90"}),
        ("corse", {"2A", "2B"}),
        ("dep 20", {"2A", "2B"}),
        ("pays basque", {"64"}),
        ("antilles", {"971", "972"}),
        ("petite couronne", {"92", "93", "94"}),
        ("région parisienne", {"75", "77", "78", "91", "92", "93", "94", "95"}),
    ],
)
def test_a_region_is_a_set_of_departements(places: PlaceIndex, typed: str, departements: set[str]) -> None:
    place = places.find(typed)[0]
    assert (place.kind, set(place.departements)) == ("region", departements)


def test_every_region_of_usual_names_is_made_of_departements(places: PlaceIndex, gazetteer: Gazetteer) -> None:
    former = [place for name in ("bourgogne", "picardie", "touraine", "outre mer") for place in places.find(name)]
    regions = [place for place in former if place.kind == "region"]
    assert len(regions) == 4
    assert all(set(place.departements) <= set(gazetteer.departements) for place in regions)


@pytest.mark.parametrize(
    ("typed", "insee"),
    [
        ("Lyon", "69123"),
        ("st etienne", "42218"),
        ("stetienne", "42218"),
        ("saint-étienne", "42218"),
        ("ste foy les lyon", "69202"),
        ("villeneuve lez avignon", "30351"),
        ("villeneuve-lès-avignon", "30351"),
        ("chalon s/ saône", "71076"),
        ("l'haÿ les roses", "94038"),
        ("hay les roses", "94038"),
        ("villeneuve dascq", "59009"),
        ("le mans", "72181"),
        ("au mans", "72181"),
        ("havre", "76351"),
        ("ivry", "94041"),
        ("boulogne", "92012"),
        ("clermont", "63113"),
        ("aix", "13001"),
        ("louhans", "71263"),
        ("annecy le vieux", "74010"),
        ("tourlaville", "50129"),
        ("lyon 3", "69383"),
        ("lyon 3e", "69383"),
        ("lyon 3ème arrondissement", "69383"),
        ("paris 15eme", "75115"),
        ("paris xv", "75115"),
        ("paris 1er", "75101"),
        ("marseille 8", "13208"),
        ("75015 paris", "75015"),
        ("69003 lyon", "69003"),
        ("lyon 69003", "69003"),
        ("69372 lyon cedex 08", "69123"),
        ("31059 toulouse cedex 9", "31555"),
        ("20000 ajaccio", "2A004"),
        ("saint denis", "93066"),
        ("saint denis 974", "97411"),
        ("st denis la reunion", "97411"),
        ("saint-denis (93)", "93066"),
        ("vienne 38", "38544"),
        ("vienne en isère", "38544"),
        ("sens", "89387"),
        ("sens 89", "89387"),
        ("eu", "76255"),
        ("nouméa", "98818"),
    ],
)
def test_a_town_as_it_is_typed(places: PlaceIndex, typed: str, insee: str) -> None:
    assert first(places, typed) == insee


def test_a_cedex_code_alone_is_read_only_when_all_its_neighbours_agree(places: PlaceIndex) -> None:
    assert first(places, "69372") == "69"
    assert places.find("99999") == []


def test_homonyms_come_together_the_most_populous_first(places: PlaceIndex) -> None:
    assert codes(places.find("saint denis"))[:2] == ["93066", "97411"]
    assert codes(places.find("vienne")) == ["86", "38544"]
    assert codes(places.find("paris")) == ["75056", "75"]
    assert len(places.find("sainte-colombe")) > 10


def test_what_stands_before_chooses_between_town_and_departement(places: PlaceIndex) -> None:
    for words, code in ((["a", "vienne"], "38544"), (["dans", "la", "vienne"], "86"), (["en", "vienne"], "86")):
        match = places.match(words, len(words) - 1)
        assert match is not None
        assert codes(list(match.places)) == [code]


def test_a_code_before_a_homonym_chooses_it(places: PlaceIndex) -> None:
    match = places.match(["974", "saint", "denis"], 1)
    assert match is not None
    assert codes(list(match.places)) == ["97411"]


def test_what_is_no_place_is_not_found(places: PlaceIndex) -> None:
    assert [places.find(text) for text in ("", "   ", "xyzzy", "burn out", "lyon demain", "3114", "0608282589")] == [
        []
    ] * 7


def test_a_place_is_found_by_whoever_typed_it_twice(places: PlaceIndex) -> None:
    assert places.find("Lyon") == places.find("  LYON ")


@given(st.lists(st.text(max_size=8), max_size=6))
def test_nothing_typed_breaks_the_reading(places: PlaceIndex, words: list[str]) -> None:
    folded = fold(" ".join(words)).split()
    for start in range(len(folded)):
        match = places.match(folded, start)
        assert match is None or (match.places and 0 < match.length <= len(folded) - start)
    places.find(" ".join(words))
    places.complete(" ".join(words))
    places.correct(" ".join(words))
