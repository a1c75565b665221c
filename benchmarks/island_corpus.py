"""Articles of about 4 KB for the measurements of the feed: the same for the same seed, of five organisations.

Sentences are put together from words of our own, with names, numbers and dates drawn by chance. How far zstd presses them
(about 3.8 times at level 19, as the statutes of the first measurements) is printed with every figure: a corpus that repeats
itself more would flatter whoever keeps what came before.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from lianjian_feed.documents import Block, Column, StoryDocument
from lianjian_feed.schemes import digest

if TYPE_CHECKING:
    from collections.abc import Iterable

ORGANISATIONS = ("media", "county", "police", "farm", "school")


def _words(text: str) -> list[str]:
    return text.split()


WHO = _words("""
    村民 支书 会计 医生 老师 电工 船工 茶农 果农 养蜂人 木匠 石匠 护林员 邮递员 网格员 返乡青年 退伍军人
    合作社 妇联 理事会
""")
DOES = _words("""
    修好 查看 登记 送来 商定 整理 种下 收回 核对 拍下 刷新 搬走 分给 借给 教会 问起 说明 补上 推迟 提前 公布
    试用 清点 加固 疏通 接通 请来 写进 量出 记下 讲起 捐出 翻晒 烘干 装车 验收 评议 复查
""")
WHAT = _words("""
    水渠 山路 灯杆 祠堂 戏台 粮仓 水井 茶园 橘园 竹林 鱼塘 蜂箱 晒场 校舍 药柜 账本 合同 名册 种子 化肥 农机
    电表 水泵 石阶 围墙 屋瓦 旧桥 渡口 集市 展板 族谱 农谚 食堂 灶台 书屋 广播 路牌 垃圾桶 化粪池 公厕
    停车场 护栏 界碑 古树 碑刻
""")
WHERE = _words("""
    村口 后山 溪边 祠堂前 小学旁 老街 新村 半山 渡口 田头 晒谷场 卫生室 村委楼 桥下 坡上 林场 水库边 合作社
    集市 河滩
""")
HOW = _words("""
    一早 连夜 分头 逐户 按时 冒雨 趁着晴天 照着图纸 当着大家的面 按照公示 不到半天 前后三回 用了老办法
    换了新法子 先易后难 边问边记 没有声张 一笔一笔 挨家挨户 照旧例
""")
WHY = _words("""
    怕误了农时 为了省下运费 因为去年的雨 好让老人少走路 为了孩子上学 怕账目不清 因为约定在先 为了接上县道
    好赶上收茶 怕灯再坏 为了留住客人 因为水压不够 好让后来人看得明白 怕错过墟日 为了把话说清
""")
THEN = _words("""
    随后 第二天 到了傍晚 据说 不过 其实 另外 同时 后来 到月底 听说 这样一来 好在 可是 为此 从此 眼下 到头来
""")
FAMILY = _words("""
    林 陈 黄 郑 吴 叶 苏 蔡 许 庄 洪 曾 施 柯 颜 池 邱 蓝 雷 钟 卢 简 游 詹 温
""")
GIVEN = _words("""
    阿水 秀英 建国 文彬 丽华 志强 金花 永福 素珍 国栋 明月 添财 春生 晓燕 德顺 玉兰 宗泽 海生 小满 承志 茂林
    巧云
""")
UNITS = _words("""
    亩 户 斤 元 米 天 棵 趟 箱 人 页 处 株 担 瓦
""")
RARE = "".join(chr(code) for code in range(0x4E00, 0x9FA5, 5))


def article(number: int, *, edition: int = 0, seed: int = 5) -> StoryDocument:
    """Article ``number``; another ``edition`` of it has one paragraph rewritten and says that it was corrected."""
    dice = _dice(seed, number)
    paragraphs = [_paragraph(dice) for _ in range(8)]
    if edition:
        again = _dice(seed, number, edition)
        paragraphs[again.randrange(8)] = _paragraph(again)
    return StoryDocument(
        id=f"{number:06d}",
        kind=dice.choice(("story", "policy", "notice", "village")),
        title=f"{dice.choice(WHERE)}的{dice.choice(WHAT)}：{_person(dice)}{dice.choice(DOES)}了{dice.choice(WHAT)}",
        column=Column("village", "驻村故事"),
        party=f"{dice.choice(FAMILY)}{dice.choice(WHERE)}村",
        published_at=f"2026-{dice.randrange(1, 13):02d}-{dice.randrange(1, 29):02d}T{dice.randrange(24):02d}:00:00+08:00",
        body=tuple(Block("paragraph", text) for text in paragraphs),
        corrected=bool(edition),
        demonstration=True,
    )


def room_of(number: int) -> str:
    """The organisation that publishes article ``number``."""
    return ORGANISATIONS[number % len(ORGANISATIONS)]


def rooms(documents: Iterable[StoryDocument], photos: Iterable[bytes] = ()) -> dict[str, dict[str, bytes]]:
    """What every organisation publishes, as the publisher takes it; photos belong to the first."""
    told: dict[str, dict[str, bytes]] = {name: {} for name in ORGANISATIONS}
    for document in documents:
        told[room_of(int(document.id))][document.file_name] = document.to_bytes()
    for photo in photos:
        told[ORGANISATIONS[0]][f"pictures/{digest(photo)}.jpg"] = photo
    return told


def photo(number: int, size: int = 192_000) -> bytes:
    """Bytes that press no better than a JPEG does; its first bytes say that it is one."""
    return b"\xff\xd8\xff\xe0" + _dice("photo", number).randbytes(size - 4)


def _dice(*seed: object) -> random.Random:
    return random.Random("/".join(map(str, seed)))  # noqa: S311 - a corpus, no secret


def _paragraph(dice: random.Random) -> str:
    return "".join(dice.choice(SENTENCES)(dice) for _ in range(6))


def _then(dice: random.Random) -> str:
    then, where, what = dice.choice(THEN), dice.choice(WHERE), dice.choice(WHAT)
    return (
        f"{then}，{_person(dice)}{dice.choice(HOW)}{dice.choice(DOES)}了{where}的{what}，{dice.choice(WHY)}。"
    )


def _count(dice: random.Random) -> str:
    who, other = dice.choice(WHO), dice.choice(WHO)
    return f"{dice.choice(WHAT)}一共{_number(dice)}，{who}{dice.choice(DOES)}，{other}再{dice.choice(DOES)}。"


def _said(dice: random.Random) -> str:
    done, open_ = dice.choice(WHAT), dice.choice(WHAT)
    return f"{_person(dice)}说：“{done}{dice.choice(DOES)}了，{open_}还没有，{dice.choice(WHY)}。”"


def _day(dice: random.Random) -> str:
    day, where = f"{dice.randrange(1, 13)}月{dice.randrange(1, 31)}日", dice.choice(WHERE)
    return f"{day}，{where}{dice.choice(DOES)}{_number(dice)}，{_rare(dice)}。"


def _both(dice: random.Random) -> str:
    who, one, other = f"{dice.choice(WHO)}和{dice.choice(WHO)}", dice.choice(WHAT), dice.choice(WHAT)
    return f"{who}{dice.choice(HOW)}，{dice.choice(DOES)}{one}、{other}，{_rare(dice)}。"


SENTENCES = (_then, _count, _said, _day, _both)


def _person(dice: random.Random) -> str:
    return dice.choice(FAMILY) + dice.choice(GIVEN)


def _number(dice: random.Random) -> str:
    return f"{dice.randrange(2, 9000)}{dice.choice(UNITS)}"


def _rare(dice: random.Random) -> str:
    """A place name that stands nowhere else."""
    return "地名" + "".join(dice.choices(RARE, k=6))
