"""Closed lists said in several places say the same: fields and columns, codes and their French words, inputs."""

import csv
import tomllib
from collections.abc import Mapping
from typing import Any, get_args

import msgspec
import pytest

from relais.cli import relais
from relais.directory import wording
from relais.directory.facts import FIELD_OF_COLUMN, FIELDS
from relais.directory.model import Audience, Charter, Kind, Need, State, Toll
from relais.directory.rows import COLUMNS
from relais.geo.api import OPERATION as PLACES
from relais.search.api import OPERATION as SEARCH
from relais.search.model import Exclude, Filter
from relais.search.routes import LEVELS
from tests.house.project import ROOT, read

DIRECTORY_FILES = ("associations.csv", "hospital_options.csv", "councils.csv")
LABELS: dict[Any, Mapping[str, str]] = {
    Need: wording.NEEDS,
    Audience: wording.AUDIENCES,
    Kind: wording.KINDS,
    State: wording.STATES,
    Toll: wording.TOLLS,
    Charter: wording.CHARTERS,
    Filter: wording.FILTERS,
    Exclude: dict(LEVELS),
}


def header(name: str) -> list[str]:
    with (ROOT / "data" / name).open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file))


@pytest.mark.parametrize("codes", LABELS, ids=lambda codes: f"{len(get_args(codes))}-codes")
def test_every_code_has_its_french_words_and_no_word_is_without_a_code(codes: Any) -> None:
    assert set(get_args(codes)) == set(LABELS[codes])


def test_what_a_caller_can_need_is_called_the_same_on_screen_and_in_the_vocabulary() -> None:
    with (ROOT / "data" / "needs.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] == "canonical" and row["role"] == "need"]
    assert {row["code"] for row in rows} == set(wording.NEEDS)


@pytest.mark.parametrize("name", DIRECTORY_FILES)
def test_a_file_of_the_directory_has_only_columns_that_are_imported(name: str) -> None:
    assert set(header(name)) - COLUMNS == set()


def test_every_column_of_the_directory_is_explained_beside_the_files() -> None:
    told = read(ROOT / "data" / "README.md")
    assert [column for column in header(DIRECTORY_FILES[0]) if f"`{column}`" not in told] == []


def test_a_column_belongs_to_one_field() -> None:
    columns = [column for field in FIELDS.values() for column in field.source_columns]
    assert len(columns) == len(set(columns)) == len(FIELD_OF_COLUMN)


def test_a_telephone_number_needs_two_persons_and_is_the_soonest_to_confirm() -> None:
    assert FIELDS["phone"].two_persons
    assert FIELDS["phone"].budget_days == 90
    assert (FIELDS["hours"].budget_days, FIELDS["description"].budget_days) == (180, 365)


@pytest.mark.parametrize("kind", [SEARCH.request, PLACES.request])
def test_an_input_refuses_what_it_does_not_know_and_bounds_every_text(kind: Any) -> None:
    assert kind.__struct_config__.forbid_unknown_fields
    schema = msgspec.json.schema_components([kind])[1][kind.__name__]
    for name, field in schema["properties"].items():
        for one in (field, field.get("items", {})):
            if one.get("type") == "string" and not one.get("enum") and one.get("format") != "date-time":
                assert "maxLength" in one, name
        if field.get("type") == "array":
            assert "maxItems" in field, name


def test_the_mapping_that_is_shipped_names_columns_of_ours() -> None:
    for path in (ROOT / "data" / "mappings").glob("*.toml"):
        mapping = tomllib.loads(read(path))
        assert {*mapping["columns"], *mapping["constants"]} - COLUMNS == set()
        assert mapping["constants"]["state"] == "draft"


def test_every_command_explains_itself() -> None:
    for name, command in relais.commands.items():
        assert command.help, name
        for option in command.params:
            assert (
                getattr(option, "hidden", False) or getattr(option, "help", "") or option.param_type_name == "argument"
            )


def test_every_field_is_told_with_its_speed() -> None:
    """The table of docs/reference/fields.md says what FIELDS says, in its order."""
    harms = {"low": "faible", "medium": "moyen", "high": "fort"}
    rows = [line for line in read(ROOT / "docs" / "reference" / "fields.md").splitlines() if line.startswith("| `")]
    told = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    assert told == [
        [
            f"`{field.code}`",
            field.label,
            "deux personnes" if field.two_persons else "aussitôt",
            "l'organisme" if field.owned else "la coordination",
            "oui" if field.free_text else "",
            harms[field.harm],
            str(field.budget_days),
        ]
        for field in FIELDS.values()
    ]


def test_what_directs_a_caller_takes_two_persons() -> None:
    waiting = {"phone", "phone_toll", "phone_purpose", "email", "email_purpose", "hours", "coverage", "audiences",
               "organization_name", "name", "acronym", "aliases", "independent", "anonymous"}  # fmt: skip
    at_once = {"description", "message", "closure", "languages"}
    assert {code for code in waiting | at_once if FIELDS[code].two_persons} == waiting
    assert {field.code for field in FIELDS.values() if field.harm != "low" and not field.two_persons} == {"closure"}


def test_what_is_published_at_once_is_guarded_where_it_is_words() -> None:
    loose = {field.code for field in FIELDS.values() if not field.two_persons and not field.free_text}
    assert loose == {"convention", "dedicated", "closure", "website"}
