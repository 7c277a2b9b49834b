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
    CONSTRAINT aid_case_code_by_known CHECK ((code_by = ANY (ARRAY['officer'::text, 'listener'::text, 'person'::text]))),
    CONSTRAINT aid_case_code_is_argon2id CHECK ((code_verifier ~~ '$argon2id$%'::text)),
    CONSTRAINT aid_case_code_lookup_size CHECK ((length(code_lookup) = 32)),
    CONSTRAINT aid_case_code_whole CHECK (((code_lookup IS NULL) = (code_verifier IS NULL))),
    CONSTRAINT aid_case_ends_after_it_begins CHECK (((ends_on >= ((made_at)::date - 1)) AND (seq >= 0))),
    CONSTRAINT aid_case_erased_keeps_nothing CHECK (((erased_at IS NULL) OR ((code_lookup IS NULL) AND (alias_sealed IS NULL)))),
    CONSTRAINT aid_case_key_size CHECK ((length(data_key_wrapped) = 62)),
    CONSTRAINT aid_case_key_until_erased CHECK (((data_key_wrapped IS NULL) = (erased_at IS NOT NULL))),
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
            IF OLD.ends_on < CURRENT_DATE THEN
                RETURN OLD;
            END IF;
        ELSIF EXISTS (SELECT FROM aid_case AS c WHERE c.id = OLD.case_id AND c.ends_on < CURRENT_DATE) THEN
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
    IF (NEW.id, NEW.reference, NEW.council, NEW.origin, NEW.made_at)
        IS DISTINCT FROM (OLD.id, OLD.reference, OLD.council, OLD.origin, OLD.made_at)
        OR NEW.seq NOT IN (OLD.seq, OLD.seq + 1)
        OR (OLD.closed_at IS NOT NULL AND NEW.closed_at IS DISTINCT FROM OLD.closed_at)
        OR (OLD.erased_at IS NOT NULL AND NEW.erased_at IS DISTINCT FROM OLD.erased_at)
        OR (OLD.closed_at IS NOT DISTINCT FROM NEW.closed_at AND NEW.ends_on <> OLD.ends_on)
    THEN
        RAISE EXCEPTION 'written once' USING ERRCODE = '23514', CONSTRAINT = 'aid_case_written_once';
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
-- Name: case_event_hash(uuid, bigint, timestamp with time zone, text, text, text, jsonb, bytea); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.case_event_hash(case_id uuid, seq bigint, at timestamp with time zone, actor_kind text, org text, act text, detail jsonb, previous bytea) RETURNS bytea
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    RETURN sha256((previous || convert_to((jsonb_build_array(case_id, seq, ((EXTRACT(epoch FROM at) * (1000000)::numeric))::bigint, actor_kind, org, act, detail))::text, 'UTF8'::name)));

ALTER FUNCTION public.case_event_hash(case_id uuid, seq bigint, at timestamp with time zone, actor_kind text, org text, act text, detail jsonb, previous bytea) OWNER TO relais_owner;

--
-- Name: case_part_is_of_a_living_case(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.case_part_is_of_a_living_case() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
    gone timestamptz;
BEGIN
    SELECT c.erased_at INTO gone FROM aid_case AS c WHERE c.id = NEW.case_id FOR NO KEY UPDATE;
    IF gone IS NOT NULL THEN
        RAISE EXCEPTION 'erased' USING ERRCODE = '23514', CONSTRAINT = 'case_part_of_living_case';
    END IF;
    RETURN NEW;
END
$$;

ALTER FUNCTION public.case_part_is_of_a_living_case() OWNER TO relais_owner;

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
-- Name: current_actor(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.current_actor() RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    RETURN (NULLIF((public.signed_context())[3], ''::text))::uuid;

ALTER FUNCTION public.current_actor() OWNER TO relais_owner;

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
    CONSTRAINT case_opening_function_known CHECK ((as_function = ANY (ARRAY['officer'::text, 'deputy'::text, 'recipient'::text, 'national'::text]))),
    CONSTRAINT case_opening_reason_known CHECK (
CASE as_function
    WHEN 'recipient'::text THEN (reason = ANY (ARRAY['first_contact'::text, 'follow_up'::text, 'handover'::text, 'outcome'::text]))
    ELSE (reason = ANY (ARRAY['with_person'::text, 'call'::text, 'follow_up'::text, 'answer'::text, 'handover'::text, 'correction'::text]))
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
    RETURN ARRAY(SELECT o.case_id FROM public.case_opening o WHERE (((SELECT public.current_kind() AS current_kind) = 'staff'::text) AND (o.org = (SELECT public.current_org() AS current_org)) AND (o.actor = (SELECT public.current_actor() AS current_actor)) AND (o.at > (statement_timestamp() - '04:00:00'::interval))));

ALTER FUNCTION public.opened_cases() OWNER TO relais_owner;

--
-- Name: data_key_of(uuid); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.data_key_of(of_case uuid) RETURNS bytea
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    RETURN (SELECT c.data_key_wrapped FROM public.aid_case c WHERE ((c.id = data_key_of.of_case) AND (public.acts_on_case(c.id) OR ((c.id = ANY (public.opened_cases())) AND public.consent_opens(c.id, NULL::text)))));

ALTER FUNCTION public.data_key_of(of_case uuid) OWNER TO relais_owner;

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
-- Name: holds_only_codes(jsonb); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.holds_only_codes(detail jsonb) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    RETURN ((jsonb_typeof(detail) = 'object'::text) AND (length((detail)::text) <= 4000) AND (NOT (EXISTS (SELECT FROM jsonb_path_query(holds_only_codes.detail, 'strict $.**?(@.type() == "string")'::jsonpath) one(text) WHERE ((one.text #>> '{}'::text[]) !~ '^[A-Za-z0-9_.:+-]{0,80}$'::text)))));

ALTER FUNCTION public.holds_only_codes(detail jsonb) OWNER TO relais_owner;

--
-- Name: holds_only_public_facts(jsonb); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.holds_only_public_facts(shown jsonb) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    RETURN ((jsonb_typeof(shown) = 'object'::text) AND (length((shown)::text) <= 4000) AND (NOT (EXISTS (SELECT FROM jsonb_each(CASE jsonb_typeof(holds_only_public_facts.shown) WHEN 'object'::text THEN holds_only_public_facts.shown ELSE '{}'::jsonb END) fact(key, value) WHERE ((fact.key <> ALL (ARRAY['name'::text, 'acronym'::text, 'organization'::text, 'kind'::text, 'phones'::text, 'emails'::text, 'websites'::text, 'hours'::text, 'hours_note'::text, 'address'::text, 'commune'::text, 'departement'::text, 'anonymous'::text, 'free'::text, 'independent'::text, 'state'::text, 'closure'::text, 'message'::text])) OR (jsonb_typeof(fact.value) <> ALL (ARRAY['string'::text, 'boolean'::text, 'null'::text, 'array'::text])) OR (length((fact.value)::text) > 1000) OR ((jsonb_typeof(fact.value) = 'array'::text) AND (EXISTS (SELECT FROM jsonb_array_elements(CASE jsonb_typeof(fact.value) WHEN 'array'::text THEN fact.value ELSE '[]'::jsonb END) one(value) WHERE (jsonb_typeof(one.value) <> 'string'::text)))))))));

ALTER FUNCTION public.holds_only_public_facts(shown jsonb) OWNER TO relais_owner;

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
    CONSTRAINT role_grant_of_organization CHECK (((organization <> ''::text) = (role = ANY (ARRAY['member'::text, 'recipient'::text])))),
    CONSTRAINT role_grant_proposed_by_someone CHECK (((via = 'person'::text) = (proposed_by IS NOT NULL))),
    CONSTRAINT role_grant_role_known CHECK ((role = ANY (ARRAY['listener'::text, 'officer'::text, 'member'::text, 'recipient'::text, 'coordinator'::text, 'national'::text, 'auditor'::text, 'technician'::text]))),
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
-- Name: is_slug(text); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.is_slug(value text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ((value ~ '^[a-z0-9]+(-[a-z0-9]+)*$'::text) AND (length(value) <= 80));

ALTER FUNCTION public.is_slug(value text) OWNER TO relais_owner;

--
-- Name: journal_is_append_only(); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.journal_is_append_only() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    RAISE EXCEPTION 'the journal is never rewritten' USING ERRCODE = '23514', CONSTRAINT = 'journal_append_only';
END
$$;

ALTER FUNCTION public.journal_is_append_only() OWNER TO relais_owner;

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
        AND CASE WHEN as_function = 'recipient' THEN consent_opens(c.id, NULL) ELSE c.council = body END
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
    VALUES (of_case, told, body, account, open_case.session, open_case.reason, open_case.as_function, clock_timestamp());
    RETURN true;
END
$$;

ALTER FUNCTION public.open_case(of_case uuid, reason text, as_function text, session text) OWNER TO relais_owner;

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
-- Name: purge_due(integer); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.purge_due(at_most integer DEFAULT 500) RETURNS TABLE(case_id uuid, hash bytea, seq bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    SET "TimeZone" TO 'Europe/Paris'
    AS $$
DECLARE
    due uuid[] := ARRAY(
        SELECT c.id FROM aid_case AS c WHERE c.ends_on < CURRENT_DATE
        ORDER BY c.ends_on, c.id
        LIMIT at_most
        FOR UPDATE SKIP LOCKED
    );
BEGIN
    RETURN QUERY
    SELECT c.id, coalesce(e.hash, ''), c.seq
    FROM aid_case AS c
    LEFT JOIN case_event AS e ON e.case_id = c.id AND e.seq = c.seq
    WHERE c.id = ANY (due)
    ORDER BY c.id;
    DELETE FROM case_opening AS o WHERE o.case_id = ANY (due);
    DELETE FROM case_event AS e WHERE e.case_id = ANY (due);
    DELETE FROM case_part AS p WHERE p.case_id = ANY (due);
    DELETE FROM aid_case AS c WHERE c.id = ANY (due);
END
$$;

ALTER FUNCTION public.purge_due(at_most integer) OWNER TO relais_owner;

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
-- Name: case_part; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.case_part (
    case_id uuid NOT NULL,
    category text NOT NULL,
    sealed bytea NOT NULL,
    written_at timestamp with time zone DEFAULT now() NOT NULL,
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
    CONSTRAINT journal_acting_as_known CHECK ((acting_as = ANY (ARRAY['listener'::text, 'officer'::text, 'member'::text, 'recipient'::text, 'coordinator'::text, 'national'::text, 'auditor'::text, 'technician'::text, 'anonymous'::text, 'account'::text, 'mail'::text, 'system'::text, 'console'::text]))),
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
-- Name: publication publication_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.publication
    ADD CONSTRAINT publication_pk PRIMARY KEY (number);

--
-- Name: recovery_code recovery_code_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.recovery_code
    ADD CONSTRAINT recovery_code_pk PRIMARY KEY (account, code_key);

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
-- Name: reset reset_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.reset
    ADD CONSTRAINT reset_pk PRIMARY KEY (id);

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
-- Name: attempt_since; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX attempt_since ON public.attempt USING btree (since);

--
-- Name: call_back_service; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX call_back_service ON public.call_back USING btree (service);

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
-- Name: publication_published_at; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX publication_published_at ON public.publication USING btree (published_at);

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
-- Name: sheet_ends; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX sheet_ends ON public.sheet USING btree (ends_at);

--
-- Name: account account_closed_holds_nothing; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER account_closed_holds_nothing BEFORE UPDATE OF closed_at ON public.account FOR EACH ROW WHEN (((old.closed_at IS NULL) AND (new.closed_at IS NOT NULL))) EXECUTE FUNCTION public.account_closes_empty();

--
-- Name: aid_case aid_case_begins; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER aid_case_begins AFTER INSERT ON public.aid_case FOR EACH ROW EXECUTE FUNCTION public.aid_case_begins();

--
-- Name: aid_case aid_case_erased_withdraws; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER aid_case_erased_withdraws AFTER UPDATE OF erased_at ON public.aid_case FOR EACH ROW WHEN (((old.erased_at IS NULL) AND (new.erased_at IS NOT NULL))) EXECUTE FUNCTION public.aid_case_erased_withdraws();

--
-- Name: aid_case aid_case_goes_when_due; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER aid_case_goes_when_due BEFORE DELETE ON public.aid_case FOR EACH ROW EXECUTE FUNCTION public.aid_case_goes_when_due();

--
-- Name: aid_case aid_case_is_no_sheet; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER aid_case_is_no_sheet BEFORE INSERT OR UPDATE OF code_lookup ON public.aid_case FOR EACH ROW EXECUTE FUNCTION public.aid_case_is_no_sheet();

--
-- Name: aid_case aid_case_never_emptied; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER aid_case_never_emptied BEFORE TRUNCATE ON public.aid_case FOR EACH STATEMENT EXECUTE FUNCTION public.aid_case_goes_when_due();

--
-- Name: aid_case aid_case_written_once; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER aid_case_written_once BEFORE INSERT OR UPDATE ON public.aid_case FOR EACH ROW EXECUTE FUNCTION public.aid_case_is_written_once();

--
-- Name: call_back call_back_append_only; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER call_back_append_only BEFORE DELETE OR UPDATE ON public.call_back FOR EACH ROW EXECUTE FUNCTION public.evidence_is_append_only();

--
-- Name: call_back call_back_never_emptied; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER call_back_never_emptied BEFORE TRUNCATE ON public.call_back FOR EACH STATEMENT EXECUTE FUNCTION public.evidence_is_append_only();

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
-- Name: case_opening case_opening_goes_when_due; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER case_opening_goes_when_due BEFORE DELETE ON public.case_opening FOR EACH ROW EXECUTE FUNCTION public.aid_case_goes_when_due();

--
-- Name: case_opening case_opening_never_emptied; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER case_opening_never_emptied BEFORE TRUNCATE ON public.case_opening FOR EACH STATEMENT EXECUTE FUNCTION public.aid_case_goes_when_due();

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
-- Name: option_shown option_shown_of_the_next_round; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER option_shown_of_the_next_round BEFORE INSERT ON public.option_shown FOR EACH ROW EXECUTE FUNCTION public.option_shown_is_of_the_next_round();

--
-- Name: outbox outbox_wakes_worker; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER outbox_wakes_worker AFTER INSERT ON public.outbox FOR EACH STATEMENT EXECUTE FUNCTION public.outbox_wakes_the_worker();

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
-- Name: referral referral_never_emptied; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER referral_never_emptied BEFORE TRUNCATE ON public.referral FOR EACH STATEMENT EXECUTE FUNCTION public.referral_table_stays();

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
-- Name: reset reset_by_who_may; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER reset_by_who_may BEFORE INSERT OR UPDATE ON public.reset FOR EACH ROW EXECUTE FUNCTION public.reset_asks_who();

--
-- Name: role_grant role_grant_by_who_may; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER role_grant_by_who_may BEFORE INSERT OR UPDATE ON public.role_grant FOR EACH ROW EXECUTE FUNCTION public.role_grant_asks_who();

--
-- Name: role_grant role_grant_console_first_pair; Type: TRIGGER; Schema: public; Owner: relais_owner
--

CREATE TRIGGER role_grant_console_first_pair BEFORE INSERT ON public.role_grant FOR EACH ROW EXECUTE FUNCTION public.role_grant_console_is_for_the_first();

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
-- Name: absence absence_of_grant; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.absence
    ADD CONSTRAINT absence_of_grant FOREIGN KEY (grant_id) REFERENCES public.role_grant(id);

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
-- Name: recovery_code recovery_code_of_account; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.recovery_code
    ADD CONSTRAINT recovery_code_of_account FOREIGN KEY (account) REFERENCES public.account(id);

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
-- Name: aid_case aid_case_person; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY aid_case_person ON public.aid_case TO relais_app USING (((( SELECT public.current_kind() AS current_kind) = 'person'::text) AND (id = ( SELECT public.current_case() AS current_case))));

--
-- Name: aid_case aid_case_worker; Type: POLICY; Schema: public; Owner: relais_owner
--

CREATE POLICY aid_case_worker ON public.aid_case FOR SELECT TO relais_worker USING ((( SELECT public.current_kind() AS current_kind) = 'worker'::text));

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

CREATE POLICY case_event_case ON public.case_event FOR SELECT TO relais_app USING ((EXISTS ( SELECT
   FROM public.aid_case c
  WHERE (c.id = case_event.case_id))));

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
  WHERE ((c.id = case_part.case_id) AND (c.erased_at IS NULL)))) AND ((( SELECT public.current_kind() AS current_kind) = 'person'::text) OR (case_id = ANY (( SELECT public.opened_cases() AS opened_cases)::uuid[])))));

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
-- Name: FUNCTION aid_case_begins(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.aid_case_begins() FROM PUBLIC;

--
-- Name: FUNCTION aid_case_erased_withdraws(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.aid_case_erased_withdraws() FROM PUBLIC;

--
-- Name: FUNCTION aid_case_goes_when_due(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.aid_case_goes_when_due() FROM PUBLIC;

--
-- Name: FUNCTION aid_case_is_no_sheet(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.aid_case_is_no_sheet() FROM PUBLIC;

--
-- Name: FUNCTION analyze_import(with_facts boolean); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.analyze_import(with_facts boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION public.analyze_import(with_facts boolean) TO relais_app;
GRANT ALL ON FUNCTION public.analyze_import(with_facts boolean) TO relais_worker;

--
-- Name: FUNCTION append_case_event(of_case uuid, act text, detail jsonb); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.append_case_event(of_case uuid, act text, detail jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION public.append_case_event(of_case uuid, act text, detail jsonb) TO relais_app;
GRANT ALL ON FUNCTION public.append_case_event(of_case uuid, act text, detail jsonb) TO relais_worker;

--
-- Name: FUNCTION case_part_is_of_a_living_case(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.case_part_is_of_a_living_case() FROM PUBLIC;

--
-- Name: FUNCTION chain_case_event(of_case uuid, act text, detail jsonb); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.chain_case_event(of_case uuid, act text, detail jsonb) FROM PUBLIC;

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
-- Name: FUNCTION data_key_of(of_case uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.data_key_of(of_case uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.data_key_of(of_case uuid) TO relais_app;

--
-- Name: FUNCTION erase_case(of_case uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.erase_case(of_case uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.erase_case(of_case uuid) TO relais_app;
GRANT ALL ON FUNCTION public.erase_case(of_case uuid) TO relais_worker;

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
-- Name: FUNCTION hold_live_consent(of_referral uuid, of_round integer); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.hold_live_consent(of_referral uuid, of_round integer) FROM PUBLIC;

--
-- Name: FUNCTION hold_referral(wanted uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.hold_referral(wanted uuid) FROM PUBLIC;

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
-- Name: FUNCTION open_case(of_case uuid, reason text, as_function text, session text); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.open_case(of_case uuid, reason text, as_function text, session text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.open_case(of_case uuid, reason text, as_function text, session text) TO relais_app;

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
-- Name: FUNCTION project_directory(version bigint); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.project_directory(version bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION public.project_directory(version bigint) TO relais_app;
GRANT ALL ON FUNCTION public.project_directory(version bigint) TO relais_worker;

--
-- Name: FUNCTION purge_due(at_most integer); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.purge_due(at_most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.purge_due(at_most integer) TO relais_purge;

--
-- Name: FUNCTION purge_sheets(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.purge_sheets() FROM PUBLIC;
GRANT ALL ON FUNCTION public.purge_sheets() TO relais_worker;
GRANT ALL ON FUNCTION public.purge_sheets() TO relais_purge;

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
-- Name: FUNCTION referral_begins_as_draft(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.referral_begins_as_draft() FROM PUBLIC;

--
-- Name: FUNCTION referral_event_is_applied(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.referral_event_is_applied() FROM PUBLIC;

--
-- Name: FUNCTION referral_is_told(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.referral_is_told() FROM PUBLIC;

--
-- Name: FUNCTION referral_row_stays(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.referral_row_stays() FROM PUBLIC;

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
-- Name: FUNCTION refuse_move(why text); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.refuse_move(why text) FROM PUBLIC;

--
-- Name: FUNCTION refuse_who_does_not_act(of_case uuid); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.refuse_who_does_not_act(of_case uuid) FROM PUBLIC;

--
-- Name: FUNCTION replace_case_code(of_case uuid, lookup bytea, verifier text, made_by text); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.replace_case_code(of_case uuid, lookup bytea, verifier text, made_by text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.replace_case_code(of_case uuid, lookup bytea, verifier text, made_by text) TO relais_app;

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
-- Name: TABLE case_event; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.case_event TO relais_app;
GRANT SELECT ON TABLE public.case_event TO relais_worker;
GRANT SELECT ON TABLE public.case_event TO relais_audit;
GRANT SELECT ON TABLE public.case_event TO relais_backup;

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
-- Name: TABLE organization; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.organization TO relais_app;
GRANT SELECT ON TABLE public.organization TO relais_worker;
GRANT SELECT ON TABLE public.organization TO relais_backup;

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
GRANT SELECT,DELETE ON TABLE public.invitation TO relais_worker;
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
