"""Opening hours: OSM `opening_hours` text, read with French holidays and the département's own clock."""

import re
from datetime import date, datetime
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

import holidays
from msgspec import Struct
from opening_hours import OpeningHours

from relais.core.clock import PARIS
from relais.directory.hours_text import WeekRow, first_span, read_hours, sentence, week
from relais.geo.local_time import holiday_subdivision, timezone_of

__all__ = [
    "Evaluator",
    "OpenState",
    "WeekRow",
    "compile_hours",
    "open_state",
    "readable",
    "sentence",
    "week",
]

OpenState = Literal["open", "closed", "unknown"]
_NAMES_HOLIDAYS = re.compile(r"\bPH\b")


class Evaluator(Struct, frozen=True, kw_only=True):
    """Hours read once. `fixed` is set where the moment does not matter; `holidays_of` names a local calendar."""

    fixed: OpenState | None = None
    rule: OpeningHours | None = None
    zone: ZoneInfo = PARIS
    holidays_of: str = ""

    def state(self, at: datetime) -> OpenState:
        """Whether it is open at `at`, an aware moment."""
        if self.rule is None:
            return self.fixed or "unknown"
        local = at.astimezone(self.zone).replace(tzinfo=None)
        if self.holidays_of and local.date() in _local_holidays(self.holidays_of, local.year):
            local = datetime.combine(_bastille_day_like(local.date()), local.time())
        return _state(str(self.rule.state(local)[0]))


def open_state(hours: str, at: datetime, departement: str = "") -> OpenState:
    """Open, closed or unknown at the aware moment `at`; unknown when the text is empty or cannot be read."""
    return compile_hours(hours, departement).state(at)


def readable(hours: str) -> bool:
    """False when the text is no `opening_hours` at all."""
    return read_hours(hours) is not None


@lru_cache(maxsize=16_384)
def compile_hours(hours: str, departement: str = "") -> Evaluator:
    """The evaluator of `hours` for a place in `departement` ("" = metropolitan clock and holidays)."""
    rule = read_hours(hours)
    if rule is None:
        return Evaluator(fixed="unknown")
    state, for_ever = first_span(rule)
    if for_ever:
        return Evaluator(fixed=_state(state))
    own = holiday_subdivision(departement) or "" if _NAMES_HOLIDAYS.search(hours) else ""
    return Evaluator(rule=rule, zone=ZoneInfo(timezone_of(departement)), holidays_of=own)


def _state(said: str) -> OpenState:
    return "open" if said == "open" else "closed" if said == "closed" else "unknown"


@lru_cache(maxsize=256)
def _local_holidays(calendar: str, year: int) -> frozenset[date]:
    national = holidays.country_holidays("FR", years=year)
    return frozenset(day for day in holidays.country_holidays("FR", subdiv=calendar, years=year) if day not in national)


@lru_cache(maxsize=512)
def _bastille_day_like(day: date) -> date:
    """A 14 July on the same weekday as `day`: the reader of hours knows national holidays only."""
    return next(
        found for year in range(day.year, day.year + 12) if (found := date(year, 7, 14)).weekday() == day.weekday()
    )
