"""Distances in kilometres, and the départements a hospital search leaves out."""

from collections.abc import Iterable
from functools import cache
from math import asin, cos, radians, sin, sqrt
from typing import Literal

from geopy.distance import geodesic

from relais.geo.gazetteer import load_gazetteer

Level = Literal["own", "neighbours", "region", "none"]

_EARTH_RADIUS_KM = 6371.0088  # mean radius of WGS 84


def haversine_km(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Great-circle kilometres between two points in degrees: for lists, at most 0.5 % from `geodesic_km`."""
    phi_a, phi_b = radians(lat_a), radians(lat_b)
    half = sin((phi_b - phi_a) / 2) ** 2
    half += cos(phi_a) * cos(phi_b) * sin(radians(lon_b - lon_a) / 2) ** 2
    return 2 * _EARTH_RADIUS_KM * asin(min(1.0, sqrt(half)))


def geodesic_km(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Kilometres on the WGS 84 ellipsoid (Karney): about 0.1 ms a call, for the distances a person reads."""
    return float(geodesic((lat_a, lon_a), (lat_b, lon_b)).km)


def excluded_departements(origins: Iterable[str], level: Level) -> frozenset[str]:
    """Départements left out of a hospital search for a doctor of `origins` (home, practice: several codes).

    Each level holds the one before: own, then those that border it, then its whole région.
    A code outside the 101 (an overseas collectivity) leaves out itself alone.
    """
    if level == "none":
        return frozenset()
    return frozenset().union(*(_excluded(code, level) for code in origins))


@cache
def _excluded(code: str, level: Level) -> frozenset[str]:
    gazetteer = load_gazetteer()
    departement = gazetteer.departements.get(code)
    if departement is None or level == "own":
        return frozenset({code})
    adjoining = frozenset({code, *departement.neighbours})
    if level == "neighbours":
        return adjoining
    return adjoining.union(gazetteer.regions[departement.region].departements)


@cache
def departements_by_distance(code: str) -> tuple[str, ...]:
    """All 101 codes from the nearest seat to the farthest, `code` first. Raises KeyError when it is no département."""
    departements = load_gazetteer().departements
    here = departements[code]

    def remoteness(other: str) -> tuple[bool, float, str]:
        there = departements[other]
        km = haversine_km(here.seat_lat, here.seat_lon, there.seat_lat, there.seat_lon)
        return other != code, km, other

    return tuple(sorted(departements, key=remoteness))
