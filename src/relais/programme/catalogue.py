"""The actions in memory: what pages and searches read, without waiting for anything."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from msgspec import Struct, structs

from relais.core.spelling import Speller
from relais.core.text import fold
from relais.geo.gazetteer import Gazetteer
from relais.programme.model import Action, ActionKind
from relais.programme.words import KINDS, audience_words, free_words, month_of, when, where

MOST_FOUND: Final = 5
SHORTEST_WORD: Final = 4  # letters of a word that may find an action
LAST: Final = datetime.max.replace(tzinfo=UTC)
# What a caller asks for, as the search understands it, and the actions that answer.
NEED_KINDS: Final[Mapping[str, frozenset[ActionKind]]] = {
    "depistage": frozenset({"screening_day"}),
    "prevention": frozenset({"prevention_education", "training"}),
    "reconversion": frozenset({"passerelle_within_health", "passerelle_outside_health", "training"}),
}
# The word by which a kind is asked for, besides those of the titles.
KIND_WORDS: Final[Mapping[ActionKind, str]] = {
    "prevention_education": "prevention",
    "screening_day": "depistage",
    "passerelle_within_health": "passerelle",
    "passerelle_outside_health": "passerelle",
    "training": "formation",
}
# In most titles: they find nothing by themselves.
COMMON: Final = frozenset({"avec", "chez", "dans", "journee", "medecin", "pour", "sante", "sans", "votre", "vous"})


class Found(Struct, frozen=True, kw_only=True):
    """An action as a search answers it. `places_left` is None where no place is booked here.

    `audience_words` is "" when it is for every doctor; `for_others`: the caller said to be none of them.
    """

    slug: str
    title: str
    kind: ActionKind
    kind_words: str
    when: str
    where: str
    departement: str
    starts_at: datetime | None
    places_left: int | None
    places_words: str
    audience_words: str
    for_others: bool = False


class Asked(Struct, frozen=True, kw_only=True):
    """What a question said: needs, the words that nothing else understood, where and for whom."""

    needs: Collection[str] = ()
    words: Collection[str] = ()
    departements: Collection[str] = ()
    audiences: Collection[str] = ()


class Catalogue:
    """Immutable, replaced as a whole. `actions` come in the order of their dates, those without one last."""

    def __init__(self, actions: Iterable[Action] = (), gazetteer: Gazetteer | None = None) -> None:
        self.actions: tuple[Action, ...] = tuple(actions)
        self.by_slug: Mapping[str, Action] = {action.slug: action for action in self.actions}
        live = [action for action in self.actions if action.state == "published"]
        self._gazetteer = gazetteer
        self._found = [(action, _found(action, gazetteer)) for action in live] if gazetteer else []
        self._by_word: dict[str, set[int]] = {}
        self._by_kind: dict[ActionKind, set[int]] = {}
        for place, (action, _) in enumerate(self._found):
            self._by_kind.setdefault(action.kind, set()).add(place)
            for word in words_of(f"{action.title} {KIND_WORDS[action.kind]}"):
                self._by_word.setdefault(word, set()).add(place)
        self._speller = _speller(frozenset(self._by_word))

    def upcoming(self, now: datetime) -> list[Action]:
        """What is still to come, or open all year round; what was cancelled stays until its day, and says so."""
        return [action for action in self.actions if not action.is_over(now)]

    def matching(self, asked: Asked, now: datetime) -> tuple[Found, ...]:
        """The few actions that answer: by what is needed or by a word of their title; theirs, then near, first."""
        places = self._named(asked) if self._found else set()
        if not places:
            return ()
        beside = self._beside(asked.departements)
        kept = [
            (_is_for_others(action, asked.audiences), distance, place)
            for place in places
            if not (action := self._found[place][0]).is_over(now)
            and (distance := _distance(action, asked.departements, beside)) is not None
        ]
        return tuple([self._told(place, others) for others, _, place in sorted(kept)[:MOST_FOUND]])

    def _named(self, asked: Asked) -> set[int]:
        kinds = {kind for need in asked.needs for kind in NEED_KINDS.get(need, ())}
        places = {place for kind in kinds for place in self._by_kind.get(kind, ())}
        for word in words_of(" ".join(asked.words)):
            near = [word] if word in self._by_word else [known for _, known in self._speller.near(word)[:1]]
            places.update(place for known in near for place in self._by_word[known])
        return places

    def _beside(self, departements: Collection[str]) -> frozenset[str]:
        known = self._gazetteer.departements if self._gazetteer else {}
        return frozenset(beside for code in departements if code in known for beside in known[code].neighbours)

    def _told(self, place: int, others: bool) -> Found:
        found = self._found[place][1]
        return structs.replace(found, for_others=True) if others else found


def words_of(text: str) -> set[str]:
    """The words that may find an action, in the singular as far as a last letter tells."""
    found = {word if len(word) == SHORTEST_WORD else word.rstrip("sx") for word in fold(text).split()}
    return {word for word in found if len(word) >= SHORTEST_WORD} - COMMON


@lru_cache(maxsize=2)  # of the present catalogue: a place taken changes no word
def _speller(words: frozenset[str]) -> Speller:
    return Speller(words)


def _is_for_others(action: Action, audiences: Collection[str]) -> bool:
    return bool(audiences and action.audiences) and not set(action.audiences).intersection(audiences)


def _distance(action: Action, departements: Collection[str], beside: Collection[str]) -> int | None:
    """0 where the caller is or anywhere when that was not said, 1 everywhere, 2 next to it; None too far."""
    if not departements or action.departement in departements:
        return 0
    if not action.departement:
        return 1
    return 2 if action.departement in beside else None


def _found(action: Action, gazetteer: Gazetteer) -> Found:
    return Found(
        slug=action.slug,
        title=action.title,
        kind=action.kind,
        kind_words=KINDS[action.kind],
        when=when(action),
        where=where(action, gazetteer),
        departement=action.departement,
        starts_at=action.starts_at,
        places_left=action.free,
        places_words=free_words(action),
        audience_words=audience_words(action) if action.audiences else "",
    )


def by_month(actions: Sequence[Action]) -> list[tuple[str, list[Action]]]:
    """The actions under the month in which they begin (`2027-01`); those without a date last, under ""."""
    months: dict[str, list[Action]] = {}
    for action in sorted(actions, key=lambda action: action.starts_at or LAST):
        months.setdefault(month_of(action), []).append(action)
    return list(months.items())
