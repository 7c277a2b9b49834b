"""The words by which callers are described: `data/needs.csv`, folded and ready to match."""

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from relais.core.spelling import sound
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
je j tu il elle on ne n vraiment tout du trop tres bien juste encore la le les l maintenant ca c est que qu des de d m
me se s ai a vais va veux un une mon ma mes son sa ses ce cette ces au aux y carrement franchement
"""
_TEXT_MESSAGES = """
jve=je veux;jveu=je veux;jveux=je veux;jvx=je veux;veu=veux;veus=veux;jai=j ai;g=j ai;jvai=je vais;jvais=je vais
vai=vais;jme=je me;jsui=je suis;jsuis=je suis;chui=je suis;chuis=je suis;sui=suis;pu=plus;pus=plus;ds=dans;tt=tout
tte=toute;tts=tous;ke=que;ki=qui;qd=quand;mm=meme;envi=envie;anvi=envie;fo=faut;vivr=vivre;morir=mourir
mourire=mourir;jpe=je peux;jpeu=je peux;jpeux=je peux;peu=peux;d1=d un;moman=moment;jen=j en;jenai=j en ai;nen=n en
sen=s en;kil=qu il;kel=qu elle;den=d en
"""
TEXT_MESSAGES = {
    short: tuple(full.split())
    for pair in _TEXT_MESSAGES.replace("\n", ";").split(";")
    if pair
    for short, full in [pair.split("=")]
}
_MIN_HEARD = 6
_MIN_UNDOUBLED = 5
FILLERS = frozenset(_FILLERS.split())
# What must be heard whatever the words around it mean.
ALARMS = frozenset(["crisis", "distress"])


class Entry(NamedTuple):
    """What a term means: a role and its code (a need, an audience, a filter…)."""

    role: Role
    code: str


class Phrase(NamedTuple):
    """A term as folded words, with everything it means."""

    words: tuple[str, ...]
    entries: tuple[Entry, ...]


class Table:
    """Phrases by their words, and for each first word the lengths to try, longest first."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self.phrases = {phrase.words: phrase for phrase in phrases}
        lengths: dict[str, set[int]] = defaultdict(set)
        for words in self.phrases:
            lengths[words[0]].add(len(words))
        self.lengths = {first: tuple(sorted(known, reverse=True)) for first, known in lengths.items()}


class Pattern(NamedTuple):
    """Words that together tell of danger, or take it away (`calm`), within so many words of one another."""

    code: str
    within: int
    sets: tuple[frozenset[str], ...]
    unless: frozenset[str]


class Vocabulary:
    """Phrases by their first word, longest first; labels by (role, code); patterns of danger by any first word."""

    def __init__(self, lines: Iterable[tuple[Role, str, str, str, str]], patterns: Iterable[Pattern] = ()) -> None:
        self.patterns: dict[str, list[Pattern]] = defaultdict(list)
        for pattern in patterns:
            for word in pattern.sets[0]:
                self.patterns[word].append(pattern)
        self.misspelt: set[str] = set()
        self.slips: dict[tuple[str, ...], str] = {}  # listed misspellings, and the code they are put right to
        meanings: dict[tuple[str, ...], dict[Entry, None]] = defaultdict(dict)
        self.labels: dict[tuple[str, str], str] = {}
        for role, code, label, term, kind in lines:
            words = tuple(fold(term).split())
            if words:
                meanings[words][Entry(role, code)] = None
                if kind == "misspelling":
                    self.misspelt.update(words)
                    self.slips[words] = code
                elif words in self.slips:
                    del self.slips[words]
            if label:
                self.labels.setdefault((role, code), label)
        phrases = [Phrase(words, tuple(entries)) for words, entries in meanings.items()]
        alarms = [alarm for phrase in phrases if (alarm := _only(phrase, ALARMS)).entries]
        self.phrases = Table(rest for phrase in phrases if (rest := _except(phrase, ALARMS)).entries)
        self.alarms = Table(alarms)
        shortened = list(_without_fillers(alarms))
        self.spoken_alarms = Table(shortened)
        self.sounds = {word: sound(word) for phrase in phrases for word in phrase.words}
        self.sounded_alarms = Table(self._as_heard(shortened))
        in_patterns = {
            word for same in self.patterns.values() for pattern in same for one in pattern.sets for word in one
        }
        self.words = frozenset(word for words in meanings for word in words) | in_patterns
        self.single = {words[0]: tuple(entries) for words, entries in meanings.items() if len(words) == 1}
        self.crisis_alone = frozenset(
            word for word, entries in self.single.items() if any(e.role == "crisis" for e in entries)
        )
        self.undoubled = {_undoubled(word): word for word in self.crisis_alone if len(word) > _MIN_UNDOUBLED}
        self.crisis_words = frozenset(
            word for phrase in phrases if any(e.role == "crisis" for e in phrase.entries) for word in phrase.words
        )
        self.calm_words = frozenset(
            word for phrase in phrases if any(e.role != "crisis" for e in phrase.entries) for word in phrase.words
        )

    def in_full(self, word: str) -> tuple[str, ...]:
        """A word, what it is short for (`jve`: "je veux"), or the crisis word it is but for a doubled letter."""
        if word in TEXT_MESSAGES:
            return TEXT_MESSAGES[word]
        return (word if word in self.words else self.undoubled.get(_undoubled(word), word),)

    def heard(self, words: Iterable[str]) -> list[str]:
        """Words as they sound, written by hand or by text message."""
        return [self.sounds.get(word) or sound(word) for word in words]

    def _as_heard(self, phrases: Iterable[Phrase]) -> Iterator[Phrase]:
        for phrase in phrases:
            heard = tuple(self.heard(phrase.words))
            # A violence heard by ear alone would make too many alarms ("tirer sur la corde").
            if any(entry.code == "danger" for entry in phrase.entries):
                continue
            if all(heard) and sum(map(len, heard)) >= _MIN_HEARD:
                yield Phrase(heard, phrase.entries)

    def label(self, role: str, code: str) -> str:
        """The French label of a code; the code itself where none is written."""
        return self.labels.get((role, code), code.replace("_", " "))


@cache
def load_vocabulary(data_dir: Path) -> Vocabulary:
    """Read `needs.csv` (what terms mean) and `crisis_patterns.csv` (words that tell of danger together).

    Once per folder and process: it never changes.
    """
    with (data_dir / "needs.csv").open(encoding="utf-8", newline="") as file:
        lines = [(row["role"], row["code"], row["label"], row["term"], row["kind"]) for row in csv.DictReader(file)]
    with (data_dir / "crisis_patterns.csv").open(encoding="utf-8", newline="") as file:
        patterns = [_pattern(row) for row in csv.DictReader(file)]
    return Vocabulary(lines, patterns)  # type: ignore[arg-type]


def _pattern(row: dict[str, str]) -> Pattern:
    sets = tuple(_folded(row[name]) for name in ("first", "second", "third") if row[name])
    return Pattern(row["code"], int(row["within"]), sets, _folded(row["unless"]))


def _folded(words: str) -> frozenset[str]:
    return frozenset(fold(word) for word in words.split("|") if word)


def patterned(table: dict[str, list[Pattern]], words: Sequence[str]) -> Iterator[tuple[int, Pattern]]:
    """The patterns whose words all stand close together, each with the place of its first word."""
    for at, word in enumerate(words):
        for pattern in table.get(word, ()):
            around = {*words[max(0, at - pattern.within) : at], *words[at + 1 : at + pattern.within + 1]}
            farther = words[max(0, at - 2 * pattern.within) : at + 2 * pattern.within + 1]
            if all(around & one for one in pattern.sets[1:]) and pattern.unless.isdisjoint(farther):
                yield at, pattern


def longest(table: Table, words: Sequence[str], start: int) -> Phrase | None:
    """The longest phrase of `table` that stands in `words` at `start`."""
    for length in table.lengths.get(words[start], ()):
        if phrase := table.phrases.get(tuple(words[start : start + length])):
            return phrase
    return None


def _undoubled(word: str) -> str:
    return re.sub(r"(.)\1+", r"\1", word)


def _only(phrase: Phrase, roles: frozenset[str]) -> Phrase:
    return Phrase(phrase.words, tuple(entry for entry in phrase.entries if entry.role in roles))


def _except(phrase: Phrase, roles: frozenset[str]) -> Phrase:
    return Phrase(phrase.words, tuple(entry for entry in phrase.entries if entry.role not in roles))


def _without_fillers(phrases: Iterable[Phrase]) -> Iterable[Phrase]:
    for phrase in phrases:
        if phrase.words[-1] in FILLERS:
            continue  # what it ends on is what it says ("plus être là")
        kept = tuple(word for word in phrase.words if word not in FILLERS)
        # One word left of several would be too little to go by ("en finir" must not become "finir").
        if len(kept) >= 2 and kept != phrase.words:
            yield Phrase(kept, phrase.entries)
        elif len(kept) >= 2:
            yield phrase
