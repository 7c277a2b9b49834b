"""The breaker opens after three failures in a row, asks nobody to wait, and closes by itself."""

import pytest

from relais.search.breaker import Breaker
from tests.search.waiting import until

pytestmark = pytest.mark.anyio


class Engine:
    """A distant engine: `fault` says what a probe finds."""

    def __init__(self, fault: str = "injoignable") -> None:
        self.fault = fault
        self.probes = 0
        self.told: list[str] = []
        self.breaker = Breaker(self.probe, failures=3, every=0.01, on_change=self.told.append)

    async def probe(self) -> str:
        self.probes += 1
        return self.fault

    def fail(self, times: int) -> None:
        for _ in range(times):
            self.breaker.failed(self.fault)


async def test_two_failures_leave_it_closed_and_the_third_opens_it() -> None:
    engine = Engine()
    engine.fail(2)
    assert not engine.breaker.is_open
    engine.fail(1)
    assert engine.breaker.is_open
    assert engine.breaker.reason == "injoignable"
    await engine.breaker.close()


async def test_only_failures_in_a_row_count() -> None:
    engine = Engine()
    for _ in range(5):
        engine.fail(2)
        engine.breaker.succeeded()
    assert not engine.breaker.is_open


async def test_it_probes_while_open_and_only_then() -> None:
    engine = Engine()
    engine.fail(2)
    assert engine.probes == 0
    engine.fail(1)
    await until(lambda: engine.probes >= 3)
    await engine.breaker.close()


async def test_it_closes_by_itself_when_a_probe_succeeds_and_starts_counting_anew() -> None:
    engine = Engine()
    engine.fail(3)
    engine.fault = ""
    await until(lambda: not engine.breaker.is_open)
    engine.fault = "lent"
    engine.fail(2)
    assert not engine.breaker.is_open
    assert engine.told == ["injoignable", ""]


async def test_a_late_success_of_an_old_call_does_not_close_it() -> None:
    engine = Engine()
    engine.fail(3)
    engine.breaker.succeeded()
    assert engine.breaker.is_open
    await engine.breaker.close()


async def test_the_reason_follows_what_the_probes_find() -> None:
    engine = Engine()
    engine.fail(3)
    engine.fault = "index vide"
    await until(lambda: engine.breaker.reason == "index vide")
    assert engine.told == ["injoignable"]
    await engine.breaker.close()


async def test_it_can_open_again_after_having_closed() -> None:
    engine = Engine()
    for _ in range(3):
        engine.fault = "injoignable"
        engine.fail(3)
        assert engine.breaker.is_open
        engine.fault = ""
        await until(lambda: not engine.breaker.is_open)


async def test_a_probe_that_was_cut_short_is_taken_up_again() -> None:
    engine = Engine()
    engine.fail(3)
    await engine.breaker.close()
    seen = engine.probes
    engine.breaker.keep_probing()
    await until(lambda: engine.probes > seen)
    await engine.breaker.close()
