"""What the pages of the doctor's own path post, and what they show."""

from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from relais.cases.model import Case
from relais.core.errors import Refused
from relais.directory.pages import Card
from relais.referrals.model import TERMINAL
from relais.referrals.story import Story
from relais.referrals.story_store import OptionRow

# While one of these lasts, somebody reads: other options end it, and the page says so before.
READ_STATES = frozenset({"sent", "received", "accepted", "contact_made", "unreachable"})


class PathForm(Struct, frozen=True, kw_only=True):
    """Which referral, at which version, and the act of this page (`request`), the same when it is posted again."""

    referral: UUID | None = None
    version: Annotated[int, Meta(ge=0, le=100_000)] = 0
    request: UUID | None = None
    act: Literal["", "search", "few", "again", "review", "send", "refuse", "change"] = ""
    answer: Annotated[str, Meta(max_length=40)] = ""
    followed: Annotated[str, Meta(max_length=3)] = ""  # the council of the case sees this one too
    notice: Annotated[int, Meta(ge=0, le=10_000)] = 0
    notice_sha256: Annotated[str, Meta(max_length=64)] = ""
    days: Annotated[int, Meta(ge=1, le=90)] = 30

    @property
    def asked(self) -> UUID:
        """Raises Refused: without it a second click would do it twice."""
        if self.request is None:
            raise Refused("form_incomplete", "Ce formulaire est incomplet : revenez à la page et recommencez.")
        return self.request


class Shown(Struct, frozen=True, kw_only=True):
    """An option as the doctor reads it today. `card` None: the directory does not know it any more."""

    row: OptionRow
    name: str
    card: Card | None
    reads: bool  # somebody reads what is sent from here
    choosable: bool


class Recipient(Struct, frozen=True, kw_only=True):
    """The one body that would read, and as which function; `function` "" when nobody does."""

    slug: str
    name: str
    function: str
    card: Card | None


class Held(Struct, frozen=True, kw_only=True):
    """The case, and the referral that the page is about, if there is one. `done`: this very act was done already."""

    case: Case
    story: Story | None
    done: bool = False

    @property
    def goes_on(self) -> bool:
        """Whether that referral still moves: else another begins."""
        return self.story is not None and self.story.referral.state not in TERMINAL

    @property
    def readers(self) -> str:
        """Slug of the body that reads now, "" when none does."""
        if self.story is None or self.story.referral.state not in READ_STATES:
            return ""
        return self.story.referral.recipient_org
