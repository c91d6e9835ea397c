"""The shape of what is typed at the desk of policies."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from laoyou.policies.core.tree import LONGEST


class Text(forms.Form):
    """A document's whole text."""

    text = forms.CharField(
        label=_("政策文件"),
        max_length=LONGEST,
        strip=False,
        widget=forms.Textarea(
            attrs={"rows": 32, "spellcheck": "false", "autocomplete": "off", "wrap": "off", "class": "code"}
        ),
        error_messages={
            "required": _("请写上内容。"),
            "max_length": _("文件太长，一个文件只写一项待遇，请拆开。"),
        },
    )

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        return text.replace("\r\n", "\n")


class LastDay(forms.Form):
    """The last day of what is law."""

    last_day = forms.DateField(
        label=_("最后一天"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("从次日起不再有效；要由另一位业务主管批准后才算数"),
        error_messages={"required": _("请选择日期。"), "invalid": _("日期不对，应如 2026-03-02。")},
    )


def posted(request: Any) -> Any:
    return request.POST if request.method == "POST" else None
