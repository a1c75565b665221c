"""Drawn pictures for the demonstration network: rural Fujian as woodcuts, the same every time for the same seed.

``draw("tea-hills", seed=3)`` gives SVG text; ``SCENES`` names the scenes and says in Chinese what each shows.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from lianjian.demonstration.pictures import coast, hills, rooms, village
from lianjian.demonstration.pictures.woodcut import Block

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class _Scene(NamedTuple):
    alt: str
    cut: Callable[[Block], None]


_DRAWN: dict[str, _Scene] = {
    "tea-hills": _Scene("成行的茶园铺满山坡，戴斗笠的茶农弯腰采茶，一条小路通向山里", hills.tea_hills),
    "orchard": _Scene("果园里果子挂满枝头，有人上梯采摘，树下放着装满的果筐", hills.orchard),
    "terraces": _Scene("层层梯田从山脚排到山上，农人扶着水牛耕田、插秧", hills.terraces),
    "road-opening": _Scene("新修的山路盘上山坡，压路机还在路上，第一辆货车正开下来", hills.road_opening),
    "beekeeping": _Scene("开花的山坡上排着蜂箱，养蜂人提着巢框查看", hills.beekeeping),
    "bamboo-workshop": _Scene("竹林前三位篾匠坐着编竹筐", hills.bamboo_workshop),
    "reservoir": _Scene("群山之间的水库大坝正在放水，几个人在坝顶巡查", hills.reservoir),
    "trail": _Scene("游人拄着登山杖走在石阶山道上，路口立着导览牌", hills.trail),
    "signpost": _Scene("村口的木头路牌指向几个方向，骑车来的游人在问路", hills.signpost),
    "oyster-racks": _Scene("退潮的滩涂上立着一排排蛎架，渔民弯腰收海蛎", coast.oyster_racks),
    "harbour": _Scene("渔港里停着渔船，码头上堆着鱼筐，身后是依山的村子", coast.harbour),
    "wind-coast": _Scene("海边和海上立着风力发电机，两个人在沙滩上察看", coast.wind_coast),
    "salt-pans": _Scene("方格盐田映着天光，盐工在白色的盐堆间推耙", coast.salt_pans),
    "bridge": _Scene("石拱桥横跨溪上，游人在桥上看水，一只小船正从桥前过", coast.bridge_stream),
    "storm-watch": _Scene("夜里下着大雨，村民穿着雨衣加固大棚、码放沙袋", coast.storm_watch),
    "village-office": _Scene("村部两层小楼前彩旗招展，大榕树下有人来办事", village.village_office),
    "home-visit": _Scene("农家院子里，两位老人坐在竹椅上，来走访的人站着记录", village.home_visit),
    "assembly": _Scene("大榕树下开村民代表会，许多人举手表决", village.assembly),
    "stone-house": _Scene("修好的老石厝亮起灯，工匠还在梯子上收拾屋檐", village.stone_house),
    "guesthouse": _Scene("傍晚的民宿露台上，客人坐着喝茶看山", village.guesthouse),
    "school-camp": _Scene("闲置校舍改成的研学营地，院子里支着帐篷，孩子们在种菜", village.school_camp),
    "drying-yard": _Scene("院子里摆满圆匾晒桂圆，有人翻晒，有人登记", village.drying_yard),
    "opera-stage": _Scene("夜里古戏台上演莆仙戏，台下坐满了人", village.opera_stage),
    "market": _Scene("集市的凉棚下摆着一箱箱果蔬，摊主和顾客在说话", village.market),
    "solar-roofs": _Scene("屋顶铺着光伏板，安装师傅正在检查", village.solar_roofs),
    "ancestral-hall": _Scene("燕尾脊的红砖祠堂前挂着彩旗，大人和孩子走来走去", village.ancestral_hall),
    "signing": _Scene("长桌前三方代表正在签约，身后站着一排见证的人", rooms.signing),
    "night-class": _Scene("夜校里灯亮着，老师指着黑板讲茶叶，学员坐满几排", rooms.night_class),
    "clinic": _Scene("村卫生所里，医生给老人量血压，护士在旁记录", rooms.clinic),
    "canteen": _Scene("长者食堂里老人围桌吃饭，有人端菜上来", rooms.canteen),
    "livestream": _Scene("果园边支起手机和补光灯，主播举着枇杷直播卖货", rooms.livestream),
    "mushroom-shed": _Scene("菇棚两边架子上长满蘑菇，两个人在采收", rooms.mushroom_shed),
    "expert-field": _Scene("菜地里专家边指边讲，几位农户围着听、记", rooms.expert_field),
    "seedlings": _Scene("玻璃大棚里一垄垄秧苗，两个人在看长势", rooms.seedlings),
    "harvest": _Scene("稻子熟了，人们弯腰收割，捆好的稻子立在田里", rooms.harvest),
}

SCENES: Mapping[str, str] = MappingProxyType({name: scene.alt for name, scene in _DRAWN.items()})
"""Scene -> what is seen, in Chinese, for the alternative text."""


def draw(scene: str, seed: int = 0) -> str:
    """The scene as SVG text, 1200 x 800, under 60 kB. Another ``seed`` gives other hills, people, light and side.

    Raises KeyError, naming the scenes there are, for an unknown one.
    """
    try:
        alt, cut = _DRAWN[scene]
    except KeyError:
        msg = f"no scene {scene!r}; there are: {', '.join(SCENES)}"
        raise KeyError(msg) from None
    block = Block(f"{scene}/{seed}")
    mirrored = block.chance.random() < 0.5
    cut(block)
    return block.print(alt, mirrored=mirrored)
