"""Who acts, and one line of the journal."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from msgspec import Struct

ActingAs = Literal[
    "listener",
    "officer",
    "member",
    "recipient",
    "coordinator",
    "national",
    "auditor",
    "technician",
    "commissioner",
    "chair",
    "signatory",
    "anonymous",
    "account",
    "mail",
    "system",
    "console",
]


class Actor(Struct, frozen=True, kw_only=True):
    """Who acts, and as what. `account` is None for the system, the console, a mailed link and anonymous persons."""

    account: UUID | None = None
    acting_as: ActingAs


SYSTEM = Actor(acting_as="system")
CONSOLE = Actor(acting_as="console")
ANONYMOUS = Actor(acting_as="anonymous")


class Entry(Struct, frozen=True, kw_only=True):
    """One line of the journal."""

    id: int
    at: datetime
    actor: UUID | None
    acting_as: ActingAs
    act: str
    subject_kind: str
    subject_id: str
    organization: str
    field: str
    detail: dict[str, Any]
