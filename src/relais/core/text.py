"""Folding of what people type, so that accents, case and punctuation never decide."""

import re
import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "Œ": "oe", "Æ": "ae", "ß": "ss", "ø": "o"})
_NOT_WORD = re.compile(r"[^0-9a-z]+")
# RFC 5321 without its quoted forms, in ASCII: no line end, no sign that looks like another one.
_MAIL_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?"
)
_LONGEST_ADDRESS = 254
_LONGEST_LOCAL_PART = 64


def fold(text: str) -> str:
    """Lower case, no accents, every run of other signs as one space: `"L'Haÿ-les-Roses"` -> `"l hay les roses"`."""
    if text.isascii():
        return _NOT_WORD.sub(" ", text.lower()).strip()
    marked = unicodedata.normalize("NFKD", text.translate(_LIGATURES)).lower()
    return _NOT_WORD.sub(" ", "".join(c for c in marked if not unicodedata.combining(c))).strip()


def digits(text: str) -> str:
    """Only the digits of `text`, in order."""
    return "".join(c for c in text if c.isascii() and c.isdigit())


def is_mail_address(text: str) -> bool:
    """Whether mail can be sent to `text`, as it stands: `nom@exemple.fr`."""
    local = text.rpartition("@")[0]
    short = len(text) <= _LONGEST_ADDRESS and len(local) <= _LONGEST_LOCAL_PART
    return short and _MAIL_ADDRESS.fullmatch(text) is not None
