"""What the specimen page shows: invented words in every component and state."""
# ruff: noqa: E501 - the rows of a table read better in one line

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils import timezone

from lianjian.web.kit import icons


class SpecimenForm(forms.Form):
    """One field of each kind."""

    title = forms.CharField(label="标题", max_length=32, help_text="公众号最多 32 字。")
    summary = forms.CharField(label="摘要", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    area = forms.ChoiceField(
        label="重点工作", choices=[("", "请选择"), ("industry", "产业发展"), ("welfare", "改善民生")]
    )
    mode = forms.ChoiceField(
        label="怎么签",
        choices=[("paper", "纸上签，扫描存档"), ("electronic", "电子签署")],
        widget=forms.RadioSelect,
    )
    columns = forms.MultipleChoiceField(
        label="投到哪些栏目",
        choices=[("policy", "政策解读"), ("story", "驻村故事")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    due = forms.DateField(label="最晚哪天办好", widget=forms.DateInput(attrs={"type": "date"}))
    photo = forms.FileField(label="照片", required=False, help_text="可以一次选几张，手机上会直接打开相机。")
    agreed = forms.BooleanField(label="照片里的人都同意刊出")


@dataclass(frozen=True, slots=True)
class Notice:
    """As ``django.contrib.messages`` gives them."""

    level_tag: str
    text: str

    def __str__(self) -> str:
        return self.text


def context(*, frame: str) -> dict[str, Any]:
    """The context of ``kit/specimen.html``."""
    now = timezone.now()
    wrong = SpecimenForm(
        {
            "title": "新路通到茶山上，秋茶头一回由村里人定价，每斤卖到五十五块，比去年多十四块",
            "summary": "写了一半的话还在。",
            "mode": "paper",
        }
    )
    wrong.is_valid()
    return {
        "frame": "kit/work_frame.html" if frame == "work" else "kit/site_frame.html",
        "demonstration": True,
        "nav": [("政策解读", "?a", False), ("驻村故事", "?b", True), ("特色产业", "?c", False), ("优质农产品", "?d", False), ("一字一村", "?e", False)],
        "foot_nav": [("核验办法", "?h"), ("更正记录", "?i"), ("村里的数据去了哪里", "?j")],
        "thumb_nav": [("今日", "?t", True, "home"), ("承诺", "?u", False, "doc"), ("记一笔", "?v", False, "plus"), ("消息", "?w", False, "chat"), ("我的", "?x", False, "user")]
        if frame == "work"
        else None,
        "search_url": "?search",
        "person": "禾青",
        "organisation": "张洋村 · 第六批驻村第一书记",
        "sign_out_url": "?out",
        "messages": [
            Notice("info", "线路恢复了，两条草稿已经送到。"),
            Notice("success", "记下了。张洋村和茶业公司都能看到这一笔。"),
            Notice("warning", "照片超过 5 兆，已缩小后存下。"),
            Notice("error", "没有发出：公众号说标题超过 32 字。改短后再发，别的出口不受影响。"),
        ],
        "icons": sorted(icons.shapes()),
        "states": [
            ("ok", "已见刊"), ("wait", "已受理"), ("hand", "待人工"), ("unknown", "未知"),
            ("stop", "被拒"), ("withdrawn", "已撤回"), ("late", "逾期 5 天"), ("stuck", "卡了 9 天"), ("due", "还有 2 天"),
        ],
        "titles": ["新路通到茶山上，秋茶头一回由村里人定价", "六个村共用一个牌子，龙眼干反而卖得更好", "<script>不会运行</script>的标题"],
        "form": wrong,
        "fresh": SpecimenForm(auto_id="fresh_%s"),
        "page": Paginator(range(1234), 20).page(7),
        "tabs": [("待我办", "?p", True, 4), ("别人欠我的", "?q", False, 6), ("办结的", "?r", False, None)],
        "crumbs": [("协议", "?k"), ("莆联建协〔2026〕3 号", "")],
        "moments": [now, now - timedelta(days=1), now + timedelta(days=3), now - timedelta(days=400), now.date(), None],
    }  # fmt: skip
