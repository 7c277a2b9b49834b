"""What must hold before anything is written: each line was a mistake once made with these sources."""

from collections.abc import Iterable, Mapping

from geo_build.communes import Commune
from geo_build.departements import Departement, Pair

_PARIS = {("75", "92"), ("75", "93"), ("75", "94")}
_OVERSEAS = {"971", "972", "973", "974", "976"}
_UNINHABITED = {"984", "989"}  # the southern lands and Clipperton have no point
_MOST_PATH_BYTES = 45_000


def check_communes(communes: Iterable[Commune]) -> None:
    """34,875 communes and 45 districts with a point; collectivities besides; a postcode does not tell a département."""
    communes = list(communes)
    french = [c for c in communes if len(c.departement) == 2 or c.departement in _OVERSEAS]
    _demand(len([c for c in french if c.kind == "COM"]) == 34_875, "34,875 communes")
    _demand(len([c for c in french if c.kind == "ARM"]) == 45, "45 town districts")
    missing = [c.insee for c in communes if c.lat is None and c.departement not in _UNINHABITED]
    _demand(not missing, f"a point for every commune, missing: {missing}")
    _demand(len({c.insee for c in communes}) == len(communes), "each commune once")
    elsewhere = [c for c in french for code in c.postcodes if not code.startswith(c.departement)]
    _demand(len(elsewhere) > 300, "postcodes that do not start with their département (2A, 2B among them)")


def check_departements(departements: Iterable[Departement]) -> None:
    """101, symmetric neighbours, none overseas."""
    by_code = {d.code: d for d in departements}
    _demand(len(by_code) == 101, "101 départements")
    _demand(
        all(d.code in by_code[other].neighbours for d in by_code.values() for other in d.neighbours),
        "symmetric neighbours",
    )
    _demand(all(not by_code[code].neighbours for code in _OVERSEAS), "no neighbours overseas")
    _demand(set(by_code["69"].neighbours) == {"01", "38", "42", "71"}, "the neighbours of Rhône")
    _demand(by_code["2A"].neighbours == ("2B",), "Corsica borders itself alone")


def check_pairs(by_vertices: Mapping[Pair, int], by_borders: set[Pair]) -> None:
    """238 pairs, found alike in two ways."""
    _demand(set(by_vertices) == by_borders, f"two derivations agree: {set(by_vertices) ^ by_borders}")
    _demand(len(by_vertices) == 238, "238 pairs")
    _demand({pair for pair in by_vertices if "75" in pair} == _PARIS, "Paris borders 92, 93 and 94 alone")
    _demand(("04", "13") not in by_vertices, "13 does not touch 04")


def check_map(paths: Mapping[str, str], codes: Iterable[str]) -> None:
    """One path per département, light enough to be part of a page."""
    _demand(set(paths) == set(codes), "a path for each département")
    _demand(sum(map(len, paths.values())) < _MOST_PATH_BYTES, "a light map")


def _demand(holds: bool, what: str) -> None:
    if not holds:
        raise SystemExit(f"check failed: {what}")
