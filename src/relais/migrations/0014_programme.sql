-- Actions of the programme beside services (prevention, screening, passerelles, training): proposed by who speaks for an
-- organisation, published by a second person, and, when it takes bookings, made of numbered places. Who holds a place is
-- known to nobody: a booking is a number and what checks a code. docs/explanation/programme.md.

CREATE TABLE programme_action (
    id uuid NOT NULL, -- made with the page that proposes: sent twice it is one action
    slug text NOT NULL,
    kind text NOT NULL,
    title text NOT NULL,
    description text NOT NULL,
    audiences text[] NOT NULL,
    starts_at timestamptz, -- none: all year round
    ends_at timestamptz,
    place text NOT NULL,
    departement text NOT NULL DEFAULT '',
    commune text NOT NULL DEFAULT '',
    address text NOT NULL DEFAULT '',
    zone text NOT NULL,
    contact text NOT NULL DEFAULT '',
    places integer NOT NULL DEFAULT 0, -- 0: not limited
    booking text NOT NULL DEFAULT 'none',
    taken integer NOT NULL DEFAULT 0,
    organiser text NOT NULL,
    source_label text NOT NULL,
    source_date text NOT NULL,
    state text NOT NULL DEFAULT 'proposed',
    state_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    reason text NOT NULL DEFAULT '', -- refused: a sentence; cancelled: a code
    proposed_by uuid,
    proposed_as text NOT NULL,
    decided_by uuid,
    CONSTRAINT programme_action_pk PRIMARY KEY (id),
    CONSTRAINT programme_action_slug_once UNIQUE (slug),
    CONSTRAINT programme_action_proposed_by_account FOREIGN KEY (proposed_by) REFERENCES account (id),
    CONSTRAINT programme_action_decided_by_account FOREIGN KEY (decided_by) REFERENCES account (id),
    CONSTRAINT programme_action_slug_form CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) <= 90),
    CONSTRAINT programme_action_kind_known CHECK (
        kind IN (
            'prevention_education', 'screening_day', 'passerelle_within_health', 'passerelle_outside_health', 'training'
        )
    ),
    CONSTRAINT programme_action_words_fit CHECK (
        length(title) BETWEEN 3 AND 120 AND length(description) BETWEEN 3 AND 3000 AND length(address) <= 200
        AND length(contact) <= 200 AND length(source_label) BETWEEN 2 AND 200 AND length(source_date) BETWEEN 4 AND 40
    ),
    CONSTRAINT programme_action_audiences_known CHECK (
        audiences <@ ARRAY[
            'liberal', 'hospitalier', 'salarie', 'remplacant', 'interne', 'etudiant', 'retraite', 'famille',
            'soignant_a_ordre', 'autre_soignant', 'anesthesie_reanimation'
        ]
    ),
    CONSTRAINT programme_action_dates_whole CHECK (
        (starts_at IS NULL) = (ends_at IS NULL) AND ends_at > starts_at AND ends_at <= starts_at + interval '366 days'
    ),
    CONSTRAINT programme_action_place_whole CHECK (
        CASE place
            WHEN 'commune' THEN commune <> '' AND departement <> ''
            WHEN 'departement' THEN commune = '' AND departement <> ''
            ELSE place IN ('online', 'anywhere') AND commune = '' AND departement = '' AND address = ''
        END
    ),
    CONSTRAINT programme_action_zone_form CHECK (zone ~ '^[A-Z][A-Za-z]+/[A-Z][A-Za-z_]+$'),
    CONSTRAINT programme_action_booking_known CHECK (
        CASE WHEN booking IN ('open', 'closed') THEN places > 0 AND starts_at IS NOT NULL ELSE booking = 'none' END
    ),
    CONSTRAINT programme_action_places_hold CHECK (places BETWEEN 0 AND 500 AND taken BETWEEN 0 AND places),
    CONSTRAINT programme_action_state_known CHECK (
        state IN ('proposed', 'published', 'refused', 'withdrawn', 'cancelled', 'past')
    ),
    CONSTRAINT programme_action_reason_known CHECK (
        CASE state
            WHEN 'refused' THEN length(reason) BETWEEN 3 AND 500
            WHEN 'cancelled' THEN reason IN ('organiser', 'postponed', 'too_few', 'place', 'mistake')
            ELSE reason = ''
        END
    ),
    CONSTRAINT programme_action_proposed_as_known CHECK (proposed_as IN ('member', 'officer', 'signatory')),
    CONSTRAINT programme_action_decided_by_another CHECK (decided_by <> proposed_by),
    CONSTRAINT programme_action_version_counts CHECK (version >= 1)
);
CREATE INDEX programme_action_organiser ON programme_action (organiser, state_at);
CREATE INDEX programme_action_waiting ON programme_action (state_at) WHERE state = 'proposed';

COMMENT ON TABLE programme_action IS 'Actions du programme : prévention, dépistage, passerelles, formation';
COMMENT ON COLUMN programme_action.id IS 'reconnaître l''action · technique · comme l''action';
COMMENT ON COLUMN programme_action.slug IS 'adresse de la page publique · publique · toujours';
COMMENT ON COLUMN programme_action.kind IS 'nature de l''action · publique · toujours';
COMMENT ON COLUMN programme_action.title IS 'titre public · publique · toujours';
COMMENT ON COLUMN programme_action.description IS 'présentation publique · publique · toujours';
COMMENT ON COLUMN programme_action.audiences IS 'à qui elle s''adresse · publique · toujours';
COMMENT ON COLUMN programme_action.starts_at IS 'début · publique · toujours';
COMMENT ON COLUMN programme_action.ends_at IS 'fin · publique · toujours';
COMMENT ON COLUMN programme_action.place IS 'sorte de lieu · publique · toujours';
COMMENT ON COLUMN programme_action.departement IS 'département du lieu · publique · toujours';
COMMENT ON COLUMN programme_action.commune IS 'commune du lieu · publique · toujours';
COMMENT ON COLUMN programme_action.address IS 'adresse publique du lieu · publique · toujours';
COMMENT ON COLUMN programme_action.zone IS 'fuseau horaire du lieu · publique · toujours';
COMMENT ON COLUMN programme_action.contact IS 'où se renseigner, contact public de l''organisme · publique · toujours';
COMMENT ON COLUMN programme_action.places IS 'nombre de places · publique · toujours';
COMMENT ON COLUMN programme_action.booking IS 'réservation ouverte ou fermée · publique · toujours';
COMMENT ON COLUMN programme_action.taken IS 'nombre de places prises, sans dire par qui · publique · toujours';
COMMENT ON COLUMN programme_action.organiser IS 'organisme qui la tient · publique · toujours';
COMMENT ON COLUMN programme_action.source_label IS 'source de l''annonce · publique · toujours';
COMMENT ON COLUMN programme_action.source_date IS 'date de la source · publique · toujours';
COMMENT ON COLUMN programme_action.state IS 'où en est l''action · publique · toujours';
COMMENT ON COLUMN programme_action.state_at IS 'depuis quand elle en est là · publique · toujours';
COMMENT ON COLUMN programme_action.version IS 'combien de fois la ligne a changé · technique · toujours';
COMMENT ON COLUMN programme_action.reason IS 'raison du refus ou de l''annulation · publique · toujours, un refus 12 mois';
COMMENT ON COLUMN programme_action.proposed_by IS
'compte qui l''a proposée, pour que ce ne soit pas lui qui décide · journal · 12 mois après sa fin';
COMMENT ON COLUMN programme_action.proposed_as IS 'à quel titre elle a été proposée · journal · toujours';
COMMENT ON COLUMN programme_action.decided_by IS 'compte qui l''a relue · journal · 12 mois après sa fin';

-- The places of an action that takes bookings: made when it is published, counted from one.
CREATE TABLE action_slot (
    action uuid NOT NULL,
    number integer NOT NULL,
    CONSTRAINT action_slot_pk PRIMARY KEY (action, number),
    CONSTRAINT action_slot_of_action FOREIGN KEY (action) REFERENCES programme_action (id),
    CONSTRAINT action_slot_number_counts CHECK (number BETWEEN 1 AND 500)
);
COMMENT ON TABLE action_slot IS 'Places numérotées d''une action';
COMMENT ON COLUMN action_slot.action IS 'action de la place · technique · 30 jours après la fin de l''action';
COMMENT ON COLUMN action_slot.number IS 'numéro de la place · technique · 30 jours après la fin de l''action';

-- One booking a place, whatever happens at the same moment. Neither who nor when.
CREATE TABLE slot_booking (
    action uuid NOT NULL,
    number integer NOT NULL,
    request uuid NOT NULL, -- of the page that booked: sent again after a lost answer, it is the same place
    code_lookup bytea NOT NULL, -- HMAC of the code, under a secret kept outside the database
    code_verifier text NOT NULL, -- argon2id of the code
    CONSTRAINT slot_booking_pk PRIMARY KEY (action, number),
    CONSTRAINT slot_booking_of_slot FOREIGN KEY (action, number) REFERENCES action_slot (action, number),
    CONSTRAINT slot_booking_request_once UNIQUE (request),
    CONSTRAINT slot_booking_code_once UNIQUE (code_lookup),
    CONSTRAINT slot_booking_code_lookup_size CHECK (length(code_lookup) = 32),
    CONSTRAINT slot_booking_code_is_argon2id CHECK (code_verifier LIKE '$argon2id$%')
);
COMMENT ON TABLE slot_booking IS 'Places réservées, sans nom';
COMMENT ON COLUMN slot_booking.action IS 'action réservée · technique · 30 jours après la fin de l''action';
COMMENT ON COLUMN slot_booking.number IS 'place réservée · technique · 30 jours après la fin de l''action';
COMMENT ON COLUMN slot_booking.request IS
'reconnaître un envoi répété · technique · 30 jours après la fin de l''action';
COMMENT ON COLUMN slot_booking.code_lookup IS
'retrouver la place par son code · technique · 30 jours après la fin de l''action';
COMMENT ON COLUMN slot_booking.code_verifier IS
'vérifier le code · technique · 30 jours après la fin de l''action';

-- Whether this account speaks for an organisation in the programme: its member, its signatory, or the officer of the
-- council that it is. `as_role` NULL: in any of these roles.
CREATE FUNCTION speaks_for(of_organisation text, who uuid, as_role text) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    RETURN EXISTS (
        SELECT FROM role_grant AS g
        JOIN account AS a ON a.id = g.account
        WHERE g.account = who AND g.approved_at IS NOT NULL AND g.ended_at IS NULL AND a.closed_at IS NULL
            AND (as_role IS NULL OR g.role = as_role)
            AND CASE
                WHEN g.role IN ('member', 'signatory') THEN g.organization = of_organisation
                WHEN g.role = 'officer' THEN EXISTS (
                    SELECT FROM organization AS o WHERE o.slug = of_organisation AND o.council_of = g.council
                )
                ELSE false
            END
    );

CREATE FUNCTION coordinates(who uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    RETURN current_kind() = 'staff' AND holds_role(who, 'coordinator');

-- An action begins as a proposal, of who speaks for its organiser, before it takes place.
CREATE FUNCTION programme_action_is_proposed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
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
CREATE TRIGGER programme_action_is_proposed BEFORE INSERT ON programme_action
    FOR EACH ROW EXECUTE FUNCTION programme_action_is_proposed();

-- What a second person read is never rewritten; the state goes its one way; each change is counted.
CREATE FUNCTION programme_action_moves() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
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
CREATE TRIGGER programme_action_moves BEFORE UPDATE ON programme_action
    FOR EACH ROW EXECUTE FUNCTION programme_action_moves();

-- What was announced stays; what never was goes after a year.
CREATE FUNCTION programme_action_goes_when_due() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
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
CREATE TRIGGER programme_action_goes_when_due BEFORE DELETE ON programme_action
    FOR EACH ROW EXECUTE FUNCTION programme_action_goes_when_due();
CREATE TRIGGER programme_action_never_emptied BEFORE TRUNCATE ON programme_action
    FOR EACH STATEMENT EXECUTE FUNCTION programme_action_goes_when_due();

-- The second person: any coordinator but who proposed it (a constraint says so). Published, it has its places.
CREATE FUNCTION decide_action(of_action uuid, verdict text, said text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
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

-- The action, locked, for who keeps it: its organiser, or a coordinator too once it was decided.
CREATE FUNCTION hold_kept_action(of_action uuid) RETURNS programme_action
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
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

-- A proposal taken back, or an action that will not take place: `said` is then a code.
CREATE FUNCTION end_action(of_action uuid, ending text, said text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
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

-- Bookings opened or closed: places already booked stay booked.
CREATE FUNCTION set_booking(of_action uuid, wanted text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
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

-- Whether this page holds a place already; refused as `book_slot` would when none can be had now, before any work is done
-- for who asks.
CREATE FUNCTION has_slot(of_action uuid, page uuid) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
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

-- A place for whoever asks, the lowest that is free. One at a time on one action: nobody hears that it is full because
-- of a place that was not taken in the end. The same page sent again keeps its place under the new code: not a fresh one.
CREATE FUNCTION book_slot(of_action uuid, page uuid, lookup bytea, verifier text)
    RETURNS TABLE (place integer, fresh boolean)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
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

-- The place of a code, of this action alone: its lookup takes a secret kept outside the database.
CREATE FUNCTION find_booking_by_code(of_action uuid, lookup bytea) RETURNS TABLE (number integer, verifier text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
    SELECT b.number, b.code_verifier FROM slot_booking AS b
    WHERE b.action = of_action AND b.code_lookup = lookup AND current_kind() = 'public';
END;

-- Gives a place back, by its code; its number, or NULL when it was given back already.
CREATE FUNCTION cancel_booking(of_action uuid, lookup bytea) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
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

-- The numbers that are booked, for who keeps the action: at the door a number is asked for, never a name.
CREATE FUNCTION booked_numbers(of_action uuid) RETURNS integer[]
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    RETURN ARRAY(
        SELECT b.number FROM slot_booking AS b
        JOIN programme_action AS a ON a.id = b.action
        WHERE b.action = of_action AND current_kind() = 'staff' AND a.organiser = current_org()
        ORDER BY b.number
    );

-- What waits for a second person, so that one is written to: whose it is and since when, nothing of what it says.
CREATE FUNCTION waiting_actions() RETURNS TABLE (proposed_by uuid, proposed_at timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
    SELECT a.proposed_by, a.state_at FROM programme_action AS a WHERE a.state = 'proposed';
END;

-- What is over, on the database's clock: at its end, or a year after it was announced when it has no date. A proposal
-- that nobody read before its day is taken back. How many.
CREATE FUNCTION end_past_actions() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
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

-- Bookings and places, 30 days after the action; what was never announced, after a year; who proposed and who decided,
-- a year after the end. How many rows.
CREATE FUNCTION purge_programme() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
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

-- Who reads: everyone what is or was announced; the organiser what it proposed; coordinators what waits for them. A place
-- and its code are read by nobody: the functions above answer.
ALTER TABLE programme_action ENABLE ROW LEVEL SECURITY;
ALTER TABLE action_slot ENABLE ROW LEVEL SECURITY;
ALTER TABLE slot_booking ENABLE ROW LEVEL SECURITY;
CREATE POLICY programme_action_announced ON programme_action FOR SELECT TO relais_app USING (
    state IN ('published', 'cancelled', 'past')
);
CREATE POLICY programme_action_of_organiser ON programme_action FOR SELECT TO relais_app USING (
    (SELECT current_kind()) = 'staff' AND organiser = (SELECT current_org())
);
CREATE POLICY programme_action_to_decide ON programme_action FOR SELECT TO relais_app USING (
    (SELECT coordinates(current_actor()))
);
CREATE POLICY programme_action_proposed ON programme_action FOR INSERT TO relais_app WITH CHECK (
    (SELECT current_kind()) = 'staff' AND organiser = (SELECT current_org())
);

REVOKE ALL ON FUNCTION
speaks_for, coordinates, programme_action_is_proposed, programme_action_moves, programme_action_goes_when_due,
decide_action, hold_kept_action, end_action, set_booking, has_slot, book_slot, find_booking_by_code, cancel_booking,
booked_numbers, waiting_actions, end_past_actions, purge_programme
FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
coordinates, decide_action, end_action, set_booking, has_slot, book_slot, find_booking_by_code, cancel_booking,
booked_numbers
TO relais_app;
GRANT EXECUTE ON FUNCTION end_past_actions, waiting_actions TO relais_worker;
GRANT EXECUTE ON FUNCTION purge_programme TO relais_worker, relais_purge;
GRANT SELECT ON programme_action TO relais_app;
GRANT INSERT (
    id, slug, kind, title, description, audiences, starts_at, ends_at, place, departement, commune, address, zone,
    contact, places, booking, organiser, source_label, source_date, proposed_as
) ON programme_action TO relais_app;
