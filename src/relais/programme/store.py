"""SQL of programme actions and of their places. Nothing here reads who booked: nothing holds it."""

from typing import Any

from msgspec import Struct

from relais.core.db import refuse_on
from relais.core.sql import Query
from relais.programme.model import Action, Kept


class Standing(Struct, frozen=True, kw_only=True):
    """How many actions were announced and how many times they moved: the same twice, nothing changed."""

    actions: int
    moves: int


class BookedRow(Struct, frozen=True, kw_only=True):
    """The place of a page; `fresh`: it had none before."""

    place: int
    fresh: bool


class BookingRow(Struct, frozen=True, kw_only=True):
    """The place of a lookup, and what verifies its code."""

    number: int
    verifier: str


GET_STANDING = Query(
    "programme.get_standing",
    """
    SELECT count(*) AS actions, coalesce(sum(version), 0)::bigint AS moves FROM programme_action
    WHERE state IN ('published', 'cancelled', 'past')
    """,
    Standing,
)
# What is over stays readable for sixty days, so that a link kept somewhere still says what became of it.
LIST_ANNOUNCED = Query(
    "programme.list_announced",
    """
    SELECT
        id, slug, kind, title, description, audiences, starts_at, ends_at, place, departement, commune, address, zone,
        contact, places, booking, taken, organiser, source_label, source_date, state, state_at, version, reason
    FROM programme_action
    WHERE state IN ('published', 'cancelled', 'past')
        AND coalesce(ends_at, state_at + interval '366 days') > statement_timestamp() - interval '60 days'
    ORDER BY starts_at NULLS LAST, slug
    """,
    Action,
)
ADD_ACTION: Query[Any] = Query(
    "programme.add_action",
    """
    INSERT INTO programme_action (
        id, slug, kind, title, description, audiences, starts_at, ends_at, place, departement, commune, address, zone,
        contact, places, booking, organiser, source_label, source_date, proposed_as
    )
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
    """,
)
GET_KEPT = Query(
    "programme.get_kept",
    """
    SELECT
        id, slug, kind, title, description, audiences, starts_at, ends_at, place, departement, commune, address, zone,
        contact, places, booking, taken, organiser, source_label, source_date, state, state_at, version, reason,
        proposed_by, proposed_as, decided_by
    FROM programme_action WHERE id = $1
    """,
    Kept,
)
LIST_OF_ORGANISER = Query(
    "programme.list_of_organiser",
    """
    SELECT
        id, slug, kind, title, description, audiences, starts_at, ends_at, place, departement, commune, address, zone,
        contact, places, booking, taken, organiser, source_label, source_date, state, state_at, version, reason,
        proposed_by, proposed_as, decided_by
    FROM programme_action WHERE organiser = $1
    ORDER BY state <> 'proposed', coalesce(starts_at, state_at) DESC, slug
    LIMIT 200
    """,
    Kept,
)
LIST_WAITING = Query(
    "programme.list_waiting",
    """
    SELECT
        id, slug, kind, title, description, audiences, starts_at, ends_at, place, departement, commune, address, zone,
        contact, places, booking, taken, organiser, source_label, source_date, state, state_at, version, reason,
        proposed_by, proposed_as, decided_by
    FROM programme_action WHERE state = 'proposed'
    ORDER BY coalesce(starts_at, 'infinity'), state_at, id
    LIMIT 500
    """,
    Kept,
)
COUNT_WAITING: Query[Any] = Query(
    "programme.count_waiting", "SELECT count(*) FROM programme_action WHERE state = 'proposed'"
)
DECIDE: Query[Any] = Query("programme.decide_action", "SELECT decide_action($1, $2, $3)")
END_ACTION: Query[Any] = Query("programme.end_action", "SELECT end_action($1, $2, $3)")
SET_BOOKING: Query[Any] = Query("programme.set_booking", "SELECT set_booking($1, $2)")
HAS_SLOT: Query[Any] = Query("programme.has_slot", "SELECT has_slot($1, $2)")
BOOK_SLOT = Query("programme.book_slot", "SELECT place, fresh FROM book_slot($1, $2, $3, $4)", BookedRow)
FIND_BOOKING = Query("programme.find_booking", "SELECT number, verifier FROM find_booking_by_code($1, $2)", BookingRow)
CANCEL_BOOKING: Query[Any] = Query("programme.cancel_booking", "SELECT cancel_booking($1, $2)")
LIST_BOOKED: Query[Any] = Query("programme.list_booked", "SELECT booked_numbers($1)")
END_PAST: Query[Any] = Query("programme.end_past", "SELECT end_past_actions()")
PURGE: Query[Any] = Query("programme.purge", "SELECT purge_programme()")

refuse_on("programme_action_pk", "action_proposed", "Cette action est déjà proposée.")
refuse_on("programme_action_slug_once", "action_proposed", "Cette action est déjà proposée.")
refuse_on(
    "programme_action_not_yet_begun",
    "action_begun",
    "Le début est passé : une action s'annonce avant d'avoir lieu.",
    field="day",
)
refuse_on(
    "programme_action_decided_by_another",
    "action_needs_another",
    "Vous avez proposé cette action : une autre personne la relit.",
)
refuse_on("programme_action_decided_once", "action_decided", "Cette action a déjà été décidée, ou retirée.")
refuse_on("programme_action_legal_move", "action_over", "Cette action est déjà terminée, annulée ou retirée.")
refuse_on(
    "programme_action_takes_bookings", "action_without_booking", "On ne réserve pas, ou plus, de place à cette action."
)
refuse_on(
    "slot_booking_while_open",
    "booking_closed",
    "Les réservations sont fermées pour cette action. Aucune place n'a été prise.",
)
refuse_on(
    "slot_booking_places_left",
    "booking_full",
    "Toutes les places sont prises. Une place rendue redevient libre ici même : revenez voir, ou contactez "
    "l'organisateur.",
)
refuse_on("slot_booking_code_once", "code_taken", "Ce code n'a pas pu être donné : recommencez, un autre sera tiré.")
refuse_on("slot_booking_request_once", "booking_closed", "Cette page a servi à une autre action : rouvrez-la.")
