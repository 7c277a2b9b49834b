"""Hours: what the listener reads and whether a line answers now."""

from datetime import UTC, datetime
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relais.directory.hours import OpenState, open_state, readable, sentence, week

PARIS = ZoneInfo("Europe/Paris")
OFFICE = "Mo-Fr 09:00-18:00; PH off"
NIGHT = "Mo-Su 21:00-02:30"


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


@pytest.mark.parametrize(
    ("hours", "at", "expected"),
    [
        (OFFICE, "2026-03-03T10:00", "open"),
        (OFFICE, "2026-03-03T03:00", "closed"),
        (OFFICE, "2026-03-01T10:00", "closed"),
        (OFFICE, "2026-07-14T10:00", "closed"),
        (OFFICE, "2026-05-25T10:00", "closed"),
        (NIGHT, "2026-03-03T23:59", "open"),
        (NIGHT, "2026-03-04T02:29", "open"),
        (NIGHT, "2026-03-04T02:30", "closed"),
        (NIGHT, "2026-03-02T01:00", "open"),
        ("24/7", "2026-12-25T03:00", "open"),
        ("off", "2026-03-03T10:00", "closed"),
        ("", "2026-03-03T10:00", "unknown"),
        ("9h-17h", "2026-03-03T10:00", "unknown"),
        ("Mo-Fr 25:00", "2026-03-03T10:00", "unknown"),
    ],
)
def test_a_window_is_read_with_french_holidays_and_across_midnight(hours: str, at: str, expected: str) -> None:
    assert open_state(hours, paris(at)) == expected


@pytest.mark.parametrize("hours", ["SH 09:00-12:00", 'Mo-Fr 09:00-17:00 || "sur rendez-vous"', "sunrise-sunset"])
def test_what_the_reader_would_get_wrong_is_unknown_rather_than_open(hours: str) -> None:
    assert not readable(hours)
    assert open_state(hours, paris("2026-03-03T10:00")) == "unknown"


@pytest.mark.parametrize(
    ("departement", "at", "expected"),
    [
        ("974", "2026-03-03T06:30", "open"),  # 9:30 in Saint-Denis
        ("974", "2026-03-03T16:00", "closed"),  # 19:00 there
        ("972", "2026-03-03T09:30", "closed"),  # 4:30 in Fort-de-France
        ("972", "2026-03-03T21:30", "open"),
        ("973", "2026-03-03T14:00", "open"),
        ("", "2026-03-03T09:30", "open"),
    ],
)
def test_an_overseas_line_follows_its_own_clock(departement: str, at: str, expected: str) -> None:
    assert open_state(OFFICE, paris(at), departement) == expected


@pytest.mark.parametrize(
    ("departement", "at", "expected"),
    [
        ("67", "2026-04-03T10:00", "closed"),  # Good Friday
        ("57", "2025-12-26T10:00", "closed"),  # Saint Stephen, a Friday
        ("69", "2026-04-03T10:00", "open"),
        ("973", "2026-06-10T15:00", "closed"),  # abolition of slavery, a Wednesday
        ("974", "2026-06-10T10:00", "open"),
    ],
)
def test_a_local_holiday_counts_where_it_is_kept(departement: str, at: str, expected: str) -> None:
    assert open_state(OFFICE, paris(at), departement) == expected


def test_a_text_silent_on_holidays_is_read_as_any_day_on_a_local_holiday() -> None:
    assert open_state("Mo-Fr 09:00-18:00", paris("2026-04-03T10:00"), "67") == "open"


def test_the_moment_may_come_in_any_time_zone() -> None:
    assert open_state(OFFICE, datetime(2026, 3, 3, 8, 0, tzinfo=UTC)) == "open"
    assert open_state(OFFICE, datetime(2026, 3, 3, 7, 59, tzinfo=UTC)) == "closed"


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        ("Mo-Fr 10:00-21:00; Sa 10:00-14:00", "du lundi au vendredi de 10 h à 21 h, le samedi de 10 h à 14 h"),
        ("24/7", "24 h/24, 7 j/7"),
        ("Mo-Su,PH 00:00-24:00", "24 h/24, 7 j/7"),
        (NIGHT, "tous les jours de 21 h à 2 h 30"),
        (
            "Mo-Fr 09:00-12:00,14:00-18:00; PH off",
            "du lundi au vendredi de 9 h à 12 h et de 14 h à 18 h, fermé les jours fériés",
        ),
        (
            "Mo-Fr 09:00-19:00; PH 10:00-12:00",
            "du lundi au vendredi de 9 h à 19 h, les jours fériés de 10 h à 12 h",
        ),
        ("Mo-Su,PH 08:00-02:00", "tous les jours de 8 h à 2 h, jours fériés compris"),
        ("Mo,We,Fr 09:00-12:00", "le lundi, le mercredi et le vendredi de 9 h à 12 h"),
        ("Sa,Su 10:00-24:00", "le samedi et le dimanche de 10 h à minuit"),
        ("24/7; Sa off", "du lundi au vendredi et le dimanche 24 h/24"),
        ("Mo-Fr 09:00-17:00; Aug off", "du lundi au vendredi de 9 h à 17 h, selon la période de l'année"),
        ("Mo[1] 14:00-16:00", "certains jours, selon la période de l'année"),
        ("Mo-Fr 09:00-17:00 unknown", "horaires à vérifier"),
        ("off", "fermé"),
        ("", ""),
        ("n'importe quoi", ""),
    ],
)
def test_hours_are_said_in_french(hours: str, said: str) -> None:
    assert sentence(hours) == said


def test_the_week_table_has_seven_days_and_holidays_when_they_are_named() -> None:
    rows = week(OFFICE)
    assert [row.day for row in rows] == [
        "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "jours fériés",
    ]  # fmt: skip
    assert rows[0].windows == ("9 h – 18 h",)
    assert rows[5].windows == rows[7].windows == ()
    assert [row.windows for row in week("24/7")] == [("24 h/24",)] * 7
    assert week("") == ()


@given(st.text(max_size=30))
def test_no_text_whatever_breaks_the_reader(text: str) -> None:
    assert open_state(text, paris("2026-03-03T10:00")) in get_args(OpenState)
    assert isinstance(sentence(text), str)
    week(text)
