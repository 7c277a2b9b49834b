"""The search in memory says what SQL says of the same directory, read from the same PostgreSQL."""

import asyncio
import random
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from msgspec import structs

from bench import synthetic
from bench.database import write_csv
from bench.questions import mistype
from relais.core.clock import PARIS
from relais.core.db import connect
from relais.core.embedded import EmbeddedPostgres
from relais.core.settings import PROJECT
from relais.core.text import fold
from relais.directory.hours import open_state
from relais.directory.importer import apply_import, plan_import
from relais.directory.loading import load_snapshot
from relais.directory.model import Service
from relais.directory.reading import open_source
from relais.geo.gazetteer import load_gazetteer
from relais.geo.model import Place
from relais.search.engine import SearchEngine, load_engine
from relais.search.model import SearchRequest, SearchResponse
from tests.conftest import clone, drop

DATABASE = "relais_against_sql"
UNITS, OTHERS = 60, 240
TUESDAY = datetime(2026, 3, 3, 11, 0, tzinfo=PARIS)
SUNDAY_NIGHT = datetime(2026, 3, 8, 3, 0, tzinfo=PARIS)
GAZETTEER = load_gazetteer()
CODES = ("01", "13", "2A", "30", "33", "38", "59", "69", "75", "92", "972")
TOWNS = ("Lyon", "Nîmes", "Lille", "Bordeaux", "Grenoble", "Ajaccio", "Fort-de-France")
DOCTORS = ["liberal", "hospitalier", "salarie", "remplacant"]

KM = """
    (SELECT min(2 * 6371.0088 * asin(least(1, sqrt(
        sin(radians(s.lat - o.lat) / 2) ^ 2
        + cos(radians(o.lat)) * cos(radians(s.lat)) * sin(radians(s.lon - o.lon) / 2) ^ 2))))
    FROM unnest($2::float8[], $3::float8[]) AS o (lat, lon))
"""
DIRECTORY = f"""
    SELECT
        s.slug, s.kind, s.needs, s.state, s.departement, s.dedicated, s.anonymous, s.free, o.independent,
        CASE cardinality(s.audiences) WHEN 0 THEN $4::text[] ELSE s.audiences END AS audiences,
        ARRAY(SELECT a.departement FROM service_area AS a WHERE a.service = s.slug) AS covers,
        EXISTS (
            SELECT FROM contact AS c
            WHERE c.service = s.slug AND c.kind = 'phone' AND c.purpose = 'help'
                AND c.state NOT IN ('draft', 'suspended')
        ) AS reachable,
        s.slug = ANY ($1::text[]) AS open,
        s.kind LIKE 'hospitalisation_%' AS unit,
        {KM} AS km
    FROM service AS s JOIN organization AS o ON o.slug = s.organization
    WHERE NOT s.retired AND s.closed_on IS NULL
"""
PASSES = """
    (NOT 'anonymous' = ANY ($5::text[]) OR anonymous = 'yes') AND (NOT 'free' = ANY ($5) OR free = 'yes')
    AND (NOT 'independent' = ANY ($5) OR independent = 'yes') AND (NOT 'open_now' = ANY ($5) OR open)
"""
ASKED = "NOT unit AND (cardinality($6::text[]) = 0 OR needs && $6)"
HERE = "(cardinality($7::text[]) = 0 OR covers && ($7 || ARRAY['FR']) OR covers = '{}')"
LINES = f"""
    WITH directory AS ({DIRECTORY})
    SELECT
        *, audiences && $8::text[] AS welcome, {HERE} AS here,
        {ASKED} AND {HERE} AND {PASSES} AS asked,
        {ASKED} AND NOT {HERE} AS elsewhere,
        NOT unit AND kind = 'ecoute' AND reachable AND covers && ($7 || ARRAY['FR']) AND audiences && $8
            AND {PASSES} AS completing,
        unit AND {PASSES} AS unit_asked
    FROM directory
"""


class Sql:
    """Questions to one database from a test that is no coroutine."""

    def __init__(self, url: str) -> None:
        self.runner = asyncio.Runner()
        self.db = self.runner.run(connect(url))

    def rows(self, query: str, *args: Any) -> list[Any]:
        return self.runner.run(self.db.fetch(query, *args))

    def close(self) -> None:
        self.runner.run(self.db.close())
        self.runner.close()


class Both(NamedTuple):
    """The same directory in SQL and in memory."""

    sql: Sql
    engine: SearchEngine
    services: Sequence[Service]


@pytest.fixture(scope="module")
def both(postgres: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    """About 300 services, a fifth of them care units, some closed and some of no known territory."""
    drawn = synthetic.services(GAZETTEER, 3_000, seed=5)
    units = [service for service in drawn if service.kind.startswith("hospitalisation_")][:UNITS]
    others = [service for service in drawn if not service.kind.startswith("hospitalisation_")][:OTHERS]
    file = tmp_path_factory.mktemp("sql") / "synthese.csv"
    write_csv(file, [*units, *others])
    asyncio.run(clone(postgres, DATABASE))
    asyncio.run(fill(postgres, file))
    sql = Sql(postgres.url("relais_app", DATABASE))
    snapshot = sql.runner.run(load_snapshot(sql.db))
    services = tuple(service for service in snapshot.services if service.kind != "urgence")
    lone = structs.replace(snapshot, services=services, by_slug={})
    engine = load_engine(GAZETTEER, lone, PROJECT / "data", PROJECT / "search_index", desk_line="")
    yield Both(sql, engine, services)
    sql.close()
    asyncio.run(drop(postgres, DATABASE))


async def fill(server: EmbeddedPostgres, file: Path) -> None:
    db = await connect(server.url("relais_app", DATABASE))
    async with db.transaction():
        plan = await plan_import(db, open_source(file, data_dir=PROJECT / "data"))
        await apply_import(db, plan)
    await db.close()
    owner = await connect(server.url("relais_owner", DATABASE))
    await owner.execute("UPDATE service SET closed_on = '2025-01-01' WHERE slug LIKE '%7'")
    await owner.execute("DELETE FROM service_area WHERE service LIKE '%3'")
    await owner.execute("CREATE EXTENSION unaccent; CREATE EXTENSION pg_trgm")
    await owner.close()


places = st.lists(st.sampled_from([*CODES, *TOWNS]), max_size=2, unique=True)
requests = st.builds(
    SearchRequest,
    needs=st.lists(st.sampled_from(synthetic.NEEDS), max_size=3, unique=True),
    audiences=st.lists(st.sampled_from(["liberal", "interne", "famille", "anesthesie_reanimation"]), max_size=1),
    places=places,
    filters=st.lists(st.sampled_from(["anonymous", "free", "independent", "open_now"]), max_size=2, unique=True),
    at=st.sampled_from([TUESDAY, SUNDAY_NIGHT]),
    limit=st.integers(1, 50),
    seed=st.integers(0, 999_999),
)
stays = st.builds(
    SearchRequest,
    needs=st.lists(st.sampled_from(["addiction", "souffrance_psychique"]), max_size=2, unique=True).map(
        lambda needs: ["hospitalisation", *needs]
    ),
    origin=st.lists(st.sampled_from([*CODES, *TOWNS]), min_size=1, max_size=2, unique=True),
    exclude=st.sampled_from(["own", "neighbours", "region", "none"]),
    min_km=st.sampled_from([None, 80, 300]),
    at=st.just(TUESDAY),
    limit=st.integers(1, 50),
    seed=st.integers(0, 999_999),
)
few = settings(max_examples=40, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
many = settings(few, max_examples=1_500)


def found_places(both: Both, typed: Sequence[str]) -> list[Place]:
    return [both.engine.places.find(text)[0] for text in typed]


def codes_of(found: Sequence[Place]) -> list[str]:
    return list(dict.fromkeys(code for place in found for code in place.departements))


def welcomed(request: SearchRequest) -> list[str]:
    """The audiences whose services may be given to this caller."""
    said = {*request.audiences, *(["interne", "etudiant"] if "etudiant_interne" in request.needs else [])}
    if not said:
        return [*DOCTORS, *(["famille"] if "famille" in request.needs else [])]
    more = {"interne": ["etudiant"], "anesthesie_reanimation": ["hospitalier", "liberal"]}
    return sorted(said.union(*(more.get(one, []) for one in said)))


def ask_sql(both: Both, request: SearchRequest, towards: Sequence[Place]) -> list[Any]:
    """Every service of the directory with its facets and its distance, as SQL tells them."""
    at = request.at
    assert at is not None
    is_open = [row.slug for row in both.services if open_state(row.hours, at, row.departement) == "open"]
    needs = [need for need in request.needs if need != "hospitalisation"]
    lat, lon = [place.lat for place in towards], [place.lon for place in towards]
    return both.sql.rows(
        LINES, is_open, lat, lon, DOCTORS, list(request.filters), needs, codes_of(towards), welcomed(request)
    )


def check_distances(answer: SearchResponse, rows: Sequence[Any]) -> None:
    km = {row["slug"]: row["km"] for row in rows}
    for result in answer.results:
        assert (result.distance_km is None) == (km[result.slug] is None)
        assert result.distance_km is None or abs(result.distance_km - km[result.slug]) <= 0.501


def rounded(km: float | None) -> float:
    return float("inf") if km is None else round(km)


def check_order(answer: SearchResponse, group: Sequence[Any], key: Any) -> None:
    """The first results are the best of this group by SQL, in order, equals in any order."""
    keys = {row["slug"]: key(row) for row in group}
    shown = [keys[result.slug] for result in answer.results if result.slug in keys]
    expected = sorted(keys.values())
    if shown and shown[0] != expected[0]:  # a row without a number was not left first
        reachable = {row["slug"]: row["reachable"] for row in group}
        assert reachable[answer.results[0].slug]
        expected.remove(shown[0])
        expected.insert(0, shown[0])
    assert shown == expected[: len(shown)]


def line_key(request: SearchRequest, codes: Sequence[str]) -> Any:
    def key(row: Any) -> tuple[Any, ...]:
        closed = not row["open"]
        own = bool(set(row["covers"]) & set(codes or ["FR"]))
        status = ("confirmed", "sourced", "to_verify").index(row["state"])
        held = -len(set(row["needs"]) & set(request.needs))
        night = (
            (closed, not own, not row["covers"]) if request.at == SUNDAY_NIGHT else (not own, not row["covers"], closed)
        )
        return held, *night, status, rounded(row["km"])

    return key


def check_lines(both: Both, request: SearchRequest) -> None:
    assume(request.needs or request.places or request.audiences or request.filters)
    towards = found_places(both, request.places)
    rows = ask_sql(both, request, towards)
    answer = both.engine.search(request, now=TUESDAY)
    asked = {row["slug"] for row in rows if row["asked"]}
    completing = {row["slug"] for row in rows if row["completing"]}
    own = set(codes_of(towards))
    wants_units = bool({"addiction", "souffrance_psychique"} & set(request.needs))
    units = {row["slug"] for row in rows if row["unit_asked"] and row["departement"] not in own and wants_units}
    assert answer.total == len(asked | completing | units)
    assert {result.slug for result in answer.results} <= asked | completing | units
    assert len(answer.results) == min(request.limit, answer.total)
    elsewhere = sum(row["elsewhere"] for row in rows)
    assert answer.excluded_counts.get("territory", 0) == (elsewhere if request.needs or request.places else 0)
    check_distances(answer, rows)
    if "open_now" not in request.filters:
        check_order(answer, [r for r in rows if r["asked"] and r["welcome"]], line_key(request, codes_of(towards)))


def check_stays(both: Both, request: SearchRequest) -> None:
    towards = found_places(both, request.origin)
    own = set(codes_of(towards))
    near = own.union(*(GAZETTEER.departements[code].neighbours for code in own))
    region = near.union(*(GAZETTEER.regions[GAZETTEER.departements[code].region].departements for code in own))
    levels = {"none": set(), "own": own, "neighbours": near, "region": region}
    rows = ask_sql(both, request, towards)
    units = [row for row in rows if row["unit"]]
    limits = [50, request.min_km or 50]
    assume(not any(abs(row["km"] - limit) < 0.02 * limit for row in units for limit in limits))
    allowed = [row for row in units if row["departement"] not in levels[request.exclude]]
    far = [row for row in allowed if row["km"] >= (request.min_km or 0)]
    answer = both.engine.search(request, now=TUESDAY)
    shown = [result.slug for result in answer.results if result.kind.startswith("hospitalisation_")]
    assert set(shown) <= {row["slug"] for row in far}
    assert len(shown) == min(request.limit, len(far))
    assert answer.excluded_counts.get("min_km", 0) == len(allowed) - len(far)
    before: set[str] = set()
    for level in ("own", "neighbours", "region"):
        left_out = sum(row["departement"] in levels[level] - before for row in units)
        kept = request.exclude != "none" and levels[level] <= levels[request.exclude]
        assert answer.excluded_counts.get(level, 0) == (left_out if kept else 0)
        before |= levels[level]
    check_distances(answer, rows)

    def key(row: Any) -> tuple[Any, ...]:
        close = request.exclude == "own" and (row["departement"] in near or row["km"] < 50)
        held = -len(set(row["needs"]) & set(request.needs))
        return close, row["dedicated"] != "yes", held, row["kind"] == "hospitalisation_jour", rounded(row["km"])

    check_order(answer, far, key)


def test_needs_places_and_filters_choose_and_order_as_sql_does(both: Both) -> None:
    few(given(requests)(lambda request: check_lines(both, request)))()


def test_hospital_rules_choose_and_order_as_sql_does(both: Both) -> None:
    few(given(stays)(lambda request: check_stays(both, request)))()


@pytest.mark.long
def test_any_question_is_answered_as_sql_does(both: Both) -> None:
    many(given(requests)(lambda request: check_lines(both, request)))()
    many(given(stays)(lambda request: check_stays(both, request)))()


def test_whole_words_are_borne_by_whom_sql_finds(both: Both) -> None:
    pattern = r"SELECT slug FROM service WHERE unaccent(lower(name || ' ' || acronym)) ~ $1 ORDER BY slug"
    known = sorted({word for service in both.services for word in fold(service.name).split() if len(word) > 3})

    @few
    @given(st.lists(st.sampled_from(known), min_size=1, max_size=3, unique=True))
    def check(words: list[str]) -> None:
        endings = [r"\M"] * (len(words) - 1) + [""]  # the last word may be unfinished
        sought = "".join(rf"(?=.*\m{word}{ending})" for word, ending in zip(words, endings, strict=True))
        borne = {both.services[slot].slug for slot in both.engine.text.bearers(words)}
        assert borne == {row["slug"] for row in both.sql.rows(pattern, f"^{sought}")}

    check()


def test_a_slip_finds_at_least_what_trigrams_find(both: Both) -> None:
    draw = random.Random(1)
    nearest = (
        "SELECT slug FROM service WHERE $1 <% unaccent(lower(name)) ORDER BY $1 <<-> unaccent(lower(name)) LIMIT 5"
    )
    ours = theirs = 0
    for service in both.services[:150]:
        word = max(fold(service.name).split(), key=len)
        typed = mistype(draw, word)
        meant = {other.slug for other in both.services if word in fold(other.name).split()}
        ours += bool(meant & {both.services[slot].slug for slot in both.engine.text.bearers([typed])})
        theirs += bool(meant & {row["slug"] for row in both.sql.rows(nearest, typed)})
    assert ours >= theirs
    assert ours >= 140
