"""The desk: who gets in, what its buttons end in, what it never shows."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from PIL import Image

from lianjian.apps.newsroom.actions.import_archive import import_archive
from lianjian.apps.newsroom.actions.publish_story import publish_story
from lianjian.apps.newsroom.actions.review_story import review_story
from lianjian.apps.newsroom.actions.start_story import start_story
from lianjian.apps.newsroom.actions.submit_for_review import submit_for_review
from lianjian.apps.newsroom.models import ArchiveItem, Column, Story, StoryPicture, UncertainPlace
from lianjian.apps.newsroom.queries import published, record
from lianjian.apps.newsroom.rules.archive.unpacking import unpack
from lianjian.apps.newsroom.rules.drafts import Draft, DraftBlock
from lianjian.apps.parties.actions.end_mandate import end_mandate
from lianjian.apps.parties.actions.grant_mandate import grant_mandate
from lianjian.apps.parties.actions.open_account import open_account
from lianjian.apps.parties.actions.register_organisation import register_organisation
from lianjian.apps.parties.actions.register_person import register_person
from lianjian.apps.parties.models import Account, Mandate
from lianjian.foundation.models import EventRecord
from tests.network import PASSWORD, ROOT, Network, today
from tests.six_steps import IN_TURN, accept_all, holders

MIRRORED = Path(__file__).parents[2] / "apps" / "newsroom" / "data" / "mirrored_article.txt"
SCRIPT = "<script>alert(1)</script>"


def signed_in(network: Network, name: str) -> Client:
    client = Client()
    client.force_login(network.accounts[name])
    return client


def said_in(pdf: bytes) -> str:
    """The words of a PDF without blanks and line breaks."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (Debian's poppler-utils) is not installed")
    done = subprocess.run(["pdftotext", "-", "-"], input=pdf, check=True, capture_output=True)
    return "".join(done.stdout.decode().split())


def a_story(network: Network, title: str = "夜校", who: str = "editor") -> Story:
    draft = Draft(title=title, column="village-stories", blocks=(DraftBlock("paragraph", "第一段。"),))
    return start_story(by=network.actor(who), draft=draft)


def an_item(network: Network) -> ArchiveItem:
    import_archive(
        by=network.actor("editor"),
        sources=unpack("甲.txt", io.BytesIO(MIRRORED.read_bytes())),
        column="village-stories",
    )
    return ArchiveItem.objects.by(ROOT).get()


def a_stranger(network: Network) -> Client:
    """An editor of another media centre."""
    other = register_organisation(
        by=ROOT, key="other", name="别家中心", short_name="别家", kind="media-centre"
    )
    person = register_person(by=ROOT, name="别编辑")
    account = open_account(by=ROOT, person=person.pk, username="stranger", password=PASSWORD)
    grant_mandate(by=ROOT, person=person.pk, organisation=other.pk, role="editor", starts_on=today())
    client = Client()
    client.force_login(account)
    return client


def found_in(page: str, pattern: str) -> str:
    found = re.search(pattern, page)
    assert found is not None, pattern
    return found.group(1)


def sent(story: Story | None = None, **fields: Any) -> dict[str, Any]:
    """The fields of the story form as a browser sends them."""
    column = Column.objects.get(slug="village-stories").pk
    form = {
        "title": story.title if story else "新稿",
        "subtitle": "",
        "digest": "",
        "column": str(column),
        "cover": "",
        "byline": "",
        "source": "",
        "happened_on": "",
        "party": "",
        "division": "",
        "loudspeaker": "",
        "go_live_at": "",
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "paragraph",
        "body-0-id": "",
        "body-0-value": "第一段。",
    }
    return {**form, **fields}


def edit_url(story: Story) -> str:
    return reverse("wagtailsnippets_newsroom_story:edit", args=[story.pk])


ADD = "/desk/stories/add/"


@pytest.mark.parametrize("name", ["secretary_a", "secretary_b", "keeper_a", "leader", "liaison"])
def test_outside_the_newsroom_there_is_no_desk(network: Network, name: str) -> None:
    """A village secretary who guesses addresses finds nothing: no desk, no draft, no item, no picture list."""
    story, item = a_story(network), an_item(network)
    client = signed_in(network, name)
    for address in (
        "/desk/",
        "/desk/stories/",
        edit_url(story),
        f"/desk/review/{story.pk}/",
        f"/desk/stories/history/{story.pk}/",
        f"/desk/stories/preview/{story.pk}/",
        "/desk/archive/",
        f"/desk/archive/{item.pk}/",
        "/desk/archive/import/",
        "/desk/images/",
        "/desk/reports/site-history/",
        "/desk/users/",
        "/desk/api/main/images/",
    ):
        assert client.get(address).status_code == 404, address


def test_nobody_signed_in_is_asked_to_sign_in() -> None:
    """A visitor goes to the sign-in page and back."""
    answer = Client().get("/desk/stories/")
    assert answer.status_code == 302
    assert answer["Location"] == "/sign-in/?next=/desk/stories/"


@pytest.mark.parametrize("name", ["editor", "reviewer", "chief"])
def test_the_newsroom_gets_in(network: Network, name: str) -> None:
    """Editors, reviewers and the leader of the media centre work at the desk, without any further setting up."""
    client = signed_in(network, name)
    for address in (
        "/desk/",
        "/desk/stories/",
        ADD,
        "/desk/archive/",
        "/desk/archive/import/",
        "/desk/images/",
    ):
        assert client.get(address).status_code == 200, address


def test_the_desk_closes_when_the_mandate_ends(network: Network) -> None:
    """Ended by hand or by date, the door is shut at the next click, also in a session that is open."""
    client = signed_in(network, "editor")
    assert client.get("/desk/").status_code == 200
    held = Mandate.objects.by(ROOT).get(person=network.people["editor"])
    end_mandate(by=ROOT, mandate=held.pk, ends_on=today() - timedelta(days=1))
    assert client.get("/desk/").status_code == 404
    account = Account.objects.get(pk=network.accounts["editor"].pk)
    assert not account.has_perm("wagtailadmin.access_admin")


def test_another_newsroom_sees_nothing_of_ours(network: Network) -> None:
    """Every door of a story or item of this newsroom is 404 for an editor of another one, and nothing changes."""
    story, item = a_story(network), an_item(network)
    place = UncertainPlace.objects.by(ROOT).get()
    client = a_stranger(network)
    assert client.get("/desk/stories/").status_code == 200
    assert story.title not in client.get("/desk/stories/").content.decode()
    for kind in ("edit", "history", "usage", "unpublish", "preview", "workflow_history", "lock", "delete"):
        assert client.get(f"/desk/stories/{kind}/{story.pk}/").status_code == 404, kind
    assert client.post(edit_url(story), sent(story, title="改了")).status_code == 404
    assert (
        client.get(f"/desk/stories/history/{story.pk}/revisions/{story.latest_revision_id}/view/").status_code
        == 404
    )
    assert client.get(f"/desk/review/{story.pk}/").status_code == 404
    assert client.post(f"/desk/review/{story.pk}/", {"accept": "1"}).status_code == 404
    assert client.get(f"/desk/archive/{item.pk}/").status_code == 404
    decided = client.post(f"/desk/archive/{item.pk}/places/{place.pk}/", {"chosen": "！"})
    assert decided.status_code == 404
    story.refresh_from_db()
    place.refresh_from_db()
    assert (story.title, place.state) == ("夜校", "open")


def test_the_bulk_pages_and_choosers_show_no_story(network: Network) -> None:
    """Wagtail's bulk delete and snippet chooser, which know no rows' owners, are closed."""
    story = a_story(network)
    client = signed_in(network, "editor")
    for action in ("delete", "publish"):
        address = f"/desk/bulk/newsroom/story/{action}/?id={story.pk}"
        assert client.get(address).status_code == 404
        assert client.post(address).status_code == 404
    assert Story.objects.filter(pk=story.pk).exists()
    assert client.get("/desk/snippets/choose/newsroom/story/").status_code == 404


def test_a_story_is_written_saved_and_submitted(network: Network) -> None:
    """The form makes a draft in one's own newsroom; the button sends it into review and freezes it."""
    client = signed_in(network, "editor")
    client.post(ADD, {**sent(), "action-submit": "1"})
    story = Story.objects.get()
    assert (story.newsroom_id, story.stage, story.live) == (network.media.pk, "in-review", False)
    client.post(edit_url(story), sent(story, title="偷偷改"))
    story.refresh_from_db()
    assert story.get_latest_revision_as_object().title == "新稿"
    assert EventRecord.objects.filter(name="newsroom.story_submitted").count() == 1


def test_a_form_sent_twice_makes_one_story(network: Network) -> None:
    """The second sending of the same page leads to the story of the first."""
    client = signed_in(network, "editor")
    page = client.get(ADD).content.decode()
    token = found_in(page, r'name="submission" value="([^"]+)"')
    client.post(ADD, sent(submission=token))
    answer = client.post(ADD, sent(submission=token))
    assert Story.objects.count() == 1
    assert answer["Location"] == edit_url(Story.objects.get())


def test_publishing_without_a_review_keeps_the_draft_and_says_why(network: Network) -> None:
    """The guard's words come back to the page; what was typed is saved."""
    story = a_story(network)
    client = signed_in(network, "editor")
    answer = client.post(
        edit_url(story), sent(story, title="改过的标题", **{"action-publish": "1"}), follow=True
    )
    assert "三审三校共 6 道" in answer.content.decode()
    assert published(story.pk) is None
    assert Story.objects.get(pk=story.pk).get_latest_revision_as_object().title == "改过的标题"


def test_reviewed_and_published_at_the_desk(network: Network) -> None:
    """Submit, accept on the review page, publish with the editor's button: public, once, told once."""
    story = a_story(network)
    submit_for_review(by=network.actor("editor"), story=story.pk)
    reviewer = signed_in(network, "reviewer")
    page = reviewer.get(f"/desk/review/{story.pk}/").content.decode()
    text = found_in(page, r'name="text" value="(\w{64})"')
    assert reviewer.post(f"/desk/review/{story.pk}/", {"accept": "1", "text": text}).status_code == 302
    assert published(story.pk) is None
    names = holders(network, frozenset({network.people["editor"].pk}))
    for step in IN_TURN[1:]:
        colleague = signed_in(network, names[step])
        page = colleague.get(f"/desk/review/{story.pk}/").content.decode()
        assert "轮到你" in page, step
        form = {"accept": "1", "text": text, "step": step}
        assert colleague.post(f"/desk/review/{story.pk}/", form).status_code == 302
    editor = signed_in(network, "editor")
    assert 'name="action-publish"' in editor.get(edit_url(story)).content.decode()
    editor.post(edit_url(story), sent(story, **{"action-publish": "1"}))
    assert published(story.pk) is not None
    assert EventRecord.objects.filter(name="newsroom.story_published").count() == 1


def test_a_reviewer_who_read_an_older_text_is_told(network: Network) -> None:
    """The decision names the text that was read; a newer one is not accepted by it."""
    story = a_story(network)
    answer = signed_in(network, "reviewer").post(
        f"/desk/review/{story.pk}/", {"accept": "1", "text": "0" * 64}
    )
    assert answer.status_code == 422
    assert "文字又改了" in answer.content.decode()


def test_sending_back_needs_words(network: Network) -> None:
    """Without a comment the page comes back with the reason; with one the story is sent back and thawed."""
    story = a_story(network)
    submit_for_review(by=network.actor("editor"), story=story.pk)
    client = signed_in(network, "reviewer")
    assert client.post(f"/desk/review/{story.pk}/", {"send-back": "1"}).status_code == 422
    assert (
        client.post(f"/desk/review/{story.pk}/", {"send-back": "1", "comment": "日期不对"}).status_code == 302
    )
    story.refresh_from_db()
    assert story.stage == "sent-back"
    assert "日期不对" in signed_in(network, "editor").get("/desk/").content.decode()
    editor = signed_in(network, "editor")
    editor.post(edit_url(story), sent(story, title="改好了", **{"action-submit": "1"}))
    story.refresh_from_db()
    assert story.stage == "in-review"


def test_what_changed_is_shown_to_whoever_accepted_the_earlier_text(network: Network) -> None:
    """Taken back, changed and submitted again: the first reviewer sees the changed characters and accepts with one tap; a
    colleague who saw none of it reads the whole text."""
    story = a_story(network, "十一月的夜校")
    submit_for_review(by=network.actor("editor"), story=story.pk)
    signed_in(network, "reviewer").post(f"/desk/review/{story.pk}/", {"accept": "1", "step": "first-review"})
    editor = signed_in(network, "editor")
    editor.post(f"/desk/review/{story.pk}/take-back/")
    editor.post(edit_url(story), sent(story, title="十二月的夜校", **{"action-submit": "1"}))
    page = signed_in(network, "reviewer").get(f"/desk/review/{story.pk}/").content.decode()
    assert "十<del>一</del><ins>二</ins>月的夜校" in page
    assert "再次通过" in page
    assert "<ins>" not in signed_in(network, "deputy").get(f"/desk/review/{story.pk}/").content.decode()


def test_the_record_names_who_answered_for_what(network: Network) -> None:
    """Six names at six steps, their roles, the comment, who published; to another newsroom it does not exist."""
    story = a_story(network)
    review_story(by=network.actor("reviewer"), story=story.pk, step="first-review", comment="核过日期")
    accept_all(network, story.pk)
    publish_story(by=network.actor("editor"), story=story.pk)
    page = signed_in(network, "editor").get(f"/desk/review/{story.pk}/record/").content.decode()
    for words in ("媒审核", "媒副总", "媒主任", "媒校甲", "媒校乙", "媒校丙", "媒编辑", "核过日期", "终审"):
        assert words in page, words
    told = record(network.actor("editor"), story.pk)
    assert [one["step"] for one in told["reviews"]] == list(IN_TURN)
    assert (told["publications"][0]["name"], told["publications"][0]["correction"]) == ("媒编辑", False)
    stranger = a_stranger(network)
    for address in ("record/", "record.pdf", "record/?as=xlsx"):
        assert stranger.get(f"/desk/review/{story.pk}/{address}").status_code == 404


def test_the_record_is_filed_as_a_paper_and_as_rows(network: Network) -> None:
    """A PDF with every name, comment and the fingerprint of the text; a workbook in the order of time. Of a story that
    nobody has read yet the paper says so."""
    story = a_story(network)
    reader = signed_in(network, "editor")
    fresh = said_in(reader.get(f"/desk/review/{story.pk}/record.pdf").content)
    assert ("尚无审校意见" in fresh, fresh.count("未定")) == (True, 6)
    review_story(by=network.actor("reviewer"), story=story.pk, step="first-review", comment="核过日期")
    accept_all(network, story.pk)
    publish_story(by=network.actor("editor"), story=story.pk)
    text = record(network.actor("editor"), story.pk)["text_sha256"]
    paper = said_in(reader.get(f"/desk/review/{story.pk}/record.pdf").content)
    for words in (
        "稿件审校单",
        "媒审核",
        "媒副总",
        "媒主任",
        "媒校甲",
        "媒校乙",
        "媒校丙",
        "核过日期",
        "刊发",
        text[:12],
    ):
        assert words in paper, words
    rows = list(
        load_workbook(
            io.BytesIO(reader.get(f"/desk/review/{story.pk}/record/?as=xlsx").content)
        ).active.values
    )
    told = [row for row in rows if row[3] in {"媒审核", "媒编辑"}]
    assert "核过日期" in [row[5] for row in told]
    assert {row[6] for row in told} == {text}
    moments = [row[0] for row in rows if row[0] is not None and row[6] == text]
    assert moments == sorted(moments)
    assert len(told) >= 3


def test_an_editor_takes_a_text_back_from_review(network: Network) -> None:
    """Taken back it can be changed again."""
    story = a_story(network)
    submit_for_review(by=network.actor("editor"), story=story.pk)
    client = signed_in(network, "editor")
    client.post(f"/desk/review/{story.pk}/take-back/")
    client.post(edit_url(story), sent(story, title="再想想"))
    story.refresh_from_db()
    assert (story.stage, story.get_latest_revision_as_object().title) == ("draft", "再想想")


def test_withdrawing_asks_for_a_reason(network: Network) -> None:
    """The reason is kept and told; without one nothing happens."""
    story = a_story(network)
    accept_all(network, story.pk)
    publish_story(by=network.actor("editor"), story=story.pk)
    client = signed_in(network, "editor")
    address = f"/desk/stories/unpublish/{story.pk}/"
    assert client.post(address, {"reason": ""}).status_code == 422
    assert published(story.pk) is not None
    client.post(address, {"reason": "当事人要求"})
    story.refresh_from_db()
    assert (published(story.pk), story.withdrawn_reason) == (None, "当事人要求")


def test_script_in_a_text_comes_out_as_text(network: Network) -> None:
    """In lists, on the first page, in the review, in the preview and on the proofreading page."""
    story = a_story(network, SCRIPT)
    submit_for_review(by=network.actor("editor"), story=story.pk)
    source = f"{SCRIPT}\n近日，村里开会了。{SCRIPT}".encode()
    import_archive(by=network.actor("editor"), sources=unpack(f"{SCRIPT}.txt", io.BytesIO(source)))
    item = ArchiveItem.objects.by(ROOT).get()
    client = signed_in(network, "reviewer")
    for address in (
        "/desk/",
        "/desk/stories/",
        f"/desk/review/{story.pk}/",
        edit_url(story),
        "/desk/archive/",
        f"/desk/archive/{item.pk}/",
    ):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert SCRIPT not in answer.content.decode(), address


def test_no_page_of_the_desk_carries_a_script_inside(network: Network) -> None:
    """The policy allows none, so none may be needed."""
    story, item = a_story(network), an_item(network)
    client = signed_in(network, "editor")
    for address in (
        "/desk/",
        "/desk/stories/",
        ADD,
        edit_url(story),
        f"/desk/stories/history/{story.pk}/",
        f"/desk/archive/{item.pk}/",
        "/desk/archive/import/",
        "/desk/images/",
        "/desk/images/multiple/add/",
    ):
        answer = client.get(address)
        page = answer.content.decode()
        assert re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", page) == [], address
        assert "'unsafe-inline'" not in re.search(
            r"script-src [^;]*", answer["Content-Security-Policy"]
        ).group(0)


def test_places_are_decided_one_after_another(network: Network) -> None:
    """Both texts stand side by side with the doubt marked; confirming leads on and records who did it."""
    item = an_item(network)
    place = UncertainPlace.objects.by(ROOT).get()
    client = signed_in(network, "editor")
    page = client.get(f"/desk/archive/{item.pk}/").content.decode()
    assert re.search(
        rf'<mark [^>]*id="doubt-{place.pk}"[^>]*><a [^>]+><span [^>]+>[^<]+</span>(<ins[^>]+>)?。<', page
    )
    assert re.search(r'<del class="c c-gloss" tabindex="-1">[^<]+\(\w+\)</del>', page)
    assert '<ins class="c c-gloss"' in page
    answer = client.post(f"/desk/archive/{item.pk}/places/{place.pk}/", {"chosen": "。"}, follow=True)
    assert "存疑处都定好了" in answer.content.decode()
    place.refresh_from_db()
    assert (place.state, place.decided_by) == ("confirmed", network.people["editor"])


def test_files_are_imported_with_a_report(network: Network) -> None:
    """Good and bad files together: each has its line, the bad one with its reason in Chinese."""
    client = signed_in(network, "editor")
    files = [
        SimpleUploadedFile("好.txt", "夜校开课\n近日，村里的夜校开课了，来了三十多人。".encode()),
        SimpleUploadedFile("坏.txt", b""),
        SimpleUploadedFile("图.pdf", b"%PDF"),
    ]
    answer = client.post("/desk/archive/import/", {"files": files, "column": "village-stories"}, follow=True)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "夜校开课" in page
    assert "不能读取“pdf”类型的文件" in page
    assert Story.objects.get().title == "夜校开课"
    assert client.post("/desk/archive/import/", {"column": ""}).status_code == 422


def test_uploaded_pictures_lose_what_they_tell(network: Network) -> None:
    """A photograph loses its place and camera, a drawing its script; something else is refused beside the field."""
    client = signed_in(network, "editor")
    exif = Image.Exif()
    exif[0x010F] = "CameraMaker"
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, "JPEG", exif=exif)
    assert b"CameraMaker" in out.getvalue()
    client.post(
        "/desk/images/add/",
        {"title": "田", "file": SimpleUploadedFile("田.jpg", out.getvalue(), "image/jpeg")},
    )
    photograph = StoryPicture.objects.get()
    with photograph.file.open() as kept:
        stored = kept.read()
    assert b"CameraMaker" not in stored
    assert not Image.open(io.BytesIO(stored)).getexif()
    assert "田" not in photograph.file.name
    svg = (
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="9" height="9" onload="alert(1)">'
        b'<script>alert(2)</script><a href="javascript:alert(3)"><rect width="9" height="9"/></a>'
        b'<circle r="3" style="fill:url(http://x.example/a)"/></svg>'
    )
    client.post(
        "/desk/images/add/", {"title": "画", "file": SimpleUploadedFile("画.svg", svg, "image/svg+xml")}
    )
    drawing = StoryPicture.objects.get(title="画")
    with drawing.file.open() as kept:
        text = kept.read().decode()
    assert "alert" not in text
    assert "x.example" not in text
    assert "circle" in text
    before = StoryPicture.objects.count()
    bomb = b'<!DOCTYPE s [<!ENTITY a "x">]><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">&a;</svg>'
    client.post(
        "/desk/images/add/", {"title": "坏", "file": SimpleUploadedFile("坏.svg", bomb, "image/svg+xml")}
    )
    assert StoryPicture.objects.count() == before


def test_places_are_suggested_and_taken_by_code(network: Network) -> None:
    """The list offers code and path; the form takes the line, the code, or a path that fits just one."""
    client = signed_in(network, "editor")
    found = client.get("/desk/places/", {"q": "涵江 张洋"}).json()["places"]
    assert found == ["350303108203 福建省 莆田市 涵江区 新县镇 张洋村委会"]
    client.post(ADD, sent(division=found[0]))
    assert Story.objects.get().division_id == "350303108203"
    answer = client.post(ADD, sent(division="村委会"))
    assert answer.status_code == 200
    assert "对得上几个地方" in answer.content.decode()


def test_the_preview_shows_the_story_as_readers_get_it(network: Network) -> None:
    """Title, column, paragraphs; no admin furniture."""
    story = a_story(network)
    client = signed_in(network, "editor")
    address = f"/desk/stories/preview/{story.pk}/"
    assert client.post(address, sent(story, title=SCRIPT)).json() == {"is_valid": True, "is_available": True}
    page = client.get(address).content.decode()
    assert "<h1>&lt;script&gt;alert(1)&lt;/script&gt;</h1>" in page
    assert "驻村故事" in page
    assert "第一段。" in page
    assert "wagtail" not in page


def test_the_editor_is_told_why_a_text_came_back(network: Network) -> None:
    """The reviewer's words stand above the text, and one button leads on: submit again."""
    story = a_story(network)
    submit_for_review(by=network.actor("editor"), story=story.pk)
    signed_in(network, "reviewer").post(
        f"/desk/review/{story.pk}/", {"send-back": "1", "comment": f"日期不对{SCRIPT}"}
    )
    page = signed_in(network, "editor").get(edit_url(story)).content.decode()
    assert "审稿人退回，意见：日期不对" in page
    assert SCRIPT not in page
    assert 'name="action-restart-workflow"' in page
    assert 'name="action-submit"' not in page
    assert 'name="action-cancel-workflow"' not in page


def test_a_withdrawn_story_says_so_in_the_editor(network: Network) -> None:
    """With its reason, and without a button to publish."""
    story = a_story(network)
    accept_all(network, story.pk)
    publish_story(by=network.actor("editor"), story=story.pk)
    client = signed_in(network, "editor")
    client.post(f"/desk/stories/unpublish/{story.pk}/", {"reason": "当事人要求"})
    page = client.get(edit_url(story)).content.decode()
    assert "不能再发布。原因：当事人要求" in page
    assert 'name="action-publish"' not in page


def test_a_schedule_is_kept_and_shown(network: Network) -> None:
    """An accepted text with an hour to come waits on the home page until then, and is not public before."""
    story = a_story(network)
    client = signed_in(network, "editor")
    hour = (timezone.localtime() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    client.post(edit_url(story), sent(story, go_live_at=hour))
    accept_all(network, story.pk)
    client.post(edit_url(story), sent(story, go_live_at=hour, **{"action-publish": "1"}))
    assert published(story.pk) is None
    page = client.get("/desk/").content.decode()
    assert "定时待发" in page
    assert story.title in page.partition("定时待发")[2]
    stranger = a_stranger(network).get("/desk/").content.decode()
    assert story.title not in stranger


def test_half_a_form_is_a_bad_request(network: Network) -> None:
    """Somebody sends a story's form without its body: refused as such, nothing made."""
    answer = signed_in(network, "editor").post(ADD, {"title": "半张表"})
    assert answer.status_code == 400
    assert not Story.objects.exists()


def test_ones_own_account_has_what_the_desk_needs(network: Network) -> None:
    """Language, appearance and password are changed; there is no field that could not be filled in."""
    client = signed_in(network, "editor")
    page = client.get("/desk/account/").content.decode()
    assert "name_email-" not in page
    assert "avatar-" not in page
    names = re.findall(r'<select name="([^"]+)"', page)
    form = dict.fromkeys(names, "")
    form.update({name: "dark" for name in names if name.endswith("theme")})
    form.update({name: "system" for name in names if name.endswith("contrast")})
    form.update({name: "default" for name in names if name.endswith("density")})
    assert client.post("/desk/account/", form).status_code == 302
    assert "w-theme-dark" in client.get("/desk/").content.decode()


def test_a_corrected_text_goes_into_review_again(network: Network) -> None:
    """Sent back, corrected and saved, as the editor does by itself while one types, then submitted again: in review, and
    the reviewer's words stay in sight until then."""
    story = a_story(network)
    submit_for_review(by=network.actor("editor"), story=story.pk)
    signed_in(network, "reviewer").post(
        f"/desk/review/{story.pk}/", {"send-back": "1", "comment": "少一个日期"}
    )
    client = signed_in(network, "editor")
    client.post(edit_url(story), sent(story, title="十一月的夜校"))
    page = client.get(edit_url(story)).content.decode()
    assert "意见：少一个日期" in page
    assert 'name="action-restart-workflow"' in page
    assert 'name="action-submit"' not in page
    client.post(edit_url(story), sent(story, title="十二月的夜校", **{"action-restart-workflow": "1"}))
    story.refresh_from_db()
    assert story.stage == "in-review"
    assert story.get_latest_revision_as_object().title == "十二月的夜校"
    page = signed_in(network, "reviewer").get("/desk/").content.decode()
    assert "十二月的夜校" in page
