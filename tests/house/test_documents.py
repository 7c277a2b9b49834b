"""Documents keep up with the code: what exists has its heading, what is named exists, links lead somewhere."""

import ast
import re
import tomllib
from pathlib import Path

import click
import pytest

from relais.cli import relais
from relais.core.errors import NotFound
from relais.core.settings import READERS, SECRETS, Settings
from tests.house.project import (
    DOCS,
    ROOT,
    SOURCE,
    calls,
    files_under,
    headings,
    name_of,
    python_files,
    read,
    sections,
    text_files,
    text_of,
    tree,
)

REFERENCE = DOCS / "reference"
DOCUMENTS = [path for path in text_files() if path.suffix == ".md"]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
CATEGORIES = {"Ajouté", "Modifié", "Déprécié", "Supprimé", "Corrigé", "Sécurité"}

every_document = pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)


@pytest.mark.parametrize("name", sorted(READERS))
def test_a_setting_is_told_with_its_default(name: str) -> None:
    default = getattr(Settings(), name)
    shown = {True: "oui", False: "non"}.get(default, default) if isinstance(default, bool) else default
    if default is None:
        shown = ""  # worked out from another setting
    if isinstance(default, Path):
        shown = f"`{default.relative_to(ROOT)}/`"
    assert str(shown) in sections(REFERENCE / "settings.md")[f"RELAIS_{name.upper()}"]


def test_the_settings_that_may_come_from_a_file_are_told() -> None:
    told = read(REFERENCE / "settings.md")
    assert [name for name in sorted(SECRETS) if f"RELAIS_{name.upper()}_FILE" not in told] == []


@pytest.mark.parametrize("name", relais.commands)
def test_every_option_of_a_command_is_told(name: str) -> None:
    told = sections(REFERENCE / "commands.md")[f"relais {name}"]
    options = [one for one in relais.commands[name].params if isinstance(one, click.Option) and not one.hidden]
    assert [option.opts[-1] for option in options if f"`{option.opts[-1]}" not in told] == []


def test_every_refusal_has_its_heading() -> None:
    assert headings(REFERENCE / "refusals.md") == sorted(refusal_codes())


def refusal_codes() -> set[str]:
    """The codes that the source gives, wherever a refusal is made."""
    codes = {NotFound().code}
    for path in python_files("src"):
        codes |= {code for call in calls(path, "Refused") if call.args and (code := text_of(call.args[0]))}
        codes |= {code for call in calls(path, "refuse_on") if (code := text_of(call.args[1]))}
        codes |= {
            code
            for call in calls(path, "Problem")
            for k in call.keywords
            if k.arg == "code" and (code := text_of(k.value))
        }
        if "(Refused)" in read(path):
            codes |= {code for call in calls(path, "__init__") if call.args and (code := text_of(call.args[0]))}
    return codes


def test_every_direct_dependency_has_its_heading() -> None:
    project = tomllib.loads(read(ROOT / "pyproject.toml"))
    groups = [project["project"]["dependencies"], *project["dependency-groups"].values()]
    wanted = {re.split(r"[<>=!~;\s\[]", one, maxsplit=1)[0] for group in groups for one in group}
    told = headings(REFERENCE / "dependencies.md", 3)
    assert len(told) == len(set(told))
    assert set(told) == wanted


@pytest.mark.parametrize(
    "name", headings(REFERENCE / "dependencies.md", 3) if (REFERENCE / "dependencies.md").exists() else []
)
def test_a_dependency_is_told_with_its_reason_licence_and_upkeep(name: str) -> None:
    told = sections(REFERENCE / "dependencies.md", 3)[name]
    assert re.search(r"^- why: .+", told, re.MULTILINE)
    assert re.search(r"^- licence: .+", told, re.MULTILINE)
    assert re.search(r"^- upkeep: .*\b20\d\d-\d\d-\d\d\b", told, re.MULTILINE)


@pytest.mark.parametrize("folder", [SOURCE, ROOT / "tests", DOCS, ROOT], ids=["source", "tests", "docs", "project"])
def test_every_folder_is_told_in_the_architecture(folder: Path) -> None:
    told = read(DOCS / "explanation" / "architecture.md")
    inside = {
        path.relative_to(folder).parts[0] for path in files_under(folder) if len(path.relative_to(folder).parts) > 1
    }
    assert {name for name in inside if f"`{name}/`" not in told} == set()


def test_every_document_is_listed() -> None:
    listed = read(DOCS / "README.md")
    lost = [path.relative_to(DOCS).as_posix() for path in files_under(DOCS) if path.parent != DOCS / "decisions"]
    assert [name for name in lost if f"({name})" not in listed and name != "README.md"] == []


def test_the_first_document_is_one_screen() -> None:
    assert read(ROOT / "README.md").count("\n") <= 60


@every_document
def test_a_link_leads_to_a_file(document: Path) -> None:
    links = [link.partition("#")[0] for link in LINK.findall(FENCED.sub("", read(document)))]
    local = [link for link in links if link and "://" not in link and not link.startswith("mailto:")]
    assert [link for link in local if not (document.parent / link).exists()] == []


@every_document
def test_a_link_to_a_heading_finds_it(document: Path) -> None:
    for link in LINK.findall(FENCED.sub("", read(document))):
        target, sign, anchor = link.partition("#")
        if sign and "://" not in link:
            there = (document.parent / target) if target else document
            assert anchor in {anchor_of(title) for title in re.findall(r"^#+ (.+)$", read(there), re.MULTILINE)}, link


def anchor_of(title: str) -> str:
    return re.sub(r"[^\w\- ]", "", title.strip().lower()).replace(" ", "-")


@every_document
def test_a_command_that_is_told_exists(document: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", read(ROOT / "Makefile"), re.MULTILINE))
    assert set(re.findall(r"(?:^|`)make ([a-z][a-z-]*)", read(document), re.MULTILINE)) - targets == set()
    code = "\n".join(re.findall(r"`+[^`]+`+", read(document)))
    assert (
        set(re.findall(r"\brelais ([a-z]+(?:-[a-z]+)*)(?![\w./=])", code)) - set(relais.commands) - {"serve"} == set()
    )


def test_the_changelog_says_what_is_coming_in_french() -> None:
    text = read(ROOT / "CHANGELOG.md")
    assert headings(ROOT / "CHANGELOG.md")[0] == "[Non publié]"
    assert set(re.findall(r"^### (.+)$", text, re.MULTILINE)) <= CATEGORIES


def test_decisions_are_numbered_once_and_say_why() -> None:
    decisions = sorted((DOCS / "decisions").glob("*.md"))
    numbers = [path.name[:4] for path in decisions]
    assert len(numbers) == len(set(numbers))
    assert [path.name for path in decisions if not re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", path.name)] == []
    assert [
        path.name
        for path in decisions
        if not re.search(r"^## .*(Why|Reasons|Consequences|Decision|Measured)", read(path), re.M)
    ] == []


def test_the_licence_named_everywhere_is_the_same() -> None:
    project = tomllib.loads(read(ROOT / "pyproject.toml"))["project"]
    assert project["license"] == "EUPL-1.2"
    assert "SPDX-License-Identifier: EUPL-1.2" in read(ROOT / "LICENSE")


def test_public_functions_say_what_they_do() -> None:
    mute = []
    for path in python_files("src"):
        for node in tree(path).body:
            name = getattr(node, "name", "_")
            if not name.startswith("_") and not ast_docstring(node):
                mute.append(f"{name_of(path)} {name}")
    assert mute == []


def ast_docstring(node: object) -> str | None:
    return ast.get_docstring(node) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) else "—"


def test_the_tests_that_the_attacks_name_exist() -> None:
    named = re.findall(r"`(test_\w+)`", read(REFERENCE / "attacks.md"))
    written = {name for path in files_under(ROOT / "tests") if path.suffix == ".py"
               for name in re.findall(r"def (test_\w+)", read(path))}  # fmt: skip
    assert [name for name in named if name not in written] == []
