"""A published or proposed value in the words of the person who keeps it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from relais.directory import hours
from relais.directory.facts import FIELDS
from relais.directory.model import NATIONAL
from relais.directory.wording import CHARTERS, KINDS, STATES
from relais.geo.gazetteer import Gazetteer
from relais.profiles.groups import ANSWERS, OPTIONS, OWNED, PURPOSES, TOLLS
from relais.web.typography import french_date

NOTHING = "rien"


def label_of(code: str, position: int = 1) -> str:
    """`Téléphone`, `Téléphone 2`."""
    owned = OWNED.get(code)
    plain = FIELDS[code].label if code in FIELDS else code
    label = owned.label if owned and not code.endswith("_note") else plain
    return f"{label} {position}" if position > 1 else label


def words_of(code: str, value: Any, gazetteer: Gazetteer) -> str:
    """The value as it is read aloud; "rien" when there is none."""
    if value in (None, "", [], {}):
        return NOTHING
    if code in OPTIONS:
        return ", ".join(OPTIONS[code].get(one, one) for one in value)
    if code == "coverage":
        return coverage_words(value, gazetteer)
    if code == "hours":
        return hours.sentence(value) or str(value)
    if code in ("free", "anonymous", "independent", "dedicated"):
        return ANSWERS.get(value, str(value))
    if code == "kind":
        return KINDS.get(value, str(value))
    if code in ("charter", "convention", "council_of", "state"):
        return CHARTERS.get(value) or STATES.get(value) or str(value)
    if code == "phone_toll":
        return TOLLS.get(value, str(value))
    if code.endswith("_purpose"):
        return PURPOSES.get(value, str(value)).partition(" :")[0]
    return _whole(code, value, gazetteer)


def _whole(code: str, value: Any, gazetteer: Gazetteer) -> str:
    if isinstance(value, Mapping):
        if code == "phone":
            return str(value.get("display", ""))
        return closure_words(value) if code == "closure" else location_words(value, gazetteer)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(map(str, value))
    return str(value)


def coverage_words(codes: Sequence[str], gazetteer: Gazetteer) -> str:
    """`toute la France`, or the départements by name; whole régions by theirs."""
    if NATIONAL in codes:
        return "toute la France"
    left = list(codes)
    said = []
    for region in gazetteer.regions.values():
        if len(region.departements) > 1 and set(region.departements) <= set(left):
            said.append(region.name)
            left = [code for code in left if code not in region.departements]
    said += [f"{gazetteer.territory_name(code)} ({code})" for code in left]
    return ", ".join(said)


def location_words(location: Mapping[str, Any], gazetteer: Gazetteer) -> str:
    """`4 rue des Essais, 38000, Grenoble`; the département alone when nothing more is known."""
    commune = gazetteer.communes.get(location.get("commune", ""))
    city = location.get("city") or (commune.name if commune else "")
    said = [str(part) for part in (location.get("address"), location.get("postcode"), city) if part]
    if not said and location.get("departement"):
        return f"dans le département {gazetteer.territory_name(location['departement'])}"
    return ", ".join(said) or NOTHING


def closure_words(closure: Mapping[str, Any]) -> str:
    """`du 3 août 2026 au 24 août 2026`."""
    first, last = (closure.get(name) for name in ("closure_from", "closure_to"))
    said = [f"{word} {french_date(date.fromisoformat(str(day)))}" for word, day in (("du", first), ("au", last)) if day]
    return " ".join(said)
