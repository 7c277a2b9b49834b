-- A person's case: a follow-up code, a data key, an end date and a chain of events. Nobody reads one without a signed
-- context: docs/explanation/cases.md.

-- The context of the transaction, `kind|org|actor|case|expiry|pid|hmac`, when it is ours, for this connection and not
-- expired; else NULL. HMAC-SHA256 from sha256 alone, with the two pads that `relais migrate` keeps in context_key.
CREATE FUNCTION signed_context() RETURNS text[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
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
CREATE FUNCTION current_kind() RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    RETURN (signed_context())[1];
CREATE FUNCTION current_org() RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    RETURN nullif((signed_context())[2], '');
CREATE FUNCTION current_actor() RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    RETURN nullif((signed_context())[3], '')::uuid;
CREATE FUNCTION current_case() RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    RETURN nullif((signed_context())[4], '')::uuid;

CREATE TABLE aid_case (
    id uuid NOT NULL,
    reference text NOT NULL, -- quoted by phone; opens nothing
    council text NOT NULL DEFAULT '', -- slug of the council that follows it; '' when the doctor goes round it
    origin text NOT NULL,
    code_lookup bytea, -- HMAC of the follow-up code; none once erased
    code_verifier text, -- argon2id of the follow-up code
    code_by text NOT NULL, -- who made the code: one made by another is replaced at the doctor's first own use
    alias_sealed bytea, -- what the doctor agreed to be called, under the data key
    data_key_wrapped bytea, -- wrapped by a key kept outside PostgreSQL; none once erased
    kek integer GENERATED ALWAYS AS (get_byte(data_key_wrapped, 0) * 256 + get_byte(data_key_wrapped, 1)) STORED,
    made_at timestamptz NOT NULL DEFAULT now(),
    ends_on date NOT NULL DEFAULT CURRENT_DATE + 365, -- purged after that day; brought nearer by closing
    closed_at timestamptz,
    erased_at timestamptz,
    seq bigint NOT NULL DEFAULT 0, -- how many events it has: a chain alone does not see that its end was cut
    CONSTRAINT aid_case_pk PRIMARY KEY (id),
    CONSTRAINT aid_case_reference_once UNIQUE (reference),
    CONSTRAINT aid_case_code_once UNIQUE (code_lookup),
    CONSTRAINT aid_case_reference_form CHECK (reference ~ '^[A-Z0-9]{3}-[A-Z0-9]{3}$'),
    CONSTRAINT aid_case_origin_known CHECK (origin IN ('officer', 'person', 'sheet', 'colleague')),
    CONSTRAINT aid_case_code_by_known CHECK (code_by IN ('officer', 'listener', 'person')),
    CONSTRAINT aid_case_code_lookup_size CHECK (length(code_lookup) = 32),
    CONSTRAINT aid_case_code_is_argon2id CHECK (code_verifier LIKE '$argon2id$%'),
    CONSTRAINT aid_case_code_whole CHECK ((code_lookup IS NULL) = (code_verifier IS NULL)),
    CONSTRAINT aid_case_key_size CHECK (length(data_key_wrapped) = 62), -- number, nonce, 32 bytes, tag
    CONSTRAINT aid_case_key_until_erased CHECK ((data_key_wrapped IS NULL) = (erased_at IS NOT NULL)),
    CONSTRAINT aid_case_erased_keeps_nothing CHECK (
        erased_at IS NULL OR (code_lookup IS NULL AND alias_sealed IS NULL)
    ),
    CONSTRAINT aid_case_ends_after_it_begins CHECK (ends_on >= made_at::date - 1 AND seq >= 0)
);
CREATE INDEX aid_case_council ON aid_case (council, made_at) WHERE closed_at IS NULL AND erased_at IS NULL;
CREATE INDEX aid_case_ends ON aid_case (ends_on);
CREATE INDEX aid_case_kek ON aid_case (kek) WHERE kek IS NOT NULL;

-- What is known of the person, one row per category, sealed under the case's key.
CREATE TABLE case_part (
    case_id uuid NOT NULL,
    category text NOT NULL,
    sealed bytea NOT NULL,
    written_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT case_part_pk PRIMARY KEY (case_id, category),
    CONSTRAINT case_part_of_case FOREIGN KEY (case_id) REFERENCES aid_case (id),
    CONSTRAINT case_part_category_known CHECK (
        category IN ('identity', 'contact', 'need', 'availability', 'context')
    ),
    CONSTRAINT case_part_is_padded CHECK (length(sealed) >= 284 AND length(sealed) % 256 = 28) -- nonce and tag
);

-- Whether every text of a detail is a code: nothing with a space in it, so never a sentence about a person.
CREATE FUNCTION holds_only_codes(detail jsonb) RETURNS boolean
    LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
    RETURN jsonb_typeof(detail) = 'object' AND length(detail::text) <= 4000 AND NOT EXISTS (
        SELECT FROM jsonb_path_query(detail, 'strict $.** ? (@.type() == "string")') AS one (text)
        WHERE one.text #>> '{}' !~ '^[A-Za-z0-9_.:+-]{0,80}$'
    );
CREATE FUNCTION case_event_hash(
    case_id uuid, seq bigint, at timestamptz, actor_kind text, org text, act text, detail jsonb, previous bytea
) RETURNS bytea
    LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
    RETURN sha256(previous || convert_to(
        jsonb_build_array(
            case_id, seq, (extract(epoch FROM at) * 1000000)::bigint, actor_kind, org, act, detail
        )::text, 'UTF8'
    ));

CREATE TABLE case_event (
    case_id uuid NOT NULL,
    seq bigint NOT NULL,
    at timestamptz NOT NULL,
    actor_kind text NOT NULL, -- console: the owner of the database, without a context
    org text NOT NULL, -- slug of the body it was done for, '' for none
    act text NOT NULL, -- slice.verb
    detail jsonb NOT NULL DEFAULT '{}', -- codes only
    previous_hash bytea NOT NULL, -- '' for the first
    hash bytea NOT NULL,
    CONSTRAINT case_event_pk PRIMARY KEY (case_id, seq),
    CONSTRAINT case_event_of_case FOREIGN KEY (case_id) REFERENCES aid_case (id),
    CONSTRAINT case_event_actor_known CHECK (actor_kind IN ('staff', 'person', 'public', 'worker', 'console')),
    CONSTRAINT case_event_act_form CHECK (act ~ '^[a-z_]+\.[a-z_]+$'),
    CONSTRAINT case_event_org_form CHECK (org ~ '^[a-z0-9-]{0,200}$'),
    CONSTRAINT case_event_holds_codes CHECK (holds_only_codes(detail)),
    CONSTRAINT case_event_first_or_chained CHECK ((seq = 1) = (previous_hash = '') AND seq >= 1),
    CONSTRAINT case_event_hash_holds CHECK (
        hash = case_event_hash(case_id, seq, at, actor_kind, org, act, detail, previous_hash)
    )
);

-- Who opened a case, for which body, in which session, why and as what: asked once per session, told in the chain.
CREATE TABLE case_opening (
    case_id uuid NOT NULL,
    seq bigint NOT NULL, -- of the event that tells it to the person
    org text NOT NULL,
    actor uuid NOT NULL, -- an account
    session text NOT NULL, -- names a session, opens none
    reason text NOT NULL,
    as_function text NOT NULL,
    at timestamptz NOT NULL,
    CONSTRAINT case_opening_pk PRIMARY KEY (case_id, seq),
    CONSTRAINT case_opening_is_told FOREIGN KEY (case_id, seq) REFERENCES case_event (case_id, seq),
    CONSTRAINT case_opening_session_form CHECK (session ~ '^[A-Za-z0-9_-]{1,64}$'),
    CONSTRAINT case_opening_reason_known CHECK (
        CASE as_function
            WHEN 'recipient' THEN reason IN ('first_contact', 'follow_up', 'handover', 'outcome')
            ELSE reason IN ('with_person', 'call', 'follow_up', 'answer', 'handover', 'correction')
        END
    ),
    CONSTRAINT case_opening_function_known CHECK (as_function IN ('officer', 'deputy', 'recipient', 'national'))
);
CREATE INDEX case_opening_actor ON case_opening (actor, org, at);

-- The next event of a case, in the transaction that causes it. For the functions and triggers of the owner alone:
-- they have checked who acts (a recipient closes what it may no longer read). The case stays locked until the end.
CREATE FUNCTION chain_case_event(of_case uuid, act text, detail jsonb DEFAULT '{}') RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
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

-- Whether a live consent opens a category (any of them: NULL) to the body of this context. The referrals say it.
CREATE FUNCTION consent_opens(of_case uuid, wanted text) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    RETURN false AND of_case IS NULL AND wanted IS NULL;

-- Whether this context acts on the case as the person, as the council that follows it, or as the worker.
CREATE FUNCTION acts_on_case(of_case uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    RETURN EXISTS (
        SELECT FROM aid_case AS c
        WHERE c.id = of_case AND (
            (current_kind() = 'person' AND c.id = current_case())
            OR (current_kind() = 'staff' AND c.council = current_org())
            OR current_kind() = 'worker'
        )
    );
CREATE FUNCTION refuse_who_does_not_act(of_case uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF NOT acts_on_case(of_case) THEN
        RAISE EXCEPTION 'not theirs' USING ERRCODE = '42501', CONSTRAINT = 'aid_case_by_who_may';
    END IF;
END
$$;

-- The cases that this account opened for this body, and said why, less than four hours ago: as long as a session lives.
-- Policies ask it once per statement.
CREATE FUNCTION opened_cases() RETURNS uuid[]
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    RETURN ARRAY(
        SELECT o.case_id FROM case_opening AS o
        WHERE (SELECT current_kind()) = 'staff' AND o.org = (SELECT current_org())
            AND o.actor = (SELECT current_actor()) AND o.at > statement_timestamp() - interval '4 hours'
    );

-- Opening a case: who does says why, and the person is told. The same reason twice in a session is one opening.
-- Whether it is open now: false for a case that is not theirs, as for one that is not there.
CREATE FUNCTION open_case(of_case uuid, reason text, as_function text, session text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
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

-- What a service tells of a case (told by phone, a receipt printed): whoever may act on it or read any part of it. What
-- the database tells by itself when it happens is told by nobody else.
CREATE FUNCTION append_case_event(of_case uuid, act text, detail jsonb DEFAULT '{}') RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
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
$$;

-- The wrapped key, for whoever may read any part of the case: a recipient once it said why. The council that follows it
-- reads the alias in its list before. NULL for the others, as for a case that is not there.
CREATE FUNCTION data_key_of(of_case uuid) RETURNS bytea
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    RETURN (
        SELECT c.data_key_wrapped FROM aid_case AS c
        WHERE c.id = of_case AND (
            acts_on_case(c.id) OR (c.id = ANY (opened_cases()) AND consent_opens(c.id, NULL))
        )
    );

-- The case of a code: its lookup takes a secret kept outside the database, so it is not enumerated from here.
CREATE FUNCTION find_case_by_code(lookup bytea) RETURNS TABLE (id uuid, verifier text, code_by text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
    SELECT c.id, c.code_verifier, c.code_by FROM aid_case AS c
    WHERE c.code_lookup = lookup AND current_kind() IS NOT NULL;
END;

-- A new code: the old one dies in the same statement, and the person sees in the chain who made it.
CREATE FUNCTION replace_case_code(of_case uuid, lookup bytea, verifier text, made_by text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
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

CREATE FUNCTION close_case(of_case uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    PERFORM refuse_who_does_not_act(of_case);
    UPDATE aid_case AS c SET closed_at = now() WHERE c.id = of_case AND c.closed_at IS NULL;
    IF FOUND THEN
        PERFORM chain_case_event(of_case, 'case.closed');
    END IF;
END
$$;

-- Without the wrapped key no part of the case is readable ever again, whoever kept a copy of the rest. What was sent is
-- withdrawn in the same transaction, by a trigger of the referrals.
CREATE FUNCTION erase_case(of_case uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
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

-- A case begins with its first event, whoever inserts it.
CREATE FUNCTION aid_case_begins() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    PERFORM chain_case_event(NEW.id, 'case.opened', jsonb_build_object('origin', NEW.origin, 'code_by', NEW.code_by));
    RETURN NULL;
END
$$;
CREATE TRIGGER aid_case_begins AFTER INSERT ON aid_case
    FOR EACH ROW EXECUTE FUNCTION aid_case_begins();

-- Moments are the database's; what ended stays ended; the count of events only grows, one by one.
CREATE FUNCTION aid_case_is_written_once() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
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
CREATE TRIGGER aid_case_written_once BEFORE INSERT OR UPDATE ON aid_case
    FOR EACH ROW EXECUTE FUNCTION aid_case_is_written_once();

-- Nothing is sealed into a case that is being erased, whoever writes it.
CREATE FUNCTION case_part_is_of_a_living_case() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
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
CREATE TRIGGER case_part_of_living_case BEFORE INSERT OR UPDATE ON case_part
    FOR EACH ROW EXECUTE FUNCTION case_part_is_of_a_living_case();

-- A case and its events go together, after its day, whoever asks. A day is one of Paris: no setting of a session brings
-- it nearer.
CREATE FUNCTION aid_case_goes_when_due() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET timezone = 'Europe/Paris'
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
CREATE TRIGGER aid_case_goes_when_due BEFORE DELETE ON aid_case
    FOR EACH ROW EXECUTE FUNCTION aid_case_goes_when_due();
CREATE TRIGGER aid_case_never_emptied BEFORE TRUNCATE ON aid_case
    FOR EACH STATEMENT EXECUTE FUNCTION aid_case_goes_when_due();
CREATE TRIGGER case_event_goes_when_due BEFORE DELETE ON case_event
    FOR EACH ROW EXECUTE FUNCTION aid_case_goes_when_due();
CREATE TRIGGER case_event_never_emptied BEFORE TRUNCATE ON case_event
    FOR EACH STATEMENT EXECUTE FUNCTION aid_case_goes_when_due();
CREATE TRIGGER case_event_append_only BEFORE UPDATE ON case_event
    FOR EACH ROW EXECUTE FUNCTION evidence_is_append_only();
CREATE TRIGGER case_opening_goes_when_due BEFORE DELETE ON case_opening
    FOR EACH ROW EXECUTE FUNCTION aid_case_goes_when_due();
CREATE TRIGGER case_opening_never_emptied BEFORE TRUNCATE ON case_opening
    FOR EACH STATEMENT EXECUTE FUNCTION aid_case_goes_when_due();
CREATE TRIGGER case_opening_append_only BEFORE UPDATE ON case_opening
    FOR EACH ROW EXECUTE FUNCTION evidence_is_append_only();

-- Whole cases whose day has passed, with all that belongs to them: the end of each chain, for the file of anchors, which
-- is written before the transaction ends. Those that someone holds are left for the next time.
CREATE FUNCTION purge_due(at_most integer DEFAULT 500) RETURNS TABLE (case_id uuid, hash bytea, seq bigint)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET timezone = 'Europe/Paris'
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

-- Who reads. Without a signed context: nobody. The owner of the tables is not bound by it, and is no account of the
-- application.
ALTER TABLE aid_case ENABLE ROW LEVEL SECURITY;
ALTER TABLE case_part ENABLE ROW LEVEL SECURITY;
ALTER TABLE case_event ENABLE ROW LEVEL SECURITY;
ALTER TABLE case_opening ENABLE ROW LEVEL SECURITY;

CREATE POLICY aid_case_person ON aid_case TO relais_app
    USING ((SELECT current_kind()) = 'person' AND id = (SELECT current_case()));
CREATE POLICY aid_case_council ON aid_case TO relais_app
    USING ((SELECT current_kind()) = 'staff' AND council = (SELECT current_org()));
CREATE POLICY aid_case_worker ON aid_case FOR SELECT TO relais_worker
    USING ((SELECT current_kind()) = 'worker');
CREATE POLICY aid_case_audit ON aid_case FOR SELECT TO relais_audit USING (true);

-- Through the case one may see, or through a consent, category by category; a body, once it said why.
CREATE POLICY case_part_case ON case_part TO relais_app USING (
    EXISTS (SELECT FROM aid_case AS c WHERE c.id = case_id AND c.erased_at IS NULL)
    AND ((SELECT current_kind()) = 'person' OR case_id = ANY ((SELECT opened_cases())::uuid[]))
);
CREATE POLICY case_part_consent ON case_part FOR SELECT TO relais_app USING (
    case_id = ANY ((SELECT opened_cases())::uuid[]) AND consent_opens(case_id, category)
);
-- Its own openings, to know whether the reason was given.
CREATE POLICY case_opening_own ON case_opening FOR SELECT TO relais_app USING (
    (SELECT current_kind()) = 'staff' AND org = (SELECT current_org()) AND actor = (SELECT current_actor())
);

CREATE POLICY case_event_case ON case_event FOR SELECT TO relais_app
    USING (EXISTS (SELECT FROM aid_case AS c WHERE c.id = case_id));
CREATE POLICY case_event_worker ON case_event FOR SELECT TO relais_worker
    USING ((SELECT current_kind()) = 'worker');
CREATE POLICY case_event_audit ON case_event FOR SELECT TO relais_audit USING (true);

-- Neither lookups nor verifiers nor wrapped keys are columns that an account of the application reads.
GRANT SELECT (
    id, reference, council, origin, code_by, alias_sealed, made_at, ends_on, closed_at, erased_at, seq
) ON aid_case TO relais_app, relais_worker;
GRANT INSERT (
    id, reference, council, origin, code_lookup, code_verifier, code_by, alias_sealed, data_key_wrapped
) ON aid_case TO relais_app;
GRANT UPDATE (alias_sealed) ON aid_case TO relais_app;
GRANT SELECT, INSERT (case_id, category, sealed), UPDATE (sealed, written_at) ON case_part TO relais_app;
GRANT SELECT ON case_event TO relais_app, relais_worker;
GRANT SELECT ON case_opening TO relais_app;
GRANT SELECT (id, reference, council, origin, made_at, ends_on, closed_at, erased_at, seq, kek) ON aid_case
TO relais_audit;
GRANT SELECT ON case_event, journal TO relais_audit;

-- The backup role reads every table, those to come too; it bypasses the policies (core/migrate.py).
GRANT SELECT ON ALL TABLES IN SCHEMA public TO relais_backup;
GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO relais_backup;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO relais_backup;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON SEQUENCES TO relais_backup;
REVOKE ALL ON context_key FROM relais_backup;

REVOKE ALL ON FUNCTION signed_context(), chain_case_event(uuid, text, jsonb), consent_opens(uuid, text),
acts_on_case(uuid), refuse_who_does_not_act(uuid), opened_cases(), open_case(uuid, text, text, text),
append_case_event(uuid, text, jsonb), data_key_of(uuid), find_case_by_code(bytea),
replace_case_code(uuid, bytea, text, text), close_case(uuid), erase_case(uuid), purge_due(integer),
aid_case_begins(), aid_case_goes_when_due(), case_part_is_of_a_living_case() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION consent_opens(uuid, text), opened_cases(), open_case(uuid, text, text, text),
append_case_event(uuid, text, jsonb), data_key_of(uuid), find_case_by_code(bytea),
replace_case_code(uuid, bytea, text, text), close_case(uuid), erase_case(uuid) TO relais_app;
GRANT EXECUTE ON FUNCTION append_case_event(uuid, text, jsonb), close_case(uuid), erase_case(uuid) TO relais_worker;
GRANT EXECUTE ON FUNCTION purge_due(integer) TO relais_purge;
