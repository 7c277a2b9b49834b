"""SQL of referrals. Who may read or write each row is PostgreSQL's to say, from the signed context."""

from typing import Any

from relais.core.db import refuse_on
from relais.core.sql import Query
from relais.referrals.model import Due, Notice, Referral, ToClose

ADD_REFERRAL: Query[Any] = Query(
    "referrals.add_referral",
    "INSERT INTO referral (id, case_id, key, origin_org, concerns) VALUES ($1, $2, $3, $4, $5)",
)
FIND_REFERRAL = Query(
    "referrals.find_referral",
    """
    SELECT
        id, case_id, reference, origin_org, concerns, state, version, round, service, recipient_org, readable_until,
        state_at, sent_at
    FROM referral
    WHERE id = $1
    """,
    Referral,
)
FIND_REFERRAL_BY_KEY = Query(
    "referrals.find_referral_by_key",
    """
    SELECT
        id, case_id, reference, origin_org, concerns, state, version, round, service, recipient_org, readable_until,
        state_at, sent_at
    FROM referral
    WHERE key = $1
    """,
    Referral,
)
LIST_ROLES: Query[Any] = Query("referrals.list_roles", "SELECT referral_roles($1)")
LIST_REFERRALS_OF_CASE = Query(
    "referrals.list_referrals_of_case",
    """
    SELECT
        id, case_id, reference, origin_org, concerns, state, version, round, service, recipient_org, readable_until,
        state_at, sent_at
    FROM referral
    WHERE case_id = $1
    ORDER BY made_at
    """,
    Referral,
)
LIST_INBOX = Query(
    "referrals.list_inbox",
    """
    SELECT
        id, case_id, reference, origin_org, concerns, state, version, round, service, recipient_org, readable_until,
        state_at, sent_at
    FROM referral
    WHERE recipient_org = $1 AND readable_until IS NOT NULL
    ORDER BY sent_at
    LIMIT $2
    """,
    Referral,
)
LIST_TO_CLOSE = Query(
    "referrals.list_to_close", "SELECT id, state, version, until FROM referrals_to_close() ORDER BY until", ToClose
)
LIST_DUE = Query("referrals.list_due", "SELECT id, state, version, due FROM referrals_due()", Due)
ADD_OPTION: Query[Any] = Query(
    "referrals.add_option",
    """
    INSERT INTO option_shown (id, referral, rank, service, seed, directory_version, why, excluded)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    """,
)
ADD_CHOICE: Query[Any] = Query(
    "referrals.add_choice", "INSERT INTO choice (referral, option, service, how) VALUES ($1, $2, $3, $4)"
)
ADD_CONSENT: Query[Any] = Query(
    "referrals.add_consent",
    """
    INSERT INTO consent (
        id, referral, answer, grantor, recipient_org, recipient_function, categories, medium, notice, notice_sha256,
        mode, evidence, days
    )
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
    """,
)
ADD_EVENT: Query[Any] = Query(
    "referrals.add_event",
    """
    INSERT INTO referral_event (
        referral, expected, request, from_state, to_state, acted_as, reason, outcome, attempts
    )
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    """,
)
HAS_EVENT: Query[Any] = Query(
    "referrals.has_event", "SELECT EXISTS (SELECT FROM referral_event WHERE referral = $1 AND request = $2)"
)
FIND_NOTICE = Query(
    "referrals.find_notice", "SELECT number, body, sha256 FROM notice ORDER BY number DESC LIMIT 1", Notice
)
SET_INBOX_OPENED: Query[Any] = Query("referrals.set_inbox_opened", "SELECT open_inbox()")
HAS_READER: Query[Any] = Query("referrals.has_reader", "SELECT reads_inbox($1)")
COUNT_OUTSIDE_CONSENT: Query[Any] = Query(
    "referrals.count_outside_consent", "SELECT count(*) FROM disclosures_outside_consent"
)

refuse_on(
    "referral_event_of_this_version",
    "referral_moved",
    "Cette orientation a changé entre-temps : relisez-la avant de continuer.",
)
refuse_on("referral_event_once", "referral_move_done", "C'est déjà fait : rien n'a été fait une seconde fois.")
refuse_on(
    "referral_event_legal_move", "referral_move_illegal", "Cela n'est pas possible dans l'état de cette orientation."
)
refuse_on(
    "referral_options_are_real",
    "referral_needs_options",
    "Au moins deux possibilités de deux organismes, ou la raison codée de n'en montrer qu'une.",
)
refuse_on(
    "referral_chosen_by_the_person",
    "referral_needs_choice",
    "Le choix est un acte du médecin : enregistrez d'abord ce qu'il a choisi.",
)
refuse_on(
    "referral_sent_needs_consent",
    "referral_needs_consent",
    "Rien ne part sans un accord en cours pour cet organisme.",
)
refuse_on(
    "referral_answer_needs_consent",
    "consent_over",
    "L'accord de la personne a pris fin : cette orientation ne peut plus être lue ni traitée.",
)
refuse_on(
    "referral_recipient_reads",
    "recipient_away",
    "Personne n'a ouvert la boîte de cet organisme depuis trente jours : passez par le téléphone.",
)
refuse_on(
    "referral_number_is_for_help",
    "number_not_for_help",
    "Cet organisme n'a pas de numéro pour les demandes d'aide : choisissez une autre voie.",
)
refuse_on(
    "referral_of_a_colleague_goes_nowhere",
    "referral_for_a_colleague",
    "Un signalement pour un confrère n'est transmis à personne : seule la personne concernée donne son accord.",
)
refuse_on("referral_not_due", "referral_not_due", "Ce n'est pas encore l'échéance de cette orientation.")
refuse_on("referral_event_reason_known", "referral_reason", "Choisissez un motif de la liste.", field="reason")
refuse_on("referral_event_closed_has_outcome", "referral_outcome", "Choisissez une issue de la liste.", field="outcome")
refuse_on("referral_event_outcome_known", "referral_outcome", "Choisissez une issue de la liste.", field="outcome")
refuse_on(
    "referral_event_unreachable_after_three",
    "referral_attempts",
    "« Injoignable » se dit après trois appels : entrez leurs dates.",
    field="attempts",
)
refuse_on("choice_after_options", "choice_before_options", "Montrez d'abord les possibilités.")
refuse_on("choice_among_those_shown", "choice_not_shown", "Cette possibilité n'a pas été montrée.", field="option")
refuse_on(
    "choice_can_be_referred_to",
    "choice_not_referable",
    "Ce service ne peut pas recevoir d'orientation : fermé, ou à confirmer.",
    field="service",
)
refuse_on("choice_pk", "choice_made", "Un choix est déjà enregistré pour ces possibilités.")
refuse_on("option_shown_is_active", "option_closed", "Un service montré n'est plus ouvert.", field="service")
refuse_on("consent_after_choice", "consent_before_choice", "Enregistrez d'abord le choix.")
refuse_on(
    "consent_names_its_recipient",
    "consent_other_recipient",
    "L'accord nomme un seul organisme : celui du service choisi.",
    field="recipient_org",
)
refuse_on(
    "consent_under_current_notice",
    "notice_changed",
    "Le texte à lire a changé : relisez-le avant l'accord.",
    field="notice",
)
refuse_on(
    "consent_to_notice", "notice_changed", "Le texte à lire a changé : relisez-le avant l'accord.", field="notice"
)
refuse_on(
    "consent_categories_known", "consent_for_nothing", "Cochez au moins une information à transmettre.",
    field="categories",
)  # fmt: skip
refuse_on("consent_evidence_fits", "consent_evidence", "Cette preuve ne va pas avec ce mode.", field="evidence")
refuse_on("consent_pk", "referral_move_done", "C'est déjà fait : rien n'a été fait une seconde fois.")
refuse_on("consent_one_alive", "consent_alive", "Un accord est déjà en cours pour cette orientation.")
refuse_on(
    "disclosure_within_consent",
    "referral_needs_consent",
    "Rien ne part sans un accord en cours pour cet organisme.",
)
