"""Rules on what is shown: no inline style or script, no outside file, nothing unused, French only."""

import html
import re

import pytest
from litestar import Litestar

from relais.core.settings import Settings
from relais.search.desk_map import france_map
from tests.house.project import SOURCE, files_under, name_of, python_files, read, templates

STATIC = SOURCE / "web" / "static"
MODULE_BYTES = 10_000
INLINE = re.compile(r"\sstyle\s*=|<style\b|<script\b(?![^>]*\bsrc=)|\son[a-z]+\s*=\s*[\"']|javascript:", re.IGNORECASE)
OUTSIDE = re.compile(r"(?:src|href|action|url\(|@import|import|from)\s*=?\s*[\"'(]+(?:https?:)?//", re.IGNORECASE)
ENGLISH = re.compile(
    r"\b(the|and|with|your|please|search|results?|loading|submit|cancel|close|error|home|next|welcome|click|settings|"
    r"from|help|more|none|unknown|filters?|empty|print|save|delete|edit|yes)\b",
    re.IGNORECASE,
)
SEEN_ATTRIBUTES = re.compile(r"(?:aria-label|title|placeholder|alt)=\"([^\"]*)\"")

every_template = pytest.mark.parametrize("name", sorted(templates()))
static_files = sorted(path.name for path in STATIC.iterdir())


@every_template
def test_a_template_has_no_inline_style_nor_script(name: str) -> None:
    assert INLINE.findall(read(templates()[name])) == []


@pytest.mark.parametrize("name", [name for name in static_files if name.endswith(".svg")])
def test_a_drawing_has_no_inline_style_nor_script(name: str) -> None:
    assert INLINE.findall(read(STATIC / name)) == []


def test_the_map_has_no_inline_style_nor_script() -> None:
    assert INLINE.findall(france_map(Settings().data_dir).drawing.decode()) == []


@every_template
def test_a_template_fetches_nothing_from_elsewhere(name: str) -> None:
    assert OUTSIDE.findall(read(templates()[name])) == []


@pytest.mark.parametrize("name", static_files)
def test_a_static_file_fetches_nothing_from_elsewhere(name: str) -> None:
    text = read(STATIC / name).replace("http://www.w3.org/2000/svg", "")
    assert "//" not in re.sub(r"(?m)^\s*//.*$|;\s*//.*$|,\s*//.*$|/\*.*?\*/", "", text)


def test_the_style_sheet_has_no_url_but_data_of_its_own() -> None:
    assert re.findall(r"@import|url\((?!['\"]?data:)", read(STATIC / "relais.css")) == []


@pytest.mark.parametrize("name", [name for name in static_files if name.endswith(".js")])
def test_a_module_is_small_and_builds_no_markup(name: str) -> None:
    text = read(STATIC / name)
    assert len(text.encode()) < MODULE_BYTES
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|localStorage|sessionStorage|eval\(", text
    )


def test_every_template_is_used() -> None:
    corpus = "\n".join(read(path) for path in (*python_files("src"), *templates().values()))
    made = [
        re.compile(re.sub(r"\\\{.*?\\\}", "[a-z_]+", re.escape(one)))
        for one in re.findall(r'f"([\w/{}]+\.html)"', corpus)
    ]
    unused = [
        name for name in templates() if f'"{name}"' not in corpus and not any(one.fullmatch(name) for one in made)
    ]
    assert unused == []


def test_every_static_file_is_used() -> None:
    corpus = "\n".join(read(path) for path in files_under(SOURCE) if path.suffix in {".py", ".html", ".js"})
    assert [name for name in static_files if f'"{name}"' not in corpus and f"'{name}'" not in corpus] == []


@every_template
def test_a_template_speaks_french(name: str) -> None:
    assert ENGLISH.findall(seen(read(templates()[name]))) == []


def seen(template: str) -> str:
    """What a person reads of a template: its text, and the attributes that are spoken or shown."""
    template = re.sub(r"\{% block body_class %\}.*?\{% endblock %\}", "", template)
    without_code = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", template, flags=re.DOTALL)
    return html.unescape(" ".join([re.sub(r"<[^>]*>", " ", without_code), *SEEN_ATTRIBUTES.findall(without_code)]))


def test_pages_are_rendered_in_one_place() -> None:
    renderers = [name_of(path) for path in python_files("src") if "jinja2" in read(path)]
    assert renderers == ["src/relais/web/pages.py"]


def test_the_application_has_no_page_of_its_framework(app: Litestar) -> None:
    paths = {route.path for route in app.routes}
    assert not {path for path in paths if path.startswith(("/schema", "/docs", "/debug"))}
