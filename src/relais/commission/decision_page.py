"""A file before a member of the commission: the question first, then all of it, and what can be decided now."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Response

from relais.accounts.model import Visitor
from relais.commission import decision_words as words
from relais.commission import recusals
from relais.commission.agenda_access import body_context, sits
from relais.commission.attachment_content import KINDS
from relais.commission.attachments import list_kept
from relais.commission.decisions import Decided, DecisionForm, decided_of
from relais.commission.file_model import NationalFile
from relais.commission.file_service import find_file, read_file
from relais.commission.file_shown import shown
from relais.commission.file_words import PRACTICES
from relais.commission.recusal_store import COUNT_RECUSED
from relais.commission.recusals import RecusalForm
from relais.commission.section_money import euros
from relais.commission.sessions import has_begun
from relais.core.ids import new_id
from relais.sheets.workplace import Workplace

FIELDS = ("kind", "amount", "elsewhere", "reason")


async def examination(
    place: Workplace,
    visitor: Visitor,
    code: UUID,
    *,
    status: int = 200,
    sentence: str = "",
    form: DecisionForm | None = None,
    faults: Mapping[str, str] | None = None,
) -> Response[str]:
    """The file as it is now, or the question when it was not answered. Raises NotFound."""
    async with place.database.acting(body_context(place, visitor)) as db:
        file = await find_file(db, code)
        if not await recusals.is_open(db, visitor, file):
            name = await recusals.name_of_file(db, place.vault, code)
            return ask_page(place, visitor, file, name)
        whole = await read_file(db, place.vault, file)
        kept = await list_kept(db, place.vault, code)
        decided = await decided_of(db, code)
        recused = await COUNT_RECUSED.value(db, code)
    return place.pages.response(
        "commission/examination.html",
        status=status,
        visitor=visitor,
        view=shown(whole, place.name_of(file.council)),
        file=file,
        kept=kept,
        kept_kinds=KINDS,
        decided=decided,
        can=_possible(visitor, file, decided),
        recused=recused,
        sentence=sentence,
        form=form or DecisionForm(),
        faults={name: (faults or {}).get(name, "") for name in FIELDS},
        words=words,
        euros=euros,
        new_request=new_id,
    )


def ask_page(
    place: Workplace,
    visitor: Visitor,
    file: NationalFile,
    name: str,
    *,
    form: RecusalForm | None = None,
    faults: Mapping[str, str] | None = None,
) -> Response[str]:
    """Whose file it is, and whether they are known. Nothing else of it is read before the answer."""
    return place.pages.response(
        "commission/recusal.html",
        status=422 if faults else 200,
        visitor=visitor,
        file=file,
        name=name,
        council=place.name_of(file.council),
        practice=PRACTICES[file.practice],
        reasons=recusals.REASONS,
        form=form or RecusalForm(),
        faults={one: (faults or {}).get(one, "") for one in recusals.NAMES},
    )


def _possible(visitor: Visitor, file: NationalFile, decided: Decided) -> dict[str, Any]:
    """What this visitor may do of it now; PostgreSQL asks for it again."""
    made, session = decided.of_round(file.round), decided.session
    sitting = session is not None and has_begun(session)
    member = sits(visitor)
    return {
        "record": member and file.state == "scheduled" and made is None and sitting,
        "wait": member and file.state == "scheduled" and not sitting,
        "urgent": "chair" in visitor.roles and file.state == "complete" and file.urgent,
        "confirm": member and made is not None and made.in_force_at is None,
        "own": made is not None and made.recorded_by == visitor.account,
        "ratify": member and made is not None and made.session is None and made.ratified is None and sitting,
    }
