"""Things that a person could have typed and that exist nowhere else: each is looked for afterwards."""

import itertools
from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

Kind = Literal[
    *("name", "phone", "email", "words", "alias", "search", "address", "note", "password", "code", "source"),
    *("public", "author"),
]
# Syllables that no French or English word joins; every canary made of letters begins with one of the stems.
STEMS = ("kwyjéz", "kwyjbo")
SYLLABLES = ("dax", "fip", "gub", "hov", "juk")
SOURCES = "203.0.113."  # addresses of nobody (RFC 5737), which the proxy tells
PHONE_STEM = "069947"  # digits only: as typed, as folded, and behind +33
NUMBER = {
    "name": 7,
    "phone": 7,
    "email": 6,
    "words": 7,
    "alias": 4,
    "search": 7,
    "address": 4,
    "note": 4,
    "password": 4,
    "public": 5,  # of an action or a figure: published, or read by those who decide of it
    "author": 1,  # who writes a note: a code is mailed there
}


class Canary(Struct, frozen=True, kw_only=True):
    """`text`: as typed. `traces`: what would give it away, in each way our code folds or spaces it."""

    kind: Kind
    text: str

    @property
    def traces(self) -> tuple[str, ...]:
        """Lower-case texts, any of which is the canary."""
        digits = "".join(filter(str.isdigit, self.text))
        if self.kind == "phone":
            pairs = [digits[start : start + 2] for start in range(0, 10, 2)]
            return (digits, " ".join(pairs), digits[1:], " ".join([digits[1], *pairs[1:]]), ".".join(pairs))
        if self.kind == "code":
            groups = [digits[start : start + 3] for start in range(0, 18, 3)]
            return (digits, " ".join(groups), "-".join(groups))
        if self.kind == "source":
            return (self.text,)
        word = self.text.split()[-1].lower()
        return (word, word.replace("é", "e"))


def _made(kind: str, number: int, tail: str) -> str:
    word = f"{STEMS[number % 2]}{tail}"
    return {
        "name": f"Docteur {word.capitalize()}",
        "phone": f"06 99 47 {number // 100:02} {number % 100:02}",
        "email": f"{STEMS[1]}{tail}@exemple.fr",
        "words": f"Je n'arrive plus à payer {word}",
        "alias": word,
        "search": f"épuisement lyon {word}",
        "address": f"3 rue {word}",
        "note": f"Le numéro sonne dans le vide {word}",
        "password": f"lampe brume tapis {word}",
        "public": f"Semaine {word}",
        "author": f"{STEMS[1]}{tail}@exemple.fr",
    }[kind]


def canaries() -> list[Canary]:
    """All of them, always the same, no two alike."""
    tails = map("".join, itertools.permutations(SYLLABLES, 3))
    kinds = [kind for kind, count in NUMBER.items() for _ in range(count)]
    return [
        Canary(kind=kind, text=_made(kind, number, next(tails)))  # type: ignore[arg-type]
        for number, kind in enumerate(kinds)
    ]


class Typist:
    """Types the canaries of each kind in turn, and remembers which were typed."""

    def __init__(self, made: list[Canary]) -> None:
        self.typed: dict[str, Canary] = {}
        kinds = {one.kind for one in made}
        self._turns: dict[str, Iterator[Canary]] = {
            kind: itertools.cycle([one for one in made if one.kind == kind]) for kind in kinds
        }

    def type(self, kind: Kind) -> str:
        """The next text of this kind."""
        canary = next(self._turns[kind])
        self.typed[canary.text] = canary
        return canary.text
