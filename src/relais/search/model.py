"""What a search asks and answers, the same for the page, the API and the command line."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

from relais.directory.model import Audience, Need, Purpose, State, Toll
from relais.programme.catalogue import Found

Filter = Literal["anonymous", "free", "open_now", "independent", "charter"]
Exclude = Literal["own", "neighbours", "region", "none"]
ShortText = Annotated[str, Meta(max_length=120)]


class SearchRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One question. `places` and `origin` hold what people type ("69", "Lyon", "haute garonne").

    `without` lists understood parts the listener removed or undid, as `Part.key`.
    `min_km` is in kilometres; `at` is the moment for which hours are read (default: now).
    """

    text: Annotated[str, Meta(max_length=500)] = ""
    needs: Annotated[list[Need], Meta(max_length=18)] = []
    audiences: Annotated[list[Audience], Meta(max_length=11)] = []
    places: Annotated[list[ShortText], Meta(max_length=10)] = []
    origin: Annotated[list[ShortText], Meta(max_length=10)] = []
    exclude: Exclude = "own"
    min_km: Annotated[int, Meta(ge=0, le=20_000)] | None = None
    filters: Annotated[list[Filter], Meta(max_length=5)] = []
    without: Annotated[list[ShortText], Meta(max_length=40)] = []
    at: datetime | None = None
    limit: Annotated[int, Meta(ge=1, le=50)] = 20
    seed: Annotated[int, Meta(ge=0, le=999_999)] | None = None


class Superseded(Struct, frozen=True, kw_only=True):
    """A number typed that must not be dialled; `replaced_by` is a slug, `sentence` what to tell the caller."""

    number: str
    replaced_by: str
    sentence: str


class Correction(Struct, frozen=True, kw_only=True):
    """A typing slip put right: shown, and undone by sending `key` in `without`."""

    typed: str
    read_as: str
    key: str


class Part(Struct, frozen=True, kw_only=True):
    """One understood part, shown as a chip; sending `key` in `without` removes it."""

    key: str
    label: str
    kind: Literal["need", "audience", "place", "origin", "filter", "name", "unit"]


class Understood(Struct, frozen=True, kw_only=True):
    """What was read in the question."""

    kind: Literal["need", "name", "phone", "council", "hospitalisation", "empty", "unknown"]
    needs: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    departements: tuple[str, ...] = ()
    origin: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    superseded: Superseded | None = None
    corrections: tuple[Correction, ...] = ()
    parts: tuple[Part, ...] = ()


class ResultPhone(Struct, frozen=True, kw_only=True):
    """A number to say aloud; `e164` is what a telephone dials; `doubted_at` since when it is reported wrong."""

    display: str
    e164: str
    toll: Toll
    purpose: Purpose
    status: State
    doubted_at: datetime | None = None


class Result(Struct, frozen=True, kw_only=True):
    """One service, and why it is there. `distance_km` from the nearest place asked, whole kilometres."""

    slug: str
    name: str
    acronym: str
    kind: str
    departement: str
    distance_km: int | None
    phones: tuple[ResultPhone, ...]
    open: Literal["open", "closed", "unknown"]
    status: State
    why: tuple[str, ...]


class Excluded(Struct, frozen=True, kw_only=True):
    """One service left out, and the sentence that says why."""

    slug: str
    reason: str


class SearchResponse(Struct, frozen=True, kw_only=True):
    """The whole answer; `total` counts all results, of which at most `limit` are given.

    `actions` are those of the programme, apart: they are no service and are not counted.
    """

    understood: Understood
    banner: tuple[str, ...]
    ask: Literal["origin", "crisis"] | None
    results: tuple[Result, ...]
    excluded: tuple[Excluded, ...]
    excluded_counts: dict[str, int]
    total: int
    seed: int
    engine: Literal["memory", "meilisearch"]
    as_of: datetime
    notices: tuple[str, ...] = ()
    actions: tuple[Found, ...] = ()
