-- Who did what, when, to which field. Append-only: nobody edits it, whatever their role.

CREATE TABLE journal (
    id bigint GENERATED ALWAYS AS IDENTITY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor uuid, -- an account; null for the system, the console and anonymous persons
    acting_as text NOT NULL, -- the function under which it was done
    act text NOT NULL, -- slice.verb
    subject_kind text NOT NULL,
    subject_id text NOT NULL,
    organization text NOT NULL DEFAULT '', -- slug: in whose journal it is read
    field text NOT NULL DEFAULT '',
    detail jsonb NOT NULL DEFAULT '{}', -- codes and published values only, never a person
    CONSTRAINT journal_pk PRIMARY KEY (id),
    CONSTRAINT journal_acting_as_known CHECK (
        acting_as IN (
            'listener', 'officer', 'member', 'recipient', 'coordinator', 'national', 'auditor', 'technician',
            'anonymous', 'account', 'mail', 'system', 'console'
        )
    ),
    CONSTRAINT journal_act_form CHECK (act ~ '^[a-z_]+\.[a-z_]+$'),
    CONSTRAINT journal_actor_is_named CHECK (
        (actor IS NULL) = (acting_as IN ('anonymous', 'mail', 'system', 'console'))
    )
);
CREATE INDEX journal_organization ON journal (organization, id) WHERE organization <> '';
CREATE INDEX journal_actor ON journal (actor, id) WHERE actor IS NOT NULL;

CREATE FUNCTION journal_is_append_only() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION 'the journal is never rewritten' USING ERRCODE = '23514', CONSTRAINT = 'journal_append_only';
END
$$;
CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE ON journal
    FOR EACH ROW EXECUTE FUNCTION journal_is_append_only();
CREATE TRIGGER journal_never_emptied BEFORE TRUNCATE ON journal
    FOR EACH STATEMENT EXECUTE FUNCTION journal_is_append_only();

-- The moment, the number and the order are the database's: an account of the application cannot choose them.
GRANT SELECT, INSERT (actor, acting_as, act, subject_kind, subject_id, organization, field, detail) ON journal
TO relais_app, relais_worker;
