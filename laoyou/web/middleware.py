"""What every answer passes: refusals told as pages, and a policy that nothing from outside may run."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from laoyou.kernel.errors import Conflict, Forbidden, Invalid, LaoyouError, NotFound

Answer = Callable[[HttpRequest], HttpResponse]

STATUSES: dict[type[LaoyouError], int] = {Forbidden: 403, NotFound: 404, Conflict: 409, Invalid: 400}

POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)


class ContentSecurity:
    """Only this site's own files are loaded: users' networks are closed, and so should the page be."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(self)")
        return response


class Refusals:
    """An expected refusal becomes a page with its sentence and the status of its kind."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, LaoyouError):
            return None
        status = next(code for kind, code in STATUSES.items() if isinstance(error, kind))
        return render(request, f"{status}.html", {"sentence": error.message}, status=status)
