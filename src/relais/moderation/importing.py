"""`/coordination/imports`: send a file, read what it would do, apply it; what waits of it is decided as one batch."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Meta, Struct

from relais.accounts.gates import COORDINATOR, through
from relais.audit.service import record
from relais.core.errors import NotFound, Refused
from relais.core.ids import new_id
from relais.directory import changes
from relais.directory.importer import Plan
from relais.directory.rows import Fault
from relais.moderation import store
from relais.moderation.filing import BODY_LIMIT, apply_file, check_file, file_name, show_plan
from relais.moderation.office import AnyRequest, Office, actor_of, blamed, blank, me, posted, see
from relais.moderation.words import label, words
from relais.web.forms import Filled

SECTION = "/coordination/imports"
GATE = through(COORDINATOR)
SHOWN_LINES = 200
VERDICTS = {
    "add": "ajouté",
    "change": "changé",
    "drop": "vidé",
    "retire": "retiré",
    "propose": "proposé",
    "wait": "attend une deuxième personne",
}


class FileForm(Struct, frozen=True, kw_only=True):
    """The box of the file."""

    file: Annotated[str, Meta(max_length=200)] = ""


class PlanForm(Struct, frozen=True, kw_only=True):
    """The version of the directory that the plan was read against."""

    base: Annotated[int, Meta(ge=0)] = 0


class PlannedLine(Struct, frozen=True, kw_only=True):
    """One value of a plan, in words."""

    service: str
    verdict: str
    field: str
    before: str
    after: str


def import_routes(office: Office) -> list[HTTPRouteHandler]:
    """The list, the sending, one file."""

    @get(SECTION, opt=GATE, include_in_schema=False)
    async def imports(request: AnyRequest) -> Response[str]:
        return await _list(office, request, blank(FileForm()))

    @post(SECTION, opt=GATE, include_in_schema=False, request_max_body_size=BODY_LIMIT)
    async def send_file(request: AnyRequest) -> Response[Any]:
        try:
            name, content = await _sent(request)
        except Refused as fault:
            return await _list(office, request, blamed(blank(FileForm()), fault))
        code, account = new_id(), me(request).account
        async with office.database.writing() as db:
            await store.ADD_UPLOAD.run(db, code, account, name, content)
            await record(db, actor_of(request), "import.send", "import", name, detail={"bytes": len(content)})
        return see(f"{SECTION}/{code}")

    @get(SECTION + "/{code:str}", opt=GATE, include_in_schema=False)
    async def one_import(request: AnyRequest, code: FromPath[str]) -> Response[str]:
        upload = await _upload(office, _id(code))
        if upload.applied_at is not None:
            return _shown(office, request, code, upload, None, "")
        try:
            plan = await show_plan(office.settings, upload)
        except Refused as fault:
            return _shown(office, request, code, upload, None, fault.sentence)
        return _shown(office, request, code, upload, plan, "")

    @post(SECTION + "/{code:str}", opt=GATE, include_in_schema=False)
    async def apply_import_file(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
        return await _apply(office, request, code)

    return [imports, send_file, one_import, apply_import_file]


async def _apply(office: Office, request: AnyRequest, code: str) -> Response[Any]:
    upload = await _upload(office, _id(code))
    base = (await posted(request, PlanForm, {})).value.base
    try:
        if upload.applied_at is None:
            await apply_file(office.settings, actor_of(request), _id(code), upload, base=base)
    except Refused as fault:
        if fault.code != "plan_outdated":
            raise
        plan = await show_plan(office.settings, upload)
        return _shown(office, request, code, upload, plan, "", told=fault.sentence)
    return see(f"{SECTION}/{code}")


async def _sent(request: AnyRequest) -> tuple[str, bytes]:
    kind, _ = request.content_type
    sent = (await request.form()).get("file") if kind == "multipart/form-data" else None
    if not isinstance(sent, UploadFile) or not sent.filename:
        raise Refused("import_unreadable", "Choisissez le fichier à envoyer.", field="file")
    name, content = file_name(sent.filename), await sent.read()
    check_file(content)
    return name, content


def _id(code: str) -> UUID:
    try:
        return UUID(code)
    except ValueError:
        raise NotFound from None


async def _upload(office: Office, code: UUID) -> store.UploadedFile:
    async with office.database.reading() as db:
        found = await store.GET_UPLOAD.one(db, code)
    if found is None:
        raise NotFound("Ce fichier n'est plus gardé : envoyez-le de nouveau.")
    return found


async def _list(office: Office, request: AnyRequest, form: Filled[FileForm]) -> Response[str]:
    async with office.database.reading() as db:
        uploads = await store.LIST_UPLOADS.all(db)
        runs = await store.LIST_RUNS.all(db)
        batches = await changes.list_batches(db)
    return office.page(
        request,
        "moderation/imports.html",
        SECTION,
        status=422 if form.faults else 200,
        form=form,
        uploads=uploads,
        runs=runs,
        batches=batches,
    )


def _shown(
    office: Office,
    request: AnyRequest,
    code: str,
    upload: store.UploadedFile,
    plan: Plan | None,
    refused: str,
    told: str = "",
) -> Response[str]:
    lines = [] if plan is None else [_planned(office, line) for line in plan.lines[:SHOWN_LINES]]
    return office.page(
        request,
        "moderation/import.html",
        SECTION,
        status=422 if refused else 409 if told else 200,
        told=told,
        code=code,
        upload=upload,
        plan=plan,
        faults=_told(plan.faults) if plan else [],
        warnings=_told(plan.warnings) if plan else [],
        lines=lines,
        more=max(0, len(plan.lines) - SHOWN_LINES) if plan else 0,
        refused=refused,
    )


def _planned(office: Office, line: Any) -> PlannedLine:
    return PlannedLine(
        service=line.service,
        verdict=VERDICTS.get(line.verdict, ""),
        field=label(line.field),
        before=words(office.directory, line.field, line.before),
        after=words(office.directory, line.field, line.after),
    )


def _told(faults: tuple[Fault, ...]) -> list[str]:
    return [
        f"Ligne {fault.line}{f', colonne {fault.column}' if fault.column else ''} : {fault.sentence}"
        for fault in faults
    ]
