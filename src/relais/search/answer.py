"""The answer as the desk reads it: results with their reasons, what was understood, what to ask next."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from relais.directory.wording import AUDIENCES, FILTERS, NEEDS
from relais.programme.catalogue import Asked, Found
from relais.search.model import (
    Excluded,
    Part,
    Result,
    SearchResponse,
    Superseded,
    Understood,
)
from relais.search.near import kilometres_of
from relais.search.pipeline import Group, Pipeline
from relais.search.reading import Reading
from relais.search.why import Explainer

if TYPE_CHECKING:
    from relais.search.engine import SearchEngine

SUICIDE_BANNER = ("15", "3114")
DANGER_BANNER = ("17", "15", "114")


class Answer:
    """One answer in the making."""

    def __init__(
        self,
        engine: "SearchEngine",
        reading: Reading,
        pipeline: Pipeline,
        *,
        at: datetime,
        seed: int,
        superseded: Superseded | None,
    ) -> None:
        self.engine = engine
        self.facets = engine.facets
        self.reading = reading
        self.pipeline = pipeline
        self.at = at
        self.seed = seed
        self.superseded = superseded
        self.ranked = pipeline.run()
        self.states = self.facets.hours.states(at)
        self.cards = engine.cards
        self.explainer = Explainer(pipeline, engine.gazetteer.departements, engine.desk_line, superseded)

    def response(
        self, engine: Literal["memory", "meilisearch"], *, as_of: datetime, engine_down: bool
    ) -> SearchResponse:
        """The whole answer."""
        excluded = [(self.cards.of(slot), reason) for slot, reason in self.ranked.excluded]
        return SearchResponse(
            understood=self._understood(),
            banner=self._banner(),
            ask=self._ask(),
            results=tuple([self._result(slot, group) for slot, group in self.ranked.slots]),
            excluded=tuple(
                [Excluded(slug=card.row.slug, reason=self.explainer.excluded(card, why)) for card, why in excluded]
            ),
            excluded_counts=self.ranked.counts,
            total=self.ranked.total,
            seed=self.seed,
            engine=engine,
            as_of=as_of,
            notices=tuple(self._notices(engine_down=engine_down)),
            actions=self._actions(),
        )

    def _result(self, slot: int, group: Group) -> Result:
        card = self.cards.of(slot)
        row = card.row
        km = kilometres_of(self.facets.vectors[slot], self.pipeline.towards) if self.pipeline.towards else None
        far = None if km is None else round(km)
        return Result(
            slug=row.slug,
            name=row.name,
            acronym=row.acronym,
            kind=row.kind,
            departement=row.departement,
            distance_km=far,
            phones=card.phones,
            open=self.states.get(card.hours, "unknown"),
            status=row.state,
            why=self.explainer.why(slot, card, group, far),
        )

    def _banner(self) -> tuple[str, ...]:
        if self.reading.crisis.keys() - {"danger"} or "crise_suicidaire" in self.reading.needs:
            return SUICIDE_BANNER
        return DANGER_BANNER if self.reading.crisis else ()

    def _actions(self) -> tuple[Found, ...]:
        """Of the programme; none beside a danger, which comes alone."""
        reading = self.reading
        if reading.crisis or reading.distress:
            return ()
        asked = Asked(
            needs=reading.needs,
            words=reading.left,
            departements=reading.departements,
            audiences=reading.audiences,
        )
        return self.engine.programme.matching(asked, self.at)

    def _ask(self) -> Literal["origin", "crisis"] | None:
        reading = self.reading
        if reading.distress and not reading.crisis:
            return "crisis"
        asks_origin = reading.hospital and not reading.origins and reading.kind == "hospitalisation"
        return "origin" if asks_origin else None

    def _understood(self) -> Understood:
        reading = self.reading
        return Understood(
            kind=reading.kind,
            needs=tuple(reading.needs),
            audiences=tuple(reading.audiences),
            departements=self.reading.departements,
            origin=reading.origin_departements,
            filters=tuple(reading.filters),
            superseded=self.superseded,
            corrections=tuple(reading.corrections),
            parts=tuple(self._parts()),
        )

    def _parts(self) -> Iterator[Part]:
        reading = self.reading
        for need in reading.needs:
            yield Part(key=f"need:{need}", label=NEEDS[need], kind="need")
        for audience in reading.audiences:
            yield Part(key=f"audience:{audience}", label=AUDIENCES[audience], kind="audience")
        for place in reading.origins:
            yield Part(key=f"origin:{place.code}", label=f"médecin de : {place.label}", kind="origin")
        for place in reading.places:
            yield Part(key=f"place:{place.code}", label=place.label, kind="place")
        for place in reading.units:
            yield Part(key=f"unit:{place.code}", label=f"unité de soins à {place.label}", kind="unit")
        for name in reading.filters:
            yield Part(key=f"filter:{name}", label=FILTERS[name], kind="filter")
        for slug in reading.named:
            if slug in self.facets.slot:
                row = self.facets.service(self.facets.slot[slug])
                yield Part(key=f"name:{slug}", label=row.acronym or row.name, kind="name")

    def _notices(self, *, engine_down: bool) -> Iterator[str]:
        if self.superseded:
            yield self.superseded.sentence
        elif self.reading.numbers and not self.pipeline.named:
            yield "Ce numéro n'est pas dans l'annuaire."
        if self.reading.council and not self.reading.departements:
            yield "Dites le département pour trouver son conseil."
        if engine_down:
            yield "Le moteur de recherche ne répond pas : résultats de la mémoire du poste."
