"""The double link of the demonstration: branch links, two alliances with what they sell and look for, enquiries from the
public; and shares of a project. All of it is invented, as everything told about these villages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lianjian.apps.projects.actions.agree_income_shares import agree_income_shares
from lianjian.apps.projects.actions.allow_brand import allow_brand
from lianjian.apps.projects.actions.answer_branch_link import answer_branch_link
from lianjian.apps.projects.actions.answer_enquiry import answer_enquiry
from lianjian.apps.projects.actions.answer_invitation import answer_invitation
from lianjian.apps.projects.actions.ask_enquiry import ask_enquiry
from lianjian.apps.projects.actions.describe_alliance import describe_alliance
from lianjian.apps.projects.actions.end_enquiry import end_enquiry
from lianjian.apps.projects.actions.found_alliance import found_alliance
from lianjian.apps.projects.actions.invite_member import invite_member
from lianjian.apps.projects.actions.list_product import list_product
from lianjian.apps.projects.actions.pass_on_enquiry import pass_on_enquiry
from lianjian.apps.projects.actions.propose_branch_link import propose_branch_link
from lianjian.apps.projects.actions.propose_income_shares import propose_income_shares
from lianjian.apps.projects.actions.record_branch_activity import record_branch_activity
from lianjian.apps.projects.actions.record_distribution import record_distribution
from lianjian.apps.projects.actions.say_receipt import say_receipt
from lianjian.apps.projects.actions.show_picture import show_picture
from lianjian.apps.projects.actions.state_demand import state_demand
from lianjian.apps.projects.actions.take_enquiry import take_enquiry
from lianjian.demonstration.photographs import photograph
from lianjian.demonstration.pictures import SCENES
from lianjian.demonstration.society import LOADER

if TYPE_CHECKING:
    from lianjian.demonstration.reading import Calendar
    from lianjian.demonstration.society import Society
    from lianjian.foundation.actor import Actor

LINKS: list[dict[str, Any]] = [
    {
        "from": "zhangyang",
        "to": "shanhai",
        "branches": ("张洋村党支部", "山海新闻采编一支部"),
        "agreed": "每季联合过一次主题党日，地点轮着来。采编支部一个月至少有一名党员到村里住一晚；村支部给记者留房，带着走访。",
        "ago": 300,
        "did": [
            (262, "联合主题党日：清理廊桥下的淤泥，晚上在桥亭读文件", "双方党员 19 人"),
            (168, "采编支部来村教拍手机视频，学的人带一位邻居来", "双方党员 14 人，村民若干"),
            (74, "一起走老石阶道，把塌了的三处记在图上", "双方党员 16 人"),
        ],
    },
    {
        "from": "lanshi",
        "to": "heguang",
        "branches": ("兰石村党支部", "禾光农产党支部"),
        "agreed": "采果季企业党员到分级台帮工，村里党员到烘房学分级标准。收购价按级公布，有争议两边支部书记一起到场。",
        "ago": 250,
        "did": [(190, "企业党员在分级台帮工两天，把分级口径对了一遍", "双方党员 11 人")],
    },
    {
        "from": "yuantou",
        "to": "lvye",
        "branches": ("园头村党支部", "绿野职校教工二支部"),
        "agreed": "夜校由两个支部一起排课，村支部找人，学校支部找老师。",
        "ago": 12,
        "did": [],
    },
]

ALLIANCES: list[dict[str, Any]] = [
    {
        "key": "mulan-fruit",
        "name": "木兰溪鲜果干果产业联盟",
        "keeper": "minshan",
        "about": "枇杷、文旦柚、桂圆几个村的果子错开月份上市，分级口径一样，装一样的箱。谁家的果子不够，先问联盟里的邻居。",
        "brand": "木兰溪上",
        "rules": "只用于成员自己种、按联盟口径分过级的果子。每批留样三份，联盟抽查；两次不合格停用一季。过夜的要写明是昨天的。",
        "ago": 210,
        "members": ["lanshi", "xiangxi", "yuantou", "heguang"],
        "invited": ["fengshan"],
        "brand_for": ["lanshi", "yuantou"],
        "products": [
            ("lanshi", "枇杷", "jin", 4, 5, 180000, "6", "15", "按糖度和地块装箱", "orchard", 11),
            (
                "xiangxi",
                "文旦柚",
                "jin",
                9,
                11,
                240000,
                "3",
                "6",
                "坡上坡下两个品种，箱上写明",
                "orchard",
                23,
            ),
            ("yuantou", "桂圆干", "jin", 8, 12, 36000, "18", "30", "热泵烘和柴灶焙分开卖", "orchard", 37),
            ("xiangxi", "桂圆干", "jin", 9, 10, None, None, None, "自家焙的，数量看天", "", 0),
        ],
        "demands": [
            ("heguang", "桂圆干", "jin", 8, 12, 60000, "一级、二级都收，三天付款"),
            ("heguang", "枇杷", "jin", 4, 5, 120000, "要冷链当天到"),
        ],
    },
    {
        "key": "shanhai-table",
        "name": "山海一桌菜产业联盟",
        "keeper": "shicheng",
        "about": "渔港的海蛎、菇棚的秀珍菇、平原的兴化粉，一家饭店一次下单，三个村一起送。",
        "brand": "",
        "rules": "",
        "ago": 96,
        "members": ["huanglong", "yangwei"],
        "invited": ["heguang"],
        "brand_for": [],
        "products": [
            ("shicheng", "海蛎", "jin", 11, 3, 52000, "22", "35", "开壳三级，盒上印时间", "", 0),
            ("huanglong", "秀珍菇", "jin", 9, 5, 90000, "7", "10", "早上采，中午前到城里", "", 0),
            ("yangwei", "兴化粉", "jin", 1, 12, None, "9", "12", "六家手工粉坊轮着做", "", 0),
        ],
        "demands": [],
    },
]

ENQUIRIES: list[dict[str, Any]] = [
    {
        "about": "destination",
        "key": "zhangyang-valley",
        "name": "小林",
        "contact": "000-1000-2001",
        "text": "周末带两位老人来，桥和步道好走吗？有没有一楼的房间？",
        "days": 5,
        "steps": [],
    },
    {
        "about": "alliance",
        "key": "mulan-fruit",
        "name": "单位食堂采购",
        "contact": "canteen@example.org",
        "text": "想订两百箱文旦柚做节日福利，能分两批送吗？",
        "days": 2,
        "steps": [("pass", "xiangxi")],
    },
    {
        "about": "alliance",
        "key": "mulan-fruit",
        "name": "阿珍",
        "contact": "000-1000-2002",
        "text": "桂圆干可以零买吗，五斤起不起送？",
        "days": 20,
        "steps": [("pass", "yuantou"), ("take", ""), ("answer", ""), ("sold", "")],
    },
]

SHARES = {"zhangyang": "92", "shanhai": "8", "minshan": "0"}


def load_linking(days: Calendar, society: Society) -> int:
    """Load all of it; returns how many branch links and alliances there are."""
    for link in LINKS:
        _link(link, days, society)
    for alliance in ALLIANCES:
        _found(alliance, days, society)
    return len(LINKS) + len(ALLIANCES)


def load_asking(days: Calendar, society: Society) -> None:
    """Load the enquiries and the shares; the projects are there by then."""
    for number, enquiry in enumerate(ENQUIRIES, start=1):
        _ask(enquiry, number, days, society)


def share_out(project: int, parties: list[str], days: Calendar, society: Society) -> None:
    """Agree on the shares of a project and distribute one half-year's income by them."""
    first = _speaker(society, parties[0], days, 200)
    row = propose_income_shares(
        by=first,
        project=project,
        shares={society.organisations[party]: SHARES[party] for party in parties},
        valid_from=days.day(205),
        client_key="demonstration-shares",
        now=days.moment(205, hour=10),
    )
    for party in parties[1:]:
        agree_income_shares(
            by=_speaker(society, party, days, 203),
            shares=row.pk,
            organisation=society.organisations[party],
            now=days.moment(203, hour=11),
        )
    made = record_distribution(
        by=_speaker(society, "zhangyang", days, 20),
        project=project,
        starts_on=days.day(205),
        ends_on=days.day(25),
        total="52000.50",
        note="民宿半年净收入，按合作社账",
        client_key="demonstration-distribution",
        now=days.moment(20, hour=15),
    )
    say_receipt(
        by=_speaker(society, "zhangyang", days, 18),
        distribution=made.pk,
        organisation=society.organisations["zhangyang"],
        received=True,
        to_villagers="31200.00",
        now=days.moment(18, hour=9),
    )


def picture_place(project: int, days: Calendar, society: Society) -> None:
    """Three drawings as pictures of the destination."""
    by = _speaker(society, "zhangyang", days, 0)
    for scene, seed in (("guesthouse", 5), ("trail", 8), ("terraces", 3)):
        show_picture(by=by, project=project, data=photograph(scene, seed), caption=SCENES[scene])


def _speaker(society: Society, house: str, days: Calendar, ago: int) -> Actor:
    return society.acting(society.leaders[house], days.day(ago))


def _link(link: dict[str, Any], days: Calendar, society: Society) -> None:
    ago, one, other = link["ago"], link["from"], link["to"]
    row = propose_branch_link(
        by=_speaker(society, one, days, ago),
        proposer=society.organisations[one],
        partner=society.organisations[other],
        proposer_branch=link["branches"][0],
        partner_branch=link["branches"][1],
        agreed=link["agreed"],
        contact=society.people[society.leaders[one]],
        client_key=f"demonstration-{one}-{other}",
        now=days.moment(ago, hour=9),
    )
    if not link["did"]:
        return
    answer_branch_link(
        by=_speaker(society, other, days, ago - 4),
        link=row.pk,
        accepted=True,
        contact=society.people[society.leaders[other]],
        now=days.moment(ago - 4, hour=10),
    )
    for number, (then, what, who) in enumerate(link["did"], start=1):
        record_branch_activity(
            by=_speaker(society, one, days, then),
            link=row.pk,
            what=what,
            happened_on=days.day(then),
            took_part=who,
            client_key=f"demonstration-{one}-{other}-{number}",
            now=days.moment(then, hour=20),
        )


def _found(told: dict[str, Any], days: Calendar, society: Society) -> None:
    ago, keeper = told["ago"], society.organisations[told["keeper"]]
    by = _speaker(society, told["keeper"], days, ago)
    row = found_alliance(
        by=by, organisation=keeper, name=told["name"], key=told["key"], now=days.moment(ago, hour=9)
    )
    describe_alliance(
        by=by,
        alliance=row.pk,
        name=told["name"],
        about=told["about"],
        brand=told["brand"],
        brand_rules=told["rules"],
        public=True,
    )
    for member in [*told["members"], *told["invited"]]:
        key = society.organisations[member]
        invite_member(by=by, alliance=row.pk, organisation=key, now=days.moment(ago, hour=10))
        if member in told["members"]:
            answer_invitation(
                by=_speaker(society, member, days, ago - 6),
                alliance=row.pk,
                organisation=key,
                accepted=True,
                now=days.moment(ago - 6, hour=14),
            )
    for member in told["brand_for"]:
        allow_brand(
            by=by,
            alliance=row.pk,
            organisation=society.organisations[member],
            now=days.moment(ago - 30, hour=9),
        )
    for number, line in enumerate(told["products"], start=1):
        house, name, unit, first, last, amount, low, high, about, scene, seed = line
        list_product(
            by=_speaker(society, house, days, ago - 8),
            alliance=row.pk,
            organisation=society.organisations[house],
            name=name,
            unit=unit,
            first_month=first,
            last_month=last,
            amount=amount,
            lowest_price=low,
            highest_price=high,
            about=about,
            picture=photograph(scene, seed) if scene else None,
            public=True,
            client_key=f"demonstration-{told['key']}-{number}",
            now=days.moment(ago - 8, hour=15),
        )
    for number, (house, name, unit, first, last, amount, about) in enumerate(told["demands"], start=1):
        state_demand(
            by=_speaker(society, house, days, ago - 9),
            alliance=row.pk,
            organisation=society.organisations[house],
            name=name,
            unit=unit,
            first_month=first,
            last_month=last,
            amount=amount,
            about=about,
            public=True,
            client_key=f"demonstration-{told['key']}-{number}",
            now=days.moment(ago - 9, hour=15),
        )


def _ask(told: dict[str, Any], number: int, days: Calendar, society: Society) -> None:
    ago = told["days"]
    row, _secret = ask_enquiry(
        by=LOADER,
        about=told["about"],
        key=told["key"],
        name=told["name"],
        contact=told["contact"],
        text=told["text"],
        consent=True,
        client_key=f"demonstration-{number}",
        now=days.moment(ago, hour=8),
    )
    house = "minshan" if told["about"] == "alliance" else "zhangyang"
    for later, (kind, to) in enumerate(told["steps"], start=1):
        then = days.moment(max(ago - later, 0), hour=10)
        by = _speaker(society, house, days, max(ago - later, 0))
        if kind == "pass":
            pass_on_enquiry(by=by, enquiry=row.pk, organisation=society.organisations[to], now=then)
            house = to
        elif kind == "take":
            take_enquiry(by=by, enquiry=row.pk, now=then)
        elif kind == "answer":
            answer_enquiry(by=by, enquiry=row.pk, text="五斤起送，运费到付", now=then)
        else:
            end_enquiry(by=by, enquiry=row.pk, end="sold", amount="8", unit="jin", yuan="200", now=then)
