"""Names, acronyms and aliases of the bodies, found inside a question by their folded words."""

from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from relais.core.spelling import GrowingSpeller
from relais.core.text import fold
from relais.directory.model import Service

_MIN_COMPACT = 5
_MIN_BEGUN = 3
_MOST_JOINED = 3
_MOST_BEGUN = 4


class Named(NamedTuple):
    """A name found: how many words it takes, and the services that bear it."""

    length: int
    slugs: tuple[str, ...]


class Names:
    """Every name of every service. Changed in place as services come and go."""

    def __init__(self, services: Iterable[Service]) -> None:
        self._slugs: dict[str, list[str]] = defaultdict(list)
        self._lengths: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
        self._compact: dict[str, list[str]] = defaultdict(list)
        self._sorted: list[str] = []
        self._uses: Counter[str] = Counter()  # how many names hold each word
        self.organization: dict[str, str] = {}
        for row in services:
            self.organization[row.slug] = row.organization
            for name in names_of(row):
                self._add(name, row.slug)
        self._sorted = sorted(self._slugs)
        self._speller = GrowingSpeller(self._uses, alive=self.has_word)

    def put(self, row: Service) -> None:
        """Know a service by its names."""
        self.organization[row.slug] = row.organization
        names = names_of(row)
        for name in names:
            if not self._slugs.get(name):
                insort(self._sorted, name)
            self._add(name, row.slug)
        self._speller.add(word for name in names for word in name.split())

    def drop(self, row: Service) -> None:
        """Forget the names of a service."""
        for name in names_of(row):
            words = name.split()
            self._slugs[name].remove(row.slug)
            self._compact["".join(words)].remove(row.slug)
            self._lengths[words[0]][len(words)] -= 1
            self._uses.subtract(words)
            if not self._slugs[name]:
                del self._sorted[bisect_left(self._sorted, name)]

    def has_word(self, word: str) -> bool:
        """Whether some name holds this word."""
        return self._uses[word] > 0

    def near(self, word: str) -> list[tuple[int, str]]:
        """Words of names a few slips away, as (edits, word)."""
        return self._speller.near(word)

    def alike(self, word: str) -> list[str]:
        """Words of names that sound the same."""
        return self._speller.alike(word)

    def match(self, words: Sequence[str], start: int) -> Named | None:
        """The longest name that stands in `words` at `start`, an "s" more or less at the end of its words."""
        lengths = self._lengths.get(words[start]) or self._lengths.get(_singular(words[start]))
        for length in sorted(lengths or (), reverse=True):
            run = words[start : start + length]
            slugs = self._slugs.get(" ".join(run)) or (length > 1 and self._slugs.get(" ".join(map(_singular, run))))
            if slugs and len(run) == length:
                return Named(length, tuple(slugs))
        return self._joined(words, start)

    def begun(self, words: Sequence[str], start: int) -> Named | None:
        """The few names that the last words begin ("belle riv"), for a question still being typed."""
        typed = " ".join(words[start:])
        if len(typed) < _MIN_BEGUN:
            return None
        first = bisect_left(self._sorted, typed)
        slugs: dict[str, None] = {}
        for name in self._sorted[first : first + 2 * _MOST_BEGUN]:
            if name.startswith(typed):
                slugs.update(dict.fromkeys(self._slugs[name]))
        return Named(len(words) - start, tuple(slugs)) if 0 < len(slugs) <= _MOST_BEGUN else None

    def _joined(self, words: Sequence[str], start: int) -> Named | None:
        """A name written in more or fewer words than it has: "sosihn", "night line"."""
        for length in range(min(_MOST_JOINED, len(words) - start), 0, -1):
            compact = "".join(words[start : start + length])
            if len(compact) >= _MIN_COMPACT and (slugs := self._compact.get(compact)):
                return Named(length, tuple(slugs))
        return None

    def _add(self, name: str, slug: str) -> None:
        words = name.split()
        self._slugs[name].append(slug)
        self._compact["".join(words)].append(slug)
        self._lengths[words[0]][len(words)] += 1
        self._uses.update(words)


def names_of(row: Service) -> set[str]:
    """The folded names by which a service is asked for; councils are asked for by their département instead."""
    if row.council_of:
        return set()
    names = {fold(name) for name in (row.acronym, row.name, row.slug, *row.aliases)}
    if row.slug == row.organization:
        names.add(fold(row.organization_name))
    singular = {" ".join(map(_singular, name.split())) for name in names if " " in name}
    return {name for name in names | singular if name and not name.isdigit()}


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 4 and word[-1] in "sx" else word
