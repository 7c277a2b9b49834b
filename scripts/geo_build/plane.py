"""From degrees to the drawing plane: Lambert's conic projection for the mainland, a flat one for each island."""

from collections.abc import Callable
from math import cos, log, radians, tan
from typing import NamedTuple

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

_NORTH, _SOUTH, _MIDDLE, _MERIDIAN = (radians(x) for x in (49.0, 44.0, 46.5, 3.0))

Points = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


class Box(NamedTuple):
    """A rectangle of the drawing: left, top, width, height."""

    x: int
    y: int
    width: int
    height: int


def lambert(points: Points) -> Points:
    """Longitudes and latitudes to the conic projection with standard parallels 44 and 49 (sphere of radius 1)."""
    n = log(cos(_SOUTH) / cos(_NORTH)) / log(_cotangent(_NORTH) / _cotangent(_SOUTH))
    scale = cos(_SOUTH) * _cotangent(_SOUTH) ** n / n
    radius = scale / np.tan(np.pi / 4 + np.radians(points[:, 1]) / 2) ** n
    angle = n * (np.radians(points[:, 0]) - _MERIDIAN)
    origin = scale / _cotangent(_MIDDLE) ** n
    return np.column_stack((radius * np.sin(angle), origin - radius * np.cos(angle)))


def _cotangent(latitude: float) -> float:
    return tan(np.pi / 4 + latitude / 2)


def flat(points: Points) -> Points:
    """Longitudes and latitudes to a plane true around their middle."""
    middle = radians(float(points[:, 1].mean()))
    return np.column_stack((points[:, 0] * cos(middle), points[:, 1]))


def fit(shapes: dict[str, BaseGeometry], box: Box) -> dict[str, BaseGeometry]:
    """Scale projected shapes together into a box of the drawing, y downwards, centred."""
    left, bottom, right, top = shapely.total_bounds(list(shapes.values()))
    scale = min(box.width / (right - left), box.height / (top - bottom))
    x = box.x + (box.width - scale * (right - left)) / 2
    y = box.y + (box.height - scale * (top - bottom)) / 2

    def place(points: Points) -> Points:
        return np.column_stack((x + (points[:, 0] - left) * scale, y + (top - points[:, 1]) * scale))

    return {code: shapely.transform(shape, place) for code, shape in shapes.items()}


def project(shapes: dict[str, BaseGeometry], projection: Callable[[Points], Points]) -> dict[str, BaseGeometry]:
    """Apply a projection to all shapes."""
    return {code: shapely.transform(shape, projection) for code, shape in shapes.items()}
