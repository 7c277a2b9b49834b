"""What is proposed, what conflicts, what waits for a second person, and what a call-back established."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from msgspec import Struct

from relais.core.errors import NotFound
from relais.directory.model import State

MadeAs = Literal["import", "member", "officer", "coordinator"]
Purpose = Literal["change", "withdrawal", "protected"]
Status = Literal["open", "accepted", "refused", "superseded", "withdrawn"]


class Proposal(Struct, frozen=True, kw_only=True):
    """A value someone wants published. `value` as a form or a file writes it; None, "" or [] clears the field.

    `position` tells the contacts of one kind apart; 0, -1, -2… are new ones, which take the next free positions.
    `base_version`: `version_from` of the fact the person started from, 0 when there was none.
    """

    code: str
    value: Any
    position: int = 1
    base_version: int = 0


class Conflict(Struct, frozen=True, kw_only=True):
    """A field that someone else changed meanwhile. `base_version` is the one to start again from."""

    code: str
    position: int
    label: str
    yours: Any
    theirs: Any
    base_version: int


class Outcome(Struct, frozen=True, kw_only=True):
    """What became of proposals: codes published at once, codes that wait, or conflicts, and then nothing is written."""

    published: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    version: int = 0


class LineKey(Struct, frozen=True, kw_only=True):
    """One proposed value of a request."""

    request: UUID
    subject_kind: str
    subject_id: str
    field: str

    @property
    def code(self) -> str:
        """The key as it stands in an address."""
        return ".".join((str(self.request), self.subject_kind, self.subject_id.replace("/", "."), self.field))


def parse_line_key(code: str) -> LineKey:
    """The key that an address names. Raises NotFound."""
    parts = code.split(".")
    if len(parts) < 4:
        raise NotFound
    try:
        request = UUID(parts[0])
    except ValueError:
        raise NotFound from None
    return LineKey(request=request, subject_kind=parts[1], subject_id="/".join(parts[2:-1]), field=parts[-1])


class CallBack(Struct, frozen=True, kw_only=True):
    """Evidence of a call: who was reached (a function, never a name), when, and what was read back."""

    reached: str
    reached_at: datetime
    read_back: str


class HeldFact(Struct, frozen=True, kw_only=True):
    """A current fact, with what is needed to publish it again."""

    subject_kind: str
    subject_id: str
    field: str
    value: Any
    state: State
    source_label: str
    source_url: str | None
    source_date_text: str
    note: str | None
    confirmed_by: str | None
    confirmed_how: str | None
    confirmed_at: datetime | None
    version_from: int


class ChangeLine(Struct, frozen=True, kw_only=True):
    """A proposed value with what it would replace. `before` and `after` are raw values, None = nothing.

    `outdated`: the published value is no longer the one it started from. `others`: open proposals of others on the same
    field. `made_by` and `decided_by` are accounts, for deciding who may act: never to be shown to an organisation.
    """

    request: UUID
    subject_kind: str
    subject_id: str
    field: str
    service: str
    service_name: str
    organization: str
    organization_name: str
    purpose: Purpose
    status: Status
    made_by: UUID | None
    made_as: MadeAs
    made_at: datetime
    why: str
    origin: str
    batch: UUID | None
    before: Any
    before_state: State | None
    after: Any
    state: State
    source_label: str
    source_url: str | None
    source_date_text: str
    note: str | None
    fact_version: int | None
    outdated: bool
    others: int
    decided_by: UUID | None
    decided_at: datetime | None
    decision_reason: str

    @property
    def key(self) -> LineKey:
        """What decides it."""
        return LineKey(
            request=self.request, subject_kind=self.subject_kind, subject_id=self.subject_id, field=self.field
        )

    @property
    def code(self) -> str:
        """Its key as it stands in an address."""
        return self.key.code

    @property
    def position(self) -> int:
        """Which contact of its kind; 1 for all else."""
        return position_of(self.subject_kind, self.subject_id)


QueueLine = ChangeLine
WaitingLine = ChangeLine


class Batch(Struct, frozen=True, kw_only=True):
    """The telephone numbers that an import adds or changes, decided at once."""

    batch: UUID
    source: str
    made_by: UUID | None
    made_at: datetime
    numbers: int
    services: int


class ToConfirm(Struct, frozen=True, kw_only=True):
    """A published fact that nobody ever confirmed."""

    service: str
    service_name: str
    organization: str
    organization_name: str
    subject_kind: str
    subject_id: str
    field: str
    value: Any
    state: State
    source_label: str
    source_date_text: str
    version_from: int

    @property
    def position(self) -> int:
        """Which contact of its kind; 1 for all else."""
        return position_of(self.subject_kind, self.subject_id)


def position_of(subject_kind: str, subject_id: str) -> int:
    """The position in the natural key of a contact; 1 for other subjects."""
    return int(subject_id.rpartition("/")[2]) if subject_kind == "contact" else 1


def is_empty(value: Any) -> bool:
    """Whether a form left it blank."""
    return value is None or (isinstance(value, str | Sequence | dict) and not value)
