"""Fields that several columns make: where a service is, and when it is closed for a while."""

from collections.abc import Mapping
from typing import Any

from relais.core.text import digits
from relais.directory.values import PRECISIONS, Parser, read_code, read_day, read_departement, read_point, read_text
from relais.geo.gazetteer import Gazetteer

Refusals = list[tuple[str, str]]  # (column, French sentence)
Group = tuple[dict[str, Any], Refusals]


def read_location(given: Mapping[str, str], gazetteer: Gazetteer) -> Group:
    """Address, commune, département and point; what is missing comes from the commune, else from the département."""
    place, refusals = _read(given, {**_PARSERS, "departement": lambda text: read_departement(text, gazetteer)})
    point = None
    try:
        point = read_point(given.get("lat", ""), given.get("lon", ""))
    except ValueError as refused:
        refusals.append(("lat", str(refused)))
    _locate(place, point, gazetteer, refusals)
    return (place if place.keys() - {"location_precision"} else {}), refusals


def read_closure(given: Mapping[str, str]) -> Group:
    """First and last day of a temporary closure, either alone."""
    closure, refusals = _read(given, {"closure_from": read_day, "closure_to": read_day})
    if len(closure) == 2 and closure["closure_from"] > closure["closure_to"]:
        refusals.append(("closure_to", "La fermeture finit avant de commencer."))
    return closure, refusals


def _read(given: Mapping[str, str], parsers: Mapping[str, Parser]) -> Group:
    values: dict[str, Any] = {}
    refusals: Refusals = []
    for column, parse in parsers.items():
        if given.get(column):
            try:
                values[column] = parse(given[column])
            except ValueError as refused:
                refusals.append((column, str(refused)))
    return values, refusals


def _locate(place: dict[str, Any], point: tuple[float, float] | None, gazetteer: Gazetteer, refusals: Refusals) -> None:
    commune = gazetteer.communes.get(place.get("commune", ""))
    if "commune" in place and commune is None:
        refusals.append(("commune", f"« {place['commune']} » n'est le code INSEE d'aucune commune."))
        return
    if commune is not None:
        if place.setdefault("departement", commune.departement) != commune.departement:
            sentence = f"La commune {commune.name} est dans le département {commune.departement}."
            refusals.append(("departement", sentence))
        if point is None and commune.lat is not None and commune.lon is not None:
            point = (commune.lat, commune.lon)
            place["location_precision"] = "commune"
    elif point is None and (departement := gazetteer.departements.get(place.get("departement", ""))):
        point = (departement.seat_lat, departement.seat_lon)
        place["location_precision"] = "departement"
    if point is not None:
        place["lat"], place["lon"] = point
        place.setdefault("location_precision", "address")


def _read_postcode(text: str) -> str:
    if len(text) != 5 or digits(text) != text:
        raise ValueError(f"« {text} » n'est pas un code postal de cinq chiffres.")
    return text


_PARSERS: dict[str, Parser] = {
    "address": read_text(300),
    "postcode": _read_postcode,
    "city": read_text(100),
    "commune": read_text(5),
    "location_precision": read_code(*PRECISIONS),
}
