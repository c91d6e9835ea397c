"""What was collected for payment; its guards: nothing is taken back that was not given, nothing is rewritten."""

import django.db.models.deletion
import laoyou.store.constraints
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION benefits_due_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Only where something is taken back: a collecting adds a hundred thousand rows that give.
    IF EXISTS (
        SELECT FROM added n JOIN benefits_due o ON o.id = n.undoes_id
        WHERE (o.person_id, o.benefit, o.month, o.fund_id, o.kind) IS DISTINCT FROM
              (n.person_id, n.benefit, n.month, n.fund_id, n.kind) OR n.fen <> -o.fen OR o.undoes_id IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'a row undoes another that says something else'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'benefits_due_undoes_the_same';
    END IF;
    IF EXISTS (
        SELECT FROM (SELECT DISTINCT person_id, benefit, month FROM added WHERE fen < 0) n
        CROSS JOIN LATERAL (
            SELECT sum(d.fen) AS left_over FROM benefits_due d
            WHERE d.person_id = n.person_id AND d.benefit = n.benefit AND d.month = n.month
        ) s
        WHERE s.left_over < 0
    ) THEN
        RAISE EXCEPTION 'more is taken back than was given'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'benefits_due_not_below_zero';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER benefits_due_adds_up AFTER INSERT ON benefits_due
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION benefits_due_adds_up();
CREATE TRIGGER benefits_due_append_only BEFORE UPDATE OR DELETE ON benefits_due
    FOR EACH ROW EXECUTE FUNCTION benefits_refuse_change();
CREATE TRIGGER benefits_due_no_truncate BEFORE TRUNCATE ON benefits_due
    FOR EACH STATEMENT EXECUTE FUNCTION benefits_refuse_change();
CREATE TRIGGER benefits_due_refers_to_person AFTER INSERT ON benefits_due
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION people_refers_to_person();
CREATE TRIGGER benefits_due_refers_to_division AFTER INSERT ON benefits_due
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION benefits_refers_to_division();
"""
BACKWARD = """
DROP FUNCTION benefits_due_adds_up() CASCADE;
DROP TRIGGER benefits_due_append_only ON benefits_due;
DROP TRIGGER benefits_due_no_truncate ON benefits_due;
DROP TRIGGER benefits_due_refers_to_person ON benefits_due;
DROP TRIGGER benefits_due_refers_to_division ON benefits_due;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('benefits', '0002_guards'),
        ('ledger', '0002_guards'),
        ('people', '0009_values_go_with_kinds'),
        ('places', '0002_network'),
    ]

    operations = [
        migrations.CreateModel(
            name='Collecting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField()),
                ('state', models.CharField(max_length=8)),
                ('offset_percent', models.SmallIntegerField(default=20)),
                ('counts', models.JSONField(default=dict)),
                ('progress', models.SmallIntegerField(default=0)),
                ('problem', models.CharField(blank=True, max_length=400)),
                ('begun_by', models.BigIntegerField(null=True)),
                ('begun_name', models.CharField(max_length=64)),
                ('begun_at', models.DateTimeField()),
                ('beat_at', models.DateTimeField(null=True)),
                ('done_at', models.DateTimeField(null=True)),
                ('division', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.division')),
            ],
        ),
        migrations.CreateModel(
            name='Due',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('benefit', models.CharField(max_length=64)),
                ('month', models.DateField()),
                ('version_id', models.BigIntegerField()),
                ('payer', models.CharField(max_length=24)),
                ('kind', models.CharField(max_length=10)),
                ('fen', models.BigIntegerField()),
                ('receivable_id', models.BigIntegerField(null=True)),
                ('at', models.DateTimeField()),
                ('collecting', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='benefits.collecting')),
                ('division', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.division')),
                ('fund', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.account')),
                ('person', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('proposal', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='benefits.proposal')),
                ('undoes', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='benefits.due')),
            ],
        ),
        migrations.CreateModel(
            name='FundChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('payer', models.CharField(max_length=24)),
                ('benefit', models.CharField(blank=True, max_length=64)),
                ('unit', models.CharField(max_length=12)),
                ('chosen_by', models.BigIntegerField(null=True)),
                ('chosen_at', models.DateTimeField()),
                ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.account')),
                ('division', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.division')),
            ],
        ),
        migrations.AddConstraint(
            model_name='collecting',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('done_at__isnull', False), ('state', 'done')), models.Q(('done_at__isnull', True), ('state__in', ['working', 'failed'])), _connector='OR'), name='benefits_collecting_state', violation_error_message='归集的状态与完成时间不一致。'),
        ),
        migrations.AddConstraint(
            model_name='collecting',
            constraint=models.CheckConstraint(condition=models.Q(('month__day', 1)), name='benefits_collecting_a_month', violation_error_message='归集的月份要写当月第一天。'),
        ),
        migrations.AddConstraint(
            model_name='collecting',
            constraint=models.CheckConstraint(condition=models.Q(('offset_percent__gte', 0), ('offset_percent__lte', 90), ('progress__gte', 0), ('progress__lte', 100)), name='benefits_collecting_percents', violation_error_message='进度应在 0 到 100 之间，抵扣比例应在 0 到 90 之间。'),
        ),
        migrations.AddConstraint(
            model_name='collecting',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'working')), fields=('division',), name='benefits_collecting_one_at_work', violation_error_message='这个地区已有一次归集正在进行，请等它结束。'),
        ),
        migrations.AddIndex(
            model_name='due',
            index=models.Index(fields=['person', 'benefit', 'month'], name='benefits_due_person'),
        ),
        migrations.AddIndex(
            model_name='due',
            index=models.Index(condition=models.Q(('receivable_id__isnull', False)), fields=['receivable_id'], name='benefits_due_receivable'),
        ),
        migrations.AddConstraint(
            model_name='due',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['line', 'voucher', 'receivable']), models.Q(('fen', 0), _negated=True), models.Q(('undoes__isnull', False), models.Q(('collecting__isnull', False), ('fen__gt', 0), ('receivable_id', None), models.Q(('kind', 'receivable'), _negated=True)), models.Q(('fen__lt', 0), ('kind', 'receivable'), ('receivable_id__isnull', False)), _connector='OR')), name='benefits_due_given_or_back', violation_error_message='应发要写明是发放、追回还是撤销。'),
        ),
        migrations.AddConstraint(
            model_name='due',
            constraint=models.CheckConstraint(condition=models.Q(('month__day', 1)), name='benefits_due_of_a_month', violation_error_message='应发的月份要写当月第一天。'),
        ),
        migrations.AddConstraint(
            model_name='due',
            constraint=models.UniqueConstraint(condition=models.Q(('fen__gt', 0), ('undoes', None)), fields=('collecting', 'person', 'benefit', 'month', 'payer', 'proposal'), name='benefits_due_once', nulls_distinct=False, violation_error_message='同一次归集里这一项已归集过，没有重复归集。'),
        ),
        migrations.AddConstraint(
            model_name='due',
            constraint=models.UniqueConstraint(condition=models.Q(('undoes__isnull', False)), fields=('undoes',), name='benefits_due_undone_once', violation_error_message='这一笔已经撤销过。'),
        ),
        migrations.AddConstraint(
            model_name='due',
            constraint=laoyou.store.constraints.KeptByTrigger(name='benefits_due_not_below_zero', violation_error_message='收回的不能多过发出的。这一期如已登记追回，请先撤销应收，再撤销款项。'),
        ),
        migrations.AddConstraint(
            model_name='due',
            constraint=laoyou.store.constraints.KeptByTrigger(name='benefits_due_undoes_the_same', violation_error_message='撤销的人、待遇、月份和金额要与原来的一笔相同。'),
        ),
        migrations.AddConstraint(
            model_name='fundchoice',
            constraint=models.UniqueConstraint(fields=('division', 'payer', 'benefit', 'unit'), name='benefits_fundchoice_once', violation_error_message='这里已指定过账户，请改原来的那一条。'),
        ),
        migrations.AddConstraint(
            model_name='fundchoice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('payer', ''), _negated=True), ('unit__in', ['fen', 'voucher_fen'])), name='benefits_fundchoice_whole', violation_error_message='要写明由谁出钱，是资金还是服务券。'),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
