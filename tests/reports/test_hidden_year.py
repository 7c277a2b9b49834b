"""A whole year at its real size, as its page tells it, before and after its release: nothing hidden comes out."""

from typing import Any

import pytest

from relais.core.db import connect
from relais.reports.model import Report
from relais.reports.reading import keep_years, report_of, values_of
from relais.reports.words import MEASURES
from tests.conftest import World
from tests.reports.reader import Told, deduced

pytestmark = pytest.mark.anyio
HIDING = [name for name, measure in MEASURES.items() if measure.shape in ("lines", "months") and len(measure.lines) > 1]
COUNTS = "SELECT line, month, value FROM year_count WHERE year = $1 AND measure = $2"
AGREE = """
    INSERT INTO year_confirmation (year, signatory, sha256, account)
    SELECT $1, s.code, sha256(report_content($1)), a.id
    FROM (SELECT code, row_number() OVER () AS n FROM unnest(ARRAY['cnom', 'carmf', 'cng']) AS u (code)) AS s
    JOIN (SELECT id, row_number() OVER (ORDER BY id) AS n FROM account) AS a USING (n)
"""
RELEASE = """
    INSERT INTO year_release (year, content, sha256, released_at)
    SELECT $1, c.content, sha256(c.content), now() FROM report_content($1) AS c (content)
"""


async def read(world: World, year: int) -> Report:
    """The report as the application reads it."""
    db = await connect(world.app_url)
    report = await report_of(db, year)
    await db.close()
    return report


async def told_of(world: World, report: Report, measure: str) -> Told:
    """What the page tells of one table, beside its true counts."""
    values, lines = values_of(report.content), list(MEASURES[measure].lines)
    months = range(1, 13) if MEASURES[measure].shape == "months" else range(1)
    rows = {(row["line"], row["month"]): row["value"] for row in await world.owner.fetch(COUNTS, report.year, measure)}

    def shown(line: str, month: int) -> bool:
        return values[measure, line, month] is not None

    return Told(
        counts=[[rows.get((line, month), 0) for month in months] for line in lines],
        cells=[[shown(line, month) for month in months] for line in lines],
        rows=[shown(line, 0) for line in lines],
        columns=[shown("", month) for month in months],
        whole=shown("", 0),
    )


async def release(db: Any, year: int) -> None:
    await db.execute(AGREE, year)
    await db.execute(RELEASE, year)


@pytest.mark.parametrize("measure", HIDING)
async def test_nothing_hidden_of_a_whole_year_can_be_worked_out(world: World, simulated: int, measure: str) -> None:
    told = await told_of(world, await read(world, simulated), measure)
    assert deduced(told) == []


@pytest.mark.long
async def test_a_release_tells_nothing_more_than_the_page_before_it(world: World, year: int) -> None:
    before = await read(world, year)
    await world.owner.execute(
        "ALTER TABLE aid_request DISABLE TRIGGER USER; UPDATE aid_request SET practice = 'salarie'"
    )
    await release(world.owner, year)
    after = await read(world, year)
    assert after.released_at is not None
    assert before.content == after.content
    for measure in HIDING:
        assert deduced(await told_of(world, before, measure), await told_of(world, after, measure)) == [], measure


async def test_the_worker_keeps_a_year_that_ended_and_shows_it_from_then_on(world: World) -> None:
    await world.owner.execute("INSERT INTO call_by_region VALUES (2012, '11', 40), (2012, '84', 30), (2012, '93', 12)")
    assert all(cell.measure != "calls_by_region" for cell in (await read(world, 2012)).content.cells)
    worker = await connect(world.worker_url)
    await keep_years(worker)
    await worker.close()
    values = values_of((await read(world, 2012)).content)
    assert (values["calls_by_region", "", 0], values["calls_by_region", "11", 0]) == (80, 40)
    await world.owner.execute("INSERT INTO call_by_region VALUES (2012, '75', 500)")
    assert values_of((await read(world, 2012)).content) == values
