"""`/espace/collegues`: who keeps the same page, inviting one more, leaving."""

from datetime import datetime, timedelta
from typing import Annotated, Any, get_args

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Meta, Struct, convert

from relais.accounts import limiter, people_store
from relais.accounts.bureau import AnyRequest, Bureau, acting, me, posted, see
from relais.accounts.doors import visitor_of
from relais.accounts.gates import OWN_PAGE, through
from relais.accounts.holders import account_names, members_of
from relais.accounts.invitations import invite
from relais.accounts.roles import LeaveReason, leave
from relais.core.errors import NotFound, Refused
from relais.web.forms import Filled

GATE = through(OWN_PAGE)
HERE = "/espace/collegues"
NAMES = {"email": "Adresse électronique", "name": "Nom", "reason": "Pourquoi vous partez"}
REASONS: dict[LeaveReason, str] = {
    "successor_asked": "La structure va désigner quelqu'un d'autre",
    "left_structure": "Je ne fais plus partie de la structure",
    "page_closes": "La structure s'arrête, ou sa page n'a plus lieu d'être",
}
MOST_A_DAY = 20
DAY = timedelta(days=1)


class ColleagueForm(Struct, frozen=True, kw_only=True):
    """A colleague to invite."""

    email: Annotated[str, Meta(max_length=254)] = ""
    name: Annotated[str, Meta(max_length=120)] = ""


class LeaveForm(Struct, frozen=True, kw_only=True):
    """Why the last one leaves."""

    reason: Annotated[str, Meta(max_length=20)] = ""


class Colleague(Struct, frozen=True, kw_only=True):
    """Someone who keeps the page. No address: it is not theirs to give."""

    name: str
    since: datetime
    entered: bool
    me: bool


class Team(Struct, frozen=True, kw_only=True):
    """One organisation and those who keep its page."""

    slug: str
    name: str
    people: tuple[Colleague, ...]


def colleague_routes(bureau: Bureau) -> list[HTTPRouteHandler]:
    """The routes of a member's colleagues."""

    @get(HERE, opt=GATE, include_in_schema=False)
    async def colleagues_page(request: AnyRequest) -> Response[str]:
        return await _page(bureau, request)

    @post(HERE + "/{slug:str}/inviter", status_code=303, opt=GATE, include_in_schema=False)
    async def invite_colleague(request: AnyRequest, slug: FromPath[str]) -> Response[Any]:
        _own(request, slug)
        filled = await posted(request, ColleagueForm, NAMES)
        try:
            if filled.faults:
                return await _page(bureau, request, slug=slug, typed=filled.value, faults=filled.faults)
            await _not_too_many(bureau, request)
            async with bureau.database.writing() as db:
                await invite(
                    db,
                    bureau.vault,
                    acting(request, "member"),
                    email=filled.value.email,
                    name=filled.value.name,
                    role="member",
                    organization=slug,
                    origin=bureau.origin,
                )
        except Refused as fault:
            faults = {_field(fault): fault.sentence}
            return await _page(bureau, request, slug=slug, typed=filled.value, faults=faults)
        return see(HERE)

    @post(HERE + "/{slug:str}/quitter", status_code=303, opt=GATE, include_in_schema=False)
    async def leave_page(request: AnyRequest, slug: FromPath[str]) -> Response[Any]:
        _own(request, slug)
        filled: Filled[LeaveForm] = await posted(request, LeaveForm, NAMES)
        reason = filled.value.reason
        given = convert(reason, LeaveReason) if reason in get_args(LeaveReason) else None
        try:
            async with bureau.database.writing() as db:
                await leave(db, bureau.vault, acting(request, "member"), slug, reason=given, origin=bureau.origin)
        except Refused as fault:
            if fault.field != "reason":
                raise
            return await _page(bureau, request, slug=slug, faults={"reason": fault.sentence})
        return see("/")  # the session ended with the role

    return [colleagues_page, invite_colleague, leave_page]


def _own(request: AnyRequest, slug: str) -> None:
    """What is not one's own does not exist. Raises NotFound."""
    if slug not in visitor_of(request).organizations("member"):
        raise NotFound


def _field(fault: Refused) -> str:
    """Beside which field a refusal is shown; raises it when it is about none."""
    if fault.field in {"email", "name"}:
        return fault.field
    if fault.field == "role" or fault.code == "too_many_invitations":
        return "email"
    raise fault


async def _not_too_many(bureau: Bureau, request: AnyRequest) -> None:
    async with bureau.database.reading() as db:
        made = await limiter.attempts(db, bureau.vault, "invite", str(me(request)), window=DAY)
    if made > MOST_A_DAY:
        raise Refused(
            "too_many_invitations",
            f"{MOST_A_DAY} invitations par jour au plus : reprenez demain, ou demandez à la coordination.",
            status=429,
        )


async def _page(
    bureau: Bureau,
    request: AnyRequest,
    *,
    slug: str = "",
    typed: ColleagueForm | None = None,
    faults: dict[str, str] | None = None,
) -> Response[str]:
    teams = await _teams(bureau, request)
    return bureau.own(
        request,
        "accounts/colleagues.html",
        status=422 if faults else 200,
        teams=teams,
        slug=slug,
        typed=typed or ColleagueForm(),
        faults={name: (faults or {}).get(name, "") for name in NAMES},
        reasons=REASONS,
        officer="officer" in visitor_of(request).roles,
    )


async def _teams(bureau: Bureau, request: AnyRequest) -> list[Team]:
    teams: list[Team] = []
    async with bureau.database.reading() as db:
        for slug in visitor_of(request).organizations("member"):
            organization = await people_store.FIND_ORGANIZATION.one(db, slug)
            rows = await members_of(db, slug)
            names = await account_names(db, bureau.vault, [row.account for row in rows])
            people = tuple(
                Colleague(name=names[row.account], since=row.since, entered=row.entered, me=row.account == me(request))
                for row in rows
            )
            teams.append(Team(slug=slug, name=organization.name if organization else slug, people=people))
    return teams
