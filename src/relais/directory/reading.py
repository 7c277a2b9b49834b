"""Reading a source file for an import: lines become staged facts, and every fault is collected."""

import csv
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from relais.directory.csv_source import CsvFile, RawLine, open_csv
from relais.directory.data_files import FACT_SOURCES, RETIRED_NUMBERS, read_fact_sources, read_retired_numbers
from relais.directory.data_files import retired_digits as digits_of
from relais.directory.mapping import ColumnMapping
from relais.directory.rows import COLUMNS, Fault, ReadRow, RowReader
from relais.directory.values import period
from relais.geo.gazetteer import load_gazetteer

Progress = Callable[[int], None]
_EVERY = 500  # lines between two reports of progress
_DANGEROUS = ("=", "+", "-", "@")


class Source(Struct, frozen=True, kw_only=True):
    """A file to import. `name` owns the facts: the file's own name, or the mapping's."""

    name: str
    file: CsvFile
    data_dir: Path
    mapping: ColumnMapping | None = None

    def reader(self, retired: Mapping[str, bool]) -> RowReader:
        """What reads its lines: `fact_sources.csv` of the same folder applies, and the retired numbers of all."""
        beside = self.file.path.parent / FACT_SOURCES
        sources = read_fact_sources(beside) if self.mapping is None and beside.exists() else {}
        listed = self.data_dir / RETIRED_NUMBERS
        known = digits_of(read_retired_numbers(listed)) if listed.exists() else {}
        return RowReader(load_gazetteer(self.data_dir), {**known, **retired}, sources)


def open_source(path: Path, *, data_dir: Path, mapping: ColumnMapping | None = None) -> Source:
    """Open a file for import. Raises Refused when it cannot be read or its header does not fit."""
    file = open_csv(path, None if mapping else COLUMNS)
    if mapping is not None:
        mapping.check_header(file.header)
    return Source(name=mapping.name if mapping else path.name, file=file, data_dir=data_dir, mapping=mapping)


class Reading:
    """One pass over a source. `records` feeds the staging table; faults and warnings are complete once it ends."""

    def __init__(self, source: Source, reader: RowReader, run: UUID, progress: Progress | None = None) -> None:
        self.source = source
        self.reader = reader
        self.run = run
        self.progress = progress
        self.faults: list[Fault] = []
        self.warnings: list[Fault] = []
        self.rejected: set[str] = set()
        self.lines = 0
        self._seen: dict[str, int] = {}

    def records(self) -> Iterator[tuple[Any, ...]]:
        """Staged facts of the lines without fault, in the order of `LINE_COLUMNS`."""
        for raw in kept_lines(self.source):
            self.lines += 1
            if self.progress is not None and self.lines % _EVERY == 0:
                self.progress(self.lines)
            row = self._read(raw)
            self.warnings += row.warnings
            if row.faults:
                self.faults += row.faults
                self.rejected.add(row.slug)
                continue
            yield from self._staged(row)
        if self.progress is not None:
            self.progress(self.lines)

    def _read(self, raw: RawLine) -> ReadRow:
        if raw.fault is not None:
            return ReadRow(line=raw.line, faults=(raw.fault,))
        row = self.reader.read(raw.line, self.source.mapping.row(raw.cells) if self.source.mapping else raw.cells)
        first = self._seen.setdefault(row.slug, raw.line) if row.slug else raw.line
        if first == raw.line:
            return row
        twice = Fault(line=raw.line, column="slug", value=row.slug, sentence=f"Déjà donné à la ligne {first}.")
        return ReadRow(line=raw.line, slug=row.slug, faults=(*row.faults, twice))

    def _staged(self, row: ReadRow) -> Iterator[tuple[Any, ...]]:
        for fact in row.facts:
            first, last = period(fact.source_date_text)
            yield (
                self.run,
                row.line,
                row.slug,
                fact.subject_kind,
                fact.subject_id,
                fact.field,
                msgspec.json.encode(fact.value).decode(),
                fact.state,
                fact.source_label,
                fact.source_url,
                fact.source_date_text,
                first,
                last,
                fact.note,
                fact.subject_kind == "organization" and row.organization != row.slug,
            )


def kept_lines(source: Source) -> Iterator[RawLine]:
    """The lines that the mapping keeps, misshapen ones included."""
    for raw in source.file.lines():
        if source.mapping is None or raw.fault is not None or source.mapping.keeps(raw.cells):
            yield raw


def write_rejects(source: Source, faults: Collection[Fault], path: Path) -> None:
    """Write the lines at fault, as they were plus a column that says why, so that they can be put right and re-read."""
    why: dict[int, list[str]] = {}
    for fault in faults:
        why.setdefault(fault.line, []).append(f"{fault.column} : {fault.sentence}" if fault.column else fault.sentence)
    with path.open("w", encoding="utf-8-sig", newline="") as text:
        rejects = csv.writer(text, delimiter=source.file.delimiter)
        rejects.writerow([*source.file.header, "faute"])
        for raw in kept_lines(source):
            if raw.line in why:
                cells = [_harmless(raw.cells.get(column, "")) for column in source.file.header]
                rejects.writerow([*cells, " ".join(why[raw.line])])


def _harmless(cell: str) -> str:
    """A cell that a spreadsheet would run as a formula is written as text."""
    return f"'{cell}" if cell.startswith(_DANGEROUS) and not cell[1:2].isdigit() else cell
