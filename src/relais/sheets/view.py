"""A sheet as it is read at home: the same options in the same order, today's numbers, and what changed since."""

from collections.abc import Iterator

from msgspec import Struct

from relais.directory.model import Service
from relais.directory.pages import Card
from relais.sheets.facts import Change, changes, facts_of, name_in
from relais.sheets.model import OptionRow, Sheet
from relais.sheets.workplace import Workplace


class Option(Struct, frozen=True, kw_only=True):
    """`card` None: the directory holds it no more. `instead`: where one is led when it is closed for good."""

    name: str
    card: Card | None
    changes: tuple[Change, ...]
    gone: bool
    instead: Card | None


def options_of(place: Workplace, sheet: Sheet) -> list[Option]:
    """Every option of the sheet, in its order."""
    return [_option(place, row) for row in sheet.options]


def still_there(place: Workplace, sheet: Sheet) -> Iterator[Service]:
    """The services of the sheet that can be told today: those that may be options again."""
    for row in sheet.options:
        service = _service(place, row)
        if service and service.kind != "urgence" and not service.closed_on and service.state not in HIDDEN:
            yield service


HIDDEN = frozenset({"draft", "suspended"})


def _service(place: Workplace, row: OptionRow) -> Service | None:
    """Under the slug of that day, or the one it bears now; one that took its place is another service."""
    found = place.directory.find(row.service)
    if found is None and (led := _led(place, row)) and name_in(facts_of(led)) == name_in(row.shown):
        return led
    return found


def _led(place: Workplace, row: OptionRow) -> Service | None:
    """Where the slug of that day leads now."""
    return place.directory.find(place.directory.moved(row.service) or "")


def _option(place: Workplace, row: OptionRow) -> Option:
    service = _service(place, row)
    if service is None or service.closed_on or service.state in HIDDEN:
        led = place.directory.find(service.replaced_by) if service else _led(place, row)
        return Option(
            name=name_in(row.shown) or row.service,
            card=place.directory.card(service) if service and service.closed_on else None,
            changes=(),
            gone=True,
            instead=place.directory.card(led) if led else None,
        )
    return Option(
        name=service.acronym or service.name,
        card=place.directory.card(service),
        changes=tuple(changes(row.shown, service)),
        gone=False,
        instead=None,
    )
