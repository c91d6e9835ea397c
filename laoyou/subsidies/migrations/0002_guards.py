"""What constraints alone cannot say: what was decided or withdrawn stays as it is, and nothing is deleted."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION subsidies_claim_not_rewritten() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.state IN ('approved', 'refused', 'withdrawn')
        OR (NEW.id, NEW.benefit, NEW.organisation_id, NEW.site_id, NEW.person_id, NEW.division_id, NEW.period,
            NEW.filed_by, NEW.filed_name, NEW.filed_at)
        IS DISTINCT FROM
           (OLD.id, OLD.benefit, OLD.organisation_id, OLD.site_id, OLD.person_id, OLD.division_id, OLD.period,
            OLD.filed_by, OLD.filed_name, OLD.filed_at)
    THEN
        RAISE EXCEPTION 'a claim that was decided is never rewritten: % refused', TG_OP
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'subsidies_claim_not_rewritten';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER subsidies_claim_not_rewritten BEFORE UPDATE OR DELETE ON subsidies_claim
    FOR EACH ROW EXECUTE FUNCTION subsidies_claim_not_rewritten();

CREATE FUNCTION subsidies_step_not_rewritten() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the steps of a claim are append-only: % refused', TG_OP
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'subsidies_step_not_rewritten';
END $$;
CREATE TRIGGER subsidies_step_not_rewritten BEFORE UPDATE OR DELETE ON subsidies_step
    FOR EACH ROW EXECUTE FUNCTION subsidies_step_not_rewritten();
"""
BACKWARD = """
DROP TRIGGER subsidies_step_not_rewritten ON subsidies_step;
DROP FUNCTION subsidies_step_not_rewritten();
DROP TRIGGER subsidies_claim_not_rewritten ON subsidies_claim;
DROP FUNCTION subsidies_claim_not_rewritten();
"""


class Migration(migrations.Migration):
    dependencies = [("subsidies", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
