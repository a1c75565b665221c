"""The public feed that the front page announces."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from defusedxml.ElementTree import fromstring
from django.test import Client

from tests.web.site.test_pages import draft, public

if TYPE_CHECKING:
    from tests.network import Network

ATOM = "{http://www.w3.org/2005/Atom}"


def test_the_announced_feed_holds_what_is_published(network: Network) -> None:
    """The address in the head of the front page answers with Atom: published stories by their address, no draft."""
    story = public(network, title="<b>茶山</b>通了路")
    draft(network, title="还没写完")
    page = Client().get("/").content.decode()
    announced = re.search(r'type="application/atom\+xml"[^>]* href="([^"]+)"', page)
    assert announced is not None
    answer = Client().get(announced[1])
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/atom+xml")
    entries = fromstring(answer.content).findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == ["<b>茶山</b>通了路"]
    link = entries[0].find(f"{ATOM}link")
    assert link is not None
    assert link.get("href", "").endswith(f"/stories/{story}/")


def test_an_empty_installation_has_an_empty_feed(db: None) -> None:
    """A reader that subscribed early gets no error."""
    assert Client().get("/feeds/all.atom").status_code == 200
