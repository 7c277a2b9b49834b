"""Crisis and distress, heard whatever the words around them mean (rule 3 of the field).

Four hearings of the same words: as typed, with text-message shorthand written out, without the small words of speech,
and as they sound; then families of words that tell of danger together (`data/crisis_patterns.csv`). A body's name is
no distress, an ordinary phrase no crisis; anything else that might be one is taken for one.
"""

from collections.abc import Sequence
from typing import NamedTuple

from relais.search.vocabulary import FILLERS, Table, Vocabulary, longest, patterned


class Heard(NamedTuple):
    """One word as it is heard; `calm`: held by an ordinary phrase, `named`: by the name of a body."""

    word: str
    calm: bool
    named: bool


class Alarms(NamedTuple):
    """The codes of crisis (suicide, geste, danger), and whether distress was heard."""

    crisis: tuple[str, ...]
    distress: bool


def hear(
    vocabulary: Vocabulary, words: Sequence[str], calm: Sequence[bool], named: Sequence[bool], *, numbers: bool
) -> Alarms:
    """Listen to a question. `numbers`: a telephone number was typed beside these words."""
    found = list(patterned(vocabulary.patterns, [*words, "numero"] if numbers else words))
    soothed = {at for at, pattern in found if pattern.code == "calm"}
    held = soothed | {at for at, is_calm in enumerate(calm) if is_calm}
    crisis = [pattern.code for at, pattern in found if at not in held]
    typed = [Heard(word, at in held, named[at]) for at, word in enumerate(words)]
    full = [Heard(part, *rest) for word, *rest in typed for part in vocabulary.in_full(word)]
    kept = [heard for heard in full if heard.word not in FILLERS]
    sounds = vocabulary.heard([heard.word for heard in kept])
    sounded = [Heard(sound, heard.calm, heard.named) for sound, heard in zip(sounds, kept, strict=True)]
    distress = False
    for table, hearing in (
        (vocabulary.alarms, typed),
        (vocabulary.alarms, full),
        (vocabulary.spoken_alarms, kept),
        (vocabulary.sounded_alarms, sounded),
    ):
        alarms = _alarms(vocabulary, table, hearing)
        crisis += alarms.crisis
        distress |= alarms.distress
    return Alarms(tuple(dict.fromkeys(crisis)), distress)


def _alarms(vocabulary: Vocabulary, table: Table, hearing: Sequence[Heard]) -> Alarms:
    words = [heard.word for heard in hearing]
    crisis: list[str] = []
    distress = False
    for start in range(len(words)):
        phrase = longest(table, words, start)
        span = hearing[start : start + len(phrase.words)] if phrase else ()
        if phrase is None:
            continue
        if not _is_calm(vocabulary, span):
            crisis += [entry.code for entry in phrase.entries if entry.role == "crisis"]
        if not all(heard.calm or heard.named for heard in span):
            distress |= any(entry.role == "distress" for entry in phrase.entries)
    return Alarms(tuple(crisis), distress)


def _is_calm(vocabulary: Vocabulary, span: Sequence[Heard]) -> bool:
    """Whether what alarms in a phrase is held by an ordinary one: its telling words, or all but fillers."""
    telling = [heard for heard in span if heard.word in vocabulary.crisis_alone]
    return all(heard.calm for heard in telling or [heard for heard in span if heard.word not in FILLERS] or span)
