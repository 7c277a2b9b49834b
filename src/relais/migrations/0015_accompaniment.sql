-- Accompaniment: a case in time. A pathway holds its steps; nothing in it is agreed but by the person, in their own
-- session or aloud and written down as such (L.1110-8, R.4127-6 CSP). A case passes to another council only so:
-- docs/decisions/0010-handing-over.md.

CREATE TABLE pathway (
    id uuid NOT NULL,
    case_id uuid NOT NULL,
    council text NOT NULL, -- which accompanies; '' when the doctor goes alone
    plan text NOT NULL,
    state text NOT NULL,
    version integer NOT NULL,
    request uuid NOT NULL, -- of the last act: posted again, it is done once
    reminders text NOT NULL DEFAULT 'none',
    officer uuid, -- account that follows it
    mode text, -- as of a consent: how the person agreed
    evidence text,
    recorded_by uuid, -- account, when spoken or written
    agreed_at timestamptz,
    made_at timestamptz NOT NULL,
    state_at timestamptz NOT NULL,
    ended_at timestamptz,
    ended_how text,
    CONSTRAINT pathway_pk PRIMARY KEY (id),
    CONSTRAINT pathway_of_case FOREIGN KEY (case_id) REFERENCES aid_case (id) ON DELETE CASCADE,
    CONSTRAINT pathway_plan_known CHECK (plan IN ('care', 'return', 'reconversion', 'own')),
    CONSTRAINT pathway_state_known CHECK (state IN ('proposed', 'agreed', 'ended')),
    CONSTRAINT pathway_version_counts CHECK (version >= 1),
    CONSTRAINT pathway_reminders_known CHECK (reminders IN ('none', 'page', 'officer')),
    CONSTRAINT pathway_reminds_as_agreed CHECK (
        reminders = 'none' OR (agreed_at IS NOT NULL AND (reminders <> 'officer' OR council <> ''))
    ),
    CONSTRAINT pathway_agreed_whole CHECK (
        (agreed_at IS NULL) = (mode IS NULL) AND (mode IS NULL) = (evidence IS NULL)
        AND (state <> 'agreed' OR agreed_at IS NOT NULL)
    ),
    CONSTRAINT pathway_evidence_fits CHECK (
        CASE mode
            WHEN 'written' THEN evidence = 'signature'
            WHEN 'online' THEN evidence = 'code'
            ELSE mode IN ('oral_phone', 'oral_present') AND evidence IN ('read_back', 'code')
        END
    ),
    CONSTRAINT pathway_ended_whole CHECK (
        (state = 'ended') = (ended_at IS NOT NULL) AND (ended_at IS NULL) = (ended_how IS NULL)
    ),
    CONSTRAINT pathway_ended_how_known CHECK (
        ended_how IN ('person', 'refused', 'completed', 'handed_over', 'case_closed', 'erased')
    )
);
CREATE UNIQUE INDEX pathway_one_alive ON pathway (case_id) WHERE ended_at IS NULL;
CREATE INDEX pathway_case ON pathway (case_id);
CREATE INDEX pathway_council ON pathway (council) WHERE ended_at IS NULL;

CREATE TABLE pathway_step (
    id uuid NOT NULL,
    pathway uuid NOT NULL,
    case_id uuid NOT NULL,
    position integer NOT NULL,
    kind text NOT NULL,
    who text NOT NULL, -- who does it
    who_slug text NOT NULL DEFAULT '', -- of the organization or of the service
    first_day date, -- none: not decided yet
    last_day date, -- the same for one day
    sealed bytea, -- its words, under the key of the case
    referral uuid,
    state text NOT NULL,
    version integer NOT NULL,
    request uuid NOT NULL,
    mode text,
    evidence text,
    recorded_by uuid,
    answered_at timestamptz, -- by the person
    reminded_at timestamptz,
    made_at timestamptz NOT NULL,
    state_at timestamptz NOT NULL,
    CONSTRAINT pathway_step_pk PRIMARY KEY (id),
    CONSTRAINT pathway_step_of_pathway FOREIGN KEY (pathway) REFERENCES pathway (id) ON DELETE CASCADE,
    CONSTRAINT pathway_step_of_case FOREIGN KEY (case_id) REFERENCES aid_case (id) ON DELETE CASCADE,
    CONSTRAINT pathway_step_by_referral FOREIGN KEY (referral) REFERENCES referral (id) ON DELETE SET NULL,
    CONSTRAINT pathway_step_position_is_few CHECK (position BETWEEN 1 AND 99),
    CONSTRAINT pathway_step_kind_known CHECK (
        kind IN (
            'treating_doctor', 'psychiatrist', 'addictologist', 'hospital_away', 'follow_up_near_home',
            'medical_advice', 'income', 'practice_ready', 'gradual_return', 'after_return',
            'talk_over', 'skills_review', 'inform', 'training', 'try_out', 'administrative', 'first_steps', 'other'
        )
    ),
    CONSTRAINT pathway_step_who_known CHECK (who IN ('doctor', 'council', 'organization', 'service')),
    CONSTRAINT pathway_step_who_is_named CHECK (
        (who IN ('organization', 'service')) = (who_slug <> '') AND who_slug ~ '^[a-z0-9-]{0,200}$'
    ),
    CONSTRAINT pathway_step_days_ordered CHECK (
        CASE WHEN first_day IS NULL THEN last_day IS NULL ELSE coalesce(last_day >= first_day, false) END
    ),
    CONSTRAINT pathway_step_is_padded CHECK (length(sealed) >= 284 AND length(sealed) % 256 = 28),
    CONSTRAINT pathway_step_state_known CHECK (state IN ('planned', 'agreed', 'done', 'skipped', 'refused')),
    CONSTRAINT pathway_step_version_counts CHECK (version >= 1),
    CONSTRAINT pathway_step_answered_whole CHECK (
        (answered_at IS NULL) = (mode IS NULL) AND (mode IS NULL) = (evidence IS NULL)
    ),
    CONSTRAINT pathway_step_evidence_fits CHECK (
        CASE mode
            WHEN 'written' THEN evidence = 'signature'
            WHEN 'online' THEN evidence = 'code'
            ELSE mode IN ('oral_phone', 'oral_present') AND evidence IN ('read_back', 'code')
        END
    ),
    CONSTRAINT pathway_step_agreed_by_an_act CHECK (
        CASE state
            WHEN 'planned' THEN answered_at IS NULL
            WHEN 'skipped' THEN true
            ELSE answered_at IS NOT NULL
        END
    )
);
CREATE INDEX pathway_step_of ON pathway_step (pathway, position);
CREATE INDEX pathway_step_case ON pathway_step (case_id);
CREATE INDEX pathway_step_referral ON pathway_step (referral) WHERE referral IS NOT NULL;

CREATE TABLE handover (
    id uuid NOT NULL,
    case_id uuid NOT NULL,
    from_council text NOT NULL,
    to_council text NOT NULL,
    to_officer uuid, -- account, when it is another person of the same council
    state text NOT NULL,
    passes text[] NOT NULL DEFAULT '{}', -- what the person lets the new council read
    mode text,
    evidence text,
    proposed_by uuid,
    recorded_by uuid,
    proposed_at timestamptz NOT NULL,
    answered_at timestamptz,
    told bigint, -- the event of the case that tells it
    agreed_in xid8, -- the transaction in which the case may change councils
    CONSTRAINT handover_pk PRIMARY KEY (id),
    CONSTRAINT handover_of_case FOREIGN KEY (case_id) REFERENCES aid_case (id) ON DELETE CASCADE,
    CONSTRAINT handover_to_body FOREIGN KEY (to_council) REFERENCES organization (slug),
    CONSTRAINT handover_state_known CHECK (state IN ('proposed', 'agreed', 'refused', 'cancelled')),
    CONSTRAINT handover_goes_elsewhere CHECK ((to_council = from_council) = (to_officer IS NOT NULL)),
    CONSTRAINT handover_passes_known CHECK (
        passes <@ ARRAY[
            'alias', 'identity', 'contact', 'need', 'availability', 'context', 'pathway', 'referrals', 'file'
        ] AND array_position(passes, NULL) IS NULL AND (passes = '{}' OR state = 'agreed')
    ),
    CONSTRAINT handover_answered_whole CHECK (
        (state = 'proposed') = (answered_at IS NULL) AND (state IN ('agreed', 'refused')) = (mode IS NOT NULL)
        AND (mode IS NULL) = (evidence IS NULL)
        AND (state = 'agreed') = (told IS NOT NULL) AND (state = 'agreed') = (agreed_in IS NOT NULL)
    ),
    CONSTRAINT handover_evidence_fits CHECK (
        CASE mode
            WHEN 'written' THEN evidence = 'signature'
            WHEN 'online' THEN evidence = 'code'
            ELSE mode IN ('oral_phone', 'oral_present') AND evidence IN ('read_back', 'code')
        END
    )
);
CREATE UNIQUE INDEX handover_one_open ON handover (case_id) WHERE state = 'proposed';
CREATE INDEX handover_case ON handover (case_id, answered_at);

-- What a person did not let the new council read: it stays theirs, and open to whom a consent that lives opens it.
ALTER TABLE case_part ADD COLUMN kept_from_council boolean NOT NULL DEFAULT false;

-- Who acts ------------------------------------------------------------------------------------------------------------

-- As what this context acts on the case, `person` or `council`; the case is locked, and open. A council has said why.
CREATE FUNCTION hold_accompanied(of_case uuid) RETURNS text
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    held aid_case;
    who text;
BEGIN
    SELECT * INTO held FROM aid_case AS c WHERE c.id = of_case FOR NO KEY UPDATE;
    who := CASE
        WHEN current_kind() = 'person' AND held.id = current_case() THEN 'person'
        WHEN current_kind() = 'staff' AND held.council <> '' AND held.council = current_org()
            AND held.id = ANY (opened_cases()) THEN 'council'
    END;
    IF who IS NULL THEN
        RAISE EXCEPTION 'not theirs' USING ERRCODE = '42501', CONSTRAINT = 'aid_case_by_who_may';
    END IF;
    IF held.origin = 'colleague' THEN -- what was noted of someone leads to nothing but their own answer
        RAISE EXCEPTION 'of a note' USING ERRCODE = '23514', CONSTRAINT = 'pathway_of_no_note';
    END IF;
    IF held.closed_at IS NOT NULL OR held.erased_at IS NOT NULL THEN
        RAISE EXCEPTION 'closed' USING ERRCODE = '23514', CONSTRAINT = 'pathway_of_open_case';
    END IF;
    RETURN who;
END
$$;

-- A pathway that lives, locked after its case.
CREATE FUNCTION hold_pathway(wanted uuid) RETURNS pathway
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    held pathway;
    who text := hold_accompanied((SELECT p.case_id FROM pathway AS p WHERE p.id = wanted));
BEGIN
    SELECT * INTO held FROM pathway AS p WHERE p.id = wanted FOR UPDATE;
    IF who = 'council' AND held.council <> current_org() THEN -- of the council before, which did not pass it on
        RAISE EXCEPTION 'not theirs' USING ERRCODE = '42501', CONSTRAINT = 'aid_case_by_who_may';
    END IF;
    IF held.ended_at IS NOT NULL THEN
        RAISE EXCEPTION 'ended' USING ERRCODE = '23514', CONSTRAINT = 'pathway_is_alive';
    END IF;
    RETURN held;
END
$$;

-- A step of a living pathway, locked, as the page that asks showed it.
CREATE FUNCTION hold_step(wanted uuid, expected integer) RETURNS pathway_step
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    held pathway_step;
BEGIN
    PERFORM hold_pathway((SELECT s.pathway FROM pathway_step AS s WHERE s.id = wanted));
    SELECT * INTO held FROM pathway_step AS s WHERE s.id = wanted FOR UPDATE;
    IF held.version IS DISTINCT FROM expected THEN
        RAISE EXCEPTION 'moved' USING ERRCODE = '23514', CONSTRAINT = 'pathway_step_of_this_version';
    END IF;
    RETURN held;
END
$$;

-- The person's act is written `online` by the person alone, and by whoever heard or received it otherwise: a council
-- never agrees in silence.
CREATE FUNCTION refuse_silent(mode text) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF ((current_kind() = 'person') = (mode = 'online')) IS NOT TRUE THEN
        RAISE EXCEPTION 'whose word' USING ERRCODE = '23514', CONSTRAINT = 'pathway_agreed_by_the_person';
    END IF;
END
$$;

-- Who heard it: none when the person wrote it.
CREATE FUNCTION heard_by() RETURNS uuid
    LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp
    RETURN CASE WHEN current_kind() = 'staff' THEN current_actor() END;

-- A pathway -----------------------------------------------------------------------------------------------------------

CREATE FUNCTION begin_pathway(made uuid, of_case uuid, from_plan text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    PERFORM hold_accompanied(of_case);
    IF EXISTS (SELECT FROM pathway AS p WHERE p.id = made AND p.case_id = of_case) THEN
        RETURN;
    END IF;
    INSERT INTO pathway (id, case_id, council, plan, state, version, request, officer, made_at, state_at)
    SELECT made, c.id, c.council, from_plan, 'proposed', 1, made, heard_by(), clock_timestamp(), clock_timestamp()
    FROM aid_case AS c WHERE c.id = of_case;
    PERFORM chain_case_event(of_case, 'pathway.proposed', jsonb_build_object('pathway', made));
END
$$;

-- The person agrees to be accompanied so, and says how they want to be reminded.
CREATE FUNCTION agree_pathway(
    wanted uuid, asked uuid, expected integer, how text, proof text, remind text
) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    held pathway := hold_pathway(wanted);
BEGIN
    IF held.request = asked THEN
        RETURN;
    END IF;
    PERFORM refuse_silent(how);
    IF held.state <> 'proposed' OR held.version IS DISTINCT FROM expected THEN
        RAISE EXCEPTION 'moved' USING ERRCODE = '23514', CONSTRAINT = 'pathway_of_this_version';
    END IF;
    UPDATE pathway AS p
    SET state = 'agreed', version = p.version + 1, request = asked, mode = how, evidence = proof,
        recorded_by = heard_by(), reminders = remind, agreed_at = clock_timestamp(), state_at = clock_timestamp()
    WHERE p.id = wanted;
    PERFORM chain_case_event(
        held.case_id, 'pathway.agreed',
        jsonb_build_object('pathway', wanted, 'mode', how, 'evidence', proof, 'reminders', remind)
    );
END
$$;

CREATE FUNCTION set_pathway_reminders(wanted uuid, remind text, how text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    held pathway := hold_pathway(wanted);
BEGIN
    PERFORM refuse_silent(how);
    IF held.reminders = remind THEN
        RETURN;
    END IF;
    UPDATE pathway AS p SET reminders = remind, version = p.version + 1 WHERE p.id = wanted;
    PERFORM chain_case_event(
        held.case_id, 'pathway.reminders', jsonb_build_object('pathway', wanted, 'mode', how, 'reminders', remind)
    );
END
$$;

CREATE FUNCTION put_end_to_pathway(held pathway, how text, said_how text) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    UPDATE pathway AS p
    SET state = 'ended', version = p.version + 1, ended_how = how, ended_at = clock_timestamp(),
        state_at = clock_timestamp()
    WHERE p.id = held.id;
    PERFORM chain_case_event(
        held.case_id, 'pathway.ended',
        jsonb_strip_nulls(jsonb_build_object('pathway', held.id, 'how', how, 'mode', said_how))
    );
END
$$;

-- Ended on the word of the person, whatever the page showed: nothing holds it back. Twice is once.
CREATE FUNCTION end_pathway(wanted uuid, said_how text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    held pathway;
BEGIN
    PERFORM hold_accompanied((SELECT p.case_id FROM pathway AS p WHERE p.id = wanted));
    PERFORM refuse_silent(said_how);
    IF EXISTS (SELECT FROM pathway AS p WHERE p.id = wanted AND p.ended_at IS NOT NULL) THEN
        RETURN;
    END IF;
    held := hold_pathway(wanted);
    PERFORM put_end_to_pathway(held, CASE held.state WHEN 'proposed' THEN 'refused' ELSE 'person' END, said_how);
END
$$;

-- At its term: something was done, and nothing is left to do or to answer.
CREATE FUNCTION complete_pathway(wanted uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    held pathway := hold_pathway(wanted);
BEGIN
    IF held.state <> 'agreed'
        OR EXISTS (SELECT FROM pathway_step AS s WHERE s.pathway = wanted AND s.state IN ('planned', 'agreed'))
        OR NOT EXISTS (SELECT FROM pathway_step AS s WHERE s.pathway = wanted AND s.state = 'done')
    THEN
        RAISE EXCEPTION 'not at its term' USING ERRCODE = '23514', CONSTRAINT = 'pathway_completed_once_settled';
    END IF;
    PERFORM put_end_to_pathway(held, 'completed', NULL);
END
$$;

-- What ends a case ends its pathway; erasing takes the steps away, and what was to be handed over.
CREATE FUNCTION aid_case_ends_pathway() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    held pathway;
BEGIN
    UPDATE handover AS h SET state = 'cancelled' WHERE h.case_id = NEW.id AND h.state = 'proposed';
    FOR held IN SELECT * FROM pathway AS p WHERE p.case_id = NEW.id AND p.ended_at IS NULL FOR UPDATE LOOP
        PERFORM put_end_to_pathway(held, CASE WHEN NEW.erased_at IS NULL THEN 'case_closed' ELSE 'erased' END, NULL);
    END LOOP;
    IF NEW.erased_at IS NOT NULL THEN
        DELETE FROM pathway_step AS s WHERE s.case_id = NEW.id;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER aid_case_ends_pathway AFTER UPDATE ON aid_case
    FOR EACH ROW WHEN (
        (OLD.closed_at IS NULL AND NEW.closed_at IS NOT NULL)
        OR (OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL)
    )
    EXECUTE FUNCTION aid_case_ends_pathway();

-- Its steps -----------------------------------------------------------------------------------------------------------

-- A referral that a step names is one of the same case.
CREATE FUNCTION refuse_strange_referral(of_case uuid, of_referral uuid) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF of_referral IS NOT NULL AND NOT EXISTS (
        SELECT FROM referral AS r WHERE r.id = of_referral AND r.case_id = of_case
    ) THEN
        RAISE EXCEPTION 'of another case' USING ERRCODE = '23514', CONSTRAINT = 'pathway_step_referral_of_its_case';
    END IF;
END
$$;

CREATE FUNCTION plan_step(
    made uuid, of_pathway uuid, place integer, what text, by_whom text, slug text, from_day date, to_day date,
    words bytea, of_referral uuid
) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    held pathway := hold_pathway(of_pathway);
BEGIN
    IF EXISTS (SELECT FROM pathway_step AS s WHERE s.id = made AND s.pathway = of_pathway) THEN
        RETURN;
    END IF;
    PERFORM refuse_strange_referral(held.case_id, of_referral);
    IF (SELECT count(*) FROM pathway_step AS s WHERE s.pathway = of_pathway) >= 40 THEN
        RAISE EXCEPTION 'many' USING ERRCODE = '23514', CONSTRAINT = 'pathway_step_are_few';
    END IF;
    INSERT INTO pathway_step (
        id, pathway, case_id, position, kind, who, who_slug, first_day, last_day, sealed, referral, state, version,
        request, made_at, state_at
    ) VALUES (
        made, of_pathway, held.case_id, place, what, by_whom, slug, from_day, to_day, words, of_referral, 'planned', 1,
        made, clock_timestamp(), clock_timestamp()
    );
    PERFORM chain_case_event(
        held.case_id, 'pathway.step_planned', jsonb_build_object('pathway', of_pathway, 'step', made)
    );
END
$$;

-- What changes is no longer what was agreed to: the person is asked again.
CREATE FUNCTION change_step(
    wanted uuid, asked uuid, expected integer, place integer, what text, by_whom text, slug text, from_day date,
    to_day date, words bytea, of_referral uuid
) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    held pathway_step;
BEGIN
    PERFORM hold_accompanied((SELECT s.case_id FROM pathway_step AS s WHERE s.id = wanted));
    IF EXISTS (SELECT FROM pathway_step AS s WHERE s.id = wanted AND s.request = asked) THEN
        RETURN;
    END IF;
    held := hold_step(wanted, expected);
    IF held.state NOT IN ('planned', 'agreed', 'refused') THEN
        RAISE EXCEPTION 'settled' USING ERRCODE = '23514', CONSTRAINT = 'pathway_step_moves_on';
    END IF;
    PERFORM refuse_strange_referral(held.case_id, of_referral);
    UPDATE pathway_step AS s
    SET position = place, kind = what, who = by_whom, who_slug = slug, first_day = from_day, last_day = to_day,
        sealed = words, referral = of_referral, state = 'planned', version = s.version + 1, request = asked,
        mode = NULL, evidence = NULL, recorded_by = NULL, answered_at = NULL, reminded_at = NULL,
        state_at = clock_timestamp()
    WHERE s.id = wanted;
    PERFORM chain_case_event(
        held.case_id, 'pathway.step_changed',
        jsonb_build_object('pathway', held.pathway, 'step', wanted, 'version', held.version + 1)
    );
END
$$;

-- `agreed` or `refused`: the person's answer, to the version they heard or saw. It may be changed until it is done.
CREATE FUNCTION answer_step(
    wanted uuid, asked uuid, expected integer, answer text, how text, proof text
) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    held pathway_step;
BEGIN
    PERFORM hold_accompanied((SELECT s.case_id FROM pathway_step AS s WHERE s.id = wanted));
    PERFORM refuse_silent(how);
    IF EXISTS (SELECT FROM pathway_step AS s WHERE s.id = wanted AND s.request = asked) THEN
        RETURN;
    END IF;
    held := hold_step(wanted, expected);
    IF answer NOT IN ('agreed', 'refused') OR held.state NOT IN ('planned', 'agreed', 'refused') THEN
        RAISE EXCEPTION 'no such answer' USING ERRCODE = '23514', CONSTRAINT = 'pathway_step_moves_on';
    END IF;
    IF answer = 'agreed' AND (SELECT p.state FROM pathway AS p WHERE p.id = held.pathway) <> 'agreed' THEN
        RAISE EXCEPTION 'the whole first' USING ERRCODE = '23514', CONSTRAINT = 'pathway_agreed_before_its_steps';
    END IF;
    UPDATE pathway_step AS s
    SET state = answer, version = s.version + 1, request = asked, mode = how, evidence = proof,
        recorded_by = heard_by(), answered_at = clock_timestamp(), state_at = clock_timestamp()
    WHERE s.id = wanted;
    PERFORM chain_case_event(
        held.case_id, 'pathway.step_' || answer,
        jsonb_build_object(
            'pathway', held.pathway, 'step', wanted, 'version', held.version + 1, 'mode', how, 'evidence', proof
        )
    );
END
$$;

-- `done`: what was agreed to has been done. `skipped`: it will not be.
CREATE FUNCTION settle_step(wanted uuid, asked uuid, expected integer, outcome text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    held pathway_step;
BEGIN
    PERFORM hold_accompanied((SELECT s.case_id FROM pathway_step AS s WHERE s.id = wanted));
    IF EXISTS (SELECT FROM pathway_step AS s WHERE s.id = wanted AND s.request = asked) THEN
        RETURN;
    END IF;
    held := hold_step(wanted, expected);
    IF NOT (CASE outcome
        WHEN 'done' THEN held.state = 'agreed'
        WHEN 'skipped' THEN held.state IN ('planned', 'agreed', 'refused')
        ELSE false
    END) THEN
        RAISE EXCEPTION 'not agreed' USING ERRCODE = '23514', CONSTRAINT = 'pathway_step_moves_on';
    END IF;
    UPDATE pathway_step AS s
    SET state = outcome, version = s.version + 1, request = asked, state_at = clock_timestamp()
    WHERE s.id = wanted;
    PERFORM chain_case_event(
        held.case_id, 'pathway.step_' || outcome,
        jsonb_build_object('pathway', held.pathway, 'step', wanted, 'version', held.version + 1)
    );
END
$$;

-- Reminders, as the person chose --------------------------------------------------------------------------------------

-- Steps whose eve has come in Paris, where the person chose that the officer be written to. Identifiers only.
CREATE FUNCTION steps_to_remind() RETURNS TABLE (step uuid, council text, officer uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT s.id, p.council, p.officer
    FROM pathway_step AS s
    JOIN pathway AS p ON p.id = s.pathway
    WHERE current_kind() = 'worker' AND p.state = 'agreed' AND p.reminders = 'officer' AND s.state = 'agreed'
        AND s.reminded_at IS NULL AND s.first_day <= (statement_timestamp() AT TIME ZONE 'Europe/Paris')::date + 1
    ORDER BY s.first_day, s.id
$$;

-- That it was told, once; false when it is not due, or no longer.
CREATE FUNCTION remind_step(wanted uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    of_case uuid;
BEGIN
    SELECT s.case_id INTO of_case FROM pathway_step AS s WHERE s.id = wanted;
    PERFORM FROM aid_case AS c WHERE c.id = of_case FOR NO KEY UPDATE;
    IF NOT EXISTS (SELECT FROM steps_to_remind() AS due WHERE due.step = wanted) THEN
        RETURN false;
    END IF;
    UPDATE pathway_step AS s SET reminded_at = clock_timestamp() WHERE s.id = wanted;
    PERFORM chain_case_event(of_case, 'pathway.step_reminded', jsonb_build_object('step', wanted));
    RETURN true;
END
$$;

-- Handing over --------------------------------------------------------------------------------------------------------

CREATE FUNCTION propose_handover(made uuid, of_case uuid, council text, officer uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF hold_accompanied(of_case) <> 'council' THEN
        RAISE EXCEPTION 'not theirs' USING ERRCODE = '42501', CONSTRAINT = 'aid_case_by_who_may';
    END IF;
    IF EXISTS (SELECT FROM handover AS h WHERE h.id = made AND h.case_id = of_case) THEN
        RETURN;
    END IF;
    INSERT INTO handover (id, case_id, from_council, to_council, to_officer, state, proposed_by, proposed_at)
    VALUES (made, of_case, current_org(), council, officer, 'proposed', current_actor(), clock_timestamp());
    PERFORM chain_case_event(
        of_case, 'handover.proposed',
        jsonb_build_object('handover', made, 'to', council, 'officer', officer IS NOT NULL)
    );
END
$$;

CREATE FUNCTION cancel_handover(wanted uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    of_case uuid := (SELECT h.case_id FROM handover AS h WHERE h.id = wanted);
BEGIN
    IF hold_accompanied(of_case) <> 'council' THEN
        RAISE EXCEPTION 'not theirs' USING ERRCODE = '42501', CONSTRAINT = 'aid_case_by_who_may';
    END IF;
    UPDATE handover AS h SET state = 'cancelled' WHERE h.id = wanted AND h.state = 'proposed';
    IF FOUND THEN
        PERFORM chain_case_event(of_case, 'handover.cancelled', jsonb_build_object('handover', wanted));
    END IF;
END
$$;

-- What the new council receives of a case, in the transaction of the answer: what was not let through stays the
-- person's. A referral or a national file that does not follow goes on without a council, as one begun without. A
-- request always follows (0010): whoever accompanies knows what was asked.
CREATE FUNCTION hand_case_over(held handover, let_through text[]) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    left_behind pathway;
BEGIN
    IF held.to_council = held.from_council THEN
        UPDATE pathway AS p SET officer = held.to_officer WHERE p.case_id = held.case_id AND p.ended_at IS NULL;
        RETURN;
    END IF;
    UPDATE case_part AS p SET kept_from_council = NOT (p.category = ANY (let_through)) WHERE p.case_id = held.case_id;
    UPDATE referral AS r
    SET origin_org = CASE WHEN 'referrals' = ANY (let_through) THEN held.to_council ELSE '' END
    WHERE r.case_id = held.case_id AND r.origin_org = held.from_council;
    IF 'pathway' = ANY (let_through) THEN
        UPDATE pathway AS p SET council = held.to_council, officer = NULL
        WHERE p.case_id = held.case_id AND p.council = held.from_council;
    ELSE
        FOR left_behind IN SELECT * FROM pathway AS p WHERE p.case_id = held.case_id AND p.ended_at IS NULL FOR UPDATE
        LOOP
            PERFORM put_end_to_pathway(left_behind, 'handed_over', NULL);
        END LOOP;
    END IF;
    UPDATE aid_case AS c
    SET council = held.to_council, alias_sealed = CASE WHEN 'alias' = ANY (let_through) THEN c.alias_sealed END
    WHERE c.id = held.case_id;
    UPDATE national_file AS f
    SET council = CASE WHEN 'file' = ANY (let_through) THEN held.to_council ELSE f.body END
    WHERE f.case_id = held.case_id AND f.council IN (held.from_council, held.to_council);
END
$$;

CREATE FUNCTION answer_handover(wanted uuid, answer text, how text, proof text, let_through text[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    held handover;
    number bigint;
BEGIN
    PERFORM hold_accompanied((SELECT h.case_id FROM handover AS h WHERE h.id = wanted));
    PERFORM refuse_silent(how);
    SELECT * INTO held FROM handover AS h WHERE h.id = wanted FOR UPDATE;
    IF held.state = answer THEN
        RETURN;
    END IF;
    number := chain_case_event(
        held.case_id, 'handover.' || answer,
        jsonb_build_object(
            'handover', wanted, 'to', held.to_council, 'officer', held.to_officer IS NOT NULL, 'mode', how,
            'evidence', proof, 'passes', let_through
        )
    );
    UPDATE handover AS h
    SET state = answer, mode = how, evidence = proof, passes = let_through,
        told = CASE answer WHEN 'agreed' THEN number END
    WHERE h.id = wanted;
    IF answer = 'agreed' THEN
        PERFORM hand_case_over(held, let_through);
    END IF;
END
$$;

-- Proposed by a council to a body that accompanies doctors, answered once; what was agreed is the act of the person of
-- that case, or heard by the council that hands it over. Whoever writes the row.
CREATE FUNCTION handover_is_answered_once() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'proposed' THEN
            RAISE EXCEPTION 'proposed first' USING ERRCODE = '23514', CONSTRAINT = 'handover_begins_proposed';
        END IF;
        IF NOT EXISTS (
            SELECT FROM organization AS o
            WHERE o.slug = NEW.to_council AND (o.council_of <> '' OR o.convention = 'cnom')
        ) THEN
            RAISE EXCEPTION 'no council' USING ERRCODE = '23514', CONSTRAINT = 'handover_to_a_council';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.state <> 'proposed' OR NEW.state = 'proposed'
        OR (NEW.id, NEW.case_id, NEW.from_council, NEW.to_council, NEW.to_officer, NEW.proposed_by, NEW.proposed_at)
        IS DISTINCT FROM
        (OLD.id, OLD.case_id, OLD.from_council, OLD.to_council, OLD.to_officer, OLD.proposed_by, OLD.proposed_at)
    THEN
        RAISE EXCEPTION 'answered once' USING ERRCODE = '23514', CONSTRAINT = 'handover_answered_once';
    END IF;
    IF NEW.state = 'agreed' AND NOT coalesce(
        CASE current_kind()
            WHEN 'person' THEN NEW.mode = 'online' AND current_case() = NEW.case_id
            WHEN 'staff' THEN NEW.mode <> 'online' AND current_org() = NEW.from_council
        END, false
    ) THEN
        RAISE EXCEPTION 'whose word' USING ERRCODE = '23514', CONSTRAINT = 'handover_agreed_by_the_person';
    END IF;
    NEW.recorded_by := CASE WHEN NEW.state IN ('agreed', 'refused') THEN heard_by() END;
    NEW.answered_at := clock_timestamp();
    NEW.agreed_in := CASE NEW.state WHEN 'agreed' THEN pg_current_xact_id() END;
    RETURN NEW;
END
$$;
CREATE TRIGGER handover_answered_once BEFORE INSERT OR UPDATE ON handover
    FOR EACH ROW EXECUTE FUNCTION handover_is_answered_once();

-- As in 0006, but for the council: it changes by the hand-over that the person agreed to in this very transaction.
CREATE OR REPLACE FUNCTION aid_case_is_written_once() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.seq <> 0 OR NEW.closed_at IS NOT NULL OR NEW.erased_at IS NOT NULL THEN
            RAISE EXCEPTION 'a case begins open' USING ERRCODE = '23514', CONSTRAINT = 'aid_case_begins_open';
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.id, NEW.reference, NEW.origin, NEW.made_at)
        IS DISTINCT FROM (OLD.id, OLD.reference, OLD.origin, OLD.made_at)
        OR NEW.seq NOT IN (OLD.seq, OLD.seq + 1)
        OR (OLD.closed_at IS NOT NULL AND NEW.closed_at IS DISTINCT FROM OLD.closed_at)
        OR (OLD.erased_at IS NOT NULL AND NEW.erased_at IS DISTINCT FROM OLD.erased_at)
        OR (OLD.closed_at IS NOT DISTINCT FROM NEW.closed_at AND NEW.ends_on <> OLD.ends_on)
    THEN
        RAISE EXCEPTION 'written once' USING ERRCODE = '23514', CONSTRAINT = 'aid_case_written_once';
    END IF;
    IF NEW.council IS DISTINCT FROM OLD.council THEN
        IF NOT EXISTS (
            SELECT FROM handover AS h
            WHERE h.case_id = OLD.id AND h.state = 'agreed' AND h.agreed_in = pg_current_xact_id()
                AND h.from_council = OLD.council AND h.to_council = NEW.council
        ) THEN
            RAISE EXCEPTION 'handed over by the person' USING
                ERRCODE = '23514', CONSTRAINT = 'aid_case_handed_over_by_the_person';
        END IF;
    END IF;
    IF NEW.closed_at IS DISTINCT FROM OLD.closed_at THEN
        NEW.closed_at := now();
        NEW.ends_on := CURRENT_DATE + 180; -- CNIL: traces are kept six to twelve months
    END IF;
    IF NEW.erased_at IS DISTINCT FROM OLD.erased_at THEN
        NEW.erased_at := now();
    END IF;
    RETURN NEW;
END
$$;

-- As in 0006, and: a council that no longer follows the case writes nothing into it, even if it began before; what the
-- council hears anew takes the place of what it was not let read.
CREATE OR REPLACE FUNCTION case_part_is_of_a_living_case() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    gone timestamptz;
    follows text;
BEGIN
    SELECT c.erased_at, c.council INTO gone, follows FROM aid_case AS c WHERE c.id = NEW.case_id FOR NO KEY UPDATE;
    IF gone IS NOT NULL THEN
        RAISE EXCEPTION 'erased' USING ERRCODE = '23514', CONSTRAINT = 'case_part_of_living_case';
    END IF;
    IF current_kind() = 'staff' THEN
        IF follows IS DISTINCT FROM current_org() AND NEW.case_id <> ALL (relieved_cases()) THEN
            RAISE EXCEPTION 'handed over' USING ERRCODE = '42501', CONSTRAINT = 'aid_case_by_who_may';
        END IF;
        IF TG_OP = 'INSERT' THEN
            DELETE FROM case_part AS p
            WHERE p.case_id = NEW.case_id AND p.category = NEW.category AND p.kept_from_council;
        END IF;
    END IF;
    RETURN NEW;
END
$$;

-- Whether the council that follows a case now reads this event of its chain: those since it follows it; those before
-- too, when the person let the referrals follow.
CREATE FUNCTION council_reads_event(of_case uuid, number bigint) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    RETURN coalesce((
        SELECT number >= h.told OR 'referrals' = ANY (h.passes)
        FROM handover AS h
        WHERE h.case_id = of_case AND h.state = 'agreed' AND h.to_council <> h.from_council
        ORDER BY h.answered_at DESC
        LIMIT 1
    ), true);

ALTER POLICY case_part_case ON case_part USING (
    EXISTS (SELECT FROM aid_case AS c WHERE c.id = case_id AND c.erased_at IS NULL)
    AND (
        (SELECT current_kind()) = 'person'
        OR (case_id = ANY ((SELECT opened_cases())::uuid[]) AND NOT kept_from_council)
    )
);
ALTER POLICY case_event_case ON case_event USING (
    EXISTS (SELECT FROM aid_case AS c WHERE c.id = case_id)
    AND ((SELECT current_kind()) = 'person' OR council_reads_event(case_id, seq))
);

-- Nothing goes before its day -----------------------------------------------------------------------------------------

-- Steps go 30 days after the end of their pathway, when the case is erased, or with the case; the rest with the case.
CREATE FUNCTION pathway_goes_when_due() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF NOT EXISTS (SELECT FROM aid_case AS c WHERE c.id = OLD.case_id AND c.erased_at IS NULL) THEN
            IF TG_TABLE_NAME = 'pathway_step' OR NOT EXISTS (SELECT FROM aid_case AS c WHERE c.id = OLD.case_id) THEN
                RETURN OLD;
            END IF;
        END IF;
        IF TG_TABLE_NAME <> 'handover' AND NOT EXISTS ( -- a step also goes with its pathway, which has its own rule
            SELECT FROM pathway AS p
            WHERE p.id = CASE TG_TABLE_NAME WHEN 'pathway' THEN OLD.id ELSE (to_jsonb(OLD) ->> 'pathway')::uuid END
                AND (p.ended_at IS NULL OR p.ended_at + interval '30 days' > clock_timestamp())
        ) THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'not before its day' USING ERRCODE = '23514', CONSTRAINT = TG_TABLE_NAME || '_goes_when_due';
END
$$;
CREATE TRIGGER pathway_goes_when_due BEFORE DELETE ON pathway
    FOR EACH ROW EXECUTE FUNCTION pathway_goes_when_due();
CREATE TRIGGER pathway_never_emptied BEFORE TRUNCATE ON pathway
    FOR EACH STATEMENT EXECUTE FUNCTION pathway_goes_when_due();
CREATE TRIGGER pathway_step_goes_when_due BEFORE DELETE ON pathway_step
    FOR EACH ROW EXECUTE FUNCTION pathway_goes_when_due();
CREATE TRIGGER pathway_step_never_emptied BEFORE TRUNCATE ON pathway_step
    FOR EACH STATEMENT EXECUTE FUNCTION pathway_goes_when_due();
CREATE TRIGGER handover_goes_when_due BEFORE DELETE ON handover
    FOR EACH ROW EXECUTE FUNCTION pathway_goes_when_due();
CREATE TRIGGER handover_never_emptied BEFORE TRUNCATE ON handover
    FOR EACH STATEMENT EXECUTE FUNCTION pathway_goes_when_due();

-- Who reads -----------------------------------------------------------------------------------------------------------

-- The living pathways of a council, for its list: no kind, no word; the next day, and how many steps await an answer.
CREATE FUNCTION council_pathways() RETURNS TABLE (case_id uuid, state text, next_day date, unanswered bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT p.case_id, p.state, min(s.first_day) FILTER (WHERE s.state = 'agreed'),
        count(*) FILTER (WHERE s.state = 'planned')
    FROM pathway AS p
    JOIN aid_case AS c ON c.id = p.case_id AND c.council = p.council
    LEFT JOIN pathway_step AS s ON s.pathway = p.id
    WHERE current_kind() = 'staff' AND p.council <> '' AND p.council = current_org() AND p.ended_at IS NULL
    GROUP BY p.id
    ORDER BY 3 NULLS LAST, p.case_id
    LIMIT 200
$$;

ALTER TABLE pathway ENABLE ROW LEVEL SECURITY;
ALTER TABLE pathway_step ENABLE ROW LEVEL SECURITY;
ALTER TABLE handover ENABLE ROW LEVEL SECURITY;

CREATE POLICY pathway_of_person ON pathway FOR SELECT TO relais_app USING (
    (SELECT current_kind()) = 'person' AND case_id = (SELECT current_case())
);
CREATE POLICY pathway_of_council ON pathway FOR SELECT TO relais_app USING (
    (SELECT current_kind()) = 'staff' AND council <> '' AND council = (SELECT current_org())
    AND EXISTS (SELECT FROM aid_case AS c WHERE c.id = case_id)
);
CREATE POLICY pathway_step_of_person ON pathway_step FOR SELECT TO relais_app USING (
    (SELECT current_kind()) = 'person' AND case_id = (SELECT current_case())
);
CREATE POLICY pathway_step_of_council ON pathway_step FOR SELECT TO relais_app USING (
    case_id = ANY ((SELECT opened_cases())::uuid[]) AND EXISTS (SELECT FROM pathway AS p WHERE p.id = pathway)
);
CREATE POLICY handover_of_person ON handover FOR SELECT TO relais_app USING (
    (SELECT current_kind()) = 'person' AND case_id = (SELECT current_case())
);
-- The council that hands a case over while it follows it; the one that received it afterwards.
CREATE POLICY handover_of_council ON handover FOR SELECT TO relais_app USING (
    (SELECT current_kind()) = 'staff'
    AND (from_council = (SELECT current_org()) OR (to_council = (SELECT current_org()) AND state = 'agreed'))
    AND EXISTS (SELECT FROM aid_case AS c WHERE c.id = case_id)
);

REVOKE ALL ON FUNCTION
hold_accompanied(uuid), hold_pathway(uuid), hold_step(uuid, integer), refuse_silent(text), heard_by(),
begin_pathway(uuid, uuid, text), agree_pathway(uuid, uuid, integer, text, text, text),
set_pathway_reminders(uuid, text, text), put_end_to_pathway(pathway, text, text), end_pathway(uuid, text),
complete_pathway(uuid), aid_case_ends_pathway(), refuse_strange_referral(uuid, uuid),
plan_step(uuid, uuid, integer, text, text, text, date, date, bytea, uuid),
change_step(uuid, uuid, integer, integer, text, text, text, date, date, bytea, uuid),
answer_step(uuid, uuid, integer, text, text, text), settle_step(uuid, uuid, integer, text), steps_to_remind(),
remind_step(uuid), propose_handover(uuid, uuid, text, uuid), cancel_handover(uuid), hand_case_over(handover, text[]),
answer_handover(uuid, text, text, text, text[]), handover_is_answered_once(), council_reads_event(uuid, bigint),
pathway_goes_when_due(), council_pathways()
FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
begin_pathway(uuid, uuid, text), agree_pathway(uuid, uuid, integer, text, text, text),
set_pathway_reminders(uuid, text, text), end_pathway(uuid, text), complete_pathway(uuid),
plan_step(uuid, uuid, integer, text, text, text, date, date, bytea, uuid),
change_step(uuid, uuid, integer, integer, text, text, text, date, date, bytea, uuid),
answer_step(uuid, uuid, integer, text, text, text), settle_step(uuid, uuid, integer, text),
propose_handover(uuid, uuid, text, uuid), cancel_handover(uuid), answer_handover(uuid, text, text, text, text[]),
council_reads_event(uuid, bigint), council_pathways()
TO relais_app;
GRANT EXECUTE ON FUNCTION steps_to_remind(), remind_step(uuid) TO relais_worker;
GRANT SELECT ON pathway, pathway_step, handover TO relais_app;

-- What each column is for, what it is, and how long it stays ----------------------------------------------------------

COMMENT ON TABLE pathway IS 'Parcours : un dossier dans le temps, tel que le médecin l''a accepté';
COMMENT ON COLUMN pathway.id IS 'reconnaître le parcours · technique · jusqu''à 30 jours après la fin du parcours';
COMMENT ON COLUMN pathway.case_id IS 'rattacher au dossier · technique · jusqu''à 30 jours après la fin du parcours';
COMMENT ON COLUMN pathway.council IS
'dire quel conseil accompagne · personnelle · jusqu''à 30 jours après la fin du parcours';
COMMENT ON COLUMN pathway.plan IS
'dire de quel plan on est parti · personnelle · jusqu''à 30 jours après la fin du parcours';
COMMENT ON COLUMN pathway.state IS 'dire où il en est · personnelle · jusqu''à 30 jours après la fin du parcours';
COMMENT ON COLUMN pathway.version IS
'ne pas agir sur une page dépassée · technique · jusqu''à 30 jours après la fin du parcours';
COMMENT ON COLUMN pathway.request IS
'ne faire qu''une fois un envoi répété · technique · jusqu''à 30 jours après la fin du parcours';
COMMENT ON COLUMN pathway.reminders IS
'rappeler comme le médecin l''a choisi · personnelle · jusqu''à 30 jours après la fin du parcours';
COMMENT ON COLUMN pathway.officer IS
'savoir quel compte suit le parcours · personnelle · jusqu''à 30 jours après la fin du parcours';
COMMENT ON COLUMN pathway.mode IS
'prouver comment le médecin a accepté · personnelle · jusqu''à 30 jours après la fin du parcours';
COMMENT ON COLUMN pathway.evidence IS
'prouver comment le médecin a accepté · personnelle · jusqu''à 30 jours après la fin du parcours';
COMMENT ON COLUMN pathway.recorded_by IS
'savoir quel compte a noté une parole · personnelle · jusqu''à 30 jours après la fin du parcours';
COMMENT ON COLUMN pathway.agreed_at IS
'prouver quand le médecin a accepté · personnelle · jusqu''à 30 jours après la fin du parcours';
COMMENT ON COLUMN pathway.made_at IS 'dater le début · technique · jusqu''à 30 jours après la fin du parcours';
COMMENT ON COLUMN pathway.state_at IS 'dater le dernier état · technique · jusqu''à 30 jours après la fin du parcours';
COMMENT ON COLUMN pathway.ended_at IS
'dater la fin, dont dépend l''effacement · technique · jusqu''à 30 jours après la fin du parcours';
COMMENT ON COLUMN pathway.ended_how IS
'dire comment il s''est terminé · personnelle · jusqu''à 30 jours après la fin du parcours';
COMMENT ON TABLE pathway_step IS 'Étapes d''un parcours : qui fait quoi, quand, et ce que le médecin en a dit';
COMMENT ON COLUMN pathway_step.id IS 'reconnaître l''étape · technique · jusqu''à 30 jours après la fin du parcours';
COMMENT ON COLUMN pathway_step.pathway IS
'rattacher au parcours · technique · jusqu''à 30 jours après la fin du parcours';
COMMENT ON COLUMN pathway_step.case_id IS
'rattacher au dossier · technique · jusqu''à 30 jours après la fin du parcours';
COMMENT ON COLUMN pathway_step.position IS 'ranger les étapes · technique · jusqu''à 30 jours après la fin du parcours';
COMMENT ON COLUMN pathway_step.kind IS
'dire de quelle sorte d''étape il s''agit · personnelle · jusqu''à 30 jours après la fin du parcours';
COMMENT ON COLUMN pathway_step.who IS 'dire qui la fait · personnelle · jusqu''à 30 jours après la fin du parcours';
COMMENT ON COLUMN pathway_step.who_slug IS
'nommer l''organisme ou le service qui la fait · personnelle · jusqu''à 30 jours après la fin du parcours';
COMMENT ON COLUMN pathway_step.first_day IS
'dire quand, et rappeler si le médecin l''a voulu · personnelle · jusqu''à 30 jours après la fin du parcours';
COMMENT ON COLUMN pathway_step.last_day IS 'dire quand · personnelle · jusqu''à 30 jours après la fin du parcours';
COMMENT ON COLUMN pathway_step.sealed IS
'garder ses mots, scellés sous la clé du dossier · personnelle · jusqu''à 30 jours après la fin du parcours';
COMMENT ON COLUMN pathway_step.referral IS
'montrer l''orientation qui la réalise · personnelle · jusqu''à 30 jours après la fin du parcours';
COMMENT ON COLUMN pathway_step.state IS
'dire où elle en est · personnelle · jusqu''à 30 jours après la fin du parcours';
COMMENT ON COLUMN pathway_step.version IS
'ne pas agir sur une page dépassée · technique · jusqu''à 30 jours après la fin du parcours';
COMMENT ON COLUMN pathway_step.request IS
'ne faire qu''une fois un envoi répété · technique · jusqu''à 30 jours après la fin du parcours';
COMMENT ON COLUMN pathway_step.mode IS
'prouver comment le médecin a répondu · personnelle · jusqu''à 30 jours après la fin du parcours';
COMMENT ON COLUMN pathway_step.evidence IS
'prouver comment le médecin a répondu · personnelle · jusqu''à 30 jours après la fin du parcours';
COMMENT ON COLUMN pathway_step.recorded_by IS
'savoir quel compte a noté une parole · personnelle · jusqu''à 30 jours après la fin du parcours';
COMMENT ON COLUMN pathway_step.answered_at IS
'prouver quand le médecin a répondu · personnelle · jusqu''à 30 jours après la fin du parcours';
COMMENT ON COLUMN pathway_step.reminded_at IS
'ne rappeler qu''une fois · technique · jusqu''à 30 jours après la fin du parcours';
COMMENT ON COLUMN pathway_step.made_at IS 'dater l''étape · technique · jusqu''à 30 jours après la fin du parcours';
COMMENT ON COLUMN pathway_step.state_at IS
'dater le dernier état · technique · jusqu''à 30 jours après la fin du parcours';
COMMENT ON TABLE handover IS
'Passages d''un dossier à un autre conseil ou à un autre référent, acceptés ou refusés par le médecin';
COMMENT ON COLUMN handover.id IS 'reconnaître le passage · technique · comme le dossier';
COMMENT ON COLUMN handover.case_id IS 'rattacher au dossier · technique · comme le dossier';
COMMENT ON COLUMN handover.from_council IS 'dire quel conseil propose · personnelle · comme le dossier';
COMMENT ON COLUMN handover.to_council IS 'dire à quel conseil · personnelle · comme le dossier';
COMMENT ON COLUMN handover.to_officer IS 'dire à quel compte du même conseil · personnelle · comme le dossier';
COMMENT ON COLUMN handover.state IS 'dire ce que le médecin a répondu · personnelle · comme le dossier';
COMMENT ON COLUMN handover.passes IS
'limiter ce que lit le nouveau conseil à ce que le médecin accepte · personnelle · comme le dossier';
COMMENT ON COLUMN handover.mode IS 'prouver comment le médecin a répondu · personnelle · comme le dossier';
COMMENT ON COLUMN handover.evidence IS 'prouver comment le médecin a répondu · personnelle · comme le dossier';
COMMENT ON COLUMN handover.proposed_by IS 'savoir quel compte a proposé · personnelle · comme le dossier';
COMMENT ON COLUMN handover.recorded_by IS 'savoir quel compte a noté une parole · personnelle · comme le dossier';
COMMENT ON COLUMN handover.proposed_at IS 'dater la proposition · technique · comme le dossier';
COMMENT ON COLUMN handover.answered_at IS 'prouver quand le médecin a répondu · personnelle · comme le dossier';
COMMENT ON COLUMN handover.told IS 'savoir depuis quel événement le nouveau conseil lit · technique · comme le dossier';
COMMENT ON COLUMN handover.agreed_in IS
'ne changer de conseil que dans cette transaction · technique · comme le dossier';
COMMENT ON COLUMN case_part.kept_from_council IS
'ne montrer au nouveau conseil que ce que le médecin accepte · technique · comme le dossier';
