"""Entries of the register that may be one person: listed with the reason, looked at side by side, merged, taken apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from lianjian.apps.parties.actions.merge_people import merge_people
from lianjian.apps.parties.actions.undo_people_merge import undo_people_merge
from lianjian.apps.parties.queries.duplicates import compared, likely_people, people_merges
from lianjian.foundation.wording import explain
from lianjian.kernel.refusals import NotThere, Refused
from lianjian.web.kit.paging import page_of
from lianjian.web.kit.templatetags.kit import content
from lianjian.web.office.door import in_office
from lianjian.web.office.duplicates import ON_A_PAGE, steward_of_people, tabs_for
from lianjian.web.office.forming import OfficeForm, run
from lianjian.web.office.frame import framed
from lianjian.web.office.words import ROLE_WORDS

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.parties.queries.duplicates import Compared


class PeopleForm(OfficeForm):
    """Which of the two stays, whose account, and why."""

    stays = forms.TypedChoiceField(
        label=gettext_lazy("Which entry stays"), coerce=int, widget=forms.RadioSelect
    )
    account = forms.TypedChoiceField(
        label=gettext_lazy("Both sign in. Which account stays"),
        help_text=gettext_lazy(
            "The other one is closed: nobody signs in with it any more, until the merge is undone."
        ),
        coerce=int,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Why they are one person"),
        max_length=300,
        help_text=gettext_lazy(
            "As in: entered twice, once from the table and once by hand; she said so herself."
        ),
    )

    def __init__(self, *args: Any, two: Compared, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        number = _("number %(number)s")
        fields["stays"].choices = [
            (one.key, format_html("{} ({})", content(one.name), number % {"number": one.key}))
            for one in two.sides
        ]
        more = max(two.sides, key=lambda one: sum(one.belongs.values()))
        fields["stays"].initial = more.key
        if all(one.username for one in two.sides):
            fields["account"].choices = [(one.key, one.username) for one in two.sides]
        else:
            del fields["account"]


@in_office
def listed(request: HttpRequest) -> HttpResponse:
    """Pairs that may be one person, each with the reason why it is listed."""
    actor = steward_of_people(request)
    found = likely_people(actor)
    page = page_of(request, len(found), lambda limit, offset: found[offset : offset + limit], ON_A_PAGE)
    crumbs = [(_("Parties"), reverse("office:parties")), (_("Likely the same person"), "")]
    context = framed(request, page=page, tabs=tabs_for(actor, "office:namesakes"), crumbs=crumbs)
    return render(request, "office/namesakes.html", context)


@in_office
def pair(request: HttpRequest, first: int, second: int) -> HttpResponse:
    """Two people side by side: mandates, accounts, what belongs to each, what a merge would meet."""
    actor = steward_of_people(request)
    two = compared(actor, first, second)
    form = PeopleForm(request.POST if request.method == "POST" else None, two=two)

    def deed(values: dict[str, Any]) -> str:
        stays = values["stays"]
        done = merge_people(
            by=actor,
            merged=first if stays == second else second,
            survivor=stays,
            reason=values["reason"],
            account=values.get("account"),
        )
        said = {"name": done.survivor.name, "rows": done.rows, "left": done.left}
        words = _("The two entries of “%(name)s” are one; %(rows)s rows moved, %(left)s stayed.") % said
        if done.closed is not None:
            words += " " + _("The account “%(name)s” is closed.") % {"name": done.closed.username}
        messages.success(request, words)
        return reverse("office:people-merges")

    title = _("Are these one person?")
    back = reverse("office:namesakes")
    return run(
        request,
        form,
        deed,
        template="office/namesake.html",
        title=title,
        action=_("Merge them"),
        sides=[
            (
                one,
                [(row, ROLE_WORDS[row.role]) for row in one.mandates],
                sorted(one.belongs.items(), key=lambda pair: -pair[1]),
            )
            for one in two.sides
        ],
        overlaps=[(mine, theirs, ROLE_WORDS[mine.role]) for mine, theirs in two.overlaps],
        stays=two.stays,
        hindrance=explain(two.hindrance) if two.hindrance is not None else "",
        apart_url=reverse("office:namesake-apart", args=[first, second]),
        crumbs=[(_("Parties"), reverse("office:parties")), (_("Likely the same person"), back), (title, "")],
        cancel_url=back,
    )


@in_office
def merged(request: HttpRequest) -> HttpResponse:
    """The merges of people that hold."""
    actor = steward_of_people(request)
    rows = people_merges(actor)
    page = page_of(request, len(rows), lambda limit, offset: rows[offset : offset + limit], ON_A_PAGE)
    crumbs = [(_("Parties"), reverse("office:parties")), (_("Merged people"), "")]
    context = framed(request, page=page, tabs=tabs_for(actor, "office:people-merges"), crumbs=crumbs)
    return render(request, "office/people_merges.html", context)


@in_office
@require_POST
def undo(request: HttpRequest, merge: int) -> HttpResponse:
    """Take a merge of two people back."""
    actor = steward_of_people(request)
    try:
        done = undo_people_merge(by=actor, merge=merge)
    except NotThere:
        raise
    except Refused as refused:
        messages.error(request, explain(refused))
    else:
        messages.success(
            request, _("The two entries of “%(name)s” are two again.") % {"name": done.merged.name}
        )
    return redirect("office:people-merges")
