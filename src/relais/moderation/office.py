"""What every page of the coordination needs: the database, the directory in words, the way pages are rendered."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, TypeVar

import msgspec
from litestar import Request, Response
from litestar.response import Redirect
from msgspec import Meta, Struct

from relais.accounts.doors import visitor_of
from relais.accounts.model import Visitor
from relais.audit.model import Actor
from relais.core.clock import PARIS, now
from relais.core.db import Database
from relais.core.errors import NotFound, Refused
from relais.core.settings import Settings
from relais.core.vault import Vault
from relais.directory.pages import Directory
from relais.search.desk_map import DeskMap
from relais.web.forms import Filled, decode_form, parse_form
from relais.web.pages import Pages
from relais.web.typography import count

AnyRequest = Request[Any, Any, Any]
FRAGMENT = "relais-fragment"
Form = TypeVar("Form", bound=msgspec.Struct)


class Section(Struct, frozen=True, kw_only=True):
    """One place of the coordination's own navigation; `journal`: an auditor sees it too."""

    href: str
    words: str
    journal: bool = False


SECTIONS = (
    Section(href="/coordination", words="Accueil"),
    Section(href="/coordination/modifications", words="Modifications"),
    Section(href="/coordination/a-confirmer", words="Jamais confirmé"),
    Section(href="/coordination/signalements", words="Signalements"),
    Section(href="/coordination/fraicheur", words="Fraîcheur"),
    Section(href="/coordination/vides", words="Manques"),
    Section(href="/coordination/organismes", words="Organismes"),
    Section(href="/coordination/agenda", words="Agenda"),
    Section(href="/coordination/chiffres", words="Chiffres"),
    Section(href="/coordination/imports", words="Imports"),
    Section(href="/coordination/personnes", words="Personnes"),
    Section(href="/coordination/courriels", words="Courriels"),
    Section(href="/coordination/journal", words="Journal", journal=True),
)


class Office(Struct, frozen=True, kw_only=True):
    """Made once by the application."""

    pages: Pages
    database: Database
    directory: Directory
    vault: Vault
    settings: Settings
    map: DeskMap

    def page(
        self, request: AnyRequest, template: str, section: str, *, status: int = 200, **context: Any
    ) -> Response[str]:
        """A page of the coordination; `section` is the place of the navigation it belongs to."""
        visitor = visitor_of(request)
        sections = [one for one in SECTIONS if one.journal or "coordinator" in visitor.roles]
        return self.pages.response(
            template,
            status=status,
            visitor=visitor,
            sections=sections,
            section=section,
            now=now(),
            **context,
        )

    def name_of(self, slug: str) -> str:
        """The name of a service or organisation as it is published, else its short name."""
        service = self.directory.find(slug)
        return (service.acronym or service.name) if service else slug


def actor_of(request: AnyRequest) -> Actor:
    """Who acts, for the journal."""
    return visitor_of(request).acting("coordinator")


def me(request: AnyRequest) -> Visitor:
    """Who is here."""
    return visitor_of(request)


def see(path: str) -> Redirect:
    """After a post that acted: the page that shows what became of it."""
    return Redirect(path, status_code=303)


async def posted(request: AnyRequest, kind: type[Form], names: dict[str, str]) -> Filled[Form]:
    """The form of a post, with a sentence for each field at fault."""
    return decode_form(kind, parse_form(await request.body(), request.headers.get("content-type", "")), names)


def blank(value: Form) -> Filled[Form]:
    """A form nobody filled yet."""
    return Filled(value=value, faults={})


def blamed(filled: Filled[Form], fault: Refused) -> Filled[Form]:
    """The form with the sentence of a refusal beside its field. Raises the refusal when it names no field of it."""
    if fault.field is None or not hasattr(filled.value, fault.field):
        raise fault
    return Filled(value=filled.value, faults={**filled.faults, fault.field: fault.sentence})


def required(filled: Filled[Form], sentences: dict[str, str]) -> Filled[Form]:
    """The form, with these sentences beside the fields left empty."""
    missing = {field: told for field, told in sentences.items() if not str(getattr(filled.value, field)).strip()}
    return Filled(value=filled.value, faults={**missing, **filled.faults})


def number_of(code: str) -> int:
    """A number that stands in an address. Raises NotFound."""
    if not code.isascii() or not code.isdigit() or len(code) > 18:
        raise NotFound
    return int(code)


def elapsed(moment: datetime | None, at: datetime) -> str:
    """How long ago, in one unit: "3 jours", "2 heures"."""
    if moment is None:
        return ""
    gone = at - moment
    if gone < timedelta(minutes=1):
        return "à l'instant"
    if gone < timedelta(hours=1):
        return count(gone.seconds // 60, "minute", "minutes")
    if gone < timedelta(days=1):
        return count(gone.seconds // 3600, "heure", "heures")
    if gone < timedelta(days=60):
        return count(gone.days, "jour", "jours")
    return count(gone.days // 30, "mois", "mois")


class MomentForm(Struct, frozen=True, kw_only=True):
    """A day and an hour as a browser sends them, on the Paris clock."""

    day: Annotated[str, Meta(max_length=10)] = ""
    hour: Annotated[str, Meta(max_length=8)] = ""


def moment_of(day: str, hour: str, faults: dict[str, str]) -> datetime | None:
    """The moment typed in two boxes; sentences go to `faults` under `day` and `hour`."""
    try:
        read_day = date.fromisoformat(day)
    except ValueError:
        faults.setdefault("day", "Écrivez le jour, par exemple 2026-03-03.")
        return None
    try:
        read_hour = time.fromisoformat(hour)
    except ValueError:
        faults.setdefault("hour", "Écrivez l'heure, par exemple 14:05.")
        return None
    if read_hour.tzinfo is not None:
        faults.setdefault("hour", "Écrivez l'heure de Paris, sans fuseau.")
        return None
    return datetime.combine(read_day, read_hour, PARIS)


def day_and_hour(moment: datetime) -> tuple[str, str]:
    """The two boxes of a moment, on the Paris clock."""
    local = moment.astimezone(PARIS)
    return local.date().isoformat(), local.strftime("%H:%M")


FUNCTIONS = {
    "import": "un import",
    "member": "un membre de l'organisme",
    "officer": "un référent du conseil",
    "coordinator": "la coordination",
    "listener": "un écoutant",
    "anonymous": "une personne non connectée",
    "recipient": "un destinataire",
    "national": "le service national",
    "auditor": "l'audit",
    "technician": "la technique",
    "commissioner": "un membre de la commission",
    "chair": "la présidence de la commission",
    "signatory": "un signataire",
    "account": "une personne connectée",
    "mail": "un lien reçu par courriel",
    "system": "Relais",
    "console": "la ligne de commande",
}


def function_of(made_as: str) -> str:
    """Who did it, as a function: never a name."""
    return FUNCTIONS.get(made_as, "une personne")


def listed(names: Sequence[str]) -> str:
    """`a, b et c`."""
    return " et ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)
