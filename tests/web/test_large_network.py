"""What pages cost does not grow with the network: equal numbers of queries and bounded answers at 90 and 300 villages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.web.crowd import crowd

if TYPE_CHECKING:
    from tests.network import Network

pytestmark = pytest.mark.costly
LARGEST = 90_000
"""Bytes of an answer: a page that lists everything would have several times as many at 300 villages already."""


def client(network: Network, name: str = "") -> Client:
    held = Client(headers={"Accept-Language": "zh-hans"})
    if name:
        held.force_login(network.accounts[name], backend="django.contrib.auth.backends.ModelBackend")
    return held


def costs(asking: Client, pages: tuple[str, ...]) -> dict[str, tuple[int, int]]:
    """Queries and bytes of each page, asked twice: the first time fills what is kept."""
    found = {}
    for page in pages:
        asking.get(page)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            answer = asking.get(page)
        assert answer.status_code == 200, page
        found[page] = (len(seen), len(answer.content))
    return found


def judge(network: Network, asking: Client, pages: tuple[str, ...]) -> None:
    """Small (every village one by one), beyond the switch to places, and large."""
    crowd(network, 0, 30)
    small = costs(asking, pages)
    crowd(network, 30, 90)
    middle = costs(asking, pages)
    crowd(network, 90, 300)
    large = costs(asking, pages)
    assert {page: queries for page, (queries, _size) in large.items()} == {
        page: queries for page, (queries, _size) in middle.items()
    }
    assert not {page: (small[page], cost) for page, cost in large.items() if cost[0] > small[page][0]}
    assert not {page: cost for page, cost in large.items() if cost[1] > LARGEST}


PUBLIC = (
    "/",
    "/network/",
    "/network/promises/",
    "/network/outcomes/",
    "/network/promises/?area=industry&page=3",
    "/network/agreements/",
    "/network/agreements/?party=association&page=2",
    "/network/projects/",
    "/network/partners/",
    "/network/growth/",
    "/network/places/36/",
    "/network/places/3601/",
    "/villages/crowd-1/",
    "/agreements/crowd-0/",
    "/alliances/",
    "/destinations/",
    "/destinations/?month=4",
)


def test_public_pages_cost_the_same_in_a_large_network(network: Network) -> None:
    """Home, network, places, commitments, agreements, a village and an agreement."""
    judge(network, client(network), PUBLIC)


OFFICE = (
    "/office/",
    "/office/agreements/",
    "/office/agreements/new/",
    "/office/templates/",
    "/office/agreements/?page=2",
    "/office/parties/?q=村",
    "/office/parties/association/mandates/new/",
    "/office/parties/association/",
    "/office/parties/association/?page=2",
    "/office/parties/association/open/",
    "/office/hands/",
    "/office/duplicates/people/",
    "/office/duplicates/apart/",
    "/office/calls/",
    "/office/calls/new/",
    "/office/commitments/",
    "/office/commitments/?state=settled&page=2",
    "/office/commitments/?state=all&page=2",
    "/office/board/",
    "/office/board/?next=confirm&page=2",
    "/office/board/?next=value",
    "/office/matrix/",
    "/office/matrix/?givers=village&receivers=association",
    "/office/fulfilment/",
    "/office/fulfilment/?by=agreement&page=2",
    "/office/synergy/",
    "/office/synergy/yuan/?what=together&page=2",
    "/office/groups/",
    "/office/groups/new/",
    "/office/meetings/",
    "/office/reminders/",
    "/office/silent/",
    "/office/gatherings/",
    "/office/gatherings/new/",
    "/office/projects/",
    "/office/outcomes/",
    "/office/obstacles/",
    "/office/obstacles/?q=路",
    "/office/alliances/",
    "/office/links/",
    "/office/enquiries/",
    "/office/suggest/parties/?q=村",
    "/office/suggest/people/?q=王",
)


def test_office_pages_cost_the_same_in_a_large_network(network: Network) -> None:
    """Lists and forms of the association's leader, who is party to every agreement."""
    judge(network, client(network, "leader"), OFFICE)


PHONE = (
    "/m/",
    "/m/due/mine/late/",
    "/m/due/mine/waiting/?page=2",
    "/m/due/theirs/waiting/",
    "/m/commitments/",
    "/m/commitments/theirs/open/?page=2",
    "/m/board/",
    "/m/board/?next=value",
    "/m/owing/?page=2",
    "/m/synergy/",
    "/m/agreements/",
    "/m/obstacles/",
    "/m/enquiries/",
    "/m/groups/",
    "/m/gatherings/",
    "/m/handovers/",
    "/m/handovers/new/",
    "/m/reminders/",
    "/m/silent/",
    "/m/glance/",
    "/m/log/",
    "/m/log/new/",
)


def test_phone_pages_cost_the_same_in_a_large_network(network: Network) -> None:
    """What a leader sees who looks after hundreds: the first page, its lists, the glance, the form of an entry."""
    judge(network, client(network, "leader"), PHONE)


def test_the_first_page_counts_everything_and_shows_the_most_urgent(network: Network) -> None:
    """Twelve of each urgency, how many more there are, and a list behind that by the page, the longest late first."""
    crowd(network, 0, 90)
    leader = client(network, "leader")
    page = leader.get("/m/").content.decode()
    more = dict(re.findall(r'href="(/m/due/\w+/\w+/)">还有 (\d+) 项', page))
    assert set(more) >= {
        "/m/due/mine/late/",
        "/m/due/mine/waiting/",
        "/m/due/theirs/late/",
        "/m/due/theirs/waiting/",
    }
    for address, left in more.items():
        seen, number = [], 1
        while True:
            answer = leader.get(address, {"page": number}).content.decode()
            seen += re.findall(r'<p class="t"><a class="plain" href="([^"]+)"', answer)
            if 'rel="next"' not in answer:
                break
            number += 1
        assert len(seen) == len(set(seen)) == int(left) + 12, address
    late = leader.get("/m/due/mine/late/").content.decode()
    days = [int(one) for one in re.findall(r"逾期 (\d+) 天", late)]
    assert days
    assert days == sorted(days, reverse=True)


@pytest.mark.parametrize("page", ["/m/due/yours/late/", "/m/due/mine/never/", "/m/commitments/all/open/"])
def test_a_list_that_does_not_exist_is_not_there(network: Network, page: str) -> None:
    """A guessed side or urgency answers 404."""
    assert client(network, "leader").get(page).status_code == 404


def test_a_stranger_sees_nothing_of_it(network: Network) -> None:
    """The lists behind the numbers belong to the parties: the secretary of village B has none of the crowd's."""
    crowd(network, 0, 30)
    stranger = client(network, "secretary_b")
    for page in (page for page in PHONE if "log" not in page):
        words = stranger.get(page).content.decode()
        assert not re.search(r"承诺\d+-\d|第\d+份协议|走访\d|卡在第|第\d+组|第\d+件成效", words), page


def told(page: str) -> str:
    return client_of_everybody().get(page).content.decode()


def client_of_everybody() -> Client:
    return Client(headers={"Accept-Language": "zh-hans"})


def test_a_large_network_is_shown_by_place_and_the_way_leads_to_every_village(network: Network) -> None:
    """Thirty counties with their counts, then one county with its villages as type, without a script."""
    villages = crowd(network, 0, 120)
    page = told("/network/")
    assert "/villages/crowd-0/" not in page
    county = villages[0].division_id[:6]
    assert f'href="/network/places/{county}/">{county}县</a>' in page
    shown = told(f"/network/places/{county}/")
    assert set(re.findall(r"/villages/(crowd-\d+)/", shown)) == {
        "crowd-0",
        "crowd-30",
        "crowd-60",
        "crowd-90",
    }
    assert client_of_everybody().get("/network/places/99/").status_code == 404


def test_a_small_network_is_shown_village_by_village(network: Network) -> None:
    """Up to sixty villages stand as type on the front page and in the table of the network."""
    crowd(network, 0, 50)
    for page in ("/", "/network/"):
        assert "/villages/crowd-49/" in told(page), page


@pytest.mark.parametrize("page", ["/network/promises/?from=nobody", "/network/agreements/?party=nobody",
                                  "/network/promises/?agreement=nothing", "/network/promises/?area=none"])  # fmt: skip
def test_a_list_of_something_that_is_not_there_is_not_there(network: Network, page: str) -> None:
    """A guessed party, agreement or area answers 404 instead of an empty list."""
    assert client_of_everybody().get(page).status_code == 404


def test_villages_of_one_name_keep_their_agreements_apart(network: Network) -> None:
    """Village A is called as every other village of the crowd is: neither shows agreements of the other."""
    crowd(network, 0, 4)
    assert "第" not in re.sub(r"第一书记|第 \d+ 批", "", told("/villages/village-a/")).split("共建协议")[-1]
    page = told("/villages/crowd-1/")
    assert "/agreements/crowd-1/" in page
    assert "/agreements/crowd-3/" not in page
