"""The rules of what ends when, and for each of their constraints the statement that it alone must refuse: guards.py."""

POPULATION = ""  # the migration wrote the rules

KEYS: dict[str, str] = {"retention_rule_pk": "INSERT INTO retention_rule SELECT * FROM retention_rule"}
REFERENCES: dict[str, str] = {}
CHECKS: dict[str, str] = {
    "retention_rule_what_known": "UPDATE retention_rule SET what = 'tout' WHERE of_table = 'journal'",
    "retention_rule_is_a_length": "UPDATE retention_rule SET lasts = '-1 day' WHERE of_table = 'journal'",
    "retention_rule_file_years": "UPDATE retention_rule SET lasts = '31 years' WHERE what = 'file'",
    "aid_case_emptied_keeps_nothing": "UPDATE aid_case SET emptied_at = now(), closed_at = NULL",
}
