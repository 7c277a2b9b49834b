"""Documents of a national file: joined by one route that reads them as they come, listed, saved, taken away."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from relais.accounts.bureau import posted, see, uuid_of
from relais.accounts.doors import visitor_of
from relais.accounts.gates import EVERYONE, FILES, KNOWN, through
from relais.accounts.limiter import Limit, client_address
from relais.cases.passage import FIELD
from relais.commission.attachment_access import Holder, UnopenedError, holder_for, safe_of, sender_of
from relais.commission.attachment_pages import away_page, documents_page, given_back
from relais.commission.attachment_stream import BODY_LIMIT, Incoming
from relais.commission.attachments import Wanted
from relais.commission.file_service import file_of_case
from relais.core.db import Unavailable
from relais.core.errors import NotFound, Refused
from relais.sheets.person import AnyRequest, AnyResponse, Posted, as_person, code_page, person_of, read_post
from relais.sheets.workplace import Workplace

SENDS = "/commission/joindre"
BODIES = "/commission/documents"
OWN = "/commission/dossier/documents"
ADDED = "Le document est joint."
REMOVED = "Le document est retiré."
OVER = "Par sécurité, la page s'est refermée avant la fin : le document n'est pas joint. Donnez de nouveau votre code."
# By address: who has a code asked nobody for it, and each document may weigh ten mebibytes.
JOINED = Limit(use="document joined", most=120, window=timedelta(hours=1))
Act = Callable[[Workplace, Holder, UUID, UUID], Awaitable[Response[Any]]]


class OnDocument(Struct, frozen=True, kw_only=True):
    """Which one."""

    document: UUID | None = None


def attachment_routes(place: Workplace) -> list[HTTPRouteHandler]:
    """The one route that receives documents, and the pages around it."""
    streams = {**through(KNOWN), "streams": True}

    @post(SENDS, status_code=303, opt=streams, include_in_schema=False, request_max_body_size=BODY_LIMIT)
    async def join_document(request: AnyRequest) -> Response[Any]:
        return await _receive(place, request)

    return [join_document, *_of_bodies(place), *_of_the_person(place)]


async def _receive(place: Workplace, request: AnyRequest) -> Response[Any]:
    """Who sends is known before the document is read. A refusal shows the page again, and nothing is kept."""
    incoming = Incoming(request)
    try:
        fields = await incoming.fields()
        file, wanted = _wanted(fields)
        try:
            return await _kept(place, request, incoming, fields, wanted)
        except Unavailable as away:
            return away_page(place, fields.get(FIELD, ""), file, away)
    finally:
        await incoming.leave()


async def _kept(
    place: Workplace, request: AnyRequest, incoming: Incoming, fields: dict[str, str], wanted: Wanted
) -> Response[Any]:
    try:
        holder = await sender_of(place, request, fields, wanted.file)
    except Refused as refused:
        if refused.code != "passage_over":
            raise
        return code_page(place, action=OWN, carried=[], fault=OVER, status=403)
    try:
        if holder.passage:
            await _count(place, request)
        await safe_of(place, holder.context).keep(wanted, incoming)
    except (NotFound, Unavailable):
        raise
    except Refused as refused:
        return await documents_page(place, holder, wanted.file, fault=refused.sentence, status=refused.status)
    if holder.passage:
        return await documents_page(place, holder, wanted.file, said=ADDED)
    return see(f"{BODIES}/{wanted.file}")


async def _count(place: Workplace, request: AnyRequest) -> None:
    """One more document of this address. Raises Refused (429) beyond the limit, before it is read."""
    async with place.database.reading() as db:
        await JOINED.enter(db, place.vault, client_address(request))


def _wanted(fields: dict[str, str]) -> tuple[UUID, Wanted]:
    try:
        file, request = UUID(fields.get("file", "")), UUID(fields.get("request", ""))
    except ValueError:
        raise Refused("form_incomplete", "Ce formulaire est incomplet : rouvrez la page et recommencez.") from None
    known = fields.get("kind", "")
    piece = known if known.isascii() and known.replace("_", "").isalpha() and len(known) <= 40 else ""
    return file, Wanted(file=file, piece=piece.lower(), request=request)


def _of_bodies(place: Workplace) -> list[HTTPRouteHandler]:
    gate = through(FILES)

    @get(BODIES + "/{code:str}", opt=gate, include_in_schema=False)
    async def documents(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
        file = uuid_of(code)
        try:
            holder = await holder_for(place, visitor_of(request), file)
        except UnopenedError:
            return see(_where_it_opens(request, file))
        return await documents_page(place, holder, file)

    @post(BODIES + "/{code:str}/lire", status_code=200, opt=gate, include_in_schema=False)
    async def read_document(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
        return await _of_body(place, request, uuid_of(code), _give)

    @post(BODIES + "/{code:str}/retirer", status_code=303, opt=gate, include_in_schema=False)
    async def remove_document(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
        return await _of_body(place, request, uuid_of(code), _remove)

    return [documents, read_document, remove_document]


def _where_it_opens(request: AnyRequest, file: UUID) -> str:
    sitting = {"commissioner", "chair"} & visitor_of(request).roles
    return f"/commission/examens/{file}" if sitting else f"/commission/dossiers/{file}"


async def _of_body(place: Workplace, request: AnyRequest, file: UUID, act: Act) -> Response[Any]:
    document = (await posted(request, OnDocument, {})).value.document
    if document is None:
        raise NotFound
    try:
        holder = await holder_for(place, visitor_of(request), file)
    except UnopenedError:
        return see(_where_it_opens(request, file))
    return await act(place, holder, file, document)


async def _give(place: Workplace, holder: Holder, file: UUID, document: UUID) -> Response[Any]:
    kept = await safe_of(place, holder.context).find(document)
    if kept.row.file != file and not holder.passage:  # the person reads those of their earlier files too
        raise NotFound
    try:
        return await given_back(place, holder, kept)
    except Refused as refused:
        if refused.code != "attachment_altered":
            raise
        return await documents_page(place, holder, file, fault=refused.sentence, status=refused.status)


async def _remove(place: Workplace, holder: Holder, file: UUID, document: UUID) -> Response[Any]:
    try:
        await safe_of(place, holder.context).remove(document)
    except (NotFound, Unavailable):
        raise
    except Refused as refused:
        return await documents_page(place, holder, file, fault=refused.sentence, status=refused.status)
    if holder.passage:
        return await documents_page(place, holder, file, said=REMOVED)
    return see(f"{BODIES}/{file}")


def _of_the_person(place: Workplace) -> list[HTTPRouteHandler]:
    options = as_person(place)

    @post(OWN, **options)
    async def own_documents(request: AnyRequest) -> AnyResponse:
        holder, file = await _own(place, await read_post(request))
        return await documents_page(place, holder, file)

    @post(OWN + "/lire", **options)
    async def read_own_document(request: AnyRequest) -> AnyResponse:
        return await _on_own(place, await read_post(request), _give)

    @post(OWN + "/retirer", **options)
    async def remove_own_document(request: AnyRequest) -> AnyResponse:
        return await _on_own(place, await read_post(request), _remove)

    @get([OWN, OWN + "/lire", OWN + "/retirer"], opt=through(EVERYONE), sync_to_thread=False, include_in_schema=False)
    def back_to_the_box() -> AnyResponse:
        """A page opened again by its address."""
        return Redirect("/suivi", status_code=303)

    return [own_documents, read_own_document, remove_own_document, back_to_the_box]


async def _own(place: Workplace, sent: Posted) -> tuple[Holder, UUID]:
    """The person, and the file that lives, else the last one. Raises CodeNeededError, NotFound."""
    entered, passage = await person_of(place, sent)
    async with place.database.acting(entered.context) as db:
        file = await file_of_case(db, entered.case)
    if file is None:
        raise NotFound
    return Holder(context=entered.context, passage=passage), file.id


async def _on_own(place: Workplace, sent: Posted, act: Act) -> AnyResponse:
    holder, file = await _own(place, sent)
    try:
        document = UUID(sent.last("document"))
    except ValueError:
        raise NotFound from None
    return await act(place, holder, file, document)
