"""What the directory publishes. A result of a search is a `Service`; HSDS 3 names."""

from datetime import date, datetime
from typing import Literal

from msgspec import Struct

Ternary = Literal["yes", "no", "unknown"]
State = Literal["draft", "sourced", "to_verify", "confirmed", "stale", "doubtful", "suspended"]
Toll = Literal["free", "standard", "premium", "unknown"]
Purpose = Literal["help", "admin"]
Charter = Literal["signatory", "pass_2018", "partnership_stated", "unknown"]
Kind = Literal[
    "ecoute",
    "conseil",
    "juridique",
    "financier",
    "consultation",
    "hospitalisation_complete",
    "hospitalisation_jour",
    "prevention",
    "depistage",
    "reconversion",
    "soutien_famille",
    "administratif",
    "urgence",
]
Need = Literal[
    "financier",
    "juridique",
    "administratif",
    "organisationnel",
    "sante",
    "souffrance_psychique",
    "addiction",
    "professionnel",
    "personnel_social",
    "prevention",
    "depistage",
    "reconversion",
    "etudiant_interne",
    "famille",
    "violence",
    "crise_suicidaire",
    "hospitalisation",
    "crise_sanitaire_exercice",
]
Audience = Literal[
    "liberal",
    "hospitalier",
    "salarie",
    "remplacant",
    "interne",
    "etudiant",
    "retraite",
    "famille",
    "soignant_a_ordre",
    "autre_soignant",
    "anesthesie_reanimation",
]
NATIONAL = "FR"


class Contact(Struct, frozen=True, kw_only=True):
    """A way to reach a service. `e164` is `+33…`, or the short code itself (`3114`), or "" for an e-mail or a site.

    Only contacts of purpose `help` may be given to a caller; state and provenance are the contact's own.
    """

    kind: Literal["phone", "email", "website"]
    value: str
    e164: str = ""
    toll: Toll = "unknown"
    purpose: Purpose = "help"
    state: State = "sourced"
    doubted_at: datetime | None = None  # since when it is reported wrong


class FactLine(Struct, frozen=True, kw_only=True):
    """Where a published field comes from, in words a reader can check."""

    field: str
    state: State
    source_label: str
    source_url: str | None = None
    source_date_text: str = "non datée"
    note: str | None = None
    confirmed_how: str | None = None
    confirmed_at: datetime | None = None
    doubted_at: datetime | None = None


class Service(Struct, frozen=True, kw_only=True):
    """One published service of an organisation, whole and immutable: all that a page or a search needs.

    `coverage` holds département codes or `FR` alone; `audiences` empty means open to every doctor;
    `hours` is OSM `opening_hours` text; `lat`/`lon` in degrees; `closed_on` set means closed for good, and
    `replaced_by` is the slug that a caller is led to.
    """

    slug: str
    organization: str
    organization_name: str
    name: str
    kind: Kind
    acronym: str = ""
    aliases: tuple[str, ...] = ()
    description: str = ""
    needs: tuple[Need, ...] = ()
    audiences: tuple[Audience, ...] = ()
    audience_note: str = ""
    coverage: tuple[str, ...] = ()
    coverage_note: str = ""
    hours: str = ""
    hours_note: str = ""
    anonymous: Ternary = "unknown"
    free: Ternary = "unknown"
    independent: Ternary = "unknown"
    dedicated: Ternary = "unknown"
    charter: Charter = "unknown"
    convention: Literal["", "cnom", "carmf", "cng"] = ""
    council_of: str = ""
    contacts: tuple[Contact, ...] = ()
    departement: str = ""
    commune: str = ""
    address: str = ""
    lat: float | None = None
    lon: float | None = None
    location_precision: Literal["", "address", "commune", "departement"] = ""
    admission: tuple[Literal["self", "letter", "doctor", "association", "council"], ...] = ()
    admission_note: str = ""
    last_seen_open: str = ""
    capacity_note: str = ""
    languages: str = ""
    accessibility: str = ""
    message: str = ""
    closure_from: date | None = None
    closure_to: date | None = None
    closed_on: date | None = None
    replaced_by: str = ""
    state: State = "sourced"
    facts: tuple[FactLine, ...] = ()


class RetiredNumber(Struct, frozen=True, kw_only=True):
    """A number that must never be given. `digits` as dialled in France; `never` = was never a help line for doctors."""

    digits: str
    display: str
    never: bool
    replaced_by: str = ""
    was: str = ""
    source_label: str = ""
    source_date_text: str = ""
