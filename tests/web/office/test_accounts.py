"""Accounts: opened in the office with a password that is shown once, and changed by the one whose it is."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from lianjian.apps.parties.models import Account
from lianjian.foundation.models import EventRecord
from tests.network import PASSWORD, ROOT, Network, today
from tests.web.office.test_office import KEY, administrator, signed_in, told


def newcomer(client: Client, house: str = "association", name: str = "新同事") -> int:
    """The key of a person who has just been given a mandate and has no account."""
    from lianjian.apps.parties.models import Person

    form = {"client_key": f"{KEY}m", "name": name, "role": "leader", "starts_on": today().isoformat()}
    assert client.post(f"/office/parties/{house}/mandates/new/", form).status_code == 302
    return Person.objects.by(ROOT).get(name=name).pk


def shown_password(page: str) -> str:
    found = re.search(r"[2-9a-z]{4}-[2-9a-z]{4}-[2-9a-z]{4}", page)
    assert found
    return found[0]


def test_an_account_is_opened_and_its_password_shown_once(network: Network) -> None:
    """The made-up password opens the door, stands on no other page, and the form sent twice opens one account."""
    client = administrator()
    person = newcomer(client)
    house = told(client.get("/office/parties/association/"))
    address = f"/office/parties/association/people/{person}/account/"
    assert address in house
    form = {"client_key": KEY, "username": "xintongshi", "password": ""}
    answer = client.post(address, form)
    password = shown_password(told(answer))
    assert "no-store" in answer["Cache-Control"]
    again = client.post(address, form)
    assert again["Location"] == "/office/parties/association/"
    page = told(client.get("/office/parties/association/"))
    assert address not in page
    assert password not in page
    assert not any(password in str(value) for value in client.session.values())
    assert Account.objects.filter(username="xintongshi").count() == 1
    sent = Client().post("/sign-in/", {"username": "xintongshi", "password": password})
    assert sent["Location"] == "/m/"


@pytest.mark.parametrize(
    ("more", "word"),
    [
        ({"username": "editor"}, "已被占用"),
        ({"username": "新 同事"}, "登录名"),
        ({"password": "123"}, "密码"),
        ({"username": ""}, "这一项要填"),
    ],
)
def test_what_is_wrong_with_an_account_stands_beside_its_field(
    network: Network, more: dict[str, str], word: str
) -> None:
    """A taken name, a name with a space, a weak password: said, and no account is opened."""
    client = administrator()
    person = newcomer(client)
    before = Account.objects.count()
    form = {"client_key": KEY, "username": "xintongshi", "password": "", **more}
    answer = client.post(f"/office/parties/association/people/{person}/account/", form)
    assert answer.status_code == 422
    assert word in told(answer)
    assert Account.objects.count() == before


def test_nobody_opens_accounts_elsewhere(network: Network) -> None:
    """A liaison officer, the secretary of a village, and an administrator who names somebody of another house get 404."""
    person = newcomer(administrator())
    before = (Account.objects.count(), EventRecord.objects.count())
    form = {"client_key": KEY, "username": "xintongshi", "password": ""}
    address = f"/office/parties/association/people/{person}/account/"
    for name in ("liaison", "secretary_b", "editor"):
        client = signed_in(network, name)
        for got in (client.get(address), client.post(address, form)):
            assert got.status_code == 404, name
    other = f"/office/parties/village-a/people/{person}/account/"
    assert administrator_again().post(other, form).status_code == 404
    assert (Account.objects.count(), EventRecord.objects.count()) == before
    assert "none" not in told(signed_in(network, "secretary_b").get("/office/parties/association/"))


def administrator_again() -> Client:
    client = Client()
    client.force_login(
        Account.objects.get(username="root-of-office"), backend="django.contrib.auth.backends.ModelBackend"
    )
    return client


def test_whoever_has_an_account_is_told(network: Network) -> None:
    """The form of somebody who can sign in already leads back with a word."""
    person = network.people["liaison"].pk
    client = administrator()
    answer: Any = client.get(f"/office/parties/association/people/{person}/account/", follow=True)
    assert "甲联络已有账号" in told(answer).replace(" ", "")


def test_the_own_password_is_changed(network: Network) -> None:
    """The old one is asked for; afterwards it opens nothing, the session goes on and others of the account have ended."""
    client, elsewhere = Client(), Client()
    for one in (client, elsewhere):
        one.post("/sign-in/", {"username": "liaison", "password": PASSWORD})
    assert "/password/" in told(client.get("/office/"))
    assert "/password/" in told(client.get("/m/"))
    new = "qingshan-lvshui-26"
    form = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    for wrong, word in (
        ({"old_password": "wrong"}, "旧密码"),
        ({"new_password1": "short", "new_password2": "short"}, "10"),
        ({"new_password2": "different-one"}, "不"),
        ({"old_password": ""}, "这一项要填"),
    ):
        answer = client.post("/password/", {**form, **wrong})
        assert answer.status_code == 422
        assert word in told(answer)
    assert client.post("/password/", form)["Location"] == "/sign-in/"
    assert client.get("/office/").status_code == 200
    assert elsewhere.get("/office/").status_code == 302
    assert Client().post("/sign-in/", {"username": "liaison", "password": PASSWORD}).status_code == 200
    assert Client().post("/sign-in/", {"username": "liaison", "password": new}).status_code == 302


def test_a_visitor_has_no_password_to_change(db: None) -> None:
    """The page asks to sign in."""
    assert Client().get("/password/")["Location"] == "/sign-in/?next=/password/"
    assert Client().post("/password/", {"old_password": "x"}).status_code == 302
