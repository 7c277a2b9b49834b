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
    """What the mail server made of it. `code`: three digits of SMTP, or the kind of failure; never its words."""

    end: Literal["sent", "later", "never"]
    code: str


class GivenUp(Struct, frozen=True, kw_only=True):
    """A mail that was never accepted. To whom is not kept."""

    id: UUID
    kind: str
    account: UUID | None
    made_at: datetime
    given_up_at: datetime
    attempts: int
    last_code: str
