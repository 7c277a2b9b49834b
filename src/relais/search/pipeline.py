"""The rules of the field, in order: who answers this question, who is left out, and in which groups.

Every rule is a set; `docs/explanation/search.md` tells them in words. Numbers in comments are rules of the field.
"""

from collections.abc import Callable, Sequence
from functools import cached_property, partial
from typing import Literal, NamedTuple

import numpy as np

from relais.directory.model import NATIONAL
from relais.geo.distance import departements_by_distance, excluded_departements, geodesic_km
from relais.search.facets import FACT_FILTERS, UNSAID, Bits, Facets, holds, to_bits, without
from relais.search.near import Point, kilometres, unit_vector
from relais.search.ranking import at_least, first, members, order_equals
from relais.search.reading import Reading

NEAR_KM = 50
_LIMIT_MARGIN = 0.01  # within 1 % of a limit the geodesic decides
_MOST_EXCLUDED = 20
_AT_LEAST = 20  # ranked even when fewer are asked, so that the first of few is the first of many
_STATUSES = ("confirmed", "sourced", "to_verify", "stale", "doubtful")
_ALSO_IN_UNITS = frozenset(["addiction", "souffrance_psychique"])

Group = Literal["named", "text", "need", "heading", "unit", "line", "reserved"]
Reason = Literal["closed", "territory", "own", "neighbours", "region", "min_km", "filter", "council"]


class Ranks(NamedTuple):
    """A group of the answer, and its preferences, worked out only if the answer is not full before it."""

    group: Group
    bits: Bits
    tiers: Callable[[], Sequence[Bits]]


class Ranked(NamedTuple):
    """Slots in order, each with the group it came by; what was left out, nearest first, and how many in all."""

    slots: list[tuple[int, Group]]
    total: int
    excluded: list[tuple[int, str]]
    counts: dict[str, int]


class Pipeline:
    """One question put to one directory. `quiet`: night, Sunday or holiday; `named` and `by_text`: slots in order."""

    def __init__(
        self,
        facets: Facets,
        reading: Reading,
        *,
        open_now: Bits,
        quiet: bool,
        seed: int,
        want: int,
        desk_line: str,
        named: Sequence[int] = (),
        by_text: Sequence[int] = (),
    ) -> None:
        self.facets = facets
        self.reading = reading
        self.open_now = open_now
        self.quiet = quiet
        self.seed = seed
        self.places = reading.departements
        self.limit = want
        self.want = max(want, _AT_LEAST)
        self.named = named
        self.by_text = by_text
        self.desk = 1 << facets.slot[desk_line] if desk_line in facets.slot else 0
        self.dead = facets.get("closed", "")
        self.urgent = facets.get("kind", "urgence")
        self.units = without(facets.get("unit", ""), self.dead)
        self.lines = without(facets.get("all", ""), self.dead | self.urgent | facets.get("unit", ""))
        self.text_bits = self._bits(by_text)
        self.origins: list[Point] = [(p.lat, p.lon) for p in reading.origins or reading.places]
        self.towards = [unit_vector(*origin) for origin in self.origins]
        self.needs = [need for need in reading.needs if need != "hospitalisation"]
        if "crise_suicidaire" in self.needs and "souffrance_psychique" not in self.needs:
            self.needs.append("souffrance_psychique")  # after 15 and 3114, whoever listens to suffering
        self.audience_ok = self._audience_ok()
        self.excluded: list[tuple[int, str]] = []
        self.counts: dict[str, int] = {}

    def run(self) -> Ranked:
        """Rank everything that answers."""
        groups: list[Ranks] = [Ranks("named", self._bits(self.named), list)]
        if not self._only_named():
            groups += self._hospital_groups() if self.reading.hospital else self._ordinary_groups()
        return self._ranked(groups)

    def _only_named(self) -> bool:
        """A number asked for is that number; a council asked for needs no list beside it."""
        return bool(self.reading.numbers) and bool(self.named)

    # What answers

    def _ordinary_groups(self) -> list[Ranks]:
        everywhere = self._asked(self.lines)
        here = self._covering(everywhere)
        asked = self._leave_out_councils(self._filtered(here))
        self._exclude_territory(everywhere ^ here)
        open_to = asked & self.audience_ok
        tiers = partial(self._line_tiers, asked)
        urgent = self._filtered(self.urgent & self.facets.any("need", self.needs))
        groups: list[Ranks] = [
            Ranks("text", self._leave_out_councils(self._filtered(self._by_text_alone())), list),
            Ranks("need", open_to, tiers),
            Ranks("heading", without(urgent, self._banner_numbers()), list),
            Ranks("line", self._completing(), partial(self._line_tiers, self.lines)),
        ]
        if _ALSO_IN_UNITS.intersection(self.needs):
            groups.append(Ranks("unit", self._filtered(self._allowed_units()), self._unit_tiers))
        return [*groups, Ranks("reserved", asked ^ open_to, tiers)]

    def _hospital_groups(self) -> list[Ranks]:
        shunned = self._shunned()
        asked = self._filtered(self._covering(self.lines & self.facets.any("need", self.needs)))
        asked = without(self._leave_out_councils(asked), shunned)
        open_to = asked & self.audience_ok
        tiers = partial(self._line_tiers, asked)
        return [
            Ranks("unit", self._filtered(self._allowed_units()), self._unit_tiers),
            Ranks("need", open_to, tiers),
            Ranks("line", without(self._completing(), shunned), partial(self._line_tiers, self.lines)),
            Ranks("reserved", asked ^ open_to, tiers),
        ]

    def _by_text_alone(self) -> Bits:
        return 0 if self._faceted() else without(self.text_bits, self.dead)

    def _faceted(self) -> bool:
        reading = self.reading
        return bool(self.needs or reading.audiences or reading.filters or reading.places or reading.council)

    def _asked(self, among: Bits) -> Bits:
        """Services of one need at least; with no need said, any service a facet was asked of."""
        if self.needs:
            return among & self.facets.any("need", self.needs)
        return among if self._faceted() else 0

    def _completing(self) -> Bits:
        """Lines open to this caller: never an empty screen (2), never the line the caller is on (2, 7)."""
        if self.reading.kind == "empty":
            return 0
        places = self.places
        reachable = self.facets.get("kind", "ecoute") & self.facets.get("usable", "")
        lines = self.lines & reachable & self.facets.any("covers", (NATIONAL, *places))
        lines |= self.facets.any("council", places)
        # A regional body of which no source says what it does best still answers for its own territory.
        lines |= self.lines & self.facets.get("needs_unsaid", "") & self.facets.any("covers", places)
        lines = without(lines & self.audience_ok, self.desk)
        for name in self.reading.filters:
            lines &= self._filter(name)
        return lines

    def _audience_ok(self) -> Bits:
        """Services open to this caller; to a doctor of any practice when nothing is said of the caller."""
        audiences = set(self.reading.audiences)
        if "interne" in audiences or "etudiant_interne" in self.reading.needs:
            audiences |= {"interne", "etudiant"}
        if not audiences:
            ok = self.facets.any("audience", ("liberal", "hospitalier", "salarie", "remplacant"))
            return ok | (self.facets.get("audience", "famille") if "famille" in self.reading.needs else 0)
        if "anesthesie_reanimation" in audiences:
            audiences |= {"hospitalier", "liberal"}
        return self.facets.any("audience", audiences)

    def _covering(self, among: Bits) -> Bits:
        places = self.places
        return among & self.facets.any("covers", (NATIONAL, UNSAID, *places)) if places else among

    def _leave_out_councils(self, asked: Bits) -> Bits:
        """Without a place, 101 councils would bury the rest: one asks for the département instead."""
        if self.places:
            return asked
        councils = asked & self._councils()
        if councils:
            self.counts["council"] = councils.bit_count()
        return asked ^ councils

    def _councils(self) -> Bits:
        return self.facets.get("is_council", "")

    def _banner_numbers(self) -> Bits:
        """Numbers that the strip of every page already shows."""
        return self.facets.get("vital", "")

    # Filters

    def _filter(self, name: str) -> Bits:
        """Only a sourced yes passes a filter (7)."""
        if name in FACT_FILTERS:
            return self.facets.get(name, "yes")
        return self.open_now if name == "open_now" else self.facets.get("with_charter", "")

    def _filtered(self, among: Bits) -> Bits:
        for name in self.reading.filters:
            kept = among & self._filter(name)
            self._exclude(among ^ kept, f"filter_{name}")
            among = kept
        return among

    # The out-of-département rule (1)

    def _allowed_units(self) -> Bits:
        """Units outside the doctor's own département, as far as asked."""
        allowed = self.units
        origins = self._codes_of_origin()
        before: frozenset[str] = frozenset()
        for level in ("own", "neighbours", "region"):
            if origins and self.reading.exclude != "none":
                codes = excluded_departements(origins, level)
                left_out = allowed & self.facets.any("located", codes - before)
                self._exclude(left_out, level)
                allowed ^= left_out
                before = codes
            if level == self.reading.exclude:
                break
        if self.reading.min_km and self.origins:
            too_near = self._within(allowed, self.reading.min_km)
            self._exclude(too_near, "min_km")
            allowed ^= too_near
        return without(allowed, self._bits(self.named))

    def _shunned(self) -> Bits:
        """Whoever has premises where the doctor fears to be met: the rule holds for the whole list."""
        if not self.reading.origins:
            return 0
        return self.facets.any("located", excluded_departements(self.reading.origin_departements, self.reading.exclude))

    def _codes_of_origin(self) -> tuple[str, ...]:
        return self.reading.origin_departements if self.reading.hospital else self.places

    def _unit_tiers(self) -> list[Bits]:
        origins = self._codes_of_origin()
        tiers = []
        if origins and self.reading.exclude == "own":
            tiers.append(without(self.units, self.close_units))
        tiers.append(self.facets.get("dedicated", "yes"))
        treated = [self.facets.get("need", need) for need in self.needs]
        tiers += at_least(treated, self.units)
        day = self.facets.get("kind", "hospitalisation_jour")
        tiers.append(day if self.reading.day_only else without(self.units, day))
        return tiers

    @cached_property
    def close_units(self) -> Bits:
        """Units in an adjoining département or under 50 km: after the others under `own`, and said so."""
        adjoining = excluded_departements(self._codes_of_origin(), "neighbours")
        close = self.units & self.facets.any("located", adjoining)
        return close | self._within(without(self.units, close), NEAR_KM)

    def _within(self, group: Bits, limit_km: float) -> Bits:
        if not group or not self.origins:
            return 0
        chosen = members(self.facets, group)
        km = kilometres(self.facets.points.take(chosen, axis=0), self.towards)
        near = km < limit_km
        for i in np.flatnonzero(np.abs(km - limit_km) < limit_km * _LIMIT_MARGIN):
            near[i] = self._exact_km(int(chosen[i])) < limit_km
        return self._bits(chosen[near].tolist())

    def _exact_km(self, slot: int) -> float:
        row = self.facets.service(slot)
        assert row.lat is not None  # noqa: S101 a distance was computed from it
        assert row.lon is not None  # noqa: S101
        return min(geodesic_km(lat, lon, row.lat, row.lon) for lat, lon in self.origins)

    # Order

    def _line_tiers(self, among: Bits) -> list[Bits]:
        """Need, then open now at night, then the caller's own territory, open now, status (ranking of the field)."""
        facets, places = self.facets, self.places
        tiers = [without(among, self.desk), *at_least([facets.get("need", need) for need in self.needs], among)]
        if self.quiet:
            tiers.append(self.open_now)
        tiers.append(facets.any("covers", places) if places else facets.get("covers", NATIONAL))
        tiers.append(without(among, facets.get("covers", UNSAID)))
        tiers.append(self.text_bits)
        if not self.quiet:
            tiers.append(self.open_now)
        if "open_now" in self.reading.filters:
            tiers.append(facets.get("always", ""))
        tiers += [facets.get("status", status) for status in _STATUSES]
        return tiers

    def _ranked(self, groups: Sequence[Ranks]) -> Ranked:
        taken = 0
        ordered: list[tuple[int, Group]] = []
        for name, bits, tiers in groups:
            fresh = without(bits, taken)
            taken |= fresh
            missing = self.want - len(ordered)
            if not fresh or missing <= 0:
                continue
            if name in ("named", "text"):
                wanted = self.named if name == "named" else self.by_text
                slots = [slot for slot in wanted if holds(fresh, slot)][:missing]
            else:
                slots = first(self.facets, fresh, tiers(), self.seed, self.towards, missing)
            ordered += [(slot, name) for slot in slots]
        return Ranked(self._answered_first(ordered)[: self.limit], taken.bit_count(), self.excluded, self.counts)

    def _answered_first(self, ordered: list[tuple[int, Group]]) -> list[tuple[int, Group]]:
        """A row with no usable number is never first, unless it was asked for by name or is a care unit (11).

        The line the caller is on never stands in for it (2).
        """
        if not ordered or ordered[0][1] in ("named", "unit"):
            return ordered
        reachable = without(self.facets.get("usable", ""), self.desk)
        for i, (slot, _) in enumerate(ordered):
            if holds(reachable, slot):
                return [ordered[i], *ordered[:i], *ordered[i + 1 :]]
        return ordered

    # What is left out

    def _exclude(self, group: Bits, reason: str) -> None:
        if group:
            self.counts[reason] = self.counts.get(reason, 0) + group.bit_count()
            missing = _MOST_EXCLUDED - len(self.excluded)
            # Units left out are told one by one only to whoever asks for one.
            if missing > 0 and (self.reading.hospital or reason.startswith("filter")):
                nearest = order_equals(self.facets, group, self.seed, self.towards, missing)
                self.excluded += [(slot, reason) for slot in nearest]

    def _exclude_territory(self, group: Bits) -> None:
        """Bodies of other territories: counted, and the nearest told."""
        group = without(group, self._councils())
        if not group:
            return
        self.counts["territory"] = group.bit_count()
        near = self.places[0]
        for code in departements_by_distance(near) if len(near) == 2 or near < "975" else ():
            found = group & self.facets.get("covers", code)
            group ^= found
            missing = _MOST_EXCLUDED - len(self.excluded)
            if missing <= 0 or not group | found:
                return
            if found:
                # The order of the départements is near enough: no distance is shown here.
                nearest = order_equals(self.facets, found, self.seed, (), missing)
                self.excluded += [(slot, "territory") for slot in nearest]

    def _bits(self, chosen: Sequence[int]) -> Bits:
        return to_bits(chosen, self.facets.size)
