"""The shape of what is typed on the register's pages."""

from __future__ import annotations

from typing import Any

from django import forms

from laoyou.people.reads import batches
from laoyou.people.types import SOURCE_LABELS, Source

SOURCES = [(source.value, SOURCE_LABELS[source]) for source in Source if batches.layouts(source)]


class Upload(forms.Form):
    """A roster and who it comes from."""

    source = forms.ChoiceField(label="谁的名册", choices=[("", "请选择"), *SOURCES])
    file = forms.FileField(
        label="文件",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
        help_text="xlsx 或 CSV，可以把文件拖到这里。旧的 xls 请先另存为 xlsx。",
        allow_empty_file=True,
    )
    as_of = forms.DateField(
        label="数据截止日",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="名册说的是哪一天的情况；不填就是今天",
    )


class Columns(forms.Form):
    """What each header of a sheet holds."""

    def __init__(self, *args: Any, record: batches.BatchRecord, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields = [(field.value, header) for field, header in record.layout.headers()]
        for place, header in enumerate(record.headers):
            if header:
                self.fields[f"c{place}"] = forms.ChoiceField(
                    label=header,
                    required=False,
                    choices=[("", "不导入"), *fields],
                    initial=record.mapping.get(header, ""),
                )
        self._record = record

    def mapping(self) -> dict[str, str]:
        """Header to field, as chosen."""
        return {
            header: self.cleaned_data.get(f"c{place}", "")
            for place, header in enumerate(self._record.headers)
            if header
        }
