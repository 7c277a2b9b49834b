"""What a note may hold: a surname, a first name, a département, how one practises, and one motive of a closed list.

No field about health and no words of one's own: nothing a council could judge a colleague by, nothing to leak.
"""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from relais.accounts.address import fold_address
from relais.core.text import fold
from relais.core.vault import Vault

Motive = Literal["isolated", "workload", "stopped", "conflict", "violence", "money", "family", "offer"]
How = Literal["telephone", "letter", "in_person"]
NoteState = Literal["received", "informed", "withdrawn", "discarded"]

LIFE = "life_danger"  # stops the page: it is in no table
MOTIVES: dict[Motive, str] = {
    "isolated": "Je n'arrive plus à joindre cette personne, ou elle s'isole",
    "workload": "Sa charge de travail me paraît trop lourde",
    "stopped": "Son activité s'est arrêtée sans prévenir",
    "conflict": "Elle traverse un conflit ou une procédure dans son exercice",
    "violence": "Elle a subi une agression ou des menaces",
    "money": "Elle a des difficultés matérielles ou financières",
    "family": "Elle traverse un deuil ou un événement familial",
    "offer": "Je souhaite seulement que l'entraide lui soit proposée",
}
HOW: dict[How, str] = {
    "telephone": "par téléphone",
    "letter": "par lettre",
    "in_person": "de vive voix, en face à face",
}
Line = Annotated[str, Meta(max_length=60)]


class NoteForm(Struct, frozen=True, kw_only=True):
    """What the author posts. `request`: made with the page; the same note posted again is one."""

    request: UUID | None = None
    motive: Annotated[str, Meta(max_length=20)] = ""
    surname: Line = ""
    first: Line = ""
    departement: Annotated[str, Meta(max_length=3)] = ""
    practice: Annotated[str, Meta(max_length=12)] = ""
    email: Annotated[str, Meta(max_length=254)] = ""


NAMES: dict[str, str] = {
    "request": "Envoi",
    "motive": "Pourquoi vous écrivez",
    "surname": "Nom",
    "first": "Prénom",
    "departement": "Département",
    "practice": "Mode d'exercice",
    "email": "Votre adresse électronique",
}


class Draft(Struct, frozen=True, kw_only=True):
    """A note whose author is not verified yet: sealed in the page, kept nowhere. `code`: the one that was mailed."""

    id: UUID
    motive: Motive
    surname: str
    first: str
    departement: str
    practice: str
    email: str
    code: str
    until: datetime

    def __repr__(self) -> str:
        return "Draft(…)"

    @property
    def council(self) -> str:
        """Slug of the one council it is for."""
        return f"cdom-{self.departement.lower()}"


class InformForm(Struct, frozen=True, kw_only=True):
    """That the person was informed: on which day and how."""

    informed_on: date | None = None
    how: Annotated[str, Meta(max_length=12)] = ""


INFORM_NAMES = {"informed_on": "Jour où vous l'avez informée", "how": "Comment vous l'avez informée"}


def person_key(vault: Vault, draft: Draft) -> bytes:
    """Under what two notes about the same person meet; useless without the secret kept outside the database.

    Without the département: written to a second council, a note of the same author is the same note.
    """
    return vault.keyed("note person", "|".join(fold(one).replace(" ", "") for one in (draft.surname, draft.first)))


def author_key(vault: Vault, email: str) -> bytes:
    """Under what two notes of the same author meet."""
    return vault.keyed("note author", fold_address(email))


def contact_purpose(author: UUID) -> str:
    """For what the vault seals the address of an author."""
    return f"note_author.contact:{author}"
