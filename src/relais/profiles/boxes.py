"""Published values as the boxes of a form hold them. A form is always shown from boxes: published, drafted or typed."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from relais.directory.hours_form import MOST_ROWS, HoursForm, from_osm
from relais.geo.gazetteer import Gazetteer
from relais.profiles.groups import COMPANIONS, CONTACTS, OWNED, Group
from relais.profiles.model import OwnPage, Slot, key_of, slot_of

Boxes = dict[str, list[str]]
BASE: Final = "base"  # "phone.2=34": which version of each fact the form started from
LOCATION: Final = ("address", "postcode", "city")
CLOSURE: Final = ("closure_from", "closure_to")
HOURS: Final = (
    "always",
    "holidays",
    "hours_kept",
    *(f"{name}-{row}" for row in range(1, MOST_ROWS + 1) for name in ("days", "opens", "closes")),
)


def names_of(slot: Slot) -> tuple[str, ...]:
    """The inputs that hold a slot."""
    match OWNED[slot[0]].widget:
        case "location":
            return LOCATION
        case "closure":
            return CLOSURE
        case "hours":
            return HOURS
        case _:
            return (key_of(slot),)


def slots_of(group: Group, page: OwnPage, bases: Mapping[str, int] | None = None) -> list[Slot]:
    """What stands in a form: each field, each contact published or started from, one more of each kind to fill in."""
    slots: list[Slot] = []
    for field in group.fields:
        if field.widget != "contact":
            slots.append((field.code, 1))
        elif field.code in CONTACTS:
            for position in positions(page, field.code, bases or {}):
                slots += [(code, position) for code in (field.code, *COMPANIONS[field.code])]
    return slots


def positions(page: OwnPage, kind: str, bases: Mapping[str, int]) -> list[int]:
    """Positions of the contacts there are, then 0: one more, which takes the next free position."""
    started = {slot[1] for key in bases if (slot := slot_of(key)) in page.facts and slot and slot[0] == kind}
    return [*sorted({*page.positions(kind), *started} - {0}), 0]


def published_boxes(group: Group, page: OwnPage, gazetteer: Gazetteer) -> Boxes:
    """A form's boxes as the published page fills them, and the versions they come from."""
    boxes: Boxes = {BASE: []}
    for slot in slots_of(group, page):
        boxes |= boxes_of(slot, page.value(*slot), gazetteer)
        boxes[BASE].append(f"{key_of(slot)}={page.version(slot)}")
    return boxes


def boxes_of(slot: Slot, value: Any, gazetteer: Gazetteer) -> Boxes:
    """One value in its boxes; None leaves them empty."""
    code, _ = slot
    key = key_of(slot)
    match OWNED[code].widget:
        case "ternary":
            return {key: [value or "unknown"]}
        case "lines":
            return {key: ["\n".join(value or ())]}
        case "codes" | "coverage":
            return {key: list(value or ())}
        case "contact" if code == "phone":
            return {key: [value["display"] if value else ""]}
        case "contact" if code.endswith("_purpose"):
            return {key: [value or "help"]}
        case "location":
            return _location(value or {}, gazetteer)
        case "closure":
            return {name: [(value or {}).get(name, "")] for name in CLOSURE}
        case "hours":
            return _hours(value or "")
        case _:
            return {key: [value or ""]}


def _location(value: Mapping[str, Any], gazetteer: Gazetteer) -> Boxes:
    commune = gazetteer.communes.get(value.get("commune", ""))
    return {
        "address": [value.get("address", "")],
        "postcode": [value.get("postcode") or (commune.postcodes[0] if commune and commune.postcodes else "")],
        "city": [value.get("city") or (commune.name if commune else "")],
    }


def _hours(text: str) -> Boxes:
    form = from_osm(text)
    if form is None:
        return {"hours_kept": ["1"], "holidays": ["same"]}  # too particular for rows: kept unless the person says else
    return hours_boxes(form)


def hours_boxes(form: HoursForm) -> Boxes:
    """Rows of hours in their boxes."""
    boxes: Boxes = {"holidays": [form.holidays]}
    if form.always:
        boxes["always"] = ["1"]
    for number, row in enumerate(form.rows, 1):
        boxes |= {f"days-{number}": list(row.days), f"opens-{number}": [row.opens], f"closes-{number}": [row.closes]}
    return boxes


def bases_of(sent: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """The versions a posted form says it started from; what is no number is left out."""
    pairs = (text.partition("=") for text in sent.get(BASE, ()))
    return {key: int(number) for key, _, number in pairs if number.isascii() and number.isdigit() and len(number) < 16}


def same_boxes(slot: Slot, one: Mapping[str, Sequence[str]], other: Mapping[str, Sequence[str]]) -> bool:
    """Whether a slot was left as it was."""
    return all(_said(one.get(name, ())) == _said(other.get(name, ())) for name in names_of(slot))


def _said(texts: Sequence[str]) -> list[str]:
    return sorted(said for text in texts if (said := text.replace("\r\n", "\n").strip()))
