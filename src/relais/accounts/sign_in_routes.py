"""`/connexion`, its second step, and `/deconnexion`."""

from litestar import get, post
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from relais.accounts import passkeys, resume, session_store
from relais.accounts.doors import found_of, visitor_of
from relais.accounts.entrance import (
    BODY_LIMIT,
    AnyRequest,
    AnyResponse,
    Entrance,
    browser_of,
    first_page,
    last,
    read_form,
    with_cookie,
)
from relais.accounts.gates import EVERYONE, KNOWN, PASSWORD_PROVED, through
from relais.accounts.passkeys import party_of
from relais.accounts.sessions import COOKIE, Found, find_session, no_cookie
from relais.accounts.sign_in import account_of, prove_code, prove_passkey, prove_password
from relais.audit.service import record
from relais.core.vault import token_key

NO_PASSKEY_HERE = "Les clés d'accès ne servent pas à cette adresse. Donnez un code."


def sign_in_routes(entrance: Entrance) -> list[HTTPRouteHandler]:
    """The routes of signing in and out."""
    return [*_first_step(entrance), *_second_step(entrance), _out(entrance)]


def _first_step(entrance: Entrance) -> list[HTTPRouteHandler]:
    access = entrance.access

    @get("/connexion", opt=through(EVERYONE), include_in_schema=False)
    async def sign_in_page(request: AnyRequest) -> AnyResponse:
        if identifier := request.cookies.get(COOKIE, ""):
            visitor = await entrance.visitor_behind(identifier)
            if visitor.signed_in:
                return Redirect(first_page(visitor), status_code=303)
        return entrance.sign_in_page()

    @post("/connexion", status_code=200, opt=through(EVERYONE), include_in_schema=False,
          request_max_body_size=BODY_LIMIT)  # fmt: skip
    async def sign_in(request: AnyRequest) -> AnyResponse:
        sent = await read_form(request)
        email, carried = last(sent, "email")[:254], last(sent, resume.FIELD)
        answer = await prove_password(access, email, last(sent, "mot_de_passe"), browser_of(request))
        if answer.fault:
            return entrance.sign_in_page(carried=carried, email=email, fault=answer.fault, status=answer.status)
        if answer.entering:
            return with_cookie(Redirect("/entree", status_code=303), answer.identifier)
        if not carried:
            return with_cookie(Redirect("/connexion/code", status_code=303), answer.identifier)
        async with access.database.reading() as db:
            found = await find_session(db, access.vault, answer.identifier)
        return with_cookie(await second_step(entrance, request, found, carried=carried), answer.identifier)

    return [sign_in_page, sign_in]


def _second_step(entrance: Entrance) -> list[HTTPRouteHandler]:
    access = entrance.access

    @get("/connexion/code", opt=through(PASSWORD_PROVED), include_in_schema=False)
    async def code_page(request: AnyRequest) -> AnyResponse:
        return await second_step(entrance, request, found_of(request))

    @post("/connexion/code", status_code=200, opt=through(PASSWORD_PROVED), include_in_schema=False,
          request_max_body_size=BODY_LIMIT)  # fmt: skip
    async def give_code(request: AnyRequest) -> AnyResponse:
        sent, found = await read_form(request), found_of(request)
        carried = last(sent, resume.FIELD)
        answer = await prove_code(access, found, last(sent, "code"), browser_of(request))
        if answer.fault:
            return await second_step(
                entrance, request, found, carried=carried, fault=answer.fault, status=answer.status
            )
        return await entrance.let_in(answer, carried)

    @post("/connexion/cle", status_code=200, opt=through(PASSWORD_PROVED), include_in_schema=False,
          request_max_body_size=BODY_LIMIT)  # fmt: skip
    async def give_passkey(request: AnyRequest) -> AnyResponse:
        sent, found = await read_form(request), found_of(request)
        carried, party = last(sent, resume.FIELD), party_of(request, entrance.public_origin)
        if party is None:
            return await second_step(entrance, request, found, carried=carried, fault=NO_PASSKEY_HERE, status=422)
        answer = await prove_passkey(access, found, party, last(sent, "cle_acces"), browser_of(request))
        if answer.fault:
            return await second_step(
                entrance, request, found, carried=carried, fault=answer.fault, status=answer.status
            )
        return await entrance.let_in(answer, carried)

    return [code_page, give_code, give_passkey]


def _out(entrance: Entrance) -> HTTPRouteHandler:
    access = entrance.access

    @post("/deconnexion", status_code=303, opt=through(KNOWN), include_in_schema=False)
    async def sign_out(request: AnyRequest) -> AnyResponse:
        visitor, identifier = visitor_of(request), request.cookies.get(COOKIE, "")
        async with access.database.writing() as db:
            await session_store.END_SESSION.run(db, token_key(identifier))
            if visitor.account:
                await record(db, visitor.acting(), "accounts.sign_out", "account", str(visitor.account))
        response = Redirect("/connexion", status_code=303)
        response.set_cookie(no_cookie())
        return response

    return sign_out


async def second_step(
    entrance: Entrance, request: AnyRequest, found: Found, *, carried: str = "", fault: str = "", status: int = 200
) -> AnyResponse:
    """The page that asks for a code, and for a passkey when the account has one."""
    party, options = party_of(request, entrance.public_origin), ""
    if party is not None:
        async with entrance.access.database.reading() as db:
            options = await passkeys.ask_to_prove(db, found.visitor.session_key, party, account_of(found))
    return entrance.pages.response(
        "accounts/second_factor.html",
        status=status,
        visitor=found.visitor,
        carried=carried,
        options=options,
        fault=fault,
    )
