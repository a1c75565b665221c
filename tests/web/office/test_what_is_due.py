"""The first page of the office: what is due comes first, with how late it is; nobody sees the duties of others."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.test import Client
from django.urls import reverse

from lianjian.apps.coordination.actions.assign_duty import assign_duty
from tests.network import today

if TYPE_CHECKING:
    from tests.network import Network


def first_page(network: Network, name: str) -> str:
    client = Client(headers={"accept-language": "en"})
    client.force_login(network.accounts[name], backend="django.contrib.auth.backends.ModelBackend")
    return str(client.get(reverse("office:home")).content.decode())


def test_our_duties_stand_first(network: Network) -> None:
    """Late by so many days, this week's, not those of next month, and none of another organisation."""
    for what, days in (("数一数井盖", -3), ("约好评议会", 4), ("来年的计划", 40)):
        assign_duty(
            by=network.actor("liaison"),
            organisation=network.association.pk,
            what=what,
            due_on=today() + timedelta(days=days),
        )
    page = first_page(network, "liaison")
    assert page.index("数一数井盖") < page.index("约好评议会") < page.index("Answers to look at")
    assert "3 days late" in page
    assert "来年的计划" not in page
    assert "Later ones" in page
    assert "数一数井盖" not in first_page(network, "chief")
