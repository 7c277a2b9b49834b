"""Ranking by sets says the same as sorting every service by the same preferences."""

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from relais.search.order import neutral_rank, slug_hash
from relais.search.ranking import at_least, split

SETS = st.integers(0, 2**40 - 1)


def members(bits: int) -> set[int]:
    return {i for i in range(bits.bit_length()) if bits >> i & 1}


@given(SETS, st.lists(SETS, max_size=6))
def test_splitting_orders_as_sorting_by_every_tier_does(group: int, tiers: list[int]) -> None:
    groups = list(split(group, tiers))
    key = {i: tuple(not tier >> i & 1 for tier in tiers) for i in members(group)}
    ordered = [sorted(members(equals)) for equals in groups]
    flat = [i for equals in ordered for i in equals]
    expected = sorted(members(group), key=lambda i: (key[i], i))
    assert flat == expected
    assert all(len({key[i] for i in equals}) == 1 for equals in ordered)


@given(st.lists(SETS, max_size=5), SETS)
def test_at_least_counts_in_how_many_sets_a_service_is(sets: list[int], within: int) -> None:
    held = Counter(i for one in sets for i in members(one & within))
    levels = at_least(sets, within)
    for count, level in zip(range(len(sets), 0, -1), levels, strict=True):
        assert members(level) == {i for i, times in held.items() if times >= count}


@given(st.integers(0, 999_999))
def test_the_neutral_order_can_be_replayed(seed: int) -> None:
    hashes = np.array([slug_hash(f"s{i}") for i in range(50)], dtype=np.uint64)
    first, again = neutral_rank(hashes, seed), neutral_rank(hashes, seed)
    assert (first == again).all()
    assert len(set(first.tolist())) == 50


def test_no_service_is_favoured_over_all_seeds() -> None:
    hashes = np.array([slug_hash(f"s{i}") for i in range(10)], dtype=np.uint64)
    wins = Counter(int(neutral_rank(hashes, seed).argmin()) for seed in range(5000))
    assert all(400 < wins[i] < 600 for i in range(10)), wins
