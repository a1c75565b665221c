"""Invitations to a call as letters, one to a page, each with its own code. Official papers are in Chinese."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext as _

from lianjian.kernel.clock import civil_date
from lianjian.kernel.documents import Document, Letter

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lianjian.apps.agreements.queries import Call
    from lianjian.apps.agreements.queries.answering import InvitationLine


def letters_document(call: Call, invited: Iterable[tuple[InvitationLine, str]]) -> Document:
    """The letters of these invitations, each with the link that leads to its answer form."""
    with translation.override("zh-hans"):
        return Document(
            title=f"{call.title}邀请函",
            blocks=tuple(_letter(call, line, link) for line, link in invited),
            author=call.organisation_name,
        )


def _letter(call: Call, line: InvitationLine, link: str) -> Letter:
    words = _("%(who)s invites you to answer “%(title)s”. Scan the code: your answer form is there already.")
    return Letter(
        title="邀请函",
        addressee="　".join(filter(None, (line.organisation_name, line.contact_name))),
        text=words % {"who": call.organisation_name, "title": call.title},
        link=link,
        beside=_("This code is for %(name)s alone. Whoever has it answers for the organisation.")
        % {"name": line.organisation_name},
        address=line.address,
        signed=call.organisation_name,
        dated=civil_date(line.invited_at),
    )
