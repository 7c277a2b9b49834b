"""The actions in memory: what pages and searches read, without waiting for anything."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from msgspec import Struct

from relais.core.text import fold
from relais.geo.gazetteer import Gazetteer
from relais.programme.model import Action, ActionKind
from relais.programme.words import KINDS, free_words, month_of, when, where

MOST_FOUND: Final = 5
SHORTEST_WORD: Final = 4  # letters of a word that may find a title
LAST: Final = datetime.max.replace(tzinfo=UTC)
# What a caller asks for, as the search understands it, and the actions that answer.
NEED_KINDS: Final[Mapping[str, frozenset[ActionKind]]] = {
    "depistage": frozenset({"screening_day"}),
    "prevention": frozenset({"prevention_education", "training"}),
    "reconversion": frozenset({"passerelle_within_health", "passerelle_outside_health", "training"}),
}


class Found(Struct, frozen=True, kw_only=True):
    """An action as a search answers it. `places_left` is None where no place is booked here."""

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


class Catalogue:
    """Immutable, replaced as a whole. `actions` come in the order of their dates, those without one last."""

    def __init__(self, actions: Iterable[Action] = (), gazetteer: Gazetteer | None = None) -> None:
        self.actions: tuple[Action, ...] = tuple(actions)
        self.by_slug: Mapping[str, Action] = {action.slug: action for action in self.actions}
        live = [action for action in self.actions if action.state == "published"]
        self._found = [(action, _found(action, gazetteer)) for action in live] if gazetteer else []
        self._by_word: dict[str, set[int]] = {}
        self._by_kind: dict[ActionKind, set[int]] = {}
        for place, (action, _) in enumerate(self._found):
            self._by_kind.setdefault(action.kind, set()).add(place)
            for word in fold(action.title).split():
                self._by_word.setdefault(word, set()).add(place)

    def upcoming(self, now: datetime) -> list[Action]:
        """What is still to come, or open all year round; what was cancelled stays until its day, and says so."""
        return [action for action in self.actions if not action.is_over(now)]

    def matching(
        self, needs: Iterable[str], words: Iterable[str], departements: Collection[str], now: datetime
    ) -> tuple[Found, ...]:
        """The few actions that answer a question: by what is needed or by a word of their title, near first."""
        if not self._found:
            return ()
        places: set[int] = set()
        for need in needs:
            for kind in NEED_KINDS.get(need, ()):
                places |= self._by_kind.get(kind, set())
        for word in words:
            if len(word) >= SHORTEST_WORD:
                places |= self._by_word.get(word, set())
        if not places:
            return ()
        kept = [place for place in places if self._serves(place, departements, now)]
        kept.sort(key=lambda place: (self._found[place][0].departement not in departements, place))
        return tuple([self._found[place][1] for place in kept[:MOST_FOUND]])

    def _serves(self, place: int, departements: Collection[str], now: datetime) -> bool:
        action = self._found[place][0]
        near = not departements or not action.departement or action.departement in departements
        return near and not action.is_over(now)


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
    )


def by_month(actions: Sequence[Action]) -> list[tuple[str, list[Action]]]:
    """The actions under the month in which they begin (`2027-01`); those without a date last, under ""."""
    months: dict[str, list[Action]] = {}
    for action in sorted(actions, key=lambda action: action.starts_at or LAST):
        months.setdefault(month_of(action), []).append(action)
    return list(months.items())
