"""The search of the desk: one object over one directory, no I/O, a few hundredths of a millisecond a question."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal

import numpy as np

from relais.core.ids import new_seed
from relais.core.text import fold
from relais.directory.model import RetiredNumber
from relais.directory.snapshot import Changes, Snapshot
from relais.geo.gazetteer import Gazetteer
from relais.geo.places import PlaceIndex, load_places
from relais.programme.catalogue import Catalogue
from relais.search.answer import Answer
from relais.search.cards import Cards
from relais.search.facets import Facets, few_slots
from relais.search.memory import MemoryText
from relais.search.model import SearchRequest, SearchResponse, Superseded
from relais.search.moment import is_quiet_time, local_moment
from relais.search.names import Names
from relais.search.order import neutral_rank, neutral_rank_of, slug_hash
from relais.search.pipeline import Pipeline
from relais.search.reading import Reading
from relais.search.text_index import TextIndex, TextIndexDown
from relais.search.understanding import Reader
from relais.search.vocabulary import Vocabulary, load_vocabulary

_TEXT_LIMIT = 200
_MOST_NAMED = 4
_SURE_DIGITS = 7
_FIRST_LINE = "cnom-ecoute"
EngineName = Literal["memory", "meilisearch"]


class SearchEngine:
    """Answers questions over the directory it was last given. Not thread-safe: one event loop owns it."""

    def __init__(
        self,
        gazetteer: Gazetteer,
        places: PlaceIndex,
        vocabulary: Vocabulary,
        snapshot: Snapshot,
        *,
        stop_words: frozenset[str] = frozenset(),
        ordinary_words: frozenset[str] = frozenset(),
        text_index: TextIndex | None = None,
        desk_line: str = _FIRST_LINE,
    ) -> None:
        self.gazetteer = gazetteer
        self.vocabulary = vocabulary
        self.places = places
        self.text_index = text_index
        self.desk_line = desk_line
        self.programme = Catalogue()
        self.reader = Reader(vocabulary, self.places, stop_words=stop_words, ordinary_words=ordinary_words)
        self.load(snapshot)

    def load(self, snapshot: Snapshot) -> None:
        """Take a whole directory."""
        self.facets = Facets(snapshot.services)
        self.text = MemoryText((slot, row) for slot, row in enumerate(snapshot.services))
        self.names = Names(snapshot.services)
        self.reader.names = self.names
        self.cards = Cards(self.facets)
        self._note(snapshot)

    def apply(self, changes: Changes, snapshot: Snapshot) -> None:
        """Take a few changed services: about 0.2 ms each at 5,000 services."""
        for row in changes.changed:
            self._forget(row.slug)
            self.facets.put(row)
            self.text.put(self.facets.slot[row.slug], row, None)
            self.names.put(row)
        for slug in changes.removed:
            self._forget(slug)
            self.facets.drop(slug)
        self._note(snapshot)

    def take_programme(self, programme: Catalogue) -> None:
        """Take the actions that are announced now."""
        self.programme = programme

    def search(self, request: SearchRequest, *, now: datetime) -> SearchResponse:
        """Answer from memory. Raises Refused when a place cannot be read."""
        reading = self.read(request)
        by_text = self._rank_in_memory(reading) if reading.left else []
        return self._answer(request, reading, by_text, "memory", now)

    async def answer(self, request: SearchRequest, *, now: datetime) -> SearchResponse:
        """Answer with the configured engine for free text; from memory, and saying so, when it fails."""
        if self.text_index is None:
            return self.search(request, now=now)
        reading = self.read(request)
        if not reading.left:
            down = bool(self.text_index.down)  # said even when it is not needed: the next question may need it
            return self._answer(request, reading, [], "memory" if down else "meilisearch", now, engine_down=down)
        try:
            ranked = await self.text_index.rank(
                " ".join(reading.left), frozenset(reading.departements), limit=_TEXT_LIMIT
            )
        except TextIndexDown:
            return self._answer(request, reading, self._rank_in_memory(reading), "memory", now, engine_down=True)
        by_text = [self.facets.slot[slug] for slug, _ in ranked if slug in self.facets.slot]
        return self._answer(request, reading, by_text, "meilisearch", now)

    def read(self, request: SearchRequest) -> Reading:
        """What is understood of a request."""
        reading = self.reader.read(request, self)
        reading.seed = new_seed() if request.seed is None else request.seed
        return reading

    def unit_in(self, insee: str) -> bool:
        """Whether a known care unit lies in this commune."""
        return bool(self.facets.get("unit_in", insee))

    def number_begins(self, digits: str) -> bool:
        """Whether a number of the directory begins so."""
        return bool(self._numbered(digits)) or self._retired(digits) is not None

    def bearing(self, words: Sequence[str]) -> list[str]:
        """The few bodies whose own names hold all these words; none when they are many."""
        slots = self.text.bearers(words)
        rows = [self.facets.service(slot) for slot in slots[: _MOST_NAMED + 1]]
        return sorted(row.slug for row in rows if not row.council_of) if len(slots) <= _MOST_NAMED else []

    def _answer(
        self,
        request: SearchRequest,
        reading: Reading,
        by_text: Sequence[int],
        engine: EngineName,
        now: datetime,
        *,
        engine_down: bool = False,
    ) -> SearchResponse:
        at = local_moment(request.at or now, reading.departements)
        superseded = self._superseded(reading)
        named = self._named(reading, superseded)
        pipeline = Pipeline(
            self.facets,
            reading,
            open_now=self.facets.open_now(at),
            quiet=is_quiet_time(at, reading.departements),
            seed=reading.seed,
            want=request.limit,
            desk_line=self.desk_line,
            named=named,
            by_text=by_text,
        )
        answer = Answer(self, reading, pipeline, at=at, seed=reading.seed, superseded=superseded)
        return answer.response(engine, as_of=self.as_of, engine_down=engine_down)

    def _rank_in_memory(self, reading: Reading) -> list[int]:
        """Slots that answer the words left, best first."""
        hashes = np.frombuffer(self.facets.hashes, dtype=np.uint64)
        return self.text.rank(
            reading.left, self.facets.size, _TEXT_LIMIT, lambda slots: neutral_rank(hashes[slots], reading.seed)
        )

    def _named(self, reading: Reading, superseded: Superseded | None) -> list[int]:
        """The slots asked for by number, name, council or town, in that order; equals in the neutral order."""
        if superseded:
            return self._slots([superseded.replaced_by])
        called = self._numbered(reading.numbers[0].digits) if reading.numbers else []
        bearing = [self.facets.service(slot).slug for slot in dict.fromkeys(called)]
        slots = self._slots(self._in_neutral_order(bearing, reading))
        slots += self._slots(self._leading(slug) for slug in self._in_neutral_order(list(reading.named), reading))
        units = self.facets.any("unit_in", [place.code for place in reading.units])
        councils = self.facets.any("council", reading.departements) if reading.kind == "council" else 0
        for group in (councils, units):
            slugs = [self.facets.service(slot).slug for slot in few_slots(group)]
            slots += self._slots(self._in_neutral_order(slugs, reading))
        return list(dict.fromkeys(slots))

    def _in_neutral_order(self, slugs: Sequence[str], reading: Reading) -> list[str]:
        """An organisation's main service before its further ones, then the order drawn from the seed."""
        main = self.names.organization
        return sorted(slugs, key=lambda s: (main.get(s) != s, neutral_rank_of(slug_hash(s), reading.seed)))

    def _slots(self, slugs: Iterable[str]) -> list[int]:
        return [self.facets.slot[slug] for slug in slugs if slug in self.facets.slot]

    def _leading(self, slug: str) -> str:
        """A body that has closed leads to the one that replaced it."""
        row = self.facets.service(self.facets.slot[slug]) if slug in self.facets.slot else None
        return row.replaced_by if row and row.closed_on and row.replaced_by else slug

    def _numbered(self, digits: str) -> list[int]:
        if digits in self.facets.by_number:
            return self.facets.by_number[digits]
        if len(digits) < 6:
            return []
        return [
            slot for number, owners in self.facets.by_number.items() if number.startswith(digits) for slot in owners
        ]

    def _superseded(self, reading: Reading) -> Superseded | None:
        for number in reading.numbers:
            if retired := self._retired(number.digits):
                replaced_by = retired.replaced_by or _FIRST_LINE
                sentence = _retired_sentence(retired)
                return Superseded(number=retired.display, replaced_by=replaced_by, sentence=sentence)
        return None

    def _retired(self, digits: str) -> RetiredNumber | None:
        """A number out of use, whole or typed so far that no other begins so."""
        if digits in self.retired or len(digits) < _SURE_DIGITS:
            return self.retired.get(digits)
        begun = [number for retired, number in self.retired.items() if retired.startswith(digits)]
        return begun[0] if len(begun) == 1 and not self._numbered(digits) else None

    def _forget(self, slug: str) -> None:
        slot = self.facets.slot.get(slug)
        if slot is not None:
            before = self.facets.service(slot)
            self.text.drop(slot, before)
            self.names.drop(before)

    def _note(self, snapshot: Snapshot) -> None:
        self.as_of = snapshot.as_of
        self.version = snapshot.version
        self.retired: Mapping[str, RetiredNumber] = {number.digits: number for number in snapshot.retired_numbers}
        self.short_numbers = frozenset(number for number in self.facets.by_number if len(number) <= 4)


def _retired_sentence(number: RetiredNumber) -> str:
    if number.never:
        return f"Le {number.display} n'est pas une ligne d'aide aux médecins."
    was = f" ({number.was})" if number.was else ""
    return f"Le {number.display}{was} n'est plus en service."


def read_words(path: Path) -> frozenset[str]:
    """Folded words of a list with one word a line; lines that begin with `#` are remarks."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in fold(line).split())


def load_engine(
    gazetteer: Gazetteer,
    snapshot: Snapshot,
    data_dir: Path,
    search_index_dir: Path,
    *,
    desk_line: str = _FIRST_LINE,
    text_index: TextIndex | None = None,
) -> SearchEngine:
    """The engine over a snapshot, with the words of `data/` and `search_index/`."""
    return SearchEngine(
        gazetteer,
        load_places(data_dir),
        load_vocabulary(data_dir),
        snapshot,
        stop_words=read_words(search_index_dir / "stop_words.txt"),
        ordinary_words=read_words(data_dir / "geo" / "ordinary_words.txt"),
        text_index=text_index,
        desk_line=desk_line,
    )
