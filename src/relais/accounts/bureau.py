"""What the pages about persons share: the frame, the form that was posted, who acts."""

from collections.abc import Sequence
from typing import Any, Protocol, TypeVar
from uuid import UUID

from litestar import Request, Response
from litestar.response import Redirect
from msgspec import Struct

from relais.accounts.doors import visitor_of
from relais.accounts.model import Role
from relais.audit.model import Actor
from relais.core.clock import now
from relais.core.db import Database
from relais.core.errors import NotFound, Refused
from relais.core.settings import Settings
from relais.core.vault import Vault
from relais.notifications.service import public_address
from relais.web.forms import Filled, Sent, decode_form, parse_form
from relais.web.pages import Pages

AnyRequest = Request[Any, Any, Any]
Form = TypeVar("Form", bound=Struct)
PEOPLE = "/coordination/personnes"


class Place(Protocol):
    """One place of the coordination's navigation."""

    @property
    def href(self) -> str: ...

    @property
    def words(self) -> str: ...


class Bureau(Struct, frozen=True, kw_only=True):
    """Made once by the application. `frame` and `sections`: the coordination's, which stands above."""

    pages: Pages
    database: Database
    vault: Vault
    settings: Settings
    sections: Sequence[Place]
    frame: str = "moderation/frame.html"

    @property
    def origin(self) -> str:
        """What mailed links begin with."""
        return public_address(self.settings)

    def page(self, request: AnyRequest, template: str, *, status: int = 200, **context: Any) -> Response[str]:
        """A page of the coordination about persons."""
        return self.own(
            request, template, status=status, frame=self.frame, sections=self.sections, section=PEOPLE, **context
        )

    def own(self, request: AnyRequest, template: str, *, status: int = 200, **context: Any) -> Response[str]:
        """A page of someone's own."""
        return self.pages.response(template, status=status, visitor=visitor_of(request), now=now(), **context)


def acting(request: AnyRequest, *roles: Role) -> Actor:
    """Who acts, for the journal."""
    return visitor_of(request).acting(*roles)


def me(request: AnyRequest) -> UUID:
    """The account behind a gate that asks for one."""
    account = visitor_of(request).account
    if account is None:
        raise NotFound
    return account


def see(path: str) -> Redirect:
    """After a post that acted: the page that shows what became of it."""
    return Redirect(path, status_code=303)


def uuid_of(code: str) -> UUID:
    """An id that stands in an address. Raises NotFound."""
    try:
        return UUID(code)
    except ValueError:
        raise NotFound from None


async def sent(request: AnyRequest) -> Sent:
    """The posted fields. Raises Refused."""
    return parse_form(await request.body(), request.headers.get("content-type", ""))


async def posted(request: AnyRequest, kind: type[Form], names: dict[str, str]) -> Filled[Form]:
    """The form of a post, with a sentence for each field at fault."""
    return decode_form(kind, await sent(request), names)


def blamed(filled: Filled[Form], fault: Refused) -> Filled[Form]:
    """The form with the sentence of a refusal beside its field. Raises the refusal when it names no field of it."""
    if fault.field is None or not hasattr(filled.value, fault.field):
        raise fault
    return Filled(value=filled.value, faults={**filled.faults, fault.field: fault.sentence})
