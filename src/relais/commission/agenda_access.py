"""Who sits: the context of the national body, and as what an account acts in it."""

from typing import Literal

from relais.accounts.model import Visitor
from relais.core.context import Context
from relais.sheets.workplace import Workplace

Seat = Literal["chair", "commissioner", "national"]
SEATS: tuple[Seat, ...] = ("chair", "commissioner", "national")


def body_context(place: Workplace, visitor: Visitor) -> Context:
    """Of the national body, by this account."""
    return Context(kind="staff", org=place.settings.national_body, actor=visitor.account)


def seat_of(visitor: Visitor) -> Seat:
    """As what this visitor opens a file: the chair's seat before a member's, a member's before the service's."""
    return next((seat for seat in SEATS if seat in visitor.roles), "national")


def sits(visitor: Visitor) -> bool:
    """Whether this visitor decides."""
    return bool({"chair", "commissioner"} & visitor.roles)


def session_name(visitor: Visitor) -> str:
    """Names the session in what is told of an opening; it opens nothing."""
    return visitor.session_key.hex()[:32]
