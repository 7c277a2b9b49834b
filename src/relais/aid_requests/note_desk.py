"""The only door of a council to a note: whoever opens one says why, once per session, and the person is told.

A note is seen by the council it was written to and by no other; another's answers as what does not exist.
"""

from msgspec import Struct

from relais.accounts.bureau import AnyRequest, uuid_of
from relais.accounts.doors import visitor_of
from relais.accounts.model import Visitor
from relais.aid_requests import note_store as store
from relais.aid_requests.access import Post, context_of, posts_of, session_of
from relais.aid_requests.note_store import NoteRow
from relais.cases.openings import OFFICER_REASONS, is_opened, open_for
from relais.core.context import Context
from relais.core.errors import NotFound
from relais.sheets.workplace import Workplace

BOARD = "/demandes/notes"
REASONS: dict[str, str] = {
    "call": "Pour joindre la personne et l'informer",
    "handover": OFFICER_REASONS["handover"],
    "correction": "À la demande de la personne, qui a été informée",
}


class AtNote(Struct, frozen=True, kw_only=True):
    """An officer before a note of her council. `opened`: she said why, in this session."""

    visitor: Visitor
    post: Post
    row: NoteRow
    opened: bool

    @property
    def path(self) -> str:
        """Its address."""
        return f"{BOARD}/{self.row.id}"

    @property
    def context(self) -> Context:
        """On whose behalf the transactions of this page work."""
        return context_of(self.visitor, self.post)


async def note_at(place: Workplace, request: AnyRequest, code: str) -> AtNote:
    """The note of an address, of one of the councils this officer serves. Raises NotFound."""
    note, visitor = uuid_of(code), visitor_of(request)
    for post in posts_of(visitor):
        async with place.database.acting(context_of(visitor, post)) as db:
            row = await store.GET_NOTE.one(db, note)
            if row is not None:
                opened = await is_opened(db, row.case_id, session_of(visitor))
                return AtNote(visitor=visitor, post=post, row=row, opened=opened)
    raise NotFound


async def say_why(place: Workplace, at: AtNote, reason: str) -> bool:
    """Open the note for this session when a known reason was given; the person reads function, council and reason."""
    if reason not in REASONS:
        return False
    async with place.database.acting(at.context) as db:
        await open_for(db, at.row.case_id, reason, at.post.function, session_of(at.visitor))
    return True
