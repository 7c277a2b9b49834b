"""Pages: one Jinja environment over the slices' templates, strict and escaped."""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import CodeType
from typing import Any

from jinja2 import BytecodeCache, Environment, FileSystemLoader, PrefixLoader, StrictUndefined
from jinja2.bccache import Bucket
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from litestar import MediaType, Response
from markupsafe import Markup, escape
from msgspec import Struct

from relais.core.clock import now
from relais.web import typography
from relais.web.static_files import StaticFiles

TEMPLATES = Path(__file__).parent / "templates"
_INDENT = re.compile(r"\s*\n\s*")


class UrgentNumber(Struct, frozen=True, kw_only=True):
    """One number of the strip: what is shown, what a telephone opens (`tel:15`, `sms:114`), and when to use it.

    `known` numbers go without their word on a narrow screen.
    """

    display: str
    href: str
    word: str
    sentence: str
    known: bool = False


class Link(Struct, frozen=True, kw_only=True):
    """A place to go on from any page: `words` in the footer, `invitation` in a sentence."""

    href: str
    words: str
    invitation: str


class TemplateText(Extension):
    """Works on what templates say themselves, once, when they are read; what people typed is left alone.

    Puts the narrow no-break spaces of French, and takes out the indentation that only authors need.
    """

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Called by Jinja for each template."""
        for token in stream:
            if token.type == "data":
                yield Token(token.lineno, "data", typography.narrow(_INDENT.sub("\n", token.value)))
            else:
                yield token


class Compiled(BytecodeCache):
    """What templates were compiled to: the applications of one process do it once."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Called by Jinja before it compiles; the checksum is of the source."""
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Called by Jinja once it has compiled."""
        assert bucket.code is not None  # noqa: S101 it was just made
        self._kept[bucket.key, bucket.checksum] = bucket.code


COMPILED = Compiled()


class Pages:
    """Renders the pages of every slice; `strip` stands at the top of each, `links` then `legal_links` at its foot."""

    def __init__(
        self,
        folders: Mapping[str, Path],
        strip: tuple[UrgentNumber, ...],
        files: StaticFiles,
        *,
        quick_exit: str = "",
        links: tuple[Link, ...] = (),
        legal_links: tuple[Link, ...] = (),
    ) -> None:
        loaders = {name: FileSystemLoader(folder) for name, folder in {"web": TEMPLATES, **folders}.items()}
        self.environment = Environment(
            loader=PrefixLoader(loaders),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            bytecode_cache=COMPILED,
            extensions=[TemplateText],
        )
        self.environment.globals.update(strip=strip, static=files.url, quick_exit=quick_exit, links=links, edition=None)
        self.environment.globals.update(legal_links=legal_links)
        self.environment.globals.update(
            outside=outside, NARROW=typography.NARROW, count=typography.count, age=typography.age
        )
        self.environment.filters.update(_FILTERS)

    def text(self, template: str, **context: Any) -> str:
        """The page as text; a name that a template uses and nobody gives raises."""
        return self.environment.get_template(template).render(context)

    def response(self, template: str, *, status: int = 200, **context: Any) -> Response[str]:
        """The page as an answer."""
        return Response(self.text(template, **context), status_code=status, media_type=MediaType.HTML)


def outside(address: str) -> Markup:
    """A link to another site; plain text when the address is none that a browser should open."""
    whole = address if "://" in address else f"https://{address}"
    if not whole.startswith(("https://", "http://")):
        return escape(address)
    link = Markup('<a href="{}" rel="noreferrer noopener external">{}</a>')
    return link.format(whole, address.removeprefix("https://").removeprefix("http://").rstrip("/"))


_FILTERS: dict[str, Callable[..., str]] = {
    "fr": typography.narrow,
    "day": typography.french_date,
    "clock": typography.french_time,
    "thousands": typography.thousands,
    "source_date": typography.source_date,
    "since": lambda moment: typography.since(moment, now()),
    "opening": typography.opening_capital,
}
