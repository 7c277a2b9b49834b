"""French typography and dates: what every page says the same way."""

import re
from datetime import date, datetime, timedelta

from relais.core.clock import PARIS

NARROW = "\u202f"
MONTHS = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()  # noqa: SIM905
)
_BEFORE_SIGN = re.compile(r" (?=[:;?!»])")
_AFTER_GUILLEMET = re.compile(r"(?<=«) ")
_ISO = re.compile(r"\b((?:19|20)\d\d)-(\d\d)(?:-(\d\d))?\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def narrow(text: str) -> str:
    """The narrow no-break spaces of French before `: ; ? !` and inside « »."""
    return _AFTER_GUILLEMET.sub(NARROW, _BEFORE_SIGN.sub(NARROW, text))


def french_date(day: date | datetime) -> str:
    """`3 mars 2026`; a moment is read in Paris time."""
    if isinstance(day, datetime):
        day = day.astimezone(PARIS)
    ordinal = "1er" if day.day == 1 else str(day.day)
    return f"{ordinal} {MONTHS[day.month - 1]} {day.year}"


def french_time(moment: datetime) -> str:
    """`14 h 02`, in Paris time."""
    local = moment.astimezone(PARIS)
    return f"{local.hour}{NARROW}h{NARROW}{local.minute:02}"


def since(moment: datetime, now: datetime) -> str:
    """`à 02 h 14` within a day, else `le 3 mars 2026`; in Paris time, which a night shift reads on the wall."""
    local = moment.astimezone(PARIS)
    if now - moment < timedelta(hours=20):
        return f"à {local.hour:02}{NARROW}h{NARROW}{local.minute:02}"
    return f"le {french_date(local)}"


def source_date(text: str) -> str:
    """A source's date as it is read: `2018-12-12` becomes `12 décembre 2018`, other words stay as they are."""
    found = _ISO.fullmatch(text)
    if not found or not 1 <= int(found[2]) <= 12:
        return text
    month = f"{MONTHS[int(found[2]) - 1]} {found[1]}"
    return f"{int(found[3])} {month}" if found[3] else month


def dates_in_words(text: str) -> str:
    """`vu ouvert : 2021-02` becomes `vu ouvert : février 2021`."""
    return _ISO.sub(lambda found: source_date(found[0]), text)


def age(date_text: str, today: date) -> str:
    """How old a source is, from the last year its date names: `il y a 9 ans`; "" when it names none."""
    years = [int(year) for year in _YEAR.findall(date_text)]
    if not years:
        return ""
    elapsed = today.year - max(years)
    if elapsed < 1:
        return "cette année"
    return "il y a un an" if elapsed == 1 else f"il y a {elapsed} ans"


def opening_capital(text: str) -> str:
    """A capital to the first letter, the rest as written."""
    return text[:1].upper() + text[1:]


def thousands(number: int) -> str:
    """`12 500`, with narrow no-break spaces."""
    return f"{number:,}".replace(",", NARROW)


def count(number: int, one: str, many: str) -> str:
    """`1 résultat`, `3 résultats`; in French zero is singular."""
    return f"{thousands(number)} {one if abs(number) < 2 else many}"
