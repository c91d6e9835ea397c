"""What constraints alone cannot say: what was approved is never rewritten, and nothing is deleted."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION policies_version_not_rewritten() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a version is withdrawn, never deleted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF (NEW.kind, NEW.code, NEW.name, NEW.issuer, NEW.territory, NEW.text, NEW.digest, NEW.in_force)
        IS DISTINCT FROM (OLD.kind, OLD.code, OLD.name, OLD.issuer, OLD.territory, OLD.text, OLD.digest, OLD.in_force)
        AND NOT (OLD.state IN ('draft', 'proposed') AND NEW.state = 'draft')
    THEN
        RAISE EXCEPTION 'only a draft is rewritten' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF OLD.state = 'withdrawn' OR OLD.state = 'approved' AND NEW.state NOT IN ('approved', 'withdrawn') THEN
        RAISE EXCEPTION 'a version that is % does not become %', OLD.state, NEW.state
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF OLD.state = 'approved' AND (
        (NEW.id, NEW.file, NEW.continues_id, NEW.ends_id, NEW.written_by, NEW.written_name, NEW.written_at,
         NEW.proposed_by, NEW.proposed_name, NEW.proposed_at, NEW.approved_by, NEW.approved_name, NEW.approved_at,
         lower(NEW.published))
        IS DISTINCT FROM
        (OLD.id, OLD.file, OLD.continues_id, OLD.ends_id, OLD.written_by, OLD.written_name, OLD.written_at,
         OLD.proposed_by, OLD.proposed_name, OLD.proposed_at, OLD.approved_by, OLD.approved_name, OLD.approved_at,
         lower(OLD.published))
        OR NOT upper_inf(OLD.published) AND NEW.published IS DISTINCT FROM OLD.published
    ) THEN
        RAISE EXCEPTION 'what was approved is superseded, never rewritten' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER policies_version_not_rewritten BEFORE UPDATE OR DELETE ON policies_version
    FOR EACH ROW EXECUTE FUNCTION policies_version_not_rewritten();

CREATE FUNCTION policies_version_not_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is not emptied', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER policies_version_not_emptied BEFORE TRUNCATE ON policies_version
    FOR EACH STATEMENT EXECUTE FUNCTION policies_version_not_emptied();
"""

BACKWARD = """
DROP TRIGGER policies_version_not_emptied ON policies_version;
DROP FUNCTION policies_version_not_emptied();
DROP TRIGGER policies_version_not_rewritten ON policies_version;
DROP FUNCTION policies_version_not_rewritten();
"""


class Migration(migrations.Migration):
    dependencies = [("policies", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
