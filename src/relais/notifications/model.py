"""A mail as it waits, and what becomes of one."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct


class Message(Struct, frozen=True, kw_only=True):
    """What is sealed in the outbox."""

    to: str
    subject: str
    text: str


class Claimed(Struct, frozen=True, kw_only=True):
    """A mail that this worker, and no other, is about to send. `attempts` counts this one."""

    id: UUID
    message_sealed: bytes
    made_at: datetime
    attempts: int


class Verdict(Struct, frozen=True, kw_only=True):
    """What became of one attempt. `code`: three digits of SMTP, or the kind of failure; never the server's words."""

    end: Literal["sent", "later", "never"]
    code: str


class GivenUp(Struct, frozen=True, kw_only=True):
    """A mail that was never accepted. Its text and its address are no longer held."""

    id: UUID
    kind: str
    account: UUID | None
    made_at: datetime
    given_up_at: datetime
    attempts: int
    last_code: str


class OutboxState(Struct, frozen=True, kw_only=True):
    """The outbox at a glance. `late_since`: of the oldest mail that should have left. `perhaps_twice`: attempts whose
    worker died before it could say what the server answered; a second copy bears the same Message-ID."""

    waiting: int
    late_since: datetime | None
    given_up: int
    perhaps_twice: int
