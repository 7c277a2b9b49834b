"""The three ready-made plans of `data/plans.csv`: where an officer and a doctor start from."""

import csv
from pathlib import Path
from typing import get_args

from relais.accompaniment.model import By, Kind, Plan, Planned, Plans, StepDraft

FILE = "plans.csv"
_FIRST: tuple[Plan, ...] = ("care", "return", "reconversion")


def read_plans(data_dir: Path) -> Plans:
    """The plans, in the order in which they are offered. Raises ValueError for a code that nobody knows."""
    with (data_dir / FILE).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    if unknown := {row["plan"] for row in rows} - set(_FIRST):
        raise ValueError(f"unknown plan: {sorted(unknown)}")
    return {plan: _plan(plan, [row for row in rows if row["plan"] == plan]) for plan in _FIRST}


def _plan(plan: Plan, rows: list[dict[str, str]]) -> Planned:
    ordered = sorted(rows, key=lambda row: int(row["position"]))
    return Planned(plan=plan, steps=tuple(_step(row) for row in ordered))


def _step(row: dict[str, str]) -> StepDraft:
    kind = next((one for one in get_args(Kind) if one == row["kind"]), None)
    who = next((one for one in get_args(By) if one == row["who"]), None)
    if kind is None or who not in ("doctor", "council"):
        raise ValueError(f"unknown step: {row['kind']}, {row['who']}")
    return StepDraft(position=int(row["position"]), kind=kind, who=who, words=row["words"])
