"""The form of opening hours: rows of days and hours that become OSM text, and back.

What it means: a window belongs to the day it begins, also when it ends after midnight. A holiday told apart replaces
the whole calendar day, from midnight to midnight: the night that began on its eve stops there.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, Literal, NamedTuple, get_args
from zoneinfo import ZoneInfo

from msgspec import Struct, structs

from relais.directory.hours import OpenState, open_state
from relais.directory.hours_rules import (
    FULL_DAY,
    WEEK,
    Day,
    Week,
    clock,
    is_uniform,
    read_rules,
    same_hours,
    write_rules,
)
from relais.directory.hours_text import DAYS, Window
from relais.geo.local_time import timezone_of
from relais.web.typography import MONTHS

Holidays = Literal["same", "closed", "open"]
DAY_NAMES: Final[Mapping[str, str]] = dict(zip(get_args(Day), (*DAYS, "jours fériés"), strict=True))
HOLIDAYS: Final[Mapping[str, str]] = {
    "same": "comme un autre jour",
    "closed": "fermé",
    "open": "aux heures des lignes où « jours fériés » est coché",
}
MOST_ROWS: Final = 14
_CLOCK = re.compile(r"([01]?\d|2[0-4])\s*(?:[:hH.]\s*([0-5]\d)?)?")


class HoursRow(Struct, frozen=True, kw_only=True):
    """One line as typed: days, and from when to when (`21:00`, `9 h 30`); an end before the start is the next day's."""

    days: tuple[Day, ...] = ()
    opens: str = ""
    closes: str = ""


class HoursForm(Struct, frozen=True, kw_only=True):
    """The form whole. `always`: day and night, the rows are not read. No row and not always: hours unknown."""

    always: bool = False
    rows: tuple[HoursRow, ...] = ()
    holidays: Holidays = "same"


class HoursFault(NamedTuple):
    """What is wrong in a form; `row` counts from 1, 0 for the form as a whole."""

    row: int
    sentence: str


class Sample(NamedTuple):
    """A moment in words, and whether it is open then."""

    label: str
    state: OpenState


def read_posted(sent: Mapping[str, Sequence[str]]) -> HoursForm:
    """The form as posted: `always`, `holidays`, and for each row n from 1: `days-n` (several), `opens-n`, `closes-n`.

    Rows left empty are passed over; unknown days too: a page offers none.
    """
    rows = []
    for number in range(1, MOST_ROWS + 1):
        days = tuple(day for day in get_args(Day) if day in sent.get(f"days-{number}", ()))
        opens, closes = _last(sent, f"opens-{number}"), _last(sent, f"closes-{number}")
        if days or opens or closes:
            rows.append(HoursRow(days=days, opens=opens[:20], closes=closes[:20]))
    chosen = _last(sent, "holidays")
    holidays: Holidays = "closed" if chosen == "closed" else "open" if chosen == "open" else "same"
    return HoursForm(always=bool(_last(sent, "always")), rows=tuple(rows), holidays=holidays)


def faults(form: HoursForm) -> tuple[HoursFault, ...]:
    """Everything that keeps the form from being hours, in French, each naming its row; empty when it can be read."""
    if form.always:
        return ()
    found = [fault for number, row in enumerate(form.rows, 1) for fault in _row_faults(number, row)]
    if len(form.rows) > MOST_ROWS:
        found.append(HoursFault(0, f"{MOST_ROWS} lignes au plus."))
    return tuple(found) if found else tuple(_form_faults(form))


def to_osm(form: HoursForm, *, former: str = "") -> str:
    """The OSM text of a form; `former`, the text it was made from, when it already says the same.

    Raises ValueError with the first fault.
    """
    if wrong := faults(form):
        raise ValueError(wrong[0].sentence)
    closed: Week = {"PH": []} if form.holidays == "closed" else {}
    text = "; ".join(filter(None, ["24/7", write_rules(closed)])) if form.always else write_rules(_week(form) | closed)
    return former if former and text and same_hours(former, text) else text


def from_osm(text: str) -> HoursForm | None:
    """The form that says exactly what `text` says, checked over a year; None when the form cannot say it."""
    form = _parsed(text.strip())
    if form is None or faults(form):
        return None
    return form if not text.strip() or same_hours(to_osm(form), text) else None


def samples(text: str, departement: str, now: datetime) -> tuple[Sample, Sample, Sample]:
    """Next Tuesday at 10, this evening at 23, Sunday at 15, on the département's own clock: open or not?"""
    here = now.astimezone(ZoneInfo(timezone_of(departement)))
    tuesday = _next(here, 1, 10)
    evening = here.replace(hour=23, minute=0, second=0, microsecond=0)
    tonight = "ce soir à 23 h" if here < evening else "demain soir à 23 h"
    evening = evening if here < evening else _later(evening, 1)
    sunday = _next(here, 6, 15)
    moments = ((f"{_said(tuesday)} à 10 h", tuesday), (tonight, evening), (f"{_said(sunday)} à 15 h", sunday))
    first, second, third = (Sample(label, open_state(text, at, departement)) for label, at in moments)
    return first, second, third


def read_clock(text: str) -> int:
    """Minutes from midnight of `9:30`, `9h`, `9 h 30`, `24:00`. Raises ValueError."""
    found = _CLOCK.fullmatch(" ".join(text.split()))
    minutes = int(found[1]) * 60 + int(found[2] or 0) if found else FULL_DAY + 1
    if minutes > FULL_DAY:
        raise ValueError(f"« {text} » n'est pas une heure : écrivez par exemple 21:00 ou 9 h 30.")
    return minutes


def _last(sent: Mapping[str, Sequence[str]], name: str) -> str:
    return sent[name][-1].strip() if sent.get(name) else ""


def _row_faults(number: int, row: HoursRow) -> list[HoursFault]:
    said = []
    if not row.days:
        said.append(f"Ligne {number} : cochez au moins un jour.")
    for typed, missing in ((row.opens, "l'heure d'ouverture manque."), (row.closes, "l'heure de fermeture manque.")):
        try:
            read_clock(typed)
        except ValueError as fault:
            said.append(f"Ligne {number} : {fault if typed else missing}")
    if not said and read_clock(row.opens) % FULL_DAY == read_clock(row.closes) % FULL_DAY and not _is_whole_day(row):
        said.append(
            f"Ligne {number} : l'ouverture et la fermeture sont à la même heure. Jour entier : de 0:00 à 24:00."
        )
    elif not said and read_clock(row.opens) == FULL_DAY:
        said.append(f"Ligne {number} : ouvrir à 24:00, c'est ouvrir le lendemain à 0:00.")
    return [HoursFault(number, sentence) for sentence in said]


def _is_whole_day(row: HoursRow) -> bool:
    return read_clock(row.opens) == 0 and read_clock(row.closes) == FULL_DAY


def _form_faults(form: HoursForm) -> list[HoursFault]:
    told = [number for number, row in enumerate(form.rows, 1) if "PH" in row.days]
    if told and form.holidays != "open":
        said = f"Ligne {told[0]} : « jours fériés » est coché, mais vous dites plus bas « {HOLIDAYS[form.holidays]} »."
        return [HoursFault(told[0], said)]
    if form.holidays == "open" and not told:
        return [HoursFault(0, "Cochez « jours fériés » dans une ligne, ou dites « fermé » ou « comme un autre jour ».")]
    if form.holidays == "closed" and not form.rows:
        return [HoursFault(0, "Ajoutez une ligne : rien ne dit quand c'est ouvert.")]
    return _overlaps(form) or _long_holiday(form)


def _overlaps(form: HoursForm) -> list[HoursFault]:
    seen: dict[str, list[tuple[Window, int]]] = {}
    for number, row in enumerate(form.rows, 1):
        start, end = _window(row)
        for day in row.days:
            for (other_start, other_end), other in seen.setdefault(day, []):
                if start < other_end and other_start < end:
                    said = f"Lignes {other} et {number} : les heures se recouvrent ({DAY_NAMES[day]})."
                    return [HoursFault(number, said)]
            seen[day].append(((start, end), number))
    return []


def _long_holiday(form: HoursForm) -> list[HoursFault]:
    """The reader of hours ends a holiday at midnight unless it is a day like all others."""
    week = _week(form)
    if "PH" not in week or is_uniform(week):
        return []
    for number, row in enumerate(form.rows, 1):
        if "PH" in row.days and _window(row)[1] > FULL_DAY:
            said = (
                f"Ligne {number} : un jour férié qui a ses propres heures s'arrête à minuit. "
                "Décochez « jours fériés » ici, et ajoutez pour lui une ligne qui finit à 24:00."
            )
            return [HoursFault(number, said)]
    return []


def _window(row: HoursRow) -> Window:
    start, end = read_clock(row.opens), read_clock(row.closes)
    return start, end if end > start else end + FULL_DAY


def _week(form: HoursForm) -> Week:
    week: Week = {}
    for row in form.rows:
        for day in row.days:
            week.setdefault(day, []).append(_window(row))
    return {day: sorted(week[day]) for day in get_args(Day) if day in week}


def _parsed(text: str) -> HoursForm | None:
    week = read_rules(text) if text else {}
    return None if week is None else _form(week, always=text.startswith("24/7"))


def _form(week: Week, *, always: bool) -> HoursForm:
    """Days of equal windows stand together, one row for each window."""
    holidays: Holidays = "open" if week.get("PH") else "closed" if "PH" in week else "same"
    if always and holidays != "open" and all(week.get(day) == [(0, FULL_DAY)] for day in WEEK):
        return HoursForm(always=True, holidays=holidays)
    groups: dict[tuple[Window, ...], list[Day]] = {}
    for day in get_args(Day):
        if week.get(day):
            groups.setdefault(tuple(week[day]), []).append(day)
    rows = [
        HoursRow(days=tuple(days), opens=clock(start), closes=clock(end))
        for windows, days in groups.items()
        for start, end in windows
    ]
    return HoursForm(rows=tuple(rows), holidays=holidays)


def _next(here: datetime, weekday: int, hour: int) -> datetime:
    """The next such moment on the wall clock, later than `here`."""
    at = here.replace(hour=hour, minute=0, second=0, microsecond=0)
    at = _later(at, (weekday - here.weekday()) % 7)
    return at if at > here else _later(at, 7)


def _later(at: datetime, days: int) -> datetime:
    return at + timedelta(days=days)  # an aware datetime keeps its wall clock


def _said(at: datetime) -> str:
    return f"{DAYS[at.weekday()]} {'1er' if at.day == 1 else at.day} {MONTHS[at.month - 1]}"


def with_empty_row(form: HoursForm) -> HoursForm:
    """The form with one more row to fill in, when it may have one."""
    more = (HoursRow(),) if len(form.rows) < MOST_ROWS else ()
    return structs.replace(form, rows=(*form.rows, *more))
