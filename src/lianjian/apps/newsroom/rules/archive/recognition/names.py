"""Names of people and organisations, as they stand in a byline. Nothing here is looked for in prose."""

from __future__ import annotations

import re
from typing import Literal

from lianjian.apps.newsroom.rules.archive.recognition.vocabulary import NO_NAMES

_SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳"
    "酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞"
    "熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓"
    "郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫"
    "宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉"
    "宰郦雍璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳"
    "沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公岳帅缑亢况郈有琴商牟佘佴伯赏"
    "墨哈谯笪年爱阳佟言福肖闫付涂揭官练危丘上兰苟来仝覃闭冼植麦么展代巨修付邝雒肇邸逢粘揣禚郄晋初区仉原青海檀甲乙丙召布由降"
    "丛岱帖底竹呼但鹿线英才信候占冶伟战粟苑库苏芦户昂衣战"
)
"""Surnames of one character: those of 《百家姓》 and the usual ones it leaves out."""

_COMPOUND = frozenset(
    re.findall(
        "..",
        "欧阳司马上官诸葛司徒东方独孤南宫夏侯皇甫尉迟公孙令狐慕容宇文长孙端木轩辕百里东郭南郭西门呼延申屠太史闻人澹台淳于单于万俟濮阳"
        "公冶宗政钟离鲜于闾丘仲孙赫连拓跋司空亓官巫马范姜张简完颜叶赫纳兰",
    )
)
_HAN = r"[\u3400-\u4dbf\u4e00-\u9fff]"
_WITH_LOST = re.compile(rf"(?=.{{2,4}}$)(?=.*{_HAN})(?=.*[?？\ufffd])(?:{_HAN}|[?？\ufffd])+")
_WITH_POINT = re.compile(rf"{_HAN}{{1,6}}(?:[·•‧・]{_HAN}{{1,8}}){{1,3}}")
_LATIN = re.compile(r"[A-Z][A-Za-z.'’-]*(?: [A-Z][A-Za-z.'’-]*){1,3}")
_ORGANISATION = re.compile(
    rf"[{_HAN[1:-1]}A-Za-z0-9“”（）·\s]{{2,40}}(?:会|局|院|中心|社|网|报|台|委|部|办|处|公司|大学|学院|协会|联盟|站|所|馆|小学|中学"
    r"|政府|支部|团|工作队|队|室|刊|频道|公众号|客户端|集团|基金会|办公室|研究会|融媒|编辑部|村|社区|镇|乡|街道)"
)

Kind = Literal["", "weak", "good"]


def is_surname(words: str) -> bool:
    """Whether ``words`` is a Chinese surname."""
    return words in _SURNAMES or words in _COMPOUND


def name_of_person(words: str, *, named: bool) -> Kind:
    """How well ``words`` reads as a person's name. ``named`` says that a task such as 记者 stands beside it; then a surname
    that is not known and a lost character are let pass as weak."""
    if words in NO_NAMES:
        return ""
    if _WITH_POINT.fullmatch(words) or (named and _LATIN.fullmatch(words)):
        return "good"
    if named and _WITH_LOST.fullmatch(words):
        return "weak"
    if not re.fullmatch(rf"{_HAN}{{2,4}}", words):
        return ""
    if words[:2] in _COMPOUND and len(words) > 2:  # noqa: PLR2004 - a surname is not yet a name
        return "good"
    return _of_one_character(words, named=named)


def _of_one_character(words: str, *, named: bool) -> Kind:
    if len(words) <= 3:  # noqa: PLR2004 - surname and a given name of one or two characters
        if words[0] in _SURNAMES:
            return "good"
        return "weak" if named else ""
    double = words[0] in _SURNAMES and words[1] in _SURNAMES
    return "weak" if double and named else ""


def is_organisation(words: str) -> bool:
    """Whether ``words`` ends as names of organisations do."""
    return len(words) > 3 and bool(_ORGANISATION.fullmatch(words))  # noqa: PLR2004 - shorter ones are words
