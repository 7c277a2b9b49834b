"""The form of one field, whatever it holds: what is put in the boxes, and what is read back from them."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from relais.core.errors import NotFound
from relais.directory import wording
from relais.directory.facts import FIELDS
from relais.directory.model import NATIONAL
from relais.directory.value_words import CONVENTIONS, PURPOSES, TERNARIES, UNSAID
from relais.directory.values import FILE_STATES
from relais.geo.gazetteer import Gazetteer

Widget = Literal["line", "text", "lines", "day", "one", "many", "territory", "place", "closure", "hours"]
Choices = Sequence[tuple[str, str]]
Short = Annotated[str, Meta(max_length=300)]
PLACE = ("address", "postcode", "city", "commune", "departement", "lat", "lon")
CLOSURE = ("closure_from", "closure_to")
NOT_BY_HAND = frozenset({"organization", "replaced_by", "closed_on"})  # pages of their own decide these
FIELDS_BY_HAND = tuple(code for code in FIELDS if code not in NOT_BY_HAND)
_WIDGETS: Mapping[str, Widget] = {
    "description": "text",
    "message": "text",
    "audience_note": "text",
    "coverage_note": "text",
    "hours_note": "text",
    "admission_note": "text",
    "capacity_note": "text",
    "accessibility": "text",
    "aliases": "lines",
    "needs": "many",
    "audiences": "many",
    "admission": "many",
    "coverage": "territory",
    "location": "place",
    "closure": "closure",
    "hours": "hours",
    "kind": "one",
    "charter": "one",
    "convention": "one",
    "council_of": "one",
    "state": "one",
    "phone_toll": "one",
    "phone_purpose": "one",
    "email_purpose": "one",
    **dict.fromkeys(TERNARIES, "one"),
}


class FieldForm(Struct, frozen=True, kw_only=True):
    """What is typed of one field. `base`: the version the person started from, 0 when there was nothing."""

    text: Annotated[str, Meta(max_length=4000)] = ""
    codes: Annotated[tuple[Annotated[str, Meta(max_length=40)], ...], Meta(max_length=120)] = ()
    address: Short = ""
    postcode: Short = ""
    city: Short = ""
    commune: Short = ""
    departement: Short = ""
    lat: Short = ""
    lon: Short = ""
    closure_from: Short = ""
    closure_to: Short = ""
    why: Annotated[str, Meta(max_length=500)] = ""
    base: Annotated[int, Meta(ge=0)] = 0


NAMES = {
    "text": "Valeur",
    "codes": "Choix",
    "address": "Rue",
    "postcode": "Code postal",
    "city": "Ville",
    "commune": "Code INSEE de la commune",
    "departement": "Département",
    "lat": "Latitude",
    "lon": "Longitude",
    "closure_from": "Premier jour",
    "closure_to": "Dernier jour",
    "why": "Pourquoi",
    "base": "Version",
}


def field_named(name: str) -> tuple[str, int]:
    """`phone-2` -> the field and its position. Raises NotFound."""
    code, _, position = name.partition("-")
    if code not in FIELDS or code in NOT_BY_HAND or not (position or "1").isdigit() or len(position) > 2:
        raise NotFound
    number = int(position or "1")
    if number < 1 or (number > 1 and FIELDS[code].subject != "contact"):
        raise NotFound
    return code, number


def name_of(code: str, position: int) -> str:
    """The name of a field in an address: `phone`, `phone-2`."""
    return code if position == 1 else f"{code}-{position}"


def widget_of(code: str) -> Widget:
    """How a field is filled in."""
    return _WIDGETS.get(code, "line")


def choices_of(code: str, gazetteer: Gazetteer) -> Choices:
    """The codes of a field with their words."""
    if code in TERNARIES:
        yes, no = TERNARIES[code]
        return (("unknown", UNSAID), ("yes", yes), ("no", no))
    if code in ("coverage", "council_of"):
        return [(one, f"{one} {found.name}") for one, found in gazetteer.departements.items()]
    return tuple(_LISTS.get(code, {}).items())


_LISTS: Mapping[str, Mapping[str, str]] = {
    "needs": wording.NEEDS,
    "audiences": wording.AUDIENCES,
    "admission": wording.ADMISSION,
    "kind": {code: told for code, told in wording.KINDS.items() if code != "urgence"},
    "charter": {**wording.CHARTERS, "unknown": "inconnu"},
    "convention": CONVENTIONS,
    "state": {code: wording.STATES[code] for code in FILE_STATES},
    "phone_toll": {**wording.TOLLS, "unknown": "inconnu"},
    "phone_purpose": PURPOSES,
    "email_purpose": PURPOSES,
}


def filled_from(code: str, value: Any, base: int) -> FieldForm:
    """The boxes of what is published."""
    if value is None:
        return FieldForm(base=base)
    match widget_of(code):
        case "many" | "territory":
            return FieldForm(codes=tuple(value), base=base)
        case "lines":
            return FieldForm(text="\n".join(value), base=base)
        case "place" | "closure":
            known: dict[str, Any] = {part: str(value[part]) for part in (*PLACE, *CLOSURE) if part in value}
            return FieldForm(**known, base=base)
        case _ if code == "phone":
            return FieldForm(text=value["display"], base=base)
        case _:
            return FieldForm(text=str(value), base=base)


def value_of(code: str, form: FieldForm) -> Any:
    """What is proposed, as the directory takes it; None when the boxes are empty."""
    match widget_of(code):
        case "territory" if NATIONAL in form.codes:
            return [NATIONAL]
        case "many" | "territory":
            return list(form.codes) or None
        case "lines":
            return [line.strip() for line in form.text.splitlines() if line.strip()] or None
        case "place":
            return _group(form, PLACE)
        case "closure":
            return _group(form, CLOSURE)
        case _:
            return form.text.strip() or None


def _group(form: FieldForm, parts: Sequence[str]) -> dict[str, str] | None:
    given = {part: text for part in parts if (text := getattr(form, part).strip())}
    return given or None


def box_of(code: str) -> str:
    """The box beside which a refusal of this field is said."""
    return {"many": "codes", "territory": "codes", "place": "address", "closure": "closure_to"}.get(
        widget_of(code), "text"
    )
