"""Ranking as successive preferences over sets: no score, no weight, nothing that could be bought."""

from collections.abc import Iterator, Sequence
from math import inf

import numpy as np
from numpy.typing import NDArray

from relais.search.facets import Bits, Facets, few_slots, slots
from relais.search.near import Vector, kilometres, kilometres_of
from relais.search.order import MASK, neutral_rank, seed_factor

_FEW = 48


def first(
    facets: Facets, group: Bits, tiers: Sequence[Bits], seed: int, towards: Sequence[Vector], want: int
) -> list[int]:
    """The first `want` slots of a group: by each tier in turn, then nearest, then the neutral order."""
    found: list[int] = []
    for equals in split(group, tiers):
        found += order_equals(facets, equals, seed, towards, want - len(found))
        if len(found) >= want:
            break
    return found


def split(group: Bits, tiers: Sequence[Bits]) -> Iterator[Bits]:
    """Cut a set by each tier in turn, the preferred half first: groups of equals, in order.

    Only the front is refined until the rest is asked for, so the work does not grow with the tail.
    """
    stack = [(group, 0)]
    while stack:
        rest, level = stack.pop()
        while level < len(tiers):
            preferred = rest & tiers[level]
            level += 1
            if preferred and preferred != rest:
                stack.append((rest ^ preferred, level))
                rest = preferred
        if rest:
            yield rest


def at_least(sets: Sequence[Bits], within: Bits) -> list[Bits]:
    """For n sets: the services of `within` that are in all n, then in n - 1 at least… down to one."""
    levels = [within] + [0] * len(sets)
    for one in sets:
        for count in range(len(sets), 0, -1):
            levels[count] |= levels[count - 1] & one
    return levels[:0:-1]


def members(facets: Facets, group: Bits) -> NDArray[np.intp]:
    """The slots of a group."""
    if group.bit_count() <= _FEW:
        return np.array(few_slots(group), dtype=np.intp)
    return slots(group, facets.size)


def order_equals(facets: Facets, group: Bits, seed: int, towards: Sequence[Vector], want: int) -> list[int]:
    """The slots of equals: nearest first where origins and points are known, then the seeded neutral order."""
    highest = group.bit_length() - 1
    if group == 1 << highest:
        return [highest]
    if group.bit_count() <= _FEW:
        return _order_few(facets, few_slots(group), seed, towards)[:want]
    return _order_many(facets, slots(group, facets.size), seed, towards, want)


def _order_few(facets: Facets, chosen: Sequence[int], seed: int, towards: Sequence[Vector]) -> list[int]:
    hashes, vectors, factor = facets.hashes, facets.vectors, seed_factor(seed)
    if not towards:
        return sorted(chosen, key=lambda slot: hashes[slot] * factor & MASK)
    keyed = []
    for slot in chosen:
        km = kilometres_of(vectors[slot], towards)
        keyed.append((inf if km is None else round(km), hashes[slot] * factor & MASK, slot))
    keyed.sort()
    return [slot for _, _, slot in keyed]


def _order_many(facets: Facets, chosen: NDArray[np.intp], seed: int, towards: Sequence[Vector], want: int) -> list[int]:
    want = min(want, len(chosen))
    hashes = np.frombuffer(facets.hashes, dtype=np.uint64)
    if not towards:
        neutral = neutral_rank(hashes[chosen], seed)
        front = neutral.argpartition(want - 1)[:want]
        return _listed(chosen[front[neutral[front].argsort()]])
    km = kilometres(facets.points.take(chosen, axis=0), towards).round()
    km[np.isnan(km)] = inf
    # Those as near as the last one kept may still go before it by the neutral order.
    near = (km <= np.partition(km, want - 1)[want - 1]).nonzero()[0]
    chosen, km = chosen[near], km[near]
    return _listed(chosen[np.lexsort((neutral_rank(hashes[chosen], seed), km))[:want]])


def _listed(chosen: NDArray[np.intp]) -> list[int]:
    listed: list[int] = chosen.tolist()
    return listed
