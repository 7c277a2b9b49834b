"""A line of a source file read into facts, with every fault it holds."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from msgspec import Struct, structs

from relais.directory.facts import FIELD_OF_COLUMN, FIELDS, contact_id
from relais.directory.freshness import UNDATED
from relais.directory.location import Group, read_closure, read_location
from relais.directory.model import State
from relais.directory.published import PublishedFact
from relais.directory.values import (
    PARSERS,
    clean,
    read_coverage,
    read_departement,
    read_list,
    read_phone_value,
    read_slug,
    read_source_url,
    read_text,
    refuse_retired_within,
)
from relais.geo.gazetteer import Gazetteer

PROVENANCE: Final = ("state", "source_label", "source_url", "source_date", "note")
COLUMNS: Final = frozenset({"slug", *FIELD_OF_COLUMN, *PROVENANCE})
REQUIRED: Final = ("slug", "name", "kind", "state", "source_label")
_TYPED = frozenset({"phone", "phone_toll", "phone_purpose", "email", "email_purpose", "website", "coverage", "state"})
_CONTACT_OF = {"phone_toll": "phone", "phone_purpose": "phone", "email_purpose": "email"}


class Fault(Struct, frozen=True, kw_only=True):
    """What is wrong in a file: the line as an editor counts it, the column, the value and a French sentence."""

    line: int
    column: str
    value: str
    sentence: str


class Provenance(Struct, frozen=True, kw_only=True):
    """Where a value comes from; shared by every field of a line that has no source of its own."""

    state: State
    source_label: str
    source_url: str | None = None
    source_date_text: str = UNDATED
    note: str | None = None


class ReadRow(Struct, frozen=True, kw_only=True):
    """One line read. `facts` is empty when there are faults; `slug` is "" when it cannot be read."""

    line: int
    slug: str = ""
    organization: str = ""
    facts: tuple[PublishedFact, ...] = ()
    faults: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()


class RowReader:
    """Reads lines of one source; `retired` and `sources` are those in force (see `fact_sources.csv`)."""

    def __init__(
        self,
        gazetteer: Gazetteer,
        retired: Mapping[str, bool],
        sources: Mapping[tuple[str, str], Provenance] | None = None,
    ) -> None:
        self.gazetteer = gazetteer
        self.retired = retired
        self.sources = sources or {}

    def read(self, line: int, row: Mapping[str, str]) -> ReadRow:
        """Every fault of the line at once, else its facts."""
        given = {column: text for column, raw in row.items() if raw and (text := clean(raw))}
        return _Line(self, line, given).read()


class _Line:
    """One line being read."""

    def __init__(self, reader: RowReader, line: int, given: dict[str, str]) -> None:
        self.reader = reader
        self.line = line
        self.given = given
        self.faults: list[Fault] = []
        self.warnings: list[Fault] = []
        self.slug = ""

    def read(self) -> ReadRow:
        self._require()
        self.slug = self._try("slug", read_slug) or ""
        organization = self._try("organization", read_slug) or self.slug
        provenance = self._provenance()
        values = list(self._values())
        if self.faults or provenance is None:
            return ReadRow(line=self.line, slug=self.slug, faults=tuple(self.faults))
        facts = self._facts(values, organization, provenance)
        return ReadRow(
            line=self.line, slug=self.slug, organization=organization, facts=facts, warnings=tuple(self.warnings)
        )

    def _fault(self, column: str, sentence: str) -> None:
        self.faults.append(Fault(line=self.line, column=column, value=self.given.get(column, ""), sentence=sentence))

    def _try(self, column: str, parse: Any, *more: Any) -> Any:
        if column not in self.given:
            return None
        try:
            return parse(self.given[column], *more)
        except ValueError as refused:
            self._fault(column, str(refused))
            return None

    def _require(self) -> None:
        for column in REQUIRED:
            if column not in self.given:
                self._fault(column, f"La colonne « {column} » est vide : elle est obligatoire.")

    def _provenance(self) -> Provenance | None:
        state = self._try("state", PARSERS["state"])
        label = self._try("source_label", read_text(300))
        if state is None or label is None:
            return None
        return Provenance(
            state=state,
            source_label=label,
            source_url=self._try("source_url", read_source_url),
            source_date_text=self._try("source_date", read_text(60)) or UNDATED,
            note=self._try("note", self._parse_note),
        )

    def _values(self) -> Iterator[tuple[str, int, Any]]:
        """(field, contact position, value) of every non-empty field of the line."""
        for column in self.given:
            if column in PARSERS and column not in _TYPED:
                value = self._try(column, self._parse_plain, column)
                if value not in (None, "unknown"):
                    yield column, 1, value
        coverage = self._try("coverage", read_coverage, self.reader.gazetteer)
        if coverage:
            yield "coverage", 1, coverage
        if council := self._try("council_of", read_departement, self.reader.gazetteer):
            yield "council_of", 1, council
        yield from self._phones()
        for column in ("email", "email_purpose", "website"):
            if (value := self._try(column, PARSERS[column])) is not None:
                yield column, 1, value
        yield from self._group("location", read_location, self.reader.gazetteer)
        yield from self._group("closure", read_closure)

    def _parse_plain(self, text: str, column: str) -> Any:
        if not text.isalpha():
            refuse_retired_within(text, self.reader.retired)
        return PARSERS[column](text)

    def _parse_note(self, text: str) -> Any:
        refuse_retired_within(text, self.reader.retired)
        return read_text(1000)(text)

    def _phones(self) -> Iterator[tuple[str, int, Any]]:
        """One contact per number; toll and purpose are said once for all, or once each in the same order."""
        numbers = read_list(self.given.get("phone", ""))
        if not numbers:
            return
        tolls, purposes = (self._each(column, len(numbers)) for column in ("phone_toll", "phone_purpose"))
        for position, (number, toll, purpose) in enumerate(zip(numbers, tolls, purposes, strict=True), 1):
            try:
                phone = read_phone_value(number, self.reader.retired)
            except ValueError as refused:
                self._fault("phone", str(refused))
                continue
            self._warn_premium(phone, toll)
            said = {"phone": phone, "phone_toll": toll, "phone_purpose": purpose}
            yield from ((field, position, value) for field, value in said.items() if value)

    def _each(self, column: str, count: int) -> list[str | None]:
        """What `column` says of each of `count` numbers."""
        texts = [part.strip() for part in self.given.get(column, "").split("|")]
        texts = texts * count if len(texts) == 1 else texts
        if len(texts) != count:
            self._fault(column, f"{len(texts)} valeurs pour {count} numéros.")
            return [None] * count
        try:
            return [PARSERS[column](text) if text else None for text in texts]
        except ValueError as refused:
            self._fault(column, str(refused))
            return [None] * count

    def _warn_premium(self, phone: Mapping[str, str], toll: str | None) -> None:
        short = not phone["e164"].startswith("+")
        if toll == "premium" or (phone["toll"] == "premium" and not short):
            contradiction = f", alors que la ligne dit « {toll} »" if toll not in (None, "premium") else ""
            self.warnings.append(
                Fault(
                    line=self.line,
                    column="phone",
                    value=phone["display"],
                    sentence=f"Le {phone['display']} est un numéro surtaxé{contradiction}.",
                )
            )

    def _group(self, code: str, read: Callable[..., Group], *more: Any) -> Iterator[tuple[str, int, Any]]:
        """A field that several columns make."""
        value, refused = read(self.given, *more)
        for column, sentence in refused:
            self._fault(column, sentence)
        if value:
            yield code, 1, value

    def _facts(
        self, values: list[tuple[str, int, Any]], organization: str, default: Provenance
    ) -> tuple[PublishedFact, ...]:
        plain = structs.replace(default, note=None)
        facts = [
            self._fact(field, position, value, organization, self._own(field) or plain)
            for field, position, value in values
            if field not in ("organization", "organization_name")
        ]
        facts += [
            self._fact("organization", 1, organization, organization, plain),
            self._fact("state", 1, default.state, organization, self._own("state") or default),
        ]
        named = self.given.get("organization_name")
        if named or organization == self.slug:
            source = self._own("organization_name") or plain
            facts.append(self._fact("organization_name", 1, named or self.given["name"], organization, source))
        return tuple(facts)

    def _own(self, field: str) -> Provenance | None:
        """The field's own source; what is said of a contact comes with the contact unless named apart."""
        sources = self.reader.sources
        if not sources:
            return None
        return sources.get((self.slug, field)) or sources.get((self.slug, _CONTACT_OF.get(field, "")))

    def _fact(self, code: str, position: int, value: Any, organization: str, source: Provenance) -> PublishedFact:
        subject = FIELDS[code].subject
        if subject == "contact":
            subject_id = contact_id(self.slug, code.split("_", 1)[0], position)
        else:
            subject_id = organization if subject == "organization" else self.slug
        return PublishedFact(
            subject_kind=subject,
            subject_id=subject_id,
            field=code,
            value=value,
            state=source.state,
            source_label=source.source_label,
            source_url=source.source_url,
            source_date_text=source.source_date_text,
            note=source.note,
        )
