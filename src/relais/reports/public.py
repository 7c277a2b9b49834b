"""What everyone opens: the years, one year, the same as CSV, and the very bytes that its hash is of."""

from typing import Any

from litestar import Response
from msgspec import Struct

from relais.reports import store
from relais.reports.commas import csv_of
from relais.reports.model import Report
from relais.reports.published import Published
from relais.reports.reading import public_report
from relais.reports.showing import SHOWN_MONTHS, chapters_of, columns_of, compared, in_short
from relais.sheets.workplace import Workplace

CSV, EXACT = ".csv", ".json"


class PublicReports(Struct, frozen=True, kw_only=True):
    """Made once by the application."""

    place: Workplace
    published: tuple[Published, ...]

    async def years(self) -> Response[str]:
        """The years there is something to say of."""
        async with self.place.database.reading() as db:
            rows = await store.LIST_YEARS.all(db)
        return self.place.pages.response("reports/years.html", years=rows)

    async def year(self, name: str) -> Response[Any]:
        """`2025` as a page, `2025.csv` as a file, `2025.json` as its hash is of. Raises NotFound."""
        kind = next((one for one in (CSV, EXACT) if name.endswith(one)), "")
        report = await public_report(self.place.database, name.removesuffix(kind))
        if kind == CSV:
            return _file(report, CSV, csv_of(report.content), "text/csv")
        if kind == EXACT:
            return _file(report, EXACT, report.exact, "application/json")
        return self._page(report)

    def _page(self, report: Report) -> Response[str]:
        return self.place.pages.response(
            "reports/year.html",
            report=report,
            short=in_short(report.content),
            chapters=chapters_of(report),
            columns=columns_of(report.content),
            published=self.published,
            comparison=compared(report.content, self.published),
            months=SHOWN_MONTHS,
        )


def _file(report: Report, kind: str, content: str | bytes, media_type: str) -> Response[Any]:
    headers = {"content-disposition": f'attachment; filename="relais-{report.year}{kind}"'}
    return Response(content, media_type=media_type, headers=headers)
