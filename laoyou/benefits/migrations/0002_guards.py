"""What constraints alone cannot say: grants do not overlap, what was decided is not rewritten, and the rows that
a run writes by the hundred thousand refer to something (docs/adr/0002 and 0005).
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION benefits_grant_open_or_closed() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
    -- Row by row, by the index on the person: a join would be planned once, for however few came first.
    IF EXISTS (
        SELECT FROM added n CROSS JOIN LATERAL (
            SELECT FROM benefits_grant g
            WHERE g.person_id = n.person_id AND g.benefit = n.benefit AND g.span && n.span
              AND NOT g.is_void AND NOT upper_inf(g.span)
            LIMIT 1
        ) closed
        WHERE NOT n.is_void AND upper_inf(n.span)
    ) OR EXISTS (
        SELECT FROM added n CROSS JOIN LATERAL (
            SELECT FROM benefits_grant g
            WHERE g.person_id = n.person_id AND g.benefit = n.benefit AND g.span && n.span
              AND NOT g.is_void AND upper_inf(g.span)
            LIMIT 1
        ) opened
        WHERE NOT n.is_void AND NOT upper_inf(n.span)
    ) THEN
        RAISE EXCEPTION 'open and closed spans of one person and benefit overlap'
            USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'benefits_grant_no_overlap';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER benefits_grant_open_or_closed_insert AFTER INSERT ON benefits_grant
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION benefits_grant_open_or_closed();
CREATE TRIGGER benefits_grant_open_or_closed_update AFTER UPDATE ON benefits_grant
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION benefits_grant_open_or_closed();

CREATE FUNCTION benefits_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE FUNCTION benefits_proposal_not_rewritten() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'pending' OR
       to_jsonb(NEW) - ARRAY['state', 'decided_by', 'decided_name', 'decided_at', 'reason']
       IS DISTINCT FROM to_jsonb(OLD) - ARRAY['state', 'decided_by', 'decided_name', 'decided_at', 'reason']
    THEN
        RAISE EXCEPTION 'a proposal is decided once, and never rewritten'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER benefits_proposal_not_rewritten BEFORE UPDATE ON benefits_proposal
    FOR EACH ROW EXECUTE FUNCTION benefits_proposal_not_rewritten();
CREATE TRIGGER benefits_proposal_not_deleted BEFORE DELETE ON benefits_proposal
    FOR EACH ROW EXECUTE FUNCTION benefits_refuse_change();
CREATE TRIGGER benefits_grant_not_deleted BEFORE DELETE ON benefits_grant
    FOR EACH ROW EXECUTE FUNCTION benefits_refuse_change();

CREATE FUNCTION benefits_refers_to_run() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM (SELECT DISTINCT run_id FROM added) n
        WHERE NOT EXISTS (SELECT FROM benefits_run r WHERE r.id = n.run_id)
    ) THEN
        RAISE EXCEPTION '% names a run that is not there', TG_TABLE_NAME
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = TG_TABLE_NAME || '_run';
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION benefits_refers_to_division() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM (SELECT DISTINCT division_id FROM added) n
        WHERE NOT EXISTS (SELECT FROM places_division d WHERE d.code = n.division_id)
    ) THEN
        RAISE EXCEPTION '% names a division that is not known', TG_TABLE_NAME
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = TG_TABLE_NAME || '_division';
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION benefits_refers_to_proposal() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    lost boolean;
BEGIN
    -- Planned every time: a run adds a million rows, a clerk one.
    EXECUTE 'SELECT EXISTS (SELECT FROM added n WHERE n.proposal_id IS NOT NULL '
        'AND NOT EXISTS (SELECT FROM benefits_proposal p WHERE p.id = n.proposal_id))' INTO lost;
    IF lost THEN
        RAISE EXCEPTION '% names a proposal that is not there', TG_TABLE_NAME
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = TG_TABLE_NAME || '_proposal';
    END IF;
    RETURN NULL;
END $$;
""" + "".join(
    f"""
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION benefits_refuse_change();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION benefits_refuse_change();
"""
    for table in ("benefits_runprofile", "benefits_runperson")
) + "".join(
    f"""
CREATE TRIGGER {table}_refers_to_{what} AFTER INSERT ON {table}
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION {room}_refers_to_{what}();
"""
    for table, room, what in (
        ("benefits_runprofile", "benefits", "run"),
        ("benefits_runperson", "benefits", "run"),
        ("benefits_proposal", "benefits", "run"),
        ("benefits_proposal", "people", "person"),
        ("benefits_proposal", "benefits", "division"),
        ("benefits_grant", "people", "person"),
        ("benefits_grant", "benefits", "division"),
        ("benefits_grant", "benefits", "proposal"),
    )
)

BACKWARD = """
DROP FUNCTION benefits_grant_open_or_closed() CASCADE;
DROP FUNCTION benefits_proposal_not_rewritten() CASCADE;
DROP FUNCTION benefits_refuse_change() CASCADE;
DROP FUNCTION benefits_refers_to_run() CASCADE;
DROP FUNCTION benefits_refers_to_division() CASCADE;
DROP FUNCTION benefits_refers_to_proposal() CASCADE;
DROP TRIGGER benefits_proposal_refers_to_person ON benefits_proposal;
DROP TRIGGER benefits_grant_refers_to_person ON benefits_grant;
"""


class Migration(migrations.Migration):
    dependencies = [("benefits", "0001_initial"), ("people", "0006_references_by_the_statement")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
