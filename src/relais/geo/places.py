"""From typed words to places: names, codes, postcodes, districts, with how sure each reading is."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Literal

from relais.core.text import fold
from relais.geo.completion import Completion
from relais.geo.gazetteer import DATA_DIR, Gazetteer, load_gazetteer
from relais.geo.model import Match, Place
from relais.geo.name_index import DISTRICTS, FORMER_CODES, NameIndex
from relais.geo.names import CONNECTORS, canonical, word_set
from relais.geo.numbers import (
    arrondissement_at,
    introduced_at,
    is_amount,
    is_assured,
    is_code_article,
    is_emergency,
    is_part_of_longer_number,
    is_quantity,
)
from relais.geo.ordinary import is_situated, read_ordinary_words

Strength = Literal["sure", "plain", "weak"]

_LARGE_TOWN = 10_000  # inhabitants: its name alone is enough
_NO_EVERYDAY_PHRASE = 2_000  # inhabitants: from there "La Tour-du-Pin" is the town, though each word is ordinary
_KNOWN_TOWN = 5_000  # inhabitants: an ordinary word after "médecin à" may be this town
_POSTCODE = 5  # figures
_LEADING = word_set(
    "a au aux de du des d dans en sur vers pres proche cote le la les l ville commune region departement"
)
_BEFORE_TERRITORY = word_set("a au dans de dep departement du en l la le les")
_SAYS_TERRITORY = frozenset({"en", "la", "le", "l", "dans"})


class PlaceIndex:
    """Every name, code and postcode of the gazetteer, by its folded words. Built once, never changed."""

    def __init__(self, gazetteer: Gazetteer, *, data_dir: Path = DATA_DIR) -> None:
        self._ordinary = read_ordinary_words(data_dir / "geo")
        self._names = NameIndex(gazetteer, data_dir / "geo", self._ordinary)
        self._completion = Completion(self._names, self._ordinary)
        self._openings = self._names.openings

    def match(self, words: Sequence[str], start: int) -> Match | None:
        """The longest run of folded `words` that names a place, starting exactly at `start`."""
        word = words[start]
        if word.isdigit():
            return self._number(words, start)
        if word not in self._openings and introduced_at(words, start) is None and not is_code_article(word):
            return None
        return self._introduced(words, start) or self._named(words, start)

    def find(self, text: str) -> list[Place]:
        """The places that the whole of `text` names, best first; empty when it names none."""
        words = fold(text).split()
        while words:
            found = self.match(words, 0)
            if found is not None and found.length == len(words):
                return list(found.places)
            if words[0] not in _LEADING:
                break
            words = words[1:]
        return []

    def complete(self, prefix: str, limit: int = 8) -> list[Place]:
        """Places whose name, code or postcode starts with `prefix`, the most populous first."""
        return self._completion.complete(prefix, limit)

    def correct(self, word: str) -> list[Place]:
        """Large places one slip away from `word` (one or several words), best first."""
        return self._completion.correct(word)

    def commune(self, insee: str) -> Place:
        """The place of an INSEE commune code. Raises KeyError when it is unknown."""
        return self._names.place(insee)

    def _number(self, words: Sequence[str], start: int) -> Match | None:
        word = words[start]
        if len(word) == _POSTCODE:
            known = word in self._openings
            return self._postcode(words, start, word, 1) if known else self._cedex(words, start)
        if self._is_spaced_postcode(words, start):
            return self._postcode(words, start, word + words[start + 1], 2)
        if _is_spaced_corsica(words, start) and is_assured(words, start):
            return Match(length=2, places=self._names.places(word + words[start + 1]), strength="sure")
        return self._code(words, start) if self._names.is_code(word) else None

    def _is_spaced_postcode(self, words: Sequence[str], start: int) -> bool:
        """`75 015`, but not `75 000`, which may well be an amount."""
        if start + 1 >= len(words) or len(words[start]) != 2 or words[start + 1] == "000":
            return False
        around = [*words[max(0, start - 1) : start], *words[start + 2 : start + 3]]
        if any(word.isdigit() for word in around):  # a telephone number
            return False
        return words[start] + words[start + 1] in self._openings and not is_quantity(words, start + 1)

    def _code(self, words: Sequence[str], at: int) -> Match | None:
        if is_quantity(words, at) or is_part_of_longer_number(words, at, self._openings):
            return None
        word = words[at]
        strength: Strength = "plain" if word.isdigit() and len(word) == 2 and not is_assured(words, at) else "sure"
        return Match(length=1, places=self._names.places(word), strength="weak" if is_emergency(word) else strength)

    def _postcode(self, words: Sequence[str], start: int, postcode: str, length: int) -> Match | None:
        """A postcode and, when they follow, the name of its town and CEDEX."""
        if is_amount(words, start + length - 1):
            return None
        places, end = self._names.places(postcode), start + length
        named = self._longest_name(words, end)
        if named is not None:
            phrase, used = named
            towns = tuple(p for p in self._names.places(phrase) if self._names.has_postcode(p, postcode))
            if towns:
                places = places if towns[0].code in DISTRICTS else towns
                end += used
        return Match(length=_after_cedex(words, end) - start, places=places, strength="sure")

    def _cedex(self, words: Sequence[str], start: int) -> Match | None:
        """A five-figure code of no commune (CEDEX): read by the town after it, else by what all its neighbours share.

        The town must lie in a département that has postcodes beginning with the same three figures.
        """
        if is_amount(words, start) or is_part_of_longer_number(words, start, ()):
            return None
        territories = self._names.territories_near(words[start])
        named = self._longest_name(words, start + 1)
        if named is not None:
            phrase, used = named
            towns = tuple(p for p in self._names.places(phrase) if territories.issuperset(p.departements))
            if towns:
                end = _after_cedex(words, start + 1 + used)
                return Match(length=end - start, places=towns, strength="sure")
        if len(territories) != 1:
            return None
        (code,) = territories
        length = _after_cedex(words, start + 1) - start
        return Match(length=length, places=self._names.places(code.lower()), strength="plain")

    def _introduced(self, words: Sequence[str], start: int) -> Match | None:
        """`dep 30`, `département du Gard`, `le 69`."""
        at = introduced_at(words, start)
        if at is not None:
            territory = self._territory(words, at)
            return territory and Match(length=at + territory[1] - start, places=territory[0], strength="sure")
        at = start + 1
        if not is_code_article(words[start]) or at >= len(words) or not self._names.is_code(words[at]):
            return None
        found = self._code(words, at)
        return found and Match(length=2, places=found.places, strength=found.strength)

    def _territory(self, words: Sequence[str], at: int) -> tuple[tuple[Place, ...], int] | None:
        """The département that a number or name at `at` designates, and how many words it takes."""
        if at >= len(words):
            return None
        if _is_spaced_corsica(words, at):
            return self._names.places(words[at] + words[at + 1]), 2
        code = words[at].zfill(2) if words[at].isdigit() else words[at]
        if code in FORMER_CODES:
            return self._names.regions(FORMER_CODES[code]), 1
        if self._names.is_code(code):
            return self._names.places(code), 1
        named = self._longest_name(words, at)
        if named is None:
            return None
        places = tuple(p for p in self._names.places(named[0]) if p.kind == "departement")
        return (places, named[1]) if places else None

    def _longest_name(self, words: Sequence[str], start: int) -> tuple[str, int] | None:
        """The longest phrase known at `start`, and how many words it takes."""
        if start >= len(words):
            return None
        run = canonical(words[start : start + self._openings.get(words[start], 0)])
        for length in range(len(run), 0, -1):
            phrase = " ".join(run[:length])
            if phrase in self._names:
                return phrase, length
        return None

    def _named(self, words: Sequence[str], start: int) -> Match | None:
        if self._names.is_code(words[start]):  # 2A, 2B
            return self._code(words, start)
        named = self._longest_name(words, start)
        if named is None:
            return None
        phrase, length = named
        places, end = self._names.places(phrase), start + length
        closer = self._district(words, end, places) or self._narrowed(words, end, places)
        if closer is not None:
            end = _after_cedex(words, end + closer[1])
            return Match(length=end - start, places=closer[0], strength="sure")
        if self._ordinary.is_inside_sentence(words, start, length):
            return None
        places = self._as_said(words, start, places)
        strength = self._strength(phrase, places)
        if strength == "weak" and length == 1 and places[0].population >= _KNOWN_TOWN and is_situated(words, start):
            strength = "plain"
        return Match(length=_after_cedex(words, end) - start, places=places, strength=strength)

    def _district(self, words: Sequence[str], at: int, places: Sequence[Place]) -> tuple[tuple[Place, ...], int] | None:
        """`Lyon` then `3`, `3e`, `3ème arrondissement`."""
        if places[0].code not in DISTRICTS:
            return None
        said = arrondissement_at(words, at)
        district = self._names.district(places[0].code, said[0]) if said else None
        return ((district,), said[1]) if said and district else None

    def _narrowed(self, words: Sequence[str], at: int, places: Sequence[Place]) -> tuple[tuple[Place, ...], int] | None:
        """The homonyms that lie in the département or postcode said next: `Vienne 38`, `Saint-Denis à la Réunion`."""
        end = at
        while end < len(words) and words[end] in _BEFORE_TERRITORY and self._territory_name(words, end) is None:
            end += 1
        if end >= len(words):
            return None
        if words[end].isdigit() and len(words[end]) == _POSTCODE:
            found = tuple(p for p in places if self._names.has_postcode(p, words[end]))
            if found and found[0].code in DISTRICTS:
                found = self._names.places(words[end])
            return (found, end + 1 - at) if found else None
        territory = self._territory_name(words, end)
        if territory is None:
            return None
        code, used = territory
        found = tuple(p for p in places if p.departements == (code,))
        return (found, end + used - at) if found else None

    def _territory_name(self, words: Sequence[str], at: int) -> tuple[str, int] | None:
        if words[at].isdigit() and (is_quantity(words, at) or is_part_of_longer_number(words, at, self._openings)):
            return None
        territory = self._territory(words, at)
        return (territory[0][0].code, territory[1]) if territory else None

    def _as_said(self, words: Sequence[str], start: int, places: tuple[Place, ...]) -> tuple[Place, ...]:
        """Only the towns after "à", only the département after "la" or "dans", only what a code before it allows."""
        if start == 0 or len(places) == 1:
            return places
        before = words[start - 1]
        if self._names.is_code(before):
            kept = tuple(p for p in places if p.departements == (before.upper(),))
        elif before == "a":
            kept = tuple(p for p in places if p.kind == "commune")
        elif before in _SAYS_TERRITORY:
            kept = tuple(p for p in places if p.kind != "commune")
        else:
            return places
        return kept or places

    def _strength(self, phrase: str, places: Sequence[Place]) -> Strength:
        if any(place.kind != "commune" for place in places):
            return "weak" if phrase in self._ordinary.words else "sure"
        population = places[0].population
        several = sum(word not in CONNECTORS for word in phrase.split()) > 1
        if self._ordinary.covers(phrase) and not (several and population >= _NO_EVERYDAY_PHRASE):
            return "weak"
        return "sure" if population >= _LARGE_TOWN and not self._names.is_former(phrase) else "plain"


def _is_spaced_corsica(words: Sequence[str], at: int) -> bool:
    """`2 a`, `2 b`: only where a département is expected, for "2 à 3 verres" is none."""
    return words[at] == "2" and at + 1 < len(words) and words[at + 1] in {"a", "b"}


def _after_cedex(words: Sequence[str], end: int) -> int:
    """Where a place ends once "CEDEX 08" after it is read."""
    if end >= len(words) or words[end] != "cedex":
        return end
    numbered = end + 1 < len(words) and words[end + 1].isdigit() and len(words[end + 1]) <= 2
    return end + 2 if numbered else end + 1


@cache
def load_places(data_dir: Path = DATA_DIR) -> PlaceIndex:
    """The places of `data_dir/geo`; once per folder and process."""
    return PlaceIndex(load_gazetteer(data_dir), data_dir=data_dir)
