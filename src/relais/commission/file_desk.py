"""Before a file, at a council or at the national service: whoever opens it says why, and the doctor is told.

The door to the case itself is `aid_requests/access.py`; this one is of the file, which the national service reads
though it does not follow the case.
"""

from collections.abc import Mapping
from typing import Final

from litestar import Response
from msgspec import Struct

from relais.accounts.bureau import AnyRequest, sent, uuid_of
from relais.accounts.doors import TOKEN_FIELD, visitor_of
from relais.accounts.gates import SAFE_METHODS
from relais.accounts.model import Visitor
from relais.aid_requests.access import NEEDED, REASON, Post, Room, context_of, desks_of, session_of
from relais.audit.service import record
from relais.cases.openings import COMMISSION_REASONS, OFFICER_REASONS, is_opened, open_for
from relais.commission import file_store as store
from relais.commission.file_model import NationalFile, Role
from relais.commission.file_service import open_for_commission, roles_on
from relais.core.context import Context
from relais.core.errors import NotFound
from relais.sheets.workplace import Workplace
from relais.web.forms import Sent

BOARD: Final = "/commission/dossiers"
ROOM: Final = Room(board=BOARD, words="Dossiers nationaux")
NATIONAL_REASONS: Mapping[str, str] = {**COMMISSION_REASONS, "call": OFFICER_REASONS["call"]}


class AtFile(Struct, frozen=True, kw_only=True):
    """Someone before a file of the body that they serve. `roles`: as what that body may act on it."""

    visitor: Visitor
    post: Post
    file: NationalFile
    roles: frozenset[Role]

    @property
    def case(self) -> NationalFile:
        """What bears the reference, for the page that asks why."""
        return self.file

    @property
    def context(self) -> Context:
        """On whose behalf the transactions of this page work."""
        return context_of(self.visitor, self.post)

    @property
    def session(self) -> str:
        """Names their session in what is told of the opening."""
        return session_of(self.visitor)

    @property
    def reasons(self) -> Mapping[str, str]:
        """Why it may be opened, from this desk."""
        return NATIONAL_REASONS if self.post.function == "national" else OFFICER_REASONS

    @property
    def helps(self) -> bool:
        """Whether it may fill the file in with the doctor, who opened this round to it."""
        return "council" in self.roles and self.file.shared_at is not None

    @property
    def here(self) -> str:
        """The address of its page."""
        return ROOM.page_of(self.file.id)


async def file_at(place: Workplace, request: AnyRequest, code: str) -> AtFile:
    """The file of an address, seen from one of the bodies this person serves. Raises NotFound."""
    wanted, visitor = uuid_of(code), visitor_of(request)
    for post in desks_of(place, visitor):
        async with place.database.acting(context_of(visitor, post)) as db:
            found = await store.FIND_FILE.one(db, wanted)
            if found is not None:
                return AtFile(visitor=visitor, post=post, file=found, roles=await roles_on(db, wanted))
    raise NotFound


async def opened_file(place: Workplace, request: AnyRequest, code: str) -> AtFile | Response[str]:
    """The file, once its opener said why; else the page that asks, which carries what was sent. Raises NotFound."""
    at = await file_at(place, request, code)
    async with place.database.acting(at.context) as db:
        if await is_opened(db, at.file.case_id, at.session):
            return at
    if request.method in SAFE_METHODS:
        return reason_page(place, at, ROOM.opening_of(at.file.id))
    posted = await sent(request)
    if await say_why(place, at, posted):
        return at
    return reason_page(place, at, request.url.path, posted, fault=NEEDED if REASON in posted else "")


async def say_why(place: Workplace, at: AtFile, posted: Sent) -> bool:
    """Open the file for this session when a known reason was posted; the doctor reads function, body and reason."""
    reason = posted.get(REASON, [""])[-1]
    if reason not in at.reasons:
        return False
    async with place.database.acting(at.context) as db:
        await open_for(db, at.file.case_id, reason, at.post.function, at.session)
        opened = await is_opened(db, at.file.case_id, at.session)
        if not opened:  # the national service does not follow the case: it examines the file
            opened = await open_for_commission(db, at.file.id, reason, at.post.function, at.session)
        if not opened:
            raise NotFound
        await record(
            db, at.visitor.acting("officer", "national"), "file.open", "national_file", str(at.file.id),
            detail={"reason": reason},
        )  # fmt: skip
    return True


def reason_page(
    place: Workplace, at: AtFile, path: str, posted: Sent | None = None, *, fault: str = ""
) -> Response[str]:
    """Asks why, in a form that posts to `path` with everything that was being sent."""
    dropped = (TOKEN_FIELD, REASON)
    kept = [(name, text) for name, texts in (posted or {}).items() if name not in dropped for text in texts]
    return place.pages.response(
        "guidance/opening.html",
        status=422 if fault else 200,
        visitor=at.visitor,
        at=at,
        room=ROOM,
        path=path,
        kept=kept,
        reasons=at.reasons,
        field=REASON,
        fault=fault,
    )
