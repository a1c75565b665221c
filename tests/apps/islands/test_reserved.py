"""Names in the feed that no party may take."""

from __future__ import annotations

import pytest

from lianjian.apps.parties.rules.kinds import Kind
from lianjian.apps.parties.rules.registering import judge_entry
from lianjian.kernel.refusals import Refused
from lianjian_feed.layout import RESERVED


@pytest.mark.parametrize("key", sorted(RESERVED))
def test_no_party_takes_a_name_of_the_feeds_own(key: str) -> None:
    """Whoever was called so would publish the network's book, or software to every station."""
    told = {"name": "某单位", "short_name": "某", "kind": Kind.MEDIA_CENTRE, "division": None, "codes": set()}
    judge_entry(key=f"{key}-1", **told)
    with pytest.raises(Refused) as refusal:
        judge_entry(key=key, **told)
    assert refusal.value.field == "key"
