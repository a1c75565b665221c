"""What I owe, to whom, by when; then what others owe me."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from lianjian.apps.agreements.queries import agreement_card, agreements_of
from lianjian.apps.agreements.rules.numerals import article
from lianjian.apps.agreements.rules.signing import State
from lianjian.apps.coordination.queries import due_for, groups_of
from lianjian.apps.parties.queries import organisation_names
from lianjian.apps.projects.queries import obstacles_owned, outcomes_to_verify, owes
from lianjian.kernel.clock import civil_date
from lianjian.web.mobile.dues import Due, When, dated, since

if TYPE_CHECKING:
    from datetime import date

    from lianjian.apps.coordination.queries import DutyLine
    from lianjian.apps.projects.queries import CommitmentLine, Owing
    from lianjian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class Balance:
    """Both sides of the ledger, unsorted."""

    mine: tuple[Due, ...]
    theirs: tuple[Due, ...]


def balance(by: Actor, today: date) -> Balance:
    """Everything that is open between ``by``'s organisations and the others."""
    owing = owes(by, today)
    to_sign, being_signed = _agreements(by, today)
    several = len(by.organisations) > 1
    return Balance(
        mine=(
            *_duties(by, today),
            *(commitment_due(line, today, several=several) for line in owing.we_owe),
            *_to_confirm(owing, today, by.organisations),
            *_outcomes(by, today),
            *to_sign,
            *_obstacles(by, today),
        ),
        theirs=(*_theirs(owing, today, by.organisations), *being_signed),
    )


def duty_due(line: DutyLine, today: date, *, group: str = "", several: bool = False) -> Due:
    """A duty; ``group`` is the group that wants it done, "" where it comes from elsewhere."""
    when, mark, word = dated(line.due_on, today)
    url = reverse("mobile:duty", args=[line.id])
    parts = [
        line.organisation_name if several else "",
        _("owed to %(name)s") % {"name": group} if group else "",
    ]
    return Due(
        what=line.what,
        url=url,
        whom=" · ".join(part for part in parts if part) or _("duty of your organisation"),
        day=line.due_on,
        when=when,
        mark=mark,
        word=word,
        act=_("Make an entry"),
        act_url=_about(f"duty:{line.id}"),
        key=f"duty:{line.id}",
        rank=(0, line.id),
    )


def commitment_due(line: CommitmentLine, today: date, *, several: bool = False) -> Due:
    """A commitment as its giver sees it."""
    when, mark, word = dated(line.due_on, today)
    parts = [line.giver_name if several else "", _("owed to %(name)s") % {"name": line.receiver_name}]
    return Due(
        what=line.text,
        url=reverse("mobile:commitment", args=[line.id]),
        whom=" · ".join([part for part in parts if part] + clause_of(line)),
        day=line.due_on,
        when=when,
        mark=mark,
        word=word,
        act=_("Make an entry"),
        act_url=_about(f"commitment:{line.id}"),
        key=f"commitment:{line.id}",
        rank=(1, line.id),
    )


def clause_of(line: CommitmentLine) -> list[str]:
    """The clause a commitment stands in, as a list of none or one."""
    return [article(line.clause_position)] if line.clause_position is not None else []


def _about(key: str) -> str:
    return f"{reverse('mobile:entry-new')}?about={key}"


def _duties(by: Actor, today: date) -> list[Due]:
    lines = due_for(by, today)
    wanted_by: dict[str, str] = {}
    for group in groups_of(by) if lines else ():
        wanted_by |= {f"rhythm:{rhythm.id}": group.name for rhythm in group.rhythms}
        wanted_by |= {f"meeting:{meeting.id}": group.name for meeting in group.meetings}
    several = len(by.organisations) > 1
    return [
        duty_due(line, today, group=wanted_by.get(line.source_key, ""), several=several) for line in lines
    ]


def _to_confirm(owing: Owing, today: date, ours: frozenset[int]) -> list[Due]:
    return [
        Due(
            what=line.text,
            url=reverse("mobile:commitment", args=[line.id]),
            whom=_("%(name)s reports it done") % {"name": line.giver_name},
            day=line.done_on,
            when=When.WAITING,
            mark="wait",
            word=since(line.done_on, today, _("confirm or send back")),
            act=_("Answer"),
            act_url=reverse("mobile:commitment", args=[line.id]) + "#answer",
            rank=(2, line.id),
        )
        for line in owing.to_confirm
        if line.giver not in ours  # nobody confirms what their own organisation owes
    ]


def _outcomes(by: Actor, today: date) -> list[Due]:
    return [
        Due(
            what=line.text,
            url=reverse("mobile:outcome", args=[line.id]),
            whom=_("outcome reported by %(name)s") % {"name": line.reported_by_name},
            day=line.happened_on,
            when=When.WAITING,
            mark="wait",
            word=since(line.happened_on, today, _("to be verified")),
            act=_("Verify"),
            act_url=reverse("mobile:outcome", args=[line.id]) + "#answer",
            rank=(3, line.id),
        )
        for line in outcomes_to_verify(by)
    ]


def _obstacles(by: Actor, today: date) -> list[Due]:
    return [
        Due(
            what=line.text,
            url=reverse("mobile:obstacle", args=[line.id]),
            whom=_("obstacle of %(name)s") % {"name": line.organisation_name},
            day=line.since,
            when=When.WAITING,
            mark="stuck",
            word=since(line.since, today, _("in the way")),
            act=_("Remove it"),
            act_url=reverse("mobile:obstacle", args=[line.id]),
            rank=(4, line.id),
        )
        for line in obstacles_owned(by, today)
    ]


def _agreements(by: Actor, today: date) -> tuple[list[Due], list[Due]]:
    """What waits for a signature of ours, and what waits for those of others only."""
    mine, theirs = [], []
    for line in agreements_of(by):
        if line.state not in {State.SIGNING, State.PARTIAL}:
            continue
        card = agreement_card(by, line.id)
        url = reverse("mobile:agreement", args=[line.id])
        frozen = civil_date(card.frozen_at) if card.frozen_at is not None else None
        counted = _("%(signed)d of %(parties)d signed") % {
            "signed": line.signed,
            "parties": len(line.parties),
        }
        if card.sign_for:
            names = organisation_names(card.sign_for)
            mine.append(
                Due(
                    what=line.title,
                    url=url,
                    whom=_("for %(name)s") % {"name": "、".join(names[key] for key in card.sign_for)},
                    day=frozen,
                    when=When.WAITING,
                    mark="wait",
                    word=_("to be signed") + " · " + counted,
                    act=_("Read and sign"),
                    act_url=url,
                    rank=(5, line.id),
                )
            )
        elif missing := [p.short_name for p in card.parties if p.signed_at is None]:
            theirs.append(
                Due(
                    what=line.title,
                    url=url,
                    whom="、".join(missing),
                    day=frozen,
                    when=When.WAITING,
                    mark="wait",
                    word=since(frozen, today, counted),
                    act=_("Look at it"),
                    act_url=url,
                    rank=(5, line.id),
                )
            )
    return mine, theirs


def _theirs(owing: Owing, today: date, ours: frozenset[int]) -> list[Due]:
    lines = []
    for line in owing.owed_to_us:
        if line.giver in ours:
            continue  # stands on our own side already
        when, mark, word = dated(line.due_on, today)
        url = reverse("mobile:commitment", args=[line.id])
        whom = " · ".join([line.giver_name, *clause_of(line)])
        lines.append(
            Due(
                line.text,
                url,
                whom,
                line.due_on,
                when,
                mark,
                word,
                _("How it stands"),
                url,
                rank=(0, line.id),
            )
        )
    for line in owing.awaiting:
        url = reverse("mobile:commitment", args=[line.id])
        word = since(line.done_on, today, _("waits for their confirmation"))
        day, name = line.done_on, line.receiver_name
        lines.append(
            Due(
                line.text,
                url,
                name,
                day,
                When.WAITING,
                "wait",
                word,
                _("How it stands"),
                url,
                rank=(1, line.id),
            )
        )
    return lines
