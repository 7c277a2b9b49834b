"""Opening hours: OSM `opening_hours` text, read with French holidays and the département's own clock."""

import re
from datetime import date, datetime
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

import holidays
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from opening_hours import OpeningHours

from relais.core.clock import PARIS
from relais.directory.hours_text import WeekRow, first_span, read_hours, sentence, week

__all__ = [
    "CLOSED",
    "OPEN",
    "STATES",
    "UNKNOWN",
    "Evaluator",
    "OpenState",
    "OpenStates",
    "WeekRow",
    "compile_hours",
    "open_state",
    "readable",
    "sentence",
    "week",
]

OpenState = Literal["open", "closed", "unknown"]
STATES: tuple[OpenState, ...] = ("closed", "open", "unknown")
CLOSED, OPEN, UNKNOWN = range(3)
_CODES = {"closed": CLOSED, "open": OPEN, "unknown": UNKNOWN}

_ZONES = {
    "971": ZoneInfo("America/Guadeloupe"),
    "972": ZoneInfo("America/Martinique"),
    "973": ZoneInfo("America/Cayenne"),
    "974": ZoneInfo("Indian/Reunion"),
    "975": ZoneInfo("America/Miquelon"),
    "976": ZoneInfo("Indian/Mayotte"),
    "977": ZoneInfo("America/St_Barthelemy"),
    "978": ZoneInfo("America/Marigot"),
}
_OWN_HOLIDAYS = {
    "57": "57",
    "67": "6AE",
    "68": "6AE",
    "971": "971",
    "972": "972",
    "973": "973",
    "974": "974",
    "975": "PM",
    "976": "976",
    "977": "BL",
    "978": "MF",
}
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
        return STATES[_code(self.rule, local)]


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
        return Evaluator(fixed=STATES[_CODES[state]])
    own = _OWN_HOLIDAYS.get(departement, "") if _NAMES_HOLIDAYS.search(hours) else ""
    return Evaluator(rule=rule, zone=_ZONES.get(departement, PARIS), holidays_of=own)


def _code(rule: OpeningHours, local: datetime) -> int:
    return _CODES[str(rule.state(local)[0])]


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


class OpenStates:
    """The state of every distinct hours text at one moment, for searches over thousands of services.

    `id_of` gives a small number for (hours, département); `states(at)[id]` is CLOSED, OPEN or UNKNOWN.
    Texts are few, and a state holds for a minute, so a search costs one array look-up per service.
    """

    def __init__(self) -> None:
        self._ids: dict[tuple[str, str, str], int] = {}
        self._evaluators: list[Evaluator] = []
        self._minute = -1
        self._states: NDArray[np.uint8] = np.empty(0, dtype=np.uint8)

    def id_of(self, hours: str, departement: str = "") -> int:
        """The number of this text as read in this département; the same for all that open together."""
        found = compile_hours(hours, departement)
        key = (found.fixed or hours, found.zone.key if found.rule else "", found.holidays_of)
        if key not in self._ids:
            self._ids[key] = len(self._evaluators)
            self._evaluators.append(found)
        return self._ids[key]

    def states(self, at: datetime) -> NDArray[np.uint8]:
        """One code per number given so far, at the aware moment `at` (read to the minute)."""
        minute = int(at.timestamp() // 60)
        if minute != self._minute or len(self._states) != len(self._evaluators):
            codes = [STATES.index(evaluator.state(at)) for evaluator in self._evaluators]
            self._states = np.array(codes, dtype=np.uint8)
            self._minute = minute
        return self._states
