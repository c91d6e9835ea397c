"""What no template may hold, and what a first visit weighs."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import get_template

from laoyou.web.tests.drawing import LAOYOU, WEB

TEMPLATES = sorted(path for path in LAOYOU.glob("*/templates/**/*.html"))
IDS = [str(path.relative_to(LAOYOU)) for path in TEMPLATES]
CSS = WEB / "static" / "web" / "css"
FIRST_VISIT = 200_000
CSS_LIMIT = 45_000

INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", re.I)
HANDLER = re.compile(r"\son[a-z]+\s*=\s*[\"']", re.I)
STYLE = re.compile(r"<style|\sstyle\s*=", re.I)
OTHER_HOST = re.compile(r"(?:https?:)?//[a-z0-9-]+\.[a-z]{2,}", re.I)
JS_IN_HTMX = re.compile(r"hx-on|js:|javascript:|hx-trigger=\"[^\"]*\[", re.I)


@pytest.fixture(params=TEMPLATES, ids=IDS)
def text(request: pytest.FixtureRequest) -> str:
    path: Path = request.param
    return path.read_text(encoding="utf-8")


def test_no_script_stands_in_a_template(text: str) -> None:
    assert not INLINE_SCRIPT.search(text)
    assert not HANDLER.search(text)
    assert not JS_IN_HTMX.search(text)


def test_no_style_stands_in_a_template(text: str) -> None:
    assert not STYLE.search(text)


def test_no_template_names_another_host(text: str) -> None:
    assert not OTHER_HOST.search(text)


@pytest.mark.parametrize("path", sorted((WEB / "static" / "web").glob("[cj]*/*")), ids=lambda path: path.name)
def test_no_stylesheet_or_script_names_another_host(path: Path) -> None:
    assert not OTHER_HOST.search(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "409"])
def test_an_error_page_says_what_and_what_to_do(name: str) -> None:
    page = get_template(f"{name}.html")

    assert "<h1>" in page.render({})
    assert "回首页" in page.render({})
    assert "您的网格里没有这位老人。" in page.render({"sentence": "您的网格里没有这位老人。"})


def test_a_refusal_names_who_can_help() -> None:
    html = get_template("403.html").render({"helper": "街道管理员 王敏"})

    assert "可以找 街道管理员 王敏 帮忙。" in html


def test_the_page_of_a_crash_needs_nothing() -> None:
    text = (WEB / "templates" / "500.html").read_text(encoding="utf-8")

    assert set(re.findall(r"{%\s*(\w+)", text)) == {"load", "static"}
    assert "{{" not in text
    assert "没有保存" in get_template("500.html").render({})


def test_all_stylesheets_together_stay_small() -> None:
    assert sum(path.stat().st_size for path in CSS.glob("*.css")) < CSS_LIMIT


def test_a_first_visit_without_map_or_chart_is_light() -> None:
    web = WEB / "static" / "web"
    htmx = finders.find("django_htmx/htmx-2.min.js")
    assert isinstance(htmx, str)
    scripts = [path for path in (web / "js").glob("*.js") if path.name not in {"chart.js", "map.js"}]
    files = [Path(htmx), *scripts, *CSS.glob("*.css"), *(web / "img").glob("*.svg")]
    bodies = [path.read_bytes() for path in files]

    assert sum(map(len, bodies)) < FIRST_VISIT
    assert sum(len(gzip.compress(body)) for body in bodies) < FIRST_VISIT / 3
