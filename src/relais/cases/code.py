"""The follow-up code: eighteen digits in six groups, dictated like a telephone number, typed on any keyboard.

Sixteen are drawn (53.1 bits); the last two check them as those of a social security number do (ISO 7064, modulo 97):
one wrong digit or two that changed places is always seen, before anything is looked up.
"""

import re
import secrets
import unicodedata
from typing import Any, Final

from relais.core.errors import Refused

DRAWN = 16  # digits
CHECK = 2
LENGTH = DRAWN + CHECK
GROUP = 3
_MODULUS: Final = 97
_GAP = r"\D{0,6}"  # between two digits of one code: a space, a stroke, a comma, a new line
_IN_TEXT: Final = re.compile(rf"(?=(\d(?:{_GAP}\d){{{LENGTH - 1}}}))")

SLIP: Final = (
    "Ce code a été mal recopié : il compte dix-huit chiffres, en six groupes de trois. Reprenez-le groupe par groupe."
)
IN_TEXT: Final = (
    "Ce texte contient ce qui ressemble à un code de suivi. Un code ne s'écrit nulle part : retirez-le, et gardez-le."
)


def new_code() -> str:
    """A fresh code, digits only."""
    drawn = f"{secrets.randbelow(10**DRAWN):0{DRAWN}}"
    return drawn + _check_part(drawn)


def spoken(code: str) -> str:
    """As it is shown and read aloud: `482 051 937 640 118 275`."""
    return " ".join(code[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def read_code(typed: str) -> str:
    """The digits of a code, however they were spaced. Raises Refused for a slip, which no lookup ever sees."""
    plain = _plain(typed)
    signs = re.sub(r"[\s.\-–—,/]", "", plain)
    if not holds(signs):
        raise Refused("code_slip", SLIP, field="code")
    return signs


def holds(digits: str) -> bool:
    """Whether these are eighteen digits whose check part is right."""
    return len(digits) == LENGTH and digits.isascii() and digits.isdigit() and int(digits) % _MODULUS == 1


def refuse_codes(value: Any) -> None:
    """Raise Refused when a text, or any text inside a list or a mapping, holds a code: it would open what it is in."""
    match value:
        case str() if any(holds(re.sub(r"\D", "", found[1])) for found in _IN_TEXT.finditer(_plain(value))):
            raise Refused("code_in_text", IN_TEXT)
        case dict():
            for one in value.values():
                refuse_codes(one)
        case list() | tuple():
            for one in value:
                refuse_codes(one)


def _check_part(drawn: str) -> str:
    return f"{(1 - int(drawn) * 10**CHECK) % _MODULUS:0{CHECK}}"


def _plain(text: str) -> str:
    """Digits of any script as ours."""
    return "".join(str(unicodedata.digit(sign, sign)) for sign in text)
