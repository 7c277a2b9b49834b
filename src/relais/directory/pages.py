"""What the pages show of the directory: a service in words, its neighbours, what serves a département."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Literal, Protocol

from msgspec import Struct

from relais.core import clock
from relais.directory import hours, wording
from relais.directory.facts import FIELDS
from relais.directory.model import NATIONAL, Contact, FactLine, Service
from relais.directory.snapshot import Snapshot
from relais.geo.distance import geodesic_km
from relais.geo.gazetteer import Gazetteer
from relais.web.pages import UrgentNumber
from relais.web.typography import source_date

UNIT_KINDS = ("hospitalisation_complete", "hospitalisation_jour")
GIVEN_STATES = ("sourced", "to_verify", "confirmed", "stale", "doubtful")  # the last with its mark
NEIGHBOURS = 4
PLUMBING = frozenset({"organization", "organization_name", "state"})  # true of the row, of no use to a reader
OpenState = Literal["open", "closed", "unknown"]


class Keeper(Protocol):
    """Who holds the directory in memory; `stale` while the database is away."""

    @property
    def current(self) -> Snapshot: ...

    @property
    def stale(self) -> bool: ...

    @property
    def as_of(self) -> datetime: ...


class Origin(Struct, frozen=True, kw_only=True):
    """Where a doctor is, in degrees, with the name to say."""

    name: str
    lat: float
    lon: float


class Distance(Struct, frozen=True, kw_only=True):
    """Geodesic kilometres from a named place."""

    km: int
    origin: str


class Card(Struct, frozen=True, kw_only=True):
    """A service as it is read: every code in words, only what may be told to a caller."""

    service: Service
    title: str
    kind: str
    is_unit: bool
    phones: tuple[Contact, ...]
    emails: tuple[Contact, ...]
    websites: tuple[Contact, ...]
    not_for_help: tuple[Contact, ...]
    open: OpenState
    open_words: str
    hours: str
    place: str
    coverage: str
    needs: tuple[str, ...]
    audiences: tuple[str, ...]
    admission: tuple[str, ...]
    qualities: tuple[str, ...]
    state: str
    to_confirm: bool
    source: str
    distances: tuple[Distance, ...]

    @property
    def is_doubted(self) -> bool:
        """Whether every number it gives is reported wrong."""
        return bool(self.phones) and all(phone.state == "doubtful" for phone in self.phones)


class FactRow(Struct, frozen=True, kw_only=True):
    """One provenance, and the fields that come from it, in words."""

    fields: tuple[str, ...]
    line: FactLine
    state: str
    url: str


class Directory(Struct, frozen=True, kw_only=True):
    """The directory as pages ask it. `urgences` are the compiled-in services, `strip` the numbers always shown."""

    keeper: Keeper
    gazetteer: Gazetteer
    desk_line: str
    urgences: Mapping[str, Service]
    strip: tuple[UrgentNumber, ...]

    def find(self, slug: str) -> Service | None:
        """A published or compiled-in service."""
        return self.keeper.current.by_slug.get(slug) or self.urgences.get(slug)

    def moved(self, slug: str) -> str | None:
        """The slug a service bears now, when `slug` is one it bore."""
        return self.keeper.current.slug_history.get(slug)

    def services(self, slugs: Iterable[str]) -> list[Service]:
        """Those that exist, in order, each once; a slug borne before leads to the present one."""
        present = dict.fromkeys(slug if self.find(slug) else self.moved(slug) or slug for slug in slugs)
        return [service for slug in present if (service := self.find(slug))]

    def spare_line(self) -> Service | None:
        """A national listening line to call when a number does not answer, open day and night if there is one.

        Not the desk's own: there, the caller is on it already.
        """
        lines = [
            one
            for one in self.keeper.current.services
            if one.kind == "ecoute"
            and NATIONAL in one.coverage
            and one.slug != self.desk_line
            and not one.closed_on
            and any(phone.state != "doubtful" for phone in self.card(one).phones)
        ]
        return min(lines, key=lambda one: (one.hours != "24/7", one.slug), default=None)

    def urgent(self, displays: Sequence[str]) -> list[UrgentNumber]:
        """The urgent numbers of a banner, in its order."""
        by_display = {number.display: number for number in self.strip}
        return [by_display[display] for display in displays if display in by_display]

    def stale_since(self) -> datetime | None:
        """As of when the directory is, while the database is away; None when all is well."""
        return self.keeper.as_of if self.keeper.stale else None

    def origins(self, codes: Iterable[str]) -> tuple[Origin, ...]:
        """The places of INSEE or département codes; codes without a point are left out."""
        return tuple(origin for code in codes if (origin := self._origin(code)))

    def _origin(self, code: str) -> Origin | None:
        if commune := self.gazetteer.communes.get(code):
            if commune.lat is None or commune.lon is None:
                return None
            return Origin(name=commune.name, lat=commune.lat, lon=commune.lon)
        if departement := self.gazetteer.departements.get(code):
            return Origin(name=departement.seat_name, lat=departement.seat_lat, lon=departement.seat_lon)
        return None

    def card(self, service: Service, *, origins: Sequence[Origin] = (), at: datetime | None = None) -> Card:
        """`service` in words, at the moment `at` (default: now)."""
        state = hours.open_state(service.hours, at or clock.now(), service.departement)
        given = [one for one in service.contacts if one.state in GIVEN_STATES]
        return Card(
            service=service,
            title=f"{service.acronym}, {service.name}" if _adds(service) else service.name,
            kind=wording.KINDS[service.kind],
            is_unit=service.kind in UNIT_KINDS,
            phones=_contacts(given, "phone"),
            emails=_contacts(given, "email"),
            websites=_contacts(given, "website"),
            not_for_help=tuple(one for one in given if one.purpose == "admin" and one.kind != "phone"),
            open=state,
            open_words="ouvert 24h/24, 7j/7" if service.hours == "24/7" else wording.OPEN[state],
            hours=hours.sentence(service.hours) if service.hours else "",
            place=self._place(service),
            coverage=self._coverage(service),
            needs=tuple(wording.NEEDS[need] for need in service.needs),
            audiences=tuple(wording.AUDIENCES[audience] for audience in service.audiences),
            admission=tuple(wording.ADMISSION[way] for way in service.admission),
            qualities=tuple(_qualities(service)),
            state=wording.STATES[service.state],
            to_confirm=service.state in ("to_verify", "stale", "doubtful"),
            source=_source(service),
            distances=tuple(_distances(service, origins)),
        )

    def _place(self, service: Service) -> str:
        commune = self.gazetteer.communes.get(service.commune)
        town = commune.name if commune else ""
        area = f"{self.gazetteer.territory_name(service.departement)} ({service.departement})"
        parts = [service.address or town, area if service.departement else ""]
        return ", ".join(part for part in parts if part)

    def _coverage(self, service: Service) -> str:
        if NATIONAL in service.coverage:
            return "toute la France"
        names = [f"{self.gazetteer.territory_name(code)} ({code})" for code in service.coverage]
        return ", ".join(names)

    def neighbours(self, service: Service) -> list[Service]:
        """Services a reader of this one may be looking for: same body first, then same needs on the same ground."""
        alike = (one for one in self.keeper.current.services if _is_alike(service, one))
        others = [one for one in alike if _may_stand_beside(service, one)]
        ranked = sorted(others, key=lambda other: (_closeness(service, other), other.slug))
        return [one for one in ranked[:NEIGHBOURS] if _closeness(service, one) < 0]


def fact_rows(service: Service) -> list[FactRow]:
    """Where each published field comes from, the telephone first; fields of one source stand together."""
    groups: dict[tuple[object, ...], list[FactLine]] = {}
    for fact in sorted(service.facts, key=lambda fact: fact.field != "phone"):
        if fact.field not in PLUMBING:
            groups.setdefault(_provenance(fact), []).append(fact)
    return [_fact_row(lines) for lines in groups.values()]


def _provenance(fact: FactLine) -> tuple[object, ...]:
    return fact.state, fact.source_label, fact.source_url, fact.source_date_text, fact.note, fact.confirmed_at


def _fact_row(lines: Sequence[FactLine]) -> FactRow:
    line = lines[0]
    url = line.source_url or ""
    return FactRow(
        fields=tuple(FIELDS[one.field].label.lower() if one.field in FIELDS else one.field for one in lines),
        line=line,
        state=wording.STATES[line.state],
        url=url if url.startswith(("https://", "http://")) else "",
    )


def _adds(service: Service) -> bool:
    return bool(service.acronym) and service.acronym != service.name


def _contacts(given: Sequence[Contact], kind: str) -> tuple[Contact, ...]:
    return tuple(one for one in given if one.kind == kind and one.purpose == "help")


def _qualities(service: Service) -> Iterable[str]:
    spoken: Sequence[tuple[str, str, str]] = (
        ("free", "gratuit", "payant"),
        ("anonymous", "anonyme", "non anonyme"),
        ("independent", "indépendant de l'Ordre", "lié à l'Ordre"),
        ("dedicated", "dédié aux soignants", "ouvert à tous"),
    )
    for field, yes, no in spoken:
        value = getattr(service, field)
        if value == "yes":
            yield yes
        elif value == "no" and (field != "dedicated" or service.kind in UNIT_KINDS):
            yield no
    if charter := wording.CHARTERS[service.charter]:
        yield charter


def _source(service: Service) -> str:
    facts = sorted(service.facts, key=lambda fact: fact.field not in ("phone", "contacts"))
    return f"{facts[0].source_label}, {source_date(facts[0].source_date_text)}" if facts else ""


def _distances(service: Service, origins: Sequence[Origin]) -> Iterable[Distance]:
    if service.lat is None or service.lon is None:
        return
    for origin in origins:
        km = geodesic_km(origin.lat, origin.lon, service.lat, service.lon)
        yield Distance(km=round(km), origin=origin.name)


def _is_alike(service: Service, other: Service) -> bool:
    """Cheap, as it is asked of the whole directory: the same body, or the same kind of help."""
    if other.organization == service.organization or other.kind == service.kind:
        return True
    return other.kind in UNIT_KINDS and service.kind in UNIT_KINDS


def _may_stand_beside(service: Service, other: Service) -> bool:
    """A hundred councils would crowd out the rest; urgent numbers are on every page."""
    council_apart = bool(other.council_of) and other.council_of not in (service.departement, service.council_of)
    return not (other.slug == service.slug or other.closed_on or other.kind == "urgence" or council_apart)


def _closeness(service: Service, other: Service) -> int:
    """Negative when `other` may be what the reader wants; the lower the closer."""
    same_ground = bool(set(service.coverage) & set(other.coverage)) or NATIONAL in other.coverage
    shared = len(set(service.needs) & set(other.needs))
    alike = 2 if other.kind == service.kind and shared else 0
    kinship = 10 if other.organization == service.organization else 0
    if service.kind in UNIT_KINDS:
        shared = shared + 5 if other.kind in UNIT_KINDS else 0
        same_ground = True
    return -(kinship + (shared + alike if same_ground else 0))


def is_open_line(card: Card) -> bool:
    """A listening line that answers now."""
    return card.service.kind == "ecoute" and card.open == "open" and bool(card.phones)
