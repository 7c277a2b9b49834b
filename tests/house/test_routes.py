"""Every address of Relais names its gate, and nothing that is open to everyone changes anything."""

import re

import pytest
from litestar import Litestar

from relais.accounts import gates
from relais.app import READING
from tests.house.project import DOCS, read

ROW = re.compile(
    r"^\| `(?P<path>/[^`]*)` \| (?P<methods>[A-Z, ]+) \| (?P<gate>[^|]+) \| (?P<changes>[^|]+) \|", re.MULTILINE
)
OPEN_ACTS = ("with its token: ", "with a password: ")  # what an address open to all may change, and by what right
GATES = {gate.name for gate in gates.GATES}


@pytest.fixture(scope="module")
def table() -> dict[str, re.Match[str]]:
    return {row["path"]: row for row in ROW.finditer(read(DOCS / "reference" / "routes.md"))}


def routes(app: Litestar) -> dict[str, set[str]]:
    """`/structures/{slug}` -> its methods, without those the framework adds."""
    found = {}
    for route in app.routes:
        path = re.sub(r"\{(\w+):\w+\}", r"{\1}", route.path)
        found[path] = set(route.methods) - {"OPTIONS", "HEAD"}  # type: ignore[union-attr]
    return found


def test_every_address_is_in_the_table_with_its_methods(app: Litestar, table: dict[str, re.Match[str]]) -> None:
    told = {path: set(row["methods"].split(", ")) for path, row in table.items()}
    assert told == routes(app)


def test_every_address_names_a_gate_that_exists(table: dict[str, re.Match[str]]) -> None:
    assert {row["gate"].strip() for row in table.values()} <= GATES


def test_what_is_open_to_everyone_changes_nothing_unless_it_carries_a_token(table: dict[str, re.Match[str]]) -> None:
    open_to_all = {path: row["changes"].strip() for path, row in table.items() if row["gate"].strip() == "everyone"}
    changing = {path: changes for path, changes in open_to_all.items() if changes != "nothing"}
    assert [path for path, changes in changing.items() if not changes.startswith(OPEN_ACTS)] == []
    by_token = [path for path, changes in changing.items() if changes.startswith(OPEN_ACTS[0])]
    assert [path for path in by_token if not path.endswith("/{code}")] == []


def test_a_post_without_an_origin_is_welcome_only_where_nothing_changes(table: dict[str, re.Match[str]]) -> None:
    paths = {re.sub(r"\{\w+\}$", "", path): row for path, row in table.items()}
    reading = {path for path, row in paths.items() if "POST" in row["methods"] and row["changes"].strip() == "nothing"}
    assert reading <= set(READING) <= set(paths)
    assert {paths[path]["changes"].strip() for path in READING} == {"nothing"}


def test_no_address_takes_what_is_typed(app: Litestar) -> None:
    for route in app.routes:
        for handler in route.route_handlers:  # type: ignore[union-attr]
            fields = set(handler.parsed_fn_signature.parameters)
            assert fields <= {"request", "scope", "slug", "code", "name"}, route.path
