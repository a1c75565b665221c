"""What the tests of the matrix pages share: somebody at the desk, a delivery, a picture of a page."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from tests.apps.matrix.stories import delivery

if TYPE_CHECKING:
    from lianjian.apps.matrix.models import Delivery
    from tests.network import Network

SCRIPT = "<script>alert(1)</script>"
CHANNELS = "wechat-channels"
GOOD = "https://channels.weixin.qq.com/web/pages/feed?id=1"


def at_the_desk(network: Network, name: str = "editor") -> Client:
    """Somebody of the network, signed in."""
    client = Client()
    client.force_login(network.accounts[name])
    return client


def by_hand(story: int, outlet: str = CHANNELS) -> Delivery:
    """The delivery of a story to an outlet that a person carries it to."""
    return delivery(story, outlet)


def verb(row: Delivery, name: str) -> str:
    """Where a verb on a delivery is sent to."""
    return f"/desk/deliveries/{row.pk}/{name}/"


def page_picture(name: str = "页面.png") -> SimpleUploadedFile:
    """A picture of a published page."""
    out = io.BytesIO()
    Image.new("RGB", (30, 60), "white").save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue(), "image/png")
