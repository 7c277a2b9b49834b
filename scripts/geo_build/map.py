"""The map of départements as SVG paths, drawn so that neighbours keep one common border."""

from typing import Any

import numpy as np
import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from geo_build.plane import Box, fit, flat, lambert, project

_VIEW = Box(0, 0, 1000, 1000)
_MAINLAND = Box(5, 5, 990, 990)
_TOLERANCE = 1.1  # drawing units (about a kilometre) a simplified border may stray
_SMALLEST = 6.0  # square units: smaller islands and enclaves are not drawn
_GRID = 0.05  # drawing units: snaps the hair-thin gaps between outlines
_AROUND_PARIS = ("75", "92", "93", "94")
_PARIS_BOX = Box(10, 20, 190, 170)
_OVERSEAS = {
    "971": Box(10, 455, 100, 92),
    "972": Box(10, 563, 100, 92),
    "973": Box(10, 671, 100, 92),
    "974": Box(10, 779, 100, 92),
    "976": Box(10, 887, 100, 92),
}
_INNER = 10  # units between a frame and what it holds


def build_map(outlines: dict[str, BaseGeometry], names: dict[str, str]) -> dict[str, Any]:
    """View box, one path and one centre per département, framed insets (Paris, overseas)."""
    mainland = {code: shape for code, shape in outlines.items() if code in names and code not in _OVERSEAS}
    drawn = _draw(fit(project(mainland, lambert), _MAINLAND))
    insets = [_paris(mainland)]
    for code, box in _OVERSEAS.items():
        drawn |= _draw(fit(project({code: outlines[code]}, flat), _inside(box)))
        insets.append({"label": names[code], "box": list(box), "paths": {}})
    return {
        "view_box": list(_VIEW),
        "paths": {code: _path(drawn[code]) for code in sorted(drawn)},
        "centres": {code: _centre(drawn[code]) for code in sorted(drawn)},
        "insets": insets,
    }


def _paris(mainland: dict[str, BaseGeometry]) -> dict[str, Any]:
    around = project({code: mainland[code] for code in _AROUND_PARIS}, lambert)
    drawn = _draw(fit(around, _inside(_PARIS_BOX)))
    paths = {code: _path(shape) for code, shape in drawn.items()}
    return {"label": "Paris et petite couronne", "box": list(_PARIS_BOX), "paths": paths}


def _inside(box: Box) -> Box:
    return Box(box.x + _INNER, box.y + _INNER, box.width - 2 * _INNER, box.height - 2 * _INNER)


def _draw(shapes: dict[str, BaseGeometry]) -> dict[str, list[Polygon]]:
    """Simplify the net of borders, each line once, and cut the plane along it again."""
    snapped = {code: shapely.set_precision(shape, _GRID) for code, shape in shapes.items()}
    net = shapely.union_all([shape.boundary for shape in snapped.values()], grid_size=_GRID)
    lines = shapely.get_parts(shapely.line_merge(net))
    simplified = shapely.union_all([_simplify(line) for line in lines])
    pieces = shapely.get_parts(shapely.polygonize([simplified])).tolist()
    return _share_out(pieces, snapped)


def _share_out(pieces: list[Polygon], shapes: dict[str, BaseGeometry]) -> dict[str, list[Polygon]]:
    """Give each piece to its département; scraps enclosed by others go to the one around them, islets are dropped."""
    owners = [_owner(piece, shapes) if piece.area >= _SMALLEST else None for piece in pieces]
    drawn: dict[str, list[Polygon]] = {code: [] for code in shapes}
    for piece, owner in zip(pieces, owners, strict=True):
        keeper = owner or _surrounding(piece, pieces, owners)
        if keeper is not None:
            drawn[keeper].append(piece)
    return {code: list(shapely.get_parts(shapely.union_all(found))) for code, found in drawn.items()}


def _surrounding(piece: Polygon, pieces: list[Polygon], owners: list[str | None]) -> str | None:
    """The département with the longest border around a piece, None at sea."""
    borders: dict[str, float] = {}
    for other, owner in zip(pieces, owners, strict=True):
        if owner is not None and other.intersects(piece):
            border = other.boundary.intersection(piece.boundary).length
            borders[owner] = borders.get(owner, 0) + border
    best = max(borders, key=lambda code: borders[code], default=None)
    return best if best and sum(borders.values()) > piece.length / 2 else None


def _simplify(line: BaseGeometry) -> BaseGeometry:
    """Keep the ends, so that lines still meet; a small closed line keeps at least a triangle."""
    simple = line.simplify(_TOLERANCE)
    return line if line.is_closed and len(simple.coords) < len("abcd") else simple


def _owner(piece: Polygon, shapes: dict[str, BaseGeometry]) -> str | None:
    """The département most of a piece belongs to; None for a lake or a foreign enclave."""
    areas = {code: shape.intersection(piece).area for code, shape in shapes.items() if shape.intersects(piece)}
    best = max(areas, key=lambda code: areas[code], default=None)
    return best if best and areas[best] > piece.area / 2 else None


def _path(polygons: list[Polygon]) -> str:
    """Relative SVG commands on whole units."""
    rings = [ring for polygon in polygons for ring in (polygon.exterior, *polygon.interiors)]
    rings = [ring for ring in rings if Polygon(ring).area >= 1]
    return "".join(_ring(np.rint(shapely.get_coordinates(ring)).astype(int)) for ring in rings)


def _ring(points: "np.ndarray[Any, Any]") -> str:
    steps = np.diff(points[:-1], axis=0)
    moves = [f"{x} {y}".replace(" -", "-") for x, y in steps.tolist() if x or y]
    return f"M{points[0][0]} {points[0][1]}l{' '.join(moves).replace(' -', '-')}z"


def _centre(polygons: list[Polygon]) -> list[int]:
    """A point well inside the largest piece, for a label or a mark."""
    largest = max(polygons, key=lambda polygon: polygon.area)
    point = shapely.maximum_inscribed_circle(largest, tolerance=1).coords[0]
    return [round(point[0]), round(point[1])]
