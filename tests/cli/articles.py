"""Texts of our own for imports: each number has one that is no copy of another's."""

from __future__ import annotations

import random

from tests.huanyuan.texts import SIMPLIFIED

WHO = [
    "老林",
    "阿珍",
    "村支书",
    "合作社的会计",
    "驻村第一书记",
    "茶厂的师傅",
    "放牛的老汉",
    "小学校长",
    "回乡的大学生",
    "卫生院的医生",
]
WHERE = [
    "溪边",
    "祠堂门口",
    "晒谷场上",
    "村口的榕树下",
    "新修的桥头",
    "蔬菜大棚里",
    "老供销社",
    "夜校的教室",
    "水库边",
    "果园深处",
]
DID = [
    "清点了农具",
    "算了一笔账",
    "种下了树苗",
    "讲了从前的故事",
    "量了水位",
    "晒了香菇",
    "教大家用手机",
    "修好了水泵",
    "排练了节目",
    "登记了名册",
]
THEN = [
    "大家都说办得好",
    "下午又下起了雨",
    "剩下的留到明年",
    "账目当天贴在墙上",
    "孩子们在旁边看热闹",
    "晚饭后才散",
]


def article(number: int) -> str:
    """A text of our own that is no copy of another number's."""
    chance = random.Random(number)
    told = [
        f"{chance.randint(3, 28)}日，{chance.choice(WHO)}在{chance.choice(WHERE)}{chance.choice(DID)}，"
        f"一共{chance.randint(12, 980)}件，{chance.choice(THEN)}。"
        for _ in range(6)
    ]
    return f"第{number}号试稿见报\n近日，{chance.choice(SIMPLIFIED)[3:]}这是第{number}篇。\n" + "\n".join(
        told
    )
