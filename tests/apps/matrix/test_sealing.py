"""Credentials at rest: opened by their key for their outlet, or not at all."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from lianjian.apps.matrix.actions.store_credentials import store_credentials
from lianjian.apps.matrix.models import Credential
from lianjian.apps.matrix.queries.facts import credentials_of
from lianjian.apps.matrix.rules.sealing import SealBrokenError, seal, unseal
from lianjian.foundation.models import EventRecord
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused
from tests.apps.matrix.stories import SECRETS, outlet

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

    from tests.network import Network

KEY = bytes(range(32))
NONCE = bytes(12)
values = st.dictionaries(st.text(min_size=1), st.text(), max_size=5)


@given(values, st.text(max_size=20), st.binary(min_size=32, max_size=32), st.binary(min_size=12, max_size=12))
def test_what_is_sealed_opens_again(
    given_values: dict[str, str], name: str, key: bytes, nonce: bytes
) -> None:
    """With the same key for the same outlet, and none of it can be read meanwhile."""
    sealed = seal(given_values, key=key, outlet=name, nonce=nonce)
    assert unseal(sealed, key=key, outlet=name) == given_values


@given(st.integers(0, 400), st.integers(1, 255))
def test_one_changed_byte_is_noticed(place: int, change: int) -> None:
    """Wherever it lies."""
    sealed = bytearray(seal({"secret": "s3cret"}, key=KEY, outlet="a", nonce=NONCE).encode())
    place %= len(sealed)
    sealed[place] = (sealed[place] + change) % 128
    if sealed.decode() != seal({"secret": "s3cret"}, key=KEY, outlet="a", nonce=NONCE):
        try:
            opened = unseal(sealed.decode(), key=KEY, outlet="a")
        except SealBrokenError:
            return
        # base64 ignores some spellings of its last character: what opens is still what was sealed
        assert opened == {"secret": "s3cret"}


def test_another_key_or_outlet_opens_nothing() -> None:
    """A row copied to another outlet, or a backup with another key file, is refused."""
    sealed = seal({"secret": "s3cret"}, key=KEY, outlet="wechat-zhuyou", nonce=NONCE)
    assert "s3cret" not in sealed
    for key, name in ((secrets.token_bytes(32), "wechat-zhuyou"), (KEY, "wechat-cunli")):
        with pytest.raises(SealBrokenError):
            unseal(sealed, key=key, outlet=name)


def test_stored_credentials_are_sealed_and_told_without_their_values(network: Network) -> None:
    """The leader of the media centre stores them; the row, the events and the refusals never show one."""
    store_credentials(by=network.actor("chief"), outlet="wechat-zhuyou", values=SECRETS)
    row = Credential.objects.by(network.actor("chief")).get()
    assert SECRETS["secret"] not in row.sealed
    assert credentials_of(outlet("wechat-zhuyou")) == SECRETS
    assert outlet("wechat-zhuyou").state == "ready"
    assert not [e for e in EventRecord.objects.all() if SECRETS["secret"] in str(e.payload)]
    path = settings.HOME / "keys" / "outlets.key"
    assert path.stat().st_mode & 0o077 == 0


def test_a_lost_key_file_is_said(network: Network) -> None:
    """Another key file opens nothing; the outlet is not sent to with guesses."""
    store_credentials(by=network.actor("chief"), outlet="wechat-zhuyou", values=SECRETS)
    path = settings.HOME / "keys" / "outlets.key"
    kept = path.read_text()
    try:
        path.write_text(secrets.token_hex(32))
        with pytest.raises(SealBrokenError):
            credentials_of(outlet("wechat-zhuyou"))
    finally:
        path.write_text(kept)


@pytest.mark.parametrize(
    ("values", "base", "field"),
    [
        ({"appid": "wx"}, None, "secret"),
        (SECRETS, "http://example.cn", "api_base"),
        (SECRETS, "https://example.cn/path", "api_base"),
        (SECRETS, "ftp://127.0.0.1", "api_base"),
    ],
)
def test_secrets_go_to_safe_addresses_and_are_complete(network: Network, values, base, field) -> None:
    """What is missing or unsafe is refused beside its field."""
    with pytest.raises(Refused) as refused:
        store_credentials(by=network.actor("chief"), outlet="wechat-zhuyou", values=values, api_base=base)
    assert refused.value.field == field


def test_only_the_keepers_of_the_media_centre_store_credentials(network: Network) -> None:
    """An editor may not; for another organisation the outlet does not exist; hand-off outlets take none."""
    with pytest.raises(NotAllowed):
        store_credentials(by=network.actor("editor"), outlet="wechat-zhuyou", values=SECRETS)
    with pytest.raises(NotThere):
        store_credentials(by=network.actor("secretary_a"), outlet="wechat-zhuyou", values=SECRETS)
    for key in ("toutiao", "people"):
        with pytest.raises(Refused, match="takes no credentials"):
            store_credentials(by=network.actor("chief"), outlet=key, values=SECRETS)


FEW = ("lianjian.adapters.outlets.hand_off.adapter.HandOff",)
"""What an installation has that left the other adapters out."""


def test_an_installation_takes_no_credentials_for_what_it_cannot_talk_to(
    network: Network, settings: SettingsWrapper
) -> None:
    """They would lie there for nothing."""
    settings.LIANJIAN_OUTLET_ADAPTERS = f"{__name__}.FEW"
    with pytest.raises(Refused, match="cannot talk"):
        store_credentials(by=network.actor("chief"), outlet="douyin", values={"access_token": "x"})
