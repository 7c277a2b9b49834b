"""Roles, what a person holds, and who is visiting."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct

from relais.audit.model import ANONYMOUS, ActingAs, Actor

Role = Literal[
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
]
# These open persons or decide facts: granting them takes two persons.
TWO_PERSON_ROLES: frozenset[Role] = frozenset(
    {"officer", "recipient", "national", "auditor", "coordinator", "commissioner", "chair", "signatory"}
)
OF_AN_ORGANIZATION: frozenset[Role] = frozenset({"member", "recipient", "signatory"})


class Grant(Struct, frozen=True, kw_only=True):
    """One role held: of an organisation (`OF_AN_ORGANIZATION`), of a council (officer, by département), or of all."""

    id: UUID
    role: Role
    organization: str = ""
    council: str = ""
    function: str = ""
    deputy: bool = False


class Visitor(Struct, frozen=True, kw_only=True):
    """Who opened the page. Nobody in particular when `account` is None; roles count only once fully signed in."""

    account: UUID | None = None
    name: str = ""
    grants: tuple[Grant, ...] = ()
    session_key: bytes = b""
    form_token: str = ""  # to be posted with every form, bound to the session
    ends_at: datetime | None = None

    @property
    def signed_in(self) -> bool:
        """Whether both factors were proved."""
        return self.account is not None

    @property
    def roles(self) -> frozenset[Role]:
        """Every role held."""
        return frozenset(grant.role for grant in self.grants)

    def organizations(self, role: Role = "member") -> tuple[str, ...]:
        """Slugs of the organisations for which `role` is held."""
        return tuple(grant.organization for grant in self.grants if grant.role == role)

    def councils(self) -> tuple[str, ...]:
        """Département codes of the councils this officer serves."""
        return tuple(grant.council for grant in self.grants if grant.role == "officer")

    def acting(self, *preferred: Role) -> Actor:
        """The actor for the journal: the first preferred role that is held, else simply an account, or anonymous."""
        if self.account is None:
            return ANONYMOUS
        role: ActingAs = next((role for role in preferred if role in self.roles), "account")
        return Actor(account=self.account, acting_as=role)


NOBODY = Visitor()
