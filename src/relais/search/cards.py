"""What is always said of a service, prepared once: its numbers, its opening text, its standing reasons."""

from typing import NamedTuple

from relais.directory.model import NATIONAL, Service
from relais.search.facets import UNIT_KINDS, Facets, hours_key, usable
from relais.search.model import ResultPhone
from relais.search.opening import OpeningHours

MOST_CODES = 8


class Card(NamedTuple):
    """The standing part of a result. `hours` is a code of `OpeningHours`."""

    row: Service
    phones: tuple[ResultPhone, ...]
    hours: str
    territory: str
    reasons: tuple[str, ...]


class Cards:
    """Cards by slot, made at first use and again when the service of the slot has changed."""

    def __init__(self, facets: Facets) -> None:
        self._facets = facets
        self._made: dict[int, Card] = {}

    def of(self, slot: int) -> Card:
        """The card of the service in this slot."""
        card = self._made.get(slot)
        if card is None or card.row is not self._facets.services[slot]:
            row = self._facets.service(slot)
            hours = OpeningHours.code(*hours_key(row)) if row.hours else ""
            card = Card(row, phones_of(row), hours, coverage_words(row), _standing_reasons(row))
            self._made[slot] = card
        return card


def phones_of(row: Service) -> tuple[ResultPhone, ...]:
    """The numbers a caller may be given, and no other (a contact has a purpose: rule 9 of the field)."""
    return tuple(
        ResultPhone(
            display=c.value, e164=c.e164, toll=c.toll, purpose=c.purpose, status=c.state, doubted_at=c.doubted_at
        )
        for c in row.contacts
        if c.kind == "phone" and usable(c)
    )


def coverage_words(row: Service) -> str:
    """The territory of a service in a few words."""
    if NATIONAL in row.coverage:
        return "partout en France"
    if not row.coverage:
        return "territoire non précisé"
    if len(row.coverage) <= MOST_CODES:
        return "couvre " + ", ".join(row.coverage)
    return f"couvre {len(row.coverage)} départements"


def _standing_reasons(row: Service) -> tuple[str, ...]:
    unit = row.kind in UNIT_KINDS
    reachable = any(usable(contact) and contact.kind == "phone" for contact in row.contacts)
    facts = (
        ("unité dédiée aux soignants", unit and row.dedicated == "yes"),
        (f"vu ouvert : {row.last_seen_open}", unit and bool(row.last_seen_open)),
        ("admission à vérifier, par le médecin traitant, une association ou le conseil", unit and not reachable),
        ("24 h/24, 7 j/7", row.hours == "24/7"),
        ("gratuit", row.free == "yes"),
        ("anonyme", row.anonymous == "yes"),
        ("indépendant de l'Ordre", row.independent == "yes"),
        ("à confirmer", row.state == "to_verify"),
        ("sans numéro connu", not unit and not reachable),
        ("a cessé son activité", row.closed_on is not None),
    )
    return tuple(words for words, holds in facts if holds)
