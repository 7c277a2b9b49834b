"""The tables of the yearly report: one row in each, and for each constraint the statement that it alone must refuse."""

from tests.attacks.sql.guards import NEW, ONE, TWO

POPULATION = f"""
INSERT INTO call_by_month (year, month, need, calls) VALUES (2025, 1, 'addiction', 1);
INSERT INTO call_by_region (year, region, calls) VALUES (2025, '84', 1);
INSERT INTO year_figure (
    id, year, signatory, measure, unit, value, source, entered_by, entered_at, confirmed_by, confirmed_at
) VALUES
    ('{ONE}', 2025, 'cnom', 'own_files', 'files', 152, 'titre', '{ONE}', now(), '{TWO}', now()),
    ('{TWO}', 2025, 'cnom', 'own_files', 'files', 152, 'titre', '{ONE}', now(), NULL, NULL);
INSERT INTO year_confirmation (year, signatory, sha256, account) VALUES (2025, 'cnom', sha256('x'), '{ONE}');
INSERT INTO year_release (year, content, sha256, released_at) VALUES (2025, 'x', sha256('x'), now());
INSERT INTO year_count (year, measure, line, month, value, backing, largest)
VALUES (2025, 'calls_by_region', '84', 0, 1, 1, 0);
"""
_FIGURE = "id, year, signatory, measure, unit, value, source, entered_by, entered_at"
_OTHER = f"'{NEW}',"
_AGAIN = f"INSERT INTO year_figure ({_FIGURE}) SELECT {{}} FROM year_figure WHERE confirmed_at IS NULL"

KEYS: dict[str, str] = {
    "call_by_month_pk": "INSERT INTO call_by_month SELECT * FROM call_by_month",
    "call_by_region_pk": "INSERT INTO call_by_region SELECT * FROM call_by_region",
    "year_figure_pk": _AGAIN.format(_FIGURE.replace("year,", "2024,")),
    "year_figure_one_waiting": _AGAIN.format(_FIGURE.replace("id,", _OTHER, 1)),
    "year_figure_one_confirmed": f"INSERT INTO year_figure ({_FIGURE}, confirmed_by, confirmed_at)"
    f" SELECT {_FIGURE.replace('id,', _OTHER, 1)}, confirmed_by, confirmed_at FROM year_figure"
    " WHERE confirmed_at IS NOT NULL",
    "year_confirmation_pk": "INSERT INTO year_confirmation (year, signatory, sha256, account)"
    f" SELECT year, signatory, sha256, '{TWO}' FROM year_confirmation",
    "year_confirmation_three_persons": "INSERT INTO year_confirmation (year, signatory, sha256, account)"
    " SELECT year, 'cng', sha256, account FROM year_confirmation",
    "year_release_pk": "INSERT INTO year_release SELECT * FROM year_release",
    "year_count_pk": "INSERT INTO year_count SELECT * FROM year_count",
    "report_measure_pk": "INSERT INTO report_measure VALUES ('calls_by_need', 'calls', 'lines', 999)",
    "report_measure_place_once": "INSERT INTO report_measure VALUES ('autre', 'calls', 'lines', 1)",
    "report_line_pk": "INSERT INTO report_line VALUES ('calls_by_region', '84', 999)",
    "report_line_place_once": "INSERT INTO report_line VALUES ('calls_by_region', 'autre', 1)",
}
REFERENCES: dict[str, str] = {
    "year_figure_entered_by_account": f"UPDATE year_figure SET entered_by = '{NEW}'",
    "year_figure_confirmed_by_account": f"UPDATE year_figure SET confirmed_by = '{NEW}' WHERE confirmed_at IS NOT NULL",
    "year_confirmation_of_account": f"UPDATE year_confirmation SET account = '{NEW}'",
    "report_measure_among_one": "UPDATE report_measure SET among = 'autre' WHERE measure = 'calls_by_need'",
    "report_line_of_measure": "UPDATE report_line SET measure = 'autre' WHERE measure = 'places_booked'",
}
CHECKS: dict[str, str] = {
    "call_by_month_counts": "UPDATE call_by_month SET calls = 0",
    "call_by_month_is_a_month": "UPDATE call_by_month SET month = 13",
    "call_by_month_need_known": "UPDATE call_by_month SET need = 'secret'",
    "call_by_region_counts": "UPDATE call_by_region SET calls = 0",
    "call_by_region_is_a_year": "UPDATE call_by_region SET year = 1",
    "call_by_region_region_known": "UPDATE call_by_region SET region = '69'",
    "year_figure_confirmed_whole": "UPDATE year_figure SET confirmed_by = NULL WHERE confirmed_at IS NOT NULL",
    "year_figure_has_source": "UPDATE year_figure SET source = ''",
    "year_figure_is_of_a_year": "UPDATE year_figure SET year = 1",
    "year_figure_measure_known": "UPDATE year_figure SET unit = 'calls'",
    "year_figure_signatory_known": "UPDATE year_figure SET signatory = 'mots'",
    "year_figure_takes_two_persons": "UPDATE year_figure SET confirmed_by = entered_by WHERE confirmed_by IS NOT NULL",
    "year_figure_value_is_publishable": "UPDATE year_figure SET value = 10",
    "year_confirmation_hash_size": "UPDATE year_confirmation SET sha256 = 'court'",
    "year_confirmation_signatory_known": "UPDATE year_confirmation SET signatory = 'mots'",
    "year_release_hash_is_its_own": "UPDATE year_release SET content = 'autre'",
    "year_count_counts": "UPDATE year_count SET value = -1",
    "report_measure_shape_known": "UPDATE report_measure SET shape = 'libre'",
    "report_measure_unit_known": "UPDATE report_measure SET unit = 'mots'",
}
