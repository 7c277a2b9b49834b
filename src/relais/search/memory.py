"""Free text in process: words to services, with prefixes and typing slips (numpy + a deletion index)."""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from math import log

import numpy as np
from numpy.typing import NDArray

from relais.core.spelling import GrowingSpeller
from relais.core.text import fold
from relais.directory.model import Service

ACRONYM, NAME, ALIAS, ORGANIZATION, ABOUT = 8.0, 5.0, 5.0, 2.0, 1.0
EXACT, PREFIX, SLIP = 1.0, 0.7, 0.5
_MIN_PREFIX = 2
_MAX_COMPLETIONS = 60
_WORD = np.float64(65_536)  # for each word held; more than the worths of 500 signs can sum up to
Slots = NDArray[np.int32]
Ranks = NDArray[np.uint64]
_NO_SLOTS = np.empty(0, np.int32)
_NO_WEIGHTS = np.empty(0, np.float32)


class _Postings:
    """The services that hold a word: slots, and how much the word tells there."""

    __slots__ = ("slots", "weights")

    def __init__(self, slots: NDArray[np.int32], weights: NDArray[np.float32]) -> None:
        self.slots = slots
        self.weights = weights

    def without(self, slot: int) -> "_Postings":
        keep = self.slots != slot
        return _Postings(self.slots[keep], self.weights[keep])

    def with_(self, slot: int, weight: float) -> "_Postings":
        return _Postings(np.append(self.slots, np.int32(slot)), np.append(self.weights, np.float32(weight)))


class MemoryText:
    """Words of every service by slot. Changed in place, between two searches, like the facets it stands beside."""

    def __init__(self, rows: Iterable[tuple[int, Service]]) -> None:
        slots: dict[str, list[int]] = defaultdict(list)
        weights: dict[str, list[float]] = defaultdict(list)
        for slot, row in rows:
            for word, weight in weighted_words(row).items():
                slots[word].append(slot)
                weights[word].append(weight)
        self._postings = {
            word: _Postings(np.array(slots[word], dtype=np.int32), np.array(weights[word], dtype=np.float32))
            for word in slots
        }
        self._sorted = sorted(self._postings)
        self._speller = GrowingSpeller(self._postings, alive=self._postings.__contains__)

    def put(self, slot: int, row: Service, before: Service | None) -> None:
        """Index a service in its slot, in place of what stood there."""
        if before is not None:
            self.drop(slot, before)
        words = weighted_words(row)
        for word, weight in words.items():
            if word not in self._postings:
                self._postings[word] = _Postings(np.empty(0, np.int32), np.empty(0, np.float32))
                insort(self._sorted, word)
            self._postings[word] = self._postings[word].with_(slot, weight)
        self._speller.add(words)

    def drop(self, slot: int, row: Service) -> None:
        """Take a service's words out."""
        for word in weighted_words(row):
            left = self._postings[word].without(slot)
            if len(left.slots):
                self._postings[word] = left
            else:
                del self._postings[word]
                del self._sorted[bisect_left(self._sorted, word)]

    def rank(self, words: Sequence[str], size: int, limit: int, neutral: Callable[[Slots], Ranks]) -> list[int]:
        """At most `limit` slots that answer, best first; those that hold every word come before the others.

        `neutral(slots)` gives the rank of equals: never the order in which services came.
        """
        if not words:
            return []
        found = [self._answering(word, size, last=i == len(words) - 1) for i, word in enumerate(words)]
        total = np.zeros(size)
        for slots, worth in found:
            total[slots] += worth + _WORD
        slots = _each_once(np.concatenate([slots for slots, _ in found]), size)
        reached = total[slots]
        some = reached < len(words) * _WORD
        reached[some] %= _WORD
        if len(reached) > limit:
            front = (reached >= np.partition(reached, -limit)[-limit]).nonzero()[0]
            slots, reached = slots[front], reached[front]
        ordered: list[int] = slots[np.lexsort((neutral(slots), -reached))][:limit].tolist()
        return ordered

    def _answering(self, word: str, size: int, *, last: bool) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """The slots that one word brings, each once, and what the best of its readings is worth there."""
        known = [(self._postings[reading], quality) for reading, quality in self._readings(word, last=last)]
        known = [(found, quality) for found, quality in known if len(found.slots)]
        if not known:
            return _NO_SLOTS, _NO_WEIGHTS
        worths = [found.weights * np.float32(quality * log(1 + size / len(found.slots))) for found, quality in known]
        if len(known) == 1:
            return known[0][0].slots, worths[0]
        slots = np.concatenate([found.slots for found, _ in known])
        best = np.zeros(size, dtype=np.float32)
        np.maximum.at(best, slots, np.concatenate(worths))
        slots = _each_once(slots, size)
        return slots, best[slots]

    def bearers(self, words: Sequence[str]) -> list[int]:
        """The slots whose name, acronym or aliases hold every one of these words, slips allowed."""
        holding: NDArray[np.int32] | None = None
        for i, word in enumerate(words):
            known = [self._postings[w] for w, _ in self._readings(word, last=i == len(words) - 1 and len(word) > 3)]
            slots = [found.slots[found.weights >= ALIAS] for found in known]
            owners = slots[0] if len(slots) == 1 else np.unique(np.concatenate([_NO_SLOTS, *slots]))
            holding = owners if holding is None else np.intersect1d(holding, owners, assume_unique=True)
        return [] if holding is None else holding.tolist()

    def _readings(self, word: str, *, last: bool) -> list[tuple[str, float]]:
        """The known words that a typed word may stand for, and how surely."""
        readings = [(word, EXACT)] if word in self._postings else []
        if last and len(word) >= _MIN_PREFIX:
            readings += [(known, PREFIX) for known in self._completions(word) if known != word]
        if not readings:
            readings = [(known, SLIP / edits) for edits, known in self._near(word) if edits]
        return readings

    def _completions(self, prefix: str) -> list[str]:
        start = bisect_left(self._sorted, prefix)
        end = bisect_left(self._sorted, prefix + "\x7f", start, min(len(self._sorted), start + _MAX_COMPLETIONS))
        return self._sorted[start:end]

    def _near(self, word: str) -> list[tuple[int, str]]:
        return self._speller.near(word)[:5]


def _each_once(slots: NDArray[np.int32], size: int) -> NDArray[np.int32]:
    """The same slots without repeats, in no order: each is kept where it comes last."""
    places = np.arange(len(slots), dtype=np.int32)
    last = np.empty(size, dtype=np.int32)
    last[slots] = places
    once: NDArray[np.int32] = slots[last[slots] == places]
    return once


def weighted_words(row: Service) -> dict[str, float]:
    """The words of a service and how much each tells of it. Nothing but public, findable fields."""
    words: dict[str, float] = {}
    fields = (
        (row.acronym, ACRONYM),
        (row.slug.replace("-", " "), NAME),
        (row.name, NAME),
        *((alias, ALIAS) for alias in row.aliases),
        (row.organization_name, ORGANIZATION),
        (row.description, ABOUT),
    )
    for text, weight in fields:
        for word in _words(text):
            if words.get(word, 0.0) < weight:
                words[word] = weight
    return words


@lru_cache(maxsize=20_000)
def _words(text: str) -> tuple[str, ...]:
    """Folded words of a published text (never of what somebody types: that is not kept)."""
    return tuple(word for word in dict.fromkeys(fold(text).split()) if len(word) > 1)
