"""Folding of what people type, so that accents, case and punctuation never decide."""

import re
import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "Œ": "oe", "Æ": "ae", "ß": "ss", "ø": "o"})
_NOT_WORD = re.compile(r"[^0-9a-z]+")


def fold(text: str) -> str:
    """Lower case, no accents, every run of other signs as one space: `"L'Haÿ-les-Roses"` -> `"l hay les roses"`."""
    if text.isascii():
        return _NOT_WORD.sub(" ", text.lower()).strip()
    marked = unicodedata.normalize("NFKD", text.translate(_LIGATURES)).lower()
    return _NOT_WORD.sub(" ", "".join(c for c in marked if not unicodedata.combining(c))).strip()


def digits(text: str) -> str:
    """Only the digits of `text`, in order."""
    return "".join(c for c in text if c.isascii() and c.isdigit())
