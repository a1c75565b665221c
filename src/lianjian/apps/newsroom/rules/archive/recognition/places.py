"""Where it happened: the division the story is about, by its code.

A name counts only with what stands around it: a village needs its town, county or city named in the text; a place inside
the name of an organisation is none; a name the register does not have (renamed, abolished, another province's) stays unknown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lianjian.apps.newsroom.rules.archive.recognition.gazetteer import (
    CITY,
    COUNTY,
    PROVINCE,
    TOWN,
    VILLAGE,
    Form,
    Gazetteer,
)
from lianjian.apps.newsroom.rules.archive.recognition.sheets import SHORT
from lianjian.apps.newsroom.rules.archive.recognition.vocabulary import GENERIC_VILLAGES, RISKY_COUNTIES

if TYPE_CHECKING:
    from lianjian.apps.newsroom.rules.archive.recognition.sheets import Line, Sheet

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff"
_BEFORE = frozenset(
    "在到于往赴入进走来去向从自由为是以的与和及同跟让给对把被将用至抵达驻访问聚集返该各之里上下省市区县镇乡该因据即如若向经过离"
    "临近位属辖老家派包联带现为使得像当了着会后前内外有日年月时天电讯者员人民地号今届次"
)
"""Characters after which the name of a village can begin."""

_ELSEWHERE = re.compile(
    r"(?:北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾"
    r"|内蒙古|广西|西藏|宁夏|新疆|香港|澳门)(?:省|市|自治区|特别行政区)?[\u4e00-\u9fff]{0,4}(?:市|州|县|区)?$"
)
_INSTITUTION = re.compile(
    rf"^[{_HAN}（）“”]{{0,16}}?(?:大学|学院|学校|中学|小学|一中|医院|银行|公司|集团|协会|学会|商会|促进会|联合会|联盟|基金会|研究院|研究所|研究会"
    r"|出版社|日报|晚报|都市报|报社|电视台|广播|网(?!络|格|点|红)|发展中心|研究中心|服务中心|文化中心|酒店|宾馆|航空|农信|农商行|志愿者总队|博物院)"
)
_VERBS = re.compile(
    "[的在了与和及到来从为对向开举召赴走，、由是被把让有]|组织|联合|邀请|携手|签|参加|建设|成立|发展(?!中心|促进)|推进|启动|考察|调研"
)
_ROAD = re.compile(
    r"^(?:[路街巷弄里]|大道|大街|中路|东路|西路|南路|北路|大桥|广场|北站|南站|西站|东站|火车站|动车站|机场|港口|会议|海峡|时间|籍|人(?![民均])|话|腔|菜|戏)"
)
_OTHER_KIND = re.compile(r"^(?:[省市县区镇乡]|街道|自治|新区(?!域)|地区)")
_UNKNOWN_ABOVE = re.compile(rf"[{_HAN}](?<![全该本我各小古城名集到回在往])(?:镇|乡|街道|县)$")
"""A name of a town or a county right before, which the register does not have: so its village is not the one of that name."""

_FROM = re.compile(r"(?:来自|籍贯)$")
"""Where somebody comes from is seldom where it happened."""

_AROUND = 60
"""Characters left and right of a name that are looked at; a line may be a whole book."""

_LINKED = re.compile(r"^[\s　·的]?$|^(?:所辖|下辖|辖区|境内|辖内)的?$")


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in the text: where it stands, which divisions it can mean, and how much it weighs."""

    at: int
    form: Form
    codes: tuple[str, ...]
    weight: float
    chained: bool = False

    @property
    def end(self) -> int:
        return self.at + len(self.form.words)


def mentions_in(sheet: Sheet, title: int, head: frozenset[int], gazetteer: Gazetteer) -> list[Mention]:
    """The places a text names, each with the divisions that fit what stands around it."""
    lines = [line for line in sheet.lines if line.text and (line.number in head or sheet.rest(line))]
    rest = [line for line in lines if line.number not in head]
    bodies = [line for line in rest if len(line.text) > SHORT] or rest
    first = bodies[0].number if bodies else -1
    found: list[Mention] = []
    for line in lines:
        weight = 6.0 if line.number == title else 3.0 if line.number in head or line.number == first else 1.0
        found += _in_line(line, weight, sheet, head, gazetteer)
    return _fitted(found)


def _in_line(
    line: Line, weight: float, sheet: Sheet, head: frozenset[int], gazetteer: Gazetteer
) -> list[Mention]:
    text = line.plain
    out: list[Mention] = []
    free = 0
    for place in gazetteer.starts(text):
        if place < free or (line.number not in head and sheet.is_cut(line, place)):
            continue
        forms = gazetteer.at(text, place)
        if not forms:
            continue
        before = out[-1] if out else None
        above = before if before and _LINKED.match(text[before.end - line.at : place]) else None
        forms = [form for form in forms if _may_stand(text, place, form, above, gazetteer)]
        if not forms:
            continue
        free = place + len(forms[0].words)
        origin = _FROM.search(text[max(0, place - 4) : place])
        mention = _read(line.at + place, forms, above, weight * 0.5 if origin else weight)
        if (
            mention is not None
        ):  # else it stands right behind the place around it, and the register has it not there
            out.append(mention)
    return [
        one
        for number, one in enumerate(out)
        if not _stands_alone_and_may_not(
            one, out[number - 1] if number else None, out[number + 1 : number + 2]
        )
    ]


def _may_stand(text: str, place: int, form: Form, above: Mention | None, gazetteer: Gazetteer) -> bool:
    """Whether what stands left and right of a name lets it be one."""
    end = place + len(form.words)
    before, after = text[max(0, place - _AROUND) : place], text[end : end + _AROUND]
    if _ELSEWHERE.search(before[-12:]):
        return False
    if form.level >= TOWN:
        return _may_be_small(form, before, above)
    if not form.full and (_OTHER_KIND.match(after) or _ROAD.match(after)):
        return False
    if form.full and form.words[-1] == "县" and after[:1] in {"区", "市"}:
        return False
    return not _in_institution(form, after, gazetteer)


def _may_be_small(form: Form, before: str, above: Mention | None) -> bool:
    """A town or a village: right behind the place that holds it, or where a word can begin."""
    if above is not None:
        return form.full or above.form.level <= COUNTY
    if not form.full or form.words in GENERIC_VILLAGES or _UNKNOWN_ABOVE.search(before):
        return False
    long = len(form.words) > (4 if form.level == VILLAGE else 3)  # no chance agreement
    return long or not before or before[-1] in _BEFORE or not re.match(rf"[{_HAN}]", before[-1])


def _in_institution(form: Form, after: str, gazetteer: Gazetteer) -> bool:
    found = _INSTITUTION.match(after)
    if not found:
        return False
    inside = found[0]
    if _VERBS.search(inside):
        return False
    if form.level == COUNTY and re.search(r"服务中心|发展中心|文化中心$", inside):
        return False  # an office of the county stands in the county
    return not any(
        other.full or other.level < TOWN
        for at in range(len(inside) - 1)
        for other in gazetteer.at(inside, at)
    )


def _read(at: int, forms: list[Form], above: Mention | None, weight: float) -> Mention | None:
    """The form that fits what stands right before it; None where something stands before it that has no such part."""
    if above is not None and above.form.level < max(form.level for form in forms):
        for form in sorted(forms, key=lambda form: -form.level):
            inside = tuple(code for code in form.codes if code.startswith(above.codes))
            if inside:
                return Mention(at, form, inside, weight if form.full else weight * 0.9, chained=True)
        if above.form.full or forms[0].level >= TOWN:
            return None
    best = min(forms, key=lambda form: (not form.full, form.level))
    return Mention(at, best, best.codes, weight if best.full else weight * 0.7)


def _stands_alone_and_may_not(one: Mention, before: Mention | None, after: list[Mention]) -> bool:
    """清流 is a county only beside its city or one of its towns."""
    if one.form.full or one.form.words not in RISKY_COUNTIES or one.form.level > COUNTY:
        return False
    backed = one.chained or (after and after[0].chained and after[0].at - one.end <= 1)
    return not backed and not (before and one.at == before.end and one.codes[0].startswith(before.codes))


def _fitted(found: list[Mention]) -> list[Mention]:
    """Names that several divisions bear are decided by the places named beside them, the closest level first."""
    around = {
        code
        for one in found
        if one.form.level in {CITY, COUNTY, TOWN} and len(one.codes) == 1
        for code in one.codes
    }
    first_round = [_decided(one, around) for one in found if one.form.level <= TOWN]
    around |= {one.codes[0] for one in first_round if len(one.codes) == 1}
    told = {(one.form.words, one.codes[0]) for one in found if one.chained and len(one.codes) == 1}
    fitted = [_as_told(_decided(one, around), told) for one in found]
    return [one for one in fitted if one.form.level != PROVINCE]


def _decided(one: Mention, around: set[str]) -> Mention:
    if len(one.codes) == 1:
        return one
    for level in (TOWN, COUNTY, CITY):
        if level >= one.form.level:
            continue
        inside = tuple(code for code in one.codes if code[:level] in around)
        if inside:
            return replace(one, codes=inside)
    return one


def _as_told(one: Mention, told: set[tuple[str, str]]) -> Mention:
    """A name that was said with the place around it means the same where it stands alone."""
    before = tuple(code for code in one.codes if (one.form.words, code) in told)
    return replace(one, codes=before) if len(before) == 1 else one


def is_backed(one: Mention, named: frozenset[str]) -> bool:
    """Whether the town, county or city of a place is among ``named``, the codes that the text names."""
    return any(one.codes[0][:level] in named for level in (CITY, COUNTY, TOWN) if level < one.form.level)


__all__ = ["CITY", "COUNTY", "TOWN", "VILLAGE", "Mention", "is_backed", "mentions_in"]
