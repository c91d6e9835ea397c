"""What constraints alone cannot say: open and closed spans do not overlap, statements are not rewritten."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION people_fact_open_or_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM added n JOIN people_statusfact f USING (person_id, kind, source)
        WHERE n.superseded_at IS NULL AND upper_inf(n.span)
          AND f.superseded_at IS NULL AND NOT upper_inf(f.span) AND f.span && n.span
    ) OR EXISTS (
        SELECT FROM added n JOIN people_statusfact f USING (person_id, kind, source)
        WHERE n.superseded_at IS NULL AND NOT upper_inf(n.span)
          AND f.superseded_at IS NULL AND upper_inf(f.span) AND f.span && n.span
    ) THEN
        RAISE EXCEPTION 'open and closed spans of one person, kind and source overlap'
            USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'people_fact_no_overlap';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER people_fact_open_or_closed_insert AFTER INSERT ON people_statusfact
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION people_fact_open_or_closed();
CREATE TRIGGER people_fact_open_or_closed_update AFTER UPDATE ON people_statusfact
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION people_fact_open_or_closed();

CREATE FUNCTION people_fact_not_rewritten() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (NEW.id, NEW.kind, NEW.value, NEW.grade, NEW.source, NEW.span, NEW.recorded_at, NEW.batch_id)
        IS DISTINCT FROM (OLD.id, OLD.kind, OLD.value, OLD.grade, OLD.source, OLD.span, OLD.recorded_at, OLD.batch_id)
    THEN
        RAISE EXCEPTION 'a statement is superseded, never rewritten: % refused', TG_OP
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER people_fact_not_rewritten BEFORE UPDATE OR DELETE ON people_statusfact
    FOR EACH ROW EXECUTE FUNCTION people_fact_not_rewritten();

CREATE FUNCTION people_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER people_rowtrace_append_only BEFORE UPDATE OR DELETE ON people_rowtrace
    FOR EACH ROW EXECUTE FUNCTION people_refuse_change();
CREATE TRIGGER people_rowtrace_no_truncate BEFORE TRUNCATE ON people_rowtrace
    FOR EACH STATEMENT EXECUTE FUNCTION people_refuse_change();
"""

BACKWARD = """
DROP TRIGGER people_rowtrace_no_truncate ON people_rowtrace;
DROP TRIGGER people_rowtrace_append_only ON people_rowtrace;
DROP FUNCTION people_refuse_change();
DROP TRIGGER people_fact_not_rewritten ON people_statusfact;
DROP FUNCTION people_fact_not_rewritten();
DROP TRIGGER people_fact_open_or_closed_update ON people_statusfact;
DROP TRIGGER people_fact_open_or_closed_insert ON people_statusfact;
DROP FUNCTION people_fact_open_or_closed();
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
