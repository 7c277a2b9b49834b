"""The ways a place's name is written: one canonical form, and the variants people type."""

import csv
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path

from msgspec import Struct

from relais.core.text import fold

ARTICLES = frozenset({"le", "la", "les", "l"})
CONNECTORS = frozenset({"a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "sous", "sur"})

_SAME_WORD = {
    "st": "saint",
    "ste": "sainte",
    "sts": "saints",
    "stes": "saintes",
    "snt": "saint",
    "lez": "les",
    "s": "sur",
    "ss": "sous",
    "hte": "haute",
    "htes": "hautes",
    "pyr": "pyrenees",
}
_ABBREVIATIONS = {full: tuple(s for s, f in _SAME_WORD.items() if f == full) for full in _SAME_WORD.values()}
_TOWN_KNOWN_BY_ITS_HEAD = 20_000  # inhabitants: "Ivry", "Boulogne", "Villeurbanne" need no second half
_SHORTEST_HEAD = 4
_LONGEST_SINGULAR = 3  # "bas", "val": their last letter is no plural


def word_set(text: str) -> frozenset[str]:
    """The words of a text laid out on several lines."""
    return frozenset(text.split())


class UsualName(Struct, frozen=True, kw_only=True):
    """A line of `usual_names.csv`: how people call a région, a former région or any other place."""

    code: str
    kind: str
    label: str
    departements: tuple[str, ...]
    names: tuple[str, ...]


def read_usual_names(path: Path) -> list[UsualName]:
    """The lines of `usual_names.csv`. Raises OSError when the file is missing."""
    with path.open(encoding="utf-8", newline="") as lines:
        return [
            UsualName(
                code=row["code"],
                kind=row["kind"],
                label=row["label"],
                departements=tuple(row["departements"].split()),
                names=tuple(row["names"].split("|")),
            )
            for row in csv.DictReader(lines)
        ]


def read_former_communes(path: Path) -> list[tuple[str, str]]:
    """Names of merged communes with the INSEE code of today's. Raises OSError when the file is missing."""
    with path.open(encoding="utf-8", newline="") as lines:
        return [(row["name"], row["insee"]) for row in csv.DictReader(lines)]


def canonical(words: Sequence[str]) -> tuple[str, ...]:
    """Folded words with abbreviations written out: `("st", "denis")` -> `("saint", "denis")`."""
    return tuple([_SAME_WORD.get(word, word) for word in words])


def phrase_of(name: str) -> str:
    """The canonical phrase under which a name is indexed: `"Villeneuve-lez-Avignon"` -> `"villeneuve les avignon"`."""
    return " ".join(canonical(fold(name).split()))


def abbreviations(word: str) -> tuple[str, ...]:
    """The short forms that `canonical` writes out as `word`: `saint` -> `st`, `snt`."""
    return _ABBREVIATIONS.get(word, ())


def commune_variants(words: Sequence[str], population: int) -> Iterator[str]:
    """Other phrases for a commune: without its article, with its elision glued, by its head when it is large."""
    if len(words) == 1:
        return
    if words[0] in ARTICLES:
        yield " ".join(words[1:])
    glued = _glue_elisions(words)
    if len(glued) != len(words):
        yield " ".join(glued)
    if population >= _TOWN_KNOWN_BY_ITS_HEAD:
        yield "".join(words)
        if words[0] == "saint":
            yield "".join(("st", *words[1:]))
        head = head_of(words)
        if head:
            yield head


def departement_variants(name: str) -> Iterator[str]:
    """Other phrases for a département: plurals dropped, "et" and "de" left out, glued, with its article."""
    words = phrase_of(name).split()
    full = [word for word in words if word not in CONNECTORS]
    for spelling in product(*(_singular_too(word) for word in words)) if len(words) > 1 else ():
        yield " ".join(spelling)
        yield " ".join(_glue_elisions(spelling))
    if len(full) > 1:
        yield " ".join(full)
        yield "".join(words)
    if len(words) == 1:
        for article in ("l",) if words[0][0] in "aeiouyh" else ("le", "la", "les"):
            yield f"{article} {words[0]}"


def _singular_too(word: str) -> tuple[str, ...]:
    if word.endswith("s") and len(word) > _LONGEST_SINGULAR and word not in CONNECTORS:
        return word, word[:-1]
    return (word,)


def _glue_elisions(words: Sequence[str]) -> list[str]:
    glued: list[str] = []
    for word in words:
        if glued and glued[-1] in {"d", "l"}:
            glued[-1] += word
        else:
            glued.append(word)
    return glued


def head_of(words: Sequence[str]) -> str:
    """The short name of a town: `ivry sur seine` -> `ivry`, `saint maur des fosses` -> `saint maur`; "" without one."""
    start = 1 if words[0] in ARTICLES else 0
    head = words[: start + (2 if words[start] in {"saint", "sainte"} else 1)]
    return " ".join(head) if len(head) < len(words) and len(head[-1]) >= _SHORTEST_HEAD else ""
