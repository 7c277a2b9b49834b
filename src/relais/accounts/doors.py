"""The guard at every address: reads the session, asks the gate, checks that a form comes from this session."""

from collections.abc import Iterable
from typing import Any

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.enums import RequestEncodingType
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler
from msgspec import Struct

from relais.accounts.gates import SAFE_METHODS, Gate
from relais.accounts.model import NOBODY, Visitor
from relais.accounts.sessions import COOKIE, Found, find_session, token_holds
from relais.core.db import Database, Unavailable
from relais.core.errors import NotFound, Refused
from relais.core.vault import Vault
from relais.web.forms import Sent, parse_form

TOKEN_FIELD = "jeton"  # noqa: S105 the name of a field
TOKEN_HEADER = "relais-jeton"  # noqa: S105 the name of a header
STATE = "visitor"
FOUND = "found"
UNREAD = "unread"


class SignInNeededError(Exception):
    """The session is missing or ended, or not far enough. `posted` is what was typed, None when it was not a form."""

    def __init__(self, gate: Gate, found: Found, posted: Sent | None) -> None:
        super().__init__("sign in")
        self.gate = gate
        self.found = found
        self.posted = posted


class Doors(Struct, frozen=True, kw_only=True):
    """Installed once on the application, in front of every handler."""

    database: Database
    vault: Vault

    async def guard(self, connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
        """Raises SignInNeededError; NotFound when the role is not held: what is not yours does not exist."""
        gate: Gate | None = handler.opt.get("gate")
        if gate is None:  # none of ours: the framework's own answer to OPTIONS
            raise NotFound
        if not gate.reads_session:
            return
        found = await self._find(connection, gate)
        visitor = found.visitor
        connection.scope["state"][STATE] = visitor
        connection.scope["state"][FOUND] = found
        request: Request[Any, Any, Any] = Request(connection.scope, connection.receive)
        if gate.needs_session and found.stage != gate.stage:
            raise SignInNeededError(gate, found, await _posted(request))
        if gate.roles and not gate.roles & visitor.roles:
            raise NotFound("Cette page n'existe pas ou n'existe plus.")
        known = visitor.signed_in or gate.needs_session
        if known and request.method not in SAFE_METHODS and not _left_to(handler, request):
            await _check_token(request, visitor, reads=not handler.opt.get("streams"))

    async def _find(self, connection: ASGIConnection[Any, Any, Any, Any], gate: Gate) -> Found:
        identifier = connection.cookies.get(COOKIE, "")
        if not identifier:
            return Found()
        try:
            async with self.database.reading() as db:
                return await find_session(db, self.vault, identifier)
        except Unavailable:
            if gate.needs_session:
                raise
            connection.scope["state"][UNREAD] = True
            return Found()


def _left_to(handler: BaseRouteHandler, request: Request[Any, Any, Any]) -> bool:
    """Whether no token is asked for, or the handler asks by itself as it reads a form that brings a large file."""
    brings = handler.opt.get("streams") and request.content_type[0] == RequestEncodingType.MULTI_PART
    return bool(handler.opt.get("reading") or brings)


async def _check_token(request: Request[Any, Any, Any], visitor: Visitor, *, reads: bool) -> None:
    """The token of the session, in a field of the form or, for what a script sends, in a header.

    `reads` false: the address takes large bodies, and one that is not the form it expects is not read.
    """
    posted = request.headers.get(TOKEN_HEADER)
    if posted is None:
        posted = await _posted_token(request) if reads else ""
    if not token_holds(visitor, posted):
        await _leave_files(request)
        raise _not_this_form()


def check_streamed_token(visitor: Visitor, posted: str) -> None:
    """For a handler whose `opt` says `streams`, before it reads on. Raises Refused."""
    if not token_holds(visitor, posted):
        raise _not_this_form()


def _not_this_form() -> Refused:
    sentence = "Ce formulaire n'est plus valable : revenez à la page, relisez, et envoyez de nouveau."
    return Refused("form_token", sentence, status=403)


async def _posted(request: Request[Any, Any, Any]) -> Sent | None:
    """The fields of an ordinary form; empty for a page that is only opened; None for files and other bodies."""
    if request.method in SAFE_METHODS:
        return {}
    if request.content_type[0] == RequestEncodingType.MULTI_PART:
        return None  # a file is chosen again: it is not read
    try:
        return parse_form(await request.body(), request.headers.get("content-type", ""))
    except Refused:
        return None


async def _posted_token(request: Request[Any, Any, Any]) -> str:
    kind, _ = request.content_type
    if kind == RequestEncodingType.MULTI_PART:
        return str((await request.form()).get(TOKEN_FIELD, ""))
    return parse_form(await request.body(), request.headers.get("content-type", "")).get(TOKEN_FIELD, [""])[-1]


async def _leave_files(request: Request[Any, Any, Any]) -> None:
    """Close what was sent with a form that goes no further: only those of a handler are closed by the framework."""
    if request.content_type[0] == RequestEncodingType.MULTI_PART:
        await (await request.form()).close()


def visitor_of(request: Request[Any, Any, Any]) -> Visitor:
    """Who opened this page; nobody behind a gate that reads no session."""
    visitor: Visitor = request.scope["state"].get(STATE, NOBODY)
    return visitor


def found_of(request: Request[Any, Any, Any]) -> Found:
    """What the cookie of this request means, whatever its stage; nothing behind a gate that reads no session."""
    found: Found = request.scope["state"].get(FOUND, Found())
    return found


def is_unread(request: Request[Any, Any, Any]) -> bool:
    """Whether a session was named that the database did not answer for: they are taken for nobody meanwhile."""
    return bool(request.scope["state"].get(UNREAD))


def check_gates(handlers: Iterable[HTTPRouteHandler]) -> None:
    """Raises LookupError when a handler names no gate: an address is never open by omission."""
    for handler in handlers:
        if not isinstance(handler.opt.get("gate"), Gate):
            raise LookupError(f"{sorted(handler.paths)} names no gate")
