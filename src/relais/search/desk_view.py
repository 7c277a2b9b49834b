"""What the desk's page shows of an answer: rows in words, chips, the sheet, the hospital panel."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Literal

from msgspec import Struct, structs

from relais.directory import wording
from relais.directory.model import Service
from relais.geo.distance import excluded_departements
from relais.geo.gazetteer import Gazetteer
from relais.search.cards import phones_of
from relais.search.desk import DeskForm
from relais.search.facets import UNIT_KINDS
from relais.search.model import Result, ResultPhone, SearchResponse
from relais.web.typography import NARROW, count, dates_in_words, thousands

Find = Callable[[str], Service | None]
TOGGLES = (("open_now", "ouvert"), ("free", "gratuit"), ("anonymous", "anonyme"), ("independent", "hors Ordre"))
FACTS = (("free", "gratuit"), ("anonymous", "anonyme"), ("independent", "indépendant de l'Ordre"))
# Reasons that the line of mentions, or the place of the number, already tells in other words.
SAID_ELSEWHERE = frozenset({"24 h/24, 7 j/7", "sans numéro connu", "a cessé son activité"})
YEAR = re.compile(r"\b(?:19|20)\d\d\b")


class Mention(Struct, frozen=True, kw_only=True):
    """A few words about a service; `tone` adds a colour to words that already say it."""

    text: str
    tone: Literal["plain", "open", "closed", "warn", "mine"] = "plain"


class Instead(Struct, frozen=True, kw_only=True):
    """Whom to call when a number that is reported wrong does not answer."""

    name: str
    phone: ResultPhone


class Row(Struct, frozen=True, kw_only=True):
    """One result as it is read: a name, a number, why."""

    slug: str
    acronym: str
    name: str
    phones: tuple[ResultPhone, ...]
    mentions: tuple[Mention, ...]
    why: tuple[str, ...]
    on_sheet: bool
    instead: Instead | None = None


class Removed(Struct, frozen=True, kw_only=True):
    """A part taken out of the question, which one click puts back."""

    key: str
    label: str


class Panel(Struct, frozen=True, kw_only=True):
    """The hospital panel: départements left out, of the doctor, and where units lie; names by code for the list."""

    wide: bool
    excluded: frozenset[str]
    origin: frozenset[str]
    units: frozenset[str]


def rows(
    answer: SearchResponse, form: DeskForm, find: Find, desk_line: str, spare: Callable[[], Service | None]
) -> list[Row]:
    """The results in order; beside a number reported wrong, another one: the next result's, else the `spare` line's."""
    made = [_row(result, find(result.slug), form.sheet, desk_line) for result in answer.results]
    return [
        structs.replace(row, instead=_instead((*made[place + 1 :], *made[:place]), desk_line, spare))
        if row.phones and not any(map(_is_sure, row.phones))
        else row
        for place, row in enumerate(made)
    ]


def _is_sure(phone: ResultPhone) -> bool:
    return phone.status != "doubtful"


def _instead(others: Sequence[Row], desk_line: str, spare: Callable[[], Service | None]) -> Instead | None:
    """Never the line that the caller is on already."""
    for row in others:
        if row.slug != desk_line and row.phones and _is_sure(row.phones[0]):
            return Instead(name=row.acronym or row.name, phone=row.phones[0])
    line = spare()
    sure = [phone for phone in phones_of(line) if _is_sure(phone)] if line else []
    return Instead(name=line.acronym or line.name, phone=sure[0]) if line and sure else None


def _row(result: Result, service: Service | None, sheet: Sequence[str], desk_line: str) -> Row:
    mentions = tuple(_mentions(result, service, desk_line))
    return Row(
        slug=result.slug,
        acronym=result.acronym,
        name=result.name,
        phones=tuple(phone for phone in result.phones if phone.purpose == "help"),
        mentions=mentions,
        why=tuple(_reasons(result.why, {mention.text for mention in mentions})),
        on_sheet=result.slug in sheet,
    )


def _reasons(why: Sequence[str], said: set[str]) -> Iterator[str]:
    """The reasons that the line above has not said already."""
    for reason in why:
        if reason not in said and reason not in SAID_ELSEWHERE:
            yield dates_in_words(reason.removeprefix("pour : "))


def _mentions(result: Result, service: Service | None, desk_line: str) -> Iterator[Mention]:
    if result.slug == desk_line:
        yield Mention(text="votre ligne", tone="mine")
    if service and service.closed_on:
        yield Mention(text="n'existe plus", tone="warn")
        return
    if service is None or service.kind not in UNIT_KINDS:
        yield _opening(result, service)
    if service:
        yield from (Mention(text=words) for field, words in FACTS if getattr(service, field) == "yes")
    if result.distance_km is not None and (service is None or service.location_precision != "departement"):
        yield Mention(text=f"à {thousands(result.distance_km)}{NARROW}km")
    if result.status not in ("sourced", "confirmed"):
        yield Mention(text=wording.STATES[result.status], tone="warn")
    if service and (source := source_year(service)):
        yield Mention(text=source)


def _opening(result: Result, service: Service | None) -> Mention:
    if service and service.hours == "24/7":
        return Mention(text="ouvert 24h/24", tone="open")
    tone: Mapping[str, Literal["open", "closed", "plain"]] = {"open": "open", "closed": "closed"}
    return Mention(text=wording.OPEN[result.open], tone=tone.get(result.open, "plain"))


def source_year(service: Service) -> str:
    """`source 2016`, of the fact that gives the number, else of the first; "" when the service has none."""
    facts = sorted(service.facts, key=lambda fact: fact.field != "phone")
    if not facts:
        return ""
    years = YEAR.findall(facts[0].source_date_text)
    return f"source {max(years)}" if years else f"source {facts[0].source_date_text}"


def removed(form: DeskForm, label: Callable[[str, str], str]) -> list[Removed]:
    """The parts taken out, in words."""
    found = []
    for key in form.without:
        kind, _, code = key.partition(":")
        found.append(Removed(key=key, label=label(kind, code)))
    return found


def panel(answer: SearchResponse, form: DeskForm, find: Find) -> Panel:
    """The map's départements for this answer."""
    origin = frozenset(answer.understood.origin)
    wide = answer.understood.kind == "hospitalisation" or answer.ask == "origin"
    units = [find(result.slug) for result in answer.results] if wide else []
    return Panel(
        wide=wide,
        excluded=excluded_departements(origin, form.exclude),
        origin=origin,
        units=frozenset(unit.departement for unit in units if unit and unit.kind in UNIT_KINDS),
    )


def announcement(answer: SearchResponse, found: Sequence[Row], faults: Iterable[str]) -> str:
    """What a screen reader says once per answer."""
    said = list(faults)
    if answer.understood.kind == "empty":
        return " ".join(said)
    said += [f"Danger : {', '.join(answer.banner)}."] if answer.banner else []
    said.append(f"{count(answer.total, 'résultat', 'résultats')}.")
    if found:
        phone = found[0].phones[0].display if found[0].phones else "sans numéro vérifié"
        said.append(f"Premier : {found[0].acronym or found[0].name}, {phone}.")
    if answer.actions:
        said.append(f"{count(len(answer.actions), 'action du programme', 'actions du programme')}.")
    if answer.ask == "origin":
        said.append("Indiquez d'abord le département du médecin.")
    return " ".join(said)


def place_name(gazetteer: Gazetteer, code: str) -> str:
    """`Gard (30)` or a commune's name, for a code."""
    commune = gazetteer.communes.get(code)
    if commune:
        return commune.name
    return f"{gazetteer.territory_name(code)} ({code})"
