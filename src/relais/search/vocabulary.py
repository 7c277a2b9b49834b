"""The words by which callers are described: `data/needs.csv`, folded and ready to match."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from relais.core.text import fold

Role = Literal[
    "need",
    "audience",
    "filter",
    "crisis",
    "distress",
    "hospital",
    "origin_word",
    "council",
    "place_word",
    "ordinary",
]
# Words that slip inside a spoken sentence without changing it: "je ne veux vraiment plus vivre".
_FILLERS = """
je j tu il elle on ne n vraiment tout du trop tres bien juste encore la maintenant ca c est que qu des de d m me se s
ai a vais va veux
"""
FILLERS = frozenset(_FILLERS.split())


class Entry(NamedTuple):
    """What a term means: a role and its code (a need, an audience, a filter…)."""

    role: Role
    code: str


class Phrase(NamedTuple):
    """A term as folded words, with everything it means."""

    words: tuple[str, ...]
    entries: tuple[Entry, ...]


class Vocabulary:
    """Phrases by their first word, longest first; labels by (role, code)."""

    def __init__(self, lines: Iterable[tuple[Role, str, str, str]]) -> None:
        meanings: dict[tuple[str, ...], dict[Entry, None]] = defaultdict(dict)
        self.labels: dict[tuple[str, str], str] = {}
        for role, code, label, term in lines:
            words = tuple(fold(term).split())
            if words:
                meanings[words][Entry(role, code)] = None
            if label:
                self.labels.setdefault((role, code), label)
        phrases = [Phrase(words, tuple(entries)) for words, entries in meanings.items()]
        crisis = [_only(phrase, "crisis") for phrase in phrases]
        self.phrases = _by_first_word(phrase for phrase in phrases if any(e.role != "crisis" for e in phrase.entries))
        self.crisis = _by_first_word(phrase for phrase in crisis if phrase.entries)
        self.spoken_crisis = _by_first_word(_without_fillers(phrase for phrase in crisis if phrase.entries))
        self.words = frozenset(word for words in meanings for word in words)
        self.single = {words[0]: tuple(entries) for words, entries in meanings.items() if len(words) == 1}
        self.crisis_words = frozenset(word for phrase in crisis for word in phrase.words if phrase.entries)
        self.calm_words = frozenset(
            word for phrase in phrases if any(e.role != "crisis" for e in phrase.entries) for word in phrase.words
        )

    def label(self, role: str, code: str) -> str:
        """The French label of a code; the code itself where none is written."""
        return self.labels.get((role, code), code.replace("_", " "))


def load_vocabulary(path: Path) -> Vocabulary:
    """Read `data/needs.csv` (columns role, code, label, term, kind, origin)."""
    with path.open(encoding="utf-8", newline="") as file:
        return Vocabulary((row["role"], row["code"], row["label"], row["term"]) for row in csv.DictReader(file))  # type: ignore[misc]


def longest(table: dict[str, list[Phrase]], words: Sequence[str], start: int) -> Phrase | None:
    """The longest phrase of `table` that stands in `words` at `start`."""
    for phrase in table.get(words[start], ()):
        if tuple(words[start : start + len(phrase.words)]) == phrase.words:
            return phrase
    return None


def spoken(words: Sequence[str]) -> list[str]:
    """The words that carry the sentence, fillers left out."""
    return [word for word in words if word not in FILLERS]


def _only(phrase: Phrase, role: Role) -> Phrase:
    return Phrase(phrase.words, tuple(entry for entry in phrase.entries if entry.role == role))


def _without_fillers(phrases: Iterable[Phrase]) -> Iterable[Phrase]:
    for phrase in phrases:
        kept = tuple(spoken(phrase.words))
        # One word left of several would be too little to go by ("en finir" must not become "finir").
        if len(kept) >= 2 and kept != phrase.words:
            yield Phrase(kept, phrase.entries)
        elif len(kept) >= 2:
            yield phrase


def _by_first_word(phrases: Iterable[Phrase]) -> dict[str, list[Phrase]]:
    table: dict[str, list[Phrase]] = defaultdict(list)
    for phrase in phrases:
        table[phrase.words[0]].append(phrase)
    for same in table.values():
        same.sort(key=lambda phrase: -len(phrase.words))
    return dict(table)
