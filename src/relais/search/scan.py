"""One pass over the words of one question: longest phrase first, then typing slips, then unfinished words.

The order of the tests at one word is the policy: a long phrase beats a short one; between equals a body's name, then
what the vocabulary says, then a place. Crisis and distress are looked for apart, everywhere, so that no other meaning
of the words can hide them; only a listed ordinary phrase can ("prendre rendez-vous").
"""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from relais.core.text import fold
from relais.directory.wording import NEEDS
from relais.geo.model import Match, Place
from relais.search.alarms import hear
from relais.search.model import Correction, Exclude, SearchRequest
from relais.search.names import Named
from relais.search.reading import Reading
from relais.search.vocabulary import Entry, Phrase, longest

if TYPE_CHECKING:
    from relais.search.understanding import Reader

MIN_PREFIX = 3
_KNOWN_TOWN = 80_000
_MOST_PLACE_WORDS = 4
_PLACE_PREFIX_POPULATION = 20_000
_COUNTED_WORDS = """
an ans annee annees h heure heures min mn minutes jour jours semaine semaines mois km kms kilometres e eur euro euros k
fois patient patients
"""
_COUNTED = frozenset(_COUNTED_WORDS.split())
_COUNCIL_CODE = re.compile(r"(?:cdom|cdm|cd)(\d{1,3}|2[ab])")
_CORSICA = re.compile(r" 2 ([ab])$")
_COUNCIL_WORDS = ("cdom", "cd", "cdm")
_LINKS = frozenset(["origin_word", "place_word"])
_AWAY = frozenset(["loin", "hors"])
_TOWARDS = frozenset(["vers", "pres", "proche", "autour", "cote", "proximite"])
_KILOMETRES = re.compile(r"\b(?:a plus de|plus de|au moins|minimum|a)\s(\d{2,4})\s?(?:km|kms|kilometres|bornes)\b")
_LEVELS: tuple[tuple[re.Pattern[str], Exclude], ...] = (
    (re.compile(r"\b(?:hors|autre|changer de|quitter la|pas (?:dans )?(?:la|ma)) (?:ma |la |de )?region\b"), "region"),
    (re.compile(r"\b(?:ni|pas|hors)\b.{0,25}\b(?:limitrophes?|voisins?|adjacents?)\b"), "neighbours"),
)


class Scan:
    """One pass over the words of one question."""

    def __init__(
        self, reader: "Reader", request: SearchRequest, text: str, reading: Reading, unit_in: Callable[[str], bool]
    ) -> None:
        self.reader = reader
        self.unit_in = unit_in
        self.reading = reading
        self.without = frozenset(request.without)
        self.folded = _CORSICA.sub(r" 2\1", fold(text))
        self.words = self.folded.split()
        self.typing = bool(text) and not text[-1].isspace()
        self.upper = frozenset(
            fold(word) for word in re.findall(r"[^\s,;.]+", text) if len(word) > 2 and word.isupper()
        )
        self.calm = [False] * len(self.words)  # words held by an ordinary phrase
        self.in_name = [False] * len(self.words)  # words of a body's name
        self.unit_names: dict[str, tuple[str, ...]] = {}  # towns that are also the name of a unit
        self.found_places: list[tuple[Match, str]] = []
        self.leave = False
        self.away = False  # a place was typed as one to be far from

    def run(self) -> None:
        """Read every word once, then look for crisis everywhere."""
        if not self.words:
            return
        start = 0
        while start < len(self.words):
            start += self._step(start)
        alarms = hear(self.reader.vocabulary, self.words, self.calm, self.in_name, numbers=bool(self.reading.numbers))
        self.reading.crisis.update(dict.fromkeys(alarms.crisis))
        self.reading.distress |= alarms.distress
        self._find_limits()

    def _step(self, start: int) -> int:
        taken = self._take(start)
        if taken:
            return taken
        if self._finish_place(start) or self._mend(start):
            taken = self._take(start)
        if not taken:
            self._leave_word(self.words[start])
        return taken or 1

    def _take(self, start: int) -> int:
        """Take the best meaning at `start`; how many words it uses, 0 when none."""
        phrase = self._phrase(start)
        named = self._named(start, phrase)
        place = self._place(start, phrase)
        said = len(phrase.words) if phrase else 0
        length = place.length if place else 0
        if named and named.length < max(said, length):
            named = None
        if named and not (place and self._is_a_place_first(place, named, start)):
            self.reading.named.update(dict.fromkeys(named.slugs))
            self.in_name[start : start + named.length] = [True] * named.length
            return named.length
        if place and length > said:
            before = self._before(start)
            self.away |= before == "origin" and not _AWAY.isdisjoint(self.words[max(0, start - 3) : start])
            self.found_places.append((place, before))
            return length
        if phrase:
            self._mean(phrase, start)
        return said

    def _is_a_place_first(self, place: Match, named: Named, start: int) -> bool:
        """A town by which its unit is called ("louhans") stays a town: the listener may mean the doctor's own."""
        code = place.places[0].code
        if self.unit_in(code):
            self.unit_names[code] = named.slugs
        return self.unit_in(code) or self._before(start) == "origin"

    def _phrase(self, start: int) -> Phrase | None:
        phrase = longest(self.reader.vocabulary.phrases, self.words, start)
        undone = phrase and phrase.words in self.reader.vocabulary.slips and self._slip_key(phrase) in self.without
        return None if undone else phrase

    @staticmethod
    def _slip_key(phrase: Phrase) -> str:
        return "correction:" + " ".join(phrase.words)

    def _named(self, start: int, phrase: Phrase | None) -> Named | None:
        known = len(phrase.words) if phrase else 0
        begun = self._begun(start) if known < len(self.words) - start else None  # a whole phrase is no beginning
        named = self.reader.names.match(self.words, start) or begun
        if named is None or (phrase and len(phrase.words) == named.length and self._is_generic(named)):
            return None
        slugs = tuple(slug for slug in named.slugs if f"name:{slug}" not in self.without)
        if not slugs or (named.length == 1 and not self._surely_a_name(self.words[start])):
            return None
        return Named(named.length, slugs)

    def _begun(self, start: int) -> Named | None:
        """A name still being typed; one plain word is not enough to begin one."""
        several = len(self.words) - start > 1
        if not self.typing or not (several or self.words[start] not in self.reader.known_words):
            return None
        return self.reader.names.begun(self.words, start)

    def _is_generic(self, named: Named) -> bool:
        """A word that several bodies bear and the vocabulary knows ("USPS") says what is wanted, not who."""
        return len({self.reader.names.organization[slug] for slug in named.slugs}) > 1

    def _surely_a_name(self, word: str) -> bool:
        """An acronym that is also a common word (MOTS, PASS) names its body in capitals or in a short question."""
        return word not in self.reader.known_words or len(self.words) <= 3 or word in self.upper

    def _place(self, start: int, phrase: Phrase | None) -> Match | None:
        match = self.reader.places.match(self.words, start)
        if match is None or self._is_counted(start, match):
            return None
        before = self._before(start)
        if match.strength == "weak" and before in ("", "weak") and len(self.words) > match.length:
            return None
        if phrase and len(phrase.words) >= match.length and before and match.strength != "weak":
            meanings = {entry.role for entry in phrase.entries}
            return match if meanings <= {"ordinary", "place_word"} else None
        return match

    def _is_counted(self, start: int, match: Match) -> bool:
        """ "34 ans" and "24 h" are no départements."""
        after = start + match.length
        return self.words[start].isdigit() and after < len(self.words) and self.words[after] in _COUNTED

    def _before(self, start: int) -> str:
        """What the words just before say of a place: "origin", "towards", "place", "weak" ("de", "à") or nothing."""
        if _TOWARDS.intersection(self.words[max(0, start - 2) : start]):
            return "towards"
        for length in (3, 2, 1):
            if start < length:
                continue
            words = self.words[start - length : start]
            phrase = longest(self.reader.vocabulary.phrases, words, 0)
            if phrase and len(phrase.words) == length:
                roles = {entry.role for entry in phrase.entries}
                if "origin_word" in roles or ("hospital", "leave") in phrase.entries:
                    return "origin"
                if "place_word" in roles:
                    return "weak" if ("place_word", "weak") in phrase.entries else "place"
        return ""

    def _mean(self, phrase: Phrase, start: int) -> None:
        for entry in phrase.entries:
            self._meaning(entry)
        if (code := self.reader.vocabulary.slips.get(phrase.words)) and code in NEEDS:
            typed = " ".join(phrase.words)
            self.reading.corrections.append(Correction(typed=typed, read_as=NEEDS[code], key=self._slip_key(phrase)))
        self._find_place_inside(phrase, start)
        if {entry.role for entry in phrase.entries} <= _LINKS and len(phrase.words) > 1:
            # "interne à" only leads to a place: who is meant is said by the words inside.
            inner = longest(self.reader.vocabulary.phrases, phrase.words[:-1], 0)
            for entry in inner.entries if inner else ():
                self._meaning(entry)
        if len(phrase.words) > 1 and any(entry.role == "ordinary" for entry in phrase.entries):
            for i in range(start, start + len(phrase.words)):
                self.calm[i] = True

    def _find_place_inside(self, phrase: Phrase, start: int) -> None:
        """A phrase may end on a place ("cyclone mayotte"): both are meant."""
        end = start + len(phrase.words)
        for at in range(start + 1, end):
            match = self.reader.places.match(self.words, at)
            if match and match.strength == "sure" and at + match.length == end:
                self.found_places.append((match, ""))
                return

    def _meaning(self, entry: Entry) -> None:
        reading = self.reading
        match entry.role:
            case "need" if entry.code != "crise_suicidaire":  # alarms alone say that, ordinary phrases heard
                reading.needs[entry.code] = None
                reading.hospital |= entry.code == "hospitalisation"
            case "audience":
                reading.audiences[entry.code] = None
            case "filter":
                reading.filters[entry.code] = None
            case "council":
                reading.council = True
            case "hospital":
                reading.hospital = True
                reading.day_only |= entry.code == "jour"
                self.leave |= entry.code == "leave"
            case _:
                pass

    def _leave_word(self, word: str) -> None:
        if word not in self.reader.stop_words and len(word) > 1:
            self.reading.left.append(word)

    def _finish_place(self, start: int) -> bool:
        """Finish the last words as a place of several words ("haute garonn", "le puy en v")."""
        typed = self.words[start:]
        if (
            not self.typing
            or not 2 <= len(typed) <= _MOST_PLACE_WORDS
            or typed[-1] in self.reader.vocabulary.crisis_words
        ):
            return False
        for place in self.reader.places.complete(" ".join(typed), limit=1):
            if place.population >= _PLACE_PREFIX_POPULATION:
                self.words[start:] = _plain_name(place).split()
                self.calm[start:] = self.in_name[start:] = [False] * (len(self.words) - start)
                return True
        return False

    def _mend(self, start: int) -> bool:
        """Finish or correct an unknown word in place; whether it changed."""
        word = self.words[start]
        if council := _COUNCIL_CODE.fullmatch(word):
            self._replace(start, ["cdom", council[1].zfill(2)])
            return True
        if len(word) == 1 and word.isdigit() and start and self.words[start - 1] in _COUNCIL_WORDS:
            self._replace(start, [word.zfill(2)])
            return True
        if (
            word in self.reader.known_words
            or self.reader.names.has_word(word)
            or not word.isalpha()
            or f"correction:{word}" in self.without
        ):
            return False
        if self.typing and start == len(self.words) - 1 and (whole := self._completed(word, start)):
            self._replace(start, whole.split())
            return True
        mended = self._corrected(word, start)
        if mended:
            self.reading.corrections.append(Correction(typed=word, read_as=mended, key=f"correction:{word}"))
            self._replace(start, mended.split())
        return mended is not None

    def _replace(self, start: int, words: list[str]) -> None:
        self.words[start : start + 1] = words
        self.calm[start : start + 1] = [False] * len(words)
        self.in_name[start : start + 1] = [False] * len(words)

    def _completed(self, word: str, start: int) -> str | None:
        if len(word) < MIN_PREFIX:
            return None
        meant = self.reader.completion(word)
        if meant and self._before(start) != "place":
            return meant
        enough = _PLACE_PREFIX_POPULATION if len(word) > MIN_PREFIX or self._before(start) else _KNOWN_TOWN
        for place in self.reader.places.complete(word, limit=1):
            if place.population >= enough:
                return _plain_name(place)
        return meant

    def _corrected(self, word: str, start: int) -> str | None:
        near = self.reader.nearest(word)
        if near is None or (near[0] > 1 and self._before(start)):
            for place in self.reader.places.correct(word):
                if place.population:
                    return _plain_name(place)
        return near[1] if near else None

    def _find_limits(self) -> None:
        if far := _KILOMETRES.search(self.folded):
            self.reading.min_km = self.reading.min_km or int(far[1])
        for pattern, level in _LEVELS:
            if self.reading.hospital and self.reading.exclude == "own" and pattern.search(self.folded):
                self.reading.exclude = level


def _plain_name(place: Place) -> str:
    """The folded name alone, without the département of its label ("Lyon (69)" -> "lyon")."""
    return re.sub(r" (?:\d\w*|2[ab])$", "", fold(place.label))
