"""Rules on files: their size, their names, the words that have no place in them."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from relais.core.migrate import FOLDER, list_files
from relais.core.settings import READERS, SECRETS
from tests.house.project import CODE, ROOT, calls, name_of, nodes, python_files, read, text_files

FILE_LINES = 400
# Filled while a question is read, then only read.
WORK_IN_PROGRESS = ["src/relais/search/reading.py Reading"]
FUNCTION_LINES = 60
VAGUE = {"utils", "util", "helpers", "helper", "common", "commons", "manager", "managers", "misc", "stuff", "lib"}
# Written in halves, so that this file obeys its own rule.
REGISTRIES = ("pypi" + ".org", "python" + "hosted", "npm" + "js.", "deb." + "debian", "ghcr" + ".io", "docker" + ".io")
MACHINES = ("/wo" + "rk/", "/ho" + "me/", "/Us" + "ers/", "C:" + "\\Users")
ASSISTANTS = ("cla" + "ude", "anth" + "ropic", "open" + "ai", "chat" + "gpt", "cop" + "ilot", "sub" + "agent")
TEST_NAMES = re.compile(r"test_[a-z0-9]+(_[a-z0-9]+){2,}")


def test_no_python_file_is_longer_than_one_can_hold_in_mind() -> None:
    long = {name_of(path): read(path).count("\n") for path in python_files()}
    assert {name: lines for name, lines in long.items() if lines > FILE_LINES} == {}


def test_no_function_is_longer_than_a_screen() -> None:
    long = [f"{name_of(path)} {node.name}" for path in python_files() for node in functions(path)
            if (node.end_lineno or 0) - node.lineno >= FUNCTION_LINES]  # fmt: skip
    assert long == []


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in nodes(path):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [name_of(path) for path in python_files() if {path.stem, path.parent.name} & VAGUE] == []


def test_no_file_names_a_registry_a_machine_or_an_assistant() -> None:
    words = re.compile("|".join(map(re.escape, (*REGISTRIES, *MACHINES, *ASSISTANTS))), re.IGNORECASE)
    places = ROOT / "data" / "geo"  # where first names are also those of towns
    files = [path for path in text_files() if not path.is_relative_to(places)]
    assert {name_of(path): match[0] for path in files if (match := words.search(read(path)))} == {}


def test_migrations_are_numbered_without_a_gap_and_all_of_them_are_read() -> None:
    assert [migration.name for migration in list_files()] == sorted(path.name for path in FOLDER.iterdir())


def test_every_setting_that_is_named_anywhere_exists() -> None:
    known = {f"RELAIS_{name.upper()}" for name in READERS} | {f"RELAIS_{name.upper()}_FILE" for name in SECRETS}
    named = {
        name: name_of(path)
        for path in text_files()
        if not path.is_relative_to(ROOT / "tests")  # which also name wrong ones, and switches of their own
        for name in re.findall(r"\bRELAIS_[A-Z_]*[A-Z]\b", read(path))
    }
    assert {name: where for name, where in named.items() if name not in known} == {}


def test_every_statement_is_one_plain_text() -> None:
    built = [
        f"{name_of(path)}:{call.lineno}"
        for path in python_files("src")
        for call in calls(path, "Query")
        if len(call.args) < 2 or not isinstance(call.args[1], ast.Constant)
    ]
    assert built == []


def test_every_struct_is_frozen() -> None:
    loose = [
        f"{name_of(path)} {node.name}"
        for path in python_files("src")
        for node in nodes(path)
        if isinstance(node, ast.ClassDef) and "Struct" in {ast.unparse(base).split(".")[-1] for base in node.bases}
        and not any(keyword.arg == "frozen" and ast.unparse(keyword.value) == "True" for keyword in node.keywords)
    ]  # fmt: skip
    assert loose == WORK_IN_PROGRESS


def test_no_module_defers_its_annotations_which_handlers_need() -> None:
    assert [name_of(path) for path in python_files() if "from __future__ import annotations" in read(path)
            and path != Path(__file__)] == []  # fmt: skip


def test_the_name_of_a_test_is_a_sentence() -> None:
    names = [node.name for path in python_files("tests") for node in functions(path) if node.name.startswith("test_")]
    assert names
    assert [name for name in names if not TEST_NAMES.fullmatch(name)] == []


def test_a_test_that_is_left_out_says_why() -> None:
    mute = [
        f"{name_of(path)}:{call.lineno}"
        for path in python_files("tests")
        for call in calls(path, "skip", "skipif", "xfail")
        if not (call.args or any(keyword.arg == "reason" for keyword in call.keywords))
    ]
    assert mute == []


def test_every_lock_has_hashes_and_no_address() -> None:
    for lock in (ROOT / "requirements").glob("*.txt"):
        text = read(lock)
        assert "--hash=sha256:" in text, lock.name
        assert "http" not in re.sub(r"#.*|^http\S+==|^aio\S+==", "", text, flags=re.MULTILINE), lock.name


def test_every_direct_dependency_is_locked() -> None:
    project = tomllib.loads(read(ROOT / "pyproject.toml"))
    groups = {"run": project["project"]["dependencies"], **project["dependency-groups"]}
    for group, wanted in groups.items():
        locked = {
            line.partition("==")[0].strip().lower()
            for line in read(ROOT / "requirements" / f"{group}.txt").splitlines()
        }
        assert {package_name(one) for one in wanted} - locked == set(), group


def package_name(requirement: str) -> str:
    return re.split(r"[<>=!~;\s\[]", requirement, maxsplit=1)[0].lower()


def test_the_code_lies_where_the_checks_look() -> None:
    lost = [name_of(path) for path in text_files() if path.suffix == ".py" and name_of(path).split("/")[0] not in CODE]
    assert lost == []
