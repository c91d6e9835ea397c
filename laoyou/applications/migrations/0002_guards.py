"""What constraints alone cannot say: what was done is not rewritten, and a paper is only ever taken down."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION applications_step_not_rewritten() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the steps of an application are append-only: % refused', TG_OP
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'applications_step_not_rewritten';
END $$;
CREATE TRIGGER applications_step_not_rewritten BEFORE UPDATE OR DELETE ON applications_step
    FOR EACH ROW EXECUTE FUNCTION applications_step_not_rewritten();

CREATE FUNCTION applications_paper_not_rewritten() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.removed_at IS NOT NULL
        OR (NEW.id, NEW.application_id, NEW.appeal_id, NEW.label, NEW.kind, NEW.size, NEW.digest, NEW.content_sealed,
            NEW.added_by, NEW.added_name, NEW.added_at)
        IS DISTINCT FROM
           (OLD.id, OLD.application_id, OLD.appeal_id, OLD.label, OLD.kind, OLD.size, OLD.digest, OLD.content_sealed,
            OLD.added_by, OLD.added_name, OLD.added_at)
    THEN
        RAISE EXCEPTION 'a paper is taken down, never rewritten: % refused', TG_OP
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'applications_paper_not_rewritten';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER applications_paper_not_rewritten BEFORE UPDATE OR DELETE ON applications_paper
    FOR EACH ROW EXECUTE FUNCTION applications_paper_not_rewritten();
"""
BACKWARD = """
DROP TRIGGER applications_paper_not_rewritten ON applications_paper;
DROP FUNCTION applications_paper_not_rewritten();
DROP TRIGGER applications_step_not_rewritten ON applications_step;
DROP FUNCTION applications_step_not_rewritten();
"""


class Migration(migrations.Migration):
    dependencies = [("applications", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
