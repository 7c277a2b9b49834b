"""What a page asks of who keeps it: what is due and when, what is missing and why it matters."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Final, Literal

from msgspec import Struct

from relais.core.clock import PARIS
from relais.directory.confirmations import RENEWABLE
from relais.directory.facts import BY_HARM, FIELDS
from relais.directory.freshness import UNDATED
from relais.directory.value_words import value_words
from relais.geo.gazetteer import Gazetteer
from relais.profiles.groups import GROUP_OF, Group
from relais.profiles.model import FactNow, OwnPage, Slot, key_of
from relais.profiles.words import label_of
from relais.web.typography import french_date, source_date

SOON = timedelta(days=30)
Standing = Literal["doubted", "never", "late", "soon", "good"]
BADGES: Final[dict[Standing, tuple[str, str]]] = {
    "doubted": ("signalé comme faux", "badge-danger"),
    "never": ("jamais confirmé", "badge-warn"),
    "late": ("à revoir", "badge-warn"),
    "soon": ("bientôt à revoir", "badge-wait"),
    "good": ("confirmé", "badge-ok"),
}
_URGENCY: Final[dict[Standing, int]] = {"doubted": 0, "late": 1, "never": 2, "soon": 3, "good": 4}

# Fields whose absence costs a caller something, and what; asked for in this order.
MISSING: Final[tuple[tuple[str, str], ...]] = (
    ("phone", "Sans numéro, un écoutant ne peut que vous nommer."),
    ("hours", "Horaires inconnus : la nuit, on propose d'abord les lignes dont on sait qu'elles répondent."),
    ("needs", "Aucune recherche par besoin ne vous trouve."),
    ("coverage", "On ne sait pas à qui vous répondez : vous passez après ceux qui couvrent le département."),
    ("description", "Deux phrases aident l'écoutant à dire pourquoi vous appeler."),
    ("free", "Qui cherche une aide gratuite ne vous voit pas."),
    ("anonymous", "Qui veut rester anonyme ne vous voit pas."),
    ("independent", "Qui ne veut pas que l'Ordre le sache ne vous voit pas."),
    ("email", "Certains écrivent avant d'oser appeler."),
    ("location", "On ne peut pas dire à quelle distance vous êtes."),
    ("accessibility", "Une personne en fauteuil ne sait pas si elle peut venir."),
    ("languages", "Un médecin qui a exercé ailleurs cherche parfois sa langue."),
)
_FOR_UNITS: Final = (("admission", "Sans voie d'admission, on passe par le médecin traitant ou le conseil."),)
_UNITS: Final = ("hospitalisation_complete", "hospitalisation_jour")


class Line(Struct, frozen=True, kw_only=True):
    """One fact of the page: what it says, how old it is, until when it holds."""

    key: str
    version: int
    label: str
    words: str
    age: str
    standing: Standing
    badge: tuple[str, str]
    due: date | None
    waits: bool  # a first confirmation of it waits for a second person
    group: Group


class Gap(Struct, frozen=True, kw_only=True):
    """A field left empty that callers need."""

    label: str
    why: str
    group: Group


def lines_of(page: OwnPage, groups: Iterable[Group], gazetteer: Gazetteer, now: datetime) -> list[Line]:
    """The facts this person may confirm, the most pressing first."""
    codes = {field.code for group in groups for field in group.fields}
    facts = [fact for fact in page.facts.values() if fact.field in codes and fact.value not in (None, "", [], {})]
    facts = [fact for fact in facts if fact.state != "suspended" and not _is_orphan(page, fact.slot)]
    lines = [_line(fact, gazetteer, now) for fact in facts]
    return sorted(lines, key=lambda line: (_URGENCY[line.standing], BY_HARM.index(_code(line)), line.key))


def _code(line: Line) -> str:
    return line.key.partition(".")[0]


def _is_orphan(page: OwnPage, slot: Slot) -> bool:
    kind, _, purpose = slot[0].partition("_")
    return purpose == "purpose" and page.value(kind, slot[1]) is None


def _line(fact: FactNow, gazetteer: Gazetteer, now: datetime) -> Line:
    code, position = fact.slot
    standing, due = standing_of(fact, now)
    return Line(
        key=key_of(fact.slot),
        version=fact.version_from,
        label=label_of(code, position),
        words=value_words(gazetteer, code, fact.value),
        age=_age(fact, due),
        standing=standing,
        badge=BADGES[standing],
        due=due,
        waits=FIELDS[code].two_persons and fact.state not in RENEWABLE,
        group=GROUP_OF[code],
    )


def standing_of(fact: FactNow, now: datetime) -> tuple[Standing, date | None]:
    """Whether a confirmation holds, and until which day."""
    if fact.state == "doubtful":
        return "doubted", None
    if fact.confirmed_at is None or fact.state not in RENEWABLE:
        return "never", None
    until = fact.confirmed_at + timedelta(days=FIELDS[fact.field].budget_days)
    day = until.astimezone(PARIS).date()
    if until <= now:
        return "late", day
    return ("soon" if until - now <= SOON else "good"), day


def _age(fact: FactNow, due: date | None) -> str:
    if fact.confirmed_at is None:
        dated = fact.source_date_text.strip() or UNDATED
        return f"source {dated}" if dated == UNDATED else f"source : {source_date(dated)}"
    return f"le {french_date(fact.confirmed_at)}" + (f", jusqu'au {french_date(due)}" if due else "")


def gaps_of(page: OwnPage, groups: Iterable[Group]) -> Iterator[Gap]:
    """What callers would need and cannot read."""
    allowed = {group.code for group in groups}
    for code, why in (*MISSING, *(_FOR_UNITS if page.row.kind in _UNITS else ())):
        group = GROUP_OF[code]
        if group.code in allowed and page.value(code) in (None, "", [], {}, "unknown"):
            yield Gap(label=label_of(code), why=why, group=group)
