"""Inviting someone: the role first, then only the fields it takes; nothing needs a script."""

from typing import Annotated, Any, cast, get_args

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Meta, Struct, structs

from relais.accounts import people_store
from relais.accounts.bureau import PEOPLE, AnyRequest, Bureau, acting, blamed, posted, see
from relais.accounts.gates import COORDINATOR, through
from relais.accounts.invitations import Invitee, invite
from relais.accounts.model import OF_AN_ORGANIZATION, TWO_PERSON_ROLES, Role
from relais.accounts.wording import OPENS, ROLES
from relais.core.errors import NotFound, Refused
from relais.web.forms import Filled

GATE = through(COORDINATOR)
INVITE = f"{PEOPLE}/inviter"
ABOUT_THE_PERSON = frozenset({"role_held", "never_oneself", "not_yours_to_give", "invited_meanwhile"})
NAMES = {
    "email": "Adresse électronique",
    "name": "Nom",
    "organization": "Structure",
    "council": "Conseil",
    "function": "Fonction qui reçoit",
    "deputy": "Suppléance",
}


class InviteForm(Struct, frozen=True, kw_only=True):
    """Who to invite. The role is that of the address of the page."""

    email: Annotated[str, Meta(max_length=254)] = ""
    name: Annotated[str, Meta(max_length=120)] = ""
    organization: Annotated[str, Meta(max_length=80)] = ""
    council: Annotated[str, Meta(max_length=3)] = ""
    function: Annotated[str, Meta(max_length=120)] = ""
    deputy: Annotated[str, Meta(max_length=3)] = ""

    def invitee(self, role: Role) -> Invitee:
        """As the rules take it."""
        return Invitee(**{**structs.asdict(self), "deputy": bool(self.deputy), "role": role})


def inviting_routes(bureau: Bureau) -> list[HTTPRouteHandler]:
    """Choosing a role, then inviting for it."""

    @get(INVITE, opt=GATE, include_in_schema=False)
    async def choose_role(request: AnyRequest) -> Response[str]:
        roles = [(code, ROLES[code], OPENS[code], code in TWO_PERSON_ROLES) for code in ROLES]
        return bureau.page(request, "accounts/people_roles.html", roles=roles)

    @get(INVITE + "/{code:str}", opt=GATE, include_in_schema=False)
    async def invite_page(request: AnyRequest, code: FromPath[str]) -> Response[str]:
        return await _page(bureau, request, _role(code), Filled(value=InviteForm(), faults={}))

    @post(INVITE + "/{code:str}", status_code=303, opt=GATE, include_in_schema=False)
    async def invite_one(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
        role = _role(code)
        filled = await posted(request, InviteForm, NAMES)
        if not filled.faults:
            try:
                async with bureau.database.writing() as db:
                    who = structs.asdict(filled.value.invitee(role))
                    actor = acting(request, "coordinator")
                    account = await invite(db, bureau.vault, actor, **who, origin=bureau.origin)
                return see(f"{PEOPLE}/compte/{account}")
            except Refused as fault:
                filled = blamed(filled, _beside_address(fault) if fault.code in ABOUT_THE_PERSON else fault)
        return await _page(bureau, request, role, filled)

    return [choose_role, invite_page, invite_one]


def _role(code: str) -> Role:
    if code not in get_args(Role):
        raise NotFound
    return cast("Role", code)


def _beside_address(fault: Refused) -> Refused:
    """What is refused of a role is shown where the person was named: the role itself is in the address."""
    return Refused(fault.code, fault.sentence, field="email", status=fault.status)


async def _page(bureau: Bureau, request: AnyRequest, role: Role, filled: Filled[InviteForm]) -> Response[str]:
    async with bureau.database.reading() as db:
        organizations = await people_store.LIST_ORGANIZATIONS.all(db) if role in OF_AN_ORGANIZATION else []
        councils = await people_store.LIST_COUNCILS.all(db) if role == "officer" else []
    return bureau.page(
        request,
        "accounts/people_invite.html",
        status=422 if filled.faults else 200,
        role=role,
        words=ROLES[role],
        opens=OPENS[role],
        of_organization=role in OF_AN_ORGANIZATION,
        two=role in TWO_PERSON_ROLES,
        form=filled.value,
        faults={name: filled.faults.get(name, "") for name in NAMES},
        organizations=organizations,
        councils=councils,
    )
