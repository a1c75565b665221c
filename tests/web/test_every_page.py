"""Every page in a real browser, with the whole demonstration behind it: accessible, quiet, never wider than the screen,
and in one language at a time."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import polib
import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.house.reading import ROOT
from tests.web.running_site import LANGUAGES, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

    from tests.web.running_site import Site

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.slow, pytest.mark.enable_socket]
SIZES = ((390, 844), (1280, 900))
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "preload": False}
"""Without preload: axe would load style sheets a second time as if they lay beside the page, and the console complains."""
PUBLIC = (
    "/",
    "/columns/village-stories/",
    "story",
    "/network/",
    "/network/promises/",
    "/network/promises/?area=livelihood",
    "/network/outcomes/?unit=yuan",
    "/network/needs/",
    "/network/needs/?state=met",
    "/network/growth/",
    "/calls/walk-together/poster/",
    "/calls/walk-together/code/",
    "/villages/zhangyang/",
    "/villages/lanshi/",
    "agreement",
    "/spread/",
    "/spread/rows/?order=carried",
    "tree",
    "call",
    "answer",
    "/search/",
    "/search/?q=张洋",
    "/search/?q=没有这样的事",
    "/alliances/mulan-fruit/",
    "/destinations/",
    "/destinations/?party=zhangyang",
    "/destinations/zhangyang-valley/",
    "/ask/destination/zhangyang-valley/",
    "/verify/",
    "/verify/0123456789abcdef/",
    "/gatherings/",
    "/gatherings/1/",
    "/sign-in/",
    "/nothing/",
    "/s/0000000000000",
)
WORKPLACES = {
    "sunianci": ("/desk/",),
    "chenwangshu": (
        "/m/",
        "/m/log/",
        "/m/log/new/",
        "/m/commitments/",
        "/m/agreements/",
        "/m/obstacles/",
        "/m/stories/",
        "/m/needs/",
        "/m/needs/1/",
        "/m/needs/1/meet/",
        "/m/needs/3/",
        "/m/asked/",
        "/m/asked/?state=answered",
        "/m/asked/1/",
        "/m/enquiries/1/",
        "/m/gatherings/",
        "/m/gatherings/2/",
        "/m/handovers/",
        "/m/handovers/1/",
        "/m/handovers/1/paper/",
        "/m/by-word/new/",
        "/m/outcomes/2/",
        "/m/outcomes/2/shares/",
    ),
    "huangguomao": (
        "/m/",
        "/m/handovers/2/",
        "/m/handovers/2/walk/",
        "/m/handovers/2/finish/",
    ),
    "zhengmaolin": (
        "/m/",
        "/m/agreements/7/",
        "/m/agreements/7/talks/6/",
        "/m/agreements/7/pen/",
    ),
    "linshouqian": (
        "/m/",
        "/m/glance/",
        "/m/groups/",
        "/m/reminders/",
        "/m/reminders/ways/",
        "/m/silent/",
        "/m/calendar/",
        "/m/duties/new/",
        "/m/board/",
        "/m/board/?area=industry&late=9",
        "/m/owing/",
        "/m/synergy/",
    ),
    "wuxiangdong": ("/office/alliances/1/products/1/change/",),
    "wujianchuan": (
        "/desk/",
        "/office/",
        "/office/parties/",
        "/office/agreements/",
        "/office/calls/",
        "/office/hands/",
        "/office/parties/zhangyang/",
        "/office/tables/",
        "/office/duplicates/",
        "/office/duplicates/merged/",
        "/office/duplicates/people/",
        "/office/duplicates/people/merged/",
        "/office/duplicates/apart/",
        "/office/calls/walk-together/invitations/",
    ),
    "chenxiaolan": (
        "/office/",
        "/office/commitments/",
        "/office/agreements/2/scans/new/",
        "/office/agreements/scans/1/",
        "/office/agreements/1/",
        "/office/agreements/7/talks/",
        "/office/agreements/7/pen/",
        "/office/agreements/7/newer/",
        "/office/agreements/1/timeline/",
        "/office/templates/standard/",
        "/office/groups/",
        "/office/meetings/",
        "/office/groups/1/",
        "/office/groups/1/rhythms/new/",
        "/office/groups/1/robots/new/",
        "/office/groups/1/meetings/plan/",
        "/office/reminders/",
        "/office/silent/",
        "/office/gatherings/",
        "/office/gatherings/1/",
        "/office/gatherings/2/guests/",
        "/m/gatherings/2/door/",
        "/office/projects/1/",
        "/office/projects/1/shares/",
        "/office/alliances/1/",
        "/office/links/",
        "/office/enquiries/",
        "/office/obstacles/?removed=yes",
        "/office/needs/",
        "/office/needs/?state=met",
        "/office/needs/6/",
        "/office/needs/new/",
        "/office/stations/",
        "/office/stations/?state=faulty",
        "/office/stations/enrol/",
        "/office/inboxes/",
        "/office/inboxes/new/",
        "/office/outcomes/",
        "/office/synergy/",
        "/office/experts/",
        "/password/",
        "/office/board/",
        "/office/matrix/",
        "/office/fulfilment/",
    ),
}
"""User name -> the pages on which that person spends the day; a phone for those who begin at /m/."""
_ENGLISH = re.compile(r"[A-Za-z]{3,}")
_HAN = re.compile(r"[㐀-鿿]{2,}")


def catalogue() -> dict[str, str]:
    """Every message of the hub that stands on its own on a page: English -> Chinese."""
    found = {}
    for path in sorted((ROOT / "src" / "lianjian").rglob("locale/zh_Hans/LC_MESSAGES/django.po")):
        for entry in polib.pofile(str(path)):
            words = entry.msgid.strip()
            if entry.msgstr and "%" not in words and _ENGLISH.search(words) and entry.msgstr != words:
                found[words] = entry.msgstr
    return found


MESSAGES = catalogue()
NAMES = {"驻友"}
"""The installation's own name is content: it stays what it is in every language."""
CHINESE = {chinese for chinese in MESSAGES.values() if _HAN.search(chinese)} - NAMES


def texts(page: Page) -> set[str]:
    """The text nodes and labels of a page that somebody sees or hears, without the content of the installation."""
    found: list[str] = page.evaluate(
        """() => {
            const words = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            for (let node = walk.nextNode(); node; node = walk.nextNode()) {
                if (!node.parentElement.closest("script, style, [lang], template")
                    || node.parentElement.closest("[lang]") === document.documentElement) { words.push(node.data.trim()); }
            }
            for (const one of document.querySelectorAll("[aria-label], [placeholder], [title]")) {
                words.push(one.getAttribute("aria-label") || "", one.getAttribute("placeholder") || "");
            }
            return words;
        }"""
    )
    return {word for word in found if word}


def unmarked(page: Page) -> list[str]:
    """Chinese words on an English page that nothing names as Chinese: they would be read aloud letter by letter. Options and
    the titles of shapes hold no markup."""
    found: list[str] = page.evaluate(
        """() => {
            const words = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            for (let node = walk.nextNode(); node; node = walk.nextNode()) {
                const said = node.parentElement.closest("[lang]").lang;
                const bare = node.parentElement.closest("script, option, title");
                if (!bare && said === "en" && /[\\u3400-\\u9fff]{2}/.test(node.data)) { words.push(node.data.trim()); }
            }
            return words;
        }"""
    )
    return found


def _said(message: ConsoleMessage) -> str:
    return f"{message.text} {message.location.get('url', '')}"


def watched(context: BrowserContext, faults: list[Any]) -> Page:
    """A page that writes down what the console says and what the policy refuses."""
    page = context.new_page()
    page.on("console", lambda said: faults.append(_said(said)) if said.type in {"error", "warning"} else None)
    page.on("pageerror", lambda broken: faults.append(str(broken)))
    return page


def look(page: Page, address: str, faults: list[Any], *, language: str, width: int) -> None:
    """One page: what axe finds, how wide it is, whose words it speaks. Faults are added with their page."""
    before = len(faults)
    answer = page.goto(address)
    found: list[Any] = [fault for fault in faults[before:] if "404" not in str(fault)]
    del faults[before:]
    if answer is None or answer.status >= 500:
        found.append(answer and answer.status)
    violations = Axe().run(page, options=RULES).response["violations"]
    found += [(fault["id"], [node["target"] for node in fault["nodes"]][:3]) for fault in violations]
    if page.evaluate("document.documentElement.scrollWidth") > width:
        found.append("wider than the screen")
    page.evaluate("document.documentElement.dataset.size = 'large'")
    if page.evaluate("document.documentElement.scrollWidth") > width:
        found.append("wider than the screen in large text")
    spoken = texts(page)
    foreign = spoken & set(MESSAGES) if language == "zh" else spoken & CHINESE
    if language == "en" and "/desk/" not in address and (words := unmarked(page)):
        found.append(("Chinese that is not marked", words[:8]))
    if foreign:
        found.append(("words of the other language", sorted(foreign)[:8]))
    faults += [(address, language, width, one) for one in found]


def addresses(browser: Browser, site: Site) -> dict[str, str]:
    """The pages whose addresses hold a number or a key of the demonstration."""
    page = browser.new_page()
    page.goto(site.address)
    story = page.locator(".big h2 a").get_attribute("href") or ""
    page.goto(f"{site.address}/network/")
    agreement = page.locator("#agreements a[href^='/agreements/']").first.get_attribute("href") or ""
    page.goto(f"{site.address}/calls/")
    call = page.url.removeprefix(site.address)
    page.close()
    number = story.strip("/").rsplit("/", 1)[-1]
    return {
        "story": story,
        "agreement": agreement,
        "tree": f"/spread/stories/{number}/",
        "call": call,
        "answer": f"{call}answer/",
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_public_page(site: Site, browser: Browser, language: str) -> None:
    """Phone and desktop, by day on the one and by night on the other: axe, console and policy have nothing to say.
    English, whose words are longer, on the phone."""
    known = addresses(browser, site)
    faults: list[Any] = []
    shown = zip(SIZES, ("light", "dark"), strict=True) if language == "zh" else [(SIZES[0], "dark")]
    for (width, height), scheme in shown:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            locale=LANGUAGES[language],
            color_scheme=scheme,  # type: ignore[arg-type] # zip gives str, playwright wants the two words
        )
        page = watched(context, faults)
        for path in PUBLIC:
            look(page, site.address + known.get(path, path), faults, language=language, width=width)
        context.close()
    assert not faults, "\n".join(map(str, faults))


@pytest.mark.parametrize("username", WORKPLACES)
@pytest.mark.parametrize("language", ["zh", pytest.param("en", marks=pytest.mark.whole)])
def test_every_workplace(site: Site, browser: Browser, username: str, language: str) -> None:
    """What an editor, a first secretary, a leader and an administrator begin their day with, as strictly."""
    faults: list[Any] = []
    width, height = SIZES[0] if WORKPLACES[username][0] == "/m/" else SIZES[1]
    context = browser.new_context(viewport={"width": width, "height": height}, locale=LANGUAGES[language])
    sign_in(context, site, username)
    page = watched(context, faults)
    for path in WORKPLACES[username]:
        look(page, site.address + path, faults, language=language, width=width)
    context.close()
    assert not faults, "\n".join(map(str, faults))


@pytest.mark.parametrize(
    ("width", "height"), [SIZES[0], *[pytest.param(*size, marks=pytest.mark.whole) for size in SIZES[1:]]]
)
def test_the_editors_admin(site: Site, browser: Browser, width: int, height: int) -> None:
    """List, form, history, pictures and import as an editor has them all day, by day and by night: named fields, room for
    fingers, no sideways scrolling; also while somebody else has the same story open."""
    faults: list[Any] = []
    context = browser.new_context(viewport={"width": width, "height": height}, locale=LANGUAGES["zh"])
    sign_in(context, site, "sunianci")
    colleague = browser.new_context(locale=LANGUAGES["zh"])
    sign_in(colleague, site, "wujianchuan")
    colleague.new_page().goto(f"{site.address}/desk/stories/edit/1/")
    page = watched(context, faults)
    for path in (
        "stories/",
        "stories/add/",
        "stories/edit/1/",
        "stories/history/1/",
        "archive/import/",
        "images/1/",
        "images/multiple/add/",
        "waiting/",
    ):
        look(page, f"{site.address}/desk/{path}", faults, language="zh", width=width)
        if path == "stories/edit/1/":
            assert page.locator("button.w-editing-sessions__session[aria-label*=吴建川]").count()
        if path == "stories/history/1/":
            assert not page.locator(".xdsoft_save_selected").count()
    colleague.close()
    page.emulate_media(color_scheme="dark")
    for path in ("", "stories/", "review/1/", "images/1/", "outlets/wechat-zhuyou/"):
        look(page, f"{site.address}/desk/{path}", faults, language="zh", width=width)
    context.close()
    assert not faults, "\n".join(map(str, faults))


def test_a_story_prints_as_a_story(site: Site, browser: Browser) -> None:
    """On paper: headline, text, QR code and masthead; no bars, no buttons, no counts."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(site.address + addresses(browser, site)["story"])
    page.emulate_media(media="print")
    for shown in (".name strong", "article h1", "#text", ".qr svg"):
        assert page.locator(shown).first.is_visible(), shown
    for hidden in (".nav", ".acts", ".more", ".foot nav"):
        assert not page.locator(hidden).first.is_visible(), hidden
    page.close()
