"""Rows that differ from the register: what a correction would change, and whether the register could be like that."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from lianjian.apps.parties.rules.kinds import Kind
from lianjian.apps.parties.rules.mandates import judge_end
from lianjian.apps.parties.rules.registering import judge_entry, judge_length
from lianjian.apps.parties.rules.roles import Role
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Container
    from datetime import date

    from lianjian.apps.parties.rules.tables.judging import Row
    from lianjian.apps.parties.rules.tables.organisations import Entry, Register
    from lianjian.apps.parties.rules.tables.people import Held, People


def new_values(row: Row) -> dict[str, Any]:
    """What the table says where it differs, by field."""
    return {name: row.values[name] for name in row.differs}


def as_words(values: dict[str, Any]) -> dict[str, str]:
    """The same as the audit trail keeps it: text, "" where there is none."""
    return {name: "" if value is None else str(value) for name, value in values.items()}


@dataclass(slots=True)
class Entries:
    """The organisations as the corrections so far have left them. ``codes`` are the divisions there are, ``posted_to`` the
    keys of those to which first secretaries are or were posted."""

    entries: dict[int, Entry]
    names: dict[str, Entry]
    villages: dict[str, Entry]
    codes: Container[str]
    posted_to: Container[int]

    @classmethod
    def of(cls, register: Register, codes: Container[str], posted_to: Container[int]) -> Entries:
        """As the register stands."""
        entries = {one.pk: one for one in register.by_key.values()}
        return cls(entries, dict(register.by_name), dict(register.villages), codes, posted_to)

    def correct(self, row: Row) -> None:
        """Let the entry become what the row says. Raises Refused where it may not; nothing has changed then."""
        found = self.entries[row.there or 0]
        new = replace(found, **new_values(row))
        for name in ("name", "short_name", "profile"):
            judge_length(name, getattr(new, name))
        judge_entry(
            key=new.key,
            name=new.name,
            short_name=new.short_name,
            kind=new.kind,
            division=new.division,
            codes=self.codes,
        )
        if new.kind != found.kind and Kind.MEDIA_CENTRE in {new.kind, found.kind}:
            raise Refused(
                gettext_noop("What is a media centre stays one, and nothing becomes one later."), field="kind"
            )
        if new.kind != Kind.VILLAGE and new.pk in self.posted_to:
            raise Refused(gettext_noop("First secretaries are posted to villages only."), field="kind")
        other = self.names.get(new.name)
        if other is not None and other.pk != new.pk:
            raise Refused(
                gettext_noop("“%(name)s” is already in the register."),
                cure=gettext_noop("If the two are one, merge them."),
                field="name",
                name=other.name,
            )
        village = self.villages.get(new.division or "") if new.kind == Kind.VILLAGE else None
        if village is not None and village.pk != new.pk:
            raise Refused(
                gettext_noop("This division has its village in the register: %(name)s."),
                field="division",
                name=village.name,
            )
        self.entries[new.pk] = new
        self.names.pop(found.name, None)
        self.names[new.name] = new
        if found.kind == Kind.VILLAGE:
            self.villages.pop(found.division or "", None)
        if new.kind == Kind.VILLAGE and new.division:
            self.villages[new.division] = new


@dataclass(slots=True)
class Terms:
    """The mandates of each organisation, as the corrections so far have left them."""

    held: dict[int, dict[int, Held]]

    @classmethod
    def of(cls, people: People) -> Terms:
        """As the register stands."""
        return cls({house: {one.mandate: one for one in rows} for house, rows in people.held.items()})

    def correct(self, row: Row) -> None:
        """Let the mandate become what the row says. Raises Refused where it may not; nothing has changed then."""
        there = self.held[row.values["organisation"]]
        held = there[row.there or 0]
        new = replace(held, **new_values(row))
        others = [one for one in there.values() if one.mandate != held.mandate]
        if new.ends_on is not None:
            judge_end(
                held.role,
                starts_on=new.starts_on,
                ends_on=new.ends_on,
                before=held.ends_on,
                administered_after=_administered(others, held.person, new.ends_on + timedelta(days=1)),
            )
        if held.batch is not None and any(one.batch is not None and _meet(one, new) for one in others):
            raise Refused(
                gettext_noop("%(village)s already has a first secretary in that term."),
                cure=gettext_noop("End the earlier posting first, or choose a later start."),
                field="ends_on",
                village=row.cells["organisation"],
            )
        there[new.mandate] = new


def _administered(others: list[Held], holder: int, day: date) -> bool:
    return any(
        one.role == Role.ADMINISTRATOR
        and one.person != holder
        and one.starts_on <= day
        and (one.ends_on is None or one.ends_on >= day)
        for one in others
    )


def _meet(one: Held, other: Held) -> bool:
    return (one.ends_on is None or one.ends_on >= other.starts_on) and (
        other.ends_on is None or other.ends_on >= one.starts_on
    )
