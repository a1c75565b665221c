"""The page of error codes."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from openpyxl import load_workbook

from tests.web.desk.carrying import SCRIPT, at_the_desk
from tests.web.desk.test_desk import a_stranger

if TYPE_CHECKING:
    from tests.network import Network

PAGE = "/desk/outlets/codes/"


def test_a_code_is_looked_up(network: Network) -> None:
    """By number and by words; what was typed stays in its field, harmless; the workbook holds the same rows."""
    client = at_the_desk(network)
    page = client.get(f"{PAGE}?q=45009").content.decode()
    assert "45009" in page
    assert "40164" not in page
    assert "等额度恢复" in page
    nothing = client.get(PAGE, {"q": SCRIPT, "platform": "no-such"}).content.decode()
    assert "没有相符的代码" in nothing
    assert SCRIPT not in nothing
    assert client.get(PAGE, {"q": "x" * 9000}).status_code == 200
    sheet = load_workbook(io.BytesIO(client.get(f"{PAGE}?q=45009&as=xlsx").content)).active
    assert sheet is not None
    assert [row[1] for row in sheet.iter_rows(min_row=2, values_only=True)] == ["45009"]


def test_others_have_no_codes(network: Network) -> None:
    """Another newsroom has no account and so no codes; a village no desk."""
    assert "45009" not in a_stranger(network).get(PAGE).content.decode()
    assert at_the_desk(network, "secretary_a").get(PAGE).status_code == 404
