"""Invitations to the call of the demonstration: a list of neighbours, of which two have been opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lianjian.apps.agreements.actions.invite_organisations import invite_organisations
from lianjian.apps.agreements.actions.open_invitation import open_invitation
from lianjian.apps.agreements.queries import call, invitations
from lianjian.apps.agreements.rules.invitations import Guest
from lianjian.demonstration.society import LOADER

if TYPE_CHECKING:
    from collections.abc import Sequence

GUESTS: Sequence[Guest] = (
    Guest("涵江区新县镇文笔村（演示）", None, "陈巧云", "demo31@example.org", "涵江区新县镇"),
    Guest("仙游县书峰乡兰石茶果合作社（演示）", None, "林素贞", "demo32@example.org", "仙游县书峰乡"),
    Guest("城厢区华亭镇园头小学（演示）", None, "", "", "城厢区华亭镇"),
    Guest("荔城区西天尾镇溪白村手工坊（演示）", None, "许阿香", "demo34@example.org", ""),
    Guest("秀屿区埭头镇石城海产行（演示）", None, "", "", "秀屿区埭头镇"),
)


def load_invitations(told: dict[str, Any]) -> None:
    """Invite them and open two. Loading twice invites nobody twice."""
    this = call(LOADER, told["initiative"]["key"])
    if not invite_organisations(by=LOADER, initiative=this.id, guests=GUESTS):
        return
    for one in invitations(LOADER, this.id)[:2]:
        open_invitation(by=LOADER, invitation=one.id)
