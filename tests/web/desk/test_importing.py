"""Bringing the archive home at the desk: a few files at once, many by the worker, and what became of each."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from lianjian.apps.newsroom.models import ArchiveRun, ArchiveRunFile, Story
from lianjian.apps.newsroom.models.handed_in import HandedIn
from lianjian.apps.newsroom.queries.importing import archive_runs, run_files, run_report
from lianjian.apps.newsroom.tasks.importing import bring_waiting_home
from lianjian.apps.parties.actions.end_mandate import end_mandate
from lianjian.apps.parties.models import Mandate
from lianjian.kernel.refusals import NotThere
from tests.apps.newsroom.articles import article, mirrored
from tests.network import ROOT, today
from tests.web.desk.test_desk import a_stranger, signed_in

if TYPE_CHECKING:
    from django.test import Client

    from tests.network import Network

pytestmark = pytest.mark.enable_socket  # the worker talks to its readers through one
MANY = 60


def a_zip(many: int = MANY) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for number in range(many):
            packed.writestr(f"甲/{number}.txt", mirrored(number, sentences=3))
        packed.writestr("坏.txt", b"")
    return out.getvalue()


def hand_in(client: Client, *files: tuple[str, bytes]) -> str:
    """The address of the report."""
    sent = [SimpleUploadedFile(name, data) for name, data in files]
    answer = client.post("/desk/archive/import/", {"files": sent, "column": "village-stories"})
    assert answer.status_code == 302
    return str(answer["Location"])


def test_many_files_are_brought_home_by_the_worker(network: Network) -> None:
    """The page says that it goes on and renews itself; the same files again are the same import; when the worker was
    there, each file has its row by fifties, a filter shows the bad one with its reason, and what was handed in is gone."""
    client = signed_in(network, "editor")
    packed = ("档案.zip", a_zip())
    report = hand_in(client, packed)
    page = client.get(report)
    assert "在后台继续" in page.content.decode()
    assert page["Refresh"]
    assert not Story.objects.exists()
    assert hand_in(client, packed) == report
    assert bring_waiting_home() == 1
    run = ArchiveRun.objects.by(ROOT).get()
    assert run.ended_at is not None
    assert not HandedIn(run).is_there
    page = client.get(report)
    assert "Refresh" not in page
    words = page.content.decode()
    assert words.count('class="desk-file"') == 50
    assert client.get(f"{report}?p=2").content.decode().count('class="desk-file"') == 11
    refused = client.get(f"{report}?state=refused").content.decode()
    assert refused.count('class="desk-file"') == 1
    assert "文件是空的" in refused
    assert Story.objects.count() == MANY
    assert bring_waiting_home() == 0


def test_a_column_that_is_none_is_said_at_its_field(network: Network) -> None:
    """Before any file is read, however long its name; nothing is begun."""
    client = signed_in(network, "editor")
    sent = {"files": [SimpleUploadedFile("好.txt", article(1).encode())], "column": "没有\0" + "的" * 9000}
    page = client.post("/desk/archive/import/", sent)
    assert page.status_code == 422
    assert 'id="column-fault" role="alert">没有“没有' in page.content.decode()
    assert not ArchiveRun.objects.by(ROOT).exists()


def test_the_report_is_a_workbook_and_json(network: Network) -> None:
    """Both hold all rows, the reason in the reader's language."""
    client = signed_in(network, "editor")
    report = hand_in(client, ("好.txt", article(1).encode()), ("坏.txt", b""))
    told = json.loads(client.get(f"{report}?as=json").content)
    assert (told["imported"], told["refused"]) == (1, 1)
    assert [item["name"] for item in told["items"]] == ["好.txt", "坏.txt"]
    assert told["items"][1]["reason"].startswith("文件是空的")
    sheet = load_workbook(io.BytesIO(client.get(f"{report}?as=xlsx").content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:2] == ("文件", "结果")
    assert [row[0] for row in rows[1:]] == ["好.txt", "坏.txt"]
    story = Story.objects.get()
    page = client.get(report).content.decode()
    item = ArchiveRunFile.objects.by(ROOT).get(number=1).item_id
    assert f"/desk/stories/edit/{story.pk}/" in page
    assert f"/desk/archive/{item}/" in page
    assert report in client.get("/desk/archive/import/").content.decode()


def test_an_import_is_seen_in_its_own_newsroom_only(network: Network) -> None:
    """Another newsroom gets neither page nor workbook nor a line in its list; a village gets no door at all."""
    report = hand_in(signed_in(network, "editor"), ("不外传.txt", article(1).encode()))
    run = ArchiveRun.objects.by(ROOT).get()
    stranger = a_stranger(network)
    for address in (report, f"{report}?as=xlsx", f"{report}?as=json"):
        assert stranger.get(address).status_code == 404
        assert signed_in(network, "secretary_a").get(address).status_code == 404
    listed = stranger.get("/desk/archive/import/")
    assert listed.status_code == 200
    assert report not in listed.content.decode()
    somebody = network.actor("secretary_a")
    assert not archive_runs(somebody).exists()
    assert not run_files(somebody, run.pk).exists()
    with pytest.raises(NotThere):
        run_report(somebody, run.pk)


def test_what_was_handed_in_is_not_brought_home_in_the_name_of_one_who_left(network: Network) -> None:
    """The mandate ended before the worker came: nothing is imported, and the import does not wait for ever."""
    hand_in(signed_in(network, "editor"), ("档案.zip", a_zip(25)))
    held = Mandate.objects.by(ROOT).get(person=network.people["editor"])
    end_mandate(by=ROOT, mandate=held.pk, ends_on=today() - timedelta(days=1))
    bring_waiting_home()
    assert not Story.objects.exists()
    assert ArchiveRun.objects.by(ROOT).get().ended_at is not None


def test_what_was_cut_off_is_told_with_its_reason(network: Network) -> None:
    """On the report, in the workbook and as JSON, on the proofreading page and with the item's origin."""
    client = signed_in(network, "editor")
    text = "\n".join([article(3), "【打印】【关闭】", "上一篇：村里的新路"]).encode()
    report = hand_in(client, ("页.txt", text))
    item = ArchiveRunFile.objects.by(ROOT).get().item_id
    why = ["这些是分享、打印、放大的按钮。", "它通向上一篇和下一篇。"]
    lines = ["【打印】【关闭】", "上一篇：村里的新路"]
    for address in (report, f"/desk/archive/{item}/", f"/desk/archive/{item}/origin/"):
        page = client.get(address).content.decode()
        assert all(words in page for words in (*lines, *why)), address
    told = json.loads(client.get(f"{report}?as=json").content)["items"][0]["cut"]
    assert told == [{"line": line, "why": reason} for line, reason in zip(lines, why, strict=True)]
    sheet = load_workbook(io.BytesIO(client.get(f"{report}?as=xlsx").content)).active
    cell = next(value for value in [c.value for c in sheet[2]] if value and lines[0] in str(value))
    assert cell == " / ".join(f"{line}（{reason}）" for line, reason in zip(lines, why, strict=True))
    kept = json.loads(client.get(f"/desk/archive/{item}/origin.json").content)
    assert [cut["line"] for cut in kept["cuts"]] == lines
    assert kept["notes"] == []
