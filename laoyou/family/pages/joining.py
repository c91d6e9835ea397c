"""At home, with the letter in hand: the code and the last four, then an account.

Open to all, and tells nobody whether a code or a person exists.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from laoyou.access.types import Actor
from laoyou.accounts import reads as accounts
from laoyou.accounts import verbs as accounts_verbs
from laoyou.acts.requests import OpenRequest, address_of
from laoyou.family import forms, reads, verbs
from laoyou.family.core import spans
from laoyou.family.types import TIE_LABELS, State
from laoyou.kernel.errors import Conflict, Invalid, NotFound
from laoyou.kernel.masking import mask_name
from laoyou.people.reads import persons
from laoyou.web.doors import open_to_all

PENDING, PENDING_SINCE = "family_letter", "family_letter_since"
PENDING_SECONDS = 900
AT_THE_DOOR = Actor.system("家属加入页")
REFUSED = _(
    "邀请码和后四位对不上，或者这封信已经用过、过期或作废。"
    "同一封信错 5 次就作废，请看清再输；不行就到社区（村）重新打印。"
)
TOO_OFTEN = _("从这里试错的次数太多，请 15 分钟后再试，或到社区（村）请人帮忙。")


@open_to_all
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def join(request: OpenRequest) -> HttpResponse:
    """The first step."""
    form = forms.Code(request.POST if request.method == "POST" else None)
    if form.is_valid():
        address = address_of(request)
        if accounts.address_is_locked(address, now=request.now):
            form.add_error(None, TOO_OFTEN)
        elif _opened(request, form, address):
            return redirect("family:account")
        else:
            form.add_error(None, REFUSED)
    page = {"form": form, "days": spans.LETTER_DAYS}
    return render(request, "family/join.html", page, status=422 if form.errors else 200)


@open_to_all
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def account(request: OpenRequest) -> HttpResponse:
    """The second step: what will be seen, and as whom one signs in."""
    access_id = _pending(request)
    if access_id is None:
        return redirect("family:join")
    form = forms.Account(request.POST if request.method == "POST" else None)
    if form.is_valid() and _joined(request, access_id, form):
        request.session.flush()
        messages.success(request, _("已经开通。请用刚才的用户名和密码登录。"))
        return HttpResponseRedirect(f"{reverse('accounts:sign_in')}?next={reverse('family_home')}")
    known = reads.access(access_id, request.now)
    page = {
        "form": form,
        "elder": mask_name(persons.person(known.person_id).name),
        "tie": TIE_LABELS[known.tie],
        "known": known,
    }
    return render(request, "family/account.html", page, status=422 if form.errors else 200)


def _opened(request: OpenRequest, form: forms.Code, address: str) -> bool:
    asked = form.cleaned_data
    found = verbs.try_letter(
        asked["code"], tail=asked["tail"], address=address, actor=AT_THE_DOOR, now=request.now
    )
    if found is None:
        return False
    request.session.cycle_key()
    request.session[PENDING], request.session[PENDING_SINCE] = found, request.now.timestamp()
    return True


def _joined(request: OpenRequest, access_id: int, form: forms.Account) -> bool:
    asked = form.cleaned_data
    is_known = asked["which"] == forms.Account.KNOWN
    address = address_of(request)
    if is_known and accounts.address_is_locked(address, now=request.now):
        form.add_error(None, TOO_OFTEN)
        return False
    try:
        verbs.join(
            access_id,
            username=asked["username"],
            password=asked["password"],
            is_known=is_known,
            actor=AT_THE_DOOR,
            now=request.now,
        )
    except Invalid as wrong:
        form.add_error(wrong.field, wrong.message)
        if wrong.code == "wrong_account":
            user_id = accounts.user_id_of(asked["username"])
            accounts_verbs.fail_sign_in(user_id, address=address, actor=AT_THE_DOOR, now=request.now)
        return False
    except Conflict as refused:
        form.add_error(None, refused.message)
        return False
    return True


def _pending(request: OpenRequest) -> int | None:
    """The letter that this browser opened a moment ago, while it is good."""
    access_id: int | None = request.session.get(PENDING)
    since = request.session.get(PENDING_SINCE, 0)
    if access_id is None or request.now.timestamp() - since > PENDING_SECONDS:
        return None
    try:
        return access_id if reads.access(access_id, request.now).state is State.INVITED else None
    except NotFound:
        return None
