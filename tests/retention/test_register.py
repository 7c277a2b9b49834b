"""The register of what is kept is the database's own: every column says what it is for, what it is, until when."""

import runpy
from pathlib import Path
from typing import Any

import pytest

from relais.core.migrate import migrate
from relais.retention.register import length_of, read_comment, register_of, untold
from relais.retention.store import ColumnRow, RuleRow

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.anyio


async def test_every_column_says_what_it_is_for_and_until_when_it_is_kept(world: Any) -> None:
    assert await untold(world.owner) == [], "COMMENT ON COLUMN t.c IS 'purpose · category · how long'"


async def test_the_document_is_what_the_database_says(world: Any) -> None:
    told = (ROOT / "docs" / "reference" / "retention.md").read_text(encoding="utf-8")
    assert await register_of(world.owner) == told, "read the difference, then run `make golden`"
    retention = runpy.run_path(str(ROOT / "scripts" / "golden.py"))["retention"]
    assert await retention(world.owner_url) == told


async def test_a_column_that_says_nothing_is_named(world: Any) -> None:
    await world.owner.execute("CREATE TABLE fresh (one text, two text, three text); COMMENT ON COLUMN fresh.one IS 'x'")
    await world.owner.execute("COMMENT ON COLUMN fresh.two IS 'dire quelque chose · autre · toujours'")
    await world.owner.execute("COMMENT ON COLUMN fresh.three IS 'dire quelque chose · technique · toujours'")
    assert await untold(world.owner) == ["fresh.one", "fresh.two"]


@pytest.mark.parametrize(
    "comment", ["", "seul", "a · technique", "a · technique · ", " · technique · b", "a · b · c · d"]
)
def test_a_comment_of_another_form_says_nothing(comment: str) -> None:
    assert read_comment(ColumnRow(table="t", column="c", comment=comment)) is None


@pytest.mark.parametrize(
    ("years", "months", "days", "said"),
    [(10, 0, 0, "10 ans"), (1, 0, 0, "12 mois"), (0, 0, 30, "30 jours"), (0, 0, 1, "1 jour"), (0, 0, 0, "ce moment")],
)
def test_a_length_is_said_in_words(years: int, months: int, days: int, said: str) -> None:
    rule = RuleRow(of_table="t", since="c", years=years, months=months, days=days, what="row")
    assert length_of(rule) == said


async def test_the_years_of_a_national_file_are_those_of_the_setting(world: Any) -> None:
    asked = "SELECT lasts = make_interval(years => $1) FROM retention_rule WHERE what = 'file'"
    assert await world.owner.fetchval(asked, 10)
    await migrate(world.superuser_url, file_years=12)
    assert await world.owner.fetchval(asked, 12)
    await migrate(world.superuser_url)
    assert await world.owner.fetchval(asked, 12)
