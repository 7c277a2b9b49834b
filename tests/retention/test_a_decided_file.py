"""A file that was decided keeps its case and its key for the years of the setting; the steps around it go before."""

from collections.abc import Iterator
from uuid import UUID

import pytest

from tests.retention.ageing import Aged
from tests.retention.lived import build
from tests.retention.model import Held, Subject

PURGE = "SELECT case_id, hash, seq FROM purge_due()"
THIN = "SELECT case_id, hash, seq FROM thin_due()"
EMPTY = "SELECT case_id, hash, seq FROM empty_due()"
SUBJECTS = (
    Subject(what="referral", state="closed", age=60.25),
    Subject(what="request", state="closed", age=60.25),
    Subject(what="file", state="paid", age=60.25, decided=True),
)


class Filed:
    """A case that is over, with a referral, a request and a decided file; emptied."""

    def __init__(self, aged: Aged) -> None:
        held = Held(made=90.25, last_act=60.25, closed=60.25, erased=None, subjects=SUBJECTS)
        self.aged = aged
        self.case, (self.referral, self.request, self.file) = build(aged, held)
        aged.as_role("relais_purge", EMPTY)

    def end_steps(self) -> None:
        """The 30 June of its steps was yesterday."""
        self.aged.written("UPDATE aid_case SET ends_on = CURRENT_DATE - 1 WHERE id = $1", self.case)

    def last_moved(self, years: int) -> None:
        """The last state of the file is of so many years ago, its first of January."""
        self.aged.written(
            "UPDATE national_file SET state_at = date_trunc('year', now()) - make_interval(years => $2) WHERE id = $1",
            self.file, years,
        )  # fmt: skip

    def left(self, table: str, column: str, value: UUID) -> int:
        return int(self.aged.value(f"SELECT count(*) FROM {table} WHERE {column} = $1", value))


@pytest.fixture
def filed(aged: Aged) -> Iterator[Filed]:
    with aged.undone():
        yield Filed(aged)


def test_the_key_stays_for_the_file_alone(aged: Aged, filed: Filed) -> None:
    row = aged.rows("SELECT * FROM aid_case WHERE id = $1", filed.case)[0]
    assert row["emptied_at"] is not None
    assert row["data_key_wrapped"] is not None
    assert filed.left("case_part", "case_id", filed.case) == 0
    assert filed.left("attachment", "file", filed.file) == 1
    assert aged.as_role("relais_purge", THIN) == []  # not before their 30 June


def test_the_steps_around_it_go_on_their_day_and_the_chain_says_so(aged: Aged, filed: Filed) -> None:
    filed.end_steps()
    assert aged.as_role("relais_purge", PURGE) == []
    assert [row["case_id"] for row in aged.as_role("relais_purge", THIN)] == [filed.case]
    for table, column, value in (("referral", "id", filed.referral), ("aid_request", "id", filed.request)):
        assert filed.left(table, column, value) == 0
    for table in ("choice", "consent", "option_shown"):
        assert filed.left(table, "referral", filed.referral) == 0
    assert filed.left("national_file", "id", filed.file) == 1
    assert filed.left("file_section", "file", filed.file) == 1
    last = "SELECT act FROM case_event WHERE case_id = $1 ORDER BY seq DESC LIMIT 1"
    assert aged.value(last, filed.case) == "retention.thinned"
    assert aged.as_role("relais_purge", THIN) == []


@pytest.mark.parametrize("table", ["aid_case", "case_event", "national_file"])
@pytest.mark.parametrize("role", ["relais_owner", "postgres"])
def test_nobody_takes_it_away_before_its_years(aged: Aged, filed: Filed, table: str, role: str) -> None:
    filed.end_steps()
    filed.last_moved(10)  # until 31 December of this year
    column = "id" if table == "aid_case" else "case_id"
    with pytest.raises(Exception, match=r".") as broken:
        aged.as_role(role, f"DELETE FROM {table} WHERE {column} = $1", filed.case)
    named = getattr(broken.value, "constraint_name", "")
    assert named == ("national_file_append_only" if table == "national_file" else f"{table}_goes_when_due")


@pytest.mark.parametrize(("years", "gone"), [(0, False), (1, False), (10, False), (11, True), (30, True)])
def test_it_goes_whole_when_the_years_of_its_accounts_are_over(
    aged: Aged, filed: Filed, years: int, gone: bool
) -> None:
    filed.end_steps()
    filed.last_moved(years)
    assert [row["case_id"] for row in aged.as_role("relais_purge", PURGE)] == [filed.case] * gone
    for table, column, value in (
        ("aid_case", "id", filed.case), ("case_event", "case_id", filed.case), ("national_file", "id", filed.file),
        ("file_section", "file", filed.file), ("attachment", "file", filed.file),
        ("attachment_chunk", "attachment", filed.file), ("file_opinion", "file", filed.file),
    ):  # fmt: skip
        assert (filed.left(table, column, value) == 0) == gone, table


def test_the_years_are_those_of_the_setting(aged: Aged, filed: Filed) -> None:
    filed.end_steps()
    filed.last_moved(6)
    aged.execute("UPDATE retention_rule SET lasts = interval '5 years' WHERE what = 'file'")
    assert [row["case_id"] for row in aged.as_role("relais_purge", PURGE)] == [filed.case]
