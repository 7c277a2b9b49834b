"""A week of windows as OSM text, and the part of OSM text that is such a week."""

import re
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Final, Literal

from relais.directory.hours_text import Window, read_hours

Day = Literal["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su", "PH"]
WEEK: Final[tuple[Day, ...]] = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
FULL_DAY: Final = 24 * 60  # minutes
_SPAN = re.compile(r"([01]\d|2[0-4]):([0-5]\d)-([0-4]\d):([0-5]\d)")
_RULE = re.compile(r"(?:([A-Za-z, -]*[A-Za-z])\s+)?(off|closed|[\d:,\s-]+)")
_NEXT_RULE = re.compile(r"(;)|(?<=\d),\s*(?=[A-Z])")

Week = dict[Day, list[Window]]  # PH = public holidays; a day with no window is told to be closed


def is_uniform(week: Week) -> bool:
    """Whether holidays are told, and all eight kinds of day have the same windows."""
    return len(week) == len(WEEK) + 1 and all(windows == week["PH"] for windows in week.values())


def write_rules(week: Week) -> str:
    """OSM text; `PH` without a window closes on holidays."""
    if is_uniform(week):
        return f"Mo-Su,PH {_written(week['PH'])}"
    groups: dict[str, list[int]] = {}
    for number, day in enumerate(WEEK):
        if week.get(day):
            groups.setdefault(_written(week[day]), []).append(number)
    # « ; » would cut at midnight the night of the day before, « , » adds to it
    parting = ", " if any(end > FULL_DAY for day in WEEK for _, end in week.get(day, [])) else "; "
    said = parting.join(f"{_days(numbers)} {windows}" for windows, numbers in groups.items())
    on_holidays = f"PH {_written(week['PH']) or 'off'}" if "PH" in week else ""
    return "; ".join(filter(None, [said, on_holidays]))


def read_rules(text: str) -> Week | None:
    """The week a text says; None when it says more than a week and its holidays."""
    week: Week = {}
    for added, rule in _split(text):
        if not _apply(week, rule, added=added):
            return None
    return week


def same_hours(one: str, other: str) -> bool:
    """Whether two texts open at the same moments, over a whole year."""
    spans = _spans(one)
    return spans is not None and spans == _spans(other)


def clock(minutes: int) -> str:
    """`21:00`; past midnight, the next day's hour."""
    minutes -= FULL_DAY if minutes > FULL_DAY else 0
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _written(windows: Sequence[Window]) -> str:
    return ",".join(f"{clock(start)}-{clock(end)}" for start, end in windows)


def _days(numbers: Sequence[int]) -> str:
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ",".join(WEEK[run[0]] + (f"-{WEEK[run[-1]]}" if len(run) > 1 else "") for run in runs)


@lru_cache(maxsize=2048)
def _spans(text: str) -> tuple[tuple[datetime, datetime], ...] | None:
    """When it is open over 2026: holidays on every weekday; None when not read, or not sure."""
    rule = read_hours(text)
    if rule is None:
        return None
    spans: list[tuple[datetime, datetime]] = []
    for start, end, state, _ in rule.intervals(datetime(2026, 1, 1), datetime(2027, 1, 1)):  # noqa: DTZ001 local clock
        if str(state) == "unknown":
            return None
        if str(state) == "open":
            joined = bool(spans) and spans[-1][1] == start
            spans.append((spans.pop()[0] if joined else start, end))
    return tuple(spans)


def _split(text: str) -> list[tuple[bool, str]]:
    """The rules in order, and whether each adds to those before (`,`) or replaces them (`;`)."""
    parts: list[tuple[bool, str]] = []
    at, added = 0, False
    for found in _NEXT_RULE.finditer(text):
        parts.append((added, text[at : found.start()].strip()))
        at, added = found.end(), found[1] is None
    return [*parts, (added, text[at:].strip())]


def _apply(week: Week, rule: str, *, added: bool) -> bool:
    if rule == "24/7":
        rule = "00:00-24:00"
    found = _RULE.fullmatch(rule)
    days = _read_days(found[1] or "Mo-Su") if found else None
    windows = _read_windows(found[2]) if found else None
    if days is None or windows is None:
        return False
    for day in days:
        week[day] = sorted({*week.get(day, []), *windows}) if added else list(windows)
    return True


def _read_days(text: str) -> list[Day] | None:
    days: list[Day] = []
    for part in text.replace(" ", "").split(","):
        first, _, last = part.partition("-")
        if part == "PH":
            days.append("PH")
        elif first in WEEK and (last or first) in WEEK:
            start, end = WEEK.index(first), WEEK.index(last or first)
            days += [WEEK[(start + step) % 7] for step in range((end - start) % 7 + 1)]
        else:
            return None
    return days


def _read_windows(text: str) -> list[Window] | None:
    if text in ("off", "closed"):
        return []
    windows: list[Window] = []
    for part in text.replace(" ", "").split(","):
        found = _SPAN.fullmatch(part)
        if found is None:
            return None
        start, end = int(found[1]) * 60 + int(found[2]), int(found[3]) * 60 + int(found[4])
        windows.append((start, end if end > start else end + FULL_DAY))
    return sorted(windows)
