"""Every address of the application, filled in and opened by everyone: for attacks that leave none out."""

import re
from collections.abc import Iterator
from typing import Any, get_args

import httpx
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct

from relais.accounts.model import Role
from relais.core.ids import new_id
from relais.core.vault import Vault
from tests.accounts.people import Person, add_person

OWN, FOREIGN, NONE = "a-nous", "aux-autres", "nulle-part"
COUNCIL = "cdom-69"
ROLES: tuple[Role, ...] = get_args(Role)
NOBODY = "nobody"
OF = {
    "member": {"organization": OWN},
    "recipient": {"organization": OWN, "function": "accueil"},
    "officer": {"council": "69"},
    "signatory": {"organization": OWN},
}


class Address(Struct, frozen=True, kw_only=True):
    """One handler: where it stands, what it answers to, and what the application says of it."""

    path: str
    method: str
    gate: str
    reading: bool

    def at(self, slug: str = OWN, code: str = "", name: str = "phone") -> str:
        """The path filled in; `code` is by default the id of nothing."""
        filled = {"slug": slug, "code": code or str(new_id()), "name": name}
        return re.sub(r"\{(\w+)\}", lambda found: filled[found[1]], self.path)


def addresses(app: Litestar) -> Iterator[Address]:
    """Every handler of ours, each method apart."""
    for route in app.routes:
        path = re.sub(r"\{(\w+):\w+\}", r"{\1}", route.path)
        for handler in route.route_handlers:  # type: ignore[union-attr]
            if not isinstance(handler, HTTPRouteHandler) or "gate" not in handler.opt:
                continue
            for method in sorted(
                {str(getattr(one, "value", one)) for one in handler.http_methods} - {"HEAD", "OPTIONS"}
            ):
                yield Address(
                    path=path, method=method, gate=handler.opt["gate"].name, reading=bool(handler.opt.get("reading"))
                )


async def add_everyone(owner: Any, vault: Vault) -> dict[str, Person]:
    """One person for each role, and one who signed in and holds none."""
    found = {role: await add_person(owner, vault, role, **OF.get(role, {})) for role in ROLES}
    return {**found, "account": await add_person(owner, vault)}


async def send(client: httpx.AsyncClient, method: str, path: str, **form: Any) -> httpx.Response:
    """A request as a browser sends it: a form, when it is a post."""
    if method == "GET":
        return await client.get(path)
    return await client.request(method, path, data=form)


LINK = re.compile(r'(?:href|action|formaction)="(/[^"#?]*)"')


async def harvest(client: httpx.AsyncClient, app: Litestar, seeds: list[str], *, each: int = 2) -> dict[str, list[str]]:
    """Real addresses that this visitor's pages lead to, by route: at most `each` for one route."""
    patterns = {path: re.compile(re.sub(r"\{\w+\}", "[^/]+", path)) for path in {one.path for one in addresses(app)}}
    found: dict[str, list[str]] = {}
    waiting, seen = list(seeds), set(seeds)
    while waiting:
        for link in LINK.findall((await client.get(waiting.pop(0))).text):
            literal = link if link in patterns else None  # before those that it would fill in
            route = literal or next((path for path, pattern in patterns.items() if pattern.fullmatch(link)), None)
            if route and link not in seen and not link.startswith("/static") and len(found.get(route, [])) < each:
                seen.add(link)
                found.setdefault(route, []).append(link)
                waiting.append(link)
    return found
