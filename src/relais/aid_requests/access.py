"""The only door to a case of a council: whoever opens it says why, once per session, and the doctor is told.

What is another council's answers as what does not exist, before any reason is asked. The same door serves the requests
received and the guided path, which stand at two addresses.
"""

from uuid import UUID

from litestar import Response
from msgspec import Struct

from relais.accounts.bureau import AnyRequest, sent, uuid_of
from relais.accounts.doors import TOKEN_FIELD, visitor_of
from relais.accounts.gates import SAFE_METHODS
from relais.accounts.model import Visitor
from relais.cases.model import Case
from relais.cases.openings import OFFICER_REASONS, Function, is_opened, open_for
from relais.cases.service import case_for
from relais.core.context import Context
from relais.core.db import Db
from relais.core.errors import NotFound
from relais.sheets.workplace import Workplace
from relais.web.forms import Sent

REASON = "motif_ouverture"  # of the opening: posted with whatever else the page was sending
NEEDED = "Dites pourquoi vous ouvrez ce dossier : choisissez dans la liste."


class Room(Struct, frozen=True, kw_only=True):
    """Where cases are opened: `board` is the address of the list, `words` its name."""

    board: str
    words: str

    def page_of(self, case: UUID) -> str:
        """The address of a case."""
        return f"{self.board}/{case}"

    def opening_of(self, case: UUID) -> str:
        """Where the reason is posted when nothing else is."""
        return f"{self.board}/{case}/ouvrir"


class Post(Struct, frozen=True, kw_only=True):
    """One body served: `council` is its slug, `code` its département, "" for the national service."""

    council: str
    code: str
    function: Function


class AtCase(Struct, frozen=True, kw_only=True):
    """Someone before a case of the body that they serve, which they opened in this session."""

    visitor: Visitor
    post: Post
    case: Case

    @property
    def council(self) -> str:
        """Slug of the body they act for."""
        return self.post.council

    @property
    def context(self) -> Context:
        """On whose behalf the transactions of this page work."""
        return context_of(self.visitor, self.post)

    @property
    def session(self) -> str:
        """Names their session in what is told of the opening."""
        return session_of(self.visitor)


def council_of(code: str) -> str:
    """The slug of the council of a département."""
    return f"cdom-{code.lower()}"


def posts_of(visitor: Visitor) -> tuple[Post, ...]:
    """The councils this officer serves, each once; as its officer rather than its deputy when she is both."""
    served = sorted((grant.deputy, grant.council) for grant in visitor.grants if grant.role == "officer")
    posts: dict[str, Post] = {}
    for deputy, code in served:
        posts.setdefault(code, Post(council=council_of(code), code=code, function="deputy" if deputy else "officer"))
    return tuple(posts.values())


def desks_of(place: Workplace, visitor: Visitor) -> tuple[Post, ...]:
    """The same, and the national service for who serves it."""
    national = Post(council=place.settings.national_body, code="", function="national")
    return (*posts_of(visitor), *((national,) if "national" in visitor.roles else ()))


def council_name(place: Workplace, post: Post) -> str:
    """As the directory publishes it."""
    if post.function == "national":
        return "Service national d'entraide"
    service = place.directory.find(post.council)
    return service.name if service else place.directory.gazetteer.territory_name(post.code)


def context_of(visitor: Visitor, post: Post) -> Context:
    """Of the body, by this account."""
    return Context(kind="staff", org=post.council, actor=visitor.account)


def session_of(visitor: Visitor) -> str:
    """What names a session where it is told, and opens nothing."""
    return visitor.session_key.hex()[:32]


async def case_at(place: Workplace, request: AnyRequest, code: str) -> AtCase:
    """The case of an address, of one of the bodies this person serves, opened or not. Raises NotFound."""
    case, visitor = uuid_of(code), visitor_of(request)
    for post in desks_of(place, visitor):
        async with place.database.acting(context_of(visitor, post)) as db:
            found = await _seen(place, db, case)
        if found is not None:
            return AtCase(visitor=visitor, post=post, case=found)
    raise NotFound


async def opened_case(place: Workplace, request: AnyRequest, code: str, room: Room) -> AtCase | Response[str]:
    """The case, once its opener said why; else the page that asks, to be answered as it is. Raises NotFound.

    A post that comes before the reason (another session began under the page) is not lost: the page that asks carries
    it, and posts it again with the reason.
    """
    at = await case_at(place, request, code)
    async with place.database.acting(at.context) as db:
        if await is_opened(db, at.case.id, at.session):
            return at
    if request.method in SAFE_METHODS:
        return reason_page(place, at, room, room.opening_of(at.case.id))
    posted = await sent(request)
    if await say_why(place, at, posted):
        return at
    return reason_page(place, at, room, request.url.path, posted, fault=NEEDED if REASON in posted else "")


async def say_why(place: Workplace, at: AtCase, posted: Sent) -> bool:
    """Open the case for this session when a known reason was posted; the doctor reads function, body and reason."""
    reason = posted.get(REASON, [""])[-1]
    if reason not in OFFICER_REASONS:
        return False
    async with place.database.acting(at.context) as db:
        await open_for(db, at.case.id, reason, at.post.function, at.session)
    return True


def reason_page(
    place: Workplace, at: AtCase, room: Room, path: str, posted: Sent | None = None, *, fault: str = ""
) -> Response[str]:
    """Asks why, in a form that posts to `path` with everything that was being sent."""
    dropped = (TOKEN_FIELD, REASON)
    kept = [(name, text) for name, texts in (posted or {}).items() if name not in dropped for text in texts]
    return place.pages.response(
        "guidance/opening.html",
        status=422 if fault else 200,
        visitor=at.visitor,
        at=at,
        room=room,
        path=path,
        kept=kept,
        reasons=OFFICER_REASONS,
        field=REASON,
        fault=fault,
    )


async def _seen(place: Workplace, db: Db, case: UUID) -> Case | None:
    """The case as this context sees it; nothing once it was erased, nor of a note, from which nothing leads here."""
    try:
        found = await case_for(db, place.vault, case)
    except NotFound:
        return None
    return found if found.erased_at is None and found.origin != "colleague" else None
