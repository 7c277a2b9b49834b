"""Nothing that the report hides can be worked out: tables drawn at random, hidden by the database, then attacked."""

import asyncio
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from relais.core.db import connect
from relais.core.embedded import EmbeddedPostgres
from tests.conftest import TEMPLATE, clone, drop
from tests.reports.reader import Told, deduced

THRESHOLD = 11
NAME = f"{TEMPLATE}_hiding"
# Small, around the threshold, and far from it: what real years are made of.
COUNT = st.one_of(st.integers(0, 3), st.integers(0, 13), st.integers(8, 60), st.integers(60, 900))
LINE = st.lists(COUNT, min_size=2, max_size=12)
QUICK = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
LONG = settings(max_examples=800, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


class Database:
    """The hiding functions of a real PostgreSQL, asked from a test that is no coroutine."""

    def __init__(self, server: EmbeddedPostgres) -> None:
        self.runner = asyncio.Runner()
        self.runner.run(clone(server, NAME))
        self.db = self.runner.run(connect(server.url("relais_owner", NAME)))

    def value(self, sql: str, *args: Any) -> Any:
        return self.runner.run(self.db.fetchval(sql, *args))

    def rows(self, sql: str, *args: Any) -> Any:
        return self.runner.run(self.db.fetch(sql, *args))


@pytest.fixture(scope="module")
def hiding(postgres: EmbeddedPostgres) -> Iterator[Database]:
    made = Database(postgres)
    yield made
    made.runner.run(made.db.close())
    made.runner.run(drop(postgres, NAME))
    made.runner.close()


def line_told(hiding: Database, counts: list[int], most: int | None = None) -> Told:
    """What the page tells of a line, read from what the database gives."""
    names = [str(number) for number in range(len(counts))]
    rows = hiding.rows("SELECT line, value FROM hidden_lines($1, $2, $3)", names, counts, most)
    values = {row["line"]: row["value"] for row in rows}
    for number, count in enumerate(counts):
        assert values[str(number)] in (None, count)
    assert values[""] in (None, (sum(counts) + 2) // 5 * 5)
    assert (values[""] is None) == (sum(counts) < THRESHOLD) or most is not None
    cells, whole = [[values[name] is not None for name in names]], values[""] is not None
    return Told(counts=[counts], cells=cells, rows=[whole], columns=cells[0], whole=whole, most=read_of(most))


def grid_told(hiding: Database, counts: list[list[int]], most: int | None = None) -> Told:
    """What the page tells of lines and months."""
    names = [str(number) for number in range(len(counts))]
    found = hiding.rows("SELECT line, month, value FROM hidden_months($1, $2, $3)", names, counts, most)
    values = {(row["line"], row["month"]): row["value"] for row in found}
    months = range(1, len(counts[0]) + 1)
    assert all(values[name, month] in (None, counts[int(name)][month - 1]) for name in names for month in months)
    shown = [value for value in values.values() if value is not None]
    assert all(value >= THRESHOLD or value % 5 == 0 for value in shown)
    return Told(
        counts=counts,
        cells=[[values[name, month] is not None for month in months] for name in names],
        rows=[values[name, 0] is not None for name in names],
        columns=[values["", month] is not None for month in months],
        whole=values["", 0] is not None,
        most=read_of(most),
    )


def read_of(people: int | None) -> int | None:
    """What a reader knows of how many there are: under 11 it is hidden."""
    return None if people is None else max(people, THRESHOLD - 1)


@st.composite
def grids(draw: Any, most: int = 4) -> list[list[int]]:
    """Rows of their own size: some of a few, some of many, as needs are."""
    months = draw(st.integers(2, most))
    size = st.sampled_from((st.integers(0, 4), st.integers(0, 14), st.integers(9, 40), st.integers(40, 300)))
    rows = draw(st.lists(size, min_size=2, max_size=most + 1))
    return [draw(st.lists(row, min_size=months, max_size=months)) for row in rows]


@st.composite
def several_each(draw: Any) -> tuple[list[int], int]:
    """Lines of which each person fills several, and how many persons there are: needs."""
    people = draw(COUNT)
    # Rare needs, common ones, and some that nearly everybody has.
    line = st.one_of(st.integers(0, min(people, 13)), st.integers(0, people), st.integers(max(people - 4, 0), people))
    return draw(st.lists(line, min_size=2, max_size=8)), people


@st.composite
def several_each_month(draw: Any) -> tuple[list[list[int]], int]:
    """The same by month: whoever has a need one month may have another later."""
    table = draw(grids())
    return table, max(map(sum, table)) + draw(st.integers(0, 20))


def assert_line_holds(hiding: Database, counts: list[int]) -> None:
    told = line_told(hiding, counts)
    assert all(not shown or count >= THRESHOLD for shown, count in zip(told.cells[0], counts, strict=True))
    assert deduced(told) == []


@given(counts=LINE)
@example(counts=[3, 40])
@example(counts=[10, 11])
@example(counts=[0, 0, 500])
@example(counts=[5, 5])
@example(counts=[10, 1, 11, 11])
@QUICK
def test_no_hidden_line_can_be_worked_out_of_its_table(hiding: Database, counts: list[int]) -> None:
    assert_line_holds(hiding, counts)


@given(counts=grids())
@example(counts=[[3, 40], [50, 60]])
@example(counts=[[20, 30, 40], [5, 12, 30], [60, 70, 80]])
@example(counts=[[1, 0], [2, 300]])
@example(counts=[[12, 1], [13, 2], [900, 800]])
@QUICK
def test_no_hidden_month_can_be_worked_out_of_its_table(hiding: Database, counts: list[list[int]]) -> None:
    assert deduced(grid_told(hiding, counts)) == []


@given(drawn=several_each())
@example(drawn=([3, 30, 30], 30))
@example(drawn=([8, 8], 8))
@example(drawn=([29, 29, 5, 28], 30))
@example(drawn=([11, 3], 11))
@QUICK
def test_no_need_can_be_worked_out_from_how_many_people_there_are(
    hiding: Database, drawn: tuple[list[int], int]
) -> None:
    assert deduced(line_told(hiding, drawn[0], drawn[1])) == []


@given(drawn=several_each_month())
@example(drawn=([[20, 20], [18, 19], [2, 3]], 40))
@QUICK
def test_no_month_can_be_worked_out_from_how_many_people_there_are(
    hiding: Database, drawn: tuple[list[list[int]], int]
) -> None:
    assert deduced(grid_told(hiding, drawn[0], drawn[1])) == []


@pytest.mark.long
@given(drawn=several_each())
@LONG
def test_no_need_can_be_worked_out_of_very_many_tables(hiding: Database, drawn: tuple[list[int], int]) -> None:
    assert deduced(line_told(hiding, drawn[0], drawn[1])) == []


@pytest.mark.long
@given(counts=LINE)
@LONG
def test_no_hidden_line_can_be_worked_out_of_very_many_tables(hiding: Database, counts: list[int]) -> None:
    assert_line_holds(hiding, counts)


@pytest.mark.long
@given(counts=grids(most=6))
@LONG
def test_no_hidden_month_can_be_worked_out_of_very_many_tables(hiding: Database, counts: list[list[int]]) -> None:
    assert deduced(grid_told(hiding, counts)) == []


def test_the_reader_of_these_tests_does_find_what_is_badly_hidden() -> None:
    one = Told(counts=[[3, 40, 50]], cells=[[False, True, True]], rows=[True], columns=[False, True, True], whole=True)
    assert deduced(one) == ["cell (0, 0): from 3.0 to 3.0", "axis 1, 0: from 3.0 to 3.0"]
    narrow = Told(counts=[[3, 4]], cells=[[False, False]], rows=[True], columns=[False, False], whole=True)
    assert len(deduced(narrow)) == 4
    cells = [[False, True], [True, True]]
    corner = Told(counts=[[3, 40], [50, 60]], cells=cells, rows=[True] * 2, columns=[True] * 2, whole=True)
    assert deduced(corner) == ["cell (0, 0): from 3.0 to 3.0"]


def test_two_pages_of_one_table_hidden_otherwise_would_be_found(hiding: Database) -> None:
    counts = [[3, 40, 50]]
    first = Told(counts=counts, cells=[[False, False, True]], rows=[True], columns=[False, False, True], whole=True)
    second = Told(counts=counts, cells=[[False, True, False]], rows=[True], columns=[False, True, False], whole=True)
    assert deduced(first) == deduced(second) == []
    assert deduced(first, second) != []
    assert deduced(line_told(hiding, counts[0]), line_told(hiding, counts[0])) == []  # the same counts, the same cells


def test_needs_hidden_as_if_nobody_said_two_would_be_found(hiding: Database) -> None:
    people, needs = 35, [3, 35, 35]
    told = line_told(hiding, needs)  # without what the reader knows: 3 is hidden with 30
    assert told.cells == [[False, False, True]]
    assert deduced(told) == []
    knows = Told(counts=[needs], cells=told.cells, rows=[True], columns=told.columns, whole=True, most=people)
    assert "cell (0, 0): from 3.0 to" in deduced(knows)[0]


WITHOUT = {
    "the second cell": ("many >= 2 AND held >= 10", "many >= 1", [[3, 40, 50]], None),
    "what they hold together": ("many >= 2 AND held >= 10", "many >= 2", [[3, 0, 50]], None),
    "the bound of people": ("coalesce(held <= (many - 1) * most, true)", "true", [[3, 29, 29, 29]], 30),
    "the rows beside a small month": ("EXIT WHEN holds;", "EXIT;", [[3, 40], [50, 60]], None),
    "the bounds of a corner": (
        "AND left_over.widest + left_over.of_month <= left_over.held",
        "",
        [[12, 40], [100, 100], [100, 3], [15, 3]],
        None,
    ),
}


@pytest.mark.parametrize(("rule", "nothing", "counts", "most"), WITHOUT.values(), ids=list(WITHOUT))
def test_each_rule_that_hides_more_is_one_that_the_reader_would_miss(
    hiding: Database, rule: str, nothing: str, counts: list[list[int]], most: int | None
) -> None:
    told = line_told if len(counts) == 1 else grid_told
    table: Any = counts[0] if len(counts) == 1 else counts
    assert deduced(told(hiding, table, most)) == []
    name = "hide_small_line" if len(counts) == 1 else "detailed_rows"
    written = hiding.value("SELECT pg_get_functiondef($1::regproc)", name)
    assert rule in written
    hiding.value(written.replace(rule, nothing))
    try:
        assert deduced(told(hiding, table, most)) != []
    finally:
        hiding.value(written)


def test_a_table_without_small_numbers_is_told_whole(hiding: Database) -> None:
    counts = [[20, 30, 40], [15, 12, 30], [60, 70, 80]]
    assert np.array(grid_told(hiding, counts).cells).all()
    assert np.array(line_told(hiding, [11, 12, 13]).cells).all()


def test_a_table_of_almost_nothing_tells_nothing(hiding: Database) -> None:
    told = grid_told(hiding, [[1, 2], [3, 4]])
    assert not np.array(told.cells).any()
    assert not any((*told.rows, *told.columns, told.whole))
