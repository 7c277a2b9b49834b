-- Referrals: options really shown, a choice that is the person's, a consent that names who and what, and what left.
--
-- The state of a referral is written by one function only: an account of the application inserts an event (referral,
-- from, to) and the trigger checks who asks, the version and the guard of that move, then applies it. Legal moves are
-- rows. A disclosure is written by the same statement as `sent`, from the consent itself (L.1110-4, R.1110-1 CSP).

CREATE EXTENSION IF NOT EXISTS btree_gist;

-- Every move there is, and who may do it. `caller`: the origin, answering by telephone for a body that reads nothing
-- here. A person may always go back to the options, or withdraw (L.1110-8, R.4127-6 CSP).
CREATE TABLE legal_move (
    from_state text NOT NULL, -- '' before the first
    to_state text NOT NULL,
    acted_as text NOT NULL,
    CONSTRAINT legal_move_pk PRIMARY KEY (from_state, to_state, acted_as),
    CONSTRAINT legal_move_from_known CHECK (
        from_state IN (
            '', 'draft', 'options_shown', 'chosen', 'consented', 'sent', 'received', 'accepted', 'contact_made',
            'unreachable', 'declined', 'expired'
        )
    ),
    CONSTRAINT legal_move_to_known CHECK (
        to_state IN (
            'draft', 'options_shown', 'chosen', 'consented', 'sent', 'received', 'accepted', 'contact_made',
            'unreachable', 'declined', 'expired', 'closed', 'withdrawn', 'cancelled', 'self_contact'
        )
    ),
    CONSTRAINT legal_move_acted_as_known CHECK (acted_as IN ('origin', 'person', 'recipient', 'caller', 'worker'))
);
INSERT INTO legal_move (from_state, to_state, acted_as)
SELECT moves.from_state, t.to_state, w.acted_as
FROM (
    VALUES
    ('', 'draft', 'origin,person'),
    ('draft', 'options_shown,cancelled', 'origin,person'),
    ('options_shown', 'chosen,cancelled,self_contact', 'origin,person'),
    ('chosen', 'options_shown,consented,cancelled,self_contact', 'origin,person'),
    ('consented', 'options_shown,sent', 'origin,person'),
    ('declined', 'options_shown,closed', 'origin,person'),
    ('unreachable', 'options_shown', 'origin,person'),
    ('expired', 'options_shown', 'origin,person'),
    ('options_shown', 'options_shown', 'person'),
    ('sent', 'options_shown', 'person'),
    ('received', 'options_shown', 'person'),
    ('accepted', 'options_shown', 'person'),
    ('contact_made', 'options_shown', 'person'),
    ('sent', 'received', 'recipient,caller'),
    ('received', 'accepted,declined', 'recipient,caller'),
    ('accepted', 'contact_made,unreachable,declined', 'recipient,caller'),
    ('contact_made', 'closed', 'recipient,caller'),
    ('unreachable', 'closed', 'recipient,caller'),
    ('sent', 'expired', 'worker'),
    ('received', 'expired', 'worker'),
    ('expired', 'cancelled', 'worker'),
    ('accepted', 'closed', 'worker'),
    ('contact_made', 'closed', 'worker'),
    ('unreachable', 'closed', 'worker'),
    ('draft', 'withdrawn', 'origin,person'),
    ('options_shown', 'withdrawn', 'origin,person'),
    ('chosen', 'withdrawn', 'origin,person'),
    ('consented', 'withdrawn', 'origin,person'),
    ('sent', 'withdrawn', 'origin,person,recipient'),
    ('received', 'withdrawn', 'origin,person,recipient'),
    ('accepted', 'withdrawn', 'origin,person,recipient'),
    ('contact_made', 'withdrawn', 'origin,person,recipient'),
    ('unreachable', 'withdrawn', 'origin,person,recipient'),
    ('declined', 'withdrawn', 'origin,person,recipient'),
    ('expired', 'withdrawn', 'origin,person,recipient')
) AS moves (from_state, to_states, who)
CROSS JOIN LATERAL string_to_table(moves.to_states, ',') AS t (to_state)
CROSS JOIN LATERAL string_to_table(moves.who, ',') AS w (acted_as);

CREATE TABLE referral (
    id uuid NOT NULL,
    case_id uuid NOT NULL,
    reference text NOT NULL, -- of the case: quoted by telephone, opens nothing
    key uuid NOT NULL, -- posted again with a second click: one referral
    origin_org text NOT NULL, -- slug of the council; '' when the doctor began it alone
    concerns text NOT NULL,
    state text NOT NULL,
    version integer NOT NULL,
    round integer NOT NULL,
    service text NOT NULL DEFAULT '', -- chosen in this round
    recipient_org text NOT NULL DEFAULT '', -- which owns that service
    readable_until timestamptz, -- by the recipient; null as soon as the consent ends
    made_at timestamptz NOT NULL,
    state_at timestamptz NOT NULL,
    sent_at timestamptz,
    CONSTRAINT referral_pk PRIMARY KEY (id),
    CONSTRAINT referral_key_once UNIQUE (key),
    CONSTRAINT referral_of_case FOREIGN KEY (case_id) REFERENCES aid_case (id) ON DELETE CASCADE,
    CONSTRAINT referral_concerns_known CHECK (concerns IN ('self', 'colleague')),
    CONSTRAINT referral_state_known CHECK (
        state IN (
            'draft', 'options_shown', 'chosen', 'consented', 'sent', 'received', 'accepted', 'contact_made',
            'unreachable', 'declined', 'expired', 'closed', 'withdrawn', 'cancelled', 'self_contact'
        )
    ),
    CONSTRAINT referral_version_counts CHECK (version >= 1 AND round >= 0),
    CONSTRAINT referral_read_only_while_sent CHECK (
        readable_until IS NULL OR state IN ('sent', 'received', 'accepted', 'contact_made', 'unreachable')
    ),
    CONSTRAINT referral_of_a_colleague_goes_nowhere CHECK (
        concerns = 'self'
        OR state NOT IN (
            'consented', 'sent', 'received', 'accepted', 'contact_made', 'unreachable', 'declined', 'expired'
        )
    )
);
CREATE INDEX referral_case ON referral (case_id);
CREATE INDEX referral_origin ON referral (origin_org, state_at) WHERE origin_org <> '';
CREATE INDEX referral_recipient ON referral (recipient_org, sent_at) WHERE readable_until IS NOT NULL;

CREATE TABLE referral_event (
    referral uuid NOT NULL,
    expected integer NOT NULL, -- the version it was decided on
    request uuid NOT NULL, -- posted again with a second click: one move
    from_state text NOT NULL,
    to_state text NOT NULL,
    acted_as text NOT NULL,
    reason text, -- coded, for declined, cancelled, and options that are few
    outcome text,
    attempts date[] NOT NULL DEFAULT '{}', -- when the person was called
    round integer NOT NULL,
    org text NOT NULL,
    actor uuid, -- an account; null for the person and the worker
    at timestamptz NOT NULL,
    CONSTRAINT referral_event_pk PRIMARY KEY (referral, expected),
    CONSTRAINT referral_event_once UNIQUE (referral, request),
    CONSTRAINT referral_event_of_referral FOREIGN KEY (referral) REFERENCES referral (id) ON DELETE CASCADE,
    CONSTRAINT referral_event_legal_move FOREIGN KEY (from_state, to_state, acted_as)
    REFERENCES legal_move (from_state, to_state, acted_as),
    CONSTRAINT referral_event_reason_known CHECK (
        CASE to_state
            WHEN 'declined' THEN coalesce(
                reason IN ('no_capacity', 'out_of_scope', 'out_of_area', 'knows_the_person', 'better_elsewhere'), false
            )
            WHEN 'cancelled' THEN coalesce(
                reason IN ('nothing_now', 'outside_departement', 'mistake', 'helped_otherwise', 'no_answer'), false
            )
            WHEN 'options_shown' THEN coalesce(
                reason IN (
                    'only_one_covers', 'person_named_it', 'others_closed', 'changed_mind', 'outside_departement'
                ), true
            )
            ELSE reason IS NULL
        END
    ),
    CONSTRAINT referral_event_outcome_known CHECK (
        outcome IN (
            'helped', 'follow_up', 'directed_elsewhere', 'person_stopped', 'not_reached', 'no_other_option',
            'no_outcome'
        )
    ),
    CONSTRAINT referral_event_closed_has_outcome CHECK ((to_state = 'closed') = (outcome IS NOT NULL)),
    CONSTRAINT referral_event_no_outcome_is_the_systems CHECK (outcome <> 'no_outcome' OR acted_as = 'worker'),
    CONSTRAINT referral_event_unreachable_after_three CHECK (to_state <> 'unreachable' OR cardinality(attempts) >= 3),
    CONSTRAINT referral_event_attempts_are_calls CHECK (
        cardinality(attempts) <= CASE WHEN to_state IN ('contact_made', 'unreachable') THEN 10 ELSE 0 END
    )
);

-- What the person heard or saw, and what was left out and why: the whole of one answer of the search.
CREATE TABLE option_shown (
    id uuid NOT NULL,
    referral uuid NOT NULL,
    round integer NOT NULL,
    rank integer NOT NULL, -- as shown; 0 = left out
    service text NOT NULL,
    organization text NOT NULL,
    seed integer NOT NULL, -- of the neutral order: it can be replayed
    directory_version bigint NOT NULL,
    why text[] NOT NULL,
    excluded text NOT NULL DEFAULT '', -- the rule that left it out
    CONSTRAINT option_shown_pk PRIMARY KEY (id),
    CONSTRAINT option_shown_of_referral FOREIGN KEY (referral) REFERENCES referral (id) ON DELETE CASCADE,
    CONSTRAINT option_shown_once UNIQUE (referral, round, service),
    CONSTRAINT option_shown_of_round UNIQUE (id, referral, round),
    CONSTRAINT option_shown_of_service FOREIGN KEY (service) REFERENCES service (slug),
    CONSTRAINT option_shown_ranked_or_left_out CHECK (rank >= 0 AND (rank = 0) = (excluded <> '')),
    CONSTRAINT option_shown_says_why CHECK (excluded <> '' OR cardinality(why) > 0),
    CONSTRAINT option_shown_seed_is_spoken CHECK (seed BETWEEN 0 AND 999999)
);
CREATE UNIQUE INDEX option_shown_rank ON option_shown (referral, round, rank) WHERE rank > 0;

CREATE TABLE choice (
    referral uuid NOT NULL,
    round integer NOT NULL,
    option uuid, -- one of this round's; null when the person named a service by themselves
    service text NOT NULL,
    organization text NOT NULL,
    how text NOT NULL,
    recorded_by uuid, -- an account, when spoken
    chosen_at timestamptz NOT NULL,
    CONSTRAINT choice_pk PRIMARY KEY (referral, round), -- changed by another round
    CONSTRAINT choice_of_referral FOREIGN KEY (referral) REFERENCES referral (id) ON DELETE CASCADE,
    CONSTRAINT choice_of_this_round FOREIGN KEY (option, referral, round) REFERENCES option_shown (id, referral, round),
    CONSTRAINT choice_of_service FOREIGN KEY (service) REFERENCES service (slug),
    CONSTRAINT choice_how_known CHECK (how IN ('own_session', 'spoken'))
);

-- What is read to the person before they consent: the four items of D.1110-3-1 CSP, one paragraph each.
CREATE TABLE notice (
    number integer NOT NULL,
    body text NOT NULL, -- as data/notices/NNNN.txt
    sha256 bytea NOT NULL,
    CONSTRAINT notice_pk PRIMARY KEY (number),
    CONSTRAINT notice_known_by_its_hash UNIQUE (number, sha256),
    CONSTRAINT notice_hash_is_its_own CHECK (sha256 = sha256(convert_to(body, 'UTF8'))),
    CONSTRAINT notice_has_four_items CHECK (cardinality(string_to_array(body, E'\n\n')) = 4),
    CONSTRAINT notice_names_who_reads CHECK (
        body LIKE '%{categories}%' AND body LIKE '%{recipient}%' AND body LIKE '%{function}%' AND body LIKE '%{medium}%'
    )
);
INSERT INTO notice (number, body, sha256)
SELECT 1, body, sha256(convert_to(body, 'UTF8'))
FROM (
    VALUES (
'Ce qui serait transmis : {categories}. Rien d''autre, et aucun diagnostic.

Qui le lirait : {recipient} (fonction : {function}), et personne d''autre ; chaque ouverture vous est montrée.

Par quel moyen : {medium}, une seule fois, pour vous mettre en relation ; l''accord vaut {days} jours au plus.

Comment c''est protégé : données chiffrées, lecture fermée dès que vous arrêtez ; refuser ne change rien à l''aide.
'
    )
) AS first (body);

-- One consent: one named recipient, a list of categories, a purpose, a notice read before. A refusal is a row too.
CREATE TABLE consent (
    id uuid NOT NULL,
    referral uuid NOT NULL,
    round integer NOT NULL,
    subject uuid NOT NULL, -- the case: a pseudonym
    answer text NOT NULL,
    grantor text NOT NULL,
    controller_org text NOT NULL,
    recipient_org text NOT NULL,
    recipient_function text NOT NULL,
    categories text[] NOT NULL,
    purpose text NOT NULL DEFAULT 'put_in_touch',
    medium text NOT NULL,
    notice integer NOT NULL,
    notice_sha256 bytea NOT NULL,
    mode text NOT NULL,
    evidence text NOT NULL,
    days integer NOT NULL DEFAULT 30,
    collected_by uuid,
    given_at timestamptz NOT NULL,
    valid_until timestamptz NOT NULL,
    ended_at timestamptz,
    ended_how text,
    CONSTRAINT consent_pk PRIMARY KEY (id),
    CONSTRAINT consent_of_choice FOREIGN KEY (referral, round) REFERENCES choice (referral, round) ON DELETE CASCADE,
    CONSTRAINT consent_to_notice FOREIGN KEY (notice, notice_sha256) REFERENCES notice (number, sha256),
    CONSTRAINT consent_answer_known CHECK (answer IN ('given', 'refused')),
    CONSTRAINT consent_grantor_known CHECK (grantor IN ('self', 'legal_representative')),
    CONSTRAINT consent_names_a_function CHECK (length(recipient_function) BETWEEN 1 AND 80),
    CONSTRAINT consent_categories_known CHECK (
        categories <@ ARRAY['identity', 'contact', 'need', 'availability', 'context']
        AND (cardinality(categories) > 0 OR answer = 'refused') AND array_position(categories, NULL) IS NULL
    ),
    CONSTRAINT consent_purpose_known CHECK (purpose = 'put_in_touch'),
    CONSTRAINT consent_medium_known CHECK (medium IN ('inbox', 'telephone')),
    CONSTRAINT consent_mode_known CHECK (mode IN ('oral_phone', 'oral_present', 'written', 'online')),
    CONSTRAINT consent_evidence_fits CHECK (
        CASE mode
            WHEN 'written' THEN evidence = 'signature'
            WHEN 'online' THEN evidence = 'code'
            ELSE evidence IN ('read_back', 'code')
        END
    ),
    CONSTRAINT consent_lives_90_days CHECK (
        -- In hours: days follow the time zone of the session, which must not make an end impossible.
        days BETWEEN 1 AND 90 AND valid_until <= given_at + interval '2160 hours' AND valid_until > given_at
    ),
    CONSTRAINT consent_ended_whole CHECK (
        (ended_at IS NULL) = (ended_how IS NULL) AND ended_at BETWEEN given_at AND valid_until
    ),
    CONSTRAINT consent_ended_how_known CHECK (
        ended_how IN (
            'withdrawn', 'declined', 'expired', 'closed', 'cancelled', 'self_contact', 'options_shown', 'lapsed'
        )
    ),
    CONSTRAINT consent_one_alive EXCLUDE USING gist (
        referral WITH =, tstzrange(given_at, coalesce(ended_at, valid_until)) WITH &&
    ) WHERE (answer = 'given')
);

-- What left, to whom, when. Written with `sent`, by the database alone; one per consent.
CREATE TABLE disclosure (
    consent uuid NOT NULL,
    referral uuid NOT NULL,
    round integer NOT NULL,
    recipient_org text NOT NULL,
    recipient_function text NOT NULL,
    categories text[] NOT NULL,
    medium text NOT NULL,
    disclosed_at timestamptz NOT NULL,
    CONSTRAINT disclosure_pk PRIMARY KEY (consent),
    CONSTRAINT disclosure_once_a_round UNIQUE (referral, round),
    CONSTRAINT disclosure_of_consent FOREIGN KEY (consent) REFERENCES consent (id) ON DELETE CASCADE,
    CONSTRAINT disclosure_of_referral FOREIGN KEY (referral) REFERENCES referral (id) ON DELETE CASCADE
);

-- What the system told of a referral that waits for an answer: once each round, as the chain of the case says too.
CREATE TABLE referral_told (
    referral uuid NOT NULL,
    round integer NOT NULL,
    what text NOT NULL, -- reminded: the recipient; escalated, handed_back (it expired): who sent it
    version integer NOT NULL,
    told_at timestamptz NOT NULL,
    CONSTRAINT referral_told_pk PRIMARY KEY (referral, round, what),
    CONSTRAINT referral_told_of_referral FOREIGN KEY (referral) REFERENCES referral (id) ON DELETE CASCADE,
    CONSTRAINT referral_told_what_known CHECK (what IN ('reminded', 'escalated', 'handed_back'))
);

-- When an organisation last opened its inbox: nothing is sent where nobody reads.
CREATE TABLE inbox_opening (
    organization text NOT NULL,
    opened_at timestamptz NOT NULL,
    CONSTRAINT inbox_opening_pk PRIMARY KEY (organization)
);

-- Who asks -----------------------------------------------------------------------------------------------------------

-- As what the signed context may act on this referral. No context, a forged one or a stranger's: nothing.
CREATE FUNCTION referral_roles(wanted uuid) RETURNS text[]
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT array_remove(
        ARRAY[
            CASE WHEN w.kind = 'worker' THEN 'worker' END,
            CASE WHEN w.kind = 'person' AND r.case_id = w.of_case THEN 'person' END,
            -- What the console erases on the word of the person is withdrawn as theirs; then nothing is left to move.
            CASE WHEN w.kind = 'worker' AND EXISTS (
                SELECT FROM aid_case AS c WHERE c.id = r.case_id AND c.erased_at IS NOT NULL
            ) THEN 'person' END,
            CASE WHEN w.org <> '' AND r.origin_org = w.org THEN 'origin' END,
            CASE WHEN w.org <> '' AND r.recipient_org = w.org THEN 'recipient' END,
            CASE WHEN w.org <> '' AND r.origin_org = w.org AND EXISTS (
                SELECT FROM consent AS c
                WHERE c.referral = r.id AND c.round = r.round AND c.answer = 'given' AND c.ended_at IS NULL
                    AND c.medium = 'telephone'
            ) THEN 'caller' END
        ], NULL
    )
    FROM referral AS r
    CROSS JOIN (
        SELECT
            current_kind() AS kind, current_case() AS of_case,
            CASE WHEN current_kind() = 'staff' THEN coalesce(current_org(), '') ELSE '' END AS org
    ) AS w
    WHERE r.id = wanted
$$;

-- Whether the context is the council that accompanies, or the person: who may read all of a referral.
CREATE FUNCTION accompanies_referral(wanted uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    RETURN coalesce(referral_roles(wanted) && ARRAY['origin', 'person'], false);

-- A category of a case is open to the body of this context while it was disclosed to it by a consent that lives.
CREATE OR REPLACE FUNCTION consent_opens(of_case uuid, wanted text) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    RETURN EXISTS (
        SELECT FROM referral AS r
        JOIN disclosure AS d ON d.referral = r.id AND d.round = r.round
        JOIN consent AS c ON c.id = d.consent
        WHERE r.case_id = of_case AND current_kind() = 'staff' AND r.recipient_org <> ''
            AND r.recipient_org = current_org() AND r.readable_until > statement_timestamp()
            AND c.ended_at IS NULL AND c.valid_until > statement_timestamp()
            AND (wanted IS NULL OR wanted = ANY (d.categories))
    );

CREATE FUNCTION open_inbox() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF current_kind() IS DISTINCT FROM 'staff' OR coalesce(current_org(), '') = '' THEN
        RAISE EXCEPTION 'whose inbox' USING ERRCODE = '42501';
    END IF;
    INSERT INTO inbox_opening AS known (organization, opened_at) VALUES (current_org(), clock_timestamp())
    ON CONFLICT (organization) DO UPDATE SET opened_at = excluded.opened_at;
END
$$;

-- Whether somebody of this organisation opened its inbox in the last 30 days: said before the choice.
CREATE FUNCTION reads_inbox(wanted text) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    RETURN EXISTS (
        SELECT FROM inbox_opening AS o
        WHERE o.organization = wanted AND o.opened_at > statement_timestamp() - interval '30 days'
    );

-- The referral, locked after its case: every act takes them in this order, so that none waits for another in a ring.
CREATE FUNCTION hold_referral(wanted uuid) RETURNS referral
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    held referral;
BEGIN
    PERFORM FROM aid_case AS c
    WHERE c.id = (SELECT r.case_id FROM referral AS r WHERE r.id = wanted)
    FOR NO KEY UPDATE;
    SELECT * INTO held FROM referral AS r WHERE r.id = wanted FOR UPDATE;
    RETURN held;
END
$$;

-- A referral begins -------------------------------------------------------------------------------------------------

CREATE FUNCTION referral_begins_as_draft() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    SELECT c.reference INTO NEW.reference
    FROM aid_case AS c
    WHERE c.id = NEW.case_id AND c.closed_at IS NULL AND c.erased_at IS NULL AND (
        (current_kind() = 'staff' AND NEW.origin_org = current_org() AND c.council = NEW.origin_org)
        OR (current_kind() = 'person' AND NEW.case_id = current_case() AND NEW.origin_org IN ('', c.council))
    )
    FOR NO KEY UPDATE; -- not one that is being erased
    IF NOT FOUND THEN
        RAISE EXCEPTION 'not theirs to begin' USING ERRCODE = '42501';
    END IF;
    NEW.state := 'draft';
    NEW.version := 1;
    NEW.round := 0;
    NEW.made_at := clock_timestamp();
    NEW.state_at := NEW.made_at;
    PERFORM chain_case_event(NEW.case_id, 'referral.draft', jsonb_build_object('referral', NEW.id));
    RETURN NEW;
END
$$;
CREATE TRIGGER referral_begins BEFORE INSERT ON referral
    FOR EACH ROW EXECUTE FUNCTION referral_begins_as_draft();

-- Options are those of the next round, of services that exist now; the organisation is the directory's word.
CREATE FUNCTION option_shown_is_of_the_next_round() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF NOT accompanies_referral(NEW.referral) THEN
        RAISE EXCEPTION 'not theirs to show' USING ERRCODE = '42501';
    END IF;
    NEW.round := (hold_referral(NEW.referral)).round + 1;
    SELECT s.organization INTO NEW.organization
    FROM service AS s
    WHERE s.slug = NEW.service
        AND (NEW.rank = 0 OR NOT (s.retired OR s.closed_on IS NOT NULL OR s.state IN ('draft', 'suspended')));
    IF NEW.organization IS NULL THEN
        RAISE EXCEPTION 'not open' USING ERRCODE = '23514', CONSTRAINT = 'option_shown_is_active';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER option_shown_of_the_next_round BEFORE INSERT ON option_shown
    FOR EACH ROW EXECUTE FUNCTION option_shown_is_of_the_next_round();

-- A choice is the person's act: in their own session, or spoken and recorded as such by the origin.
CREATE FUNCTION choice_is_the_persons() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    held referral;
    wanted service;
BEGIN
    IF NOT coalesce(
        CASE NEW.how WHEN 'own_session' THEN 'person' ELSE 'origin' END = ANY (referral_roles(NEW.referral)), false
    ) THEN
        RAISE EXCEPTION 'not theirs to choose' USING ERRCODE = '42501';
    END IF;
    held := hold_referral(NEW.referral);
    IF held.state <> 'options_shown' THEN
        RAISE EXCEPTION 'options first' USING ERRCODE = '23514', CONSTRAINT = 'choice_after_options';
    END IF;
    NEW.round := held.round;
    IF NEW.option IS NOT NULL THEN
        SELECT o.service INTO NEW.service FROM option_shown AS o
        WHERE o.id = NEW.option AND o.referral = NEW.referral AND o.round = NEW.round AND o.rank > 0;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'not shown' USING ERRCODE = '23514', CONSTRAINT = 'choice_among_those_shown';
        END IF;
    END IF;
    SELECT * INTO wanted FROM service AS s WHERE s.slug = NEW.service;
    IF NOT FOUND OR wanted.retired OR wanted.closed_on IS NOT NULL OR wanted.state IN ('draft', 'suspended')
        -- A care unit nobody confirmed can be told, not chosen.
        OR (wanted.state = 'to_verify' AND wanted.kind LIKE 'hospitalisation%')
    THEN
        RAISE EXCEPTION 'cannot be chosen' USING ERRCODE = '23514', CONSTRAINT = 'choice_can_be_referred_to';
    END IF;
    NEW.organization := wanted.organization;
    NEW.recorded_by := CASE WHEN NEW.how = 'spoken' THEN current_actor() END;
    NEW.chosen_at := clock_timestamp();
    PERFORM chain_case_event(
        held.case_id, 'referral.choice',
        jsonb_build_object('referral', held.id, 'round', held.round, 'service', NEW.service, 'how', NEW.how)
    );
    RETURN NEW;
END
$$;
CREATE TRIGGER choice_by_the_person BEFORE INSERT ON choice FOR EACH ROW EXECUTE FUNCTION choice_is_the_persons();

-- Consent is collected on the choice of this round, for the organisation that owns it, under the notice in force.
-- Who collected it, and when, is the database's to say.
CREATE FUNCTION consent_is_collected() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    held referral;
BEGIN
    IF NOT coalesce(
        CASE NEW.mode WHEN 'online' THEN 'person' ELSE 'origin' END = ANY (referral_roles(NEW.referral)), false
    ) THEN
        RAISE EXCEPTION 'not theirs to collect' USING ERRCODE = '42501';
    END IF;
    held := hold_referral(NEW.referral);
    IF held.state <> 'chosen' THEN
        RAISE EXCEPTION 'a choice first' USING ERRCODE = '23514', CONSTRAINT = 'consent_after_choice';
    END IF;
    IF NEW.recipient_org IS DISTINCT FROM held.recipient_org THEN
        RAISE EXCEPTION 'another recipient' USING ERRCODE = '23514', CONSTRAINT = 'consent_names_its_recipient';
    END IF;
    IF NEW.notice IS DISTINCT FROM (SELECT max(n.number) FROM notice AS n) THEN
        RAISE EXCEPTION 'an old notice' USING ERRCODE = '23514', CONSTRAINT = 'consent_under_current_notice';
    END IF;
    NEW.round := held.round;
    NEW.subject := held.case_id;
    NEW.controller_org := held.origin_org;
    NEW.collected_by := CASE WHEN NEW.mode <> 'online' THEN current_actor() END;
    UPDATE consent AS c SET ended_how = 'lapsed' -- one whose time passed before it was used
    WHERE c.referral = held.id AND c.answer = 'given' AND c.ended_at IS NULL AND c.valid_until <= clock_timestamp();
    NEW.given_at := clock_timestamp();
    NEW.valid_until := NEW.given_at + make_interval(hours => 24 * NEW.days);
    NEW.ended_at := NULL;
    NEW.ended_how := NULL;
    PERFORM chain_case_event(
        held.case_id, 'referral.consent',
        jsonb_build_object(
            'referral', held.id, 'round', held.round, 'answer', NEW.answer, 'categories', NEW.categories,
            'recipient', NEW.recipient_org, 'medium', NEW.medium, 'mode', NEW.mode, 'notice', NEW.notice
        )
    );
    RETURN NEW;
END
$$;
CREATE TRIGGER consent_collected BEFORE INSERT ON consent FOR EACH ROW EXECUTE FUNCTION consent_is_collected();

-- Ended once, never otherwise rewritten; reading ends by the same statement, whoever ended it. One whose time had passed
-- ended then. A clock that was set back makes nothing end before it left.
CREATE FUNCTION consent_ends_once() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    present timestamptz := greatest(
        clock_timestamp(), OLD.given_at, (SELECT d.disclosed_at FROM disclosure AS d WHERE d.consent = OLD.id)
    );
BEGIN
    IF OLD.ended_how IS NOT NULL OR NEW.ended_how IS NULL
        OR to_jsonb(NEW) - ARRAY['ended_at', 'ended_how'] <> to_jsonb(OLD) - ARRAY['ended_at', 'ended_how']
    THEN
        RAISE EXCEPTION 'ended once' USING ERRCODE = '23514', CONSTRAINT = 'consent_ended_once';
    END IF;
    IF present >= OLD.valid_until THEN
        NEW.ended_how := 'lapsed';
    END IF;
    NEW.ended_at := least(present, OLD.valid_until);
    UPDATE referral SET readable_until = NULL WHERE id = NEW.referral AND readable_until IS NOT NULL;
    RETURN NEW;
END
$$;
CREATE TRIGGER consent_ended BEFORE UPDATE ON consent FOR EACH ROW EXECUTE FUNCTION consent_ends_once();

-- What leaves is what was consented to, while it is: whoever writes the row.
CREATE FUNCTION disclosure_is_within_consent() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    agreed consent;
BEGIN
    SELECT * INTO agreed FROM consent AS c
    WHERE c.id = NEW.consent AND c.referral = NEW.referral AND c.round = NEW.round AND c.answer = 'given'
        AND c.ended_at IS NULL AND c.recipient_org = NEW.recipient_org
        AND c.recipient_function = NEW.recipient_function AND c.categories = NEW.categories AND c.medium = NEW.medium
    FOR SHARE;
    NEW.disclosed_at := greatest(clock_timestamp(), agreed.given_at);
    IF NEW.disclosed_at >= agreed.valid_until OR agreed.id IS NULL THEN
        RAISE EXCEPTION 'not consented' USING ERRCODE = '23514', CONSTRAINT = 'disclosure_within_consent';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER disclosure_within_consent BEFORE INSERT ON disclosure
    FOR EACH ROW EXECUTE FUNCTION disclosure_is_within_consent();

-- A move -------------------------------------------------------------------------------------------------------------

-- The live consent of this round, locked: a withdrawal waits, or was first.
CREATE FUNCTION hold_live_consent(of_referral uuid, of_round integer) RETURNS consent
    LANGUAGE sql SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT c FROM consent AS c
    WHERE c.referral = of_referral AND c.round = of_round AND c.answer = 'given' AND c.ended_at IS NULL
        AND c.valid_until > clock_timestamp()
    FOR SHARE
$$;

CREATE FUNCTION refuse_move(why text) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION 'move refused' USING ERRCODE = '23514', CONSTRAINT = why;
END
$$;

-- What each move asks for, besides being legal.
CREATE FUNCTION guard_move(held referral, asked referral_event, agreed consent) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    present CONSTANT timestamptz := clock_timestamp();
BEGIN
    IF asked.to_state = 'options_shown' THEN
        IF asked.reason IS NULL OR asked.reason IN ('changed_mind', 'outside_departement') THEN
            IF (
                SELECT count(DISTINCT o.organization) FROM option_shown AS o
                WHERE o.referral = held.id AND o.round = held.round + 1 AND o.rank > 0
            ) < 2 THEN
                PERFORM refuse_move('referral_options_are_real');
            END IF;
        ELSIF NOT EXISTS (
            SELECT FROM option_shown AS o WHERE o.referral = held.id AND o.round = held.round + 1 AND o.rank > 0
        ) THEN
            PERFORM refuse_move('referral_options_are_real');
        END IF;
    ELSIF asked.to_state = 'chosen' THEN
        IF NOT EXISTS (SELECT FROM choice AS c WHERE c.referral = held.id AND c.round = held.round) THEN
            PERFORM refuse_move('referral_chosen_by_the_person');
        END IF;
    ELSIF asked.to_state IN ('consented', 'sent') THEN
        IF held.concerns = 'colleague' THEN
            PERFORM refuse_move('referral_of_a_colleague_goes_nowhere');
        END IF;
        IF agreed.id IS NULL OR agreed.recipient_org <> held.recipient_org THEN
            PERFORM refuse_move('referral_sent_needs_consent');
        END IF;
        IF asked.to_state = 'sent' AND agreed.medium = 'inbox' AND NOT reads_inbox(held.recipient_org) THEN
            PERFORM refuse_move('referral_recipient_reads');
        END IF;
        IF asked.to_state = 'sent' AND agreed.medium = 'telephone' AND NOT EXISTS (
            SELECT FROM contact AS c
            WHERE c.service = held.service AND c.kind = 'phone' AND c.purpose = 'help' AND c.state <> 'suspended'
        ) THEN
            PERFORM refuse_move('referral_number_is_for_help');
        END IF;
    ELSIF asked.acted_as IN ('recipient', 'caller') AND asked.to_state = 'closed' THEN
        IF NOT EXISTS (
            SELECT FROM consent AS c
            WHERE c.referral = held.id AND c.round = held.round AND c.answer = 'given' AND c.ended_at IS NULL
                AND c.valid_until + interval '14 days' > present
        ) THEN
            PERFORM refuse_move('referral_answer_needs_consent');
        END IF;
    ELSIF asked.acted_as IN ('recipient', 'caller') AND asked.to_state <> 'withdrawn' THEN
        IF agreed.id IS NULL THEN
            PERFORM refuse_move('referral_answer_needs_consent');
        END IF;
    ELSIF asked.acted_as = 'worker' THEN
        IF (CASE asked.to_state
            WHEN 'expired' THEN held.sent_at + interval '14 days' > present
            WHEN 'cancelled' THEN held.state_at + interval '7 days' > present
            ELSE EXISTS (
                SELECT FROM consent AS c
                WHERE c.referral = held.id AND c.round = held.round AND c.answer = 'given'
                    AND coalesce(c.ended_at, c.valid_until) + interval '14 days' > present
            )
        END) THEN
            PERFORM refuse_move('referral_not_due');
        END IF;
    END IF;
END
$$;

CREATE FUNCTION referral_event_is_applied() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    held referral;
    agreed consent;
BEGIN
    held := hold_referral(NEW.referral);
    IF NOT coalesce(NEW.acted_as = ANY (referral_roles(NEW.referral)), false) THEN
        RAISE EXCEPTION 'not theirs' USING ERRCODE = '42501'; -- nor said to exist
    END IF;
    IF NEW.to_state = 'withdrawn' THEN -- whatever the page showed when it was asked
        NEW.from_state := held.state;
        NEW.expected := held.version;
    ELSIF EXISTS (SELECT FROM referral_event AS e WHERE e.referral = held.id AND e.request = NEW.request) THEN
        RAISE EXCEPTION 'done already' USING ERRCODE = '23505', CONSTRAINT = 'referral_event_once';
    ELSIF NEW.expected IS DISTINCT FROM held.version OR NEW.from_state IS DISTINCT FROM held.state THEN
        PERFORM refuse_move('referral_event_of_this_version');
    END IF;
    IF NOT EXISTS (
        SELECT FROM legal_move AS m
        WHERE (m.from_state, m.to_state, m.acted_as) = (NEW.from_state, NEW.to_state, NEW.acted_as)
    ) THEN -- as the foreign key says, but before any guard
        RAISE EXCEPTION 'no such move' USING ERRCODE = '23503', CONSTRAINT = 'referral_event_legal_move';
    END IF;
    agreed := hold_live_consent(held.id, held.round);
    PERFORM guard_move(held, NEW, agreed);
    IF NEW.to_state = 'sent' THEN
        INSERT INTO disclosure (consent, referral, round, recipient_org, recipient_function, categories, medium)
        VALUES (
            agreed.id, held.id, held.round, agreed.recipient_org, agreed.recipient_function, agreed.categories,
            agreed.medium
        );
    ELSIF NEW.to_state IN (
        'options_shown', 'declined', 'expired', 'closed', 'withdrawn', 'cancelled', 'self_contact'
    ) THEN
        UPDATE consent AS c SET ended_how = NEW.to_state
        WHERE c.referral = held.id AND c.answer = 'given' AND c.ended_at IS NULL;
    END IF;
    NEW.at := clock_timestamp();
    NEW.round := held.round + (NEW.to_state = 'options_shown')::integer;
    NEW.org := coalesce(current_org(), '');
    NEW.actor := current_actor();
    UPDATE referral AS r
    SET state = NEW.to_state,
        version = r.version + 1,
        round = NEW.round,
        service = CASE NEW.to_state WHEN 'options_shown' THEN '' WHEN 'chosen' THEN c.service ELSE r.service END,
        recipient_org = CASE NEW.to_state
            WHEN 'options_shown' THEN '' WHEN 'chosen' THEN c.organization ELSE r.recipient_org
        END,
        -- What is told by telephone is not also read in an inbox: the medium is one that was consented to.
        readable_until = CASE
            WHEN NEW.to_state <> 'sent' THEN r.readable_until WHEN agreed.medium = 'inbox' THEN agreed.valid_until
        END,
        sent_at = CASE NEW.to_state WHEN 'sent' THEN NEW.at ELSE r.sent_at END,
        state_at = NEW.at
    FROM (SELECT 1) AS one
    LEFT JOIN choice AS c ON c.referral = NEW.referral AND c.round = NEW.round
    WHERE r.id = NEW.referral;
    PERFORM chain_case_event(
        held.case_id, 'referral.' || NEW.to_state,
        jsonb_strip_nulls(jsonb_build_object(
            'referral', held.id, 'from', NEW.from_state, 'version', held.version + 1, 'round', NEW.round,
            'as', NEW.acted_as, 'reason', NEW.reason, 'outcome', NEW.outcome
        ))
    );
    RETURN NEW;
END
$$;
CREATE TRIGGER referral_event_applies BEFORE INSERT ON referral_event
    FOR EACH ROW EXECUTE FUNCTION referral_event_is_applied();

-- An erased case has no living referral: each is withdrawn, as by the person, before the transaction goes on.
CREATE FUNCTION aid_case_erased_withdraws() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    INSERT INTO referral_event (referral, expected, request, from_state, to_state, acted_as)
    SELECT r.id, r.version, gen_random_uuid(), r.state, 'withdrawn', 'person'
    FROM referral AS r
    WHERE r.case_id = NEW.id AND r.state NOT IN ('closed', 'withdrawn', 'cancelled', 'self_contact')
    ORDER BY r.id;
    RETURN NULL;
END
$$;
CREATE TRIGGER aid_case_erased_withdraws AFTER UPDATE OF erased_at ON aid_case
    FOR EACH ROW WHEN (OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL)
    EXECUTE FUNCTION aid_case_erased_withdraws();

-- Telling that nobody answers: when it is time, once a round; the person reads it in the chain.
CREATE FUNCTION referral_is_told() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    held referral := hold_referral(NEW.referral);
BEGIN
    NEW.round := held.round;
    NEW.told_at := clock_timestamp();
    IF EXISTS (
        SELECT FROM referral_told AS t WHERE (t.referral, t.round, t.what) = (NEW.referral, NEW.round, NEW.what)
    ) THEN
        RETURN NEW; -- to be refused as told, or passed over
    END IF;
    IF NOT EXISTS (
        SELECT FROM referrals_to_tell() AS t
        WHERE (t.referral, t.version, t.what) = (NEW.referral, NEW.version, NEW.what)
    ) THEN
        PERFORM refuse_move('referral_told_when_due');
    END IF;
    PERFORM chain_case_event(
        held.case_id, 'referral.' || NEW.what,
        jsonb_build_object('referral', held.id, 'version', held.version, 'round', held.round)
    );
    RETURN NEW;
END
$$;
CREATE TRIGGER referral_told_when_due BEFORE INSERT ON referral_told
    FOR EACH ROW EXECUTE FUNCTION referral_is_told();

-- Nothing is rewritten, nothing goes before its case ------------------------------------------------------------------

CREATE FUNCTION referral_row_stays() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF TG_TABLE_NAME = 'referral' THEN
            PERFORM FROM aid_case AS c WHERE c.id = OLD.case_id;
        ELSE
            PERFORM FROM referral AS r WHERE r.id = OLD.referral;
        END IF;
        IF NOT FOUND THEN
            RETURN OLD; -- its case was purged, which has its own rule
        END IF;
    END IF;
    RAISE EXCEPTION 'never rewritten' USING ERRCODE = '23514', CONSTRAINT = TG_TABLE_NAME || '_append_only';
END
$$;
CREATE TRIGGER referral_append_only BEFORE DELETE ON referral FOR EACH ROW EXECUTE FUNCTION referral_row_stays();
CREATE TRIGGER referral_event_append_only BEFORE UPDATE OR DELETE ON referral_event
    FOR EACH ROW EXECUTE FUNCTION referral_row_stays();
CREATE TRIGGER option_shown_append_only BEFORE UPDATE OR DELETE ON option_shown
    FOR EACH ROW EXECUTE FUNCTION referral_row_stays();
CREATE TRIGGER choice_append_only BEFORE UPDATE OR DELETE ON choice
    FOR EACH ROW EXECUTE FUNCTION referral_row_stays();
CREATE TRIGGER consent_append_only BEFORE DELETE ON consent FOR EACH ROW EXECUTE FUNCTION referral_row_stays();
CREATE TRIGGER disclosure_append_only BEFORE UPDATE OR DELETE ON disclosure
    FOR EACH ROW EXECUTE FUNCTION referral_row_stays();
CREATE TRIGGER referral_told_append_only BEFORE UPDATE OR DELETE ON referral_told
    FOR EACH ROW EXECUTE FUNCTION referral_row_stays();

CREATE FUNCTION referral_table_stays() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION 'never rewritten' USING ERRCODE = '23514', CONSTRAINT = TG_TABLE_NAME || '_append_only';
END
$$;
CREATE TRIGGER referral_never_emptied BEFORE TRUNCATE ON referral
    FOR EACH STATEMENT EXECUTE FUNCTION referral_table_stays();
CREATE TRIGGER referral_event_never_emptied BEFORE TRUNCATE ON referral_event
    FOR EACH STATEMENT EXECUTE FUNCTION referral_table_stays();
CREATE TRIGGER option_shown_never_emptied BEFORE TRUNCATE ON option_shown
    FOR EACH STATEMENT EXECUTE FUNCTION referral_table_stays();
CREATE TRIGGER choice_never_emptied BEFORE TRUNCATE ON choice
    FOR EACH STATEMENT EXECUTE FUNCTION referral_table_stays();
CREATE TRIGGER consent_never_emptied BEFORE TRUNCATE ON consent
    FOR EACH STATEMENT EXECUTE FUNCTION referral_table_stays();
CREATE TRIGGER disclosure_never_emptied BEFORE TRUNCATE ON disclosure
    FOR EACH STATEMENT EXECUTE FUNCTION referral_table_stays();
CREATE TRIGGER referral_told_never_emptied BEFORE TRUNCATE ON referral_told
    FOR EACH STATEMENT EXECUTE FUNCTION referral_table_stays();
CREATE TRIGGER notice_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON notice
    FOR EACH STATEMENT EXECUTE FUNCTION referral_table_stays();

-- Questions ----------------------------------------------------------------------------------------------------------

-- The health probe: always empty. A view of the owner's, so it sees every row and tells none of what they hold.
CREATE VIEW disclosures_outside_consent AS
SELECT d.referral, d.round
FROM disclosure AS d
LEFT JOIN consent AS c ON c.id = d.consent
LEFT JOIN referral AS r ON r.id = d.referral
WHERE (
    c.answer = 'given' AND d.disclosed_at BETWEEN c.given_at AND least(c.ended_at, c.valid_until)
    AND c.categories = d.categories AND c.recipient_org = d.recipient_org AND c.medium = d.medium
    AND c.recipient_function = d.recipient_function AND c.referral = d.referral AND c.round = d.round
) IS NOT TRUE
UNION ALL
-- Still open to a recipient although the consent is over.
SELECT r.id, r.round
FROM referral AS r
WHERE r.readable_until IS NOT NULL AND NOT EXISTS (
    SELECT FROM disclosure AS d
    JOIN consent AS c ON c.id = d.consent
    WHERE d.referral = r.id AND d.round = r.round AND c.ended_at IS NULL AND c.valid_until = r.readable_until
        AND c.recipient_org = r.recipient_org AND c.medium = 'inbox'
);

-- Referrals whose state is not the one their last event says: written past the trigger. Always empty.
CREATE VIEW referrals_out_of_step AS
SELECT r.id
FROM referral AS r
LEFT JOIN referral_event AS e ON e.referral = r.id AND e.expected = r.version - 1
WHERE (r.state, r.round) IS DISTINCT FROM (coalesce(e.to_state, 'draft'), coalesce(e.round, 0))
    OR r.version <> 1 + (SELECT count(*) FROM referral_event AS n WHERE n.referral = r.id);

-- What the system has to do now, on the database's clock. Identifiers only.
CREATE FUNCTION referrals_due() RETURNS TABLE (id uuid, state text, version integer, due text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT r.id, r.state, r.version, 'expired'
    FROM referral AS r
    WHERE current_kind() = 'worker' AND r.state IN ('sent', 'received')
        AND r.sent_at + interval '14 days' <= statement_timestamp()
    UNION ALL
    SELECT r.id, r.state, r.version, 'cancelled'
    FROM referral AS r
    WHERE current_kind() = 'worker' AND r.state = 'expired'
        AND r.state_at + interval '7 days' <= statement_timestamp()
    UNION ALL
    SELECT r.id, r.state, r.version, 'closed'
    FROM referral AS r
    JOIN disclosure AS d ON d.referral = r.id AND d.round = r.round
    JOIN consent AS c ON c.id = d.consent
    WHERE current_kind() = 'worker' AND r.state IN ('accepted', 'contact_made', 'unreachable')
        AND coalesce(c.ended_at, c.valid_until) + interval '14 days' <= statement_timestamp()
$$;

-- Who has to be told now that nobody answered: the recipient that reads here after 24 hours, who sent it after 72 (the
-- council, or the national service when `origin_org` is ''), then the council when it expired. Once a round; identifiers
-- only.
CREATE FUNCTION referrals_to_tell() RETURNS TABLE (
    referral uuid, version integer, what text, reference text, origin_org text, recipient_org text
)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT r.id, r.version, w.what, r.reference, r.origin_org, r.recipient_org
    FROM referral AS r
    CROSS JOIN (
        VALUES ('reminded', interval '24 hours'), ('escalated', interval '72 hours'), ('handed_back', interval '0')
    ) AS w (what, since)
    WHERE current_kind() = 'worker' AND r.sent_at + w.since <= statement_timestamp()
        AND CASE
            WHEN w.what = 'handed_back' THEN r.state = 'expired' AND r.origin_org <> ''
            ELSE r.state IN ('sent', 'received') AND r.sent_at + interval '14 days' > statement_timestamp()
                AND (w.what = 'escalated' OR r.readable_until > statement_timestamp())
        END
        AND NOT EXISTS (
            SELECT FROM referral_told AS t WHERE t.referral = r.id AND t.round = r.round AND t.what = w.what
        )
    ORDER BY r.sent_at, r.id, w.since
$$;

-- What a recipient may still close although the consent lapsed: an identifier, and nothing to read.
CREATE FUNCTION referrals_to_close() RETURNS TABLE (id uuid, state text, version integer, until timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT r.id, r.state, r.version, c.valid_until + interval '14 days'
    FROM referral AS r
    JOIN disclosure AS d ON d.referral = r.id AND d.round = r.round
    JOIN consent AS c ON c.id = d.consent AND c.ended_at IS NULL
    WHERE current_kind() = 'staff' AND r.recipient_org <> '' AND r.recipient_org = current_org()
        AND r.state IN ('contact_made', 'unreachable')
        AND c.valid_until <= statement_timestamp() AND c.valid_until + interval '14 days' > statement_timestamp()
$$;

-- Who reads ----------------------------------------------------------------------------------------------------------

ALTER TABLE referral ENABLE ROW LEVEL SECURITY;
ALTER TABLE referral_event ENABLE ROW LEVEL SECURITY;
ALTER TABLE option_shown ENABLE ROW LEVEL SECURITY;
ALTER TABLE choice ENABLE ROW LEVEL SECURITY;
ALTER TABLE consent ENABLE ROW LEVEL SECURITY;
ALTER TABLE disclosure ENABLE ROW LEVEL SECURITY;
ALTER TABLE referral_told ENABLE ROW LEVEL SECURITY;

CREATE POLICY referral_of_origin ON referral FOR SELECT TO relais_app USING (
    (SELECT current_kind()) = 'staff' AND origin_org <> '' AND origin_org = (SELECT current_org())
);
CREATE POLICY referral_of_person ON referral FOR SELECT TO relais_app USING (
    (SELECT current_kind()) = 'person' AND case_id = (SELECT current_case())
);
CREATE POLICY referral_of_recipient ON referral FOR SELECT TO relais_app USING (
    (SELECT current_kind()) = 'staff' AND recipient_org <> '' AND recipient_org = (SELECT current_org())
    AND readable_until > statement_timestamp()
);
-- The triggers say who may begin, show, choose, collect or move: here only that there is someone.
CREATE POLICY referral_begun ON referral FOR INSERT TO relais_app WITH CHECK (
    (SELECT current_kind()) IN ('staff', 'person')
);
CREATE POLICY referral_event_told ON referral_event FOR SELECT TO relais_app USING (accompanies_referral(referral));
CREATE POLICY referral_event_of_app ON referral_event FOR INSERT TO relais_app WITH CHECK (acted_as <> 'worker');
CREATE POLICY referral_event_of_worker ON referral_event FOR INSERT TO relais_worker WITH CHECK (acted_as = 'worker');
CREATE POLICY option_shown_told ON option_shown FOR SELECT TO relais_app USING (accompanies_referral(referral));
CREATE POLICY option_shown_added ON option_shown FOR INSERT TO relais_app WITH CHECK (accompanies_referral(referral));
CREATE POLICY choice_told ON choice FOR SELECT TO relais_app USING (accompanies_referral(referral));
CREATE POLICY choice_made ON choice FOR INSERT TO relais_app WITH CHECK (accompanies_referral(referral));
CREATE POLICY consent_told ON consent FOR SELECT TO relais_app USING (accompanies_referral(referral));
CREATE POLICY consent_given ON consent FOR INSERT TO relais_app WITH CHECK (accompanies_referral(referral));
CREATE POLICY disclosure_told ON disclosure FOR SELECT TO relais_app USING (accompanies_referral(referral));
CREATE POLICY disclosure_of_recipient ON disclosure FOR SELECT TO relais_app USING (
    recipient_org = (SELECT current_org())
    AND EXISTS (SELECT FROM referral AS r WHERE r.id = disclosure.referral AND r.round = disclosure.round)
);
CREATE POLICY referral_told_by_worker ON referral_told FOR INSERT TO relais_worker WITH CHECK (
    (SELECT current_kind()) = 'worker'
);

REVOKE EXECUTE ON FUNCTION
referral_begins_as_draft, option_shown_is_of_the_next_round, choice_is_the_persons, consent_is_collected,
consent_ends_once, aid_case_erased_withdraws, hold_referral, referral_is_told, referral_event_is_applied,
referral_row_stays, referral_roles, accompanies_referral, open_inbox, reads_inbox, hold_live_consent, refuse_move,
guard_move, referrals_due, referrals_to_tell, referrals_to_close
FROM PUBLIC;
GRANT EXECUTE ON FUNCTION referral_roles, accompanies_referral, open_inbox, reads_inbox,
referrals_to_close TO relais_app;
GRANT EXECUTE ON FUNCTION referrals_due, referrals_to_tell TO relais_worker;
GRANT INSERT (referral, version, what) ON referral_told TO relais_worker;
GRANT SELECT ON notice TO relais_app, relais_worker;
GRANT SELECT ON disclosures_outside_consent, referrals_out_of_step TO relais_app, relais_worker, relais_audit;
GRANT SELECT ON referral, referral_event, option_shown, choice, consent, disclosure TO relais_app;
GRANT INSERT (id, case_id, key, origin_org, concerns) ON referral TO relais_app;
GRANT INSERT (referral, expected, request, from_state, to_state, acted_as, reason, outcome, attempts) ON referral_event
TO relais_app, relais_worker;
GRANT INSERT (id, referral, rank, service, seed, directory_version, why, excluded) ON option_shown TO relais_app;
GRANT INSERT (referral, option, service, how) ON choice TO relais_app;
GRANT INSERT (
    id, referral, answer, grantor, recipient_org, recipient_function, categories, purpose, medium, notice,
    notice_sha256, mode, evidence, days
) ON consent TO relais_app;
