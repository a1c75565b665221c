"""Tables in the office: sent, looked at row by row, brought in; the wrong rows come back as a workbook."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from lianjian.apps.parties.models import Organisation
from tests.apps.parties.sheets import ORGANISATIONS, book
from tests.web.office.test_office import KEY, administrator, signed_in, told

if TYPE_CHECKING:
    from django.test import Client

    from tests.network import Network

ROWS = [
    ORGANISATIONS,
    ["企业", None, "好茶公司", None, None],
    ["村", "张洋村委会", "张洋村", None, None],
    ["企业", None, "<b>坏", None, "昨天"],
]


def send(client: Client, data: bytes, *, key: str = KEY, kind: str = "organisations") -> Any:
    file = SimpleUploadedFile("共建方.xlsx", data)
    return client.post("/office/tables/", {"client_key": key, "kind": kind, "file": file})


@pytest.mark.usefixtures("network")
def test_a_table_is_looked_at_and_brought_in() -> None:
    """Every row is shown with what is wrong at its cell; confirmed twice it is entered once; the rest is given back."""
    client = administrator()
    answer = send(client, book(ROWS))
    assert send(client, book(ROWS))["Location"] == answer["Location"]  # the same form sent twice
    here = answer["Location"]
    page = told(client.get(here))
    assert "350303108203 福建省" in page  # who may be meant
    assert "“昨天”不是日期" in page
    assert "<b>坏" not in page
    assert "好茶公司" in told(client.get(f"{here}?state=new"))
    assert not Organisation.objects.filter(name="好茶公司").exists()
    for _time in range(2):
        assert client.post(f"{here}enter/").status_code == 302
    assert Organisation.objects.filter(name="好茶公司").count() == 1
    given = load_workbook(io.BytesIO(client.get(f"{here}wrong.xlsx").content)).active
    rows = list(given.iter_rows(values_only=True))
    assert [row[2] for row in rows] == ["全称", "张洋村", "<b>坏"]
    assert "昨天" in str(rows[2][7])
    again = send(client, client.get(f"{here}wrong.xlsx").content, key=f"{KEY}2")
    assert again.status_code == 302  # what was given back can be sent again


@pytest.mark.usefixtures("network")
def test_empty_tables_are_read_as_they_are() -> None:
    """The headings of the empty table are those that are read, in both languages; it has no rows yet."""
    client = administrator()
    for language in ("zh-hans", "en"):
        for kind in ("organisations", "mandates", "postings"):
            empty = client.get(f"/office/tables/empty/{kind}.xlsx", headers={"Accept-Language": language})
            found = load_workbook(io.BytesIO(empty.content))
            assert len(found.sheetnames) == 2
            assert "表头下面没有数据行" in told(send(client, empty.content, kind=kind))


@pytest.mark.usefixtures("network")
def test_what_is_no_table_is_refused_beside_the_field() -> None:
    """Pictures, nothing, no kind: said beside the field, nothing breaks."""
    client = administrator()
    for data in (b"\x89PNG\r\n", b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        assert send(client, data).status_code == 422
    assert send(client, b"a", kind="²").status_code == 422
    assert client.post("/office/tables/", {}).status_code == 422


def test_tables_are_nobody_elses(network: Network) -> None:
    """For everybody but the network administrator there is no such page."""
    client = administrator()
    here = send(client, book(ROWS))["Location"]
    stranger = signed_in(network, "leader")
    for address in ("/office/tables/", here, f"{here}wrong.xlsx", "/office/tables/empty/mandates.xlsx"):
        assert stranger.get(address).status_code == 404, address
    for address in (f"{here}enter/", f"{here}forget/"):
        assert stranger.post(address).status_code == 404, address
    assert client.get("/office/tables/999999/").status_code == 404
    assert "放弃" in told(client.get(here))
    assert client.post(f"{here}forget/").status_code == 302
    assert client.get(here).status_code == 404


@pytest.mark.usefixtures("network")
def test_corrections_are_ticked_and_taken_over() -> None:
    """Rows that differ have a box each; none ticked changes nothing; all on the page, or all of them."""
    client = administrator()
    rows = [
        ORGANISATIONS,
        ["村", "350303108203", None, "张洋新", None],
        ["村", "350303108204", None, "乙新", None],
    ]
    here = send(client, book(rows))["Location"]
    page = told(client.get(f"{here}?state=different"))
    assert page.count('name="row"') == 2
    assert " checked" not in page
    assert told(client.get(f"{here}?state=different&tick=all")).count(" checked") == 2
    assert client.post(f"{here}correct/", {"row": ["²"]}).status_code == 302
    assert Organisation.objects.get(key="village-a").short_name == "张洋村"
    assert client.post(f"{here}correct/", {"row": [2]}).status_code == 302
    assert Organisation.objects.get(key="village-a").short_name == "张洋新"
    assert Organisation.objects.get(key="village-b").short_name == "乙村"
    assert client.post(f"{here}correct/", {"all": "1"}).status_code == 302
    assert Organisation.objects.get(key="village-b").short_name == "乙新"
    assert 'name="row"' not in told(client.get(f"{here}?state=different"))


def test_nobody_else_corrects(network: Network) -> None:
    """Neither a leader nor another network administrator, whose table it is not."""
    here = send(administrator(), book([ORGANISATIONS, ["村", "350303108203", None, "新", None]]))["Location"]
    assert signed_in(network, "leader").post(f"{here}correct/", {"all": "1"}).status_code == 404
    assert Organisation.objects.get(key="village-a").short_name == "张洋村"
