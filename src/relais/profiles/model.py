"""What a person keeps here: the services that are hers, and each published fact of one of them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from msgspec import Struct

from relais.directory.facts import FIELDS
from relais.directory.model import State

Slot = tuple[str, int]  # code of FIELDS, and which contact of its kind (1 for all that is no contact)


class OwnRow(Struct, frozen=True, kw_only=True):
    """One service among those a person keeps."""

    slug: str
    organization: str
    organization_name: str
    name: str
    acronym: str
    kind: str
    state: State
    departement: str
    council_of: str

    @property
    def title(self) -> str:
        """How the service is called in a list."""
        return f"{self.acronym}, {self.name}" if self.acronym and self.acronym != self.name else self.name


class FactNow(Struct, frozen=True, kw_only=True):
    """A published value, since when, and on whose word. `value` None = cleared by a person."""

    subject_kind: str
    subject_id: str
    field: str
    value: Any
    state: State
    source_label: str
    source_date_text: str
    confirmed_how: str | None
    confirmed_at: datetime | None
    version_from: int
    published_at: datetime | None

    @property
    def slot(self) -> Slot:
        """Its field and its position among contacts of one kind."""
        position = int(self.subject_id.rpartition("/")[2]) if self.subject_kind == "contact" else 1
        return self.field, position


class OwnPage(Struct, frozen=True, kw_only=True):
    """A service that this person keeps, and as what: `facts` holds the current ones, cleared ones included."""

    row: OwnRow
    role: Literal["member", "officer"]
    facts: Mapping[Slot, FactNow]

    def value(self, code: str, position: int = 1) -> Any:
        """The published value; None when there is none."""
        fact = self.facts.get((code, position))
        return fact.value if fact else None

    def version(self, slot: Slot) -> int:
        """`version_from` of the current fact; 0 when there is none."""
        fact = self.facts.get(slot)
        return fact.version_from if fact else 0

    def positions(self, kind: str) -> list[int]:
        """Positions of the contacts of one kind that hold a value."""
        return sorted(at for (code, at), fact in self.facts.items() if code == kind and fact.value is not None)


def key_of(slot: Slot) -> str:
    """`hours`, `phone.2`: the name of a slot in forms."""
    code, position = slot
    return f"{code}.{position}" if FIELDS[code].subject == "contact" else code


def slot_of(key: str) -> Slot | None:
    """The slot a form names; None when there is no such field."""
    code, _, position = key.partition(".")
    if code not in FIELDS or (position and not (position.isascii() and position.isdigit() and len(position) < 3)):
        return None
    return code, int(position or 1)  # 0 = a contact to be added
