"""Tables of words that recognition goes by, in rows as people read them."""

from __future__ import annotations


def _words(*rows: str) -> tuple[str, ...]:
    return tuple(word for row in rows for word in row.split())


NO_NAMES = frozenset(
    _words(
        "报道 综合 整理 图片 现场 资料 本报 本网 编辑 集体 佚名",
        "匿名 未知 网络 转载 供图 供稿 待续 完毕 图略 化名 均为化名 全文完",
        "采访 实习 实习生 摄影 文字 来源 作者 记者 通讯员 下同 节选",
        "有删节 有删减 有改动 略有删节 连载 文明 和谐 温馨 安全 高兴 方案",
        "成果 花絮 家风 常态 时光 经验 经过 明天 关注 关于 简介 简讯",
        "公告 公示 通知 通告 计划 总结 金秋 夏日 华章 方向 能人 高手",
        "花开 成立 成功 易地 双赢 花香 安居 乐业 江山 富民 单位 年终",
        "全程 平安 古镇 古村 农村 农业 农民 国家 山水 温暖 海峡 丰收 上接",
    )
)
"""What stands where names stand, and is none."""

RISKY_COUNTIES = frozenset(
    _words(
        "清流 光泽 平和 云霄 大田 东山 石狮 长乐 三元 政和 永安 永定 古田 丰泽 新罗 鼓楼 台江 城厢 金门 延平 长泰 晋安 湖里"
    )
)
"""Counties whose short names are words or names of other things: they need the city before or a town after them."""

GENERIC_VILLAGES = frozenset(
    _words(
        "新村 山村 乡村 农村 古村 渔村 老村 旧村 大村 小村 全村 本村",
        "前村 后村 邻村 一村 二村 三村 各村 中村 上村 下村 中心村 美丽村",
        "示范村 东村 西村 南村 北村 外村 里村 茶村 花村",
        "生态村 文明村 幸福村 和谐村 移民村 中心社区 新社区 老社区 幸福社区 文明社区",
        "和谐社区",
    )
)
"""Villages are called so, and sentences say so without meaning them."""

SPRING_FESTIVAL = _words(
    "0205 0124 0212 0201 0122 0209 0129 0218 0207 0126 0214 0203 0123 0210 0131 0219 0208 0128 0216 0205 0125 0212 0201 0122",
    "0210 0129 0217 0206 0126 0213 0203",
)
DRAGON_BOAT = _words(
    "0606 0625 0615 0604 0622 0611 0531 0619 0608 0528 0616 0606 0623 0612 0602 0620 0609 0530 0618 0607 0625 0614 0603 0622",
    "0610 0531 0619 0609 0528 0616 0605",
)
MID_AUTUMN = _words(
    "0912 1001 0921 0911 0928 0918 1006 0925 0914 1003 0922 0912 0930 0919 0908 0927 0915 1004 0924 0913 1001 0921 0910 0929",
    "0917 1006 0925 0915 1003 0922 0912",
)
DOUBLE_NINTH = _words(
    "1006 1025 1014 1004 1022 1011 1030 1019 1007 1026 1016 1005 1023 1013 1002 1021 1009 1028 1017 1007 1025 1014 1004 1023",
    "1011 1029 1018 1008 1026 1016 1005",
)
"""Month and day in each year from 2000 to 2030: 正月初一, 五月初五, 八月十五 and 九月初九 of the lunar calendar."""
