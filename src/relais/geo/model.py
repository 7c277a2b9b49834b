"""Départements, communes and the places a listener types."""

from typing import Literal

from msgspec import Struct


class Departement(Struct, frozen=True, kw_only=True):
    """A département of INSEE's list (101 of them), with its seat and its neighbours by land."""

    code: str
    name: str
    region: str
    region_name: str
    seat_name: str
    seat_lat: float
    seat_lon: float
    population: int
    neighbours: tuple[str, ...]


class Commune(Struct, frozen=True, kw_only=True):
    """A commune or a town district; `lat` and `lon` in degrees, None only where no point is known."""

    insee: str
    name: str
    departement: str
    region: str
    population: int
    postcodes: tuple[str, ...]
    lat: float | None
    lon: float | None


class Place(Struct, frozen=True, kw_only=True):
    """What typed words designate. `departements` is never a region code; a point is its best centre."""

    kind: Literal["commune", "departement", "region", "postcode"]
    code: str
    label: str
    departements: tuple[str, ...]
    lat: float
    lon: float
    population: int = 0


class Match(Struct, frozen=True, kw_only=True):
    """Places found at the start of a run of folded words; `length` words are used.

    `strength`: `sure` (a département's name, a postcode, a large town, an explicit form), `plain` (a commune
    whose name is no ordinary French word), `weak` (a name that is also a common word: only a place when a
    preposition or nothing else stands beside it).
    """

    length: int
    places: tuple[Place, ...]
    strength: Literal["sure", "plain", "weak"]
