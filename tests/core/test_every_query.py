"""Every SQL statement of the project, prepared against the migrated database and compared with its Struct."""

import importlib
import pkgutil
from typing import Any

import msgspec
import pytest

import relais
from relais.core.db import connect
from relais.core.sql import QUERIES, Query

pytestmark = pytest.mark.anyio
NO_SQL = ("relais.__main__",)


def every_query() -> list[Query[Any]]:
    """The registry once every module was imported, without the queries of other tests."""
    for module in pkgutil.walk_packages(relais.__path__, "relais."):
        if module.name not in NO_SQL:
            importlib.import_module(module.name)
    return [query for name, query in sorted(QUERIES.items()) if not name.startswith("test.")]


async def test_every_query_fits_the_schema_and_its_struct(world: Any) -> None:
    db = await connect(world.owner_url)
    faults = [fault for query in every_query() for fault in await faults_of(query, db)]
    await db.close()
    assert faults == []


async def faults_of(query: Query[Any], db: Any) -> list[str]:
    try:
        prepared = await db.prepare(query.sql)
    except Exception as error:
        return [f"{query.name}: {error}"]
    columns = {attribute.name for attribute in prepared.get_attributes()}
    if query.row is None:
        return []
    fields = {field.encode_name for field in msgspec.structs.fields(query.row)}
    return [] if columns == fields else [f"{query.name}: columns {columns ^ fields} differ from {query.row.__name__}"]


def test_every_query_is_named_after_its_slice() -> None:
    below = {"core", "web", "audit", "geo", "notifications", "accounts", "directory"}
    slices = below | {"cases", "search", "referrals", "profiles", "moderation", "cli"}
    slices |= {"sheets", "guidance", "inbox", "followup", "aid_requests", "commission", "programme"}
    slices |= {"accompaniment", "reports", "retention"}
    assert {query.name.split(".")[0] for query in every_query()} <= slices
