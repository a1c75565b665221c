"""The kit's template tags: ``{% load i18n kit %}``. Signatures and examples: ``docs/kit.md``."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import segno
from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, pgettext

from lianjian.kernel.clock import civil_date
from lianjian.web.kit import dates, icons, phrases

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.core.paginator import Page
    from django.forms import BoundField

register = template.Library()

STATES = {
    "ok": ("ok", "done"),
    "wait": ("wait", "half"),
    "sent": ("wait", "right"),
    "hand": ("late", "hand"),
    "unknown": ("none", "question"),
    "stop": ("stop", "stop"),
    "withdrawn": ("none", "undo"),
    "late": ("late", "warn"),
    "stuck": ("late", "barrier"),
    "due": ("none", "clock"),
}
"""State -> (colour class, icon). The shape says it, then the word, then the colour."""

_LANGUAGE_TAGS = {"zh-hans": "zh-Hans-CN", "zh-cn": "zh-Hans-CN", "en": "en"}


@register.simple_tag
def html_lang() -> str:
    """The active language as a BCP 47 tag for the ``lang`` attribute."""
    code = get_language() or settings.LANGUAGE_CODE
    return _LANGUAGE_TAGS.get(code.lower(), code)


_HAN = re.compile(r"[\u3400-\u9fff]")
_HAN_RUN = re.compile(r"[\u3400-\u9fff][\u3000-\u9fff\uff00-\uffef]*")


def _foreign(text: str) -> bool:
    """Whether ``text`` holds Chinese words on a page that is in another language."""
    return not html_lang().startswith("zh") and _HAN.search(text) is not None


@register.filter
def content(text: object) -> SafeString:
    """What people of the network wrote: escaped, and named as Chinese on a page in English, so that it is read aloud
    and hyphenated as what it is (WCAG 3.1.2). Not inside attributes, ``<title>`` and ``<option>``."""
    words = conditional_escape("" if text is None else text)  # type: ignore[arg-type] # it escapes anything
    if not _foreign(words):
        return words
    if words[:1].isascii():  # a sentence of the page with names in it, as in "owed to 张洋村"
        runs = _HAN_RUN.sub(r'<bdi lang="zh-Hans">\g<0></bdi>', words)
        return mark_safe(runs)  # noqa: S308 - escaped above
    return format_html('<bdi lang="zh-Hans">{}</bdi>', words)


@register.simple_tag
def content_lang() -> SafeString:
    """The attribute ``lang`` for an element that holds nothing but what people wrote; nothing where the page is in
    Chinese."""
    return SafeString("" if html_lang().startswith("zh") else ' lang="zh-Hans"')


@register.simple_tag
def asset(path: str) -> str:
    """The address of a static file; the plain one where the manifest lacks it, so error pages never fail."""
    try:
        return static(path)
    except ValueError:
        return f"{settings.STATIC_URL}{path}"


@register.simple_tag
def icon(name: str, label: str = "", size: str = "") -> SafeString:
    """One icon in the colour of the text, 28 px with ``size="large"``; read aloud only with a ``label``."""
    try:
        shape = icons.shapes()[name]
    except KeyError:
        msg = f"no icon {name!r}; there are: {', '.join(sorted(icons.shapes()))}"
        raise template.TemplateSyntaxError(msg) from None
    css = "i i-l" if size == "large" else "i"
    name_it = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    drawn = mark_safe(shape)  # noqa: S308 - our own file
    return format_html('<svg class="{}" viewBox="0 0 24 24" {}>{}</svg>', css, name_it, drawn)


@register.simple_tag
def state(kind: str, word: object) -> SafeString:
    """A state: shape, then word, then colour. ``kind`` is a key of ``STATES``."""
    css, name = _state(kind)
    return format_html('<span class="st {}">{}{}</span>', css, icon(name), word)


@register.simple_tag
def tile(char: str, kind: str, label: str, url: str = "", *, mark: bool = True) -> SafeString:
    """Movable type: one character for a village, a party or an outlet; ``label`` says which and how it is."""
    _, name = _state(kind)
    inside = format_html('<b aria-hidden="true">{}</b>{}', char[:1], icon(name) if mark else "")
    if url:
        return format_html('<a class="tile {}" href="{}" aria-label="{}">{}</a>', kind, url, label, inside)
    return format_html('<span class="tile {}" role="img" aria-label="{}">{}</span>', kind, label, inside)


def _state(kind: str) -> tuple[str, str]:
    if kind not in STATES:
        msg = f"no state {kind!r}; there are: {', '.join(STATES)}"
        raise template.TemplateSyntaxError(msg)
    return STATES[kind]


@register.filter
def percent(ratio: float | Decimal | Fraction | None, places: int = 1) -> str | None:
    """A ratio as per cent text, rounded half up; None (unknown) stays None, and ``{% figure %}`` says so.

    Never 100% where one is missing, never 0% where there is one: then it is the nearest number that is neither.
    """
    if ratio is None:
        return None
    exact = (
        Decimal(ratio.numerator) / ratio.denominator if isinstance(ratio, Fraction) else Decimal(str(ratio))
    )
    least = Decimal(1).scaleb(-int(places))
    rounded = (exact * 100).quantize(least, rounding=ROUND_HALF_UP)
    if 0 < exact < 1:
        rounded = min(max(rounded, least), 100 - least)
    return f"{rounded:,}%"


@register.filter
def known(value: Any) -> str:
    """A number with thousands marks, or the word for unknown where it is None; never 0 for it."""
    if value is None:
        return gettext("unknown")
    return value if isinstance(value, str) else f"{value:,}"


@register.inclusion_tag("kit/figure.html")
def figure(
    value: Any,
    label: str,
    url: str = "",
    numerator: Any = None,
    denominator: Any = None,
    unknown: int | None = None,
    unit: str = "",
    note: str = "",
) -> dict[str, Any]:
    """A number that is a dotted link to its rows, for use inside ``<dl class="figs">``.

    ``value`` None or "" is shown as unknown. ``numerator`` / ``denominator`` stand beside it, and how many
    are ``unknown``.
    """
    is_known = value is not None and value != ""
    return {
        "value": known(value) if is_known else None,
        "label": label,
        "url": url,
        "numerator": known(numerator),
        "denominator": None if denominator is None else known(denominator),
        "unknown": known(unknown) if unknown else "",
        "unit": unit,
        "note": note,
    }


@register.simple_tag
def proportion(yes: int, no: int, unknown: int = 0) -> SafeString:
    """A bar of yes, no and unknown (hatched). Decoration: say the same numbers beside it."""
    total = max(yes + no + unknown, 1)
    first, second = round(1000 * yes / total), round(1000 * (yes + no) / total)
    edge = 1000 if unknown else second
    hatch = "".join(
        f"M{x} 20 {min(x + 14, edge)} {max(20 - (edge - x) * 20 // 14, 0)}" for x in range(second, edge, 9)
    )
    return format_html(
        '<svg class="share-bar" viewBox="0 0 1000 20" preserveAspectRatio="none" aria-hidden="true">'
        '<path class="yes" d="M0 0h{}v20H0z"/>'
        '<path class="no" d="M{} 0H{}v20H{}z"/><path class="unk" d="M{} 1H{}V19H{}z{}"/></svg>',
        first, first, second, first, second, edge, second, hatch,
    )  # fmt: skip


@register.simple_tag
def qr(text: str, label: str = "") -> SafeString:
    """A QR code (ISO/IEC 18004, level M) as inline SVG. Text too long for a code is shown as text."""
    try:
        code = segno.make_qr(text, error="m")
    except segno.DataOverflowError:
        return format_html('<p class="small">{}</p>', text)
    svg = code.svg_inline(scale=1, border=1, dark="#000", omitsize=True, svgclass=None, lineclass=None)
    drawn = mark_safe(svg)  # noqa: S308 - drawn by segno from modules, the text itself is not in it
    name = label or gettext("QR code: %(address)s") % {"address": text}
    return format_html('<div class="qr" role="img" aria-label="{}">{}</div>', name, drawn)


@register.simple_tag
def when(moment: date | datetime | None, form: str = "full", now: datetime | None = None) -> SafeString:
    """A date in ``<time>``.

    ``full`` "11月22日（昨天）17:42"; ``short`` "昨天 17:42", beyond a week the date; ``date`` "11月22日"; ``long``
    "2026年11月22日", for papers.
    """
    if moment is None:
        return format_html('<span class="none">{}</span>', gettext("date unknown"))
    said = dates.say(moment, now=now)
    if form == "date":
        shown = said.absolute
    elif form == "long":
        shown = said.whole
    elif form == "short":
        shown = f"{said.distance} {said.clock}".strip() if said.near else said.absolute
    elif said.distance:
        near = gettext("%(date)s (%(distance)s)") % {"date": said.absolute, "distance": said.distance}
        shown = f"{near} {said.clock}" if said.clock else near
    else:
        shown = f"{said.absolute} {said.clock}".strip()
    full = f"{said.absolute} {said.clock}".strip()
    css = mark_safe(' class="nw"') if form in {"date", "long"} else ""
    return format_html('<time{} datetime="{}" title="{}">{}</time>', css, said.machine, full, shown)


@register.simple_tag
def today(now: datetime | None = None) -> SafeString:
    """The date and the day of the week in China, for the ear of the masthead."""
    day = civil_date(now or timezone.now())
    return format_html("<b>{}</b> <span>{}</span>", date_format(day, gettext("j F Y")), date_format(day, "l"))


@register.simple_tag
def headline(text: object) -> SafeString:
    """A headline, escaped, with ``<wbr>`` between phrases: never inside a word and never before a mark."""
    parted = format_html_join(mark_safe("<wbr>"), "{}", ((part,) for part in phrases.phrases(str(text))))
    return content(parted)


@register.inclusion_tag("kit/field.html")
def field(bound: BoundField, label: str = "", help: str = "") -> dict[str, Any]:  # noqa: A002 - the word a template uses
    """A form field with label, help and, between label and input, its errors; what was typed stays."""
    return {"field": bound, "label": label or bound.label, "help": help or bound.help_text}


@register.simple_tag
def page_links(page: Page[Any]) -> list[int | None]:
    """The page numbers to offer: first, last and those around ``page``; None where some are left out."""
    return [
        number if isinstance(number, int) else None
        for number in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    ]


@register.filter
def is_checkbox(bound: BoundField) -> bool:
    """Whether the field is one box to tick, whose label stands beside it."""
    return getattr(bound.field.widget, "input_type", "") == "checkbox" and not bound.field.widget.use_fieldset


@register.filter
def level(message: Any) -> str:
    """The icon of a message of ``django.contrib.messages``."""
    return {"success": "done", "warning": "warn", "error": "stop"}.get(message.level_tag, "info")


@register.simple_tag
def seal(text: str = "") -> SafeString:
    """The seal 核验: the house vouches. Decoration; the words stand beside it. Two or four characters."""
    chars = text or pgettext("inside the seal", "OK")
    half = -(-len(chars) // 2)
    return format_html(
        '<span class="seal" aria-hidden="true">{}<br>{}</span>',
        conditional_escape(chars[:half]),
        conditional_escape(chars[half:]),
    )
