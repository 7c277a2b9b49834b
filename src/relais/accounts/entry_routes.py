"""`/invitation/{code}` and `/entree`: from the link to the first page, in three steps."""

from litestar import get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from relais.accounts import credential_store, passkeys, totp
from relais.accounts.credential_store import InvitationRow
from relais.accounts.doors import found_of
from relais.accounts.entering import (
    KEY_NOT_ADDED,
    accept_invitation,
    enter_with_code,
    enter_with_passkey,
    find_invitation,
    pending_secret,
    seal_pending,
)
from relais.accounts.entrance import (
    AnyRequest,
    AnyResponse,
    Entrance,
    browser_of,
    by_field,
    first_page,
    last,
    read_form,
    with_cookie,
)
from relais.accounts.gates import ENTERING, EVERYONE, through
from relais.accounts.held import roles_held
from relais.accounts.model import NOBODY
from relais.accounts.passkeys import party_of
from relais.accounts.passwords import password_fault
from relais.accounts.sign_in import account_of

DIFFERENT = "Les deux mots de passe diffèrent : retapez-les."


def entry_routes(entrance: Entrance) -> list[HTTPRouteHandler]:
    """The routes of a first entry, and of an entry anew after a reset."""
    return [*_link(entrance), *_second_factor(entrance)]


def _link(entrance: Entrance) -> list[HTTPRouteHandler]:
    access = entrance.access

    @get("/invitation/{code:str}", opt=through(EVERYONE), include_in_schema=False)
    async def invitation_page(code: FromPath[str]) -> AnyResponse:
        return await invitation(entrance, code, await find_invitation(access, code))

    @post("/invitation/{code:str}", status_code=303, opt=through(EVERYONE), include_in_schema=False)
    async def accept(code: FromPath[str], request: AnyRequest) -> AnyResponse:
        sent, row = await read_form(request), await find_invitation(access, code)
        name, email = names_of(entrance, row)
        new = last(sent, "nouveau")
        faults = {"nouveau": fault} if (fault := password_fault(new, name, email)) else {}
        if not faults and new != last(sent, "encore"):
            faults["encore"] = DIFFERENT
        if faults:
            return await invitation(entrance, code, row, faults)
        answer = await accept_invitation(access, code, new, browser_of(request))
        return with_cookie(Redirect("/entree", status_code=303), answer.identifier)

    return [invitation_page, accept]


def _second_factor(entrance: Entrance) -> list[HTTPRouteHandler]:
    access = entrance.access

    @get("/entree", opt=through(ENTERING), include_in_schema=False)
    async def entry_page(request: AnyRequest) -> AnyResponse:
        return await entry(entrance, request, totp.new_secret())

    @post("/entree", status_code=200, opt=through(ENTERING), include_in_schema=False)
    async def enter_by_code(request: AnyRequest) -> AnyResponse:
        sent, found = await read_form(request), found_of(request)
        sealed = last(sent, "secret_scelle")
        answer = await enter_with_code(access, found, sealed, last(sent, "code"), browser_of(request))
        if answer.fault:
            secret = pending_secret(access.vault, account_of(found), sealed) or totp.new_secret()
            return await entry(entrance, request, secret, fault=answer.fault, status=answer.status)
        return await entered(entrance, answer.identifier, answer.codes)

    @post("/entree/cle", status_code=200, opt=through(ENTERING), include_in_schema=False)
    async def enter_by_passkey(request: AnyRequest) -> AnyResponse:
        sent, party = await read_form(request), party_of(request, entrance.public_origin)
        if party is None:
            return await entry(entrance, request, totp.new_secret(), key_fault=KEY_NOT_ADDED, status=422)
        answer = await enter_with_passkey(
            access, found_of(request), party, last(sent, "cle_acces"), browser_of(request)
        )
        if answer.fault:
            return await entry(entrance, request, totp.new_secret(), key_fault=answer.fault, status=answer.status)
        return await entered(entrance, answer.identifier, answer.codes)

    return [entry_page, enter_by_code, enter_by_passkey]


def names_of(entrance: Entrance, row: InvitationRow) -> tuple[str, str]:
    """Name and address of the person invited."""
    vault = entrance.access.vault
    name = vault.open(row.name_sealed, f"account.name:{row.account}").decode()
    return name, vault.open(row.email_sealed, f"account.email:{row.account}").decode()


async def invitation(
    entrance: Entrance, code: str, row: InvitationRow, faults: dict[str, str] | None = None
) -> AnyResponse:
    """Who is invited, to what, and the choice of a password."""
    name, email = names_of(entrance, row)
    async with entrance.access.database.reading() as db:
        roles = await roles_held(db, row.account)
    return entrance.pages.response(
        "accounts/invitation.html",
        status=422 if faults else 200,
        visitor=NOBODY,
        code=code,
        reset=row.purpose == "reset",
        expires_at=row.expires_at,
        name=name,
        email=email,
        roles=roles,
        faults=by_field(faults or {}),
    )


async def entry(
    entrance: Entrance, request: AnyRequest, secret: bytes, *, fault: str = "", key_fault: str = "", status: int = 200
) -> AnyResponse:
    """The second factor: a picture to scan and its first code, or a passkey."""
    found, vault = found_of(request), entrance.access.vault
    account, party, options = account_of(found), party_of(request, entrance.public_origin), ""
    async with entrance.access.database.reading() as db:
        person = await credential_store.GET_PERSON.one(db, account)
        email = vault.open(person.email_sealed, f"account.email:{account}").decode() if person else ""
        if party is not None:
            options = await passkeys.ask_to_register(db, found.visitor.session_key, party, account, email, email)
    return entrance.pages.response(
        "accounts/entry.html",
        status=status,
        visitor=found.visitor,
        picture=totp.picture(secret, email),
        spelled=totp.spelled(secret),
        sealed=seal_pending(vault, account, secret),
        options=options,
        fault=fault,
        key_fault=key_fault,
    )


async def entered(entrance: Entrance, identifier: str, codes: tuple[str, ...]) -> AnyResponse:
    """The recovery codes, shown this once, and the way to the first page."""
    visitor = await entrance.visitor_behind(identifier)
    page = entrance.pages.response(
        "accounts/recovery_codes.html", visitor=visitor, codes=codes, first=first_page(visitor), entered=True
    )
    return with_cookie(page, identifier)
