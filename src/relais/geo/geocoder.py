"""geopy geocoders: one that never leaves the machine, and the national address base for associations' addresses."""

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from geopy.geocoders import BANFrance
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location
from geopy.point import Point
from msgspec.structs import asdict

from relais.core.text import fold
from relais.geo.distance import haversine_km
from relais.geo.gazetteer import Gazetteer
from relais.geo.model import Place
from relais.geo.places import PlaceIndex

# The address geopy knows by default was switched off in January 2026.
BAN_DOMAIN = "data.geopf.fr/geocodage"
_CANDIDATES = 32  # communes nearest in degrees, among which the nearest in kilometres is sought


class OfflineGeocoder(Geocoder):  # type: ignore[misc]  # geopy has no types
    """Communes, postcodes, départements and régions of the gazetteer. Precision: the town, never the street."""

    def __init__(self, gazetteer: Gazetteer, index: PlaceIndex) -> None:
        super().__init__(scheme="https", timeout=0)
        self._index = index
        self._communes = [c for c in gazetteer.communes.values() if c.lat is not None and c.lon is not None]
        self._points = np.array([(c.lat, c.lon) for c in self._communes], dtype=np.float64)

    def geocode(
        self, query: str, exactly_one: bool = True, timeout: Any = DEFAULT_SENTINEL
    ) -> Location | list[Location] | None:
        """Places that `query` names, or that end it when it is a postal address; None when there are none."""
        del timeout  # nothing waits
        places = self._index.find(query) or self._end_of_address(query)
        return _answer([_location(place) for place in places], exactly_one)

    def reverse(
        self, query: Point | str | tuple[float, float], exactly_one: bool = True, timeout: Any = DEFAULT_SENTINEL
    ) -> Location | list[Location] | None:
        """The communes whose town hall is nearest to a point in degrees, nearest first."""
        del timeout
        point = Point(query)
        places = self._nearest(point.latitude, point.longitude)
        return _answer([_location(place) for place in places], exactly_one)

    def _end_of_address(self, address: str) -> Sequence[Place]:
        words = fold(address).split()
        for start in range(1, len(words)):
            found = self._index.match(words, start)
            if found is not None and start + found.length == len(words) and found.strength == "sure":
                return found.places
        return ()

    def _nearest(self, lat: float, lon: float, limit: int = 5) -> list[Place]:
        scale = np.cos(np.radians(lat))
        squared = ((self._points - (lat, lon)) * (1.0, scale)) ** 2
        near = np.argpartition(squared.sum(axis=1), _CANDIDATES)[:_CANDIDATES]
        communes = [self._communes[i] for i in near]
        communes.sort(key=lambda c: haversine_km(lat, lon, c.lat or 0.0, c.lon or 0.0))
        return [self._index.commune(c.insee) for c in communes[:limit]]


class BanSettings(Protocol):
    """The one setting that opens the door to the national address base."""

    @property
    def ban_enabled(self) -> bool: ...


def ban_geocoder(settings: BanSettings) -> BANFrance | None:
    """The national address base, or None unless switched on: for an association's own address, never a caller's."""
    return BANFrance(domain=BAN_DOMAIN, timeout=5) if settings.ban_enabled else None


def _location(place: Place) -> Location:
    return Location(place.label, Point(place.lat, place.lon), asdict(place))


def _answer(locations: list[Location], exactly_one: bool) -> Location | list[Location] | None:
    if not locations:
        return None
    return locations[0] if exactly_one else locations
