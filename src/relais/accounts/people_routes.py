"""`/coordination/personnes`: who may sign in, what waits for a second person, one person, councils at once."""

from typing import Any

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from relais.accounts import people_store, role_store
from relais.accounts.absence_routes import absence_routes
from relais.accounts.bureau import PEOPLE, AnyRequest, Bureau, acting, me, see, uuid_of
from relais.accounts.colleague_routes import colleague_routes
from relais.accounts.council_routes import council_routes
from relais.accounts.gates import COORDINATOR, through
from relais.accounts.invitations import renew_invitation
from relais.accounts.inviting_routes import inviting_routes
from relais.accounts.people import close_account, end_grant, find_person, list_people
from relais.accounts.resets import approve_reset, propose_reset, refuse_reset, waiting_resets
from relais.accounts.roles import approve_grant, refuse_grant
from relais.accounts.waiting import decisions

GATE = through(COORDINATOR)
PERSON = f"{PEOPLE}/compte"


def people_routes(bureau: Bureau) -> list[HTTPRouteHandler]:
    """Every route about persons: the coordination's, a member's colleagues, an officer's absences."""
    return [
        *colleague_routes(bureau),
        *absence_routes(bureau),
        *_reading(bureau),
        *_deciding(bureau),
        *_acting(bureau),
        *inviting_routes(bureau),
        *council_routes(bureau),
    ]


def _reading(bureau: Bureau) -> list[HTTPRouteHandler]:
    @get(PEOPLE, opt=GATE, include_in_schema=False)
    async def people_page(request: AnyRequest) -> Response[str]:
        async with bureau.database.reading() as db:
            people = await list_people(db, bureau.vault)
            resets = await waiting_resets(db)
            councils = [row for row in await people_store.LIST_COUNCILS.all(db) if not row.officers]
        return bureau.page(
            request,
            "accounts/people.html",
            people=[one for one in people if one.state != "closed"],
            closed=[one for one in people if one.state == "closed"],
            waiting=decisions(people, resets, me(request)),
            councils=len(councils),
        )

    @get(PERSON + "/{code:str}", opt=GATE, include_in_schema=False)
    async def person_page(request: AnyRequest, code: FromPath[str]) -> Response[str]:
        async with bureau.database.reading() as db:
            person = await find_person(db, bureau.vault, uuid_of(code))
            resets = [one for one in await waiting_resets(db) if one.account == person.account]
            alone = [
                grant.id
                for grant in await role_store.LIST_GRANTS.all(db, person.account)
                if grant.role == "member" and len(await role_store.LIST_MEMBERS.all(db, grant.organization)) == 1
            ]
        return bureau.page(
            request,
            "accounts/people_person.html",
            person=person,
            resets=resets,
            alone=alone,
            own=person.account == me(request),
        )

    return [people_page, person_page]


def _deciding(bureau: Bureau) -> list[HTTPRouteHandler]:
    @post(PEOPLE + "/fonctions/{code:str}/accepter", status_code=303, opt=GATE, include_in_schema=False)
    async def approve(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
        async with bureau.database.writing() as db:
            actor = acting(request, "coordinator")
            await approve_grant(db, bureau.vault, actor, uuid_of(code), origin=bureau.origin)
        return see(PEOPLE)

    @post(PEOPLE + "/fonctions/{code:str}/refuser", status_code=303, opt=GATE, include_in_schema=False)
    async def refuse(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
        async with bureau.database.writing() as db:
            await refuse_grant(db, acting(request, "coordinator"), uuid_of(code))
        return see(PEOPLE)

    @post(PEOPLE + "/reouvertures/{code:str}/accepter", status_code=303, opt=GATE, include_in_schema=False)
    async def approve_reopening(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
        async with bureau.database.writing() as db:
            actor = acting(request, "coordinator")
            await approve_reset(db, bureau.vault, actor, uuid_of(code), origin=bureau.origin)
        return see(PEOPLE)

    @post(PEOPLE + "/reouvertures/{code:str}/refuser", status_code=303, opt=GATE, include_in_schema=False)
    async def refuse_reopening(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
        async with bureau.database.writing() as db:
            await refuse_reset(db, acting(request, "coordinator"), uuid_of(code))
        return see(PEOPLE)

    return [approve, refuse, approve_reopening, refuse_reopening]


def _acting(bureau: Bureau) -> list[HTTPRouteHandler]:
    @post(PERSON + "/{code:str}/inviter", status_code=303, opt=GATE, include_in_schema=False)
    async def invite_again(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
        async with bureau.database.writing() as db:
            actor = acting(request, "coordinator")
            await renew_invitation(db, bureau.vault, actor, uuid_of(code), origin=bureau.origin)
        return see(f"{PERSON}/{uuid_of(code)}")

    @post(PERSON + "/{code:str}/rouvrir", status_code=303, opt=GATE, include_in_schema=False)
    async def ask_reopening(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
        async with bureau.database.writing() as db:
            actor = acting(request, "coordinator")
            await propose_reset(db, bureau.vault, actor, uuid_of(code), origin=bureau.origin)
        return see(f"{PERSON}/{uuid_of(code)}")

    @post(PERSON + "/{code:str}/fermer", status_code=303, opt=GATE, include_in_schema=False)
    async def close(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
        async with bureau.database.writing() as db:
            await close_account(db, bureau.vault, acting(request, "coordinator"), uuid_of(code))
        return see(f"{PERSON}/{uuid_of(code)}")

    @post(PEOPLE + "/fonctions/{code:str}/retirer", status_code=303, opt=GATE, include_in_schema=False)
    async def take_away(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
        async with bureau.database.writing() as db:
            account = await end_grant(db, bureau.vault, acting(request, "coordinator"), uuid_of(code))
        return see(f"{PERSON}/{account}" if account != me(request) else PEOPLE)

    return [invite_again, ask_reopening, close, take_away]
