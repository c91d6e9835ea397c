"""Every address of the program: closed, or open to all in so many words."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

OPEN = frozenset(
    {
        *("front", "facilities", "web:kit", "web:look", "accounts:sign_in", "accounts:code"),
        *("family:join", "family:account"),
        *(f"policies:{page}" for page in ("library", "policy", "difference", "text", "catalogue")),
    }
)
BEFORE_GATES = frozenset(
    {"accounts:sign_out", "accounts:change_password", "accounts:totp", "accounts:act_for"}
)
SAMPLES = {
    "int": 1,
    "uuid": "018f4a00-0000-7000-8000-000000000000",
    "slug": "x",
    "str": "230502001000",
    "path": "x",
}


def addresses(
    resolver: URLResolver | None = None, space: str = ""
) -> Iterator[tuple[str, URLPattern, dict[str, object]]]:
    """Name, pattern and sample arguments of every address."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from addresses(entry, inner)
        else:
            yield f"{space}{entry.name}", entry, _samples(entry)


def _samples(entry: URLPattern) -> dict[str, object]:
    kinds = {name: type(converter).__name__ for name, converter in entry.pattern.converters.items()}
    return {name: SAMPLES.get(kind.removesuffix("Converter").lower(), "1") for name, kind in kinds.items()}


def marked(mark: str) -> set[str]:
    return {name for name, entry, _ in addresses() if getattr(entry.callback, mark, False)}


def test_every_address_has_a_name_of_its_own() -> None:
    names = [name for name, _, _ in addresses()]

    assert len(names) == len(set(names))
    assert not any(name.endswith("None") for name in names)


def test_exactly_these_pages_are_open_to_all() -> None:
    assert marked("open_to_all") == OPEN


def test_exactly_these_pages_lie_before_the_gates() -> None:
    assert marked("before_gates") == BEFORE_GATES


@pytest.mark.django_db
def test_every_other_page_sends_strangers_to_the_sign_in() -> None:
    strangers = Client()
    for name, entry, samples in addresses():
        if getattr(entry.callback, "open_to_all", False):
            continue
        url = reverse(name, kwargs=samples)
        for answer in (strangers.get(url), strangers.post(url)):
            assert answer.status_code == 302, name
            assert answer["Location"].startswith(reverse("accounts:sign_in")), name
