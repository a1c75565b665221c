"""Enquiries from the public: taken on, answered, passed on, followed to what came of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from lianjian.apps.projects.actions.answer_enquiry import answer_enquiry
from lianjian.apps.projects.actions.end_enquiry import end_enquiry
from lianjian.apps.projects.actions.pass_on_enquiry import pass_on_enquiry
from lianjian.apps.projects.actions.take_enquiry import take_enquiry
from lianjian.apps.projects.queries import (
    count_enquiries,
    count_enquiries_waiting,
    enquiries,
    enquiries_late,
    enquiry,
    enquiry_targets,
)
from lianjian.apps.projects.rules.enquiries import ENDS, EnquiryState
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotThere
from lianjian.web.acting import actor_of
from lianjian.web.kit import paging, sheets
from lianjian.web.office.choosing import number_field, offer
from lianjian.web.office.door import in_office
from lianjian.web.office.forming import OfficeForm, run
from lianjian.web.office.frame import framed, this_day
from lianjian.web.office.linked_marks import ENQUIRY_MARKS, ENQUIRY_WORDS, STEP_WORDS, linked_tabs
from lianjian.web.supplying import GOODS_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.projects.queries import EnquiryLine

PAGE = 40
REMINDED = 12


class AnsweredForm(OfficeForm):
    """A note for colleagues."""

    text = forms.CharField(
        label=gettext_lazy("What you answered"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("For your colleagues. Write no telephone number here: it would stay."),
    )


class PassForm(OfficeForm):
    """To whom."""

    organisation = forms.TypedChoiceField(
        label=gettext_lazy("Pass it on to"), coerce=int, widget=forms.RadioSelect
    )
    text = forms.CharField(label=gettext_lazy("Note"), required=False, max_length=300)


class EndForm(OfficeForm):
    """What came of it."""

    end = forms.ChoiceField(
        label=gettext_lazy("How the enquiry ended"),
        choices=[(str(state), ENQUIRY_WORDS[state]) for state in EnquiryState if state in ENDS],
        widget=forms.RadioSelect,
    )
    amount = number_field(
        gettext_lazy("Amount sold"), help_text=gettext_lazy("Left empty it is unknown, which is not nothing.")
    )
    unit = forms.ChoiceField(
        label=gettext_lazy("Unit"), choices=[("", "—"), *GOODS_WORDS.items()], required=False
    )
    yuan = number_field(gettext_lazy("Sold for, yuan"))
    remark = forms.CharField(
        label=gettext_lazy("Reason or note"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Where it was not possible: why. No names, no numbers: this stays."),
    )


def rows_of(lines: Iterable[EnquiryLine]) -> list[tuple[EnquiryLine, str, Any]]:
    """Lines with the mark and word of their state; what is late says so."""
    return [
        (line, "late" if line.late else ENQUIRY_MARKS[line.state], ENQUIRY_WORDS[line.state])
        for line in lines
    ]


@in_office
def listed(request: HttpRequest) -> HttpResponse:
    """What waits, the longest first, and (``?ended=yes``) what came of the others."""
    actor, today = actor_of(request), this_day()
    still_open = request.GET.get("ended") != "yes"
    if sheets.wanted(request):
        return sheets.workbook(
            _("Enquiries"),
            [
                _("About"),
                _("Handled by"),
                _("State"),
                _("Received"),
                _("Days"),
                _("Amount"),
                _("Unit"),
                _("Yuan"),
            ],
            (
                (
                    one.about,
                    one.handler_name,
                    str(ENQUIRY_WORDS[one.state]),
                    one.received_at,
                    one.days,
                    one.amount,
                    str(GOODS_WORDS[one.unit]) if one.unit else None,
                    one.yuan,
                )
                for one in enquiries(actor, today, still_open=still_open, limit=sheets.MOST_ROWS + 1)
            ),
        )
    page = paging.page_of(
        request,
        count_enquiries(actor, still_open=still_open),
        lambda limit, offset: enquiries(actor, today, still_open=still_open, limit=limit, offset=offset),
        PAGE,
    )
    here = reverse("office:enquiries")
    context = framed(
        request,
        page=page,
        rows=rows_of(page),
        late=enquiries_late(actor, timezone.now(), today, limit=REMINDED) if still_open else [],
        still_open=still_open,
        tabs=linked_tabs("enquiries", count_enquiries_waiting(actor)),
        which=[
            (_("still open"), here, still_open, None),
            (_("come to their end"), f"{here}?ended=yes", not still_open, None),
        ],
    )
    return render(request, "office/enquiries.html", context)


@in_office
def one(request: HttpRequest, enquiry_key: int) -> HttpResponse:
    """One enquiry with what was done."""
    line, steps = enquiry(actor_of(request), enquiry_key, this_day())
    context = framed(
        request,
        line=line,
        mark="late" if line.late else ENQUIRY_MARKS[line.state],
        word=ENQUIRY_WORDS[line.state],
        unit=GOODS_WORDS[line.unit] if line.unit else "",
        steps=[(step, STEP_WORDS[step.kind]) for step in steps],
        may_take=line.mine and line.state is EnquiryState.NEW,
        outcome_url=_outcome_address(line),
        crumbs=[(_("Enquiries"), reverse("office:enquiries")), (line.about, "")],
    )
    return render(request, "office/enquiry.html", context)


@require_POST
@in_office
def take(request: HttpRequest, enquiry_key: int) -> HttpResponse:
    """Take it on."""
    take_enquiry(by=actor_of(request), enquiry=enquiry_key)
    messages.success(request, _("It is yours now. Answer, then say what came of it."))
    return redirect("office:enquiry", enquiry_key)


@in_office
def answered(request: HttpRequest, enquiry_key: int) -> HttpResponse:
    """Say that the asker was answered."""
    line = _mine(request, enquiry_key)

    def deed(values: dict[str, Any]) -> str:
        answer_enquiry(by=actor_of(request), enquiry=enquiry_key, text=values["text"])
        messages.success(request, _("Answered. Say later what came of it."))
        return reverse("office:enquiry", args=[enquiry_key])

    page = _page(line, _("The asker was answered"))
    return run(request, AnsweredForm(request.POST or None), deed, action=_("The asker was answered"), **page)


@in_office
def pass_on(request: HttpRequest, enquiry_key: int) -> HttpResponse:
    """Pass it on to another member."""
    line = _mine(request, enquiry_key)
    form = PassForm(request.POST or None)
    targets = enquiry_targets(actor_of(request), enquiry_key, this_day().month)
    offer(
        form,
        "organisation",
        [
            (one.organisation, f"{one.name} · {_('in season now')}" if one.in_season else one.name)
            for one in targets
        ],
    )

    def deed(values: dict[str, Any]) -> str:
        pass_on_enquiry(
            by=actor_of(request),
            enquiry=enquiry_key,
            organisation=values["organisation"],
            text=values["text"],
        )
        messages.success(request, _("Passed on. You no longer see the contact."))
        return reverse("office:enquiry", args=[enquiry_key])

    return run(request, form, deed, action=_("Pass the enquiry on"), **_page(line, _("Pass the enquiry on")))


@in_office
def ended(request: HttpRequest, enquiry_key: int) -> HttpResponse:
    """Say what came of it."""
    line = _mine(request, enquiry_key)

    def deed(values: dict[str, Any]) -> str:
        names = ("end", "amount", "unit", "yuan", "remark")
        end_enquiry(by=actor_of(request), enquiry=enquiry_key, **{name: values[name] for name in names})
        messages.success(request, _("Written down. The contact is deleted after 60 days."))
        return reverse("office:enquiry", args=[enquiry_key])

    form = EndForm(request.POST or None)
    return run(request, form, deed, action=_("Write it down"), **_page(line, _("What came of the enquiry")))


def _mine(request: HttpRequest, key: int) -> EnquiryLine:
    line, _steps = enquiry(actor_of(request), key, this_day())
    if not line.mine:
        raise NotThere
    return line


def _page(line: EnquiryLine, title: str) -> dict[str, Any]:
    here = reverse("office:enquiry", args=[line.id])
    crumbs = [(_("Enquiries"), reverse("office:enquiries")), (line.about, here), (title, "")]
    return {"title": title, "crumbs": crumbs, "cancel_url": here, "quoted": line.text}


def _outcome_address(line: EnquiryLine) -> str:
    """Where a sale becomes an outcome, with what is known filled in; "" where there is no sale."""
    if line.state is not EnquiryState.SOLD or not line.mine:
        return ""
    known = {
        "text": _("Sold through an enquiry: %(what)s") % {"what": line.about},
        "happened_on": civil_date(line.ended_at).isoformat() if line.ended_at else "",
        "work_area": "industry",
    }
    if line.yuan is not None:
        known |= {"value": f"{line.yuan:f}", "unit": "yuan"}
    return f"{reverse('office:outcome-new')}?{urlencode(known)}"
