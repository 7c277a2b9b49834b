"""One line per commune and town district, with its outline and its point."""

import unicodedata
from collections.abc import Iterable
from typing import Any, NamedTuple

import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from geo_build.sources import Outline, Sources, read_official, read_outlines, read_towns

_KINDS = {"commune-actuelle": "COM", "arrondissement-municipal": "ARM"}
_MERGED = frozenset({"commune-deleguee", "commune-associee"})
_NEAR = 0.005  # degrees: a town hall farther from its commune is another's
# No outline of their own in the newer wheel: these are taken from the older one.
_FROM_OLDER = frozenset({"15031", "15035", "15047", "15171"})
# The town hall lies in the commune but far from where people live, or was misplaced inside it: read on a map.
_BY_HAND = {
    "49099": (47.0605, -0.8793),  # Cholet
    "33529": (44.6328, -1.1451),  # La Teste-de-Buch
    "2A362": (41.7493, 9.1708),  # Zonza
    "74208": (45.9234, 6.6956),  # Passy
}
_COUNTRIES = {"975": "PM", "977": "BL", "978": "MF", "986": "WF", "987": "PF", "988": "NC"}


class Commune(NamedTuple):
    """A line of communes.csv; `lat` and `lon` in degrees, None where no point is known."""

    insee: str
    name: str
    kind: str
    departement: str
    region: str
    population: int | None
    postcodes: tuple[str, ...]
    lat: float | None
    lon: float | None
    source: str


class Outlines(NamedTuple):
    """Outline and town hall of each commune, by INSEE code."""

    shapes: dict[str, BaseGeometry]
    town_halls: dict[str, Point]


def read_shapes(sources: Sources) -> Outlines:
    """Outlines of all communes and districts; the eight without one are rebuilt from their parts or the older wheel."""
    shapes: dict[str, BaseGeometry] = {}
    town_halls: dict[str, Point] = {}
    codes: dict[str, str] = {}
    parts: dict[str, list[BaseGeometry]] = {}
    for entity in read_outlines(sources.outlines):
        if entity.kind in {"COM", "ARM"}:
            codes[entity.key] = entity.code
            _keep(entity, shapes, town_halls)
        elif entity.kind == "COMD" and entity.outline:
            parts.setdefault(entity.parent, []).append(shapely.from_wkb(entity.outline))
    for entity in read_outlines(sources.older_outlines):
        if entity.code in _FROM_OLDER and entity.outline:
            _keep(entity, shapes, town_halls)
    for key, code in codes.items():
        if code not in shapes:
            shapes[code] = shapely.union_all(parts[key])
    return Outlines(shapes, town_halls)


def build_communes(sources: Sources, outlines: Outlines) -> list[Commune]:
    """All communes of the official list, by INSEE code, each with the best point there is."""
    official = [row for row in read_official(sources.official, "communes") if row["type"] in _KINDS]
    overseas = _overseas_points(sources, official)
    return sorted(_commune(row, outlines, overseas) for row in official)


def former_communes(sources: Sources) -> list[tuple[str, str]]:
    """Names people still use of communes merged into another: the name, and the INSEE code of today's commune."""
    official = read_official(sources.official, "communes")
    today = {row["code"]: row["nom"] for row in official if row["type"] == "commune-actuelle"}
    former = {(row["nom"], row["chefLieu"]) for row in official if row["type"] in _MERGED}
    return sorted((name, insee) for name, insee in former if insee in today and name != today[insee])


def _keep(entity: Outline, shapes: dict[str, BaseGeometry], town_halls: dict[str, Point]) -> None:
    if entity.outline:
        shapes[entity.code] = shapely.from_wkb(entity.outline)
    if entity.town_hall:
        town_halls[entity.code] = shapely.from_wkb(entity.town_hall)


def _commune(row: dict[str, Any], outlines: Outlines, overseas: dict[str, tuple[float, float, str]]) -> Commune:
    insee = row["code"]
    lat, lon, source = overseas.get(insee) or _point(insee, outlines)
    return Commune(
        insee=insee,
        name=row["nom"],
        kind=_KINDS[row["type"]],
        departement=row["departement"],
        region=row["region"],
        population=row.get("population"),
        postcodes=tuple(row.get("codesPostaux", ())),
        lat=lat,
        lon=lon,
        source=source,
    )


def _point(insee: str, outlines: Outlines) -> tuple[float | None, float | None, str]:
    """By hand, else the town hall when it stands in its commune, else the middle of the outline."""
    if insee in _BY_HAND:
        return *_BY_HAND[insee], "manuel"
    shape = outlines.shapes.get(insee)
    if shape is None:
        return None, None, ""
    town_hall = outlines.town_halls.get(insee)
    if town_hall is not None and shape.distance(town_hall) <= _NEAR:
        return town_hall.y, town_hall.x, "mairie"
    middle = shape.centroid
    if not shape.contains(middle):
        middle = shape.representative_point()
    return middle.y, middle.x, "contour"


def _overseas_points(sources: Sources, official: Iterable[dict[str, Any]]) -> dict[str, tuple[float, float, str]]:
    """Collectivities have no outline: the town of the same name, else the largest town of the territory."""
    towns: dict[str, list[dict[str, Any]]] = {}
    for town in read_towns(sources.towns, frozenset(_COUNTRIES.values())):
        towns.setdefault(town["countrycode"], []).append(town)
    points = {}
    for row in official:
        country = _COUNTRIES.get(row["departement"])
        if country is None:
            continue
        named = [town for town in towns[country] if _bears(town, row["nom"])]
        best = max(named or towns[country], key=lambda town: town["population"])
        points[row["code"]] = best["latitude"], best["longitude"], "geonames" if named else "collectivite"
    return points


def _bears(town: dict[str, Any], name: str) -> bool:
    """A commune of several villages may be one of the other names of its main village."""
    return _letters(name) in {_letters(known) for known in (town["name"], *town["alternatenames"])}


def _letters(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return "".join(c for c in plain if c.isalpha())
