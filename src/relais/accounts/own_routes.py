"""`/compte`: one's own account, its connections, and what proves who one is."""

from litestar import get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from relais.accounts import own_account, passkeys, totp
from relais.accounts.access import Answer
from relais.accounts.doors import visitor_of
from relais.accounts.entering import KEY_NOT_ADDED, pending_secret, seal_pending
from relais.accounts.entrance import (
    AnyRequest,
    AnyResponse,
    Entrance,
    browser_of,
    by_field,
    last,
    read_form,
    with_cookie,
)
from relais.accounts.gates import SIGNED_IN, through
from relais.accounts.held import roles_held
from relais.accounts.passkeys import party_of

HERE = "/compte"
DIFFERENT = "Les deux mots de passe diffèrent : retapez-les."


def own_routes(entrance: Entrance) -> list[HTTPRouteHandler]:
    """The routes of one's own account."""
    return [*_reading(entrance), *_closing(entrance), *_changing(entrance), *_passkeys(entrance)]


def _reading(entrance: Entrance) -> list[HTTPRouteHandler]:
    @get(HERE, opt=through(SIGNED_IN), include_in_schema=False)
    async def account_page(request: AnyRequest) -> AnyResponse:
        return await own(entrance, request)

    @get("/compte/code", opt=through(SIGNED_IN), include_in_schema=False)
    async def totp_page(request: AnyRequest) -> AnyResponse:
        return await codes_application(entrance, request, totp.new_secret())

    @get("/compte/cle", opt=through(SIGNED_IN), include_in_schema=False)
    async def passkey_page(request: AnyRequest) -> AnyResponse:
        return await new_passkey(entrance, request)

    return [account_page, totp_page, passkey_page]


def _closing(entrance: Entrance) -> list[HTTPRouteHandler]:
    access = entrance.access

    @post("/compte/connexions", status_code=303, opt=through(SIGNED_IN), include_in_schema=False)
    async def close_others(request: AnyRequest) -> AnyResponse:
        await own_account.close_others(access, visitor_of(request))
        return Redirect(f"{HERE}#connexions", status_code=303)

    @post("/compte/connexions/{code:str}", status_code=303, opt=through(SIGNED_IN), include_in_schema=False)
    async def close_one(code: FromPath[str], request: AnyRequest) -> AnyResponse:
        await own_account.close_session(access, visitor_of(request), code)
        return Redirect(f"{HERE}#connexions", status_code=303)

    return [close_others, close_one]


def _changing(entrance: Entrance) -> list[HTTPRouteHandler]:
    access = entrance.access

    @post("/compte/mot-de-passe", status_code=303, opt=through(SIGNED_IN), include_in_schema=False)
    async def change_password(request: AnyRequest) -> AnyResponse:
        sent = await read_form(request)
        new = last(sent, "nouveau")
        if new != last(sent, "encore"):
            return await own(entrance, request, faults={"encore": DIFFERENT}, status=422)
        answer = await own_account.change_password(
            access, visitor_of(request), last(sent, "mot_de_passe"), new, browser_of(request)
        )
        return await done(entrance, request, answer, "nouveau")

    @post("/compte/codes-de-secours", status_code=200, opt=through(SIGNED_IN), include_in_schema=False)
    async def renew_codes(request: AnyRequest) -> AnyResponse:
        sent = await read_form(request)
        answer = await own_account.renew_codes(
            access, visitor_of(request), last(sent, "mot_de_passe"), browser_of(request)
        )
        if answer.fault:
            return await own(entrance, request, faults={"codes": answer.fault}, status=answer.status)
        visitor = await entrance.visitor_behind(answer.identifier)
        page = entrance.pages.response(
            "accounts/recovery_codes.html", visitor=visitor, codes=answer.codes, first=HERE, entered=False
        )
        return with_cookie(page, answer.identifier)

    @post("/compte/code", status_code=303, opt=through(SIGNED_IN), include_in_schema=False)
    async def change_totp(request: AnyRequest) -> AnyResponse:
        sent, visitor = await read_form(request), visitor_of(request)
        sealed = last(sent, "secret_scelle")
        answer = await own_account.change_totp(
            access, visitor, last(sent, "mot_de_passe"), sealed, last(sent, "code"), browser_of(request)
        )
        if answer.fault and visitor.account:
            secret = pending_secret(access.vault, visitor.account, sealed) or totp.new_secret()
            return await codes_application(entrance, request, secret, answer)
        return with_cookie(Redirect(HERE, status_code=303), answer.identifier)

    return [change_password, renew_codes, change_totp]


def _passkeys(entrance: Entrance) -> list[HTTPRouteHandler]:
    access = entrance.access

    @post("/compte/cle", status_code=303, opt=through(SIGNED_IN), include_in_schema=False)
    async def add_passkey(request: AnyRequest) -> AnyResponse:
        sent, party = await read_form(request), party_of(request, entrance.public_origin)
        if party is None:
            return await new_passkey(entrance, request, Answer(fault=KEY_NOT_ADDED, status=422))
        answer = await own_account.add_passkey(
            access, visitor_of(request), last(sent, "mot_de_passe"), party, last(sent, "cle_acces"), browser_of(request)
        )
        if answer.fault:
            return await new_passkey(entrance, request, answer)
        return with_cookie(Redirect(HERE, status_code=303), answer.identifier)

    @post("/compte/cle/{code:str}", status_code=303, opt=through(SIGNED_IN), include_in_schema=False)
    async def remove_passkey(code: FromPath[str], request: AnyRequest) -> AnyResponse:
        sent = await read_form(request)
        answer = await own_account.remove_passkey(
            access, visitor_of(request), last(sent, "mot_de_passe"), code, browser_of(request)
        )
        return await done(entrance, request, answer, f"cle-{code}")

    return [add_passkey, remove_passkey]


async def done(entrance: Entrance, request: AnyRequest, answer: Answer, field: str) -> AnyResponse:
    """Back to the account with its new session, or with what was refused beside the field."""
    if answer.fault:
        faults = {field if field.startswith("cle-") else answer.field or field: answer.fault}
        return await own(entrance, request, faults=faults, status=answer.status)
    return with_cookie(Redirect(HERE, status_code=303), answer.identifier)


async def own(
    entrance: Entrance, request: AnyRequest, *, faults: dict[str, str] | None = None, status: int = 200
) -> AnyResponse:
    """The page of one's own account."""
    visitor = visitor_of(request)
    async with entrance.access.database.reading() as db:
        roles = await roles_held(db, visitor.account) if visitor.account else []
    return entrance.pages.response(
        "accounts/own.html",
        status=status,
        visitor=visitor,
        roles=roles,
        own=await own_account.own_account(entrance.access, visitor),
        faults=by_field(faults or {}),
    )


async def codes_application(
    entrance: Entrance, request: AnyRequest, secret: bytes, answer: Answer | None = None
) -> AnyResponse:
    """Another application of codes: the picture to scan, its first code, and the password."""
    visitor, vault = visitor_of(request), entrance.access.vault
    own = await own_account.own_account(entrance.access, visitor)
    return entrance.pages.response(
        "accounts/own_totp.html",
        status=answer.status if answer else 200,
        visitor=visitor,
        email=own.email,
        picture=totp.picture(secret, own.email),
        spelled=totp.spelled(secret),
        sealed=seal_pending(vault, visitor.account, secret) if visitor.account else "",
        faults=by_field({answer.field or "code": answer.fault} if answer else {}),
    )


async def new_passkey(entrance: Entrance, request: AnyRequest, answer: Answer | None = None) -> AnyResponse:
    """A passkey to add: the password first, then what the browser asks."""
    visitor, party, options = visitor_of(request), party_of(request, entrance.public_origin), ""
    own = await own_account.own_account(entrance.access, visitor)
    if party is not None and visitor.account:
        async with entrance.access.database.reading() as db:
            options = await passkeys.ask_to_register(
                db, visitor.session_key, party, visitor.account, own.email, visitor.name
            )
    return entrance.pages.response(
        "accounts/own_passkey.html",
        status=answer.status if answer else 200,
        visitor=visitor,
        email=own.email,
        options=options,
        faults=by_field({answer.field or "cle_acces": answer.fault} if answer else {}),
    )
