"""Making an application quickly, some four hundred times: what Litestar reads of a function, it reads once.

It would read every signature again for each application, and go through all its routes for each one it adds. What is
served is the same: the same signatures come out, the same routes are made.
"""

from collections.abc import Callable
from typing import Any

import pytest
from litestar._signature.model import SignatureModel
from litestar.router import Router
from litestar.utils.signature import ParsedSignature


class Once:
    """What was read, by the code of a function and what it is annotated with."""

    def __init__(self) -> None:
        self._parse: Callable[..., ParsedSignature] = ParsedSignature.from_fn
        self._model: Callable[..., type[SignatureModel]] = SignatureModel.create
        # With the function, or the signature: what is kept keeps its identity.
        self._parsed: dict[tuple[Any, ...], tuple[Any, ParsedSignature]] = {}
        self._models: dict[tuple[int, str], tuple[Any, type[SignatureModel]]] = {}

    def parse(self, fn: Any, namespace: dict[str, Any]) -> ParsedSignature:
        annotated = getattr(fn, "__annotations__", {}).values()
        plain = hasattr(fn, "__code__") and not (fn.__defaults__ or fn.__kwdefaults__)
        if not plain or any(isinstance(one, str) for one in annotated):
            return self._parse(fn, namespace)
        key = (fn.__code__, *map(id, annotated))
        if key not in self._parsed:
            self._parsed[key] = (fn, self._parse(fn, namespace))
        return self._parsed[key][1]

    def model(self, **asked: Any) -> type[SignatureModel]:
        name = getattr(asked["fn"], "__name__", "")  # none: Litestar made it of what is not async
        if asked["dependency_name_set"] or asked["data_dto"] or not name:
            return self._model(**asked)
        key = (id(asked["parsed_signature"]), name)
        if key not in self._models:
            self._models[key] = (asked["parsed_signature"], self._model(**asked))
        return self._models[key][1]


class Handlers(dict[str, Any]):
    """The handlers of each path, found when a path is asked for."""

    def __init__(self, router: Router) -> None:
        self._routes = router.routes

    def get(self, path: str, default: Any = None) -> Any:
        for route in self._routes:
            if route.path == path:
                return {method: one for one in route.route_handlers for method in one.http_methods}  # type: ignore[union-attr]
        return default


def read_once(patched: pytest.MonkeyPatch) -> None:
    """As long as `patched` lasts."""
    once = Once()
    patched.setattr(ParsedSignature, "from_fn", once.parse)
    patched.setattr(SignatureModel, "create", once.model)
    patched.setattr(Router, "route_handler_method_map", property(Handlers))
