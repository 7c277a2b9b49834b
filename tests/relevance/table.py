"""The verdicts as a table, and the failures one by one."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tests.relevance.criteria import CRITERIA, Verdict


class Score(NamedTuple):
    """`share` of right verdicts, between 0 and 1."""

    label: str
    judged: int
    right: int
    target: float

    @property
    def share(self) -> float:
        """1 when nothing was judged."""
        return self.right / self.judged if self.judged else 1.0

    @property
    def met(self) -> bool:
        """Whether the target is reached."""
        return self.share >= self.target


def scores(verdicts: Iterable[Verdict]) -> dict[str, Score]:
    """The score of each criterion, in the order in which they are told."""
    judged, right = Counter[str](), Counter[str]()
    for verdict in verdicts:
        judged[verdict.criterion] += 1
        right[verdict.criterion] += verdict.right
    return {
        code: Score(criterion.label, judged[code], right[code], criterion.target)
        for code, criterion in CRITERIA.items()
        if judged[code]
    }


def lines(table: dict[str, Score]) -> list[str]:
    """The table, ready to print."""
    head = f"{'critère':<32} {'justes':>7} {'jugés':>7} {'part':>8} {'cible':>7}"
    body = [
        f"{s.label:<32} {s.right:>7} {s.judged:>7} {s.share:>8.2%} {_target(s):>7}{'' if s.met else '  MANQUÉ'}"
        for s in table.values()
    ]
    return [head, "-" * len(head), *body]


def markdown(table: dict[str, Score]) -> list[str]:
    """The table as Markdown, with decimal commas."""
    rows = [f"| {s.label} | {s.right} | {s.judged} | {_percent(s.share)} | {_target(s)} |" for s in table.values()]
    return ["| critère | justes | jugés | part | cible |", "|---|---:|---:|---:|---:|", *rows]


def failures(verdicts: Sequence[Verdict]) -> list[str]:
    """The wrong verdicts, by criterion, each told once."""
    wrong: dict[str, dict[str, None]] = defaultdict(dict)
    for verdict in verdicts:
        if not verdict.right:
            wrong[verdict.criterion][f"  {verdict.case}  « {verdict.text} » : {verdict.detail}"] = None
    told: list[str] = []
    for code, criterion in CRITERIA.items():
        if wrong[code]:
            told += [f"\n{criterion.label} ({len(wrong[code])})", *wrong[code]]
    return told


def _target(score: Score) -> str:
    return f"{score.target:.0%}".replace("%", " %") if score.target else "—"


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %".replace(".", ",")
