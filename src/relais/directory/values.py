"""Reading one value as a file or a person writes it; every refusal is a French sentence for the person."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any, Final, get_args

from relais.core.text import digits
from relais.directory.emergency import EMERGENCY_SLUGS
from relais.directory.hours import readable
from relais.directory.model import NATIONAL, Audience, Charter, Kind, Need, Purpose, Toll
from relais.directory.phones import read_phone
from relais.geo.gazetteer import Gazetteer

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
WEBSITE = re.compile(r"(?:https?://)?[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:[/?#]\S*)?", re.IGNORECASE)
ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
FILE_STATES: Final = ("draft", "sourced", "to_verify", "doubtful", "suspended")
ADMISSIONS: Final = ("self", "letter", "doctor", "association", "council")
PRECISIONS: Final = ("address", "commune", "departement")
_LONG_RUN = re.compile(r"\d(?:[\d\s.-]{6,})\d")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

Parser = Callable[[str], Any]


def clean(text: str) -> str:
    """The text trimmed and in composed Unicode form, so that equal words are equal."""
    return text.strip() if text.isascii() else unicodedata.normalize("NFC", text.strip())


def read_text(limit: int) -> Parser:
    """Any text of at most `limit` characters without control characters."""

    def read(text: str) -> str:
        if len(text) > limit:
            raise ValueError(f"Texte trop long : {len(text)} caractères, {limit} au plus.")
        if _CONTROL.search(text):
            raise ValueError("Le texte contient des caractères de commande invisibles.")
        return text

    return read


def read_code(*known: str) -> Parser:
    """One code of a closed list."""

    def read(text: str) -> str:
        if text not in known:
            raise ValueError(f"« {text} » n'est pas un code connu. Codes admis : {', '.join(known)}.")
        return text

    return read


def read_codes(*known: str) -> Parser:
    """Codes of a closed list joined by `|`, without repeats, in their order."""
    one = read_code(*known)
    return lambda text: [one(code) for code in read_list(text)]


def read_list(text: str) -> list[str]:
    """Texts joined by `|`, without blanks or repeats, in their order."""
    return list(dict.fromkeys(part for part in map(str.strip, text.split("|")) if part))


def read_slug(text: str) -> str:
    """A slug that no emergency number bears."""
    if not SLUG.fullmatch(text) or len(text) > 80:
        raise ValueError(
            f"« {text} » n'est pas un nom court : minuscules sans accent, chiffres et tirets, 80 signes au plus."
        )
    if text in EMERGENCY_SLUGS:
        raise ValueError(f"« {text} » est le nom d'un numéro d'urgence, compilé dans le logiciel.")
    return text


def read_hours(text: str) -> str:
    """OSM `opening_hours` text that can be evaluated."""
    if len(text) > 500 or not readable(text):
        raise ValueError(
            f"« {text} » ne se lit pas comme des horaires. Exemple : Mo-Fr 09:00-18:00; PH off. "
            "Ni vacances scolaires (SH), ni lever du soleil, ni « || »."
        )
    return text


def read_email(text: str) -> str:
    """An e-mail address."""
    if len(text) > 200 or not EMAIL.fullmatch(text):
        raise ValueError(f"« {text} » n'est pas une adresse électronique.")
    return text


def read_website(text: str) -> str:
    """An http or https address; the scheme is added where the source prints none."""
    if len(text) > 500 or not WEBSITE.fullmatch(text):
        raise ValueError(f"« {text} » n'est pas l'adresse d'un site (http ou https).")
    return text if text.lower().startswith(("http://", "https://")) else f"https://{text}"


def read_source_url(text: str) -> str:
    """The address of a source, with its scheme."""
    if len(text) > 1000 or not ADDRESS.fullmatch(text):
        raise ValueError(f"« {text} » n'est pas une adresse http ou https.")
    return text


def read_day(text: str) -> str:
    """A day, as 2019-04-01 or 01/04/2019; given back in ISO form."""
    iso = re.sub(r"(\d\d)/(\d\d)/(\d{4})", r"\3-\2-\1", text)
    try:
        return date.fromisoformat(iso).isoformat()
    except ValueError:
        raise ValueError(f"« {text} » n'est pas une date : écrivez 2019-04-01 ou 01/04/2019.") from None


def read_departement(text: str, gazetteer: Gazetteer) -> str:
    """A département's code; `1` is 01 and `2a` is 2A, as spreadsheets and hands write them."""
    code = text.upper().zfill(2)
    if code not in gazetteer.departements:
        raise ValueError(f"« {text} » n'est pas le code d'un département.")
    return code


def read_coverage(text: str, gazetteer: Gazetteer) -> list[str]:
    """`FR` alone, or département codes in order."""
    codes = read_list(text)
    if NATIONAL in codes:
        if len(codes) > 1:
            raise ValueError("« FR » couvre toute la France : aucun département ne s'y ajoute.")
        return codes
    return sorted({read_departement(code, gazetteer) for code in codes})


def read_phone_value(text: str, retired: Mapping[str, bool]) -> dict[str, str]:
    """A number that may be published; `retired` says of each withdrawn number whether it never was a help line."""
    phone = read_phone(text)
    refuse_retired(digits(phone.display), phone.display, retired)
    return {"display": phone.display, "e164": phone.e164, "toll": phone.toll}


def refuse_retired(number: str, shown: str, retired: Mapping[str, bool]) -> None:
    """Raise ValueError for a number that must not be given."""
    if number in retired:
        why = "n'est pas une ligne d'aide aux médecins" if retired[number] else "n'est plus en service"
        raise ValueError(f"Le {shown} {why} : il ne doit jamais être publié.")


def refuse_retired_within(text: str, retired: Mapping[str, bool]) -> None:
    """Raise ValueError when a text prints a number that must not be given, alone or among others."""
    for found in _LONG_RUN.findall(text):
        run = digits(found)
        for number in retired:
            if number in run or f"33{number[1:]}" in run:
                refuse_retired(number, found, retired)


def read_point(lat: str, lon: str) -> tuple[float, float] | None:
    """Latitude and longitude in degrees, with a point or a French comma; None when both are empty."""
    if not lat and not lon:
        return None
    try:
        point = float(lat.replace(",", ".")), float(lon.replace(",", "."))
    except ValueError:
        raise ValueError(f"« {lat} » et « {lon} » ne sont pas une latitude et une longitude.") from None
    if not (-90 <= point[0] <= 90 and -180 <= point[1] <= 180):
        raise ValueError(f"Le point ({lat}, {lon}) n'est pas sur la Terre.")
    return point


@cache
def period(text: str) -> tuple[date | None, date | None]:
    """First and last day of a source's date when it can be told: 2016, 2011-12, 2023-06-29, 2013-2016."""
    if found := re.fullmatch(r"((?:19|20)\d\d)-((?:19|20)\d\d)", text):
        first, last = int(found[1]), int(found[2])
        return (date(first, 1, 1), date(last, 12, 31)) if first <= last else (None, None)
    found = re.fullmatch(r"((?:19|20)\d\d)(?:-(\d\d))?(?:-(\d\d))?", text)
    if found is None:
        return None, None
    year, month, day = (int(part) if part else 0 for part in found.groups())
    try:
        first_day = date(year, month or 1, day or 1)
    except ValueError:
        return None, None
    if day:
        return first_day, first_day
    after = date(year + (month in (0, 12)), month % 12 + 1 if month else 1, 1)
    return first_day, after - timedelta(days=1)


_TERNARY = read_code("yes", "no", "unknown")
PARSERS: Final[dict[str, Parser]] = {
    "organization_name": read_text(200),
    "charter": read_code(*get_args(Charter)),
    "convention": read_code("cnom", "carmf", "cng"),
    "independent": _TERNARY,
    "organization": read_slug,
    "name": read_text(200),
    "acronym": read_text(40),
    "aliases": lambda text: [read_text(120)(alias) for alias in read_list(text)],
    "kind": read_code(*(kind for kind in get_args(Kind) if kind != "urgence")),
    "description": read_text(2000),
    "needs": read_codes(*get_args(Need)),
    "audiences": read_codes(*get_args(Audience)),
    "audience_note": read_text(500),
    "coverage_note": read_text(500),
    "hours": read_hours,
    "hours_note": read_text(500),
    "anonymous": _TERNARY,
    "free": _TERNARY,
    "dedicated": _TERNARY,
    "admission": read_codes(*ADMISSIONS),
    "admission_note": read_text(500),
    "last_seen_open": read_text(40),
    "capacity_note": read_text(500),
    "languages": read_text(200),
    "accessibility": read_text(500),
    "message": read_text(500),
    "closed_on": read_day,
    "replaced_by": read_slug,
    "state": read_code(*FILE_STATES),
    "phone_toll": read_code(*get_args(Toll)),
    "phone_purpose": read_code(*get_args(Purpose)),
    "email": read_email,
    "email_purpose": read_code(*get_args(Purpose)),
    "website": read_website,
}
