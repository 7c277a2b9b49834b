"""Ordinary French words that are also the names of communes, and how to tell one from the other."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from relais.geo.names import CONNECTORS, word_set

_NAMES_TOO_SHORT = 2  # "Y", "Eu", "Us": never trusted on their own

_SITUATES = word_set(
    """
    vers habite habitant exerce installe installee bosse travaille ville commune hopital chu chr ch clinique cabinet
    mairie maire hors loin pres proche region secteur cote venant viens vient originaire
    cdom conseil departemental ordre medecins
    """
)
_BETWEEN = frozenset({"a", "de", "d", "du", "des", "la", "le", "les", "l", "sur"})
_HAS_SUBJECT = frozenset({"il", "elle", "on", "qui", "y", "ca", "cela", "n", "m", "t", "s", "l", "tout", "rien", "ai"})


class OrdinaryWords(Struct, frozen=True, kw_only=True):
    """`words` weaken a name, `inner` are no place inside a sentence, `phrases` are never places (by each word)."""

    words: frozenset[str]
    inner: frozenset[str]
    phrases: Mapping[str, tuple[tuple[str, ...], ...]]

    def covers(self, phrase: str) -> bool:
        """Whether every word of a name is ordinary, or the name too short to be trusted."""
        if len(phrase) <= _NAMES_TOO_SHORT:
            return True
        return all(word in self.words or word in self.inner or word in CONNECTORS for word in phrase.split())

    def is_inside_sentence(self, words: Sequence[str], start: int, length: int) -> bool:
        """Whether the run at `start` is part of a phrase ("perte de sens", "en réunion") or a mere sentence word."""
        if length == 1 and len(words) > 1 and words[start] in self.inner:
            return True
        return any(
            _stands_across(phrase, words, at, start, start + length)
            for at in range(start, start + length)
            for phrase in self.phrases.get(words[at], ())
        )


def _stands_across(phrase: tuple[str, ...], words: Sequence[str], at: int, start: int, end: int) -> bool:
    """Whether a phrase covers the word at `at` and at least one word outside the run."""
    firsts = (at - offset for offset, word in enumerate(phrase) if word == words[at])
    return any(
        first >= 0
        and (first < start or first + len(phrase) > end)
        and tuple(words[first : first + len(phrase)]) == phrase
        for first in firsts
    )


def is_situated(words: Sequence[str], start: int) -> bool:
    """Whether the words before `start` situate something: "installé à", "près de", "médecin à" but not "il a"."""
    if start and words[start - 1] == "a":
        return start == 1 or words[start - 2] not in _HAS_SUBJECT
    at = start - 1
    while at >= 0 and words[at] in _BETWEEN:
        at -= 1
    return at >= 0 and words[at] in _SITUATES


def read_ordinary_words(folder: Path) -> OrdinaryWords:
    """Read the three word lists of `data/geo`. Raises OSError when one is missing."""
    phrases: dict[str, list[tuple[str, ...]]] = {}
    for line in _lines(folder / "ordinary_phrases.txt"):
        phrase = tuple(line.split())
        for word in phrase:
            phrases.setdefault(word, []).append(phrase)
    return OrdinaryWords(
        words=frozenset(word for line in _lines(folder / "ordinary_words.txt") for word in line.split()),
        inner=frozenset(word for line in _lines(folder / "inner_words.txt") for word in line.split()),
        phrases={word: tuple(found) for word, found in phrases.items()},
    )


def _lines(path: Path) -> list[str]:
    lines = (line.partition("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line]
