"""The way in: accounts to try where this is a demonstration, and nothing of the kind where it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from lianjian.apps.parties.actions.open_account import open_account
from lianjian.apps.parties.actions.register_person import register_person
from lianjian.web.entrance.demonstration import accounts_to_try
from tests.network import PASSWORD, ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.network import Network

MARK = """这是演示网络：人物都是编的。
演示账号，密码都是 demo-lianjian，在 http://127.0.0.1:8000/sign-in/ 登录：
  编辑        sunianci      苏念慈（山海新闻，编辑）
另有 44 人。

想看服务站：
  /opt/bin/lianjian-station --home /srv/station sync
"""


def test_a_demonstration_says_so_and_offers_accounts(db: None, tmp_path: Path, settings: Any) -> None:
    """Its own words stand in the strip of every page, its accounts on the sign-in page; commands are no accounts."""
    settings.HOME = tmp_path
    (tmp_path / "demonstration").write_text(MARK, encoding="utf-8")
    assert accounts_to_try() == [("编辑 苏念慈（山海新闻，编辑）", "sunianci", "demo-lianjian")]
    chinese = Client(headers={"Accept-Language": "zh-hans"}).get("/sign-in/").content.decode()
    assert "这是演示网络：人物都是编的。" in chinese
    assert "sunianci" in chinese
    english = Client(headers={"Accept-Language": "en"}).get("/sign-in/").content.decode()
    assert "这是演示网络" not in english


def test_a_real_installation_offers_nothing(db: None, tmp_path: Path, settings: Any) -> None:
    """Without the mark there is neither strip nor list."""
    settings.HOME = tmp_path
    assert accounts_to_try() == []
    assert 'class="demo"' not in Client().get("/sign-in/").content.decode()


def test_everybody_lands_where_they_work(network: Network) -> None:
    """An editor at the desk, a first secretary on the phone pages, whoever runs the network in the office; a wrong
    password stays outside."""
    keeper = register_person(by=ROOT, name="网管")
    open_account(by=ROOT, person=keeper.pk, username="root", password=PASSWORD, network_administrator=True)
    for name, place in (("editor", "/desk/"), ("secretary_a", "/m/"), ("root", "/office/")):
        answer = Client().post("/sign-in/", {"username": name, "password": PASSWORD})
        assert answer["Location"] == place
    assert Client().post("/sign-in/", {"username": "editor", "password": "wrong"}).status_code == 200


def test_signing_out_needs_a_post(network: Network) -> None:
    """A link cannot sign anybody out."""
    client = Client()
    client.force_login(network.accounts["editor"])
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/")["Location"] == "/"


@pytest.mark.django_db
def test_the_masthead_names_the_paper_and_not_the_host() -> None:
    """In the language of the page."""
    for language, name in (("zh-hans", "驻友"), ("en", "Zhuyou")):
        page = Client(headers={"Accept-Language": language}).get("/sign-in/").content.decode()
        assert f"<strong>{name}</strong>" in page
