"""The reader's choice of density and theme works without JavaScript."""

from __future__ import annotations

import pytest
from django.http import Http404
from django.test import RequestFactory
from pytest_django.fixtures import Settings

from laoyou.web.context import look, look_of
from laoyou.web.pages import choose_look, kit
from laoyou.web.types import Look


def test_the_elder_switch_is_remembered_and_returns_to_the_page(rf: RequestFactory) -> None:
    answer = choose_look(rf.post("/look/", {"density": "elder", "next": "/people/?q=lh"}))

    assert answer.status_code == 302
    assert answer["Location"] == "/people/?q=lh"
    assert answer.cookies["density"].value == "elder"
    assert "theme" not in answer.cookies


def test_switching_back_forgets_the_choice(rf: RequestFactory) -> None:
    answer = choose_look(rf.post("/look/", {"density": "", "next": "/"}))

    assert answer.cookies["density"].value == ""
    assert answer.cookies["density"]["max-age"] == 0


def test_a_theme_is_remembered_beside_the_density(rf: RequestFactory) -> None:
    answer = choose_look(rf.post("/look/", {"theme": "dark"}))

    assert answer.cookies["theme"].value == "dark"
    assert "density" not in answer.cookies


@pytest.mark.parametrize("target", ["https://example.test/x", "//example.test/x", "javascript:x", ""])
def test_a_return_to_another_site_is_refused(rf: RequestFactory, target: str) -> None:
    assert choose_look(rf.post("/look/", {"density": "elder", "next": target}))["Location"] == "/"


def test_looking_does_not_change_the_look(rf: RequestFactory) -> None:
    assert choose_look(rf.get("/look/?density=elder")).status_code == 405


def test_an_unknown_choice_counts_as_none(rf: RequestFactory) -> None:
    request = rf.get("/")
    request.COOKIES |= {"density": "huge", "theme": "dark"}

    assert look(request) == {"look": Look(density="", theme="dark")}
    assert look_of("field", "") == Look(density="field")


def test_the_style_page_is_closed_to_strangers(rf: RequestFactory, settings: Settings) -> None:
    settings.DEBUG = False

    with pytest.raises(Http404):
        kit(rf.get("/kit/"))
