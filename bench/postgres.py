"""The same work in PostgreSQL: one table made for searching, the best indexes this build has, prepared statements.

`unaccent` and `pg_trgm` are there; `cube` and `earthdistance` are not, so distances are written out (haversine).
"""

import asyncio
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

from bench import ground
from bench.questions import questions
from bench.timing import Spread, timed
from relais.core.db import connect
from relais.core.embedded import EmbeddedPostgres
from relais.core.text import fold
from relais.directory.model import NATIONAL, Service
from relais.directory.snapshot import Snapshot
from relais.geo.distance import excluded_departements
from relais.geo.gazetteer import load_gazetteer
from relais.geo.model import Place
from relais.geo.places import PlaceIndex, load_places
from relais.search.facets import DOCTORS, UNIT_KINDS, Facets
from relais.search.memory import weighted_words
from relais.search.model import SearchRequest
from relais.search.moment import local_moment
from relais.search.order import slug_hash

_COLUMNS = "slug name kind unit needs audiences coverage open anonymous free independent dedicated state departement"
_MORE_COLUMNS = "lat lon words neutral"
_TABLE = """
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE TABLE bench (
    slug text, name text, kind text, unit boolean, needs text[], audiences text[], coverage text[], open boolean,
    anonymous text, free text, independent text, dedicated text, state text, departement text,
    lat double precision, lon double precision, words text, neutral bigint
);
"""
_INDEXES = """
CREATE INDEX ON bench USING gin (needs, coverage) WHERE NOT unit;
CREATE INDEX ON bench (departement) WHERE unit;
CREATE INDEX ON bench USING gin (words gin_trgm_ops);
CREATE INDEX ON bench USING gin (to_tsvector('simple', words));
"""
_KM = """
2 * 6371.0088 * asin(least(1, sqrt(
    sin(radians(lat - {0}) / 2) ^ 2 + cos(radians({0})) * cos(radians(lat)) * sin(radians(lon - {1}) / 2) ^ 2
)))
"""
FACETS = f"""
SELECT slug, name, round({_KM.format("$4::float8", "$5::float8")}) AS km, count(*) OVER () AS total
FROM bench
WHERE NOT unit AND needs && $1::text[] AND coverage && ($2::text[] || ARRAY['{NATIONAL}']) AND audiences && $3::text[]
    AND ($6 <> 'anonymous' OR anonymous = 'yes') AND ($6 <> 'free' OR free = 'yes')
    AND ($6 <> 'independent' OR independent = 'yes') AND ($6 <> 'open_now' OR open)
ORDER BY
    needs @> $1::text[] DESC, coverage && $2::text[] DESC, open DESC,
    array_position(ARRAY['confirmed', 'sourced', 'to_verify'], state), km, neutral
LIMIT 20
"""
HOSPITAL = f"""
SELECT slug, name, round({_KM.format("$3::float8", "$4::float8")}) AS km, count(*) OVER () AS total
FROM bench
WHERE unit AND NOT departement = ANY ($1::text[]) AND {_KM.format("$3::float8", "$4::float8")} >= $5::float8
ORDER BY
    departement = ANY ($2::text[]) OR {_KM.format("$3::float8", "$4::float8")} < 50, dedicated <> 'yes',
    NOT needs @> $6::text[], kind = 'hospitalisation_jour', km, neutral
LIMIT 20
"""
TYPO = """
SELECT slug, name, word_similarity($1, words) AS likeness FROM bench
WHERE $1 <% words ORDER BY likeness DESC, neutral LIMIT 20
"""
PREFIX = """
SELECT slug, name FROM bench WHERE to_tsvector('simple', words) @@ to_tsquery('simple', $1 || ':*')
ORDER BY neutral LIMIT 20
"""


class PostgresSearch:
    """The four kinds of question as SQL. One connection, as one listener."""

    def __init__(self, loop: asyncio.Runner, db: Any, places: PlaceIndex) -> None:
        self._loop = loop
        self._places = places
        statements = {"facets": FACETS, "hospital": HOSPITAL, "typo": TYPO, "prefix": PREFIX}
        self._prepared = {kind: loop.run(db.prepare(sql)) for kind, sql in statements.items()}

    def ask(self, kind: str, request: SearchRequest) -> list[Any]:
        """The rows of one question."""
        rows: list[Any] = self._loop.run(self._prepared[kind].fetch(*getattr(self, f"_{kind}")(request)))
        return rows

    def _facets(self, request: SearchRequest) -> tuple[Any, ...]:
        place = self._places.find(request.places[0])[0]
        chosen = request.filters[0] if request.filters else ""
        return request.needs, list(place.departements), list(DOCTORS), place.lat, place.lon, chosen

    def _hospital(self, request: SearchRequest) -> tuple[Any, ...]:
        place = self._origin(request)
        left_out = excluded_departements(place.departements, request.exclude)
        near = excluded_departements(place.departements, "neighbours") if request.exclude == "own" else frozenset()
        wanted = [need for need in request.needs if need != "hospitalisation"]
        return list(left_out), list(near), place.lat, place.lon, request.min_km or 0, wanted

    def _origin(self, request: SearchRequest) -> Place:
        if request.origin:
            return self._places.find(request.origin[0])[0]
        words = fold(request.text).split()
        matches = (self._places.match(words, start) for start in range(len(words) - 1, -1, -1))
        return next(match.places[0] for match in matches if match)

    def _typo(self, request: SearchRequest) -> tuple[Any, ...]:
        return (fold(request.text),)

    _prefix = _typo


def measure(snapshot: Snapshot, counts: dict[str, int]) -> dict[str, Spread]:
    """How long each kind of question takes; the first third of the questions warms up."""
    services = ground.drawn(snapshot)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="relais-bench-")))
        folder.chmod(0o711)
        server = stack.enter_context(EmbeddedPostgres(folder))
        loop = stack.enter_context(asyncio.Runner())
        db = loop.run(connect(server.url("postgres", "postgres"), command_seconds=None))
        stack.callback(db.terminate)
        loop.run(_fill(db, services))
        search = PostgresSearch(loop, db, load_places())
        found = {}
        for kind, count in counts.items():
            asked = questions(kind, load_gazetteer(), services, count)
            call = partial(search.ask, kind)
            timed(call, asked[: count // 3])
            found[kind] = timed(call, asked[count // 3 :])
        return found


async def _fill(db: Any, services: Sequence[Service]) -> None:
    await db.execute(_TABLE)
    facets = Facets(services)
    at = local_moment(ground.NOON, ())
    open_now = facets.open_now(at)
    rows = [_row(service, bool(open_now >> facets.slot[service.slug] & 1)) for service in services]
    await db.copy_records_to_table("bench", records=rows, columns=f"{_COLUMNS} {_MORE_COLUMNS}".split())
    await db.execute(_INDEXES)
    await db.execute("VACUUM ANALYZE bench")


def _row(service: Service, is_open: bool) -> tuple[Any, ...]:
    return (
        service.slug,
        service.name,
        service.kind,
        service.kind in UNIT_KINDS,
        service.needs,
        service.audiences or DOCTORS,
        service.coverage,
        is_open,
        service.anonymous,
        service.free,
        service.independent,
        service.dedicated,
        service.state,
        service.departement,
        service.lat,
        service.lon,
        " ".join(weighted_words(service)),
        slug_hash(service.slug) - 2**63,
    )
