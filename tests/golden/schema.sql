--
-- PostgreSQL database dump
--

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET transaction_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: btree_gist; Type: EXTENSION; Schema: -; Owner: -
--

CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA public;

--
-- Name: referral_roles(uuid); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.referral_roles(wanted uuid) RETURNS text[]
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
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

ALTER FUNCTION public.referral_roles(wanted uuid) OWNER TO relais_owner;

--
-- Name: accompanies_referral(uuid); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.accompanies_referral(wanted uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    RETURN COALESCE((public.referral_roles(wanted) && ARRAY['origin'::text, 'person'::text]), false);

ALTER FUNCTION public.accompanies_referral(wanted uuid) OWNER TO relais_owner;

--
-- Name: account_closes_empty(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.account_closes_empty() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    IF EXISTS (SELECT FROM role_grant AS g WHERE g.account = NEW.id AND g.ended_at IS NULL) THEN
        RAISE EXCEPTION 'its roles end first' USING ERRCODE = '23514', CONSTRAINT = 'account_closed_holds_nothing';
    END IF;
    RETURN NEW;
END
$$;

ALTER FUNCTION public.account_closes_empty() OWNER TO relais_owner;

--
-- Name: signed_context(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.signed_context() RETURNS text[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    parts text[] := string_to_array(current_setting('relais.context', true), '|');
    expected text;
BEGIN
    IF parts IS NULL OR cardinality(parts) <> 7 THEN
        RETURN NULL;
    END IF;
    SELECT encode(sha256(k.outer_pad || sha256(k.inner_pad || convert_to(array_to_string(parts[1:6], '|'), 'UTF8'))),
        'hex')
    INTO expected FROM context_key AS k;
    IF expected IS NULL OR expected <> parts[7] THEN
        RETURN NULL;
    END IF;
    IF parts[6] <> pg_backend_pid()::text OR to_timestamp(parts[5]::bigint) < clock_timestamp() THEN
        RETURN NULL;
    END IF;
    RETURN parts;
END
$$;

ALTER FUNCTION public.signed_context() OWNER TO relais_owner;

--
-- Name: current_case(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.current_case() RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    RETURN (NULLIF((public.signed_context())[4], ''::text))::uuid;

ALTER FUNCTION public.current_case() OWNER TO relais_owner;

--
-- Name: current_kind(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.current_kind() RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    RETURN (public.signed_context())[1];

ALTER FUNCTION public.current_kind() OWNER TO relais_owner;

--
-- Name: current_org(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.current_org() RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    RETURN NULLIF((public.signed_context())[2], ''::text);

ALTER FUNCTION public.current_org() OWNER TO relais_owner;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: aid_case; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.aid_case (
    id uuid NOT NULL,
    reference text NOT NULL,
    council text DEFAULT ''::text NOT NULL,
    origin text NOT NULL,
    code_lookup bytea,
    code_verifier text,
    code_by text NOT NULL,
    alias_sealed bytea,
    data_key_wrapped bytea,
    kek integer GENERATED ALWAYS AS (((get_byte(data_key_wrapped, 0) * 256) + get_byte(data_key_wrapped, 1))) STORED,
    made_at timestamp with time zone DEFAULT now() NOT NULL,
    ends_on date DEFAULT (CURRENT_DATE + 365) NOT NULL,
    closed_at timestamp with time zone,
    erased_at timestamp with time zone,
    seq bigint DEFAULT 0 NOT NULL,
    emptied_at timestamp with time zone,
    CONSTRAINT aid_case_code_by_known CHECK ((code_by = ANY (ARRAY['officer'::text, 'listener'::text, 'person'::text]))),
    CONSTRAINT aid_case_code_is_argon2id CHECK ((code_verifier ~~ '$argon2id$%'::text)),
    CONSTRAINT aid_case_code_lookup_size CHECK ((length(code_lookup) = 32)),
    CONSTRAINT aid_case_code_whole CHECK (((code_lookup IS NULL) = (code_verifier IS NULL))),
    CONSTRAINT aid_case_emptied_keeps_nothing CHECK (((emptied_at IS NULL) OR ((alias_sealed IS NULL) AND (closed_at IS NOT NULL)))),
    CONSTRAINT aid_case_ends_after_it_begins CHECK (((ends_on >= ((made_at)::date - 1)) AND (seq >= 0))),
    CONSTRAINT aid_case_erased_keeps_nothing CHECK (((erased_at IS NULL) OR ((code_lookup IS NULL) AND (alias_sealed IS NULL)))),
    CONSTRAINT aid_case_key_size CHECK ((length(data_key_wrapped) = 62)),
    CONSTRAINT aid_case_key_until_erased CHECK (
CASE
    WHEN (erased_at IS NULL) THEN ((data_key_wrapped IS NOT NULL) OR (emptied_at IS NOT NULL))
    ELSE (data_key_wrapped IS NULL)
END),
    CONSTRAINT aid_case_origin_known CHECK ((origin = ANY (ARRAY['officer'::text, 'person'::text, 'sheet'::text, 'colleague'::text]))),
    CONSTRAINT aid_case_reference_form CHECK ((reference ~ '^[A-Z0-9]{3}-[A-Z0-9]{3}$'::text))
);

ALTER TABLE public.aid_case OWNER TO relais_owner;

--
-- Name: acts_on_case(uuid); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.acts_on_case(of_case uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    RETURN (EXISTS (SELECT FROM public.aid_case c WHERE ((c.id = acts_on_case.of_case) AND (((public.current_kind() = 'person'::text) AND (c.id = public.current_case())) OR ((public.current_kind() = 'staff'::text) AND (c.council = public.current_org())) OR (public.current_kind() = 'worker'::text)))));

ALTER FUNCTION public.acts_on_case(of_case uuid) OWNER TO relais_owner;

--
-- Name: add_attachment_chunk(uuid, integer, boolean, bytea); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.add_attachment_chunk(wanted uuid, at_number integer, is_last boolean, said bytea) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    PERFORM hold_arriving(wanted);
    INSERT INTO attachment_chunk (attachment, number, last, sealed) VALUES (wanted, at_number, is_last, said);
END
$$;

ALTER FUNCTION public.add_attachment_chunk(wanted uuid, at_number integer, is_last boolean, said bytea) OWNER TO relais_owner;

--
-- Name: add_note(uuid, text, bytea, bytea, bytea, uuid, text, bytea, uuid, bytea, bytea, text); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.add_note(of_case uuid, reference text, data_key bytea, identity_sealed bytea, context_sealed bytea, note uuid, council text, person_key bytea, author uuid, author_key bytea, contact_sealed bytea, motive text) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
#variable_conflict use_column
DECLARE
    held note;
    moment timestamptz := now();
BEGIN
    IF current_kind() IS DISTINCT FROM 'public' THEN
        RAISE EXCEPTION 'not theirs' USING ERRCODE = '42501', CONSTRAINT = 'note_by_its_author';
    END IF;
    IF add_note.council NOT LIKE 'cdom-%' OR NOT answers_requests(add_note.council) THEN
        RAISE EXCEPTION 'nobody reads there' USING ERRCODE = '23514', CONSTRAINT = 'note_council_reads';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('note ' || encode(add_note.person_key, 'hex'), 0));
    IF EXISTS (
        SELECT FROM note_author AS a
        WHERE a.id = add_note.author
            OR (a.author_key = add_note.author_key AND a.person_key = add_note.person_key)
    ) THEN
        RETURN 'already';
    END IF;
    PERFORM FROM aid_case AS c -- first: it is not erased meanwhile
    WHERE c.id = (
        SELECT n.case_id FROM note AS n
        WHERE n.council = add_note.council AND n.person_key = add_note.person_key
            AND n.state IN ('received', 'informed')
    )
    FOR NO KEY UPDATE;
    SELECT n.* INTO held FROM note AS n
    WHERE n.council = add_note.council AND n.person_key = add_note.person_key AND n.state IN ('received', 'informed');
    IF held.id IS NULL THEN
        INSERT INTO aid_case (id, reference, council, origin, code_by, data_key_wrapped)
        VALUES (
            add_note.of_case, add_note.reference, add_note.council, 'colleague', 'officer', add_note.data_key
        )
        ON CONFLICT ON CONSTRAINT aid_case_reference_once DO NOTHING;
        IF NOT FOUND THEN
            RETURN 'reference';
        END IF;
        INSERT INTO case_part (case_id, category, sealed) VALUES
            (add_note.of_case, 'identity', add_note.identity_sealed),
            (add_note.of_case, 'context', add_note.context_sealed);
        INSERT INTO note (id, case_id, council, person_key, state, made_at, state_at, due_at)
        VALUES (
            add_note.note, add_note.of_case, add_note.council, add_note.person_key, 'received', moment, moment,
            moment + interval '720 hours'
        )
        RETURNING * INTO held;
        PERFORM chain_case_event(held.case_id, 'note.received');
    ELSE
        PERFORM chain_case_event(held.case_id, 'note.joined');
    END IF;
    INSERT INTO note_author (id, note, person_key, author_key, motive, contact_sealed, made_at)
    VALUES (
        add_note.author, held.id, held.person_key, add_note.author_key, add_note.motive, add_note.contact_sealed, moment
    );
    RETURN CASE held.id WHEN add_note.note THEN 'added' ELSE 'joined' END;
END
$$;

ALTER FUNCTION public.add_note(of_case uuid, reference text, data_key bytea, identity_sealed bytea, context_sealed bytea, note uuid, council text, person_key bytea, author uuid, author_key bytea, contact_sealed bytea, motive text) OWNER TO relais_owner;

--
-- Name: agree_pathway(uuid, uuid, integer, text, text, text); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.agree_pathway(wanted uuid, asked uuid, expected integer, how text, proof text, remind text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
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

ALTER FUNCTION public.agree_pathway(wanted uuid, asked uuid, expected integer, how text, proof text, remind text) OWNER TO relais_owner;

--
-- Name: aid_case_begins(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.aid_case_begins() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    PERFORM chain_case_event(NEW.id, 'case.opened', jsonb_build_object('origin', NEW.origin, 'code_by', NEW.code_by));
    RETURN NULL;
END
$$;

ALTER FUNCTION public.aid_case_begins() OWNER TO relais_owner;

--
-- Name: aid_case_ends_by_the_rule(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.aid_case_ends_by_the_rule() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
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

ALTER FUNCTION public.aid_case_ends_by_the_rule() OWNER TO relais_owner;

--
-- Name: aid_case_ends_pathway(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.aid_case_ends_pathway() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
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

ALTER FUNCTION public.aid_case_ends_pathway() OWNER TO relais_owner;

--
-- Name: aid_case_erased_drops_attachments(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.aid_case_erased_drops_attachments() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    DELETE FROM attachment AS a WHERE a.case_id = NEW.id;
    RETURN NULL;
END
$$;

ALTER FUNCTION public.aid_case_erased_drops_attachments() OWNER TO relais_owner;

--
-- Name: aid_case_erased_empties_files(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.aid_case_erased_empties_files() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    INSERT INTO file_event (file, expected, request, from_state, to_state, acted_as)
    SELECT f.id, f.version, gen_random_uuid(), f.state, 'withdrawn', 'person'
    FROM national_file AS f
    WHERE f.case_id = NEW.id AND f.state NOT IN ('paid', 'closed', 'withdrawn')
    ORDER BY f.id;
    DELETE FROM file_section AS s USING national_file AS f WHERE f.id = s.file AND f.case_id = NEW.id;
    UPDATE file_opinion AS o SET sealed = NULL
    FROM national_file AS f WHERE f.id = o.file AND f.case_id = NEW.id AND o.sealed IS NOT NULL;
    RETURN NULL;
END
$$;

ALTER FUNCTION public.aid_case_erased_empties_files() OWNER TO relais_owner;

--
-- Name: aid_case_erased_ends_note(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.aid_case_erased_ends_note() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    DELETE FROM note AS n WHERE n.case_id = NEW.id AND n.state <> 'discarded';
    RETURN NULL;
END
$$;

ALTER FUNCTION public.aid_case_erased_ends_note() OWNER TO relais_owner;

--
-- Name: aid_case_erased_withdraws(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.aid_case_erased_withdraws() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
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

ALTER FUNCTION public.aid_case_erased_withdraws() OWNER TO relais_owner;

--
-- Name: aid_case_erased_withdraws_request(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.aid_case_erased_withdraws_request() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    INSERT INTO request_event (request, expected, post, from_state, to_state, acted_as)
    SELECT r.id, r.version, gen_random_uuid(), r.state, 'withdrawn', 'person'
    FROM aid_request AS r
    WHERE r.case_id = NEW.id AND r.state NOT IN ('closed', 'withdrawn');
    UPDATE aid_request AS r SET needs = '{}', practice = '', reach = '', fingerprint = NULL WHERE r.case_id = NEW.id;
    RETURN NULL;
END
$$;

ALTER FUNCTION public.aid_case_erased_withdraws_request() OWNER TO relais_owner;

--
-- Name: aid_case_goes_when_due(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.aid_case_goes_when_due() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET "TimeZone" TO 'Europe/Paris'
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

ALTER FUNCTION public.aid_case_goes_when_due() OWNER TO relais_owner;

--
-- Name: aid_case_is_no_sheet(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.aid_case_is_no_sheet() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    IF EXISTS (SELECT FROM sheet AS s WHERE s.id = NEW.id OR s.code_lookup = NEW.code_lookup) THEN
        RAISE EXCEPTION 'a sheet' USING ERRCODE = '23514', CONSTRAINT = 'aid_case_is_no_sheet';
    END IF;
    RETURN NEW;
END
$$;

ALTER FUNCTION public.aid_case_is_no_sheet() OWNER TO relais_owner;

--
-- Name: aid_case_is_written_once(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.aid_case_is_written_once() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
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

ALTER FUNCTION public.aid_case_is_written_once() OWNER TO relais_owner;

--
-- Name: aid_case_moves_its_request(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.aid_case_moves_its_request() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    UPDATE aid_request AS r
    SET council = NEW.council, relief_org = CASE WHEN r.relief_org = NEW.council THEN '' ELSE r.relief_org END
    WHERE r.case_id = NEW.id AND NEW.council <> '';
    RETURN NULL;
END
$$;

ALTER FUNCTION public.aid_case_moves_its_request() OWNER TO relais_owner;

--
-- Name: aid_case_takes_its_file(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.aid_case_takes_its_file() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    UPDATE national_file AS f SET council = coalesce(nullif(NEW.council, ''), f.body)
    WHERE f.case_id = NEW.id AND f.state NOT IN ('paid', 'closed', 'withdrawn');
    RETURN NULL;
END
$$;

ALTER FUNCTION public.aid_case_takes_its_file() OWNER TO relais_owner;

--
-- Name: aid_request_begins(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.aid_request_begins() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    alike aid_request;
BEGIN
    PERFORM FROM aid_case AS c
    WHERE c.id = NEW.case_id AND c.closed_at IS NULL AND c.erased_at IS NULL AND c.council = NEW.council
        AND c.origin <> 'colleague' -- what was noted of someone is no request of theirs
        AND current_kind() = 'person' AND NEW.case_id = current_case()
    FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'not theirs to ask' USING ERRCODE = '42501';
    END IF;
    IF NOT answers_requests(NEW.council) THEN
        PERFORM refuse_move('aid_request_is_read');
    END IF;
    NEW.version := 1;
    NEW.state := 'received';
    NEW.outcome := NULL;
    NEW.opened_at := NULL;
    NEW.relief_org := '';
    NEW.contacted_on := NULL;
    NEW.turned_at := NULL;
    NEW.made_at := clock_timestamp();
    NEW.state_at := NEW.made_at;
    IF NEW.fingerprint IS NOT NULL THEN
        PERFORM pg_advisory_xact_lock(hashtextextended(encode(NEW.fingerprint, 'hex'), 0));
        SELECT * INTO alike FROM aid_request AS r
        WHERE r.fingerprint = NEW.fingerprint AND r.council = NEW.council
            AND r.made_at > NEW.made_at - interval '24 hours' AND r.state <> 'withdrawn'
            AND r.outcome IS DISTINCT FROM 'spam'
        ORDER BY r.made_at
        LIMIT 1;
        IF FOUND THEN -- the first one is treated for both: nothing of it is kept twice
            IF NEW.urgent THEN
                PERFORM request_goes_first(alike.case_id);
            END IF;
            NEW.state := 'closed';
            NEW.outcome := 'duplicate';
            NEW.needs := '{}';
            NEW.urgent := false;
            NEW.fingerprint := NULL;
        END IF;
    END IF;
    NEW.urgent_at := CASE WHEN NEW.urgent THEN NEW.made_at END;
    PERFORM chain_case_event(
        NEW.case_id, 'request.received',
        jsonb_strip_nulls(jsonb_build_object('request', NEW.id, 'outcome', NEW.outcome))
    );
    RETURN NEW;
END
$$;

ALTER FUNCTION public.aid_request_begins() OWNER TO relais_owner;

--
-- Name: analyze_import(boolean); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.analyze_import(with_facts boolean) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    ANALYZE import_line, import_subject, import_change, import_reject;
    IF with_facts THEN
        ANALYZE fact;
    END IF;
END
$$;

ALTER FUNCTION public.analyze_import(with_facts boolean) OWNER TO relais_owner;

--
-- Name: answer_handover(uuid, text, text, text, text[]); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.answer_handover(wanted uuid, answer text, how text, proof text, let_through text[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
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

ALTER FUNCTION public.answer_handover(wanted uuid, answer text, how text, proof text, let_through text[]) OWNER TO relais_owner;

--
-- Name: answer_recusal(uuid, text); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.answer_recusal(of_file uuid, said text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    held national_file := hold_file(of_file);
    as_role text := (
        SELECT r.role FROM unnest(ARRAY['chair', 'commissioner', 'national']) AS r (role)
        WHERE r.role = ANY (file_roles(of_file)) AND r.role = ANY (commission_roles())
        LIMIT 1
    );
BEGIN
    IF as_role IS NULL OR NOT member_may_see(held) THEN
        RAISE EXCEPTION 'not theirs' USING ERRCODE = '42501';
    END IF;
    IF said = 'unknown' AND NOT EXISTS (
        SELECT FROM recusal AS r WHERE (r.file, r.account, r.answer) = (held.id, current_actor(), 'asked')
    ) THEN
        PERFORM refuse_file('recusal_asked_first');
    END IF;
    INSERT INTO recusal (file, account, answer, acted_as, at)
    VALUES (held.id, current_actor(), said, as_role, clock_timestamp())
    ON CONFLICT ON CONSTRAINT recusal_pk DO NOTHING;
    IF FOUND THEN
        PERFORM chain_case_event(
            held.case_id, 'commission.' || CASE said WHEN 'knows' THEN 'recused' WHEN 'unknown' THEN 'not_known' ELSE said END,
            jsonb_build_object('file', held.id, 'round', held.round, 'as', as_role)
        );
    END IF;
END
$$;

ALTER FUNCTION public.answer_recusal(of_file uuid, said text) OWNER TO relais_owner;

--
-- Name: answer_step(uuid, uuid, integer, text, text, text); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.answer_step(wanted uuid, asked uuid, expected integer, answer text, how text, proof text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
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

ALTER FUNCTION public.answer_step(wanted uuid, asked uuid, expected integer, answer text, how text, proof text) OWNER TO relais_owner;

--
-- Name: answers_requests(text); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.answers_requests(wanted text) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
    SELECT EXISTS (
        SELECT FROM organization AS o
        JOIN role_grant AS g ON CASE
            WHEN o.council_of <> '' THEN g.role = 'officer' AND g.council = o.council_of ELSE g.role = 'national'
        END
        JOIN account AS a ON a.id = g.account
        WHERE o.slug = wanted AND g.approved_at IS NOT NULL AND g.ended_at IS NULL AND a.closed_at IS NULL
            AND a.entered_at IS NOT NULL
            AND NOT EXISTS (
                SELECT FROM absence AS b
                WHERE b.grant_id = g.id
                    AND (now() AT TIME ZONE 'Europe/Paris')::date BETWEEN b.first_day AND b.last_day - 3
            )
    )
$$;

ALTER FUNCTION public.answers_requests(wanted text) OWNER TO relais_owner;

--
-- Name: append_case_event(uuid, text, jsonb); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.append_case_event(of_case uuid, act text, detail jsonb DEFAULT '{}'::jsonb) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $_$
BEGIN
    IF act IN ('case.opened', 'case.opened_by', 'case.code_replaced', 'case.closed', 'case.erased')
        OR act ~ ('^referral\.(draft|options_shown|choice|chosen|consent|consented|sent|received|accepted|contact_made|'
            'unreachable|declined|expired|closed|withdrawn|cancelled|self_contact|reminded|escalated|handed_back)$')
        OR act ~ ('^(request|card|note|file|section|piece|attachment|opinion|commission|session|recusal|decision|'
            'payment|appeal|booking|pathway|step|handover|purge|retention)\.')
    THEN
        RAISE EXCEPTION 'told by its cause' USING ERRCODE = '23514', CONSTRAINT = 'case_event_told_by_its_cause';
    END IF;
    IF NOT consent_opens(of_case, NULL) THEN
        PERFORM refuse_who_does_not_act(of_case);
    END IF;
    RETURN chain_case_event(of_case, act, detail);
END
$_$;

ALTER FUNCTION public.append_case_event(of_case uuid, act text, detail jsonb) OWNER TO relais_owner;

--
-- Name: begin_attachment(uuid, uuid, uuid, text, text, bytea); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.begin_attachment(with_id uuid, of_file uuid, with_request uuid, of_kind text, of_piece text, said bytea) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    held national_file := hold_file_to_write(of_file);
BEGIN
    IF held.state NOT IN ('draft', 'submitted', 'incomplete') THEN
        PERFORM refuse_file('attachment_while_open');
    END IF;
    -- What a process that was stopped left behind; at once for the very post that is sent again.
    DELETE FROM attachment AS a
    WHERE a.file = held.id AND a.added_at IS NULL AND (
        a.begun_at < clock_timestamp() - interval '1 hour'
        OR (a.request = with_request AND a.actor IS NOT DISTINCT FROM current_actor())
    );
    INSERT INTO attachment (
        id, file, case_id, request, round, slot, kind, piece, words, added_as, actor, begun_at
    ) VALUES (
        with_id, held.id, held.case_id, with_request, held.round,
        (
            SELECT min(n) FROM generate_series(1, 21) AS n
            WHERE NOT EXISTS (SELECT FROM attachment AS a WHERE a.file = held.id AND a.slot = n)
        ),
        of_kind, of_piece, said, file_writer(held), current_actor(), clock_timestamp()
    );
END
$$;

ALTER FUNCTION public.begin_attachment(with_id uuid, of_file uuid, with_request uuid, of_kind text, of_piece text, said bytea) OWNER TO relais_owner;

--
-- Name: begin_pathway(uuid, uuid, text); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.begin_pathway(made uuid, of_case uuid, from_plan text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
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

ALTER FUNCTION public.begin_pathway(made uuid, of_case uuid, from_plan text) OWNER TO relais_owner;

--
-- Name: book_slot(uuid, uuid, bytea, text); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.book_slot(of_action uuid, page uuid, lookup bytea, verifier text) RETURNS TABLE(place integer, fresh boolean)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    PERFORM FROM programme_action AS a WHERE a.id = of_action FOR NO KEY UPDATE;
    fresh := NOT has_slot(of_action, page);
    IF fresh THEN
        SELECT min(s.number) INTO place FROM action_slot AS s
        WHERE s.action = of_action
            AND NOT EXISTS (SELECT FROM slot_booking AS b WHERE b.action = s.action AND b.number = s.number);
        INSERT INTO slot_booking (action, number, request, code_lookup, code_verifier)
        VALUES (of_action, place, page, lookup, verifier);
        UPDATE programme_action AS a SET taken = a.taken + 1 WHERE a.id = of_action;
    ELSE
        UPDATE slot_booking AS b SET code_lookup = lookup, code_verifier = verifier
        WHERE b.action = of_action AND b.request = page
        RETURNING b.number INTO place;
    END IF;
    RETURN NEXT;
END
$$;

ALTER FUNCTION public.book_slot(of_action uuid, page uuid, lookup bytea, verifier text) OWNER TO relais_owner;

--
-- Name: programme_action; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.programme_action (
    id uuid NOT NULL,
    slug text NOT NULL,
    kind text NOT NULL,
    title text NOT NULL,
    description text NOT NULL,
    audiences text[] NOT NULL,
    starts_at timestamp with time zone,
    ends_at timestamp with time zone,
    place text NOT NULL,
    departement text DEFAULT ''::text NOT NULL,
    commune text DEFAULT ''::text NOT NULL,
    address text DEFAULT ''::text NOT NULL,
    zone text NOT NULL,
    contact text DEFAULT ''::text NOT NULL,
    places integer DEFAULT 0 NOT NULL,
    booking text DEFAULT 'none'::text NOT NULL,
    taken integer DEFAULT 0 NOT NULL,
    organiser text NOT NULL,
    source_label text NOT NULL,
    source_date text NOT NULL,
    state text DEFAULT 'proposed'::text NOT NULL,
    state_at timestamp with time zone DEFAULT now() NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    proposed_by uuid,
    proposed_as text NOT NULL,
    decided_by uuid,
    CONSTRAINT programme_action_audiences_known CHECK ((audiences <@ ARRAY['liberal'::text, 'hospitalier'::text, 'salarie'::text, 'remplacant'::text, 'interne'::text, 'etudiant'::text, 'retraite'::text, 'famille'::text, 'soignant_a_ordre'::text, 'autre_soignant'::text, 'anesthesie_reanimation'::text])),
    CONSTRAINT programme_action_booking_known CHECK (
CASE
    WHEN (booking = ANY (ARRAY['open'::text, 'closed'::text])) THEN ((places > 0) AND (starts_at IS NOT NULL))
    ELSE (booking = 'none'::text)
END),
    CONSTRAINT programme_action_dates_whole CHECK ((((starts_at IS NULL) = (ends_at IS NULL)) AND (ends_at > starts_at) AND (ends_at <= (starts_at + '366 days'::interval)))),
    CONSTRAINT programme_action_decided_by_another CHECK ((decided_by <> proposed_by)),
    CONSTRAINT programme_action_kind_known CHECK ((kind = ANY (ARRAY['prevention_education'::text, 'screening_day'::text, 'passerelle_within_health'::text, 'passerelle_outside_health'::text, 'training'::text]))),
    CONSTRAINT programme_action_place_whole CHECK (
CASE place
    WHEN 'commune'::text THEN ((commune <> ''::text) AND (departement <> ''::text))
    WHEN 'departement'::text THEN ((commune = ''::text) AND (departement <> ''::text))
    ELSE ((place = ANY (ARRAY['online'::text, 'anywhere'::text])) AND (commune = ''::text) AND (departement = ''::text) AND (address = ''::text))
END),
    CONSTRAINT programme_action_places_hold CHECK ((((places >= 0) AND (places <= 500)) AND ((taken >= 0) AND (taken <= places)))),
    CONSTRAINT programme_action_proposed_as_known CHECK ((proposed_as = ANY (ARRAY['member'::text, 'officer'::text, 'signatory'::text]))),
    CONSTRAINT programme_action_reason_known CHECK (
CASE state
    WHEN 'refused'::text THEN ((length(reason) >= 3) AND (length(reason) <= 500))
    WHEN 'cancelled'::text THEN (reason = ANY (ARRAY['organiser'::text, 'postponed'::text, 'too_few'::text, 'place'::text, 'mistake'::text]))
    ELSE (reason = ''::text)
END),
    CONSTRAINT programme_action_slug_form CHECK (((slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'::text) AND (length(slug) <= 90))),
    CONSTRAINT programme_action_state_known CHECK ((state = ANY (ARRAY['proposed'::text, 'published'::text, 'refused'::text, 'withdrawn'::text, 'cancelled'::text, 'past'::text]))),
    CONSTRAINT programme_action_version_counts CHECK ((version >= 1)),
    CONSTRAINT programme_action_words_fit CHECK ((((length(title) >= 3) AND (length(title) <= 120)) AND ((length(description) >= 3) AND (length(description) <= 3000)) AND (length(address) <= 200) AND (length(contact) <= 200) AND ((length(source_label) >= 2) AND (length(source_label) <= 200)) AND ((length(source_date) >= 4) AND (length(source_date) <= 40)))),
    CONSTRAINT programme_action_zone_form CHECK ((zone ~ '^[A-Z][A-Za-z]+/[A-Z][A-Za-z_]+$'::text))
);

ALTER TABLE public.programme_action OWNER TO relais_owner;

--
-- Name: slot_booking; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.slot_booking (
    action uuid NOT NULL,
    number integer NOT NULL,
    request uuid NOT NULL,
    code_lookup bytea NOT NULL,
    code_verifier text NOT NULL,
    CONSTRAINT slot_booking_code_is_argon2id CHECK ((code_verifier ~~ '$argon2id$%'::text)),
    CONSTRAINT slot_booking_code_lookup_size CHECK ((length(code_lookup) = 32))
);

ALTER TABLE public.slot_booking OWNER TO relais_owner;

--
-- Name: booked_numbers(uuid); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.booked_numbers(of_action uuid) RETURNS integer[]
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    RETURN ARRAY(SELECT b.number FROM (public.slot_booking b JOIN public.programme_action a ON ((a.id = b.action))) WHERE ((b.action = booked_numbers.of_action) AND (public.current_kind() = 'staff'::text) AND (a.organiser = public.current_org())) ORDER BY b.number);

ALTER FUNCTION public.booked_numbers(of_action uuid) OWNER TO relais_owner;

--
-- Name: call_count_only_grows(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.call_count_only_grows() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    IF to_jsonb(NEW) - 'calls' <> to_jsonb(OLD) - 'calls' OR NEW.calls <> OLD.calls + 1 THEN
        RAISE EXCEPTION 'one by one' USING ERRCODE = '23514', CONSTRAINT = TG_TABLE_NAME || '_only_grows';
    END IF;
    RETURN NEW;
END
$$;

ALTER FUNCTION public.call_count_only_grows() OWNER TO relais_owner;

--
-- Name: cancel_booking(uuid, bytea); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.cancel_booking(of_action uuid, lookup bytea) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    freed integer;
BEGIN
    IF current_kind() IS DISTINCT FROM 'public' THEN
        RAISE EXCEPTION 'nobody books in a name' USING ERRCODE = '42501', CONSTRAINT = 'slot_booking_of_nobody';
    END IF;
    PERFORM FROM programme_action AS a WHERE a.id = of_action FOR NO KEY UPDATE;
    DELETE FROM slot_booking AS b WHERE b.action = of_action AND b.code_lookup = lookup RETURNING b.number INTO freed;
    IF freed IS NOT NULL THEN
        UPDATE programme_action AS a SET taken = a.taken - 1 WHERE a.id = of_action;
    END IF;
    RETURN freed;
END
$$;

ALTER FUNCTION public.cancel_booking(of_action uuid, lookup bytea) OWNER TO relais_owner;

--
-- Name: cancel_handover(uuid); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.cancel_handover(wanted uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
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

ALTER FUNCTION public.cancel_handover(wanted uuid) OWNER TO relais_owner;

--
-- Name: cancel_session(uuid); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.cancel_session(wanted uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    held commission_session := hold_session(wanted);
BEGIN
    IF EXISTS (SELECT FROM session_file AS a WHERE a.session = wanted AND a.outcome IN ('decided', 'ratified', 'not_ratified'))
    THEN
        PERFORM refuse_file('commission_session_has_decided');
    END IF;
    PERFORM send_back_from(wanted, 'no_quorum');
    UPDATE commission_session AS s SET state = 'cancelled', state_by = current_actor(), state_at = clock_timestamp()
    WHERE s.id = wanted;
    PERFORM place_ratifications(held.body);
END
$$;

ALTER FUNCTION public.cancel_session(wanted uuid) OWNER TO relais_owner;

--
-- Name: card_begins(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.card_begins() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    NEW.made_at := now();
    NEW.ends_at := now() + interval '720 hours';
    RETURN NEW;
END
$$;

ALTER FUNCTION public.card_begins() OWNER TO relais_owner;

--
-- Name: card_goes_when_due(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.card_goes_when_due() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.ends_at <= clock_timestamp() THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'not before its day' USING ERRCODE = '23514', CONSTRAINT = 'card_goes_when_due';
END
$$;

ALTER FUNCTION public.card_goes_when_due() OWNER TO relais_owner;

--
-- Name: case_event_hash(uuid, bigint, timestamp with time zone, text, text, text, jsonb, bytea); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.case_event_hash(case_id uuid, seq bigint, at timestamp with time zone, actor_kind text, org text, act text, detail jsonb, previous bytea) RETURNS bytea
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    RETURN sha256((previous || convert_to((jsonb_build_array(case_id, seq, ((EXTRACT(epoch FROM at) * (1000000)::numeric))::bigint, actor_kind, org, act, detail))::text, 'UTF8'::name)));

ALTER FUNCTION public.case_event_hash(case_id uuid, seq bigint, at timestamp with time zone, actor_kind text, org text, act text, detail jsonb, previous bytea) OWNER TO relais_owner;

--
-- Name: paris_day(timestamp with time zone); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.paris_day(at timestamp with time zone) RETURNS date
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    RETURN ((at AT TIME ZONE 'Europe/Paris'::text))::date;

ALTER FUNCTION public.paris_day(at timestamp with time zone) OWNER TO relais_owner;

--
-- Name: retention_rule; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.retention_rule (
    of_table text NOT NULL,
    since text NOT NULL,
    lasts interval NOT NULL,
    what text NOT NULL,
    CONSTRAINT retention_rule_file_years CHECK (((what <> 'file'::text) OR ((lasts >= '1 year'::interval) AND (lasts <= '30 years'::interval)))),
    CONSTRAINT retention_rule_is_a_length CHECK ((lasts >= '00:00:00'::interval)),
    CONSTRAINT retention_rule_what_known CHECK ((what = ANY (ARRAY['row'::text, 'words'::text, 'content'::text, 'silence'::text, 'file'::text, 'own'::text])))
);

ALTER TABLE public.retention_rule OWNER TO relais_owner;

--
-- Name: retention_of(text, text); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.retention_of(of_table text, since text) RETURNS interval
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    RETURN (SELECT r.lasts FROM public.retention_rule r WHERE ((r.of_table = retention_of.of_table) AND (r.since = retention_of.since)));

ALTER FUNCTION public.retention_of(of_table text, since text) OWNER TO relais_owner;

--
-- Name: file_ends_on(timestamp with time zone); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.file_ends_on(state_at timestamp with time zone) RETURNS date
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    RETURN ((make_date((EXTRACT(year FROM public.paris_day(state_at)))::integer, 12, 31) + public.retention_of('national_file'::text, 'over'::text)))::date;

ALTER FUNCTION public.file_ends_on(state_at timestamp with time zone) OWNER TO relais_owner;

--
-- Name: file_event; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.file_event (
    file uuid NOT NULL,
    expected integer NOT NULL,
    request uuid NOT NULL,
    from_state text NOT NULL,
    to_state text NOT NULL,
    acted_as text NOT NULL,
    reason text,
    round integer NOT NULL,
    org text NOT NULL,
    actor uuid,
    at timestamp with time zone NOT NULL,
    CONSTRAINT file_event_reason_known CHECK ((reason = ANY (ARRAY['to_complete'::text, 'mistake'::text, 'postponed'::text, 'no_quorum'::text, 'nothing_to_pay'::text, 'refused'::text, 'elsewhere'::text, 'untouched'::text]))),
    CONSTRAINT file_event_untouched_is_the_systems CHECK (((NOT (reason IS DISTINCT FROM 'untouched'::text)) = (acted_as = 'worker'::text)))
);

ALTER TABLE public.file_event OWNER TO relais_owner;

--
-- Name: file_was_decided(uuid); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.file_was_decided(of_file uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    RETURN (EXISTS (SELECT FROM public.file_event e WHERE ((e.file = file_was_decided.of_file) AND (e.to_state = 'decided'::text))));

ALTER FUNCTION public.file_was_decided(of_file uuid) OWNER TO relais_owner;

--
-- Name: national_file; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.national_file (
    id uuid NOT NULL,
    case_id uuid NOT NULL,
    reference text NOT NULL,
    key uuid NOT NULL,
    council text NOT NULL,
    body text NOT NULL,
    begun_as text NOT NULL,
    on_paper boolean DEFAULT false NOT NULL,
    practice text NOT NULL,
    urgent boolean DEFAULT false NOT NULL,
    state text NOT NULL,
    version integer NOT NULL,
    round integer NOT NULL,
    asked_cents bigint DEFAULT 0 NOT NULL,
    shared_at timestamp with time zone,
    submitted_at timestamp with time zone,
    made_at timestamp with time zone NOT NULL,
    state_at timestamp with time zone NOT NULL,
    CONSTRAINT national_file_asked_in_cents CHECK (((asked_cents >= 0) AND (asked_cents <= 100000000))),
    CONSTRAINT national_file_begun_as_known CHECK ((begun_as = ANY (ARRAY['doctor'::text, 'family'::text, 'council'::text]))),
    CONSTRAINT national_file_bodies_form CHECK (((council ~ '^[a-z0-9-]{1,200}$'::text) AND (body ~ '^[a-z0-9-]{1,200}$'::text))),
    CONSTRAINT national_file_counts CHECK (((version >= 1) AND (round >= 1))),
    CONSTRAINT national_file_paper_is_entered_by_council CHECK (((NOT on_paper) OR (begun_as = 'council'::text))),
    CONSTRAINT national_file_practice_known CHECK ((practice = ANY (ARRAY['liberal'::text, 'hospitalier'::text, 'salarie'::text, 'remplacant'::text, 'interne'::text, 'etudiant'::text, 'retraite'::text, 'famille'::text]))),
    CONSTRAINT national_file_state_known CHECK ((state = ANY (ARRAY['draft'::text, 'submitted'::text, 'opinion_given'::text, 'complete'::text, 'incomplete'::text, 'scheduled'::text, 'decided'::text, 'paid'::text, 'closed'::text, 'withdrawn'::text]))),
    CONSTRAINT national_file_submitted_is_shared CHECK ((((state = ANY (ARRAY['draft'::text, 'withdrawn'::text])) OR (submitted_at IS NOT NULL)) AND ((state = ANY (ARRAY['draft'::text, 'withdrawn'::text])) OR (shared_at IS NOT NULL))))
);

ALTER TABLE public.national_file OWNER TO relais_owner;

--
-- Name: case_file_until(uuid); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.case_file_until(of_case uuid) RETURNS date
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    RETURN (SELECT max(public.file_ends_on(f.state_at)) AS max FROM public.national_file f WHERE ((f.case_id = case_file_until.of_case) AND public.file_was_decided(f.id)));

ALTER FUNCTION public.case_file_until(of_case uuid) OWNER TO relais_owner;

--
-- Name: case_keeping(uuid); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.case_keeping(of_case uuid) RETURNS TABLE(going_on boolean, content_until date, emptied_on date, steps_until date, file_until date)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
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

ALTER FUNCTION public.case_keeping(of_case uuid) OWNER TO relais_owner;

--
-- Name: case_opening_asks_first(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.case_opening_asks_first() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    IF NEW.as_function IN ('commissioner', 'chair') AND NOT EXISTS (
        SELECT FROM recusal AS r
        JOIN national_file AS f ON f.id = r.file
        WHERE f.case_id = NEW.case_id AND r.account = NEW.actor AND r.answer = 'unknown'
    ) THEN
        PERFORM refuse_file('recusal_asked_first');
    END IF;
    RETURN NEW;
END
$$;

ALTER FUNCTION public.case_opening_asks_first() OWNER TO relais_owner;

--
-- Name: case_opening_opens_the_request(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.case_opening_opens_the_request() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    UPDATE aid_request AS r SET opened_at = NEW.at
    WHERE r.case_id = NEW.case_id AND r.opened_at IS NULL AND NEW.org IN (r.council, r.relief_org);
    RETURN NULL;
END
$$;

ALTER FUNCTION public.case_opening_opens_the_request() OWNER TO relais_owner;

--
-- Name: case_over_at(public.aid_case, timestamp with time zone); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.case_over_at(held public.aid_case, last_act timestamp with time zone) RETURNS timestamp with time zone
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET "TimeZone" TO 'Europe/Paris'
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

ALTER FUNCTION public.case_over_at(held public.aid_case, last_act timestamp with time zone) OWNER TO relais_owner;

--
-- Name: case_part_is_of_a_living_case(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.case_part_is_of_a_living_case() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
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

ALTER FUNCTION public.case_part_is_of_a_living_case() OWNER TO relais_owner;

--
-- Name: case_part_of_a_note_is_narrow(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.case_part_of_a_note_is_narrow() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    IF NEW.category NOT IN ('identity', 'context')
        AND EXISTS (SELECT FROM aid_case AS c WHERE c.id = NEW.case_id AND c.origin = 'colleague')
    THEN
        RAISE EXCEPTION 'not in a note' USING ERRCODE = '23514', CONSTRAINT = 'case_part_of_a_note';
    END IF;
    RETURN NEW;
END
$$;

ALTER FUNCTION public.case_part_of_a_note_is_narrow() OWNER TO relais_owner;

--
-- Name: case_subjects(public.aid_case); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.case_subjects(held public.aid_case) RETURNS TABLE(what text, id uuid, ended_at timestamp with time zone)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
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

ALTER FUNCTION public.case_subjects(held public.aid_case) OWNER TO relais_owner;

--
-- Name: chain_case_event(uuid, text, jsonb); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.chain_case_event(of_case uuid, act text, detail jsonb DEFAULT '{}'::jsonb) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    context text[] := signed_context();
    kind text := coalesce(context[1], 'console');
    org text := coalesce(context[2], '');
    moment timestamptz := clock_timestamp();
    number bigint;
    previous bytea;
BEGIN
    UPDATE aid_case AS c SET seq = c.seq + 1 WHERE c.id = of_case RETURNING c.seq INTO number;
    IF number IS NULL THEN
        RAISE EXCEPTION 'no such case' USING ERRCODE = '23503', CONSTRAINT = 'case_event_of_case';
    END IF;
    SELECT e.hash INTO previous FROM case_event AS e WHERE e.case_id = of_case AND e.seq = number - 1;
    previous := coalesce(previous, '');
    INSERT INTO case_event (case_id, seq, at, actor_kind, org, act, detail, previous_hash, hash)
    VALUES (
        of_case, number, moment, kind, org, act, detail, previous,
        case_event_hash(of_case, number, moment, kind, org, act, detail, previous)
    );
    RETURN number;
END
$$;

ALTER FUNCTION public.chain_case_event(of_case uuid, act text, detail jsonb) OWNER TO relais_owner;

--
-- Name: chain_ends(uuid[]); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.chain_ends(of_cases uuid[]) RETURNS TABLE(case_id uuid, hash bytea, seq bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
    SELECT c.id, coalesce(e.hash, ''), c.seq
    FROM aid_case AS c
    LEFT JOIN case_event AS e ON e.case_id = c.id AND e.seq = c.seq
    WHERE c.id = ANY (of_cases)
    ORDER BY c.id
$$;

ALTER FUNCTION public.chain_ends(of_cases uuid[]) OWNER TO relais_owner;

--
-- Name: change_request_line_is_born_open(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.change_request_line_is_born_open() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    IF NEW.status <> 'open' OR NEW.decided_by IS NOT NULL OR NEW.decided_at IS NOT NULL OR NEW.decision_reason <> ''
        OR NEW.made_by IS DISTINCT FROM (SELECT r.made_by FROM change_request AS r WHERE r.id = NEW.request)
    THEN
        RAISE EXCEPTION 'a change is proposed open, by who made the request' USING
            ERRCODE = '23514', CONSTRAINT = 'change_request_line_born_open';
    END IF;
    RETURN NEW;
END
$$;

ALTER FUNCTION public.change_request_line_is_born_open() OWNER TO relais_owner;

--
-- Name: change_request_line_is_decided_once(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.change_request_line_is_decided_once() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.status = 'open' AND NEW.status <> 'open'
            AND to_jsonb(NEW) - ARRAY['status', 'decided_by', 'decided_at', 'decision_reason']
            = to_jsonb(OLD) - ARRAY['status', 'decided_by', 'decided_at', 'decision_reason']
            AND (NEW.status IN ('accepted', 'refused')) = (NEW.decided_by IS NOT NULL)
        THEN
            -- The moment is the database's: it is not chosen.
            NEW.decided_at := CASE WHEN NEW.decided_by IS NOT NULL THEN clock_timestamp() END;
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'a decided change is never rewritten' USING
        ERRCODE = '23514', CONSTRAINT = 'change_request_line_decided_once';
END
$$;

ALTER FUNCTION public.change_request_line_is_decided_once() OWNER TO relais_owner;

--
-- Name: change_step(uuid, uuid, integer, integer, text, text, text, date, date, bytea, uuid); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.change_step(wanted uuid, asked uuid, expected integer, place integer, what text, by_whom text, slug text, from_day date, to_day date, words bytea, of_referral uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
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

ALTER FUNCTION public.change_step(wanted uuid, asked uuid, expected integer, place integer, what text, by_whom text, slug text, from_day date, to_day date, words bytea, of_referral uuid) OWNER TO relais_owner;

--
-- Name: choice_is_the_persons(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.choice_is_the_persons() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
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

ALTER FUNCTION public.choice_is_the_persons() OWNER TO relais_owner;

--
-- Name: close_case(uuid); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.close_case(of_case uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    PERFORM refuse_who_does_not_act(of_case);
    UPDATE aid_case AS c SET closed_at = now() WHERE c.id = of_case AND c.closed_at IS NULL;
    IF FOUND THEN
        PERFORM chain_case_event(of_case, 'case.closed');
    END IF;
END
$$;

ALTER FUNCTION public.close_case(of_case uuid) OWNER TO relais_owner;

--
-- Name: current_actor(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.current_actor() RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    RETURN (NULLIF((public.signed_context())[3], ''::text))::uuid;

ALTER FUNCTION public.current_actor() OWNER TO relais_owner;

--
-- Name: account; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.account (
    id uuid NOT NULL,
    email_key bytea NOT NULL,
    email_sealed bytea NOT NULL,
    name_sealed bytea NOT NULL,
    made_at timestamp with time zone DEFAULT now() NOT NULL,
    entered_at timestamp with time zone,
    closed_at timestamp with time zone,
    demo boolean DEFAULT false NOT NULL,
    CONSTRAINT account_email_key_size CHECK ((length(email_key) = 32))
);

ALTER TABLE public.account OWNER TO relais_owner;

--
-- Name: role_grant; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.role_grant (
    id uuid NOT NULL,
    account uuid NOT NULL,
    role text NOT NULL,
    organization text DEFAULT ''::text NOT NULL,
    council text DEFAULT ''::text NOT NULL,
    function text DEFAULT ''::text NOT NULL,
    deputy boolean DEFAULT false NOT NULL,
    via text NOT NULL,
    proposed_by uuid,
    proposed_at timestamp with time zone DEFAULT now() NOT NULL,
    approved_by uuid,
    approved_at timestamp with time zone,
    ended_by uuid,
    ended_at timestamp with time zone,
    batch uuid,
    CONSTRAINT role_grant_approved_whole CHECK (((approved_by IS NOT NULL) <= (approved_at IS NOT NULL))),
    CONSTRAINT role_grant_deputy_is_officer CHECK (((NOT deputy) OR (role = 'officer'::text))),
    CONSTRAINT role_grant_never_to_oneself CHECK (((proposed_by <> account) AND (approved_by <> account))),
    CONSTRAINT role_grant_of_council CHECK (((council <> ''::text) = (role = 'officer'::text))),
    CONSTRAINT role_grant_of_function CHECK (((function <> ''::text) = (role = 'recipient'::text))),
    CONSTRAINT role_grant_of_organization CHECK (((organization <> ''::text) = (role = ANY (ARRAY['member'::text, 'recipient'::text, 'signatory'::text])))),
    CONSTRAINT role_grant_proposed_by_someone CHECK (((via = 'person'::text) = (proposed_by IS NOT NULL))),
    CONSTRAINT role_grant_role_known CHECK ((role = ANY (ARRAY['listener'::text, 'officer'::text, 'member'::text, 'recipient'::text, 'coordinator'::text, 'national'::text, 'auditor'::text, 'technician'::text, 'commissioner'::text, 'chair'::text, 'signatory'::text]))),
    CONSTRAINT role_grant_takes_two_persons CHECK (((approved_at IS NULL) OR (via = 'console'::text) OR (role = ANY (ARRAY['listener'::text, 'member'::text, 'technician'::text])) OR ((approved_by IS NOT NULL) AND (approved_by <> proposed_by)))),
    CONSTRAINT role_grant_via_known CHECK ((via = ANY (ARRAY['console'::text, 'person'::text])))
);

ALTER TABLE public.role_grant OWNER TO relais_owner;

--
-- Name: holds_role(uuid, text, text); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.holds_role(who uuid, wanted text, of_organization text DEFAULT ''::text) RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    RETURN (EXISTS (SELECT FROM (public.role_grant g JOIN public.account a ON ((a.id = g.account))) WHERE ((g.account = holds_role.who) AND (g.role = holds_role.wanted) AND (g.organization = holds_role.of_organization) AND (g.approved_at IS NOT NULL) AND (g.ended_at IS NULL) AND (a.closed_at IS NULL))));

ALTER FUNCTION public.holds_role(who uuid, wanted text, of_organization text) OWNER TO relais_owner;

--
-- Name: commission_roles(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.commission_roles() RETURNS text[]
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    RETURN ARRAY(SELECT r.role FROM unnest(ARRAY['national'::text, 'commissioner'::text, 'chair'::text]) r(role) WHERE ((public.current_kind() = 'staff'::text) AND public.holds_role(public.current_actor(), r.role)));

ALTER FUNCTION public.commission_roles() OWNER TO relais_owner;

--
-- Name: complete_pathway(uuid); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.complete_pathway(wanted uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
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

ALTER FUNCTION public.complete_pathway(wanted uuid) OWNER TO relais_owner;

--
-- Name: confirm_decision(uuid); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.confirm_decision(wanted uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    made decision := hold_decision(wanted);
    held national_file;
BEGIN
    IF made.confirmed_by = current_actor() THEN
        RETURN;
    END IF;
    SELECT * INTO held FROM national_file AS f WHERE f.id = made.file;
    UPDATE decision AS d SET confirmed_by = current_actor(), confirmed_at = clock_timestamp() WHERE d.id = wanted;
    UPDATE session_file AS a SET outcome = 'decided'
    WHERE (a.session, a.file, a.round) = (made.session, made.file, made.round);
    PERFORM chain_case_event(
        made.case_id, 'decision.confirmed',
        jsonb_build_object('file', made.file, 'round', made.round, 'kind', made.kind, 'cents', made.amount_cents)
    );
    INSERT INTO file_event (file, expected, request, from_state, to_state, acted_as)
    VALUES (made.file, held.version, wanted, 'scheduled', 'decided', file_decider(held));
END
$$;

ALTER FUNCTION public.confirm_decision(wanted uuid) OWNER TO relais_owner;

--
-- Name: confirm_figure(uuid); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.confirm_figure(figure uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    held year_figure;
BEGIN
    SELECT * INTO held FROM year_figure AS f
    WHERE f.id = figure AND (f.signatory = current_signatory() OR coordinates_figures());
    IF held.id IS NULL THEN
        RETURN false;
    END IF;
    PERFORM pg_advisory_xact_lock(7240016, held.year);
    SELECT * INTO held FROM year_figure AS f WHERE f.id = figure FOR UPDATE;
    IF held.confirmed_by = current_actor() AND held.ended_at IS NULL THEN
        RETURN true; -- posted again
    END IF;
    IF held.ended_at IS NOT NULL OR held.confirmed_at IS NOT NULL THEN
        PERFORM refuse_figure('year_figure_waits');
    END IF;
    UPDATE year_figure AS f SET ended_at = clock_timestamp()
    WHERE (f.year, f.signatory, f.measure) = (held.year, held.signatory, held.measure) AND f.ended_at IS NULL
        AND f.confirmed_at IS NOT NULL;
    UPDATE year_figure AS f SET confirmed_by = current_actor(), confirmed_at = clock_timestamp() WHERE f.id = figure;
    RETURN true;
END
$$;

ALTER FUNCTION public.confirm_figure(figure uuid) OWNER TO relais_owner;

--
-- Name: confirm_year(integer, bytea); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.confirm_year(of_year integer, seen bytea) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    mine text := current_signatory();
    content bytea;
BEGIN
    IF mine IS NULL THEN
        RAISE EXCEPTION 'a signatory agrees' USING ERRCODE = '42501';
    END IF;
    PERFORM pg_advisory_xact_lock(7240016, of_year);
    IF EXISTS (SELECT FROM year_release AS r WHERE r.year = of_year) THEN
        RETURN true; -- posted again
    END IF;
    IF NOT keep_counts(of_year) THEN
        PERFORM refuse_figure('year_release_of_finished_year');
    END IF;
    content := report_content(of_year);
    IF sha256(content) IS DISTINCT FROM seen THEN
        PERFORM refuse_figure('year_confirmation_of_what_was_read');
    END IF;
    INSERT INTO year_confirmation (year, signatory, sha256, account) VALUES (of_year, mine, seen, current_actor())
    ON CONFLICT (year, sha256, signatory) DO NOTHING;
    IF (SELECT count(*) FROM year_confirmation AS c WHERE c.year = of_year AND c.sha256 = seen) < 3 THEN
        RETURN false;
    END IF;
    INSERT INTO year_release (year, content, sha256, released_at) VALUES (of_year, content, seen, clock_timestamp());
    RETURN true;
END
$$;

ALTER FUNCTION public.confirm_year(of_year integer, seen bytea) OWNER TO relais_owner;

--
-- Name: consent_ends_once(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.consent_ends_once() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
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

ALTER FUNCTION public.consent_ends_once() OWNER TO relais_owner;

--
-- Name: consent_is_collected(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.consent_is_collected() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
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

ALTER FUNCTION public.consent_is_collected() OWNER TO relais_owner;

--
-- Name: consent; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.consent (
    id uuid NOT NULL,
    referral uuid NOT NULL,
    round integer NOT NULL,
    subject uuid NOT NULL,
    answer text NOT NULL,
    grantor text NOT NULL,
    controller_org text NOT NULL,
    recipient_org text NOT NULL,
    recipient_function text NOT NULL,
    categories text[] NOT NULL,
    purpose text DEFAULT 'put_in_touch'::text NOT NULL,
    medium text NOT NULL,
    notice integer NOT NULL,
    notice_sha256 bytea NOT NULL,
    mode text NOT NULL,
    evidence text NOT NULL,
    days integer DEFAULT 30 NOT NULL,
    collected_by uuid,
    given_at timestamp with time zone NOT NULL,
    valid_until timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    ended_how text,
    CONSTRAINT consent_answer_known CHECK ((answer = ANY (ARRAY['given'::text, 'refused'::text]))),
    CONSTRAINT consent_categories_known CHECK (((categories <@ ARRAY['identity'::text, 'contact'::text, 'need'::text, 'availability'::text, 'context'::text]) AND ((cardinality(categories) > 0) OR (answer = 'refused'::text)) AND (array_position(categories, NULL::text) IS NULL))),
    CONSTRAINT consent_ended_how_known CHECK ((ended_how = ANY (ARRAY['withdrawn'::text, 'declined'::text, 'expired'::text, 'closed'::text, 'cancelled'::text, 'self_contact'::text, 'options_shown'::text, 'lapsed'::text]))),
    CONSTRAINT consent_ended_whole CHECK ((((ended_at IS NULL) = (ended_how IS NULL)) AND ((ended_at >= given_at) AND (ended_at <= valid_until)))),
    CONSTRAINT consent_evidence_fits CHECK (
CASE mode
    WHEN 'written'::text THEN (evidence = 'signature'::text)
    WHEN 'online'::text THEN (evidence = 'code'::text)
    ELSE (evidence = ANY (ARRAY['read_back'::text, 'code'::text]))
END),
    CONSTRAINT consent_grantor_known CHECK ((grantor = ANY (ARRAY['self'::text, 'legal_representative'::text]))),
    CONSTRAINT consent_lives_90_days CHECK ((((days >= 1) AND (days <= 90)) AND (valid_until <= (given_at + '2160:00:00'::interval)) AND (valid_until > given_at))),
    CONSTRAINT consent_medium_known CHECK ((medium = ANY (ARRAY['inbox'::text, 'telephone'::text]))),
    CONSTRAINT consent_mode_known CHECK ((mode = ANY (ARRAY['oral_phone'::text, 'oral_present'::text, 'written'::text, 'online'::text]))),
    CONSTRAINT consent_names_a_function CHECK (((length(recipient_function) >= 1) AND (length(recipient_function) <= 80))),
    CONSTRAINT consent_purpose_known CHECK ((purpose = 'put_in_touch'::text))
);

ALTER TABLE public.consent OWNER TO relais_owner;

--
-- Name: disclosure; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.disclosure (
    consent uuid NOT NULL,
    referral uuid NOT NULL,
    round integer NOT NULL,
    recipient_org text NOT NULL,
    recipient_function text NOT NULL,
    categories text[] NOT NULL,
    medium text NOT NULL,
    disclosed_at timestamp with time zone NOT NULL
);

ALTER TABLE public.disclosure OWNER TO relais_owner;

--
-- Name: referral; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.referral (
    id uuid NOT NULL,
    case_id uuid NOT NULL,
    reference text NOT NULL,
    key uuid NOT NULL,
    origin_org text NOT NULL,
    concerns text NOT NULL,
    state text NOT NULL,
    version integer NOT NULL,
    round integer NOT NULL,
    service text DEFAULT ''::text NOT NULL,
    recipient_org text DEFAULT ''::text NOT NULL,
    readable_until timestamp with time zone,
    made_at timestamp with time zone NOT NULL,
    state_at timestamp with time zone NOT NULL,
    sent_at timestamp with time zone,
    CONSTRAINT referral_concerns_known CHECK ((concerns = ANY (ARRAY['self'::text, 'colleague'::text]))),
    CONSTRAINT referral_of_a_colleague_goes_nowhere CHECK (((concerns = 'self'::text) OR (state <> ALL (ARRAY['consented'::text, 'sent'::text, 'received'::text, 'accepted'::text, 'contact_made'::text, 'unreachable'::text, 'declined'::text, 'expired'::text])))),
    CONSTRAINT referral_read_only_while_sent CHECK (((readable_until IS NULL) OR (state = ANY (ARRAY['sent'::text, 'received'::text, 'accepted'::text, 'contact_made'::text, 'unreachable'::text])))),
    CONSTRAINT referral_state_known CHECK ((state = ANY (ARRAY['draft'::text, 'options_shown'::text, 'chosen'::text, 'consented'::text, 'sent'::text, 'received'::text, 'accepted'::text, 'contact_made'::text, 'unreachable'::text, 'declined'::text, 'expired'::text, 'closed'::text, 'withdrawn'::text, 'cancelled'::text, 'self_contact'::text]))),
    CONSTRAINT referral_version_counts CHECK (((version >= 1) AND (round >= 0)))
);

ALTER TABLE public.referral OWNER TO relais_owner;

--
-- Name: consent_opens(uuid, text); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.consent_opens(of_case uuid, wanted text) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    RETURN (EXISTS (SELECT FROM ((public.referral r JOIN public.disclosure d ON (((d.referral = r.id) AND (d.round = r.round)))) JOIN public.consent c ON ((c.id = d.consent))) WHERE ((r.case_id = consent_opens.of_case) AND (public.current_kind() = 'staff'::text) AND (r.recipient_org <> ''::text) AND (r.recipient_org = public.current_org()) AND (r.readable_until > statement_timestamp()) AND (c.ended_at IS NULL) AND (c.valid_until > statement_timestamp()) AND ((consent_opens.wanted IS NULL) OR (consent_opens.wanted = ANY (d.categories))))));

ALTER FUNCTION public.consent_opens(of_case uuid, wanted text) OWNER TO relais_owner;

--
-- Name: content_due_at(uuid); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.content_due_at(of_case uuid) RETURNS timestamp with time zone
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET "TimeZone" TO 'Europe/Paris'
    AS $$
    SELECT case_over_at(c, last_act_of(c.id))
        + CASE WHEN c.erased_at IS NULL THEN retention_of('aid_case', 'over') ELSE interval '0' END
    FROM aid_case AS c
    WHERE c.id = of_case
$$;

ALTER FUNCTION public.content_due_at(of_case uuid) OWNER TO relais_owner;

--
-- Name: coordinates(uuid); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.coordinates(who uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    RETURN ((public.current_kind() = 'staff'::text) AND public.holds_role(who, 'coordinator'::text));

ALTER FUNCTION public.coordinates(who uuid) OWNER TO relais_owner;

--
-- Name: coordinates_figures(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.coordinates_figures() RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    RETURN ((public.current_kind() = 'staff'::text) AND COALESCE(public.holds_role(public.current_actor(), 'coordinator'::text), false));

ALTER FUNCTION public.coordinates_figures() OWNER TO relais_owner;

--
-- Name: correct_request(uuid, text[], text); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.correct_request(of_case uuid, wanted text[], as_practice text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    IF current_kind() IS DISTINCT FROM 'person' OR current_case() IS DISTINCT FROM of_case THEN
        RAISE EXCEPTION 'not theirs' USING ERRCODE = '42501';
    END IF;
    PERFORM FROM aid_case AS c WHERE c.id = of_case FOR NO KEY UPDATE;
    UPDATE aid_request AS r
    SET needs = CASE WHEN cardinality(wanted) > 0 THEN wanted ELSE r.needs END,
        practice = CASE WHEN as_practice <> '' THEN as_practice ELSE r.practice END
    WHERE r.case_id = of_case AND r.state NOT IN ('closed', 'withdrawn');
END
$$;

ALTER FUNCTION public.correct_request(of_case uuid, wanted text[], as_practice text) OWNER TO relais_owner;

--
-- Name: council_pathways(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.council_pathways() RETURNS TABLE(case_id uuid, state text, next_day date, unanswered bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
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

ALTER FUNCTION public.council_pathways() OWNER TO relais_owner;

--
-- Name: handover; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.handover (
    id uuid NOT NULL,
    case_id uuid NOT NULL,
    from_council text NOT NULL,
    to_council text NOT NULL,
    to_officer uuid,
    state text NOT NULL,
    passes text[] DEFAULT '{}'::text[] NOT NULL,
    mode text,
    evidence text,
    proposed_by uuid,
    recorded_by uuid,
    proposed_at timestamp with time zone NOT NULL,
    answered_at timestamp with time zone,
    told bigint,
    agreed_in xid8,
    CONSTRAINT handover_answered_whole CHECK ((((state = 'proposed'::text) = (answered_at IS NULL)) AND ((state = ANY (ARRAY['agreed'::text, 'refused'::text])) = (mode IS NOT NULL)) AND ((mode IS NULL) = (evidence IS NULL)) AND ((state = 'agreed'::text) = (told IS NOT NULL)) AND ((state = 'agreed'::text) = (agreed_in IS NOT NULL)))),
    CONSTRAINT handover_evidence_fits CHECK (
CASE mode
    WHEN 'written'::text THEN (evidence = 'signature'::text)
    WHEN 'online'::text THEN (evidence = 'code'::text)
    ELSE ((mode = ANY (ARRAY['oral_phone'::text, 'oral_present'::text])) AND (evidence = ANY (ARRAY['read_back'::text, 'code'::text])))
END),
    CONSTRAINT handover_goes_elsewhere CHECK (((to_council = from_council) = (to_officer IS NOT NULL))),
    CONSTRAINT handover_passes_known CHECK (((passes <@ ARRAY['alias'::text, 'identity'::text, 'contact'::text, 'need'::text, 'availability'::text, 'context'::text, 'pathway'::text, 'referrals'::text, 'file'::text]) AND (array_position(passes, NULL::text) IS NULL) AND ((passes = '{}'::text[]) OR (state = 'agreed'::text)))),
    CONSTRAINT handover_state_known CHECK ((state = ANY (ARRAY['proposed'::text, 'agreed'::text, 'refused'::text, 'cancelled'::text])))
);

ALTER TABLE public.handover OWNER TO relais_owner;

--
-- Name: council_reads_event(uuid, bigint); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.council_reads_event(of_case uuid, number bigint) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    RETURN COALESCE((SELECT ((council_reads_event.number >= h.told) OR ('referrals'::text = ANY (h.passes))) FROM public.handover h WHERE ((h.case_id = council_reads_event.of_case) AND (h.state = 'agreed'::text) AND (h.to_council <> h.from_council)) ORDER BY h.answered_at DESC LIMIT 1), true);

ALTER FUNCTION public.council_reads_event(of_case uuid, number bigint) OWNER TO relais_owner;

--
-- Name: count_call(text[], text); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.count_call(said text[], called_from text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    day date := (clock_timestamp() AT TIME ZONE 'Europe/Paris')::date;
BEGIN
    IF current_kind() IS DISTINCT FROM 'staff'
        OR NOT (holds_role(current_actor(), 'listener') OR holds_role(current_actor(), 'officer'))
    THEN
        RAISE EXCEPTION 'a listener counts' USING ERRCODE = '42501';
    END IF;
    INSERT INTO call_by_month AS c (year, month, need, calls)
    SELECT extract(year FROM day), extract(month FROM day), n.need, 1
    FROM (SELECT DISTINCT unnest(coalesce(nullif(said, '{}'), '{unknown}'))) AS n (need)
    ORDER BY n.need
    ON CONFLICT (year, month, need) DO UPDATE SET calls = c.calls + 1;
    INSERT INTO call_by_region AS c (year, region, calls) VALUES (extract(year FROM day), called_from, 1)
    ON CONFLICT (year, region) DO UPDATE SET calls = c.calls + 1;
END
$$;

ALTER FUNCTION public.count_call(said text[], called_from text) OWNER TO relais_owner;

--
-- Name: count_calls(integer); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.count_calls(of_year integer) RETURNS TABLE(measure text, line text, month integer, value bigint)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
    SELECT 'calls_by_need', c.need, c.month, c.calls::bigint FROM call_by_month AS c WHERE c.year = of_year
    UNION ALL
    SELECT 'calls_by_region', c.region, 0, c.calls FROM call_by_region AS c WHERE c.year = of_year
$$;

ALTER FUNCTION public.count_calls(of_year integer) OWNER TO relais_owner;

--
-- Name: count_coordinators(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.count_coordinators() RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(7240031);
    RETURN (
        SELECT count(*) FROM role_grant AS g
        JOIN account AS a ON a.id = g.account
        WHERE g.role = 'coordinator' AND g.approved_at IS NOT NULL AND g.ended_at IS NULL AND a.closed_at IS NULL
    );
END
$$;

ALTER FUNCTION public.count_coordinators() OWNER TO relais_owner;

--
-- Name: count_delays(integer); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.count_delays(of_year integer) RETURNS TABLE(measure text, value bigint, backing bigint)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
    WITH lasted (measure, days) AS (
        SELECT CASE e.to_state WHEN 'contact_made' THEN 'delay_contact' ELSE 'delay_answer' END, whole_days(s.at, e.at)
        FROM referral_event AS e
        JOIN referral_event AS s ON s.referral = e.referral AND s.round = e.round AND s.to_state = 'sent'
        WHERE e.at >= year_starts(of_year) AND e.at < year_starts(of_year + 1)
            AND (
                e.to_state IN ('accepted', 'contact_made') OR (e.to_state = 'declined' AND e.from_state = 'received')
            )
        UNION ALL
        SELECT 'delay_request', whole_days(r.made_at, e.at)
        FROM request_event AS e JOIN aid_request AS r ON r.id = e.request
        WHERE e.to_state = 'contacted' AND e.at >= year_starts(of_year) AND e.at < year_starts(of_year + 1)
        UNION ALL
        SELECT 'delay_decision', whole_days(f.submitted_at, d.in_force_at)
        FROM decision AS d JOIN national_file AS f ON f.id = d.file
        WHERE d.round = 1 AND d.in_force_at >= year_starts(of_year) AND d.in_force_at < year_starts(of_year + 1)
        UNION ALL
        SELECT 'delay_payment', greatest(p.paid_on - (d.in_force_at AT TIME ZONE 'Europe/Paris')::date, 0)
        FROM payment AS p JOIN decision AS d ON d.id = p.decision
        WHERE p.number = 1 AND p.recorded_at >= year_starts(of_year) AND p.recorded_at < year_starts(of_year + 1)
    )
    SELECT l.measure, round(percentile_cont(0.5) WITHIN GROUP (ORDER BY l.days))::bigint, count(*)
    FROM lasted AS l
    GROUP BY l.measure
$$;

ALTER FUNCTION public.count_delays(of_year integer) OWNER TO relais_owner;

--
-- Name: count_files(integer); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.count_files(of_year integer) RETURNS TABLE(measure text, line text, value bigint, backing bigint, largest bigint)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
    WITH decided AS (
        SELECT d.file, d.kind, CASE d.ratified WHEN 'not_ratified' THEN p.cents ELSE d.amount_cents END AS cents
        FROM decision AS d
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(p.amount_cents), 0)::bigint AS cents FROM payment AS p WHERE p.decision = d.id
        ) AS p
        WHERE d.in_force_at >= year_starts(of_year) AND d.in_force_at < year_starts(of_year + 1)
            AND (d.ratified IS DISTINCT FROM 'not_ratified' OR p.cents > 0)
    ), obtained AS (
        SELECT d.file, sum(d.cents)::bigint AS cents, CASE
                WHEN bool_or(d.kind IN ('gift', 'advance')) THEN 'helped'
                WHEN bool_or(d.kind = 'elsewhere') THEN 'elsewhere'
                ELSE 'refusal'
            END AS what
        FROM decided AS d
        GROUP BY d.file
    ), paid AS (
        SELECT sum(p.amount_cents)::bigint AS cents FROM payment AS p
        WHERE p.recorded_at >= year_starts(of_year) AND p.recorded_at < year_starts(of_year + 1)
        GROUP BY p.file
    )
    SELECT 'files_by_practice', f.practice, count(*), count(*), 0::bigint FROM national_file AS f
    WHERE f.submitted_at >= year_starts(of_year) AND f.submitted_at < year_starts(of_year + 1)
    GROUP BY f.practice
    UNION ALL
    SELECT 'files_by_decision', o.what, count(*), count(*), 0 FROM obtained AS o GROUP BY o.what
    UNION ALL
    SELECT 'euros_decided', 'all', coalesce(sum(o.cents), 0)::bigint, count(*), coalesce(max(o.cents), 0)
    FROM obtained AS o
    WHERE o.what = 'helped'
    UNION ALL
    SELECT 'euros_paid', 'all', coalesce(sum(p.cents), 0)::bigint, count(*), coalesce(max(p.cents), 0)
    FROM paid AS p
    WHERE p.cents > 0
$$;

ALTER FUNCTION public.count_files(of_year integer) OWNER TO relais_owner;

--
-- Name: count_freshness(integer); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.count_freshness(of_year integer) RETURNS TABLE(measure text, value bigint, backing bigint)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
    WITH day AS (
        SELECT least(year_starts(of_year + 1), date_trunc('day', now() AT TIME ZONE 'Europe/Paris')
            AT TIME ZONE 'Europe/Paris') AS ends
    )
    SELECT 'age_of_' || f.field, round(
        percentile_cont(0.5) WITHIN GROUP (ORDER BY whole_days(f.confirmed_at, d.ends))
    )::bigint, count(*)
    FROM day AS d
    CROSS JOIN fact AS f
    JOIN publication AS first ON first.number = f.version_from
    LEFT JOIN publication AS last ON last.number = f.version_to
    WHERE f.field IN ('phone', 'hours', 'description') AND f.confirmed_at < d.ends
        AND first.published_at < d.ends AND (f.version_to IS NULL OR last.published_at >= d.ends)
    GROUP BY f.field
$$;

ALTER FUNCTION public.count_freshness(of_year integer) OWNER TO relais_owner;

--
-- Name: count_programme(integer); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.count_programme(of_year integer) RETURNS TABLE(measure text, line text, value bigint)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
    WITH held AS (
        SELECT a.kind, a.taken, coalesce(
            nullif(o.convention, ''), CASE WHEN o.council_of <> '' THEN 'council' ELSE 'association' END, 'association'
        ) AS organiser
        FROM programme_action AS a LEFT JOIN organization AS o ON o.slug = a.organiser
        WHERE a.state IN ('published', 'past') AND a.starts_at >= year_starts(of_year) AND a.starts_at < year_starts(of_year + 1)
    )
    SELECT 'actions_by_kind', h.kind, count(*) FROM held AS h GROUP BY h.kind
    UNION ALL
    SELECT 'actions_by_organiser', h.organiser, count(*) FROM held AS h GROUP BY h.organiser
    UNION ALL
    SELECT 'places_booked', 'booked', coalesce(sum(h.taken), 0)::bigint FROM held AS h
$$;

ALTER FUNCTION public.count_programme(of_year integer) OWNER TO relais_owner;

--
-- Name: count_referrals(integer); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.count_referrals(of_year integer) RETURNS TABLE(measure text, line text, value bigint)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
    WITH begun AS (
        SELECT a.needs, a.practice FROM referral AS r LEFT JOIN aid_request AS a ON a.case_id = r.case_id
        WHERE r.made_at >= year_starts(of_year) AND r.made_at < year_starts(of_year + 1)
    ), moved AS (
        SELECT
            e.referral, e.round, e.to_state, e.reason, e.outcome,
            e.from_state IN ('consented', 'sent', 'received', 'accepted', 'contact_made', 'unreachable') AS agreed
        FROM referral_event AS e
        WHERE e.at >= year_starts(of_year) AND e.at < year_starts(of_year + 1)
    )
    SELECT 'referrals_by_need', n.need, count(*) FROM begun AS b CROSS JOIN LATERAL unnest(b.needs) AS n (need)
    GROUP BY n.need
    UNION ALL
    SELECT 'referrals_by_practice', coalesce(nullif(b.practice, ''), 'unknown'), count(*) FROM begun AS b GROUP BY 2
    UNION ALL
    SELECT 'referrals_by_partner', s.kind, count(*)
    FROM moved AS m
    JOIN choice AS c ON c.referral = m.referral AND c.round = m.round
    JOIN service AS s ON s.slug = c.service
    WHERE m.to_state = 'sent'
    GROUP BY s.kind
    UNION ALL
    SELECT 'referrals_by_outcome', CASE
            WHEN m.to_state = 'closed' THEN m.outcome
            WHEN m.to_state = 'cancelled' THEN m.reason
            WHEN m.to_state = 'withdrawn' AND NOT m.agreed THEN 'stopped_before'
            ELSE m.to_state
        END, count(*)
    FROM moved AS m
    WHERE m.to_state IN ('closed', 'withdrawn', 'cancelled', 'self_contact')
    GROUP BY 2
    UNION ALL
    SELECT 'referrals_declined', m.reason, count(*) FROM moved AS m WHERE m.to_state = 'declined' GROUP BY 2
    UNION ALL
    SELECT 'referrals_unanswered', 'expired', count(*) FROM moved AS m WHERE m.to_state = 'expired'
    UNION ALL
    SELECT 'referrals_few_options', 'only_one_covers', count(*) FROM moved AS m WHERE m.reason = 'only_one_covers'
    UNION ALL
    SELECT 'consents_refused', 'refused', count(*) FROM consent AS c
    WHERE c.answer = 'refused' AND c.given_at >= year_starts(of_year) AND c.given_at < year_starts(of_year + 1)
$$;

ALTER FUNCTION public.count_referrals(of_year integer) OWNER TO relais_owner;

--
-- Name: count_requests(integer); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.count_requests(of_year integer) RETURNS TABLE(measure text, line text, value bigint)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
    WITH received AS (
        SELECT r.needs, r.practice FROM aid_request AS r
        WHERE r.made_at >= year_starts(of_year) AND r.made_at < year_starts(of_year + 1)
            AND coalesce(r.outcome, '') NOT IN ('spam', 'duplicate')
    )
    SELECT 'requests_by_need', n.need, count(*) FROM received AS r CROSS JOIN LATERAL unnest(r.needs) AS n (need)
    GROUP BY n.need
    UNION ALL
    SELECT 'requests_by_practice', coalesce(nullif(r.practice, ''), 'unknown'), count(*) FROM received AS r GROUP BY 2
    UNION ALL
    SELECT 'requests_by_outcome', coalesce(r.outcome, r.state), count(*) FROM aid_request AS r
    WHERE r.state IN ('closed', 'withdrawn') AND coalesce(r.outcome, '') NOT IN ('spam', 'duplicate')
        AND r.state_at >= year_starts(of_year) AND r.state_at < year_starts(of_year + 1)
    GROUP BY 2
    UNION ALL
    SELECT 'unmet_by_need', n.need, count(*) FROM aid_request AS r CROSS JOIN LATERAL unnest(r.needs) AS n (need)
    WHERE r.outcome = 'no_other_option'
        AND r.state_at >= year_starts(of_year) AND r.state_at < year_starts(of_year + 1)
    GROUP BY n.need
$$;

ALTER FUNCTION public.count_requests(of_year integer) OWNER TO relais_owner;

--
-- Name: year_count; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.year_count (
    year integer NOT NULL,
    measure text NOT NULL,
    line text NOT NULL,
    month integer NOT NULL,
    value bigint NOT NULL,
    backing bigint NOT NULL,
    largest bigint NOT NULL,
    CONSTRAINT year_count_counts CHECK (((value >= 0) AND (backing >= 0) AND (largest >= 0) AND ((month >= 0) AND (month <= 12))))
);

ALTER TABLE public.year_count OWNER TO relais_owner;

--
-- Name: count_year(integer); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.count_year(of_year integer) RETURNS SETOF public.year_count
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
    SELECT of_year, c.measure, c.line, c.month, c.value, c.value, 0::bigint FROM count_calls(of_year) AS c
    UNION ALL
    SELECT of_year, c.measure, c.line, 0, c.value, c.value, 0 FROM count_requests(of_year) AS c
    UNION ALL
    SELECT of_year, c.measure, c.line, 0, c.value, c.value, 0 FROM count_referrals(of_year) AS c
    UNION ALL
    SELECT of_year, c.measure, c.line, 0, c.value, c.backing, c.largest FROM count_files(of_year) AS c
    UNION ALL
    SELECT of_year, c.measure, 'all', 0, c.value, c.backing, 0 FROM count_delays(of_year) AS c
    UNION ALL
    SELECT of_year, c.measure, c.line, 0, c.value, c.value, 0 FROM count_programme(of_year) AS c
    UNION ALL
    SELECT of_year, c.measure, 'all', 0, c.value, c.backing, 0 FROM count_freshness(of_year) AS c
$$;

ALTER FUNCTION public.count_year(of_year integer) OWNER TO relais_owner;

--
-- Name: counted_lines(text, public.year_count[]); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.counted_lines(of_measure text, kept public.year_count[], OUT names text[], OUT counts bigint[]) RETURNS record
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
    SELECT array_agg(l.line ORDER BY l.place), array_agg(coalesce(n.value, 0)::bigint ORDER BY l.place)
    FROM report_line AS l
    LEFT JOIN (
        SELECT k.line, sum(k.value) AS value FROM unnest(kept) AS k WHERE k.measure = of_measure GROUP BY k.line
    ) AS n ON n.line = l.line
    WHERE l.measure = of_measure
$$;

ALTER FUNCTION public.counted_lines(of_measure text, kept public.year_count[], OUT names text[], OUT counts bigint[]) OWNER TO relais_owner;

--
-- Name: counts_of(integer); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.counts_of(of_year integer) RETURNS SETOF public.year_count
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    IF EXISTS (SELECT FROM year_count AS c WHERE c.year = of_year) THEN
        RETURN QUERY SELECT c.* FROM year_count AS c WHERE c.year = of_year;
    ELSE
        RETURN QUERY
        SELECT of_year, c.measure, c.line, 0, c.value, c.value, 0::bigint FROM count_programme(of_year) AS c
        UNION ALL
        SELECT of_year, c.measure, 'all', 0, c.value, c.backing, 0 FROM count_freshness(of_year) AS c;
    END IF;
END
$$;

ALTER FUNCTION public.counts_of(of_year integer) OWNER TO relais_owner;

--
-- Name: is_slug(text); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.is_slug(value text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ((value ~ '^[a-z0-9]+(-[a-z0-9]+)*$'::text) AND (length(value) <= 80));

ALTER FUNCTION public.is_slug(value text) OWNER TO relais_owner;

--
-- Name: organization; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.organization (
    slug text NOT NULL,
    name text NOT NULL,
    charter text DEFAULT 'unknown'::text NOT NULL,
    convention text DEFAULT ''::text NOT NULL,
    independent text DEFAULT 'unknown'::text NOT NULL,
    council_of text DEFAULT ''::text NOT NULL,
    version bigint NOT NULL,
    CONSTRAINT organization_charter_known CHECK ((charter = ANY (ARRAY['signatory'::text, 'pass_2018'::text, 'partnership_stated'::text, 'unknown'::text]))),
    CONSTRAINT organization_convention_known CHECK ((convention = ANY (ARRAY[''::text, 'cnom'::text, 'carmf'::text, 'cng'::text]))),
    CONSTRAINT organization_has_name CHECK ((name <> ''::text)),
    CONSTRAINT organization_independent_known CHECK ((independent = ANY (ARRAY['yes'::text, 'no'::text, 'unknown'::text]))),
    CONSTRAINT organization_slug_form CHECK (public.is_slug(slug))
);

ALTER TABLE public.organization OWNER TO relais_owner;

--
-- Name: current_signatory(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.current_signatory() RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    RETURN (SELECT o.convention FROM public.organization o WHERE ((public.current_kind() = 'staff'::text) AND (o.slug = public.current_org()) AND (o.convention <> ''::text) AND public.holds_role(public.current_actor(), 'signatory'::text, o.slug)));

ALTER FUNCTION public.current_signatory() OWNER TO relais_owner;

--
-- Name: recusal; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.recusal (
    file uuid NOT NULL,
    account uuid NOT NULL,
    answer text NOT NULL,
    acted_as text NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT recusal_acted_as_known CHECK ((acted_as = ANY (ARRAY['national'::text, 'commissioner'::text, 'chair'::text]))),
    CONSTRAINT recusal_answer_known CHECK ((answer = ANY (ARRAY['asked'::text, 'unknown'::text, 'knows'::text])))
);

ALTER TABLE public.recusal OWNER TO relais_owner;

--
-- Name: recused_files(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.recused_files() RETURNS uuid[]
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    RETURN ARRAY(SELECT r.file FROM (public.recusal r JOIN public.national_file f ON ((f.id = r.file))) WHERE ((public.current_kind() = 'staff'::text) AND (r.account = public.current_actor()) AND (r.answer = 'knows'::text) AND (f.body = public.current_org())));

ALTER FUNCTION public.recused_files() OWNER TO relais_owner;

--
-- Name: recused_cases(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.recused_cases() RETURNS uuid[]
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    RETURN ARRAY(SELECT f.case_id FROM public.national_file f WHERE (f.id = ANY (public.recused_files())));

ALTER FUNCTION public.recused_cases() OWNER TO relais_owner;

--
-- Name: case_opening; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.case_opening (
    case_id uuid NOT NULL,
    seq bigint NOT NULL,
    org text NOT NULL,
    actor uuid NOT NULL,
    session text NOT NULL,
    reason text NOT NULL,
    as_function text NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT case_opening_function_known CHECK ((as_function = ANY (ARRAY['officer'::text, 'deputy'::text, 'recipient'::text, 'national'::text, 'commissioner'::text, 'chair'::text]))),
    CONSTRAINT case_opening_reason_known CHECK (
CASE
    WHEN (as_function = 'recipient'::text) THEN (reason = ANY (ARRAY['first_contact'::text, 'follow_up'::text, 'handover'::text, 'outcome'::text]))
    WHEN (as_function = ANY (ARRAY['commissioner'::text, 'chair'::text])) THEN (reason = ANY (ARRAY['file_session'::text, 'file_decision'::text]))
    ELSE ((reason = ANY (ARRAY['with_person'::text, 'call'::text, 'follow_up'::text, 'answer'::text, 'handover'::text, 'correction'::text, 'request'::text])) OR ((as_function = 'national'::text) AND (reason = ANY (ARRAY['file_check'::text, 'file_session'::text, 'file_decision'::text, 'file_payment'::text]))))
END),
    CONSTRAINT case_opening_session_form CHECK ((session ~ '^[A-Za-z0-9_-]{1,64}$'::text))
);

ALTER TABLE public.case_opening OWNER TO relais_owner;

--
-- Name: opened_cases(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.opened_cases() RETURNS uuid[]
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    RETURN ARRAY(SELECT o.case_id FROM public.case_opening o WHERE (((SELECT public.current_kind() AS current_kind) = 'staff'::text) AND (o.org = (SELECT public.current_org() AS current_org)) AND (o.actor = (SELECT public.current_actor() AS current_actor)) AND (o.at > (statement_timestamp() - '04:00:00'::interval)) AND (o.case_id <> ALL ((SELECT public.recused_cases() AS recused_cases)::uuid[]))));

ALTER FUNCTION public.opened_cases() OWNER TO relais_owner;

--
-- Name: aid_request; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.aid_request (
    id uuid NOT NULL,
    case_id uuid NOT NULL,
    council text NOT NULL,
    needs text[] NOT NULL,
    practice text NOT NULL,
    reach text NOT NULL,
    state text NOT NULL,
    version integer NOT NULL,
    urgent boolean DEFAULT false NOT NULL,
    urgent_at timestamp with time zone,
    marks text[] DEFAULT '{}'::text[] NOT NULL,
    fingerprint bytea,
    opened_at timestamp with time zone,
    relief_org text DEFAULT ''::text NOT NULL,
    contacted_on date,
    turned_at timestamp with time zone,
    outcome text,
    made_at timestamp with time zone NOT NULL,
    state_at timestamp with time zone NOT NULL,
    CONSTRAINT aid_request_asks_while_it_lives CHECK (((state = ANY (ARRAY['closed'::text, 'withdrawn'::text])) OR ((cardinality(needs) >= 1) AND (practice <> ''::text) AND (reach <> ''::text)))),
    CONSTRAINT aid_request_closed_has_outcome CHECK (((state = 'closed'::text) = (outcome IS NOT NULL))),
    CONSTRAINT aid_request_council_form CHECK ((council ~ '^[a-z0-9-]{1,200}$'::text)),
    CONSTRAINT aid_request_fingerprint_size CHECK ((length(fingerprint) = 32)),
    CONSTRAINT aid_request_marks_known CHECK (((marks <@ ARRAY['honeypot'::text, 'quick'::text, 'rate'::text]) AND (array_position(marks, NULL::text) IS NULL) AND (cardinality(marks) <= 3))),
    CONSTRAINT aid_request_needs_known CHECK (((needs <@ ARRAY['financier'::text, 'juridique'::text, 'administratif'::text, 'organisationnel'::text, 'sante'::text, 'souffrance_psychique'::text, 'addiction'::text, 'professionnel'::text, 'personnel_social'::text, 'prevention'::text, 'depistage'::text, 'reconversion'::text, 'etudiant_interne'::text, 'famille'::text, 'violence'::text, 'crise_suicidaire'::text, 'hospitalisation'::text, 'crise_sanitaire_exercice'::text]) AND (array_position(needs, NULL::text) IS NULL) AND (cardinality(needs) <= 18))),
    CONSTRAINT aid_request_outcome_known CHECK ((outcome = ANY (ARRAY['helped'::text, 'follow_up'::text, 'directed_elsewhere'::text, 'person_stopped'::text, 'not_reached'::text, 'no_other_option'::text, 'no_outcome'::text, 'spam'::text, 'duplicate'::text]))),
    CONSTRAINT aid_request_practice_known CHECK ((practice = ANY (ARRAY[''::text, 'liberal'::text, 'hospitalier'::text, 'salarie'::text, 'remplacant'::text, 'interne'::text, 'etudiant'::text, 'retraite'::text, 'famille'::text]))),
    CONSTRAINT aid_request_reach_known CHECK ((reach = ANY (ARRAY[''::text, 'phone'::text, 'mail'::text, 'calls_back'::text]))),
    CONSTRAINT aid_request_relief_is_another CHECK ((relief_org <> council)),
    CONSTRAINT aid_request_state_known CHECK ((state = ANY (ARRAY['received'::text, 'taken_up'::text, 'contacted'::text, 'turned'::text, 'closed'::text, 'withdrawn'::text]))),
    CONSTRAINT aid_request_urgent_since CHECK ((urgent = (urgent_at IS NOT NULL))),
    CONSTRAINT aid_request_version_counts CHECK ((version >= 1))
);

ALTER TABLE public.aid_request OWNER TO relais_owner;

--
-- Name: relieved_cases(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.relieved_cases() RETURNS uuid[]
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    RETURN ARRAY(SELECT r.case_id FROM public.aid_request r WHERE ((public.current_kind() = 'staff'::text) AND (r.relief_org <> ''::text) AND (r.relief_org = public.current_org()) AND (r.state <> ALL (ARRAY['closed'::text, 'withdrawn'::text]))));

ALTER FUNCTION public.relieved_cases() OWNER TO relais_owner;

--
-- Name: data_key_of(uuid); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.data_key_of(of_case uuid) RETURNS bytea
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    RETURN (SELECT c.data_key_wrapped FROM public.aid_case c WHERE ((c.id = data_key_of.of_case) AND (public.acts_on_case(c.id) OR (c.id = ANY (public.relieved_cases())) OR ((c.id = ANY (public.opened_cases())) AND public.consent_opens(c.id, NULL::text)))));

ALTER FUNCTION public.data_key_of(of_case uuid) OWNER TO relais_owner;

--
-- Name: decide_action(uuid, text, text); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.decide_action(of_action uuid, verdict text, said text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    held programme_action;
BEGIN
    IF NOT coalesce(coordinates(current_actor()), false) THEN
        RAISE EXCEPTION 'not theirs' USING ERRCODE = '42501', CONSTRAINT = 'programme_action_by_who_may';
    END IF;
    SELECT a.* INTO held FROM programme_action AS a WHERE a.id = of_action FOR NO KEY UPDATE;
    IF held.state IS DISTINCT FROM 'proposed' OR verdict NOT IN ('published', 'refused') THEN
        RAISE EXCEPTION 'decided' USING ERRCODE = '23514', CONSTRAINT = 'programme_action_decided_once';
    END IF;
    IF verdict = 'published' AND held.starts_at <= clock_timestamp() THEN
        RAISE EXCEPTION 'already begun' USING ERRCODE = '23514', CONSTRAINT = 'programme_action_not_yet_begun';
    END IF;
    UPDATE programme_action AS a SET state = verdict, reason = said, decided_by = current_actor()
    WHERE a.id = of_action;
    IF verdict = 'published' AND held.booking <> 'none' THEN
        INSERT INTO action_slot (action, number) SELECT of_action, n FROM generate_series(1, held.places) AS n;
    END IF;
END
$$;

ALTER FUNCTION public.decide_action(of_action uuid, verdict text, said text) OWNER TO relais_owner;

--
-- Name: decision_is_said_once(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.decision_is_said_once() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    may_change CONSTANT text[] := ARRAY[
        'confirmed_by', 'confirmed_at', 'ratified', 'ratified_in', 'ratified_by', 'ratified_at', 'in_force_at'
    ];
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.in_force_at IS NULL OR NOT EXISTS (SELECT FROM national_file AS f WHERE f.id = OLD.file) THEN
            RETURN OLD;
        END IF;
    ELSIF to_jsonb(NEW) - may_change = to_jsonb(OLD) - may_change
        AND (OLD.confirmed_at IS NULL OR (NEW.confirmed_by, NEW.confirmed_at) = (OLD.confirmed_by, OLD.confirmed_at))
        AND OLD.ratified IS NULL
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'never rewritten' USING ERRCODE = '23514', CONSTRAINT = 'decision_said_once';
END
$$;

ALTER FUNCTION public.decision_is_said_once() OWNER TO relais_owner;

--
-- Name: describe_file(uuid, text, boolean); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.describe_file(of_file uuid, of_practice text, is_urgent boolean) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    held national_file := hold_file(of_file);
    writer text := file_writer(held);
BEGIN
    IF writer IS NULL AND NOT coalesce('national' = ANY (file_roles(of_file)), false) THEN
        RAISE EXCEPTION 'not theirs' USING ERRCODE = '42501';
    END IF;
    IF held.state IN ('decided', 'paid', 'closed', 'withdrawn')
        OR (writer IS NULL AND (of_practice <> held.practice OR held.state = 'draft'))
        OR (writer IS NOT NULL AND held.state NOT IN ('draft', 'submitted', 'incomplete'))
        OR (of_practice <> held.practice AND held.state NOT IN ('draft', 'incomplete'))
    THEN
        PERFORM refuse_file('national_file_described_while_open');
    END IF;
    UPDATE national_file AS f SET practice = of_practice, urgent = is_urgent
    WHERE f.id = held.id AND (f.practice, f.urgent) <> (of_practice, is_urgent);
    IF FOUND THEN
        PERFORM chain_case_event(
            held.case_id, 'file.described',
            jsonb_build_object('file', held.id, 'practice', of_practice, 'urgent', is_urgent)
        );
    END IF;
END
$$;

ALTER FUNCTION public.describe_file(of_file uuid, of_practice text, is_urgent boolean) OWNER TO relais_owner;

--
-- Name: detailed_rows(bigint[], bigint); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.detailed_rows(counts bigint[], most bigint) RETURNS boolean[]
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    sums bigint[] := ARRAY(
        SELECT (SELECT sum(counts[i][j]) FROM generate_subscripts(counts, 2) AS j)
        FROM generate_subscripts(counts, 1) AS i ORDER BY i
    );
    hidden boolean[] := hide_small_line(sums, most);
    detailed boolean[] := ARRAY(
        SELECT NOT hidden[i] AND (SELECT bool_and(counts[i][j] >= 11) FROM generate_subscripts(counts, 2) AS j)
        FROM generate_subscripts(counts, 1) AS i ORDER BY i
    );
    holds boolean;
    smallest integer;
BEGIN
    IF NOT margin_is_told(sums, most) THEN
        RETURN NULL;
    END IF;
    LOOP
        SELECT
            bool_and(
                (SELECT sum(counts[i][j]) FROM generate_subscripts(counts, 1) AS i) >= 11
                AND (
                    false <> ALL (detailed)
                    OR (
                        left_over.rows >= 2 AND left_over.of_month >= 10
                        AND left_over.widest + left_over.of_month <= left_over.held
                    )
                )
            )
        INTO holds
        FROM generate_subscripts(counts, 2) AS j
        CROSS JOIN LATERAL (
            SELECT
                count(*) AS rows, sum(u.s) AS held, sum(counts[u.n][j]) AS of_month,
                greatest(max(u.s) FILTER (WHERE NOT u.h), 0) AS widest
            FROM unnest(sums, hidden, detailed) WITH ORDINALITY AS u (s, h, d, n)
            WHERE NOT u.d
        ) AS left_over;
        EXIT WHEN holds;
        SELECT u.n INTO smallest FROM unnest(sums, detailed) WITH ORDINALITY AS u (s, d, n)
        WHERE u.d ORDER BY u.s, u.n LIMIT 1;
        IF smallest IS NULL THEN
            RETURN NULL;
        END IF;
        detailed[smallest] := false;
    END LOOP;
    RETURN detailed;
END
$$;

ALTER FUNCTION public.detailed_rows(counts bigint[], most bigint) OWNER TO relais_owner;

--
-- Name: discard_decision(uuid); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.discard_decision(wanted uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    made decision := hold_decision(wanted);
BEGIN
    DELETE FROM decision AS d WHERE d.id = wanted;
    PERFORM chain_case_event(
        made.case_id, 'decision.discarded', jsonb_build_object('file', made.file, 'round', made.round)
    );
END
$$;

ALTER FUNCTION public.discard_decision(wanted uuid) OWNER TO relais_owner;

--
-- Name: discard_note(uuid); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.discard_note(of_note uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    held note := hold_note(of_note);
BEGIN
    IF held.id IS NULL OR current_kind() <> 'staff' THEN
        RAISE EXCEPTION 'not theirs' USING ERRCODE = '42501', CONSTRAINT = 'note_by_its_council';
    END IF;
    UPDATE note AS n SET state = 'discarded', state_at = clock_timestamp() WHERE n.id = held.id;
    UPDATE note_author AS a SET contact_sealed = NULL WHERE a.note = held.id;
    PERFORM shut_case_of_note(held.case_id, 'note.discarded');
END
$$;

ALTER FUNCTION public.discard_note(of_note uuid) OWNER TO relais_owner;

--
-- Name: disclosure_is_within_consent(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.disclosure_is_within_consent() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
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

ALTER FUNCTION public.disclosure_is_within_consent() OWNER TO relais_owner;

--
-- Name: drop_attachment(uuid); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.drop_attachment(wanted uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    of_file uuid := (SELECT a.file FROM attachment AS a WHERE a.id = wanted);
    held national_file;
    gone attachment;
BEGIN
    IF of_file IS NULL THEN
        RETURN false;
    END IF;
    held := hold_file_to_write(of_file);
    DELETE FROM attachment AS a WHERE a.id = wanted RETURNING a.* INTO gone;
    IF gone.added_at IS NOT NULL THEN
        IF held.state NOT IN ('draft', 'submitted', 'incomplete') THEN
            PERFORM refuse_file('attachment_while_open');
        END IF;
        PERFORM chain_case_event(
            held.case_id, 'attachment.removed', jsonb_build_object('file', held.id, 'attachment', gone.id)
        );
        IF gone.piece <> '' AND NOT EXISTS (
            SELECT FROM attachment AS a WHERE a.file = held.id AND a.piece = gone.piece AND a.added_at IS NOT NULL
        ) THEN
            PERFORM mark_file_piece(held.id, gone.piece, 'expected');
        END IF;
    END IF;
    RETURN gone.id IS NOT NULL;
END
$$;

ALTER FUNCTION public.drop_attachment(wanted uuid) OWNER TO relais_owner;

--
-- Name: empty_case(uuid); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.empty_case(of_case uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
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

ALTER FUNCTION public.empty_case(of_case uuid) OWNER TO relais_owner;

--
-- Name: empty_closed_accounts(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.empty_closed_accounts() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
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

ALTER FUNCTION public.empty_closed_accounts() OWNER TO relais_owner;

--
-- Name: empty_due(integer); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.empty_due(at_most integer DEFAULT 500) RETURNS TABLE(case_id uuid, hash bytea, seq bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
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

ALTER FUNCTION public.empty_due(at_most integer) OWNER TO relais_owner;

--
-- Name: empty_ended(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.empty_ended() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
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

ALTER FUNCTION public.empty_ended() OWNER TO relais_owner;

--
-- Name: empty_subject(text, uuid); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.empty_subject(kind text, subject uuid) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
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

ALTER FUNCTION public.empty_subject(kind text, subject uuid) OWNER TO relais_owner;

--
-- Name: end_action(uuid, text, text); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.end_action(of_action uuid, ending text, said text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    held programme_action := hold_kept_action(of_action);
BEGIN
    IF (held.state, ending) NOT IN (('proposed', 'withdrawn'), ('published', 'cancelled')) THEN
        RAISE EXCEPTION 'no such move' USING ERRCODE = '23514', CONSTRAINT = 'programme_action_legal_move';
    END IF;
    UPDATE programme_action AS a SET state = ending, reason = said WHERE a.id = held.id;
END
$$;

ALTER FUNCTION public.end_action(of_action uuid, ending text, said text) OWNER TO relais_owner;

--
-- Name: end_past_actions(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.end_past_actions() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    ended bigint;
    late bigint;
BEGIN
    UPDATE programme_action AS a SET state = 'withdrawn'
    WHERE a.state = 'proposed' AND coalesce(a.starts_at, a.state_at + interval '366 days') <= statement_timestamp();
    GET DIAGNOSTICS late = ROW_COUNT;
    UPDATE programme_action AS a SET state = 'past'
    WHERE a.state = 'published' AND coalesce(a.ends_at, a.state_at + interval '366 days') <= statement_timestamp();
    GET DIAGNOSTICS ended = ROW_COUNT;
    RETURN ended + late;
END
$$;

ALTER FUNCTION public.end_past_actions() OWNER TO relais_owner;

--
-- Name: end_pathway(uuid, text); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.end_pathway(wanted uuid, said_how text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
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

ALTER FUNCTION public.end_pathway(wanted uuid, said_how text) OWNER TO relais_owner;

--
-- Name: end_session(uuid); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.end_session(wanted uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    held commission_session := hold_session(wanted);
BEGIN
    IF held.held_at > clock_timestamp() + interval '1 hour' THEN
        PERFORM refuse_file('commission_session_has_sat');
    END IF;
    IF EXISTS (
        SELECT FROM session_file AS a WHERE a.session = wanted AND a.purpose = 'ratify' AND a.outcome IS NULL
    ) THEN
        PERFORM refuse_file('commission_session_ratifies_first');
    END IF;
    PERFORM send_back_from(wanted, 'postponed');
    UPDATE commission_session AS s SET state = 'held', state_by = current_actor(), state_at = clock_timestamp()
    WHERE s.id = wanted;
END
$$;

ALTER FUNCTION public.end_session(wanted uuid) OWNER TO relais_owner;

--
-- Name: end_untouched_files(integer); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.end_untouched_files(at_most integer DEFAULT 500) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    one national_file;
    ended bigint := 0;
BEGIN
    FOR one IN
        SELECT f.* FROM national_file AS f
        WHERE f.state IN ('draft', 'incomplete') AND file_is_untouched(f)
        ORDER BY f.id
        LIMIT at_most
    LOOP
        PERFORM FROM aid_case AS c WHERE c.id = one.case_id FOR NO KEY UPDATE SKIP LOCKED;
        IF FOUND THEN
            SELECT * INTO one FROM national_file AS f WHERE f.id = one.id; -- as it is, now that it is held
            IF file_is_untouched(one) THEN
                INSERT INTO file_event (file, expected, request, from_state, to_state, acted_as, reason)
                VALUES (one.id, one.version, gen_random_uuid(), one.state, 'withdrawn', 'worker', 'untouched');
                ended := ended + 1;
            END IF;
        END IF;
    END LOOP;
    RETURN ended;
END
$$;

ALTER FUNCTION public.end_untouched_files(at_most integer) OWNER TO relais_owner;

--
-- Name: enter_figure(uuid, integer, text, text, bigint, text); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.enter_figure(figure uuid, of_year integer, of_measure text, in_unit text, how_many bigint, from_source text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    mine text := current_signatory();
BEGIN
    IF mine IS NULL THEN
        RAISE EXCEPTION 'a signatory enters' USING ERRCODE = '42501';
    END IF;
    PERFORM pg_advisory_xact_lock(7240016, of_year);
    IF EXISTS (SELECT FROM year_figure AS f WHERE f.id = figure AND f.signatory = mine) THEN
        RETURN; -- posted again
    END IF;
    UPDATE year_figure AS f SET ended_at = clock_timestamp()
    WHERE (f.year, f.signatory, f.measure) = (of_year, mine, of_measure) AND f.ended_at IS NULL
        AND f.confirmed_at IS NULL;
    INSERT INTO year_figure (id, year, signatory, measure, unit, value, source, entered_by, entered_at)
    VALUES (figure, of_year, mine, of_measure, in_unit, how_many, from_source, current_actor(), clock_timestamp());
END
$$;

ALTER FUNCTION public.enter_figure(figure uuid, of_year integer, of_measure text, in_unit text, how_many bigint, from_source text) OWNER TO relais_owner;

--
-- Name: erase_case(uuid); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.erase_case(of_case uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    PERFORM refuse_who_does_not_act(of_case);
    IF current_kind() = 'staff' THEN
        RAISE EXCEPTION 'the person erases' USING ERRCODE = '42501', CONSTRAINT = 'aid_case_by_who_may';
    END IF;
    PERFORM FROM aid_case AS c WHERE c.id = of_case FOR NO KEY UPDATE; -- before its parts: none is added meanwhile
    DELETE FROM case_part AS p WHERE p.case_id = of_case;
    UPDATE aid_case AS c
    SET erased_at = now(), closed_at = coalesce(c.closed_at, now()), data_key_wrapped = NULL, code_lookup = NULL,
        code_verifier = NULL, alias_sealed = NULL
    WHERE c.id = of_case AND c.erased_at IS NULL;
    IF FOUND THEN
        PERFORM chain_case_event(of_case, 'case.erased');
    END IF;
END
$$;

ALTER FUNCTION public.erase_case(of_case uuid) OWNER TO relais_owner;

--
-- Name: evidence_is_append_only(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.evidence_is_append_only() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    RAISE EXCEPTION 'evidence is never rewritten' USING
        ERRCODE = '23514', CONSTRAINT = TG_TABLE_NAME || '_append_only';
END
$$;

ALTER FUNCTION public.evidence_is_append_only() OWNER TO relais_owner;

--
-- Name: fact_belongs_to_publication(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.fact_belongs_to_publication() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    taken bigint := taken_directory_version();
BEGIN
    IF EXISTS (SELECT FROM added WHERE version_from IS DISTINCT FROM taken OR version_to IS NOT NULL)
    THEN
        RAISE EXCEPTION 'a fact is published by taking a version' USING
            ERRCODE = '23514', CONSTRAINT = 'fact_published_with_version';
    END IF;
    RETURN NULL;
END
$$;

ALTER FUNCTION public.fact_belongs_to_publication() OWNER TO relais_owner;

--
-- Name: fact_is_append_only(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.fact_is_append_only() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.version_to IS NULL AND NEW.version_to = taken_directory_version()
            -- `slug` is generated after this trigger
            AND to_jsonb(NEW) - ARRAY['version_to', 'slug'] = to_jsonb(OLD) - ARRAY['version_to', 'slug']
        THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'a published fact is never rewritten' USING ERRCODE = '23514', CONSTRAINT = 'fact_append_only';
END
$$;

ALTER FUNCTION public.fact_is_append_only() OWNER TO relais_owner;

--
-- Name: file_roles(uuid); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.file_roles(wanted uuid) RETURNS text[]
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
    SELECT array_remove(
        ARRAY[
            CASE WHEN w.kind = 'person' AND f.case_id = w.of_case THEN 'person' END,
            -- What the console erases on the word of the person is withdrawn as theirs.
            CASE WHEN w.kind = 'worker' AND EXISTS (
                SELECT FROM aid_case AS c WHERE c.id = f.case_id AND c.erased_at IS NOT NULL
            ) THEN 'person' END,
            CASE WHEN w.kind = 'worker' THEN 'worker' END,
            CASE WHEN f.council = w.org AND (f.shared_at IS NOT NULL OR f.submitted_at IS NOT NULL)
                AND (f.council <> f.body OR ('national' = ANY (w.roles) AND NOT f.id = ANY (w.recused)))
                THEN 'council' END
        ] || CASE
            WHEN f.body = w.org AND f.submitted_at IS NOT NULL AND NOT f.id = ANY (w.recused) THEN w.roles
            ELSE ARRAY[]::text[]
        END, NULL
    )
    FROM national_file AS f
    CROSS JOIN (
        SELECT
            current_kind() AS kind, current_case() AS of_case, commission_roles() AS roles, recused_files() AS recused,
            CASE WHEN current_kind() = 'staff' THEN coalesce(current_org(), '') ELSE '' END AS org
    ) AS w
    WHERE f.id = wanted
$$;

ALTER FUNCTION public.file_roles(wanted uuid) OWNER TO relais_owner;

--
-- Name: file_decider(public.national_file); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.file_decider(held public.national_file) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    RETURN (SELECT r.role FROM unnest(ARRAY['chair'::text, 'commissioner'::text]) r(role) WHERE ((r.role = ANY (public.file_roles((file_decider.held).id))) AND ((file_decider.held).case_id = ANY (public.opened_cases())) AND (EXISTS (SELECT FROM public.recusal said WHERE ((said.file = (file_decider.held).id) AND (said.account = public.current_actor()) AND (said.answer = 'unknown'::text))))) LIMIT 1);

ALTER FUNCTION public.file_decider(held public.national_file) OWNER TO relais_owner;

--
-- Name: file_event_frees_the_agenda(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.file_event_frees_the_agenda() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    DELETE FROM decision AS d WHERE d.file = NEW.file AND d.in_force_at IS NULL;
    UPDATE session_file AS a SET outcome = 'withdrawn'
    WHERE a.file = NEW.file AND a.purpose = 'decide' AND a.outcome IS NULL;
    RETURN NULL;
END
$$;

ALTER FUNCTION public.file_event_frees_the_agenda() OWNER TO relais_owner;

--
-- Name: file_event_is_applied(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.file_event_is_applied() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    held national_file := hold_file(NEW.file);
BEGIN
    IF NOT coalesce(NEW.acted_as = ANY (file_roles(NEW.file)), false) THEN
        RAISE EXCEPTION 'not theirs' USING ERRCODE = '42501'; -- nor said to exist
    END IF;
    IF NEW.to_state = 'withdrawn' THEN -- whatever the page showed when it was asked
        NEW.from_state := held.state;
        NEW.expected := held.version;
    ELSIF EXISTS (SELECT FROM file_event AS e WHERE e.file = held.id AND e.request = NEW.request) THEN
        RAISE EXCEPTION 'done already' USING ERRCODE = '23505', CONSTRAINT = 'file_event_once';
    ELSIF NEW.expected IS DISTINCT FROM held.version OR NEW.from_state IS DISTINCT FROM held.state THEN
        PERFORM refuse_file('file_event_of_this_version');
    END IF;
    IF NOT EXISTS (
        SELECT FROM file_move AS m
        WHERE (m.from_state, m.to_state, m.acted_as) = (NEW.from_state, NEW.to_state, NEW.acted_as)
    ) THEN -- as the foreign key says, but before any guard
        RAISE EXCEPTION 'no such move' USING ERRCODE = '23503', CONSTRAINT = 'file_event_legal_move';
    END IF;
    PERFORM guard_file_move(held, NEW);
    NEW.at := clock_timestamp();
    NEW.round := held.round + (NEW.to_state = 'draft' AND NEW.from_state <> 'submitted')::integer;
    NEW.org := coalesce(current_org(), '');
    NEW.actor := current_actor();
    UPDATE national_file AS f
    SET state = NEW.to_state,
        version = f.version + 1,
        round = NEW.round,
        -- An appeal is first the person's own again; whoever sends it lets the council read.
        shared_at = CASE
            WHEN NEW.to_state = 'submitted' THEN coalesce(f.shared_at, NEW.at)
            WHEN NEW.round > f.round AND NEW.acted_as = 'person' THEN NULL
            ELSE f.shared_at
        END,
        submitted_at = CASE NEW.to_state WHEN 'submitted' THEN coalesce(f.submitted_at, NEW.at) ELSE f.submitted_at END,
        urgent = f.urgent AND NEW.round = f.round,
        state_at = NEW.at
    WHERE f.id = NEW.file;
    IF NEW.round > held.round THEN
        INSERT INTO file_section (file, round, section, sealed, asked_cents, version, request, saved_as, saved_at)
        SELECT s.file, NEW.round, s.section, s.sealed, s.asked_cents, 1, s.request, s.saved_as, s.saved_at
        FROM file_section AS s
        WHERE s.file = held.id AND s.round = held.round;
    END IF;
    PERFORM chain_case_event(
        held.case_id, 'file.' || NEW.to_state,
        jsonb_strip_nulls(jsonb_build_object(
            'file', held.id, 'from', NEW.from_state, 'version', held.version + 1, 'round', NEW.round,
            'as', NEW.acted_as, 'reason', NEW.reason
        ))
    );
    RETURN NEW;
END
$$;

ALTER FUNCTION public.file_event_is_applied() OWNER TO relais_owner;

--
-- Name: file_is_untouched(public.national_file); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.file_is_untouched(held public.national_file) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET "TimeZone" TO 'Europe/Paris'
    AS $$
BEGIN
    RETURN held.state IN ('draft', 'incomplete') AND held.round = 1
        AND file_touched_at(held) + retention_of('national_file', 'untouched') <= clock_timestamp();
END
$$;

ALTER FUNCTION public.file_is_untouched(held public.national_file) OWNER TO relais_owner;

--
-- Name: file_key_of(uuid); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.file_key_of(of_file uuid) RETURNS bytea
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    RETURN (SELECT c.data_key_wrapped FROM (public.national_file f JOIN public.aid_case c ON ((c.id = f.case_id))) WHERE ((f.id = file_key_of.of_file) AND (('person'::text = ANY (public.file_roles(f.id))) OR ((c.id = ANY (public.opened_cases())) AND (cardinality(public.file_roles(f.id)) > 0) AND (f.state <> 'withdrawn'::text)))));

ALTER FUNCTION public.file_key_of(of_file uuid) OWNER TO relais_owner;

--
-- Name: file_row_stays(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.file_row_stays() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
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

ALTER FUNCTION public.file_row_stays() OWNER TO relais_owner;

--
-- Name: holds_only_codes(jsonb); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.holds_only_codes(detail jsonb) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    RETURN ((jsonb_typeof(detail) = 'object'::text) AND (length((detail)::text) <= 4000) AND (NOT (EXISTS (SELECT FROM jsonb_path_query(holds_only_codes.detail, 'strict $.**?(@.type() == "string")'::jsonpath) one(text) WHERE ((one.text #>> '{}'::text[]) !~ '^[A-Za-z0-9_.:+-]{0,80}$'::text)))));

ALTER FUNCTION public.holds_only_codes(detail jsonb) OWNER TO relais_owner;

--
-- Name: case_event; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.case_event (
    case_id uuid NOT NULL,
    seq bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    actor_kind text NOT NULL,
    org text NOT NULL,
    act text NOT NULL,
    detail jsonb DEFAULT '{}'::jsonb NOT NULL,
    previous_hash bytea NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT case_event_act_form CHECK ((act ~ '^[a-z_]+\.[a-z_]+$'::text)),
    CONSTRAINT case_event_actor_known CHECK ((actor_kind = ANY (ARRAY['staff'::text, 'person'::text, 'public'::text, 'worker'::text, 'console'::text]))),
    CONSTRAINT case_event_first_or_chained CHECK ((((seq = 1) = (previous_hash = '\x'::bytea)) AND (seq >= 1))),
    CONSTRAINT case_event_hash_holds CHECK ((hash = public.case_event_hash(case_id, seq, at, actor_kind, org, act, detail, previous_hash))),
    CONSTRAINT case_event_holds_codes CHECK (public.holds_only_codes(detail)),
    CONSTRAINT case_event_org_form CHECK ((org ~ '^[a-z0-9-]{0,200}$'::text))
);

ALTER TABLE public.case_event OWNER TO relais_owner;

--
-- Name: file_touched_at(public.national_file); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.file_touched_at(held public.national_file) RETURNS timestamp with time zone
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    RETURN (SELECT GREATEST((file_touched_at.held).state_at, max(e.at)) AS "greatest" FROM public.case_event e WHERE ((e.case_id = (file_touched_at.held).case_id) AND ((e.detail ->> 'file'::text) = ((file_touched_at.held).id)::text)));

ALTER FUNCTION public.file_touched_at(held public.national_file) OWNER TO relais_owner;

--
-- Name: file_writer(public.national_file); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.file_writer(held public.national_file) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    RETURN CASE WHEN ('person'::text = ANY (public.file_roles((held).id))) THEN 'person'::text WHEN (('council'::text = ANY (public.file_roles((held).id))) AND ((held).shared_at IS NOT NULL) AND ((held).case_id = ANY (public.opened_cases()))) THEN 'council'::text ELSE NULL::text END;

ALTER FUNCTION public.file_writer(held public.national_file) OWNER TO relais_owner;

--
-- Name: find_booking_by_code(uuid, bytea); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.find_booking_by_code(of_action uuid, lookup bytea) RETURNS TABLE(number integer, verifier text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    BEGIN ATOMIC
 SELECT b.number,
     b.code_verifier
    FROM public.slot_booking b
   WHERE ((b.action = find_booking_by_code.of_action) AND (b.code_lookup = find_booking_by_code.lookup) AND (public.current_kind() = 'public'::text));
END;

ALTER FUNCTION public.find_booking_by_code(of_action uuid, lookup bytea) OWNER TO relais_owner;

--
-- Name: card; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.card (
    id uuid NOT NULL,
    code_lookup bytea NOT NULL,
    code_verifier text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    CONSTRAINT card_code_is_argon2id CHECK ((code_verifier ~~ '$argon2id$%'::text)),
    CONSTRAINT card_code_lookup_size CHECK ((length(code_lookup) = 32)),
    CONSTRAINT card_lives_30_days CHECK (((ends_at - made_at) = '720:00:00'::interval))
);

ALTER TABLE public.card OWNER TO relais_owner;

--
-- Name: find_card_by_code(bytea); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.find_card_by_code(lookup bytea) RETURNS TABLE(id uuid, verifier text, ends_at timestamp with time zone)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    BEGIN ATOMIC
 SELECT c.id,
     c.code_verifier,
     c.ends_at
    FROM public.card c
   WHERE ((c.code_lookup = find_card_by_code.lookup) AND (c.ends_at > statement_timestamp()) AND (public.current_kind() IS NOT NULL));
END;

ALTER FUNCTION public.find_card_by_code(lookup bytea) OWNER TO relais_owner;

--
-- Name: find_case_by_code(bytea); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.find_case_by_code(lookup bytea) RETURNS TABLE(id uuid, verifier text, code_by text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    BEGIN ATOMIC
 SELECT c.id,
     c.code_verifier,
     c.code_by
    FROM public.aid_case c
   WHERE ((c.code_lookup = find_case_by_code.lookup) AND (public.current_kind() IS NOT NULL));
END;

ALTER FUNCTION public.find_case_by_code(lookup bytea) OWNER TO relais_owner;

--
-- Name: sheet; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.sheet (
    id uuid NOT NULL,
    code_lookup bytea NOT NULL,
    code_verifier text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    directory_version bigint NOT NULL,
    seed integer NOT NULL,
    CONSTRAINT sheet_code_is_argon2id CHECK ((code_verifier ~~ '$argon2id$%'::text)),
    CONSTRAINT sheet_code_lookup_size CHECK ((length(code_lookup) = 32)),
    CONSTRAINT sheet_directory_version_counts CHECK ((directory_version >= 0)),
    CONSTRAINT sheet_lives_30_days CHECK (((ends_at - made_at) = '30 days'::interval)),
    CONSTRAINT sheet_seed_is_spoken CHECK (((seed >= 0) AND (seed <= 999999)))
);

ALTER TABLE public.sheet OWNER TO relais_owner;

--
-- Name: find_sheet_by_code(bytea); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.find_sheet_by_code(lookup bytea) RETURNS TABLE(id uuid, verifier text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    BEGIN ATOMIC
 SELECT s.id,
     s.code_verifier
    FROM public.sheet s
   WHERE ((s.code_lookup = find_sheet_by_code.lookup) AND (s.ends_at > statement_timestamp()) AND (public.current_kind() IS NOT NULL));
END;

ALTER FUNCTION public.find_sheet_by_code(lookup bytea) OWNER TO relais_owner;

--
-- Name: finish_attachment(uuid); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.finish_attachment(wanted uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    held attachment := hold_arriving(wanted);
    size bigint;
BEGIN
    SELECT sum(length(c.sealed) - 28) INTO size FROM attachment_chunk AS c
    WHERE c.attachment = held.id
    HAVING bool_or(c.last) AND max(c.number) FILTER (WHERE c.last) = count(*) - 1 AND max(c.number) = count(*) - 1;
    IF size IS NULL THEN
        PERFORM refuse_file('attachment_is_whole');
    END IF;
    UPDATE attachment AS a SET bytes = size, added_at = clock_timestamp() WHERE a.id = held.id;
    PERFORM chain_case_event(
        held.case_id, 'attachment.added',
        jsonb_build_object('file', held.file, 'attachment', held.id, 'kind', held.kind, 'as', held.added_as)
    );
    IF held.piece <> '' THEN
        PERFORM mark_file_piece(held.file, held.piece, 'joined');
    END IF;
END
$$;

ALTER FUNCTION public.finish_attachment(wanted uuid) OWNER TO relais_owner;

--
-- Name: give_file_opinion(uuid, integer, uuid, text, bytea); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.give_file_opinion(of_file uuid, expected integer, with_request uuid, said text, words bytea) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    held national_file := hold_file(of_file);
BEGIN
    IF NOT coalesce('council' = ANY (file_roles(of_file)), false) OR NOT held.case_id = ANY (opened_cases()) THEN
        RAISE EXCEPTION 'not theirs' USING ERRCODE = '42501';
    END IF;
    IF EXISTS (SELECT FROM file_event AS e WHERE e.file = held.id AND e.request = with_request) THEN
        RAISE EXCEPTION 'done already' USING ERRCODE = '23505', CONSTRAINT = 'file_event_once';
    END IF;
    IF held.state <> 'submitted' OR held.version <> expected THEN
        PERFORM refuse_file('file_event_of_this_version');
    END IF;
    INSERT INTO file_opinion (file, version, round, opinion, sealed, org, actor, given_at)
    VALUES (held.id, held.version, held.round, said, words, current_org(), current_actor(), clock_timestamp());
    INSERT INTO file_event (file, expected, request, from_state, to_state, acted_as)
    VALUES (held.id, expected, with_request, 'submitted', 'opinion_given', 'council');
END
$$;

ALTER FUNCTION public.give_file_opinion(of_file uuid, expected integer, with_request uuid, said text, words bytea) OWNER TO relais_owner;

--
-- Name: guard_file_move(public.national_file, public.file_event); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.guard_file_move(held public.national_file, asked public.file_event) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    IF asked.to_state <> 'withdrawn' AND EXISTS (
        SELECT FROM aid_case AS c WHERE c.id = held.case_id AND c.erased_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'not theirs' USING ERRCODE = '42501'; -- nothing begins again of what was erased
    END IF;
    IF asked.acted_as = 'national' AND asked.from_state = 'opinion_given' AND NOT held.case_id = ANY (opened_cases())
    THEN
        PERFORM refuse_file('national_file_read_first');
    END IF;
    IF asked.acted_as = 'worker' AND NOT file_is_untouched(held) THEN
        PERFORM refuse_file('national_file_is_untouched');
    END IF;
    IF asked.to_state = 'submitted' THEN
        IF (
            SELECT count(*) FROM file_section AS s WHERE s.file = held.id AND s.round = held.round
        ) < 6 THEN
            PERFORM refuse_file('national_file_sections_said');
        END IF;
        IF EXISTS (SELECT FROM file_piece AS p WHERE p.file = held.id AND p.state = 'missing') THEN
            PERFORM refuse_file('national_file_missing_answered');
        END IF;
        IF asked.acted_as = 'council' AND held.shared_at IS NULL THEN
            PERFORM refuse_file('national_file_of_the_person');
        END IF;
    ELSIF asked.to_state = 'opinion_given' THEN
        IF NOT EXISTS (SELECT FROM file_opinion AS o WHERE o.file = held.id AND o.version = held.version) THEN
            PERFORM refuse_file('national_file_opinion_first');
        END IF;
    ELSIF asked.to_state = 'complete' AND asked.from_state = 'opinion_given' THEN
        IF EXISTS (SELECT FROM file_piece AS p WHERE p.file = held.id AND p.state = 'missing') THEN
            PERFORM refuse_file('national_file_complete_lacks_nothing');
        END IF;
    ELSIF asked.to_state = 'incomplete' THEN
        IF NOT EXISTS (SELECT FROM file_piece AS p WHERE p.file = held.id AND p.state = 'missing') THEN
            PERFORM refuse_file('national_file_incomplete_says_what');
        END IF;
    END IF;
    PERFORM guard_session_move(held, asked);
END
$$;

ALTER FUNCTION public.guard_file_move(held public.national_file, asked public.file_event) OWNER TO relais_owner;

--
-- Name: referral_event; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.referral_event (
    referral uuid NOT NULL,
    expected integer NOT NULL,
    request uuid NOT NULL,
    from_state text NOT NULL,
    to_state text NOT NULL,
    acted_as text NOT NULL,
    reason text,
    outcome text,
    attempts date[] DEFAULT '{}'::date[] NOT NULL,
    round integer NOT NULL,
    org text NOT NULL,
    actor uuid,
    at timestamp with time zone NOT NULL,
    CONSTRAINT referral_event_attempts_are_calls CHECK ((cardinality(attempts) <=
CASE
    WHEN (to_state = ANY (ARRAY['contact_made'::text, 'unreachable'::text])) THEN 10
    ELSE 0
END)),
    CONSTRAINT referral_event_closed_has_outcome CHECK (((to_state = 'closed'::text) = (outcome IS NOT NULL))),
    CONSTRAINT referral_event_no_outcome_is_the_systems CHECK (((outcome <> 'no_outcome'::text) OR (acted_as = 'worker'::text))),
    CONSTRAINT referral_event_outcome_known CHECK ((outcome = ANY (ARRAY['helped'::text, 'follow_up'::text, 'directed_elsewhere'::text, 'person_stopped'::text, 'not_reached'::text, 'no_other_option'::text, 'no_outcome'::text]))),
    CONSTRAINT referral_event_reason_known CHECK (
CASE to_state
    WHEN 'declined'::text THEN COALESCE((reason = ANY (ARRAY['no_capacity'::text, 'out_of_scope'::text, 'out_of_area'::text, 'knows_the_person'::text, 'better_elsewhere'::text])), false)
    WHEN 'cancelled'::text THEN COALESCE((reason = ANY (ARRAY['nothing_now'::text, 'outside_departement'::text, 'mistake'::text, 'helped_otherwise'::text, 'no_answer'::text])), false)
    WHEN 'options_shown'::text THEN COALESCE((reason = ANY (ARRAY['only_one_covers'::text, 'person_named_it'::text, 'others_closed'::text, 'changed_mind'::text, 'outside_departement'::text])), true)
    ELSE (reason IS NULL)
END),
    CONSTRAINT referral_event_unreachable_after_three CHECK (((to_state <> 'unreachable'::text) OR (cardinality(attempts) >= 3)))
);

ALTER TABLE public.referral_event OWNER TO relais_owner;

--
-- Name: guard_move(public.referral, public.referral_event, public.consent); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.guard_move(held public.referral, asked public.referral_event, agreed public.consent) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
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

ALTER FUNCTION public.guard_move(held public.referral, asked public.referral_event, agreed public.consent) OWNER TO relais_owner;

--
-- Name: request_event; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.request_event (
    request uuid NOT NULL,
    expected integer NOT NULL,
    post uuid NOT NULL,
    from_state text NOT NULL,
    to_state text NOT NULL,
    acted_as text NOT NULL,
    contacted_on date,
    outcome text,
    org text NOT NULL,
    actor uuid,
    at timestamp with time zone NOT NULL,
    CONSTRAINT request_event_closed_has_outcome CHECK (((to_state = 'closed'::text) = (outcome IS NOT NULL))),
    CONSTRAINT request_event_contact_is_dated CHECK (((to_state = 'contacted'::text) = (contacted_on IS NOT NULL))),
    CONSTRAINT request_event_no_outcome_is_the_systems CHECK (((outcome = 'no_outcome'::text) = (acted_as = 'worker'::text))),
    CONSTRAINT request_event_outcome_known CHECK ((outcome = ANY (ARRAY['helped'::text, 'follow_up'::text, 'directed_elsewhere'::text, 'person_stopped'::text, 'not_reached'::text, 'no_other_option'::text, 'no_outcome'::text, 'spam'::text]))),
    CONSTRAINT request_event_unread_is_spam CHECK ((((from_state <> 'received'::text) OR (COALESCE(outcome, 'spam'::text) = 'spam'::text)) AND ((outcome <> 'spam'::text) OR (from_state = ANY (ARRAY['received'::text, 'taken_up'::text])))))
);

ALTER TABLE public.request_event OWNER TO relais_owner;

--
-- Name: guard_request_move(public.aid_request, public.request_event); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.guard_request_move(held public.aid_request, asked public.request_event) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET "TimeZone" TO 'Europe/Paris'
    AS $$
BEGIN
    IF asked.to_state = 'contacted' AND asked.contacted_on IS NOT NULL
        AND asked.contacted_on NOT BETWEEN held.made_at::date AND CURRENT_DATE
    THEN
        PERFORM refuse_move('aid_request_contact_is_past');
    END IF;
    IF asked.to_state = 'turned' AND NOT EXISTS (
        SELECT FROM referral AS f WHERE f.case_id = held.case_id AND f.origin_org = held.council
    ) THEN
        PERFORM refuse_move('aid_request_turned_by_a_referral');
    END IF;
    IF asked.from_state = 'closed' AND held.outcome <> 'spam' THEN
        PERFORM refuse_move('aid_request_reopened_from_spam');
    END IF;
    IF asked.acted_as = 'worker' AND NOT EXISTS (
        SELECT FROM requests_due() AS d WHERE (d.id, d.version, d.due) = (held.id, held.version, asked.to_state)
    ) THEN
        PERFORM refuse_move('aid_request_not_due');
    END IF;
END
$$;

ALTER FUNCTION public.guard_request_move(held public.aid_request, asked public.request_event) OWNER TO relais_owner;

--
-- Name: guard_session_move(public.national_file, public.file_event); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.guard_session_move(held public.national_file, asked public.file_event) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    made decision;
    paid bigint;
BEGIN
    SELECT * INTO made FROM decision AS d WHERE d.file = held.id AND d.round = held.round;
    IF asked.from_state = 'scheduled' AND asked.to_state = 'complete' AND made.id IS NOT NULL THEN
        PERFORM refuse_file('commission_session_confirms_first');
    END IF;
    IF asked.to_state IN ('decided', 'paid', 'closed') AND made.in_force_at IS NULL THEN
        PERFORM refuse_file('national_file_not_decided_yet');
    END IF;
    IF asked.to_state = 'decided' AND current_actor() IS DISTINCT FROM coalesce(made.confirmed_by, made.recorded_by) THEN
        PERFORM refuse_file('national_file_not_decided_yet');
    END IF;
    IF asked.to_state = 'scheduled' OR asked.from_state = 'scheduled' THEN
        IF (asked.to_state IN ('scheduled', 'withdrawn')) <> EXISTS (
            SELECT FROM session_file AS a
            WHERE (a.file, a.round, a.purpose) = (held.id, held.round, 'decide') AND a.outcome IS NULL
        ) THEN
            PERFORM refuse_file('national_file_on_an_agenda');
        END IF;
    END IF;
    SELECT coalesce(sum(p.amount_cents), 0) INTO paid FROM payment AS p WHERE p.decision = made.id;
    IF asked.to_state = 'paid' AND (made.amount_cents = 0 OR paid <> made.amount_cents) THEN
        PERFORM refuse_file('national_file_paid_in_full');
    END IF;
    IF asked.to_state = 'closed' AND made.amount_cents > 0
        AND NOT (made.ratified IS NOT DISTINCT FROM 'not_ratified' AND paid = 0)
    THEN
        PERFORM refuse_file('national_file_paid_in_full');
    END IF;
END
$$;

ALTER FUNCTION public.guard_session_move(held public.national_file, asked public.file_event) OWNER TO relais_owner;

--
-- Name: hand_case_over(public.handover, text[]); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.hand_case_over(held public.handover, let_through text[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
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

ALTER FUNCTION public.hand_case_over(held public.handover, let_through text[]) OWNER TO relais_owner;

--
-- Name: handover_is_answered_once(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.handover_is_answered_once() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
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

ALTER FUNCTION public.handover_is_answered_once() OWNER TO relais_owner;

--
-- Name: has_slot(uuid, uuid); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.has_slot(of_action uuid, page uuid) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    held programme_action;
BEGIN
    IF current_kind() IS DISTINCT FROM 'public' THEN
        RAISE EXCEPTION 'nobody books in a name' USING ERRCODE = '42501', CONSTRAINT = 'slot_booking_of_nobody';
    END IF;
    SELECT a.* INTO held FROM programme_action AS a WHERE a.id = of_action;
    IF held.state IS DISTINCT FROM 'published' OR held.booking <> 'open' OR held.starts_at <= clock_timestamp() THEN
        RAISE EXCEPTION 'closed' USING ERRCODE = '23514', CONSTRAINT = 'slot_booking_while_open';
    END IF;
    IF EXISTS (SELECT FROM slot_booking AS b WHERE b.action = of_action AND b.request = page) THEN
        RETURN true;
    END IF;
    IF held.taken >= held.places THEN
        RAISE EXCEPTION 'full' USING ERRCODE = '23514', CONSTRAINT = 'slot_booking_places_left';
    END IF;
    RETURN false;
END
$$;

ALTER FUNCTION public.has_slot(of_action uuid, page uuid) OWNER TO relais_owner;

--
-- Name: heard_by(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.heard_by() RETURNS uuid
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    RETURN CASE WHEN (public.current_kind() = 'staff'::text) THEN public.current_actor() ELSE NULL::uuid END;

ALTER FUNCTION public.heard_by() OWNER TO relais_owner;

--
-- Name: nearest_five(bigint); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.nearest_five(value bigint) RETURNS bigint
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    RETURN (((value + 2) / 5) * 5);

ALTER FUNCTION public.nearest_five(value bigint) OWNER TO relais_owner;

--
-- Name: hidden_euros(bigint, bigint, bigint); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.hidden_euros(cents bigint, backing bigint, largest bigint) RETURNS bigint
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    RETURN CASE WHEN ((backing >= 11) AND ((largest * 100) <= (cents * 85))) THEN public.nearest_five((cents / 100)) ELSE NULL::bigint END;

ALTER FUNCTION public.hidden_euros(cents bigint, backing bigint, largest bigint) OWNER TO relais_owner;

--
-- Name: hidden_lines(text[], bigint[], bigint); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.hidden_lines(lines text[], counts bigint[], most bigint) RETURNS TABLE(line text, month integer, value bigint)
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
    SELECT u.line, 0, CASE WHEN NOT u.h THEN u.c END
    FROM unnest(lines, counts, hide_small_line(counts, most)) AS u (line, c, h)
    WHERE cardinality(lines) > 1
    UNION ALL
    SELECT '', 0, CASE WHEN margin_is_told(counts, most) THEN nearest_five(sum(u.c)::bigint) END
    FROM unnest(counts) AS u (c)
$$;

ALTER FUNCTION public.hidden_lines(lines text[], counts bigint[], most bigint) OWNER TO relais_owner;

--
-- Name: hidden_months(text[], bigint[], bigint); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.hidden_months(lines text[], counts bigint[], most bigint) RETURNS TABLE(line text, month integer, value bigint)
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    detailed boolean[] := detailed_rows(counts, most);
    sums bigint[] := ARRAY(
        SELECT (SELECT sum(counts[i][j]) FROM generate_subscripts(counts, 2) AS j)
        FROM generate_subscripts(counts, 1) AS i ORDER BY i
    );
BEGIN
    RETURN QUERY
    SELECT h.line, 0, CASE WHEN h.line = '' THEN h.value ELSE nearest_five(h.value) END
    FROM hidden_lines(lines, sums, most) AS h;
    RETURN QUERY
    SELECT '', j, CASE WHEN detailed IS NOT NULL THEN nearest_five(
        (SELECT sum(counts[i][j])::bigint FROM generate_subscripts(counts, 1) AS i)
    ) END
    FROM generate_subscripts(counts, 2) AS j;
    RETURN QUERY
    SELECT lines[i], j, CASE WHEN detailed[i] THEN counts[i][j] END
    FROM generate_subscripts(counts, 1) AS i CROSS JOIN generate_subscripts(counts, 2) AS j;
END
$$;

ALTER FUNCTION public.hidden_months(lines text[], counts bigint[], most bigint) OWNER TO relais_owner;

--
-- Name: hide_small_line(bigint[], bigint); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.hide_small_line(counts bigint[], most bigint) RETURNS boolean[]
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    hidden boolean[] := ARRAY(SELECT u.c < 11 FROM unnest(counts) WITH ORDINALITY AS u (c, n) ORDER BY u.n);
    many bigint;
    held bigint;
    smallest integer;
BEGIN
    IF NOT margin_is_told(counts, most) THEN
        RETURN array_fill(true, ARRAY[cardinality(counts)]);
    END IF;
    LOOP
        SELECT count(*), sum(u.c) INTO many, held FROM unnest(counts, hidden) AS u (c, h) WHERE u.h;
        EXIT WHEN many = 0 OR (many >= 2 AND held >= 10 AND coalesce(held <= (many - 1) * most, true));
        SELECT u.n INTO smallest FROM unnest(counts, hidden) WITH ORDINALITY AS u (c, h, n)
        WHERE NOT u.h ORDER BY u.c, u.n LIMIT 1;
        EXIT WHEN smallest IS NULL;
        hidden[smallest] := true;
    END LOOP;
    RETURN hidden;
END
$$;

ALTER FUNCTION public.hide_small_line(counts bigint[], most bigint) OWNER TO relais_owner;

--
-- Name: hold_accompanied(uuid); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.hold_accompanied(of_case uuid) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
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

ALTER FUNCTION public.hold_accompanied(of_case uuid) OWNER TO relais_owner;

--
-- Name: attachment; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.attachment (
    id uuid NOT NULL,
    file uuid NOT NULL,
    case_id uuid NOT NULL,
    request uuid NOT NULL,
    round integer NOT NULL,
    slot integer NOT NULL,
    kind text NOT NULL,
    piece text NOT NULL,
    words bytea NOT NULL,
    added_as text NOT NULL,
    actor uuid,
    begun_at timestamp with time zone NOT NULL,
    bytes bigint,
    added_at timestamp with time zone,
    CONSTRAINT attachment_added_as_known CHECK ((added_as = ANY (ARRAY['person'::text, 'council'::text]))),
    CONSTRAINT attachment_added_whole CHECK (((bytes IS NULL) = (added_at IS NULL))),
    CONSTRAINT attachment_kind_known CHECK ((kind = ANY (ARRAY['pdf'::text, 'jpeg'::text, 'png'::text]))),
    CONSTRAINT attachment_name_is_padded CHECK (((length(words) >= 284) AND ((length(words) % 256) = 28))),
    CONSTRAINT attachment_piece_form CHECK ((piece ~ '^[a-z_]{0,40}$'::text)),
    CONSTRAINT attachment_ten_mebibytes CHECK (((bytes >= 1) AND (bytes <= 10485760))),
    CONSTRAINT attachment_twenty_per_file CHECK (((slot >= 1) AND (slot <= 20)))
);

ALTER TABLE public.attachment OWNER TO relais_owner;

--
-- Name: hold_arriving(uuid); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.hold_arriving(wanted uuid) RETURNS public.attachment
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    held attachment;
BEGIN
    PERFORM hold_file_to_write(a.file) FROM attachment AS a WHERE a.id = wanted;
    IF NOT FOUND THEN -- the same post was sent again meanwhile
        PERFORM refuse_file('attachment_arriving');
    END IF;
    SELECT * INTO held FROM attachment AS a
    WHERE a.id = wanted AND a.added_at IS NULL AND a.actor IS NOT DISTINCT FROM current_actor()
    FOR UPDATE;
    IF held.id IS NULL THEN
        RAISE EXCEPTION 'not theirs' USING ERRCODE = '42501';
    END IF;
    RETURN held;
END
$$;

ALTER FUNCTION public.hold_arriving(wanted uuid) OWNER TO relais_owner;

--
-- Name: decision; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.decision (
    id uuid NOT NULL,
    file uuid NOT NULL,
    case_id uuid NOT NULL,
    round integer NOT NULL,
    session uuid,
    kind text NOT NULL,
    amount_cents bigint NOT NULL,
    elsewhere text,
    reason text,
    recorded_by uuid NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    confirmed_by uuid,
    confirmed_at timestamp with time zone,
    ratified_in uuid,
    ratified_by uuid,
    ratified_at timestamp with time zone,
    ratified text,
    in_force_at timestamp with time zone GENERATED ALWAYS AS (
CASE
    WHEN (session IS NULL) THEN recorded_at
    ELSE confirmed_at
END) STORED,
    CONSTRAINT decision_amount_fits CHECK (
CASE
    WHEN (kind = ANY (ARRAY['gift'::text, 'advance'::text])) THEN ((amount_cents >= 1) AND (amount_cents <= 100000000))
    ELSE (amount_cents = 0)
END),
    CONSTRAINT decision_confirmed_whole CHECK (((confirmed_by IS NULL) = (confirmed_at IS NULL))),
    CONSTRAINT decision_elsewhere_fits CHECK (
CASE kind
    WHEN 'elsewhere'::text THEN COALESCE((elsewhere = ANY (ARRAY['carmf'::text, 'urssaf'::text, 'cpam'::text, 'tax'::text, 'bank'::text, 'mutual'::text, 'landlord'::text])), false)
    ELSE (elsewhere IS NULL)
END),
    CONSTRAINT decision_kind_known CHECK ((kind = ANY (ARRAY['gift'::text, 'advance'::text, 'elsewhere'::text, 'refusal'::text]))),
    CONSTRAINT decision_of_the_chair_is_ratified CHECK (((session IS NOT NULL) OR (confirmed_by IS NULL))),
    CONSTRAINT decision_ratified_by_another CHECK ((ratified_by <> recorded_by)),
    CONSTRAINT decision_ratified_is_the_chairs CHECK (((session IS NULL) OR (ratified IS NULL))),
    CONSTRAINT decision_ratified_known CHECK ((ratified = ANY (ARRAY['ratified'::text, 'not_ratified'::text]))),
    CONSTRAINT decision_ratified_whole CHECK ((num_nulls(ratified, ratified_in, ratified_by, ratified_at) = ANY (ARRAY[0, 4]))),
    CONSTRAINT decision_reason_fits CHECK (
CASE kind
    WHEN 'refusal'::text THEN COALESCE((reason = ANY (ARRAY['resources'::text, 'other_help_first'::text, 'out_of_scope'::text, 'not_documented'::text, 'already_helped'::text])), false)
    ELSE (reason IS NULL)
END),
    CONSTRAINT decision_takes_two_persons CHECK ((confirmed_by <> recorded_by))
);

ALTER TABLE public.decision OWNER TO relais_owner;

--
-- Name: hold_decision(uuid); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.hold_decision(wanted uuid) RETURNS public.decision
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    held national_file := hold_file((SELECT d.file FROM decision AS d WHERE d.id = wanted));
    made decision;
BEGIN
    SELECT * INTO made FROM decision AS d WHERE d.id = wanted FOR UPDATE;
    IF made.id IS NULL OR file_decider(held) IS NULL THEN
        RAISE EXCEPTION 'not theirs' USING ERRCODE = '42501';
    END IF;
    RETURN made;
END
$$;

ALTER FUNCTION public.hold_decision(wanted uuid) OWNER TO relais_owner;

--
-- Name: hold_file(uuid); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.hold_file(wanted uuid) RETURNS public.national_file
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    held national_file;
BEGIN
    PERFORM FROM aid_case AS c
    WHERE c.id = (SELECT f.case_id FROM national_file AS f WHERE f.id = wanted)
    FOR NO KEY UPDATE;
    SELECT * INTO held FROM national_file AS f WHERE f.id = wanted FOR UPDATE;
    RETURN held;
END
$$;

ALTER FUNCTION public.hold_file(wanted uuid) OWNER TO relais_owner;

--
-- Name: hold_file_to_write(uuid); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.hold_file_to_write(wanted uuid) RETURNS public.national_file
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    held national_file := hold_file(wanted);
BEGIN
    IF held.id IS NULL OR file_writer(held) IS NULL THEN
        RAISE EXCEPTION 'not theirs' USING ERRCODE = '42501'; -- nor said to exist
    END IF;
    RETURN held;
END
$$;

ALTER FUNCTION public.hold_file_to_write(wanted uuid) OWNER TO relais_owner;

--
-- Name: hold_kept_action(uuid); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.hold_kept_action(of_action uuid) RETURNS public.programme_action
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    held programme_action;
BEGIN
    SELECT a.* INTO held FROM programme_action AS a WHERE a.id = of_action FOR NO KEY UPDATE;
    IF current_kind() = 'staff' AND (
        (held.organiser = current_org() AND speaks_for(held.organiser, current_actor(), NULL))
        OR (held.state <> 'proposed' AND coordinates(current_actor()))
    ) THEN
        RETURN held;
    END IF;
    RAISE EXCEPTION 'not theirs' USING ERRCODE = '42501', CONSTRAINT = 'programme_action_by_who_may';
END
$$;

ALTER FUNCTION public.hold_kept_action(of_action uuid) OWNER TO relais_owner;

--
-- Name: hold_live_consent(uuid, integer); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.hold_live_consent(of_referral uuid, of_round integer) RETURNS public.consent
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
    SELECT c FROM consent AS c
    WHERE c.referral = of_referral AND c.round = of_round AND c.answer = 'given' AND c.ended_at IS NULL
        AND c.valid_until > clock_timestamp()
    FOR SHARE
$$;

ALTER FUNCTION public.hold_live_consent(of_referral uuid, of_round integer) OWNER TO relais_owner;

--
-- Name: note; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.note (
    id uuid NOT NULL,
    case_id uuid NOT NULL,
    council text NOT NULL,
    person_key bytea NOT NULL,
    state text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    state_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    informed_on date,
    informed_how text,
    CONSTRAINT note_council_form CHECK ((council ~ '^cdom-[0-9a-z]{2,3}$'::text)),
    CONSTRAINT note_informed_how_known CHECK ((informed_how = ANY (ARRAY['telephone'::text, 'letter'::text, 'in_person'::text]))),
    CONSTRAINT note_informed_whole CHECK ((((informed_on IS NULL) = (informed_how IS NULL)) AND
CASE state
    WHEN 'informed'::text THEN (informed_on IS NOT NULL)
    WHEN 'withdrawn'::text THEN true
    ELSE (informed_on IS NULL)
END)),
    CONSTRAINT note_lives_30_days CHECK (((due_at <= (
CASE state
    WHEN 'informed'::text THEN state_at
    ELSE made_at
END + '720:00:00'::interval)) OR ((state = 'withdrawn'::text) AND (due_at <= state_at)))),
    CONSTRAINT note_person_key_size CHECK ((length(person_key) = 32)),
    CONSTRAINT note_state_known CHECK ((state = ANY (ARRAY['received'::text, 'informed'::text, 'withdrawn'::text, 'discarded'::text])))
);

ALTER TABLE public.note OWNER TO relais_owner;

--
-- Name: hold_note(uuid); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.hold_note(wanted uuid) RETURNS public.note
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    held note;
BEGIN
    PERFORM FROM aid_case AS c
    WHERE c.id = (SELECT n.case_id FROM note AS n WHERE n.id = wanted) AND c.erased_at IS NULL
    FOR NO KEY UPDATE;
    SELECT n.* INTO held FROM note AS n WHERE n.id = wanted FOR UPDATE;
    IF held.id IS NULL OR NOT acts_on_case(held.case_id) THEN
        RETURN NULL;
    END IF;
    RETURN held;
END
$$;

ALTER FUNCTION public.hold_note(wanted uuid) OWNER TO relais_owner;

--
-- Name: pathway; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.pathway (
    id uuid NOT NULL,
    case_id uuid NOT NULL,
    council text NOT NULL,
    plan text NOT NULL,
    state text NOT NULL,
    version integer NOT NULL,
    request uuid NOT NULL,
    reminders text DEFAULT 'none'::text NOT NULL,
    officer uuid,
    mode text,
    evidence text,
    recorded_by uuid,
    agreed_at timestamp with time zone,
    made_at timestamp with time zone NOT NULL,
    state_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    ended_how text,
    CONSTRAINT pathway_agreed_whole CHECK ((((agreed_at IS NULL) = (mode IS NULL)) AND ((mode IS NULL) = (evidence IS NULL)) AND ((state <> 'agreed'::text) OR (agreed_at IS NOT NULL)))),
    CONSTRAINT pathway_ended_how_known CHECK ((ended_how = ANY (ARRAY['person'::text, 'refused'::text, 'completed'::text, 'handed_over'::text, 'case_closed'::text, 'erased'::text]))),
    CONSTRAINT pathway_ended_whole CHECK ((((state = 'ended'::text) = (ended_at IS NOT NULL)) AND ((ended_at IS NULL) = (ended_how IS NULL)))),
    CONSTRAINT pathway_evidence_fits CHECK (
CASE mode
    WHEN 'written'::text THEN (evidence = 'signature'::text)
    WHEN 'online'::text THEN (evidence = 'code'::text)
    ELSE ((mode = ANY (ARRAY['oral_phone'::text, 'oral_present'::text])) AND (evidence = ANY (ARRAY['read_back'::text, 'code'::text])))
END),
    CONSTRAINT pathway_plan_known CHECK ((plan = ANY (ARRAY['care'::text, 'return'::text, 'reconversion'::text, 'own'::text]))),
    CONSTRAINT pathway_reminders_known CHECK ((reminders = ANY (ARRAY['none'::text, 'page'::text, 'officer'::text]))),
    CONSTRAINT pathway_reminds_as_agreed CHECK (((reminders = 'none'::text) OR ((agreed_at IS NOT NULL) AND ((reminders <> 'officer'::text) OR (council <> ''::text))))),
    CONSTRAINT pathway_state_known CHECK ((state = ANY (ARRAY['proposed'::text, 'agreed'::text, 'ended'::text]))),
    CONSTRAINT pathway_version_counts CHECK ((version >= 1))
);

ALTER TABLE public.pathway OWNER TO relais_owner;

--
-- Name: hold_pathway(uuid); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.hold_pathway(wanted uuid) RETURNS public.pathway
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
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

ALTER FUNCTION public.hold_pathway(wanted uuid) OWNER TO relais_owner;

--
-- Name: hold_referral(uuid); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.hold_referral(wanted uuid) RETURNS public.referral
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
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

ALTER FUNCTION public.hold_referral(wanted uuid) OWNER TO relais_owner;

--
-- Name: hold_request(uuid); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.hold_request(wanted uuid) RETURNS public.aid_request
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    held aid_request;
BEGIN
    PERFORM FROM aid_case AS c
    WHERE c.id = (SELECT r.case_id FROM aid_request AS r WHERE r.id = wanted)
    FOR NO KEY UPDATE;
    SELECT * INTO held FROM aid_request AS r WHERE r.id = wanted FOR UPDATE;
    RETURN held;
END
$$;

ALTER FUNCTION public.hold_request(wanted uuid) OWNER TO relais_owner;

--
-- Name: commission_session; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.commission_session (
    id uuid NOT NULL,
    body text NOT NULL,
    held_at timestamp with time zone NOT NULL,
    place text NOT NULL,
    state text NOT NULL,
    made_by uuid NOT NULL,
    made_at timestamp with time zone NOT NULL,
    state_by uuid NOT NULL,
    state_at timestamp with time zone NOT NULL,
    CONSTRAINT commission_session_body_form CHECK ((body ~ '^[a-z0-9-]{1,200}$'::text)),
    CONSTRAINT commission_session_place_known CHECK ((place = ANY (ARRAY['on_site'::text, 'remote'::text, 'both'::text]))),
    CONSTRAINT commission_session_state_known CHECK ((state = ANY (ARRAY['planned'::text, 'held'::text, 'cancelled'::text])))
);

ALTER TABLE public.commission_session OWNER TO relais_owner;

--
-- Name: hold_session(uuid); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.hold_session(wanted uuid) RETURNS public.commission_session
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    held commission_session;
BEGIN
    PERFORM refuse_but_national();
    PERFORM hold_file(a.file) FROM (
        SELECT w.file FROM session_file AS w WHERE w.session = wanted AND w.outcome IS NULL ORDER BY w.file
    ) AS a;
    SELECT * INTO held FROM commission_session AS s WHERE s.id = wanted AND s.body = current_org() FOR UPDATE;
    IF held.id IS NULL THEN
        RAISE EXCEPTION 'not theirs' USING ERRCODE = '42501';
    END IF;
    IF held.state <> 'planned' THEN
        PERFORM refuse_file('commission_session_is_planned');
    END IF;
    IF EXISTS (SELECT FROM decision AS d WHERE d.session = wanted AND d.confirmed_at IS NULL) THEN
        PERFORM refuse_file('commission_session_confirms_first');
    END IF;
    RETURN held;
END
$$;

ALTER FUNCTION public.hold_session(wanted uuid) OWNER TO relais_owner;

--
-- Name: pathway_step; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.pathway_step (
    id uuid NOT NULL,
    pathway uuid NOT NULL,
    case_id uuid NOT NULL,
    "position" integer NOT NULL,
    kind text NOT NULL,
    who text NOT NULL,
    who_slug text DEFAULT ''::text NOT NULL,
    first_day date,
    last_day date,
    sealed bytea,
    referral uuid,
    state text NOT NULL,
    version integer NOT NULL,
    request uuid NOT NULL,
    mode text,
    evidence text,
    recorded_by uuid,
    answered_at timestamp with time zone,
    reminded_at timestamp with time zone,
    made_at timestamp with time zone NOT NULL,
    state_at timestamp with time zone NOT NULL,
    CONSTRAINT pathway_step_agreed_by_an_act CHECK (
CASE state
    WHEN 'planned'::text THEN (answered_at IS NULL)
    WHEN 'skipped'::text THEN true
    ELSE (answered_at IS NOT NULL)
END),
    CONSTRAINT pathway_step_answered_whole CHECK ((((answered_at IS NULL) = (mode IS NULL)) AND ((mode IS NULL) = (evidence IS NULL)))),
    CONSTRAINT pathway_step_days_ordered CHECK (
CASE
    WHEN (first_day IS NULL) THEN (last_day IS NULL)
    ELSE COALESCE((last_day >= first_day), false)
END),
    CONSTRAINT pathway_step_evidence_fits CHECK (
CASE mode
    WHEN 'written'::text THEN (evidence = 'signature'::text)
    WHEN 'online'::text THEN (evidence = 'code'::text)
    ELSE ((mode = ANY (ARRAY['oral_phone'::text, 'oral_present'::text])) AND (evidence = ANY (ARRAY['read_back'::text, 'code'::text])))
END),
    CONSTRAINT pathway_step_is_padded CHECK (((length(sealed) >= 284) AND ((length(sealed) % 256) = 28))),
    CONSTRAINT pathway_step_kind_known CHECK ((kind = ANY (ARRAY['treating_doctor'::text, 'psychiatrist'::text, 'addictologist'::text, 'hospital_away'::text, 'follow_up_near_home'::text, 'medical_advice'::text, 'income'::text, 'practice_ready'::text, 'gradual_return'::text, 'after_return'::text, 'talk_over'::text, 'skills_review'::text, 'inform'::text, 'training'::text, 'try_out'::text, 'administrative'::text, 'first_steps'::text, 'other'::text]))),
    CONSTRAINT pathway_step_position_is_few CHECK ((("position" >= 1) AND ("position" <= 99))),
    CONSTRAINT pathway_step_state_known CHECK ((state = ANY (ARRAY['planned'::text, 'agreed'::text, 'done'::text, 'skipped'::text, 'refused'::text]))),
    CONSTRAINT pathway_step_version_counts CHECK ((version >= 1)),
    CONSTRAINT pathway_step_who_is_named CHECK ((((who = ANY (ARRAY['organization'::text, 'service'::text])) = (who_slug <> ''::text)) AND (who_slug ~ '^[a-z0-9-]{0,200}$'::text))),
    CONSTRAINT pathway_step_who_known CHECK ((who = ANY (ARRAY['doctor'::text, 'council'::text, 'organization'::text, 'service'::text])))
);

ALTER TABLE public.pathway_step OWNER TO relais_owner;

--
-- Name: hold_step(uuid, integer); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.hold_step(wanted uuid, expected integer) RETURNS public.pathway_step
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
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

ALTER FUNCTION public.hold_step(wanted uuid, expected integer) OWNER TO relais_owner;

--
-- Name: holds_a_file(uuid); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.holds_a_file(of_case uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    RETURN COALESCE((public.case_file_until(of_case) >= public.paris_day(clock_timestamp())), false);

ALTER FUNCTION public.holds_a_file(of_case uuid) OWNER TO relais_owner;

--
-- Name: holds_only_public_facts(jsonb); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.holds_only_public_facts(shown jsonb) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    RETURN ((jsonb_typeof(shown) = 'object'::text) AND (length((shown)::text) <= 4000) AND (NOT (EXISTS (SELECT FROM jsonb_each(CASE jsonb_typeof(holds_only_public_facts.shown) WHEN 'object'::text THEN holds_only_public_facts.shown ELSE '{}'::jsonb END) fact(key, value) WHERE ((fact.key <> ALL (ARRAY['name'::text, 'acronym'::text, 'organization'::text, 'kind'::text, 'phones'::text, 'emails'::text, 'websites'::text, 'hours'::text, 'hours_note'::text, 'address'::text, 'commune'::text, 'departement'::text, 'anonymous'::text, 'free'::text, 'independent'::text, 'state'::text, 'closure'::text, 'message'::text])) OR (jsonb_typeof(fact.value) <> ALL (ARRAY['string'::text, 'boolean'::text, 'null'::text, 'array'::text])) OR (length((fact.value)::text) > 1000) OR ((jsonb_typeof(fact.value) = 'array'::text) AND (EXISTS (SELECT FROM jsonb_array_elements(CASE jsonb_typeof(fact.value) WHEN 'array'::text THEN fact.value ELSE '[]'::jsonb END) one(value) WHERE (jsonb_typeof(one.value) <> 'string'::text)))))))));

ALTER FUNCTION public.holds_only_public_facts(shown jsonb) OWNER TO relais_owner;

--
-- Name: inform_note(uuid, date, text); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.inform_note(of_note uuid, told_on date, how text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET "TimeZone" TO 'Europe/Paris'
    AS $$
DECLARE
    held note := hold_note(of_note);
    moment timestamptz := clock_timestamp();
BEGIN
    IF held.id IS NULL OR current_kind() <> 'staff' OR NOT held.case_id = ANY (opened_cases()) THEN
        RAISE EXCEPTION 'not theirs' USING ERRCODE = '42501', CONSTRAINT = 'note_by_its_council';
    END IF;
    IF told_on IS NULL OR told_on NOT BETWEEN held.made_at::date AND CURRENT_DATE THEN
        RAISE EXCEPTION 'another day' USING ERRCODE = '23514', CONSTRAINT = 'note_informed_since';
    END IF;
    UPDATE note AS n
    SET state = 'informed', informed_on = told_on, informed_how = how, state_at = moment,
        due_at = moment + interval '720 hours' -- so that the person has time to read it
    WHERE n.id = held.id;
    PERFORM chain_case_event(held.case_id, 'note.informed', jsonb_build_object('how', how, 'on', told_on::text));
END
$$;

ALTER FUNCTION public.inform_note(of_note uuid, told_on date, how text) OWNER TO relais_owner;

--
-- Name: invitation_opens_what_may_be(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.invitation_opens_what_may_be() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.used_at IS NOT NULL THEN
            RAISE EXCEPTION 'used once' USING ERRCODE = '23514', CONSTRAINT = 'invitation_used_once';
        END IF;
    ELSIF NEW.purpose = 'enter' AND NOT EXISTS (
        SELECT FROM account AS a WHERE a.id = NEW.account AND a.entered_at IS NULL AND a.closed_at IS NULL
    ) THEN
        RAISE EXCEPTION 'already entered' USING ERRCODE = '23514', CONSTRAINT = 'invitation_for_the_first_entry';
    ELSIF NEW.purpose = 'reset' AND NOT EXISTS (
        SELECT FROM reset AS r
        JOIN account AS a ON a.id = r.account
        WHERE r.account = NEW.account AND r.approved_at > now() - interval '72 hours' AND a.closed_at IS NULL
    ) THEN
        RAISE EXCEPTION 'two persons agree first' USING ERRCODE = '23514', CONSTRAINT = 'invitation_reset_approved';
    END IF;
    RETURN NEW;
END
$$;

ALTER FUNCTION public.invitation_opens_what_may_be() OWNER TO relais_owner;

--
-- Name: is_due(text, jsonb); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.is_due(of_table text, held jsonb) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET "TimeZone" TO 'Europe/Paris'
    RETURN (EXISTS (SELECT FROM public.retention_rule r WHERE ((r.of_table = is_due.of_table) AND (r.what = ANY (ARRAY['row'::text, 'words'::text])) AND ((((is_due.held ->> r.since))::timestamp with time zone + r.lasts) <= clock_timestamp()))));

ALTER FUNCTION public.is_due(of_table text, held jsonb) OWNER TO relais_owner;

--
-- Name: journal_is_append_only(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.journal_is_append_only() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
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

ALTER FUNCTION public.journal_is_append_only() OWNER TO relais_owner;

--
-- Name: keep_counts(integer); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.keep_counts(of_year integer) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    IF NOT year_is_over(of_year) THEN
        RETURN false;
    END IF;
    PERFORM pg_advisory_xact_lock(7240016, of_year);
    IF NOT EXISTS (SELECT FROM year_count AS c WHERE c.year = of_year) AND EXISTS (
        SELECT FROM count_year(of_year) AS c JOIN report_measure AS m ON m.measure = c.measure
        WHERE c.backing > 0 AND m.shape NOT IN ('open', 'age')
    ) THEN
        INSERT INTO year_count SELECT c.* FROM count_year(of_year) AS c;
    END IF;
    RETURN true;
END
$$;

ALTER FUNCTION public.keep_counts(of_year integer) OWNER TO relais_owner;

--
-- Name: last_act_of(uuid); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.last_act_of(of_case uuid) RETURNS timestamp with time zone
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    RETURN (SELECT e.at FROM public.case_event e WHERE ((e.case_id = last_act_of.of_case) AND (e.act !~~ 'retention.%'::text)) ORDER BY e.seq DESC LIMIT 1);

ALTER FUNCTION public.last_act_of(of_case uuid) OWNER TO relais_owner;

--
-- Name: margin_is_told(bigint[], bigint); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.margin_is_told(counts bigint[], most bigint) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    RETURN (SELECT ((sum(u.c) >= (11)::numeric) AND COALESCE(((margin_is_told.most >= 11) AND (sum(u.c) <= (((count(*) - 1) * margin_is_told.most))::numeric)), true)) FROM unnest(margin_is_told.counts) u(c));

ALTER FUNCTION public.margin_is_told(counts bigint[], most bigint) OWNER TO relais_owner;

--
-- Name: mark_file_piece(uuid, text, text, text); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.mark_file_piece(of_file uuid, of_piece text, to_state text, why text DEFAULT NULL::text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    held national_file := hold_file(of_file);
    writer text := file_writer(held);
BEGIN
    IF to_state IN ('missing', 'received') THEN
        writer := CASE
            WHEN 'national' = ANY (file_roles(of_file)) AND held.case_id = ANY (opened_cases()) THEN 'national'
        END;
    END IF;
    IF writer IS NULL OR held.id IS NULL THEN
        RAISE EXCEPTION 'not theirs' USING ERRCODE = '42501';
    END IF;
    IF (CASE writer
        WHEN 'national' THEN held.state NOT IN ('opinion_given', 'complete')
        ELSE held.state NOT IN ('draft', 'submitted', 'incomplete')
    END) THEN
        PERFORM refuse_file('file_piece_while_open');
    END IF;
    INSERT INTO file_piece AS p (file, piece, state, reason, marked_as, marked_at)
    VALUES (held.id, of_piece, to_state, why, writer, clock_timestamp())
    ON CONFLICT ON CONSTRAINT file_piece_pk DO UPDATE SET
        state = excluded.state, reason = excluded.reason, marked_as = excluded.marked_as,
        marked_at = excluded.marked_at
    WHERE (p.state, p.reason, p.marked_as) IS DISTINCT FROM (excluded.state, excluded.reason, excluded.marked_as);
    IF FOUND THEN
        PERFORM chain_case_event(
            held.case_id, 'file.piece_marked',
            jsonb_strip_nulls(jsonb_build_object('file', held.id, 'piece', of_piece, 'state', to_state, 'reason', why))
        );
    END IF;
END
$$;

ALTER FUNCTION public.mark_file_piece(of_file uuid, of_piece text, to_state text, why text) OWNER TO relais_owner;

--
-- Name: member_may_see(public.national_file); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.member_may_see(held public.national_file) RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    RETURN (('national'::text = ANY (public.commission_roles())) OR ((held).state = ANY (ARRAY['scheduled'::text, 'decided'::text, 'paid'::text, 'closed'::text])) OR (((held).state = 'complete'::text) AND (held).urgent AND ('chair'::text = ANY (public.commission_roles()))));

ALTER FUNCTION public.member_may_see(held public.national_file) OWNER TO relais_owner;

--
-- Name: name_to_recuse(uuid); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.name_to_recuse(of_file uuid) RETURNS TABLE(case_id uuid, wrapped bytea, sealed bytea)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    PERFORM answer_recusal(of_file, 'asked');
    RETURN QUERY
    SELECT c.id, c.data_key_wrapped, s.sealed
    FROM national_file AS f
    JOIN aid_case AS c ON c.id = f.case_id
    JOIN file_section AS s ON s.file = f.id AND s.round = f.round AND s.section = 'situation'
    WHERE f.id = of_file AND f.state <> 'withdrawn' AND c.data_key_wrapped IS NOT NULL;
END
$$;

ALTER FUNCTION public.name_to_recuse(of_file uuid) OWNER TO relais_owner;

--
-- Name: national_file_begins(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.national_file_begins() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    SELECT c.reference, coalesce(nullif(c.council, ''), NEW.body) INTO NEW.reference, NEW.council
    FROM aid_case AS c
    WHERE c.id = NEW.case_id AND c.closed_at IS NULL AND c.erased_at IS NULL
        AND c.origin <> 'colleague' AND ( -- a note about someone leads nowhere without them
        (current_kind() = 'person' AND NEW.case_id = current_case() AND NEW.begun_as IN ('doctor', 'family'))
        OR (
            current_kind() = 'staff' AND c.council = current_org() AND NEW.begun_as = 'council'
            AND c.id = ANY (opened_cases())
        )
    )
    FOR NO KEY UPDATE; -- not one that is being erased
    IF NOT FOUND THEN
        RAISE EXCEPTION 'not theirs to begin' USING ERRCODE = '42501';
    END IF;
    NEW.state := 'draft';
    NEW.version := 1;
    NEW.round := 1;
    NEW.asked_cents := 0;
    NEW.made_at := clock_timestamp();
    NEW.state_at := NEW.made_at;
    NEW.shared_at := CASE WHEN NEW.begun_as = 'council' THEN NEW.made_at END;
    NEW.submitted_at := NULL;
    PERFORM chain_case_event(
        NEW.case_id, 'file.draft', jsonb_build_object('file', NEW.id, 'as', NEW.begun_as, 'paper', NEW.on_paper)
    );
    RETURN NEW;
END
$$;

ALTER FUNCTION public.national_file_begins() OWNER TO relais_owner;

--
-- Name: note_author_is_written_once(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.note_author_is_written_once() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    IF (NEW.id, NEW.note, NEW.person_key, NEW.author_key, NEW.motive, NEW.made_at)
        IS DISTINCT FROM (OLD.id, OLD.note, OLD.person_key, OLD.author_key, OLD.motive, OLD.made_at)
    THEN -- the address is sealed anew under another key, or taken out
        RAISE EXCEPTION 'written once' USING ERRCODE = '23514', CONSTRAINT = 'note_author_written_once';
    END IF;
    RETURN NEW;
END
$$;

ALTER FUNCTION public.note_author_is_written_once() OWNER TO relais_owner;

--
-- Name: note_contacts(uuid); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.note_contacts(of_note uuid) RETURNS TABLE(id uuid, contact_sealed bytea)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
    SELECT a.id, a.contact_sealed
    FROM note_author AS a
    JOIN note AS n ON n.id = a.note
    WHERE a.note = of_note AND current_kind() = 'staff' AND n.council = current_org()
        AND n.state IN ('received', 'informed') AND n.case_id = ANY (opened_cases())
    ORDER BY a.made_at, a.id
$$;

ALTER FUNCTION public.note_contacts(of_note uuid) OWNER TO relais_owner;

--
-- Name: note_goes_when_due(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.note_goes_when_due() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF TG_TABLE_NAME = 'note' THEN
            IF OLD.due_at <= clock_timestamp()
                OR NOT EXISTS (SELECT FROM aid_case AS c WHERE c.id = OLD.case_id AND c.erased_at IS NULL)
            THEN
                RETURN OLD;
            END IF;
        ELSIF NOT EXISTS (SELECT FROM note AS n WHERE n.id = OLD.note) THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'not before its day' USING ERRCODE = '23514', CONSTRAINT = TG_TABLE_NAME || '_goes_when_due';
END
$$;

ALTER FUNCTION public.note_goes_when_due() OWNER TO relais_owner;

--
-- Name: note_is_written_once(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.note_is_written_once() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    IF (NEW.id, NEW.case_id, NEW.council, NEW.person_key, NEW.made_at)
        IS DISTINCT FROM (OLD.id, OLD.case_id, OLD.council, OLD.person_key, OLD.made_at)
        OR (OLD.state, NEW.state) NOT IN (
            ('received', 'informed'), ('received', 'discarded'), ('received', 'withdrawn'), ('informed', 'withdrawn')
        )
        OR (OLD.informed_on, OLD.informed_how) IS DISTINCT FROM (NEW.informed_on, NEW.informed_how)
            AND NEW.state <> 'informed'
    THEN
        RAISE EXCEPTION 'written once' USING ERRCODE = '23514', CONSTRAINT = 'note_written_once';
    END IF;
    RETURN NEW;
END
$$;

ALTER FUNCTION public.note_is_written_once() OWNER TO relais_owner;

--
-- Name: nothing_new_once_emptied(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.nothing_new_once_emptied() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
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

ALTER FUNCTION public.nothing_new_once_emptied() OWNER TO relais_owner;

--
-- Name: only_its_file_is_kept(uuid); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.only_its_file_is_kept(of_case uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET "TimeZone" TO 'Europe/Paris'
    RETURN (public.holds_a_file(of_case) AND (EXISTS (SELECT FROM public.aid_case c WHERE ((c.id = only_its_file_is_kept.of_case) AND (c.emptied_at IS NOT NULL) AND (c.ends_on < CURRENT_DATE)))));

ALTER FUNCTION public.only_its_file_is_kept(of_case uuid) OWNER TO relais_owner;

--
-- Name: open_case(uuid, text, text, text); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.open_case(of_case uuid, reason text, as_function text, session text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    body text := current_org();
    account uuid := current_actor();
    told bigint;
BEGIN
    IF current_kind() IS DISTINCT FROM 'staff' OR body IS NULL OR account IS NULL THEN
        RETURN false;
    END IF;
    PERFORM FROM aid_case AS c
    WHERE c.id = of_case AND c.erased_at IS NULL
        AND CASE
            WHEN as_function = 'recipient' THEN consent_opens(c.id, NULL)
            ELSE c.council = body OR c.id = ANY (relieved_cases())
        END
    FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    IF EXISTS (
        SELECT FROM case_opening AS o
        WHERE (o.case_id, o.org, o.actor, o.session, o.reason, o.as_function)
            = (of_case, body, account, open_case.session, open_case.reason, open_case.as_function)
            AND o.at > statement_timestamp() - interval '4 hours'
    ) THEN
        RETURN true;
    END IF;
    told := chain_case_event(
        of_case, 'case.opened_by', jsonb_build_object('reason', reason, 'function', as_function, 'org', body)
    );
    INSERT INTO case_opening (case_id, seq, org, actor, session, reason, as_function, at)
    VALUES (
        of_case, told, body, account, open_case.session, open_case.reason, open_case.as_function, clock_timestamp()
    );
    RETURN true;
END
$$;

ALTER FUNCTION public.open_case(of_case uuid, reason text, as_function text, session text) OWNER TO relais_owner;

--
-- Name: open_file(uuid, text, text, text); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.open_file(of_file uuid, reason text, as_function text, session text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    body text := current_org();
    account uuid := current_actor();
    of_case uuid;
    told bigint;
BEGIN
    IF NOT coalesce(as_function = ANY (file_roles(of_file)), false)
        OR as_function NOT IN ('national', 'commissioner', 'chair')
    THEN
        RETURN false;
    END IF;
    SELECT c.id INTO of_case FROM aid_case AS c
    WHERE c.id = (SELECT f.case_id FROM national_file AS f WHERE f.id = of_file AND f.state <> 'withdrawn')
        AND c.erased_at IS NULL
    FOR NO KEY UPDATE;
    IF of_case IS NULL THEN
        RETURN false;
    END IF;
    IF EXISTS (
        SELECT FROM case_opening AS o
        WHERE (o.case_id, o.org, o.actor, o.session, o.reason, o.as_function)
            = (of_case, body, account, open_file.session, open_file.reason, open_file.as_function)
            AND o.at > statement_timestamp() - interval '4 hours'
    ) THEN
        RETURN true;
    END IF;
    told := chain_case_event(
        of_case, 'case.opened_by', jsonb_build_object('reason', reason, 'function', as_function, 'org', body)
    );
    INSERT INTO case_opening (case_id, seq, org, actor, session, reason, as_function, at)
    VALUES (
        of_case, told, body, account, open_file.session, open_file.reason, open_file.as_function, clock_timestamp()
    );
    RETURN true;
END
$$;

ALTER FUNCTION public.open_file(of_file uuid, reason text, as_function text, session text) OWNER TO relais_owner;

--
-- Name: open_inbox(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.open_inbox() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    IF current_kind() IS DISTINCT FROM 'staff' OR coalesce(current_org(), '') = '' THEN
        RAISE EXCEPTION 'whose inbox' USING ERRCODE = '42501';
    END IF;
    INSERT INTO inbox_opening AS known (organization, opened_at) VALUES (current_org(), clock_timestamp())
    ON CONFLICT (organization) DO UPDATE SET opened_at = excluded.opened_at;
END
$$;

ALTER FUNCTION public.open_inbox() OWNER TO relais_owner;

--
-- Name: option_shown_is_of_the_next_round(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.option_shown_is_of_the_next_round() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
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

ALTER FUNCTION public.option_shown_is_of_the_next_round() OWNER TO relais_owner;

--
-- Name: outbox_wakes_the_worker(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.outbox_wakes_the_worker() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    PERFORM pg_notify('outbox', '');
    RETURN NULL;
END
$$;

ALTER FUNCTION public.outbox_wakes_the_worker() OWNER TO relais_owner;

--
-- Name: pathway_goes_when_due(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.pathway_goes_when_due() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
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

ALTER FUNCTION public.pathway_goes_when_due() OWNER TO relais_owner;

--
-- Name: place_ratifications(text); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.place_ratifications(of_body text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    next_one uuid := (
        SELECT s.id FROM commission_session AS s WHERE s.body = of_body AND s.state = 'planned'
        ORDER BY s.held_at, s.id
        LIMIT 1
    );
BEGIN
    DELETE FROM session_file AS a USING commission_session AS s
    WHERE s.id = a.session AND s.body = of_body AND a.purpose = 'ratify' AND a.outcome IS NULL
        AND a.session IS DISTINCT FROM next_one;
    INSERT INTO session_file (session, file, round, purpose, added_at)
    SELECT next_one, d.file, d.round, 'ratify', clock_timestamp()
    FROM decision AS d
    JOIN national_file AS f ON f.id = d.file
    WHERE next_one IS NOT NULL AND f.body = of_body AND d.session IS NULL AND d.ratified IS NULL
        AND NOT EXISTS (
            SELECT FROM session_file AS a WHERE (a.file, a.round) = (d.file, d.round) AND a.outcome IS NULL
        );
END
$$;

ALTER FUNCTION public.place_ratifications(of_body text) OWNER TO relais_owner;

--
-- Name: plan_session(uuid, text, timestamp with time zone, text); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.plan_session(with_id uuid, of_body text, on_moment timestamp with time zone, at_place text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    PERFORM refuse_but_national();
    IF of_body IS DISTINCT FROM current_org() THEN
        RAISE EXCEPTION 'not theirs' USING ERRCODE = '42501';
    END IF;
    IF on_moment < clock_timestamp() - interval '1 hour' THEN
        PERFORM refuse_file('commission_session_to_come');
    END IF;
    INSERT INTO commission_session (id, body, held_at, place, state, made_by, made_at, state_by, state_at)
    VALUES (
        with_id, of_body, on_moment, at_place, 'planned', current_actor(), clock_timestamp(), current_actor(),
        clock_timestamp()
    );
    PERFORM place_ratifications(of_body);
END
$$;

ALTER FUNCTION public.plan_session(with_id uuid, of_body text, on_moment timestamp with time zone, at_place text) OWNER TO relais_owner;

--
-- Name: plan_step(uuid, uuid, integer, text, text, text, date, date, bytea, uuid); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.plan_step(made uuid, of_pathway uuid, place integer, what text, by_whom text, slug text, from_day date, to_day date, words bytea, of_referral uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
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

ALTER FUNCTION public.plan_step(made uuid, of_pathway uuid, place integer, what text, by_whom text, slug text, from_day date, to_day date, words bytea, of_referral uuid) OWNER TO relais_owner;

--
-- Name: postpone_file(uuid, integer, uuid, text); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.postpone_file(of_file uuid, expected integer, with_request uuid, why text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    held national_file := hold_file(of_file);
BEGIN
    IF NOT coalesce('national' = ANY (file_roles(of_file)), false) THEN
        RAISE EXCEPTION 'not theirs' USING ERRCODE = '42501';
    END IF;
    IF EXISTS (SELECT FROM file_event AS e WHERE e.file = of_file AND e.request = with_request) THEN
        RETURN;
    END IF;
    UPDATE session_file AS a SET outcome = 'postponed'
    WHERE (a.file, a.round, a.purpose) = (held.id, held.round, 'decide') AND a.outcome IS NULL;
    INSERT INTO file_event (file, expected, request, from_state, to_state, acted_as, reason)
    VALUES (held.id, expected, with_request, 'scheduled', 'complete', 'national', why);
END
$$;

ALTER FUNCTION public.postpone_file(of_file uuid, expected integer, with_request uuid, why text) OWNER TO relais_owner;

--
-- Name: programme_action_goes_when_due(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.programme_action_goes_when_due() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.state IN ('refused', 'withdrawn') AND OLD.state_at + interval '12 months' <= clock_timestamp() THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'not before its day' USING ERRCODE = '23514', CONSTRAINT = 'programme_action_goes_when_due';
END
$$;

ALTER FUNCTION public.programme_action_goes_when_due() OWNER TO relais_owner;

--
-- Name: programme_action_is_proposed(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.programme_action_is_proposed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    IF NOT speaks_for(NEW.organiser, current_actor(), NEW.proposed_as) THEN
        RAISE EXCEPTION 'not theirs' USING ERRCODE = '42501', CONSTRAINT = 'programme_action_by_who_may';
    END IF;
    IF NEW.starts_at <= clock_timestamp() THEN
        RAISE EXCEPTION 'already begun' USING ERRCODE = '23514', CONSTRAINT = 'programme_action_not_yet_begun';
    END IF;
    NEW.proposed_by := current_actor();
    NEW.state_at := now();
    RETURN NEW;
END
$$;

ALTER FUNCTION public.programme_action_is_proposed() OWNER TO relais_owner;

--
-- Name: programme_action_moves(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.programme_action_moves() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    IF ROW(
        NEW.id, NEW.slug, NEW.kind, NEW.title, NEW.description, NEW.audiences, NEW.starts_at, NEW.ends_at, NEW.place,
        NEW.departement, NEW.commune, NEW.address, NEW.zone, NEW.contact, NEW.places, NEW.organiser, NEW.source_label,
        NEW.source_date, NEW.proposed_as
    ) IS DISTINCT FROM ROW(
        OLD.id, OLD.slug, OLD.kind, OLD.title, OLD.description, OLD.audiences, OLD.starts_at, OLD.ends_at, OLD.place,
        OLD.departement, OLD.commune, OLD.address, OLD.zone, OLD.contact, OLD.places, OLD.organiser, OLD.source_label,
        OLD.source_date, OLD.proposed_as
    ) OR coalesce(NEW.proposed_by <> OLD.proposed_by, false) OR coalesce(NEW.decided_by <> OLD.decided_by, false)
    THEN
        RAISE EXCEPTION 'never rewritten' USING ERRCODE = '23514', CONSTRAINT = 'programme_action_written_once';
    END IF;
    IF NEW.state <> OLD.state THEN
        IF (OLD.state, NEW.state) NOT IN (
            ('proposed', 'published'), ('proposed', 'refused'), ('proposed', 'withdrawn'),
            ('published', 'cancelled'), ('published', 'past')
        ) THEN
            RAISE EXCEPTION 'no such move' USING ERRCODE = '23514', CONSTRAINT = 'programme_action_legal_move';
        END IF;
        NEW.state_at := clock_timestamp();
    END IF;
    NEW.version := OLD.version + 1;
    RETURN NEW;
END
$$;

ALTER FUNCTION public.programme_action_moves() OWNER TO relais_owner;

--
-- Name: project_directory(bigint); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.project_directory(version bigint) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
#variable_conflict use_column
DECLARE
    touched_organizations text[];
    touched text[];
    many CONSTANT integer := 200; -- beyond it, joins chosen on old statistics would take minutes
BEGIN
    WITH subject AS MATERIALIZED (
        SELECT subject_kind, slug FROM fact WHERE version_from = project_directory.version
        UNION
        SELECT subject_kind, slug FROM fact WHERE version_to = project_directory.version
    )
    SELECT
        coalesce(array_agg(DISTINCT slug) FILTER (WHERE subject_kind = 'organization'), '{}'),
        coalesce(array_agg(DISTINCT slug) FILTER (WHERE subject_kind <> 'organization'), '{}')
    INTO touched_organizations, touched
    FROM subject;
    IF cardinality(touched) > many THEN
        ANALYZE fact;
    END IF;

    INSERT INTO organization AS known (slug, name, charter, convention, independent, council_of, version)
    SELECT
        facts.slug,
        coalesce(doc ->> 'organization_name', facts.slug),
        coalesce(doc ->> 'charter', 'unknown'),
        coalesce(doc ->> 'convention', ''),
        coalesce(doc ->> 'independent', 'unknown'),
        coalesce(doc ->> 'council_of', ''),
        project_directory.version
    FROM (
        SELECT f.subject_id AS slug, jsonb_object_agg(f.field, f.value) AS doc
        FROM unnest(touched_organizations) AS t (slug)
        JOIN fact AS f ON f.subject_kind = 'organization' AND f.subject_id = t.slug AND f.version_to IS NULL
        GROUP BY f.subject_id
    ) AS facts
    ON CONFLICT (slug) DO UPDATE SET
        name = excluded.name,
        charter = excluded.charter,
        convention = excluded.convention,
        independent = excluded.independent,
        council_of = excluded.council_of,
        version = excluded.version;

    touched := ARRAY(
        SELECT slug FROM unnest(touched) AS t (slug)
        UNION
        SELECT s.slug FROM service AS s WHERE s.organization = ANY (touched_organizations) AND NOT s.retired
    );

    INSERT INTO service AS known (
        slug, organization, name, acronym, aliases, kind, description, needs, audiences, audience_note, coverage_note,
        anonymous, free, dedicated, address, postcode, city, commune, departement, lat, lon, location_precision,
        admission, admission_note, last_seen_open, capacity_note, languages, accessibility, message, closure_from,
        closure_to, closed_on, replaced_by, state, retired, version
    )
    SELECT
        facts.slug, d.organization, d.name, coalesce(d.acronym, ''), coalesce(d.aliases, '{}'), d.kind,
        coalesce(d.description, ''), coalesce(d.needs, '{}'), coalesce(d.audiences, '{}'),
        coalesce(d.audience_note, ''), coalesce(d.coverage_note, ''), coalesce(d.anonymous, 'unknown'),
        coalesce(d.free, 'unknown'), coalesce(d.dedicated, 'unknown'), coalesce(p.address, ''),
        coalesce(p.postcode, ''), coalesce(p.city, ''), coalesce(p.commune, ''), coalesce(p.departement, ''),
        p.lat, p.lon, coalesce(p.location_precision, ''), coalesce(d.admission, '{}'),
        coalesce(d.admission_note, ''), coalesce(d.last_seen_open, ''), coalesce(d.capacity_note, ''),
        coalesce(d.languages, ''), coalesce(d.accessibility, ''), coalesce(d.message, ''),
        c.closure_from, c.closure_to, d.closed_on, coalesce(d.replaced_by, ''), d.state, false,
        project_directory.version
    FROM (
        SELECT f.subject_id AS slug, jsonb_object_agg(f.field, f.value) AS doc
        FROM unnest(touched) AS t (slug)
        JOIN fact AS f ON f.subject_kind = 'service' AND f.subject_id = t.slug AND f.version_to IS NULL
        WHERE f.value <> 'null'
        GROUP BY f.subject_id
    ) AS facts
    CROSS JOIN LATERAL jsonb_to_record(facts.doc) AS d (
        organization text, name text, acronym text, aliases text[], kind text, description text, needs text[],
        audiences text[], audience_note text, coverage_note text, anonymous text, free text, dedicated text,
        location jsonb, admission text[], admission_note text, last_seen_open text, capacity_note text,
        languages text, accessibility text, message text, closure jsonb, closed_on date, replaced_by text, state text
    )
    CROSS JOIN LATERAL jsonb_to_record(coalesce(d.location, '{}')) AS p (
        address text, postcode text, city text, commune text, departement text, lat double precision,
        lon double precision, location_precision text
    )
    CROSS JOIN LATERAL jsonb_to_record(coalesce(d.closure, '{}')) AS c (closure_from date, closure_to date)
    ON CONFLICT (slug) DO UPDATE SET
        organization = excluded.organization,
        name = excluded.name,
        acronym = excluded.acronym,
        aliases = excluded.aliases,
        kind = excluded.kind,
        description = excluded.description,
        needs = excluded.needs,
        audiences = excluded.audiences,
        audience_note = excluded.audience_note,
        coverage_note = excluded.coverage_note,
        anonymous = excluded.anonymous,
        free = excluded.free,
        dedicated = excluded.dedicated,
        address = excluded.address,
        postcode = excluded.postcode,
        city = excluded.city,
        commune = excluded.commune,
        departement = excluded.departement,
        lat = excluded.lat,
        lon = excluded.lon,
        location_precision = excluded.location_precision,
        admission = excluded.admission,
        admission_note = excluded.admission_note,
        last_seen_open = excluded.last_seen_open,
        capacity_note = excluded.capacity_note,
        languages = excluded.languages,
        accessibility = excluded.accessibility,
        message = excluded.message,
        closure_from = excluded.closure_from,
        closure_to = excluded.closure_to,
        closed_on = excluded.closed_on,
        replaced_by = excluded.replaced_by,
        state = excluded.state,
        retired = false,
        version = excluded.version;

    UPDATE service AS s
    SET retired = true, version = project_directory.version
    WHERE s.slug = ANY (touched)
        AND NOT EXISTS (
            SELECT FROM fact AS f
            WHERE f.subject_kind = 'service' AND f.subject_id = s.slug AND f.version_to IS NULL
        );

    DELETE FROM schedule WHERE service = ANY (touched);
    INSERT INTO schedule (service, hours, hours_note)
    SELECT
        t.slug,
        coalesce(max(f.value #>> '{}') FILTER (WHERE f.field = 'hours'), ''),
        coalesce(max(f.value #>> '{}') FILTER (WHERE f.field = 'hours_note'), '')
    FROM unnest(touched) AS t (slug)
    JOIN fact AS f ON f.subject_kind = 'service' AND f.subject_id = t.slug AND f.version_to IS NULL
    WHERE f.field IN ('hours', 'hours_note') AND f.value <> 'null'
    GROUP BY t.slug;

    DELETE FROM service_area WHERE service = ANY (touched);
    INSERT INTO service_area (service, departement)
    SELECT DISTINCT t.slug, code
    FROM unnest(touched) AS t (slug)
    JOIN fact AS f
        ON f.subject_kind = 'service' AND f.subject_id = t.slug AND f.field = 'coverage' AND f.version_to IS NULL
    CROSS JOIN LATERAL jsonb_array_elements_text(
        CASE jsonb_typeof(f.value) WHEN 'array' THEN f.value ELSE '[]' END
    ) AS code;

    DELETE FROM contact WHERE service = ANY (touched);
    INSERT INTO contact (id, service, kind, position, value, e164, toll, purpose, state)
    SELECT
        facts.id,
        split_part(facts.id, '/', 1),
        split_part(facts.id, '/', 2),
        split_part(facts.id, '/', 3)::integer,
        coalesce(doc #>> '{phone,display}', doc ->> 'email', doc ->> 'website'),
        coalesce(doc #>> '{phone,e164}', ''),
        coalesce(doc ->> 'phone_toll', doc #>> '{phone,toll}', 'unknown'),
        coalesce(doc ->> 'phone_purpose', doc ->> 'email_purpose', 'help'),
        facts.state
    FROM (
        SELECT
            f.subject_id AS id,
            jsonb_object_agg(f.field, f.value) AS doc,
            max(f.state) FILTER (WHERE f.field IN ('phone', 'email', 'website')) AS state
        FROM unnest(touched) AS t (slug)
        JOIN fact AS f
            ON f.subject_kind = 'contact' AND f.slug = t.slug AND f.version_to IS NULL
        WHERE f.value <> 'null'
        GROUP BY f.subject_id
    ) AS facts
    WHERE facts.state IS NOT NULL;

    IF cardinality(touched) > many THEN
        ANALYZE organization, service, schedule, service_area, contact;
    END IF;
    RETURN cardinality(touched);
END
$$;

ALTER FUNCTION public.project_directory(version bigint) OWNER TO relais_owner;

--
-- Name: propose_handover(uuid, uuid, text, uuid); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.propose_handover(made uuid, of_case uuid, council text, officer uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
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

ALTER FUNCTION public.propose_handover(made uuid, of_case uuid, council text, officer uuid) OWNER TO relais_owner;

--
-- Name: purge_cards(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.purge_cards() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    gone bigint;
BEGIN
    DELETE FROM card AS c WHERE c.ends_at <= statement_timestamp();
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END
$$;

ALTER FUNCTION public.purge_cards() OWNER TO relais_owner;

--
-- Name: purge_cut_attachments(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.purge_cut_attachments() RETURNS bigint
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
    WITH gone AS (
        DELETE FROM attachment AS a
        WHERE a.added_at IS NULL AND a.begun_at < clock_timestamp() - interval '1 hour'
        RETURNING a.id
    )
    SELECT count(*) FROM gone
$$;

ALTER FUNCTION public.purge_cut_attachments() OWNER TO relais_owner;

--
-- Name: purge_due(integer); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.purge_due(at_most integer DEFAULT 500) RETURNS TABLE(case_id uuid, hash bytea, seq bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET "TimeZone" TO 'Europe/Paris'
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

ALTER FUNCTION public.purge_due(at_most integer) OWNER TO relais_owner;

--
-- Name: purge_notes(integer); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.purge_notes(at_most integer DEFAULT 500) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    due record;
    gone bigint := 0;
BEGIN
    FOR due IN
        SELECT n.id, n.case_id FROM note AS n
        WHERE n.due_at <= statement_timestamp() ORDER BY n.due_at, n.id LIMIT at_most
    LOOP
        PERFORM FROM aid_case AS c WHERE c.id = due.case_id FOR NO KEY UPDATE;
        PERFORM FROM note AS n WHERE n.id = due.id AND n.due_at <= clock_timestamp() FOR UPDATE;
        CONTINUE WHEN NOT FOUND; -- informed meanwhile
        PERFORM shut_case_of_note(due.case_id, 'note.purged');
        DELETE FROM note AS n WHERE n.id = due.id;
        gone := gone + 1;
    END LOOP;
    RETURN gone;
END
$$;

ALTER FUNCTION public.purge_notes(at_most integer) OWNER TO relais_owner;

--
-- Name: purge_pathways(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.purge_pathways() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET "TimeZone" TO 'Europe/Paris'
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

ALTER FUNCTION public.purge_pathways() OWNER TO relais_owner;

--
-- Name: purge_programme(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.purge_programme() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    booked bigint;
    placed bigint;
    gone bigint;
    forgotten bigint;
BEGIN
    DELETE FROM slot_booking AS b USING programme_action AS a
    WHERE a.id = b.action AND a.ends_at + interval '30 days' <= statement_timestamp();
    GET DIAGNOSTICS booked = ROW_COUNT;
    DELETE FROM action_slot AS s USING programme_action AS a
    WHERE a.id = s.action AND a.ends_at + interval '30 days' <= statement_timestamp();
    GET DIAGNOSTICS placed = ROW_COUNT;
    DELETE FROM programme_action AS a
    WHERE a.state IN ('refused', 'withdrawn') AND a.state_at + interval '12 months' <= statement_timestamp();
    GET DIAGNOSTICS gone = ROW_COUNT;
    UPDATE programme_action AS a SET proposed_by = NULL, decided_by = NULL
    WHERE a.state IN ('cancelled', 'past') AND a.proposed_by IS NOT NULL
        AND greatest(a.ends_at, a.state_at) + interval '12 months' <= statement_timestamp();
    GET DIAGNOSTICS forgotten = ROW_COUNT;
    RETURN booked + placed + gone + forgotten;
END
$$;

ALTER FUNCTION public.purge_programme() OWNER TO relais_owner;

--
-- Name: purge_rows(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.purge_rows() RETURNS TABLE(of_table text, gone bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET "TimeZone" TO 'Europe/Paris'
    AS $_$
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
$_$;

ALTER FUNCTION public.purge_rows() OWNER TO relais_owner;

--
-- Name: purge_sheets(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.purge_sheets() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    gone bigint;
BEGIN
    DELETE FROM sheet AS s WHERE s.ends_at <= statement_timestamp();
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END
$$;

ALTER FUNCTION public.purge_sheets() OWNER TO relais_owner;

--
-- Name: put_end_to_pathway(public.pathway, text, text); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.put_end_to_pathway(held public.pathway, how text, said_how text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
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

ALTER FUNCTION public.put_end_to_pathway(held public.pathway, how text, said_how text) OWNER TO relais_owner;

--
-- Name: put_request_first(uuid); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.put_request_first(of_case uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    IF current_kind() IS DISTINCT FROM 'person' OR current_case() IS DISTINCT FROM of_case THEN
        RAISE EXCEPTION 'not theirs' USING ERRCODE = '42501';
    END IF;
    RETURN request_goes_first(of_case);
END
$$;

ALTER FUNCTION public.put_request_first(of_case uuid) OWNER TO relais_owner;

--
-- Name: ratify_decision(uuid, text); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.ratify_decision(wanted uuid, said text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    made decision := hold_decision(wanted);
    sitting uuid;
BEGIN
    IF made.ratified_by = current_actor() AND made.ratified = said THEN
        RETURN;
    END IF;
    SELECT s.id INTO sitting
    FROM session_file AS a
    JOIN commission_session AS s ON s.id = a.session
    WHERE (a.file, a.round, a.purpose) = (made.file, made.round, 'ratify') AND a.outcome IS NULL
        AND s.state = 'planned' AND s.held_at <= clock_timestamp() + interval '1 hour'
    FOR UPDATE OF s;
    IF sitting IS NULL THEN
        PERFORM refuse_file('decision_in_its_session');
    END IF;
    UPDATE decision AS d
    SET ratified = said, ratified_in = sitting, ratified_by = current_actor(), ratified_at = clock_timestamp()
    WHERE d.id = wanted;
    UPDATE session_file AS a SET outcome = said
    WHERE (a.session, a.file, a.round) = (sitting, made.file, made.round);
    PERFORM chain_case_event(
        made.case_id, 'decision.' || said, jsonb_build_object('file', made.file, 'round', made.round)
    );
END
$$;

ALTER FUNCTION public.ratify_decision(wanted uuid, said text) OWNER TO relais_owner;

--
-- Name: read_request(uuid); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.read_request(wanted uuid) RETURNS TABLE(needs text[], practice text, reach text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
    SELECT r.needs, r.practice, r.reach FROM aid_request AS r
    WHERE r.id = wanted AND (
        'person' = ANY (request_roles(r.id))
        OR ('council' = ANY (request_roles(r.id)) AND r.case_id = ANY (opened_cases()))
    )
$$;

ALTER FUNCTION public.read_request(wanted uuid) OWNER TO relais_owner;

--
-- Name: reading_days_are_set(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.reading_days_are_set() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    NEW.set_by := current_actor();
    NEW.set_at := clock_timestamp();
    RETURN NEW;
END
$$;

ALTER FUNCTION public.reading_days_are_set() OWNER TO relais_owner;

--
-- Name: inbox_opening; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.inbox_opening (
    organization text NOT NULL,
    opened_at timestamp with time zone NOT NULL
);

ALTER TABLE public.inbox_opening OWNER TO relais_owner;

--
-- Name: reads_inbox(text); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.reads_inbox(wanted text) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    RETURN (EXISTS (SELECT FROM public.inbox_opening o WHERE ((o.organization = reads_inbox.wanted) AND (o.opened_at > (statement_timestamp() - '30 days'::interval)))));

ALTER FUNCTION public.reads_inbox(wanted text) OWNER TO relais_owner;

--
-- Name: record_decision(uuid, uuid, integer, text, bigint, text, text); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.record_decision(with_id uuid, of_file uuid, expected integer, of_kind text, cents bigint, of_whom text, why text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    held national_file := hold_file(of_file);
    decider text := file_decider(held);
    sitting uuid;
BEGIN
    IF decider IS NULL THEN
        RAISE EXCEPTION 'not theirs' USING ERRCODE = '42501';
    END IF;
    IF EXISTS (SELECT FROM decision AS d WHERE d.id = with_id AND d.recorded_by = current_actor()) THEN
        RETURN;
    END IF;
    IF held.version <> expected THEN
        PERFORM refuse_file('file_event_of_this_version');
    END IF;
    IF held.state = 'scheduled' THEN
        SELECT s.id INTO sitting
        FROM session_file AS a
        JOIN commission_session AS s ON s.id = a.session
        WHERE (a.file, a.round, a.purpose) = (held.id, held.round, 'decide') AND a.outcome IS NULL
            AND s.state = 'planned' AND s.held_at <= clock_timestamp() + interval '1 hour'
        FOR UPDATE OF s;
    END IF;
    IF sitting IS NULL AND NOT (held.state = 'complete' AND held.urgent AND decider = 'chair') THEN
        PERFORM refuse_file('decision_in_its_session');
    END IF;
    INSERT INTO decision (
        id, file, case_id, round, session, kind, amount_cents, elsewhere, reason, recorded_by, recorded_at
    ) VALUES (
        with_id, held.id, held.case_id, held.round, sitting, of_kind, cents, of_whom, why, current_actor(),
        clock_timestamp()
    );
    PERFORM chain_case_event(
        held.case_id, CASE WHEN sitting IS NULL THEN 'decision.taken' ELSE 'decision.recorded' END,
        jsonb_build_object('file', held.id, 'round', held.round)
        || CASE WHEN sitting IS NULL THEN jsonb_build_object('kind', of_kind, 'cents', cents) ELSE '{}' END
    );
    IF sitting IS NULL THEN
        INSERT INTO file_event (file, expected, request, from_state, to_state, acted_as)
        VALUES (held.id, held.version, with_id, 'complete', 'decided', 'chair');
        PERFORM place_ratifications(held.body);
    END IF;
END
$$;

ALTER FUNCTION public.record_decision(with_id uuid, of_file uuid, expected integer, of_kind text, cents bigint, of_whom text, why text) OWNER TO relais_owner;

--
-- Name: record_payment(uuid, uuid, bigint, date); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.record_payment(of_decision uuid, with_request uuid, cents bigint, on_day date) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET "TimeZone" TO 'Europe/Paris'
    AS $$
DECLARE
    held national_file := hold_file((SELECT d.file FROM decision AS d WHERE d.id = of_decision));
    made decision;
    before payment;
BEGIN
    IF NOT coalesce('national' = ANY (file_roles(held.id)), false) THEN
        RAISE EXCEPTION 'not theirs' USING ERRCODE = '42501';
    END IF;
    SELECT * INTO made FROM decision AS d WHERE d.id = of_decision FOR UPDATE;
    IF EXISTS (SELECT FROM payment AS p WHERE p.decision = made.id AND p.request = with_request) THEN
        RETURN;
    END IF;
    IF made.in_force_at IS NULL OR (made.ratified = 'not_ratified' AND cents > 0)
        OR held.state = 'withdrawn' OR (made.round = held.round AND held.state <> 'decided')
    THEN
        PERFORM refuse_file('payment_of_a_decision_in_force');
    END IF;
    IF on_day NOT BETWEEN made.in_force_at::date AND clock_timestamp()::date THEN
        PERFORM refuse_file('payment_on_a_day_that_came');
    END IF;
    SELECT * INTO before FROM payment AS p WHERE p.decision = made.id ORDER BY p.number DESC LIMIT 1;
    INSERT INTO payment (
        decision, number, follows, file, request, decided_cents, before_cents, amount_cents, after_cents, paid_on,
        recorded_by, recorded_at
    ) VALUES (
        made.id, coalesce(before.number, 0) + 1, before.number, made.file, with_request, made.amount_cents,
        coalesce(before.after_cents, 0), cents, coalesce(before.after_cents, 0) + cents, on_day, current_actor(),
        clock_timestamp()
    );
    PERFORM chain_case_event(
        made.case_id, 'payment.recorded',
        jsonb_build_object('file', made.file, 'round', made.round, 'cents', cents, 'on', on_day)
    );
END
$$;

ALTER FUNCTION public.record_payment(of_decision uuid, with_request uuid, cents bigint, on_day date) OWNER TO relais_owner;

--
-- Name: referral_begins_as_draft(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.referral_begins_as_draft() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
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

ALTER FUNCTION public.referral_begins_as_draft() OWNER TO relais_owner;

--
-- Name: referral_event_is_applied(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.referral_event_is_applied() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
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

ALTER FUNCTION public.referral_event_is_applied() OWNER TO relais_owner;

--
-- Name: referral_is_of_no_note(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.referral_is_of_no_note() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    IF EXISTS (SELECT FROM aid_case AS c WHERE c.id = NEW.case_id AND c.origin = 'colleague') THEN
        RAISE EXCEPTION 'of a note' USING ERRCODE = '23514', CONSTRAINT = 'referral_of_no_note';
    END IF;
    RETURN NEW;
END
$$;

ALTER FUNCTION public.referral_is_of_no_note() OWNER TO relais_owner;

--
-- Name: referral_is_told(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.referral_is_told() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
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

ALTER FUNCTION public.referral_is_told() OWNER TO relais_owner;

--
-- Name: referral_row_stays(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.referral_row_stays() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
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

ALTER FUNCTION public.referral_row_stays() OWNER TO relais_owner;

--
-- Name: referral_table_stays(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.referral_table_stays() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    RAISE EXCEPTION 'never rewritten' USING ERRCODE = '23514', CONSTRAINT = TG_TABLE_NAME || '_append_only';
END
$$;

ALTER FUNCTION public.referral_table_stays() OWNER TO relais_owner;

--
-- Name: referral_turns_the_request(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.referral_turns_the_request() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    held aid_request;
    who text := CASE current_kind() WHEN 'person' THEN 'person' ELSE 'council' END;
BEGIN
    SELECT * INTO held FROM aid_request AS r
    WHERE r.case_id = NEW.case_id AND r.council = NEW.origin_org AND r.state IN ('received', 'taken_up', 'contacted');
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    IF who = 'council' AND held.state <> 'contacted' THEN
        PERFORM refuse_move('aid_request_contact_first');
    END IF;
    INSERT INTO request_event (request, expected, post, from_state, to_state, acted_as)
    VALUES (held.id, held.version, gen_random_uuid(), held.state, 'turned', who);
    RETURN NULL;
END
$$;

ALTER FUNCTION public.referral_turns_the_request() OWNER TO relais_owner;

--
-- Name: referrals_due(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.referrals_due() RETURNS TABLE(id uuid, state text, version integer, due text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
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

ALTER FUNCTION public.referrals_due() OWNER TO relais_owner;

--
-- Name: referrals_to_close(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.referrals_to_close() RETURNS TABLE(id uuid, state text, version integer, until timestamp with time zone)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
    SELECT r.id, r.state, r.version, c.valid_until + interval '14 days'
    FROM referral AS r
    JOIN disclosure AS d ON d.referral = r.id AND d.round = r.round
    JOIN consent AS c ON c.id = d.consent AND c.ended_at IS NULL
    WHERE current_kind() = 'staff' AND r.recipient_org <> '' AND r.recipient_org = current_org()
        AND r.state IN ('contact_made', 'unreachable')
        AND c.valid_until <= statement_timestamp() AND c.valid_until + interval '14 days' > statement_timestamp()
$$;

ALTER FUNCTION public.referrals_to_close() OWNER TO relais_owner;

--
-- Name: referrals_to_tell(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.referrals_to_tell() RETURNS TABLE(referral uuid, version integer, what text, reference text, origin_org text, recipient_org text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
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

ALTER FUNCTION public.referrals_to_tell() OWNER TO relais_owner;

--
-- Name: refuse_but_national(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.refuse_but_national() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    IF NOT 'national' = ANY (commission_roles()) THEN
        RAISE EXCEPTION 'not theirs' USING ERRCODE = '42501';
    END IF;
END
$$;

ALTER FUNCTION public.refuse_but_national() OWNER TO relais_owner;

--
-- Name: refuse_figure(text); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.refuse_figure(why text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    RAISE EXCEPTION 'refused' USING ERRCODE = '23514', CONSTRAINT = why;
END
$$;

ALTER FUNCTION public.refuse_figure(why text) OWNER TO relais_owner;

--
-- Name: refuse_file(text); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.refuse_file(why text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    RAISE EXCEPTION 'file refused' USING ERRCODE = '23514', CONSTRAINT = why;
END
$$;

ALTER FUNCTION public.refuse_file(why text) OWNER TO relais_owner;

--
-- Name: refuse_move(text); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.refuse_move(why text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    RAISE EXCEPTION 'move refused' USING ERRCODE = '23514', CONSTRAINT = why;
END
$$;

ALTER FUNCTION public.refuse_move(why text) OWNER TO relais_owner;

--
-- Name: refuse_silent(text); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.refuse_silent(mode text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    IF ((current_kind() = 'person') = (mode = 'online')) IS NOT TRUE THEN
        RAISE EXCEPTION 'whose word' USING ERRCODE = '23514', CONSTRAINT = 'pathway_agreed_by_the_person';
    END IF;
END
$$;

ALTER FUNCTION public.refuse_silent(mode text) OWNER TO relais_owner;

--
-- Name: refuse_strange_referral(uuid, uuid); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.refuse_strange_referral(of_case uuid, of_referral uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    IF of_referral IS NOT NULL AND NOT EXISTS (
        SELECT FROM referral AS r WHERE r.id = of_referral AND r.case_id = of_case
    ) THEN
        RAISE EXCEPTION 'of another case' USING ERRCODE = '23514', CONSTRAINT = 'pathway_step_referral_of_its_case';
    END IF;
END
$$;

ALTER FUNCTION public.refuse_strange_referral(of_case uuid, of_referral uuid) OWNER TO relais_owner;

--
-- Name: refuse_who_does_not_act(uuid); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.refuse_who_does_not_act(of_case uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    IF NOT acts_on_case(of_case) THEN
        RAISE EXCEPTION 'not theirs' USING ERRCODE = '42501', CONSTRAINT = 'aid_case_by_who_may';
    END IF;
END
$$;

ALTER FUNCTION public.refuse_who_does_not_act(of_case uuid) OWNER TO relais_owner;

--
-- Name: remind_step(uuid); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.remind_step(wanted uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
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

ALTER FUNCTION public.remind_step(wanted uuid) OWNER TO relais_owner;

--
-- Name: replace_case_code(uuid, bytea, text, text); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.replace_case_code(of_case uuid, lookup bytea, verifier text, made_by text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    PERFORM refuse_who_does_not_act(of_case);
    IF (made_by = 'person') <> (current_kind() = 'person') THEN
        RAISE EXCEPTION 'one makes a code in one''s own name' USING
            ERRCODE = '23514', CONSTRAINT = 'aid_case_code_by_its_maker';
    END IF;
    UPDATE aid_case AS c SET code_lookup = lookup, code_verifier = verifier, code_by = made_by
    WHERE c.id = of_case AND c.erased_at IS NULL;
    PERFORM chain_case_event(of_case, 'case.code_replaced', jsonb_build_object('by', made_by));
END
$$;

ALTER FUNCTION public.replace_case_code(of_case uuid, lookup bytea, verifier text, made_by text) OWNER TO relais_owner;

--
-- Name: report_cells(integer); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.report_cells(of_year integer) RETURNS TABLE(measure text, line text, month integer, value bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    one report_measure;
    names text[];
    counts bigint[];
    grid bigint[];
    kept year_count[] := ARRAY(SELECT c FROM counts_of(of_year) AS c);
    whole boolean := EXISTS (SELECT FROM year_count AS c WHERE c.year = of_year);
    found year_count;
    most bigint;
BEGIN
    FOR one IN SELECT m.* FROM report_measure AS m ORDER BY m.place LOOP
        CONTINUE WHEN NOT whole AND one.shape NOT IN ('open', 'age');
        SELECT n.names, n.counts INTO names, counts FROM counted_lines(one.measure, kept) AS n;
        SELECT k.* INTO found FROM unnest(kept) AS k WHERE k.measure = one.measure AND k.line = 'all';
        most := CASE WHEN one.among IS NOT NULL THEN told_among(one.among, one.among_line, kept) END;
        CASE one.shape
            WHEN 'lines' THEN
                RETURN QUERY SELECT one.measure, h.line, h.month, h.value FROM hidden_lines(names, counts, most) AS h;
            WHEN 'months' THEN
                SELECT array_agg(filled.months ORDER BY filled.place) INTO grid
                FROM (
                    SELECT l.place, ARRAY(
                        SELECT coalesce((
                            SELECT k.value FROM unnest(kept) AS k
                            WHERE k.measure = one.measure AND k.line = l.line AND k.month = j
                        ), 0)
                        FROM generate_series(1, 12) AS j ORDER BY j
                    ) AS months
                    FROM report_line AS l WHERE l.measure = one.measure
                ) AS filled;
                RETURN QUERY SELECT one.measure, h.line, h.month, h.value FROM hidden_months(names, grid, most) AS h;
            WHEN 'median' THEN
                RETURN QUERY SELECT one.measure, '', 0, CASE
                    WHEN found.backing >= 11 AND coalesce(most >= 11, true) THEN found.value
                END;
            WHEN 'euros' THEN
                RETURN QUERY SELECT one.measure, '', 0, CASE
                    WHEN most >= 11 THEN hidden_euros(found.value, found.backing, found.largest)
                END;
            WHEN 'open' THEN
                RETURN QUERY SELECT one.measure, u.line, 0, u.c FROM unnest(names, counts) AS u (line, c);
            ELSE
                RETURN QUERY SELECT one.measure, '', 0, found.value;
        END CASE;
    END LOOP;
END
$$;

ALTER FUNCTION public.report_cells(of_year integer) OWNER TO relais_owner;

--
-- Name: report_years(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.report_years() RETURNS SETOF integer
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
    SELECT year FROM call_by_region
    UNION
    SELECT year FROM year_figure WHERE confirmed_at IS NOT NULL AND ended_at IS NULL
    UNION
    SELECT year FROM year_count
    UNION
    SELECT year FROM year_release
    UNION
    SELECT extract(year FROM now() AT TIME ZONE 'Europe/Paris')::integer - n FROM generate_series(0, 1) AS n
$$;

ALTER FUNCTION public.report_years() OWNER TO relais_owner;

--
-- Name: report_cell; Type: VIEW; Schema: public; Owner: relais_owner
--

CREATE VIEW public.report_cell AS
 SELECT y.year,
    c.measure,
    c.line,
    c.month,
    c.value
   FROM (public.report_years() y(year)
     CROSS JOIN LATERAL public.report_cells(y.year) c(measure, line, month, value));

ALTER VIEW public.report_cell OWNER TO relais_owner;

--
-- Name: year_figure; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.year_figure (
    id uuid NOT NULL,
    year integer NOT NULL,
    signatory text NOT NULL,
    measure text NOT NULL,
    unit text NOT NULL,
    value bigint NOT NULL,
    source text NOT NULL,
    entered_by uuid NOT NULL,
    entered_at timestamp with time zone NOT NULL,
    confirmed_by uuid,
    confirmed_at timestamp with time zone,
    ended_at timestamp with time zone,
    CONSTRAINT year_figure_confirmed_whole CHECK (((confirmed_by IS NULL) = (confirmed_at IS NULL))),
    CONSTRAINT year_figure_has_source CHECK (((length(source) >= 3) AND (length(source) <= 300))),
    CONSTRAINT year_figure_is_of_a_year CHECK (((year >= 2010) AND (year <= 2100))),
    CONSTRAINT year_figure_measure_known CHECK (((((((((((((((((measure = 'own_calls'::text) AND (unit = 'calls'::text)) OR ((measure = 'own_requests'::text) AND (unit = 'files'::text))) OR ((measure = 'own_files'::text) AND (unit = 'files'::text))) OR ((measure = 'own_files_helped'::text) AND (unit = 'files'::text))) OR ((measure = 'own_exemptions'::text) AND (unit = 'files'::text))) OR ((measure = 'own_gifts'::text) AND (unit = 'euros'::text))) OR ((measure = 'own_advances'::text) AND (unit = 'euros'::text))) OR ((measure = 'own_euros'::text) AND (unit = 'euros'::text))) OR ((measure = 'own_persons'::text) AND (unit = 'persons'::text))) OR ((measure = 'own_accompanied'::text) AND (unit = 'persons'::text))) OR ((measure = 'own_students'::text) AND (unit = 'persons'::text))) OR ((measure = 'own_screened'::text) AND (unit = 'persons'::text))) OR ((measure = 'own_meetings'::text) AND (unit = 'actions'::text))) OR ((measure = 'own_prevention'::text) AND (unit = 'actions'::text))) OR ((measure = 'own_delay'::text) AND (unit = 'days'::text)))),
    CONSTRAINT year_figure_signatory_known CHECK ((signatory = ANY (ARRAY['cnom'::text, 'carmf'::text, 'cng'::text]))),
    CONSTRAINT year_figure_takes_two_persons CHECK ((confirmed_by <> entered_by)),
    CONSTRAINT year_figure_value_is_publishable CHECK ((((value >= 0) AND (value <= '10000000000'::bigint)) AND ((unit <> ALL (ARRAY['persons'::text, 'files'::text, 'calls'::text])) OR (value >= 11))))
);

ALTER TABLE public.year_figure OWNER TO relais_owner;

--
-- Name: report_content(integer); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.report_content(of_year integer) RETURNS bytea
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    RETURN convert_to((jsonb_build_object('year', of_year, 'cells', (SELECT COALESCE(jsonb_agg(jsonb_build_object('measure', c.measure, 'line', c.line, 'month', c.month, 'value', c.value) ORDER BY (c.measure COLLATE "C"), (c.line COLLATE "C"), c.month), '[]'::jsonb) AS "coalesce" FROM public.report_cell c WHERE (c.year = report_content.of_year)), 'figures', (SELECT COALESCE(jsonb_agg(jsonb_build_object('signatory', f.signatory, 'measure', f.measure, 'unit', f.unit, 'value', f.value, 'source', f.source) ORDER BY (f.signatory COLLATE "C"), (f.measure COLLATE "C")), '[]'::jsonb) AS "coalesce" FROM public.year_figure f WHERE ((f.year = report_content.of_year) AND (f.confirmed_at IS NOT NULL) AND (f.ended_at IS NULL)))))::text, 'UTF8'::name);

ALTER FUNCTION public.report_content(of_year integer) OWNER TO relais_owner;

--
-- Name: request_event_is_applied(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.request_event_is_applied() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    held aid_request;
BEGIN
    held := hold_request(NEW.request);
    IF NOT coalesce(NEW.acted_as = ANY (request_roles(NEW.request)), false) THEN
        RAISE EXCEPTION 'not theirs' USING ERRCODE = '42501'; -- nor said to exist
    END IF;
    IF NEW.to_state = 'withdrawn' THEN -- whatever the page showed when it was asked
        NEW.from_state := held.state;
        NEW.expected := held.version;
    ELSIF EXISTS (SELECT FROM request_event AS e WHERE e.request = held.id AND e.post = NEW.post) THEN
        RAISE EXCEPTION 'done already' USING ERRCODE = '23505', CONSTRAINT = 'request_event_once';
    ELSIF NEW.expected IS DISTINCT FROM held.version OR NEW.from_state IS DISTINCT FROM held.state THEN
        PERFORM refuse_move('request_event_of_this_version');
    END IF;
    IF NOT EXISTS (
        SELECT FROM request_move AS m
        WHERE (m.from_state, m.to_state, m.acted_as) = (NEW.from_state, NEW.to_state, NEW.acted_as)
    ) THEN -- as the foreign key says, but before any guard
        RAISE EXCEPTION 'no such move' USING ERRCODE = '23503', CONSTRAINT = 'request_event_legal_move';
    END IF;
    PERFORM guard_request_move(held, NEW);
    NEW.at := clock_timestamp();
    NEW.org := coalesce(current_org(), '');
    NEW.actor := current_actor();
    UPDATE aid_request AS r
    SET state = NEW.to_state,
        version = r.version + 1,
        outcome = NEW.outcome,
        contacted_on = coalesce(r.contacted_on, NEW.contacted_on),
        turned_at = CASE WHEN NEW.to_state = 'turned' THEN NEW.at ELSE r.turned_at END,
        state_at = NEW.at
    WHERE r.id = held.id;
    PERFORM chain_case_event(
        held.case_id, 'request.' || CASE NEW.to_state WHEN 'received' THEN 'returned' ELSE NEW.to_state END,
        jsonb_strip_nulls(jsonb_build_object(
            'request', held.id, 'from', NEW.from_state, 'version', held.version + 1, 'as', NEW.acted_as,
            'outcome', NEW.outcome, 'on', NEW.contacted_on
        ))
    );
    RETURN NEW;
END
$$;

ALTER FUNCTION public.request_event_is_applied() OWNER TO relais_owner;

--
-- Name: request_goes_first(uuid); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.request_goes_first(of_case uuid) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    PERFORM FROM aid_case AS c WHERE c.id = of_case FOR NO KEY UPDATE;
    UPDATE aid_request AS r SET urgent = true, urgent_at = clock_timestamp()
    WHERE r.case_id = of_case AND NOT r.urgent AND r.state IN ('received', 'taken_up');
    IF FOUND THEN
        PERFORM chain_case_event(of_case, 'request.put_first');
        RETURN true;
    END IF;
    RETURN false;
END
$$;

ALTER FUNCTION public.request_goes_first(of_case uuid) OWNER TO relais_owner;

--
-- Name: request_is_told(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.request_is_told() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    held aid_request := hold_request(NEW.request);
BEGIN
    NEW.told_at := clock_timestamp();
    IF EXISTS (
        SELECT FROM request_told AS t WHERE (t.request, t.version, t.what) = (NEW.request, NEW.version, NEW.what)
    ) THEN
        RETURN NEW; -- to be refused as told, or passed over
    END IF;
    IF NOT EXISTS (
        SELECT FROM requests_to_tell() AS t
        WHERE (t.request, t.version, t.what) = (NEW.request, NEW.version, NEW.what)
    ) THEN
        PERFORM refuse_move('request_told_when_due');
    END IF;
    IF NEW.what = 'relieved' THEN
        IF NOT EXISTS (SELECT FROM organization AS o WHERE o.slug = NEW.org AND o.council_of = '') THEN
            PERFORM refuse_move('request_told_to_a_national_body');
        END IF;
        UPDATE aid_request AS r SET relief_org = NEW.org WHERE r.id = held.id;
    END IF;
    PERFORM chain_case_event(
        held.case_id, 'request.' || NEW.what,
        jsonb_strip_nulls(jsonb_build_object('request', held.id, 'version', held.version, 'to', nullif(NEW.org, '')))
    );
    RETURN NEW;
END
$$;

ALTER FUNCTION public.request_is_told() OWNER TO relais_owner;

--
-- Name: request_roles(uuid); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.request_roles(wanted uuid) RETURNS text[]
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
    SELECT array_remove(
        ARRAY[
            CASE WHEN w.kind = 'worker' THEN 'worker' END,
            CASE WHEN w.kind = 'person' AND r.case_id = w.of_case THEN 'person' END,
            -- What the console erases on the word of the person is withdrawn as theirs.
            CASE WHEN w.kind = 'worker' AND EXISTS (
                SELECT FROM aid_case AS c WHERE c.id = r.case_id AND c.erased_at IS NOT NULL
            ) THEN 'person' END,
            CASE WHEN w.org <> '' AND w.org IN (r.council, r.relief_org) THEN 'council' END
        ], NULL
    )
    FROM aid_request AS r
    CROSS JOIN (
        SELECT
            current_kind() AS kind, current_case() AS of_case,
            CASE WHEN current_kind() = 'staff' THEN coalesce(current_org(), '') ELSE '' END AS org
    ) AS w
    WHERE r.id = wanted
$$;

ALTER FUNCTION public.request_roles(wanted uuid) OWNER TO relais_owner;

--
-- Name: request_row_stays(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.request_row_stays() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
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

ALTER FUNCTION public.request_row_stays() OWNER TO relais_owner;

--
-- Name: requests_due(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.requests_due() RETURNS TABLE(id uuid, state text, version integer, due text, council text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
    SELECT r.id, r.state, r.version, 'received', r.council
    FROM aid_request AS r
    WHERE current_kind() = 'worker' AND r.state = 'taken_up'
        AND r.state_at + interval '72 hours' <= statement_timestamp()
    UNION ALL
    SELECT r.id, r.state, r.version, 'closed', r.council
    FROM aid_request AS r
    WHERE current_kind() = 'worker' AND r.state IN ('contacted', 'turned')
        AND r.state_at + interval '2160 hours' <= statement_timestamp()
        AND NOT EXISTS (
            SELECT FROM referral AS f
            WHERE f.case_id = r.case_id AND f.state NOT IN ('closed', 'withdrawn', 'cancelled', 'self_contact')
        )
$$;

ALTER FUNCTION public.requests_due() OWNER TO relais_owner;

--
-- Name: requests_to_tell(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.requests_to_tell() RETURNS TABLE(request uuid, version integer, what text, council text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
    SELECT r.id, r.version, w.what, r.council
    FROM aid_request AS r
    CROSS JOIN (
        VALUES
        ('reminded', interval '24 hours'), ('escalated', interval '72 hours'), ('unanswered', interval '336 hours'),
        ('relieved', interval '4 hours')
    ) AS w (what, since)
    WHERE current_kind() = 'worker'
        AND CASE w.what
            WHEN 'relieved' THEN r.urgent AND r.opened_at IS NULL AND r.relief_org = ''
                AND r.state IN ('received', 'taken_up') AND r.urgent_at + w.since <= statement_timestamp()
            ELSE r.state = 'received' AND r.state_at + w.since <= statement_timestamp()
        END
        AND NOT EXISTS (
            SELECT FROM request_told AS t WHERE (t.request, t.version, t.what) = (r.id, r.version, w.what)
        )
    ORDER BY r.urgent DESC, r.made_at, r.id, w.since
$$;

ALTER FUNCTION public.requests_to_tell() OWNER TO relais_owner;

--
-- Name: reset_asks_who(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.reset_asks_who() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.approved_by IS NOT NULL OR NEW.refused_at IS NOT NULL OR NOT holds_role(NEW.proposed_by, 'coordinator')
        THEN
            RAISE EXCEPTION 'not theirs to ask' USING ERRCODE = '23514', CONSTRAINT = 'reset_by_who_may';
        END IF;
    ELSIF OLD.approved_at IS NOT NULL OR OLD.refused_at IS NOT NULL THEN
        RAISE EXCEPTION 'decided once' USING ERRCODE = '23514', CONSTRAINT = 'reset_decided_once';
    ELSIF NEW.approved_by IS NOT NULL THEN
        IF NOT holds_role(NEW.approved_by, 'coordinator') THEN
            RAISE EXCEPTION 'not theirs to decide' USING ERRCODE = '23514', CONSTRAINT = 'reset_by_who_may';
        END IF;
        NEW.approved_at := now();
    END IF;
    RETURN NEW;
END
$$;

ALTER FUNCTION public.reset_asks_who() OWNER TO relais_owner;

--
-- Name: role_grant_asks_who(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.role_grant_asks_who() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.proposed_at := now();
        NEW.approved_at := CASE WHEN NEW.approved_at IS NOT NULL THEN now() END;
        IF NEW.approved_by IS NOT NULL OR NEW.ended_at IS NOT NULL OR NEW.ended_by IS NOT NULL THEN
            RAISE EXCEPTION 'a role is first proposed' USING ERRCODE = '23514', CONSTRAINT = 'role_grant_first_proposed';
        END IF;
        IF NEW.via = 'person' AND NOT holds_role(NEW.proposed_by, 'coordinator')
            AND NOT (NEW.role = 'member' AND holds_role(NEW.proposed_by, 'member', NEW.organization))
        THEN
            RAISE EXCEPTION 'not theirs to give' USING ERRCODE = '23514', CONSTRAINT = 'role_grant_by_who_may';
        END IF;
    ELSIF NEW.approved_by IS NOT NULL AND NEW.approved_by IS DISTINCT FROM OLD.approved_by
        AND NOT holds_role(NEW.approved_by, 'coordinator')
    THEN
        RAISE EXCEPTION 'not theirs to approve' USING ERRCODE = '23514', CONSTRAINT = 'role_grant_by_who_may';
    END IF;
    RETURN NEW;
END
$$;

ALTER FUNCTION public.role_grant_asks_who() OWNER TO relais_owner;

--
-- Name: role_grant_console_is_for_the_first(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.role_grant_console_is_for_the_first() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    IF NEW.via <> 'console' OR NEW.role IN ('listener', 'member', 'technician') THEN
        RETURN NEW;
    END IF;
    IF NEW.role <> 'coordinator' OR count_coordinators() >= 2 THEN
        RAISE EXCEPTION 'two coordinators decide of this role' USING
            ERRCODE = '23514', CONSTRAINT = 'role_grant_console_first_pair';
    END IF;
    RETURN NEW;
END
$$;

ALTER FUNCTION public.role_grant_console_is_for_the_first() OWNER TO relais_owner;

--
-- Name: role_grant_is_written_once(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.role_grant_is_written_once() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    IF OLD.ended_at IS NOT NULL
        OR (OLD.approved_at IS NOT NULL AND NEW.approved_at IS DISTINCT FROM OLD.approved_at)
        OR (OLD.approved_at IS NOT NULL AND NEW.approved_by IS DISTINCT FROM OLD.approved_by)
        OR (NEW.ended_at IS NULL AND NEW.ended_by IS NOT NULL)
    THEN
        RAISE EXCEPTION 'approved once, ended once' USING ERRCODE = '23514', CONSTRAINT = 'role_grant_written_once';
    END IF;
    IF NEW.approved_at IS DISTINCT FROM OLD.approved_at THEN
        NEW.approved_at := now();
    END IF;
    IF NEW.ended_at IS NOT NULL THEN
        NEW.ended_at := now();
    END IF;
    RETURN NEW;
END
$$;

ALTER FUNCTION public.role_grant_is_written_once() OWNER TO relais_owner;

--
-- Name: role_grant_keeps_two_coordinators(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.role_grant_keeps_two_coordinators() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    IF NEW.ended_by IS NOT NULL AND OLD.approved_at IS NOT NULL AND count_coordinators() <= 2 THEN
        RAISE EXCEPTION 'two coordinators stay' USING ERRCODE = '23514', CONSTRAINT = 'role_grant_two_coordinators';
    END IF;
    RETURN NEW;
END
$$;

ALTER FUNCTION public.role_grant_keeps_two_coordinators() OWNER TO relais_owner;

--
-- Name: row_goes_when_due(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.row_goes_when_due() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
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

ALTER FUNCTION public.row_goes_when_due() OWNER TO relais_owner;

--
-- Name: save_file_section(uuid, text, bytea, bigint, uuid, integer); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.save_file_section(of_file uuid, of_section text, said bytea, asked bigint, with_request uuid, expected integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    held national_file := hold_file_to_write(of_file);
    known file_section;
BEGIN
    SELECT * INTO known FROM file_section AS s
    WHERE (s.file, s.round, s.section) = (held.id, held.round, of_section);
    IF known.request = with_request THEN
        RETURN known.version;
    END IF;
    IF held.state NOT IN ('draft', 'incomplete') THEN
        PERFORM refuse_file('file_section_while_open');
    END IF;
    IF coalesce(known.version, 0) <> expected THEN
        PERFORM refuse_file('file_section_of_this_version');
    END IF;
    INSERT INTO file_section AS s (
        file, round, section, sealed, asked_cents, version, request, saved_as, saved_at
    ) VALUES (
        held.id, held.round, of_section, said, asked, expected + 1, with_request, file_writer(held), clock_timestamp()
    )
    ON CONFLICT ON CONSTRAINT file_section_pk DO UPDATE SET
        sealed = excluded.sealed, asked_cents = excluded.asked_cents, version = excluded.version,
        request = excluded.request, saved_as = excluded.saved_as, saved_at = excluded.saved_at;
    IF of_section = 'asked' THEN
        UPDATE national_file AS f SET asked_cents = asked WHERE f.id = held.id;
    END IF;
    UPDATE file_piece AS p
    SET state = 'expected', reason = NULL, marked_as = file_writer(held), marked_at = clock_timestamp()
    WHERE p.file = held.id AND p.piece = 'section_' || of_section AND p.state = 'missing';
    PERFORM chain_case_event(
        held.case_id, 'file.section_saved',
        jsonb_build_object('file', held.id, 'section', of_section, 'round', held.round, 'as', file_writer(held))
    );
    RETURN expected + 1;
END
$$;

ALTER FUNCTION public.save_file_section(of_file uuid, of_section text, said bytea, asked bigint, with_request uuid, expected integer) OWNER TO relais_owner;

--
-- Name: schedule_file(uuid, uuid, integer, uuid); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.schedule_file(of_file uuid, in_session uuid, expected integer, with_request uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    held national_file := hold_file(of_file);
BEGIN
    IF NOT coalesce('national' = ANY (file_roles(of_file)), false) THEN
        RAISE EXCEPTION 'not theirs' USING ERRCODE = '42501';
    END IF;
    IF EXISTS (SELECT FROM file_event AS e WHERE e.file = of_file AND e.request = with_request) THEN
        RETURN;
    END IF;
    PERFORM FROM commission_session AS s
    WHERE s.id = in_session AND s.body = held.body AND s.state = 'planned'
    FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM refuse_file('commission_session_is_planned');
    END IF;
    INSERT INTO session_file (session, file, round, purpose, added_at)
    VALUES (in_session, held.id, held.round, 'decide', clock_timestamp())
    ON CONFLICT ON CONSTRAINT session_file_pk DO UPDATE SET outcome = NULL, added_at = excluded.added_at
    WHERE session_file.outcome = 'postponed';
    INSERT INTO file_event (file, expected, request, from_state, to_state, acted_as)
    VALUES (held.id, expected, with_request, 'complete', 'scheduled', 'national');
    PERFORM chain_case_event(
        held.case_id, 'commission.scheduled', jsonb_build_object(
            'file', held.id, 'round', held.round,
            'on', (SELECT (s.held_at AT TIME ZONE 'Europe/Paris')::date FROM commission_session AS s WHERE s.id = in_session)
        )
    );
END
$$;

ALTER FUNCTION public.schedule_file(of_file uuid, in_session uuid, expected integer, with_request uuid) OWNER TO relais_owner;

--
-- Name: send_back_from(uuid, text); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.send_back_from(wanted uuid, why text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    left_over uuid[] := ARRAY(
        SELECT a.file FROM session_file AS a
        WHERE a.session = wanted AND a.purpose = 'decide' AND a.outcome IS NULL
        ORDER BY a.file
    );
BEGIN
    UPDATE session_file AS a SET outcome = 'postponed'
    WHERE a.session = wanted AND a.purpose = 'decide' AND a.outcome IS NULL;
    INSERT INTO file_event (file, expected, request, from_state, to_state, acted_as, reason)
    SELECT f.id, f.version, gen_random_uuid(), 'scheduled', 'complete', 'national', why
    FROM national_file AS f
    WHERE f.id = ANY (left_over)
    ORDER BY f.id;
END
$$;

ALTER FUNCTION public.send_back_from(wanted uuid, why text) OWNER TO relais_owner;

--
-- Name: set_booking(uuid, text); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.set_booking(of_action uuid, wanted text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    held programme_action := hold_kept_action(of_action);
BEGIN
    IF held.state <> 'published' OR held.booking = 'none' OR wanted NOT IN ('open', 'closed') THEN
        RAISE EXCEPTION 'no bookings' USING ERRCODE = '23514', CONSTRAINT = 'programme_action_takes_bookings';
    END IF;
    UPDATE programme_action AS a SET booking = wanted WHERE a.id = held.id AND a.booking <> wanted;
END
$$;

ALTER FUNCTION public.set_booking(of_action uuid, wanted text) OWNER TO relais_owner;

--
-- Name: set_pathway_reminders(uuid, text, text); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.set_pathway_reminders(wanted uuid, remind text, how text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
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

ALTER FUNCTION public.set_pathway_reminders(wanted uuid, remind text, how text) OWNER TO relais_owner;

--
-- Name: settle_step(uuid, uuid, integer, text); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.settle_step(wanted uuid, asked uuid, expected integer, outcome text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
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

ALTER FUNCTION public.settle_step(wanted uuid, asked uuid, expected integer, outcome text) OWNER TO relais_owner;

--
-- Name: share_file(uuid); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.share_file(of_file uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    held national_file := hold_file(of_file);
BEGIN
    IF NOT coalesce('person' = ANY (file_roles(of_file)), false) THEN
        RAISE EXCEPTION 'not theirs' USING ERRCODE = '42501';
    END IF;
    UPDATE national_file AS f SET shared_at = clock_timestamp()
    WHERE f.id = held.id AND f.shared_at IS NULL AND f.state <> 'withdrawn';
    IF FOUND THEN
        PERFORM chain_case_event(held.case_id, 'file.shared', jsonb_build_object('file', held.id, 'org', held.council));
    END IF;
END
$$;

ALTER FUNCTION public.share_file(of_file uuid) OWNER TO relais_owner;

--
-- Name: sheet_begins(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.sheet_begins() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    IF EXISTS (SELECT FROM aid_case AS c WHERE c.id = NEW.id OR c.code_lookup = NEW.code_lookup) THEN
        RAISE EXCEPTION 'a case' USING ERRCODE = '23514', CONSTRAINT = 'sheet_is_no_case';
    END IF;
    NEW.made_at := now();
    NEW.ends_at := NEW.made_at + interval '720 hours';
    RETURN NEW;
END
$$;

ALTER FUNCTION public.sheet_begins() OWNER TO relais_owner;

--
-- Name: sheet_goes_when_due(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.sheet_goes_when_due() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF TG_TABLE_NAME = 'sheet' THEN
            IF OLD.ends_at <= clock_timestamp() THEN
                RETURN OLD;
            END IF;
        ELSIF NOT EXISTS (SELECT FROM sheet AS s WHERE s.id = OLD.sheet) THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'not before its day' USING ERRCODE = '23514', CONSTRAINT = TG_TABLE_NAME || '_goes_when_due';
END
$$;

ALTER FUNCTION public.sheet_goes_when_due() OWNER TO relais_owner;

--
-- Name: sheet_option_comes_with_its_sheet(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.sheet_option_comes_with_its_sheet() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM sheet AS s WHERE s.id = NEW.sheet AND s.made_at = now()) THEN
        RAISE EXCEPTION 'not theirs' USING ERRCODE = '42501'; -- nor said to exist
    END IF;
    RETURN NEW;
END
$$;

ALTER FUNCTION public.sheet_option_comes_with_its_sheet() OWNER TO relais_owner;

--
-- Name: shut_case_of_note(uuid, text); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.shut_case_of_note(of_case uuid, act text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    DELETE FROM case_part AS p WHERE p.case_id = of_case;
    UPDATE aid_case AS c
    SET erased_at = now(), closed_at = coalesce(c.closed_at, now()), data_key_wrapped = NULL, code_lookup = NULL,
        code_verifier = NULL, alias_sealed = NULL
    WHERE c.id = of_case AND c.erased_at IS NULL;
    IF FOUND THEN
        PERFORM chain_case_event(of_case, act);
    END IF;
END
$$;

ALTER FUNCTION public.shut_case_of_note(of_case uuid, act text) OWNER TO relais_owner;

--
-- Name: skeleton_ends_on(date); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.skeleton_ends_on(day date) RETURNS date
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    RETURN make_date(((EXTRACT(year FROM day))::integer + 1), 6, 30);

ALTER FUNCTION public.skeleton_ends_on(day date) OWNER TO relais_owner;

--
-- Name: speaks_for(text, uuid, text); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.speaks_for(of_organisation text, who uuid, as_role text) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    RETURN (EXISTS (SELECT FROM (public.role_grant g JOIN public.account a ON ((a.id = g.account))) WHERE ((g.account = speaks_for.who) AND (g.approved_at IS NOT NULL) AND (g.ended_at IS NULL) AND (a.closed_at IS NULL) AND ((speaks_for.as_role IS NULL) OR (g.role = speaks_for.as_role)) AND CASE WHEN (g.role = ANY (ARRAY['member'::text, 'signatory'::text])) THEN (g.organization = speaks_for.of_organisation) WHEN (g.role = 'officer'::text) THEN (EXISTS (SELECT FROM public.organization o WHERE ((o.slug = speaks_for.of_organisation) AND (o.council_of = g.council)))) ELSE false END)));

ALTER FUNCTION public.speaks_for(of_organisation text, who uuid, as_role text) OWNER TO relais_owner;

--
-- Name: step_to_come_of(uuid); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.step_to_come_of(of_case uuid) RETURNS timestamp with time zone
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET "TimeZone" TO 'Europe/Paris'
    RETURN (SELECT (max(s.last_day))::timestamp with time zone AS max FROM (public.pathway_step s JOIN public.pathway p ON ((p.id = s.pathway))) WHERE ((p.case_id = step_to_come_of.of_case) AND (p.ended_at IS NULL) AND (s.state = ANY (ARRAY['planned'::text, 'agreed'::text]))));

ALTER FUNCTION public.step_to_come_of(of_case uuid) OWNER TO relais_owner;

--
-- Name: steps_to_remind(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.steps_to_remind() RETURNS TABLE(step uuid, council text, officer uuid)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
    SELECT s.id, p.council, p.officer
    FROM pathway_step AS s
    JOIN pathway AS p ON p.id = s.pathway
    WHERE current_kind() = 'worker' AND p.state = 'agreed' AND p.reminders = 'officer' AND s.state = 'agreed'
        AND s.reminded_at IS NULL AND s.first_day <= (statement_timestamp() AT TIME ZONE 'Europe/Paris')::date + 1
    ORDER BY s.first_day, s.id
$$;

ALTER FUNCTION public.steps_to_remind() OWNER TO relais_owner;

--
-- Name: subject_is_due(uuid, uuid); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.subject_is_due(of_case uuid, subject uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET "TimeZone" TO 'Europe/Paris'
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

ALTER FUNCTION public.subject_is_due(of_case uuid, subject uuid) OWNER TO relais_owner;

--
-- Name: take_directory_version(text); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.take_directory_version(cause text) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    taken directory_version;
BEGIN
    PERFORM FROM directory_version FOR UPDATE;
    UPDATE directory_version
    SET number = number + 1,
        published_at = greatest(clock_timestamp(), published_at + interval '1 microsecond'),
        taken_by = pg_current_xact_id()
    RETURNING * INTO taken;
    INSERT INTO publication (number, published_at, cause) VALUES (taken.number, taken.published_at, cause);
    PERFORM pg_notify('directory_version', taken.number::text);
    RETURN taken.number;
END
$$;

ALTER FUNCTION public.take_directory_version(cause text) OWNER TO relais_owner;

--
-- Name: directory_version; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.directory_version (
    single boolean DEFAULT true NOT NULL,
    epoch uuid DEFAULT gen_random_uuid() NOT NULL,
    number bigint NOT NULL,
    published_at timestamp with time zone NOT NULL,
    taken_by xid8,
    CONSTRAINT directory_version_is_single CHECK (single),
    CONSTRAINT directory_version_number_positive CHECK ((number >= 0))
);

ALTER TABLE public.directory_version OWNER TO relais_owner;

--
-- Name: taken_directory_version(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.taken_directory_version() RETURNS bigint
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    RETURN (SELECT v.number FROM public.directory_version v WHERE (v.taken_by = pg_current_xact_id_if_assigned()));

ALTER FUNCTION public.taken_directory_version() OWNER TO relais_owner;

--
-- Name: tell_attachment_read(uuid); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.tell_attachment_read(wanted uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    held attachment;
BEGIN
    SELECT * INTO held FROM attachment AS a WHERE a.id = wanted AND a.added_at IS NOT NULL;
    IF current_kind() IS DISTINCT FROM 'staff' OR NOT coalesce(cardinality(file_roles(held.file)) > 0, false) THEN
        RAISE EXCEPTION 'not theirs' USING ERRCODE = '42501';
    END IF;
    PERFORM chain_case_event(
        held.case_id, 'attachment.read', jsonb_build_object('file', held.file, 'attachment', held.id)
    );
END
$$;

ALTER FUNCTION public.tell_attachment_read(wanted uuid) OWNER TO relais_owner;

--
-- Name: thin_due(integer); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.thin_due(at_most integer DEFAULT 500) RETURNS TABLE(case_id uuid, hash bytea, seq bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
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

ALTER FUNCTION public.thin_due(at_most integer) OWNER TO relais_owner;

--
-- Name: told_among(text, text, public.year_count[]); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.told_among(of_measure text, of_line text, kept public.year_count[]) RETURNS bigint
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    RETURN (SELECT (COALESCE(sum(u.c) FILTER (WHERE CASE told_among.of_line WHEN ''::text THEN public.margin_is_told(n.counts, NULL::bigint) WHEN 'known'::text THEN (public.margin_is_told(n.counts, NULL::bigint) AND (u.line <> 'unknown'::text)) ELSE ((u.line = told_among.of_line) AND (NOT u.h)) END), (0)::numeric))::bigint AS "coalesce" FROM (public.counted_lines(told_among.of_measure, told_among.kept) n(names, counts) CROSS JOIN LATERAL UNNEST(n.names, n.counts, public.hide_small_line(n.counts, NULL::bigint)) u(line, c, h)));

ALTER FUNCTION public.told_among(of_measure text, of_line text, kept public.year_count[]) OWNER TO relais_owner;

--
-- Name: waiting_actions(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.waiting_actions() RETURNS TABLE(proposed_by uuid, proposed_at timestamp with time zone)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    BEGIN ATOMIC
 SELECT a.proposed_by,
     a.state_at
    FROM public.programme_action a
   WHERE (a.state = 'proposed'::text);
END;

ALTER FUNCTION public.waiting_actions() OWNER TO relais_owner;

--
-- Name: whole_days(timestamp with time zone, timestamp with time zone); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.whole_days(since timestamp with time zone, until timestamp with time zone) RETURNS numeric
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    RETURN (EXTRACT(epoch FROM (until - since)) / (86400)::numeric);

ALTER FUNCTION public.whole_days(since timestamp with time zone, until timestamp with time zone) OWNER TO relais_owner;

--
-- Name: withdraw_figure(uuid); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.withdraw_figure(figure uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    UPDATE year_figure AS f SET ended_at = clock_timestamp()
    WHERE f.id = figure AND f.signatory = current_signatory() AND f.ended_at IS NULL;
    RETURN FOUND OR EXISTS (SELECT FROM year_figure AS f WHERE f.id = figure AND f.signatory = current_signatory());
END
$$;

ALTER FUNCTION public.withdraw_figure(figure uuid) OWNER TO relais_owner;

--
-- Name: withdraw_note(uuid); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.withdraw_note(of_note uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    held note := hold_note(of_note);
    moment timestamptz := clock_timestamp();
BEGIN
    IF held.id IS NULL OR current_kind() <> 'person' THEN
        RAISE EXCEPTION 'not theirs' USING ERRCODE = '42501', CONSTRAINT = 'note_by_the_person';
    END IF;
    IF held.state = 'withdrawn' THEN
        RETURN;
    END IF;
    UPDATE note AS n
    SET state = 'withdrawn', state_at = moment, due_at = least(n.due_at, moment)
    WHERE n.id = held.id;
    UPDATE note_author AS a SET contact_sealed = NULL WHERE a.note = held.id;
    DELETE FROM case_part AS p WHERE p.case_id = held.case_id;
    PERFORM chain_case_event(held.case_id, 'note.withdrawn');
END
$$;

ALTER FUNCTION public.withdraw_note(of_note uuid) OWNER TO relais_owner;

--
-- Name: year_figure_is_written_once(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.year_figure_is_written_once() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    IF EXISTS (SELECT FROM year_release AS r WHERE r.year = NEW.year) THEN
        PERFORM refuse_figure('year_figure_before_release');
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.confirmed_at IS NOT NULL OR NEW.ended_at IS NOT NULL THEN
            PERFORM refuse_figure('year_figure_first_waits');
        END IF;
    ELSIF to_jsonb(NEW) - ARRAY['confirmed_by', 'confirmed_at', 'ended_at']
        <> to_jsonb(OLD) - ARRAY['confirmed_by', 'confirmed_at', 'ended_at']
        OR (OLD.confirmed_at IS NOT NULL AND NEW.confirmed_at IS DISTINCT FROM OLD.confirmed_at)
        OR (OLD.confirmed_by IS NOT NULL AND NEW.confirmed_by IS DISTINCT FROM OLD.confirmed_by)
        OR OLD.ended_at IS NOT NULL
    THEN
        PERFORM refuse_figure('year_figure_written_once');
    ELSIF NEW.confirmed_at IS NOT NULL AND NEW.ended_at IS NULL AND EXISTS (
        SELECT FROM (
            VALUES ('own_files', 'own_files_helped'), ('own_persons', 'own_students')
        ) AS pairs (whole, part)
        JOIN year_figure AS f ON f.measure IN (pairs.whole, pairs.part) AND f.measure <> NEW.measure
        WHERE NEW.measure IN (pairs.whole, pairs.part) AND (f.year, f.signatory) = (NEW.year, NEW.signatory)
            AND f.confirmed_at IS NOT NULL AND f.ended_at IS NULL
            AND CASE NEW.measure WHEN pairs.whole THEN NEW.value - f.value ELSE f.value - NEW.value END < 11
    ) THEN
        PERFORM refuse_figure('year_figure_leaves_no_small_rest');
    END IF;
    RETURN NEW;
END
$$;

ALTER FUNCTION public.year_figure_is_written_once() OWNER TO relais_owner;

--
-- Name: year_starts(integer); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.year_starts(of_year integer) RETURNS timestamp with time zone
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    RETURN make_timestamptz(of_year, 1, 1, 0, 0, (0)::double precision, 'Europe/Paris'::text);

ALTER FUNCTION public.year_starts(of_year integer) OWNER TO relais_owner;

--
-- Name: year_is_over(integer); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.year_is_over(of_year integer) RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    RETURN (clock_timestamp() >= public.year_starts((of_year + 1)));

ALTER FUNCTION public.year_is_over(of_year integer) OWNER TO relais_owner;

--
-- Name: year_release_is_of_three(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.year_release_is_of_three() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    IF NOT year_is_over(NEW.year) THEN
        PERFORM refuse_figure('year_release_of_finished_year');
    END IF;
    IF (
        SELECT count(DISTINCT c.signatory) FROM year_confirmation AS c
        WHERE c.year = NEW.year AND c.sha256 = NEW.sha256
    ) < 3 THEN
        PERFORM refuse_figure('year_release_takes_three');
    END IF;
    RETURN NEW;
END
$$;

ALTER FUNCTION public.year_release_is_of_three() OWNER TO relais_owner;

--
-- Name: year_row_stays(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.year_row_stays() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    RAISE EXCEPTION 'never rewritten' USING ERRCODE = '23514', CONSTRAINT = TG_TABLE_NAME || '_append_only';
END
$$;

ALTER FUNCTION public.year_row_stays() OWNER TO relais_owner;

--
-- Name: absence; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.absence (
    id uuid NOT NULL,
    grant_id uuid NOT NULL,
    first_day date NOT NULL,
    last_day date NOT NULL,
    CONSTRAINT absence_ordered CHECK ((first_day <= last_day))
);

ALTER TABLE public.absence OWNER TO relais_owner;

--
-- Name: action_slot; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.action_slot (
    action uuid NOT NULL,
    number integer NOT NULL,
    CONSTRAINT action_slot_number_counts CHECK (((number >= 1) AND (number <= 500)))
);

ALTER TABLE public.action_slot OWNER TO relais_owner;

--
-- Name: attachment_chunk; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.attachment_chunk (
    attachment uuid NOT NULL,
    number integer NOT NULL,
    last boolean NOT NULL,
    sealed bytea NOT NULL,
    CONSTRAINT attachment_chunk_size CHECK ((((length(sealed) >= 29) AND (length(sealed) <= 1048604)) AND (last OR (length(sealed) = 1048604)))),
    CONSTRAINT attachment_chunk_ten_at_most CHECK (((number >= 0) AND (number <= 9)))
);
ALTER TABLE ONLY public.attachment_chunk ALTER COLUMN sealed SET STORAGE EXTERNAL;

ALTER TABLE public.attachment_chunk OWNER TO relais_owner;

--
-- Name: attempt; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE UNLOGGED TABLE public.attempt (
    bucket bytea NOT NULL,
    since timestamp with time zone NOT NULL,
    count integer NOT NULL
);

ALTER TABLE public.attempt OWNER TO relais_owner;

--
-- Name: call_back; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.call_back (
    id uuid NOT NULL,
    service text NOT NULL,
    subject_kind text NOT NULL,
    subject_id text NOT NULL,
    field text NOT NULL,
    made_by uuid NOT NULL,
    reached text NOT NULL,
    reached_at timestamp with time zone NOT NULL,
    read_back text NOT NULL,
    request uuid,
    version bigint,
    recorded_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT call_back_in_the_past CHECK ((reached_at <= (recorded_at + '00:01:00'::interval))),
    CONSTRAINT call_back_says_whom CHECK (((reached <> ''::text) AND (read_back <> ''::text)))
);

ALTER TABLE public.call_back OWNER TO relais_owner;

--
-- Name: call_by_month; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.call_by_month (
    year integer NOT NULL,
    month integer NOT NULL,
    need text NOT NULL,
    calls integer NOT NULL,
    CONSTRAINT call_by_month_counts CHECK ((calls >= 1)),
    CONSTRAINT call_by_month_is_a_month CHECK ((((year >= 2010) AND (year <= 2100)) AND ((month >= 1) AND (month <= 12)))),
    CONSTRAINT call_by_month_need_known CHECK ((need = ANY (ARRAY['financier'::text, 'juridique'::text, 'administratif'::text, 'organisationnel'::text, 'sante'::text, 'souffrance_psychique'::text, 'addiction'::text, 'professionnel'::text, 'personnel_social'::text, 'prevention'::text, 'depistage'::text, 'reconversion'::text, 'etudiant_interne'::text, 'famille'::text, 'violence'::text, 'crise_suicidaire'::text, 'hospitalisation'::text, 'crise_sanitaire_exercice'::text, 'unknown'::text])))
);

ALTER TABLE public.call_by_month OWNER TO relais_owner;

--
-- Name: call_by_region; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.call_by_region (
    year integer NOT NULL,
    region text NOT NULL,
    calls integer NOT NULL,
    CONSTRAINT call_by_region_counts CHECK ((calls >= 1)),
    CONSTRAINT call_by_region_is_a_year CHECK (((year >= 2010) AND (year <= 2100))),
    CONSTRAINT call_by_region_region_known CHECK ((region = ANY (ARRAY['11'::text, '24'::text, '27'::text, '28'::text, '32'::text, '44'::text, '52'::text, '53'::text, '75'::text, '76'::text, '84'::text, '93'::text, '94'::text, '01'::text, '02'::text, '03'::text, '04'::text, '06'::text, 'unknown'::text])))
);

ALTER TABLE public.call_by_region OWNER TO relais_owner;

--
-- Name: case_part; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.case_part (
    case_id uuid NOT NULL,
    category text NOT NULL,
    sealed bytea NOT NULL,
    written_at timestamp with time zone DEFAULT now() NOT NULL,
    kept_from_council boolean DEFAULT false NOT NULL,
    CONSTRAINT case_part_category_known CHECK ((category = ANY (ARRAY['identity'::text, 'contact'::text, 'need'::text, 'availability'::text, 'context'::text]))),
    CONSTRAINT case_part_is_padded CHECK (((length(sealed) >= 284) AND ((length(sealed) % 256) = 28)))
);

ALTER TABLE public.case_part OWNER TO relais_owner;

--
-- Name: change_request; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.change_request (
    id uuid NOT NULL,
    service text NOT NULL,
    origin text NOT NULL,
    made_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    made_by uuid,
    made_as text DEFAULT 'import'::text NOT NULL,
    batch uuid,
    why text DEFAULT ''::text NOT NULL,
    CONSTRAINT change_request_made_as_known CHECK ((made_as = ANY (ARRAY['import'::text, 'member'::text, 'officer'::text, 'coordinator'::text]))),
    CONSTRAINT change_request_made_by_someone CHECK (((made_by IS NULL) <= (made_as = 'import'::text)))
);

ALTER TABLE public.change_request OWNER TO relais_owner;

--
-- Name: change_request_line; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.change_request_line (
    request uuid NOT NULL,
    subject_kind text NOT NULL,
    subject_id text NOT NULL,
    field text NOT NULL,
    fact_version bigint,
    proposed jsonb NOT NULL,
    state text NOT NULL,
    source_label text NOT NULL,
    source_url text,
    source_date_text text NOT NULL,
    note text,
    status text DEFAULT 'open'::text NOT NULL,
    purpose text DEFAULT 'change'::text NOT NULL,
    made_by uuid,
    decided_by uuid,
    decided_at timestamp with time zone,
    decision_reason text DEFAULT ''::text NOT NULL,
    CONSTRAINT change_request_line_decided_by_another CHECK (((status <> ALL (ARRAY['accepted'::text, 'refused'::text])) OR (decided_by <> made_by) OR (made_by IS NULL))),
    CONSTRAINT change_request_line_decided_whole CHECK (((status = ANY (ARRAY['accepted'::text, 'refused'::text])) <= ((decided_by IS NOT NULL) AND (decided_at IS NOT NULL)))),
    CONSTRAINT change_request_line_purpose_known CHECK ((purpose = ANY (ARRAY['change'::text, 'withdrawal'::text, 'protected'::text]))),
    CONSTRAINT change_request_line_status_known CHECK ((status = ANY (ARRAY['open'::text, 'accepted'::text, 'refused'::text, 'superseded'::text, 'withdrawn'::text])))
);

ALTER TABLE public.change_request_line OWNER TO relais_owner;

--
-- Name: fact; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.fact (
    subject_kind text NOT NULL,
    subject_id text NOT NULL,
    slug text GENERATED ALWAYS AS (split_part(subject_id, '/'::text, 1)) STORED NOT NULL,
    field text NOT NULL,
    value jsonb NOT NULL,
    origin text NOT NULL,
    source_label text NOT NULL,
    source_url text,
    source_date_text text NOT NULL,
    source_from date,
    source_to date,
    note text,
    state text NOT NULL,
    confirmed_by text,
    confirmed_how text,
    confirmed_at timestamp with time zone,
    version_from bigint NOT NULL,
    version_to bigint,
    doubted_at timestamp with time zone,
    CONSTRAINT fact_confirmed_says_when CHECK (((state <> ALL (ARRAY['confirmed'::text, 'stale'::text])) OR ((confirmed_at IS NOT NULL) AND (confirmed_how IS NOT NULL) AND (confirmed_by IS NOT NULL)))),
    CONSTRAINT fact_has_source CHECK ((source_label <> ''::text)),
    CONSTRAINT fact_source_period_ordered CHECK ((source_from <= source_to)),
    CONSTRAINT fact_state_known CHECK ((state = ANY (ARRAY['draft'::text, 'sourced'::text, 'to_verify'::text, 'confirmed'::text, 'stale'::text, 'doubtful'::text, 'suspended'::text]))),
    CONSTRAINT fact_subject_kind_known CHECK ((subject_kind = ANY (ARRAY['organization'::text, 'service'::text, 'contact'::text]))),
    CONSTRAINT fact_versions_ordered CHECK ((version_from < version_to))
);

ALTER TABLE public.fact OWNER TO relais_owner;

--
-- Name: service; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.service (
    slug text NOT NULL,
    organization text NOT NULL,
    name text NOT NULL,
    acronym text DEFAULT ''::text NOT NULL,
    aliases text[] DEFAULT '{}'::text[] NOT NULL,
    kind text NOT NULL,
    description text DEFAULT ''::text NOT NULL,
    needs text[] DEFAULT '{}'::text[] NOT NULL,
    audiences text[] DEFAULT '{}'::text[] NOT NULL,
    audience_note text DEFAULT ''::text NOT NULL,
    coverage_note text DEFAULT ''::text NOT NULL,
    anonymous text DEFAULT 'unknown'::text NOT NULL,
    free text DEFAULT 'unknown'::text NOT NULL,
    dedicated text DEFAULT 'unknown'::text NOT NULL,
    address text DEFAULT ''::text NOT NULL,
    postcode text DEFAULT ''::text NOT NULL,
    city text DEFAULT ''::text NOT NULL,
    commune text DEFAULT ''::text NOT NULL,
    departement text DEFAULT ''::text NOT NULL,
    lat double precision,
    lon double precision,
    location_precision text DEFAULT ''::text NOT NULL,
    admission text[] DEFAULT '{}'::text[] NOT NULL,
    admission_note text DEFAULT ''::text NOT NULL,
    last_seen_open text DEFAULT ''::text NOT NULL,
    capacity_note text DEFAULT ''::text NOT NULL,
    languages text DEFAULT ''::text NOT NULL,
    accessibility text DEFAULT ''::text NOT NULL,
    message text DEFAULT ''::text NOT NULL,
    closure_from date,
    closure_to date,
    closed_on date,
    replaced_by text DEFAULT ''::text NOT NULL,
    state text NOT NULL,
    retired boolean DEFAULT false NOT NULL,
    version bigint NOT NULL,
    CONSTRAINT service_admission_known CHECK ((admission <@ ARRAY['self'::text, 'letter'::text, 'doctor'::text, 'association'::text, 'council'::text])),
    CONSTRAINT service_anonymous_known CHECK ((anonymous = ANY (ARRAY['yes'::text, 'no'::text, 'unknown'::text]))),
    CONSTRAINT service_audiences_known CHECK ((audiences <@ ARRAY['liberal'::text, 'hospitalier'::text, 'salarie'::text, 'remplacant'::text, 'interne'::text, 'etudiant'::text, 'retraite'::text, 'famille'::text, 'soignant_a_ordre'::text, 'autre_soignant'::text, 'anesthesie_reanimation'::text])),
    CONSTRAINT service_closure_ordered CHECK ((closure_from <= closure_to)),
    CONSTRAINT service_dedicated_known CHECK ((dedicated = ANY (ARRAY['yes'::text, 'no'::text, 'unknown'::text]))),
    CONSTRAINT service_free_known CHECK ((free = ANY (ARRAY['yes'::text, 'no'::text, 'unknown'::text]))),
    CONSTRAINT service_has_name CHECK ((name <> ''::text)),
    CONSTRAINT service_kind_known CHECK ((kind = ANY (ARRAY['ecoute'::text, 'conseil'::text, 'juridique'::text, 'financier'::text, 'consultation'::text, 'hospitalisation_complete'::text, 'hospitalisation_jour'::text, 'prevention'::text, 'depistage'::text, 'reconversion'::text, 'soutien_famille'::text, 'administratif'::text]))),
    CONSTRAINT service_location_precision_known CHECK ((location_precision = ANY (ARRAY[''::text, 'address'::text, 'commune'::text, 'departement'::text]))),
    CONSTRAINT service_needs_known CHECK ((needs <@ ARRAY['financier'::text, 'juridique'::text, 'administratif'::text, 'organisationnel'::text, 'sante'::text, 'souffrance_psychique'::text, 'addiction'::text, 'professionnel'::text, 'personnel_social'::text, 'prevention'::text, 'depistage'::text, 'reconversion'::text, 'etudiant_interne'::text, 'famille'::text, 'violence'::text, 'crise_suicidaire'::text, 'hospitalisation'::text, 'crise_sanitaire_exercice'::text])),
    CONSTRAINT service_not_replaced_by_itself CHECK ((replaced_by <> slug)),
    CONSTRAINT service_point_on_earth CHECK ((((lat >= ('-90'::integer)::double precision) AND (lat <= (90)::double precision)) AND ((lon >= ('-180'::integer)::double precision) AND (lon <= (180)::double precision)))),
    CONSTRAINT service_point_whole CHECK (((lat IS NULL) = (lon IS NULL))),
    CONSTRAINT service_slug_form CHECK (public.is_slug(slug)),
    CONSTRAINT service_state_known CHECK ((state = ANY (ARRAY['draft'::text, 'sourced'::text, 'to_verify'::text, 'confirmed'::text, 'stale'::text, 'doubtful'::text, 'suspended'::text])))
);

ALTER TABLE public.service OWNER TO relais_owner;

--
-- Name: change_line; Type: VIEW; Schema: public; Owner: relais_owner
--

CREATE VIEW public.change_line AS
 SELECT l.request,
    l.subject_kind,
    l.subject_id,
    l.field,
    r.service,
    COALESCE(s.name, r.service) AS service_name,
    COALESCE(s.organization, ''::text) AS organization,
    COALESCE(o.name, ''::text) AS organization_name,
    l.purpose,
    l.status,
    l.made_by,
    r.made_as,
    r.made_at,
    r.why,
    r.origin,
    r.batch,
    NULLIF(f.value, 'null'::jsonb) AS before,
    f.state AS before_state,
    NULLIF(l.proposed, 'null'::jsonb) AS after,
    l.state,
    l.source_label,
    l.source_url,
    l.source_date_text,
    l.note,
    l.fact_version,
    ((f.version_from IS DISTINCT FROM l.fact_version) AND (NULLIF(f.value, 'null'::jsonb) IS DISTINCT FROM NULLIF(b.value, 'null'::jsonb))) AS outdated,
    ( SELECT count(*) AS count
           FROM public.change_request_line c
          WHERE (((c.subject_kind = l.subject_kind) AND (c.subject_id = l.subject_id) AND (c.field = l.field)) AND (c.status = 'open'::text) AND (c.request <> l.request))) AS others,
    l.decided_by,
    l.decided_at,
    l.decision_reason
   FROM (((((public.change_request_line l
     JOIN public.change_request r ON ((r.id = l.request)))
     LEFT JOIN public.service s ON ((s.slug = r.service)))
     LEFT JOIN public.organization o ON ((o.slug = s.organization)))
     LEFT JOIN LATERAL ( SELECT c.value,
            c.state,
            c.version_from
           FROM public.fact c
          WHERE ((c.subject_kind = l.subject_kind) AND (c.subject_id = l.subject_id) AND (c.field = l.field) AND (c.version_to IS NULL))
         OFFSET 0) f ON (true))
     LEFT JOIN LATERAL ( SELECT c.value
           FROM public.fact c
          WHERE ((c.subject_kind = l.subject_kind) AND (c.subject_id = l.subject_id) AND (c.field = l.field) AND (c.version_from = l.fact_version))
         OFFSET 0) b ON (true));

ALTER VIEW public.change_line OWNER TO relais_owner;

--
-- Name: choice; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.choice (
    referral uuid NOT NULL,
    round integer NOT NULL,
    option uuid,
    service text NOT NULL,
    organization text NOT NULL,
    how text NOT NULL,
    recorded_by uuid,
    chosen_at timestamp with time zone NOT NULL,
    CONSTRAINT choice_how_known CHECK ((how = ANY (ARRAY['own_session'::text, 'spoken'::text])))
);

ALTER TABLE public.choice OWNER TO relais_owner;

--
-- Name: contact; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.contact (
    id text NOT NULL,
    service text NOT NULL,
    kind text NOT NULL,
    "position" integer NOT NULL,
    value text NOT NULL,
    e164 text DEFAULT ''::text NOT NULL,
    toll text DEFAULT 'unknown'::text NOT NULL,
    purpose text DEFAULT 'help'::text NOT NULL,
    state text NOT NULL,
    CONSTRAINT contact_e164_form CHECK ((e164 ~ '^(|\+[0-9]{6,15}|[0-9]{2,6})$'::text)),
    CONSTRAINT contact_has_value CHECK ((value <> ''::text)),
    CONSTRAINT contact_kind_known CHECK ((kind = ANY (ARRAY['phone'::text, 'email'::text, 'website'::text]))),
    CONSTRAINT contact_phone_can_be_dialled CHECK (((kind = 'phone'::text) = (e164 <> ''::text))),
    CONSTRAINT contact_position_positive CHECK (("position" >= 1)),
    CONSTRAINT contact_purpose_known CHECK ((purpose = ANY (ARRAY['help'::text, 'admin'::text]))),
    CONSTRAINT contact_state_known CHECK ((state = ANY (ARRAY['draft'::text, 'sourced'::text, 'to_verify'::text, 'confirmed'::text, 'stale'::text, 'doubtful'::text, 'suspended'::text]))),
    CONSTRAINT contact_toll_known CHECK ((toll = ANY (ARRAY['free'::text, 'standard'::text, 'premium'::text, 'unknown'::text])))
);

ALTER TABLE public.contact OWNER TO relais_owner;

--
-- Name: context_key; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.context_key (
    one boolean DEFAULT true NOT NULL,
    inner_pad bytea NOT NULL,
    outer_pad bytea NOT NULL,
    CONSTRAINT context_key_is_one CHECK (one),
    CONSTRAINT context_key_size CHECK (((length(inner_pad) = 64) AND (length(outer_pad) = 64)))
);

ALTER TABLE public.context_key OWNER TO relais_owner;

--
-- Name: payment; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.payment (
    decision uuid NOT NULL,
    number integer NOT NULL,
    follows integer,
    file uuid NOT NULL,
    request uuid NOT NULL,
    decided_cents bigint NOT NULL,
    before_cents bigint NOT NULL,
    amount_cents bigint NOT NULL,
    after_cents bigint NOT NULL,
    paid_on date NOT NULL,
    recorded_by uuid NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT payment_adds_up CHECK ((after_cents = (before_cents + amount_cents))),
    CONSTRAINT payment_begins_at_nothing CHECK (
CASE number
    WHEN 1 THEN ((follows IS NULL) AND (before_cents = 0))
    ELSE COALESCE((follows = (number - 1)), false)
END),
    CONSTRAINT payment_moves CHECK ((amount_cents <> 0)),
    CONSTRAINT payment_number_counts CHECK ((number >= 1)),
    CONSTRAINT payment_within_the_decision CHECK (((after_cents >= 0) AND (after_cents <= decided_cents)))
);

ALTER TABLE public.payment OWNER TO relais_owner;

--
-- Name: decision_year_euros; Type: VIEW; Schema: public; Owner: relais_owner
--

CREATE VIEW public.decision_year_euros AS
 SELECT year,
    kind,
    sum(decisions) AS decisions,
    sum(decided_cents) AS decided_cents,
    sum(paid_cents) AS paid_cents
   FROM ( SELECT (EXTRACT(year FROM (d.in_force_at AT TIME ZONE 'Europe/Paris'::text)))::integer AS year,
            d.kind,
            1 AS decisions,
                CASE d.ratified
                    WHEN 'not_ratified'::text THEN ( SELECT COALESCE(sum(p.amount_cents), (0)::numeric) AS "coalesce"
                       FROM public.payment p
                      WHERE (p.decision = d.id))
                    ELSE (d.amount_cents)::numeric
                END AS decided_cents,
            0 AS paid_cents
           FROM public.decision d
          WHERE (d.in_force_at IS NOT NULL)
        UNION ALL
         SELECT (EXTRACT(year FROM (p.recorded_at AT TIME ZONE 'Europe/Paris'::text)))::integer AS "extract",
            d.kind,
            0,
            0,
            p.amount_cents
           FROM (public.payment p
             JOIN public.decision d ON ((d.id = p.decision)))) y
  GROUP BY year, kind;

ALTER VIEW public.decision_year_euros OWNER TO relais_owner;

--
-- Name: decisions_out_of_step; Type: VIEW; Schema: public; Owner: relais_owner
--

CREATE VIEW public.decisions_out_of_step AS
 SELECT f.id AS file
   FROM (public.national_file f
     LEFT JOIN public.decision d ON (((d.file = f.id) AND (d.round = f.round) AND (d.in_force_at IS NOT NULL))))
  WHERE (((f.state = ANY (ARRAY['decided'::text, 'paid'::text, 'closed'::text])) AND (d.id IS NULL)) OR ((f.state = 'paid'::text) AND ((d.amount_cents)::numeric <> ( SELECT sum(p.amount_cents) AS sum
           FROM public.payment p
          WHERE (p.decision = d.id)))))
UNION ALL
 SELECT d.file
   FROM ((public.decision d
     JOIN public.national_file f ON ((f.id = d.file)))
     JOIN public.commission_session s ON (((s.body = f.body) AND (s.state = 'held'::text) AND (s.held_at > d.recorded_at))))
  WHERE ((d.session IS NULL) AND (d.ratified IS NULL) AND (s.made_at < d.recorded_at));

ALTER VIEW public.decisions_out_of_step OWNER TO relais_owner;

--
-- Name: disclosures_outside_consent; Type: VIEW; Schema: public; Owner: relais_owner
--

CREATE VIEW public.disclosures_outside_consent AS
 SELECT d.referral,
    d.round
   FROM ((public.disclosure d
     LEFT JOIN public.consent c ON ((c.id = d.consent)))
     LEFT JOIN public.referral r ON ((r.id = d.referral)))
  WHERE (((c.answer = 'given'::text) AND ((d.disclosed_at >= c.given_at) AND (d.disclosed_at <= LEAST(c.ended_at, c.valid_until))) AND (c.categories = d.categories) AND (c.recipient_org = d.recipient_org) AND (c.medium = d.medium) AND (c.recipient_function = d.recipient_function) AND (c.referral = d.referral) AND (c.round = d.round)) IS NOT TRUE)
UNION ALL
 SELECT r.id AS referral,
    r.round
   FROM public.referral r
  WHERE ((r.readable_until IS NOT NULL) AND (NOT (EXISTS ( SELECT
           FROM (public.disclosure d
             JOIN public.consent c ON ((c.id = d.consent)))
          WHERE ((d.referral = r.id) AND (d.round = r.round) AND (c.ended_at IS NULL) AND (c.valid_until = r.readable_until) AND (c.recipient_org = r.recipient_org) AND (c.medium = 'inbox'::text))))));

ALTER VIEW public.disclosures_outside_consent OWNER TO relais_owner;

--
-- Name: draft; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.draft (
    account uuid NOT NULL,
    service text NOT NULL,
    field text NOT NULL,
    "position" integer DEFAULT 1 NOT NULL,
    typed jsonb NOT NULL,
    base_version bigint NOT NULL,
    saved_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE public.draft OWNER TO relais_owner;

--
-- Name: error_report; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.error_report (
    id uuid NOT NULL,
    service text NOT NULL,
    contact text DEFAULT ''::text NOT NULL,
    motive text NOT NULL,
    comment text DEFAULT ''::text NOT NULL,
    made_by uuid,
    made_as text NOT NULL,
    made_at timestamp with time zone DEFAULT now() NOT NULL,
    decided_by uuid,
    decided_at timestamp with time zone,
    outcome text,
    CONSTRAINT error_report_anonymous_or_not CHECK (((made_by IS NULL) = (made_as = 'anonymous'::text))),
    CONSTRAINT error_report_comment_short CHECK ((length(comment) <= 200)),
    CONSTRAINT error_report_decided_whole CHECK ((((outcome IS NULL) = (decided_at IS NULL)) AND ((outcome IS NULL) = (decided_by IS NULL)))),
    CONSTRAINT error_report_made_as_known CHECK ((made_as = ANY (ARRAY['anonymous'::text, 'listener'::text, 'officer'::text, 'member'::text, 'coordinator'::text]))),
    CONSTRAINT error_report_motive_known CHECK ((motive = ANY (ARRAY['phone_dead'::text, 'phone_wrong'::text, 'hours_wrong'::text, 'address_wrong'::text, 'closed'::text, 'not_for_doctors'::text, 'other'::text]))),
    CONSTRAINT error_report_outcome_known CHECK ((outcome = ANY (ARRAY['corrected'::text, 'unfounded'::text, 'duplicate'::text])))
);

ALTER TABLE public.error_report OWNER TO relais_owner;

--
-- Name: file_move; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.file_move (
    from_state text NOT NULL,
    to_state text NOT NULL,
    acted_as text NOT NULL,
    CONSTRAINT file_move_acted_as_known CHECK ((acted_as = ANY (ARRAY['person'::text, 'council'::text, 'national'::text, 'commissioner'::text, 'chair'::text, 'worker'::text]))),
    CONSTRAINT file_move_from_known CHECK ((from_state = ANY (ARRAY[''::text, 'draft'::text, 'submitted'::text, 'opinion_given'::text, 'complete'::text, 'incomplete'::text, 'scheduled'::text, 'decided'::text, 'paid'::text, 'closed'::text]))),
    CONSTRAINT file_move_to_known CHECK ((to_state = ANY (ARRAY['draft'::text, 'submitted'::text, 'opinion_given'::text, 'complete'::text, 'incomplete'::text, 'scheduled'::text, 'decided'::text, 'paid'::text, 'closed'::text, 'withdrawn'::text])))
);

ALTER TABLE public.file_move OWNER TO relais_owner;

--
-- Name: file_opinion; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.file_opinion (
    file uuid NOT NULL,
    version integer NOT NULL,
    round integer NOT NULL,
    opinion text NOT NULL,
    sealed bytea,
    org text NOT NULL,
    actor uuid NOT NULL,
    given_at timestamp with time zone NOT NULL,
    CONSTRAINT file_opinion_is_padded CHECK (((length(sealed) >= 284) AND ((length(sealed) % 256) = 28))),
    CONSTRAINT file_opinion_known CHECK ((opinion = ANY (ARRAY['favourable'::text, 'reserved'::text, 'unfavourable'::text])))
);

ALTER TABLE public.file_opinion OWNER TO relais_owner;

--
-- Name: file_piece; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.file_piece (
    file uuid NOT NULL,
    piece text NOT NULL,
    state text NOT NULL,
    reason text,
    marked_as text NOT NULL,
    marked_at timestamp with time zone NOT NULL,
    CONSTRAINT file_piece_form CHECK ((piece ~ '^[a-z_]{1,40}$'::text)),
    CONSTRAINT file_piece_marked_by_whose_it_is CHECK (
CASE
    WHEN (state = ANY (ARRAY['missing'::text, 'received'::text])) THEN (marked_as = 'national'::text)
    ELSE (marked_as = ANY (ARRAY['person'::text, 'council'::text]))
END),
    CONSTRAINT file_piece_missing_says_why CHECK (
CASE state
    WHEN 'missing'::text THEN COALESCE((reason = ANY (ARRAY['absent'::text, 'unreadable'::text, 'outdated'::text, 'incomplete'::text])), false)
    ELSE (reason IS NULL)
END),
    CONSTRAINT file_piece_state_known CHECK ((state = ANY (ARRAY['expected'::text, 'joined'::text, 'paper'::text, 'unavailable'::text, 'not_concerned'::text, 'missing'::text, 'received'::text])))
);

ALTER TABLE public.file_piece OWNER TO relais_owner;

--
-- Name: file_section; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.file_section (
    file uuid NOT NULL,
    round integer NOT NULL,
    section text NOT NULL,
    sealed bytea NOT NULL,
    asked_cents bigint,
    version integer NOT NULL,
    request uuid NOT NULL,
    saved_as text NOT NULL,
    saved_at timestamp with time zone NOT NULL,
    CONSTRAINT file_section_asked_in_cents CHECK (((asked_cents >= 0) AND (asked_cents <= 100000000))),
    CONSTRAINT file_section_asks_in_one_place CHECK (((section = 'asked'::text) = (asked_cents IS NOT NULL))),
    CONSTRAINT file_section_is_padded CHECK (((length(sealed) >= 284) AND ((length(sealed) % 256) = 28))),
    CONSTRAINT file_section_known CHECK ((section = ANY (ARRAY['situation'::text, 'household'::text, 'income'::text, 'debts'::text, 'asked'::text, 'others'::text]))),
    CONSTRAINT file_section_saved_as_known CHECK ((saved_as = ANY (ARRAY['person'::text, 'council'::text]))),
    CONSTRAINT file_section_version_counts CHECK (((version >= 1) AND (round >= 1)))
);

ALTER TABLE public.file_section OWNER TO relais_owner;

--
-- Name: files_out_of_step; Type: VIEW; Schema: public; Owner: relais_owner
--

CREATE VIEW public.files_out_of_step AS
 SELECT f.id
   FROM ((public.national_file f
     LEFT JOIN public.file_event e ON (((e.file = f.id) AND (e.expected = (f.version - 1)))))
     LEFT JOIN public.file_section s ON (((s.file = f.id) AND (s.round = f.round) AND (s.section = 'asked'::text))))
  WHERE (((f.state IS DISTINCT FROM COALESCE(e.to_state, 'draft'::text)) OR (f.round IS DISTINCT FROM COALESCE(e.round, 1))) OR (f.version <> (1 + ( SELECT count(*) AS count
           FROM public.file_event n
          WHERE (n.file = f.id)))) OR ((s.asked_cents IS NOT NULL) AND (s.asked_cents <> f.asked_cents)));

ALTER VIEW public.files_out_of_step OWNER TO relais_owner;

--
-- Name: import_change; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE UNLOGGED TABLE public.import_change (
    import uuid NOT NULL,
    service text NOT NULL,
    subject_kind text NOT NULL,
    subject_id text NOT NULL,
    field text NOT NULL,
    verdict text NOT NULL,
    version_from bigint,
    CONSTRAINT import_change_verdict_known CHECK ((verdict = ANY (ARRAY['add'::text, 'change'::text, 'drop'::text, 'retire'::text, 'propose'::text, 'wait'::text])))
);

ALTER TABLE public.import_change OWNER TO relais_owner;

--
-- Name: import_line; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE UNLOGGED TABLE public.import_line (
    import uuid NOT NULL,
    line integer NOT NULL,
    service text NOT NULL,
    subject_kind text NOT NULL,
    subject_id text NOT NULL,
    slug text GENERATED ALWAYS AS (split_part(subject_id, '/'::text, 1)) STORED NOT NULL,
    field text NOT NULL,
    value text NOT NULL,
    state text NOT NULL,
    source_label text NOT NULL,
    source_url text,
    source_date_text text NOT NULL,
    source_from date,
    source_to date,
    note text,
    borrowed boolean NOT NULL
);

ALTER TABLE public.import_line OWNER TO relais_owner;

--
-- Name: import_reject; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE UNLOGGED TABLE public.import_reject (
    import uuid NOT NULL,
    service text NOT NULL
);

ALTER TABLE public.import_reject OWNER TO relais_owner;

--
-- Name: import_run; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.import_run (
    id uuid NOT NULL,
    source text NOT NULL,
    digest text NOT NULL,
    finished_at timestamp with time zone DEFAULT now() NOT NULL,
    version bigint NOT NULL,
    added integer NOT NULL,
    changed integer NOT NULL,
    retired integer NOT NULL,
    unchanged integer NOT NULL,
    proposed integer NOT NULL,
    rejected integer NOT NULL
);

ALTER TABLE public.import_run OWNER TO relais_owner;

--
-- Name: import_subject; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE UNLOGGED TABLE public.import_subject (
    import uuid NOT NULL,
    of_organization boolean NOT NULL,
    slug text NOT NULL,
    mine boolean NOT NULL,
    shared boolean NOT NULL,
    present boolean NOT NULL,
    kept boolean NOT NULL
);

ALTER TABLE public.import_subject OWNER TO relais_owner;

--
-- Name: import_upload; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.import_upload (
    id uuid NOT NULL,
    made_by uuid NOT NULL,
    made_at timestamp with time zone DEFAULT now() NOT NULL,
    name text NOT NULL,
    content bytea NOT NULL,
    applied_at timestamp with time zone,
    CONSTRAINT import_upload_size CHECK ((length(content) <= 4194304))
);

ALTER TABLE public.import_upload OWNER TO relais_owner;

--
-- Name: invitation; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.invitation (
    token_key bytea NOT NULL,
    account uuid NOT NULL,
    purpose text NOT NULL,
    made_by uuid,
    made_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone DEFAULT (now() + '72:00:00'::interval) NOT NULL,
    used_at timestamp with time zone,
    CONSTRAINT invitation_lives_72_hours CHECK ((expires_at <= (made_at + '72:00:00'::interval))),
    CONSTRAINT invitation_purpose_known CHECK ((purpose = ANY (ARRAY['enter'::text, 'reset'::text])))
);

ALTER TABLE public.invitation OWNER TO relais_owner;

--
-- Name: job; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.job (
    name text NOT NULL,
    ran_at timestamp with time zone NOT NULL
);

ALTER TABLE public.job OWNER TO relais_owner;

--
-- Name: journal; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.journal (
    id bigint NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    actor uuid,
    acting_as text NOT NULL,
    act text NOT NULL,
    subject_kind text NOT NULL,
    subject_id text NOT NULL,
    organization text DEFAULT ''::text NOT NULL,
    field text DEFAULT ''::text NOT NULL,
    detail jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT journal_act_form CHECK ((act ~ '^[a-z_]+\.[a-z_]+$'::text)),
    CONSTRAINT journal_acting_as_known CHECK ((acting_as = ANY (ARRAY['listener'::text, 'officer'::text, 'member'::text, 'recipient'::text, 'coordinator'::text, 'national'::text, 'auditor'::text, 'technician'::text, 'commissioner'::text, 'chair'::text, 'signatory'::text, 'anonymous'::text, 'account'::text, 'mail'::text, 'system'::text, 'console'::text]))),
    CONSTRAINT journal_actor_is_named CHECK (((actor IS NULL) = (acting_as = ANY (ARRAY['anonymous'::text, 'mail'::text, 'system'::text, 'console'::text]))))
);

ALTER TABLE public.journal OWNER TO relais_owner;

--
-- Name: journal_id_seq; Type: SEQUENCE; Schema: public; Owner: relais_owner
--

ALTER TABLE public.journal ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.journal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

--
-- Name: legal_move; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.legal_move (
    from_state text NOT NULL,
    to_state text NOT NULL,
    acted_as text NOT NULL,
    CONSTRAINT legal_move_acted_as_known CHECK ((acted_as = ANY (ARRAY['origin'::text, 'person'::text, 'recipient'::text, 'caller'::text, 'worker'::text]))),
    CONSTRAINT legal_move_from_known CHECK ((from_state = ANY (ARRAY[''::text, 'draft'::text, 'options_shown'::text, 'chosen'::text, 'consented'::text, 'sent'::text, 'received'::text, 'accepted'::text, 'contact_made'::text, 'unreachable'::text, 'declined'::text, 'expired'::text]))),
    CONSTRAINT legal_move_to_known CHECK ((to_state = ANY (ARRAY['draft'::text, 'options_shown'::text, 'chosen'::text, 'consented'::text, 'sent'::text, 'received'::text, 'accepted'::text, 'contact_made'::text, 'unreachable'::text, 'declined'::text, 'expired'::text, 'closed'::text, 'withdrawn'::text, 'cancelled'::text, 'self_contact'::text])))
);

ALTER TABLE public.legal_move OWNER TO relais_owner;

--
-- Name: note_author; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.note_author (
    id uuid NOT NULL,
    note uuid NOT NULL,
    person_key bytea NOT NULL,
    author_key bytea NOT NULL,
    motive text NOT NULL,
    contact_sealed bytea,
    made_at timestamp with time zone NOT NULL,
    CONSTRAINT note_author_contact_is_sealed CHECK ((length(contact_sealed) > 30)),
    CONSTRAINT note_author_key_size CHECK ((length(author_key) = 32)),
    CONSTRAINT note_author_motive_known CHECK ((motive = ANY (ARRAY['isolated'::text, 'workload'::text, 'stopped'::text, 'conflict'::text, 'violence'::text, 'money'::text, 'family'::text, 'offer'::text])))
);

ALTER TABLE public.note_author OWNER TO relais_owner;

--
-- Name: notice; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.notice (
    number integer NOT NULL,
    body text NOT NULL,
    sha256 bytea NOT NULL,
    CONSTRAINT notice_has_four_items CHECK ((cardinality(string_to_array(body, '

'::text)) = 4)),
    CONSTRAINT notice_hash_is_its_own CHECK ((sha256 = sha256(convert_to(body, 'UTF8'::name)))),
    CONSTRAINT notice_names_who_reads CHECK (((body ~~ '%{categories}%'::text) AND (body ~~ '%{recipient}%'::text) AND (body ~~ '%{function}%'::text) AND (body ~~ '%{medium}%'::text)))
);

ALTER TABLE public.notice OWNER TO relais_owner;

--
-- Name: option_shown; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.option_shown (
    id uuid NOT NULL,
    referral uuid NOT NULL,
    round integer NOT NULL,
    rank integer NOT NULL,
    service text NOT NULL,
    organization text NOT NULL,
    seed integer NOT NULL,
    directory_version bigint NOT NULL,
    why text[] NOT NULL,
    excluded text DEFAULT ''::text NOT NULL,
    CONSTRAINT option_shown_ranked_or_left_out CHECK (((rank >= 0) AND ((rank = 0) = (excluded <> ''::text)))),
    CONSTRAINT option_shown_says_why CHECK (((excluded <> ''::text) OR (cardinality(why) > 0))),
    CONSTRAINT option_shown_seed_is_spoken CHECK (((seed >= 0) AND (seed <= 999999)))
);

ALTER TABLE public.option_shown OWNER TO relais_owner;

--
-- Name: outbox; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.outbox (
    id uuid NOT NULL,
    kind text NOT NULL,
    account uuid,
    message_sealed bytea NOT NULL,
    made_at timestamp with time zone DEFAULT now() NOT NULL,
    due_at timestamp with time zone DEFAULT now() NOT NULL,
    give_up_at timestamp with time zone DEFAULT (now() + '5 days'::interval) NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    taken_over integer DEFAULT 0 NOT NULL,
    claimed_at timestamp with time zone,
    claimed_by uuid,
    sent_at timestamp with time zone,
    given_up_at timestamp with time zone,
    last_code text DEFAULT ''::text NOT NULL,
    CONSTRAINT outbox_attempts_positive CHECK (((attempts >= 0) AND ((taken_over >= 0) AND (taken_over <= attempts)))),
    CONSTRAINT outbox_claimed_whole CHECK (((claimed_at IS NULL) = (claimed_by IS NULL))),
    CONSTRAINT outbox_code_form CHECK ((last_code ~ '^([0-9]{3}|[a-z_]{0,20})$'::text)),
    CONSTRAINT outbox_keeps_nothing_after_its_end CHECK ((((message_sealed = '\x'::bytea) AND (claimed_at IS NULL)) = ((sent_at IS NOT NULL) OR (given_up_at IS NOT NULL)))),
    CONSTRAINT outbox_kind_form CHECK ((kind ~ '^[a-z_]+$'::text)),
    CONSTRAINT outbox_one_end CHECK (((sent_at IS NULL) OR (given_up_at IS NULL)))
);

ALTER TABLE public.outbox OWNER TO relais_owner;

--
-- Name: passkey; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.passkey (
    credential bytea NOT NULL,
    account uuid NOT NULL,
    public_key bytea NOT NULL,
    sign_count bigint NOT NULL,
    label text NOT NULL,
    added_at timestamp with time zone DEFAULT now() NOT NULL,
    used_at timestamp with time zone
);

ALTER TABLE public.passkey OWNER TO relais_owner;

--
-- Name: password; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.password (
    account uuid NOT NULL,
    verifier text NOT NULL,
    set_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT password_is_argon2id CHECK ((verifier ~~ '$argon2id$%'::text))
);

ALTER TABLE public.password OWNER TO relais_owner;

--
-- Name: publication; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.publication (
    number bigint NOT NULL,
    published_at timestamp with time zone NOT NULL,
    cause text NOT NULL,
    CONSTRAINT publication_cause_known CHECK ((cause = ANY (ARRAY['import'::text, 'edit'::text, 'decision'::text, 'report'::text, 'reminder'::text, 'expiry'::text, 'undo'::text, 'merge'::text])))
);

ALTER TABLE public.publication OWNER TO relais_owner;

--
-- Name: reading_days; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.reading_days (
    council text NOT NULL,
    days text[] NOT NULL,
    set_by uuid NOT NULL,
    set_at timestamp with time zone NOT NULL,
    CONSTRAINT reading_days_council_form CHECK ((council ~ '^[a-z0-9-]{1,200}$'::text)),
    CONSTRAINT reading_days_known CHECK (((days <@ ARRAY['mon'::text, 'tue'::text, 'wed'::text, 'thu'::text, 'fri'::text, 'sat'::text, 'sun'::text]) AND (array_position(days, NULL::text) IS NULL) AND (cardinality(days) <= 7)))
);

ALTER TABLE public.reading_days OWNER TO relais_owner;

--
-- Name: recovery_code; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.recovery_code (
    account uuid NOT NULL,
    code_key bytea NOT NULL,
    used_at timestamp with time zone
);

ALTER TABLE public.recovery_code OWNER TO relais_owner;

--
-- Name: referral_told; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.referral_told (
    referral uuid NOT NULL,
    round integer NOT NULL,
    what text NOT NULL,
    version integer NOT NULL,
    told_at timestamp with time zone NOT NULL,
    CONSTRAINT referral_told_what_known CHECK ((what = ANY (ARRAY['reminded'::text, 'escalated'::text, 'handed_back'::text])))
);

ALTER TABLE public.referral_told OWNER TO relais_owner;

--
-- Name: referrals_out_of_step; Type: VIEW; Schema: public; Owner: relais_owner
--

CREATE VIEW public.referrals_out_of_step AS
 SELECT r.id
   FROM (public.referral r
     LEFT JOIN public.referral_event e ON (((e.referral = r.id) AND (e.expected = (r.version - 1)))))
  WHERE (((r.state IS DISTINCT FROM COALESCE(e.to_state, 'draft'::text)) OR (r.round IS DISTINCT FROM COALESCE(e.round, 0))) OR (r.version <> (1 + ( SELECT count(*) AS count
           FROM public.referral_event n
          WHERE (n.referral = r.id)))));

ALTER VIEW public.referrals_out_of_step OWNER TO relais_owner;

--
-- Name: reminder; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.reminder (
    id uuid NOT NULL,
    token_key bytea NOT NULL,
    service text NOT NULL,
    account uuid NOT NULL,
    step text NOT NULL,
    due_on date NOT NULL,
    fields jsonb NOT NULL,
    made_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    CONSTRAINT reminder_step_known CHECK ((step = ANY (ARRAY['before'::text, 'due'::text, 'after'::text])))
);

ALTER TABLE public.reminder OWNER TO relais_owner;

--
-- Name: report_line; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.report_line (
    measure text NOT NULL,
    line text NOT NULL,
    place integer NOT NULL
);

ALTER TABLE public.report_line OWNER TO relais_owner;

--
-- Name: report_measure; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.report_measure (
    measure text NOT NULL,
    unit text NOT NULL,
    shape text NOT NULL,
    place integer NOT NULL,
    among text,
    among_line text DEFAULT ''::text NOT NULL,
    CONSTRAINT report_measure_shape_known CHECK ((shape = ANY (ARRAY['lines'::text, 'months'::text, 'median'::text, 'euros'::text, 'open'::text, 'age'::text]))),
    CONSTRAINT report_measure_unit_known CHECK ((unit = ANY (ARRAY['persons'::text, 'files'::text, 'calls'::text, 'days'::text, 'euros'::text, 'actions'::text])))
);

ALTER TABLE public.report_measure OWNER TO relais_owner;

--
-- Name: request_move; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.request_move (
    from_state text NOT NULL,
    to_state text NOT NULL,
    acted_as text NOT NULL,
    CONSTRAINT request_move_acted_as_known CHECK ((acted_as = ANY (ARRAY['person'::text, 'council'::text, 'worker'::text]))),
    CONSTRAINT request_move_from_known CHECK ((from_state = ANY (ARRAY[''::text, 'received'::text, 'taken_up'::text, 'contacted'::text, 'turned'::text, 'closed'::text]))),
    CONSTRAINT request_move_to_known CHECK ((to_state = ANY (ARRAY['received'::text, 'taken_up'::text, 'contacted'::text, 'turned'::text, 'closed'::text, 'withdrawn'::text])))
);

ALTER TABLE public.request_move OWNER TO relais_owner;

--
-- Name: request_told; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.request_told (
    request uuid NOT NULL,
    version integer NOT NULL,
    what text NOT NULL,
    org text DEFAULT ''::text NOT NULL,
    told_at timestamp with time zone NOT NULL,
    CONSTRAINT request_told_relief_is_somebody CHECK (((what = 'relieved'::text) = (org <> ''::text))),
    CONSTRAINT request_told_what_known CHECK ((what = ANY (ARRAY['reminded'::text, 'escalated'::text, 'unanswered'::text, 'relieved'::text])))
);

ALTER TABLE public.request_told OWNER TO relais_owner;

--
-- Name: requests_out_of_step; Type: VIEW; Schema: public; Owner: relais_owner
--

CREATE VIEW public.requests_out_of_step AS
 SELECT r.id
   FROM (public.aid_request r
     LEFT JOIN public.request_event e ON (((e.request = r.id) AND (e.expected = (r.version - 1)))))
  WHERE ((COALESCE(e.to_state,
        CASE r.outcome
            WHEN 'duplicate'::text THEN 'closed'::text
            ELSE 'received'::text
        END) <> r.state) OR (r.version <> (1 + ( SELECT count(*) AS count
           FROM public.request_event n
          WHERE (n.request = r.id)))));

ALTER VIEW public.requests_out_of_step OWNER TO relais_owner;

--
-- Name: reset; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.reset (
    id uuid NOT NULL,
    account uuid NOT NULL,
    proposed_by uuid NOT NULL,
    proposed_at timestamp with time zone DEFAULT now() NOT NULL,
    approved_by uuid,
    approved_at timestamp with time zone,
    refused_at timestamp with time zone,
    CONSTRAINT reset_approved_whole CHECK (((approved_by IS NULL) = (approved_at IS NULL))),
    CONSTRAINT reset_never_of_oneself CHECK (((approved_by <> account) AND (proposed_by <> account))),
    CONSTRAINT reset_takes_two_persons CHECK ((approved_by <> proposed_by))
);

ALTER TABLE public.reset OWNER TO relais_owner;

--
-- Name: retired_number; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.retired_number (
    digits text NOT NULL,
    display text NOT NULL,
    never boolean NOT NULL,
    replaced_by text DEFAULT ''::text NOT NULL,
    was text DEFAULT ''::text NOT NULL,
    source_label text DEFAULT ''::text NOT NULL,
    source_date_text text DEFAULT ''::text NOT NULL,
    CONSTRAINT retired_number_form CHECK ((digits ~ '^[0-9]{2,15}$'::text))
);

ALTER TABLE public.retired_number OWNER TO relais_owner;

--
-- Name: schedule; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.schedule (
    service text NOT NULL,
    hours text DEFAULT ''::text NOT NULL,
    hours_note text DEFAULT ''::text NOT NULL
);

ALTER TABLE public.schedule OWNER TO relais_owner;

--
-- Name: schema_migration; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.schema_migration (
    number integer NOT NULL,
    name text NOT NULL,
    digest text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE public.schema_migration OWNER TO relais_owner;

--
-- Name: service_area; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.service_area (
    service text NOT NULL,
    departement text NOT NULL,
    CONSTRAINT service_area_code CHECK ((departement ~ '^(FR|[0-9]{2}|2[AB]|9[78][0-9])$'::text))
);

ALTER TABLE public.service_area OWNER TO relais_owner;

--
-- Name: session; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.session (
    id_key bytea NOT NULL,
    account uuid NOT NULL,
    stage text NOT NULL,
    made_at timestamp with time zone DEFAULT now() NOT NULL,
    seen_at timestamp with time zone DEFAULT now() NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    challenge bytea,
    device text DEFAULT ''::text NOT NULL,
    CONSTRAINT session_key_size CHECK ((length(id_key) = 32)),
    CONSTRAINT session_lives_four_hours CHECK ((ends_at <= (made_at + '04:00:00'::interval))),
    CONSTRAINT session_stage_known CHECK ((stage = ANY (ARRAY['password'::text, 'entering'::text, 'full'::text])))
);

ALTER TABLE public.session OWNER TO relais_owner;

--
-- Name: session_file; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.session_file (
    session uuid NOT NULL,
    file uuid NOT NULL,
    round integer NOT NULL,
    purpose text NOT NULL,
    outcome text,
    added_at timestamp with time zone NOT NULL,
    CONSTRAINT session_file_outcome_fits CHECK (
CASE purpose
    WHEN 'ratify'::text THEN (outcome = ANY (ARRAY['ratified'::text, 'not_ratified'::text]))
    ELSE (outcome = ANY (ARRAY['decided'::text, 'postponed'::text, 'withdrawn'::text]))
END),
    CONSTRAINT session_file_purpose_known CHECK ((purpose = ANY (ARRAY['decide'::text, 'ratify'::text])))
);

ALTER TABLE public.session_file OWNER TO relais_owner;

--
-- Name: sheet_option; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.sheet_option (
    sheet uuid NOT NULL,
    rank integer NOT NULL,
    service text NOT NULL,
    shown jsonb NOT NULL,
    CONSTRAINT sheet_option_holds_public_facts CHECK (public.holds_only_public_facts(shown)),
    CONSTRAINT sheet_option_rank_is_few CHECK (((rank >= 1) AND (rank <= 30))),
    CONSTRAINT sheet_option_service_form CHECK ((service ~ '^[a-z0-9-]{1,80}$'::text))
);

ALTER TABLE public.sheet_option OWNER TO relais_owner;

--
-- Name: slug_history; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.slug_history (
    old_slug text NOT NULL,
    slug text NOT NULL,
    cause text DEFAULT 'rename'::text NOT NULL,
    CONSTRAINT slug_history_cause_known CHECK ((cause = ANY (ARRAY['rename'::text, 'merge'::text, 'successor'::text]))),
    CONSTRAINT slug_history_form CHECK (public.is_slug(old_slug)),
    CONSTRAINT slug_history_moves CHECK ((old_slug <> slug))
);

ALTER TABLE public.slug_history OWNER TO relais_owner;

--
-- Name: totp; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.totp (
    account uuid NOT NULL,
    secret_sealed bytea NOT NULL,
    last_step bigint DEFAULT 0 NOT NULL,
    confirmed_at timestamp with time zone
);

ALTER TABLE public.totp OWNER TO relais_owner;

--
-- Name: year_confirmation; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.year_confirmation (
    year integer NOT NULL,
    signatory text NOT NULL,
    sha256 bytea NOT NULL,
    account uuid NOT NULL,
    confirmed_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT year_confirmation_hash_size CHECK ((length(sha256) = 32)),
    CONSTRAINT year_confirmation_signatory_known CHECK ((signatory = ANY (ARRAY['cnom'::text, 'carmf'::text, 'cng'::text])))
);

ALTER TABLE public.year_confirmation OWNER TO relais_owner;

--
-- Name: year_release; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.year_release (
    year integer NOT NULL,
    content bytea NOT NULL,
    sha256 bytea NOT NULL,
    released_at timestamp with time zone NOT NULL,
    CONSTRAINT year_release_hash_is_its_own CHECK ((sha256 = sha256(content)))
);

ALTER TABLE public.year_release OWNER TO relais_owner;

--
-- Name: absence absence_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.absence
    ADD CONSTRAINT absence_pk PRIMARY KEY (id);

--
-- Name: account account_email_once; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_email_once UNIQUE (email_key);

--
-- Name: account account_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_pk PRIMARY KEY (id);

--
-- Name: action_slot action_slot_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.action_slot
    ADD CONSTRAINT action_slot_pk PRIMARY KEY (action, number);

--
-- Name: aid_case aid_case_code_once; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.aid_case
    ADD CONSTRAINT aid_case_code_once UNIQUE (code_lookup);

--
-- Name: aid_case aid_case_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.aid_case
    ADD CONSTRAINT aid_case_pk PRIMARY KEY (id);

--
-- Name: aid_case aid_case_reference_once; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.aid_case
    ADD CONSTRAINT aid_case_reference_once UNIQUE (reference);

--
-- Name: aid_request aid_request_one_a_case; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.aid_request
    ADD CONSTRAINT aid_request_one_a_case UNIQUE (case_id);

--
-- Name: aid_request aid_request_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.aid_request
    ADD CONSTRAINT aid_request_pk PRIMARY KEY (id);

--
-- Name: attachment_chunk attachment_chunk_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.attachment_chunk
    ADD CONSTRAINT attachment_chunk_pk PRIMARY KEY (attachment, number);

--
-- Name: attachment attachment_once; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.attachment
    ADD CONSTRAINT attachment_once UNIQUE (file, request);

--
-- Name: attachment attachment_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.attachment
    ADD CONSTRAINT attachment_pk PRIMARY KEY (id);

--
-- Name: attachment attachment_slot_once; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.attachment
    ADD CONSTRAINT attachment_slot_once UNIQUE (file, slot);

--
-- Name: attempt attempt_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.attempt
    ADD CONSTRAINT attempt_pk PRIMARY KEY (bucket, since);

--
-- Name: call_back call_back_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.call_back
    ADD CONSTRAINT call_back_pk PRIMARY KEY (id);

--
-- Name: call_by_month call_by_month_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.call_by_month
    ADD CONSTRAINT call_by_month_pk PRIMARY KEY (year, month, need);

--
-- Name: call_by_region call_by_region_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.call_by_region
    ADD CONSTRAINT call_by_region_pk PRIMARY KEY (year, region);

--
-- Name: card card_code_once; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.card
    ADD CONSTRAINT card_code_once UNIQUE (code_lookup);

--
-- Name: card card_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.card
    ADD CONSTRAINT card_pk PRIMARY KEY (id);

--
-- Name: case_event case_event_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.case_event
    ADD CONSTRAINT case_event_pk PRIMARY KEY (case_id, seq);

--
-- Name: case_opening case_opening_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.case_opening
    ADD CONSTRAINT case_opening_pk PRIMARY KEY (case_id, seq);

--
-- Name: case_part case_part_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.case_part
    ADD CONSTRAINT case_part_pk PRIMARY KEY (case_id, category);

--
-- Name: change_request_line change_request_line_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.change_request_line
    ADD CONSTRAINT change_request_line_pk PRIMARY KEY (request, subject_kind, subject_id, field);

--
-- Name: change_request change_request_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.change_request
    ADD CONSTRAINT change_request_pk PRIMARY KEY (id);

--
-- Name: choice choice_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.choice
    ADD CONSTRAINT choice_pk PRIMARY KEY (referral, round);

--
-- Name: commission_session commission_session_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.commission_session
    ADD CONSTRAINT commission_session_pk PRIMARY KEY (id);

--
-- Name: consent consent_one_alive; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.consent
    ADD CONSTRAINT consent_one_alive EXCLUDE USING gist (referral WITH =, tstzrange(given_at, COALESCE(ended_at, valid_until)) WITH &&) WHERE ((answer = 'given'::text));

--
-- Name: consent consent_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.consent
    ADD CONSTRAINT consent_pk PRIMARY KEY (id);

--
-- Name: contact contact_once; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.contact
    ADD CONSTRAINT contact_once UNIQUE (service, kind, "position");

--
-- Name: contact contact_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.contact
    ADD CONSTRAINT contact_pk PRIMARY KEY (id);

--
-- Name: context_key context_key_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.context_key
    ADD CONSTRAINT context_key_pk PRIMARY KEY (one);

--
-- Name: decision decision_of_its_amount; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.decision
    ADD CONSTRAINT decision_of_its_amount UNIQUE (id, amount_cents);

--
-- Name: decision decision_once_a_round; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.decision
    ADD CONSTRAINT decision_once_a_round UNIQUE (file, round);

--
-- Name: decision decision_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.decision
    ADD CONSTRAINT decision_pk PRIMARY KEY (id);

--
-- Name: directory_version directory_version_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.directory_version
    ADD CONSTRAINT directory_version_pk PRIMARY KEY (single);

--
-- Name: disclosure disclosure_once_a_round; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.disclosure
    ADD CONSTRAINT disclosure_once_a_round UNIQUE (referral, round);

--
-- Name: disclosure disclosure_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.disclosure
    ADD CONSTRAINT disclosure_pk PRIMARY KEY (consent);

--
-- Name: draft draft_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.draft
    ADD CONSTRAINT draft_pk PRIMARY KEY (account, service, field, "position");

--
-- Name: error_report error_report_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.error_report
    ADD CONSTRAINT error_report_pk PRIMARY KEY (id);

--
-- Name: fact fact_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.fact
    ADD CONSTRAINT fact_pk PRIMARY KEY (subject_kind, subject_id, field, version_from);

--
-- Name: file_event file_event_once; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.file_event
    ADD CONSTRAINT file_event_once UNIQUE (file, request);

--
-- Name: file_event file_event_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.file_event
    ADD CONSTRAINT file_event_pk PRIMARY KEY (file, expected);

--
-- Name: file_move file_move_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.file_move
    ADD CONSTRAINT file_move_pk PRIMARY KEY (from_state, to_state, acted_as);

--
-- Name: file_opinion file_opinion_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.file_opinion
    ADD CONSTRAINT file_opinion_pk PRIMARY KEY (file, version);

--
-- Name: file_piece file_piece_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.file_piece
    ADD CONSTRAINT file_piece_pk PRIMARY KEY (file, piece);

--
-- Name: file_section file_section_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.file_section
    ADD CONSTRAINT file_section_pk PRIMARY KEY (file, round, section);

--
-- Name: handover handover_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.handover
    ADD CONSTRAINT handover_pk PRIMARY KEY (id);

--
-- Name: import_run import_run_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.import_run
    ADD CONSTRAINT import_run_pk PRIMARY KEY (id);

--
-- Name: import_upload import_upload_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.import_upload
    ADD CONSTRAINT import_upload_pk PRIMARY KEY (id);

--
-- Name: inbox_opening inbox_opening_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.inbox_opening
    ADD CONSTRAINT inbox_opening_pk PRIMARY KEY (organization);

--
-- Name: invitation invitation_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.invitation
    ADD CONSTRAINT invitation_pk PRIMARY KEY (token_key);

--
-- Name: job job_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.job
    ADD CONSTRAINT job_pk PRIMARY KEY (name);

--
-- Name: journal journal_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.journal
    ADD CONSTRAINT journal_pk PRIMARY KEY (id);

--
-- Name: legal_move legal_move_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.legal_move
    ADD CONSTRAINT legal_move_pk PRIMARY KEY (from_state, to_state, acted_as);

--
-- Name: national_file national_file_key_once; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.national_file
    ADD CONSTRAINT national_file_key_once UNIQUE (key);

--
-- Name: national_file national_file_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.national_file
    ADD CONSTRAINT national_file_pk PRIMARY KEY (id);

--
-- Name: note_author note_author_once; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.note_author
    ADD CONSTRAINT note_author_once UNIQUE (author_key, person_key);

--
-- Name: note_author note_author_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.note_author
    ADD CONSTRAINT note_author_pk PRIMARY KEY (id);

--
-- Name: note note_of_one_case; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.note
    ADD CONSTRAINT note_of_one_case UNIQUE (case_id);

--
-- Name: note note_of_person; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.note
    ADD CONSTRAINT note_of_person UNIQUE (id, person_key);

--
-- Name: note note_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.note
    ADD CONSTRAINT note_pk PRIMARY KEY (id);

--
-- Name: notice notice_known_by_its_hash; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.notice
    ADD CONSTRAINT notice_known_by_its_hash UNIQUE (number, sha256);

--
-- Name: notice notice_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.notice
    ADD CONSTRAINT notice_pk PRIMARY KEY (number);

--
-- Name: option_shown option_shown_of_round; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.option_shown
    ADD CONSTRAINT option_shown_of_round UNIQUE (id, referral, round);

--
-- Name: option_shown option_shown_once; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.option_shown
    ADD CONSTRAINT option_shown_once UNIQUE (referral, round, service);

--
-- Name: option_shown option_shown_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.option_shown
    ADD CONSTRAINT option_shown_pk PRIMARY KEY (id);

--
-- Name: organization organization_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.organization
    ADD CONSTRAINT organization_pk PRIMARY KEY (slug);

--
-- Name: outbox outbox_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_pk PRIMARY KEY (id);

--
-- Name: passkey passkey_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.passkey
    ADD CONSTRAINT passkey_pk PRIMARY KEY (credential);

--
-- Name: password password_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.password
    ADD CONSTRAINT password_pk PRIMARY KEY (account);

--
-- Name: pathway pathway_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.pathway
    ADD CONSTRAINT pathway_pk PRIMARY KEY (id);

--
-- Name: pathway_step pathway_step_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.pathway_step
    ADD CONSTRAINT pathway_step_pk PRIMARY KEY (id);

--
-- Name: payment payment_ends_once; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.payment
    ADD CONSTRAINT payment_ends_once UNIQUE (decision, number, after_cents);

--
-- Name: payment payment_once; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.payment
    ADD CONSTRAINT payment_once UNIQUE (decision, request);

--
-- Name: payment payment_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.payment
    ADD CONSTRAINT payment_pk PRIMARY KEY (decision, number);

--
-- Name: programme_action programme_action_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.programme_action
    ADD CONSTRAINT programme_action_pk PRIMARY KEY (id);

--
-- Name: programme_action programme_action_slug_once; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.programme_action
    ADD CONSTRAINT programme_action_slug_once UNIQUE (slug);

--
-- Name: publication publication_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.publication
    ADD CONSTRAINT publication_pk PRIMARY KEY (number);

--
-- Name: reading_days reading_days_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.reading_days
    ADD CONSTRAINT reading_days_pk PRIMARY KEY (council);

--
-- Name: recovery_code recovery_code_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.recovery_code
    ADD CONSTRAINT recovery_code_pk PRIMARY KEY (account, code_key);

--
-- Name: recusal recusal_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.recusal
    ADD CONSTRAINT recusal_pk PRIMARY KEY (file, account, answer);

--
-- Name: referral_event referral_event_once; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.referral_event
    ADD CONSTRAINT referral_event_once UNIQUE (referral, request);

--
-- Name: referral_event referral_event_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.referral_event
    ADD CONSTRAINT referral_event_pk PRIMARY KEY (referral, expected);

--
-- Name: referral referral_key_once; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.referral
    ADD CONSTRAINT referral_key_once UNIQUE (key);

--
-- Name: referral referral_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.referral
    ADD CONSTRAINT referral_pk PRIMARY KEY (id);

--
-- Name: referral_told referral_told_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.referral_told
    ADD CONSTRAINT referral_told_pk PRIMARY KEY (referral, round, what);

--
-- Name: reminder reminder_once_each; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.reminder
    ADD CONSTRAINT reminder_once_each UNIQUE (service, account, step, due_on);

--
-- Name: reminder reminder_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.reminder
    ADD CONSTRAINT reminder_pk PRIMARY KEY (id);

--
-- Name: reminder reminder_token_once; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.reminder
    ADD CONSTRAINT reminder_token_once UNIQUE (token_key);

--
-- Name: report_line report_line_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.report_line
    ADD CONSTRAINT report_line_pk PRIMARY KEY (measure, line);

--
-- Name: report_line report_line_place_once; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.report_line
    ADD CONSTRAINT report_line_place_once UNIQUE (measure, place);

--
-- Name: report_measure report_measure_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.report_measure
    ADD CONSTRAINT report_measure_pk PRIMARY KEY (measure);

--
-- Name: report_measure report_measure_place_once; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.report_measure
    ADD CONSTRAINT report_measure_place_once UNIQUE (place);

--
-- Name: request_event request_event_once; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.request_event
    ADD CONSTRAINT request_event_once UNIQUE (request, post);

--
-- Name: request_event request_event_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.request_event
    ADD CONSTRAINT request_event_pk PRIMARY KEY (request, expected);

--
-- Name: request_move request_move_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.request_move
    ADD CONSTRAINT request_move_pk PRIMARY KEY (from_state, to_state, acted_as);

--
-- Name: request_told request_told_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.request_told
    ADD CONSTRAINT request_told_pk PRIMARY KEY (request, version, what);

--
-- Name: reset reset_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.reset
    ADD CONSTRAINT reset_pk PRIMARY KEY (id);

--
-- Name: retention_rule retention_rule_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.retention_rule
    ADD CONSTRAINT retention_rule_pk PRIMARY KEY (of_table, since);

--
-- Name: retired_number retired_number_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.retired_number
    ADD CONSTRAINT retired_number_pk PRIMARY KEY (digits);

--
-- Name: role_grant role_grant_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.role_grant
    ADD CONSTRAINT role_grant_pk PRIMARY KEY (id);

--
-- Name: schedule schedule_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.schedule
    ADD CONSTRAINT schedule_pk PRIMARY KEY (service);

--
-- Name: schema_migration schema_migration_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.schema_migration
    ADD CONSTRAINT schema_migration_pk PRIMARY KEY (number);

--
-- Name: service_area service_area_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.service_area
    ADD CONSTRAINT service_area_pk PRIMARY KEY (service, departement);

--
-- Name: service service_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.service
    ADD CONSTRAINT service_pk PRIMARY KEY (slug);

--
-- Name: session_file session_file_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.session_file
    ADD CONSTRAINT session_file_pk PRIMARY KEY (session, file, round);

--
-- Name: session session_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.session
    ADD CONSTRAINT session_pk PRIMARY KEY (id_key);

--
-- Name: sheet sheet_code_once; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.sheet
    ADD CONSTRAINT sheet_code_once UNIQUE (code_lookup);

--
-- Name: sheet_option sheet_option_once; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.sheet_option
    ADD CONSTRAINT sheet_option_once UNIQUE (sheet, service);

--
-- Name: sheet_option sheet_option_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.sheet_option
    ADD CONSTRAINT sheet_option_pk PRIMARY KEY (sheet, rank);

--
-- Name: sheet sheet_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.sheet
    ADD CONSTRAINT sheet_pk PRIMARY KEY (id);

--
-- Name: slot_booking slot_booking_code_once; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.slot_booking
    ADD CONSTRAINT slot_booking_code_once UNIQUE (code_lookup);

--
-- Name: slot_booking slot_booking_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.slot_booking
    ADD CONSTRAINT slot_booking_pk PRIMARY KEY (action, number);

--
-- Name: slot_booking slot_booking_request_once; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.slot_booking
    ADD CONSTRAINT slot_booking_request_once UNIQUE (request);

--
-- Name: slug_history slug_history_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.slug_history
    ADD CONSTRAINT slug_history_pk PRIMARY KEY (old_slug);

--
-- Name: totp totp_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.totp
    ADD CONSTRAINT totp_pk PRIMARY KEY (account);

--
-- Name: year_confirmation year_confirmation_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.year_confirmation
    ADD CONSTRAINT year_confirmation_pk PRIMARY KEY (year, sha256, signatory);

--
-- Name: year_confirmation year_confirmation_three_persons; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.year_confirmation
    ADD CONSTRAINT year_confirmation_three_persons UNIQUE (year, sha256, account);

--
-- Name: year_count year_count_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.year_count
    ADD CONSTRAINT year_count_pk PRIMARY KEY (year, measure, line, month);

--
-- Name: year_figure year_figure_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.year_figure
    ADD CONSTRAINT year_figure_pk PRIMARY KEY (id);

--
-- Name: year_release year_release_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.year_release
    ADD CONSTRAINT year_release_pk PRIMARY KEY (year);

--
-- Name: aid_case_council; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX aid_case_council ON public.aid_case USING btree (council, made_at) WHERE ((closed_at IS NULL) AND (erased_at IS NULL));

--
-- Name: aid_case_ends; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX aid_case_ends ON public.aid_case USING btree (ends_on);

--
-- Name: aid_case_kek; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX aid_case_kek ON public.aid_case USING btree (kek) WHERE (kek IS NOT NULL);

--
-- Name: aid_case_to_empty; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX aid_case_to_empty ON public.aid_case USING btree (id) WHERE (emptied_at IS NULL);

--
-- Name: aid_request_alike; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX aid_request_alike ON public.aid_request USING btree (fingerprint, made_at) WHERE (fingerprint IS NOT NULL);

--
-- Name: aid_request_board; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX aid_request_board ON public.aid_request USING btree (council, ((NOT urgent)), ((marks <> '{}'::text[])), made_at, id) WHERE (state = ANY (ARRAY['received'::text, 'taken_up'::text, 'contacted'::text]));

--
-- Name: aid_request_relieved; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX aid_request_relieved ON public.aid_request USING btree (relief_org) WHERE (relief_org <> ''::text);

--
-- Name: aid_request_turned; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX aid_request_turned ON public.aid_request USING btree (council, turned_at) WHERE (state = 'turned'::text);

--
-- Name: aid_request_waiting; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX aid_request_waiting ON public.aid_request USING btree (state, state_at) WHERE (state <> ALL (ARRAY['closed'::text, 'withdrawn'::text]));

--
-- Name: attachment_arriving; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX attachment_arriving ON public.attachment USING btree (begun_at) WHERE (added_at IS NULL);

--
-- Name: attachment_case; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX attachment_case ON public.attachment USING btree (case_id);

--
-- Name: attachment_chunk_one_last; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE UNIQUE INDEX attachment_chunk_one_last ON public.attachment_chunk USING btree (attachment) WHERE last;

--
-- Name: attempt_since; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX attempt_since ON public.attempt USING btree (since);

--
-- Name: call_back_service; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX call_back_service ON public.call_back USING btree (service);

--
-- Name: card_ends; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX card_ends ON public.card USING btree (ends_at);

--
-- Name: case_opening_actor; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX case_opening_actor ON public.case_opening USING btree (actor, org, at);

--
-- Name: change_request_batch; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX change_request_batch ON public.change_request USING btree (batch) WHERE (batch IS NOT NULL);

--
-- Name: change_request_line_open; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX change_request_line_open ON public.change_request_line USING btree (request) WHERE (status = 'open'::text);

--
-- Name: change_request_line_subject; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX change_request_line_subject ON public.change_request_line USING btree (subject_kind, subject_id, field);

--
-- Name: change_request_service; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX change_request_service ON public.change_request USING btree (service);

--
-- Name: commission_session_moment_once; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE UNIQUE INDEX commission_session_moment_once ON public.commission_session USING btree (body, held_at) WHERE (state <> 'cancelled'::text);

--
-- Name: consent_referral; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX consent_referral ON public.consent USING btree (referral);

--
-- Name: decision_in_force; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX decision_in_force ON public.decision USING btree (in_force_at) WHERE (in_force_at IS NOT NULL);

--
-- Name: error_report_open; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX error_report_open ON public.error_report USING btree (service) WHERE (outcome IS NULL);

--
-- Name: fact_of_contact; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX fact_of_contact ON public.fact USING btree (slug) WHERE (subject_kind = 'contact'::text);

--
-- Name: fact_one_current; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE UNIQUE INDEX fact_one_current ON public.fact USING btree (subject_kind, subject_id, field) WHERE (version_to IS NULL);

--
-- Name: fact_version_from; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX fact_version_from ON public.fact USING btree (version_from);

--
-- Name: fact_version_to; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX fact_version_to ON public.fact USING btree (version_to) WHERE (version_to IS NOT NULL);

--
-- Name: handover_case; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX handover_case ON public.handover USING btree (case_id, answered_at);

--
-- Name: handover_one_open; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE UNIQUE INDEX handover_one_open ON public.handover USING btree (case_id) WHERE (state = 'proposed'::text);

--
-- Name: import_change_import; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX import_change_import ON public.import_change USING btree (import);

--
-- Name: import_line_import; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX import_line_import ON public.import_line USING btree (import);

--
-- Name: import_reject_import; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX import_reject_import ON public.import_reject USING btree (import);

--
-- Name: import_run_source; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX import_run_source ON public.import_run USING btree (source, finished_at);

--
-- Name: import_subject_import; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX import_subject_import ON public.import_subject USING btree (import);

--
-- Name: invitation_account; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX invitation_account ON public.invitation USING btree (account);

--
-- Name: journal_actor; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX journal_actor ON public.journal USING btree (actor, id) WHERE (actor IS NOT NULL);

--
-- Name: journal_organization; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX journal_organization ON public.journal USING btree (organization, id) WHERE (organization <> ''::text);

--
-- Name: national_file_body; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX national_file_body ON public.national_file USING btree (body, state, state_at);

--
-- Name: national_file_case; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX national_file_case ON public.national_file USING btree (case_id);

--
-- Name: national_file_council; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX national_file_council ON public.national_file USING btree (council, state_at);

--
-- Name: national_file_one_open; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE UNIQUE INDEX national_file_one_open ON public.national_file USING btree (case_id) WHERE (state <> ALL (ARRAY['paid'::text, 'closed'::text, 'withdrawn'::text]));

--
-- Name: note_author_note; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX note_author_note ON public.note_author USING btree (note);

--
-- Name: note_council; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX note_council ON public.note USING btree (council, due_at) WHERE (state = ANY (ARRAY['received'::text, 'informed'::text]));

--
-- Name: note_due; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX note_due ON public.note USING btree (due_at);

--
-- Name: note_once; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE UNIQUE INDEX note_once ON public.note USING btree (council, person_key) WHERE (state = ANY (ARRAY['received'::text, 'informed'::text]));

--
-- Name: option_shown_rank; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE UNIQUE INDEX option_shown_rank ON public.option_shown USING btree (referral, round, rank) WHERE (rank > 0);

--
-- Name: outbox_due; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX outbox_due ON public.outbox USING btree (due_at) WHERE ((sent_at IS NULL) AND (given_up_at IS NULL));

--
-- Name: outbox_given_up; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX outbox_given_up ON public.outbox USING btree (given_up_at) WHERE (given_up_at IS NOT NULL);

--
-- Name: passkey_account; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX passkey_account ON public.passkey USING btree (account);

--
-- Name: pathway_case; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX pathway_case ON public.pathway USING btree (case_id);

--
-- Name: pathway_council; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX pathway_council ON public.pathway USING btree (council) WHERE (ended_at IS NULL);

--
-- Name: pathway_one_alive; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE UNIQUE INDEX pathway_one_alive ON public.pathway USING btree (case_id) WHERE (ended_at IS NULL);

--
-- Name: pathway_step_case; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX pathway_step_case ON public.pathway_step USING btree (case_id);

--
-- Name: pathway_step_of; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX pathway_step_of ON public.pathway_step USING btree (pathway, "position");

--
-- Name: pathway_step_referral; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX pathway_step_referral ON public.pathway_step USING btree (referral) WHERE (referral IS NOT NULL);

--
-- Name: payment_day; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX payment_day ON public.payment USING btree (paid_on);

--
-- Name: payment_file; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX payment_file ON public.payment USING btree (file);

--
-- Name: programme_action_organiser; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX programme_action_organiser ON public.programme_action USING btree (organiser, state_at);

--
-- Name: programme_action_waiting; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX programme_action_waiting ON public.programme_action USING btree (state_at) WHERE (state = 'proposed'::text);

--
-- Name: publication_published_at; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX publication_published_at ON public.publication USING btree (published_at);

--
-- Name: recusal_account; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX recusal_account ON public.recusal USING btree (account, answer);

--
-- Name: referral_case; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX referral_case ON public.referral USING btree (case_id);

--
-- Name: referral_origin; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX referral_origin ON public.referral USING btree (origin_org, state_at) WHERE (origin_org <> ''::text);

--
-- Name: referral_recipient; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX referral_recipient ON public.referral USING btree (recipient_org, sent_at) WHERE (readable_until IS NOT NULL);

--
-- Name: reset_one_open; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE UNIQUE INDEX reset_one_open ON public.reset USING btree (account) WHERE ((approved_at IS NULL) AND (refused_at IS NULL));

--
-- Name: role_grant_batch; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX role_grant_batch ON public.role_grant USING btree (batch) WHERE (batch IS NOT NULL);

--
-- Name: role_grant_once; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE UNIQUE INDEX role_grant_once ON public.role_grant USING btree (account, role, organization, council, function) WHERE (ended_at IS NULL);

--
-- Name: role_grant_organization; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX role_grant_organization ON public.role_grant USING btree (organization) WHERE ((ended_at IS NULL) AND (organization <> ''::text));

--
-- Name: service_organization; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX service_organization ON public.service USING btree (organization);

--
-- Name: service_version; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX service_version ON public.service USING btree (version);

--
-- Name: session_account; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX session_account ON public.session USING btree (account);

--
-- Name: session_file_waits_once; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE UNIQUE INDEX session_file_waits_once ON public.session_file USING btree (file, round) WHERE (outcome IS NULL);

--
-- Name: sheet_ends; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX sheet_ends ON public.sheet USING btree (ends_at);

--
-- Name: year_figure_one_confirmed; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE UNIQUE INDEX year_figure_one_confirmed ON public.year_figure USING btree (year, signatory, measure) WHERE ((ended_at IS NULL) AND (confirmed_at IS NOT NULL));

--
-- Name: year_figure_one_waiting; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE UNIQUE INDEX year_figure_one_waiting ON public.year_figure USING btree (year, signatory, measure) WHERE ((ended_at IS NULL) AND (confirmed_at IS NULL));

--
-- Name: account account_closed_holds_nothing; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER account_closed_holds_nothing BEFORE UPDATE OF closed_at ON public.account FOR EACH ROW WHEN (((old.closed_at IS NULL) AND (new.closed_at IS NOT NULL))) EXECUTE FUNCTION public.account_closes_empty();

--
-- Name: aid_case aid_case_begins; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER aid_case_begins AFTER INSERT ON public.aid_case FOR EACH ROW EXECUTE FUNCTION public.aid_case_begins();

--
-- Name: aid_case aid_case_ends_pathway; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER aid_case_ends_pathway AFTER UPDATE ON public.aid_case FOR EACH ROW WHEN ((((old.closed_at IS NULL) AND (new.closed_at IS NOT NULL)) OR ((old.erased_at IS NULL) AND (new.erased_at IS NOT NULL)))) EXECUTE FUNCTION public.aid_case_ends_pathway();

--
-- Name: aid_case aid_case_erased_drops_attachments; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER aid_case_erased_drops_attachments AFTER UPDATE OF erased_at ON public.aid_case FOR EACH ROW WHEN (((old.erased_at IS NULL) AND (new.erased_at IS NOT NULL))) EXECUTE FUNCTION public.aid_case_erased_drops_attachments();

--
-- Name: aid_case aid_case_erased_empties_files; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER aid_case_erased_empties_files AFTER UPDATE OF erased_at ON public.aid_case FOR EACH ROW WHEN (((old.erased_at IS NULL) AND (new.erased_at IS NOT NULL))) EXECUTE FUNCTION public.aid_case_erased_empties_files();

--
-- Name: aid_case aid_case_erased_ends_note; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER aid_case_erased_ends_note AFTER UPDATE OF erased_at ON public.aid_case FOR EACH ROW WHEN (((old.erased_at IS NULL) AND (new.erased_at IS NOT NULL))) EXECUTE FUNCTION public.aid_case_erased_ends_note();

--
-- Name: aid_case aid_case_erased_withdraws; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER aid_case_erased_withdraws AFTER UPDATE OF erased_at ON public.aid_case FOR EACH ROW WHEN (((old.erased_at IS NULL) AND (new.erased_at IS NOT NULL))) EXECUTE FUNCTION public.aid_case_erased_withdraws();

--
-- Name: aid_case aid_case_erased_withdraws_request; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER aid_case_erased_withdraws_request AFTER UPDATE OF erased_at ON public.aid_case FOR EACH ROW WHEN (((old.erased_at IS NULL) AND (new.erased_at IS NOT NULL))) EXECUTE FUNCTION public.aid_case_erased_withdraws_request();

--
-- Name: aid_case aid_case_goes_when_due; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER aid_case_goes_when_due BEFORE DELETE ON public.aid_case FOR EACH ROW EXECUTE FUNCTION public.aid_case_goes_when_due();

--
-- Name: aid_case aid_case_is_no_sheet; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER aid_case_is_no_sheet BEFORE INSERT OR UPDATE OF code_lookup ON public.aid_case FOR EACH ROW EXECUTE FUNCTION public.aid_case_is_no_sheet();

--
-- Name: aid_case aid_case_moves_its_request; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER aid_case_moves_its_request AFTER UPDATE OF council ON public.aid_case FOR EACH ROW WHEN ((old.council IS DISTINCT FROM new.council)) EXECUTE FUNCTION public.aid_case_moves_its_request();

--
-- Name: aid_case aid_case_never_emptied; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER aid_case_never_emptied BEFORE TRUNCATE ON public.aid_case FOR EACH STATEMENT EXECUTE FUNCTION public.aid_case_goes_when_due();

--
-- Name: aid_case aid_case_takes_its_file; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER aid_case_takes_its_file AFTER UPDATE OF council ON public.aid_case FOR EACH ROW WHEN ((old.council IS DISTINCT FROM new.council)) EXECUTE FUNCTION public.aid_case_takes_its_file();

--
-- Name: aid_case aid_case_written_once; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER aid_case_written_once BEFORE INSERT OR UPDATE ON public.aid_case FOR EACH ROW EXECUTE FUNCTION public.aid_case_is_written_once();

--
-- Name: aid_case aid_case_yearly_end; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER aid_case_yearly_end BEFORE UPDATE ON public.aid_case FOR EACH ROW EXECUTE FUNCTION public.aid_case_ends_by_the_rule();

--
-- Name: aid_request aid_request_append_only; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER aid_request_append_only BEFORE DELETE ON public.aid_request FOR EACH ROW EXECUTE FUNCTION public.request_row_stays();

--
-- Name: aid_request aid_request_begins; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER aid_request_begins BEFORE INSERT ON public.aid_request FOR EACH ROW EXECUTE FUNCTION public.aid_request_begins();

--
-- Name: aid_request aid_request_never_emptied; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER aid_request_never_emptied BEFORE TRUNCATE ON public.aid_request FOR EACH STATEMENT EXECUTE FUNCTION public.referral_table_stays();

--
-- Name: call_back call_back_append_only; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER call_back_append_only BEFORE DELETE OR UPDATE ON public.call_back FOR EACH ROW EXECUTE FUNCTION public.evidence_is_append_only();

--
-- Name: call_back call_back_never_emptied; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER call_back_never_emptied BEFORE TRUNCATE ON public.call_back FOR EACH STATEMENT EXECUTE FUNCTION public.evidence_is_append_only();

--
-- Name: call_by_month call_by_month_append_only; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER call_by_month_append_only BEFORE DELETE OR TRUNCATE ON public.call_by_month FOR EACH STATEMENT EXECUTE FUNCTION public.year_row_stays();

--
-- Name: call_by_month call_by_month_only_grows; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER call_by_month_only_grows BEFORE UPDATE ON public.call_by_month FOR EACH ROW EXECUTE FUNCTION public.call_count_only_grows();

--
-- Name: call_by_region call_by_region_append_only; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER call_by_region_append_only BEFORE DELETE OR TRUNCATE ON public.call_by_region FOR EACH STATEMENT EXECUTE FUNCTION public.year_row_stays();

--
-- Name: call_by_region call_by_region_only_grows; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER call_by_region_only_grows BEFORE UPDATE ON public.call_by_region FOR EACH ROW EXECUTE FUNCTION public.call_count_only_grows();

--
-- Name: card card_begins; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER card_begins BEFORE INSERT ON public.card FOR EACH ROW EXECUTE FUNCTION public.card_begins();

--
-- Name: card card_goes_when_due; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER card_goes_when_due BEFORE DELETE OR UPDATE ON public.card FOR EACH ROW EXECUTE FUNCTION public.card_goes_when_due();

--
-- Name: card card_never_emptied; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER card_never_emptied BEFORE TRUNCATE ON public.card FOR EACH STATEMENT EXECUTE FUNCTION public.card_goes_when_due();

--
-- Name: case_event case_event_append_only; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER case_event_append_only BEFORE UPDATE ON public.case_event FOR EACH ROW EXECUTE FUNCTION public.evidence_is_append_only();

--
-- Name: case_event case_event_goes_when_due; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER case_event_goes_when_due BEFORE DELETE ON public.case_event FOR EACH ROW EXECUTE FUNCTION public.aid_case_goes_when_due();

--
-- Name: case_event case_event_never_emptied; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER case_event_never_emptied BEFORE TRUNCATE ON public.case_event FOR EACH STATEMENT EXECUTE FUNCTION public.aid_case_goes_when_due();

--
-- Name: case_opening case_opening_append_only; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER case_opening_append_only BEFORE UPDATE ON public.case_opening FOR EACH ROW EXECUTE FUNCTION public.evidence_is_append_only();

--
-- Name: case_opening case_opening_asks_first; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER case_opening_asks_first BEFORE INSERT ON public.case_opening FOR EACH ROW EXECUTE FUNCTION public.case_opening_asks_first();

--
-- Name: case_opening case_opening_goes_when_due; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER case_opening_goes_when_due BEFORE DELETE ON public.case_opening FOR EACH ROW EXECUTE FUNCTION public.aid_case_goes_when_due();

--
-- Name: case_opening case_opening_never_emptied; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER case_opening_never_emptied BEFORE TRUNCATE ON public.case_opening FOR EACH STATEMENT EXECUTE FUNCTION public.aid_case_goes_when_due();

--
-- Name: case_opening case_opening_opens_the_request; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER case_opening_opens_the_request AFTER INSERT ON public.case_opening FOR EACH ROW EXECUTE FUNCTION public.case_opening_opens_the_request();

--
-- Name: case_part case_part_of_a_case_not_over; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER case_part_of_a_case_not_over BEFORE INSERT OR UPDATE ON public.case_part FOR EACH ROW EXECUTE FUNCTION public.nothing_new_once_emptied();

--
-- Name: case_part case_part_of_a_note; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER case_part_of_a_note BEFORE INSERT OR UPDATE ON public.case_part FOR EACH ROW EXECUTE FUNCTION public.case_part_of_a_note_is_narrow();

--
-- Name: case_part case_part_of_living_case; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER case_part_of_living_case BEFORE INSERT OR UPDATE ON public.case_part FOR EACH ROW EXECUTE FUNCTION public.case_part_is_of_a_living_case();

--
-- Name: change_request change_request_append_only; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER change_request_append_only BEFORE DELETE OR UPDATE ON public.change_request FOR EACH ROW EXECUTE FUNCTION public.evidence_is_append_only();

--
-- Name: change_request_line change_request_line_born_open; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER change_request_line_born_open BEFORE INSERT ON public.change_request_line FOR EACH ROW EXECUTE FUNCTION public.change_request_line_is_born_open();

--
-- Name: change_request_line change_request_line_decided_once; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER change_request_line_decided_once BEFORE DELETE OR UPDATE ON public.change_request_line FOR EACH ROW EXECUTE FUNCTION public.change_request_line_is_decided_once();

--
-- Name: change_request_line change_request_line_never_emptied; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER change_request_line_never_emptied BEFORE TRUNCATE ON public.change_request_line FOR EACH STATEMENT EXECUTE FUNCTION public.change_request_line_is_decided_once();

--
-- Name: choice choice_append_only; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER choice_append_only BEFORE DELETE OR UPDATE ON public.choice FOR EACH ROW EXECUTE FUNCTION public.referral_row_stays();

--
-- Name: choice choice_by_the_person; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER choice_by_the_person BEFORE INSERT ON public.choice FOR EACH ROW EXECUTE FUNCTION public.choice_is_the_persons();

--
-- Name: choice choice_never_emptied; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER choice_never_emptied BEFORE TRUNCATE ON public.choice FOR EACH STATEMENT EXECUTE FUNCTION public.referral_table_stays();

--
-- Name: consent consent_append_only; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER consent_append_only BEFORE DELETE ON public.consent FOR EACH ROW EXECUTE FUNCTION public.referral_row_stays();

--
-- Name: consent consent_collected; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER consent_collected BEFORE INSERT ON public.consent FOR EACH ROW EXECUTE FUNCTION public.consent_is_collected();

--
-- Name: consent consent_ended; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER consent_ended BEFORE UPDATE ON public.consent FOR EACH ROW EXECUTE FUNCTION public.consent_ends_once();

--
-- Name: consent consent_never_emptied; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER consent_never_emptied BEFORE TRUNCATE ON public.consent FOR EACH STATEMENT EXECUTE FUNCTION public.referral_table_stays();

--
-- Name: decision decision_never_emptied; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER decision_never_emptied BEFORE TRUNCATE ON public.decision FOR EACH STATEMENT EXECUTE FUNCTION public.referral_table_stays();

--
-- Name: decision decision_said_once; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER decision_said_once BEFORE DELETE OR UPDATE ON public.decision FOR EACH ROW EXECUTE FUNCTION public.decision_is_said_once();

--
-- Name: disclosure disclosure_append_only; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER disclosure_append_only BEFORE DELETE OR UPDATE ON public.disclosure FOR EACH ROW EXECUTE FUNCTION public.referral_row_stays();

--
-- Name: disclosure disclosure_never_emptied; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER disclosure_never_emptied BEFORE TRUNCATE ON public.disclosure FOR EACH STATEMENT EXECUTE FUNCTION public.referral_table_stays();

--
-- Name: disclosure disclosure_within_consent; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER disclosure_within_consent BEFORE INSERT ON public.disclosure FOR EACH ROW EXECUTE FUNCTION public.disclosure_is_within_consent();

--
-- Name: error_report error_report_goes_when_due; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER error_report_goes_when_due BEFORE DELETE ON public.error_report FOR EACH ROW EXECUTE FUNCTION public.row_goes_when_due();

--
-- Name: fact fact_append_only; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER fact_append_only BEFORE DELETE OR UPDATE ON public.fact FOR EACH ROW EXECUTE FUNCTION public.fact_is_append_only();

--
-- Name: fact fact_never_emptied; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER fact_never_emptied BEFORE TRUNCATE ON public.fact FOR EACH STATEMENT EXECUTE FUNCTION public.fact_is_append_only();

--
-- Name: fact fact_published_with_version; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER fact_published_with_version AFTER INSERT ON public.fact REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.fact_belongs_to_publication();

--
-- Name: file_event file_event_append_only; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER file_event_append_only BEFORE DELETE OR UPDATE ON public.file_event FOR EACH ROW EXECUTE FUNCTION public.file_row_stays();

--
-- Name: file_event file_event_applies; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER file_event_applies BEFORE INSERT ON public.file_event FOR EACH ROW EXECUTE FUNCTION public.file_event_is_applied();

--
-- Name: file_event file_event_frees_the_agenda; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER file_event_frees_the_agenda AFTER INSERT ON public.file_event FOR EACH ROW WHEN ((new.to_state = 'withdrawn'::text)) EXECUTE FUNCTION public.file_event_frees_the_agenda();

--
-- Name: file_event file_event_never_emptied; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER file_event_never_emptied BEFORE TRUNCATE ON public.file_event FOR EACH STATEMENT EXECUTE FUNCTION public.referral_table_stays();

--
-- Name: file_event file_event_of_a_case_not_over; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER file_event_of_a_case_not_over BEFORE INSERT ON public.file_event FOR EACH ROW WHEN ((new.to_state <> 'withdrawn'::text)) EXECUTE FUNCTION public.nothing_new_once_emptied();

--
-- Name: file_opinion file_opinion_append_only; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER file_opinion_append_only BEFORE DELETE OR UPDATE ON public.file_opinion FOR EACH ROW EXECUTE FUNCTION public.file_row_stays();

--
-- Name: file_opinion file_opinion_never_emptied; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER file_opinion_never_emptied BEFORE TRUNCATE ON public.file_opinion FOR EACH STATEMENT EXECUTE FUNCTION public.referral_table_stays();

--
-- Name: handover handover_answered_once; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER handover_answered_once BEFORE INSERT OR UPDATE ON public.handover FOR EACH ROW EXECUTE FUNCTION public.handover_is_answered_once();

--
-- Name: handover handover_goes_when_due; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER handover_goes_when_due BEFORE DELETE ON public.handover FOR EACH ROW EXECUTE FUNCTION public.pathway_goes_when_due();

--
-- Name: handover handover_never_emptied; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER handover_never_emptied BEFORE TRUNCATE ON public.handover FOR EACH STATEMENT EXECUTE FUNCTION public.pathway_goes_when_due();

--
-- Name: invitation invitation_goes_when_due; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER invitation_goes_when_due BEFORE DELETE ON public.invitation FOR EACH ROW EXECUTE FUNCTION public.row_goes_when_due();

--
-- Name: invitation invitation_opens; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER invitation_opens BEFORE INSERT OR UPDATE ON public.invitation FOR EACH ROW EXECUTE FUNCTION public.invitation_opens_what_may_be();

--
-- Name: journal journal_append_only; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER journal_append_only BEFORE DELETE OR UPDATE ON public.journal FOR EACH ROW EXECUTE FUNCTION public.journal_is_append_only();

--
-- Name: journal journal_never_emptied; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER journal_never_emptied BEFORE TRUNCATE ON public.journal FOR EACH STATEMENT EXECUTE FUNCTION public.journal_is_append_only();

--
-- Name: national_file national_file_append_only; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER national_file_append_only BEFORE DELETE ON public.national_file FOR EACH ROW EXECUTE FUNCTION public.file_row_stays();

--
-- Name: national_file national_file_begins; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER national_file_begins BEFORE INSERT ON public.national_file FOR EACH ROW EXECUTE FUNCTION public.national_file_begins();

--
-- Name: national_file national_file_never_emptied; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER national_file_never_emptied BEFORE TRUNCATE ON public.national_file FOR EACH STATEMENT EXECUTE FUNCTION public.referral_table_stays();

--
-- Name: note_author note_author_goes_when_due; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER note_author_goes_when_due BEFORE DELETE ON public.note_author FOR EACH ROW EXECUTE FUNCTION public.note_goes_when_due();

--
-- Name: note_author note_author_never_emptied; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER note_author_never_emptied BEFORE TRUNCATE ON public.note_author FOR EACH STATEMENT EXECUTE FUNCTION public.note_goes_when_due();

--
-- Name: note_author note_author_written_once; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER note_author_written_once BEFORE UPDATE ON public.note_author FOR EACH ROW EXECUTE FUNCTION public.note_author_is_written_once();

--
-- Name: note note_goes_when_due; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER note_goes_when_due BEFORE DELETE ON public.note FOR EACH ROW EXECUTE FUNCTION public.note_goes_when_due();

--
-- Name: note note_never_emptied; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER note_never_emptied BEFORE TRUNCATE ON public.note FOR EACH STATEMENT EXECUTE FUNCTION public.note_goes_when_due();

--
-- Name: note note_written_once; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER note_written_once BEFORE UPDATE ON public.note FOR EACH ROW EXECUTE FUNCTION public.note_is_written_once();

--
-- Name: notice notice_append_only; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER notice_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.notice FOR EACH STATEMENT EXECUTE FUNCTION public.referral_table_stays();

--
-- Name: option_shown option_shown_append_only; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER option_shown_append_only BEFORE DELETE OR UPDATE ON public.option_shown FOR EACH ROW EXECUTE FUNCTION public.referral_row_stays();

--
-- Name: option_shown option_shown_never_emptied; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER option_shown_never_emptied BEFORE TRUNCATE ON public.option_shown FOR EACH STATEMENT EXECUTE FUNCTION public.referral_table_stays();

--
-- Name: option_shown option_shown_of_a_case_not_over; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER option_shown_of_a_case_not_over BEFORE INSERT ON public.option_shown FOR EACH ROW EXECUTE FUNCTION public.nothing_new_once_emptied();

--
-- Name: option_shown option_shown_of_the_next_round; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER option_shown_of_the_next_round BEFORE INSERT ON public.option_shown FOR EACH ROW EXECUTE FUNCTION public.option_shown_is_of_the_next_round();

--
-- Name: outbox outbox_wakes_worker; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER outbox_wakes_worker AFTER INSERT ON public.outbox FOR EACH STATEMENT EXECUTE FUNCTION public.outbox_wakes_the_worker();

--
-- Name: pathway pathway_goes_when_due; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER pathway_goes_when_due BEFORE DELETE ON public.pathway FOR EACH ROW EXECUTE FUNCTION public.pathway_goes_when_due();

--
-- Name: pathway pathway_never_emptied; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER pathway_never_emptied BEFORE TRUNCATE ON public.pathway FOR EACH STATEMENT EXECUTE FUNCTION public.pathway_goes_when_due();

--
-- Name: pathway_step pathway_step_goes_when_due; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER pathway_step_goes_when_due BEFORE DELETE ON public.pathway_step FOR EACH ROW EXECUTE FUNCTION public.pathway_goes_when_due();

--
-- Name: pathway_step pathway_step_never_emptied; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER pathway_step_never_emptied BEFORE TRUNCATE ON public.pathway_step FOR EACH STATEMENT EXECUTE FUNCTION public.pathway_goes_when_due();

--
-- Name: payment payment_append_only; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER payment_append_only BEFORE DELETE OR UPDATE ON public.payment FOR EACH ROW EXECUTE FUNCTION public.file_row_stays();

--
-- Name: payment payment_never_emptied; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER payment_never_emptied BEFORE TRUNCATE ON public.payment FOR EACH STATEMENT EXECUTE FUNCTION public.referral_table_stays();

--
-- Name: programme_action programme_action_goes_when_due; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER programme_action_goes_when_due BEFORE DELETE ON public.programme_action FOR EACH ROW EXECUTE FUNCTION public.programme_action_goes_when_due();

--
-- Name: programme_action programme_action_is_proposed; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER programme_action_is_proposed BEFORE INSERT ON public.programme_action FOR EACH ROW EXECUTE FUNCTION public.programme_action_is_proposed();

--
-- Name: programme_action programme_action_moves; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER programme_action_moves BEFORE UPDATE ON public.programme_action FOR EACH ROW EXECUTE FUNCTION public.programme_action_moves();

--
-- Name: programme_action programme_action_never_emptied; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER programme_action_never_emptied BEFORE TRUNCATE ON public.programme_action FOR EACH STATEMENT EXECUTE FUNCTION public.programme_action_goes_when_due();

--
-- Name: reading_days reading_days_are_set; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER reading_days_are_set BEFORE INSERT OR UPDATE ON public.reading_days FOR EACH ROW EXECUTE FUNCTION public.reading_days_are_set();

--
-- Name: recusal recusal_append_only; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER recusal_append_only BEFORE DELETE OR UPDATE ON public.recusal FOR EACH ROW EXECUTE FUNCTION public.file_row_stays();

--
-- Name: recusal recusal_never_emptied; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER recusal_never_emptied BEFORE TRUNCATE ON public.recusal FOR EACH STATEMENT EXECUTE FUNCTION public.referral_table_stays();

--
-- Name: referral referral_append_only; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER referral_append_only BEFORE DELETE ON public.referral FOR EACH ROW EXECUTE FUNCTION public.referral_row_stays();

--
-- Name: referral referral_begins; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER referral_begins BEFORE INSERT ON public.referral FOR EACH ROW EXECUTE FUNCTION public.referral_begins_as_draft();

--
-- Name: referral_event referral_event_append_only; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER referral_event_append_only BEFORE DELETE OR UPDATE ON public.referral_event FOR EACH ROW EXECUTE FUNCTION public.referral_row_stays();

--
-- Name: referral_event referral_event_applies; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER referral_event_applies BEFORE INSERT ON public.referral_event FOR EACH ROW EXECUTE FUNCTION public.referral_event_is_applied();

--
-- Name: referral_event referral_event_never_emptied; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER referral_event_never_emptied BEFORE TRUNCATE ON public.referral_event FOR EACH STATEMENT EXECUTE FUNCTION public.referral_table_stays();

--
-- Name: referral_event referral_event_of_a_case_not_over; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER referral_event_of_a_case_not_over BEFORE INSERT ON public.referral_event FOR EACH ROW WHEN ((new.to_state <> ALL (ARRAY['withdrawn'::text, 'cancelled'::text, 'expired'::text, 'closed'::text]))) EXECUTE FUNCTION public.nothing_new_once_emptied();

--
-- Name: referral referral_never_emptied; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER referral_never_emptied BEFORE TRUNCATE ON public.referral FOR EACH STATEMENT EXECUTE FUNCTION public.referral_table_stays();

--
-- Name: referral referral_of_no_note; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER referral_of_no_note BEFORE INSERT OR UPDATE OF case_id ON public.referral FOR EACH ROW EXECUTE FUNCTION public.referral_is_of_no_note();

--
-- Name: referral_told referral_told_append_only; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER referral_told_append_only BEFORE DELETE OR UPDATE ON public.referral_told FOR EACH ROW EXECUTE FUNCTION public.referral_row_stays();

--
-- Name: referral_told referral_told_never_emptied; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER referral_told_never_emptied BEFORE TRUNCATE ON public.referral_told FOR EACH STATEMENT EXECUTE FUNCTION public.referral_table_stays();

--
-- Name: referral_told referral_told_when_due; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER referral_told_when_due BEFORE INSERT ON public.referral_told FOR EACH ROW EXECUTE FUNCTION public.referral_is_told();

--
-- Name: referral referral_turns_the_request; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER referral_turns_the_request AFTER INSERT ON public.referral FOR EACH ROW EXECUTE FUNCTION public.referral_turns_the_request();

--
-- Name: reminder reminder_goes_when_due; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER reminder_goes_when_due BEFORE DELETE ON public.reminder FOR EACH ROW EXECUTE FUNCTION public.row_goes_when_due();

--
-- Name: request_event request_event_append_only; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER request_event_append_only BEFORE DELETE OR UPDATE ON public.request_event FOR EACH ROW EXECUTE FUNCTION public.request_row_stays();

--
-- Name: request_event request_event_applies; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER request_event_applies BEFORE INSERT ON public.request_event FOR EACH ROW EXECUTE FUNCTION public.request_event_is_applied();

--
-- Name: request_event request_event_never_emptied; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER request_event_never_emptied BEFORE TRUNCATE ON public.request_event FOR EACH STATEMENT EXECUTE FUNCTION public.referral_table_stays();

--
-- Name: request_told request_told_append_only; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER request_told_append_only BEFORE DELETE OR UPDATE ON public.request_told FOR EACH ROW EXECUTE FUNCTION public.request_row_stays();

--
-- Name: request_told request_told_never_emptied; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER request_told_never_emptied BEFORE TRUNCATE ON public.request_told FOR EACH STATEMENT EXECUTE FUNCTION public.referral_table_stays();

--
-- Name: request_told request_told_when_due; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER request_told_when_due BEFORE INSERT ON public.request_told FOR EACH ROW EXECUTE FUNCTION public.request_is_told();

--
-- Name: reset reset_by_who_may; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER reset_by_who_may BEFORE INSERT OR UPDATE ON public.reset FOR EACH ROW EXECUTE FUNCTION public.reset_asks_who();

--
-- Name: reset reset_goes_when_due; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER reset_goes_when_due BEFORE DELETE ON public.reset FOR EACH ROW EXECUTE FUNCTION public.row_goes_when_due();

--
-- Name: role_grant role_grant_by_who_may; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER role_grant_by_who_may BEFORE INSERT OR UPDATE ON public.role_grant FOR EACH ROW EXECUTE FUNCTION public.role_grant_asks_who();

--
-- Name: role_grant role_grant_console_first_pair; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER role_grant_console_first_pair BEFORE INSERT ON public.role_grant FOR EACH ROW EXECUTE FUNCTION public.role_grant_console_is_for_the_first();

--
-- Name: role_grant role_grant_goes_when_due; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER role_grant_goes_when_due BEFORE DELETE ON public.role_grant FOR EACH ROW EXECUTE FUNCTION public.row_goes_when_due();

--
-- Name: role_grant role_grant_two_coordinators; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER role_grant_two_coordinators BEFORE UPDATE OF ended_at ON public.role_grant FOR EACH ROW WHEN (((old.role = 'coordinator'::text) AND (old.ended_at IS NULL) AND (new.ended_at IS NOT NULL))) EXECUTE FUNCTION public.role_grant_keeps_two_coordinators();

--
-- Name: role_grant role_grant_written_once; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER role_grant_written_once BEFORE UPDATE ON public.role_grant FOR EACH ROW EXECUTE FUNCTION public.role_grant_is_written_once();

--
-- Name: sheet sheet_begins; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER sheet_begins BEFORE INSERT ON public.sheet FOR EACH ROW EXECUTE FUNCTION public.sheet_begins();

--
-- Name: sheet sheet_goes_when_due; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER sheet_goes_when_due BEFORE DELETE OR UPDATE ON public.sheet FOR EACH ROW EXECUTE FUNCTION public.sheet_goes_when_due();

--
-- Name: sheet sheet_never_emptied; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER sheet_never_emptied BEFORE TRUNCATE ON public.sheet FOR EACH STATEMENT EXECUTE FUNCTION public.sheet_goes_when_due();

--
-- Name: sheet_option sheet_option_comes_with_its_sheet; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER sheet_option_comes_with_its_sheet BEFORE INSERT ON public.sheet_option FOR EACH ROW EXECUTE FUNCTION public.sheet_option_comes_with_its_sheet();

--
-- Name: sheet_option sheet_option_goes_when_due; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER sheet_option_goes_when_due BEFORE DELETE OR UPDATE ON public.sheet_option FOR EACH ROW EXECUTE FUNCTION public.sheet_goes_when_due();

--
-- Name: sheet_option sheet_option_never_emptied; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER sheet_option_never_emptied BEFORE TRUNCATE ON public.sheet_option FOR EACH STATEMENT EXECUTE FUNCTION public.sheet_goes_when_due();

--
-- Name: year_confirmation year_confirmation_append_only; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER year_confirmation_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.year_confirmation FOR EACH STATEMENT EXECUTE FUNCTION public.year_row_stays();

--
-- Name: year_count year_count_append_only; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER year_count_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.year_count FOR EACH STATEMENT EXECUTE FUNCTION public.year_row_stays();

--
-- Name: year_figure year_figure_append_only; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER year_figure_append_only BEFORE DELETE OR TRUNCATE ON public.year_figure FOR EACH STATEMENT EXECUTE FUNCTION public.year_row_stays();

--
-- Name: year_figure year_figure_written_once; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER year_figure_written_once BEFORE INSERT OR UPDATE ON public.year_figure FOR EACH ROW EXECUTE FUNCTION public.year_figure_is_written_once();

--
-- Name: year_release year_release_append_only; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER year_release_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.year_release FOR EACH STATEMENT EXECUTE FUNCTION public.year_row_stays();

--
-- Name: year_release year_release_takes_three; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER year_release_takes_three BEFORE INSERT ON public.year_release FOR EACH ROW EXECUTE FUNCTION public.year_release_is_of_three();

--
-- Name: absence absence_of_grant; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.absence
    ADD CONSTRAINT absence_of_grant FOREIGN KEY (grant_id) REFERENCES public.role_grant(id) ON DELETE CASCADE;

--
-- Name: action_slot action_slot_of_action; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.action_slot
    ADD CONSTRAINT action_slot_of_action FOREIGN KEY (action) REFERENCES public.programme_action(id);

--
-- Name: aid_request aid_request_of_case; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.aid_request
    ADD CONSTRAINT aid_request_of_case FOREIGN KEY (case_id) REFERENCES public.aid_case(id) ON DELETE CASCADE;

--
-- Name: attachment_chunk attachment_chunk_of_attachment; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.attachment_chunk
    ADD CONSTRAINT attachment_chunk_of_attachment FOREIGN KEY (attachment) REFERENCES public.attachment(id) ON DELETE CASCADE;

--
-- Name: attachment attachment_of_case; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.attachment
    ADD CONSTRAINT attachment_of_case FOREIGN KEY (case_id) REFERENCES public.aid_case(id) ON DELETE CASCADE;

--
-- Name: attachment attachment_of_file; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.attachment
    ADD CONSTRAINT attachment_of_file FOREIGN KEY (file) REFERENCES public.national_file(id) ON DELETE CASCADE;

--
-- Name: call_back call_back_by_account; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.call_back
    ADD CONSTRAINT call_back_by_account FOREIGN KEY (made_by) REFERENCES public.account(id);

--
-- Name: call_back call_back_of_request; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.call_back
    ADD CONSTRAINT call_back_of_request FOREIGN KEY (request) REFERENCES public.change_request(id);

--
-- Name: case_event case_event_of_case; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.case_event
    ADD CONSTRAINT case_event_of_case FOREIGN KEY (case_id) REFERENCES public.aid_case(id);

--
-- Name: case_opening case_opening_is_told; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.case_opening
    ADD CONSTRAINT case_opening_is_told FOREIGN KEY (case_id, seq) REFERENCES public.case_event(case_id, seq);

--
-- Name: case_part case_part_of_case; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.case_part
    ADD CONSTRAINT case_part_of_case FOREIGN KEY (case_id) REFERENCES public.aid_case(id);

--
-- Name: change_request_line change_request_line_decided_by_account; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.change_request_line
    ADD CONSTRAINT change_request_line_decided_by_account FOREIGN KEY (decided_by) REFERENCES public.account(id);

--
-- Name: change_request_line change_request_line_of_request; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.change_request_line
    ADD CONSTRAINT change_request_line_of_request FOREIGN KEY (request) REFERENCES public.change_request(id);

--
-- Name: change_request_line change_request_line_replaces; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.change_request_line
    ADD CONSTRAINT change_request_line_replaces FOREIGN KEY (subject_kind, subject_id, field, fact_version) REFERENCES public.fact(subject_kind, subject_id, field, version_from);

--
-- Name: change_request change_request_made_by_account; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.change_request
    ADD CONSTRAINT change_request_made_by_account FOREIGN KEY (made_by) REFERENCES public.account(id);

--
-- Name: choice choice_of_referral; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.choice
    ADD CONSTRAINT choice_of_referral FOREIGN KEY (referral) REFERENCES public.referral(id) ON DELETE CASCADE;

--
-- Name: choice choice_of_service; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.choice
    ADD CONSTRAINT choice_of_service FOREIGN KEY (service) REFERENCES public.service(slug);

--
-- Name: choice choice_of_this_round; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.choice
    ADD CONSTRAINT choice_of_this_round FOREIGN KEY (option, referral, round) REFERENCES public.option_shown(id, referral, round);

--
-- Name: consent consent_of_choice; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.consent
    ADD CONSTRAINT consent_of_choice FOREIGN KEY (referral, round) REFERENCES public.choice(referral, round) ON DELETE CASCADE;

--
-- Name: consent consent_to_notice; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.consent
    ADD CONSTRAINT consent_to_notice FOREIGN KEY (notice, notice_sha256) REFERENCES public.notice(number, sha256);

--
-- Name: contact contact_of_service; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.contact
    ADD CONSTRAINT contact_of_service FOREIGN KEY (service) REFERENCES public.service(slug);

--
-- Name: decision decision_of_file; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.decision
    ADD CONSTRAINT decision_of_file FOREIGN KEY (file) REFERENCES public.national_file(id) ON DELETE CASCADE;

--
-- Name: decision decision_on_the_agenda; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.decision
    ADD CONSTRAINT decision_on_the_agenda FOREIGN KEY (session, file, round) REFERENCES public.session_file(session, file, round) ON DELETE CASCADE;

--
-- Name: decision decision_ratified_on_the_agenda; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.decision
    ADD CONSTRAINT decision_ratified_on_the_agenda FOREIGN KEY (ratified_in, file, round) REFERENCES public.session_file(session, file, round) ON DELETE CASCADE;

--
-- Name: disclosure disclosure_of_consent; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.disclosure
    ADD CONSTRAINT disclosure_of_consent FOREIGN KEY (consent) REFERENCES public.consent(id) ON DELETE CASCADE;

--
-- Name: disclosure disclosure_of_referral; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.disclosure
    ADD CONSTRAINT disclosure_of_referral FOREIGN KEY (referral) REFERENCES public.referral(id) ON DELETE CASCADE;

--
-- Name: draft draft_of_account; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.draft
    ADD CONSTRAINT draft_of_account FOREIGN KEY (account) REFERENCES public.account(id);

--
-- Name: error_report error_report_decided_by_account; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.error_report
    ADD CONSTRAINT error_report_decided_by_account FOREIGN KEY (decided_by) REFERENCES public.account(id);

--
-- Name: error_report error_report_made_by_account; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.error_report
    ADD CONSTRAINT error_report_made_by_account FOREIGN KEY (made_by) REFERENCES public.account(id);

--
-- Name: file_event file_event_legal_move; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.file_event
    ADD CONSTRAINT file_event_legal_move FOREIGN KEY (from_state, to_state, acted_as) REFERENCES public.file_move(from_state, to_state, acted_as);

--
-- Name: file_event file_event_of_file; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.file_event
    ADD CONSTRAINT file_event_of_file FOREIGN KEY (file) REFERENCES public.national_file(id) ON DELETE CASCADE;

--
-- Name: file_opinion file_opinion_of_file; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.file_opinion
    ADD CONSTRAINT file_opinion_of_file FOREIGN KEY (file) REFERENCES public.national_file(id) ON DELETE CASCADE;

--
-- Name: file_piece file_piece_of_file; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.file_piece
    ADD CONSTRAINT file_piece_of_file FOREIGN KEY (file) REFERENCES public.national_file(id) ON DELETE CASCADE;

--
-- Name: file_section file_section_of_file; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.file_section
    ADD CONSTRAINT file_section_of_file FOREIGN KEY (file) REFERENCES public.national_file(id) ON DELETE CASCADE;

--
-- Name: handover handover_of_case; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.handover
    ADD CONSTRAINT handover_of_case FOREIGN KEY (case_id) REFERENCES public.aid_case(id) ON DELETE CASCADE;

--
-- Name: handover handover_to_body; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.handover
    ADD CONSTRAINT handover_to_body FOREIGN KEY (to_council) REFERENCES public.organization(slug);

--
-- Name: import_upload import_upload_by_account; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.import_upload
    ADD CONSTRAINT import_upload_by_account FOREIGN KEY (made_by) REFERENCES public.account(id);

--
-- Name: invitation invitation_made_by_account; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.invitation
    ADD CONSTRAINT invitation_made_by_account FOREIGN KEY (made_by) REFERENCES public.account(id);

--
-- Name: invitation invitation_of_account; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.invitation
    ADD CONSTRAINT invitation_of_account FOREIGN KEY (account) REFERENCES public.account(id);

--
-- Name: national_file national_file_of_case; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.national_file
    ADD CONSTRAINT national_file_of_case FOREIGN KEY (case_id) REFERENCES public.aid_case(id) ON DELETE CASCADE;

--
-- Name: note_author note_author_of_note; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.note_author
    ADD CONSTRAINT note_author_of_note FOREIGN KEY (note, person_key) REFERENCES public.note(id, person_key) ON DELETE CASCADE;

--
-- Name: note note_of_case; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.note
    ADD CONSTRAINT note_of_case FOREIGN KEY (case_id) REFERENCES public.aid_case(id) ON DELETE CASCADE;

--
-- Name: option_shown option_shown_of_referral; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.option_shown
    ADD CONSTRAINT option_shown_of_referral FOREIGN KEY (referral) REFERENCES public.referral(id) ON DELETE CASCADE;

--
-- Name: option_shown option_shown_of_service; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.option_shown
    ADD CONSTRAINT option_shown_of_service FOREIGN KEY (service) REFERENCES public.service(slug);

--
-- Name: passkey passkey_of_account; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.passkey
    ADD CONSTRAINT passkey_of_account FOREIGN KEY (account) REFERENCES public.account(id);

--
-- Name: password password_of_account; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.password
    ADD CONSTRAINT password_of_account FOREIGN KEY (account) REFERENCES public.account(id);

--
-- Name: pathway pathway_of_case; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.pathway
    ADD CONSTRAINT pathway_of_case FOREIGN KEY (case_id) REFERENCES public.aid_case(id) ON DELETE CASCADE;

--
-- Name: pathway_step pathway_step_by_referral; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.pathway_step
    ADD CONSTRAINT pathway_step_by_referral FOREIGN KEY (referral) REFERENCES public.referral(id) ON DELETE SET NULL;

--
-- Name: pathway_step pathway_step_of_case; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.pathway_step
    ADD CONSTRAINT pathway_step_of_case FOREIGN KEY (case_id) REFERENCES public.aid_case(id) ON DELETE CASCADE;

--
-- Name: pathway_step pathway_step_of_pathway; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.pathway_step
    ADD CONSTRAINT pathway_step_of_pathway FOREIGN KEY (pathway) REFERENCES public.pathway(id) ON DELETE CASCADE;

--
-- Name: payment payment_follows; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.payment
    ADD CONSTRAINT payment_follows FOREIGN KEY (decision, follows, before_cents) REFERENCES public.payment(decision, number, after_cents) ON DELETE CASCADE;

--
-- Name: payment payment_of_decision; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.payment
    ADD CONSTRAINT payment_of_decision FOREIGN KEY (decision, decided_cents) REFERENCES public.decision(id, amount_cents) ON DELETE CASCADE;

--
-- Name: payment payment_of_file; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.payment
    ADD CONSTRAINT payment_of_file FOREIGN KEY (file) REFERENCES public.national_file(id) ON DELETE CASCADE;

--
-- Name: programme_action programme_action_decided_by_account; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.programme_action
    ADD CONSTRAINT programme_action_decided_by_account FOREIGN KEY (decided_by) REFERENCES public.account(id);

--
-- Name: programme_action programme_action_proposed_by_account; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.programme_action
    ADD CONSTRAINT programme_action_proposed_by_account FOREIGN KEY (proposed_by) REFERENCES public.account(id);

--
-- Name: recovery_code recovery_code_of_account; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.recovery_code
    ADD CONSTRAINT recovery_code_of_account FOREIGN KEY (account) REFERENCES public.account(id);

--
-- Name: recusal recusal_of_account; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.recusal
    ADD CONSTRAINT recusal_of_account FOREIGN KEY (account) REFERENCES public.account(id);

--
-- Name: recusal recusal_of_file; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.recusal
    ADD CONSTRAINT recusal_of_file FOREIGN KEY (file) REFERENCES public.national_file(id) ON DELETE CASCADE;

--
-- Name: referral_event referral_event_legal_move; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.referral_event
    ADD CONSTRAINT referral_event_legal_move FOREIGN KEY (from_state, to_state, acted_as) REFERENCES public.legal_move(from_state, to_state, acted_as);

--
-- Name: referral_event referral_event_of_referral; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.referral_event
    ADD CONSTRAINT referral_event_of_referral FOREIGN KEY (referral) REFERENCES public.referral(id) ON DELETE CASCADE;

--
-- Name: referral referral_of_case; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.referral
    ADD CONSTRAINT referral_of_case FOREIGN KEY (case_id) REFERENCES public.aid_case(id) ON DELETE CASCADE;

--
-- Name: referral_told referral_told_of_referral; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.referral_told
    ADD CONSTRAINT referral_told_of_referral FOREIGN KEY (referral) REFERENCES public.referral(id) ON DELETE CASCADE;

--
-- Name: reminder reminder_of_account; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.reminder
    ADD CONSTRAINT reminder_of_account FOREIGN KEY (account) REFERENCES public.account(id);

--
-- Name: report_line report_line_of_measure; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.report_line
    ADD CONSTRAINT report_line_of_measure FOREIGN KEY (measure) REFERENCES public.report_measure(measure);

--
-- Name: report_measure report_measure_among_one; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.report_measure
    ADD CONSTRAINT report_measure_among_one FOREIGN KEY (among) REFERENCES public.report_measure(measure);

--
-- Name: request_event request_event_legal_move; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.request_event
    ADD CONSTRAINT request_event_legal_move FOREIGN KEY (from_state, to_state, acted_as) REFERENCES public.request_move(from_state, to_state, acted_as);

--
-- Name: request_event request_event_of_request; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.request_event
    ADD CONSTRAINT request_event_of_request FOREIGN KEY (request) REFERENCES public.aid_request(id) ON DELETE CASCADE;

--
-- Name: request_told request_told_of_request; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.request_told
    ADD CONSTRAINT request_told_of_request FOREIGN KEY (request) REFERENCES public.aid_request(id) ON DELETE CASCADE;

--
-- Name: reset reset_approved_by_account; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.reset
    ADD CONSTRAINT reset_approved_by_account FOREIGN KEY (approved_by) REFERENCES public.account(id);

--
-- Name: reset reset_of_account; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.reset
    ADD CONSTRAINT reset_of_account FOREIGN KEY (account) REFERENCES public.account(id);

--
-- Name: reset reset_proposed_by_account; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.reset
    ADD CONSTRAINT reset_proposed_by_account FOREIGN KEY (proposed_by) REFERENCES public.account(id);

--
-- Name: role_grant role_grant_approved_by_account; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.role_grant
    ADD CONSTRAINT role_grant_approved_by_account FOREIGN KEY (approved_by) REFERENCES public.account(id);

--
-- Name: role_grant role_grant_ended_by_account; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.role_grant
    ADD CONSTRAINT role_grant_ended_by_account FOREIGN KEY (ended_by) REFERENCES public.account(id);

--
-- Name: role_grant role_grant_of_account; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.role_grant
    ADD CONSTRAINT role_grant_of_account FOREIGN KEY (account) REFERENCES public.account(id);

--
-- Name: role_grant role_grant_proposed_by_account; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.role_grant
    ADD CONSTRAINT role_grant_proposed_by_account FOREIGN KEY (proposed_by) REFERENCES public.account(id);

--
-- Name: schedule schedule_of_service; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.schedule
    ADD CONSTRAINT schedule_of_service FOREIGN KEY (service) REFERENCES public.service(slug);

--
-- Name: service_area service_area_of_service; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.service_area
    ADD CONSTRAINT service_area_of_service FOREIGN KEY (service) REFERENCES public.service(slug);

--
-- Name: service service_of_organization; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.service
    ADD CONSTRAINT service_of_organization FOREIGN KEY (organization) REFERENCES public.organization(slug);

--
-- Name: session_file session_file_of_file; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.session_file
    ADD CONSTRAINT session_file_of_file FOREIGN KEY (file) REFERENCES public.national_file(id) ON DELETE CASCADE;

--
-- Name: session_file session_file_of_session; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.session_file
    ADD CONSTRAINT session_file_of_session FOREIGN KEY (session) REFERENCES public.commission_session(id);

--
-- Name: session session_of_account; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.session
    ADD CONSTRAINT session_of_account FOREIGN KEY (account) REFERENCES public.account(id);

--
-- Name: sheet_option sheet_option_of_sheet; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.sheet_option
    ADD CONSTRAINT sheet_option_of_sheet FOREIGN KEY (sheet) REFERENCES public.sheet(id) ON DELETE CASCADE;

--
-- Name: slot_booking slot_booking_of_slot; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.slot_booking
    ADD CONSTRAINT slot_booking_of_slot FOREIGN KEY (action, number) REFERENCES public.action_slot(action, number);

--
-- Name: slug_history slug_history_of_service; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.slug_history
    ADD CONSTRAINT slug_history_of_service FOREIGN KEY (slug) REFERENCES public.service(slug);

--
-- Name: totp totp_of_account; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.totp
    ADD CONSTRAINT totp_of_account FOREIGN KEY (account) REFERENCES public.account(id);

--
-- Name: year_confirmation year_confirmation_of_account; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.year_confirmation
    ADD CONSTRAINT year_confirmation_of_account FOREIGN KEY (account) REFERENCES public.account(id);

--
-- Name: year_figure year_figure_confirmed_by_account; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.year_figure
    ADD CONSTRAINT year_figure_confirmed_by_account FOREIGN KEY (confirmed_by) REFERENCES public.account(id);

--
-- Name: year_figure year_figure_entered_by_account; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.year_figure
    ADD CONSTRAINT year_figure_entered_by_account FOREIGN KEY (entered_by) REFERENCES public.account(id);

--
-- Name: action_slot; Type: ROW SECURITY; Schema: public; Owner: relais_owner
--

ALTER TABLE public.action_slot ENABLE ROW LEVEL SECURITY;

--
-- Name: aid_case; Type: ROW SECURITY; Schema: public; Owner: relais_owner
--

ALTER TABLE public.aid_case ENABLE ROW LEVEL SECURITY;

--
-- Name: aid_case aid_case_audit; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY aid_case_audit ON public.aid_case FOR SELECT TO relais_audit USING (true);

--
-- Name: aid_case aid_case_council; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY aid_case_council ON public.aid_case TO relais_app USING (((( SELECT public.current_kind() AS current_kind) = 'staff'::text) AND (council = ( SELECT public.current_org() AS current_org))));

--
-- Name: aid_case aid_case_not_recused; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY aid_case_not_recused ON public.aid_case AS RESTRICTIVE FOR SELECT TO relais_app USING ((id <> ALL (( SELECT public.recused_cases() AS recused_cases)::uuid[])));

--
-- Name: aid_case aid_case_person; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY aid_case_person ON public.aid_case TO relais_app USING (((( SELECT public.current_kind() AS current_kind) = 'person'::text) AND (id = ( SELECT public.current_case() AS current_case))));

--
-- Name: aid_case aid_case_relief; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY aid_case_relief ON public.aid_case FOR SELECT TO relais_app USING (((( SELECT public.current_kind() AS current_kind) = 'staff'::text) AND (id = ANY (( SELECT public.relieved_cases() AS relieved_cases)::uuid[]))));

--
-- Name: aid_case aid_case_worker; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY aid_case_worker ON public.aid_case FOR SELECT TO relais_worker USING ((( SELECT public.current_kind() AS current_kind) = 'worker'::text));

--
-- Name: aid_request; Type: ROW SECURITY; Schema: public; Owner: relais_owner
--

ALTER TABLE public.aid_request ENABLE ROW LEVEL SECURITY;

--
-- Name: aid_request aid_request_made; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY aid_request_made ON public.aid_request FOR INSERT TO relais_app WITH CHECK (((( SELECT public.current_kind() AS current_kind) = 'person'::text) AND (case_id = ( SELECT public.current_case() AS current_case))));

--
-- Name: aid_request aid_request_of_council; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY aid_request_of_council ON public.aid_request FOR SELECT TO relais_app USING (((( SELECT public.current_kind() AS current_kind) = 'staff'::text) AND (council = ( SELECT public.current_org() AS current_org))));

--
-- Name: aid_request aid_request_of_person; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY aid_request_of_person ON public.aid_request FOR SELECT TO relais_app USING (((( SELECT public.current_kind() AS current_kind) = 'person'::text) AND (case_id = ( SELECT public.current_case() AS current_case))));

--
-- Name: aid_request aid_request_of_relief; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY aid_request_of_relief ON public.aid_request FOR SELECT TO relais_app USING (((( SELECT public.current_kind() AS current_kind) = 'staff'::text) AND (relief_org <> ''::text) AND (relief_org = ( SELECT public.current_org() AS current_org))));

--
-- Name: attachment; Type: ROW SECURITY; Schema: public; Owner: relais_owner
--

ALTER TABLE public.attachment ENABLE ROW LEVEL SECURITY;

--
-- Name: attachment_chunk; Type: ROW SECURITY; Schema: public; Owner: relais_owner
--

ALTER TABLE public.attachment_chunk ENABLE ROW LEVEL SECURITY;

--
-- Name: attachment_chunk attachment_chunk_read; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY attachment_chunk_read ON public.attachment_chunk FOR SELECT TO relais_app USING ((EXISTS ( SELECT
   FROM public.attachment a
  WHERE (a.id = attachment_chunk.attachment))));

--
-- Name: attachment attachment_read; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY attachment_read ON public.attachment FOR SELECT TO relais_app USING (((added_at IS NOT NULL) AND (EXISTS ( SELECT
   FROM public.national_file f
  WHERE ((f.id = attachment.file) AND ((( SELECT public.current_kind() AS current_kind) = 'person'::text) OR ((f.case_id = ANY (( SELECT public.opened_cases() AS opened_cases)::uuid[])) AND (f.state <> 'withdrawn'::text) AND ((attachment.round < f.round) OR (f.shared_at IS NOT NULL)) AND ((attachment.round < f.round) OR (f.council = ( SELECT public.current_org() AS current_org)) OR (f.state <> 'draft'::text)))))))));

--
-- Name: card; Type: ROW SECURITY; Schema: public; Owner: relais_owner
--

ALTER TABLE public.card ENABLE ROW LEVEL SECURITY;

--
-- Name: card card_made; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY card_made ON public.card FOR INSERT TO relais_app WITH CHECK ((( SELECT public.current_kind() AS current_kind) = 'public'::text));

--
-- Name: case_event; Type: ROW SECURITY; Schema: public; Owner: relais_owner
--

ALTER TABLE public.case_event ENABLE ROW LEVEL SECURITY;

--
-- Name: case_event case_event_audit; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY case_event_audit ON public.case_event FOR SELECT TO relais_audit USING (true);

--
-- Name: case_event case_event_case; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY case_event_case ON public.case_event FOR SELECT TO relais_app USING (((EXISTS ( SELECT
   FROM public.aid_case c
  WHERE (c.id = case_event.case_id))) AND ((( SELECT public.current_kind() AS current_kind) = 'person'::text) OR public.council_reads_event(case_id, seq))));

--
-- Name: case_event case_event_worker; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY case_event_worker ON public.case_event FOR SELECT TO relais_worker USING ((( SELECT public.current_kind() AS current_kind) = 'worker'::text));

--
-- Name: case_opening; Type: ROW SECURITY; Schema: public; Owner: relais_owner
--

ALTER TABLE public.case_opening ENABLE ROW LEVEL SECURITY;

--
-- Name: case_opening case_opening_own; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY case_opening_own ON public.case_opening FOR SELECT TO relais_app USING (((( SELECT public.current_kind() AS current_kind) = 'staff'::text) AND (org = ( SELECT public.current_org() AS current_org)) AND (actor = ( SELECT public.current_actor() AS current_actor))));

--
-- Name: case_part; Type: ROW SECURITY; Schema: public; Owner: relais_owner
--

ALTER TABLE public.case_part ENABLE ROW LEVEL SECURITY;

--
-- Name: case_part case_part_case; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY case_part_case ON public.case_part TO relais_app USING (((EXISTS ( SELECT
   FROM public.aid_case c
  WHERE ((c.id = case_part.case_id) AND (c.erased_at IS NULL)))) AND ((( SELECT public.current_kind() AS current_kind) = 'person'::text) OR ((case_id = ANY (( SELECT public.opened_cases() AS opened_cases)::uuid[])) AND (NOT kept_from_council)))));

--
-- Name: case_part case_part_consent; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY case_part_consent ON public.case_part FOR SELECT TO relais_app USING (((case_id = ANY (( SELECT public.opened_cases() AS opened_cases)::uuid[])) AND public.consent_opens(case_id, category)));

--
-- Name: choice; Type: ROW SECURITY; Schema: public; Owner: relais_owner
--

ALTER TABLE public.choice ENABLE ROW LEVEL SECURITY;

--
-- Name: choice choice_made; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY choice_made ON public.choice FOR INSERT TO relais_app WITH CHECK (public.accompanies_referral(referral));

--
-- Name: choice choice_told; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY choice_told ON public.choice FOR SELECT TO relais_app USING (public.accompanies_referral(referral));

--
-- Name: commission_session; Type: ROW SECURITY; Schema: public; Owner: relais_owner
--

ALTER TABLE public.commission_session ENABLE ROW LEVEL SECURITY;

--
-- Name: commission_session commission_session_of_a_file; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY commission_session_of_a_file ON public.commission_session FOR SELECT TO relais_app USING ((EXISTS ( SELECT
   FROM public.session_file a
  WHERE (a.session = commission_session.id))));

--
-- Name: commission_session commission_session_of_body; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY commission_session_of_body ON public.commission_session FOR SELECT TO relais_app USING (((( SELECT public.current_kind() AS current_kind) = 'staff'::text) AND (body = ( SELECT public.current_org() AS current_org)) AND (cardinality(( SELECT public.commission_roles() AS commission_roles)) > 0)));

--
-- Name: consent; Type: ROW SECURITY; Schema: public; Owner: relais_owner
--

ALTER TABLE public.consent ENABLE ROW LEVEL SECURITY;

--
-- Name: consent consent_given; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY consent_given ON public.consent FOR INSERT TO relais_app WITH CHECK (public.accompanies_referral(referral));

--
-- Name: consent consent_told; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY consent_told ON public.consent FOR SELECT TO relais_app USING (public.accompanies_referral(referral));

--
-- Name: decision; Type: ROW SECURITY; Schema: public; Owner: relais_owner
--

ALTER TABLE public.decision ENABLE ROW LEVEL SECURITY;

--
-- Name: decision decision_read; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY decision_read ON public.decision FOR SELECT TO relais_app USING ((EXISTS ( SELECT
   FROM public.national_file f
  WHERE ((f.id = decision.file) AND ((decision.in_force_at IS NOT NULL) OR ((( SELECT public.current_kind() AS current_kind) = 'staff'::text) AND (f.body = ( SELECT public.current_org() AS current_org)) AND (cardinality(( SELECT public.commission_roles() AS commission_roles)) > 0)))))));

--
-- Name: disclosure; Type: ROW SECURITY; Schema: public; Owner: relais_owner
--

ALTER TABLE public.disclosure ENABLE ROW LEVEL SECURITY;

--
-- Name: disclosure disclosure_of_recipient; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY disclosure_of_recipient ON public.disclosure FOR SELECT TO relais_app USING (((recipient_org = ( SELECT public.current_org() AS current_org)) AND (EXISTS ( SELECT
   FROM public.referral r
  WHERE ((r.id = disclosure.referral) AND (r.round = disclosure.round))))));

--
-- Name: disclosure disclosure_told; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY disclosure_told ON public.disclosure FOR SELECT TO relais_app USING (public.accompanies_referral(referral));

--
-- Name: file_event; Type: ROW SECURITY; Schema: public; Owner: relais_owner
--

ALTER TABLE public.file_event ENABLE ROW LEVEL SECURITY;

--
-- Name: file_event file_event_of_app; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY file_event_of_app ON public.file_event FOR INSERT TO relais_app WITH CHECK ((( SELECT public.current_kind() AS current_kind) = ANY (ARRAY['staff'::text, 'person'::text])));

--
-- Name: file_event file_event_told; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY file_event_told ON public.file_event FOR SELECT TO relais_app USING ((EXISTS ( SELECT
   FROM public.national_file f
  WHERE (f.id = file_event.file))));

--
-- Name: file_opinion; Type: ROW SECURITY; Schema: public; Owner: relais_owner
--

ALTER TABLE public.file_opinion ENABLE ROW LEVEL SECURITY;

--
-- Name: file_opinion file_opinion_read; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY file_opinion_read ON public.file_opinion FOR SELECT TO relais_app USING ((EXISTS ( SELECT
   FROM public.national_file f
  WHERE ((f.id = file_opinion.file) AND ((( SELECT public.current_kind() AS current_kind) = 'person'::text) OR ((f.case_id = ANY (( SELECT public.opened_cases() AS opened_cases)::uuid[])) AND (f.state <> 'withdrawn'::text)))))));

--
-- Name: file_piece; Type: ROW SECURITY; Schema: public; Owner: relais_owner
--

ALTER TABLE public.file_piece ENABLE ROW LEVEL SECURITY;

--
-- Name: file_piece file_piece_told; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY file_piece_told ON public.file_piece FOR SELECT TO relais_app USING ((EXISTS ( SELECT
   FROM public.national_file f
  WHERE ((f.id = file_piece.file) AND ((( SELECT public.current_kind() AS current_kind) = 'person'::text) OR (f.state <> 'withdrawn'::text))))));

--
-- Name: file_section; Type: ROW SECURITY; Schema: public; Owner: relais_owner
--

ALTER TABLE public.file_section ENABLE ROW LEVEL SECURITY;

--
-- Name: file_section file_section_read; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY file_section_read ON public.file_section FOR SELECT TO relais_app USING ((EXISTS ( SELECT
   FROM public.national_file f
  WHERE ((f.id = file_section.file) AND ((( SELECT public.current_kind() AS current_kind) = 'person'::text) OR ((f.case_id = ANY (( SELECT public.opened_cases() AS opened_cases)::uuid[])) AND (f.state <> 'withdrawn'::text) AND ((file_section.round < f.round) OR (f.shared_at IS NOT NULL)) AND ((file_section.round < f.round) OR (f.council = ( SELECT public.current_org() AS current_org)) OR (f.state <> 'draft'::text))))))));

--
-- Name: handover; Type: ROW SECURITY; Schema: public; Owner: relais_owner
--

ALTER TABLE public.handover ENABLE ROW LEVEL SECURITY;

--
-- Name: handover handover_of_council; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY handover_of_council ON public.handover FOR SELECT TO relais_app USING (((( SELECT public.current_kind() AS current_kind) = 'staff'::text) AND ((from_council = ( SELECT public.current_org() AS current_org)) OR ((to_council = ( SELECT public.current_org() AS current_org)) AND (state = 'agreed'::text))) AND (EXISTS ( SELECT
   FROM public.aid_case c
  WHERE (c.id = handover.case_id)))));

--
-- Name: handover handover_of_person; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY handover_of_person ON public.handover FOR SELECT TO relais_app USING (((( SELECT public.current_kind() AS current_kind) = 'person'::text) AND (case_id = ( SELECT public.current_case() AS current_case))));

--
-- Name: national_file; Type: ROW SECURITY; Schema: public; Owner: relais_owner
--

ALTER TABLE public.national_file ENABLE ROW LEVEL SECURITY;

--
-- Name: national_file national_file_begun; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY national_file_begun ON public.national_file FOR INSERT TO relais_app WITH CHECK ((( SELECT public.current_kind() AS current_kind) = ANY (ARRAY['staff'::text, 'person'::text])));

--
-- Name: national_file national_file_of_body; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY national_file_of_body ON public.national_file FOR SELECT TO relais_app USING (((( SELECT public.current_kind() AS current_kind) = 'staff'::text) AND (body = ( SELECT public.current_org() AS current_org)) AND (id <> ALL (( SELECT public.recused_files() AS recused_files)::uuid[])) AND
CASE
    WHEN ('national'::text = ANY (( SELECT public.commission_roles() AS commission_roles)::text[])) THEN (((submitted_at IS NOT NULL) OR ((council = body) AND (shared_at IS NOT NULL))) AND ((state <> 'withdrawn'::text) OR (round > 1)))
    WHEN (( SELECT public.commission_roles() AS commission_roles) && ARRAY['commissioner'::text, 'chair'::text]) THEN ((state = ANY (ARRAY['scheduled'::text, 'decided'::text, 'paid'::text, 'closed'::text])) OR ((state = 'complete'::text) AND urgent AND ('chair'::text = ANY (( SELECT public.commission_roles() AS commission_roles)::text[]))))
    ELSE false
END));

--
-- Name: national_file national_file_of_council; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY national_file_of_council ON public.national_file FOR SELECT TO relais_app USING (((( SELECT public.current_kind() AS current_kind) = 'staff'::text) AND (council = ( SELECT public.current_org() AS current_org)) AND (council <> body) AND ((shared_at IS NOT NULL) OR (submitted_at IS NOT NULL))));

--
-- Name: national_file national_file_of_person; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY national_file_of_person ON public.national_file FOR SELECT TO relais_app USING (((( SELECT public.current_kind() AS current_kind) = 'person'::text) AND (case_id = ( SELECT public.current_case() AS current_case))));

--
-- Name: note; Type: ROW SECURITY; Schema: public; Owner: relais_owner
--

ALTER TABLE public.note ENABLE ROW LEVEL SECURITY;

--
-- Name: note_author; Type: ROW SECURITY; Schema: public; Owner: relais_owner
--

ALTER TABLE public.note_author ENABLE ROW LEVEL SECURITY;

--
-- Name: note_author note_author_of_note; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY note_author_of_note ON public.note_author FOR SELECT TO relais_app USING ((EXISTS ( SELECT
   FROM public.note n
  WHERE ((n.id = note_author.note) AND ((( SELECT public.current_kind() AS current_kind) = 'person'::text) OR (n.case_id = ANY (( SELECT public.opened_cases() AS opened_cases)::uuid[])))))));

--
-- Name: note note_of_council; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY note_of_council ON public.note FOR SELECT TO relais_app USING (((( SELECT public.current_kind() AS current_kind) = 'staff'::text) AND (council = ( SELECT public.current_org() AS current_org)) AND (state = ANY (ARRAY['received'::text, 'informed'::text])) AND (due_at > statement_timestamp())));

--
-- Name: note note_of_the_person; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY note_of_the_person ON public.note FOR SELECT TO relais_app USING (((( SELECT public.current_kind() AS current_kind) = 'person'::text) AND (case_id = ( SELECT public.current_case() AS current_case))));

--
-- Name: option_shown; Type: ROW SECURITY; Schema: public; Owner: relais_owner
--

ALTER TABLE public.option_shown ENABLE ROW LEVEL SECURITY;

--
-- Name: option_shown option_shown_added; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY option_shown_added ON public.option_shown FOR INSERT TO relais_app WITH CHECK (public.accompanies_referral(referral));

--
-- Name: option_shown option_shown_told; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY option_shown_told ON public.option_shown FOR SELECT TO relais_app USING (public.accompanies_referral(referral));

--
-- Name: pathway; Type: ROW SECURITY; Schema: public; Owner: relais_owner
--

ALTER TABLE public.pathway ENABLE ROW LEVEL SECURITY;

--
-- Name: pathway pathway_of_council; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY pathway_of_council ON public.pathway FOR SELECT TO relais_app USING (((( SELECT public.current_kind() AS current_kind) = 'staff'::text) AND (council <> ''::text) AND (council = ( SELECT public.current_org() AS current_org)) AND (EXISTS ( SELECT
   FROM public.aid_case c
  WHERE (c.id = pathway.case_id)))));

--
-- Name: pathway pathway_of_person; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY pathway_of_person ON public.pathway FOR SELECT TO relais_app USING (((( SELECT public.current_kind() AS current_kind) = 'person'::text) AND (case_id = ( SELECT public.current_case() AS current_case))));

--
-- Name: pathway_step; Type: ROW SECURITY; Schema: public; Owner: relais_owner
--

ALTER TABLE public.pathway_step ENABLE ROW LEVEL SECURITY;

--
-- Name: pathway_step pathway_step_of_council; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY pathway_step_of_council ON public.pathway_step FOR SELECT TO relais_app USING (((case_id = ANY (( SELECT public.opened_cases() AS opened_cases)::uuid[])) AND (EXISTS ( SELECT
   FROM public.pathway p
  WHERE (p.id = pathway_step.pathway)))));

--
-- Name: pathway_step pathway_step_of_person; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY pathway_step_of_person ON public.pathway_step FOR SELECT TO relais_app USING (((( SELECT public.current_kind() AS current_kind) = 'person'::text) AND (case_id = ( SELECT public.current_case() AS current_case))));

--
-- Name: payment; Type: ROW SECURITY; Schema: public; Owner: relais_owner
--

ALTER TABLE public.payment ENABLE ROW LEVEL SECURITY;

--
-- Name: payment payment_read; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY payment_read ON public.payment FOR SELECT TO relais_app USING ((EXISTS ( SELECT
   FROM public.decision d
  WHERE (d.id = payment.decision))));

--
-- Name: programme_action; Type: ROW SECURITY; Schema: public; Owner: relais_owner
--

ALTER TABLE public.programme_action ENABLE ROW LEVEL SECURITY;

--
-- Name: programme_action programme_action_announced; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY programme_action_announced ON public.programme_action FOR SELECT TO relais_app USING ((state = ANY (ARRAY['published'::text, 'cancelled'::text, 'past'::text])));

--
-- Name: programme_action programme_action_of_organiser; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY programme_action_of_organiser ON public.programme_action FOR SELECT TO relais_app USING (((( SELECT public.current_kind() AS current_kind) = 'staff'::text) AND (organiser = ( SELECT public.current_org() AS current_org))));

--
-- Name: programme_action programme_action_proposed; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY programme_action_proposed ON public.programme_action FOR INSERT TO relais_app WITH CHECK (((( SELECT public.current_kind() AS current_kind) = 'staff'::text) AND (organiser = ( SELECT public.current_org() AS current_org))));

--
-- Name: programme_action programme_action_to_decide; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY programme_action_to_decide ON public.programme_action FOR SELECT TO relais_app USING (( SELECT public.coordinates(public.current_actor()) AS coordinates));

--
-- Name: reading_days; Type: ROW SECURITY; Schema: public; Owner: relais_owner
--

ALTER TABLE public.reading_days ENABLE ROW LEVEL SECURITY;

--
-- Name: reading_days reading_days_own; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY reading_days_own ON public.reading_days FOR INSERT TO relais_app WITH CHECK (((( SELECT public.current_kind() AS current_kind) = 'staff'::text) AND (council = ( SELECT public.current_org() AS current_org))));

--
-- Name: reading_days reading_days_own_again; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY reading_days_own_again ON public.reading_days FOR UPDATE TO relais_app USING (((( SELECT public.current_kind() AS current_kind) = 'staff'::text) AND (council = ( SELECT public.current_org() AS current_org))));

--
-- Name: reading_days reading_days_public; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY reading_days_public ON public.reading_days FOR SELECT TO relais_app USING (true);

--
-- Name: recusal; Type: ROW SECURITY; Schema: public; Owner: relais_owner
--

ALTER TABLE public.recusal ENABLE ROW LEVEL SECURITY;

--
-- Name: recusal recusal_read; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY recusal_read ON public.recusal FOR SELECT TO relais_app USING (((( SELECT public.current_kind() AS current_kind) = 'staff'::text) AND ((account = ( SELECT public.current_actor() AS current_actor)) OR (EXISTS ( SELECT
   FROM public.national_file f
  WHERE ((f.id = recusal.file) AND (f.body = ( SELECT public.current_org() AS current_org))))))));

--
-- Name: referral; Type: ROW SECURITY; Schema: public; Owner: relais_owner
--

ALTER TABLE public.referral ENABLE ROW LEVEL SECURITY;

--
-- Name: referral referral_begun; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY referral_begun ON public.referral FOR INSERT TO relais_app WITH CHECK ((( SELECT public.current_kind() AS current_kind) = ANY (ARRAY['staff'::text, 'person'::text])));

--
-- Name: referral_event; Type: ROW SECURITY; Schema: public; Owner: relais_owner
--

ALTER TABLE public.referral_event ENABLE ROW LEVEL SECURITY;

--
-- Name: referral_event referral_event_of_app; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY referral_event_of_app ON public.referral_event FOR INSERT TO relais_app WITH CHECK ((acted_as <> 'worker'::text));

--
-- Name: referral_event referral_event_of_worker; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY referral_event_of_worker ON public.referral_event FOR INSERT TO relais_worker WITH CHECK ((acted_as = 'worker'::text));

--
-- Name: referral_event referral_event_told; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY referral_event_told ON public.referral_event FOR SELECT TO relais_app USING (public.accompanies_referral(referral));

--
-- Name: referral referral_of_origin; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY referral_of_origin ON public.referral FOR SELECT TO relais_app USING (((( SELECT public.current_kind() AS current_kind) = 'staff'::text) AND (origin_org <> ''::text) AND (origin_org = ( SELECT public.current_org() AS current_org))));

--
-- Name: referral referral_of_person; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY referral_of_person ON public.referral FOR SELECT TO relais_app USING (((( SELECT public.current_kind() AS current_kind) = 'person'::text) AND (case_id = ( SELECT public.current_case() AS current_case))));

--
-- Name: referral referral_of_recipient; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY referral_of_recipient ON public.referral FOR SELECT TO relais_app USING (((( SELECT public.current_kind() AS current_kind) = 'staff'::text) AND (recipient_org <> ''::text) AND (recipient_org = ( SELECT public.current_org() AS current_org)) AND (readable_until > statement_timestamp())));

--
-- Name: referral_told; Type: ROW SECURITY; Schema: public; Owner: relais_owner
--

ALTER TABLE public.referral_told ENABLE ROW LEVEL SECURITY;

--
-- Name: referral_told referral_told_by_worker; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY referral_told_by_worker ON public.referral_told FOR INSERT TO relais_worker WITH CHECK ((( SELECT public.current_kind() AS current_kind) = 'worker'::text));

--
-- Name: request_event; Type: ROW SECURITY; Schema: public; Owner: relais_owner
--

ALTER TABLE public.request_event ENABLE ROW LEVEL SECURITY;

--
-- Name: request_event request_event_of_app; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY request_event_of_app ON public.request_event FOR INSERT TO relais_app WITH CHECK ((acted_as <> 'worker'::text));

--
-- Name: request_event request_event_of_worker; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY request_event_of_worker ON public.request_event FOR INSERT TO relais_worker WITH CHECK ((acted_as = 'worker'::text));

--
-- Name: request_event request_event_read; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY request_event_read ON public.request_event FOR SELECT TO relais_app USING ((public.request_roles(request) && ARRAY['person'::text, 'council'::text]));

--
-- Name: request_told; Type: ROW SECURITY; Schema: public; Owner: relais_owner
--

ALTER TABLE public.request_told ENABLE ROW LEVEL SECURITY;

--
-- Name: request_told request_told_by_worker; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY request_told_by_worker ON public.request_told FOR INSERT TO relais_worker WITH CHECK ((( SELECT public.current_kind() AS current_kind) = 'worker'::text));

--
-- Name: session_file; Type: ROW SECURITY; Schema: public; Owner: relais_owner
--

ALTER TABLE public.session_file ENABLE ROW LEVEL SECURITY;

--
-- Name: session_file session_file_read; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY session_file_read ON public.session_file FOR SELECT TO relais_app USING ((EXISTS ( SELECT
   FROM public.national_file f
  WHERE (f.id = session_file.file))));

--
-- Name: sheet; Type: ROW SECURITY; Schema: public; Owner: relais_owner
--

ALTER TABLE public.sheet ENABLE ROW LEVEL SECURITY;

--
-- Name: sheet sheet_made; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY sheet_made ON public.sheet FOR INSERT TO relais_app WITH CHECK ((( SELECT public.current_kind() AS current_kind) = ANY (ARRAY['public'::text, 'staff'::text])));

--
-- Name: sheet_option; Type: ROW SECURITY; Schema: public; Owner: relais_owner
--

ALTER TABLE public.sheet_option ENABLE ROW LEVEL SECURITY;

--
-- Name: sheet_option sheet_option_made; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY sheet_option_made ON public.sheet_option FOR INSERT TO relais_app WITH CHECK ((( SELECT public.current_kind() AS current_kind) = ANY (ARRAY['public'::text, 'staff'::text])));

--
-- Name: sheet_option sheet_option_read; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY sheet_option_read ON public.sheet_option FOR SELECT TO relais_app USING ((EXISTS ( SELECT
   FROM public.sheet s
  WHERE (s.id = sheet_option.sheet))));

--
-- Name: sheet sheet_read; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY sheet_read ON public.sheet FOR SELECT TO relais_app USING (((( SELECT public.current_kind() AS current_kind) = 'person'::text) AND (id = ( SELECT public.current_case() AS current_case)) AND (ends_at > statement_timestamp())));

--
-- Name: slot_booking; Type: ROW SECURITY; Schema: public; Owner: relais_owner
--

ALTER TABLE public.slot_booking ENABLE ROW LEVEL SECURITY;

--
-- Name: year_confirmation; Type: ROW SECURITY; Schema: public; Owner: relais_owner
--

ALTER TABLE public.year_confirmation ENABLE ROW LEVEL SECURITY;

--
-- Name: year_confirmation year_confirmation_among_signatories; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY year_confirmation_among_signatories ON public.year_confirmation FOR SELECT TO relais_app USING ((( SELECT public.current_signatory() AS current_signatory) IS NOT NULL));

--
-- Name: year_figure; Type: ROW SECURITY; Schema: public; Owner: relais_owner
--

ALTER TABLE public.year_figure ENABLE ROW LEVEL SECURITY;

--
-- Name: year_figure year_figure_coordinated; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY year_figure_coordinated ON public.year_figure FOR SELECT TO relais_app USING (( SELECT public.coordinates_figures() AS coordinates_figures));

--
-- Name: year_figure year_figure_own; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY year_figure_own ON public.year_figure FOR SELECT TO relais_app USING ((signatory = ( SELECT public.current_signatory() AS current_signatory)));

--
-- Name: SCHEMA public; Type: ACL; Schema: -; Owner: pg_database_owner
--

GRANT USAGE ON SCHEMA public TO relais_app;
GRANT USAGE ON SCHEMA public TO relais_worker;
GRANT USAGE ON SCHEMA public TO relais_audit;
GRANT USAGE ON SCHEMA public TO relais_purge;
GRANT USAGE ON SCHEMA public TO relais_backup;

--
-- Name: FUNCTION referral_roles(wanted uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.referral_roles(wanted uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.referral_roles(wanted uuid) TO relais_app;

--
-- Name: FUNCTION accompanies_referral(wanted uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.accompanies_referral(wanted uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.accompanies_referral(wanted uuid) TO relais_app;

--
-- Name: FUNCTION signed_context(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.signed_context() FROM PUBLIC;

--
-- Name: TABLE aid_case; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.aid_case TO relais_backup;

--
-- Name: COLUMN aid_case.id; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT(id),INSERT(id) ON TABLE public.aid_case TO relais_app;
GRANT SELECT(id) ON TABLE public.aid_case TO relais_worker;
GRANT SELECT(id) ON TABLE public.aid_case TO relais_audit;

--
-- Name: COLUMN aid_case.reference; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT(reference),INSERT(reference) ON TABLE public.aid_case TO relais_app;
GRANT SELECT(reference) ON TABLE public.aid_case TO relais_worker;
GRANT SELECT(reference) ON TABLE public.aid_case TO relais_audit;

--
-- Name: COLUMN aid_case.council; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT(council),INSERT(council) ON TABLE public.aid_case TO relais_app;
GRANT SELECT(council) ON TABLE public.aid_case TO relais_worker;
GRANT SELECT(council) ON TABLE public.aid_case TO relais_audit;

--
-- Name: COLUMN aid_case.origin; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT(origin),INSERT(origin) ON TABLE public.aid_case TO relais_app;
GRANT SELECT(origin) ON TABLE public.aid_case TO relais_worker;
GRANT SELECT(origin) ON TABLE public.aid_case TO relais_audit;

--
-- Name: COLUMN aid_case.code_lookup; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(code_lookup) ON TABLE public.aid_case TO relais_app;

--
-- Name: COLUMN aid_case.code_verifier; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(code_verifier) ON TABLE public.aid_case TO relais_app;

--
-- Name: COLUMN aid_case.code_by; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT(code_by),INSERT(code_by) ON TABLE public.aid_case TO relais_app;
GRANT SELECT(code_by) ON TABLE public.aid_case TO relais_worker;

--
-- Name: COLUMN aid_case.alias_sealed; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT(alias_sealed),INSERT(alias_sealed),UPDATE(alias_sealed) ON TABLE public.aid_case TO relais_app;
GRANT SELECT(alias_sealed) ON TABLE public.aid_case TO relais_worker;

--
-- Name: COLUMN aid_case.data_key_wrapped; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(data_key_wrapped) ON TABLE public.aid_case TO relais_app;

--
-- Name: COLUMN aid_case.kek; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT(kek) ON TABLE public.aid_case TO relais_audit;

--
-- Name: COLUMN aid_case.made_at; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT(made_at) ON TABLE public.aid_case TO relais_app;
GRANT SELECT(made_at) ON TABLE public.aid_case TO relais_worker;
GRANT SELECT(made_at) ON TABLE public.aid_case TO relais_audit;

--
-- Name: COLUMN aid_case.ends_on; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT(ends_on) ON TABLE public.aid_case TO relais_app;
GRANT SELECT(ends_on) ON TABLE public.aid_case TO relais_worker;
GRANT SELECT(ends_on) ON TABLE public.aid_case TO relais_audit;

--
-- Name: COLUMN aid_case.closed_at; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT(closed_at) ON TABLE public.aid_case TO relais_app;
GRANT SELECT(closed_at) ON TABLE public.aid_case TO relais_worker;
GRANT SELECT(closed_at) ON TABLE public.aid_case TO relais_audit;

--
-- Name: COLUMN aid_case.erased_at; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT(erased_at) ON TABLE public.aid_case TO relais_app;
GRANT SELECT(erased_at) ON TABLE public.aid_case TO relais_worker;
GRANT SELECT(erased_at) ON TABLE public.aid_case TO relais_audit;

--
-- Name: COLUMN aid_case.seq; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT(seq) ON TABLE public.aid_case TO relais_app;
GRANT SELECT(seq) ON TABLE public.aid_case TO relais_worker;
GRANT SELECT(seq) ON TABLE public.aid_case TO relais_audit;

--
-- Name: FUNCTION acts_on_case(of_case uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.acts_on_case(of_case uuid) FROM PUBLIC;

--
-- Name: FUNCTION add_attachment_chunk(wanted uuid, at_number integer, is_last boolean, said bytea); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.add_attachment_chunk(wanted uuid, at_number integer, is_last boolean, said bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION public.add_attachment_chunk(wanted uuid, at_number integer, is_last boolean, said bytea) TO relais_app;

--
-- Name: FUNCTION add_note(of_case uuid, reference text, data_key bytea, identity_sealed bytea, context_sealed bytea, note uuid, council text, person_key bytea, author uuid, author_key bytea, contact_sealed bytea, motive text); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.add_note(of_case uuid, reference text, data_key bytea, identity_sealed bytea, context_sealed bytea, note uuid, council text, person_key bytea, author uuid, author_key bytea, contact_sealed bytea, motive text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.add_note(of_case uuid, reference text, data_key bytea, identity_sealed bytea, context_sealed bytea, note uuid, council text, person_key bytea, author uuid, author_key bytea, contact_sealed bytea, motive text) TO relais_app;

--
-- Name: FUNCTION agree_pathway(wanted uuid, asked uuid, expected integer, how text, proof text, remind text); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.agree_pathway(wanted uuid, asked uuid, expected integer, how text, proof text, remind text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.agree_pathway(wanted uuid, asked uuid, expected integer, how text, proof text, remind text) TO relais_app;

--
-- Name: FUNCTION aid_case_begins(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.aid_case_begins() FROM PUBLIC;

--
-- Name: FUNCTION aid_case_ends_by_the_rule(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.aid_case_ends_by_the_rule() FROM PUBLIC;

--
-- Name: FUNCTION aid_case_ends_pathway(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.aid_case_ends_pathway() FROM PUBLIC;

--
-- Name: FUNCTION aid_case_erased_drops_attachments(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.aid_case_erased_drops_attachments() FROM PUBLIC;

--
-- Name: FUNCTION aid_case_erased_empties_files(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.aid_case_erased_empties_files() FROM PUBLIC;

--
-- Name: FUNCTION aid_case_erased_ends_note(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.aid_case_erased_ends_note() FROM PUBLIC;

--
-- Name: FUNCTION aid_case_erased_withdraws(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.aid_case_erased_withdraws() FROM PUBLIC;

--
-- Name: FUNCTION aid_case_erased_withdraws_request(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.aid_case_erased_withdraws_request() FROM PUBLIC;

--
-- Name: FUNCTION aid_case_goes_when_due(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.aid_case_goes_when_due() FROM PUBLIC;

--
-- Name: FUNCTION aid_case_is_no_sheet(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.aid_case_is_no_sheet() FROM PUBLIC;

--
-- Name: FUNCTION aid_case_moves_its_request(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.aid_case_moves_its_request() FROM PUBLIC;

--
-- Name: FUNCTION aid_case_takes_its_file(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.aid_case_takes_its_file() FROM PUBLIC;

--
-- Name: FUNCTION aid_request_begins(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.aid_request_begins() FROM PUBLIC;

--
-- Name: FUNCTION analyze_import(with_facts boolean); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.analyze_import(with_facts boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION public.analyze_import(with_facts boolean) TO relais_app;
GRANT ALL ON FUNCTION public.analyze_import(with_facts boolean) TO relais_worker;

--
-- Name: FUNCTION answer_handover(wanted uuid, answer text, how text, proof text, let_through text[]); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.answer_handover(wanted uuid, answer text, how text, proof text, let_through text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.answer_handover(wanted uuid, answer text, how text, proof text, let_through text[]) TO relais_app;

--
-- Name: FUNCTION answer_recusal(of_file uuid, said text); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.answer_recusal(of_file uuid, said text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.answer_recusal(of_file uuid, said text) TO relais_app;

--
-- Name: FUNCTION answer_step(wanted uuid, asked uuid, expected integer, answer text, how text, proof text); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.answer_step(wanted uuid, asked uuid, expected integer, answer text, how text, proof text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.answer_step(wanted uuid, asked uuid, expected integer, answer text, how text, proof text) TO relais_app;

--
-- Name: FUNCTION answers_requests(wanted text); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.answers_requests(wanted text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.answers_requests(wanted text) TO relais_app;

--
-- Name: FUNCTION append_case_event(of_case uuid, act text, detail jsonb); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.append_case_event(of_case uuid, act text, detail jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION public.append_case_event(of_case uuid, act text, detail jsonb) TO relais_app;
GRANT ALL ON FUNCTION public.append_case_event(of_case uuid, act text, detail jsonb) TO relais_worker;

--
-- Name: FUNCTION begin_attachment(with_id uuid, of_file uuid, with_request uuid, of_kind text, of_piece text, said bytea); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.begin_attachment(with_id uuid, of_file uuid, with_request uuid, of_kind text, of_piece text, said bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION public.begin_attachment(with_id uuid, of_file uuid, with_request uuid, of_kind text, of_piece text, said bytea) TO relais_app;

--
-- Name: FUNCTION begin_pathway(made uuid, of_case uuid, from_plan text); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.begin_pathway(made uuid, of_case uuid, from_plan text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.begin_pathway(made uuid, of_case uuid, from_plan text) TO relais_app;

--
-- Name: FUNCTION book_slot(of_action uuid, page uuid, lookup bytea, verifier text); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.book_slot(of_action uuid, page uuid, lookup bytea, verifier text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.book_slot(of_action uuid, page uuid, lookup bytea, verifier text) TO relais_app;

--
-- Name: TABLE programme_action; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.programme_action TO relais_backup;
GRANT SELECT ON TABLE public.programme_action TO relais_app;

--
-- Name: COLUMN programme_action.id; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(id) ON TABLE public.programme_action TO relais_app;

--
-- Name: COLUMN programme_action.slug; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(slug) ON TABLE public.programme_action TO relais_app;

--
-- Name: COLUMN programme_action.kind; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(kind) ON TABLE public.programme_action TO relais_app;

--
-- Name: COLUMN programme_action.title; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(title) ON TABLE public.programme_action TO relais_app;

--
-- Name: COLUMN programme_action.description; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(description) ON TABLE public.programme_action TO relais_app;

--
-- Name: COLUMN programme_action.audiences; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(audiences) ON TABLE public.programme_action TO relais_app;

--
-- Name: COLUMN programme_action.starts_at; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(starts_at) ON TABLE public.programme_action TO relais_app;

--
-- Name: COLUMN programme_action.ends_at; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(ends_at) ON TABLE public.programme_action TO relais_app;

--
-- Name: COLUMN programme_action.place; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(place) ON TABLE public.programme_action TO relais_app;

--
-- Name: COLUMN programme_action.departement; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(departement) ON TABLE public.programme_action TO relais_app;

--
-- Name: COLUMN programme_action.commune; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(commune) ON TABLE public.programme_action TO relais_app;

--
-- Name: COLUMN programme_action.address; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(address) ON TABLE public.programme_action TO relais_app;

--
-- Name: COLUMN programme_action.zone; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(zone) ON TABLE public.programme_action TO relais_app;

--
-- Name: COLUMN programme_action.contact; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(contact) ON TABLE public.programme_action TO relais_app;

--
-- Name: COLUMN programme_action.places; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(places) ON TABLE public.programme_action TO relais_app;

--
-- Name: COLUMN programme_action.booking; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(booking) ON TABLE public.programme_action TO relais_app;

--
-- Name: COLUMN programme_action.organiser; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(organiser) ON TABLE public.programme_action TO relais_app;

--
-- Name: COLUMN programme_action.source_label; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(source_label) ON TABLE public.programme_action TO relais_app;

--
-- Name: COLUMN programme_action.source_date; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(source_date) ON TABLE public.programme_action TO relais_app;

--
-- Name: COLUMN programme_action.proposed_as; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(proposed_as) ON TABLE public.programme_action TO relais_app;

--
-- Name: TABLE slot_booking; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.slot_booking TO relais_backup;

--
-- Name: FUNCTION booked_numbers(of_action uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.booked_numbers(of_action uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.booked_numbers(of_action uuid) TO relais_app;

--
-- Name: FUNCTION call_count_only_grows(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.call_count_only_grows() FROM PUBLIC;

--
-- Name: FUNCTION cancel_booking(of_action uuid, lookup bytea); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.cancel_booking(of_action uuid, lookup bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION public.cancel_booking(of_action uuid, lookup bytea) TO relais_app;

--
-- Name: FUNCTION cancel_handover(wanted uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.cancel_handover(wanted uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.cancel_handover(wanted uuid) TO relais_app;

--
-- Name: FUNCTION cancel_session(wanted uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.cancel_session(wanted uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.cancel_session(wanted uuid) TO relais_app;

--
-- Name: FUNCTION card_begins(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.card_begins() FROM PUBLIC;

--
-- Name: FUNCTION card_goes_when_due(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.card_goes_when_due() FROM PUBLIC;

--
-- Name: TABLE retention_rule; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.retention_rule TO relais_backup;

--
-- Name: FUNCTION retention_of(of_table text, since text); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.retention_of(of_table text, since text) FROM PUBLIC;

--
-- Name: FUNCTION file_ends_on(state_at timestamp with time zone); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.file_ends_on(state_at timestamp with time zone) FROM PUBLIC;

--
-- Name: TABLE file_event; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.file_event TO relais_backup;
GRANT SELECT ON TABLE public.file_event TO relais_app;

--
-- Name: COLUMN file_event.file; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(file) ON TABLE public.file_event TO relais_app;

--
-- Name: COLUMN file_event.expected; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(expected) ON TABLE public.file_event TO relais_app;

--
-- Name: COLUMN file_event.request; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(request) ON TABLE public.file_event TO relais_app;

--
-- Name: COLUMN file_event.from_state; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(from_state) ON TABLE public.file_event TO relais_app;

--
-- Name: COLUMN file_event.to_state; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(to_state) ON TABLE public.file_event TO relais_app;

--
-- Name: COLUMN file_event.acted_as; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(acted_as) ON TABLE public.file_event TO relais_app;

--
-- Name: COLUMN file_event.reason; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(reason) ON TABLE public.file_event TO relais_app;

--
-- Name: FUNCTION file_was_decided(of_file uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.file_was_decided(of_file uuid) FROM PUBLIC;

--
-- Name: TABLE national_file; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.national_file TO relais_backup;
GRANT SELECT ON TABLE public.national_file TO relais_app;

--
-- Name: COLUMN national_file.id; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(id) ON TABLE public.national_file TO relais_app;

--
-- Name: COLUMN national_file.case_id; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(case_id) ON TABLE public.national_file TO relais_app;

--
-- Name: COLUMN national_file.key; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(key) ON TABLE public.national_file TO relais_app;

--
-- Name: COLUMN national_file.body; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(body) ON TABLE public.national_file TO relais_app;

--
-- Name: COLUMN national_file.begun_as; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(begun_as) ON TABLE public.national_file TO relais_app;

--
-- Name: COLUMN national_file.on_paper; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(on_paper) ON TABLE public.national_file TO relais_app;

--
-- Name: COLUMN national_file.practice; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(practice) ON TABLE public.national_file TO relais_app;

--
-- Name: COLUMN national_file.urgent; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(urgent) ON TABLE public.national_file TO relais_app;

--
-- Name: FUNCTION case_file_until(of_case uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.case_file_until(of_case uuid) FROM PUBLIC;

--
-- Name: FUNCTION case_keeping(of_case uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.case_keeping(of_case uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.case_keeping(of_case uuid) TO relais_app;

--
-- Name: FUNCTION case_opening_asks_first(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.case_opening_asks_first() FROM PUBLIC;

--
-- Name: FUNCTION case_opening_opens_the_request(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.case_opening_opens_the_request() FROM PUBLIC;

--
-- Name: FUNCTION case_over_at(held public.aid_case, last_act timestamp with time zone); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.case_over_at(held public.aid_case, last_act timestamp with time zone) FROM PUBLIC;

--
-- Name: FUNCTION case_part_is_of_a_living_case(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.case_part_is_of_a_living_case() FROM PUBLIC;

--
-- Name: FUNCTION case_part_of_a_note_is_narrow(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.case_part_of_a_note_is_narrow() FROM PUBLIC;

--
-- Name: FUNCTION case_subjects(held public.aid_case); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.case_subjects(held public.aid_case) FROM PUBLIC;

--
-- Name: FUNCTION chain_case_event(of_case uuid, act text, detail jsonb); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.chain_case_event(of_case uuid, act text, detail jsonb) FROM PUBLIC;

--
-- Name: FUNCTION chain_ends(of_cases uuid[]); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.chain_ends(of_cases uuid[]) FROM PUBLIC;

--
-- Name: FUNCTION change_step(wanted uuid, asked uuid, expected integer, place integer, what text, by_whom text, slug text, from_day date, to_day date, words bytea, of_referral uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.change_step(wanted uuid, asked uuid, expected integer, place integer, what text, by_whom text, slug text, from_day date, to_day date, words bytea, of_referral uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.change_step(wanted uuid, asked uuid, expected integer, place integer, what text, by_whom text, slug text, from_day date, to_day date, words bytea, of_referral uuid) TO relais_app;

--
-- Name: FUNCTION choice_is_the_persons(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.choice_is_the_persons() FROM PUBLIC;

--
-- Name: FUNCTION close_case(of_case uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.close_case(of_case uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.close_case(of_case uuid) TO relais_app;
GRANT ALL ON FUNCTION public.close_case(of_case uuid) TO relais_worker;

--
-- Name: TABLE account; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.account TO relais_app;
GRANT SELECT ON TABLE public.account TO relais_worker;
GRANT SELECT ON TABLE public.account TO relais_backup;

--
-- Name: COLUMN account.id; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(id) ON TABLE public.account TO relais_app;

--
-- Name: COLUMN account.email_key; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(email_key),UPDATE(email_key) ON TABLE public.account TO relais_app;

--
-- Name: COLUMN account.email_sealed; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(email_sealed),UPDATE(email_sealed) ON TABLE public.account TO relais_app;

--
-- Name: COLUMN account.name_sealed; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(name_sealed),UPDATE(name_sealed) ON TABLE public.account TO relais_app;

--
-- Name: COLUMN account.entered_at; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT UPDATE(entered_at) ON TABLE public.account TO relais_app;

--
-- Name: COLUMN account.closed_at; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT UPDATE(closed_at) ON TABLE public.account TO relais_app;

--
-- Name: COLUMN account.demo; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(demo) ON TABLE public.account TO relais_app;

--
-- Name: TABLE role_grant; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.role_grant TO relais_app;
GRANT SELECT ON TABLE public.role_grant TO relais_worker;
GRANT SELECT ON TABLE public.role_grant TO relais_backup;

--
-- Name: COLUMN role_grant.id; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(id) ON TABLE public.role_grant TO relais_app;

--
-- Name: COLUMN role_grant.account; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(account) ON TABLE public.role_grant TO relais_app;

--
-- Name: COLUMN role_grant.role; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(role) ON TABLE public.role_grant TO relais_app;

--
-- Name: COLUMN role_grant.organization; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(organization) ON TABLE public.role_grant TO relais_app;

--
-- Name: COLUMN role_grant.council; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(council) ON TABLE public.role_grant TO relais_app;

--
-- Name: COLUMN role_grant.function; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(function) ON TABLE public.role_grant TO relais_app;

--
-- Name: COLUMN role_grant.deputy; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(deputy) ON TABLE public.role_grant TO relais_app;

--
-- Name: COLUMN role_grant.via; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(via) ON TABLE public.role_grant TO relais_app;

--
-- Name: COLUMN role_grant.proposed_by; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(proposed_by) ON TABLE public.role_grant TO relais_app;

--
-- Name: COLUMN role_grant.approved_by; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(approved_by),UPDATE(approved_by) ON TABLE public.role_grant TO relais_app;

--
-- Name: COLUMN role_grant.approved_at; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(approved_at),UPDATE(approved_at) ON TABLE public.role_grant TO relais_app;

--
-- Name: COLUMN role_grant.ended_by; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT UPDATE(ended_by) ON TABLE public.role_grant TO relais_app;

--
-- Name: COLUMN role_grant.ended_at; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT UPDATE(ended_at) ON TABLE public.role_grant TO relais_app;

--
-- Name: COLUMN role_grant.batch; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(batch) ON TABLE public.role_grant TO relais_app;

--
-- Name: FUNCTION commission_roles(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.commission_roles() FROM PUBLIC;
GRANT ALL ON FUNCTION public.commission_roles() TO relais_app;

--
-- Name: FUNCTION complete_pathway(wanted uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.complete_pathway(wanted uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.complete_pathway(wanted uuid) TO relais_app;

--
-- Name: FUNCTION confirm_decision(wanted uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.confirm_decision(wanted uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.confirm_decision(wanted uuid) TO relais_app;

--
-- Name: FUNCTION confirm_figure(figure uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.confirm_figure(figure uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.confirm_figure(figure uuid) TO relais_app;

--
-- Name: FUNCTION confirm_year(of_year integer, seen bytea); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.confirm_year(of_year integer, seen bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION public.confirm_year(of_year integer, seen bytea) TO relais_app;

--
-- Name: FUNCTION consent_ends_once(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.consent_ends_once() FROM PUBLIC;

--
-- Name: FUNCTION consent_is_collected(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.consent_is_collected() FROM PUBLIC;

--
-- Name: TABLE consent; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.consent TO relais_backup;
GRANT SELECT ON TABLE public.consent TO relais_app;

--
-- Name: COLUMN consent.id; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(id) ON TABLE public.consent TO relais_app;

--
-- Name: COLUMN consent.referral; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(referral) ON TABLE public.consent TO relais_app;

--
-- Name: COLUMN consent.answer; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(answer) ON TABLE public.consent TO relais_app;

--
-- Name: COLUMN consent.grantor; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(grantor) ON TABLE public.consent TO relais_app;

--
-- Name: COLUMN consent.recipient_org; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(recipient_org) ON TABLE public.consent TO relais_app;

--
-- Name: COLUMN consent.recipient_function; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(recipient_function) ON TABLE public.consent TO relais_app;

--
-- Name: COLUMN consent.categories; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(categories) ON TABLE public.consent TO relais_app;

--
-- Name: COLUMN consent.purpose; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(purpose) ON TABLE public.consent TO relais_app;

--
-- Name: COLUMN consent.medium; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(medium) ON TABLE public.consent TO relais_app;

--
-- Name: COLUMN consent.notice; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(notice) ON TABLE public.consent TO relais_app;

--
-- Name: COLUMN consent.notice_sha256; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(notice_sha256) ON TABLE public.consent TO relais_app;

--
-- Name: COLUMN consent.mode; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(mode) ON TABLE public.consent TO relais_app;

--
-- Name: COLUMN consent.evidence; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(evidence) ON TABLE public.consent TO relais_app;

--
-- Name: COLUMN consent.days; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(days) ON TABLE public.consent TO relais_app;

--
-- Name: TABLE disclosure; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.disclosure TO relais_backup;
GRANT SELECT ON TABLE public.disclosure TO relais_app;

--
-- Name: TABLE referral; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.referral TO relais_backup;
GRANT SELECT ON TABLE public.referral TO relais_app;

--
-- Name: COLUMN referral.id; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(id) ON TABLE public.referral TO relais_app;

--
-- Name: COLUMN referral.case_id; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(case_id) ON TABLE public.referral TO relais_app;

--
-- Name: COLUMN referral.key; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(key) ON TABLE public.referral TO relais_app;

--
-- Name: COLUMN referral.origin_org; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(origin_org) ON TABLE public.referral TO relais_app;

--
-- Name: COLUMN referral.concerns; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(concerns) ON TABLE public.referral TO relais_app;

--
-- Name: FUNCTION consent_opens(of_case uuid, wanted text); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.consent_opens(of_case uuid, wanted text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.consent_opens(of_case uuid, wanted text) TO relais_app;

--
-- Name: FUNCTION content_due_at(of_case uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.content_due_at(of_case uuid) FROM PUBLIC;

--
-- Name: FUNCTION coordinates(who uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.coordinates(who uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.coordinates(who uuid) TO relais_app;

--
-- Name: FUNCTION coordinates_figures(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.coordinates_figures() FROM PUBLIC;
GRANT ALL ON FUNCTION public.coordinates_figures() TO relais_app;

--
-- Name: FUNCTION correct_request(of_case uuid, wanted text[], as_practice text); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.correct_request(of_case uuid, wanted text[], as_practice text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.correct_request(of_case uuid, wanted text[], as_practice text) TO relais_app;

--
-- Name: FUNCTION council_pathways(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.council_pathways() FROM PUBLIC;
GRANT ALL ON FUNCTION public.council_pathways() TO relais_app;

--
-- Name: TABLE handover; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.handover TO relais_backup;
GRANT SELECT ON TABLE public.handover TO relais_app;

--
-- Name: FUNCTION council_reads_event(of_case uuid, number bigint); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.council_reads_event(of_case uuid, number bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION public.council_reads_event(of_case uuid, number bigint) TO relais_app;

--
-- Name: FUNCTION count_call(said text[], called_from text); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.count_call(said text[], called_from text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.count_call(said text[], called_from text) TO relais_app;

--
-- Name: FUNCTION count_calls(of_year integer); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.count_calls(of_year integer) FROM PUBLIC;

--
-- Name: FUNCTION count_delays(of_year integer); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.count_delays(of_year integer) FROM PUBLIC;

--
-- Name: FUNCTION count_files(of_year integer); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.count_files(of_year integer) FROM PUBLIC;

--
-- Name: FUNCTION count_freshness(of_year integer); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.count_freshness(of_year integer) FROM PUBLIC;

--
-- Name: FUNCTION count_programme(of_year integer); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.count_programme(of_year integer) FROM PUBLIC;

--
-- Name: FUNCTION count_referrals(of_year integer); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.count_referrals(of_year integer) FROM PUBLIC;

--
-- Name: FUNCTION count_requests(of_year integer); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.count_requests(of_year integer) FROM PUBLIC;

--
-- Name: TABLE year_count; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.year_count TO relais_backup;

--
-- Name: FUNCTION count_year(of_year integer); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.count_year(of_year integer) FROM PUBLIC;

--
-- Name: FUNCTION counted_lines(of_measure text, kept public.year_count[], OUT names text[], OUT counts bigint[]); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.counted_lines(of_measure text, kept public.year_count[], OUT names text[], OUT counts bigint[]) FROM PUBLIC;

--
-- Name: FUNCTION counts_of(of_year integer); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.counts_of(of_year integer) FROM PUBLIC;

--
-- Name: TABLE organization; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.organization TO relais_app;
GRANT SELECT ON TABLE public.organization TO relais_worker;
GRANT SELECT ON TABLE public.organization TO relais_backup;

--
-- Name: FUNCTION current_signatory(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.current_signatory() FROM PUBLIC;
GRANT ALL ON FUNCTION public.current_signatory() TO relais_app;

--
-- Name: TABLE recusal; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.recusal TO relais_backup;
GRANT SELECT ON TABLE public.recusal TO relais_app;

--
-- Name: FUNCTION recused_files(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.recused_files() FROM PUBLIC;
GRANT ALL ON FUNCTION public.recused_files() TO relais_app;

--
-- Name: FUNCTION recused_cases(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.recused_cases() FROM PUBLIC;
GRANT ALL ON FUNCTION public.recused_cases() TO relais_app;

--
-- Name: TABLE case_opening; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.case_opening TO relais_app;
GRANT SELECT ON TABLE public.case_opening TO relais_backup;

--
-- Name: FUNCTION opened_cases(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.opened_cases() FROM PUBLIC;
GRANT ALL ON FUNCTION public.opened_cases() TO relais_app;

--
-- Name: TABLE aid_request; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.aid_request TO relais_backup;

--
-- Name: COLUMN aid_request.id; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT(id),INSERT(id) ON TABLE public.aid_request TO relais_app;

--
-- Name: COLUMN aid_request.case_id; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT(case_id),INSERT(case_id) ON TABLE public.aid_request TO relais_app;

--
-- Name: COLUMN aid_request.council; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT(council),INSERT(council) ON TABLE public.aid_request TO relais_app;

--
-- Name: COLUMN aid_request.needs; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(needs) ON TABLE public.aid_request TO relais_app;

--
-- Name: COLUMN aid_request.practice; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(practice) ON TABLE public.aid_request TO relais_app;

--
-- Name: COLUMN aid_request.reach; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(reach) ON TABLE public.aid_request TO relais_app;

--
-- Name: COLUMN aid_request.state; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT(state) ON TABLE public.aid_request TO relais_app;

--
-- Name: COLUMN aid_request.version; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT(version) ON TABLE public.aid_request TO relais_app;

--
-- Name: COLUMN aid_request.urgent; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT(urgent),INSERT(urgent) ON TABLE public.aid_request TO relais_app;

--
-- Name: COLUMN aid_request.urgent_at; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT(urgent_at) ON TABLE public.aid_request TO relais_app;

--
-- Name: COLUMN aid_request.marks; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT(marks),INSERT(marks) ON TABLE public.aid_request TO relais_app;

--
-- Name: COLUMN aid_request.fingerprint; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(fingerprint) ON TABLE public.aid_request TO relais_app;

--
-- Name: COLUMN aid_request.opened_at; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT(opened_at) ON TABLE public.aid_request TO relais_app;

--
-- Name: COLUMN aid_request.relief_org; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT(relief_org) ON TABLE public.aid_request TO relais_app;

--
-- Name: COLUMN aid_request.contacted_on; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT(contacted_on) ON TABLE public.aid_request TO relais_app;

--
-- Name: COLUMN aid_request.turned_at; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT(turned_at) ON TABLE public.aid_request TO relais_app;

--
-- Name: COLUMN aid_request.outcome; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT(outcome) ON TABLE public.aid_request TO relais_app;

--
-- Name: COLUMN aid_request.made_at; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT(made_at) ON TABLE public.aid_request TO relais_app;

--
-- Name: COLUMN aid_request.state_at; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT(state_at) ON TABLE public.aid_request TO relais_app;

--
-- Name: FUNCTION relieved_cases(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.relieved_cases() FROM PUBLIC;
GRANT ALL ON FUNCTION public.relieved_cases() TO relais_app;

--
-- Name: FUNCTION data_key_of(of_case uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.data_key_of(of_case uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.data_key_of(of_case uuid) TO relais_app;

--
-- Name: FUNCTION decide_action(of_action uuid, verdict text, said text); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.decide_action(of_action uuid, verdict text, said text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.decide_action(of_action uuid, verdict text, said text) TO relais_app;

--
-- Name: FUNCTION decision_is_said_once(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.decision_is_said_once() FROM PUBLIC;

--
-- Name: FUNCTION describe_file(of_file uuid, of_practice text, is_urgent boolean); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.describe_file(of_file uuid, of_practice text, is_urgent boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION public.describe_file(of_file uuid, of_practice text, is_urgent boolean) TO relais_app;

--
-- Name: FUNCTION discard_decision(wanted uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.discard_decision(wanted uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.discard_decision(wanted uuid) TO relais_app;

--
-- Name: FUNCTION discard_note(of_note uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.discard_note(of_note uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.discard_note(of_note uuid) TO relais_app;

--
-- Name: FUNCTION drop_attachment(wanted uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.drop_attachment(wanted uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.drop_attachment(wanted uuid) TO relais_app;

--
-- Name: FUNCTION empty_case(of_case uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.empty_case(of_case uuid) FROM PUBLIC;

--
-- Name: FUNCTION empty_closed_accounts(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.empty_closed_accounts() FROM PUBLIC;

--
-- Name: FUNCTION empty_due(at_most integer); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.empty_due(at_most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.empty_due(at_most integer) TO relais_purge;

--
-- Name: FUNCTION empty_ended(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.empty_ended() FROM PUBLIC;

--
-- Name: FUNCTION empty_subject(kind text, subject uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.empty_subject(kind text, subject uuid) FROM PUBLIC;

--
-- Name: FUNCTION end_action(of_action uuid, ending text, said text); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.end_action(of_action uuid, ending text, said text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.end_action(of_action uuid, ending text, said text) TO relais_app;

--
-- Name: FUNCTION end_past_actions(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.end_past_actions() FROM PUBLIC;
GRANT ALL ON FUNCTION public.end_past_actions() TO relais_worker;

--
-- Name: FUNCTION end_pathway(wanted uuid, said_how text); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.end_pathway(wanted uuid, said_how text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.end_pathway(wanted uuid, said_how text) TO relais_app;

--
-- Name: FUNCTION end_session(wanted uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.end_session(wanted uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.end_session(wanted uuid) TO relais_app;

--
-- Name: FUNCTION end_untouched_files(at_most integer); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.end_untouched_files(at_most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.end_untouched_files(at_most integer) TO relais_worker;

--
-- Name: FUNCTION enter_figure(figure uuid, of_year integer, of_measure text, in_unit text, how_many bigint, from_source text); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.enter_figure(figure uuid, of_year integer, of_measure text, in_unit text, how_many bigint, from_source text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.enter_figure(figure uuid, of_year integer, of_measure text, in_unit text, how_many bigint, from_source text) TO relais_app;

--
-- Name: FUNCTION erase_case(of_case uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.erase_case(of_case uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.erase_case(of_case uuid) TO relais_app;
GRANT ALL ON FUNCTION public.erase_case(of_case uuid) TO relais_worker;

--
-- Name: FUNCTION file_roles(wanted uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.file_roles(wanted uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.file_roles(wanted uuid) TO relais_app;

--
-- Name: FUNCTION file_decider(held public.national_file); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.file_decider(held public.national_file) FROM PUBLIC;

--
-- Name: FUNCTION file_event_frees_the_agenda(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.file_event_frees_the_agenda() FROM PUBLIC;

--
-- Name: FUNCTION file_event_is_applied(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.file_event_is_applied() FROM PUBLIC;

--
-- Name: FUNCTION file_is_untouched(held public.national_file); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.file_is_untouched(held public.national_file) FROM PUBLIC;

--
-- Name: FUNCTION file_key_of(of_file uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.file_key_of(of_file uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.file_key_of(of_file uuid) TO relais_app;

--
-- Name: FUNCTION file_row_stays(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.file_row_stays() FROM PUBLIC;

--
-- Name: TABLE case_event; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.case_event TO relais_app;
GRANT SELECT ON TABLE public.case_event TO relais_worker;
GRANT SELECT ON TABLE public.case_event TO relais_audit;
GRANT SELECT ON TABLE public.case_event TO relais_backup;

--
-- Name: FUNCTION file_touched_at(held public.national_file); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.file_touched_at(held public.national_file) FROM PUBLIC;

--
-- Name: FUNCTION file_writer(held public.national_file); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.file_writer(held public.national_file) FROM PUBLIC;

--
-- Name: FUNCTION find_booking_by_code(of_action uuid, lookup bytea); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.find_booking_by_code(of_action uuid, lookup bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION public.find_booking_by_code(of_action uuid, lookup bytea) TO relais_app;

--
-- Name: TABLE card; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.card TO relais_backup;

--
-- Name: COLUMN card.id; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(id) ON TABLE public.card TO relais_app;

--
-- Name: COLUMN card.code_lookup; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(code_lookup) ON TABLE public.card TO relais_app;

--
-- Name: COLUMN card.code_verifier; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(code_verifier) ON TABLE public.card TO relais_app;

--
-- Name: FUNCTION find_card_by_code(lookup bytea); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.find_card_by_code(lookup bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION public.find_card_by_code(lookup bytea) TO relais_app;

--
-- Name: FUNCTION find_case_by_code(lookup bytea); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.find_case_by_code(lookup bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION public.find_case_by_code(lookup bytea) TO relais_app;

--
-- Name: TABLE sheet; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.sheet TO relais_backup;

--
-- Name: COLUMN sheet.id; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT(id),INSERT(id) ON TABLE public.sheet TO relais_app;

--
-- Name: COLUMN sheet.code_lookup; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(code_lookup) ON TABLE public.sheet TO relais_app;

--
-- Name: COLUMN sheet.code_verifier; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(code_verifier) ON TABLE public.sheet TO relais_app;

--
-- Name: COLUMN sheet.made_at; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT(made_at) ON TABLE public.sheet TO relais_app;

--
-- Name: COLUMN sheet.ends_at; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT(ends_at) ON TABLE public.sheet TO relais_app;

--
-- Name: COLUMN sheet.directory_version; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT(directory_version),INSERT(directory_version) ON TABLE public.sheet TO relais_app;

--
-- Name: COLUMN sheet.seed; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT(seed),INSERT(seed) ON TABLE public.sheet TO relais_app;

--
-- Name: FUNCTION find_sheet_by_code(lookup bytea); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.find_sheet_by_code(lookup bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION public.find_sheet_by_code(lookup bytea) TO relais_app;

--
-- Name: FUNCTION finish_attachment(wanted uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.finish_attachment(wanted uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.finish_attachment(wanted uuid) TO relais_app;

--
-- Name: FUNCTION give_file_opinion(of_file uuid, expected integer, with_request uuid, said text, words bytea); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.give_file_opinion(of_file uuid, expected integer, with_request uuid, said text, words bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION public.give_file_opinion(of_file uuid, expected integer, with_request uuid, said text, words bytea) TO relais_app;

--
-- Name: FUNCTION guard_file_move(held public.national_file, asked public.file_event); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.guard_file_move(held public.national_file, asked public.file_event) FROM PUBLIC;

--
-- Name: TABLE referral_event; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.referral_event TO relais_backup;
GRANT SELECT ON TABLE public.referral_event TO relais_app;

--
-- Name: COLUMN referral_event.referral; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(referral) ON TABLE public.referral_event TO relais_app;
GRANT INSERT(referral) ON TABLE public.referral_event TO relais_worker;

--
-- Name: COLUMN referral_event.expected; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(expected) ON TABLE public.referral_event TO relais_app;
GRANT INSERT(expected) ON TABLE public.referral_event TO relais_worker;

--
-- Name: COLUMN referral_event.request; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(request) ON TABLE public.referral_event TO relais_app;
GRANT INSERT(request) ON TABLE public.referral_event TO relais_worker;

--
-- Name: COLUMN referral_event.from_state; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(from_state) ON TABLE public.referral_event TO relais_app;
GRANT INSERT(from_state) ON TABLE public.referral_event TO relais_worker;

--
-- Name: COLUMN referral_event.to_state; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(to_state) ON TABLE public.referral_event TO relais_app;
GRANT INSERT(to_state) ON TABLE public.referral_event TO relais_worker;

--
-- Name: COLUMN referral_event.acted_as; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(acted_as) ON TABLE public.referral_event TO relais_app;
GRANT INSERT(acted_as) ON TABLE public.referral_event TO relais_worker;

--
-- Name: COLUMN referral_event.reason; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(reason) ON TABLE public.referral_event TO relais_app;
GRANT INSERT(reason) ON TABLE public.referral_event TO relais_worker;

--
-- Name: COLUMN referral_event.outcome; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(outcome) ON TABLE public.referral_event TO relais_app;
GRANT INSERT(outcome) ON TABLE public.referral_event TO relais_worker;

--
-- Name: COLUMN referral_event.attempts; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(attempts) ON TABLE public.referral_event TO relais_app;
GRANT INSERT(attempts) ON TABLE public.referral_event TO relais_worker;

--
-- Name: FUNCTION guard_move(held public.referral, asked public.referral_event, agreed public.consent); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.guard_move(held public.referral, asked public.referral_event, agreed public.consent) FROM PUBLIC;

--
-- Name: TABLE request_event; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.request_event TO relais_backup;
GRANT SELECT ON TABLE public.request_event TO relais_app;

--
-- Name: COLUMN request_event.request; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(request) ON TABLE public.request_event TO relais_app;
GRANT INSERT(request) ON TABLE public.request_event TO relais_worker;

--
-- Name: COLUMN request_event.expected; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(expected) ON TABLE public.request_event TO relais_app;
GRANT INSERT(expected) ON TABLE public.request_event TO relais_worker;

--
-- Name: COLUMN request_event.post; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(post) ON TABLE public.request_event TO relais_app;
GRANT INSERT(post) ON TABLE public.request_event TO relais_worker;

--
-- Name: COLUMN request_event.from_state; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(from_state) ON TABLE public.request_event TO relais_app;
GRANT INSERT(from_state) ON TABLE public.request_event TO relais_worker;

--
-- Name: COLUMN request_event.to_state; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(to_state) ON TABLE public.request_event TO relais_app;
GRANT INSERT(to_state) ON TABLE public.request_event TO relais_worker;

--
-- Name: COLUMN request_event.acted_as; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(acted_as) ON TABLE public.request_event TO relais_app;
GRANT INSERT(acted_as) ON TABLE public.request_event TO relais_worker;

--
-- Name: COLUMN request_event.contacted_on; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(contacted_on) ON TABLE public.request_event TO relais_app;
GRANT INSERT(contacted_on) ON TABLE public.request_event TO relais_worker;

--
-- Name: COLUMN request_event.outcome; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(outcome) ON TABLE public.request_event TO relais_app;
GRANT INSERT(outcome) ON TABLE public.request_event TO relais_worker;

--
-- Name: FUNCTION guard_request_move(held public.aid_request, asked public.request_event); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.guard_request_move(held public.aid_request, asked public.request_event) FROM PUBLIC;

--
-- Name: FUNCTION guard_session_move(held public.national_file, asked public.file_event); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.guard_session_move(held public.national_file, asked public.file_event) FROM PUBLIC;

--
-- Name: FUNCTION hand_case_over(held public.handover, let_through text[]); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.hand_case_over(held public.handover, let_through text[]) FROM PUBLIC;

--
-- Name: FUNCTION handover_is_answered_once(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.handover_is_answered_once() FROM PUBLIC;

--
-- Name: FUNCTION has_slot(of_action uuid, page uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.has_slot(of_action uuid, page uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.has_slot(of_action uuid, page uuid) TO relais_app;

--
-- Name: FUNCTION heard_by(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.heard_by() FROM PUBLIC;

--
-- Name: FUNCTION hold_accompanied(of_case uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.hold_accompanied(of_case uuid) FROM PUBLIC;

--
-- Name: TABLE attachment; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.attachment TO relais_backup;
GRANT SELECT ON TABLE public.attachment TO relais_app;

--
-- Name: FUNCTION hold_arriving(wanted uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.hold_arriving(wanted uuid) FROM PUBLIC;

--
-- Name: TABLE decision; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.decision TO relais_backup;
GRANT SELECT ON TABLE public.decision TO relais_app;

--
-- Name: FUNCTION hold_decision(wanted uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.hold_decision(wanted uuid) FROM PUBLIC;

--
-- Name: FUNCTION hold_file(wanted uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.hold_file(wanted uuid) FROM PUBLIC;

--
-- Name: FUNCTION hold_file_to_write(wanted uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.hold_file_to_write(wanted uuid) FROM PUBLIC;

--
-- Name: FUNCTION hold_kept_action(of_action uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.hold_kept_action(of_action uuid) FROM PUBLIC;

--
-- Name: FUNCTION hold_live_consent(of_referral uuid, of_round integer); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.hold_live_consent(of_referral uuid, of_round integer) FROM PUBLIC;

--
-- Name: TABLE note; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.note TO relais_backup;

--
-- Name: COLUMN note.id; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT(id) ON TABLE public.note TO relais_app;

--
-- Name: COLUMN note.case_id; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT(case_id) ON TABLE public.note TO relais_app;

--
-- Name: COLUMN note.council; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT(council) ON TABLE public.note TO relais_app;

--
-- Name: COLUMN note.state; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT(state) ON TABLE public.note TO relais_app;

--
-- Name: COLUMN note.made_at; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT(made_at) ON TABLE public.note TO relais_app;

--
-- Name: COLUMN note.state_at; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT(state_at) ON TABLE public.note TO relais_app;

--
-- Name: COLUMN note.due_at; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT(due_at) ON TABLE public.note TO relais_app;

--
-- Name: COLUMN note.informed_on; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT(informed_on) ON TABLE public.note TO relais_app;

--
-- Name: COLUMN note.informed_how; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT(informed_how) ON TABLE public.note TO relais_app;

--
-- Name: FUNCTION hold_note(wanted uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.hold_note(wanted uuid) FROM PUBLIC;

--
-- Name: TABLE pathway; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.pathway TO relais_backup;
GRANT SELECT ON TABLE public.pathway TO relais_app;

--
-- Name: FUNCTION hold_pathway(wanted uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.hold_pathway(wanted uuid) FROM PUBLIC;

--
-- Name: FUNCTION hold_referral(wanted uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.hold_referral(wanted uuid) FROM PUBLIC;

--
-- Name: FUNCTION hold_request(wanted uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.hold_request(wanted uuid) FROM PUBLIC;

--
-- Name: TABLE commission_session; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.commission_session TO relais_backup;
GRANT SELECT ON TABLE public.commission_session TO relais_app;

--
-- Name: FUNCTION hold_session(wanted uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.hold_session(wanted uuid) FROM PUBLIC;

--
-- Name: TABLE pathway_step; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.pathway_step TO relais_backup;
GRANT SELECT ON TABLE public.pathway_step TO relais_app;

--
-- Name: FUNCTION hold_step(wanted uuid, expected integer); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.hold_step(wanted uuid, expected integer) FROM PUBLIC;

--
-- Name: FUNCTION holds_a_file(of_case uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.holds_a_file(of_case uuid) FROM PUBLIC;

--
-- Name: FUNCTION inform_note(of_note uuid, told_on date, how text); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.inform_note(of_note uuid, told_on date, how text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.inform_note(of_note uuid, told_on date, how text) TO relais_app;

--
-- Name: FUNCTION is_due(of_table text, held jsonb); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.is_due(of_table text, held jsonb) FROM PUBLIC;

--
-- Name: FUNCTION keep_counts(of_year integer); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.keep_counts(of_year integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.keep_counts(of_year integer) TO relais_worker;

--
-- Name: FUNCTION last_act_of(of_case uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.last_act_of(of_case uuid) FROM PUBLIC;

--
-- Name: FUNCTION mark_file_piece(of_file uuid, of_piece text, to_state text, why text); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.mark_file_piece(of_file uuid, of_piece text, to_state text, why text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.mark_file_piece(of_file uuid, of_piece text, to_state text, why text) TO relais_app;

--
-- Name: FUNCTION member_may_see(held public.national_file); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.member_may_see(held public.national_file) FROM PUBLIC;

--
-- Name: FUNCTION name_to_recuse(of_file uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.name_to_recuse(of_file uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.name_to_recuse(of_file uuid) TO relais_app;

--
-- Name: FUNCTION national_file_begins(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.national_file_begins() FROM PUBLIC;

--
-- Name: FUNCTION note_author_is_written_once(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.note_author_is_written_once() FROM PUBLIC;

--
-- Name: FUNCTION note_contacts(of_note uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.note_contacts(of_note uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.note_contacts(of_note uuid) TO relais_app;

--
-- Name: FUNCTION note_goes_when_due(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.note_goes_when_due() FROM PUBLIC;

--
-- Name: FUNCTION note_is_written_once(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.note_is_written_once() FROM PUBLIC;

--
-- Name: FUNCTION nothing_new_once_emptied(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.nothing_new_once_emptied() FROM PUBLIC;

--
-- Name: FUNCTION only_its_file_is_kept(of_case uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.only_its_file_is_kept(of_case uuid) FROM PUBLIC;

--
-- Name: FUNCTION open_case(of_case uuid, reason text, as_function text, session text); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.open_case(of_case uuid, reason text, as_function text, session text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.open_case(of_case uuid, reason text, as_function text, session text) TO relais_app;

--
-- Name: FUNCTION open_file(of_file uuid, reason text, as_function text, session text); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.open_file(of_file uuid, reason text, as_function text, session text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.open_file(of_file uuid, reason text, as_function text, session text) TO relais_app;

--
-- Name: FUNCTION open_inbox(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.open_inbox() FROM PUBLIC;
GRANT ALL ON FUNCTION public.open_inbox() TO relais_app;

--
-- Name: FUNCTION option_shown_is_of_the_next_round(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.option_shown_is_of_the_next_round() FROM PUBLIC;

--
-- Name: FUNCTION pathway_goes_when_due(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.pathway_goes_when_due() FROM PUBLIC;

--
-- Name: FUNCTION place_ratifications(of_body text); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.place_ratifications(of_body text) FROM PUBLIC;

--
-- Name: FUNCTION plan_session(with_id uuid, of_body text, on_moment timestamp with time zone, at_place text); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.plan_session(with_id uuid, of_body text, on_moment timestamp with time zone, at_place text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.plan_session(with_id uuid, of_body text, on_moment timestamp with time zone, at_place text) TO relais_app;

--
-- Name: FUNCTION plan_step(made uuid, of_pathway uuid, place integer, what text, by_whom text, slug text, from_day date, to_day date, words bytea, of_referral uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.plan_step(made uuid, of_pathway uuid, place integer, what text, by_whom text, slug text, from_day date, to_day date, words bytea, of_referral uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.plan_step(made uuid, of_pathway uuid, place integer, what text, by_whom text, slug text, from_day date, to_day date, words bytea, of_referral uuid) TO relais_app;

--
-- Name: FUNCTION postpone_file(of_file uuid, expected integer, with_request uuid, why text); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.postpone_file(of_file uuid, expected integer, with_request uuid, why text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.postpone_file(of_file uuid, expected integer, with_request uuid, why text) TO relais_app;

--
-- Name: FUNCTION programme_action_goes_when_due(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.programme_action_goes_when_due() FROM PUBLIC;

--
-- Name: FUNCTION programme_action_is_proposed(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.programme_action_is_proposed() FROM PUBLIC;

--
-- Name: FUNCTION programme_action_moves(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.programme_action_moves() FROM PUBLIC;

--
-- Name: FUNCTION project_directory(version bigint); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.project_directory(version bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION public.project_directory(version bigint) TO relais_app;
GRANT ALL ON FUNCTION public.project_directory(version bigint) TO relais_worker;

--
-- Name: FUNCTION propose_handover(made uuid, of_case uuid, council text, officer uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.propose_handover(made uuid, of_case uuid, council text, officer uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.propose_handover(made uuid, of_case uuid, council text, officer uuid) TO relais_app;

--
-- Name: FUNCTION purge_cards(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.purge_cards() FROM PUBLIC;
GRANT ALL ON FUNCTION public.purge_cards() TO relais_worker;
GRANT ALL ON FUNCTION public.purge_cards() TO relais_purge;

--
-- Name: FUNCTION purge_cut_attachments(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.purge_cut_attachments() FROM PUBLIC;
GRANT ALL ON FUNCTION public.purge_cut_attachments() TO relais_worker;

--
-- Name: FUNCTION purge_due(at_most integer); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.purge_due(at_most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.purge_due(at_most integer) TO relais_purge;

--
-- Name: FUNCTION purge_notes(at_most integer); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.purge_notes(at_most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.purge_notes(at_most integer) TO relais_worker;
GRANT ALL ON FUNCTION public.purge_notes(at_most integer) TO relais_purge;

--
-- Name: FUNCTION purge_pathways(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.purge_pathways() FROM PUBLIC;

--
-- Name: FUNCTION purge_programme(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.purge_programme() FROM PUBLIC;
GRANT ALL ON FUNCTION public.purge_programme() TO relais_worker;
GRANT ALL ON FUNCTION public.purge_programme() TO relais_purge;

--
-- Name: FUNCTION purge_rows(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.purge_rows() FROM PUBLIC;
GRANT ALL ON FUNCTION public.purge_rows() TO relais_worker;
GRANT ALL ON FUNCTION public.purge_rows() TO relais_purge;

--
-- Name: FUNCTION purge_sheets(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.purge_sheets() FROM PUBLIC;
GRANT ALL ON FUNCTION public.purge_sheets() TO relais_worker;
GRANT ALL ON FUNCTION public.purge_sheets() TO relais_purge;

--
-- Name: FUNCTION put_end_to_pathway(held public.pathway, how text, said_how text); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.put_end_to_pathway(held public.pathway, how text, said_how text) FROM PUBLIC;

--
-- Name: FUNCTION put_request_first(of_case uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.put_request_first(of_case uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.put_request_first(of_case uuid) TO relais_app;

--
-- Name: FUNCTION ratify_decision(wanted uuid, said text); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.ratify_decision(wanted uuid, said text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.ratify_decision(wanted uuid, said text) TO relais_app;

--
-- Name: FUNCTION read_request(wanted uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.read_request(wanted uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.read_request(wanted uuid) TO relais_app;

--
-- Name: FUNCTION reading_days_are_set(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.reading_days_are_set() FROM PUBLIC;

--
-- Name: TABLE inbox_opening; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.inbox_opening TO relais_backup;

--
-- Name: FUNCTION reads_inbox(wanted text); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.reads_inbox(wanted text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.reads_inbox(wanted text) TO relais_app;

--
-- Name: FUNCTION record_decision(with_id uuid, of_file uuid, expected integer, of_kind text, cents bigint, of_whom text, why text); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.record_decision(with_id uuid, of_file uuid, expected integer, of_kind text, cents bigint, of_whom text, why text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.record_decision(with_id uuid, of_file uuid, expected integer, of_kind text, cents bigint, of_whom text, why text) TO relais_app;

--
-- Name: FUNCTION record_payment(of_decision uuid, with_request uuid, cents bigint, on_day date); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.record_payment(of_decision uuid, with_request uuid, cents bigint, on_day date) FROM PUBLIC;
GRANT ALL ON FUNCTION public.record_payment(of_decision uuid, with_request uuid, cents bigint, on_day date) TO relais_app;

--
-- Name: FUNCTION referral_begins_as_draft(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.referral_begins_as_draft() FROM PUBLIC;

--
-- Name: FUNCTION referral_event_is_applied(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.referral_event_is_applied() FROM PUBLIC;

--
-- Name: FUNCTION referral_is_of_no_note(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.referral_is_of_no_note() FROM PUBLIC;

--
-- Name: FUNCTION referral_is_told(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.referral_is_told() FROM PUBLIC;

--
-- Name: FUNCTION referral_row_stays(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.referral_row_stays() FROM PUBLIC;

--
-- Name: FUNCTION referral_turns_the_request(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.referral_turns_the_request() FROM PUBLIC;

--
-- Name: FUNCTION referrals_due(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.referrals_due() FROM PUBLIC;
GRANT ALL ON FUNCTION public.referrals_due() TO relais_worker;

--
-- Name: FUNCTION referrals_to_close(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.referrals_to_close() FROM PUBLIC;
GRANT ALL ON FUNCTION public.referrals_to_close() TO relais_app;

--
-- Name: FUNCTION referrals_to_tell(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.referrals_to_tell() FROM PUBLIC;
GRANT ALL ON FUNCTION public.referrals_to_tell() TO relais_worker;

--
-- Name: FUNCTION refuse_but_national(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.refuse_but_national() FROM PUBLIC;

--
-- Name: FUNCTION refuse_figure(why text); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.refuse_figure(why text) FROM PUBLIC;

--
-- Name: FUNCTION refuse_file(why text); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.refuse_file(why text) FROM PUBLIC;

--
-- Name: FUNCTION refuse_move(why text); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.refuse_move(why text) FROM PUBLIC;

--
-- Name: FUNCTION refuse_silent(mode text); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.refuse_silent(mode text) FROM PUBLIC;

--
-- Name: FUNCTION refuse_strange_referral(of_case uuid, of_referral uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.refuse_strange_referral(of_case uuid, of_referral uuid) FROM PUBLIC;

--
-- Name: FUNCTION refuse_who_does_not_act(of_case uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.refuse_who_does_not_act(of_case uuid) FROM PUBLIC;

--
-- Name: FUNCTION remind_step(wanted uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.remind_step(wanted uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.remind_step(wanted uuid) TO relais_worker;

--
-- Name: FUNCTION replace_case_code(of_case uuid, lookup bytea, verifier text, made_by text); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.replace_case_code(of_case uuid, lookup bytea, verifier text, made_by text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.replace_case_code(of_case uuid, lookup bytea, verifier text, made_by text) TO relais_app;

--
-- Name: FUNCTION report_cells(of_year integer); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.report_cells(of_year integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.report_cells(of_year integer) TO relais_app;

--
-- Name: FUNCTION report_years(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.report_years() FROM PUBLIC;
GRANT ALL ON FUNCTION public.report_years() TO relais_app;
GRANT ALL ON FUNCTION public.report_years() TO relais_worker;

--
-- Name: TABLE report_cell; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.report_cell TO relais_backup;
GRANT SELECT ON TABLE public.report_cell TO relais_app;

--
-- Name: TABLE year_figure; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.year_figure TO relais_backup;
GRANT SELECT ON TABLE public.year_figure TO relais_app;

--
-- Name: FUNCTION report_content(of_year integer); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.report_content(of_year integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.report_content(of_year integer) TO relais_app;

--
-- Name: FUNCTION request_event_is_applied(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.request_event_is_applied() FROM PUBLIC;

--
-- Name: FUNCTION request_goes_first(of_case uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.request_goes_first(of_case uuid) FROM PUBLIC;

--
-- Name: FUNCTION request_is_told(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.request_is_told() FROM PUBLIC;

--
-- Name: FUNCTION request_roles(wanted uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.request_roles(wanted uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.request_roles(wanted uuid) TO relais_app;

--
-- Name: FUNCTION request_row_stays(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.request_row_stays() FROM PUBLIC;

--
-- Name: FUNCTION requests_due(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.requests_due() FROM PUBLIC;
GRANT ALL ON FUNCTION public.requests_due() TO relais_worker;

--
-- Name: FUNCTION requests_to_tell(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.requests_to_tell() FROM PUBLIC;
GRANT ALL ON FUNCTION public.requests_to_tell() TO relais_worker;

--
-- Name: FUNCTION row_goes_when_due(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.row_goes_when_due() FROM PUBLIC;

--
-- Name: FUNCTION save_file_section(of_file uuid, of_section text, said bytea, asked bigint, with_request uuid, expected integer); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.save_file_section(of_file uuid, of_section text, said bytea, asked bigint, with_request uuid, expected integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.save_file_section(of_file uuid, of_section text, said bytea, asked bigint, with_request uuid, expected integer) TO relais_app;

--
-- Name: FUNCTION schedule_file(of_file uuid, in_session uuid, expected integer, with_request uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.schedule_file(of_file uuid, in_session uuid, expected integer, with_request uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.schedule_file(of_file uuid, in_session uuid, expected integer, with_request uuid) TO relais_app;

--
-- Name: FUNCTION send_back_from(wanted uuid, why text); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.send_back_from(wanted uuid, why text) FROM PUBLIC;

--
-- Name: FUNCTION set_booking(of_action uuid, wanted text); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.set_booking(of_action uuid, wanted text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.set_booking(of_action uuid, wanted text) TO relais_app;

--
-- Name: FUNCTION set_pathway_reminders(wanted uuid, remind text, how text); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.set_pathway_reminders(wanted uuid, remind text, how text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.set_pathway_reminders(wanted uuid, remind text, how text) TO relais_app;

--
-- Name: FUNCTION settle_step(wanted uuid, asked uuid, expected integer, outcome text); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.settle_step(wanted uuid, asked uuid, expected integer, outcome text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.settle_step(wanted uuid, asked uuid, expected integer, outcome text) TO relais_app;

--
-- Name: FUNCTION share_file(of_file uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.share_file(of_file uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.share_file(of_file uuid) TO relais_app;

--
-- Name: FUNCTION sheet_begins(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.sheet_begins() FROM PUBLIC;

--
-- Name: FUNCTION sheet_goes_when_due(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.sheet_goes_when_due() FROM PUBLIC;

--
-- Name: FUNCTION sheet_option_comes_with_its_sheet(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.sheet_option_comes_with_its_sheet() FROM PUBLIC;

--
-- Name: FUNCTION shut_case_of_note(of_case uuid, act text); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.shut_case_of_note(of_case uuid, act text) FROM PUBLIC;

--
-- Name: FUNCTION speaks_for(of_organisation text, who uuid, as_role text); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.speaks_for(of_organisation text, who uuid, as_role text) FROM PUBLIC;

--
-- Name: FUNCTION step_to_come_of(of_case uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.step_to_come_of(of_case uuid) FROM PUBLIC;

--
-- Name: FUNCTION steps_to_remind(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.steps_to_remind() FROM PUBLIC;
GRANT ALL ON FUNCTION public.steps_to_remind() TO relais_worker;

--
-- Name: FUNCTION subject_is_due(of_case uuid, subject uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.subject_is_due(of_case uuid, subject uuid) FROM PUBLIC;

--
-- Name: FUNCTION take_directory_version(cause text); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.take_directory_version(cause text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.take_directory_version(cause text) TO relais_app;
GRANT ALL ON FUNCTION public.take_directory_version(cause text) TO relais_worker;

--
-- Name: TABLE directory_version; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.directory_version TO relais_app;
GRANT SELECT ON TABLE public.directory_version TO relais_worker;
GRANT SELECT ON TABLE public.directory_version TO relais_backup;

--
-- Name: FUNCTION taken_directory_version(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.taken_directory_version() FROM PUBLIC;
GRANT ALL ON FUNCTION public.taken_directory_version() TO relais_app;
GRANT ALL ON FUNCTION public.taken_directory_version() TO relais_worker;

--
-- Name: FUNCTION tell_attachment_read(wanted uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.tell_attachment_read(wanted uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tell_attachment_read(wanted uuid) TO relais_app;

--
-- Name: FUNCTION thin_due(at_most integer); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.thin_due(at_most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.thin_due(at_most integer) TO relais_purge;

--
-- Name: FUNCTION told_among(of_measure text, of_line text, kept public.year_count[]); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.told_among(of_measure text, of_line text, kept public.year_count[]) FROM PUBLIC;

--
-- Name: FUNCTION waiting_actions(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.waiting_actions() FROM PUBLIC;
GRANT ALL ON FUNCTION public.waiting_actions() TO relais_worker;

--
-- Name: FUNCTION withdraw_figure(figure uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.withdraw_figure(figure uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.withdraw_figure(figure uuid) TO relais_app;

--
-- Name: FUNCTION withdraw_note(of_note uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.withdraw_note(of_note uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.withdraw_note(of_note uuid) TO relais_app;

--
-- Name: FUNCTION year_figure_is_written_once(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.year_figure_is_written_once() FROM PUBLIC;

--
-- Name: FUNCTION year_release_is_of_three(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.year_release_is_of_three() FROM PUBLIC;

--
-- Name: FUNCTION year_row_stays(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.year_row_stays() FROM PUBLIC;

--
-- Name: TABLE absence; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT,DELETE ON TABLE public.absence TO relais_app;
GRANT SELECT ON TABLE public.absence TO relais_worker;
GRANT SELECT ON TABLE public.absence TO relais_backup;

--
-- Name: COLUMN absence.id; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(id) ON TABLE public.absence TO relais_app;

--
-- Name: COLUMN absence.grant_id; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(grant_id) ON TABLE public.absence TO relais_app;

--
-- Name: COLUMN absence.first_day; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(first_day) ON TABLE public.absence TO relais_app;

--
-- Name: COLUMN absence.last_day; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(last_day) ON TABLE public.absence TO relais_app;

--
-- Name: TABLE action_slot; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.action_slot TO relais_backup;

--
-- Name: TABLE attachment_chunk; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.attachment_chunk TO relais_backup;
GRANT SELECT ON TABLE public.attachment_chunk TO relais_app;

--
-- Name: TABLE attempt; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.attempt TO relais_app;
GRANT SELECT,DELETE ON TABLE public.attempt TO relais_worker;
GRANT SELECT ON TABLE public.attempt TO relais_backup;

--
-- Name: TABLE call_back; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.call_back TO relais_app;
GRANT SELECT ON TABLE public.call_back TO relais_worker;
GRANT SELECT ON TABLE public.call_back TO relais_backup;

--
-- Name: COLUMN call_back.id; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(id) ON TABLE public.call_back TO relais_app;
GRANT INSERT(id) ON TABLE public.call_back TO relais_worker;

--
-- Name: COLUMN call_back.service; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(service) ON TABLE public.call_back TO relais_app;
GRANT INSERT(service) ON TABLE public.call_back TO relais_worker;

--
-- Name: COLUMN call_back.subject_kind; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(subject_kind) ON TABLE public.call_back TO relais_app;
GRANT INSERT(subject_kind) ON TABLE public.call_back TO relais_worker;

--
-- Name: COLUMN call_back.subject_id; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(subject_id) ON TABLE public.call_back TO relais_app;
GRANT INSERT(subject_id) ON TABLE public.call_back TO relais_worker;

--
-- Name: COLUMN call_back.field; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(field) ON TABLE public.call_back TO relais_app;
GRANT INSERT(field) ON TABLE public.call_back TO relais_worker;

--
-- Name: COLUMN call_back.made_by; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(made_by) ON TABLE public.call_back TO relais_app;
GRANT INSERT(made_by) ON TABLE public.call_back TO relais_worker;

--
-- Name: COLUMN call_back.reached; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(reached) ON TABLE public.call_back TO relais_app;
GRANT INSERT(reached) ON TABLE public.call_back TO relais_worker;

--
-- Name: COLUMN call_back.reached_at; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(reached_at) ON TABLE public.call_back TO relais_app;
GRANT INSERT(reached_at) ON TABLE public.call_back TO relais_worker;

--
-- Name: COLUMN call_back.read_back; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(read_back) ON TABLE public.call_back TO relais_app;
GRANT INSERT(read_back) ON TABLE public.call_back TO relais_worker;

--
-- Name: COLUMN call_back.request; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(request) ON TABLE public.call_back TO relais_app;
GRANT INSERT(request) ON TABLE public.call_back TO relais_worker;

--
-- Name: COLUMN call_back.version; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(version) ON TABLE public.call_back TO relais_app;
GRANT INSERT(version) ON TABLE public.call_back TO relais_worker;

--
-- Name: TABLE call_by_month; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.call_by_month TO relais_backup;

--
-- Name: TABLE call_by_region; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.call_by_region TO relais_backup;

--
-- Name: TABLE case_part; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.case_part TO relais_app;
GRANT SELECT ON TABLE public.case_part TO relais_backup;

--
-- Name: COLUMN case_part.case_id; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(case_id) ON TABLE public.case_part TO relais_app;

--
-- Name: COLUMN case_part.category; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(category) ON TABLE public.case_part TO relais_app;

--
-- Name: COLUMN case_part.sealed; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(sealed),UPDATE(sealed) ON TABLE public.case_part TO relais_app;

--
-- Name: COLUMN case_part.written_at; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT UPDATE(written_at) ON TABLE public.case_part TO relais_app;

--
-- Name: TABLE change_request; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.change_request TO relais_app;
GRANT SELECT ON TABLE public.change_request TO relais_worker;
GRANT SELECT ON TABLE public.change_request TO relais_backup;

--
-- Name: COLUMN change_request.id; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(id) ON TABLE public.change_request TO relais_app;
GRANT INSERT(id) ON TABLE public.change_request TO relais_worker;

--
-- Name: COLUMN change_request.service; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(service) ON TABLE public.change_request TO relais_app;
GRANT INSERT(service) ON TABLE public.change_request TO relais_worker;

--
-- Name: COLUMN change_request.origin; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(origin) ON TABLE public.change_request TO relais_app;
GRANT INSERT(origin) ON TABLE public.change_request TO relais_worker;

--
-- Name: COLUMN change_request.made_by; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(made_by) ON TABLE public.change_request TO relais_app;
GRANT INSERT(made_by) ON TABLE public.change_request TO relais_worker;

--
-- Name: COLUMN change_request.made_as; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(made_as) ON TABLE public.change_request TO relais_app;
GRANT INSERT(made_as) ON TABLE public.change_request TO relais_worker;

--
-- Name: COLUMN change_request.batch; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(batch) ON TABLE public.change_request TO relais_app;
GRANT INSERT(batch) ON TABLE public.change_request TO relais_worker;

--
-- Name: COLUMN change_request.why; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(why) ON TABLE public.change_request TO relais_app;
GRANT INSERT(why) ON TABLE public.change_request TO relais_worker;

--
-- Name: TABLE change_request_line; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT,INSERT ON TABLE public.change_request_line TO relais_app;
GRANT SELECT,INSERT ON TABLE public.change_request_line TO relais_worker;
GRANT SELECT ON TABLE public.change_request_line TO relais_backup;

--
-- Name: COLUMN change_request_line.status; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT UPDATE(status) ON TABLE public.change_request_line TO relais_app;
GRANT UPDATE(status) ON TABLE public.change_request_line TO relais_worker;

--
-- Name: COLUMN change_request_line.decided_by; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT UPDATE(decided_by) ON TABLE public.change_request_line TO relais_app;
GRANT UPDATE(decided_by) ON TABLE public.change_request_line TO relais_worker;

--
-- Name: COLUMN change_request_line.decided_at; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT UPDATE(decided_at) ON TABLE public.change_request_line TO relais_app;
GRANT UPDATE(decided_at) ON TABLE public.change_request_line TO relais_worker;

--
-- Name: COLUMN change_request_line.decision_reason; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT UPDATE(decision_reason) ON TABLE public.change_request_line TO relais_app;
GRANT UPDATE(decision_reason) ON TABLE public.change_request_line TO relais_worker;

--
-- Name: TABLE fact; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT,INSERT ON TABLE public.fact TO relais_app;
GRANT SELECT,INSERT ON TABLE public.fact TO relais_worker;
GRANT SELECT ON TABLE public.fact TO relais_backup;

--
-- Name: COLUMN fact.version_to; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT UPDATE(version_to) ON TABLE public.fact TO relais_app;
GRANT UPDATE(version_to) ON TABLE public.fact TO relais_worker;

--
-- Name: TABLE service; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.service TO relais_app;
GRANT SELECT ON TABLE public.service TO relais_worker;
GRANT SELECT ON TABLE public.service TO relais_backup;

--
-- Name: TABLE change_line; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.change_line TO relais_app;
GRANT SELECT ON TABLE public.change_line TO relais_worker;
GRANT SELECT ON TABLE public.change_line TO relais_backup;

--
-- Name: TABLE choice; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.choice TO relais_backup;
GRANT SELECT ON TABLE public.choice TO relais_app;

--
-- Name: COLUMN choice.referral; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(referral) ON TABLE public.choice TO relais_app;

--
-- Name: COLUMN choice.option; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(option) ON TABLE public.choice TO relais_app;

--
-- Name: COLUMN choice.service; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(service) ON TABLE public.choice TO relais_app;

--
-- Name: COLUMN choice.how; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(how) ON TABLE public.choice TO relais_app;

--
-- Name: TABLE contact; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.contact TO relais_app;
GRANT SELECT ON TABLE public.contact TO relais_worker;
GRANT SELECT ON TABLE public.contact TO relais_backup;

--
-- Name: TABLE payment; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.payment TO relais_backup;
GRANT SELECT ON TABLE public.payment TO relais_app;

--
-- Name: TABLE decision_year_euros; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.decision_year_euros TO relais_backup;

--
-- Name: TABLE decisions_out_of_step; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.decisions_out_of_step TO relais_backup;
GRANT SELECT ON TABLE public.decisions_out_of_step TO relais_app;
GRANT SELECT ON TABLE public.decisions_out_of_step TO relais_worker;
GRANT SELECT ON TABLE public.decisions_out_of_step TO relais_audit;

--
-- Name: TABLE disclosures_outside_consent; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.disclosures_outside_consent TO relais_backup;
GRANT SELECT ON TABLE public.disclosures_outside_consent TO relais_app;
GRANT SELECT ON TABLE public.disclosures_outside_consent TO relais_worker;
GRANT SELECT ON TABLE public.disclosures_outside_consent TO relais_audit;

--
-- Name: TABLE draft; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.draft TO relais_app;
GRANT SELECT ON TABLE public.draft TO relais_backup;

--
-- Name: TABLE error_report; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT,INSERT ON TABLE public.error_report TO relais_app;
GRANT SELECT,INSERT ON TABLE public.error_report TO relais_worker;
GRANT SELECT ON TABLE public.error_report TO relais_backup;

--
-- Name: COLUMN error_report.decided_by; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT UPDATE(decided_by) ON TABLE public.error_report TO relais_app;

--
-- Name: COLUMN error_report.decided_at; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT UPDATE(decided_at) ON TABLE public.error_report TO relais_app;

--
-- Name: COLUMN error_report.outcome; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT UPDATE(outcome) ON TABLE public.error_report TO relais_app;

--
-- Name: TABLE file_move; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.file_move TO relais_backup;
GRANT SELECT ON TABLE public.file_move TO relais_app;
GRANT SELECT ON TABLE public.file_move TO relais_worker;

--
-- Name: TABLE file_opinion; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.file_opinion TO relais_backup;
GRANT SELECT ON TABLE public.file_opinion TO relais_app;

--
-- Name: TABLE file_piece; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.file_piece TO relais_backup;
GRANT SELECT ON TABLE public.file_piece TO relais_app;

--
-- Name: TABLE file_section; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.file_section TO relais_backup;
GRANT SELECT ON TABLE public.file_section TO relais_app;

--
-- Name: TABLE files_out_of_step; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.files_out_of_step TO relais_backup;
GRANT SELECT ON TABLE public.files_out_of_step TO relais_app;
GRANT SELECT ON TABLE public.files_out_of_step TO relais_worker;
GRANT SELECT ON TABLE public.files_out_of_step TO relais_audit;

--
-- Name: TABLE import_change; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT,INSERT,DELETE ON TABLE public.import_change TO relais_app;
GRANT SELECT,INSERT,DELETE ON TABLE public.import_change TO relais_worker;
GRANT SELECT ON TABLE public.import_change TO relais_backup;

--
-- Name: COLUMN import_change.verdict; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT UPDATE(verdict) ON TABLE public.import_change TO relais_app;
GRANT UPDATE(verdict) ON TABLE public.import_change TO relais_worker;

--
-- Name: TABLE import_line; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT,INSERT,DELETE ON TABLE public.import_line TO relais_app;
GRANT SELECT,INSERT,DELETE ON TABLE public.import_line TO relais_worker;
GRANT SELECT ON TABLE public.import_line TO relais_backup;

--
-- Name: TABLE import_reject; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT,INSERT,DELETE ON TABLE public.import_reject TO relais_app;
GRANT SELECT,INSERT,DELETE ON TABLE public.import_reject TO relais_worker;
GRANT SELECT ON TABLE public.import_reject TO relais_backup;

--
-- Name: TABLE import_run; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT,INSERT ON TABLE public.import_run TO relais_app;
GRANT SELECT,INSERT ON TABLE public.import_run TO relais_worker;
GRANT SELECT ON TABLE public.import_run TO relais_backup;

--
-- Name: TABLE import_subject; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT,INSERT,DELETE ON TABLE public.import_subject TO relais_app;
GRANT SELECT,INSERT,DELETE ON TABLE public.import_subject TO relais_worker;
GRANT SELECT ON TABLE public.import_subject TO relais_backup;

--
-- Name: TABLE import_upload; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT,INSERT ON TABLE public.import_upload TO relais_app;
GRANT SELECT,INSERT,DELETE ON TABLE public.import_upload TO relais_worker;
GRANT SELECT ON TABLE public.import_upload TO relais_backup;

--
-- Name: COLUMN import_upload.applied_at; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT UPDATE(applied_at) ON TABLE public.import_upload TO relais_app;

--
-- Name: TABLE invitation; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.invitation TO relais_app;
GRANT SELECT ON TABLE public.invitation TO relais_worker;
GRANT SELECT ON TABLE public.invitation TO relais_backup;

--
-- Name: COLUMN invitation.token_key; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(token_key) ON TABLE public.invitation TO relais_app;

--
-- Name: COLUMN invitation.account; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(account) ON TABLE public.invitation TO relais_app;

--
-- Name: COLUMN invitation.purpose; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(purpose) ON TABLE public.invitation TO relais_app;

--
-- Name: COLUMN invitation.made_by; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(made_by) ON TABLE public.invitation TO relais_app;

--
-- Name: COLUMN invitation.used_at; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT UPDATE(used_at) ON TABLE public.invitation TO relais_app;

--
-- Name: TABLE job; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.job TO relais_worker;
GRANT SELECT ON TABLE public.job TO relais_app;
GRANT SELECT ON TABLE public.job TO relais_backup;

--
-- Name: TABLE journal; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.journal TO relais_app;
GRANT SELECT ON TABLE public.journal TO relais_worker;
GRANT SELECT ON TABLE public.journal TO relais_audit;
GRANT SELECT ON TABLE public.journal TO relais_backup;

--
-- Name: COLUMN journal.actor; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(actor) ON TABLE public.journal TO relais_app;
GRANT INSERT(actor) ON TABLE public.journal TO relais_worker;

--
-- Name: COLUMN journal.acting_as; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(acting_as) ON TABLE public.journal TO relais_app;
GRANT INSERT(acting_as) ON TABLE public.journal TO relais_worker;

--
-- Name: COLUMN journal.act; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(act) ON TABLE public.journal TO relais_app;
GRANT INSERT(act) ON TABLE public.journal TO relais_worker;

--
-- Name: COLUMN journal.subject_kind; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(subject_kind) ON TABLE public.journal TO relais_app;
GRANT INSERT(subject_kind) ON TABLE public.journal TO relais_worker;

--
-- Name: COLUMN journal.subject_id; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(subject_id) ON TABLE public.journal TO relais_app;
GRANT INSERT(subject_id) ON TABLE public.journal TO relais_worker;

--
-- Name: COLUMN journal.organization; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(organization) ON TABLE public.journal TO relais_app;
GRANT INSERT(organization) ON TABLE public.journal TO relais_worker;

--
-- Name: COLUMN journal.field; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(field) ON TABLE public.journal TO relais_app;
GRANT INSERT(field) ON TABLE public.journal TO relais_worker;

--
-- Name: COLUMN journal.detail; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(detail) ON TABLE public.journal TO relais_app;
GRANT INSERT(detail) ON TABLE public.journal TO relais_worker;

--
-- Name: SEQUENCE journal_id_seq; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON SEQUENCE public.journal_id_seq TO relais_backup;

--
-- Name: TABLE legal_move; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.legal_move TO relais_backup;

--
-- Name: TABLE note_author; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.note_author TO relais_backup;

--
-- Name: COLUMN note_author.id; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT(id) ON TABLE public.note_author TO relais_app;

--
-- Name: COLUMN note_author.note; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT(note) ON TABLE public.note_author TO relais_app;

--
-- Name: COLUMN note_author.motive; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT(motive) ON TABLE public.note_author TO relais_app;

--
-- Name: COLUMN note_author.made_at; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT(made_at) ON TABLE public.note_author TO relais_app;

--
-- Name: TABLE notice; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.notice TO relais_backup;
GRANT SELECT ON TABLE public.notice TO relais_app;
GRANT SELECT ON TABLE public.notice TO relais_worker;

--
-- Name: TABLE option_shown; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.option_shown TO relais_backup;
GRANT SELECT ON TABLE public.option_shown TO relais_app;

--
-- Name: COLUMN option_shown.id; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(id) ON TABLE public.option_shown TO relais_app;

--
-- Name: COLUMN option_shown.referral; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(referral) ON TABLE public.option_shown TO relais_app;

--
-- Name: COLUMN option_shown.rank; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(rank) ON TABLE public.option_shown TO relais_app;

--
-- Name: COLUMN option_shown.service; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(service) ON TABLE public.option_shown TO relais_app;

--
-- Name: COLUMN option_shown.seed; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(seed) ON TABLE public.option_shown TO relais_app;

--
-- Name: COLUMN option_shown.directory_version; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(directory_version) ON TABLE public.option_shown TO relais_app;

--
-- Name: COLUMN option_shown.why; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(why) ON TABLE public.option_shown TO relais_app;

--
-- Name: COLUMN option_shown.excluded; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(excluded) ON TABLE public.option_shown TO relais_app;

--
-- Name: TABLE outbox; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.outbox TO relais_app;
GRANT SELECT,DELETE ON TABLE public.outbox TO relais_worker;
GRANT SELECT ON TABLE public.outbox TO relais_backup;

--
-- Name: COLUMN outbox.id; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(id) ON TABLE public.outbox TO relais_app;
GRANT INSERT(id) ON TABLE public.outbox TO relais_worker;

--
-- Name: COLUMN outbox.kind; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(kind) ON TABLE public.outbox TO relais_app;
GRANT INSERT(kind) ON TABLE public.outbox TO relais_worker;

--
-- Name: COLUMN outbox.account; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(account) ON TABLE public.outbox TO relais_app;
GRANT INSERT(account) ON TABLE public.outbox TO relais_worker;

--
-- Name: COLUMN outbox.message_sealed; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(message_sealed) ON TABLE public.outbox TO relais_app;
GRANT INSERT(message_sealed),UPDATE(message_sealed) ON TABLE public.outbox TO relais_worker;

--
-- Name: COLUMN outbox.due_at; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(due_at) ON TABLE public.outbox TO relais_app;
GRANT INSERT(due_at),UPDATE(due_at) ON TABLE public.outbox TO relais_worker;

--
-- Name: COLUMN outbox.give_up_at; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(give_up_at) ON TABLE public.outbox TO relais_app;
GRANT INSERT(give_up_at) ON TABLE public.outbox TO relais_worker;

--
-- Name: COLUMN outbox.attempts; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT UPDATE(attempts) ON TABLE public.outbox TO relais_worker;

--
-- Name: COLUMN outbox.taken_over; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT UPDATE(taken_over) ON TABLE public.outbox TO relais_worker;

--
-- Name: COLUMN outbox.claimed_at; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT UPDATE(claimed_at) ON TABLE public.outbox TO relais_worker;

--
-- Name: COLUMN outbox.claimed_by; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT UPDATE(claimed_by) ON TABLE public.outbox TO relais_worker;

--
-- Name: COLUMN outbox.sent_at; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT UPDATE(sent_at) ON TABLE public.outbox TO relais_worker;

--
-- Name: COLUMN outbox.given_up_at; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT UPDATE(given_up_at) ON TABLE public.outbox TO relais_worker;

--
-- Name: COLUMN outbox.last_code; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT UPDATE(last_code) ON TABLE public.outbox TO relais_worker;

--
-- Name: TABLE passkey; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.passkey TO relais_app;
GRANT SELECT ON TABLE public.passkey TO relais_backup;

--
-- Name: TABLE password; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.password TO relais_app;
GRANT SELECT ON TABLE public.password TO relais_backup;

--
-- Name: TABLE publication; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.publication TO relais_app;
GRANT SELECT ON TABLE public.publication TO relais_worker;
GRANT SELECT ON TABLE public.publication TO relais_backup;

--
-- Name: TABLE reading_days; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.reading_days TO relais_backup;
GRANT SELECT ON TABLE public.reading_days TO relais_app;

--
-- Name: COLUMN reading_days.council; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(council) ON TABLE public.reading_days TO relais_app;

--
-- Name: COLUMN reading_days.days; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(days),UPDATE(days) ON TABLE public.reading_days TO relais_app;

--
-- Name: TABLE recovery_code; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.recovery_code TO relais_app;
GRANT SELECT ON TABLE public.recovery_code TO relais_backup;

--
-- Name: TABLE referral_told; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.referral_told TO relais_backup;

--
-- Name: COLUMN referral_told.referral; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(referral) ON TABLE public.referral_told TO relais_worker;

--
-- Name: COLUMN referral_told.what; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(what) ON TABLE public.referral_told TO relais_worker;

--
-- Name: COLUMN referral_told.version; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(version) ON TABLE public.referral_told TO relais_worker;

--
-- Name: TABLE referrals_out_of_step; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.referrals_out_of_step TO relais_backup;
GRANT SELECT ON TABLE public.referrals_out_of_step TO relais_app;
GRANT SELECT ON TABLE public.referrals_out_of_step TO relais_worker;
GRANT SELECT ON TABLE public.referrals_out_of_step TO relais_audit;

--
-- Name: TABLE reminder; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT,INSERT ON TABLE public.reminder TO relais_app;
GRANT SELECT,INSERT ON TABLE public.reminder TO relais_worker;
GRANT SELECT ON TABLE public.reminder TO relais_backup;

--
-- Name: COLUMN reminder.used_at; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT UPDATE(used_at) ON TABLE public.reminder TO relais_app;

--
-- Name: TABLE report_line; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.report_line TO relais_backup;

--
-- Name: TABLE report_measure; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.report_measure TO relais_backup;

--
-- Name: TABLE request_move; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.request_move TO relais_backup;
GRANT SELECT ON TABLE public.request_move TO relais_app;
GRANT SELECT ON TABLE public.request_move TO relais_worker;

--
-- Name: TABLE request_told; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.request_told TO relais_backup;

--
-- Name: COLUMN request_told.request; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(request) ON TABLE public.request_told TO relais_worker;

--
-- Name: COLUMN request_told.version; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(version) ON TABLE public.request_told TO relais_worker;

--
-- Name: COLUMN request_told.what; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(what) ON TABLE public.request_told TO relais_worker;

--
-- Name: COLUMN request_told.org; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(org) ON TABLE public.request_told TO relais_worker;

--
-- Name: TABLE requests_out_of_step; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.requests_out_of_step TO relais_backup;
GRANT SELECT ON TABLE public.requests_out_of_step TO relais_app;
GRANT SELECT ON TABLE public.requests_out_of_step TO relais_worker;
GRANT SELECT ON TABLE public.requests_out_of_step TO relais_audit;

--
-- Name: TABLE reset; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.reset TO relais_app;
GRANT SELECT ON TABLE public.reset TO relais_backup;

--
-- Name: COLUMN reset.id; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(id) ON TABLE public.reset TO relais_app;

--
-- Name: COLUMN reset.account; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(account) ON TABLE public.reset TO relais_app;

--
-- Name: COLUMN reset.proposed_by; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT INSERT(proposed_by) ON TABLE public.reset TO relais_app;

--
-- Name: COLUMN reset.approved_by; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT UPDATE(approved_by) ON TABLE public.reset TO relais_app;

--
-- Name: COLUMN reset.approved_at; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT UPDATE(approved_at) ON TABLE public.reset TO relais_app;

--
-- Name: COLUMN reset.refused_at; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT UPDATE(refused_at) ON TABLE public.reset TO relais_app;

--
-- Name: TABLE retired_number; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.retired_number TO relais_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.retired_number TO relais_worker;
GRANT SELECT ON TABLE public.retired_number TO relais_backup;

--
-- Name: TABLE schedule; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.schedule TO relais_app;
GRANT SELECT ON TABLE public.schedule TO relais_worker;
GRANT SELECT ON TABLE public.schedule TO relais_backup;

--
-- Name: TABLE schema_migration; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.schema_migration TO relais_app;
GRANT SELECT ON TABLE public.schema_migration TO relais_worker;
GRANT SELECT ON TABLE public.schema_migration TO relais_audit;
GRANT SELECT ON TABLE public.schema_migration TO relais_purge;
GRANT SELECT ON TABLE public.schema_migration TO relais_backup;

--
-- Name: TABLE service_area; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.service_area TO relais_app;
GRANT SELECT ON TABLE public.service_area TO relais_worker;
GRANT SELECT ON TABLE public.service_area TO relais_backup;

--
-- Name: TABLE session; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.session TO relais_app;
GRANT SELECT,DELETE ON TABLE public.session TO relais_worker;
GRANT SELECT ON TABLE public.session TO relais_backup;

--
-- Name: TABLE session_file; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.session_file TO relais_backup;
GRANT SELECT ON TABLE public.session_file TO relais_app;

--
-- Name: TABLE sheet_option; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.sheet_option TO relais_backup;
GRANT SELECT,INSERT ON TABLE public.sheet_option TO relais_app;

--
-- Name: TABLE slug_history; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.slug_history TO relais_app;
GRANT SELECT,INSERT ON TABLE public.slug_history TO relais_worker;
GRANT SELECT ON TABLE public.slug_history TO relais_backup;

--
-- Name: TABLE totp; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.totp TO relais_app;
GRANT SELECT ON TABLE public.totp TO relais_backup;

--
-- Name: TABLE year_confirmation; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.year_confirmation TO relais_backup;

--
-- Name: COLUMN year_confirmation.year; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT(year) ON TABLE public.year_confirmation TO relais_app;

--
-- Name: COLUMN year_confirmation.signatory; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT(signatory) ON TABLE public.year_confirmation TO relais_app;

--
-- Name: COLUMN year_confirmation.sha256; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT(sha256) ON TABLE public.year_confirmation TO relais_app;

--
-- Name: COLUMN year_confirmation.confirmed_at; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT(confirmed_at) ON TABLE public.year_confirmation TO relais_app;

--
-- Name: TABLE year_release; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.year_release TO relais_backup;
GRANT SELECT ON TABLE public.year_release TO relais_app;

--
-- Name: DEFAULT PRIVILEGES FOR SEQUENCES; Type: DEFAULT ACL; Schema: public; Owner: relais_owner
--

ALTER DEFAULT PRIVILEGES FOR ROLE relais_owner IN SCHEMA public GRANT SELECT ON SEQUENCES TO relais_backup;

--
-- Name: DEFAULT PRIVILEGES FOR TABLES; Type: DEFAULT ACL; Schema: public; Owner: relais_owner
--

ALTER DEFAULT PRIVILEGES FOR ROLE relais_owner IN SCHEMA public GRANT SELECT ON TABLES TO relais_backup;

--
-- PostgreSQL database dump complete
--
