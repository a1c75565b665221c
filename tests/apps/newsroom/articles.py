"""Articles of our own that no other number has, and the files in which an archive holds them.

Sentences are put together from parts, so that two articles share words and hardly ever a whole clause.
"""

from __future__ import annotations

import io
import json
import random
from typing import TYPE_CHECKING

import docx

from tests.huanyuan.corruptor import random_mirror

if TYPE_CHECKING:
    from collections.abc import Sequence

WHEN = (
    "清早",
    "傍晚",
    "上周末",
    "入秋以后",
    "台风过后",
    "去年冬天",
    "这个月初",
    "开学那天",
    "雨停之后",
    "春耕时节",
    "赶集的日子",
    "晚饭后",
    "中秋前",
    "一连三天",
    "前年夏天",
    "采茶季",
)
WHO = (
    "老支书",
    "合作社的会计",
    "几位返乡青年",
    "镇里的农技员",
    "村小的语文老师",
    "开民宿的夫妻",
    "卫生所的大夫",
    "放羊的老汉",
    "女子志愿队",
    "水电师傅",
    "退休的工程师",
    "修路队",
    "电商服务站的姑娘",
    "省里来的专家",
    "两个大学生",
    "食堂的阿姨",
    "木匠师傅",
    "老年协会",
    "养蜂人",
    "文书小林",
    "渔排上的船工",
    "护林员",
)
WHERE = (
    "在祠堂前的空地上",
    "沿着溪边的石板路",
    "在新修的晒谷场",
    "在半山的茶园里",
    "到了村口的榕树下",
    "在临时搭的棚子里",
    "走进东头的仓库",
    "在夜校的教室",
    "顺着水渠往上",
    "在码头旁边",
    "围着一张旧方桌",
    "在水库的坝顶",
    "隔着一条小河",
    "在西厝的院子里",
    "挨家挨户",
)
DID = (
    "清点",
    "商量",
    "记录",
    "修补",
    "晾晒",
    "测量",
    "登记",
    "搬运",
    "核对",
    "讲解",
    "试种",
    "包装",
    "打听",
    "收拾",
    "画出",
    "议定",
    "分发",
    "翻修",
    "盘算",
    "查看",
    "重写",
    "带来",
    "挑选",
    "演示",
)
WHAT = (
    "一批枇杷苗",
    "漏水的管道",
    "三百斤新米",
    "村里的老照片",
    "明年的用水办法",
    "二十七户的账目",
    "一台旧水泵",
    "游客留下的意见",
    "党员的联系名单",
    "孩子们的作文",
    "塌了一角的土墙",
    "合同的第五条",
    "刚到的有机肥",
    "祖辈传下的戏本",
    "卖到城里的蜂蜜",
    "垃圾分类的桶",
    "一段断头路",
    "光伏板的电费",
    "竹编的样品",
    "食堂的菜单",
    "族谱上的地名",
    "防汛的沙袋",
    "直播用的灯架",
    "茶厂的质量记录",
)
THEN = (
    "大家都说这件事办得实在",
    "没有人提前离开",
    "结果比预想的好得多",
    "这才发现数目对不上",
    "于是又约了下一次",
    "老人们看了直点头",
    "费用由两家平摊",
    "后来写进了村规民约",
    "照片贴在公告栏上",
    "连邻村的人也来学",
    "到天黑才算完",
    "中间也争过几句",
    "剩下的留给集体",
    "手续当天就办妥了",
    "说好三年不变",
    "谁也不愿意先开口",
    "几句话就讲明白了",
    "还差最后一道工序",
    "价钱比往年高出两成",
)
PLACES = ("涵江区张洋村", "新县镇乙村", "城厢区太湖村", "仙游县溪口村", "东头村", "西厝村")


def sentence(chance: random.Random) -> str:
    """One of some hundred million."""
    parts = [chance.choice(WHEN), "，", chance.choice(WHO), chance.choice(WHERE), chance.choice(DID)]
    parts += [chance.choice(WHAT), chance.choice("，；"), chance.choice(THEN)]
    if chance.random() < 0.4:
        parts += ["，前后", f"{chance.randint(2, 9999)}", chance.choice(["天", "元", "户", "人", "亩"])]
    return "".join(parts) + chance.choice("。。。！")


def article(number: int, *, sentences: int = 30) -> str:
    """The article with this number: a headline, paragraphs, names in brackets."""
    chance = random.Random(number)
    head = f"{chance.choice(WHO)}{chance.choice(DID)}{chance.choice(WHAT)}（第{number}篇）"
    lines = [f"日前，{chance.choice(PLACES)}传来消息：{sentence(chance)}"]
    while sentences > 0:
        many = min(sentences, chance.randint(2, 5))
        lines.append("".join(sentence(chance) for _ in range(many)))
        sentences -= many
    lines[-1] += f"（记者 {chance.choice('林陈黄郑吴')}小{chance.choice('明华芳敏军')}）"
    return "\n".join([head, *lines])


def mirrored(number: int, *, sentences: int = 30) -> bytes:
    """As a mirror shows it, glosses and shifts among it, in UTF-8."""
    return random_mirror(random.Random(number)).apply(article(number, sentences=sentences)).encode()


def page(number: int, *, sentences: int = 30) -> bytes:
    """As a saved page with the furniture of a site around it."""
    head, *rest = article(number, sentences=sentences).split("\n")
    body = "".join(f"<p>{line}</p>" for line in rest)
    return (
        f"<html><head><meta charset=utf-8><title>{head}_某某网</title><script>var a={number};</script></head><body>"
        f"<div class=nav><a href=/>首页</a> <a href=/n>新闻</a> <a href=/v>视频</a></div>"
        f"<div class=content><h1>{head}</h1>{body}</div><div class=foot>版权所有 未经许可不得转载</div></body></html>"
    ).encode()


def document(number: int, *, sentences: int = 30) -> bytes:
    """As a Word document."""
    head, *rest = article(number, sentences=sentences).split("\n")
    paper = docx.Document()
    paper.add_heading(head, 0)
    for line in rest:
        paper.add_paragraph(line)
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def lines_of_json(numbers: Sequence[int], *, sentences: int = 30) -> bytes:
    """As lines of JSON, each as a mirror shows it."""
    rows = ({"id": str(number), "text": mirrored(number, sentences=sentences).decode()} for number in numbers)
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()
