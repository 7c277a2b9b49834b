"""A telephone number before it is proposed: is it of the right territory, what does it cost, is it someone else's?"""

import re
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from relais.core.text import digits
from relais.directory.emergency import EMERGENCY
from relais.directory.model import NATIONAL
from relais.directory.phones import Phone, read_phone

# Prefixes of the French plan that belong to one overseas territory alone (ARCEP, plan national de numérotation).
_OVERSEAS: Final = (
    (
        re.compile(r"\+590(?:590|690|691)"),
        ("971", "977", "978"),
        "de la Guadeloupe, de Saint-Martin ou de Saint-Barthélemy",
    ),
    (re.compile(r"\+594(?:594|694)"), ("973",), "de la Guyane"),
    (re.compile(r"\+596(?:596|696|697)"), ("972",), "de la Martinique"),
    (re.compile(r"\+262(?:262|263|692|693)"), ("974",), "de La Réunion"),
    (re.compile(r"\+262(?:269|639)"), ("976",), "de Mayotte"),
    (re.compile(r"\+33508"), ("975",), "de Saint-Pierre-et-Miquelon"),
)
_LANDLINE = re.compile(r"\+33[1-5]")
_OVERSEAS_CODES: Final = frozenset(code for _, codes, _ in _OVERSEAS for code in codes)
_NATIONAL_08: Final = (
    (re.compile(r"\+3389"), "appel surtaxé (jusqu'à 3 € l'appel ou 0,80 € la minute)"),
    (re.compile(r"\+338[12]"), "appel surtaxé (jusqu'à 0,20 € la minute)"),
)
_EMERGENCY: Final = {digits(one.contacts[0].value): one.name for one in EMERGENCY}


class CheckedPhone(Struct, frozen=True, kw_only=True):
    """A number that may be proposed, and what its author and the second person should know first."""

    phone: Phone
    warnings: tuple[str, ...] = ()


def check_phone(text: str, *, departement: str = "", coverage: Sequence[str] = ()) -> CheckedPhone:
    """Read `text` for a body that stands in `departement` or serves `coverage`.

    Raises ValueError, in French, when it is no number or is an emergency number; the rest is a warning, as a body of
    La Réunion may well have a line in Paris. Withdrawn numbers are refused by `read_phone_value`.
    """
    phone = read_phone(text)
    if name := _EMERGENCY.get(digits(phone.display)):
        raise ValueError(f"Le {phone.display} est le numéro « {name} », déjà en haut de chaque page.")
    grounds = (departement,) if departement else tuple(coverage)
    said = (_territory(phone, grounds), _price(phone))
    return CheckedPhone(phone=phone, warnings=tuple(filter(None, said)))


def _territory(phone: Phone, grounds: Sequence[str]) -> str:
    if not grounds or NATIONAL in grounds:
        return ""
    for prefix, codes, where in _OVERSEAS:
        if prefix.match(phone.e164):
            return "" if set(codes) & set(grounds) else _elsewhere(phone, where, grounds)
    if _LANDLINE.match(phone.e164) and set(grounds) <= _OVERSEAS_CODES:
        return _elsewhere(phone, "un fixe de métropole", grounds)
    return ""


def _elsewhere(phone: Phone, where: str, grounds: Sequence[str]) -> str:
    own = ", ".join(grounds[:3]) + ("…" if len(grounds) > 3 else "")
    return f"Le {phone.display} est {where}, et la fiche est de {own} : relisez-le avant d'envoyer."


def _price(phone: Phone) -> str:
    for prefix, price in _NATIONAL_08:
        if prefix.match(phone.e164):
            return f"Le {phone.display} est un numéro spécial : {price}. Un numéro ordinaire ou gratuit aide mieux."
    if not phone.e164.startswith("+"):
        return (
            f"Le {phone.display} est un numéro court : son coût n'est pas connu, précisez-le dans « Coût de l'appel »."
        )
    return f"Le {phone.display} est un numéro surtaxé." if phone.toll == "premium" else ""
