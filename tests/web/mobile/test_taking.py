"""The hub tells a phone that it took a form: by the key the phone gave it, and only then."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from tests.network import today
from tests.web.mobile.promising import signed_in

if TYPE_CHECKING:
    from tests.network import Network

FORM = "/m/duties/new/"
KEY = "0123456789abcdef0123456789abcdef"


def duty(**more: str) -> dict[str, str]:
    return {
        "client_key": "a" * 32,
        "what": "记一件事",
        "due_on": today().isoformat(),
        "kept_key": KEY,
        **more,
    }


def test_a_form_that_was_taken_is_told_by_its_key(network: Network) -> None:
    """The redirect after a taken form carries the key of its draft; a refused form is shown again without one."""
    secretary = signed_in(network, "secretary_a")
    own = re.findall(r'name="organisation" value="(\d+)"', secretary.get(FORM).content.decode())
    taken = secretary.post(FORM, duty(organisation=own[0]))
    assert taken.status_code == 302
    assert taken.cookies["taken"].value == KEY
    refused = secretary.post(FORM, duty(what="", organisation=own[0]))
    assert refused.status_code == 422
    assert "taken" not in refused.cookies


def test_only_a_key_comes_back(network: Network) -> None:
    """Whatever else is sent in its place never reaches a header."""
    secretary = signed_in(network, "secretary_a")
    own = re.findall(r'name="organisation" value="(\d+)"', secretary.get(FORM).content.decode())
    taken = secretary.post(FORM, duty(organisation=own[0], kept_key="x; Domain=elsewhere"))
    assert taken.status_code == 302
    assert "taken" not in taken.cookies


@pytest.mark.django_db
def test_on_the_way_to_the_sign_in_page_nothing_was_taken() -> None:
    """Where the session has ended the draft stays on the phone."""
    answer = Client().post(FORM, duty())
    assert answer.status_code == 302
    assert "taken" not in answer.cookies
