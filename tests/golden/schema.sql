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
-- Name: is_slug(text); Type: FUNCTION; Schema: public; Owner: relais_owner
--

CREATE FUNCTION public.is_slug(value text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ((value ~ '^[a-z0-9]+(-[a-z0-9]+)*$'::text) AND (length(value) <= 80));

ALTER FUNCTION public.is_slug(value text) OWNER TO relais_owner;

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

SET default_tablespace = '';

SET default_table_access_method = heap;

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
-- Name: change_request; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.change_request (
    id uuid NOT NULL,
    service text NOT NULL,
    origin text NOT NULL,
    made_at timestamp with time zone DEFAULT now() NOT NULL
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
    CONSTRAINT change_request_line_status_known CHECK ((status = ANY (ARRAY['open'::text, 'accepted'::text, 'refused'::text, 'superseded'::text, 'withdrawn'::text])))
);

ALTER TABLE public.change_request_line OWNER TO relais_owner;

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
    CONSTRAINT fact_confirmed_says_when CHECK (((state <> ALL (ARRAY['confirmed'::text, 'stale'::text])) OR ((confirmed_at IS NOT NULL) AND (confirmed_how IS NOT NULL) AND (confirmed_by IS NOT NULL)))),
    CONSTRAINT fact_has_source CHECK ((source_label <> ''::text)),
    CONSTRAINT fact_source_period_ordered CHECK ((source_from <= source_to)),
    CONSTRAINT fact_state_known CHECK ((state = ANY (ARRAY['draft'::text, 'sourced'::text, 'to_verify'::text, 'confirmed'::text, 'stale'::text, 'doubtful'::text, 'suspended'::text]))),
    CONSTRAINT fact_subject_kind_known CHECK ((subject_kind = ANY (ARRAY['organization'::text, 'service'::text, 'contact'::text]))),
    CONSTRAINT fact_versions_ordered CHECK ((version_from < version_to))
);

ALTER TABLE public.fact OWNER TO relais_owner;

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
    CONSTRAINT import_change_verdict_known CHECK ((verdict = ANY (ARRAY['add'::text, 'change'::text, 'drop'::text, 'retire'::text, 'propose'::text])))
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
-- Name: publication; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.publication (
    number bigint NOT NULL,
    published_at timestamp with time zone NOT NULL,
    cause text NOT NULL,
    CONSTRAINT publication_cause_known CHECK ((cause = ANY (ARRAY['import'::text, 'edit'::text])))
);

ALTER TABLE public.publication OWNER TO relais_owner;

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
-- Name: service_area; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.service_area (
    service text NOT NULL,
    departement text NOT NULL,
    CONSTRAINT service_area_code CHECK ((departement ~ '^(FR|[0-9]{2}|2[AB]|9[78][0-9])$'::text))
);

ALTER TABLE public.service_area OWNER TO relais_owner;

--
-- Name: slug_history; Type: TABLE; Schema: public; Owner: relais_owner
--

CREATE TABLE public.slug_history (
    old_slug text NOT NULL,
    slug text NOT NULL,
    CONSTRAINT slug_history_form CHECK (public.is_slug(old_slug)),
    CONSTRAINT slug_history_moves CHECK ((old_slug <> slug))
);

ALTER TABLE public.slug_history OWNER TO relais_owner;

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
-- Name: directory_version directory_version_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.directory_version
    ADD CONSTRAINT directory_version_pk PRIMARY KEY (single);

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
-- Name: organization organization_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.organization
    ADD CONSTRAINT organization_pk PRIMARY KEY (slug);

--
-- Name: publication publication_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.publication
    ADD CONSTRAINT publication_pk PRIMARY KEY (number);

--
-- Name: retired_number retired_number_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.retired_number
    ADD CONSTRAINT retired_number_pk PRIMARY KEY (digits);

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
-- Name: slug_history slug_history_pk; Type: CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.slug_history
    ADD CONSTRAINT slug_history_pk PRIMARY KEY (old_slug);

--
-- Name: change_request_line_subject; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX change_request_line_subject ON public.change_request_line USING btree (subject_kind, subject_id, field);

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
-- Name: publication_published_at; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX publication_published_at ON public.publication USING btree (published_at);

--
-- Name: service_organization; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX service_organization ON public.service USING btree (organization);

--
-- Name: service_version; Type: INDEX; Schema: public; Owner: relais_owner
--

CREATE INDEX service_version ON public.service USING btree (version);

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
-- Name: contact contact_of_service; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.contact
    ADD CONSTRAINT contact_of_service FOREIGN KEY (service) REFERENCES public.service(slug);

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
-- Name: slug_history slug_history_of_service; Type: FK CONSTRAINT; Schema: public; Owner: relais_owner
--

ALTER TABLE ONLY public.slug_history
    ADD CONSTRAINT slug_history_of_service FOREIGN KEY (slug) REFERENCES public.service(slug);

--
-- Name: SCHEMA public; Type: ACL; Schema: -; Owner: pg_database_owner
--

GRANT USAGE ON SCHEMA public TO relais_app;
GRANT USAGE ON SCHEMA public TO relais_worker;

--
-- Name: FUNCTION analyze_import(with_facts boolean); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.analyze_import(with_facts boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION public.analyze_import(with_facts boolean) TO relais_app;
GRANT ALL ON FUNCTION public.analyze_import(with_facts boolean) TO relais_worker;

--
-- Name: FUNCTION project_directory(version bigint); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.project_directory(version bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION public.project_directory(version bigint) TO relais_app;
GRANT ALL ON FUNCTION public.project_directory(version bigint) TO relais_worker;

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

--
-- Name: FUNCTION taken_directory_version(); Type: ACL; Schema: public; Owner: relais_owner
--

REVOKE ALL ON FUNCTION public.taken_directory_version() FROM PUBLIC;
GRANT ALL ON FUNCTION public.taken_directory_version() TO relais_app;
GRANT ALL ON FUNCTION public.taken_directory_version() TO relais_worker;

--
-- Name: TABLE change_request; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT,INSERT ON TABLE public.change_request TO relais_app;
GRANT SELECT,INSERT ON TABLE public.change_request TO relais_worker;

--
-- Name: TABLE change_request_line; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT,INSERT ON TABLE public.change_request_line TO relais_app;
GRANT SELECT,INSERT ON TABLE public.change_request_line TO relais_worker;

--
-- Name: COLUMN change_request_line.status; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT UPDATE(status) ON TABLE public.change_request_line TO relais_app;
GRANT UPDATE(status) ON TABLE public.change_request_line TO relais_worker;

--
-- Name: TABLE contact; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.contact TO relais_app;
GRANT SELECT ON TABLE public.contact TO relais_worker;

--
-- Name: TABLE fact; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT,INSERT ON TABLE public.fact TO relais_app;
GRANT SELECT,INSERT ON TABLE public.fact TO relais_worker;

--
-- Name: COLUMN fact.version_to; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT UPDATE(version_to) ON TABLE public.fact TO relais_app;
GRANT UPDATE(version_to) ON TABLE public.fact TO relais_worker;

--
-- Name: TABLE import_change; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT,INSERT,DELETE ON TABLE public.import_change TO relais_app;
GRANT SELECT,INSERT,DELETE ON TABLE public.import_change TO relais_worker;

--
-- Name: TABLE import_line; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT,INSERT,DELETE ON TABLE public.import_line TO relais_app;
GRANT SELECT,INSERT,DELETE ON TABLE public.import_line TO relais_worker;

--
-- Name: TABLE import_reject; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT,INSERT,DELETE ON TABLE public.import_reject TO relais_app;
GRANT SELECT,INSERT,DELETE ON TABLE public.import_reject TO relais_worker;

--
-- Name: TABLE import_run; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT,INSERT ON TABLE public.import_run TO relais_app;
GRANT SELECT,INSERT ON TABLE public.import_run TO relais_worker;

--
-- Name: TABLE import_subject; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT,INSERT,DELETE ON TABLE public.import_subject TO relais_app;
GRANT SELECT,INSERT,DELETE ON TABLE public.import_subject TO relais_worker;

--
-- Name: TABLE organization; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.organization TO relais_app;
GRANT SELECT ON TABLE public.organization TO relais_worker;

--
-- Name: TABLE publication; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.publication TO relais_app;
GRANT SELECT ON TABLE public.publication TO relais_worker;

--
-- Name: TABLE retired_number; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.retired_number TO relais_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.retired_number TO relais_worker;

--
-- Name: TABLE schedule; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.schedule TO relais_app;
GRANT SELECT ON TABLE public.schedule TO relais_worker;

--
-- Name: TABLE schema_migration; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.schema_migration TO relais_app;
GRANT SELECT ON TABLE public.schema_migration TO relais_worker;

--
-- Name: TABLE service; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.service TO relais_app;
GRANT SELECT ON TABLE public.service TO relais_worker;

--
-- Name: TABLE service_area; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT ON TABLE public.service_area TO relais_app;
GRANT SELECT ON TABLE public.service_area TO relais_worker;

--
-- Name: TABLE slug_history; Type: ACL; Schema: public; Owner: relais_owner
--

GRANT SELECT,INSERT ON TABLE public.slug_history TO relais_app;
GRANT SELECT,INSERT ON TABLE public.slug_history TO relais_worker;

--
-- PostgreSQL database dump complete
--
