"""Distances for lists: services as points of the unit sphere, nearest of several origins by one product.

Great-circle kilometres, at most 0.5 % from the geodesic; pages and limits use `relais.geo.distance.geodesic_km`.
"""

from collections.abc import Sequence
from math import asin, cos, radians, sin, sqrt

import numpy as np
from numpy.typing import NDArray

_EARTH_RADIUS_KM = 6371.0088
Point = tuple[float, float]  # latitude, longitude in degrees
Vector = tuple[float, float, float]


def unit_vector(lat: float, lon: float) -> Vector:
    """The point of the unit sphere at `lat`, `lon` (degrees)."""
    phi, lam = radians(lat), radians(lon)
    return cos(phi) * cos(lam), cos(phi) * sin(lam), sin(phi)


def kilometres_of(point: Vector | None, towards: Sequence[Vector]) -> float | None:
    """Kilometres from one point to the nearest origin; None where a service has no point."""
    if point is None:
        return None
    x, y, z = point
    squares = min((x - a) ** 2 + (y - b) ** 2 + (z - c) ** 2 for a, b, c in towards)
    return 2 * _EARTH_RADIUS_KM * asin(min(1.0, sqrt(squares) / 2))


def kilometres(points: NDArray[np.float32], towards: Sequence[Vector]) -> NDArray[np.float64]:
    """Kilometres from each point (n × 3) to the nearest origin; NaN where a service has no point."""
    there = np.array(towards, dtype=np.float64)
    # The chord keeps its precision for near points, where the arc cosine of a dot product loses it.
    chord = np.sqrt(np.maximum(0.0, 2.0 - 2.0 * (points.astype(np.float64) @ there.T)))
    arc: NDArray[np.float64] = 2 * _EARTH_RADIUS_KM * np.arcsin(np.minimum(1.0, chord.min(axis=1) / 2))
    return arc
