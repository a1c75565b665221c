"""The proofreading pages: what they show, what they let through, what they cost."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lianjian.apps.newsroom.actions.import_archive import import_archive
from lianjian.apps.newsroom.actions.submit_for_review import submit_for_review
from lianjian.apps.newsroom.models import ArchiveCopy, ArchiveItem, Story, TextProposal, UncertainPlace
from lianjian.apps.newsroom.models.archive import private_storage
from lianjian.apps.newsroom.models.writing import draft_of
from lianjian.apps.newsroom.rules.archive.recognition.guesses import WHY_BESIDE, WHY_SEVERAL_VILLAGES
from lianjian.apps.newsroom.rules.archive.sources import Source
from tests.network import ROOT, Network
from tests.web.desk.test_desk import MIRRORED, a_stranger, an_item, signed_in

if TYPE_CHECKING:
    from django.test import Client

PAGE = (
    b"<html><script>alert(1)</script><p>" + "张洋村的夜校开课了，来了三十多位村民。".encode() + b"</p></html>"
)


def told(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def a_copy(item: ArchiveItem) -> ArchiveCopy:
    copy = ArchiveCopy(
        item=item,
        newsroom_id=item.newsroom_id,
        source_sha256=item.source_sha256,
        file_name="镜像/乙.html",
        media_type="text/html",
        encoding="gb18030",
        huanyuan_version="0.1.0",
        source_text=item.source_text,
        repaired_text=item.repaired_text.replace("促进会", "促進會"),
        likeness=0.997,
        imported_at=timezone.now(),
    )
    copy.original.name = item.original.name
    copy.save()
    return copy


def a_proposal(item: ArchiveItem) -> TextProposal:
    at = item.repaired_text.index("机制")
    edit = {"at": at, "len": 2, "from": "机制", "to": "机智", "why": "a newer version reads it so"}
    text = item.repaired_text[:at] + "机智" + item.repaired_text[at + 2 :]
    return TextProposal.objects.create(
        item=item, kind="newer", text=text, edits=[edit], huanyuan_version="9.0", made_at=timezone.now()
    )


def test_a_decision_is_seen_and_taken_back(network: Network) -> None:
    """Who and when beside the place and in the list of all; the button opens the place again; a second editor is told."""
    item, place = an_item(network), UncertainPlace.objects.by(ROOT).get()
    editor, colleague = signed_in(network, "editor"), signed_in(network, "reviewer")
    address = f"/desk/archive/{item.pk}/"
    editor.post(f"{address}places/{place.pk}/", {"chosen": "！"})
    answer = colleague.post(f"{address}places/{place.pk}/", {"chosen": "。"}, follow=True)
    assert "这一处已经定过：媒编辑 写了“！”" in answer.content.decode()
    page = told(editor, address)
    assert page.count("媒编辑") >= 2
    assert "处都定好了" in page
    answer = editor.post(f"{address}places/{place.pk}/reopen/")
    assert answer["Location"].endswith(f"?place={place.pk}#walk")
    place.refresh_from_db()
    assert place.state == "open"
    assert "撤回了决定" in told(editor, address)


def test_a_choice_is_a_button_that_decides(network: Network) -> None:
    """Where the repair names two characters, each is a button; the one pressed counts, not what stands in the field."""
    item, place = an_item(network), UncertainPlace.objects.by(ROOT).get()
    UncertainPlace.objects.by(ROOT).update(proposed="着")
    client = signed_in(network, "editor")
    page = told(client, f"/desk/archive/{item.pk}/")
    assert 'name="choice" value="著" data-digit="2"' in page
    client.post(f"/desk/archive/{item.pk}/places/{place.pk}/", {"chosen": "x", "choice": "着"})
    place.refresh_from_db()
    assert (place.state, place.chosen) == ("confirmed", "着")


def test_without_a_script_the_links_lead_from_place_to_place(network: Network) -> None:
    """One place is shown, the one in the address; its neighbours are links."""
    item, first = an_item(network), UncertainPlace.objects.by(ROOT).get()
    second = UncertainPlace.objects.create(
        item=item, position=first.position + 3, length=1, before="?", proposed="会", why=""
    )
    page = told(signed_in(network, "editor"), f"/desk/archive/{item.pk}/?place={second.pk}")
    assert f'id="place-{first.pk}" data-place="{first.pk}" data-state="open" hidden' in page
    assert f'id="place-{second.pk}" data-place="{second.pk}" data-state="open">' in page
    assert f'rel="prev" href="?place={first.pk}#walk"' in page


def test_a_script_is_told_what_a_decision_changed(network: Network) -> None:
    """The place, its words, both pieces of the page and what is left; a refusal as such, nothing of it on the next page."""
    item, place = an_item(network), UncertainPlace.objects.by(ROOT).get()
    second = UncertainPlace.objects.create(
        item=item, position=place.position + 3, length=1, before="?", proposed="会", why=""
    )
    client, address = signed_in(network, "editor"), f"/desk/archive/{item.pk}/places/{place.pk}/"
    refused = client.post(address, {"chosen": ""}, headers={"accept": "application/json"})
    assert refused.status_code == 422
    assert refused.json()["said"].startswith("请填写这里的文字")
    told = client.post(address, {"chosen": "！"}, headers={"accept": "application/json"}).json()
    assert (told["state"], told["chosen"], told["left"], told["done"]) == ("corrected", "！", 1, 1)
    assert told["next"] == second.pk
    assert "媒编辑" in told["was"]
    assert f"places/{place.pk}/reopen/" in told["was"]
    assert told["log"].startswith("<li>")
    last = f"/desk/archive/{item.pk}/places/{second.pk}/"
    assert client.post(last, {"chosen": "会"}, headers={"accept": "application/json"}).json()["next"] is None


def test_what_is_refused_is_said_at_its_place_with_what_was_typed(network: Network) -> None:
    """Without a script too: at the place, at the guess, once."""
    item, place = an_item(network), UncertainPlace.objects.by(ROOT).get()
    client, address = signed_in(network, "editor"), f"/desk/archive/{item.pk}/"
    page = client.post(f"{address}places/{place.pk}/", {"chosen": "很长" * 150}, follow=True).content.decode()
    _before, there, _after = page.partition(f'id="place-{place.pk}"')
    assert there
    assert '<p class="desk-fault walk-fault" role="alert">' in page
    assert f'name="chosen" value="{"很长" * 150}"' in page
    assert "walk-fault" not in told(client, address)
    number = next(n for n, guess in enumerate(item.guesses) if guess["field"] == "title")
    page = client.post(
        f"{address}guesses/{number}/", {"value": "题" * 400 + "<b>"}, follow=True
    ).content.decode()
    assert f'<p class="desk-fault" id="guess-fault-{number}" role="alert">' in page
    assert f'value="{"题" * 400}&lt;b&gt;"' in page
    client.post(f"{address}places/{place.pk}/", {"chosen": place.proposed})
    submit_for_review(by=network.actor("editor"), story=item.story_id)
    page = client.post(f"{address}guesses/{number}/", {"value": "新题"}, follow=True).content.decode()
    assert f'id="guess-fault-{number}"' in page
    assert "刚才填的是“新题”" in page


def test_a_place_of_another_item_is_not_decided_here(network: Network) -> None:
    """Its address under another item of the same newsroom is none."""
    place = an_item(network).places.get()
    import_archive(by=network.actor("editor"), sources=[Source("别的.html", "html", PAGE)])
    other = ArchiveItem.objects.by(ROOT).exclude(pk=place.item_id).get()
    client = signed_in(network, "editor")
    for part in ("", "reopen/"):
        address = f"/desk/archive/{other.pk}/places/{place.pk}/{part}"
        assert client.post(address, {"chosen": "！"}).status_code == 404
    place.refresh_from_db()
    assert place.state == "open"


def test_a_guess_is_put_into_the_story(network: Network) -> None:
    """Corrected on the page, it stands in the draft; the page says who did it."""
    item = an_item(network)
    number = next(n for n, guess in enumerate(item.guesses) if guess["field"] == "title")
    client = signed_in(network, "editor")
    page = client.post(f"/desk/archive/{item.pk}/guesses/{number}/", {"value": "共建从这里开始"}, follow=True)
    assert "媒编辑 把“共建从这里开始”写进了稿件" in page.content.decode()
    assert draft_of(Story.objects.get().get_latest_revision_as_object()).title == "共建从这里开始"


def test_a_guess_is_marked_in_the_text_where_it_says_so(network: Network) -> None:
    """With its place it is marked and linked; one whose place is beyond the text is not."""
    item = an_item(network)
    guesses = item.guesses
    guesses[0] |= {"at": 2, "len": 4}
    guesses[1] |= {"at": 10**7, "len": 4}
    ArchiveItem.objects.by(ROOT).update(guesses=guesses)
    page = told(signed_in(network, "editor"), f"/desk/archive/{item.pk}/")
    assert 'class="noted" id="read-0"' in page
    assert 'id="read-1"' not in page


def test_a_place_that_several_divisions_fit_is_chosen_with_one_press(network: Network) -> None:
    """Each candidate is a button with its whole path; every kind of guess has its word, and none shows a bare code."""
    item = an_item(network)
    places = ["350303108203", "350303108204"]
    asked = {
        "field": "division",
        "value": "甲 / 乙",
        "sure": "weak",
        "why": WHY_SEVERAL_VILLAGES,
        "candidates": places,
    }
    others = [
        {"field": field, "value": "某某", "sure": "weak", "why": WHY_BESIDE}
        for field in ("kicker", "photographer", "editor", "published_on", "subtitle")
    ]
    ArchiveItem.objects.by(ROOT).update(guesses=[asked, *others])
    client, address = signed_in(network, "editor"), f"/desk/archive/{item.pk}/"
    page = told(client, address)
    for word in ("引题", "摄影", "编辑", "刊发日期", "副题"):
        assert f"<h3>{word}</h3>" in page
    assert all(f'name="choice" value="{code}"' in page for code in places)
    page = client.post(
        f"{address}guesses/0/", {"value": "", "choice": places[1]}, follow=True
    ).content.decode()
    assert draft_of(Story.objects.get().get_latest_revision_as_object()).division == places[1]
    assert "已经写进稿件草稿" in page


def test_the_file_comes_back_as_it_came_and_is_never_a_page(network: Network) -> None:
    """The very bytes, as a file to keep; when they are not the ones that came, none are sent."""
    import_archive(by=network.actor("editor"), sources=[Source("坏/页.html", "html", PAGE)])
    item = ArchiveItem.objects.by(ROOT).get()
    client, address = signed_in(network, "editor"), f"/desk/archive/{item.pk}/original/"
    answer = client.get(address)
    assert b"".join(answer.streaming_content) == PAGE
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-SHA256"] == item.source_sha256
    name = item.original.name
    with private_storage().open(name) as kept:
        whole = kept.read()
    try:
        private_storage().delete(name)
        answer = client.get(address)
        assert answer.status_code == 409
        assert "字节与当初的不一样" in answer.content.decode()
    finally:
        private_storage().save(name, io.BytesIO(whole))  # type: ignore[arg-type]


def test_every_change_is_a_row(network: Network) -> None:
    """As a page, as a table for a spreadsheet, and in the record for machines, which alone rebuilds the text."""
    item = an_item(network)
    client = signed_in(network, "editor")
    assert item.source_sha256 in told(client, f"/desk/archive/{item.pk}/origin/")
    rows = list(
        csv.DictReader(io.StringIO(told(client, f"/desk/archive/{item.pk}/edits.csv").lstrip("\ufeff")))
    )
    assert [int(row["at"]) for row in rows] == [edit["at"] for edit in item.edits]
    record = json.loads(told(client, f"/desk/archive/{item.pk}/origin.json"))
    text, at = "", 0
    for edit in record["edits"]:
        text += record["source_text"][at : edit["at"]] + edit["to"]
        at = edit["at"] + edit["len"]
    assert text + record["source_text"][at:] == record["repaired_text"] == item.repaired_text


def test_a_proposal_is_decided_on_its_page(network: Network) -> None:
    """Shown beside the text that counts; without a tick nothing happens; with it the draft has the change."""
    item = an_item(network)
    held = a_proposal(item)
    client, address = signed_in(network, "editor"), f"/desk/archive/{item.pk}/proposals/{held.pk}/"
    assert address in told(client, f"/desk/archive/{item.pk}/")
    assert ">机智</ins>" in told(client, address)
    page = client.post(address, {"accept": "1"})
    assert page.status_code == 422
    assert "一处都没有勾选" in page.content.decode()
    assert 'name="change" value="0">' in page.content.decode()  # the tick that was taken away is not put back
    client.post(address, {"accept": "1", "change": "0"})
    held.refresh_from_db()
    assert (held.state, held.decided_by) == ("accepted", network.people["editor"])
    texts = draft_of(Story.objects.get().get_latest_revision_as_object()).blocks
    assert any("机智" in block.text for block in texts)
    assert "huanyuan 9.0" in told(client, f"/desk/archive/{item.pk}/")


def test_another_copy_is_shown_beside_the_story(network: Network) -> None:
    """Listed with its likeness, compared line by line, its bytes to be had; parted only where the verb is there."""
    item = an_item(network)
    copy = a_copy(item)
    client, base = signed_in(network, "editor"), f"/desk/archive/{item.pk}/"
    assert "99 %" in told(client, f"{base}origin/")
    assert ">進會</ins>" in told(client, f"{base}copies/{copy.pk}/")
    assert (
        b"".join(client.get(f"{base}copies/{copy.pk}/original/").streaming_content) == MIRRORED.read_bytes()
    )


def test_the_list_is_filtered_and_costs_the_same_however_long(network: Network) -> None:
    """By open places, kind of damage, proposals, words; the number of queries does not grow with the rows."""
    item = an_item(network)
    client = signed_in(network, "editor")
    title = str(Story.objects.get())
    for query, there in (
        ("open=1", True),
        ("family=gloss", True),
        ("family=yiyi", False),
        ("family=none", False),
        ("proposed=1", False),
        ("q=省美促会", True),
        ("q=没有这样的词", False),
        ("family=%27%22&p=x", True),
    ):
        page = told(client, f"/desk/archive/?{query}").partition('class="desk-page')[2]
        assert (title in page) is there, query
    a_proposal(item)
    assert "有建议文本" in told(client, "/desk/archive/?proposed=1")

    def cost(address: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            told(client, address)
        return len(caught)

    for address in ("/desk/archive/", f"/desk/archive/{item.pk}/"):
        before = cost(address)
        sources = [
            Source(
                f"{address}{n}.txt",
                "txt",
                f"第{n}篇{address}\n这是第{n}篇{address}的内容，写得清楚。".encode(),
            )
            for n in range(8)
        ]
        import_archive(by=network.actor("editor"), sources=sources)
        for n in range(8):
            UncertainPlace.objects.across_organisations("rows for a list").get_or_create(
                item=item, position=n + len(address) * 10, length=1, defaults={"proposed": "会"}
            )
        assert cost(address) <= before


@pytest.mark.parametrize("method", ["get", "post"])
def test_another_newsroom_finds_none_of_the_pages(network: Network, method: str) -> None:
    """Every address of an item, with its real keys, is 404 for an editor of another newsroom, and nothing changes."""
    item, place = an_item(network), UncertainPlace.objects.by(ROOT).get()
    held, copy = a_proposal(item), a_copy(item)
    client, base = a_stranger(network), f"/desk/archive/{item.pk}/"
    read = [
        "",
        "origin/",
        "origin.json",
        "edits.csv",
        "original/",
        f"proposals/{held.pk}/",
        f"copies/{copy.pk}/",
    ]
    read.append(f"copies/{copy.pk}/original/")
    sent = [
        f"places/{place.pk}/",
        f"places/{place.pk}/reopen/",
        "guesses/0/",
        "again/",
        f"proposals/{held.pk}/",
    ]
    sent.append(f"copies/{copy.pk}/part/")
    for part in read if method == "get" else sent:
        answer = getattr(client, method)(
            base + part, {"chosen": "！", "value": "外人", "accept": "1", "change": "0"}
        )
        assert answer.status_code == 404, part
    place.refresh_from_db()
    held.refresh_from_db()
    assert (place.state, held.state) == ("open", "open")
