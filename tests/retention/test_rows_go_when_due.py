"""Whatever their ages, exactly the rows that are due go: the rules of `retention_rule`, one table after the other."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.retention.ageing import SEEDS, Aged

# Days past the limit: around it, where a mistake is, and far from it.
DAYS = st.sampled_from([-400, -31, -2, -1, 0, 1, 2, 31, 400])
AGES = st.lists(st.tuples(st.sampled_from(sorted(SEEDS)), DAYS), min_size=1, max_size=12)
few = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def test_every_rule_that_counts_rows_is_tried_here(aged: Aged) -> None:
    told = aged.rows("SELECT of_table, since FROM retention_rule WHERE what IN ('row', 'words')")
    assert {(row["of_table"], row["since"]) for row in told} == set(SEEDS)


def test_every_rule_names_a_column_that_is_there(aged: Aged) -> None:
    missing = aged.rows(
        "SELECT r.of_table, r.since FROM retention_rule AS r WHERE r.what IN ('row', 'words') AND NOT EXISTS ("
        "SELECT FROM pg_attribute AS a WHERE a.attrelid = r.of_table::regclass AND a.attname = r.since)"
    )
    assert missing == []


@few
@given(ages=AGES, role=st.sampled_from(["relais_worker", "relais_purge"]))
def test_exactly_the_rows_that_are_due_go(aged: Aged, ages: list[tuple[tuple[str, str], int]], role: str) -> None:
    with aged.undone():
        for (table, since), days in ages:
            aged.seed(table, since, days)
        gone = {row["of_table"]: row["gone"] for row in _summed(aged, role)}
        due = Counter(table for (table, _), days in ages if days >= 0)
        kept = Counter(table for (table, _), days in ages if days < 0)
        assert gone == dict(due)
        assert {table: aged.left(table) for (table, _), _ in ages} == {table: kept[table] for (table, _), _ in ages}
        assert _summed(aged, role) == []


def _summed(aged: Aged, role: str) -> list[dict[str, int]]:
    rows = aged.as_role(role, "SELECT of_table, sum(gone)::integer AS gone FROM purge_rows() GROUP BY of_table")
    return [dict(row) for row in rows]


@pytest.mark.parametrize(
    "table",
    ["journal", "invitation", "reset", "reminder", "error_report", "role_grant", "case_opening", "sheet", "card"],
)
@pytest.mark.parametrize("role", ["relais_owner", "postgres"])
def test_what_is_evidence_is_deleted_by_nobody_before_its_day(aged: Aged, table: str, role: str) -> None:
    since = next(column for of, column in sorted(SEEDS) if of == table)
    with aged.undone():
        aged.seed(table, since, -1)
        with pytest.raises(Exception, match=r".") as broken:
            aged.as_role(role, f"DELETE FROM {table}")
    named = getattr(broken.value, "constraint_name", "")
    assert named == ("journal_append_only" if table == "journal" else f"{table}_goes_when_due")


def test_a_closed_account_keeps_its_number_and_nothing_that_names_or_opens_it(aged: Aged) -> None:
    with aged.undone():
        account = aged.seed("account", "closed_at", 1)
        for sql in (
            "INSERT INTO password (account, verifier) VALUES ($1, '$argon2id$x')",
            "INSERT INTO totp (account, secret_sealed) VALUES ($1, 's')",
            "INSERT INTO recovery_code (account, code_key) VALUES ($1, 'k')",
            "INSERT INTO passkey (credential, account, public_key, sign_count, label) VALUES ('c', $1, 'p', 0, 'clé')",
        ):
            aged.written(sql, account)
        before = aged.value("SELECT email_key FROM account WHERE id = $1", account)
        aged.as_role("relais_worker", "SELECT * FROM purge_rows()")
        row = aged.rows("SELECT * FROM account WHERE id = $1", account)[0]
        assert (row["email_sealed"], row["name_sealed"]) == (b"", b"")
        assert row["email_key"] != before
        assert [aged.left(table) for table in ("password", "totp", "recovery_code", "passkey")] == [0] * 4
