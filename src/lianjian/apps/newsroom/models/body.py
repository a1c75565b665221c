"""The body of a story: a stream of plain-text blocks and pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, StreamBlock, StructBlock, TextBlock
from wagtail.images.blocks import ImageChooserBlock

from lianjian.apps.newsroom.rules.drafts import DraftBlock

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wagtail.blocks import StreamValue


class PictureChooserBlock(ImageChooserBlock):
    """Chooses among the newsroom's pictures, whatever the installation's image model is."""

    @property
    def target_model(self) -> Any:
        from lianjian.apps.newsroom.models.picture import StoryPicture

        return StoryPicture


class PictureBlock(StructBlock):
    """A picture in the text, with words for those who do not see it and a caption for all."""

    image = PictureChooserBlock(
        label=_("Picture"),
        required=False,
        help_text=_(
            "Without a picture this block is not published: it keeps the place of one still to be found."
        ),
    )
    alt = CharBlock(
        label=_("Words for those who do not see it"),
        required=False,
        max_length=200,
        help_text=_("What the picture shows, in one sentence. It is read aloud."),
    )
    caption = CharBlock(label=_("Caption"), required=False, max_length=200)

    class Meta:
        icon = "image"
        label = _("Picture")


class BodyBlock(StreamBlock):
    """What the body is made of."""

    paragraph = TextBlock(label=_("Paragraph"), icon="pilcrow", rows=4)
    heading = CharBlock(label=_("Heading"), icon="title", max_length=80)
    quote = TextBlock(label=_("Quotation"), icon="openquote", rows=3)
    picture = PictureBlock()


def blocks_in(body: StreamValue) -> list[DraftBlock]:
    """The blocks of a body as plain values, without a query. Kinds unknown to this version are left out."""
    found = []
    for raw in body.raw_data:
        kind, value = raw["type"], raw["value"]
        if kind in {"paragraph", "heading", "quote"}:
            found.append(DraftBlock(kind, str(value or "")))
        elif kind == "picture" and value:
            found.append(
                DraftBlock(
                    "picture",
                    picture=value.get("image"),
                    alt=str(value.get("alt") or ""),
                    caption=str(value.get("caption") or ""),
                )
            )
    return found


def body_of(blocks: Iterable[DraftBlock]) -> list[dict[str, Any]]:
    """What a StreamField takes, made of plain blocks. Empty ones are left out; a caption keeps its picture's place."""
    stream: list[dict[str, Any]] = []
    for block in blocks:
        if block.kind == "picture":
            if block.picture is not None or block.alt or block.caption:
                value = {"image": block.picture, "alt": block.alt, "caption": block.caption}
                stream.append({"type": "picture", "value": value})
        elif block.text.strip():
            stream.append({"type": block.kind, "value": block.text})
    return stream
