"""`/espace/{slug}/modifier/{code}`: one form, its drafts, its second looks, its conflicts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from relais.accounts.doors import visitor_of
from relais.accounts.gates import OWN_PAGE, through
from relais.accounts.model import Visitor
from relais.core import clock
from relais.core.db import Db
from relais.core.errors import NotFound
from relais.directory.drafts import Draft, drop_draft, list_drafts, save_draft
from relais.directory.model import NATIONAL
from relais.directory.value_words import value_words
from relais.profiles.access import group_for, page_for
from relais.profiles.boxes import BASE, Boxes, bases_of, names_of, published_boxes, slots_of
from relais.profiles.edit_view import form_view
from relais.profiles.editing import Attempt, attempt, keep_theirs
from relais.profiles.groups import Group
from relais.profiles.model import OwnPage, slot_of
from relais.profiles.space import Space
from relais.profiles.words import label_of
from relais.web.forms import parse_form
from relais.web.typography import french_time

AnyRequest = Request[Any, Any, Any]
FRAGMENT: Final = "relais-fragment"
TEXT: Final = "text/plain; charset=utf-8"


class Desk(Struct, frozen=True, kw_only=True):
    """One form opened by one person: what every step of it needs."""

    space: Space
    db: Db
    visitor: Visitor
    account: UUID
    page: OwnPage
    group: Group

    @property
    def draft_code(self) -> str:
        """The field under which the draft of the whole form is kept."""
        return self.group.fields[0].code

    def show(self, tried: Attempt, *, status: int = 200, **more: Any) -> Response[str]:
        """The form with its boxes."""
        view = form_view(self.space, self.visitor, self.page, self.group, tried, **more)
        return self.space.pages.response("profiles/edit.html", status=status, **view)

    def published(self) -> Boxes:
        """The boxes as the published page fills them."""
        return published_boxes(self.group, self.page, self.space.gazetteer)

    async def draft(self) -> Draft | None:
        """What this person was typing in this form."""
        drafts = await list_drafts(self.db, self.account, self.page.row.slug)
        return next((one for one in drafts if (one.field, one.position) == (self.draft_code, 1)), None)

    async def forget_draft(self) -> None:
        """Nothing of it is kept."""
        await drop_draft(self.db, self.account, self.page.row.slug, self.draft_code)

    async def keep_draft(self, boxes: Boxes) -> datetime:
        """Keep the boxes as typed."""
        base = max(bases_of(boxes).values(), default=0)
        await save_draft(self.db, self.account, self.page.row.slug, self.draft_code, boxes, base_version=base)
        return clock.now()

    def only_boxes(self, sent: dict[str, list[str]]) -> Boxes:
        """Of what was posted, the boxes of this form."""
        slots = slots_of(self.group, self.page, bases_of(sent))
        names = {BASE, *(name for slot in slots for name in names_of(slot))}
        return {name: texts for name, texts in sent.items() if name in names}


def edit_routes(space: Space) -> Sequence[HTTPRouteHandler]:
    """The form of each group of fields."""

    @get("/espace/{slug:str}/modifier/{code:str}", opt=through(OWN_PAGE), include_in_schema=False)
    async def edit(slug: FromPath[str], code: FromPath[str], request: AnyRequest) -> Response[str]:
        async with space.database.reading() as db:
            desk = await _opened(space, db, request, slug, code)
            draft = await desk.draft()
            return desk.show(Attempt(boxes=desk.published()), draft=draft.saved_at if draft else None)

    @post("/espace/{slug:str}/modifier/{code:str}", status_code=200, opt=through(OWN_PAGE), include_in_schema=False)
    async def edited(slug: FromPath[str], code: FromPath[str], request: AnyRequest) -> Response[Any]:
        sent = parse_form(await request.body(), request.headers.get("content-type", ""))
        async with space.database.writing() as db:
            desk = await _opened(space, db, request, slug, code)
            return await _stepped(desk, sent, fragment=FRAGMENT in request.headers)

    return [edit, edited]


async def _opened(space: Space, db: Db, request: AnyRequest, slug: str, code: str) -> Desk:
    visitor = visitor_of(request)
    page = await page_for(db, visitor, slug)
    if visitor.account is None:
        raise NotFound
    return Desk(space=space, db=db, visitor=visitor, account=visitor.account, page=page, group=group_for(page, code))


async def _stepped(desk: Desk, sent: dict[str, list[str]], *, fragment: bool) -> Response[Any]:
    """Each button of the form is one step."""
    boxes = desk.only_boxes(sent)
    act = (sent.get("act") or [""])[-1]
    if picked := _picked(desk, sent):
        return desk.show(Attempt(boxes=_toggled(boxes, picked)))
    match act:
        case "draft":
            return await _drafted(desk, boxes, fragment=fragment)
        case "resume":
            draft = await desk.draft()
            kept = msgspec.convert(draft.typed, dict[str, list[str]]) if draft else desk.published()
            return desk.show(Attempt(boxes=kept), notice="Votre brouillon est repris." if draft else "")
        case "drop":
            await desk.forget_draft()
            return Redirect(f"/espace/{desk.page.row.slug}/modifier/{desk.group.code}", status_code=303)
        case "row":
            return desk.show(Attempt(boxes=boxes), more_rows=1)
        case "merge":
            return desk.show(Attempt(boxes=boxes), theirs=_theirs(desk, sent.get("conflict", ())))
        case "resolve":
            return await _resolved(desk, sent, boxes)
    return await _tried(desk, {**boxes, "seen": sent.get("seen", [])})


async def _tried(desk: Desk, boxes: Boxes) -> Response[str]:
    tried = await attempt(desk.db, desk.visitor, desk.page, desk.group, boxes, desk.space.reader)
    if tried.done:
        return desk.space.pages.response(
            "profiles/sent.html",
            visitor=desk.visitor,
            page=desk.page,
            published=tried.published,
            waiting=tried.waiting,
        )
    if tried.clashes:
        return _conflict(desk, tried)
    if tried.nothing:
        return desk.show(tried, notice="Rien n'a changé : c'est déjà ce que lisent les écoutants.")
    return desk.show(tried, status=422 if tried.faults else 200)


def _conflict(desk: Desk, tried: Attempt, *, unchosen: bool = False) -> Response[str]:
    boxes = {name: texts for name, texts in tried.boxes.items() if name != "seen"}
    carried = [(name, text) for name, texts in boxes.items() for text in texts]
    carried += [("conflict", clash.key) for clash in tried.clashes]
    return desk.space.pages.response(
        "profiles/conflict.html",
        status=409,
        visitor=desk.visitor,
        page=desk.page,
        group=desk.group,
        conflicts=tried.clashes,
        carried=carried,
        unchosen=unchosen,
    )


async def _resolved(desk: Desk, sent: dict[str, list[str]], boxes: Boxes) -> Response[str]:
    """What was chosen between both values; a field left unchosen goes back to the form."""
    conflicts = sent.get("conflict", [])
    choices = {key: (sent.get(f"keep.{key}") or [""])[-1] for key in conflicts}
    if not all(choice in ("mine", "theirs") for choice in choices.values()):
        return desk.show(Attempt(boxes=boxes), theirs=_theirs(desk, conflicts), status=422)
    for key, choice in choices.items():
        if choice == "theirs":
            boxes = keep_theirs(desk.page, boxes, key, desk.space.reader)
    return await _tried(desk, {**boxes, "seen": sent.get("seen", [])})


def _theirs(desk: Desk, keys: Sequence[str]) -> list[str]:
    slots = [slot for key in keys if (slot := slot_of(key))]
    said = [(label_of(*slot), value_words(desk.space.gazetteer, slot[0], desk.page.value(*slot))) for slot in slots]
    return [f"{label}, publié en ce moment : {words}" for label, words in said]


async def _drafted(desk: Desk, boxes: Boxes, *, fragment: bool) -> Response[Any]:
    kept = f"Brouillon gardé à {french_time(await desk.keep_draft(boxes))}."
    if fragment:
        return Response(kept, media_type=TEXT)
    return desk.show(Attempt(boxes=boxes), notice=f"{kept} Rien n'est encore envoyé.")


def _picked(desk: Desk, sent: dict[str, list[str]]) -> frozenset[str]:
    """The départements that a click on the map, or the button of a région, adds or takes away."""
    if desk.group.code != "territoire":
        return frozenset()
    region = desk.space.gazetteer.regions.get((sent.get("region") or [""])[-1])
    if region:
        return frozenset(region.departements)
    x, y = (_pixel(sent, name) for name in ("map.x", "map.y"))
    code = desk.space.map.departement_at(x, y) if x and y else None
    return frozenset([code] if code else [])


def _pixel(sent: dict[str, list[str]], name: str) -> int:
    text = (sent.get(name) or [""])[-1]
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0


def _toggled(boxes: Boxes, picked: frozenset[str]) -> Boxes:
    ticked = {code for code in boxes.get("coverage", []) if code != NATIONAL}
    ticked = ticked - picked if picked <= ticked else ticked | picked
    return {**boxes, "coverage": sorted(ticked)}
