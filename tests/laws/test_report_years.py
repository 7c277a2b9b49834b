"""A year drawn at random, its pages and what comes after them, its release: read together, nothing hidden comes out."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import Struct

from relais.core.db import connect
from relais.core.embedded import EmbeddedPostgres
from tests.conftest import TEMPLATE, clone, drop
from tests.reports.reader import Told, deduced

pytestmark = pytest.mark.long
NAME, YEAR = f"{TEMPLATE}_years", 2015
REGIONS, NEEDS = ("11", "84", "93", "94", "06", "unknown"), ("financier", "addiction", "violence", "sante")
COUNT = st.one_of(st.integers(0, 3), st.integers(0, 13), st.integers(8, 60), st.integers(60, 400))
MONTHS = st.one_of(*(st.lists(size, min_size=12, max_size=12) for size in (st.integers(0, 2), st.integers(0, 14),
                                                                           st.integers(11, 40))))  # fmt: skip
RELEASE = """
    WITH agreed AS (
        INSERT INTO year_confirmation (year, signatory, sha256, account)
        SELECT $1, s.code, sha256(report_content($1)), s.account
        FROM unnest($2::text[], $3::uuid[]) AS s (code, account)
        RETURNING sha256
    )
    SELECT count(*) FROM agreed
"""


class Drawn(Struct, frozen=True, kw_only=True):
    """Calls of a year, then of its tables once it was counted: late ones, erased ones."""

    regions: dict[str, int]
    needs: dict[str, list[int]]
    later_regions: dict[str, int]
    later_needs: dict[str, list[int]]


@st.composite
def years(draw: Any) -> Drawn:
    """Every call is of one region and says each need at most once."""
    needs = draw(st.dictionaries(st.sampled_from(NEEDS), MONTHS))
    regions = draw(st.dictionaries(st.sampled_from(REGIONS), COUNT, min_size=1))
    missing = max([sum(months) for months in needs.values()], default=0) - sum(regions.values())
    if missing > 0:
        regions["11"] = regions.get("11", 0) + missing
    return Drawn(
        regions=regions,
        needs=needs,
        later_regions=draw(st.dictionaries(st.sampled_from(REGIONS), COUNT)),
        later_needs=draw(st.dictionaries(st.sampled_from(NEEDS), MONTHS)),
    )


class Years:
    """A real PostgreSQL, where each year drawn is lived and then forgotten."""

    def __init__(self, server: EmbeddedPostgres) -> None:
        self.runner = asyncio.Runner()
        self.runner.run(clone(server, NAME))
        self.db: Any = self.runner.run(connect(server.url("relais_owner", NAME)))
        self.runner.run(self._open())

    async def _open(self) -> None:
        await self.db.execute(
            "INSERT INTO account (id, email_key, email_sealed, name_sealed)"
            " SELECT gen_random_uuid(), sha256(n::text::bytea), 'a', 'b' FROM generate_series(1, 3) AS n"
        )
        self.accounts = [row[0] for row in await self.db.fetch("SELECT id FROM account")]
        for table in ("call_by_region", "call_by_month"):
            await self.db.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")

    def pages(self, drawn: Drawn) -> list[bytes]:
        """The page once the year is counted, the one after what came later, and the release."""
        return self.runner.run(self._lived(drawn))

    async def _lived(self, drawn: Drawn) -> list[bytes]:
        lived = self.db.transaction()
        await lived.start()
        try:
            await self._count(drawn.regions, drawn.needs)
            await self.db.execute("SELECT keep_counts($1)", YEAR)
            pages = [await self._page()]
            await self._count(drawn.later_regions, drawn.later_needs)
            pages.append(await self._page())
            await self.db.execute(RELEASE, YEAR, ["cnom", "carmf", "cng"], self.accounts)
            await self.db.execute(
                "INSERT INTO year_release SELECT $1, c, sha256(c), now() FROM report_content($1) AS c", YEAR
            )
            return [*pages, await self.db.fetchval("SELECT content FROM year_release WHERE year = $1", YEAR)]
        finally:
            await lived.rollback()

    async def _page(self) -> bytes:
        return bytes(await self.db.fetchval("SELECT report_content($1)", YEAR))

    async def _count(self, regions: dict[str, int], needs: dict[str, list[int]]) -> None:
        await self.db.execute("DELETE FROM call_by_region")
        await self.db.execute("DELETE FROM call_by_month")
        await self.db.executemany(
            "INSERT INTO call_by_region VALUES ($1, $2, $3)",
            [(YEAR, one, many) for one, many in regions.items() if many],
        )
        await self.db.executemany(
            "INSERT INTO call_by_month VALUES ($1, $2, $3, $4)",
            [(YEAR, at, one, many) for one, all_year in needs.items() for at, many in enumerate(all_year, 1) if many],
        )


@pytest.fixture(scope="module")
def lived(postgres: EmbeddedPostgres) -> Iterator[Years]:
    made = Years(postgres)
    yield made
    made.runner.run(made.db.close())
    made.runner.run(drop(postgres, NAME))
    made.runner.close()


def told(content: bytes, drawn: Drawn) -> list[Told]:
    """What a page tells of the regions and of the needs, month by month; nothing when nothing was counted."""
    values = {
        (one["measure"], one["line"], one["month"]): one["value"] is not None for one in json.loads(content)["cells"]
    }
    if ("calls_by_region", "", 0) not in values:
        return []
    lines = sorted({line for measure, line, _ in values if measure == "calls_by_region" and line})
    needs = sorted({line for measure, line, _ in values if measure == "calls_by_need" and line})
    cells, whole = [values["calls_by_region", line, 0] for line in lines], values["calls_by_region", "", 0]
    months = range(1, 13)
    return [
        Told(
            counts=[[drawn.regions.get(line, 0) for line in lines]], cells=[cells], rows=[whole], columns=cells,
            whole=whole,
        ),
        Told(
            counts=[drawn.needs.get(line, [0] * 12) for line in needs],
            cells=[[values["calls_by_need", line, month] for month in months] for line in needs],
            rows=[values["calls_by_need", line, 0] for line in needs],
            columns=[values["calls_by_need", "", month] for month in months],
            whole=values["calls_by_need", "", 0],
            most=sum(drawn.regions.values()) if whole else None,
        ),
    ]  # fmt: skip


@given(drawn=years())
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_hidden_comes_out_of_a_release_and_the_pages_before_it(lived: Years, drawn: Drawn) -> None:
    pages = [told(page, drawn) for page in lived.pages(drawn)]
    for of_one_table in zip(*pages, strict=True):
        assert deduced(*of_one_table) == []
