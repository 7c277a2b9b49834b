"""OSM `opening_hours` text: read once, then put in French words (a sentence to say aloud, a week table)."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from msgspec import Struct
from opening_hours import OpeningHours, ParserError  # type: ignore[attr-defined]  # absent from its stubs

DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
ALWAYS = "24 h/24, 7 j/7"
_WEEKS = (date(2026, 1, 12), date(2026, 6, 1), date(2026, 10, 19))  # weeks without a holiday, 2nd, 1st, 3rd of month
_HOLIDAYS = tuple(date(year, 7, 14) for year in range(2020, 2031))  # every weekday is among them
_DAY = 24 * 60
_MISREAD = re.compile(r"\b(?:SH|sunrise|sunset|dawn|dusk)\b|\|\|")
_SEASON = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|week|easter|SH|(?:19|20)\d\d(?!:))\b", re.IGNORECASE
)

Window = tuple[int, int]  # minutes from 0:00 of the day; the end may pass midnight


class WeekRow(Struct, frozen=True, kw_only=True):
    """A line of the week table: "lundi", ("10 h - 21 h",). No window means closed."""

    day: str
    windows: tuple[str, ...]


@lru_cache(maxsize=16_384)
def read_hours(hours: str) -> OpeningHours | None:
    """The text as a rule with French national holidays; None when empty, no `opening_hours`, or not reliably read.

    School holidays are unknown to the reader, the sun needs a place, and a fallback comment passes for open: such
    texts are refused, because "unknown" is better than a wrong "open".
    """
    if not hours.strip() or _MISREAD.search(hours):
        return None
    try:
        return OpeningHours(hours, country="FR")  # without the country, "PH off" is passed over in silence
    except (ParserError, ValueError, OverflowError):
        return None


def first_span(rule: OpeningHours) -> tuple[str, bool]:
    """The state at the start of 2026, and whether it is the state for ever (at least three years)."""
    start, end = datetime(2026, 1, 1), datetime(2029, 1, 1)  # noqa: DTZ001 local clock time
    _, until, state, _ = next(iter(rule.intervals(start, end)))
    return str(state), until >= end


@lru_cache(maxsize=4096)
def sentence(hours: str) -> str:
    """The hours as a French sentence without capital or full stop; "" when unknown."""
    rule = read_hours(hours)
    if rule is None:
        return ""
    if first_span(rule) == ("open", True):
        return ALWAYS
    days = _week(rule, _WEEKS[0])
    season = _season(hours, rule)
    said = _sentence(days) or ("certains jours" if season else _nothing(rule))
    return said + _holidays(hours, rule, days) + season


def week(hours: str) -> tuple[WeekRow, ...]:
    """Seven rows from Monday, and one for holidays where the text speaks of them; empty when unknown."""
    rule = read_hours(hours)
    if rule is None:
        return ()
    rows = [
        WeekRow(day=day, windows=tuple(map(_short, windows)))
        for day, windows in zip(DAYS, _week(rule, _WEEKS[0]), strict=True)
    ]
    on_holidays = _same(_on_holidays(rule))
    if re.search(r"\bPH\b", hours) and on_holidays is not None:
        rows.append(WeekRow(day="jours fériés", windows=tuple(map(_short, on_holidays))))
    return tuple(rows)


def _week(rule: OpeningHours, monday: date) -> list[tuple[Window, ...]]:
    return [_windows(rule, monday + timedelta(days=day)) for day in range(7)]


def _windows(rule: OpeningHours, day: date) -> tuple[Window, ...]:
    """Windows that start on `day`; what stays open more than a day is cut at midnight."""
    midnight = datetime.combine(day, time())
    tomorrow = midnight + timedelta(days=1)
    found: list[Window] = []
    for opens, closes in _open_spans(rule, midnight - timedelta(days=8), midnight + timedelta(days=9)):
        long = closes - opens > timedelta(days=1)
        start, end = (max(opens, midnight), min(closes, tomorrow)) if long else (opens, closes)
        if start < end and midnight <= start < tomorrow:
            found.append((_minutes(start - midnight), _minutes(end - midnight)))
    return tuple(found)


def _open_spans(rule: OpeningHours, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    spans: list[tuple[datetime, datetime]] = []
    for opens, closes, state, _ in rule.intervals(start, end):
        if str(state) != "open":
            continue
        goes_on = bool(spans) and spans[-1][1] == opens  # only the comment changed
        spans.append((spans.pop()[0] if goes_on else opens, closes))
    return spans


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)


def _nothing(rule: OpeningHours) -> str:
    first = datetime.combine(_WEEKS[0], time())
    states = {str(state) for *_, state, _ in rule.intervals(first, first + timedelta(days=7))}
    return "horaires à vérifier" if "unknown" in states else "fermé"


def _sentence(days: Sequence[tuple[Window, ...]]) -> str:
    groups: dict[tuple[Window, ...], list[int]] = {}
    for day, windows in enumerate(days):
        if windows:
            groups.setdefault(windows, []).append(day)
    return ", ".join(f"{_said_days(numbers)} {_said_windows(windows)}" for windows, numbers in groups.items())


def _said_days(numbers: list[int]) -> str:
    if len(numbers) == 7:
        return "tous les jours"
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    said: list[str] = []
    for run in runs:
        said += [f"du {DAYS[run[0]]} au {DAYS[run[-1]]}"] if len(run) > 2 else [f"le {DAYS[day]}" for day in run]
    return _and(said)


def _said_windows(windows: Iterable[Window]) -> str:
    return _and(
        ["24 h/24" if window == (0, _DAY) else f"de {_clock(window[0])} à {_clock(window[1])}" for window in windows]
    )


def _short(window: Window) -> str:
    return "24 h/24" if window == (0, _DAY) else f"{_clock(window[0])} – {_clock(window[1])}"


def _clock(minutes: int) -> str:
    if minutes == _DAY:
        return "minuit"
    hour, minute = divmod(minutes % _DAY, 60)
    return f"{hour} h {minute:02}" if minute else f"{hour} h"


def _and(parts: list[str]) -> str:
    return " et ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))


def _on_holidays(rule: OpeningHours) -> list[tuple[Window, ...]]:
    return [_windows(rule, day) for day in _HOLIDAYS]


def _same(found: list[tuple[Window, ...]]) -> tuple[Window, ...] | None:
    return found[0] if len(set(found)) == 1 else None


def _holidays(hours: str, rule: OpeningHours, days: Sequence[tuple[Window, ...]]) -> str:
    if not re.search(r"\bPH\b", hours):
        return ""
    found = _on_holidays(rule)
    if found == [days[day.weekday()] for day in _HOLIDAYS]:
        return ", jours fériés compris"
    shared = _same(found)
    if shared is None:
        return ", autres horaires les jours fériés"
    return f", les jours fériés {_said_windows(shared)}" if shared else ", fermé les jours fériés"


def _season(hours: str, rule: OpeningHours) -> str:
    changes = len({tuple(_week(rule, monday)) for monday in _WEEKS}) > 1
    return ", selon la période de l'année" if changes or _SEASON.search(hours) else ""
