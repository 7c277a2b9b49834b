"""Typing slips: edit distance through a deletion index, then French sounds.

Two words within `d` edits of each other share a string obtained by deleting at most `d` letters from each, so a
look-up costs a few dozen hashes whatever the size of the word list (Garbe's symmetric deletion). Hashes are kept in
one sorted array: 12 bytes an entry.
"""

import re
from collections.abc import Callable, Iterable
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
        keys = [_keys(word, max(1, allowed_edits(word))) for word in self.words]
        hashes = np.fromiter((key for some in keys for key in some), dtype=np.uint32)
        owners = np.repeat(np.arange(len(keys), dtype=np.int32), [len(some) for some in keys])
        order = np.argsort(hashes, kind="stable")
        self._hashes: NDArray[np.uint32] = hashes[order]
        self._owners: NDArray[np.int32] = owners[order]
        self._sounds: dict[str, list[str]] = {}
        for word in self.words:
            self._sounds.setdefault(sound(word), []).append(word)

    def near(self, word: str) -> list[tuple[int, str]]:
        """Words within the allowed edits, as (edits, word), nearest first, same first letter before others."""
        allowed = allowed_edits(word)
        if not allowed:
            return []
        found = []
        for candidate in self._candidates(word, allowed):
            edits = OSA.distance(word, candidate, score_cutoff=allowed)
            if edits <= min(allowed, max(1, allowed_edits(candidate))):
                found.append((edits, candidate))
        found.sort(key=lambda pair: (pair[0], pair[1][0] != word[0], abs(len(pair[1]) - len(word)), pair[1]))
        return found

    def within_one(self, text: str) -> list[str]:
        """Entries exactly or almost `text`: one letter added, lost, changed or swapped."""
        return [known for known in self._candidates(text, 1) if OSA.distance(text, known, score_cutoff=1) <= 1]

    def alike(self, word: str) -> list[str]:
        """Words that sound the same in French ("harsselement"), for words of four letters and more."""
        return self._sounds.get(sound(word), []) if len(word) >= ONE_EDIT_FROM - 1 and word.isalpha() else []

    def _candidates(self, word: str, deleted: int) -> set[str]:
        if not self.words:
            return set()
        keys = np.array(sorted(_keys(word, deleted)), dtype=np.uint32)  # found faster in order
        starts = self._hashes.searchsorted(keys)
        there = self._hashes.take(starts, mode="clip") == keys
        ends = self._hashes.searchsorted(keys[there], "right")
        runs = [self._owners[start:end] for start, end in zip(starts[there].tolist(), ends.tolist(), strict=True)]
        return {self.words[i] for i in np.concatenate(runs).tolist()} if runs else set()


class GrowingSpeller:
    """A list of words that grows and shrinks: those it began with, and the few that came later.

    `alive` says whether a word is still used; a word that is not is never proposed.
    """

    def __init__(self, words: Iterable[str], alive: Callable[[str], bool]) -> None:
        self._first = Speller(words)
        self._known = set(self._first.words)
        self._later = Speller(())
        self._alive = alive

    def add(self, words: Iterable[str]) -> None:
        """Know these words too."""
        new = [word for word in words if word not in self._known]
        if new:
            self._known.update(new)
            self._later = Speller([*self._later.words, *new])

    def near(self, word: str) -> list[tuple[int, str]]:
        """As `Speller.near`, over the words still used."""
        found = self._first.near(word) + self._later.near(word)
        return sorted(pair for pair in found if self._alive(pair[1]))

    def alike(self, word: str) -> list[str]:
        """As `Speller.alike`, over the words still used."""
        return sorted(known for known in self._first.alike(word) + self._later.alike(word) if self._alive(known))


def _keys(word: str, deleted: int) -> list[int]:
    """Hashes of the word, and of the word with one or two letters left out."""
    signs = word.encode()
    keys = [crc32(signs), *(crc32(signs[:i] + signs[i + 1 :]) for i in range(len(signs)))]
    if deleted > 1:
        keys += [crc32(signs[:i] + signs[i + 1 : j] + signs[j + 1 :]) for i, j in combinations(range(len(signs)), 2)]
    return keys


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
