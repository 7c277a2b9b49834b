-- The directory: what is published (typed tables), where each value comes from (fact), what is proposed.
--
-- `fact` is the truth and is append-only; the typed tables are its projection and only project_directory() writes them.
-- No account of the application can therefore publish a value without its source, nor change history.
-- There is no paid, preferred or ranked slot here, and none may be added.

CREATE FUNCTION is_slug(value text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN value ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(value) <= 80;

-- One row. Writers queue on it, so numbers are committed in order and without gaps that a reader could miss.
CREATE TABLE directory_version (
    single boolean NOT NULL DEFAULT true,
    epoch uuid NOT NULL DEFAULT gen_random_uuid(), -- tells two databases with the same number apart
    number bigint NOT NULL,
    published_at timestamptz NOT NULL,
    taken_by xid8, -- the transaction that is publishing
    CONSTRAINT directory_version_pk PRIMARY KEY (single),
    CONSTRAINT directory_version_is_single CHECK (single),
    CONSTRAINT directory_version_number_positive CHECK (number >= 0)
);
INSERT INTO directory_version (number, published_at) VALUES (0, now());

-- When each version was published: what "on that day" means.
CREATE TABLE publication (
    number bigint NOT NULL,
    published_at timestamptz NOT NULL,
    cause text NOT NULL,
    CONSTRAINT publication_pk PRIMARY KEY (number),
    CONSTRAINT publication_cause_known CHECK (cause IN ('import', 'edit'))
);
CREATE INDEX publication_published_at ON publication (published_at);

CREATE TABLE fact (
    subject_kind text NOT NULL,
    subject_id text NOT NULL, -- a slug; for a contact slug/kind/position
    slug text NOT NULL GENERATED ALWAYS AS (split_part(subject_id, '/', 1)) STORED, -- of the service or organisation
    field text NOT NULL, -- code of the closed list FIELDS
    value jsonb NOT NULL, -- the whole value; JSON null = cleared by a person
    origin text NOT NULL, -- name of the imported source, or 'product'
    source_label text NOT NULL,
    source_url text,
    source_date_text text NOT NULL,
    source_from date,
    source_to date,
    note text,
    state text NOT NULL,
    confirmed_by text,
    confirmed_how text,
    confirmed_at timestamptz,
    version_from bigint NOT NULL,
    version_to bigint, -- the first version that no longer shows it
    CONSTRAINT fact_pk PRIMARY KEY (subject_kind, subject_id, field, version_from),
    CONSTRAINT fact_subject_kind_known CHECK (subject_kind IN ('organization', 'service', 'contact')),
    CONSTRAINT fact_state_known CHECK (
        state IN ('draft', 'sourced', 'to_verify', 'confirmed', 'stale', 'doubtful', 'suspended')
    ),
    CONSTRAINT fact_has_source CHECK (source_label <> ''),
    CONSTRAINT fact_source_period_ordered CHECK (source_from <= source_to),
    CONSTRAINT fact_confirmed_says_when CHECK (
        state NOT IN ('confirmed', 'stale')
        OR (confirmed_at IS NOT NULL AND confirmed_how IS NOT NULL AND confirmed_by IS NOT NULL)
    ),
    CONSTRAINT fact_versions_ordered CHECK (version_from < version_to)
);
CREATE UNIQUE INDEX fact_one_current ON fact (subject_kind, subject_id, field) WHERE version_to IS NULL;
CREATE INDEX fact_of_contact ON fact (slug) WHERE subject_kind = 'contact';
CREATE INDEX fact_version_from ON fact (version_from);
CREATE INDEX fact_version_to ON fact (version_to) WHERE version_to IS NOT NULL;

CREATE TABLE organization (
    slug text NOT NULL,
    name text NOT NULL,
    charter text NOT NULL DEFAULT 'unknown',
    convention text NOT NULL DEFAULT '',
    independent text NOT NULL DEFAULT 'unknown',
    council_of text NOT NULL DEFAULT '',
    version bigint NOT NULL,
    CONSTRAINT organization_pk PRIMARY KEY (slug),
    CONSTRAINT organization_slug_form CHECK (is_slug(slug)),
    CONSTRAINT organization_has_name CHECK (name <> ''),
    CONSTRAINT organization_charter_known CHECK (
        charter IN ('signatory', 'pass_2018', 'partnership_stated', 'unknown')
    ),
    CONSTRAINT organization_convention_known CHECK (convention IN ('', 'cnom', 'carmf', 'cng')),
    CONSTRAINT organization_independent_known CHECK (independent IN ('yes', 'no', 'unknown'))
);

CREATE TABLE service (
    slug text NOT NULL,
    organization text NOT NULL,
    name text NOT NULL,
    acronym text NOT NULL DEFAULT '',
    aliases text[] NOT NULL DEFAULT '{}',
    kind text NOT NULL,
    description text NOT NULL DEFAULT '',
    needs text[] NOT NULL DEFAULT '{}',
    audiences text[] NOT NULL DEFAULT '{}',
    audience_note text NOT NULL DEFAULT '',
    coverage_note text NOT NULL DEFAULT '',
    anonymous text NOT NULL DEFAULT 'unknown',
    free text NOT NULL DEFAULT 'unknown',
    dedicated text NOT NULL DEFAULT 'unknown',
    address text NOT NULL DEFAULT '',
    postcode text NOT NULL DEFAULT '',
    city text NOT NULL DEFAULT '',
    commune text NOT NULL DEFAULT '',
    departement text NOT NULL DEFAULT '',
    lat double precision,
    lon double precision,
    location_precision text NOT NULL DEFAULT '',
    admission text[] NOT NULL DEFAULT '{}',
    admission_note text NOT NULL DEFAULT '',
    last_seen_open text NOT NULL DEFAULT '',
    capacity_note text NOT NULL DEFAULT '',
    languages text NOT NULL DEFAULT '',
    accessibility text NOT NULL DEFAULT '',
    message text NOT NULL DEFAULT '',
    closure_from date,
    closure_to date,
    closed_on date,
    replaced_by text NOT NULL DEFAULT '',
    state text NOT NULL,
    retired boolean NOT NULL DEFAULT false, -- its source no longer holds it
    version bigint NOT NULL,
    CONSTRAINT service_pk PRIMARY KEY (slug),
    CONSTRAINT service_slug_form CHECK (is_slug(slug)),
    CONSTRAINT service_of_organization FOREIGN KEY (organization) REFERENCES organization (slug),
    CONSTRAINT service_has_name CHECK (name <> ''),
    CONSTRAINT service_kind_known CHECK (
        kind IN (
            'ecoute', 'conseil', 'juridique', 'financier', 'consultation', 'hospitalisation_complete',
            'hospitalisation_jour', 'prevention', 'depistage', 'reconversion', 'soutien_famille', 'administratif'
        )
    ),
    CONSTRAINT service_needs_known CHECK (
        needs <@ ARRAY[
            'financier', 'juridique', 'administratif', 'organisationnel', 'sante', 'souffrance_psychique', 'addiction',
            'professionnel', 'personnel_social', 'prevention', 'depistage', 'reconversion', 'etudiant_interne',
            'famille', 'violence', 'crise_suicidaire', 'hospitalisation', 'crise_sanitaire_exercice'
        ]
    ),
    CONSTRAINT service_audiences_known CHECK (
        audiences <@ ARRAY[
            'liberal', 'hospitalier', 'salarie', 'remplacant', 'interne', 'etudiant', 'retraite', 'famille',
            'soignant_a_ordre', 'autre_soignant', 'anesthesie_reanimation'
        ]
    ),
    CONSTRAINT service_admission_known CHECK (
        admission <@ ARRAY['self', 'letter', 'doctor', 'association', 'council']
    ),
    CONSTRAINT service_anonymous_known CHECK (anonymous IN ('yes', 'no', 'unknown')),
    CONSTRAINT service_free_known CHECK (free IN ('yes', 'no', 'unknown')),
    CONSTRAINT service_dedicated_known CHECK (dedicated IN ('yes', 'no', 'unknown')),
    CONSTRAINT service_state_known CHECK (
        state IN ('draft', 'sourced', 'to_verify', 'confirmed', 'stale', 'doubtful', 'suspended')
    ),
    CONSTRAINT service_location_precision_known CHECK (
        location_precision IN ('', 'address', 'commune', 'departement')
    ),
    CONSTRAINT service_point_whole CHECK ((lat IS NULL) = (lon IS NULL)),
    CONSTRAINT service_point_on_earth CHECK (lat BETWEEN -90 AND 90 AND lon BETWEEN -180 AND 180),
    CONSTRAINT service_closure_ordered CHECK (closure_from <= closure_to),
    CONSTRAINT service_not_replaced_by_itself CHECK (replaced_by <> slug)
);
CREATE INDEX service_version ON service (version);
CREATE INDEX service_organization ON service (organization);

CREATE TABLE schedule (
    service text NOT NULL,
    hours text NOT NULL DEFAULT '', -- OSM opening_hours
    hours_note text NOT NULL DEFAULT '',
    CONSTRAINT schedule_pk PRIMARY KEY (service),
    CONSTRAINT schedule_of_service FOREIGN KEY (service) REFERENCES service (slug)
);

CREATE TABLE service_area (
    service text NOT NULL,
    departement text NOT NULL, -- a département, or FR alone
    CONSTRAINT service_area_pk PRIMARY KEY (service, departement),
    CONSTRAINT service_area_of_service FOREIGN KEY (service) REFERENCES service (slug),
    CONSTRAINT service_area_code CHECK (departement ~ '^(FR|[0-9]{2}|2[AB]|9[78][0-9])$')
);

CREATE TABLE contact (
    id text NOT NULL, -- slug/kind/position
    service text NOT NULL,
    kind text NOT NULL,
    position integer NOT NULL,
    value text NOT NULL,
    e164 text NOT NULL DEFAULT '',
    toll text NOT NULL DEFAULT 'unknown',
    purpose text NOT NULL DEFAULT 'help',
    state text NOT NULL,
    CONSTRAINT contact_pk PRIMARY KEY (id),
    CONSTRAINT contact_of_service FOREIGN KEY (service) REFERENCES service (slug),
    CONSTRAINT contact_once UNIQUE (service, kind, position),
    CONSTRAINT contact_kind_known CHECK (kind IN ('phone', 'email', 'website')),
    CONSTRAINT contact_position_positive CHECK (position >= 1),
    CONSTRAINT contact_has_value CHECK (value <> ''),
    CONSTRAINT contact_phone_can_be_dialled CHECK ((kind = 'phone') = (e164 <> '')),
    CONSTRAINT contact_e164_form CHECK (e164 ~ '^(|\+[0-9]{6,15}|[0-9]{2,6})$'),
    CONSTRAINT contact_toll_known CHECK (toll IN ('free', 'standard', 'premium', 'unknown')),
    CONSTRAINT contact_purpose_known CHECK (purpose IN ('help', 'admin')),
    CONSTRAINT contact_state_known CHECK (
        state IN ('draft', 'sourced', 'to_verify', 'confirmed', 'stale', 'doubtful', 'suspended')
    )
);

-- Numbers that must never be given, superseded or foreign to the field.
CREATE TABLE retired_number (
    digits text NOT NULL, -- as dialled in France
    display text NOT NULL,
    never boolean NOT NULL,
    replaced_by text NOT NULL DEFAULT '',
    was text NOT NULL DEFAULT '',
    source_label text NOT NULL DEFAULT '',
    source_date_text text NOT NULL DEFAULT '',
    CONSTRAINT retired_number_pk PRIMARY KEY (digits),
    CONSTRAINT retired_number_form CHECK (digits ~ '^[0-9]{2,15}$')
);

CREATE TABLE slug_history (
    old_slug text NOT NULL,
    slug text NOT NULL,
    CONSTRAINT slug_history_pk PRIMARY KEY (old_slug),
    CONSTRAINT slug_history_of_service FOREIGN KEY (slug) REFERENCES service (slug),
    CONSTRAINT slug_history_form CHECK (is_slug(old_slug)),
    CONSTRAINT slug_history_moves CHECK (old_slug <> slug)
);

-- What an import (later a person) would like changed where the product has the last word.
CREATE TABLE change_request (
    id uuid NOT NULL,
    service text NOT NULL,
    origin text NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT change_request_pk PRIMARY KEY (id)
);

CREATE TABLE change_request_line (
    request uuid NOT NULL,
    subject_kind text NOT NULL,
    subject_id text NOT NULL,
    field text NOT NULL,
    fact_version bigint, -- version_from of the fact it would replace
    proposed jsonb NOT NULL,
    state text NOT NULL, -- the state the proposed value would have
    source_label text NOT NULL,
    source_url text,
    source_date_text text NOT NULL,
    note text,
    status text NOT NULL DEFAULT 'open',
    CONSTRAINT change_request_line_pk PRIMARY KEY (request, subject_kind, subject_id, field),
    CONSTRAINT change_request_line_of_request FOREIGN KEY (request) REFERENCES change_request (id),
    CONSTRAINT change_request_line_status_known CHECK (
        status IN ('open', 'accepted', 'refused', 'superseded', 'withdrawn')
    ),
    CONSTRAINT change_request_line_replaces FOREIGN KEY (subject_kind, subject_id, field, fact_version)
    REFERENCES fact (subject_kind, subject_id, field, version_from)
);
CREATE INDEX change_request_line_subject ON change_request_line (subject_kind, subject_id, field);

CREATE TABLE import_run (
    id uuid NOT NULL,
    source text NOT NULL, -- name of the source, or 'data' for the whole data folder
    digest text NOT NULL, -- SHA-256 of what was read
    finished_at timestamptz NOT NULL DEFAULT now(),
    version bigint NOT NULL,
    added integer NOT NULL,
    changed integer NOT NULL,
    retired integer NOT NULL,
    unchanged integer NOT NULL,
    proposed integer NOT NULL,
    rejected integer NOT NULL,
    CONSTRAINT import_run_pk PRIMARY KEY (id)
);
CREATE INDEX import_run_source ON import_run (source, finished_at);

-- Staging of imports: emptied at the end of each, so neither logged nor backed up.
CREATE UNLOGGED TABLE import_line (
    import uuid NOT NULL,
    line integer NOT NULL,
    service text NOT NULL,
    subject_kind text NOT NULL,
    subject_id text NOT NULL,
    slug text NOT NULL GENERATED ALWAYS AS (split_part(subject_id, '/', 1)) STORED,
    field text NOT NULL,
    value text NOT NULL, -- JSON
    state text NOT NULL,
    source_label text NOT NULL,
    source_url text,
    source_date_text text NOT NULL,
    source_from date,
    source_to date,
    note text,
    borrowed boolean NOT NULL -- said of the organisation by a service that is not its main one
);
CREATE INDEX import_line_import ON import_line (import);

CREATE UNLOGGED TABLE import_reject (
    import uuid NOT NULL,
    service text NOT NULL -- a line at fault: neither imported nor taken for absent; '' when its name is unreadable
);
CREATE INDEX import_reject_import ON import_reject (import);

-- Whom an import is about: every subject it brings, and every subject it brought before.
CREATE UNLOGGED TABLE import_subject (
    import uuid NOT NULL,
    of_organization boolean NOT NULL,
    slug text NOT NULL,
    mine boolean NOT NULL, -- some current fact comes from this source
    shared boolean NOT NULL, -- some current fact comes from elsewhere
    present boolean NOT NULL, -- the file holds it
    kept boolean NOT NULL -- its line is at fault: not taken for absent
);
CREATE INDEX import_subject_import ON import_subject (import);

CREATE UNLOGGED TABLE import_change (
    import uuid NOT NULL,
    service text NOT NULL,
    subject_kind text NOT NULL,
    subject_id text NOT NULL,
    field text NOT NULL,
    verdict text NOT NULL,
    version_from bigint, -- of the current fact
    CONSTRAINT import_change_verdict_known CHECK (verdict IN ('add', 'change', 'drop', 'retire', 'propose'))
);
CREATE INDEX import_change_import ON import_change (import);

-- Publishing ---------------------------------------------------------------------------------------------------------

-- The number taken by the transaction in progress; null when it is not publishing.
CREATE FUNCTION taken_directory_version() RETURNS bigint
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    RETURN (SELECT v.number FROM public.directory_version AS v WHERE v.taken_by = pg_current_xact_id_if_assigned());

-- Take the next number: waits for the publishing transaction in progress, tells listeners at commit.
CREATE FUNCTION take_directory_version(cause text) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
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

CREATE FUNCTION fact_is_append_only() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
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
CREATE TRIGGER fact_append_only BEFORE UPDATE OR DELETE ON fact FOR EACH ROW EXECUTE FUNCTION fact_is_append_only();
CREATE TRIGGER fact_never_emptied BEFORE TRUNCATE ON fact FOR EACH STATEMENT EXECUTE FUNCTION fact_is_append_only();

CREATE FUNCTION fact_belongs_to_publication() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
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
CREATE TRIGGER fact_published_with_version AFTER INSERT ON fact
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION fact_belongs_to_publication();

-- Rewrite the typed rows of every subject touched by `version` from its current facts.
CREATE FUNCTION project_directory(version bigint) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
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

-- Fresh statistics for the statements that compare what was just staged: only the owner may analyse.
CREATE FUNCTION analyze_import(with_facts boolean) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    ANALYZE import_line, import_subject, import_change, import_reject;
    IF with_facts THEN
        ANALYZE fact;
    END IF;
END
$$;

-- Rights -------------------------------------------------------------------------------------------------------------

REVOKE EXECUTE ON FUNCTION take_directory_version, project_directory, taken_directory_version, analyze_import FROM PUBLIC;
GRANT EXECUTE ON FUNCTION take_directory_version, project_directory, taken_directory_version, analyze_import
TO relais_app, relais_worker;

GRANT SELECT ON
directory_version, publication, fact, organization, service, schedule, service_area, contact, retired_number,
slug_history, change_request, change_request_line, import_run, import_line, import_reject, import_subject,
import_change
TO relais_app, relais_worker;
GRANT INSERT ON fact, change_request, change_request_line, import_run, slug_history TO relais_app, relais_worker;
GRANT UPDATE (version_to) ON fact TO relais_app, relais_worker;
GRANT UPDATE (status) ON change_request_line TO relais_app, relais_worker;
GRANT INSERT, UPDATE, DELETE ON retired_number TO relais_app, relais_worker;
GRANT INSERT, DELETE ON import_line, import_reject, import_subject, import_change TO relais_app, relais_worker;
