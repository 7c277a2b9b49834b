"""A synthetic year, drawn from a seed: nobody in it exists. Plain rows, table by table, in the order of their keys."""

import random
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from msgspec import Struct

from relais.reports.model import SIGNATORIES
from relais.reports.simulated_referrals import OUTCOMES, Found, Referrals
from relais.reports.words import ACTIONS, NEEDS, PRACTICES, REGIONS

Rows = Mapping[str, list[dict[str, Any]]]
# Weights, of no year in particular: enough of the frequent, a few of the rare, none of the impossible.
WEIGHTS = (300, 90, 120, 150, 110, 420, 140, 260, 130, 12, 25, 60, 45, 70, 40, 22, 18, 8, 60)
REGION_WEIGHTS = (330, 60, 70, 75, 130, 120, 75, 80, 150, 160, 220, 140, 6, 5, 5, 3, 14, 2, 90)
PRACTICE_WEIGHTS = (52, 18, 6, 7, 8, 3, 4, 2)
MONTH_WEIGHTS = (9, 8, 10, 9, 8, 8, 6, 5, 9, 10, 9, 9)
SIGNS = "ABCDEFGHJKLMNPQRTUVWXY346789"
BODY = "cnom-ecoute"


class Ground(Struct, frozen=True, kw_only=True):
    """`wrap` and `seal` make what the vault makes."""

    year: int
    calls: int
    seed: int
    found: Found
    wrap: Callable[[UUID], bytes]
    seal: Callable[[str], bytes]


class Drawing:
    """Draws everything of one year, always the same for the same ground."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.chance = random.Random(f"{ground.seed}/{ground.year}")  # noqa: S311 nothing here is secret
        self.rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.referrals = Referrals(ground.found, self.chance, self.rows, self._id)

    def draw(self) -> Rows:
        """Calls; a case in five of them; a national file in twelve; the programme; the signatories' figures."""
        self._calls()
        for number in range(max(self.ground.calls // 5, 1)):
            self._request(number)
        for number in range(max(self.ground.calls // 12, 1)):
            self._file(number)
        self._actions()
        self._figures()
        return self.rows

    def _id(self) -> UUID:
        return UUID(int=self.chance.getrandbits(128), version=4)

    def _one(self, codes: Sequence[str], weights: Sequence[int] | None = None) -> str:
        return self.chance.choices(codes, weights)[0]

    def _day(self, last: int = 300) -> datetime:
        start = datetime(self.ground.year, 1, 2, 9, tzinfo=UTC)
        return start + timedelta(days=self.chance.randrange(last), minutes=self.chance.randrange(600))

    def _needs(self) -> list[str]:
        return sorted({self._one((*NEEDS, "unknown"), WEIGHTS) for _ in range(self.chance.choice((1, 1, 1, 2, 2, 3)))})

    def _calls(self) -> None:
        by_month: dict[tuple[int, str], int] = defaultdict(int)
        by_region: dict[str, int] = defaultdict(int)
        for _ in range(self.ground.calls):
            month = int(self._one([str(number) for number in range(1, 13)], MONTH_WEIGHTS))
            by_region[self._one(tuple(REGIONS), REGION_WEIGHTS)] += 1
            for need in self._needs():
                by_month[month, need] += 1
        year = self.ground.year
        self.rows["call_by_month"] = [
            {"year": year, "month": month, "need": need, "calls": many}
            for (month, need), many in sorted(by_month.items())
        ]
        self.rows["call_by_region"] = [
            {"year": year, "region": region, "calls": many} for region, many in sorted(by_region.items())
        ]

    def _case(self, made_at: datetime) -> dict[str, Any]:
        case = self._id()
        signs = "".join(self.chance.choice(SIGNS) for _ in range(6))
        row = {
            "id": case,
            "reference": f"{signs[:3]}-{signs[3:]}",
            "council": self._one(("cdom-69", "cdom-75", "cdom-13", "cdom-59", "cdom-33")),
            "origin": "person",
            "code_lookup": self.chance.randbytes(32),
            "code_verifier": "$argon2id$simulated",
            "code_by": "person",
            "data_key_wrapped": self.ground.wrap(case),
            "made_at": made_at,
            "ends_on": date(self.ground.year + 1, 6, 30),
        }
        self.rows["aid_case"].append(row)
        return row

    def _request(self, number: int) -> None:
        made_at = self._day()
        case = self._case(made_at)
        request, contacted = self._id(), made_at + timedelta(hours=self.chance.randrange(6, 150))
        ended = contacted + timedelta(days=self.chance.randrange(3, 30))
        withdrawn = self.chance.random() < 0.08
        needs = [need for need in self._needs() if need != "unknown"] or ["professionnel"]
        row = {
            "id": request,
            "case_id": case["id"],
            "council": case["council"],
            "needs": needs,
            "practice": self._one(tuple(PRACTICES), PRACTICE_WEIGHTS),
            "reach": "phone",
            "state": "withdrawn" if withdrawn else "closed",
            "version": 4,
            "outcome": None if withdrawn else self._one((*OUTCOMES, "no_other_option"), (44, 21, 13, 6, 5, 13)),
            "made_at": made_at,
            "state_at": ended,
        }
        self.rows["aid_request"].append(row)
        self.rows["request_event"].append(
            {
                "request": request,
                "expected": 2,
                "post": self._id(),
                "from_state": "taken_up",
                "to_state": "contacted",
                "acted_as": "council",
                "contacted_on": contacted.date(),
                "org": case["council"],
                "at": contacted,
            }
        )
        if number % 5 < 3:
            self.referrals.draw(case, contacted)

    def _file(self, _number: int) -> None:
        made_at = self._day(240)
        case, file, sent = self._case(made_at), self._id(), made_at + timedelta(days=self.chance.randrange(2, 20))
        kind = self._one(("gift", "advance", "elsewhere", "refusal"), (56, 16, 14, 14))
        cents = self.chance.randrange(800, 9_000) * 100 if kind in ("gift", "advance") else 0
        decided, decision = sent + timedelta(days=self.chance.randrange(10, 40)), self._id()
        row = {"id": file, "case_id": case["id"], "reference": case["reference"], "key": self._id(), "version": 7}
        place = {"council": case["council"], "body": BODY, "begun_as": "doctor", "round": 1}
        state = {"state": "paid" if cents else "closed", "asked_cents": max(cents, 100_000)}
        moments = {"shared_at": sent, "submitted_at": sent, "made_at": made_at, "state_at": decided}
        practice = {"practice": self._one(tuple(PRACTICES), PRACTICE_WEIGHTS)}
        self.rows["national_file"].append({**row, **place, **practice, **state, **moments})
        self.rows["decision"].append(
            {
                "id": decision, "file": file, "case_id": case["id"], "round": 1, "kind": kind, "amount_cents": cents,
                "elsewhere": "urssaf" if kind == "elsewhere" else None,
                "reason": "resources" if kind == "refusal" else None, "recorded_by": self._id(),
                "recorded_at": decided,
            }
        )  # fmt: skip
        if cents:
            paid_on = (decided + timedelta(days=self.chance.randrange(3, 15))).date()
            money = {"decided_cents": cents, "before_cents": 0, "amount_cents": cents, "after_cents": cents}
            line = {"decision": decision, "number": 1, "file": file, "request": self._id(), "paid_on": paid_on}
            self.rows["payment"].append({**line, **money, "recorded_by": self._id(), "recorded_at": decided})

    def _actions(self) -> None:
        kinds = tuple(ACTIONS)
        for number in range(24):
            day, kind = self._day(330), self._one(kinds, (40, 30, 10, 6, 14))
            places = 30 if kind == "screening_day" else 0
            self.rows["programme_action"].append(
                {
                    "id": self._id(), "slug": f"simulation-{self.ground.year}-{number}", "kind": kind,
                    "title": f"Action simulée {number + 1}", "description": "Simulation : n'a pas eu lieu.",
                    "audiences": [], "starts_at": day, "ends_at": day + timedelta(hours=3), "place": "online",
                    "zone": "Europe/Paris", "places": places, "booking": "closed" if places else "none",
                    "taken": self.chance.randrange(places + 1), "state": "past",
                    "organiser": self._one((BODY, "carmf", "cng", "mots")), "source_label": "simulation",
                    "source_date": str(self.ground.year), "proposed_as": "signatory",
                }
            )  # fmt: skip

    def _figures(self) -> None:
        shares = {"cnom": ("own_files", "files", 12), "carmf": ("own_files_helped", "files", 2),
                  "cng": ("own_accompanied", "persons", 9)}  # fmt: skip
        for signatory in SIGNATORIES:
            measure, unit, share = shares[signatory]
            self._figure(signatory, measure, unit, max(self.ground.calls // share, 11))
            if signatory == "cng":
                self._figure(signatory, "own_prevention", "actions", self.chance.randrange(8, 20))
            else:
                self._figure(signatory, "own_euros", "euros", self.ground.calls * self.chance.randrange(150, 400))

    def _figure(self, signatory: str, measure: str, unit: str, value: int) -> None:
        people = [self._id(), self._id()]
        for person in people:
            key, at = self.chance.randbytes(32), datetime(self.ground.year, 1, 1, tzinfo=UTC)
            sealed = [self.ground.seal(f"account.{part}:{person}") for part in ("email", "name")]
            nobody = {"email_sealed": sealed[0], "name_sealed": sealed[1], "closed_at": at}
            self.rows["account"].append({"id": person, "email_key": key, **nobody})
        at = datetime(self.ground.year + 1, 1, 5, tzinfo=UTC)
        row = {"id": self._id(), "year": self.ground.year, "signatory": signatory, "measure": measure, "unit": unit}
        said = {"value": value, "source": "simulation : ce chiffre n'est celui de personne"}
        signed = {"entered_by": people[0], "entered_at": at, "confirmed_by": people[1], "confirmed_at": at}
        self.rows["year_figure"].append({**row, **said, **signed})
