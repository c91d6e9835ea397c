"""Every component keeps the contract of its head comment."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from django import forms

from laoyou.web.kit import KitForm
from laoyou.web.tests.drawing import COMPONENTS, COTTON, WEB, draw

DANGEROUS = '"><script>alert(1)</script>'


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_component_begins_with_its_contract(name: str) -> None:
    text = (COTTON / f"{name.replace('-', '_')}.html").read_text(encoding="utf-8")

    assert text.startswith("{% comment %}\n")
    assert f"<c-{name}" in text.split("{% endcomment %}")[0]


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_component_never_prints_attributes_unescaped(name: str) -> None:
    text = (COTTON / f"{name.replace('-', '_')}.html").read_text(encoding="utf-8")

    assert set(re.findall(r"{{\s*attrs[^}]*}}", text)) <= {"{{ attrs|html_attrs }}"}


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_component_stands_on_the_style_page_and_in_the_list(name: str) -> None:
    kit = (WEB / "templates" / "web" / "kit.html").read_text(encoding="utf-8")
    listed = (WEB / "COMPONENTS.md").read_text(encoding="utf-8")

    assert f"<c-{name}" in kit or f"<c-{name}" in kit_partners()
    assert f"<c-{name} " in listed or f"<c-{name}>" in listed


def kit_partners() -> str:
    return "".join(path.read_text(encoding="utf-8") for path in (WEB / "templates" / "web").glob("*.html"))


def test_the_list_names_no_component_that_is_gone() -> None:
    listed = (
        (WEB / "COMPONENTS.md").read_text(encoding="utf-8").split("## Components")[1].split("## Filters")[0]
    )
    names = {
        name.strip()
        for row in listed.splitlines()
        if row.startswith("| ")
        for name in row.split("|")[1].split(",")
    }

    assert names - {""} == set(COMPONENTS)


@pytest.mark.parametrize(("kind", "sign"), [("ok", "✓"), ("no", "✕"), ("unknown", "？"), ("waiting", "…")])
def test_a_verdict_has_a_sign_beside_its_colour(kind: str, sign: str) -> None:
    html = draw(f'<c-tag kind="{kind}">话</c-tag>')

    assert f'class="tag {kind}"' in html
    assert f'<i aria-hidden="true">{sign}</i>话' in html


def test_a_plain_tag_has_no_sign() -> None:
    assert "<i " not in draw('<c-tag kind="waiting" plain>独居</c-tag>')


def test_words_given_to_a_component_are_escaped() -> None:
    html = draw('<c-card title="{{ bad }}" sub="{{ bad }}">{{ bad }}</c-card>', bad=DANGEROUS)

    assert "<script>" not in html
    assert html.count("&lt;script&gt;") == 3


def test_values_given_to_a_component_are_escaped() -> None:
    html = draw('<c-stat :label="bad" :value="bad" :note="bad" />', bad=DANGEROUS)

    assert "<script>" not in html


def test_attributes_passed_on_are_escaped() -> None:
    html = draw(
        '<c-button :data-x="bad" data-y="{{ bad }}" hx-vals=\'{"a": "b"}\'>好</c-button>', bad=DANGEROUS
    )

    assert "<script>" not in html
    assert 'hx-vals="{&quot;a&quot;: &quot;b&quot;}"' in html


def test_an_attribute_that_is_none_or_false_is_left_out() -> None:
    html = draw('<c-button :disabled="no" :form="none">好</c-button>', no=False, none=None)

    assert "disabled" not in html
    assert "form=" not in html


def test_a_component_does_not_see_what_it_was_not_given() -> None:
    html = draw("<c-card>正文</c-card>", title="外面的题目", foot="外面的脚注", kind="no")

    assert "外面的" not in html
    assert 'class="card"' in html


def test_a_card_shows_its_slots() -> None:
    html = draw(
        '<c-card title="高龄津贴" kind="ok" amount="100.00 元/月">正文'
        '<c-slot name="tags">标</c-slot><c-slot name="actions">钮</c-slot>'
        '<c-slot name="foot">脚</c-slot></c-card>'
    )

    assert '<section class="card ok"' in html
    assert "<h2>高龄津贴</h2>标" in html
    assert '<div class="card-end"><span class="card-amount">100.00 元/月</span>钮</div>' in html
    assert '<footer class="card-foot">脚</footer>' in html


def test_a_button_that_opens_a_dialog_does_not_submit() -> None:
    html = draw('<c-button opens="end" name="x">停</c-button><c-dialog id="end" title="停？">真的</c-dialog>')

    assert '<button type="button"' in html
    assert 'data-opens="end"' in html
    assert '<dialog id="end" aria-labelledby="end-title"' in html


def test_a_field_ties_label_help_and_error_to_its_input() -> None:
    html = draw('<c-field :field="form.name" />', form=KitForm({"name": ""}))

    assert '<label for="id_name">姓名<span class="must">必填</span></label>' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_name_helptext">与证件一致' in html
    assert 'id="id_name_error"><div>✕ 请填写姓名。</div>' in html


def test_a_group_of_choices_is_a_fieldset_with_a_legend() -> None:
    html = draw('<c-field :field="form.way" />', form=KitForm())

    assert "<fieldset" in html
    assert '<legend class="label">通知方式</legend>' in html


def test_a_large_field_and_a_file_field_are_drawn_too() -> None:
    html = draw('<c-field :field="form.note" /><c-field :field="form.sheet" />', form=KitForm())

    assert '<textarea name="note"' in html
    assert 'type="file"' in html


def test_a_tick_box_stands_before_its_words() -> None:
    html = draw('<c-field :field="form.agreed" />', form=KitForm())

    assert 'class="field check' in html
    assert html.index('type="checkbox"') < html.index("本人同意")


def test_a_hidden_field_has_no_label() -> None:
    class Hidden(forms.Form):
        key = forms.CharField(widget=forms.HiddenInput, label="钥匙")

    html = draw('<c-field :field="form.key" />', form=Hidden({"key": "7"}))

    assert 'type="hidden"' in html
    assert "钥匙" not in html


def test_a_field_written_by_hand_has_the_same_parts() -> None:
    html = draw('<c-field label="姓名" for="n" help="与证件一致" error="太长"><input id="n"></c-field>')

    assert '<label for="n">姓名</label><input id="n">' in html
    assert 'id="n_helptext">与证件一致' in html
    assert 'id="n_error">✕ 太长' in html


def test_the_errors_of_a_form_lead_to_their_fields() -> None:
    html = draw('<c-form-errors :form="form" />', form=KitForm({"name": ""}))

    assert 'role="alert"' in html
    assert '<a href="#id_name">姓名</a>：请填写姓名。' in html


def test_a_form_without_errors_says_nothing() -> None:
    assert draw('<c-form-errors :form="form" />', form=KitForm()) == ""


def test_a_form_for_files_guards_unsaved_words() -> None:
    html = draw('<c-form action="/x/" guard multipart>格</c-form>')

    assert 'method="post" action="/x/" enctype="multipart/form-data" data-guard' in html


def test_a_table_says_how_many_and_offers_its_export() -> None:
    html = draw(
        '<c-table caption="老人" :count="1204" unit="人" :rows="rows" export_url="/e/">'
        '<c-slot name="head"><c-th sort="desc" url="?s=a" num>年龄</c-th></c-slot>'
        "<tr><td>83</td></tr></c-table>",
        rows=[1],
    )

    assert "1,204 人" in html
    assert '<a class="btn quiet small" href="/e/">导出</a>' in html
    assert (
        '<th scope="col" class="num" aria-sort="descending" ><a class="th-sort" href="?s=a">年龄</a></th>'
        in html
    )


def test_an_empty_table_shows_how_rows_would_come() -> None:
    html = draw(
        '<c-table caption="老人" :rows="rows" export_url="/e/">'
        '<c-slot name="empty"><c-empty title="还没有老人">导入后出现</c-empty></c-slot></c-table>',
        rows=[],
    )

    assert "<table" not in html
    assert "/e/" not in html
    assert "还没有老人" in html


def test_a_pager_leaves_out_the_way_that_does_not_exist() -> None:
    html = draw('<c-pager next="?after=9" words="第 1–50 人" />')

    assert 'rel="next" href="?after=9"' in html
    assert "上一页" not in html


def test_a_statement_says_who_says_so_since_when_and_who_disagrees() -> None:
    html = draw(
        '<c-statement kind="ok" label="低保" law="第四条" value="城市低保" source="民政" :since="since"'
        ' :recorded="seen" conflict="社保：无" />',
        since=date(2024, 7, 1),
        seen=datetime(2020, 1, 2, tzinfo=UTC),
    )

    assert '<span class="sr">符合</span>' in html
    assert 'datetime="2024-07-01"' in html
    assert "起" in html
    assert "2020年1月2日" in html
    assert "说法不一" in html
    assert "社保：无" in html


def test_an_unknown_value_of_a_pair_is_said_to_be_unknown() -> None:
    assert "未知" in draw('<c-pairs><c-pair label="血型"></c-pair></c-pairs>')


def test_a_masked_value_offers_to_reveal_only_when_there_is_a_form() -> None:
    assert "查看" in draw('<c-masked value="2305**1042" label="证件号"><form></form></c-masked>')
    assert "查看" not in draw('<c-masked value="2305**1042" label="证件号" />')


def test_a_revealed_value_says_that_it_was_written_down() -> None:
    html = draw('<c-masked value="138****5521" revealed="13800005521" />')

    assert "138****5521" not in html
    assert "已登记查看" in html
