import csv
from pathlib import Path

from relais.geo.gazetteer import DATA_DIR, Gazetteer, load_gazetteer

OVERSEAS = {"971", "972", "973", "974", "976"}


def test_there_are_101_departements_and_18_regions_that_share_them_out(gazetteer: Gazetteer) -> None:
    assert len(gazetteer.departements) == 101
    assert len(gazetteer.regions) == 18
    members = [code for region in gazetteer.regions.values() for code in region.departements]
    assert sorted(members) == sorted(gazetteer.departements)


def test_every_commune_and_district_of_the_101_has_a_point(gazetteer: Gazetteer) -> None:
    inside = [c for c in gazetteer.communes.values() if c.departement in gazetteer.departements]
    assert len(inside) == 34_875 + 45
    assert all(c.lat is not None and c.lon is not None for c in inside)


def test_a_point_lies_within_reach_of_its_departement(gazetteer: Gazetteer) -> None:
    path = DATA_DIR / "geo" / "departements.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        extents = {row["code"]: row for row in csv.DictReader(lines)}
    strays = []
    for commune in gazetteer.communes.values():
        extent = extents.get(commune.departement)
        if extent is None:
            continue
        assert commune.lat is not None
        assert commune.lon is not None
        inside_lat = float(extent["lat_min"]) - 0.01 <= commune.lat <= float(extent["lat_max"]) + 0.01
        inside_lon = float(extent["lon_min"]) - 0.01 <= commune.lon <= float(extent["lon_max"]) + 0.01
        if not (inside_lat and inside_lon):
            strays.append(commune.insee)
    assert strays == []


def test_neighbours_are_the_238_pairs_of_the_adjacency_file_both_ways(gazetteer: Gazetteer) -> None:
    with (DATA_DIR / "geo" / "adjacency.csv").open(encoding="utf-8", newline="") as lines:
        pairs = {(row["a"], row["b"]) for row in csv.DictReader(lines)}
    assert len(pairs) == 238
    from_neighbours = {(d.code, other) for d in gazetteer.departements.values() for other in d.neighbours}
    assert from_neighbours == pairs | {(b, a) for a, b in pairs}


def test_the_borders_that_are_easily_got_wrong(gazetteer: Gazetteer) -> None:
    departements = gazetteer.departements
    assert departements["75"].neighbours == ("92", "93", "94")
    assert departements["69"].neighbours == ("01", "38", "42", "71")
    assert departements["2A"].neighbours == ("2B",)
    assert "04" not in departements["13"].neighbours
    assert all(departements[code].neighbours == () for code in OVERSEAS)


def test_a_postcode_does_not_tell_its_departement(gazetteer: Gazetteer) -> None:
    by_postcode: dict[str, set[str]] = {}
    for commune in gazetteer.communes.values():
        for postcode in commune.postcodes:
            by_postcode.setdefault(postcode, set()).add(commune.departement)
    assert by_postcode["20000"] == {"2A"}
    assert by_postcode["20200"] == {"2B"}
    assert by_postcode["97400"] == {"974"}
    assert sum(len(found) > 1 for found in by_postcode.values()) >= 16


def test_the_former_communes_lead_to_communes_of_today(gazetteer: Gazetteer) -> None:
    with (DATA_DIR / "geo" / "former_communes.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) > 2_000
    assert all(row["insee"] in gazetteer.communes for row in rows)


def test_a_territory_that_is_no_departement_still_has_a_name(gazetteer: Gazetteer) -> None:
    assert gazetteer.territory_name("988") == "Nouvelle-Calédonie"
    assert gazetteer.territory_name("30") == "Gard"
    assert gazetteer.territory_name("99") == "99"


def test_the_files_are_read_once(gazetteer: Gazetteer) -> None:
    assert load_gazetteer(Path(DATA_DIR)) is gazetteer
