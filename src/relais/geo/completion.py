"""Places while they are typed, and places behind one typing slip."""

from bisect import bisect_left
from heapq import nlargest

from relais.core.spelling import Speller
from relais.core.text import fold
from relais.geo.model import Place
from relais.geo.name_index import NameIndex
from relais.geo.names import ARTICLES, canonical
from relais.geo.ordinary import OrdinaryWords

_CORRECTED_FROM = 5_000  # inhabitants: a slip is not read as a village
_SHORTEST_CORRECTED = 5  # letters
_SHORT = 7  # letters: below, the first is right ("cours" is no slip for "Tours") and only a city is meant
_CITY = 30_000  # inhabitants
_INFLECTIONS = ("s", "e", "es", "r", "x", "nt")
_COMMON = 200  # phrases
_EXACT = 20  # a name typed whole counts as so many times its inhabitants
_AFTER_ANY_WORD = "{"  # the sign after "z": ends the range of phrases with a prefix


class Completion:
    """Prefix and one-slip search over the phrases of a NameIndex."""

    def __init__(self, names: NameIndex, ordinary: OrdinaryWords) -> None:
        self._names = names
        self._ordinary = ordinary
        self._phrases = sorted(names)
        self._well_known = Speller(phrase for phrase in self._phrases if self._is_well_known(phrase))
        # What is typed is not kept; the openings of hundreds of names ("saint") tell of nobody and cost most.
        self._common: dict[tuple[str, int], tuple[Place, ...]] = {}

    def complete(self, prefix: str, limit: int) -> list[Place]:
        """At most `limit` places of which a name, code or postcode starts with `prefix`."""
        words = fold(prefix).split()
        return list(self._find_completions(" ".join(canonical(words)), limit)) if words else []

    def correct(self, text: str) -> list[Place]:
        """Places exactly one slip (letter added, lost, changed or swapped) away from `text`, best first."""
        phrase = " ".join(canonical(fold(text).split()))
        if len(phrase) < _SHORTEST_CORRECTED or phrase in self._names or self._is_french(phrase):
            return []
        if not phrase.replace(" ", "").isalpha():
            return []
        keys = {key for name in self._well_known.within_one(phrase) for key in self._keys_meant(phrase, name)}
        return [self._names.place(key) for key in sorted(keys, key=lambda key: (-self._names.weight(key), key))]

    def _find_completions(self, prefix: str, limit: int) -> tuple[Place, ...]:
        first, last = bisect_left(self._phrases, prefix), bisect_left(self._phrases, prefix + _AFTER_ANY_WORD)
        if last - first < _COMMON:
            return self._most_famous(prefix, self._phrases[first:last], limit)
        if (prefix, limit) not in self._common:
            self._common[prefix, limit] = self._most_famous(prefix, self._phrases[first:last], limit)
        return self._common[prefix, limit]

    def _most_famous(self, prefix: str, phrases: list[str], limit: int) -> tuple[Place, ...]:
        if prefix in ARTICLES or len(prefix) == 1:  # "le" is the start of "Le Havre", not of "le Lot"
            phrases = [phrase for phrase in phrases if not self._is_said_without_article(phrase)]
        keys = {key for phrase in phrases for key in self._names.keys(phrase)}
        exact = set(self._names.keys(prefix)) if prefix in self._names else set()

        def fame(key: str) -> tuple[float, str]:
            return self._names.weight(key) * (_EXACT if key in exact else 1), key

        best = (self._names.place(key) for key in nlargest(2 * limit, keys, key=fame))
        return tuple({place.label: place for place in best}.values())[:limit]

    def _is_said_without_article(self, phrase: str) -> bool:
        article, _, name = phrase.partition(" ")
        return article in ARTICLES and name in self._names

    def _known_keys(self, phrase: str) -> list[str]:
        return [key for key in self._names.keys(phrase) if self._is_well_known_key(key)]

    def _is_well_known(self, phrase: str) -> bool:
        return len(phrase) >= _SHORTEST_CORRECTED - 1 and bool(phrase[0].isalpha()) and bool(self._known_keys(phrase))

    def _is_well_known_key(self, key: str) -> bool:
        return not key.startswith("postcode:") and not self._names.is_commune_under(key, _CORRECTED_FROM)

    def _keys_meant(self, typed: str, name: str) -> list[str]:
        keys = self._known_keys(name)
        if len(typed) >= _SHORT:
            return keys
        return [k for k in keys if typed[0] == name[0] and not self._names.is_commune_under(k, _CITY)]

    def _is_french(self, phrase: str) -> bool:
        """Whether a phrase is made of ordinary words, in the singular, plural or another common form."""
        stems = {phrase, *(phrase.removesuffix(ending) for ending in _INFLECTIONS)}
        return any(self._ordinary.covers(stem) for stem in stems)
