"""`/rapport/AAAA.csv`: measure,unit,signatory,value. A hidden value is empty."""

import csv
import io
from collections.abc import Iterator

from relais.reports.model import Cell, Content
from relais.reports.words import MEASURES

HEADER = ("measure", "unit", "signatory", "value")
JOINT = "relais"


def csv_of(content: Content) -> str:
    """The whole year; lines end as RFC 4180 wants."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(HEADER)
    writer.writerows(_rows(content))
    return file.getvalue()


def _rows(content: Content) -> Iterator[tuple[str, str, str, int | str]]:
    order = {measure: place for place, measure in enumerate(MEASURES)}
    for cell in sorted(content.cells, key=lambda cell: (order[cell.measure], cell.line, cell.month)):
        yield name_of(cell), MEASURES[cell.measure].unit, JOINT, "" if cell.value is None else cell.value
    for figure in content.figures:
        yield figure.measure, figure.unit, figure.signatory, figure.value


def name_of(cell: Cell) -> str:
    """`calls_by_need`, `calls_by_need/addiction`, `calls_by_need/addiction/03`, `calls_by_need/all/03`."""
    if not cell.line and not cell.month:
        return cell.measure
    month = f"/{cell.month:02}" if cell.month else ""
    return f"{cell.measure}/{cell.line or 'all'}{month}"
