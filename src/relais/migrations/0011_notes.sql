-- For a relative or a colleague: a card that opens the other's own request and holds nothing of anyone; a note to one
-- council about a person, who is informed within thirty days, or nothing is kept: docs/explanation/notes.md.

-- A card ------------------------------------------------------------------------------------------------------------

CREATE TABLE card (
    id uuid NOT NULL, -- made with the page: a second click makes no second card
    code_lookup bytea NOT NULL, -- HMAC of its code
    code_verifier text NOT NULL, -- argon2id of its code
    made_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    CONSTRAINT card_pk PRIMARY KEY (id),
    CONSTRAINT card_code_once UNIQUE (code_lookup),
    CONSTRAINT card_code_lookup_size CHECK (length(code_lookup) = 32),
    CONSTRAINT card_code_is_argon2id CHECK (code_verifier LIKE '$argon2id$%'),
    CONSTRAINT card_lives_30_days CHECK (ends_at - made_at = interval '720 hours')
);
CREATE INDEX card_ends ON card (ends_at);

CREATE FUNCTION card_begins() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    NEW.made_at := now();
    NEW.ends_at := now() + interval '720 hours';
    RETURN NEW;
END
$$;
CREATE TRIGGER card_begins BEFORE INSERT ON card FOR EACH ROW EXECUTE FUNCTION card_begins();

-- Never rewritten, gone when its day has come and not before, whoever asks.
CREATE FUNCTION card_goes_when_due() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
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
CREATE TRIGGER card_goes_when_due BEFORE UPDATE OR DELETE ON card
    FOR EACH ROW EXECUTE FUNCTION card_goes_when_due();
CREATE TRIGGER card_never_emptied BEFORE TRUNCATE ON card
    FOR EACH STATEMENT EXECUTE FUNCTION card_goes_when_due();

-- The card of a code, while it lives. Opening one is written nowhere.
CREATE FUNCTION find_card_by_code(lookup bytea) RETURNS TABLE (id uuid, verifier text, ends_at timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
    SELECT c.id, c.code_verifier, c.ends_at FROM card AS c
    WHERE c.code_lookup = lookup AND c.ends_at > statement_timestamp() AND current_kind() IS NOT NULL;
END;

CREATE FUNCTION purge_cards() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    gone bigint;
BEGIN
    DELETE FROM card AS c WHERE c.ends_at <= statement_timestamp();
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END
$$;

-- A note ------------------------------------------------------------------------------------------------------------

-- One note per council and person while it lives: what other authors add is a row of note_author. Who it is about is
-- sealed in its case, which is of origin 'colleague' and has no code before the person is informed.
CREATE TABLE note (
    id uuid NOT NULL,
    case_id uuid NOT NULL,
    council text NOT NULL, -- slug: the one council that sees it
    person_key bytea NOT NULL, -- HMAC of the folded name and first name
    state text NOT NULL,
    made_at timestamptz NOT NULL,
    state_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL, -- the person is informed before, or nothing is kept; purged then
    informed_on date,
    informed_how text,
    CONSTRAINT note_pk PRIMARY KEY (id),
    CONSTRAINT note_of_one_case UNIQUE (case_id),
    CONSTRAINT note_of_person UNIQUE (id, person_key),
    CONSTRAINT note_of_case FOREIGN KEY (case_id) REFERENCES aid_case (id) ON DELETE CASCADE,
    CONSTRAINT note_council_form CHECK (council ~ '^cdom-[0-9a-z]{2,3}$'),
    CONSTRAINT note_person_key_size CHECK (length(person_key) = 32),
    CONSTRAINT note_state_known CHECK (state IN ('received', 'informed', 'withdrawn', 'discarded')),
    CONSTRAINT note_lives_30_days CHECK (
        due_at <= CASE state WHEN 'informed' THEN state_at ELSE made_at END + interval '720 hours'
        OR (state = 'withdrawn' AND due_at <= state_at)
    ),
    CONSTRAINT note_informed_whole CHECK (
        (informed_on IS NULL) = (informed_how IS NULL)
        AND CASE state
            WHEN 'informed' THEN informed_on IS NOT NULL WHEN 'withdrawn' THEN true ELSE informed_on IS NULL
        END
    ),
    CONSTRAINT note_informed_how_known CHECK (informed_how IN ('telephone', 'letter', 'in_person'))
);
CREATE UNIQUE INDEX note_once ON note (council, person_key) WHERE state IN ('received', 'informed');
CREATE INDEX note_council ON note (council, due_at) WHERE state IN ('received', 'informed');
CREATE INDEX note_due ON note (due_at);

-- Who wrote, known by the address that was confirmed. No name, no word of theirs: one motive of a closed list, in which
-- a danger to life is not: that is for 15 and 3114, not for a page that is read later.
CREATE TABLE note_author (
    id uuid NOT NULL, -- made with the page that mailed the code: typed twice, it is one
    note uuid NOT NULL,
    person_key bytea NOT NULL,
    author_key bytea NOT NULL, -- HMAC of the folded address
    motive text NOT NULL,
    contact_sealed bytea, -- the address, by the vault; none once the note is put aside
    made_at timestamptz NOT NULL,
    CONSTRAINT note_author_pk PRIMARY KEY (id),
    CONSTRAINT note_author_once UNIQUE (author_key, person_key),
    CONSTRAINT note_author_of_note FOREIGN KEY (note, person_key) REFERENCES note (id, person_key) ON DELETE CASCADE,
    CONSTRAINT note_author_key_size CHECK (length(author_key) = 32),
    CONSTRAINT note_author_contact_is_sealed CHECK (length(contact_sealed) > 30),
    CONSTRAINT note_author_motive_known CHECK (
        motive IN ('isolated', 'workload', 'stopped', 'conflict', 'violence', 'money', 'family', 'offer')
    )
);
CREATE INDEX note_author_note ON note_author (note);

-- What a note is and about whom never changes; its state goes one way, and its end moves with its state alone.
CREATE FUNCTION note_is_written_once() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
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
CREATE TRIGGER note_written_once BEFORE UPDATE ON note FOR EACH ROW EXECUTE FUNCTION note_is_written_once();

CREATE FUNCTION note_author_is_written_once() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
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
CREATE TRIGGER note_author_written_once BEFORE UPDATE ON note_author
    FOR EACH ROW EXECUTE FUNCTION note_author_is_written_once();

-- A note goes when its day has come, or with what it was about: nobody makes one disappear before.
CREATE FUNCTION note_goes_when_due() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
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
CREATE TRIGGER note_goes_when_due BEFORE DELETE ON note FOR EACH ROW EXECUTE FUNCTION note_goes_when_due();
CREATE TRIGGER note_never_emptied BEFORE TRUNCATE ON note
    FOR EACH STATEMENT EXECUTE FUNCTION note_goes_when_due();
CREATE TRIGGER note_author_goes_when_due BEFORE DELETE ON note_author
    FOR EACH ROW EXECUTE FUNCTION note_goes_when_due();
CREATE TRIGGER note_author_never_emptied BEFORE TRUNCATE ON note_author
    FOR EACH STATEMENT EXECUTE FUNCTION note_goes_when_due();

-- No path from a note to a referral: the case of a note holds none, whoever asks, the person too. Who wants help begins
-- a request of their own, which is another case under another code.
CREATE FUNCTION referral_is_of_no_note() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF EXISTS (SELECT FROM aid_case AS c WHERE c.id = NEW.case_id AND c.origin = 'colleague') THEN
        RAISE EXCEPTION 'of a note' USING ERRCODE = '23514', CONSTRAINT = 'referral_of_no_note';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER referral_of_no_note BEFORE INSERT OR UPDATE OF case_id ON referral
    FOR EACH ROW EXECUTE FUNCTION referral_is_of_no_note();

-- Nor anything more about the person than a name, a département and how they practise.
CREATE FUNCTION case_part_of_a_note_is_narrow() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
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
CREATE TRIGGER case_part_of_a_note BEFORE INSERT OR UPDATE ON case_part
    FOR EACH ROW EXECUTE FUNCTION case_part_of_a_note_is_narrow();

-- With the case of a note, the note goes; one that was put aside keeps its hashes, so that it is not sent again.
CREATE FUNCTION aid_case_erased_ends_note() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    DELETE FROM note AS n WHERE n.case_id = NEW.id AND n.state <> 'discarded';
    RETURN NULL;
END
$$;
CREATE TRIGGER aid_case_erased_ends_note AFTER UPDATE OF erased_at ON aid_case
    FOR EACH ROW WHEN (OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL)
    EXECUTE FUNCTION aid_case_erased_ends_note();

-- Acts --------------------------------------------------------------------------------------------------------------

-- The case, then the note, locked in that order; NULL for what this context does not act on.
CREATE FUNCTION hold_note(wanted uuid) RETURNS note
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
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

-- Without its key nothing of the case is readable ever again; said in its chain as what it was.
CREATE FUNCTION shut_case_of_note(of_case uuid, act text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
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

-- A note, once its author was verified: 'added', 'joined' to the one that lives about the same person, 'already' of
-- this author, or 'reference' when the reference drawn is taken and another must be. The author is not told which.
CREATE FUNCTION add_note(
    of_case uuid, reference text, data_key bytea, identity_sealed bytea, context_sealed bytea, note uuid, council text,
    person_key bytea, author uuid, author_key bytea, contact_sealed bytea, motive text
) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
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

-- The person was told: on which day and how. The council said why it opened the note before.
CREATE FUNCTION inform_note(of_note uuid, told_on date, how text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET timezone = 'Europe/Paris'
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

-- Put aside without being read: what it said is gone at once; its hashes stay until its day, for the same not to be
-- sent again.
CREATE FUNCTION discard_note(of_note uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
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

-- The person stops it: nobody reads it from now on. Their code opens the case until they erase it, or it is purged.
CREATE FUNCTION withdraw_note(of_note uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
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

-- The addresses of who wrote, for the council that said why it opens the note; not for the person (GDPR article 15.4).
CREATE FUNCTION note_contacts(of_note uuid) RETURNS TABLE (id uuid, contact_sealed bytea)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT a.id, a.contact_sealed
    FROM note_author AS a
    JOIN note AS n ON n.id = a.note
    WHERE a.note = of_note AND current_kind() = 'staff' AND n.council = current_org()
        AND n.state IN ('received', 'informed') AND n.case_id = ANY (opened_cases())
    ORDER BY a.made_at, a.id
$$;

-- Those whose day has come, informed or not: nothing of the person is left. How many.
CREATE FUNCTION purge_notes(at_most integer DEFAULT 500) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
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

-- Who reads ---------------------------------------------------------------------------------------------------------

ALTER TABLE card ENABLE ROW LEVEL SECURITY;
ALTER TABLE note ENABLE ROW LEVEL SECURITY;
ALTER TABLE note_author ENABLE ROW LEVEL SECURITY;

CREATE POLICY card_made ON card FOR INSERT TO relais_app WITH CHECK ((SELECT current_kind()) = 'public');
-- The list of a council says when and until when, and no name: who and why are read once the reason was said.
CREATE POLICY note_of_council ON note FOR SELECT TO relais_app USING (
    (SELECT current_kind()) = 'staff' AND council = (SELECT current_org()) AND state IN ('received', 'informed')
    AND due_at > statement_timestamp()
);
CREATE POLICY note_of_the_person ON note FOR SELECT TO relais_app USING (
    (SELECT current_kind()) = 'person' AND case_id = (SELECT current_case())
);
CREATE POLICY note_author_of_note ON note_author FOR SELECT TO relais_app USING (
    EXISTS (
        SELECT FROM note AS n
        WHERE n.id = note_author.note
            AND ((SELECT current_kind()) = 'person' OR n.case_id = ANY ((SELECT opened_cases())::uuid[]))
    )
);

GRANT INSERT (id, code_lookup, code_verifier) ON card TO relais_app;
GRANT SELECT (id, case_id, council, state, made_at, state_at, due_at, informed_on, informed_how) ON note TO relais_app;
GRANT SELECT (id, note, motive, made_at) ON note_author TO relais_app;
REVOKE ALL ON FUNCTION card_begins, card_goes_when_due, find_card_by_code, purge_cards, note_is_written_once,
note_author_is_written_once, note_goes_when_due, referral_is_of_no_note, case_part_of_a_note_is_narrow,
aid_case_erased_ends_note, hold_note, shut_case_of_note, add_note, inform_note, discard_note, withdraw_note,
note_contacts, purge_notes FROM PUBLIC;
GRANT EXECUTE ON FUNCTION find_card_by_code, add_note, inform_note, discard_note, withdraw_note, note_contacts
TO relais_app;
GRANT EXECUTE ON FUNCTION purge_cards, purge_notes TO relais_worker, relais_purge;

-- What each column is for, what it is, how long it is kept ------------------------------------------------------------

COMMENT ON TABLE card IS 'carte d''invitation à remettre : un code, aucune donnée de personne · technique · 30 jours';
COMMENT ON COLUMN card.id IS 'nommer la carte, une seule par page envoyée · technique · 30 jours';
COMMENT ON COLUMN card.code_lookup IS 'retrouver la carte par son code · technique · 30 jours';
COMMENT ON COLUMN card.code_verifier IS 'vérifier le code de la carte · technique · 30 jours';
COMMENT ON COLUMN card.made_at IS 'compter les 30 jours · technique · 30 jours';
COMMENT ON COLUMN card.ends_at IS 'dire quand la carte s''efface · technique · 30 jours';
COMMENT ON TABLE note IS
'note à un conseil sur une personne, qui en est informée · personnelle · 30 jours, puis 30 jours après l''information';
COMMENT ON COLUMN note.id IS 'nommer la note · technique · comme la note';
COMMENT ON COLUMN note.case_id IS 'dossier où le nom est scellé · technique · comme la note';
COMMENT ON COLUMN note.council IS 'le seul conseil qui la voit · personnelle · comme la note';
COMMENT ON COLUMN note.person_key IS
'replier les notes sur une même personne, par empreinte à clé · personnelle · comme la note';
COMMENT ON COLUMN note.state IS 'savoir si la personne est informée · personnelle · comme la note';
COMMENT ON COLUMN note.made_at IS 'compter le délai d''information · personnelle · comme la note';
COMMENT ON COLUMN note.state_at IS 'compter le délai de lecture par la personne · personnelle · comme la note';
COMMENT ON COLUMN note.due_at IS 'effacer la note à temps · technique · comme la note';
COMMENT ON COLUMN note.informed_on IS 'prouver le jour où la personne a été informée · personnelle · comme la note';
COMMENT ON COLUMN note.informed_how IS 'prouver comment la personne a été informée · personnelle · comme la note';
COMMENT ON TABLE note_author IS 'auteur vérifié d''une note et son motif · personnelle · comme la note';
COMMENT ON COLUMN note_author.id IS 'nommer l''envoi, une seule fois · technique · comme la note';
COMMENT ON COLUMN note_author.note IS 'note écrite · technique · comme la note';
COMMENT ON COLUMN note_author.person_key IS
'une seule note par auteur et personne, par empreinte à clé · personnelle · comme la note';
COMMENT ON COLUMN note_author.author_key IS
'une seule note par auteur et personne, par empreinte à clé · personnelle · comme la note';
COMMENT ON COLUMN note_author.motive IS
'motif, d''une liste fermée, sans donnée de santé · personnelle · comme la note';
COMMENT ON COLUMN note_author.contact_sealed IS
'répondre à l''auteur, dont l''adresse est confirmée · personnelle · comme la note, sauf écartée ou arrêtée : aussitôt';
COMMENT ON COLUMN note_author.made_at IS 'dire à la personne quand elle a été signalée · personnelle · comme la note';
