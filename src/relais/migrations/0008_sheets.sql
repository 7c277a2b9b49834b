-- A sheet of the helpline: the options that a caller was given, under a code, for thirty days. No account made it, nobody
-- is named in it and no need is kept: only what the directory says to everyone, as it said it that day.

-- Public facts alone: a closed list of what the directory publishes, in short texts.
CREATE FUNCTION holds_only_public_facts(shown jsonb) RETURNS boolean
    LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
    RETURN jsonb_typeof(shown) = 'object' AND length(shown::text) <= 4000 AND NOT EXISTS (
        SELECT FROM jsonb_each(CASE jsonb_typeof(shown) WHEN 'object' THEN shown ELSE '{}' END) AS fact (key, value)
        WHERE fact.key NOT IN (
            'name', 'acronym', 'organization', 'kind', 'phones', 'emails', 'websites', 'hours', 'hours_note',
            'address', 'commune', 'departement', 'anonymous', 'free', 'independent', 'state', 'closure', 'message'
        )
            OR jsonb_typeof(fact.value) NOT IN ('string', 'boolean', 'null', 'array')
            OR length(fact.value::text) > 1000
            OR (
                jsonb_typeof(fact.value) = 'array' AND EXISTS (
                    SELECT FROM jsonb_array_elements(
                        CASE jsonb_typeof(fact.value) WHEN 'array' THEN fact.value ELSE '[]' END
                    ) AS one (value)
                    WHERE jsonb_typeof(one.value) <> 'string'
                )
            )
    );

CREATE TABLE sheet (
    id uuid NOT NULL,
    code_lookup bytea NOT NULL, -- HMAC of the code, under a secret kept outside the database
    code_verifier text NOT NULL, -- argon2id of the code
    made_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL, -- purged after; read until
    directory_version bigint NOT NULL,
    seed integer NOT NULL, -- of the neutral order: it is shown again the same
    CONSTRAINT sheet_pk PRIMARY KEY (id),
    CONSTRAINT sheet_code_once UNIQUE (code_lookup),
    CONSTRAINT sheet_code_lookup_size CHECK (length(code_lookup) = 32),
    CONSTRAINT sheet_code_is_argon2id CHECK (code_verifier LIKE '$argon2id$%'),
    CONSTRAINT sheet_lives_30_days CHECK (ends_at - made_at = interval '30 days'),
    CONSTRAINT sheet_directory_version_counts CHECK (directory_version >= 0),
    CONSTRAINT sheet_seed_is_spoken CHECK (seed BETWEEN 0 AND 999999)
);
CREATE INDEX sheet_ends ON sheet (ends_at);

CREATE TABLE sheet_option (
    sheet uuid NOT NULL,
    rank integer NOT NULL,
    service text NOT NULL, -- slug; of an emergency number too
    shown jsonb NOT NULL, -- what the directory said that day
    CONSTRAINT sheet_option_pk PRIMARY KEY (sheet, rank),
    CONSTRAINT sheet_option_once UNIQUE (sheet, service),
    CONSTRAINT sheet_option_of_sheet FOREIGN KEY (sheet) REFERENCES sheet (id) ON DELETE CASCADE,
    CONSTRAINT sheet_option_rank_is_few CHECK (rank BETWEEN 1 AND 30),
    CONSTRAINT sheet_option_service_form CHECK (service ~ '^[a-z0-9-]{1,80}$'),
    CONSTRAINT sheet_option_holds_public_facts CHECK (holds_only_public_facts(shown))
);

-- Moments are the database's. A sheet is never the same as a case, nor opened by the same code: nothing links them.
CREATE FUNCTION sheet_begins() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
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
CREATE TRIGGER sheet_begins BEFORE INSERT ON sheet FOR EACH ROW EXECUTE FUNCTION sheet_begins();
CREATE FUNCTION aid_case_is_no_sheet() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF EXISTS (SELECT FROM sheet AS s WHERE s.id = NEW.id OR s.code_lookup = NEW.code_lookup) THEN
        RAISE EXCEPTION 'a sheet' USING ERRCODE = '23514', CONSTRAINT = 'aid_case_is_no_sheet';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER aid_case_is_no_sheet BEFORE INSERT OR UPDATE OF code_lookup ON aid_case
    FOR EACH ROW EXECUTE FUNCTION aid_case_is_no_sheet();

-- Its options are those of the transaction that makes it: nothing is slipped into the sheet of another.
CREATE FUNCTION sheet_option_comes_with_its_sheet() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM sheet AS s WHERE s.id = NEW.sheet AND s.made_at = now()) THEN
        RAISE EXCEPTION 'not theirs' USING ERRCODE = '42501'; -- nor said to exist
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER sheet_option_comes_with_its_sheet BEFORE INSERT ON sheet_option
    FOR EACH ROW EXECUTE FUNCTION sheet_option_comes_with_its_sheet();

-- Never rewritten, gone when its day has come and not before, whoever asks.
CREATE FUNCTION sheet_goes_when_due() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
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
CREATE TRIGGER sheet_goes_when_due BEFORE UPDATE OR DELETE ON sheet
    FOR EACH ROW EXECUTE FUNCTION sheet_goes_when_due();
CREATE TRIGGER sheet_never_emptied BEFORE TRUNCATE ON sheet
    FOR EACH STATEMENT EXECUTE FUNCTION sheet_goes_when_due();
CREATE TRIGGER sheet_option_goes_when_due BEFORE UPDATE OR DELETE ON sheet_option
    FOR EACH ROW EXECUTE FUNCTION sheet_goes_when_due();
CREATE TRIGGER sheet_option_never_emptied BEFORE TRUNCATE ON sheet_option
    FOR EACH STATEMENT EXECUTE FUNCTION sheet_goes_when_due();

-- The sheet of a code, while it lives.
CREATE FUNCTION find_sheet_by_code(lookup bytea) RETURNS TABLE (id uuid, verifier text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
    SELECT s.id, s.code_verifier FROM sheet AS s
    WHERE s.code_lookup = lookup AND s.ends_at > statement_timestamp() AND current_kind() IS NOT NULL;
END;

-- Those whose thirty days are over; how many.
CREATE FUNCTION purge_sheets() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    gone bigint;
BEGIN
    DELETE FROM sheet AS s WHERE s.ends_at <= statement_timestamp();
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END
$$;

ALTER TABLE sheet ENABLE ROW LEVEL SECURITY;
ALTER TABLE sheet_option ENABLE ROW LEVEL SECURITY;
CREATE POLICY sheet_made ON sheet FOR INSERT TO relais_app WITH CHECK ((SELECT current_kind()) IN ('public', 'staff'));
CREATE POLICY sheet_read ON sheet FOR SELECT TO relais_app USING (
    (SELECT current_kind()) = 'person' AND id = (SELECT current_case()) AND ends_at > statement_timestamp()
);
CREATE POLICY sheet_option_made ON sheet_option FOR INSERT TO relais_app WITH CHECK (
    (SELECT current_kind()) IN ('public', 'staff')
);
CREATE POLICY sheet_option_read ON sheet_option FOR SELECT TO relais_app USING (
    EXISTS (SELECT FROM sheet AS s WHERE s.id = sheet_option.sheet)
);

GRANT SELECT (id, made_at, ends_at, directory_version, seed) ON sheet TO relais_app;
GRANT INSERT (id, code_lookup, code_verifier, directory_version, seed) ON sheet TO relais_app;
GRANT SELECT, INSERT ON sheet_option TO relais_app;
REVOKE ALL ON FUNCTION sheet_begins, aid_case_is_no_sheet, sheet_option_comes_with_its_sheet, sheet_goes_when_due,
find_sheet_by_code, purge_sheets FROM PUBLIC;
GRANT EXECUTE ON FUNCTION find_sheet_by_code TO relais_app;
GRANT EXECUTE ON FUNCTION purge_sheets TO relais_worker, relais_purge;
