from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import holidays
import pytest

from relais.geo.gazetteer import TERRITORIES, Gazetteer
from relais.geo.local_time import holiday_subdivision, timezone_of


@pytest.mark.parametrize(
    ("code", "hours"), [("75", 1), ("2A", 1), ("971", -4), ("972", -4), ("973", -3), ("974", 4), ("976", 3)]
)
def test_the_clock_of_a_departement_in_winter(code: str, hours: int) -> None:
    offset = datetime(2026, 1, 15, 12, tzinfo=UTC).astimezone(ZoneInfo(timezone_of(code))).utcoffset()
    assert offset is not None
    assert offset.total_seconds() == hours * 3600


def test_every_place_has_a_known_clock_and_known_holidays(gazetteer: Gazetteer) -> None:
    for code in {*gazetteer.departements, *TERRITORIES}:
        ZoneInfo(timezone_of(code))
        subdivision = holiday_subdivision(code)
        assert subdivision is None or subdivision in holidays.France.subdivisions


def test_alsace_and_moselle_keep_good_friday_and_boxing_day() -> None:
    for code in ("57", "67", "68"):
        days = holidays.France(subdiv=holiday_subdivision(code), years=2026)
        assert "2026-12-26" in days
        assert "2026-04-03" in days


def test_elsewhere_only_national_days_count() -> None:
    assert holiday_subdivision("75") is None
    assert "2026-12-26" not in holidays.France(years=2026)


def test_each_overseas_departement_remembers_its_abolition_of_slavery() -> None:
    days = {"971": "2026-05-27", "972": "2026-05-22", "973": "2026-06-10", "974": "2026-12-20", "976": "2026-04-27"}
    for code, day in days.items():
        assert day in holidays.France(subdiv=holiday_subdivision(code), years=2026)
