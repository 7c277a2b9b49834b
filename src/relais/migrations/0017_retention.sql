-- What ends when: one table of rules, one function that says whether a row is due, one that removes what is. Moments
-- are the database's; nothing here can be asked for another row. Why each: docs/explanation/retention.md.

CREATE TABLE retention_rule (
    of_table text NOT NULL,
    since text NOT NULL, -- a column of that table; of a case: over (its last state), silent (its last act)
    lasts interval NOT NULL,
    what text NOT NULL, -- row: deleted; words: emptied; content, silence, file: of a case; own: by its slice's function
    CONSTRAINT retention_rule_pk PRIMARY KEY (of_table, since),
    CONSTRAINT retention_rule_what_known CHECK (what IN ('row', 'words', 'content', 'silence', 'file', 'own')),
    CONSTRAINT retention_rule_is_a_length CHECK (lasts >= interval '0'),
    -- L.123-22 of the code de commerce says ten years; RELAIS_FILE_YEARS, written by `relais migrate`, may say another.
    CONSTRAINT retention_rule_file_years CHECK (
        what <> 'file' OR lasts BETWEEN interval '1 year' AND interval '30 years'
    )
);
INSERT INTO retention_rule (of_table, since, lasts, what) VALUES
('aid_case', 'over', interval '30 days', 'content'),
('aid_case', 'silent', interval '365 days', 'silence'),
('national_file', 'over', interval '10 years', 'file'),
('national_file', 'untouched', interval '6 months', 'own'), -- file_is_untouched() of 0012
('case_opening', 'at', interval '12 months', 'row'),
('journal', 'at', interval '12 months', 'row'),
('sheet', 'ends_at', interval '0', 'row'),
('card', 'ends_at', interval '0', 'row'),
('note', 'due_at', interval '0', 'own'),
('slot_booking', 'action_over', interval '30 days', 'own'),
('pathway', 'ended_at', interval '30 days', 'own'),
('session', 'ends_at', interval '1 day', 'row'),
('attempt', 'since', interval '2 days', 'row'),
('invitation', 'expires_at', interval '30 days', 'row'),
('reset', 'proposed_at', interval '12 months', 'row'),
('reminder', 'made_at', interval '12 months', 'row'),
('absence', 'last_day', interval '12 months', 'row'),
('role_grant', 'ended_at', interval '12 months', 'row'),
('account', 'closed_at', interval '12 months', 'words'),
('error_report', 'decided_at', interval '12 months', 'row'),
('draft', 'saved_at', interval '90 days', 'row'),
('import_upload', 'made_at', interval '7 days', 'row'),
('outbox', 'sent_at', interval '30 days', 'row'),
('outbox', 'given_up_at', interval '12 months', 'row');

-- Months and days are those of Paris, whatever the session says.
CREATE FUNCTION is_due(of_table text, held jsonb) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET timezone = 'Europe/Paris'
    RETURN EXISTS (
        SELECT FROM retention_rule AS r
        WHERE r.of_table = is_due.of_table AND r.what IN ('row', 'words')
            AND (held ->> r.since)::timestamptz + r.lasts <= clock_timestamp()
    );
CREATE FUNCTION retention_of(of_table text, since text) RETURNS interval
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    RETURN (
        SELECT r.lasts FROM retention_rule AS r
        WHERE (r.of_table, r.since) = (retention_of.of_table, retention_of.since)
    );

-- What is kept as evidence goes on its day and not before, whoever asks.
CREATE FUNCTION row_goes_when_due() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF is_due(TG_TABLE_NAME, to_jsonb(OLD)) THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'not before its day' USING ERRCODE = '23514', CONSTRAINT = TG_TABLE_NAME || '_goes_when_due';
END
$$;
CREATE TRIGGER invitation_goes_when_due BEFORE DELETE ON invitation FOR EACH ROW EXECUTE FUNCTION row_goes_when_due();
CREATE TRIGGER reset_goes_when_due BEFORE DELETE ON reset FOR EACH ROW EXECUTE FUNCTION row_goes_when_due();
CREATE TRIGGER role_grant_goes_when_due BEFORE DELETE ON role_grant FOR EACH ROW EXECUTE FUNCTION row_goes_when_due();
CREATE TRIGGER reminder_goes_when_due BEFORE DELETE ON reminder FOR EACH ROW EXECUTE FUNCTION row_goes_when_due();
CREATE TRIGGER error_report_goes_when_due BEFORE DELETE ON error_report
    FOR EACH ROW EXECUTE FUNCTION row_goes_when_due();

-- The journal too: a line is never rewritten, and goes after its twelve months (CNIL: traces, six to twelve months).
CREATE OR REPLACE FUNCTION journal_is_append_only() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF is_due('journal', to_jsonb(OLD)) THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'the journal is never rewritten' USING ERRCODE = '23514', CONSTRAINT = 'journal_append_only';
END
$$;

-- Every row whose day has passed, by the rules; how many of each. A closed account loses its name and address and what
-- opened it: its number stays beside what it decided in the directory.
CREATE FUNCTION purge_rows() RETURNS TABLE (of_table text, gone bigint)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET timezone = 'Europe/Paris'
AS $$
DECLARE
    present CONSTANT timestamptz := clock_timestamp();
    rule retention_rule;
BEGIN
    FOR rule IN SELECT * FROM retention_rule AS r WHERE r.what = 'row' ORDER BY r.of_table, r.since LOOP
        EXECUTE format('DELETE FROM %I AS t WHERE t.%I + $1 <= $2', rule.of_table, rule.since)
        USING rule.lasts, present;
        of_table := rule.of_table;
        GET DIAGNOSTICS gone = ROW_COUNT;
        IF gone > 0 THEN
            RETURN NEXT;
        END IF;
    END LOOP;
    FOR of_table, gone IN
        VALUES
        ('account', empty_closed_accounts()), ('note', purge_notes()), ('slot_booking', purge_programme()),
        ('pathway', purge_pathways()), ('option_shown', empty_ended())
    LOOP
        IF gone > 0 THEN
            RETURN NEXT;
        END IF;
    END LOOP;
END
$$;
CREATE FUNCTION empty_closed_accounts() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    due uuid[] := ARRAY(
        SELECT a.id FROM account AS a
        WHERE a.closed_at IS NOT NULL AND a.name_sealed <> '' AND is_due('account', to_jsonb(a))
    );
BEGIN
    DELETE FROM password AS p WHERE p.account = ANY (due);
    DELETE FROM totp AS t WHERE t.account = ANY (due);
    DELETE FROM recovery_code AS c WHERE c.account = ANY (due);
    DELETE FROM passkey AS k WHERE k.account = ANY (due);
    DELETE FROM session AS s WHERE s.account = ANY (due);
    DELETE FROM draft AS d WHERE d.account = ANY (due);
    UPDATE account AS a
    SET email_key = sha256(convert_to(gen_random_uuid()::text, 'UTF8')), email_sealed = '', name_sealed = ''
    WHERE a.id = ANY (due);
    RETURN cardinality(due);
END
$$;

-- A case -------------------------------------------------------------------------------------------------------------

-- When what it holds ended: its last state, or that of the parcours that holds it. Thirty days later its content goes,
-- with the key that sealed it; the steps, in codes, stay until 30 June of the year after, for the yearly report.
ALTER TABLE aid_case
ADD COLUMN emptied_at timestamptz,
DROP CONSTRAINT aid_case_key_until_erased,
ADD CONSTRAINT aid_case_key_until_erased CHECK (
    CASE WHEN erased_at IS NULL THEN data_key_wrapped IS NOT NULL OR emptied_at IS NOT NULL
        ELSE data_key_wrapped IS NULL
    END
),
ADD CONSTRAINT aid_case_emptied_keeps_nothing CHECK (
    emptied_at IS NULL OR (alias_sealed IS NULL AND closed_at IS NOT NULL)
);
CREATE INDEX aid_case_to_empty ON aid_case (id) WHERE emptied_at IS NULL;

CREATE FUNCTION paris_day(at timestamptz) RETURNS date
    LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
    RETURN (at AT TIME ZONE 'Europe/Paris')::date;
CREATE FUNCTION skeleton_ends_on(day date) RETURNS date
    LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
    RETURN make_date(extract(year FROM day)::integer + 1, 6, 30);

-- A file that was decided is kept whole, as the accounting law says: years counted from the end of the year of its last
-- state (the closing of the accounts). One that never was ends as a request does.
CREATE FUNCTION file_was_decided(of_file uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    RETURN EXISTS (SELECT FROM file_event AS e WHERE e.file = of_file AND e.to_state = 'decided');
CREATE FUNCTION file_ends_on(state_at timestamptz) RETURNS date
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    RETURN (
        make_date(extract(year FROM paris_day(state_at))::integer, 12, 31) + retention_of('national_file', 'over')
    )::date;
-- Until when a file keeps this case, and its key; null when none does.
CREATE FUNCTION case_file_until(of_case uuid) RETURNS date
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    RETURN (
        SELECT max(file_ends_on(f.state_at)) FROM national_file AS f
        WHERE f.case_id = of_case AND file_was_decided(f.id)
    );
CREATE FUNCTION holds_a_file(of_case uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    RETURN coalesce(case_file_until(of_case) >= paris_day(clock_timestamp()), false);

-- What a case holds, each with when it ended; null while it lives. What was never sent ends with its case; what was sent
-- ends by itself (0007), and is waited for.
CREATE FUNCTION case_subjects(held aid_case) RETURNS TABLE (what text, id uuid, ended_at timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT 'referral', r.id, CASE
        WHEN r.state IN ('closed', 'withdrawn', 'cancelled', 'self_contact') THEN r.state_at
        WHEN r.state IN ('draft', 'options_shown', 'chosen', 'consented', 'declined') AND held.closed_at IS NOT NULL
            THEN greatest(r.state_at, held.closed_at)
    END
    FROM referral AS r WHERE r.case_id = held.id
    UNION ALL
    SELECT 'request', r.id, CASE WHEN r.state IN ('closed', 'withdrawn') THEN r.state_at END
    FROM aid_request AS r WHERE r.case_id = held.id
    UNION ALL
    SELECT 'file', f.id, CASE WHEN f.state IN ('paid', 'closed', 'withdrawn') THEN f.state_at END
    FROM national_file AS f WHERE f.case_id = held.id
    UNION ALL
    SELECT 'pathway', p.id, p.ended_at FROM pathway AS p WHERE p.case_id = held.id
$$;

-- The last act of a case: what retention does itself is none.
CREATE FUNCTION last_act_of(of_case uuid) RETURNS timestamptz
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    RETURN (
        SELECT e.at FROM case_event AS e
        WHERE e.case_id = of_case AND e.act NOT LIKE 'retention.%'
        ORDER BY e.seq DESC
        LIMIT 1
    );
-- The last day of a step to come, of a parcours that lives: until then it is not silent.
CREATE FUNCTION step_to_come_of(of_case uuid) RETURNS timestamptz
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET timezone = 'Europe/Paris'
    RETURN (
        SELECT max(s.last_day)::timestamptz FROM pathway_step AS s
        JOIN pathway AS p ON p.id = s.pathway
        WHERE p.case_id = of_case AND p.ended_at IS NULL AND s.state IN ('planned', 'agreed')
    );

-- When the case is over. One that nobody ends is over after a year of silence; one that was erased, at once.
CREATE FUNCTION case_over_at(held aid_case, last_act timestamptz) RETURNS timestamptz
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET timezone = 'Europe/Paris'
AS $$
    SELECT CASE
        WHEN held.erased_at IS NOT NULL THEN held.erased_at
        WHEN count(s.what) > count(s.ended_at) OR (count(s.what) = 0 AND held.closed_at IS NULL)
            THEN greatest(held.made_at, last_act, step_to_come_of(held.id)) + retention_of('aid_case', 'silent')
        ELSE greatest(max(s.ended_at), held.closed_at)
    END
    FROM (SELECT) AS one
    LEFT JOIN case_subjects(held) AS s ON true
$$;
-- When its content is due: null for a case that is not there.
CREATE FUNCTION content_due_at(of_case uuid) RETURNS timestamptz
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET timezone = 'Europe/Paris'
AS $$
    SELECT case_over_at(c, last_act_of(c.id))
        + CASE WHEN c.erased_at IS NULL THEN retention_of('aid_case', 'over') ELSE interval '0' END
    FROM aid_case AS c
    WHERE c.id = of_case
$$;
-- Whether what one referral, request or file said is due: thirty days after its own end, or that of the parcours of its
-- case; with its case at the latest.
CREATE FUNCTION subject_is_due(of_case uuid, subject uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET timezone = 'Europe/Paris'
AS $$
    SELECT coalesce(content_due_at(c.id) <= clock_timestamp(), false) OR coalesce((
        SELECT
            count(s.what) = count(s.ended_at)
            AND max(s.ended_at) + retention_of('aid_case', 'over') <= clock_timestamp()
        FROM case_subjects(c) AS s
        WHERE s.id = subject OR s.what = 'pathway'
    ), false)
    FROM aid_case AS c WHERE c.id = of_case
$$;

-- The end date follows each act, by the rule alone; the content goes when it is due, once. Named to come after
-- aid_case_written_once.
CREATE FUNCTION aid_case_ends_by_the_rule() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF NEW.emptied_at IS DISTINCT FROM OLD.emptied_at THEN
        IF OLD.emptied_at IS NOT NULL OR content_due_at(OLD.id) > clock_timestamp() THEN
            RAISE EXCEPTION 'not before its day' USING ERRCODE = '23514', CONSTRAINT = 'aid_case_emptied_when_due';
        END IF;
        NEW.emptied_at := now();
    END IF;
    IF NEW.emptied_at IS NOT NULL AND OLD.emptied_at IS NULL THEN
        NEW.ends_on := skeleton_ends_on(paris_day(case_over_at(OLD, last_act_of(OLD.id))));
    ELSIF NEW.emptied_at IS NULL
        AND (NEW.seq, NEW.closed_at, NEW.erased_at) IS DISTINCT FROM (OLD.seq, OLD.closed_at, OLD.erased_at)
    THEN
        NEW.ends_on := skeleton_ends_on(paris_day(case_over_at(NEW, clock_timestamp())));
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER aid_case_yearly_end BEFORE UPDATE ON aid_case
    FOR EACH ROW EXECUTE FUNCTION aid_case_ends_by_the_rule();

-- Of a referral, what goes is what the search answered (its reasons can tell a need); what stays is the steps, what was
-- consented to and what left. It goes with its case, or when its content is due.
CREATE OR REPLACE FUNCTION referral_row_stays() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    subject CONSTANT uuid := to_jsonb(OLD) ->> CASE TG_TABLE_NAME WHEN 'referral' THEN 'id' ELSE 'referral' END;
    of_case uuid;
BEGIN
    IF TG_TABLE_NAME = 'referral' THEN
        of_case := OLD.case_id;
    ELSE
        SELECT r.case_id INTO of_case FROM referral AS r WHERE r.id = subject;
    END IF;
    IF TG_OP = 'DELETE' AND NOT EXISTS (SELECT FROM aid_case AS c WHERE c.id = of_case) THEN
        RETURN OLD; -- its case was purged, which has its own rule
    END IF;
    IF TG_OP = 'DELETE' THEN
        IF only_its_file_is_kept(of_case)
            OR (TG_TABLE_NAME = 'option_shown' AND subject_is_due(of_case, subject))
        THEN
            RETURN OLD;
        END IF;
    ELSIF TG_TABLE_NAME = 'choice' THEN
        IF to_jsonb(NEW) = to_jsonb(OLD) || '{"option": null}' AND subject_is_due(of_case, subject) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'never rewritten' USING ERRCODE = '23514', CONSTRAINT = TG_TABLE_NAME || '_append_only';
END
$$;

-- Nothing is shown nor moved towards somebody in a case that was emptied; withdrawing always succeeds. A file that was
-- decided is whole, and may be appealed against.
CREATE FUNCTION nothing_new_once_emptied() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    emptied timestamptz;
BEGIN
    IF TG_TABLE_NAME = 'case_part' THEN
        SELECT c.emptied_at INTO emptied FROM aid_case AS c WHERE c.id = NEW.case_id;
    ELSIF TG_TABLE_NAME = 'file_event' THEN
        SELECT c.emptied_at INTO emptied
        FROM national_file AS f
        JOIN aid_case AS c ON c.id = f.case_id
        WHERE f.id = NEW.file AND NOT file_was_decided(f.id);
    ELSE
        SELECT c.emptied_at INTO emptied
        FROM referral AS r
        JOIN aid_case AS c ON c.id = r.case_id
        WHERE r.id = NEW.referral;
    END IF;
    IF emptied IS NOT NULL THEN
        RAISE EXCEPTION 'over' USING ERRCODE = '23514', CONSTRAINT = TG_TABLE_NAME || '_of_a_case_not_over';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER case_part_of_a_case_not_over BEFORE INSERT OR UPDATE ON case_part
    FOR EACH ROW EXECUTE FUNCTION nothing_new_once_emptied();
CREATE TRIGGER option_shown_of_a_case_not_over BEFORE INSERT ON option_shown
    FOR EACH ROW EXECUTE FUNCTION nothing_new_once_emptied();
CREATE TRIGGER referral_event_of_a_case_not_over BEFORE INSERT ON referral_event
    FOR EACH ROW WHEN (NEW.to_state NOT IN ('withdrawn', 'cancelled', 'expired', 'closed'))
    EXECUTE FUNCTION nothing_new_once_emptied();
CREATE TRIGGER file_event_of_a_case_not_over BEFORE INSERT ON file_event
    FOR EACH ROW WHEN (NEW.to_state <> 'withdrawn') EXECUTE FUNCTION nothing_new_once_emptied();

-- Whether nothing but that file keeps the case: its steps are due.
CREATE FUNCTION only_its_file_is_kept(of_case uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET timezone = 'Europe/Paris'
    RETURN holds_a_file(of_case) AND EXISTS (
        SELECT FROM aid_case AS c WHERE c.id = of_case AND c.emptied_at IS NOT NULL AND c.ends_on < CURRENT_DATE
    );

-- What one referral, request or undecided file said; how many rows.
CREATE FUNCTION empty_subject(kind text, subject uuid) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    gone bigint := 0;
    more bigint;
BEGIN
    IF kind = 'referral' THEN
        UPDATE choice AS c SET option = NULL WHERE c.referral = subject AND c.option IS NOT NULL;
        DELETE FROM option_shown AS o WHERE o.referral = subject;
        GET DIAGNOSTICS gone = ROW_COUNT;
    ELSIF kind = 'request' THEN
        UPDATE aid_request AS r
        SET reach = CASE WHEN r.state IN ('closed', 'withdrawn') THEN '' ELSE r.reach END, fingerprint = NULL,
            marks = '{}'
        WHERE r.id = subject AND (r.reach <> '' OR r.fingerprint IS NOT NULL OR r.marks <> '{}');
        GET DIAGNOSTICS gone = ROW_COUNT;
    ELSIF kind = 'file' AND NOT file_was_decided(subject) THEN
        UPDATE file_opinion AS o SET sealed = NULL WHERE o.file = subject AND o.sealed IS NOT NULL;
        DELETE FROM attachment AS a WHERE a.file = subject;
        GET DIAGNOSTICS gone = ROW_COUNT;
        DELETE FROM file_piece AS p WHERE p.file = subject;
        DELETE FROM file_section AS s WHERE s.file = subject;
        GET DIAGNOSTICS more = ROW_COUNT;
        gone := gone + more;
    END IF;
    RETURN gone;
END
$$;

-- What ended thirty days ago in cases that go on; how many rows. Cases that someone holds are left for the next time.
CREATE FUNCTION empty_ended() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    one record;
    gone bigint := 0;
BEGIN
    FOR one IN
        SELECT c.id AS of_case, s.what, s.id
        FROM aid_case AS c
        CROSS JOIN LATERAL case_subjects(c) AS s
        WHERE c.emptied_at IS NULL AND s.what <> 'pathway'
            AND s.ended_at + retention_of('aid_case', 'over') <= clock_timestamp()
        ORDER BY c.id
    LOOP
        PERFORM FROM aid_case AS c WHERE c.id = one.of_case FOR NO KEY UPDATE SKIP LOCKED;
        IF FOUND AND subject_is_due(one.of_case, one.id) THEN
            gone := gone + empty_subject(one.what, one.id);
        END IF;
    END LOOP;
    RETURN gone;
END
$$;

-- A parcours that ended, with its steps.
CREATE FUNCTION purge_pathways() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET timezone = 'Europe/Paris'
AS $$
DECLARE
    due uuid[] := ARRAY(
        SELECT p.id FROM pathway AS p
        WHERE p.ended_at + retention_of('pathway', 'ended_at') <= statement_timestamp()
    );
BEGIN
    DELETE FROM pathway_step AS s WHERE s.pathway = ANY (due);
    DELETE FROM pathway AS p WHERE p.id = ANY (due);
    RETURN cardinality(due);
END
$$;

-- The content of one case goes, and its key when nothing else is sealed with it; the chain says so.
CREATE FUNCTION empty_case(of_case uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    DELETE FROM case_part AS p WHERE p.case_id = of_case;
    PERFORM empty_subject(s.what, s.id)
    FROM aid_case AS c
    CROSS JOIN LATERAL case_subjects(c) AS s
    WHERE c.id = of_case;
    UPDATE aid_case AS c
    SET emptied_at = now(), closed_at = coalesce(c.closed_at, now()), alias_sealed = NULL,
        data_key_wrapped = CASE WHEN holds_a_file(c.id) THEN c.data_key_wrapped END
    WHERE c.id = of_case;
    PERFORM chain_case_event(of_case, 'retention.emptied');
END
$$;

-- The ends of these chains, for the file of anchors.
CREATE FUNCTION chain_ends(of_cases uuid[]) RETURNS TABLE (case_id uuid, hash bytea, seq bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT c.id, coalesce(e.hash, ''), c.seq
    FROM aid_case AS c
    LEFT JOIN case_event AS e ON e.case_id = c.id AND e.seq = c.seq
    WHERE c.id = ANY (of_cases)
    ORDER BY c.id
$$;

-- Cases whose content is due; the end of each chain, for the file of anchors, which is written before the transaction
-- ends. Those that someone holds are left for the next time.
CREATE FUNCTION empty_due(at_most integer DEFAULT 500) RETURNS TABLE (case_id uuid, hash bytea, seq bigint)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    due uuid[] := ARRAY(
        SELECT c.id FROM aid_case AS c
        WHERE c.emptied_at IS NULL AND content_due_at(c.id) <= clock_timestamp()
        ORDER BY c.id
        LIMIT at_most
        FOR UPDATE SKIP LOCKED
    );
BEGIN
    due := ARRAY(SELECT c.id FROM unnest(due) AS c (id) WHERE content_due_at(c.id) <= clock_timestamp());
    PERFORM empty_case(c.id) FROM unnest(due) AS c (id);
    RETURN QUERY SELECT * FROM chain_ends(due);
END
$$;

-- The steps, in codes, of cases that only a file keeps: they go on their 30 June as those of the others. What the chain
-- tells stays with the file: a chain is not shortened.
CREATE FUNCTION thin_due(at_most integer DEFAULT 500) RETURNS TABLE (case_id uuid, hash bytea, seq bigint)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    due uuid[] := ARRAY(
        SELECT c.id FROM aid_case AS c
        WHERE c.emptied_at IS NOT NULL AND c.ends_on < paris_day(clock_timestamp()) AND only_its_file_is_kept(c.id)
            AND (
                EXISTS (SELECT FROM referral AS r WHERE r.case_id = c.id)
                OR EXISTS (SELECT FROM aid_request AS r WHERE r.case_id = c.id)
                OR EXISTS (SELECT FROM handover AS h WHERE h.case_id = c.id)
            )
        ORDER BY c.id
        LIMIT at_most
        FOR UPDATE SKIP LOCKED
    );
BEGIN
    DELETE FROM referral AS r WHERE r.case_id = ANY (due);
    DELETE FROM aid_request AS r WHERE r.case_id = ANY (due);
    DELETE FROM handover AS h WHERE h.case_id = ANY (due);
    PERFORM chain_case_event(c.id, 'retention.thinned') FROM unnest(due) AS c (id);
    RETURN QUERY SELECT * FROM chain_ends(due);
END
$$;

-- A whole case, after its day and that of its file, whoever asks; who opened it, after twelve months too. As in 0006, a
-- day is one of Paris.
CREATE OR REPLACE FUNCTION aid_case_goes_when_due() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET timezone = 'Europe/Paris'
AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF TG_TABLE_NAME = 'aid_case' THEN
            IF OLD.ends_on < CURRENT_DATE AND NOT holds_a_file(OLD.id) THEN
                RETURN OLD;
            END IF;
        ELSIF (TG_TABLE_NAME = 'case_opening' AND is_due('case_opening', to_jsonb(OLD))) OR EXISTS (
            SELECT FROM aid_case AS c
            WHERE c.id = OLD.case_id AND c.ends_on < CURRENT_DATE AND NOT holds_a_file(c.id)
        ) THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'not before its day' USING ERRCODE = '23514', CONSTRAINT = TG_TABLE_NAME || '_goes_when_due';
END
$$;
CREATE OR REPLACE FUNCTION purge_due(at_most integer DEFAULT 500)
RETURNS TABLE (case_id uuid, hash bytea, seq bigint)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET timezone = 'Europe/Paris'
AS $$
DECLARE
    due uuid[] := ARRAY(
        SELECT c.id FROM aid_case AS c WHERE c.ends_on < CURRENT_DATE AND NOT holds_a_file(c.id)
        ORDER BY c.ends_on, c.id
        LIMIT at_most
        FOR UPDATE SKIP LOCKED
    );
BEGIN
    RETURN QUERY SELECT * FROM chain_ends(due);
    DELETE FROM case_opening AS o WHERE o.case_id = ANY (due);
    DELETE FROM case_event AS e WHERE e.case_id = ANY (due);
    DELETE FROM case_part AS p WHERE p.case_id = ANY (due);
    DELETE FROM aid_case AS c WHERE c.id = ANY (due);
END
$$;

-- As in 0010, 0012 and 0015; and the steps of a case that only its file keeps, the words of an opinion that is due.
CREATE OR REPLACE FUNCTION request_row_stays() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF TG_TABLE_NAME = 'aid_request' THEN
            PERFORM FROM aid_case AS c WHERE c.id = OLD.case_id AND NOT only_its_file_is_kept(c.id);
        ELSE
            PERFORM FROM aid_request AS r WHERE r.id = OLD.request;
        END IF;
        IF NOT FOUND THEN
            RETURN OLD; -- its case was purged, which has its own rule
        END IF;
    END IF;
    RAISE EXCEPTION 'never rewritten' USING ERRCODE = '23514', CONSTRAINT = TG_TABLE_NAME || '_append_only';
END
$$;
CREATE OR REPLACE FUNCTION file_row_stays() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF TG_TABLE_NAME = 'national_file' THEN
            PERFORM FROM aid_case AS c WHERE c.id = OLD.case_id;
        ELSE
            PERFORM FROM national_file AS f WHERE f.id = OLD.file;
        END IF;
        IF NOT FOUND THEN
            RETURN OLD; -- its case was purged, which has its own rule
        END IF;
    ELSIF TG_TABLE_NAME = 'file_opinion' THEN
        IF to_jsonb(NEW) = jsonb_set(to_jsonb(OLD), '{sealed}', 'null') AND EXISTS (
            SELECT FROM national_file AS f JOIN aid_case AS c ON c.id = f.case_id
            WHERE f.id = OLD.file
                AND (c.erased_at IS NOT NULL OR (NOT file_was_decided(f.id) AND subject_is_due(c.id, f.id)))
        ) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'never rewritten' USING ERRCODE = '23514', CONSTRAINT = TG_TABLE_NAME || '_append_only';
END
$$;
CREATE OR REPLACE FUNCTION pathway_goes_when_due() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF NOT EXISTS (SELECT FROM aid_case AS c WHERE c.id = OLD.case_id AND c.erased_at IS NULL) THEN
            IF TG_TABLE_NAME = 'pathway_step' OR NOT EXISTS (SELECT FROM aid_case AS c WHERE c.id = OLD.case_id) THEN
                RETURN OLD;
            END IF;
        END IF;
        IF TG_TABLE_NAME = 'handover' THEN
            IF only_its_file_is_kept(OLD.case_id) THEN
                RETURN OLD;
            END IF;
        ELSIF NOT EXISTS ( -- a step also goes with its pathway, which has its own rule
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

-- Until when what is held of a case is kept, for the person and who follows it. `going_on`: what it holds lives, and the
-- days are those of a silence that begins now.
CREATE FUNCTION case_keeping(of_case uuid) RETURNS TABLE (
    going_on boolean, content_until date, emptied_on date, steps_until date, file_until date
)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT
        c.emptied_at IS NULL AND (
            SELECT count(s.what) > count(s.ended_at) OR (count(s.what) = 0 AND c.closed_at IS NULL)
            FROM case_subjects(c) AS s
        ),
        paris_day(content_due_at(c.id)), paris_day(c.emptied_at), c.ends_on, case_file_until(c.id)
    FROM aid_case AS c
    WHERE c.id = of_case AND acts_on_case(c.id)
$$;

-- An absence goes with the role it is of.
ALTER TABLE absence
DROP CONSTRAINT absence_of_grant,
ADD CONSTRAINT absence_of_grant FOREIGN KEY (grant_id) REFERENCES role_grant (id) ON DELETE CASCADE;

REVOKE ALL ON FUNCTION is_due, retention_of, row_goes_when_due, purge_rows, empty_closed_accounts, file_was_decided,
file_ends_on, case_file_until, holds_a_file, case_subjects, last_act_of, step_to_come_of, case_over_at, content_due_at,
subject_is_due, aid_case_ends_by_the_rule, nothing_new_once_emptied, only_its_file_is_kept, empty_subject, empty_ended, purge_pathways,
empty_case, chain_ends, empty_due, thin_due, case_keeping
FROM PUBLIC;
GRANT EXECUTE ON FUNCTION case_keeping TO relais_app;
GRANT EXECUTE ON FUNCTION purge_rows TO relais_worker, relais_purge;
GRANT EXECUTE ON FUNCTION empty_due, thin_due TO relais_purge;
-- The rules alone say what goes: no account deletes by itself.
REVOKE DELETE ON invitation FROM relais_worker;

-- What each column is for, what it is, how long it is kept. docs/reference/retention.md is made from these.
COMMENT ON TABLE directory_version IS 'Numéro de l''annuaire publié.';
COMMENT ON COLUMN directory_version.single IS 'une seule ligne · technique · toujours';
COMMENT ON COLUMN directory_version.epoch IS 'distinguer deux bases de même numéro · technique · toujours';
COMMENT ON COLUMN directory_version.number IS 'savoir ce qui a changé depuis · technique · toujours';
COMMENT ON COLUMN directory_version.published_at IS 'dire l''âge de l''annuaire · technique · toujours';
COMMENT ON COLUMN directory_version.taken_by IS 'une seule publication à la fois · technique · toujours';

COMMENT ON TABLE publication IS 'Publications de l''annuaire.';
COMMENT ON COLUMN publication.number IS 'ordre des publications · publique · toujours';
COMMENT ON COLUMN publication.published_at IS 'montrer l''annuaire d''un jour donné · publique · toujours';
COMMENT ON COLUMN publication.cause IS 'dire ce qui a causé la publication · publique · toujours';

COMMENT ON TABLE fact IS 'Chaque valeur publiée de l''annuaire, avec sa source.';
COMMENT ON COLUMN fact.subject_kind IS 'de quoi parle la valeur : organisme, structure, contact · publique · toujours';
COMMENT ON COLUMN fact.subject_id IS 'nom court de ce dont elle parle · publique · toujours';
COMMENT ON COLUMN fact.slug IS 'retrouver les valeurs d''une fiche · publique · toujours';
COMMENT ON COLUMN fact.field IS 'quelle information · publique · toujours';
COMMENT ON COLUMN fact.value IS 'valeur publiée · publique · toujours';
COMMENT ON COLUMN fact.origin IS 'd''où elle est entrée · publique · toujours';
COMMENT ON COLUMN fact.source_label IS 'dire la source · publique · toujours';
COMMENT ON COLUMN fact.source_url IS 'mener à la source · publique · toujours';
COMMENT ON COLUMN fact.source_date_text IS 'date de la source, telle qu''elle est dite · publique · toujours';
COMMENT ON COLUMN fact.source_from IS 'âge de la source · publique · toujours';
COMMENT ON COLUMN fact.source_to IS 'âge de la source · publique · toujours';
COMMENT ON COLUMN fact.note IS 'précision sur la valeur · publique · toujours';
COMMENT ON COLUMN fact.state IS 'dire si elle est confirmée · publique · toujours';
COMMENT ON COLUMN fact.confirmed_by IS 'fonction qui l''a confirmée, jamais un nom · publique · toujours';
COMMENT ON COLUMN fact.confirmed_how IS 'comment elle a été confirmée · publique · toujours';
COMMENT ON COLUMN fact.confirmed_at IS 'compter la fin de la confirmation · publique · toujours';
COMMENT ON COLUMN fact.version_from IS 'première publication qui la montre · publique · toujours';
COMMENT ON COLUMN fact.version_to IS 'première publication qui ne la montre plus · publique · toujours';
COMMENT ON COLUMN fact.doubted_at IS 'depuis quand un numéro est signalé faux · publique · toujours';

COMMENT ON TABLE organization IS 'Organismes de l''annuaire.';
COMMENT ON COLUMN organization.slug IS 'adresse de la page · publique · toujours';
COMMENT ON COLUMN organization.name IS 'nom de l''organisme · publique · toujours';
COMMENT ON COLUMN organization.charter IS 'signature de la charte du réseau · publique · toujours';
COMMENT ON COLUMN organization.convention IS 'signature de la convention de 2017 · publique · toujours';
COMMENT ON COLUMN organization.independent IS 'indépendance de l''Ordre · publique · toujours';
COMMENT ON COLUMN organization.council_of IS 'département, pour un conseil · publique · toujours';
COMMENT ON COLUMN organization.version IS 'dernière publication qui le change · technique · toujours';

COMMENT ON TABLE service IS 'Structures d''aide de l''annuaire.';
COMMENT ON COLUMN service.slug IS 'adresse de la page · publique · toujours';
COMMENT ON COLUMN service.organization IS 'organisme qui la tient · publique · toujours';
COMMENT ON COLUMN service.name IS 'nom de la structure · publique · toujours';
COMMENT ON COLUMN service.acronym IS 'la trouver par son sigle · publique · toujours';
COMMENT ON COLUMN service.aliases IS 'la trouver par ses autres noms · publique · toujours';
COMMENT ON COLUMN service.kind IS 'nature de l''aide · publique · toujours';
COMMENT ON COLUMN service.description IS 'présentation · publique · toujours';
COMMENT ON COLUMN service.needs IS 'la trouver par un besoin · publique · toujours';
COMMENT ON COLUMN service.audiences IS 'à qui elle s''adresse · publique · toujours';
COMMENT ON COLUMN service.audience_note IS 'précision sur les publics · publique · toujours';
COMMENT ON COLUMN service.coverage_note IS 'précision sur le territoire · publique · toujours';
COMMENT ON COLUMN service.anonymous IS 'dire si l''anonymat est tenu · publique · toujours';
COMMENT ON COLUMN service.free IS 'dire si c''est gratuit · publique · toujours';
COMMENT ON COLUMN service.dedicated IS 'dire si c''est réservé aux soignants · publique · toujours';
COMMENT ON COLUMN service.address IS 'y aller · publique · toujours';
COMMENT ON COLUMN service.postcode IS 'y aller · publique · toujours';
COMMENT ON COLUMN service.city IS 'y aller · publique · toujours';
COMMENT ON COLUMN service.commune IS 'mesurer la distance · publique · toujours';
COMMENT ON COLUMN service.departement IS 'mesurer la distance, exclure un département · publique · toujours';
COMMENT ON COLUMN service.lat IS 'mesurer la distance · publique · toujours';
COMMENT ON COLUMN service.lon IS 'mesurer la distance · publique · toujours';
COMMENT ON COLUMN service.location_precision IS 'ne pas faire croire à une adresse exacte · publique · toujours';
COMMENT ON COLUMN service.admission IS 'par qui l''on est admis · publique · toujours';
COMMENT ON COLUMN service.admission_note IS 'précision sur l''admission · publique · toujours';
COMMENT ON COLUMN service.last_seen_open IS 'dire quand on l''a vue ouverte · publique · toujours';
COMMENT ON COLUMN service.capacity_note IS 'dire sa capacité · publique · toujours';
COMMENT ON COLUMN service.languages IS 'langues parlées · publique · toujours';
COMMENT ON COLUMN service.accessibility IS 'accès des personnes handicapées · publique · toujours';
COMMENT ON COLUMN service.message IS 'annonce de la structure · publique · toujours';
COMMENT ON COLUMN service.closure_from IS 'début d''une fermeture · publique · toujours';
COMMENT ON COLUMN service.closure_to IS 'fin d''une fermeture · publique · toujours';
COMMENT ON COLUMN service.closed_on IS 'jour de la fermeture définitive · publique · toujours';
COMMENT ON COLUMN service.replaced_by IS 'mener à ce qui la remplace · publique · toujours';
COMMENT ON COLUMN service.state IS 'dire si elle est confirmée · publique · toujours';
COMMENT ON COLUMN service.retired IS 'sa source ne la tient plus · technique · toujours';
COMMENT ON COLUMN service.version IS 'dernière publication qui la change · technique · toujours';

COMMENT ON TABLE schedule IS 'Horaires des structures.';
COMMENT ON COLUMN schedule.service IS 'structure · publique · toujours';
COMMENT ON COLUMN schedule.hours IS 'dire si c''est ouvert maintenant · publique · toujours';
COMMENT ON COLUMN schedule.hours_note IS 'précision sur les horaires · publique · toujours';

COMMENT ON TABLE service_area IS 'Territoires des structures.';
COMMENT ON COLUMN service_area.service IS 'structure · publique · toujours';
COMMENT ON COLUMN service_area.departement IS 'département couvert, ou toute la France · publique · toujours';

COMMENT ON TABLE contact IS 'Moyens de joindre les structures, jamais une personne.';
COMMENT ON COLUMN contact.id IS 'nommer le contact · technique · toujours';
COMMENT ON COLUMN contact.service IS 'structure · publique · toujours';
COMMENT ON COLUMN contact.kind IS 'téléphone, courriel ou site · publique · toujours';
COMMENT ON COLUMN contact."position" IS 'ordre à l''écran · publique · toujours';
COMMENT ON COLUMN contact.value IS 'moyen de joindre, tel qu''il est dit · publique · toujours';
COMMENT ON COLUMN contact.e164 IS 'numéro à composer · publique · toujours';
COMMENT ON COLUMN contact.toll IS 'dire ce que coûte l''appel · publique · toujours';
COMMENT ON COLUMN contact.purpose IS
'pour demander de l''aide, ou pour l''administration seulement · publique · toujours';
COMMENT ON COLUMN contact.state IS 'dire s''il est confirmé · publique · toujours';

COMMENT ON TABLE retired_number IS 'Numéros à ne plus jamais donner.';
COMMENT ON COLUMN retired_number.digits IS 'reconnaître le numéro tapé · publique · toujours';
COMMENT ON COLUMN retired_number.display IS 'le montrer · publique · toujours';
COMMENT ON COLUMN retired_number.never IS 'jamais une ligne d''aide aux médecins · publique · toujours';
COMMENT ON COLUMN retired_number.replaced_by IS 'donner le bon · publique · toujours';
COMMENT ON COLUMN retired_number.was IS 'ce que c''était · publique · toujours';
COMMENT ON COLUMN retired_number.source_label IS 'dire la source · publique · toujours';
COMMENT ON COLUMN retired_number.source_date_text IS 'date de la source · publique · toujours';

COMMENT ON TABLE slug_history IS 'Anciennes adresses de pages.';
COMMENT ON COLUMN slug_history.old_slug IS 'adresse d''avant · publique · toujours';
COMMENT ON COLUMN slug_history.slug IS 'adresse d''aujourd''hui · publique · toujours';
COMMENT ON COLUMN slug_history.cause IS 'pourquoi elle a changé · publique · toujours';

COMMENT ON TABLE change_request IS 'Changements de l''annuaire proposés.';
COMMENT ON COLUMN change_request.id IS 'nommer la proposition · technique · toujours';
COMMENT ON COLUMN change_request.service IS 'fiche concernée · publique · toujours';
COMMENT ON COLUMN change_request.origin IS 'd''où vient la proposition · publique · toujours';
COMMENT ON COLUMN change_request.made_at IS 'ordre et âge de la proposition · journal · toujours';
COMMENT ON COLUMN change_request.made_by IS 'compte qui propose : un autre décide · journal · toujours';
COMMENT ON COLUMN change_request.made_as IS 'fonction qui propose · journal · toujours';
COMMENT ON COLUMN change_request.batch IS 'décider un import d''un coup · technique · toujours';
COMMENT ON COLUMN change_request.why IS 'pourquoi, en une phrase sur l''annuaire · publique · toujours';

COMMENT ON TABLE change_request_line IS 'Valeurs proposées.';
COMMENT ON COLUMN change_request_line.request IS 'proposition · technique · toujours';
COMMENT ON COLUMN change_request_line.subject_kind IS 'de quoi parle la valeur · publique · toujours';
COMMENT ON COLUMN change_request_line.subject_id IS 'nom court de ce dont elle parle · publique · toujours';
COMMENT ON COLUMN change_request_line.field IS 'quelle information · publique · toujours';
COMMENT ON COLUMN change_request_line.fact_version IS 'valeur remplacée · technique · toujours';
COMMENT ON COLUMN change_request_line.proposed IS 'valeur proposée · publique · toujours';
COMMENT ON COLUMN change_request_line.state IS 'état qu''elle aurait · publique · toujours';
COMMENT ON COLUMN change_request_line.source_label IS 'source proposée · publique · toujours';
COMMENT ON COLUMN change_request_line.source_url IS 'adresse de la source · publique · toujours';
COMMENT ON COLUMN change_request_line.source_date_text IS 'date de la source · publique · toujours';
COMMENT ON COLUMN change_request_line.note IS 'précision · publique · toujours';
COMMENT ON COLUMN change_request_line.status IS 'où en est la décision · publique · toujours';
COMMENT ON COLUMN change_request_line.purpose IS 'combien de personnes décident · technique · toujours';
COMMENT ON COLUMN change_request_line.made_by IS 'compte qui propose : un autre décide · journal · toujours';
COMMENT ON COLUMN change_request_line.decided_by IS 'compte qui a décidé · journal · toujours';
COMMENT ON COLUMN change_request_line.decided_at IS 'quand c''est décidé · journal · toujours';
COMMENT ON COLUMN change_request_line.decision_reason IS
'pourquoi, en une phrase sur l''annuaire · publique · toujours';

COMMENT ON TABLE call_back IS 'Ce qu''un appel de vérification a établi.';
COMMENT ON COLUMN call_back.id IS 'nommer l''appel · technique · toujours';
COMMENT ON COLUMN call_back.service IS 'fiche vérifiée · publique · toujours';
COMMENT ON COLUMN call_back.subject_kind IS 'de quoi on parlait · publique · toujours';
COMMENT ON COLUMN call_back.subject_id IS 'nom court de ce dont on parlait · publique · toujours';
COMMENT ON COLUMN call_back.field IS 'quelle information · publique · toujours';
COMMENT ON COLUMN call_back.made_by IS 'compte qui a appelé · journal · toujours';
COMMENT ON COLUMN call_back.reached IS 'fonction jointe, jamais un nom · journal · toujours';
COMMENT ON COLUMN call_back.reached_at IS 'quand on a appelé · journal · toujours';
COMMENT ON COLUMN call_back.read_back IS 'valeur relue au téléphone · publique · toujours';
COMMENT ON COLUMN call_back.request IS 'proposition que l''appel décide · technique · toujours';
COMMENT ON COLUMN call_back.version IS 'publication qui en est venue · technique · toujours';
COMMENT ON COLUMN call_back.recorded_at IS 'quand c''est écrit · journal · toujours';

COMMENT ON TABLE error_report IS 'Erreurs signalées sur l''annuaire.';
COMMENT ON COLUMN error_report.id IS 'nommer le signalement · technique · jusqu''à 12 mois après la décision';
COMMENT ON COLUMN error_report.service IS 'fiche signalée · publique · jusqu''à 12 mois après la décision';
COMMENT ON COLUMN error_report.contact IS 'contact signalé · publique · jusqu''à 12 mois après la décision';
COMMENT ON COLUMN error_report.motive IS 'motif, d''une liste fermée · publique · jusqu''à 12 mois après la décision';
COMMENT ON COLUMN error_report.comment IS
'précision sur l''annuaire, codes de suivi refusés · personnelle · jusqu''à 12 mois après la décision';
COMMENT ON COLUMN error_report.made_by IS
'compte qui signale, jamais montré · personnelle · jusqu''à 12 mois après la décision';
COMMENT ON COLUMN error_report.made_as IS 'fonction qui signale · journal · jusqu''à 12 mois après la décision';
COMMENT ON COLUMN error_report.made_at IS 'âge du signalement · journal · jusqu''à 12 mois après la décision';
COMMENT ON COLUMN error_report.decided_by IS 'compte qui a décidé · journal · jusqu''à 12 mois après la décision';
COMMENT ON COLUMN error_report.decided_at IS 'quand c''est décidé · journal · jusqu''à 12 mois après la décision';
COMMENT ON COLUMN error_report.outcome IS 'suite donnée · journal · jusqu''à 12 mois après la décision';

COMMENT ON TABLE draft IS 'Formulaire commencé dans un espace.';
COMMENT ON COLUMN draft.account IS 'à qui il est · personnelle · jusqu''à l''envoi, ou 90 jours';
COMMENT ON COLUMN draft.service IS 'fiche concernée · publique · jusqu''à l''envoi, ou 90 jours';
COMMENT ON COLUMN draft.field IS 'quelle information · publique · jusqu''à l''envoi, ou 90 jours';
COMMENT ON COLUMN draft."position" IS 'quel contact · technique · jusqu''à l''envoi, ou 90 jours';
COMMENT ON COLUMN draft.typed IS 'ce qui est tapé · personnelle · jusqu''à l''envoi, ou 90 jours';
COMMENT ON COLUMN draft.base_version IS
'voir qu''un autre a changé entre-temps · technique · jusqu''à l''envoi, ou 90 jours';
COMMENT ON COLUMN draft.saved_at IS 'compter les 90 jours · technique · jusqu''à l''envoi, ou 90 jours';

COMMENT ON TABLE reminder IS 'Rappels envoyés pour confirmer une fiche.';
COMMENT ON COLUMN reminder.id IS 'nommer le rappel · technique · 12 mois';
COMMENT ON COLUMN reminder.token_key IS 'reconnaître le lien, par empreinte · technique · 12 mois';
COMMENT ON COLUMN reminder.service IS 'fiche à confirmer · publique · 12 mois';
COMMENT ON COLUMN reminder.account IS 'à qui il est envoyé · personnelle · 12 mois';
COMMENT ON COLUMN reminder.step IS 'avant, le jour, après · technique · 12 mois';
COMMENT ON COLUMN reminder.due_on IS 'quelle échéance · technique · 12 mois';
COMMENT ON COLUMN reminder.fields IS 'ce qu''un appui confirme · publique · 12 mois';
COMMENT ON COLUMN reminder.made_at IS 'n''envoyer qu''une fois · technique · 12 mois';
COMMENT ON COLUMN reminder.expires_at IS 'fin du lien · technique · 12 mois';
COMMENT ON COLUMN reminder.used_at IS 'le lien ne sert qu''une fois · technique · 12 mois';

COMMENT ON TABLE import_upload IS 'Fichier d''annuaire déposé.';
COMMENT ON COLUMN import_upload.id IS 'nommer le fichier · technique · 7 jours';
COMMENT ON COLUMN import_upload.made_by IS 'compte qui l''a déposé · journal · 7 jours';
COMMENT ON COLUMN import_upload.made_at IS 'compter les 7 jours · technique · 7 jours';
COMMENT ON COLUMN import_upload.name IS 'le reconnaître · technique · 7 jours';
COMMENT ON COLUMN import_upload.content IS 'l''importer · publique · 7 jours';
COMMENT ON COLUMN import_upload.applied_at IS 'ne l''importer qu''une fois · technique · 7 jours';

COMMENT ON TABLE import_run IS 'Imports faits.';
COMMENT ON COLUMN import_run.id IS 'nommer l''import · technique · toujours';
COMMENT ON COLUMN import_run.source IS 'source importée · publique · toujours';
COMMENT ON COLUMN import_run.digest IS 'reconnaître un fichier déjà importé · technique · toujours';
COMMENT ON COLUMN import_run.finished_at IS 'quand il a fini · technique · toujours';
COMMENT ON COLUMN import_run.version IS 'publication qui en est venue · technique · toujours';
COMMENT ON COLUMN import_run.added IS 'compte des ajouts · technique · toujours';
COMMENT ON COLUMN import_run.changed IS 'compte des changements · technique · toujours';
COMMENT ON COLUMN import_run.retired IS 'compte des retraits · technique · toujours';
COMMENT ON COLUMN import_run.unchanged IS 'compte de ce qui ne change pas · technique · toujours';
COMMENT ON COLUMN import_run.proposed IS 'compte de ce qui attend une personne · technique · toujours';
COMMENT ON COLUMN import_run.rejected IS 'compte des lignes refusées · technique · toujours';

COMMENT ON TABLE import_line IS 'Lignes d''un import en cours.';
COMMENT ON COLUMN import_line.import IS 'import en cours · technique · le temps de l''import';
COMMENT ON COLUMN import_line.line IS 'ligne du fichier · technique · le temps de l''import';
COMMENT ON COLUMN import_line.service IS 'fiche · publique · le temps de l''import';
COMMENT ON COLUMN import_line.subject_kind IS 'de quoi parle la valeur · publique · le temps de l''import';
COMMENT ON COLUMN import_line.subject_id IS 'nom court de ce dont elle parle · publique · le temps de l''import';
COMMENT ON COLUMN import_line.slug IS 'fiche · publique · le temps de l''import';
COMMENT ON COLUMN import_line.field IS 'quelle information · publique · le temps de l''import';
COMMENT ON COLUMN import_line.value IS 'valeur lue · publique · le temps de l''import';
COMMENT ON COLUMN import_line.state IS 'état lu · publique · le temps de l''import';
COMMENT ON COLUMN import_line.source_label IS 'source · publique · le temps de l''import';
COMMENT ON COLUMN import_line.source_url IS 'adresse de la source · publique · le temps de l''import';
COMMENT ON COLUMN import_line.source_date_text IS 'date de la source · publique · le temps de l''import';
COMMENT ON COLUMN import_line.source_from IS 'âge de la source · publique · le temps de l''import';
COMMENT ON COLUMN import_line.source_to IS 'âge de la source · publique · le temps de l''import';
COMMENT ON COLUMN import_line.note IS 'précision · publique · le temps de l''import';
COMMENT ON COLUMN import_line.borrowed IS
'dite par une autre structure que la principale · technique · le temps de l''import';

COMMENT ON TABLE import_reject IS 'Lignes refusées d''un import en cours.';
COMMENT ON COLUMN import_reject.import IS 'import en cours · technique · le temps de l''import';
COMMENT ON COLUMN import_reject.service IS 'fiche à laisser telle qu''elle est · publique · le temps de l''import';

COMMENT ON TABLE import_subject IS 'Fiches touchées par un import en cours.';
COMMENT ON COLUMN import_subject.import IS 'import en cours · technique · le temps de l''import';
COMMENT ON COLUMN import_subject.of_organization IS 'organisme ou structure · technique · le temps de l''import';
COMMENT ON COLUMN import_subject.slug IS 'fiche · publique · le temps de l''import';
COMMENT ON COLUMN import_subject.mine IS 'vient déjà de cette source · technique · le temps de l''import';
COMMENT ON COLUMN import_subject.shared IS 'vient aussi d''ailleurs · technique · le temps de l''import';
COMMENT ON COLUMN import_subject.present IS 'le fichier la tient · technique · le temps de l''import';
COMMENT ON COLUMN import_subject.kept IS 'sa ligne est fautive : la laisser · technique · le temps de l''import';

COMMENT ON TABLE import_change IS 'Changements d''un import en cours.';
COMMENT ON COLUMN import_change.import IS 'import en cours · technique · le temps de l''import';
COMMENT ON COLUMN import_change.service IS 'fiche · publique · le temps de l''import';
COMMENT ON COLUMN import_change.subject_kind IS 'de quoi parle la valeur · publique · le temps de l''import';
COMMENT ON COLUMN import_change.subject_id IS 'nom court de ce dont elle parle · publique · le temps de l''import';
COMMENT ON COLUMN import_change.field IS 'quelle information · publique · le temps de l''import';
COMMENT ON COLUMN import_change.verdict IS 'ce que l''import en fait · technique · le temps de l''import';
COMMENT ON COLUMN import_change.version_from IS 'valeur remplacée · technique · le temps de l''import';

COMMENT ON TABLE journal IS 'Qui a fait quoi, quand.';
COMMENT ON COLUMN journal.id IS 'ordre des lignes · journal · 12 mois';
COMMENT ON COLUMN journal.at IS 'quand · journal · 12 mois';
COMMENT ON COLUMN journal.actor IS 'compte qui l''a fait · journal · 12 mois';
COMMENT ON COLUMN journal.acting_as IS 'à quel titre · journal · 12 mois';
COMMENT ON COLUMN journal.act IS 'ce qui a été fait · journal · 12 mois';
COMMENT ON COLUMN journal.subject_kind IS 'sur quoi · journal · 12 mois';
COMMENT ON COLUMN journal.subject_id IS 'lequel · journal · 12 mois';
COMMENT ON COLUMN journal.organization IS 'organisme qui lit cette ligne · journal · 12 mois';
COMMENT ON COLUMN journal.field IS 'quelle information · journal · 12 mois';
COMMENT ON COLUMN journal.detail IS 'précision, en codes et valeurs publiées · journal · 12 mois';

COMMENT ON TABLE account IS 'Comptes des professionnels.';
COMMENT ON COLUMN account.id IS 'numéro du compte, gardé à côté de ce qu''il a décidé · journal · toujours';
COMMENT ON COLUMN account.email_key IS
'retrouver l''adresse, par empreinte à clé · personnelle · tant que le compte est ouvert, puis 12 mois';
COMMENT ON COLUMN account.email_sealed IS
'écrire au titulaire (chiffré) · personnelle · tant que le compte est ouvert, puis 12 mois';
COMMENT ON COLUMN account.name_sealed IS
'nommer le titulaire (chiffré) · personnelle · tant que le compte est ouvert, puis 12 mois';
COMMENT ON COLUMN account.made_at IS 'quand il est ouvert · journal · toujours';
COMMENT ON COLUMN account.entered_at IS 'quand le titulaire est entré · journal · toujours';
COMMENT ON COLUMN account.closed_at IS 'compter les 12 mois · journal · toujours';
COMMENT ON COLUMN account.demo IS 'compte de démonstration, jamais servi ailleurs · technique · toujours';

COMMENT ON TABLE role_grant IS 'Rôles des comptes, donnés par deux personnes.';
COMMENT ON COLUMN role_grant.id IS 'nommer le rôle donné · technique · jusqu''à 12 mois après la fin du rôle';
COMMENT ON COLUMN role_grant.account IS 'à qui · journal · jusqu''à 12 mois après la fin du rôle';
COMMENT ON COLUMN role_grant.role IS 'quel rôle · journal · jusqu''à 12 mois après la fin du rôle';
COMMENT ON COLUMN role_grant.organization IS 'pour quel organisme · journal · jusqu''à 12 mois après la fin du rôle';
COMMENT ON COLUMN role_grant.council IS 'pour quel département · journal · jusqu''à 12 mois après la fin du rôle';
COMMENT ON COLUMN role_grant.function IS 'à quelle fonction · journal · jusqu''à 12 mois après la fin du rôle';
COMMENT ON COLUMN role_grant.deputy IS 'suppléant ou titulaire · journal · jusqu''à 12 mois après la fin du rôle';
COMMENT ON COLUMN role_grant.via IS
'donné par une personne ou à la console · journal · jusqu''à 12 mois après la fin du rôle';
COMMENT ON COLUMN role_grant.proposed_by IS 'compte qui propose · journal · jusqu''à 12 mois après la fin du rôle';
COMMENT ON COLUMN role_grant.proposed_at IS 'quand il est proposé · journal · jusqu''à 12 mois après la fin du rôle';
COMMENT ON COLUMN role_grant.approved_by IS 'compte qui accepte · journal · jusqu''à 12 mois après la fin du rôle';
COMMENT ON COLUMN role_grant.approved_at IS 'quand il commence · journal · jusqu''à 12 mois après la fin du rôle';
COMMENT ON COLUMN role_grant.ended_by IS 'compte qui y met fin · journal · jusqu''à 12 mois après la fin du rôle';
COMMENT ON COLUMN role_grant.ended_at IS 'compter les 12 mois · journal · jusqu''à 12 mois après la fin du rôle';
COMMENT ON COLUMN role_grant.batch IS
'décider plusieurs rôles d''un coup · technique · jusqu''à 12 mois après la fin du rôle';

COMMENT ON TABLE absence IS 'Absences d''un référent.';
COMMENT ON COLUMN absence.id IS 'nommer l''absence · technique · jusqu''à 12 mois après le dernier jour';
COMMENT ON COLUMN absence.grant_id IS 'rôle concerné · personnelle · jusqu''à 12 mois après le dernier jour';
COMMENT ON COLUMN absence.first_day IS 'qui lit ce jour-là · personnelle · jusqu''à 12 mois après le dernier jour';
COMMENT ON COLUMN absence.last_day IS 'qui lit ce jour-là · personnelle · jusqu''à 12 mois après le dernier jour';

COMMENT ON TABLE invitation IS 'Liens d''entrée dans un compte.';
COMMENT ON COLUMN invitation.token_key IS
'reconnaître le lien, par empreinte · technique · jusqu''à 30 jours après la fin du lien';
COMMENT ON COLUMN invitation.account IS 'compte à ouvrir · personnelle · jusqu''à 30 jours après la fin du lien';
COMMENT ON COLUMN invitation.purpose IS
'première entrée, ou nouveau second facteur · technique · jusqu''à 30 jours après la fin du lien';
COMMENT ON COLUMN invitation.made_by IS 'compte qui invite · journal · jusqu''à 30 jours après la fin du lien';
COMMENT ON COLUMN invitation.made_at IS 'compter les 72 heures · technique · jusqu''à 30 jours après la fin du lien';
COMMENT ON COLUMN invitation.expires_at IS 'fin du lien · technique · jusqu''à 30 jours après la fin du lien';
COMMENT ON COLUMN invitation.used_at IS
'le lien ne sert qu''une fois · technique · jusqu''à 30 jours après la fin du lien';

COMMENT ON TABLE reset IS 'Réouvertures de compte, à deux personnes.';
COMMENT ON COLUMN reset.id IS 'nommer la demande · technique · 12 mois';
COMMENT ON COLUMN reset.account IS 'compte à rouvrir · journal · 12 mois';
COMMENT ON COLUMN reset.proposed_by IS 'compte qui demande · journal · 12 mois';
COMMENT ON COLUMN reset.proposed_at IS 'quand c''est demandé · journal · 12 mois';
COMMENT ON COLUMN reset.approved_by IS 'compte qui accepte · journal · 12 mois';
COMMENT ON COLUMN reset.approved_at IS 'quand c''est accepté · journal · 12 mois';
COMMENT ON COLUMN reset.refused_at IS 'quand c''est refusé · journal · 12 mois';

COMMENT ON TABLE password IS 'Mots de passe.';
COMMENT ON COLUMN password.account IS 'compte · personnelle · 12 mois après la fin du compte au plus';
COMMENT ON COLUMN password.verifier IS
'vérifier le mot de passe (argon2id) · personnelle · 12 mois après la fin du compte au plus';
COMMENT ON COLUMN password.set_at IS 'quand il a changé · personnelle · 12 mois après la fin du compte au plus';

COMMENT ON TABLE totp IS 'Seconds facteurs à code.';
COMMENT ON COLUMN totp.account IS 'compte · personnelle · 12 mois après la fin du compte au plus';
COMMENT ON COLUMN totp.secret_sealed IS
'vérifier un code (chiffré) · personnelle · 12 mois après la fin du compte au plus';
COMMENT ON COLUMN totp.last_step IS 'un code ne sert qu''une fois · technique · 12 mois après la fin du compte au plus';
COMMENT ON COLUMN totp.confirmed_at IS
'le second facteur est prouvé · personnelle · 12 mois après la fin du compte au plus';

COMMENT ON TABLE recovery_code IS 'Codes de secours.';
COMMENT ON COLUMN recovery_code.account IS 'compte · personnelle · 12 mois après la fin du compte au plus';
COMMENT ON COLUMN recovery_code.code_key IS
'reconnaître un code, par empreinte à clé · personnelle · 12 mois après la fin du compte au plus';
COMMENT ON COLUMN recovery_code.used_at IS
'un code ne sert qu''une fois · personnelle · 12 mois après la fin du compte au plus';

COMMENT ON TABLE passkey IS 'Clés d''accès.';
COMMENT ON COLUMN passkey.credential IS 'reconnaître la clé · personnelle · 12 mois après la fin du compte au plus';
COMMENT ON COLUMN passkey.account IS 'compte · personnelle · 12 mois après la fin du compte au plus';
COMMENT ON COLUMN passkey.public_key IS 'vérifier une signature · personnelle · 12 mois après la fin du compte au plus';
COMMENT ON COLUMN passkey.sign_count IS 'voir une clé copiée · technique · 12 mois après la fin du compte au plus';
COMMENT ON COLUMN passkey.label IS
'nom que le titulaire lui donne · personnelle · 12 mois après la fin du compte au plus';
COMMENT ON COLUMN passkey.added_at IS 'quand elle est ajoutée · personnelle · 12 mois après la fin du compte au plus';
COMMENT ON COLUMN passkey.used_at IS 'dernier usage · personnelle · 12 mois après la fin du compte au plus';

COMMENT ON TABLE session IS 'Connexions en cours.';
COMMENT ON COLUMN session.id_key IS
'reconnaître la connexion, par empreinte · personnelle · 4 heures au plus, trace 1 jour';
COMMENT ON COLUMN session.account IS 'compte · personnelle · 4 heures au plus, trace 1 jour';
COMMENT ON COLUMN session.stage IS 'ce qui est prouvé · personnelle · 4 heures au plus, trace 1 jour';
COMMENT ON COLUMN session.made_at IS 'fin après 4 heures · personnelle · 4 heures au plus, trace 1 jour';
COMMENT ON COLUMN session.seen_at IS
'fin après 30 minutes sans rien faire · personnelle · 4 heures au plus, trace 1 jour';
COMMENT ON COLUMN session.ends_at IS 'fin de la connexion · personnelle · 4 heures au plus, trace 1 jour';
COMMENT ON COLUMN session.challenge IS 'défi d''une clé d''accès · technique · 4 heures au plus, trace 1 jour';
COMMENT ON COLUMN session.device IS 'distinguer ses propres connexions · personnelle · 4 heures au plus, trace 1 jour';

COMMENT ON TABLE attempt IS 'Essais de code et de mot de passe, comptés sans nom.';
COMMENT ON COLUMN attempt.bucket IS 'nom calculé de ce qu''on compte, par empreinte à clé · technique · 2 jours';
COMMENT ON COLUMN attempt.since IS 'début du compte · technique · 2 jours';
COMMENT ON COLUMN attempt.count IS 'nombre d''essais · technique · 2 jours';

COMMENT ON TABLE outbox IS 'Courriels à envoyer.';
COMMENT ON COLUMN outbox.id IS 'nommer le courriel · technique · 30 jours après l''envoi, 12 mois après un abandon';
COMMENT ON COLUMN outbox.kind IS 'sorte de courriel · technique · 30 jours après l''envoi, 12 mois après un abandon';
COMMENT ON COLUMN outbox.account IS
'compte destinataire · personnelle · 30 jours après l''envoi, 12 mois après un abandon';
COMMENT ON COLUMN outbox.message_sealed IS
'adresse, objet et texte (chiffré) · personnelle · jusqu''à l''envoi ou l''abandon';
COMMENT ON COLUMN outbox.made_at IS 'âge du courriel · technique · 30 jours après l''envoi, 12 mois après un abandon';
COMMENT ON COLUMN outbox.due_at IS 'quand l''envoyer · technique · 30 jours après l''envoi, 12 mois après un abandon';
COMMENT ON COLUMN outbox.give_up_at IS
'quand abandonner · technique · 30 jours après l''envoi, 12 mois après un abandon';
COMMENT ON COLUMN outbox.attempts IS 'nombre d''essais · technique · 30 jours après l''envoi, 12 mois après un abandon';
COMMENT ON COLUMN outbox.taken_over IS
'essais repris après un arrêt · technique · 30 jours après l''envoi, 12 mois après un abandon';
COMMENT ON COLUMN outbox.claimed_at IS
'un seul envoi à la fois · technique · 30 jours après l''envoi, 12 mois après un abandon';
COMMENT ON COLUMN outbox.claimed_by IS
'un seul envoi à la fois · technique · 30 jours après l''envoi, 12 mois après un abandon';
COMMENT ON COLUMN outbox.sent_at IS
'compter les 30 jours · technique · 30 jours après l''envoi, 12 mois après un abandon';
COMMENT ON COLUMN outbox.given_up_at IS
'compter les 12 mois · technique · 30 jours après l''envoi, 12 mois après un abandon';
COMMENT ON COLUMN outbox.last_code IS
'réponse du serveur, en code · technique · 30 jours après l''envoi, 12 mois après un abandon';

COMMENT ON TABLE job IS 'Tâches de fond.';
COMMENT ON COLUMN job.name IS 'nom de la tâche · technique · toujours';
COMMENT ON COLUMN job.ran_at IS 'une fois par période · technique · toujours';

COMMENT ON TABLE aid_case IS 'Dossiers de suivi.';
COMMENT ON COLUMN aid_case.id IS
'nommer le dossier : un pseudonyme · personnelle · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN aid_case.reference IS
'citer le dossier au téléphone, n''ouvre rien · personnelle · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN aid_case.council IS
'conseil qui le suit · personnelle · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN aid_case.origin IS
'par où il a commencé · personnelle · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN aid_case.code_lookup IS
'retrouver le dossier par son code, par empreinte à clé · personnelle · jusqu''à l''effacement, ou la fin du dossier';
COMMENT ON COLUMN aid_case.code_verifier IS
'vérifier le code (argon2id) · personnelle · jusqu''à l''effacement, ou la fin du dossier';
COMMENT ON COLUMN aid_case.code_by IS
'faire remplacer un code fait par un autre · personnelle · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN aid_case.alias_sealed IS
'nom convenu avec le médecin (chiffré) · personnelle · jusqu''à 30 jours après la fin';
COMMENT ON COLUMN aid_case.data_key_wrapped IS
'ouvrir ce qui est chiffré du dossier · technique · jusqu''à 30 jours après la fin, ou comme le dossier national';
COMMENT ON COLUMN aid_case.kek IS
'savoir quelle clé a chiffré la clé · technique · jusqu''à 30 jours après la fin, ou comme le dossier national';
COMMENT ON COLUMN aid_case.made_at IS
'quand il a commencé · personnelle · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN aid_case.ends_on IS
'jour après lequel tout part · technique · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN aid_case.closed_at IS
'quand il est clos · personnelle · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN aid_case.erased_at IS
'quand le médecin l''a effacé · personnelle · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN aid_case.emptied_at IS
'quand son contenu est parti à l''échéance · personnelle · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN aid_case.seq IS
'voir qu''une étape a été coupée · technique · jusqu''au 30 juin de l''année qui suit la fin';

COMMENT ON TABLE case_part IS 'Ce que le médecin a dit, en cinq parties chiffrées.';
COMMENT ON COLUMN case_part.case_id IS 'dossier · personnelle · jusqu''à 30 jours après la fin';
COMMENT ON COLUMN case_part.category IS 'quelle partie · personnelle · jusqu''à 30 jours après la fin';
COMMENT ON COLUMN case_part.sealed IS 'ce qui est dit (chiffré) · personnelle · jusqu''à 30 jours après la fin';
COMMENT ON COLUMN case_part.written_at IS 'quand c''est écrit · personnelle · jusqu''à 30 jours après la fin';
COMMENT ON COLUMN case_part.kept_from_council IS
'partie que le médecin n''a pas transmise au nouveau conseil · personnelle · jusqu''à 30 jours après la fin';

COMMENT ON TABLE case_event IS 'Suite des étapes d''un dossier, en codes, chaînée.';
COMMENT ON COLUMN case_event.case_id IS 'dossier · journal · comme le dossier';
COMMENT ON COLUMN case_event.seq IS 'ordre des étapes · journal · comme le dossier';
COMMENT ON COLUMN case_event.at IS 'quand · journal · comme le dossier';
COMMENT ON COLUMN case_event.actor_kind IS 'qui : le médecin, un organisme, Relais · journal · comme le dossier';
COMMENT ON COLUMN case_event.org IS 'pour quel organisme · journal · comme le dossier';
COMMENT ON COLUMN case_event.act IS 'ce qui a été fait · journal · comme le dossier';
COMMENT ON COLUMN case_event.detail IS 'précision, en codes · journal · comme le dossier';
COMMENT ON COLUMN case_event.previous_hash IS 'voir une étape changée ou ôtée · journal · comme le dossier';
COMMENT ON COLUMN case_event.hash IS 'voir une étape changée ou ôtée · journal · comme le dossier';

COMMENT ON TABLE case_opening IS 'Qui a ouvert un dossier, et pourquoi.';
COMMENT ON COLUMN case_opening.case_id IS 'dossier · journal · 12 mois';
COMMENT ON COLUMN case_opening.seq IS 'étape qui le dit au médecin · journal · 12 mois';
COMMENT ON COLUMN case_opening.org IS 'pour quel organisme · journal · 12 mois';
COMMENT ON COLUMN case_opening.actor IS 'compte qui a ouvert · journal · 12 mois';
COMMENT ON COLUMN case_opening.session IS 'demander la raison une fois par connexion · journal · 12 mois';
COMMENT ON COLUMN case_opening.reason IS 'pourquoi · journal · 12 mois';
COMMENT ON COLUMN case_opening.as_function IS 'à quelle fonction · journal · 12 mois';
COMMENT ON COLUMN case_opening.at IS 'quand · journal · 12 mois';

COMMENT ON TABLE legal_move IS 'Passages permis d''une orientation.';
COMMENT ON COLUMN legal_move.from_state IS 'étape de départ · publique · toujours';
COMMENT ON COLUMN legal_move.to_state IS 'étape d''arrivée · publique · toujours';
COMMENT ON COLUMN legal_move.acted_as IS 'qui peut faire ce passage · publique · toujours';

COMMENT ON TABLE referral IS 'Orientations : où elles en sont, sans un mot du médecin.';
COMMENT ON COLUMN referral.id IS 'nommer l''orientation · personnelle · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN referral.case_id IS 'dossier · personnelle · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN referral.reference IS
'citer le dossier au téléphone, n''ouvre rien · personnelle · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN referral.key IS
'un même envoi répété n''en fait qu''une · technique · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN referral.origin_org IS
'conseil qui accompagne · personnelle · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN referral.concerns IS
'pour soi, ou pour un confrère · personnelle · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN referral.state IS 'où elle en est · personnelle · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN referral.version IS
'deux personnes ne décident pas à la fois · technique · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN referral.round IS
'combien de fois le choix a été repris · personnelle · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN referral.service IS 'structure choisie · personnelle · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN referral.recipient_org IS
'organisme qui la tient · personnelle · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN referral.readable_until IS
'jusqu''à quand cet organisme lit · personnelle · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN referral.made_at IS
'quand elle a commencé · personnelle · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN referral.state_at IS
'compter les délais · personnelle · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN referral.sent_at IS
'compter le temps sans réponse · personnelle · jusqu''au 30 juin de l''année qui suit la fin';

COMMENT ON TABLE referral_event IS 'Passages d''une orientation.';
COMMENT ON COLUMN referral_event.referral IS 'orientation · journal · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN referral_event.expected IS
'étape sur laquelle on a décidé · technique · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN referral_event.request IS
'un même envoi répété ne fait qu''un passage · technique · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN referral_event.from_state IS
'étape de départ · journal · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN referral_event.to_state IS
'étape d''arrivée · journal · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN referral_event.acted_as IS 'à quel titre · journal · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN referral_event.reason IS 'motif codé · journal · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN referral_event.outcome IS
'ce qui a été fait, en code · journal · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN referral_event.attempts IS
'jours où l''on a essayé de joindre le médecin · journal · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN referral_event.round IS 'reprise du choix · journal · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN referral_event.org IS 'pour quel organisme · journal · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN referral_event.actor IS
'compte qui l''a fait · journal · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN referral_event.at IS 'quand · journal · jusqu''au 30 juin de l''année qui suit la fin';

COMMENT ON TABLE option_shown IS 'Ce qui a été présenté, et ce qui a été laissé de côté.';
COMMENT ON COLUMN option_shown.id IS
'nommer la possibilité · personnelle · jusqu''à 30 jours après la fin de l''orientation ou du parcours';
COMMENT ON COLUMN option_shown.referral IS
'orientation · personnelle · jusqu''à 30 jours après la fin de l''orientation ou du parcours';
COMMENT ON COLUMN option_shown.round IS
'reprise du choix · personnelle · jusqu''à 30 jours après la fin de l''orientation ou du parcours';
COMMENT ON COLUMN option_shown.rank IS
'ordre où elle a été présentée · personnelle · jusqu''à 30 jours après la fin de l''orientation ou du parcours';
COMMENT ON COLUMN option_shown.service IS
'structure · personnelle · jusqu''à 30 jours après la fin de l''orientation ou du parcours';
COMMENT ON COLUMN option_shown.organization IS
'organisme · personnelle · jusqu''à 30 jours après la fin de l''orientation ou du parcours';
COMMENT ON COLUMN option_shown.seed IS
'rejouer l''ordre tiré au sort · personnelle · jusqu''à 30 jours après la fin de l''orientation ou du parcours';
COMMENT ON COLUMN option_shown.directory_version IS
'annuaire de ce jour-là · personnelle · jusqu''à 30 jours après la fin de l''orientation ou du parcours';
COMMENT ON COLUMN option_shown.why IS
'pourquoi elle est présentée · personnelle · jusqu''à 30 jours après la fin de l''orientation ou du parcours';
COMMENT ON COLUMN option_shown.excluded IS
'pourquoi elle est laissée de côté · personnelle · jusqu''à 30 jours après la fin de l''orientation ou du parcours';

COMMENT ON TABLE choice IS 'Choix du médecin.';
COMMENT ON COLUMN choice.referral IS 'orientation · personnelle · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN choice.round IS 'reprise du choix · personnelle · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN choice.option IS
'possibilité choisie · personnelle · jusqu''à 30 jours après la fin de l''orientation ou du parcours';
COMMENT ON COLUMN choice.service IS 'structure choisie · personnelle · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN choice.organization IS
'organisme choisi · personnelle · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN choice.how IS
'par le médecin lui-même, ou dit à voix haute · personnelle · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN choice.recorded_by IS
'compte qui l''a entendu · journal · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN choice.chosen_at IS 'quand · personnelle · jusqu''au 30 juin de l''année qui suit la fin';

COMMENT ON TABLE notice IS 'Textes lus avant chaque accord.';
COMMENT ON COLUMN notice.number IS 'quel texte · publique · toujours';
COMMENT ON COLUMN notice.body IS 'le texte lu · publique · toujours';
COMMENT ON COLUMN notice.sha256 IS 'prouver quel texte a été lu · publique · toujours';

COMMENT ON TABLE consent IS 'Accords et refus, tels qu''ils ont été donnés.';
COMMENT ON COLUMN consent.id IS 'nommer l''accord · personnelle · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN consent.referral IS 'orientation · personnelle · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN consent.round IS 'reprise du choix · personnelle · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN consent.subject IS
'dossier : un pseudonyme · personnelle · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN consent.answer IS 'accord ou refus · personnelle · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN consent.grantor IS
'le médecin, ou qui le représente · personnelle · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN consent.controller_org IS
'conseil responsable · personnelle · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN consent.recipient_org IS
'le seul organisme qui peut lire · personnelle · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN consent.recipient_function IS
'fonction qui lit · personnelle · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN consent.categories IS
'parties transmises, jamais leur contenu · personnelle · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN consent.purpose IS
'finalité, une seule : mettre en relation · personnelle · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN consent.medium IS 'par quel moyen · personnelle · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN consent.notice IS 'texte lu avant · personnelle · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN consent.notice_sha256 IS
'prouver quel texte a été lu · personnelle · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN consent.mode IS
'comment l''accord est donné · personnelle · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN consent.evidence IS 'ce qui le prouve · personnelle · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN consent.days IS 'pour combien de jours · personnelle · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN consent.collected_by IS
'compte qui l''a recueilli · journal · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN consent.given_at IS 'quand · personnelle · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN consent.valid_until IS
'jusqu''à quand il vaut · personnelle · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN consent.ended_at IS
'quand il a pris fin · personnelle · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN consent.ended_how IS
'comment il a pris fin · personnelle · jusqu''au 30 juin de l''année qui suit la fin';

COMMENT ON TABLE disclosure IS 'Ce qui est parti, à qui.';
COMMENT ON COLUMN disclosure.consent IS
'accord qui le permet · journal · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN disclosure.referral IS 'orientation · journal · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN disclosure.round IS 'reprise du choix · journal · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN disclosure.recipient_org IS
'organisme qui a reçu · journal · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN disclosure.recipient_function IS
'fonction qui a reçu · journal · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN disclosure.categories IS
'parties transmises, jamais leur contenu · journal · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN disclosure.medium IS 'par quel moyen · journal · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN disclosure.disclosed_at IS 'quand · journal · jusqu''au 30 juin de l''année qui suit la fin';

COMMENT ON TABLE referral_told IS 'Rappels faits par Relais sur une orientation.';
COMMENT ON COLUMN referral_told.referral IS 'orientation · technique · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN referral_told.round IS 'reprise du choix · technique · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN referral_told.what IS
'rappel, alerte ou retour · technique · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN referral_told.version IS
'étape de l''orientation · technique · jusqu''au 30 juin de l''année qui suit la fin';
COMMENT ON COLUMN referral_told.told_at IS
'ne rappeler qu''une fois · technique · jusqu''au 30 juin de l''année qui suit la fin';

COMMENT ON TABLE inbox_opening IS 'Dernière lecture d''un organisme, sans personne.';
COMMENT ON COLUMN inbox_opening.organization IS 'organisme · technique · toujours';
COMMENT ON COLUMN inbox_opening.opened_at IS 'n''envoyer que là où quelqu''un lit · technique · toujours';

COMMENT ON TABLE sheet IS 'Fiches données sous un code, sans personne.';
COMMENT ON COLUMN sheet.id IS 'nommer la fiche · technique · 30 jours';
COMMENT ON COLUMN sheet.code_lookup IS 'retrouver la fiche par son code, par empreinte à clé · technique · 30 jours';
COMMENT ON COLUMN sheet.code_verifier IS 'vérifier le code (argon2id) · technique · 30 jours';
COMMENT ON COLUMN sheet.made_at IS 'dater la fiche · technique · 30 jours';
COMMENT ON COLUMN sheet.ends_at IS 'jour où elle part · technique · 30 jours';
COMMENT ON COLUMN sheet.directory_version IS 'annuaire de ce jour-là · technique · 30 jours';
COMMENT ON COLUMN sheet.seed IS 'rejouer l''ordre tiré au sort · technique · 30 jours';

COMMENT ON TABLE sheet_option IS 'Structures d''une fiche.';
COMMENT ON COLUMN sheet_option.sheet IS 'fiche · technique · 30 jours';
COMMENT ON COLUMN sheet_option.rank IS 'ordre · publique · 30 jours';
COMMENT ON COLUMN sheet_option.service IS 'structure · publique · 30 jours';
COMMENT ON COLUMN sheet_option.shown IS 'ce que l''annuaire en disait ce jour-là · publique · 30 jours';

COMMENT ON TABLE retention_rule IS 'Combien de temps chaque chose est gardée.';
COMMENT ON COLUMN retention_rule.of_table IS 'table · publique · toujours';
COMMENT ON COLUMN retention_rule.since IS 'colonne d''où l''on compte · publique · toujours';
COMMENT ON COLUMN retention_rule.lasts IS 'durée · publique · toujours';
COMMENT ON COLUMN retention_rule.what IS
'ce qui part : la ligne, ses mots, ou le contenu d''un dossier · publique · toujours';

-- Codes that the yearly report counts stay with the steps; 0010 had them go with the words.
COMMENT ON COLUMN aid_request.needs IS
'ce qui est demandé, en codes, pour y répondre et pour le rapport de l''année · personnelle · comme le dossier';
COMMENT ON COLUMN aid_request.practice IS
'mode d''exercice, pour orienter et pour le rapport de l''année · personnelle · comme le dossier';
