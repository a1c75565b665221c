"""The twenty-six versions at the desk: all at once, one beside the story, other words for it and a colleague's word on them."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from lianjian.apps.newsroom.actions.start_story import start_story
from tests.apps.matrix.stories import delivery, draft, publish
from tests.web.desk.carrying import CHANNELS, SCRIPT, at_the_desk

if TYPE_CHECKING:
    from django.test import Client

    from tests.network import Network

LONG = "茶山上新修的机耕路通车那天，八十户茶农把秋茶自己定了价"
WECHAT = "wechat-zhuyou"


def page_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def mark_in(page: str) -> str:
    found = re.search(r'name="mark" value="([0-9a-f]{64})"', page)
    assert found is not None
    return found.group(1)


def test_all_twenty_six_are_seen_at_once(network: Network) -> None:
    """Before publication too: a line each, what is cut is marked and narrowed to, nonsense in the address shows all."""
    story = start_story(by=network.actor("editor"), draft=draft(network, LONG)).pk
    client = at_the_desk(network)
    page = page_of(client, f"/desk/versions/{story}/")
    assert page.count('class="vrow"') == 26
    assert "还没有公开" in page
    assert "<del>" in page
    cut = page_of(client, f"/desk/versions/{story}/?show=cut")
    assert 0 < cut.count('class="vrow"') < 26
    assert "一个也没有" in page_of(client, f"/desk/versions/{story}/?show=own")
    assert page_of(client, f"/desk/versions/{story}/?show={SCRIPT}").count('class="vrow"') == 26


def test_words_are_written_refused_and_accepted(network: Network) -> None:
    """Too long comes back beside its field with what was typed; kept ones wait; the writer has no button to accept, the
    reviewer has, and sends back only with a reason."""
    story = publish(network, "短标题")
    editor, reviewer = at_the_desk(network), at_the_desk(network, "reviewer")
    here = f"/desk/versions/{story}/{CHANNELS}/"
    answer = editor.post(f"{here}do/write/", {"title": "长" * 17})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "现在长 17，这一端最多 16" in page
    assert "长" * 17 in page
    assert 'id="own-title-error"' in page
    assert editor.post(f"{here}do/write/", {"title": SCRIPT[:16]}).status_code == 302
    page = page_of(editor, here)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    assert "do/accept/" not in page
    assert "do/accept/" in page_of(reviewer, here)
    mark = mark_in(page_of(reviewer, here))
    assert here in page_of(
        reviewer, "/desk/"
    )  # it waits on the first page of who may judge, not of who wrote
    assert here not in page_of(editor, "/desk/")
    assert editor.post(f"{here}do/accept/", {"mark": mark}).status_code == 422
    answer = reviewer.post(f"{here}do/return/", {"mark": mark, "why": ""})
    assert (answer.status_code, 'id="why-error"' in answer.content.decode()) == (422, True)
    assert "待定" in page_of(reviewer, f"/desk/versions/{story}/")
    assert reviewer.post(f"{here}do/accept/", {"mark": "nonsense"}).status_code == 422
    assert reviewer.post(f"{here}do/accept/", {"mark": mark}).status_code == 302
    assert delivery(story, CHANNELS).changes == {"title": SCRIPT[:16]}
    assert "媒审核认可" in page_of(editor, here)
    assert editor.post(f"{here}do/drop/").status_code == 302
    assert delivery(story, CHANNELS).changes == {}
    assert editor.post(f"{here}do/nonsense/").status_code == 404
    assert editor.get(f"{here}do/write/").status_code == 405


def test_the_article_comes_in_a_frame_without_rights(network: Network) -> None:
    """Inline styles are shown, scripts and everything from elsewhere are not; only outlets with articles have it."""
    story = publish(network)
    client = at_the_desk(network)
    page = page_of(client, f"/desk/versions/{story}/{WECHAT}/")
    assert f'src="/desk/versions/{story}/{WECHAT}/article/"' in page
    answer = client.get(f"/desk/versions/{story}/{WECHAT}/article/")
    assert "font-size:17px" in answer.content.decode()
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script-src" not in policy
    assert "<iframe" not in page_of(client, f"/desk/versions/{story}/{CHANNELS}/")
    assert client.get(f"/desk/versions/{story}/{CHANNELS}/article/").status_code == 404
    assert client.get(f"/desk/versions/{story}/no-such-outlet/").status_code == 404


def test_versions_as_a_workbook(network: Network) -> None:
    """A row an outlet, what begins like a formula stays text."""
    story = publish(network, "=1+1 的账")
    answer = at_the_desk(network).get(f"/desk/versions/{story}/?as=xlsx")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert sum(row[0] is not None for row in rows) >= 27
    assert any("=1+1 的账" in str(cell) for row in rows for cell in row)
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)


@pytest.mark.parametrize("who", ["secretary_a", "liaison", "leader"])
def test_nobody_else_sees_versions(network: Network, who: str) -> None:
    """Neither the list nor one nor its article, and no verb."""
    story = publish(network)
    client = at_the_desk(network, who)
    here = f"/desk/versions/{story}/"
    for address in (here, f"{here}{WECHAT}/", f"{here}{WECHAT}/article/", f"{here}?as=xlsx"):
        assert client.get(address).status_code in {403, 404}
    for verb in ("write", "drop", "accept", "return"):
        assert client.post(f"{here}{WECHAT}/do/{verb}/", {"title": "外人"}).status_code in {403, 404}
    assert delivery(story, WECHAT).changes == {}
