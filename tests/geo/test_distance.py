from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relais.geo.distance import (
    Level,
    departements_by_distance,
    excluded_departements,
    geodesic_km,
    haversine_km,
)
from relais.geo.gazetteer import load_gazetteer
from relais.geo.model import Commune

CODES = sorted(load_gazetteer().departements)
GROWING: tuple[Level, ...] = ("none", "own", "neighbours", "region")
COMMUNES = [c for c in load_gazetteer().communes.values() if c.departement in load_gazetteer().departements]

some_origins = st.lists(st.sampled_from(CODES), max_size=4)
some_commune = st.sampled_from(COMMUNES)


@given(some_origins)
def test_each_level_excludes_at_least_what_the_one_before_does(origins: list[str]) -> None:
    excluded = [excluded_departements(origins, level) for level in GROWING]
    assert all(smaller <= larger for smaller, larger in pairwise(excluded))


@given(some_origins, st.sampled_from(get_args(Level)))
def test_several_origins_exclude_what_each_of_them_does(origins: list[str], level: Level) -> None:
    together = excluded_departements(origins, level)
    assert together == frozenset().union(*(excluded_departements([code], level) for code in origins))


@given(st.sampled_from(CODES), st.sampled_from(CODES))
def test_two_neighbours_exclude_each_other(one: str, other: str) -> None:
    assert (one in excluded_departements([other], "neighbours")) == (
        other in excluded_departements([one], "neighbours")
    )


def test_the_levels_of_a_doctor_of_gard() -> None:
    assert excluded_departements(["30"], "none") == frozenset()
    assert excluded_departements(["30"], "own") == {"30"}
    assert excluded_departements(["30"], "neighbours") == {"30", "07", "12", "13", "34", "48", "84"}
    assert {"31", "09", "13"} <= excluded_departements(["30"], "region")


def test_a_doctor_of_paris_may_exclude_its_whole_region() -> None:
    assert excluded_departements(["75"], "neighbours") == {"75", "92", "93", "94"}
    assert excluded_departements(["75"], "region") == {"75", "77", "78", "91", "92", "93", "94", "95"}


@pytest.mark.parametrize("code", ["971", "974", "976", "988"])
def test_overseas_every_level_is_the_territory_alone(code: str) -> None:
    assert {excluded_departements([code], level) for level in ("own", "neighbours", "region")} == {frozenset({code})}


def test_no_origin_excludes_nothing() -> None:
    assert excluded_departements([], "region") == frozenset()


@settings(max_examples=300, deadline=None)
@given(some_commune, some_commune)
def test_the_quick_distance_is_within_half_a_percent_of_the_exact_one(one: Commune, other: Commune) -> None:
    points = (one.lat, one.lon, other.lat, other.lon)
    exact, quick = geodesic_km(*points), haversine_km(*points)
    assert abs(quick - exact) <= 0.005 * exact + 1e-6


@given(some_commune, some_commune)
def test_distance_is_the_same_both_ways_and_nought_to_oneself(one: Commune, other: Commune) -> None:
    there = haversine_km(one.lat, one.lon, other.lat, other.lon)
    back = haversine_km(other.lat, other.lon, one.lat, one.lon)
    assert there == pytest.approx(back, abs=1e-9)
    assert haversine_km(one.lat, one.lon, one.lat, one.lon) == 0


def test_longitude_nought_is_a_place_like_any_other() -> None:
    assert haversine_km(48.0, 0.0, 48.0, 0.1) == pytest.approx(7.44, abs=0.02)


def test_lyon_is_some_200_km_from_villeneuve_les_avignon() -> None:
    assert 195 < geodesic_km(45.76769, 4.83537, 43.96667, 4.79583) < 205


def test_departements_by_distance_start_with_oneself_and_hold_each_once() -> None:
    order = departements_by_distance("69")
    assert order[:3] == ("69", "42", "01")
    assert sorted(order) == CODES
    assert set(order[-5:]) == {"971", "972", "973", "974", "976"}


def test_the_distance_order_of_an_unknown_departement_is_refused() -> None:
    with pytest.raises(KeyError):
        departements_by_distance("99")
