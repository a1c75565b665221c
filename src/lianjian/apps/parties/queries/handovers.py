"""Reading handovers: the list as it is now, what was decided, what is open in an organisation, what has no hands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from lianjian.apps.parties.models import Handover, HandoverItem, Mandate
from lianjian.apps.parties.models.handover import organisations_read_by
from lianjian.apps.parties.ports import sources
from lianjian.apps.parties.queries.holding import Held, owners_of, standing
from lianjian.apps.parties.rules.handovers import DECIDED, HandoverState, ItemState
from lianjian.apps.parties.rules.open_things import OpenThing, Thing, Wanted, order
from lianjian.apps.parties.rules.ownership import ANSWERING
from lianjian.apps.parties.rules.roles import STEWARDS, Role
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet

    from lianjian.foundation.actor import Actor

MOST = 500
"""Undecided things of one room that a list shows at a time; more come up as these are decided."""


@dataclass(frozen=True, slots=True)
class HandoverLine:
    """A handover in a list. ``decided`` lines have been taken over or given away so far; ``batch`` that of the posting
    that is handed over, None where it is none; ``mine`` says what the reader is in it: ``outgoing``, ``successor``, ""."""

    id: int
    organisation: int
    organisation_key: str
    organisation_name: str
    mandate: int
    role: str
    batch: int | None
    outgoing: int
    outgoing_name: str
    last_day: date | None
    successor: int
    successor_name: str
    state: HandoverState
    begun_at: datetime
    ended_at: datetime | None
    remark: str
    decided: int
    mine: str


@dataclass(frozen=True, slots=True)
class ItemLine:
    """A line of the list. ``link`` is "" to whoever does not act for the organisation today. ``gone``: it was not decided
    in time and is not open any more, so it holds nobody up; ``passed_at`` None while it waits for the first day of its
    owner."""

    ref: str
    kind: Thing
    words: str
    more: str
    due_on: date | None
    link: str
    state: ItemState
    remark: str
    answer: str
    owner_name: str
    decided_by_name: str
    decided_at: datetime | None
    passed_at: datetime | None
    gone: bool

    @property
    def decided(self) -> bool:
        return self.state in DECIDED


@dataclass(frozen=True, slots=True)
class Pack:
    """A handover with its list: what is open now and what was decided, by kind. ``may_decide``: take over or return;
    ``may_give``: name somebody else; ``may_write``: add what is known by word, and explain; ``may_end``: complete or call
    off."""

    line: HandoverLine
    items: tuple[ItemLine, ...]
    may_decide: bool
    may_give: bool
    may_write: bool
    may_end: bool

    @property
    def open(self) -> tuple[ItemLine, ...]:
        """What is still to be decided, what was returned last."""
        left = [item for item in self.items if not item.decided and not item.gone]
        return tuple(sorted(left, key=lambda item: item.state is ItemState.RETURNED))

    @property
    def decided(self) -> tuple[ItemLine, ...]:
        return tuple(item for item in self.items if item.decided)


def wanted_of(row: Handover | Mandate, today: date) -> Wanted:
    """What belongs into the list of a handover, or of a mandate that is about to end: what names the one who leaves,
    and what names nobody where they were first to answer."""
    mandate = row.mandate if isinstance(row, Handover) else row
    return Wanted(
        today=today,
        organisations=frozenset({mandate.organisation_id}),
        people=frozenset({mandate.person_id}),
        unnamed=_answers_first(mandate, today),
    )


def _answers_first(mandate: Mandate, today: date) -> bool:
    if mandate.role == Role.FIRST_SECRETARY:
        return True
    if mandate.role not in ANSWERING:
        return False
    rows = Mandate.objects.across_organisations("who else answers for the organisation").filter(
        standing(today), organisation=mandate.organisation_id, role__in=ANSWERING
    )
    return not rows.exclude(person=mandate.person_id).exists()


def live_things(row: Handover, today: date) -> dict[str, OpenThing]:
    """What is open now and belongs into the list, by reference. The caller has the handover in hand."""
    wanted = wanted_of(row, today)
    known = HandoverItem.objects.across_organisations("below the handover in hand").filter(handover=row)
    most = MOST + known.filter(state__in=DECIDED).count()
    return {thing.ref: thing for source in sources() for thing in source.things(wanted, most)}


def handover(by: Actor, key: int) -> HandoverLine:
    """One handover. Raises NotThere."""
    found = _lines(by, Handover.objects.by(by).filter(pk=key))
    if not found:
        raise NotThere
    return found[0]


def handovers_of(
    by: Actor, organisation: int | None = None, *, limit: int = 30, offset: int = 0
) -> list[HandoverLine]:
    """The handovers ``by`` may see, the newest first. One query."""
    return _lines(by, _seen(by, organisation)[offset : offset + limit])


def count_handovers(by: Actor, organisation: int | None = None) -> int:
    """How many those are. One query."""
    return _seen(by, organisation).count()


def handovers_under_way(by: Actor) -> list[HandoverLine]:
    """Those in which ``by`` hands over or takes over, and that are under way. One query."""
    rows = Handover.objects.by(by).filter(
        Q(outgoing=by.person) | Q(successor=by.person), state=HandoverState.BEGUN
    )
    return _lines(by, rows) if by.person is not None else []


def _seen(by: Actor, organisation: int | None) -> QuerySet[Handover]:
    rows = Handover.objects.by(by)
    return rows if organisation is None else rows.filter(organisation=organisation)


def pack(by: Actor, key: int, today: date) -> Pack:
    """A handover with its list. Raises NotThere. Contacts lose their particulars for whoever has no part in the
    organisation today and did not take them over."""
    row = Handover.objects.by(by).select_related("mandate").filter(pk=key).first()
    if row is None:
        raise NotThere
    line = handover(by, key)
    begun = line.state is HandoverState.BEGUN
    live = live_things(row, today) if begun else {}
    rows = HandoverItem.objects.across_organisations("below the handover in hand").filter(handover=row)
    decided = {
        f"{item.source_app}/{item.source_key}": item for item in rows.select_related("owner", "decided_by")
    }
    near = by.acts_for(row.organisation_id) or by.person == row.successor_id or begun
    items = [_decided(item, live, begun=begun, near=near) for item in decided.values()]
    items += [_undecided(thing) for ref, thing in live.items() if ref not in decided]
    if not by.acts_for(row.organisation_id):
        items = [replace(item, link="") for item in items]  # the pages behind are those of its people
    steward = by.holds(*STEWARDS, organisation=row.organisation_id)
    return Pack(
        line=line,
        items=tuple(sorted(items, key=lambda one: _place(one, live))),
        may_decide=begun and by.person is not None and by.person == row.successor_id,
        may_give=begun and (steward or by.person == row.successor_id),
        may_write=begun and (steward or by.person == row.outgoing_id),
        may_end=begun and (steward or by.person in {row.outgoing_id, row.successor_id}),
    )


def _place(item: ItemLine, live: dict[str, OpenThing]) -> tuple[int, str, str]:
    app, _, key = item.ref.partition("/")
    return order(live.get(item.ref) or OpenThing(app, key, item.kind, item.words, 0, due_on=item.due_on))


def _decided(item: HandoverItem, live: dict[str, OpenThing], *, begun: bool, near: bool) -> ItemLine:
    ref = f"{item.source_app}/{item.source_key}"
    now = live.get(ref)
    more = now.more if now else item.more
    return ItemLine(
        ref=ref,
        kind=Thing(item.kind),
        words=now.words if now else item.words,
        more=more if near or item.kind != Thing.CONTACT else "",
        due_on=now.due_on if now else item.due_on,
        link=item.link,
        state=ItemState(item.state),
        remark=item.remark,
        answer=item.answer,
        owner_name=item.owner.name if item.owner else "",
        decided_by_name=item.decided_by.name if item.decided_by else "",
        decided_at=item.decided_at,
        passed_at=item.passed_at,
        gone=item.state not in DECIDED and (not begun or now is None),
    )


def _undecided(thing: OpenThing) -> ItemLine:
    return ItemLine(
        ref=thing.ref,
        kind=thing.kind,
        words=thing.words,
        more=thing.more,
        due_on=thing.due_on,
        link=thing.link,
        state=ItemState.OPEN,
        remark="",
        answer="",
        owner_name="",
        decided_by_name="",
        decided_at=None,
        passed_at=None,
        gone=False,
    )


def count_open_of(by: Actor, mandate: int, today: date) -> int:
    """How many open things the end of a mandate that ``by`` may see leaves to others. Raises NotThere."""
    held = Mandate.objects.by(by).filter(pk=mandate).first()
    if held is None:
        raise NotThere
    wanted = wanted_of(held, today)
    return sum(source.count(wanted) for source in sources())


def count_open_things(by: Actor, organisation: int, today: date) -> int:
    """How many things are open in an organisation of which ``by`` is one of the people; 0 to everybody else."""
    if not by.acts_for(organisation):
        return 0
    wanted = Wanted(today=today, organisations=frozenset({organisation}))
    return sum(source.count(wanted) for source in sources())


def open_things(by: Actor, organisation: int, today: date, limit: int, offset: int = 0) -> list[Held]:
    """Everything that is open in that organisation with who holds it today, room by room."""
    if not by.acts_for(organisation):
        return []
    wanted = Wanted(today=today, organisations=frozenset({organisation}))
    return owners_of(_slice(wanted, limit, offset), today)


def count_without_hands(by: Actor, today: date) -> int:
    """How many open things name somebody who has left, in the organisations for which ``by`` answers (in all of them for
    the network's administrator)."""
    wanted = _left(by, today)
    return sum(source.count(wanted) for source in sources()) if wanted else 0


def without_hands(by: Actor, today: date, limit: int, offset: int = 0) -> list[Held]:
    """Those things, each with who holds it by the letter until somebody takes it into their hands. What a successor
    took over, or somebody acts for, is among them only until the room's own row has gone over."""
    wanted = _left(by, today)
    return owners_of(_slice(wanted, limit, offset), today) if wanted else []


def _left(by: Actor, today: date) -> Wanted | None:
    houses = None if by.network_wide else organisations_read_by(by)
    if houses is not None and not houses:
        return None
    return Wanted(today=today, organisations=houses, unnamed=False, left=True)


def _slice(wanted: Wanted, limit: int, offset: int) -> list[OpenThing]:
    """``limit`` things from ``offset`` on, the rooms one after the other; each is asked whether or not its things fall
    into the slice (see ``holding.along``)."""
    found: list[OpenThing] = []
    for source in sources():
        there, need = source.count(wanted), max(0, limit - len(found))
        found += source.things(wanted, max(need, 1), min(offset, there))[:need]
        offset = max(0, offset - there)
    return found


def _lines(by: Actor, rows: QuerySet[Handover]) -> list[HandoverLine]:
    found = rows.select_related("organisation", "outgoing", "successor", "mandate__posting").annotate(
        decided_count=Count("items", filter=Q(items__state__in=DECIDED))
    )
    return [_line(by, row) for row in found]


def _line(by: Actor, row: Handover) -> HandoverLine:
    posting = getattr(row.mandate, "posting", None)
    part = {row.outgoing_id: "outgoing", row.successor_id: "successor"}
    return HandoverLine(
        id=row.pk,
        organisation=row.organisation_id,
        organisation_key=row.organisation.key,
        organisation_name=row.organisation.short_name,
        mandate=row.mandate_id,
        role=row.mandate.role,
        batch=posting.batch if posting else None,
        outgoing=row.outgoing_id,
        outgoing_name=row.outgoing.name,
        last_day=row.mandate.ends_on,
        successor=row.successor_id,
        successor_name=row.successor.name,
        state=HandoverState(row.state),
        begun_at=row.begun_at,
        ended_at=row.ended_at,
        remark=row.remark,
        decided=getattr(row, "decided_count", 0),
        mine=part.get(by.person, "") if by.person is not None else "",
    )
