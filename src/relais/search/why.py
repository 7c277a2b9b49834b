"""Why a result is there, and why another is not: short French sentences a listener can say aloud."""

from collections.abc import Mapping

from relais.core.text import fold
from relais.directory.model import Service
from relais.directory.wording import AUDIENCES, NEEDS
from relais.geo.model import Departement, Place
from relais.search.cards import MOST_CODES, Card
from relais.search.facets import UNIT_KINDS, holds
from relais.search.model import Superseded
from relais.search.pipeline import Group, Pipeline
from relais.search.reading import Reading

_BY_GROUP: Mapping[Group, str] = {
    "text": "ses mots répondent à votre texte",
    "line": "ligne ouverte à cet appelant",
    "heading": "numéro national pour ce besoin",
}
_EXCLUDED = {
    "closed": "a cessé son activité",
    "own": "dans le département du médecin",
    "neighbours": "dans un département limitrophe de celui du médecin",
    "region": "dans la région du médecin",
    "min_km": "plus près que la distance demandée",
    "filter_anonymous": "anonymat non attesté par une source",
    "filter_free": "gratuité non attestée par une source",
    "filter_independent": "indépendance de l'Ordre non attestée par une source",
    "filter_charter": "lien avec la charte non attesté par une source",
    "filter_open_now": "pas ouvert maintenant, ou horaires inconnus",
}


class Explainer:
    """Words for one question. `close`: slots of units that the rule ranks last, and says so."""

    def __init__(
        self,
        pipeline: Pipeline,
        departements: Mapping[str, Departement],
        desk_line: str,
        superseded: Superseded | None,
    ) -> None:
        self.superseded = superseded
        self.reading: Reading = pipeline.reading
        self.pipeline = pipeline
        self.departements = departements
        self.desk_line = desk_line
        self.places = pipeline.places
        self.audiences = tuple(self.reading.audiences)
        self.own = frozenset(self.reading.origin_departements)
        hospital = self.reading.hospital and bool(self.own)
        self.close = pipeline.close_units if hospital else 0
        self.asked = [(need, NEEDS[need]) for need in pipeline.needs]
        self.covered = f"couvre le {self.places[0]}" if self.places else ""
        self.elsewhere = f"ne couvre pas le {self.places[0]} (" if self.places else ""

    def why(self, slot: int, card: Card, group: Group, km: int | None) -> tuple[str, ...]:
        """The reasons for one result, the strongest first."""
        row = card.row
        reasons = [_named(self.reading, row, self.superseded)] if group == "named" else []
        if row.slug == self.desk_line:
            reasons.append("votre ligne")
        matched = ""
        for need, words in self.asked:
            if need in row.needs:
                matched += f", {words}" if matched else f"pour : {words}"
        if matched:
            reasons.append(matched)
        elif group in _BY_GROUP:
            reasons.append(_BY_GROUP[group])
        reasons.append(self._where(slot, card, km))
        if group == "reserved":
            reasons.append("réservé : " + (row.audience_note or ", ".join(AUDIENCES[a] for a in row.audiences)))
        elif self.audiences:
            reasons += [f"pour : {AUDIENCES[a]}" for a in self.audiences if a in row.audiences]
        return (*reasons, *card.reasons)

    def _where(self, slot: int, card: Card, km: int | None) -> str:
        row = card.row
        if row.kind in UNIT_KINDS:
            return self._close(row, km) if holds(self.close, slot) else self._where_unit(row)
        if len(self.places) == 1:
            return self.covered if self.places[0] in row.coverage else card.territory
        covered = [code for code in self.places if code in row.coverage]
        return "couvre le " + ", le ".join(covered[:MOST_CODES]) if covered else card.territory

    def _where_unit(self, row: Service) -> str:
        if row.departement in self.own:
            return "dans le département du médecin"
        place = f"{row.departement} {self._name(row.departement)}"
        return f"hors du département du médecin : {place}" if self.own else place

    def _close(self, row: Service, km: int | None) -> str:
        origin = self.reading.origins[0]
        adjoining = any(row.departement in self.departements[c].neighbours for c in self.own if c in self.departements)
        far = f"à {km} km {of(origin)}" if km is not None else ""
        return ", ".join(part for part in ("département limitrophe" if adjoining else "proche", far) if part)

    def _name(self, code: str) -> str:
        return self.departements[code].name if code in self.departements else code

    def excluded(self, card: Card, reason: str) -> str:
        """Why a service is left out, in one sentence."""
        row = card.row
        if reason == "territory":
            return f"{self.elsewhere}{card.territory})"
        words = _EXCLUDED[reason]
        if reason in ("own", "neighbours", "region"):
            return f"{words} ({row.departement} {self._name(row.departement)})"
        return words


def of(place: Place) -> str:
    """ "d'Avignon", "de Lyon"; for a whole département, its code: no town was said."""
    if place.kind != "commune":
        return f"du chef-lieu du {place.departements[0]}"
    name = place.label.rpartition(" (")[0] or place.label
    if name.startswith(("Le ", "Les ")):
        return ("du " if name.startswith("Le ") else "des ") + name.partition(" ")[2]
    return f"d'{name}" if fold(name)[0] in "aeiouy" else f"de {name}"


def _named(reading: Reading, row: Service, retired: Superseded | None) -> str:
    if retired:
        return f"à la place du {retired.number}"
    if reading.numbers:
        return "c'est ce numéro"
    if row.council_of and reading.council:
        return "conseil du département demandé"
    return "nommé dans la demande"
