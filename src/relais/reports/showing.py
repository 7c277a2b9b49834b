"""The public page of a year: chapters, tables, the chart of each, and the three columns of the signatories."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup
from msgspec import Struct

from relais.reports.charts import Bar, lying, standing
from relais.reports.model import SIGNATORIES, Content, Report, Signatory
from relais.reports.published import Published, calls_published
from relais.reports.reading import values_of
from relais.reports.words import (
    CHAPTERS,
    IN_SHORT,
    MEASURES,
    MONTHS,
    NEEDS,
    OWN,
    SIGNATORY_NAMES,
    SIGNATORY_SHORT,
    UNITS,
    Measure,
)
from relais.web.typography import thousands

HIDDEN = "masqué"
SHOWN_MONTHS = (
    *("janv.", "févr.", "mars", "avr.", "mai", "juin"),
    *("juil.", "août", "sept.", "oct.", "nov.", "déc."),
)
# What the lines of a table are: the end of its name says it.
HEADS: Mapping[str, str] = {
    "region": "Région",
    "need": "Besoin",
    "practice": "Mode d'exercice",
    "outcome": "Issue",
    "partner": "Partenaire",
    "decision": "Décision",
    "kind": "Nature",
    "organiser": "Organisateur",
}
NOTHING: Mapping[str, str] = {
    "median": "moins de 11 réponses : la médiane n'est pas donnée",
    "age": "rien n'a encore été confirmé",
}
Values = Mapping[tuple[str, str, int], int | None]


class Line(Struct, frozen=True, kw_only=True):
    """One line of a table. `months`: its twelve cells, when they are told."""

    label: str
    value: str
    months: tuple[str, ...] = ()


class Table(Struct, frozen=True, kw_only=True):
    """`lines`: those that are told, under `head`; `masked`: the words of the others; neither of a table of one line.

    `total`: the margin, rounded; "" when this table has none. `monthly`: the margin of each month.
    """

    name: str
    title: str
    note: str
    unit: str
    head: str
    lines: tuple[Line, ...]
    masked: tuple[str, ...]
    total: str
    charts: tuple[Markup, ...] = ()
    monthly: tuple[str, ...] = ()
    detailed: tuple[Line, ...] = ()
    hides: bool = False

    @property
    def many(self) -> bool:
        """Whether it has lines at all."""
        return bool(self.lines or self.masked)


class Chapter(Struct, frozen=True, kw_only=True):
    """`waiting`: nothing of it is told before the year is over."""

    anchor: str
    title: str
    tables: tuple[Table, ...]
    waiting: bool


class OwnLine(Struct, frozen=True, kw_only=True):
    """One figure of a signatory, in words."""

    label: str
    value: str
    source: str


class Column(Struct, frozen=True, kw_only=True):
    """One signatory."""

    code: Signatory
    short: str
    name: str
    lines: tuple[OwnLine, ...]


def in_short(content: Content) -> list[tuple[str, str]]:
    """The few numbers that say the year, and what each is."""
    values = values_of(content)
    told = [(name, values.get((name, "", 0)), words) for name, words in IN_SHORT]
    return [(in_words(value, MEASURES[name].unit), words) for name, value, words in told if value is not None]


def chapters_of(report: Report) -> list[Chapter]:
    """Every chapter, in the order of the page."""
    values = values_of(report.content)
    made = []
    for anchor, title, measures in CHAPTERS:
        told = [name for name in measures if any(key[0] == name for key in values)]
        tables = tuple(_table(name, MEASURES[name], values) for name in told)
        made.append(Chapter(anchor=anchor, title=title, tables=tables, waiting=len(told) < len(measures)))
    return made


def columns_of(content: Content) -> list[Column]:
    """The three signatories, whatever they entered."""
    return [
        Column(
            code=code,
            short=SIGNATORY_SHORT[code],
            name=SIGNATORY_NAMES[code],
            lines=tuple(
                OwnLine(label=OWN[one.measure][1], value=in_words(one.value, one.unit), source=one.source)
                for one in sorted(content.figures, key=lambda one: list(OWN).index(one.measure))
                if one.signatory == code
            ),
        )
        for code in SIGNATORIES
    ]


def in_words(value: int, unit: str) -> str:
    """`1 779 appels`, `1 appel`."""
    one, many = next(words for code, words in UNITS.items() if code == unit)
    return f"{thousands(value)} {one if abs(value) < 2 else many}"


def _table(name: str, measure: Measure, values: Values) -> Table:
    margin = values.get((name, "", 0))
    labels = measure.lines if len(measure.lines) > 1 else {}
    numbers = {code: values.get((name, code, 0)) for code in labels}
    lines = tuple(Line(label=labels[code], value=thousands(many)) for code, many in numbers.items() if many is not None)
    monthly = tuple(values.get((name, "", month)) for month in range(1, 13)) if measure.shape == "months" else ()
    detailed = _detailed(name, measure, values) if monthly else ()
    hides = None in numbers.values() or (measure.shape == "months" and len(detailed) < len(labels))
    return Table(
        name=name,
        title=measure.title,
        note=measure.note,
        unit=UNITS[measure.unit][1],
        head=HEADS.get(name.rpartition("_by_")[2], "Motif"),
        lines=lines,
        masked=tuple(labels[code] for code, many in numbers.items() if many is None),
        total=_total(measure, margin),
        charts=_charts(name, measure, numbers, monthly),
        monthly=tuple(_said(value) for value in monthly) if any(value is not None for value in monthly) else (),
        detailed=detailed,
        hides=hides or (margin is None and measure.shape in ("lines", "months", "euros")),
    )


def _total(measure: Measure, margin: int | None) -> str:
    if measure.shape == "open":
        return ""
    if margin is None:
        return NOTHING.get(measure.shape, HIDDEN)
    if measure.lines is NEEDS:
        return f"{thousands(margin)} besoins dits"
    return in_words(margin, measure.unit)


def _said(value: int | None) -> str:
    return HIDDEN if value is None else thousands(value)


def _detailed(name: str, measure: Measure, values: Values) -> tuple[Line, ...]:
    """The lines that are told month by month."""
    rows = {code: [values.get((name, code, month)) for month in range(1, 13)] for code in measure.lines}
    return tuple(
        Line(label=measure.lines[code], value=_said(values.get((name, code, 0))), months=tuple(map(_said, cells)))
        for code, cells in rows.items()
        if None not in cells
    )


def _charts(
    name: str, measure: Measure, numbers: Mapping[str, int | None], monthly: Sequence[int | None]
) -> tuple[Markup, ...]:
    """Bars of what is shown; what is hidden is said, not drawn line by line."""
    told = [Bar(label=measure.lines[code], value=value) for code, value in numbers.items() if value]
    unit = UNITS[measure.unit][1]
    made = []
    if told:
        masked = sum(value is None for value in numbers.values())
        description = f"Nombre ({unit}) : " + ", ".join(f"{bar.label} {thousands(bar.value or 0)}" for bar in told)
        rest = f" ; {masked} lignes masquées." if masked > 1 else "."
        made.append(lying(f"g-{name}", measure.title, description + rest, told))
    if any(value is not None for value in monthly):
        bars = [Bar(label=month[0].upper(), value=value) for month, value in zip(MONTHS, monthly, strict=True)]
        words = ", ".join(f"{month} {_said(value)}" for month, value in zip(MONTHS, monthly, strict=True))
        made.append(standing(f"g-{name}-mois", f"{measure.title} : les mois", f"Nombre ({unit}) : {words}.", bars))
    return tuple(made)


def compared(content: Content, published: tuple[Published, ...]) -> Markup | None:
    """Calls of the helpline as they were published, beside those that Relais counted this year."""
    before = [
        Bar(label=f"{figure.period}, publié ({figure.source})", value=figure.number, tone="chart-other")
        for figure in calls_published(published)
    ]
    values, mine = values_of(content), ("calls_by_region", "", 0)
    if not before:
        return None
    counted = [Bar(label=f"{content.year}, compté par Relais", value=values[mine])] if mine in values else []
    bars = [*before, *counted]
    words = ", ".join(f"{bar.label} {_said(bar.value)}" for bar in bars)
    return lying("g-publies", "Appels à la ligne d'écoute", f"Nombre d'appels par an : {words}.", bars)
