"""The OpenAPI document, written from the very Structs that decode and encode: no page, no outside script."""

from collections.abc import Sequence
from typing import Any

import msgspec

from relais.web.problems import PROBLEM, SENTENCES, Problem

TEMPLATE = "#/components/schemas/{name}"


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of the API: `refusals` are the statuses it may answer beside 200."""

    method: str
    path: str
    name: str
    summary: str
    response: type
    request: type | None = None
    path_parameter: str = ""
    refusals: tuple[int, ...] = ()


def document(title: str, version: str, operations: Sequence[Operation]) -> bytes:
    """The whole document as JSON, the same bytes for the same code."""
    types = [kind for operation in operations for kind in (operation.request, operation.response) if kind] + [Problem]
    schemas, components = msgspec.json.schema_components(types, ref_template=TEMPLATE)
    by_type = dict(zip(types, schemas, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method] = _operation(operation, by_type)
    whole = {
        "openapi": "3.1.0",
        "info": {"title": title, "version": version},
        "paths": paths,
        "components": {"schemas": components},
    }
    return msgspec.json.encode(whole, order="sorted")


def _operation(operation: Operation, schemas: dict[type, dict[str, Any]]) -> dict[str, Any]:
    written: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "responses": {"200": _content("Réponse", "application/json", schemas[operation.response])}
        | {str(status): _content(SENTENCES[status], PROBLEM, schemas[Problem]) for status in operation.refusals},
    }
    if operation.request:
        body = _content("", "application/json", schemas[operation.request])["content"]
        written["requestBody"] = {"required": True, "content": body}
    if operation.path_parameter:
        name = operation.path_parameter
        written["parameters"] = [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}}]
    return written


def _content(description: str, media_type: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": description, "content": {media_type: {"schema": schema}}}
