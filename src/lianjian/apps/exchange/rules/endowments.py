"""What a village has (资源禀赋): kinds, and who decides what everybody sees."""

from __future__ import annotations

from enum import StrEnum

from lianjian.kernel.refusals import NotAllowed, Refused, gettext_noop


class EndowmentKind(StrEnum):
    """What sort of thing it is; ``OTHER`` where nobody has said."""

    LAND = "land"
    BUILDING = "building"
    FACILITY = "facility"
    PRODUCE = "produce"
    LANDSCAPE = "landscape"
    SKILL = "skill"
    OTHER = "other"


ENDOWMENT_LABELS = {
    EndowmentKind.LAND: gettext_noop("land and forest"),
    EndowmentKind.BUILDING: gettext_noop("houses and yards"),
    EndowmentKind.FACILITY: gettext_noop("equipment"),
    EndowmentKind.PRODUCE: gettext_noop("produce"),
    EndowmentKind.LANDSCAPE: gettext_noop("landscape and heritage"),
    EndowmentKind.SKILL: gettext_noop("people and crafts"),
    EndowmentKind.OTHER: gettext_noop("other endowments"),
}


def check_kind(kind: str) -> EndowmentKind:
    """Raises Refused where there is no kind of that name."""
    if kind not in set(EndowmentKind):
        raise Refused(gettext_noop("“%(kind)s” is no kind of endowment."), field="kind", kind=kind)
    return EndowmentKind(kind)


def judge_recorder(*, acts_for: bool, decides: bool, public: bool) -> None:
    """Raises NotAllowed unless somebody of the organisation records it, and, for everybody's eyes, somebody
    who speaks for it (``decides``): leader, liaison officer, first secretary, administrator."""
    if not acts_for:
        raise NotAllowed(gettext_noop("Only the people of the organisation can do this."))
    if public and not decides:
        raise NotAllowed(
            gettext_noop("Only the leader, liaison officer or first secretary shows it to everybody."),
            cure=gettext_noop("Enter it for the network, and ask them to show it."),
            field="public",
        )
