"""A database whose rows are given their age."""

import os
from collections.abc import Iterator
from typing import Any

import pytest

from tests.retention.ageing import Aged, aged_in


@pytest.fixture(scope="module")
def aged(postgres: Any, request: pytest.FixtureRequest) -> Iterator[Aged]:
    """One database per module; each test takes back what it wrote (`aged.undone()`)."""
    module = request.module.__name__.rpartition(".")[2]
    with aged_in(postgres, f"aged_{os.getpid()}_{module}") as made:
        yield made
