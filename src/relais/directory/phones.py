"""French telephone numbers: what a telephone dials, what is read aloud, what it costs."""

import re
import unicodedata

import phonenumbers
from msgspec import Struct
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType, shortnumberinfo

from relais.core.text import digits
from relais.directory.model import Toll

_OVERSEAS_PREFIX = re.compile(r"0(?:262|263|269|590|594|596|639|69[0-7])")
_SPACED = re.compile(r"[0-9]+(?: [0-9]+)+")
_OVERSEAS = ("GP", "MQ", "GF", "RE", "YT")
_TOLLS: dict[int, Toll] = {
    PhoneNumberType.TOLL_FREE: "free",
    PhoneNumberType.PREMIUM_RATE: "premium",
    PhoneNumberType.SHARED_COST: "premium",
    PhoneNumberType.FIXED_LINE: "standard",
    PhoneNumberType.MOBILE: "standard",
    PhoneNumberType.FIXED_LINE_OR_MOBILE: "standard",
    PhoneNumberType.VOIP: "standard",
}


class Phone(Struct, frozen=True, kw_only=True):
    """A number: `display` as read aloud, `e164` as dialled (short numbers stay as they are)."""

    display: str
    e164: str
    toll: Toll


def read_phone(text: str) -> Phone:
    """Read a number of the French plan; raises ValueError with a French sentence when it is none.

    The spacing of the source is kept. The prefixes of the overseas départements are theirs alone, so the number itself
    says its country code: a Réunion body may well give a line in Paris, and 08 numbers are national everywhere.
    """
    typed = _plain(text)
    number = digits(typed)
    lettered = any(sign.isalpha() for sign in typed)
    if 2 <= len(number) <= 6 and not lettered:
        return _short(typed, number)
    found = None if lettered else _parse(typed, number)
    if found is None or found.extension:
        raise ValueError(f"« {text} » n'est pas un numéro de téléphone français.")
    return Phone(display=_display(typed, found), e164=_e164(found), toll=_toll(found))


def _plain(text: str) -> str:
    """Full-width digits as ordinary ones, without the invisible marks that address books add when copied from."""
    visible = (sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) != "Cf")
    return " ".join("".join(visible).split())


def _short(typed: str, number: str) -> Phone:
    if not _in_service(number):
        raise ValueError(f"« {typed} » n'est pas un numéro court en service.")
    return Phone(display=typed if _SPACED.fullmatch(typed) else number, e164=number, toll="unknown")


def _in_service(number: str) -> bool:
    try:
        parsed = phonenumbers.parse(number, "FR")
    except phonenumbers.NumberParseException:  # "00": the way abroad, and nothing behind it
        return False
    return shortnumberinfo.is_valid_short_number_for_region(parsed, "FR")


def _parse(typed: str, number: str) -> PhoneNumber | None:
    abroad = typed.startswith(("+", "00"))
    regions = ("FR", *_OVERSEAS) if abroad else _OVERSEAS if _OVERSEAS_PREFIX.match(number) else ("FR",)
    for region in regions:
        try:
            parsed = phonenumbers.parse(typed, region)
        except phonenumbers.NumberParseException:
            return None
        if phonenumbers.is_valid_number_for_region(parsed, region):
            return parsed
    return None


def _e164(number: PhoneNumber) -> str:
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _display(typed: str, number: PhoneNumber) -> str:
    """The source's own spacing, when it is plain digits and spaces: any other sign may hide what is dialled."""
    if typed.startswith("00") or not _SPACED.fullmatch(typed):
        return phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
    return typed


def _toll(number: PhoneNumber) -> Toll:
    return _TOLLS.get(phonenumbers.number_type(number), "unknown")
