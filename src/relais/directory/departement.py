"""What a doctor of one département can turn to: the council, the bodies that cover it, lines, units elsewhere."""

from collections.abc import Iterable

from msgspec import Struct

from relais.directory.model import NATIONAL, Service
from relais.directory.pages import UNIT_KINDS, Card, Directory
from relais.geo.distance import haversine_km
from relais.geo.model import Departement


class UnitElsewhere(Struct, frozen=True, kw_only=True):
    """A care unit outside the département; whole kilometres from its seat."""

    card: Card
    km: int | None
    adjoining: bool


class DepartementView(Struct, frozen=True, kw_only=True):
    """One département's page."""

    departement: Departement
    council: tuple[Card, ...]
    local: tuple[Card, ...]
    lines: tuple[Card, ...]
    national: tuple[Card, ...]
    units: tuple[UnitElsewhere, ...]
    left_out: int


def departement_view(directory: Directory, departement: Departement) -> DepartementView:
    """Everything of that page, the helpline first among the lines."""
    alive = [service for service in directory.keeper.current.services if not service.closed_on]
    units = [service for service in alive if service.kind in UNIT_KINDS]
    shown = {number.display for number in directory.strip}
    bodies = [one for one in alive if not (one.kind in UNIT_KINDS or one.council_of or one.slug in shown)]
    code = departement.code
    national = [service for service in bodies if NATIONAL in service.coverage]
    return DepartementView(
        departement=departement,
        council=_cards(directory, (service for service in alive if service.council_of == code)),
        local=_cards(directory, (service for service in bodies if code in service.coverage)),
        lines=_cards(directory, (service for service in national if service.kind == "ecoute")),
        national=_cards(directory, (service for service in national if service.kind != "ecoute")),
        units=_elsewhere(directory, departement, units),
        left_out=sum(unit.departement == code for unit in units),
    )


def open_lines(directory: Directory) -> tuple[Card, ...]:
    """National listening lines with a number, the helpline first, then those open now."""
    services = directory.keeper.current.services
    lines = (one for one in services if one.kind == "ecoute" and NATIONAL in one.coverage and not one.closed_on)
    return tuple(card for card in _cards(directory, lines) if card.phones)


def _cards(directory: Directory, services: Iterable[Service]) -> tuple[Card, ...]:
    cards = [directory.card(service) for service in services]
    return tuple(sorted(cards, key=lambda card: _order(card, directory.desk_line)))


def _order(card: Card, desk_line: str) -> tuple[object, ...]:
    """Neutral: state of opening and of the number, then the alphabet; nothing is paid for or preferred."""
    return card.service.slug != desk_line, not card.phones, card.open != "open", card.to_confirm, card.title.lower()


def edition_order(card: Card, directory: Directory) -> tuple[object, ...]:
    """The same order where nothing can tell what is open now."""
    return card.service.slug != directory.desk_line, not card.phones, card.to_confirm, card.title.lower()


def _elsewhere(directory: Directory, here: Departement, units: Iterable[Service]) -> tuple[UnitElsewhere, ...]:
    found = [
        UnitElsewhere(card=directory.card(unit), km=_km(here, unit), adjoining=unit.departement in here.neighbours)
        for unit in units
        if unit.departement != here.code
    ]
    return tuple(sorted(found, key=lambda one: (one.adjoining, one.km is None, one.km or 0, one.card.title)))


def _km(here: Departement, unit: Service) -> int | None:
    if unit.lat is None or unit.lon is None:
        return None
    return round(haversine_km(here.seat_lat, here.seat_lon, unit.lat, unit.lon))
