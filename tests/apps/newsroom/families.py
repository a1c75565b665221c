"""Families of texts made up for the tests: articles, what mirrors and reprints make of them, and stories by one template."""

from __future__ import annotations

import random

import huanyuan
from tests.huanyuan.corruptor import random_mirror

_WHO = (
    "村支书",
    "合作社的社员",
    "驻村工作队",
    "返乡的青年",
    "镇里的农技员",
    "小学的老师",
    "妇联主任",
    "种茶的老人",
    "养蜂人",
    "修渠的师傅",
)
_DID = (
    "清理了",
    "重新规划了",
    "一起讨论了",
    "连夜抢修了",
    "拍照记录了",
    "试着推广了",
    "完整登记了",
    "逐户走访了",
    "亲手翻修了",
    "仔细核对了",
)
_WHAT = (
    "村口的旧水塘",
    "通往山上的小路",
    "三个组的灌溉渠",
    "祠堂旁边的空地",
    "晒谷场的围墙",
    "老榕树下的戏台",
    "废弃的粮站",
    "进村的桥面",
    "后山的茶园",
    "河边的步道",
)
_WHEN = (
    "春耕之前",
    "台风过后",
    "农闲的时候",
    "开学那一周",
    "连着下了几天雨",
    "中秋前后",
    "天刚亮的时候",
    "收成之后",
    "冬至那天",
    "会议结束当晚",
)
_WHY = (
    "大家都说早该这样做",
    "花的钱比原来想的少",
    "孩子们放学再也不用绕路",
    "外地的客人也慢慢多了起来",
    "邻村的人专门来看过",
    "过去谁也没有想到",
    "照片挂在村部的墙上",
    "下一步还要继续做下去",
)
VILLAGES = ("青田村", "石塘村", "后坂村", "洋中村", "溪口村", "南埔村")


def article(seed: int, sentences: int = 24) -> str:
    """A story of its own."""
    chance = random.Random(seed)
    village = chance.choice(VILLAGES)
    lines = [f"{village}的{chance.choice(_WHAT)}有了新样子"]
    paragraph = ""
    for number in range(sentences):
        pick = [chance.choice(words) for words in (_WHEN, _WHO, _DID, _WHAT, _WHY)]
        paragraph += f"{pick[0]}，{pick[1]}{pick[2]}{pick[3]}，{pick[4]}。"
        if number % 4 == 3:
            lines.append(paragraph)
            paragraph = ""
    return "\n".join([*lines, paragraph] if paragraph else lines)


def mangled(text: str, seed: int) -> str:
    """`text` through a mirror and the repair."""
    return huanyuan.repair(random_mirror(random.Random(seed)).apply(text)).text


def cut_off(text: str, seed: int, share: float) -> str:
    """A stretch of it, from the beginning or the end."""
    length = int(len(text) * share)
    return text[:length] if seed % 2 else text[-length:]


def reprinted(text: str, seed: int) -> str:
    """With another headline, a first paragraph of another house, and its furniture."""
    lines = text.split("\n")
    head = article(seed + 10_000, 4).split("\n")
    return "\n".join([*head, *lines[2:], "责任编辑：甲某", "本文来源：某某网"])


def yearly_report(seed: int) -> str:
    """A village's report of its yearly meeting: one template, other figures."""
    n = random.Random(seed).randint
    village = VILLAGES[seed % len(VILLAGES)]
    return (
        f"{village}召开{2010 + seed % 14}年度村民代表会议\n"
        f"{n(1, 12)}月{n(1, 28)}日，{village}在村部会议室召开年度村民代表会议，应到代表{n(30, 60)}人，"
        f"实到{n(20, 55)}人，符合法定人数。"
        "会议由村支书主持，镇里的驻村干部到会指导。\n"
        f"会议听取了村委会的工作报告。一年来，全村集体收入{n(10, 99)}万元，比上年增长百分之{n(2, 30)}；"
        f"新修道路{n(1, 9)}.{n(1, 9)}公里，"
        f"改造旧房{n(10, 80)}户，种植经济林{n(100, 900)}亩，组织培训{n(3, 20)}场，{n(100, 999)}人次参加。\n"
        "会议审议并通过了村级财务收支情况的报告，通报了低保户、五保户的评议结果，讨论了下一年的工作安排。代表们就环境整治、"
        "水利维护、老年食堂等事项提出了意见，村委会当场作了答复，不能当场答复的列入清单限期办理。\n"
        "会议要求，全体村民代表要带头遵守村规民约，广泛听取群众意见，齐心协力把村里的事情办好。"
    )


def notice(seed: int) -> str:
    """A short notice by one form."""
    n = random.Random(seed).randint
    return (
        f"通知：{n(1, 12)}月{n(1, 28)}日上午{n(7, 11)}时至{n(12, 18)}时，因线路检修，{VILLAGES[seed % 6]}全村停电，"
        "请各户提前做好准备，冰箱和水泵注意断电，恢复供电后另行通知，给大家带来不便请谅解。"
    )
