"""Calls and their answers as Excel workbooks."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lianjian.apps.agreements import queries as agreed
from lianjian.apps.agreements.rules.responses import reference
from lianjian.apps.parties.queries import division_names
from lianjian.web.kit.listing import all_rows
from lianjian.web.kit.sheets import workbook
from lianjian.web.office.words import ANSWER_WORDS, CALL_WORDS

if TYPE_CHECKING:
    from django.http import HttpResponse

    from lianjian.apps.agreements.queries import Call
    from lianjian.foundation.actor import Actor


def calls(by: Actor) -> HttpResponse:
    """The calls."""
    titles = [
        _("Title"),
        _("State"),
        _("Who calls"),
        _("Published on"),
        _("Closed on"),
        _("Answered"),
        _("Joined"),
    ]
    return workbook(
        _("Calls"),
        titles,
        (
            (
                one.title,
                str(CALL_WORDS[one.state]),
                one.organisation_name,
                one.published_at,
                one.closed_at,
                one.answered,
                one.joined,
            )
            for one in all_rows(partial(agreed.calls, by))
        ),
    )


def answers(by: Actor, call: Call) -> HttpResponse:
    """The answers to a call with their contacts: empty for everybody but the people who called."""
    rows = list(all_rows(partial(agreed.answers, by, call.id)))
    places = division_names(row.division for row in rows if row.division)
    titles = [
        pgettext("of an answer", "Number"),
        _("Organisation"),
        _("Place"),
        _("State"),
        _("Contact person"),
        _("Telephone"),
    ]
    titles += [_("Message"), _("Note"), _("Received"), _("Last step")]
    return workbook(
        _("Answers"),
        titles,
        (
            (
                reference(call.id, row.id),
                row.organisation_name,
                places.get(row.division or "", ("", None))[1],
                str(ANSWER_WORDS[row.state]),
                row.contact_name,
                row.contact,
                row.message,
                row.note,
                row.received_at,
                row.moved_at,
            )
            for row in rows
        ),
    )
