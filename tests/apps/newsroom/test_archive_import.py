"""The archive comes home: the real article, every kind of file, and everything that is wrong with files."""

from __future__ import annotations

import errno
import io
import json
import os
import random
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast
from uuid import uuid4

import docx
import pytest

from lianjian.apps.newsroom.actions.decide_uncertain_place import decide_uncertain_place
from lianjian.apps.newsroom.actions.import_archive import import_archive
from lianjian.apps.newsroom.actions.publish_story import publish_story
from lianjian.apps.newsroom.actions.save_story_draft import save_story_draft
from lianjian.apps.newsroom.models import ArchiveItem, Story, UncertainPlace
from lianjian.apps.newsroom.models.archive import private_storage
from lianjian.apps.newsroom.models.body import blocks_in
from lianjian.apps.newsroom.models.writing import draft_of
from lianjian.apps.newsroom.queries import archive_item, archive_items, uncertain_places
from lianjian.apps.newsroom.rules.archive.unpacking import unpack
from lianjian.kernel.keys import fingerprint
from lianjian.kernel.refusals import NotThere, Refused
from tests.network import ROOT, Network
from tests.six_steps import accept_all

if TYPE_CHECKING:
    from lianjian.apps.newsroom.rules.archive.outcomes import ImportReport

ARTICLE = Path(__file__).parent / "data" / "mirrored_article.txt"
CLEAN = "乡村夜校开课\n近日，涵江区张洋村的夜校开课了，来了三十多位村民。\n大家学的是直播。（甲乙 丙丁）"


def bring(
    network: Network, *files: tuple[str, bytes], who: str = "editor", column: str = "village-stories"
) -> ImportReport:
    sources = [source for name, data in files for source in unpack(name, io.BytesIO(data))]
    return import_archive(by=network.actor(who), sources=sources, column=column)


def zipped(*members: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def original_of(item: ArchiveItem) -> bytes:
    with item.original.open() as kept:
        return bytes(kept.read())


def test_the_mirrored_article_becomes_a_clean_draft(network: Network) -> None:
    """Glosses, table and one shift are undone; byline, place and captions are told apart."""
    data = ARTICLE.read_bytes()
    report = bring(network, ("a.txt", data))
    figures = report.figures()
    assert [figures[key] for key in ("imported", "repaired", "uncertain")] == [1, 1, 1]
    assert [figures[key] for key in ("copies", "duplicate", "refused")] == [0, 0, 0]
    story = Story.objects.get()
    text = "\n".join(block.text for block in blocks_in(story.body))
    assert "(" not in text
    assert "机制。”省美促会党支部书记" in text
    assert story.byline == "甲玲玲 乙烈文"
    assert story.division_id == "350303108203"
    assert not story.live
    captions = [block.caption for block in blocks_in(story.body) if block.kind == "picture"]
    assert captions == ["签署共建协议现场", "与会人员在村部座谈"]
    item = ArchiveItem.objects.by(ROOT).get()
    assert item.source_sha256 == fingerprint(data)
    assert original_of(item) == data
    kinds = {guess["field"]: guess["sure"] for guess in item.guesses}
    assert kinds["title"] == "weak"
    assert kinds["division"] == "sure"


def test_an_uncertain_place_stops_publication_until_an_editor_decides(network: Network) -> None:
    """Nothing goes public while a character stands that was chosen rather than forced."""
    bring(network, ("a.txt", ARTICLE.read_bytes()))
    story = Story.objects.get()
    accept_all(network, story.pk)
    with pytest.raises(Refused, match="wait for a decision: 1"):
        publish_story(by=network.actor("editor"), story=story.pk)
    place = UncertainPlace.objects.by(ROOT).get()
    decide_uncertain_place(by=network.actor("editor"), place=place.pk, chosen=place.proposed)
    publish_story(by=network.actor("editor"), story=story.pk)
    with pytest.raises(Refused, match="decided already"):
        decide_uncertain_place(by=network.actor("editor"), place=place.pk, chosen="！")


def test_a_correction_goes_into_the_draft_and_voids_the_review(network: Network) -> None:
    """The corrected character stands in the story, who decided is kept, and the new text needs a new review."""
    bring(network, ("a.txt", ARTICLE.read_bytes()))
    story = Story.objects.get()
    accept_all(network, story.pk)
    place = UncertainPlace.objects.by(ROOT).get()
    decide_uncertain_place(by=network.actor("editor"), place=place.pk, chosen="！")
    story.refresh_from_db()
    text = "\n".join(block.text for block in blocks_in(story.get_latest_revision_as_object().body))
    assert "机制！”省美促会" in text
    place.refresh_from_db()
    assert (place.state, place.decided_by) == ("corrected", network.people["editor"])
    with pytest.raises(Refused, match="steps"):
        publish_story(by=network.actor("editor"), story=story.pk)


def test_a_place_whose_surroundings_were_rewritten_is_not_changed_blindly(network: Network) -> None:
    """Where the neighbours are gone the editor is sent to the story, and the place stays open."""
    bring(network, ("a.txt", ARTICLE.read_bytes()))
    story = Story.objects.get()
    draft = draft_of(story)
    blocks = tuple(replace(b, text="全部重写。") if b.text else b for b in draft.blocks)
    save_story_draft(by=network.actor("editor"), story=story.pk, draft=replace(draft, blocks=blocks))
    place = UncertainPlace.objects.by(ROOT).get()
    with pytest.raises(Refused, match="rewritten"):
        decide_uncertain_place(by=network.actor("editor"), place=place.pk, chosen="！")
    place.refresh_from_db()
    assert place.state == "open"


def test_twice_is_once(network: Network) -> None:
    """The same bytes under another name, or in an archive, are a duplicate."""
    data = CLEAN.encode()
    assert bring(network, ("a.txt", data)).count("imported") == 1
    again = bring(network, ("b.txt", data), ("c.zip", zipped(("x/d.txt", data))))
    assert again.count("duplicate") == 2
    assert Story.objects.count() == 1


def test_every_kind_of_file_is_read(network: Network) -> None:
    """txt in three encodings, a saved page, a Word document, lines of jsonl, and all of it in an archive."""
    page = (
        "<html><head><title>茶香满山_某网</title><script>alert('坏')</script></head><body><nav><a href=/>首页</a></nav>"
        "<div id=c><h1>茶香满山</h1><p>近日，茶农们开始采茶了。</p><figure><figcaption>采茶现场</figcaption></figure>"
        "<p>今年收成好，价格也好。</p><p>上一篇：别的</p></div><footer>版权所有</footer></body></html>"
    )
    document = docx.Document()
    document.add_heading("枇杷熟了", 0)
    document.add_paragraph("村里的枇杷熟了，客商来了。")
    word = io.BytesIO()
    document.save(word)
    lines = "\n".join(
        json.dumps(
            {"id": str(n), "text": f"第{n}号通知\n这是第{n}号通知的全部内容，请各村知悉。"},
            ensure_ascii=False,
        )
        for n in (1, 2)
    )
    archive = zipped(
        ("甲.txt", "政策问答\n这项补贴怎么领，这里一次说清楚。".encode("gb18030")),
        ("乙.txt", "鄉村政策問答\n這項補貼怎麼領，這裡一次說清楚。".encode("big5")),
        ("丙.html", page.encode()),
        ("丁.docx", word.getvalue()),
        ("戊.jsonl", lines.encode()),
    )
    report = bring(network, ("all.zip", archive))
    assert report.count("refused") == 0
    titles = set(Story.objects.values_list("title", flat=True))
    assert {"政策问答", "茶香满山", "枇杷熟了", "第1号通知", "第2号通知"} <= titles
    tea = Story.objects.get(title="茶香满山")
    text = [block.text or block.caption for block in blocks_in(tea.body)]
    assert text == ["近日，茶农们开始采茶了。", "采茶现场", "今年收成好，价格也好。"]


def bad_files() -> list[tuple[str, bytes, str]]:
    noise = random.Random(7).randbytes(3000)
    bomb = zipped(("bomb.txt", b"0" * 30_000_000))
    return [
        ("empty.txt", b"", "empty"),
        ("blank.txt", b" \n\t\n", "empty"),
        ("marks.txt", "……\n！！".encode(), "no text"),
        ("noise.txt", noise, "no text"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n" + noise, "no text"),
        ("paper.pdf", b"%PDF-1.4", "cannot be read"),
        ("broken.docx", b"PK\x03\x04" + noise, "broken"),
        ("text.docx", b"plain words", "broken"),
        ("broken.zip", b"PK\x03\x04" + noise, "broken"),
        ("line.jsonl", b'{"id": "1"}', "no JSON object"),
        ("nojson.jsonl", b"hello", "no JSON object"),
        ("climb.zip", zipped(("../../etc/evil.txt", CLEAN.encode())), "leads out"),
        ("root.zip", zipped(("/etc/evil.txt", CLEAN.encode())), "leads out"),
        ("bomb.zip", bomb, "unfolds"),
        ("deep.zip", zipped(("a.zip", zipped(("b.zip", zipped(("c.txt", b"x")))))), "inside archives"),
        ("endless.txt", "长".encode() * 2_000_000, "larger than"),
        ("deep.jsonl", b"[" * 100_000, "no JSON object"),
    ]


@pytest.mark.parametrize(("name", "data", "reason"), bad_files(), ids=[row[0] for row in bad_files()])
def test_a_bad_file_is_refused_by_name_and_the_rest_goes_on(
    network: Network, name: str, data: bytes, reason: str
) -> None:
    """One line a person understands; the good file beside it is imported."""
    report = bring(network, (name, data), ("good.txt", CLEAN.encode()))
    assert report.count("imported") == 1
    refused = [outcome for outcome in report.outcomes if outcome.state == "refused"]
    assert len(refused) == 1
    assert refused[0].name.startswith(name)
    assert reason in str(refused[0].reason)


def test_a_giant_line_is_passed_over_without_being_held(network: Network) -> None:
    """A jsonl line beyond the limit is refused while it streams; the next line is read."""
    good = json.dumps({"id": "2", "text": CLEAN}, ensure_ascii=False).encode()

    class Endless(io.RawIOBase):
        """A 200 MB line that is made as it is read; the longest piece asked for is remembered."""

        left = 200 * 1024 * 1024
        longest = 0
        tail = io.BytesIO(b"\n" + good + b"\n")

        def readline(self, size: int | None = -1, /) -> bytes:
            size = -1 if size is None else size
            self.longest = max(self.longest, size)
            if self.left > 0:
                piece = min(size, self.left)
                self.left -= piece
                return b"x" * piece
            return self.tail.readline(size)

    stream = Endless()
    sources = list(unpack("big.jsonl", cast("BinaryIO", stream)))
    assert stream.longest < 3 * 1024 * 1024
    report = import_archive(by=network.actor("editor"), sources=sources)
    assert report.figures()["refused"] == 1
    assert report.figures()["imported"] == 1


def test_an_import_that_was_cut_short_goes_on(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    """What stood before the fall stays, what was half done left nothing, and a second run does the rest."""
    files = [(f"{n}.txt", f"第{n}篇\n这是第{n}篇的内容，写得清清楚楚。".encode()) for n in range(4)]
    real = ArchiveItem.save

    def fall(item: ArchiveItem, *args: Any, **kwargs: Any) -> None:
        if item.file_name == "2.txt":
            raise KeyboardInterrupt
        real(item, *args, **kwargs)

    monkeypatch.setattr(ArchiveItem, "save", fall)
    with pytest.raises(KeyboardInterrupt):
        bring(network, *files)
    assert Story.objects.count() == 2
    monkeypatch.setattr(ArchiveItem, "save", real)
    report = bring(network, *files)
    assert (report.count("duplicate"), report.count("imported")) == (2, 2)
    assert original_of(ArchiveItem.objects.by(ROOT).get(file_name="2.txt")) == files[2][1]


def place_of(data: bytes) -> Path:
    """Where the original with these bytes lies."""
    key = fingerprint(data)
    return Path(private_storage().path(f"archive/{key[:2]}/{key}"))


@pytest.mark.parametrize("left", [b"", b"half of it"])
def test_half_a_file_that_was_left_behind_is_not_taken_for_the_original(
    network: Network, left: bytes
) -> None:
    """A disk that was full at the wrong moment: the next import puts the true bytes there."""
    data = f"{CLEAN}{uuid4()}".encode()
    path = place_of(data)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(left)
    bring(network, ("a.txt", data))
    assert original_of(ArchiveItem.objects.by(ROOT).get()) == path.read_bytes() == data


def test_a_full_disk_is_said_and_leaves_no_half_of_a_file(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The refusal names the cure; nothing lies under the final name, and with room again the same import goes through."""

    def no_room(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    data = f"{CLEAN}{uuid4()}".encode()
    with monkeypatch.context() as full:
        full.setattr(os, "fsync", no_room)
        report = bring(network, ("a.txt", data))
    assert report.figures()["refused"] == 1
    assert "disk of the server is full" in str(report.outcomes[0].reason)
    assert not place_of(data).exists()
    assert not [left for left in place_of(data).parent.iterdir() if left.name.endswith(".part")]
    assert not ArchiveItem.objects.by(ROOT).exists()
    assert not Story.objects.exists()
    assert bring(network, ("a.txt", data)).figures()["imported"] == 1


def test_only_the_newsroom_imports_and_sees_items(network: Network) -> None:
    """A village's people can neither import nor guess the key of an item or a place."""
    bring(network, ("a.txt", ARTICLE.read_bytes()))
    item = ArchiveItem.objects.by(ROOT).get()
    place = UncertainPlace.objects.by(ROOT).get()
    for name in ("secretary_a", "secretary_b", "leader"):
        somebody = network.actor(name)
        with pytest.raises(NotThere):
            bring(network, ("b.txt", CLEAN.encode()), who=name)
        assert not archive_items(somebody).exists()
        with pytest.raises(NotThere):
            archive_item(somebody, item.pk)
        assert not uncertain_places(somebody, item.pk).exists()
        with pytest.raises(NotThere):
            decide_uncertain_place(by=somebody, place=place.pk, chosen="。")


def test_a_wrong_column_is_said_for_each_file(network: Network) -> None:
    """A column that does not exist refuses the source and keeps nothing of it."""
    report = bring(network, ("a.txt", CLEAN.encode()), column="nothing")
    assert "no column" in str(report.outcomes[0].reason)
    assert not Story.objects.exists()
