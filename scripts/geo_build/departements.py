"""Départements: seat, extent, and which of them border each other, found in two independent ways."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import shapely
from shapely.geometry.base import BaseGeometry

from geo_build.communes import Commune
from geo_build.sources import Sources, read_official

_PARIS = "75"
_ZONES = {"metro", "drom"}  # the 101: not the overseas collectivities
_DECIMALS = 4  # degrees: 11 m
_GRID = 1e-5  # degrees: 1 m, closes the hair-thin gaps between communes
_SHORTEST_BORDER = 0.002  # degrees: two départements that only meet at a point do not adjoin

Pair = tuple[str, str]


class Departement(NamedTuple):
    """A line of departements.csv; the extent in degrees."""

    code: str
    name: str
    region: str
    region_name: str
    seat: Commune
    population: int
    communes: int
    extent: tuple[float, float, float, float]
    neighbours: tuple[str, ...]


def build_departements(
    sources: Sources, communes: Iterable[Commune], shapes: Mapping[str, BaseGeometry], pairs: Iterable[Pair]
) -> list[Departement]:
    """The 101 départements, in the order of their codes."""
    by_insee = {commune.insee: commune for commune in communes}
    regions = {row["code"]: row["nom"] for row in read_official(sources.official, "regions")}
    official = [row for row in read_official(sources.official, "departements") if row["zone"] in _ZONES]
    neighbours = _neighbours(pairs)
    return [
        _departement(row, regions, by_insee, shapes, neighbours)
        for row in sorted(official, key=lambda row: row["code"])
    ]


def _departement(
    row: dict[str, Any],
    regions: Mapping[str, str],
    by_insee: Mapping[str, Commune],
    shapes: Mapping[str, BaseGeometry],
    neighbours: Mapping[str, list[str]],
) -> Departement:
    code = row["code"]
    members = [c for c in by_insee.values() if c.departement == code and c.kind == "COM"]
    bounds = shapely.total_bounds([shapes[c.insee] for c in members])
    return Departement(
        code=code,
        name=row["nom"],
        region=row["region"],
        region_name=regions[row["region"]],
        seat=by_insee[row["chefLieu"]],
        population=sum(c.population or 0 for c in members),
        communes=len(members),
        extent=tuple(round(float(bound), _DECIMALS) for bound in bounds),
        neighbours=tuple(sorted(neighbours.get(code, ()))),
    )


def _neighbours(pairs: Iterable[Pair]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for a, b in pairs:
        found.setdefault(a, []).append(b)
        found.setdefault(b, []).append(a)
    return found


def dissolve(communes: Iterable[Commune], shapes: Mapping[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    """The outline of each département. Paris is made of its districts: its own outline is drawn more coarsely."""
    members: dict[str, list[BaseGeometry]] = {}
    for commune in communes:
        wanted = "ARM" if commune.departement == _PARIS else "COM"
        if commune.kind == wanted and commune.insee in shapes:
            members.setdefault(commune.departement, []).append(shapes[commune.insee])
    return {code: shapely.union_all(parts, grid_size=_GRID) for code, parts in members.items()}


def pairs_by_vertices(communes: Iterable[Commune], shapes: Mapping[str, BaseGeometry]) -> dict[Pair, int]:
    """Bordering départements, with the number of vertices that communes of both have in common."""
    owners: dict[tuple[float, float], set[str]] = {}
    for commune in communes:
        if commune.kind == "COM" and commune.insee in shapes:
            for lon, lat in shapely.get_coordinates(shapes[commune.insee]).round(6).tolist():
                owners.setdefault((lon, lat), set()).add(commune.departement)
    shared: dict[Pair, int] = {}
    for departements in owners.values():
        for a in departements:
            for b in departements:
                if a < b:
                    shared[a, b] = shared.get((a, b), 0) + 1
    return dict(sorted(shared.items()))


def pairs_by_borders(outlines: Mapping[str, BaseGeometry]) -> set[Pair]:
    """Bordering départements: those whose outlines have a line in common."""
    codes = sorted(outlines)
    shapes = [outlines[code] for code in codes]
    tree = shapely.STRtree(shapes)
    found = set()
    for one, other in zip(*tree.query(shapes, predicate="intersects").tolist(), strict=True):
        if codes[one] < codes[other]:
            border = shapely.intersection(shapes[one].boundary, shapes[other].boundary)
            if border.length > _SHORTEST_BORDER:
                found.add((codes[one], codes[other]))
    return found
