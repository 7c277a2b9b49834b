"""The closed list of what the directory publishes: one entry per field that has its own source and date."""

from typing import Final, Literal

from msgspec import Struct

Subject = Literal["organization", "service", "contact"]
Harm = Literal["low", "medium", "high"]
HARMS: Final[tuple[Harm, ...]] = ("high", "medium", "low")

# Published by one person at once. All else waits for a second one: it directs a caller, or decides who may write.
AT_ONCE: Final = frozenset(
    {
        "convention",
        "description",
        "audience_note",
        "coverage_note",
        "hours_note",
        "dedicated",
        "admission_note",
        "last_seen_open",
        "capacity_note",
        "languages",
        "accessibility",
        "message",
        "closure",
        "website",
    }
)
# Said of a body by the network, not by itself: only a coordinator asks for a change.
NOT_OWNED: Final = frozenset(
    {"charter", "convention", "council_of", "organization", "kind", "closed_on", "replaced_by", "state"}
)
# Words, in which a number or an address would escape the second person.
FREE_TEXT: Final = frozenset(
    {
        "organization_name",
        "name",
        "acronym",
        "aliases",
        "description",
        "audience_note",
        "coverage_note",
        "hours_note",
        "admission_note",
        "last_seen_open",
        "capacity_note",
        "languages",
        "accessibility",
        "message",
    }
)
# Without these there is nothing to show: they change and are never emptied.
REQUIRED: Final = frozenset({"organization_name", "organization", "name", "kind", "state"})


class Field(Struct, frozen=True, kw_only=True):
    """One published field.

    `columns`: where its value stands in the typed tables. `source_columns`: what a source file calls it.
    `budget_days`: how long a confirmation holds. `harm`: what a wrong value does to a caller.
    """

    code: str
    label: str
    subject: Subject
    columns: tuple[str, ...]
    source_columns: tuple[str, ...]
    budget_days: int = 365
    harm: Harm = "low"

    @property
    def two_persons(self) -> bool:
        """Whether a change waits for a second person."""
        return self.code not in AT_ONCE

    @property
    def owned(self) -> bool:
        """Whether a member of the organisation may ask for a change."""
        return self.code not in NOT_OWNED

    @property
    def free_text(self) -> bool:
        """Whether it is words, in which no telephone number, e-mail or web address may stand."""
        return self.code in FREE_TEXT


def _organization(code: str, label: str, column: str = "", harm: Harm = "low") -> Field:
    return Field(
        code=code,
        label=label,
        subject="organization",
        columns=(f"organization.{column or code}",),
        source_columns=(code,),
        harm=harm,
    )


def _service(code: str, label: str, budget_days: int = 365, harm: Harm = "low", table: str = "service") -> Field:
    return Field(
        code=code,
        label=label,
        subject="service",
        columns=(f"{table}.{code}",),
        source_columns=(code,),
        budget_days=budget_days,
        harm=harm,
    )


def _contact(code: str, label: str, column: str, budget_days: int, harm: Harm) -> Field:
    return Field(
        code=code,
        label=label,
        subject="contact",
        columns=(f"contact.{column}",),
        source_columns=(code,),
        budget_days=budget_days,
        harm=harm,
    )


_ALL = (
    _organization("organization_name", "Organisme", "name"),
    _organization("charter", "Charte du réseau", harm="medium"),
    _organization("convention", "Convention de 2017"),
    _organization("independent", "Indépendance de l'Ordre", harm="high"),
    _organization("council_of", "Conseil du département"),
    _service("organization", "Rattachement"),
    _service("name", "Nom"),
    _service("acronym", "Sigle"),
    _service("aliases", "Autres noms"),
    _service("kind", "Nature"),
    _service("description", "Présentation"),
    _service("needs", "Besoins", harm="medium"),
    _service("audiences", "Publics", harm="medium"),
    _service("audience_note", "Précision sur les publics"),
    Field(
        code="coverage",
        label="Territoire",
        subject="service",
        columns=("service_area.departement",),
        source_columns=("coverage",),
        harm="medium",
    ),
    _service("coverage_note", "Précision sur le territoire"),
    _service("hours", "Horaires", 180, "medium", "schedule"),
    _service("hours_note", "Précision sur les horaires", 180, table="schedule"),
    _service("anonymous", "Anonymat", harm="high"),
    _service("free", "Gratuité", harm="medium"),
    _service("dedicated", "Réservé aux soignants"),
    Field(
        code="location",
        label="Adresse",
        subject="service",
        columns=tuple(
            f"service.{column}"
            for column in (
                "address",
                "postcode",
                "city",
                "commune",
                "departement",
                "lat",
                "lon",
                "location_precision",
            )
        ),
        source_columns=(
            "address",
            "postcode",
            "city",
            "commune",
            "departement",
            "location_precision",
            "lat",
            "lon",
        ),
        harm="medium",
    ),
    _service("admission", "Admission", 180, "medium"),
    _service("admission_note", "Précision sur l'admission", 180),
    _service("last_seen_open", "Vu ouvert en"),
    _service("capacity_note", "Capacité"),
    _service("languages", "Langues"),
    _service("accessibility", "Accessibilité"),
    _service("message", "Message", 30),
    Field(
        code="closure",
        label="Fermeture temporaire",
        subject="service",
        columns=("service.closure_from", "service.closure_to"),
        source_columns=("closure_from", "closure_to"),
        budget_days=30,
        harm="medium",
    ),
    _service("closed_on", "Fermeture définitive", harm="high"),
    _service("replaced_by", "Remplacé par", harm="high"),
    _service("state", "Statut de la fiche", harm="medium"),
    Field(
        code="phone",
        label="Téléphone",
        subject="contact",
        columns=("contact.value", "contact.e164"),
        source_columns=("phone",),
        budget_days=90,
        harm="high",
    ),
    _contact("phone_toll", "Coût de l'appel", "toll", 90, "medium"),
    _contact("phone_purpose", "Usage du téléphone", "purpose", 90, "medium"),
    _contact("email", "Adresse électronique", "value", 180, "medium"),
    _contact("email_purpose", "Usage de l'adresse électronique", "purpose", 180, "high"),
    _contact("website", "Site", "value", 365, "low"),
)

FIELDS: dict[str, Field] = {field.code: field for field in _ALL}
FIELD_OF_COLUMN: dict[str, str] = {column: field.code for field in _ALL for column in field.source_columns}
CONTACT_KINDS = ("phone", "email", "website")
# Most harmful first, numbers before all: the order of what waits for a person.
BY_HARM: Final = tuple(
    field.code
    for field in sorted(_ALL, key=lambda field: (HARMS.index(field.harm), not field.code.startswith("phone")))
)
# What is said of a contact goes with it.
COMPANIONS: dict[str, tuple[str, ...]] = {"phone": ("phone_toll", "phone_purpose"), "email": ("email_purpose",)}


def contact_id(slug: str, kind: str, position: int = 1) -> str:
    """The natural key of a way to reach a service: `mots/phone/1`."""
    return f"{slug}/{kind}/{position}"


def subject_id(field: Field, slug: str, organization: str) -> str:
    """Whose fact it is: the organisation, the service, or its first contact of that kind."""
    if field.subject == "organization":
        return organization
    return slug if field.subject == "service" else contact_id(slug, field.code.split("_", 1)[0])
