"""The page of a file at a council or at the national service: what it says, and the one act that it waits for."""

from typing import Any

from litestar import Response

from relais.commission import piece_list
from relais.commission.file_desk import AtFile
from relais.commission.file_desk_acts import DeskForm, Left
from relais.commission.file_model import EXAMINED, PIECES_WRITABLE, NationalFile
from relais.commission.file_service import find_file, read_file
from relais.commission.file_shown import ShownFile, giver_of, shown
from relais.commission.file_words import OPINIONS
from relais.commission.section_model import SectionName
from relais.commission.section_page import section_context
from relais.commission.section_reading import Typed
from relais.core.db import Db
from relais.core.ids import new_id
from relais.sheets.workplace import Workplace


async def view_of(place: Workplace, db: Db, file: NationalFile) -> ShownFile:
    """The file in words, as this context may read it."""
    return shown(await read_file(db, place.vault, file), giver_of(place, file))


async def file_page(place: Workplace, db: Db, at: AtFile, left: Left | None = None) -> Response[Any]:
    """The page as the file now is, with what was typed when it was refused."""
    file = await find_file(db, at.file.id)
    left = left or Left(form="", values=DeskForm())
    council = "council" in at.roles
    return place.pages.response(
        "commission/file_desk.html",
        status=422 if left.faults else 409 if left.sentence else 200,
        visitor=at.visitor,
        at=at,
        view=await view_of(place, db, file),
        left=left,
        faults=left.faults,
        request=new_id(),
        opinions=OPINIONS,
        missing=piece_list.MISSING,
        sections=piece_list.section_pieces(),
        choices=piece_list.SAYABLE,
        note=piece_list.WORKING_LIST,
        writes=at.helps and file.writable,
        marks=at.helps and file.state in PIECES_WRITABLE,
        gives_opinion=council and file.state == "submitted",
        checks="national" in at.roles and file.state in EXAMINED,
        withdraws=council and file.live,
    )


async def section_page(
    place: Workplace, db: Db, at: AtFile, name: SectionName, *, typed: Typed | None = None, refused: str = ""
) -> Response[Any]:
    """The boxes of one section, filled in with the doctor."""
    whole = await read_file(db, place.vault, await find_file(db, at.file.id))
    return place.pages.response(
        "commission/section_desk.html",
        status=422 if typed and typed.faults else 409 if refused else 200,
        visitor=at.visitor,
        at=at,
        refused=refused,
        **section_context(whole, name, typed),
    )
