"""What copying sites put around and into a story: found line by line, cut with a reason, and never more than is certain.

A line goes only where the whole of it is furniture. Between paragraphs of the story a line of more than thirty characters with
a full stop in it always stays, whatever words it holds: a village that talks about downloads and copyright is a story. Long
notices go only at the beginning and at the end, where nothing of the story stands beyond them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lianjian.apps.newsroom.rules.archive.lines import Cut, Line, flat
from lianjian.kernel.refusals import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Sequence

WHY_NEIGHBOURS = gettext_noop("It leads to the stories before and after.")
WHY_PATH = gettext_noop("It is the path to the page.")
WHY_BUTTONS = gettext_noop("These are buttons to share, print or enlarge.")
WHY_RIGHTS = gettext_noop("It is a notice of the site about rights and liability.")
WHY_ADVERT = gettext_noop("It is an advert.")
WHY_INVITED = gettext_noop("It asks the reader to click, scan, follow or download.")
WHY_COUNTED = gettext_noop("It says when the copy was made and how often it was seen.")
WHY_EDITED = gettext_noop("It says who looked after the page, not who wrote the story.")
WHY_ADDRESS = gettext_noop("It is the address of a page.")
WHY_KEYWORDS = gettext_noop("It is a list of keywords.")
WHY_OTHERS = gettext_noop("It leads to other stories.")
WHY_RECORD = gettext_noop("It is the imprint of the site.")
WHY_STAMP = gettext_noop("The copying site stamped it into the text.")

LONGEST_IN_THE_MIDDLE = 30
"""A line of a story that is longer than this and holds a full stop is never cut between paragraphs."""

_LONGEST_SHORT = 80
_LONGEST_LIST = 200
_LONGEST_NOTICE = 600
_FULL_STOP = re.compile("[。！？；!?;]")

_URL = r"(?:https?://|www\.)[\w\-./?=&%#:~+,;@]+"
_DAY = r"(?:19|20)\d\d\s*[-年./]\s*\d{1,2}\s*[-月./]\s*\d{1,2}日?(?:\s*T?\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?"
_COUNT = r"(?:点击|浏览|阅读|访问|人气|查看|评论|点赞|赞|在看|收藏|转发)(?:次?数|量|率)?\s*[:：(（]?\s*\d*\s*[万+]*\s*次?[)）]?"
_ABOUT = (
    rf"(?:发布|更新|发表|录入|添加|上传)?(?:时间|日期|于)?\s*[:：]?\s*{_DAY}|{_COUNT}"
    r"|(?:文章|信息|稿件)?(?:来源|作者|编辑|责任编辑|发布者|发布人|录入|审核|字号|字体|单位)\s*[:：]\s*[^\s:：。]{0,24}"
    r"|【?字[体号][:：]?\s*[大中小\s]*】?|打印|收藏|我要评论"
)
_SHARE_PLACES = "微信|朋友圈|QQ空间|QQ好友|QQ|新浪微博|腾讯微博|微博|人人网|豆瓣|复制链接|复制网址|更多|百度贴吧|抖音|邮件|Facebook|Twitter"
_BUTTON = (
    rf"分享(?:到|至)?|转发到?|{_SHARE_PLACES}|打印(?:本页|本文|文章|此页)?|关闭(?:本页|窗口|此页)?|返回(?:顶部|首页|列表|上页|上一页)?"
    r"|收藏(?:本文|本页)?|举报|纠错|推荐|点赞|在看|赞|顶一下|踩一下|加入收藏|设为首页|回到顶部|TOP|大|中|小|字[体号]|放大|缩小|评论|发表评论|写评论"
)
_DO = "(?:关注|加入|下载|查看|了解|进入|参与|观看|阅读|获取)"
"""What readers are asked to do; behind a comma anything else is the headline of a story."""

_OTHERS_HEAD = re.compile(
    r"[【\[]?(?:相关(?:阅读|文章|新闻|链接|推荐|报道|内容|资讯)|推荐阅读|延伸阅读|热门(?:文章|新闻|推荐|排行)|猜你喜欢|往期(?:推荐|回顾|精选)"
    r"|更多(?:精彩|新闻|文章|阅读)|最新(?:文章|评论)|网友评论|精彩评论|最新评论|精选留言|点击排行|本周热门|大家都在看|编辑推荐)[】\]]?[:：>》]*"
)
_SHORT: tuple[tuple[str, re.Pattern[str]], ...] = (
    (WHY_NEIGHBOURS, re.compile(r"[【\[<«‹]*\s*(?:上|下|前|后)一[篇条页](?:文章|新闻)?(?:[】\]>»]|\s*[:：].{0,60}|$).{0,60}")),
    (WHY_NEIGHBOURS, re.compile(r"没有了|已经是(?:最后|第)一[篇条页]|(?=.*页|1\s+2\b)(?:首页|上一页|下一页|末页|尾页|\d{1,3}|\.{2,3}|\s)+")),
    (WHY_PATH, re.compile(r"(?:您|你)?(?:的|现在的?)?(?:当前|所在)?位置[:：].{0,80}|(?!.*《)(?:[^\s>》»。]{1,12}\s*(?:>+|»|》)\s*){2,6}[^\s>。]{0,12}")),
    (WHY_BUTTONS, re.compile(rf"[【\[（(]?(?:(?:{_BUTTON})[:：|｜/、\s【】\[\]（）()]*){{1,16}}")),
    (WHY_RIGHTS, re.compile(r"(?:©|&copy;|copyright\b|版权所有|all rights reserved).{0,70}", re.IGNORECASE)),
    (WHY_RIGHTS, re.compile(r"[（(【]?(?:转载|转发|引用)(?:请|须|需)(?:注明|保留|标明).{0,60}")),
    (WHY_RIGHTS, re.compile(r"[（(【]?(?:版权|免责|特别|郑重)声明(?:[】]?[:：].{0,60}|】.{0,60}|$)")),
    (WHY_RIGHTS, re.compile(r"[（(]?(?:图文|图片|文章|内容|以上内容|素材)?(?:均)?(?:来源于?|来自|源自|转自)(?:互联)?网络?.{0,8}侵(?:权)?.{0,10}删.{0,6}")),
    (WHY_ADVERT, re.compile(r"[【\[（(]?\s*(?:广告|推广|赞助商?|赞助内容|AD)\s*[】\])）]?", re.IGNORECASE)),
    (WHY_INVITED, re.compile(r"[【\[（(>]*(?:点击|点此|戳)(?:这里|此处|上方|下方|蓝字|查看|阅读|进入|下载|观看|关注|链接|原文|标题|卡片|图片)(?![量率数])[^。！？；，,]{0,30}(?:[，,]\s*(?:点击|即可|就能|马上|立即)?" + _DO + r"[^。！？；]{0,20})?")),
    (WHY_INVITED, re.compile(r"[↓↑▲▼👇👆\s]*(?:请|欢迎)?(?:打开|用)?(?:微信)?(?:扫一扫|扫码|扫描|长按|识别)[^。；，,]{0,10}(?:二维码|关注|公众号|下载|加入|识别)(?:[^。；，,]{0,20}(?:二维码|公众号|小程序|APP|我们|客户端|群|更多|详情|原文|视频|视频号|报名))?(?:[\s，,]*(?:即可|就能)?" + _DO + r"[^。；]{0,20})?[。！!]?", re.IGNORECASE)),
    (WHY_INVITED, re.compile(r"(?:微信扫一扫|关注该公众号|预览时标签不可点|阅读原文|展开全文|收起|轻触阅读原文|继续滑动看下一个|微信号[:：]?\s*[\w-]{4,24})")),
    (WHY_COUNTED, re.compile(rf"(?=.*(?:发布|更新|点击|浏览|阅读|访问|人气|来源|作者|编辑|录入|字[体号]|上传|添加|发表))(?=.*(?:\d|字[体号]))[【\[（(]?(?:(?:{_ABOUT})[\s|｜,，、;；】\])）]*){{1,8}}(?<!：)")),
    (WHY_EDITED, re.compile(r"[（(【\[]?\s*(?:责任?编辑?|责编|网络?编辑|编辑|排版|校对|审核|审校|值班主任|监制|编审|美编|终审)\s*[:：丨|]\s*(?:[^。！？；，,]{1,40}|(?:[^。！？；，,]{2,3}[，,]\s*){1,5}[^。！？；，,]{2,3})[）)】\]]?")),
    (WHY_ADDRESS, re.compile(rf"(?:(?:本文|原文|来源|文章|链接|转自|出处|查看)?(?:链接|地址|网址|出处|原文|来源)?(?:地址)?\s*[:：]?\s*)?(?:{_URL}\s+){{0,9}}{_URL}")),
    (WHY_KEYWORDS, re.compile(r"(?:文章)?(?:关键[词字]|标签|tags?|keywords?)\s*[:：][^。！？；!?]{0,190}", re.IGNORECASE)),
    (WHY_RECORD, re.compile(r".{0,40}(?:ICP[备证]|公网安备|网站标识码|增值电信|备案号).{0,40}", re.IGNORECASE)),
    (WHY_RECORD, re.compile(r"(?:(?:主办|承办|协办).{0,20}(?:网站|政府网|标识码)|(?:技术支持|网站地图|制作维护|建议使用.{0,10}分辨率).{0,20}(?:网站|浏览器|政府|标识|地图)).{0,40}")),
    (WHY_RECORD, re.compile(r"(?:(?:关于我们|广告服务|联系我们|招聘信息|网站律师|网站地图|友情链接|法律声明|隐私(?:政策|保护)|诚聘英才|帮助中心|意见反馈|用户协议)[\s|｜\-·]*){2,12}")),
)  # fmt: skip
"""Whole lines of furniture, as they stand anywhere."""

_BEHIND: tuple[tuple[str, re.Pattern[str]], ...] = (
    (WHY_NEIGHBOURS, re.compile(r"[【\[<«‹]*\s*[上下前后][篇条页](?:文章|新闻)?(?:[】\]>»]|\s*[:：].{0,60}|$).{0,60}")),
)  # fmt: skip
"""Furniture only behind the story: 上篇 and 下篇 are the parts of a long one, too."""

_SPAM = re.compile(
    r"代开.{0,6}发票|发票代开|办证刻章|刻章办证|代写论文|论文代(?:写|发)|刷单|博彩|娱乐城|棋牌|真人(?:荷官|视讯)|六合彩|时时彩|私服|外挂"
    r"|裸聊|代孕|壮阳|无抵押贷款|秒批贷款|黑户贷款|网络?赌|百家乐|老虎机|SEO优化|网站优化排名|友链交换|友情链接交换|刷粉|刷赞|成人用品|迷药"
)
_SPAM_AND_NEWS = re.compile("刷单|博彩|娱乐城|棋牌|六合彩|时时彩|外挂|代孕|网络?赌|老虎机|迷药|裸聊|成人用品")
"""Of these words villages and their police talk as well; alone they sell nothing."""

_WARNED = re.compile(
    "防范|预防|谨防|防诈|防骗|防赌|反诈|反赌|诈骗|骗局|被骗|受骗|警惕|打击|整治|查处|查获|破获|禁止|严禁|禁赌|远离|拒绝|抵制|举报"
    "|民警|派出所|警方|公安|案件|陷阱|宣传|告别|变成|变身|不再"
)
_REACHED = re.compile(
    r"(?:加?(?:QQ|扣扣|微信|薇信|V信|VX|WX)号?|电话|手机|热线|客服|联系)\s*[:：]?\s*[A-Za-z]?[\w-]{4,}|1[3-9]\d{9}|"
    + _URL,
    re.IGNORECASE,
)
_OFFERED = re.compile(
    r"(?:加盟|代理|招商|货源|优惠|包邮|特价|低价|正品|免费(?:咨询|领取|试用)|推广|合作(?!社)|代办|包过|日赚|月入|兼职)"
)

_NOTICES: tuple[re.Pattern[str], ...] = (
    re.compile(r"[【（(\[]?(?:版权|免责|特别|郑重|法律|本站|本网)?声明[】\])）]?\s*[:：].+"),
    re.compile(r"凡(?:本[网站]|注明|来源|转载).{0,40}(?:注明|来源|作品|稿件|版权).+"),
    re.compile(r"(?:本[网站文]|(?:以上|该|此)(?:所有|部分)?(?:的)?(?:文章|内容|资料|信息|图片|图文|文字|素材|作品|文|稿件|稿)).{0,20}(?:来自|来源于|转载|转自|摘自|收集).{0,60}(?:侵权|删除|联系|观点|立场).*"),
    re.compile(r"未经.{0,20}(?:授权|许可|同意).{0,20}(?:转载|复制|镜像|摘编|(?:以任何|任何).{0,6}(?:形式|方式)使用).*"),
    re.compile(r"如(?:有|果|涉)?.{0,12}(?:侵权|侵犯.{0,8}(?:版权|著作|知识产权|您|贵|原作者)).{0,60}(?:联系|删除|告知|处理).*"),
    re.compile(r"(?:文章|内容|本文|以上)(?:仅|只)代表.{0,6}(?:作者|个人)(?:个人)?(?:观点|立场).*"),
    re.compile(r"(?:转载|引用).{0,12}(?:请|须|需).{0,6}(?:注明|联系|保留).*"),
)  # fmt: skip
"""Long notices: cut at both ends of a text only."""

_STAMPS = re.compile(
    r"(?:本文|内容|文章)?(?:来自|转自|出自)?\s?(?:copyright\s)?(?:织梦(?:内容管理系统|好，好织梦)|(?<![a-z])dedecms(?:\.com)?(?![a-z0-9]))"
    r"|(?:内容|文章|本文)来自\s?(?:nofollow|https?://[\w./-]+|www\.[\w./-]+)"
    r"|[【\[（(]\s?(?:本文(?:来自|转自|由)|来自|转自)?\s?(?:https?://|www\.)[A-Za-z0-9_./-]+(?:整理|提供|收集|首发)?\s?[】\])）]",
    re.IGNORECASE,
)


def why_cut(text: str) -> str:
    """Why a whole line is furniture wherever it stands, "" where it is not certain."""
    text = flat(text)
    stops = bool(_FULL_STOP.search(text))
    if stops and len(text) > LONGEST_IN_THE_MIDDLE:
        return ""
    if len(text) <= (LONGEST_IN_THE_MIDDLE if stops else _LONGEST_LIST) and _sells(text, stops=stops):
        return WHY_ADVERT
    for why, pattern in _SHORT:
        if len(text) <= (
            _LONGEST_LIST if why in {WHY_KEYWORDS, WHY_ADDRESS} else _LONGEST_SHORT
        ) and pattern.fullmatch(text):
            return why
    return ""


def _sells(text: str, *, stops: bool) -> bool:
    """Whether a line is an advert: what spammers sell, with or without where to get it, or goods with two ways to a seller."""
    if spam := _SPAM.findall(text):
        if _WARNED.search(text):
            return False
        if _REACHED.search(text):
            return True
        return not stops and not all(_SPAM_AND_NEWS.fullmatch(word) for word in spam)
    return not stops and bool(_OFFERED.search(text)) and _is_reached(text)


def _is_reached(text: str) -> bool:
    """Whether a line offers two ways to reach a seller, as stories do not."""
    return len(_REACHED.findall(text)) > 1


def _why_at_the_end(text: str) -> str:
    if why := why_cut(text):
        return why
    if len(text) <= _LONGEST_NOTICE and any(notice.fullmatch(text) for notice in _NOTICES):
        return WHY_RIGHTS
    return ""


def _why_behind(text: str) -> str:
    """Why a line goes behind the last of the story."""
    flatly = flat(text) if len(text) <= _LONGEST_SHORT else ""
    return next((why for why, pattern in _BEHIND if pattern.fullmatch(flatly)), "") or _why_at_the_end(text)


def without_furniture(lines: Sequence[Line]) -> tuple[list[Line], list[Cut]]:
    """The lines of the story, and what was cut with its reason. A title is never cut."""
    whys = [_why_inside(line) for line in lines]
    _mark_from_the_ends(lines, whys)
    _spare_headings(lines, whys)
    _mark_others(lines, whys)
    kept: list[Line] = []
    cuts: list[Cut] = []
    for line, why in zip(lines, whys, strict=True):
        if why:
            cuts.append(Cut(line.text, why, len(kept)))
            continue
        text = line.text
        if line.kind != "title" and _STAMPS.search(text):
            cuts += [Cut(stamp[0], WHY_STAMP, len(kept)) for stamp in _STAMPS.finditer(text)]
            text = _STAMPS.sub("", text).strip()
            if not text:
                continue
        kept.append(Line(text, line.kind))
    return kept, cuts


def _why_inside(line: Line) -> str:
    return "" if line.kind == "title" else why_cut(line.text)


def _mark_from_the_ends(lines: Sequence[Line], whys: list[str]) -> None:
    """Notices of any length, from both ends inward until the first line that belongs to the story."""
    ways = ((range(len(lines)), _why_at_the_end), (range(len(lines) - 1, -1, -1), _why_behind))
    for order, why_here in ways:
        for number in order:
            if lines[number].kind == "title":
                continue
            why = whys[number] or why_here(lines[number].text)
            if not why:
                break
            whys[number] = why


def _spare_headings(lines: Sequence[Line], whys: list[str]) -> None:
    """关键词：产业 over one paragraph and 关键词：人才 over the next are headings: a page has one list of keywords."""
    over = [
        number
        for number, why in enumerate(whys[:-1])
        if why == WHY_KEYWORDS and not whys[number + 1] and _is_paragraph(lines[number + 1].text)
    ]
    for number in over if len(over) > 1 else ():
        whys[number] = ""


def _mark_others(lines: Sequence[Line], whys: list[str]) -> None:
    """Where nothing but headlines follows “more on this”, all of it goes; where a paragraph follows, none of it."""
    paragraphs = [number for number, line in enumerate(lines) if _is_paragraph(line.text)]
    if not paragraphs:
        return
    for number in range(paragraphs[-1] + 1, len(lines)):
        text = lines[number].text
        if len(text) <= _LONGEST_SHORT and _OTHERS_HEAD.fullmatch(text):
            for at in range(number, len(lines)):
                whys[at] = whys[at] or WHY_OTHERS
            return


def _is_paragraph(text: str) -> bool:
    return bool(_FULL_STOP.search(text))
