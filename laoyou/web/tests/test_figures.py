"""Components that show progress, ways and figures keep the contract of their head comment."""

from __future__ import annotations

from datetime import date

import pytest

from laoyou.web.kit import KIT
from laoyou.web.tests.drawing import draw
from laoyou.web.types import ChartData, Link, MapData, MapFeature, Series, Step


def test_progress_asks_again_until_it_is_over() -> None:
    html = draw('<c-progress id="b7" label="核对" :value="320" :max="1000" unit="行" poll_url="/p/" />')
    over = draw('<c-progress id="b7" label="完" kind="ok" :value="1000" :max="1000" unit="行" />')

    assert 'hx-get="/p/" hx-trigger="every 2s" hx-swap="outerHTML"' in html
    assert 'max="1000" value="320"' in html
    assert "320 / 1,000 行" in html
    assert "hx-get" not in over


def test_progress_of_unknown_length_has_no_value() -> None:
    assert "value=" not in draw('<c-progress label="核对" />')


def test_breadcrumbs_end_where_the_reader_is() -> None:
    html = draw('<c-breadcrumbs :items="items" />', items=(Link("市", "/1/"), Link("区", "/2/")))

    assert '<a href="/1/">市</a>' in html
    assert '<span aria-current="page">区</span>' in html


def test_tabs_count_zero_but_not_none() -> None:
    html = draw(
        '<c-tabs :items="items" />', items=(Link("甲", "/1/", current=True, count=0), Link("乙", "/2/"))
    )

    assert '<a href="/1/" aria-current="page">甲<span class="count">0</span></a>' in html
    assert '<a href="/2/">乙</a>' in html


def test_a_filter_in_force_can_be_taken_off() -> None:
    html = draw('<c-filters :active="chips" clear_url="?">格</c-filters>', chips=(Link("独居", "?a=1"),))

    assert '<a class="chip" href="?a=1"><span class="sr">去掉条件：</span>独居' in html
    assert "全部去掉" in html


def test_a_figure_that_is_not_known_is_a_dash() -> None:
    assert '<span class="stat-value">—' in draw('<c-stat label="床位" :value="none" />', none=None)


def test_the_present_step_is_told_to_screen_readers() -> None:
    html = draw('<c-steps :items="items" />', items=(Step("甲", "done"), Step("乙", "current"), Step("丙")))

    assert html.count('aria-current="step"') == 1
    assert "（已完成）" in html


def test_a_next_step_tells_how_many_share_it() -> None:
    html = draw(
        '<c-next-step url="/x/" label="预约复评" :others="1046" others_label="位老人" others_url="/l/" />'
    )

    assert '<a href="/l/">另有 1,046 位老人</a>' in html


def test_a_tree_row_can_be_opened_by_its_name() -> None:
    html = draw('<c-tree-row level="2" label="尖山区" url="/d/" toggle_url="?o=1"><td>9</td></c-tree-row>')

    assert 'aria-expanded="false"' in html
    assert 'aria-label="展开 尖山区"' in html
    assert "<td>9</td></tr>" in html


def test_a_chart_always_has_its_table() -> None:
    data = ChartData(("甲", "乙"), (Series("数", (1200, None)),), unit="人", of="处")

    html = draw('<c-chart id="c" title="图" :data="data" />', data=data)

    assert '<script id="c" type="application/json">' in html
    assert '<th scope="row">甲</th><td class="num">1,200</td>' in html
    assert '<th scope="row">乙</th><td class="num">—</td>' in html


def test_the_json_of_a_chart_cannot_break_out_of_its_block() -> None:
    data = ChartData(("</script><b>",), (Series("数", (1,)),))

    html = draw('<c-chart id="c" title="图" :data="data" />', data=data)

    assert "</script><b>" not in html


def test_a_chart_refuses_a_series_of_another_length() -> None:
    with pytest.raises(ValueError, match="2 labels"):
        ChartData(("甲", "乙"), (Series("数", (1,)),))


def test_a_map_always_has_its_list() -> None:
    html = draw('<c-map id="m" title="图" :data="data" />', data=KIT["map"])

    assert html.count("<tr data-feature=") == len(KIT["map"].features)
    assert '<a href="#新华社区">新华社区</a>' in html


def test_a_map_colours_by_fifths_unless_told_otherwise() -> None:
    point = {"type": "Point", "coordinates": [131.1, 46.6]}
    features = tuple(MapFeature(str(n), str(n), point, float(n)) for n in range(10))

    assert MapData(features, "人").steps == (2.0, 4.0, 6.0, 8.0)
    assert MapData(features, "人", breaks=(1, 2, 3, 4)).legend[0] == (1, "< 1")
    assert MapData((), "人").legend == []


def test_equal_values_give_a_legend_without_empty_colours() -> None:
    point = {"type": "Point", "coordinates": [131.1, 46.6]}
    features = tuple(MapFeature(str(n), str(n), point, 5.0) for n in range(10))

    assert MapData(features, "人").legend == [(1, "< 5"), (5, "≥ 5")]


def test_a_map_has_five_colours() -> None:
    with pytest.raises(ValueError, match="4 breaks"):
        MapData((), "人", breaks=(1, 2))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            '<c-page-head title="李*华" detail="83 岁" sub="街道">标</c-page-head>',
            "<h1>李*华</h1> <small>83 岁</small>标",
        ),
        ('<c-alert kind="no" title="没有保存">核对</c-alert>', 'role="alert"'),
        ('<c-empty title="空">怎样会有</c-empty>', "<strong>空</strong>"),
        ("<c-statements>甲</c-statements>", 'role="list"'),
        ('<c-timeline label="最近">甲</c-timeline>', '<ol class="timeline" aria-label="最近"'),
        ('<c-event title="探访" who="刘洋" kind="ok" />', 'class="event ok"'),
        ('<c-keyhint key="C">回拨</c-keyhint>', '<kbd class="kbd">C</kbd> 回拨'),
        ("<c-print-button />", "打印</button>"),
        ('<c-read-aloud of="main" />', 'data-read="main"'),
        ('<c-menu label="更多"><a href="/x/">甲</a></c-menu>', '<summary class="btn quiet">更多</summary>'),
        (
            '<c-button-link url="/x/" kind="quiet" small>去</c-button-link>',
            'href="/x/" class="btn quiet small"',
        ),
        ('<c-date :value="day" plain />', 'title="2024-07-01" class="nowrap">2024-07-01<'),
        ('<c-elapsed :since="day" :seconds="424" />', 'data-elapsed="424" class="nowrap" >7 分 04 秒<'),
    ],
)
def test_a_small_component_draws_its_words(source: str, expected: str) -> None:
    assert expected in draw(source, day=date(2024, 7, 1))
