"""Names, acronyms and aliases of the bodies, found inside a question by their folded words."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from relais.core.text import fold
from relais.directory.model import Service


class Named(NamedTuple):
    """A name found: how many words it takes, and the services that bear it."""

    length: int
    slugs: tuple[str, ...]


class Names:
    """Every name of every service. Changed in place as services come and go."""

    def __init__(self, services: Iterable[Service]) -> None:
        self._slugs: dict[str, list[str]] = defaultdict(list)
        self._lengths: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
        for row in services:
            self.put(row)

    def put(self, row: Service) -> None:
        """Know a service by its names."""
        for name in names_of(row):
            self._slugs[name].append(row.slug)
            words = name.split()
            self._lengths[words[0]][len(words)] += 1

    def drop(self, row: Service) -> None:
        """Forget the names of a service."""
        for name in names_of(row):
            self._slugs[name].remove(row.slug)
            words = name.split()
            self._lengths[words[0]][len(words)] -= 1

    def match(self, words: Sequence[str], start: int) -> Named | None:
        """The longest name that stands in `words` at `start`."""
        lengths = self._lengths.get(words[start])
        if lengths is None:
            return None
        for length in sorted(lengths, reverse=True):
            slugs = self._slugs.get(" ".join(words[start : start + length]))
            if slugs and start + length <= len(words):
                return Named(length, tuple(slugs))
        return None

    def words(self) -> set[str]:
        """All words of all names, for putting typing slips right."""
        return {word for name, slugs in self._slugs.items() if slugs for word in name.split()}


def names_of(row: Service) -> set[str]:
    """The folded names by which a service is asked for; councils are asked for by their département instead."""
    if row.council_of:
        return set()
    names = {fold(name) for name in (row.acronym, row.name, row.slug, *row.aliases)}
    if row.slug == row.organization:
        names.add(fold(row.organization_name))
    return {name for name in names if name and not name.isdigit()}
