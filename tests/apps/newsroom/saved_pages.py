"""Saved pages of our own making, built as the sites build them that the archive was copied to."""

from __future__ import annotations

import base64
import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

TITLE = "山里的夜校开了三十堂课"
_WHO = ("驻村的大学生", "村里的老会计", "合作社的社长", "隔壁村的茶农", "镇上的农技员", "回乡的年轻人")
_WHAT = (
    "把账本搬到了手机上",
    "带着大家修好了水渠",
    "教会了邻居怎么发货",
    "种下第一批新苗",
    "把旧祠堂改成了书屋",
)
_THEN = (
    "大家都说这一年没有白忙",
    "来看的人越来越多",
    "下一步还要把路修到山脚",
    "账目每月贴在村口",
    "孩子们最高兴",
)


@dataclass(frozen=True)
class Page:
    """A page as bytes, and what a reader must find: the lines of the body, captions and subheadings among them."""

    data: bytes
    lines: tuple[str, ...]
    title: str = TITLE
    kinds: dict[str, str] = field(default_factory=dict)


def story(seed: int, paragraphs: int = 9) -> list[str]:
    """Paragraphs of two to four sentences."""
    chance = random.Random(seed)

    def sentence() -> str:
        count = chance.randint(2, 98)
        return f"{chance.choice(_WHO)}{chance.choice(_WHAT)}，用了{count}天，{chance.choice(_THEN)}。"

    return ["".join(sentence() for _ in range(chance.randint(2, 4))) for _ in range(paragraphs)]


def links(count: int, words: str = "新闻频道") -> str:
    """A menu."""
    return "".join(f'<li><a href="/c{n}.html">{words}{n}</a></li>' for n in range(count))


def teasers(count: int) -> str:
    """Headlines of other stories, as every site has them beside its own."""
    return "".join(
        f'<li><a href="/a{n}.html">别处第{n}个村子也办起了夜校</a><span>11-{n + 1:02d}</span></li>'
        for n in range(count)
    )


def whole(body: str, *, charset: str = "utf-8", head: str = "", title: str = f"{TITLE}_某某新闻网") -> str:
    """A page around a body."""
    return (
        f'<!DOCTYPE html><html><head><meta charset="{charset}"><title>{title}</title>{head}'
        "<style>.a{color:red}</style><script>var shown='脚本里的话，不能进正文。';</script></head>"
        f"<body>{body}<script>document.write('统计代码');</script></body></html>"
    )


def mirror(seed: int) -> Page:
    """A mirror site: spam lines, neighbours and a footer around paragraphs."""
    lines = story(seed)
    body = "".join(f"<p>　　{line}</p>" for line in lines[:5])
    rest = "".join(f"<p>　　{line}</p>" for line in lines[5:])
    return Page(
        whole(
            f"<div class=top><ul>{links(40)}</ul></div><div class=nav>当前位置：<a href=/>首页</a> &gt; <a href=/n>新闻</a></div>"
            f"<div class=main><div class=left><h1>{TITLE}</h1><div class=info>时间：2021-05-06 点击：1024次</div>"
            f"<div class=content>{body}<p>专业代开发票 加微信 fp88888</p>{rest}<p>免责声明：本文转载自网络，如有侵权请联系删除</p></div>"
            "<div class=page>上一篇：<a href=/1>别处的夜校</a><br>下一篇：<a href=/2>又一个村子</a></div>"
            f"<div class=about><h3>相关文章</h3><ul>{teasers(12)}</ul></div></div>"
            f"<div class=right><h3>热门排行</h3><ul>{teasers(20)}</ul></div></div>"
            "<div class=footer>版权所有 某某网 备案号：某ICP备00000000号</div>"
        ).encode(),
        tuple(lines),
    )


def wechat(seed: int) -> Page:
    """An article of a public account: sections in sections, pictures that were never loaded, captions in small type."""
    lines = story(seed)
    caption = "夜校学员在记账"
    inner = "".join(
        f'<section style="margin:8px"><section><span style="font-size:15px">{line}</span></section></section>'
        for line in lines[:4]
    )
    inner += (
        '<section><section><strong><span style="font-size:18px">一 从一盏灯开始</span></strong></section></section>'
        '<section style="text-align:center"><img class="rich_pages" data-src="https://mmbiz.example/a.jpg" data-type="jpeg"/>'
        f'</section><section style="text-align:center"><span style="font-size:12px;color:#888">{caption}</span></section>'
    )
    inner += "".join(f"<p><span>{line}</span></p><p><br/></p>" for line in lines[4:])
    page = whole(
        '<div id="js_article"><div id="img-content"><h1 class="rich_media_title" id="activity-name">\n '
        f'{TITLE} </h1><div id="meta_content"><span class="rich_media_meta rich_media_meta_text">林小满</span>'
        '<span id="profileBt"><a id="js_name"> 乡村来信 </a></span><em id="publish_time">2022-03-04 18:30</em></div>'
        f'<div class="rich_media_content" id="js_content" style="visibility:hidden">{inner}</div></div>'
        '<div id="js_tags_preview_toast">预览时标签不可点</div><div class="qr_code">微信扫一扫<br>关注该公众号</div></div>',
        head=f'<meta property="og:title" content="{TITLE}"/><meta name="author" content="林小满"/>',
        title="",
    )
    at = [*lines[:4], "一 从一盏灯开始", caption, *lines[4:]]
    return Page(page.encode(), tuple(at), kinds={caption: "caption"})


def people(seed: int) -> Page:
    """A national paper's site in GB2312: indented paragraphs, a centred caption under a picture, who edited it."""
    lines = story(seed)
    caption = "图为夜校开课时的场景。"
    body = "".join(f'<p style="text-indent: 2em;">\n\t{line}</p>' for line in lines[:3])
    body += f'<p align="center"><img src="a.jpg" alt=""/></p><p style="text-align: center;">{caption}</p>'
    body += "".join(f'<p style="text-indent: 2em;">\n\t{line}</p>' for line in lines[3:])
    return Page(
        whole(
            f"<div class=header>{links(50)}</div><div class=path><a href=/>某网</a>&gt;&gt;<a href=/s>社会</a></div>"
            f'<div class="col col-1"><h1>{TITLE}</h1><div class="channel"><div>2019年07月01日08:15 | 来源：<a href=/>山乡日报</a></div></div>'
            f'<div class="rm_txt_con cf"><div class="box_pic"></div>{body}<div class="zdfy"></div>'
            '<div class="edit cf">(责编：甲乙、丙丁)</div></div><div class="share">分享让更多人看到</div>'
            f'<div class="rm_ranking"><h3>推荐阅读</h3>{teasers(10)}</div></div><div class=foot>某网版权所有，未经书面授权禁止使用</div>',
            charset="gb2312",
            title=f"{TITLE}--社会--某网",
        ).encode("gb18030"),
        (*lines[:3], caption, *lines[3:]),
        kinds={caption: "caption"},
    )


def sina(seed: int) -> Page:
    """A portal: an article box with an advert, keywords and a byline inside, a river of teasers after it."""
    lines = story(seed)
    body = "".join(f"<p cms-style='font-L'>　　{line}</p>" for line in lines)
    return Page(
        whole(
            f"<div id=nav>{links(60)}</div><h1 class=main-title>{TITLE}</h1><div class=date-source><span class=date>2020年11月12日 09:30</span>"
            f'<a class=source href=/>山乡晚报</a></div><div class=article id=artibody>{body}<div class="ad">广告</div>'
            "<p class=show_author>责任编辑：甲乙 </p></div><div class=keywords>文章关键词：<a href=/k>夜校</a><a href=/k>乡村</a></div>"
            + "".join(
                f"<div class=feed><h3><a href=/{n}>别处第{n}个故事的标题</a></h3><p>这是别处第{n}个故事的摘要，写得很短。</p></div>"
                for n in range(12)
            )
            + "<div class=footer>关于我们 | 广告服务 | 联系我们 | 招聘信息 | 网站律师</div>"
        ).encode(),
        tuple(lines),
    )


def official(seed: int) -> Page:
    """A county government's site: a style sheet inside the article, type sizes, view counts, a place for printing."""
    lines = story(seed)
    body = "".join(
        f'<p class="MsoNormal"><span lang="EN-US">　　</span><span>{line}</span></p>' for line in lines
    )
    return Page(
        whole(
            f"<table class=top><tr><td>{links(20, '政务公开')}</td></tr></table><div class=position>您现在的位置：首页 &gt; 镇村动态</div>"
            f"<div class=con><div class=tit>{TITLE}</div><div class=xx>发布时间：2018-09-10 来源：某镇人民政府 浏览次数：<span id=hits></span> 【字体：<a>大</a> <a>中</a> <a>小</a>】</div>"
            f"<div class=TRS_Editor><style>.TRS_Editor P{{line-height:2}}</style><div class=Custom_UnionStyle>{body}</div></div>"
            "<div class=bd>【打印本页】【关闭窗口】</div></div><div class=bottom>主办：某县人民政府 网站标识码：0000000000</div>",
            title=TITLE,
        ).encode("gb18030"),
        tuple(lines),
    )


def layout_tables(seed: int) -> Page:
    """A page of the year 2003: tables in tables, line breaks for paragraphs, capital letters, no closing tags."""
    lines = story(seed)
    text = "<BR><BR>".join(f"&nbsp;&nbsp;&nbsp;&nbsp;{line}" for line in lines)
    return Page(
        (
            f"<HTML><HEAD><META HTTP-EQUIV='Content-Type' CONTENT='text/html; charset=gb2312'><TITLE>{TITLE}</TITLE></HEAD>"
            "<BODY BGCOLOR=#FFFFFF><TABLE WIDTH=760><TR>"
            + "".join(f"<TD><A HREF=/{n}>栏目{n}</A>" for n in range(12))
            + f"</TR></TABLE><TABLE WIDTH=760><TR><TD WIDTH=160 VALIGN=top>{links(15)}<TD WIDTH=600><TABLE><TR><TD ALIGN=center><FONT SIZE=5><B>{TITLE}</B></FONT>"
            f"<TR><TD ALIGN=center>2003-06-07 山乡日报<TR><TD><FONT SIZE=3>{text}</FONT></TD></TR></TABLE></TABLE>"
            "<CENTER>某某网络公司 制作维护</CENTER></BODY></HTML>"
        ).encode("gb18030"),
        tuple(lines),
    )


def breaks_only(seed: int) -> Page:
    """No paragraphs at all: one box, lines set apart by breaks."""
    lines = story(seed)
    return Page(
        whole(
            f"<div id=menu>{links(30)}</div><div id=article><h2>{TITLE}</h2>"
            + "<br/>".join(f"　　{line}" for line in lines)
            + f"</div><div id=side><ul>{teasers(15)}</ul></div>"
        ).encode(),
        tuple(lines),
    )


def boxes_only(seed: int) -> Page:
    """Each paragraph a box of its own, classes that say nothing."""
    lines = story(seed)
    inner = "".join(f'<div class="x{n} y">{line}</div>' for n, line in enumerate(lines))
    return Page(
        whole(
            f"<div class=q1><div>{links(25)}</div></div><div class=q2><div class=q3><div class=q4>{TITLE}</div>{inner}</div></div><div class=q5>{teasers(10)}</div>"
        ).encode(),
        tuple(lines),
    )


def tiny(seed: int) -> Page:
    """A hundred characters of text on a page of menus."""
    line = story(seed, 1)[0][:100]
    return Page(
        whole(
            f"<div class=nav><ul>{links(40)}</ul></div><div class=c><h1>{TITLE}</h1><p>{line}</p></div><div class=r>{teasers(20)}</div><div class=foot>版权所有 某某网</div>"
        ).encode(),
        (line,),
    )


def linked_words(seed: int) -> Page:
    """A mirror that makes a link of every third word."""
    lines = story(seed)
    body = "".join(
        "<p>"
        + "".join(f"<a href=/t>{line[i : i + 3]}</a>{line[i + 3 : i + 9]}" for i in range(0, len(line), 9))
        + "</p>"
        for line in lines
    )
    return Page(
        whole(
            f"<div class=nav>{links(30)}</div><div class=news><h1>{TITLE}</h1>{body}</div><div class=hot>{teasers(15)}</div>"
        ).encode(),
        tuple(lines),
    )


def commented(seed: int) -> Page:
    """What readers wrote below is longer than the article."""
    lines = story(seed, 4)
    said = "".join(
        f"<div class=comment><b>网友{n}</b><p>说得真好，我们村要是也有这样的夜校就好了，顶一个，希望办下去。</p><span>回复 举报</span></div>"
        for n in range(14)
    )
    return Page(
        whole(
            f"<nav>{links(30)}</nav><article><h1>{TITLE}</h1>"
            + "".join(f"<p>{line}</p>" for line in lines)
            + f"</article><section class=comments id=comments><h3>网友评论</h3>{said}</section><footer>某网</footer>"
        ).encode(),
        tuple(lines),
    )


def headed(seed: int) -> Page:
    """A modern page: figures with captions, subheadings, an aside, meta of every kind."""
    lines = story(seed)
    head = (
        f'<meta property="og:title" content="{TITLE}"><meta property="article:published_time" content="2023-08-09T10:11:12+08:00">'
        '<meta name="author" content="林小满"><meta property="og:site_name" content="某某新闻网">'
        '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2023-08-09"}</script>'
    )
    body = f"<p>{lines[0]}</p><h2>灯亮到九点</h2><p>{lines[1]}</p><figure><img src=a.jpg><figcaption>夜校一角</figcaption></figure>"
    body += "".join(f"<p>{line}</p>" for line in lines[2:])
    return Page(
        whole(
            f"<header><nav><ul>{links(20)}</ul></nav></header><main><article><header><h1>{TITLE}</h1></header>{body}"
            f"<aside>订阅我们的邮件</aside></article></main><aside><ul>{teasers(8)}</ul></aside><footer>©某网</footer>",
            head=head,
        ).encode(),
        (lines[0], "灯亮到九点", lines[1], "夜校一角", *lines[2:]),
        kinds={"灯亮到九点": "heading", "夜校一角": "caption"},
    )


def lying(seed: int) -> Page:
    """The page says gb2312 and is UTF-8."""
    page = headed(seed)
    return Page(page.data.replace(b'charset="utf-8"', b'charset="gb2312"'), page.lines, kinds=page.kinds)


def lying_back(seed: int) -> Page:
    """The page says utf-8 and is GB18030."""
    page = mirror(seed)
    return Page(page.data.decode().encode("gb18030"), page.lines)


def in_one_file(seed: int) -> Page:
    """MHTML, as a browser saves a page in one file: the page in quoted-printable or base64, its pictures beside it."""
    page = wechat(seed)
    coded = base64.encodebytes(page.data)
    data = (
        b"From: <Saved by Blink>\r\nSubject: =?utf-8?B?"
        + base64.b64encode(TITLE.encode())
        + b"?=\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="----Page----"\r\n\r\n'
        b"------Page----\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n"
        b"Content-Location: https://mp.example/s/abc\r\n\r\n"
        + coded
        + b"\r\n------Page----\r\nContent-Type: image/png\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n------Page------\r\n"
    )
    return Page(data, page.lines, kinds=page.kinds)


KINDS: tuple[Callable[[int], Page], ...] = (
    mirror,
    wechat,
    people,
    sina,
    official,
    layout_tables,
    breaks_only,
    boxes_only,
    tiny,
    linked_words,
    commented,
    headed,
    lying,
    lying_back,
)
"""Every way a page is built, MHTML apart."""
