"""The hours at which being open counts more than being near (domain rule 10)."""

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from relais.core.clock import PARIS
from relais.geo.local_time import holiday_subdivision, timezone_of

_NIGHT_STARTS, _NIGHT_ENDS = 19, 8
_SUNDAY = 6


def local_moment(at: datetime, departements: tuple[str, ...]) -> datetime:
    """`at` on the caller's clock: Paris, unless every place asked keeps one other time."""
    zones = {timezone_of(code) for code in departements}
    zone = ZoneInfo(zones.pop()) if len(zones) == 1 else PARIS
    return (at if at.tzinfo else at.replace(tzinfo=PARIS)).astimezone(zone)


def is_quiet_time(local: datetime, departements: tuple[str, ...]) -> bool:
    """From 19:00 to 8:00, on Sundays and on public holidays of the place."""
    if local.hour >= _NIGHT_STARTS or local.hour < _NIGHT_ENDS or local.weekday() == _SUNDAY:
        return True
    return _is_holiday(local.date(), holiday_subdivision(departements[0]) if departements else None)


@lru_cache(maxsize=512)
def _is_holiday(day: date, subdivision: str | None) -> bool:
    return day in holidays.country_holidays("FR", subdiv=subdivision, years=day.year)
