"""A published or proposed value in French words: no code, no key, no JSON is ever shown to a person."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from relais.directory import hours, wording
from relais.directory.assembly import postal_address
from relais.directory.model import NATIONAL
from relais.geo.gazetteer import Gazetteer
from relais.web.typography import NARROW, french_date, narrow, source_date

NOTHING = "rien"
TERNARIES = {
    "independent": ("indépendant de l'Ordre", "lié à l'Ordre"),
    "anonymous": ("anonyme", "non anonyme"),
    "free": ("gratuit", "payant"),
    "dedicated": ("réservé aux soignants", "ouvert à tous"),
}
CONVENTIONS = {"cnom": "Conseil national de l'Ordre", "carmf": "CARMF", "cng": "CNG"}
PURPOSES = {"help": "pour demander de l'aide", "admin": "usage administratif, jamais pour demander de l'aide"}
PRECISIONS = {"commune": "commune seule connue", "departement": "département seul connu"}
UNSAID = "aucune source ne le dit"
_CODES: Mapping[str, Mapping[str, str]] = {
    "kind": wording.KINDS,
    "charter": {**wording.CHARTERS, "unknown": "lien à la charte inconnu"},
    "convention": CONVENTIONS,
    "state": wording.STATES,
    "phone_toll": {**wording.TOLLS, "unknown": "coût inconnu"},
    "phone_purpose": PURPOSES,
    "email_purpose": PURPOSES,
}
_LISTS: Mapping[str, Mapping[str, str]] = {
    "needs": wording.NEEDS,
    "audiences": wording.AUDIENCES,
    "admission": wording.ADMISSION,
    "aliases": {},
}


def value_words(gazetteer: Gazetteer, field: str, value: Any) -> str:
    """The value of `field` as a reader of the directory would hear it; "rien" when there is none."""
    if value is None or value in ("", [], {}):
        return NOTHING
    if field in _LISTS:
        return f"{NARROW}; ".join(_LISTS[field].get(code, str(code)) for code in _sequence(value))
    if field in _CODES:
        return _CODES[field].get(value, str(value))
    if field in TERNARIES:
        yes, no = TERNARIES[field]
        return {"yes": yes, "no": no}.get(value, UNSAID)
    if reader := _READERS.get(field):
        return reader(gazetteer, value)
    return narrow(str(value))


def _sequence(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else [value]


def _phone(_: Gazetteer, value: Any) -> str:
    return str(value.get("display", "")) if isinstance(value, dict) else str(value)


def _hours(_: Gazetteer, value: Any) -> str:
    return narrow(hours.sentence(str(value)) or str(value))


def _departement(gazetteer: Gazetteer, code: Any) -> str:
    return "toute la France" if code == NATIONAL else f"{gazetteer.territory_name(code)} ({code})"


def _coverage(gazetteer: Gazetteer, value: Any) -> str:
    """Whole régions by their name, the other départements by theirs."""
    left = list(_sequence(value))
    count = len(left)
    said = []
    for region in gazetteer.regions.values():
        if len(region.departements) > 1 and set(region.departements) <= set(left):
            said.append(region.name)
            left = [code for code in left if code not in region.departements]
    said += [_departement(gazetteer, code) for code in left]
    return f"{count} départements : {', '.join(said)}" if count > 5 else ", ".join(said)


def _location(gazetteer: Gazetteer, value: Any) -> str:
    if not isinstance(value, dict):
        return str(value)
    commune = gazetteer.communes.get(value.get("commune", ""))
    street = postal_address(*(value.get(part, "") for part in ("address", "postcode", "city")))
    area = _departement(gazetteer, value["departement"]) if value.get("departement") else ""
    parts = [street or (commune.name if commune else ""), area]
    told = ", ".join(part for part in parts if part)
    precision = PRECISIONS.get(value.get("location_precision", ""), "")
    return f"{told} ({precision})" if precision and not street else told or _point(value)


def _point(value: Mapping[str, Any]) -> str:
    return f"point {value['lat']:.4f}, {value['lon']:.4f}" if "lat" in value else NOTHING


def _closure(_: Gazetteer, value: Any) -> str:
    if not isinstance(value, dict):
        return str(value)
    first, last = (value.get(part) for part in ("closure_from", "closure_to"))
    parts = [f"du {_day(first)}" if last else f"à partir du {_day(first)}"] if first else []
    parts += [f"{'au' if first else 'jusqu’au'} {_day(last)}"] if last else []
    return " ".join(parts) or NOTHING


def _day(value: Any) -> str:
    try:
        return french_date(date.fromisoformat(str(value)))
    except ValueError:
        return str(value)


_READERS: Mapping[str, Callable[[Gazetteer, Any], str]] = {
    "phone": _phone,
    "hours": _hours,
    "coverage": _coverage,
    "council_of": _departement,
    "location": _location,
    "closure": _closure,
    "closed_on": lambda _, value: f"depuis le {_day(value)}",
    "last_seen_open": lambda _, value: source_date(str(value)),
}
