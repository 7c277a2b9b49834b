"""What the page of one form shows."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from relais.accounts.model import Visitor
from relais.core.text import fold
from relais.directory import hours
from relais.directory.hours_form import DAY_NAMES, HOLIDAYS, MOST_ROWS, from_osm
from relais.profiles.boxes import Boxes, bases_of, positions
from relais.profiles.editing import Attempt
from relais.profiles.groups import ANSWERS, CONTACTS, OPTIONS, OWNED, PURPOSES, TOLLS, Group
from relais.profiles.model import OwnPage
from relais.profiles.space import Space

_LEAST_ROWS = 2


def form_view(
    space: Space,
    visitor: Visitor,
    page: OwnPage,
    group: Group,
    tried: Attempt,
    *,
    notice: str = "",
    draft: datetime | None = None,
    theirs: Sequence[str] = (),
    more_rows: int = 0,
) -> dict[str, Any]:
    """The boxes as they stand, what is wrong with them, what should be read again, at which speed it goes."""
    return {
        "visitor": visitor,
        "page": page,
        "group": group,
        "boxes": tried.boxes,
        "faults": tried.faults,
        "warnings": tried.warnings,
        "check": tried.check,
        "seen": tried.seen,
        "notice": notice,
        "draft": draft,
        "theirs": theirs,
        "waits": any(field.waits for field in group.fields),
        "at_once": not all(field.waits for field in group.fields),
        **_choices(page, tried.boxes, more_rows),
        "map": space.map,
        "regions": sorted(space.gazetteer.regions.values(), key=lambda region: fold(region.name)),
        "departements": space.gazetteer.departements,
    }


def _choices(page: OwnPage, boxes: Boxes, more_rows: int) -> dict[str, Any]:
    bases = bases_of(boxes)
    text = page.value("hours") or ""
    return {
        "owned": OWNED,
        "options": OPTIONS,
        "answers": ANSWERS,
        "purposes": PURPOSES,
        "tolls": TOLLS,
        "positions": {kind: positions(page, kind, bases) for kind in CONTACTS},
        "days": DAY_NAMES,
        "holidays": HOLIDAYS,
        "most_rows": MOST_ROWS,
        "hour_rows": _rows(boxes, more_rows),
        "kept": hours.sentence(text) if text and from_osm(text) is None else "",
    }


def _rows(boxes: Mapping[str, Sequence[str]], more: int) -> int:
    """Lines of hours to show: those filled in, one more, or as many as asked."""
    filled = [row for row in range(1, MOST_ROWS + 1) if any(any(boxes.get(f"{n}-{row}", ())) for n in _ROW)]
    return min(MOST_ROWS, max(_LEAST_ROWS, max(filled, default=0) + 1) + more)


_ROW = ("days", "opens", "closes")
