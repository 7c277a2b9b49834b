"""SQL of the yearly report. Counts are read through what hides them; nothing here reads one that is not."""

from datetime import datetime
from typing import Any

from msgspec import Struct

from relais.core.db import refuse_on
from relais.core.sql import Query
from relais.reports.model import Agreement, EnteredFigure

refuse_on(
    "year_figure_takes_two_persons",
    "figure_second_person",
    "Une autre personne que celle qui l'a entré confirme ce chiffre.",
)
refuse_on("year_figure_waits", "figure_decided", "Ce chiffre n'attend plus : il a été confirmé, remplacé ou retiré.")
refuse_on("year_figure_before_release", "year_released", "Cette année est publiée : plus rien n'y change.")
refuse_on("year_figure_written_once", "figure_decided", "Ce chiffre n'attend plus : il a été remplacé ou retiré.")
refuse_on(
    "year_figure_value_is_publishable",
    "figure_value",
    "Un nombre de personnes, de dossiers ou d'appels inférieur à 11 ne se publie pas : laissez ce chiffre de côté.",
    field="value",
)
refuse_on(
    "year_figure_leaves_no_small_rest",
    "figure_small_rest",
    "Avec un autre chiffre déjà confirmé, celui-ci laisserait moins de 11 personnes ou dossiers par soustraction :"
    " ne gardez que l'un des deux.",
)
refuse_on("year_figure_measure_known", "figure_measure", "Choisissez une mesure de la liste.", field="measure")
refuse_on("year_figure_has_source", "figure_source", "Dites d'où vient ce chiffre.", field="source")
refuse_on(
    "year_release_of_finished_year",
    "year_not_over",
    "Une année se publie quand elle est finie.",
)
refuse_on(
    "year_confirmation_of_what_was_read",
    "year_changed",
    "Un chiffre a changé depuis que vous avez ouvert cette page : relisez le rapport, puis donnez votre accord.",
)
refuse_on(
    "year_confirmation_three_persons",
    "year_three_persons",
    "Vous avez déjà donné l'accord d'un autre signataire : il faut trois personnes.",
)


class ReleaseRow(Struct, frozen=True, kw_only=True):
    """A released year, byte for byte."""

    content: bytes
    sha256: bytes
    released_at: datetime


class DraftRow(Struct, frozen=True, kw_only=True):
    """A year that is not released: what it would be."""

    content: bytes
    sha256: bytes
    over: bool


class YearRow(Struct, frozen=True, kw_only=True):
    """A year there is something to say of."""

    year: int
    released: bool
    over: bool


GET_RELEASE = Query(
    "reports.get_release", "SELECT content, sha256, released_at FROM year_release WHERE year = $1", ReleaseRow
)
GET_DRAFT = Query(
    "reports.get_draft",
    "SELECT d.content, sha256(d.content) AS sha256, year_is_over($1) AS over FROM report_content($1) AS d (content)",
    DraftRow,
)
LIST_YEARS = Query(
    "reports.list_years",
    """
    SELECT y.year, r.year IS NOT NULL AS released, year_is_over(y.year) AS over
    FROM report_years() AS y (year) LEFT JOIN year_release AS r ON r.year = y.year
    ORDER BY y.year DESC
    """,
    YearRow,
)
COUNT_CALL: Query[Any] = Query("reports.add_call", "SELECT count_call($1, $2)")
GET_SIGNATORY: Query[Any] = Query("reports.get_signatory", "SELECT current_signatory()")
ADD_FIGURE: Query[Any] = Query("reports.add_figure", "SELECT enter_figure($1, $2, $3, $4, $5, $6)")
CONFIRM_FIGURE: Query[Any] = Query("reports.confirm_figure", "SELECT confirm_figure($1)")
END_FIGURE: Query[Any] = Query("reports.end_figure", "SELECT withdraw_figure($1)")
LIST_FIGURES = Query(
    "reports.list_figures",
    """
    SELECT
        id, year, signatory, measure, unit, value, source, entered_by = current_actor() AS mine,
        confirmed_at IS NOT NULL AS confirmed
    FROM year_figure
    WHERE ended_at IS NULL AND ($1::integer IS NULL OR year = $1)
    ORDER BY year DESC, signatory, measure, confirmed_at NULLS LAST
    """,
    EnteredFigure,
)
LIST_AGREEMENTS = Query(
    "reports.list_agreements",
    "SELECT signatory, sha256, confirmed_at FROM year_confirmation WHERE year = $1 ORDER BY confirmed_at",
    Agreement,
)
CONFIRM_YEAR: Query[Any] = Query("reports.confirm_year", "SELECT confirm_year($1, $2)")
KEEP_COUNTS: Query[Any] = Query(
    "reports.keep_counts",
    """
    SELECT bool_and(keep_counts(y.year))
    FROM report_years() AS y (year) WHERE year_is_over(y.year)
    """,
)
