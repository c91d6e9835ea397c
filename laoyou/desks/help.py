"""Help in short: what one can do here in this role, which keys there are, whom to ask."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from laoyou.access import rules
from laoyou.access.types import ROLE_LABELS
from laoyou.acts.requests import ActingRequest
from laoyou.desks.home import WAYS
from laoyou.web.types import Link

HOW_TO = (
    (
        "people.see",
        "找一个人",
        "按 / 到搜索框，输入姓名、拼音首字母、证件号码或电话；后面加空格和村名可以缩小范围，例如“lxh 新华”。",
    ),
    (
        "people.see",
        "看应享什么、为什么",
        "打开此人的页面，点“应享待遇”：每项政策逐条说明符合还是不符合、依据是谁说的、还差什么材料。"
        "切到“长辈版”就是给老人和家属看的几句话，可以读出来、打印。",
    ),
    ("people.see", "看名单", "在“人员名单”里按区划、人群、年龄筛选；点列名排序；名单可以打印。"),
    (
        "people.reveal",
        "看完整信息",
        "姓名、证件、电话和住址平时只显示一部分。点“查看”，选择用途，系统会记下谁、何时、为什么看过。",
    ),
    (
        "people.record_fact",
        "登记和更正",
        "打开此人的页面，在“办理”里选。更正不会抹掉原来的说法，都能在“变更经过”里找到。",
    ),
    ("people.export", "导出名单", "名单右上角的“导出”。默认不含完整信息；确需完整信息的，要选择用途。"),
    (
        "people.upload_batch",
        "导入名册",
        "“导入名册”里选来源、上传文件，先预检，看清结果再导入。退回的行可以下载，里面写明原因和改法。",
    ),
    (
        "people.propose_merge",
        "处理重复",
        "在“重复人员”里对比两份档案，一人提出，另一人审核；合并后可以撤销。",
    ),
    (
        "forecasts.simulate",
        "模拟政策",
        "在“政策模拟”里选一项，改数字、分档或条件，看谁多谁少、各月各地要发多少。除非存为草稿，什么也不会留下。",
    ),
    ("audit.see", "查操作记录", "按人、事项、日期筛选；“核验是否被改动”逐条检查记录是否完整。"),
    ("accounts.see_users", "管理用户", "新建用户、授予身份、解除锁定、重设密码，都在“用户管理”。"),
)
KEYS = (
    ("/", "到搜索框"),
    ("Esc", "离开搜索框"),
    ("j", "名单里下一行"),
    ("k", "名单里上一行"),
    ("Enter", "打开这一行"),
)


@require_GET
def help_page(request: ActingRequest) -> HttpResponse:
    """What this role can do, in a few sentences."""
    actor = request.actor
    words = {
        "role": ROLE_LABELS[actor.role],
        "how_to": [(title, said) for act, title, said in HOW_TO if rules.may(actor, act)],
        "ways": [Link(label, reverse(page)) for act, label, _, page in WAYS if rules.may(actor, act)],
        "keys": KEYS,
    }
    return render(request, "desks/help.html", words)
