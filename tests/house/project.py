"""The project as files: what the rules of the house look at."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "relais"
DOCS = ROOT / "docs"
NOT_OURS = {"var", "node_modules", "build", "dist"}
TEXT = {".py", ".md", ".html", ".css", ".js", ".svg", ".sql", ".sh", ".toml", ".txt", ".csv", ".json", ".yml", ".conf"}
NAMED = {"Makefile", "Dockerfile", "LICENSE", "run", ".dockerignore", ".gitignore"}
CODE = ("src", "tests", "bench", "scripts")


@cache
def text_files() -> tuple[Path, ...]:
    """Every file of the project that a person can read, wherever it was unpacked."""
    return tuple(path for path in _walk(ROOT) if path.suffix in TEXT or path.name in NAMED)


def _walk(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.is_symlink() or path.name in NOT_OURS or path.name.endswith((".egg-info", "_cache", "__pycache__")):
            continue
        if path == ROOT / "deploy" / "secrets" or (path.is_dir() and path.name.startswith(".") and path.name != ".ci"):
            continue
        if path.is_dir():
            yield from _walk(path)
        else:
            yield path


@cache
def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def python_files(*folders: str) -> tuple[Path, ...]:
    return tuple(path for folder in folders or CODE for path in files_under(ROOT / folder) if path.suffix == ".py")


def files_under(folder: Path) -> tuple[Path, ...]:
    return tuple(path for path in text_files() if path.is_relative_to(folder))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(read(path))


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Every node of a module, walked once for all the rules."""
    return tuple(ast.walk(tree(path)))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def templates() -> dict[str, Path]:
    """`web/base.html` -> its file, as a page names it."""
    return {
        f"{path.parent.parent.name}/{path.name}": path
        for path in files_under(SOURCE)
        if path.suffix == ".html" and path.parent.name == "templates"
    }


def headings(document: Path, level: int = 2) -> list[str]:
    """The headings of a Markdown document at one level, code marks removed."""
    found = re.findall(rf"^#{{{level}}} (.+)$", read(document), re.MULTILINE)
    return [heading.replace("`", "").strip() for heading in found]


def sections(document: Path, level: int = 2) -> dict[str, str]:
    """Heading -> what stands under it."""
    parts = re.split(rf"^#{{{level}}} (.+)$", read(document), flags=re.MULTILINE)
    return {heading.replace("`", "").strip(): body for heading, body in zip(parts[1::2], parts[2::2], strict=True)}


def calls(path: Path, *functions: str) -> Iterator[ast.Call]:
    """Calls of these functions by their last name."""
    for node in nodes(path):
        if isinstance(node, ast.Call) and called_name(node) in functions:
            yield node


def called_name(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def text_of(node: ast.AST | None) -> str | None:
    """The value of a plain text, None for anything else."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
