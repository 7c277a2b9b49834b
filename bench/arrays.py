"""Two ways to hold facets, on the same questions: big integers as the product does, and numpy arrays of booleans.

Both choose who answers, in the same order, and count them; neither builds an answer. Decision 0002 rests on it.
"""

import sys
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from msgspec import Struct, structs
from numpy.typing import NDArray

from bench import ground
from bench.questions import questions
from bench.timing import Spread, once, timed
from relais.directory.model import NATIONAL, Service
from relais.directory.snapshot import Snapshot
from relais.geo.distance import excluded_departements
from relais.geo.gazetteer import load_gazetteer
from relais.geo.places import PlaceIndex, load_places
from relais.search.facets import UNSAID, Facets, facets_of
from relais.search.model import SearchRequest
from relais.search.near import Vector, kilometres, unit_vector
from relais.search.order import neutral_rank
from relais.search.ranking import first

SEED = 7
WANT = 20
STATUSES = ("confirmed", "sourced", "to_verify")
Mask = NDArray[np.bool_]
Slots = NDArray[np.intp]
Chosen = tuple[list[int], int]  # the first slots, and how many answer


class Asked(Struct, frozen=True, kw_only=True):
    """A question read beforehand, so that only choosing and ordering are measured."""

    needs: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    left_out: frozenset[str] = frozenset()
    towards: tuple[Vector, ...] = ()
    hospital: bool = False


class Arrays:
    """One boolean a service and facet; distances and neutral ranks by slot."""

    def __init__(self, facets: Facets) -> None:
        members: dict[tuple[str, str], list[int]] = defaultdict(list)
        for slot, row in enumerate(facets.services):
            for facet in facets_of(row) if row else ():
                members[facet].append(slot)
        self.size = facets.size
        self.slot = dict(facets.slot)
        self.by: dict[tuple[str, str], Mask] = {}
        for facet, slots in members.items():
            self.by[facet] = np.zeros(self.size, dtype=np.bool_)
            self.by[facet][slots] = True
        self.nothing: Mask = np.zeros(self.size, dtype=np.bool_)
        self.points = facets.points.copy()
        self.hashes = np.frombuffer(facets.hashes, dtype=np.uint64).copy()
        self.open: Mask = self.any("hours", facets.hours.open_texts(ground.NOON))

    def get(self, kind: str, code: str) -> Mask:
        """The services that have this facet."""
        return self.by.get((kind, code), self.nothing)

    def any(self, kind: str, codes: Sequence[str]) -> Mask:
        """The services that have one of these facets at least."""
        found = self.get(kind, codes[0]).copy() if codes else self.nothing.copy()
        for code in codes[1:]:
            found |= self.get(kind, code)
        return found

    def change(self, before: Service, after: Service) -> None:
        """Put a service in the place of another."""
        slot = self.slot[before.slug]
        for facet in facets_of(before):
            self.by[facet][slot] = False
        for facet in facets_of(after):
            self.by.setdefault(facet, self.nothing.copy())[slot] = True

    def choose(self, asked: Asked) -> Chosen:
        """Who answers, and the first of them."""
        return self._units(asked) if asked.hospital else self._lines(asked)

    def _lines(self, asked: Asked) -> Chosen:
        among = self.get("all", "") & ~self.get("unit", "") & ~self.get("closed", "") & ~self.get("kind", "urgence")
        among &= self.any("need", asked.needs) & self.any("covers", (NATIONAL, UNSAID, *asked.covers))
        for name in asked.filters:
            among &= self.open if name == "open_now" else self.get(name, "yes")
        slots = among.nonzero()[0]
        held = sum(self.get("need", need)[slots].astype(np.int64) for need in asked.needs)
        status = [~self.get("status", state)[slots] for state in STATUSES]
        tiers = [len(asked.needs) - held, ~self.any("covers", asked.covers)[slots], ~self.open[slots], *status]
        return self._first(slots, tiers, asked)

    def _units(self, asked: Asked) -> Chosen:
        among = self.get("unit", "") & ~self.get("closed", "") & ~self.any("located", tuple(asked.left_out))
        slots = among.nonzero()[0]
        held = sum((self.get("need", need)[slots].astype(np.int64) for need in asked.needs), start=0)
        day = self.get("kind", "hospitalisation_jour")[slots]
        return self._first(slots, [~self.get("dedicated", "yes")[slots], len(asked.needs) - held, day], asked)

    def _first(self, slots: Slots, tiers: Sequence[NDArray[np.generic] | int], asked: Asked) -> Chosen:
        """All tiers as one number, cut where enough are before it; only those are put in order."""
        code = np.zeros(len(slots), dtype=np.int64)
        for tier in tiers:
            code = 4 * code + tier
        total = len(slots)
        if total > WANT:
            front = (code <= np.partition(code, WANT - 1)[WANT - 1]).nonzero()[0]
            slots, code = slots[front], code[front]
        km = np.nan_to_num(kilometres(self.points[slots], asked.towards), nan=np.inf).round()
        order = np.lexsort((neutral_rank(self.hashes[slots], SEED), km, code))[:WANT]
        return slots[order].tolist(), total


class Sets:
    """The same choices with the product's sets."""

    def __init__(self, facets: Facets) -> None:
        self.facets = facets
        self.open = facets.open_now(ground.NOON)

    def change(self, before: Service, after: Service) -> None:
        """Put a service in the place of another."""
        self.facets.put(structs.replace(after, slug=before.slug))

    def choose(self, asked: Asked) -> Chosen:
        """Who answers, and the first of them."""
        get, some = self.facets.get, self.facets.any
        dead = get("closed", "")
        if asked.hospital:
            among = get("unit", "") & ~dead
            among ^= among & some("located", asked.left_out)
            tiers = [get("dedicated", "yes"), *self._at_least(asked.needs, among)]
            tiers.append(among ^ among & get("kind", "hospitalisation_jour"))
        else:
            among = get("all", "") ^ (get("unit", "") | dead | get("kind", "urgence"))
            among &= some("need", asked.needs) & some("covers", (NATIONAL, UNSAID, *asked.covers))
            for name in asked.filters:
                among &= self.open if name == "open_now" else get(name, "yes")
            tiers = self._at_least(asked.needs, among)
            tiers += [some("covers", asked.covers), self.open, *(get("status", state) for state in STATUSES)]
        return first(self.facets, among, tiers, SEED, asked.towards, WANT), among.bit_count()

    def _at_least(self, needs: Sequence[str], among: int) -> list[int]:
        sets = [self.facets.get("need", need) for need in needs]
        return [among & sets[0] & sets[1], among & (sets[0] | sets[1])] if len(sets) == 2 else [among & s for s in sets]


class Compared(Struct, frozen=True, kw_only=True):
    """What one way costs over one directory. `change_ms`: putting one service in the place of another."""

    services: int
    way: str
    facets: Spread
    hospital: Spread
    megabytes: float
    change_ms: float


def compare(services: int, count: int) -> list[Compared]:
    """Both ways over the same directory; raises AssertionError when they do not choose the same services."""
    snapshot = ground.snapshot(services)
    facets = Facets(snapshot.services)
    sets, arrays = Sets(facets), Arrays(facets)
    asked = {kind: _read(kind, snapshot, count) for kind in ("facets", "hospital")}
    for questions_read in asked.values():
        for question in questions_read[: min(count, 200)]:
            assert sets.choose(question) == arrays.choose(question), question
    rows = ground.drawn(snapshot)
    pairs = list(zip(rows[: len(rows) // 2], rows[len(rows) // 2 :], strict=False))[:200]
    memory = {
        "big integers": sum(sys.getsizeof(bits) for bits in facets.by.values()),
        "boolean arrays": sum(mask.nbytes for mask in arrays.by.values()),
    }
    found = []
    for way, chooser in (("big integers", sets), ("boolean arrays", arrays)):
        spreads = {kind: timed(chooser.choose, some[len(some) // 5 :]) for kind, some in asked.items()}
        _, seconds = once(lambda chooser=chooser: [chooser.change(before, after) for before, after in pairs])
        change_ms = 1000 * seconds / len(pairs)
        megabytes = memory[way] / 1e6
        found.append(Compared(services=services, way=way, megabytes=megabytes, change_ms=change_ms, **spreads))
    return found


def _read(kind: str, snapshot: Snapshot, count: int) -> list[Asked]:
    places = load_places()
    asked = questions(kind, load_gazetteer(), ground.drawn(snapshot), count)
    return [_asked(places, question) for question in asked if question.places or question.origin]


def _asked(places: PlaceIndex, question: SearchRequest) -> Asked:
    place = places.find((question.places or question.origin)[0])[0]
    hospital = bool(question.origin)
    return Asked(
        needs=tuple(need for need in question.needs if need != "hospitalisation"),
        covers=place.departements,
        filters=tuple(question.filters),
        left_out=excluded_departements(place.departements, question.exclude),
        towards=(unit_vector(place.lat, place.lon),),
        hospital=hospital,
    )
