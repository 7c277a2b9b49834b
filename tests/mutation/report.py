"""The results of `make mutate`, written for a reader: shares by kind, survivors and why they do."""

import os
import platform
from collections.abc import Sequence
from pathlib import Path

from relais.core import clock
from tests.mutation.playing import Verdict
from tests.mutation.survivors import WHY

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "mutation.md"
HEAD = """# Guards taken away: what the tests see

`make mutate` takes away, one at a time, every constraint, unique index, trigger, policy, right and row security of
the tables about persons (accounts, journal, cases, referrals, sheets, requests, notes, national files, bookings,
steps in time, the yearly report, what ends when), and opens each policy to everyone. For each, it plays the attacks
and laws that name the guard or its table, then the other tests of those slices, against the mutated database. A
mutant is *seen* when a test turns red; tests that only look whether a guard is there are left out. NOT NULL is not
among the guards: PostgreSQL names it by itself.

Twenty mutants drawn by a seed are played again by `make test-long`.
"""


def write(verdicts: Sequence[Verdict], seconds: float) -> None:
    """Write the page."""
    seen = sum(one.seen for one in verdicts)
    lines = [
        HEAD,
        f"Last run: {clock.now():%Y-%m-%d}, {os.cpu_count()} processors ({platform.machine()}), "
        f"{seconds / 60:.0f} minutes. **{seen} of {len(verdicts)} seen ({100 * seen / len(verdicts):.1f} %).**\n",
        "| kind | mutants | seen |",
        "|---|---|---|",
    ]
    for kind in sorted({one.mutant.kind for one in verdicts}):
        own = [one for one in verdicts if one.mutant.kind == kind]
        lines.append(f"| {kind} | {len(own)} | {sum(one.seen for one in own)} |")
    lines += ["\n## Survivors\n"]
    missed = sorted(one.mutant.title for one in verdicts if not one.seen)
    lines += [f"- `{title}`: {WHY.get(title, 'not explained yet')}" for title in missed] or ["None."]
    PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")
