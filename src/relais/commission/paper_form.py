"""A council begins a file with a doctor: on the case they follow together, or on a new one; or enters a paper file."""

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from relais.accounts.model import Visitor
from relais.aid_requests.access import AtCase, Post, context_of, session_of
from relais.audit.service import record
from relais.cases.model import Opened
from relais.cases.openings import open_for
from relais.cases.service import NewCase, make_code, open_case
from relais.commission import file_store as store
from relais.commission.file_model import NationalFile, NewFile, Practice
from relais.commission.file_service import begin_file
from relais.commission.file_words import PRACTICES
from relais.core.errors import Refused
from relais.core.ids import new_id
from relais.sheets.workplace import Workplace

NAMES = {"practice": "Mode d'exercice", "paper": "Dossier papier", "urgent": "Urgence", "council": "Conseil"}


class PaperForm(Struct, frozen=True, kw_only=True):
    """`request`: made with the page, so that a second click begins nothing more. `council`: slug, of those served."""

    request: UUID | None = None
    practice: Annotated[str, Meta(max_length=12)] = ""
    paper: Annotated[str, Meta(max_length=3)] = ""
    urgent: Annotated[str, Meta(max_length=3)] = ""
    council: Annotated[str, Meta(max_length=80)] = ""


def faults_of(form: PaperForm) -> dict[str, str]:
    """A sentence for each thing that keeps the file from being begun. Raises Refused when the form lost its act."""
    if form.request is None:
        raise Refused("form_incomplete", "Ce formulaire est incomplet : rouvrez la page et recommencez.")
    if form.practice not in PRACTICES:
        return {"practice": "Choisissez le mode d'exercice : il dit quelles pièces sont attendues."}
    return {}


def _wanted(place: Workplace, form: PaperForm) -> NewFile:
    return NewFile(
        key=form.request or new_id(),
        body=place.settings.national_body,
        begun_as="council",
        practice=msgspec.convert(form.practice, Practice),
        on_paper=bool(form.paper),
        urgent=bool(form.urgent),
    )


async def begin_with_case(place: Workplace, at: AtCase, form: PaperForm) -> NationalFile:
    """A file on a case that was opened in this session. Raises Refused when another one is open."""
    async with place.database.acting(at.context) as db:
        made = await begin_file(db, at.case.id, _wanted(place, form))
        await record(db, at.visitor.acting("officer", "national"), "file.begin", "national_file", str(made.id))
    return made


async def begin_with_new_case(
    place: Workplace, visitor: Visitor, post: Post, form: PaperForm
) -> tuple[NationalFile, Opened | None]:
    """A new case with its code and its file; the file alone when this very post had begun it."""
    made = await make_code(place.vault, place.passwords)
    context = context_of(visitor, post)
    actor = visitor.acting("officer", "national")
    async with place.database.acting(context) as db:
        known = await store.FIND_FILE_BY_KEY.one(db, form.request)
        if known is not None:
            return known, None
        wanted = NewCase(id=new_id(), origin="officer", code_by="officer", council=post.council)
        opened = await open_case(db, place.vault, actor, wanted, made)
        await open_for(db, opened.case, "with_person", post.function, session_of(visitor))
        file = await begin_file(db, opened.case, _wanted(place, form))
        await record(db, actor, "file.begin", "national_file", str(file.id), detail={"paper": bool(form.paper)})
    return file, opened
