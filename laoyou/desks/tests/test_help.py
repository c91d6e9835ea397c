"""Help says what this role can do, and nothing that it cannot."""

from __future__ import annotations

import pytest
from django.test import Client

from laoyou.desks.tests.cast import read


@pytest.mark.django_db
def test_a_clerk_is_told_how_to_find_reveal_and_correct(alice: Client) -> None:
    html = read(alice, "help")

    for said in ("找一个人", "看完整信息", "登记和更正", "经办员", "到搜索框", "找谁问"):
        assert said in html
    assert "查操作记录" not in html


@pytest.mark.django_db
def test_an_auditor_is_told_of_the_trail_alone(auditor: Client) -> None:
    html = read(auditor, "help")

    assert "查操作记录" in html
    assert "登记和更正" not in html


@pytest.mark.django_db
@pytest.mark.parametrize("desk", ["alice", "officer", "carol", "leader", "auditor", "admin"])
def test_every_role_has_a_home_and_help(desk: str, request: pytest.FixtureRequest) -> None:
    browser = request.getfixturevalue(desk)

    assert "找谁问" in read(browser, "help")
    read(browser, "home")


@pytest.mark.django_db
def test_a_stranger_is_sent_to_sign_in(client: Client, ground: None) -> None:
    answer = client.get("/help/")

    assert answer.status_code == 302
    assert "/sign-in/" in answer["Location"]
