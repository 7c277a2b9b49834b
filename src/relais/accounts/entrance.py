"""What the pages of signing in share: the cookie, the browser that asks, the form in place of a page that is closed."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from litestar import Request, Response
from litestar.response import Redirect
from msgspec import Struct

from relais.accounts import resume
from relais.accounts.access import Access, Answer, Browser
from relais.accounts.devices import device_name
from relais.accounts.doors import TOKEN_FIELD, SignInNeededError
from relais.accounts.gates import (
    AID_DESK,
    COMMISSION,
    COORDINATOR,
    OFFICER,
    OWN_PAGE,
    RECIPIENT,
    SAFE_METHODS,
    SIGNATORY,
    Gate,
)
from relais.accounts.limiter import client_address
from relais.accounts.model import NOBODY, Visitor
from relais.accounts.resume import Kept
from relais.accounts.sessions import COOKIE, cookie, find_session
from relais.web.forms import Sent, parse_form
from relais.web.pages import Pages

AnyRequest = Request[Any, Any, Any]
AnyResponse = Response[Any]
BODY_LIMIT = 128 * 1024  # bytes: the sealed form of a page, which is 64 kB at most
# Who waits for someone sees them first.
FIRST_PAGES: tuple[tuple[Gate, str], ...] = (
    (OFFICER, "/orientations"),
    (AID_DESK, "/demandes"),
    (COMMISSION, "/commission"),
    (RECIPIENT, "/espace/orientations"),
    (SIGNATORY, "/rapport/chiffres"),
    (OWN_PAGE, "/espace"),
    (COORDINATOR, "/coordination"),
)
ENDED = "Votre session est terminée. Reconnectez-vous : vous reviendrez où vous étiez."
ENDED_KEPT = "Votre session est terminée. Reconnectez-vous : ce que vous avez saisi est gardé et vous attend."
ENDED_FILE = (
    "Votre session est terminée. Reconnectez-vous. Le fichier n'a pas pu être gardé : il sera à choisir de nouveau."
)
ENDED_LOST = "Votre session est terminée. Reconnectez-vous. Ce qui était saisi n'a pas pu être gardé."


class Entrance(Struct, frozen=True, kw_only=True):
    """Pages and rules of signing in, for every route that needs them."""

    pages: Pages
    access: Access
    public_origin: str = ""

    def sign_in_needed(self, request: AnyRequest, fault: Exception) -> AnyResponse:
        """The sign-in form in place of a page that asks for a session; what was typed is in it, sealed."""
        assert isinstance(fault, SignInNeededError)  # noqa: S101 registered for this class alone
        if fault.gate.stage != "full":
            if fault.found.visitor.signed_in:
                return Redirect(first_page(fault.found.visitor), status_code=303)
            return self.sign_in_page(carried=last(fault.posted or {}, resume.FIELD), status=401)
        opened = request.method in SAFE_METHODS
        kept = resume.keep(request.scope["path"], fault.posted, TOKEN_FIELD, opened=opened)
        carried = resume.seal(self.access.vault, kept) if kept else ""
        return self.sign_in_page(carried=carried, said=_said(fault, kept), status=401)

    def sign_in_page(
        self, *, carried: str = "", said: str = "", email: str = "", fault: str = "", status: int = 200
    ) -> AnyResponse:
        """The first step: address and password."""
        return self.pages.response(
            "accounts/sign_in.html",
            status=status,
            visitor=NOBODY,
            carried=carried,
            said=said,
            email=email,
            fault=fault,
            kept=bool(said) and said == ENDED_KEPT,
        )

    async def let_in(self, answer: Answer, carried: str) -> AnyResponse:
        """Both factors are proved: back to what was being done, else to the first page of this person."""
        visitor = await self.visitor_behind(answer.identifier)
        kept = resume.unseal(self.access.vault, carried)
        if kept and kept.fields is not None and visitor.account:
            if resume.belongs_to(self.access.vault, kept, visitor.account):
                page = self.pages.response(
                    "accounts/resume.html", visitor=visitor, kept=kept, first=first_page(visitor)
                )
                return with_cookie(page, answer.identifier)
            kept = None
        there = kept.path if kept else first_page(visitor)
        return with_cookie(Redirect(there, status_code=303), answer.identifier)

    async def visitor_behind(self, identifier: str) -> Visitor:
        """Who a new session belongs to, for the page that is its first."""
        async with self.access.database.reading() as db:
            return (await find_session(db, self.access.vault, identifier)).visitor


def _said(fault: SignInNeededError, kept: Kept | None) -> str:
    """Why the form is there; "" for whoever simply was not signed in."""
    if kept is None:
        return ENDED_FILE if fault.posted is None else ENDED_LOST
    if kept.fields is not None:
        return ENDED_KEPT
    return ENDED if fault.found.account else ""


def first_page(visitor: Visitor) -> str:
    """Where a person begins: where somebody waits for them, else what they keep, else the desk or their account."""
    for gate, page in FIRST_PAGES:
        if visitor.roles & gate.roles:
            return page
    return "/" if "listener" in visitor.roles else "/compte"


def browser_of(request: AnyRequest) -> Browser:
    """The browser that asks."""
    return Browser(
        address=client_address(request),
        device=device_name(request.headers.get("user-agent", "")),
        former=request.cookies.get(COOKIE, ""),
    )


def with_cookie(response: AnyResponse, identifier: str) -> AnyResponse:
    """The answer that also gives the session."""
    response.set_cookie(cookie(identifier))
    return response


async def read_form(request: AnyRequest) -> Sent:
    """The posted fields. Raises Refused."""
    return parse_form(await request.body(), request.headers.get("content-type", ""))


def last(sent: Sent, name: str) -> str:
    """The text of a field; "" when it was not sent."""
    return sent.get(name, [""])[-1]


def by_field(faults: Mapping[str, str]) -> Mapping[str, str]:
    """Faults as templates read them: a field without one has ""."""
    return defaultdict(str, faults)
