"""Ranking as successive preferences over sets: no score, no weight, nothing that could be bought."""

from collections.abc import Sequence
from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray

from relais.search.facets import Bits, Facets, few_slots, slots
from relais.search.near import Vector, kilometres, kilometres_of
from relais.search.order import neutral_rank, neutral_rank_of

_FEW = 48


def split(group: Bits, tiers: Sequence[Bits], want: int) -> list[Bits]:
    """Cut a set by each tier in turn, the preferred half first; stop once `want` services are ordered.

    The groups that come back hold equals. Only the front is ever refined, so the work does not grow with the tail.
    """
    groups: list[Bits] = []
    stack = [(group, 0)]
    while stack and want > 0:
        rest, level = stack.pop()
        while level < len(tiers):
            preferred = rest & tiers[level]
            level += 1
            if preferred and preferred != rest:
                stack.append((rest ^ preferred, level))
                rest = preferred
        if rest:
            groups.append(rest)
            want -= rest.bit_count()
    return groups


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
        return np.fromiter(few_slots(group), dtype=np.intp)
    return slots(group, facets.size)


def order_equals(facets: Facets, group: Bits, seed: int, towards: Sequence[Vector], want: int) -> list[int]:
    """The slots of equals: nearest first where origins and points are known, then the seeded neutral order."""
    count = group.bit_count()
    if count == 1:
        return [group.bit_length() - 1]
    if count <= _FEW:
        return sorted(few_slots(group), key=lambda slot: _order_key(facets, slot, seed, towards))[:want]
    chosen = slots(group, facets.size)
    neutral = neutral_rank(facets.hashes[chosen], seed)
    if not towards:
        order = _first(neutral, want)
    else:
        km = kilometres(facets.points[chosen], towards)
        km[np.isnan(km)] = np.inf
        front = _first(km, want) if len(km) > 4 * want else np.arange(len(km))
        # Those as near as the last kept may still go before it by the neutral order.
        front = np.flatnonzero(km.round() <= km[front].max().round())
        order = front[np.lexsort((neutral[front], km[front].round()))]
    return [int(slot) for slot in chosen[order[:want]]]


def _order_key(facets: Facets, slot: int, seed: int, towards: Sequence[Vector]) -> tuple[float, int]:
    km = kilometres_of(facets.vectors[slot], towards) if towards else None
    return (inf if km is None else round(km)), neutral_rank_of(int(facets.hashes[slot]), seed)


def _first(keys: NDArray[Any], want: int) -> NDArray[np.intp]:
    if len(keys) <= 4 * want:
        return np.argsort(keys)
    front = np.argpartition(keys, want)[:want]
    ordered: NDArray[np.intp] = front[np.argsort(keys[front])]
    return ordered
