"""Distances for lists: services as points of the unit sphere, nearest of several origins by one product.

Great-circle kilometres, at most 0.5 % from the geodesic; pages and limits use `relais.geo.distance.geodesic_km`.
"""

from collections.abc import Sequence
from math import asin, cos, dist, radians, sin

import numpy as np
from numpy.typing import NDArray

_INSIDE = 1 - 1e-12
_DIAMETER_KM = 2 * 6371.0088  # mean, of WGS 84
Point = tuple[float, float]  # latitude, longitude in degrees
Vector = tuple[float, float, float]


def unit_vector(lat: float, lon: float) -> Vector:
    """The point of the unit sphere at `lat`, `lon` (degrees), a hair inside so that no chord is above 2."""
    phi, lam = radians(lat), radians(lon)
    return _INSIDE * cos(phi) * cos(lam), _INSIDE * cos(phi) * sin(lam), _INSIDE * sin(phi)


def kilometres_of(point: Vector | None, towards: Sequence[Vector]) -> float | None:
    """Kilometres from one point to the nearest origin; None where a service has no point."""
    if point is None:
        return None
    chord = dist(point, towards[0]) if len(towards) == 1 else min([dist(point, origin) for origin in towards])
    return _DIAMETER_KM * asin(chord / 2)


def kilometres(points: NDArray[np.float64], towards: Sequence[Vector]) -> NDArray[np.float64]:
    """Kilometres from each point (n × 3) to the nearest origin; NaN where a service has no point."""
    cosine = points @ np.array(towards[0])
    for origin in towards[1:]:
        cosine = np.maximum(cosine, points @ np.array(origin))
    # The chord keeps its precision for near points, where an arc cosine loses it.
    arc: NDArray[np.float64] = _DIAMETER_KM * np.arcsin(np.sqrt(np.maximum(0.5 - cosine / 2, 0.0)))
    return arc
