"""Entries of the register that are likely one organisation: looked at side by side, merged, and the merge taken back; and
the pairs of which somebody said that they are not the same."""

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

from lianjian.apps.parties.actions.ask_again import ask_again
from lianjian.apps.parties.actions.keep_apart import keep_apart
from lianjian.apps.parties.actions.merge_organisations import merge_organisations
from lianjian.apps.parties.actions.undo_merge import undo_merge
from lianjian.apps.parties.queries import organisation_in_register
from lianjian.apps.parties.queries.duplicates import (
    by_keys,
    kept_apart,
    likely_duplicates,
    merges,
    people_merges,
    what_belongs_to,
)
from lianjian.apps.parties.rules.roles import STEWARDS
from lianjian.foundation.wording import explain
from lianjian.kernel.refusals import NotThere, Refused
from lianjian.web.acting import actor_of
from lianjian.web.kit.paging import page_of
from lianjian.web.kit.templatetags.kit import content
from lianjian.web.office.door import in_office
from lianjian.web.office.forming import OfficeForm, run
from lianjian.web.office.frame import framed
from lianjian.web.office.words import KIND_WORDS

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from lianjian.foundation.actor import Actor

ON_A_PAGE = 30


class MergeForm(OfficeForm):
    """Which of the two stays."""

    stays = forms.TypedChoiceField(
        label=gettext_lazy("Which entry stays"), coerce=int, widget=forms.RadioSelect
    )


def _network_administrator(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if not actor.network_wide:
        raise NotThere
    return actor


def steward_of_people(request: HttpRequest) -> Actor:
    """Who keeps the people of some organisation; to everybody else these pages are not there."""
    actor = actor_of(request)
    if not actor.holds(*STEWARDS):
        raise NotThere
    return actor


def tabs_for(actor: Actor, here: str) -> list[tuple[Any, str, bool, int | None]]:
    """The pages about duplicates that ``actor`` has: of organisations only the network's administrator."""
    pages: list[tuple[Any, str, int | None]] = [
        (_("Likely the same person"), "office:namesakes", None),
        (_("Merged people"), "office:people-merges", len(people_merges(actor))),
        (_("Not the same"), "office:apart", len(kept_apart(actor))),
    ]
    if actor.network_wide:
        pages[:0] = [
            (_("Likely duplicates"), "office:duplicates", None),
            (_("Merged entries"), "office:merges", merges().count()),
        ]
    return [(label, reverse(name), name == here, count) for label, name, count in pages]


@in_office
def listed(request: HttpRequest) -> HttpResponse:
    """Pairs that are likely the same, the surest first."""
    actor = _network_administrator(request)
    found = likely_duplicates()
    page = page_of(request, len(found), lambda limit, offset: found[offset : offset + limit], ON_A_PAGE)
    rows = by_keys(key for pair in page for key in pair)
    context = framed(
        request,
        page=page,
        pairs=[
            (rows[a], KIND_WORDS[rows[a].kind], rows[b], reverse("office:duplicate", args=[a, b]))
            for a, b in page
        ],
        tabs=tabs_for(actor, "office:duplicates"),
        crumbs=[(_("Parties"), reverse("office:parties")), (_("Likely duplicates"), "")],
    )
    return render(request, "office/duplicates.html", context)


@in_office
def pair(request: HttpRequest, first: int, second: int) -> HttpResponse:
    """Two entries side by side with what belongs to each, and the choice which of them stays."""
    actor = _network_administrator(request)
    one, other = organisation_in_register(first), organisation_in_register(second)
    if one is None or other is None or one == other or one.kind != other.kind:
        raise NotThere
    belongs = [(row, what_belongs_to(row.pk)) for row in (one, other)]
    form = MergeForm(request.POST if request.method == "POST" else None)
    form.fields["stays"].choices = [  # type: ignore[attr-defined]
        (row.pk, format_html("{} ({})", content(row.name), row.key)) for row in (one, other)
    ]
    more = max(belongs, key=lambda pair: sum(pair[1].values()))[0]
    form.fields["stays"].initial = more.pk

    def deed(values: dict[str, Any]) -> str:
        stays = values["stays"]
        done = merge_organisations(by=actor, merged=first if stays == second else second, survivor=stays)
        words = _("“%(one)s” is merged into “%(other)s”; %(rows)s rows moved. It can be taken back.")
        said = {"one": done.merged.name, "other": done.survivor.name, "rows": done.rows}
        messages.success(request, words % said)
        return reverse("office:merges")

    title = _("Are these one organisation?")
    back = reverse("office:duplicates")
    return run(
        request,
        form,
        deed,
        template="office/duplicate.html",
        title=title,
        action=_("Merge them"),
        sides=[
            (row, KIND_WORDS[row.kind], sorted(counts.items(), key=lambda pair: -pair[1]))
            for row, counts in belongs
        ],
        apart_url=reverse("office:duplicate-apart", args=[first, second]),
        crumbs=[(_("Parties"), reverse("office:parties")), (_("Likely duplicates"), back), (title, "")],
        cancel_url=back,
    )


@in_office
def merged(request: HttpRequest) -> HttpResponse:
    """The merges that hold."""
    actor = _network_administrator(request)
    rows = merges()
    page = page_of(
        request, rows.count(), lambda limit, offset: list(rows[offset : offset + limit]), ON_A_PAGE
    )
    crumbs = [(_("Parties"), reverse("office:parties")), (_("Merged entries"), "")]
    context = framed(request, page=page, tabs=tabs_for(actor, "office:merges"), crumbs=crumbs)
    return render(request, "office/merges.html", context)


@in_office
@require_POST
def undo(request: HttpRequest, merge: int) -> HttpResponse:
    """Take a merge back."""
    actor = _network_administrator(request)
    try:
        done = undo_merge(by=actor, merge=merge)
    except NotThere:
        raise
    except Refused as refused:
        messages.error(request, explain(refused))
    else:
        messages.success(request, _("“%(name)s” is an entry of its own again.") % {"name": done.merged.name})
    return redirect("office:merges")


@in_office
@require_POST
def say_apart(request: HttpRequest, first: int, second: int, kind: str) -> HttpResponse:
    """Say that the two are not the same; the pair is listed no more."""
    keep_apart(by=steward_of_people(request), kind=kind, first=first, second=second)
    messages.success(request, _("The two are not asked about any more, until somebody asks again."))
    return redirect("office:duplicates" if kind == "organisation" else "office:namesakes")


@in_office
def apart(request: HttpRequest) -> HttpResponse:
    """The pairs that are not the same, with who said so and when."""
    actor = steward_of_people(request)
    rows = kept_apart(actor)
    page = page_of(request, len(rows), lambda limit, offset: rows[offset : offset + limit], ON_A_PAGE)
    crumbs = [(_("Parties"), reverse("office:parties")), (_("Not the same"), "")]
    context = framed(request, page=page, tabs=tabs_for(actor, "office:apart"), crumbs=crumbs)
    return render(request, "office/apart.html", context)


@in_office
@require_POST
def again(request: HttpRequest, apart: int) -> HttpResponse:
    """Ask about a pair again."""
    ask_again(by=steward_of_people(request), apart=apart)
    messages.success(request, _("The pair is listed again where names and places still show it."))
    return redirect("office:apart")
