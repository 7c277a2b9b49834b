"""Reading what was typed: every fault beside its box, and only what differs from the page it started from."""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from relais.core.text import digits, fold
from relais.directory.data_files import retired_digits
from relais.directory.hours_form import faults as hours_faults
from relais.directory.hours_form import read_posted, to_osm
from relais.directory.location import read_closure, read_location
from relais.directory.model import RetiredNumber
from relais.directory.text_guard import refuse_contacts
from relais.directory.values import PARSERS, clean, read_coverage, read_hours, read_phone_value
from relais.geo.gazetteer import Gazetteer
from relais.profiles.boxes import CLOSURE, LOCATION, boxes_of, names_of, same_boxes
from relais.profiles.groups import OPTIONS, OWNED
from relais.profiles.model import Slot, key_of

Sent = Mapping[str, Sequence[str]]
Faults = dict[str, str]  # name of a box -> what is wrong with it


class BoxFaultError(ValueError):
    """What is wrong, and in which box."""

    def __init__(self, box: str, sentence: str) -> None:
        super().__init__(sentence)
        self.box = box


class Reader(Struct, frozen=True, kw_only=True):
    """Reads boxes with what is known of places and of numbers that must never be given."""

    gazetteer: Gazetteer
    retired: tuple[RetiredNumber, ...]

    def changes(self, slots: Sequence[Slot], sent: Sent, former: Mapping[Slot, Any]) -> tuple[dict[Slot, Any], Faults]:
        """Slot -> value for what was changed since `former` (the values the form started from); and the faults."""
        values: dict[Slot, Any] = {}
        faults: Faults = {}
        for slot in slots:
            before = former.get(slot)
            if _is_pointless(slot, sent) or same_boxes(slot, sent, boxes_of(slot, before, self.gazetteer)):
                continue
            try:
                value = self.value(slot, sent, before)
            except ValueError as wrong:
                box = wrong.box if isinstance(wrong, BoxFaultError) else key_of(slot)
                faults[box] = str(wrong)
                continue
            if not self._same(slot, value, before):
                values[slot] = value
        return values, faults

    def value(self, slot: Slot, sent: Sent, before: Any = None) -> Any:
        """The value of one slot as `directory` takes it; None when it is left empty. Raises ValueError."""
        code, _ = slot
        for name in names_of(slot):
            if any("\0" in text for text in sent.get(name, ())):
                raise BoxFaultError(name, "Ce texte contient un signe nul, qui n'est pas du texte.")
        match OWNED[code].widget:
            case "codes":
                return _codes(code, sent)
            case "coverage":
                return read_coverage("|".join(sent.get(code, ())), self.gazetteer) or None
            case "hours":
                return _hours(sent, before or "")
            case "location":
                return self._location(sent, before or {})
            case "closure":
                return _closure(sent)
            case _:
                return self._text(slot, sent)

    def _text(self, slot: Slot, sent: Sent) -> Any:
        code, _ = slot
        field = OWNED[code]
        text = clean(_last(sent, key_of(slot)).replace("\r\n", "\n"))
        if not text:
            if field.required:
                raise ValueError(f"{field.label} : ce champ ne peut pas rester vide.")
            return None
        if field.plain:
            refuse_contacts(text, field.label)
        if code == "phone":
            return read_phone_value(text, retired_digits(self.retired))["display"]
        if field.widget == "lines":
            return PARSERS[code]("|".join(text.replace("|", "\n").split("\n"))) or None
        return PARSERS[code](text)

    def _location(self, sent: Sent, before: Mapping[str, Any]) -> dict[str, str] | None:
        given = {name: clean(_last(sent, name)) for name in LOCATION}
        if not any(given.values()):  # the département stays known: searches go by it
            return {"departement": before["departement"]} if before.get("departement") else None
        found = [
            commune
            for commune in self.gazetteer.communes.values()
            if given["postcode"] in commune.postcodes and fold(commune.name) == fold(given["city"])
        ] or [c for c in self.gazetteer.communes.values() if given["postcode"] in c.postcodes]
        if len(found) != 1:
            sentence = (
                "Aucune commune ne porte ce nom et ce code postal." if not found else "Écrivez le nom de la commune."
            )
            raise BoxFaultError("postcode" if not found else "city", sentence)
        given["city"] = given["city"] or found[0].name
        given["commune"] = found[0].insee
        _, refusals = read_location(given, self.gazetteer)
        for box, sentence in refusals:
            raise BoxFaultError(box if box in LOCATION else "city", sentence)
        return {name: text for name, text in given.items() if text}

    def _same(self, slot: Slot, value: Any, before: Any) -> bool:
        """Whether a value says what the former one said, written otherwise or not."""
        if slot[0] == "phone" and value and before:
            return digits(str(value)) == digits(before["display"])
        if slot[0] == "location" and value and before:
            return all(value.get(name, "") == before.get(name, "") for name in (*LOCATION, "commune"))
        if OWNED[slot[0]].widget == "ternary":
            return bool((value or "unknown") == (before or "unknown"))
        if isinstance(value, list) and isinstance(before, list):
            return sorted(value) == sorted(before)
        return bool(value == before)


def _is_pointless(slot: Slot, sent: Sent) -> bool:
    """What a contact serves says nothing where no contact is written."""
    code, position = slot
    kind, _, purpose = code.partition("_")
    return (
        OWNED[code].widget == "contact" and purpose == "purpose" and not _last(sent, key_of((kind, position))).strip()
    )


def _codes(code: str, sent: Sent) -> list[str] | None:
    ticked = set(sent.get(code, ()))
    if not ticked <= OPTIONS[code].keys():
        raise ValueError("Cochez parmi les choix proposés.")
    return [known for known in OPTIONS[code] if known in ticked] or None


def _hours(sent: Sent, former: str) -> str | None:
    if _last(sent, "hours_kept"):
        return read_hours(former) if former else None
    form = read_posted(sent)
    for row, sentence in hours_faults(form):
        raise BoxFaultError(f"opens-{row}" if row else "hours", sentence)
    return to_osm(form, former=former) or None


def _closure(sent: Sent) -> dict[str, str] | None:
    given = {name: clean(_last(sent, name)) for name in CLOSURE}
    if not any(given.values()):
        return None
    read, refusals = read_closure(given)
    for box, sentence in refusals:
        raise BoxFaultError(box, sentence)
    return read


def _last(sent: Sent, name: str) -> str:
    texts = sent.get(name) or [""]
    return texts[-1]
