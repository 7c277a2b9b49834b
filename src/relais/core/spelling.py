"""Typing slips: edit distance through a deletion index, then French sounds.

Two words within `d` edits of each other share a string obtained by deleting at most `d` letters from each, so a
look-up costs a few dozen hashes whatever the size of the word list (Garbe's symmetric deletion). Hashes are kept in
one sorted array: 12 bytes an entry.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import combinations
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

ONE_EDIT_FROM = 5
TWO_EDITS_FROM = 8


def allowed_edits(word: str) -> int:
    """How many slips a word of this length may hold: none under 5 letters, 1 under 8, then 2. Digits never slip."""
    if len(word) < ONE_EDIT_FROM or not word.isalpha():
        return 0
    return 1 if len(word) < TWO_EDITS_FROM else 2


class Speller:
    """A fixed list of words, and the nearest of them to a word that is not there."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = sorted({word for word in words if len(word) >= ONE_EDIT_FROM - 1 and not word.isdigit()})
        pairs = [(crc32(key.encode()), i) for i, word in enumerate(self.words) for key in _deletions(word)]
        table = np.array(pairs, dtype=np.int64).reshape(-1, 2)
        order = np.argsort(table[:, 0], kind="stable")
        self._hashes: NDArray[np.uint32] = table[order, 0].astype(np.uint32)
        self._owners: NDArray[np.int32] = table[order, 1].astype(np.int32)
        self._sounds: dict[str, list[str]] = {}
        for word in self.words:
            self._sounds.setdefault(sound(word), []).append(word)

    def near(self, word: str) -> list[tuple[int, str]]:
        """Words within the allowed edits, as (edits, word), nearest first, same first letter before others."""
        allowed = allowed_edits(word)
        if not allowed:
            return []
        found = []
        for candidate in self._candidates(word):
            edits = OSA.distance(word, candidate, score_cutoff=allowed)
            if edits <= min(allowed, max(1, allowed_edits(candidate))):
                found.append((edits, candidate))
        found.sort(key=lambda pair: (pair[0], pair[1][0] != word[0], abs(len(pair[1]) - len(word)), pair[1]))
        return found

    def within_one(self, text: str) -> list[str]:
        """Entries exactly or almost `text`: one letter added, lost, changed or swapped."""
        return [known for known in self._candidates(text) if OSA.distance(text, known, score_cutoff=1) <= 1]

    def alike(self, word: str) -> list[str]:
        """Words that sound the same in French ("harsselement"), for words of four letters and more."""
        return self._sounds.get(sound(word), []) if len(word) >= ONE_EDIT_FROM - 1 and word.isalpha() else []

    def _candidates(self, word: str) -> set[str]:
        keys = np.fromiter((crc32(key.encode()) for key in _deletions(word)), dtype=np.uint32)
        starts = np.searchsorted(self._hashes, keys, "left")
        ends = np.searchsorted(self._hashes, keys, "right")
        return {self.words[i] for a, b in zip(starts, ends, strict=True) if a < b for i in self._owners[a:b]}


def _deletions(word: str) -> Iterator[str]:
    yield word
    for i in range(len(word)):
        yield word[:i] + word[i + 1 :]
    if len(word) >= TWO_EDITS_FROM - 1:
        for i, j in combinations(range(len(word)), 2):
            yield word[:i] + word[i + 1 : j] + word[j + 1 :]


_SOUNDS = [
    (re.compile(pattern), to)
    for pattern, to in (
        (r"ph", "f"),
        (r"sch|sh|ch", "S"),
        (r"qu|ck|cc(?![eiy])", "k"),
        (r"gu(?=[eiy])", "G"),
        (r"g(?=[eiy])", "j"),
        (r"sc(?=[eiy])|c(?=[eiy])", "s"),
        (r"ti(?=on|el|eu)", "si"),
        (r"[cq]", "k"),
        (r"x(?=i)", "ks"),
        (r"eaux?$|aux?$", "o"),
        (r"eau|au", "o"),
        (r"[ae]i|ay|ey", "e"),
        (r"oeu|eu", "e"),
        (r"(?:en|em|am)(?=[^aeiouy]|$)", "an"),
        (r"(?:im|ym|yn|ein|ain)(?=[^aeiouy]|$)", "in"),
        (r"om(?=[bp])", "on"),
        (r"y", "i"),
        (r"h", ""),
        (r"z", "s"),
        (r"(.)\1+", r"\1"),
        (r"(?:es|ent|er|ez|e|s|t|d|x)$", ""),
    )
]


def sound(word: str) -> str:
    """A rough French phonetic key: the same for words that are said alike."""
    for pattern, to in _SOUNDS:
        word = pattern.sub(to, word)
    return word
