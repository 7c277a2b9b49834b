"""From typed words to a `Reading`: what is asked, for whom, where, and what was put right on the way."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Protocol

from relais.core.errors import Refused
from relais.core.spelling import ONE_EDIT_FROM, Speller
from relais.core.text import fold
from relais.geo.model import Match, Place
from relais.geo.places import PlaceIndex
from relais.search.model import SearchRequest
from relais.search.names import Names
from relais.search.numbers import take_numbers
from relais.search.reading import Kind, Reading
from relais.search.scan import Scan
from relais.search.vocabulary import Vocabulary

CRISIS_SLIP_FROM = 7
_CRISIS_TWO_SLIPS_FROM = 10
_COMPLETION_SHARE = 0.6
_TREATED_AWAY = frozenset(["addiction", "souffrance_psychique"])
_COMPLETED_ROLES = frozenset(["need", "audience", "filter", "hospital", "crisis", "distress"])


class Directory(Protocol):
    """What the reader must know of the directory of the moment."""

    short_numbers: frozenset[str]

    def unit_in(self, insee: str) -> bool:
        """Whether a known care unit lies in this commune."""
        ...

    def number_begins(self, digits: str) -> bool:
        """Whether a number of the directory begins so."""
        ...

    def bearing(self, words: Sequence[str]) -> list[str]:
        """The few bodies whose own names hold all these words."""
        ...


@cache
def _speller(vocabulary: Vocabulary) -> Speller:
    return Speller(_correctable(vocabulary))


class Reader:
    """Reads questions with one vocabulary, one gazetteer and the names of one directory."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        places: PlaceIndex,
        *,
        stop_words: frozenset[str],
        ordinary_words: frozenset[str],
    ) -> None:
        self.vocabulary = vocabulary
        self.places = places
        self.stop_words = stop_words
        self.plain_words = ordinary_words | stop_words
        self.known_words = self.plain_words | vocabulary.words
        self._speller = _speller(vocabulary)
        self._singles = sorted(vocabulary.single.keys() - vocabulary.misspelt)
        self.names = Names(())

    def read(self, request: SearchRequest, directory: Directory) -> Reading:
        """The meaning of a request. Raises Refused when a place of `places` or `origin` is unknown."""
        reading = Reading(exclude=request.exclude, min_km=request.min_km)
        numbers, rest = take_numbers(request.text, directory.short_numbers)
        if numbers and not numbers[0].whole and not directory.number_begins(numbers[0].digits):
            numbers, rest = [], request.text
        reading.numbers = numbers
        scan = Scan(self, request, rest, reading, directory.unit_in)
        scan.run()
        reading.needs.update(dict.fromkeys(request.needs))
        reading.audiences.update(dict.fromkeys(request.audiences))
        reading.filters.update(dict.fromkeys(request.filters))
        away = scan.away and bool(_TREATED_AWAY.intersection(reading.needs))
        reading.hospital |= scan.leave or away or "hospitalisation" in reading.needs
        _settle_places(reading, scan.found_places, directory.unit_in, request.without)
        if not reading.hospital:
            for place in [place for place in reading.places if place.code in scan.unit_names]:
                reading.places.remove(place)
                reading.named.update(dict.fromkeys(scan.unit_names[place.code]))
        self._add_given_places(reading, request)
        self._name_by_words(reading, directory, request.without)
        _infer(reading)
        _remove(reading, frozenset(request.without))
        reading.kind = _kind(reading, request)
        return reading

    def _name_by_words(self, reading: Reading, directory: Directory, without: Sequence[str]) -> None:
        """Words left that only a few bodies bear name them ("gouz"); ordinary words name nobody."""
        rare = [word for word in reading.left if word not in self.known_words]
        if rare and not reading.named:
            found = [slug for slug in directory.bearing(rare) if f"name:{slug}" not in without]
            reading.named.update(dict.fromkeys(found))

    def place(self, typed: str, field: str) -> Place:
        """The place a field names. Raises Refused (unknown_place) with a French sentence."""
        found = self.places.find(typed) or self.places.correct(fold(typed))
        if not found:
            sentence = f"« {typed} » : lieu inconnu. Écrivez une commune, un code postal ou un département."
            raise Refused("unknown_place", sentence, field=field, status=422)
        return found[0]

    def nearest(self, word: str) -> tuple[int, str] | None:
        """The known word that `word` was meant to be, and how many slips away it is."""
        if len(word) < ONE_EDIT_FROM:
            same = self.names.alike(word)
            return (1, same[0]) if same and self.names.match([same[0]], 0) else None
        near = self._speller.near(word) + self.names.near(word)
        found = [(edits, known) for edits, known in near if self._may_slip(word, known, edits)]
        found += [(1, known) for known in self._speller.alike(word) if self._may_slip(word, known, 1)]
        if not found:
            return None
        return min(found, key=lambda pair: (pair[0], pair[1] not in self.vocabulary.single, pair[1][0] != word[0]))

    def _may_slip(self, word: str, known: str, edits: int) -> bool:
        """Crisis words are reached by a slip from seven letters only, by two from ten (rule 3 of the field)."""
        alone = known in self.vocabulary.crisis_alone
        if not alone and (known in self.vocabulary.calm_words or known not in self.vocabulary.crisis_words):
            return True
        return min(len(word), len(known)) >= (CRISIS_SLIP_FROM if edits < 2 else _CRISIS_TWO_SLIPS_FROM)

    def completion(self, prefix: str) -> str | None:
        """The word being typed, when most words that begin so mean the same."""
        start = bisect_left(self._singles, prefix)
        end = bisect_left(self._singles, prefix + "\x7f")
        votes: Counter[tuple[str, str]] = Counter()
        for word in self._singles[start:end]:
            votes.update((e.role, e.code) for e in self.vocabulary.single[word] if e.role in _COMPLETED_ROLES)
        if not votes or votes.most_common(1)[0][1] < _COMPLETION_SHARE * (end - start):
            return None
        top = votes.most_common(1)[0][0]
        return min((w for w in self._singles[start:end] if top in self.vocabulary.single[w]), key=len)

    def _add_given_places(self, reading: Reading, request: SearchRequest) -> None:
        given = [self.place(typed, "places") for typed in request.places]
        origins = [self.place(typed, "origin") for typed in request.origin]
        if origins:
            reading.places = [*reading.origins, *reading.places] if reading.hospital else reading.places
            reading.origins = origins
        (reading.origins if reading.hospital and not origins else reading.places).extend(given)


def _settle_places(
    reading: Reading, found: Sequence[tuple[Match, str]], unit_in: Callable[[str], bool], without: Sequence[str]
) -> None:
    """Choose among homonyms, then say which place is the doctor's, the caller's or a unit's."""
    certain = {code for match, _ in found if len(match.places) == 1 for code in match.places[0].departements}
    chosen = [(_homonym(match, certain), before) for match, before in found]
    chosen = [(place, before) for place, before in chosen if not _said_closer(place, [p for p, _ in chosen])]
    said_origin = any(before == "origin" for _, before in chosen)
    for place, before in chosen:
        names_unit = place.kind == "commune" and unit_in(place.code) and f"unit:{place.code}" not in without
        alone = len(found) == 1 and not reading.needs and not reading.audiences and not reading.left
        if names_unit and before != "origin" and (reading.hospital or alone):
            reading.units.append(place)
        elif reading.hospital and (before != "towards" or not said_origin):
            reading.origins.append(place)
        else:
            reading.places.append(place)


def _homonym(match: Match, certain: set[str]) -> Place:
    for place in match.places:
        if len(match.places) > 1 and certain and set(place.departements) <= certain:
            return place
    return match.places[0]


def _said_closer(place: Place, others: Iterable[Place]) -> bool:
    """Whether another typed place lies inside this one ("saint denis 974", "lyon rhône"): the closer one is kept."""
    if place.kind in ("commune", "postcode"):
        return any(
            other is not place
            and other.kind == "commune"
            and place.kind == "postcode"
            and set(other.departements) <= set(place.departements)
            for other in others
        )
    return any(
        other is not place
        and set(other.departements) <= set(place.departements)
        and (len(other.departements) < len(place.departements) or other.kind in ("commune", "postcode"))
        for other in others
    )


def _infer(reading: Reading) -> None:
    """What goes without saying: a crisis is a need, and so is not bearing it any more."""
    if reading.hospital:
        reading.needs["hospitalisation"] = None
    if "danger" in reading.crisis:
        reading.needs["violence"] = None
    if reading.crisis.keys() - {"danger"}:
        reading.needs["crise_suicidaire"] = None
    if reading.distress and not reading.needs:
        reading.needs["souffrance_psychique"] = None


def _remove(reading: Reading, without: frozenset[str]) -> None:
    """Take out the parts the listener removed. A crisis is never taken out by removing its chip."""
    for kind, parts in (("need", reading.needs), ("audience", reading.audiences), ("filter", reading.filters)):
        for code in [code for code in parts if f"{kind}:{code}" in without]:
            del parts[code]
    reading.places = [place for place in reading.places if f"place:{place.code}" not in without]
    reading.origins = [place for place in reading.origins if f"origin:{place.code}" not in without]
    if "need:hospitalisation" in without:
        reading.hospital = False
        reading.places, reading.origins = [*reading.origins, *reading.places], []


def _kind(reading: Reading, request: SearchRequest) -> Kind:
    """The first of these that holds says what the question is."""
    understood = reading.needs or reading.audiences or reading.filters or reading.places or reading.origins
    answers: tuple[tuple[object, Kind], ...] = (
        (reading.numbers, "phone"),
        (reading.named or (reading.units and not reading.origins), "name"),
        (reading.council and not (reading.needs.keys() - {"hospitalisation"}), "council"),
        (reading.hospital, "hospitalisation"),
        (understood, "need"),
        (fold(request.text), "unknown"),
    )
    return next((kind for holds, kind in answers if holds), "empty")


def _correctable(vocabulary: Vocabulary) -> set[str]:
    """Words a slip may be put right to: crisis words only from seven letters ("pendre" is one edit from "prendre")."""
    long = {word for word in vocabulary.crisis_words if len(word) >= CRISIS_SLIP_FROM}
    return (set(vocabulary.calm_words) | long) - vocabulary.misspelt
