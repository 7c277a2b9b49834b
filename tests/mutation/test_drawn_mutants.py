"""Twenty guards drawn by a seed are taken away: the tests must see nearly all of them missing."""

import pytest

from tests.mutation.__main__ import run
from tests.mutation.survivors import WHY

pytestmark = [pytest.mark.long]
DRAWN, SEED = 20, 1789


def test_twenty_guards_taken_away_are_missed() -> None:
    unseen = {one.mutant.title for one in run(sample=DRAWN, seed=SEED) if not one.seen}
    assert unseen <= set(WHY)
