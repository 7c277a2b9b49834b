"""What only the publisher knows of the legal pages: blank on one's own machine, refused blank in production."""

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec

TO_COMPLETE = "à compléter avant l'ouverture"
LONGEST = 600  # characters: a few sentences of a page
# What people write in a blank that they mean to fill in later.
NOT_AN_ANSWER = frozenset({"-", "?", "x", "xx", "xxx", "n/a", "tbd", "todo", "à compléter", "a completer", TO_COMPLETE})
LEVELS = ("non audité", "non conforme", "partiellement conforme", "totalement conforme")


class LegalSettings(msgspec.Struct, frozen=True, kw_only=True):
    """The blanks of `/confidentialite`, `/mentions-legales` and `/accessibilite`."""

    legal_publisher: str = ""
    legal_publisher_address: str = ""
    legal_publisher_contact: str = ""
    legal_representative: str = ""
    legal_host: str = ""
    legal_host_address: str = ""
    legal_hds_certificate: str = ""
    legal_hds_certified_on: date | None = None
    legal_dpo: str = ""
    legal_controller_cnom: str = ""
    legal_controller_carmf: str = ""
    legal_controller_cng: str = ""
    legal_complaint: str = ""
    legal_accessibility_contact: str = ""
    legal_accessibility_level: str = ""
    legal_accessibility_audited_on: date | None = None


# What each blank says, to complete « En production, RELAIS_… dit … ».
BLANKS: dict[str, str] = {
    "legal_publisher": "qui publie ce service, avec sa forme juridique",
    "legal_publisher_address": "son adresse postale",
    "legal_publisher_contact": "comment le joindre, par téléphone ou par courriel",
    "legal_representative": "qui le représente légalement et répond de ce qui est publié",
    "legal_host": "qui héberge les données",
    "legal_host_address": "l'adresse de l'hébergeur",
    "legal_hds_certificate": "le numéro de son certificat d'hébergeur de données de santé",
    "legal_hds_certified_on": "la date de ce certificat",
    "legal_dpo": "comment joindre le délégué à la protection des données",
    "legal_controller_cnom": "ce dont le CNOM est responsable",
    "legal_controller_carmf": "ce dont la CARMF est responsable, ou qu'elle ne l'est de rien",
    "legal_controller_cng": "ce dont le CNG est responsable, ou qu'il ne l'est de rien",
    "legal_complaint": "où adresser une réclamation à la CNIL",
    "legal_accessibility_contact": "à qui signaler un défaut d'accessibilité",
    "legal_accessibility_level": "le niveau de conformité d'accessibilité déclaré",
    "legal_accessibility_audited_on": "la date de l'audit d'accessibilité",
}


def _answer(value: str) -> str:
    text = " ".join(value.split())
    if len(text) > LONGEST or not text.isprintable():
        raise ValueError(value)
    return "" if text.casefold() in NOT_AN_ANSWER else text


def _day(value: str) -> date | None:
    return date.fromisoformat(value.strip()) if value.strip() else None


def _level(value: str) -> str:
    level = value.strip().lower()
    if level and level not in LEVELS:
        raise ValueError(value)
    return level


_TEXT = (_answer, f"une ou deux phrases ({LONGEST} caractères au plus)")
_DATE = (_day, "une date comme 2026-11-21")
LEGAL_READERS: dict[str, tuple[Callable[[str], Any], str]] = {
    **dict.fromkeys(BLANKS, _TEXT),
    "legal_hds_certified_on": _DATE,
    "legal_accessibility_level": (_level, " ou ".join(f"« {level} »" for level in LEVELS)),
    "legal_accessibility_audited_on": _DATE,
}


def blanks_of(settings: LegalSettings) -> list[str]:
    """The fields still to be filled in. Without an audit there is no date of one."""
    audited = settings.legal_accessibility_level not in {"", "non audité"}
    asked = [name for name in BLANKS if audited or name != "legal_accessibility_audited_on"]
    return [name for name in asked if not getattr(settings, name)]


def blank_faults(settings: LegalSettings) -> list[str]:
    """One French sentence per blank: a service that does not say who answers for it does not open."""
    return [
        f"En production, RELAIS_{name.upper()} ne reste pas vide : il dit {BLANKS[name]}."
        for name in blanks_of(settings)
    ]
