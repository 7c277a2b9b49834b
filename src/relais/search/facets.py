"""The directory as sets of services: one big integer a facet, bit i = the service in slot i.

A set of 100,000 services is 12.5 kB and meets another in about a microsecond, so needs, places, filters and every
ranking tier are plain set algebra, and adding or changing a service moves a few bits (docs/decisions/0002).
"""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from math import nan

import numpy as np
from numpy.typing import NDArray

from relais.core.text import digits
from relais.directory.model import NATIONAL, Contact, Service
from relais.search.near import Vector, unit_vector
from relais.search.opening import OpeningHours
from relais.search.order import slug_hash

Bits = int
_FEW = 12
_PEELED = 4
_NOWHERE = (nan, nan, nan)
VITAL = ("15", "112", "3114")
UNSAID = "?"  # a territory that no source states: shown after those that are known
UNIT_KINDS = ("hospitalisation_complete", "hospitalisation_jour")
FACT_FILTERS = ("anonymous", "free", "independent")
DOCTORS = ("liberal", "hospitalier", "salarie", "remplacant")


def slots(bits: Bits, size: int) -> NDArray[np.intp]:
    """The slots of a set, ascending; `size` is the number of slots in all."""
    raw = np.frombuffer(bits.to_bytes((size + 7) // 8, "little"), dtype=np.uint8)
    # Among booleans numpy finds what holds ten times faster than among bytes.
    return np.unpackbits(raw, bitorder="little").view(np.bool_).nonzero()[0]


def to_bits(chosen: Sequence[int], size: int) -> Bits:
    """The set of these slots."""
    if len(chosen) <= _FEW:
        bits = 0
        for slot in chosen:
            bits |= 1 << slot
        return bits
    flags = np.zeros(size, dtype=np.uint8)
    flags[chosen] = 1
    return int.from_bytes(np.packbits(flags, bitorder="little").tobytes(), "little")


def without(some: Bits, others: Bits) -> Bits:
    """The services of `some` that are not among `others`: `& ~` would make two negative numbers on the way."""
    return some ^ some & others


def holds(some: Bits, slot: int) -> bool:
    """Whether a slot is in a set: a shift of the set would copy it."""
    return bool(some & 1 << slot)


def few_slots(bits: Bits) -> list[int]:
    """The slots of a small set, ascending: cheaper than `slots` under a few dozen."""
    found: list[int] = []
    while bits and len(found) < _PEELED:
        low = bits & -bits
        found.append(low.bit_length() - 1)
        bits ^= low
    return found + _by_words(bits) if bits else found


def _by_words(bits: Bits) -> list[int]:
    words = np.frombuffer(bits.to_bytes((bits.bit_length() + 63) // 64 * 8, "little"), dtype=np.uint64)
    where = words.nonzero()[0]
    found = []
    for before, word in zip((64 * where - 1).tolist(), words[where].tolist(), strict=True):
        left = word
        while left:
            low = left & -left
            found.append(before + low.bit_length())
            left ^= low
    return found


def usable(contact: Contact) -> bool:
    """Whether a caller can be given this contact now; one that is reported wrong still is, with its mark."""
    return contact.purpose == "help" and contact.state not in ("draft", "suspended")


class Facets:
    """All services of one snapshot by facet. Mutable, changed only between two searches of the same event loop."""

    def __init__(self, services: Iterable[Service]) -> None:
        self.services: list[Service | None] = []
        self.slot: dict[str, int] = {}
        self.by: dict[tuple[str, str], Bits] = defaultdict(int)
        self.by_number: dict[str, list[int]] = defaultdict(list)
        self.hours = OpeningHours()
        self.vectors: list[Vector | None] = []
        self.hashes = array("Q")
        self._points = array("d")  # three a slot
        self._free: list[int] = []
        self._open: tuple[datetime, Bits] | None = None
        members: dict[tuple[str, str], list[int]] = defaultdict(list)
        for row in services:
            slot = self._place(row)
            for facet in facets_of(row):
                members[facet].append(slot)
        for facet, owners in members.items():
            self.by[facet] = to_bits(owners, len(self.services))

    @property
    def size(self) -> int:
        """How many slots there are, freed ones included."""
        return len(self.services)

    def get(self, kind: str, code: str) -> Bits:
        """The services that have this facet."""
        return self.by.get((kind, code), 0)

    def any(self, kind: str, codes: Iterable[str]) -> Bits:
        """The services that have one of these facets at least."""
        found = 0
        for code in codes:
            found |= self.by.get((kind, code), 0)
        return found

    def service(self, slot: int) -> Service:
        """The service in a slot that is in some set."""
        row = self.services[slot]
        assert row is not None, "a freed slot is in no set"  # noqa: S101 an invariant, not a check of input
        return row

    def open_now(self, at: datetime) -> Bits:
        """The services known to be open at this moment."""
        minute = at.replace(second=0, microsecond=0)
        if self._open is None or self._open[0] != minute:
            self._open = minute, self.any("hours", self.hours.open_texts(minute))
        return self._open[1]

    @property
    def points(self) -> NDArray[np.float64]:
        """The point of each slot on the unit sphere (n × 3); NaN where it has none."""
        return np.frombuffer(self._points).reshape(-1, 3)

    def put(self, row: Service) -> None:
        """Add a service, or replace the one of the same slug in its own slot."""
        if row.slug in self.slot:
            self._clear(self.slot[row.slug])
        slot = self._place(row)
        bit = 1 << slot
        for facet in facets_of(row):
            self.by[facet] |= bit

    def drop(self, slug: str) -> None:
        """Forget a service, if it is there."""
        slot = self.slot.pop(slug, None)
        if slot is not None:
            self._clear(slot)
            self.services[slot] = None
            self._free.append(slot)

    def _place(self, row: Service) -> int:
        slot = self.slot.get(row.slug)
        if slot is None:
            slot = self._free.pop() if self._free else len(self.services)
            if slot == len(self.services):
                self.services.append(None)
                self.vectors.append(None)
                self.hashes.append(0)
                self._points.extend(_NOWHERE)
        self.services[slot] = row
        self.slot[row.slug] = slot
        self.hashes[slot] = slug_hash(row.slug)
        vector = None if row.lat is None or row.lon is None else unit_vector(row.lat, row.lon)
        self.vectors[slot] = vector
        self._points[3 * slot : 3 * slot + 3] = array("d", vector or _NOWHERE)
        self.hours.know(hours_key(row))
        self._open = None
        for number in numbers_of(row):
            self.by_number[number].append(slot)
        return slot

    def _clear(self, slot: int) -> None:
        row = self.service(slot)
        self._open = None
        keep = ~(1 << slot)
        for facet in facets_of(row):
            self.by[facet] &= keep
        for number in numbers_of(row):
            self.by_number[number].remove(slot)


def numbers_of(row: Service) -> Iterator[str]:
    """The numbers of a service as dialled in France."""
    for contact in row.contacts:
        if contact.kind == "phone":
            yield digits(contact.value)


def hours_key(row: Service) -> tuple[str, str]:
    """What an opening state depends on: the text, and the département whose clock and holidays apply."""
    return row.hours, row.departement or next((c for c in row.coverage if c != NATIONAL and len(c) == 3), "")


def facets_of(row: Service) -> Iterator[tuple[str, str]]:
    """Every facet of a service, as (kind, code)."""
    yield "all", ""
    yield "kind", row.kind
    yield "status", row.state
    yield "located", row.departement
    yield "dedicated", row.dedicated
    yield "hours", OpeningHours.code(*hours_key(row))
    for name in FACT_FILTERS:
        yield name, getattr(row, name)
    for kind, codes in (
        ("need", row.needs),
        ("audience", row.audiences or DOCTORS),
        ("covers", row.coverage or (UNSAID,)),
    ):
        for code in codes:
            yield kind, code
    if row.council_of:
        yield "council", row.council_of
    if row.kind in UNIT_KINDS:
        yield "unit_in", row.commune
    for name, holds in _flags(row):
        if holds:
            yield name, ""


def _flags(row: Service) -> tuple[tuple[str, bool], ...]:
    return (
        ("with_charter", row.charter != "unknown"),
        ("is_council", bool(row.council_of)),
        ("closed", row.closed_on is not None),
        ("usable", any(usable(contact) and contact.kind == "phone" for contact in row.contacts)),
        ("unit", row.kind in UNIT_KINDS),
        ("always", row.hours == "24/7"),
        ("vital", row.slug in VITAL),
        ("needs_unsaid", not row.needs),
    )
