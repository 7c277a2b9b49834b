"""Euros as people type them in French, kept as integer cents: `1 234,56`, `1234.5`, `800 €`."""

import re
from typing import Final

from relais.core.errors import Refused

NARROW: Final = "\u202f"
MOST_CENTS: Final = 100_000_000  # a million euros, as the constraint of the database
_SPACES: Final = re.compile(r"[\s\u00a0\u202f'’]")
_EUROS: Final = re.compile(r"([0-9]{1,9})(?:[.,]([0-9]{1,2}))?(?:€|euros?|eur)?", re.IGNORECASE)
_NOT_EUROS: Final = "écrivez un montant en euros, par exemple 1 234,56"
_TOO_MUCH: Final = "un million d'euros au plus"


def cents_of(typed: str) -> int:
    """The cents of a typed amount; 0 when nothing was typed. Raises Refused with the end of a French sentence."""
    text = _SPACES.sub("", typed)
    if not text:
        return 0
    found = _EUROS.fullmatch(text)
    if found is None:
        raise Refused("amount_unreadable", _NOT_EUROS)
    cents = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))
    if cents > MOST_CENTS:
        raise Refused("amount_too_large", _TOO_MUCH)
    return cents


def euros(cents: int) -> str:
    """`1 234,56 €`, with narrow no-break spaces; `800 €` when there are no cents."""
    return f"{plain_euros(cents)}{NARROW}€"


def plain_euros(cents: int) -> str:
    """The same without its sign, as it goes back into a box."""
    whole, rest = divmod(abs(cents), 100)
    sign = "-" if cents < 0 else ""
    text = f"{whole:,}".replace(",", NARROW)
    return f"{sign}{text},{rest:02}" if rest else f"{sign}{text}"
