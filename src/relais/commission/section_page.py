"""What the page of one section reads, on the doctor's side and on the council's."""

from typing import Any

from relais.commission.file_service import WholeFile
from relais.commission.section_model import ORDER, SECTIONS, SectionName
from relais.commission.section_reading import Typed, boxes_of, form_of, sums_of
from relais.core.errors import NotFound
from relais.core.ids import new_id


def section_context(whole: WholeFile, name: SectionName, typed: Typed | None) -> dict[str, Any]:
    """The boxes with what was typed, else with what was saved."""
    saved = whole.sections.get(name)
    said = typed.said if typed else saved.said if saved else None
    return {
        "section": name,
        "title": SECTIONS[name],
        "number": ORDER.index(name) + 1,
        "of": len(ORDER),
        "form": form_of(name),
        "values": typed.values if typed else boxes_of(name, saved.said if saved else None),
        "faults": typed.faults if typed else {},
        "sums": sums_of(name, said) if said else (),
        "version": saved.row.version if saved else 0,
        "writable": whole.file.writable,
        "file": whole.file,
        "request": new_id(),
    }


def section_of(text: str) -> SectionName:
    """A section by its name. Raises NotFound."""
    for name in ORDER:
        if name == text:
            return name
    raise NotFound
