"""Whole texts in the manner of village reports and what an editor reads off them. All are written for this test."""

from __future__ import annotations

from typing import Any

NAME = "板凳不够坐的夜校"
BODY = (
    "村里的夜校办了三个月，来听课的人越来越多，教室从村部搬到了祠堂，板凳还是不够坐，后来的人就站在窗外听。"
)
MORE = "大家说，学了就能用，这样的课再多也不嫌多，下个月还要请县里的农技员来讲怎样剪枝、怎样施肥、怎样防虫。"

HEADS: list[tuple[str, dict[str, Any]]] = [
    (f"{NAME}\n{BODY}\n{MORE}", {"title": "板凳不够坐的夜校", "subtitle": "", "byline": []}),
    (
        f"板凳不够坐的夜校\n——一个山村的三个月\n{BODY}\n{MORE}",
        {"title": "板凳不够坐的夜校", "subtitle": "一个山村的三个月"},
    ),
    (
        f"党员带头学，村民跟着来，山里兴起读书风\n板凳不够坐的夜校\n——一个山村的三个月\n{BODY}",
        {
            "title": "板凳不够坐的夜校",
            "subtitle": "一个山村的三个月",
            "kicker": "党员带头学，村民跟着来，山里兴起读书风",
        },
    ),
    (
        f"党员带头学，村民跟着来，山里兴起读书风\n板凳不够坐的夜校\n{BODY}\n{MORE}",
        {"title": "板凳不够坐的夜校", "kicker": "党员带头学，村民跟着来，山里兴起读书风"},
    ),
    (f"《板凳不够坐的夜校》\n{BODY}\n{MORE}", {"title": "板凳不够坐的夜校"}),
    (f"【板凳不够坐的夜校】\n{BODY}\n{MORE}", {"title": "板凳不够坐的夜校"}),
    (f"【乡村夜话】板凳不够坐的夜校\n{BODY}\n{MORE}", {"title": "【乡村夜话】板凳不够坐的夜校"}),
    (f"《种茶》《采茶》《卖茶》\n{BODY}\n{MORE}", {"weak_title": True}),
    (
        f"标题：板凳不够坐的夜校\n副标题：一个山村的三个月\n{BODY}",
        {"title": "板凳不够坐的夜校", "subtitle": "一个山村的三个月"},
    ),
    (f"板凳不够坐的夜校\n板凳不够坐的夜校\n{BODY}\n{MORE}", {"title": "板凳不够坐的夜校", "blocks": 2}),
    (f"板凳还够坐吗？\n{BODY}\n{MORE}", {"title": "板凳还够坐吗？"}),
    (f"夜校，办起来了！\n{BODY}\n{MORE}", {"title": "夜校，办起来了！"}),
    (f"从“要我学”到\n“我要学”的三个月\n{BODY}\n{MORE}", {"title": "从“要我学”到“我要学”的三个月"}),
    (f"“板凳不够坐、\n窗外也有人”的夜校\n{BODY}\n{MORE}", {"title": "“板凳不够坐、窗外也有人”的夜校"}),
    (f"{BODY}\n{MORE}", {"weak_title": True, "byline": []}),
    (
        f"板凳不够坐的夜校\n发布时间：2023-07-05 10:22　来源：山里新闻网　作者：张小山　浏览：128次\n{BODY}\n{MORE}",
        {
            "title": "板凳不够坐的夜校",
            "source": "山里新闻网",
            "byline": ["张小山"],
            "published_on": "2023-07-05",
            "blocks": 2,
        },
    ),
    (
        f"板凳不够坐的夜校\n2023-07-05 10:22 来源：山里新闻网\n{BODY}\n{MORE}",
        {"title": "板凳不够坐的夜校", "source": "山里新闻网", "published_on": "2023-07-05", "blocks": 2},
    ),
    (
        f"板凳不够坐的夜校\n2023年07月05日 10:22:33 | 山里新闻网\n{BODY}\n{MORE}",
        {"title": "板凳不够坐的夜校", "source": "山里新闻网", "published_on": "2023-07-05"},
    ),
    (
        f"板凳不够坐的夜校\n[ 作者：李大河 | 来源：乡间晚报 | 时间：2022/3/9 | 点击：77 ]\n{BODY}",
        {"byline": ["李大河"], "source": "乡间晚报", "published_on": "2022-03-09"},
    ),
    (
        f"板凳不够坐的夜校\n2023.07.05\n{BODY}\n{MORE}",
        {"title": "板凳不够坐的夜校", "published_on": "2023-07-05", "blocks": 2},
    ),
    (
        f"板凳不够坐的夜校\n作者：欧阳小山\n{BODY}\n{MORE}",
        {"byline": ["欧阳小山"], "title": "板凳不够坐的夜校"},
    ),
    (
        f"板凳不够坐的夜校\n本报记者 张小山 通讯员 李大河 王溪\n{BODY}",
        {"byline": ["张小山", "李大河", "王溪"]},
    ),
    (f"板凳不够坐的夜校\n□ 本报记者 张　山\n{BODY}\n{MORE}", {"byline": ["张山"]}),
    (
        f"板凳不够坐的夜校\n张小山/文 李大河/图\n{BODY}\n{MORE}",
        {"byline": ["张小山"], "photographer": ["李大河"]},
    ),
    (
        f"板凳不够坐的夜校\n文/张小山 图/李大河\n{BODY}\n{MORE}",
        {"byline": ["张小山"], "photographer": ["李大河"]},
    ),
    (f"板凳不够坐的夜校\n文｜张小山\n{BODY}\n{MORE}", {"byline": ["张小山"]}),
    (f"板凳不够坐的夜校\n张小山 文/图\n{BODY}\n{MORE}", {"byline": ["张小山"], "photographer": ["张小山"]}),
    (f"{NAME}\n{BODY}\n{MORE}（张小山 李大河）", {"byline": ["张小山", "李大河"]}),
    (
        f"{NAME}\n{BODY}\n{MORE}（记者 张小山 通讯员 李大河 文/图）",
        {"byline": ["张小山", "李大河"]},
    ),
    (f"{NAME}\n{BODY}\n{MORE}（记者张小山、李大河）", {"byline": ["张小山", "李大河"]}),
    (f"{NAME}\n{BODY}\n{MORE}（通讯员 阿依古丽·买买提）", {"byline": ["阿依古丽·买买提"]}),
    (f"{NAME}\n{BODY}\n{MORE}（作者 John Smith）", {"byline": ["John Smith"]}),
    (f"{NAME}\n{BODY}\n{MORE}\n（溪口镇文化站 供稿）", {"byline": ["溪口镇文化站"]}),
    (f"{NAME}\n{BODY}\n{MORE}（福建省山村夜校促进会供稿）", {"byline": ["福建省山村夜校促进会"]}),
    (f"{NAME}\n{BODY}\n{MORE}\n供稿：县农业农村局", {"byline": ["县农业农村局"]}),
    (
        f"{NAME}\n{BODY}\n{MORE}（张小山 文　李大河 摄）",
        {"byline": ["张小山"], "photographer": ["李大河"]},
    ),
    (
        f"{NAME}\n{BODY}\n{MORE}（记者 张小山）\n责任编辑：王溪",
        {"byline": ["张小山"], "editor": ["王溪"], "blocks": 2},
    ),
    (
        f"{NAME}\n{BODY}\n{MORE}（张小山）（责编：王溪、陈石）",
        {"byline": ["张小山"], "editor": ["王溪", "陈石"]},
    ),
    (
        f"板凳不够坐的夜校\n本报福州7月1日电（记者 张小山 通讯员 李大河）{BODY}\n{MORE}",
        {"byline": ["张小山", "李大河"]},
    ),
    (f"板凳不够坐的夜校\n本报讯（记者 张小山）{BODY}\n{MORE}", {"byline": ["张小山"]}),
    (f"板凳不够坐的夜校\n本报讯 记者张小山报道：{BODY}\n{MORE}", {"byline": ["张小山"]}),
    (f"板凳不够坐的夜校\n山里新闻网讯（通讯员 李大河 摄影报道）{BODY}\n{MORE}", {"byline": ["李大河"]}),
    (
        f"板凳不够坐的夜校\n新华社福州7月1日电（记者张小山）{BODY}",
        {"byline": ["张小山"], "weak_source": ["新华社"]},
    ),
    (f"{NAME}\n{BODY}\n{MORE}（完）", {"byline": []}),
    (f"{NAME}\n{BODY}\n{MORE}（图片由村里提供）", {"byline": []}),
    (f"{NAME}\n{BODY}\n{MORE}（文中人物均为化名）", {"byline": []}),
    (f"{NAME}\n{BODY}\n{MORE}（作者系县一中退休教师）", {"byline": []}),
    (f"{NAME}\n{BODY}\n记者在现场看到，张小山和李大河坐在第一排，听得最认真。", {"byline": []}),
    (f"{NAME}\n{BODY}\n村支书张小山（右二）说，还要接着办下去。", {"byline": []}),
    (f"{NAME}\n{BODY}\n{MORE}（来源：乡间晚报）", {"source": "乡间晚报"}),
    (f"板凳不够坐的夜校\n稿件来源：县融媒体中心\n{BODY}\n{MORE}", {"source": "县融媒体中心", "blocks": 2}),
    (f"板凳不够坐的夜校\n据《乡间晚报》报道，{BODY}\n{MORE}", {"source": "乡间晚报"}),
    (f"{NAME}\n{BODY}\n{MORE}（转自《乡间晚报》）", {"source": "乡间晚报"}),
    (
        f"{NAME}\n{BODY}\n{MORE}\n（原载《乡间晚报》2023年7月5日第3版）",
        {"source": "乡间晚报", "published_on": "2023-07-05"},
    ),
    (f"{NAME}\n{BODY}\n图为村民在祠堂里听课。\n{MORE}", {"caption": ["图为村民在祠堂里听课。"]}),
    (f"{NAME}\n{BODY}\n▲村民在祠堂里听课\n{MORE}", {"caption": ["▲村民在祠堂里听课"]}),
    (
        f"{NAME}\n{BODY}\n村民在祠堂里听课（图/李大河）\n{MORE}",
        {"caption": ["村民在祠堂里听课（图/李大河）"], "photographer": ["李大河"]},
    ),
    (
        f"{NAME}\n{BODY}\n村民在祠堂里听课。李大河 摄\n{MORE}",
        {"caption": ["村民在祠堂里听课。李大河 摄"], "photographer": ["李大河"]},
    ),
    (
        f"{NAME}\n{BODY}\n上图：村民在听课；下图：课后交流\n{MORE}",
        {"caption": ["上图：村民在听课；下图：课后交流"]},
    ),
    (
        f"{NAME}\n{BODY}\n一、课从哪里来\n{MORE}\n二、人往哪里坐\n{MORE}",
        {"heading": ["一、课从哪里来", "二、人往哪里坐"]},
    ),
    (
        f"{NAME}\n{BODY}\n一根网线连起来\n{MORE}\n一张课表排起来\n{MORE}",
        {"heading": ["一根网线连起来", "一张课表排起来"]},
    ),
    (
        f"{NAME}\n{BODY}\n{MORE}（记者 张?山 通讯员 李大河）",
        {"byline": ["张?山", "李大河"], "weak_byline": True},
    ),
    (f"{NAME}\n{BODY}\n{MORE}\n村民委员会\n2023年7月5日", {"published_on": "2023-07-05"}),
    (f"{NAME}\n■王晓东\n{BODY}\n{MORE}", {"byline": ["王晓东"], "blocks": 2}),
    (f"{NAME}\n{BODY}\n{MORE}（县农业农村局 王晓东）", {"byline": ["县农业农村局", "王晓东"]}),
    (f"{NAME}\n{BODY}\n{MORE}（王晓东 作者单位：县文化馆）", {"byline": ["王晓东"]}),
    (
        f"{NAME}\n{BODY}\n{MORE}（本报记者 王晓东 实习生 林小红 摄影 赵一平）",
        {"byline": ["王晓东", "林小红"], "photographer": ["赵一平"]},
    ),
    (
        f"{NAME}\n{BODY}\n{MORE}\n文字丨王晓东 摄影丨林小红 编辑丨赵一平 审核丨陈石",
        {"byline": ["王晓东"], "photographer": ["林小红"], "editor": ["赵一平", "陈石"]},
    ),
    (f"{NAME}\n本报讯（王晓东 林小红）{BODY}\n{MORE}", {"byline": ["王晓东", "林小红"]}),
    (
        f"{NAME}\n原创 小林 山里人家 2022-08-19 18:00 发表于福建\n{BODY}\n{MORE}",
        {"title": NAME, "published_on": "2022-08-19", "blocks": 2},
    ),
    (f"山里新闻网 > 乡村 > 正文\n{NAME}\n{BODY}\n{MORE}", {"title": NAME, "blocks": 2}),
    (
        f"关于举办第三期夜校的通知\n各村民小组：\n{BODY}\n{MORE}\n山溪村村民委员会\n2022年8月19日",
        {"title": "关于举办第三期夜校的通知", "published_on": "2022-08-19", "blocks": 5},
    ),
    (f"2022年8月19日　星期五\n{NAME}\n{BODY}\n{MORE}", {"title": NAME, "published_on": "2022-08-19"}),
]
"""A text and the fields that were read off it; byline, photographer and editor are the names alone."""
