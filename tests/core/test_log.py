"""What a log line may hold: nothing a person typed, nothing a driver said."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from relais.core.log import configure_logging

SECRET = "je veux mourir 0612345678"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    former, level, raising = root.handlers[:], root.level, logging.raiseExceptions
    stream = io.StringIO()
    configure_logging(stream=stream)
    yield stream
    root.handlers[:] = former
    root.setLevel(level)
    logging.raiseExceptions = raising


def read(stream: io.StringIO) -> dict[str, Any]:
    (line,) = stream.getvalue().splitlines()
    return dict(json.loads(line))


def test_a_line_holds_the_event_and_its_listed_fields(lines: io.StringIO) -> None:
    logging.getLogger("relais.search").warning("engine_slow", extra={"engine": "meilisearch", "duration_ms": 160.5})
    line = read(lines)
    assert line["event"] == "engine_slow"
    assert line["engine"] == "meilisearch"
    assert line["duration_ms"] == 160.5


def test_a_field_that_is_not_listed_is_dropped(lines: io.StringIO) -> None:
    logging.getLogger("relais.search").warning("searched", extra={"text": SECRET})
    assert SECRET not in lines.getvalue()


def test_a_listed_field_holding_a_structure_is_dropped(lines: io.StringIO) -> None:
    logging.getLogger("relais.search").warning("searched", extra={"code": {"text": SECRET}})
    assert SECRET not in lines.getvalue()


def test_the_arguments_of_a_message_are_dropped(lines: io.StringIO) -> None:
    logging.getLogger("litestar").error("request %s failed", SECRET)
    assert read(lines)["event"] == "request %s failed"


def test_a_message_another_library_built_is_reduced_to_its_place(lines: io.StringIO) -> None:
    logging.getLogger("some.library").error(f"bad value {SECRET}")
    assert read(lines)["event"].startswith("test_log:")


def test_an_exception_is_its_type_and_place_without_its_words(lines: io.StringIO) -> None:
    try:
        raise ValueError(SECRET)
    except ValueError:
        logging.getLogger("relais.web").exception("unexpected")
    line = read(lines)
    assert line["exception"] == "ValueError"
    assert line["where"][-1].endswith("without_its_words")
    assert SECRET not in lines.getvalue()


def test_the_access_log_is_off(lines: io.StringIO) -> None:
    logging.getLogger("uvicorn.access").info('"%s %s" %d', "GET", f"/?q={SECRET}", 200)
    assert lines.getvalue() == ""
