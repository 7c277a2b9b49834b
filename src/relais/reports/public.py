"""What everyone opens: the years, one year, and the same as CSV."""

from litestar import Response
from msgspec import Struct

from relais.reports import store
from relais.reports.commas import csv_of
from relais.reports.published import Published
from relais.reports.reading import public_report
from relais.reports.showing import SHOWN_MONTHS, chapters_of, columns_of, compared, in_short
from relais.sheets.workplace import Workplace

CSV = ".csv"


class PublicReports(Struct, frozen=True, kw_only=True):
    """Made once by the application."""

    place: Workplace
    published: tuple[Published, ...]

    async def years(self) -> Response[str]:
        """The years there is something to say of."""
        async with self.place.database.reading() as db:
            rows = await store.LIST_YEARS.all(db)
        return self.place.pages.response("reports/years.html", years=rows)

    async def year(self, name: str) -> Response[str]:
        """`2025` as a page, `2025.csv` as a file. Raises NotFound."""
        report = await public_report(self.place.database, name.removesuffix(CSV))
        if name.endswith(CSV):
            headers = {"content-disposition": f'attachment; filename="relais-{report.year}.csv"'}
            return Response(csv_of(report.content), media_type="text/csv", headers=headers)
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
