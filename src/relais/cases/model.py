"""A case as it is read: never its code, never its key."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from msgspec import Struct

Category = Literal["identity", "contact", "need", "availability", "context"]
CodeBy = Literal["officer", "listener", "person"]
Origin = Literal["officer", "person", "sheet", "colleague"]


class Case(Struct, frozen=True, kw_only=True):
    """`council`: slug, "" when the doctor goes round their own. `ends_on`: purged after that day."""

    id: UUID
    reference: str
    council: str
    origin: Origin
    code_by: CodeBy
    alias: str
    made_at: datetime
    ends_on: date
    closed_at: datetime | None
    erased_at: datetime | None


class CaseEvent(Struct, frozen=True, kw_only=True):
    """One event of the chain. `org`: slug of the body it was done for; `detail`: codes only."""

    seq: int
    at: datetime
    actor_kind: str
    org: str
    act: str
    detail: dict[str, Any]


class Opened(Struct, frozen=True, kw_only=True):
    """A case just made. `code` is told to the person once, and kept nowhere."""

    case: UUID
    reference: str
    code: str

    def __repr__(self) -> str:
        return f"Opened({self.reference})"
