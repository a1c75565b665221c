"""Coordination groups: formed, their members appointed and released, the rhythm of contact agreed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from lianjian.apps.agreements.queries import agreement_titles, agreements_of, party_keys
from lianjian.apps.agreements.rules.drafts import NEGOTIATORS
from lianjian.apps.agreements.rules.signing import State
from lianjian.apps.coordination.actions.appoint_member import appoint_member
from lianjian.apps.coordination.actions.form_group import form_group
from lianjian.apps.coordination.actions.release_member import release_member
from lianjian.apps.coordination.queries import count_groups, due_in, group_card, groups_of
from lianjian.apps.coordination.rules.groups import OFFICERS
from lianjian.apps.reminders.queries import count_silent, robots_of
from lianjian.apps.reminders.rules.dispatches import CHANNEL_LABELS
from lianjian.foundation.wording import explain
from lianjian.kernel.refusals import NotThere
from lianjian.web.acting import actor_of
from lianjian.web.kit import paging, sheets
from lianjian.web.kit.reminding import trouble
from lianjian.web.kit.rhythms import rhythm_words
from lianjian.web.office import exports
from lianjian.web.office.choosing import houses, offer, people_of, spoken_for
from lianjian.web.office.door import in_office
from lianjian.web.office.forming import OfficeForm, run
from lianjian.web.office.frame import framed, this_day
from lianjian.web.office.marks import PART_WORDS

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.coordination.queries import GroupCard
    from lianjian.foundation.actor import Actor
    from lianjian.kernel.refusals import Refused

ON_A_PAGE = 30
MOST_TO_CHOOSE = 100
"""Agreements that the form offers, the newest first; an older one has its group long since."""


class GroupForm(OfficeForm):
    """Whose group it is and what it is called."""

    of = forms.ChoiceField(
        label=gettext_lazy("Whose group"),
        help_text=gettext_lazy("The joint group of an agreement, or one organisation's own."),
    )
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    about = forms.CharField(
        label=gettext_lazy("What it looks after"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def stand_beside(self, refused: Refused) -> None:
        """Whose group it is was chosen in one field."""
        if refused.field in {"agreement", "organisation"}:
            self.add_error("of", explain(refused))
        else:
            super().stand_beside(refused)


class MemberForm(OfficeForm):
    """A person, for the party in which they hold a mandate, and their part."""

    person = forms.ChoiceField(label=gettext_lazy("Who"))
    role = forms.ChoiceField(label=gettext_lazy("Part in the group"), choices=list(PART_WORDS.items()))


def parties_of(card: GroupCard) -> list[int]:
    """Keys of the organisations the group speaks for."""
    if card.organisation is not None:
        return [card.organisation]
    return list(party_keys([card.agreement] if card.agreement is not None else []))


def may_run(actor: Actor, card: GroupCard) -> bool:
    """Whether ``actor`` runs the group: an officer of it, or somebody who speaks for one of its parties."""
    officer = any(
        one.person == actor.person and one.role in OFFICERS and one.organisation in actor.organisations
        for one in card.members
    )
    return officer or any(actor.holds(*NEGOTIATORS, organisation=key) for key in parties_of(card))


def run_by(request: HttpRequest, group: int) -> GroupCard:
    """The group, for those who run it. Raises NotThere to everybody else."""
    actor = actor_of(request)
    card = group_card(actor, group)
    if not may_run(actor, card):
        raise NotThere
    return card


def page_of(card: GroupCard, title: str) -> dict[str, Any]:
    """What a form about a group says around its fields."""
    here = reverse("office:group", args=[card.id])
    groups = (pgettext("of coordination", "Groups"), reverse("office:groups"))
    return {"title": title, "crumbs": [groups, (card.name, here), (title, "")], "cancel_url": here}


@in_office
def listed(request: HttpRequest) -> HttpResponse:
    """The groups I may see."""
    actor = actor_of(request)
    if sheets.wanted(request):
        return exports.groups(actor)
    page = paging.page_of(request, count_groups(actor), partial(groups_of, actor), ON_A_PAGE)
    cards = list(page)
    titles = agreement_titles(actor, (card.agreement for card in cards if card.agreement is not None))
    names = dict(houses(card.organisation for card in cards if card.organisation is not None))
    rows = [
        (card, titles.get(card.agreement or 0, "") or names.get(card.organisation or 0, ""), _leader(card))
        for card in cards
    ]
    context = framed(request, page=page, rows=rows, may_form=bool(_choices(actor)))
    return render(request, "office/groups.html", context)


def _leader(card: GroupCard) -> str:
    first = card.members[0] if card.members else None
    return first.name if first is not None and first.role in OFFICERS else ""


def _choices(actor: Actor) -> list[tuple[str, str]]:
    """What a group can be formed for: agreements in force, and the organisations one speaks for."""
    signed = agreements_of(actor, states=(State.EFFECTIVE,), limit=MOST_TO_CHOOSE)
    joint = [(f"agreement:{line.id}", line.title) for line in signed]
    return joint + [(f"organisation:{key}", name) for key, name in houses(spoken_for(actor))]


@in_office
def begin(request: HttpRequest) -> HttpResponse:
    """Form a group."""
    actor = actor_of(request)
    form = GroupForm(request.POST or None, initial={"of": request.GET.get("of", "")})
    offer(form, "of", [("", "—"), *_choices(actor)])

    def deed(values: dict[str, Any]) -> str:
        what, key = values["of"].split(":")
        of: dict[str, Any] = {what: int(key)}
        made = form_group(by=actor, name=values["name"], about=values["about"], **of)
        messages.success(request, _("The group is formed. Now appoint its leader."))
        return reverse("office:group", args=[made.pk])

    title, back = _("Form a group"), reverse("office:groups")
    crumbs = [(pgettext("of coordination", "Groups"), back), (title, "")]
    return run(request, form, deed, title=title, action=_("Form it"), crumbs=crumbs, cancel_url=back)


@in_office
def group(request: HttpRequest, group: int) -> HttpResponse:
    """One group: its people, its rhythm, what is due, its meetings."""
    actor, today = actor_of(request), this_day()
    card = group_card(actor, group)
    titles = agreement_titles(actor, [card.agreement] if card.agreement is not None else [])
    duties = [line for key in parties_of(card) for line in due_in(actor, key, today)]
    context = framed(
        request,
        card=card,
        agreement=titles.get(card.agreement or 0, ""),
        parties=houses(parties_of(card)),
        members=[(one, PART_WORDS[one.role]) for one in card.members],
        rhythms=[(one, rhythm_words(one.every, one.period, one.on)) for one in card.rhythms],
        robots=[(one, _(CHANNEL_LABELS[one.kind]), trouble(one.cause)) for one in robots_of(actor, group)],
        silent_count=count_silent(actor, today),
        duties=sorted(duties, key=lambda line: line.due_on),
        may_run=may_run(actor, card),
        crumbs=[(pgettext("of coordination", "Groups"), reverse("office:groups")), (card.name, "")],
    )
    return render(request, "office/group.html", context)


@in_office
def appoint(request: HttpRequest, group: int) -> HttpResponse:
    """Give a person a part in the group."""
    card = run_by(request, group)
    form = MemberForm(request.POST or None)
    parties = houses(parties_of(card))
    known = [
        (
            name,
            [
                (f"{key}:{person}", called)
                for _house, people in people_of([key], this_day())
                for person, called in people
            ],
        )
        for key, name in parties
    ]
    offer(form, "person", [("", "—"), *(row for row in known if row[1])])

    def deed(values: dict[str, Any]) -> str:
        house, person = values["person"].split(":")
        member = appoint_member(
            by=actor_of(request),
            group=group,
            person=int(person),
            organisation=int(house),
            role=values["role"],
        )
        words = _("%(name)s is now %(role)s.")
        messages.success(request, words % {"name": member.person.name, "role": PART_WORDS[member.role]})
        return reverse("office:group", args=[group])

    warning = (
        "" if any(row[1] for row in known) else _("Nobody holds a mandate in a party of this group yet.")
    )
    return run(
        request, form, deed, action=_("Appoint"), warning=warning, **page_of(card, _("Appoint a member"))
    )


@in_office
def release(request: HttpRequest, group: int, person: int) -> HttpResponse:
    """End a person's part in the group."""
    card = run_by(request, group)
    member = next((one for one in card.members if one.person == person), None)
    if member is None and request.method != "POST":
        raise NotThere

    def deed(_values: dict[str, Any]) -> str:
        released = release_member(by=actor_of(request), group=group, person=person)
        words = _("%(name)s has left the group; today is the last day.")
        messages.success(request, words % {"name": released.person.name})
        return reverse("office:group", args=[group])

    form = OfficeForm(request.POST or None)
    about = f"{member.name} · {PART_WORDS[member.role]} · {member.organisation_name}" if member else ""
    page = page_of(card, _("Release a member"))
    return run(request, form, deed, action=_("Release from the group"), grave=True, quoted=about, **page)
