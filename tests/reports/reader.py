"""Who reads the report and subtracts: a linear programme finds the least and the most that a hidden cell may be.

Margins are taken without their rounding, which is more than any reader has. So is what one table tells of another: no
need is said by more people than there are.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from msgspec import Struct
from scipy.optimize import linprog

ALMOST = 1e-6
Grid = Sequence[Sequence[int]]


class Told(Struct, frozen=True, kw_only=True):
    """What a page tells of one table: true = told. `counts` are the true ones, of which only those told are used.

    `most`: what no line can go beyond, read from another table; None when no other table bounds it.
    """

    counts: Grid
    cells: Sequence[Sequence[bool]]
    rows: Sequence[bool]
    columns: Sequence[bool]
    whole: bool
    most: int | None = None


def system_of(*pages: Told) -> tuple[Any, Any, Any, Any]:
    """Everything that several pages tell of the same counts, as equalities, then inequalities."""
    equal, what, most, limit = [], [], [], []
    for page in pages:
        table = np.array(page.counts, dtype=float)
        for number in np.ndindex(table.shape):
            if page.cells[number[0]][number[1]]:
                equal.append(_one(table.shape, [number]))
                what.append(table[number])
        for axis, told in ((0, page.rows), (1, page.columns)):
            for line in range(table.shape[axis]):
                if told[line]:
                    places = [place for place in np.ndindex(table.shape) if place[axis] == line]
                    equal.append(_one(table.shape, places))
                    what.append(sum(table[place] for place in places))
        everything = list(np.ndindex(table.shape))
        if page.whole:
            equal.append(_one(table.shape, everything))
            what.append(table.sum())
        else:  # a margin is hidden when it is under 11: the reader knows that
            most.append(_one(table.shape, everything))
            limit.append(10.0)
        if page.most is not None:
            axis = int(table.shape[0] == 1)  # a table without months is one row of lines
            for line in range(table.shape[axis]):
                most.append(_one(table.shape, [place for place in everything if place[axis] == line]))
                limit.append(float(page.most))
    return equal or None, what or None, most or None, limit or None


def _one(shape: tuple[int, ...], places: Any) -> Any:
    row = np.zeros(shape)
    for place in places:
        row[place] = 1
    return row.ravel()


class Reader:
    """Solves for the least and the most of a sum of cells; what one answer already shows is not asked again."""

    def __init__(self, *pages: Told) -> None:
        self.equal, self.what, self.most, self.limit = system_of(*pages)
        self.possible: list[Any] = []  # tables that everything told allows

    def bounds(self, wanted: Any) -> tuple[float, float]:
        """Of `wanted`: the least, or 0 at once; the most, or 10 and over as soon as it is seen."""
        seen = [float(wanted @ table) for table in self.possible]
        least = 0.0 if min(seen, default=1) <= ALMOST else self._solved(wanted)
        most = max(seen, default=0)
        return least, most if most >= 10 else -self._solved(-wanted)

    def _solved(self, wanted: Any) -> float:
        solved = linprog(
            wanted, A_ub=self.most, b_ub=self.limit, A_eq=self.equal, b_eq=self.what, bounds=(0, None), method="highs"
        )
        assert solved.status in (0, 3), solved.message
        if solved.status == 3:
            return float("-inf")
        self.possible.append(solved.x)
        return float(solved.fun)


def deduced(*pages: Told) -> list[str]:
    """Hidden cells and margins that may not be everything from 0 to 10, as the last page hides them."""
    reader, last = Reader(*pages), pages[-1]
    shape = np.array(last.counts).shape
    hidden = [(f"cell {place}", [place]) for place in np.ndindex(shape) if not last.cells[place[0]][place[1]]]
    hidden += [
        (f"axis {axis}, {line}", [place for place in np.ndindex(shape) if place[axis] == line])
        for axis, told in ((0, last.rows), (1, last.columns))
        for line in range(shape[axis])
        if not told[line]
    ]
    faults = []
    for name, places in hidden:
        least, most = reader.bounds(_one(shape, places).astype(float))
        if least > ALMOST or most < 10 - ALMOST:
            faults.append(f"{name}: from {least} to {most}")
    return faults
