"""What is no story: refused beside the file it is about, while the rest of the upload goes on."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lianjian.apps.newsroom.models import ArchiveItem, Story
from lianjian.apps.newsroom.tasks.importing import bring_waiting_home
from tests.network import ROOT, Network
from tests.web.desk.test_desk import signed_in

if TYPE_CHECKING:
    from collections.abc import Callable

GOOD = "夜校开课\n近日，村里的夜校开课了，来了三十多人，坐满了两间屋。".encode()
MEGABYTE = 1024 * 1024


def packed(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("_", "."), data)
    return out.getvalue()


def nested() -> bytes:
    inner = packed(a_txt=GOOD)
    for _ in range(3):
        inner = packed(a_zip=inner)
    return inner


NONSENSE: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "binary": ("甲.txt", lambda: bytes(range(256)) * 64, "这不是文字"),
    "empty": ("甲.txt", lambda: b"", "空"),
    "blanks": ("甲.txt", lambda: b" \n\t\r\n" * 50, "空"),
    "no text": ("甲.txt", "！！！，，，。。。".encode, "没有文字"),
    "one line of 200 MB": ("甲.txt", lambda: b"a" * (200 * MEGABYTE), "MB"),
    "one line of 200 MB in jsonl": ("甲.jsonl", lambda: b'{"id":"' + b"a" * (200 * MEGABYTE), "MB"),
    "bomb": ("甲.zip", lambda: packed(a_txt=b"0" * (80 * MEGABYTE)), "解开"),
    "broken zip": ("甲.zip", lambda: packed(a_txt=GOOD)[:60], "损坏"),
    "zip in zip in zip": ("甲.zip", nested, "套"),
    "docx that is none": ("甲.docx", lambda: GOOD, "Word"),
    "json that is none": ("甲.jsonl", lambda: b"[1, 2]\n", "JSON"),
    "a picture": ("甲.jpg", lambda: b"\xff\xd8\xff", "jpg"),
}


@pytest.mark.parametrize("kind", NONSENSE)
def test_nonsense_is_refused_by_name_and_the_rest_goes_on(network: Network, kind: str) -> None:
    """Beside a good file, each of these has its own line with its reason; the good one becomes a story."""
    name, make, word = NONSENSE[kind]
    client = signed_in(network, "editor")
    files = [SimpleUploadedFile(name, make()), SimpleUploadedFile("好.txt", GOOD)]
    answer = client.post("/desk/archive/import/", {"files": files, "column": ""}, follow=True)
    assert answer.status_code == 200
    if bring_waiting_home():  # what is large was left for the worker
        answer = client.get(answer.redirect_chain[-1][0])
    page = answer.content.decode()
    line = page.partition('<td class="desk-file">甲')[2].partition("</tr>")[0]
    assert "没有导入" in line
    assert word in line, line
    assert Story.objects.get().title == "夜校开课"
    assert ArchiveItem.objects.by(ROOT).count() == 1


def test_a_column_that_is_none_is_said_beside_it(network: Network) -> None:
    """A guessed column refuses each file by name and imports nothing."""
    answer = signed_in(network, "editor").post(
        "/desk/archive/import/",
        {"files": [SimpleUploadedFile("好.txt", GOOD)], "column": "nowhere"},
        follow=True,
    )
    assert "nowhere" in answer.content.decode()
    assert not Story.objects.exists()


def test_the_same_text_mangled_again_is_told_as_the_same(network: Network) -> None:
    """The same bytes lead to the story that is there; the report says so with a link."""
    client = signed_in(network, "editor")
    for _ in range(2):
        answer = client.post(
            "/desk/archive/import/", {"files": [SimpleUploadedFile("好.txt", GOOD)]}, follow=True
        )
    story = Story.objects.get()
    assert "已经有了" in answer.content.decode()
    assert f"/desk/stories/edit/{story.pk}/" in answer.content.decode()
