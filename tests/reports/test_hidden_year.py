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
AMONG = "SELECT among, among_line FROM report_measure WHERE measure = $1"
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
        most=await most_of(world, report, measure),
    )


async def most_of(world: World, report: Report, measure: str) -> int | None:
    """How many people a line may be, from the table that counts them: its total, less those it knows nothing of."""
    among, line = await world.owner.fetchrow(AMONG, measure)
    if among is None:
        return None
    values = values_of(report.content)
    true = {row["line"]: row["value"] for row in await world.owner.fetch(COUNTS, report.year, among)}
    if line not in ("", "known"):
        return true[line] if values[among, line, 0] is not None else None
    if values[among, "", 0] is None:
        return None
    unknown = true.get("unknown", 0) if line == "known" and values[among, "unknown", 0] is not None else 0
    return int(sum(true[one] for one in MEASURES[among].lines if one in true) - unknown)


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


KEPT = "INSERT INTO year_count VALUES ($1, $2, $3, 0, $4, $4, 0)"
MONEY = """
    INSERT INTO year_count VALUES
    ($1, 'euros_decided', 'all', 0, 5000000, 40, 200000), ($1, 'euros_paid', 'all', 0, 4000000, 30, 200000),
    ($1, 'delay_payment', 'all', 0, 9, 30, 0), ($1, 'delay_decision', 'all', 0, 21, 30, 0)
"""


@pytest.mark.parametrize(
    ("of_year", "helped", "elsewhere", "shown"),
    [(2014, 12, 3, (None, None, None, 21)), (2015, 40, 15, (50_000, 40_000, 9, 21))],
)
async def test_what_tells_that_eleven_were_helped_is_told_only_when_they_are(
    world: World, of_year: int, helped: int, elsewhere: int, shown: tuple[int | None, ...]
) -> None:
    for line, many in (("helped", helped), ("elsewhere", elsewhere), ("refusal", 60)):
        await world.owner.execute(KEPT, of_year, "files_by_decision", line, many)
    await world.owner.execute(MONEY, of_year)
    values = values_of((await read(world, of_year)).content)
    assert values["files_by_decision", "refusal", 0] == 60
    assert values["files_by_decision", "helped", 0] == (helped if shown[0] else None)
    names = ("euros_decided", "euros_paid", "delay_payment", "delay_decision")
    assert tuple(values[name, "", 0] for name in names) == shown


async def test_needs_are_hidden_when_so_are_the_people_who_say_them(world: World) -> None:
    for practice in ("liberal", "interne"):
        await world.owner.execute(KEPT, 2016, "requests_by_practice", practice, 5)
    for need in ("sante", "addiction", "financier"):
        await world.owner.execute(KEPT, 2016, "requests_by_need", need, 10)
    values = values_of((await read(world, 2016)).content)
    assert {value for key, value in values.items() if key[0] == "requests_by_need"} == {None}


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
