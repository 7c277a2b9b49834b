"""`/orientations/nouvelle`: options for a doctor, of which nothing is kept until a case is opened with them."""

from uuid import UUID

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler

from relais.accounts.bureau import AnyRequest, sent
from relais.accounts.doors import visitor_of
from relais.accounts.gates import OFFICER, through
from relais.accounts.model import Visitor
from relais.core.errors import Refused
from relais.core.ids import new_id
from relais.guidance.access import BOARD, Post, context_of, council_name, posts_of
from relais.guidance.code_routes import begun_already, code_page
from relais.guidance.finding import Found, find_options, find_words, seen_of
from relais.guidance.opening import NAMES, OpenForm, begin_case, begun_by, faults_of, needs_reason
from relais.referrals.words import FEW_OPTIONS
from relais.sheets.workplace import Workplace
from relais.web.forms import Filled, Sent, decode_form

NEW = f"{BOARD}/nouvelle"
CHANGED = (
    "L'annuaire a changé depuis que vous avez lu ces possibilités : relisez-les au médecin, puis ouvrez le dossier."
)
WHICH = "Choisissez le conseil qui suivra ce dossier."
# What PostgreSQL may refuse between the page and the post: the page is shown again with its sentence.
SHOWN_AGAIN = frozenset({"option_closed", "referral_needs_options", "code_in_text", "code_taken"})


def finding_routes(place: Workplace) -> list[HTTPRouteHandler]:
    """Searching with a doctor, and opening a case with what was told."""

    @get(NEW, opt=through(OFFICER), include_in_schema=False)
    async def new_page(request: AnyRequest) -> Response[str]:
        return await _found(place, request, {})

    @post(BOARD + "/possibilites", status_code=200, opt=through(OFFICER, reading=True), include_in_schema=False)
    async def options_page(request: AnyRequest) -> Response[str]:
        return await _found(place, request, await sent(request))

    @post(BOARD + "/ouvrir", status_code=200, opt=through(OFFICER), include_in_schema=False)
    async def open_page(request: AnyRequest) -> Response[str]:
        return await _opened(place, request, await sent(request))

    return [new_page, options_page, open_page]


async def _found(place: Workplace, request: AnyRequest, posted: Sent) -> Response[str]:
    """What the search finds now; it is another page to open a case from."""
    visitor = visitor_of(request)
    council = chosen_post(visitor, posted)
    found = await find_options(place, posted, context_of(visitor, council or posts_of(visitor)[0]))
    form = decode_form(OpenForm, {name: texts for name, texts in posted.items() if name == "alias"}, NAMES).value
    return _page(place, visitor, found, Filled(value=form, faults={}), council)


async def _opened(place: Workplace, request: AnyRequest, posted: Sent) -> Response[str]:
    visitor = visitor_of(request)
    filled = decode_form(OpenForm, posted, NAMES)
    council = chosen_post(visitor, posted)
    if council and filled.value.request and (known := await begun_by(place, visitor, council, filled.value.request)):
        return await begun_already(place, request, known)
    found = await find_options(place, posted, context_of(visitor, council or posts_of(visitor)[0]))
    faults = {**found.faults, **faults_of(filled.value, found.offer), **filled.faults}
    if council is None:
        faults["council"] = WHICH
    if found.seen != seen_of(posted):
        faults["options"] = CHANGED
    if council is None or faults:
        return _page(place, visitor, found, Filled(value=filled.value, faults=faults), council)
    return await _begun(place, request, found, filled, council)


async def _begun(
    place: Workplace, request: AnyRequest, found: Found, filled: Filled[OpenForm], council: Post
) -> Response[str]:
    visitor = visitor_of(request)
    try:
        begun = await begin_case(place, visitor, council, filled.value, found.offer, elsewhere=found.elsewhere)
    except Refused as fault:
        if fault.code not in SHOWN_AGAIN:
            raise
        again = Filled(value=filled.value, faults={fault.field or "options": fault.sentence})
        return _page(place, visitor, found, again, council)
    if isinstance(begun, UUID):
        return await begun_already(place, request, begun)
    return code_page(place, visitor, begun.case, begun.reference, begun.code, contact=False, new=False)


def chosen_post(visitor: Visitor, posted: Sent) -> Post | None:
    """For which council: the only one served, else the one that was chosen."""
    posts = posts_of(visitor)
    wanted = posted.get("council", [""])[-1]
    return posts[0] if len(posts) == 1 else next((post for post in posts if post.council == wanted), None)


def _page(
    place: Workplace, visitor: Visitor, found: Found, opening: Filled[OpenForm], council: Post | None
) -> Response[str]:
    faults = {**found.faults, **opening.faults}
    return place.pages.response(
        "guidance/find.html",
        status=422 if faults else 200,
        visitor=visitor,
        posts=[(post, council_name(place, post)) for post in posts_of(visitor)],
        council=council,
        opening=opening.value,
        request=opening.value.request or new_id(),
        faults=faults,
        refused=bool(opening.faults),
        few=FEW_OPTIONS if needs_reason(found.offer) else {},
        **find_words(place, found),
    )
