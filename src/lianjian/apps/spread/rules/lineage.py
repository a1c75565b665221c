"""Where a share or a read stands in its chain: copied from the share it came through, never searched for.

Because root and depth are copied when the row is made, a cascade is a GROUP BY later and never a recursion,
and a cycle cannot arise: a share only points at one that existed before it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Link:
    """A share that exists: what those who come through it need to know."""

    token: int
    story: int
    root: int
    depth: int
    outlet: str


@dataclass(frozen=True, slots=True)
class Place:
    """``depth`` counts the forwards between the story's own page and this row: 0 for a share made from the
    page itself, and for a read that came through no share. ``root`` is None only for such a read.
    ``orphan``: a parent was named that is not known here or belongs to another story."""

    parent: int | None
    root: int | None
    depth: int
    outlet: str
    orphan: bool = False


def place_of_share(
    token: int, *, story: int, outlet: str, parent: Link | None, parent_named: bool = False
) -> Place:
    """The place of a new share. One whose parent is unknown, or of another story, becomes a root with a
    flag. The outlet of a share is the outlet of its root: that is where the chain left from."""
    if parent is None or parent.story != story:
        return Place(
            parent=None, root=token, depth=0, outlet=outlet, orphan=parent_named or parent is not None
        )
    return Place(parent=parent.token, root=parent.root, depth=parent.depth + 1, outlet=parent.outlet)


def place_of_read(*, story: int, outlet: str, through: Link | None) -> Place:
    """The place of a read, or of a forward that made no share of its own."""
    if through is None or through.story != story:
        return Place(parent=None, root=None, depth=0, outlet=outlet, orphan=through is not None)
    return Place(parent=through.token, root=through.root, depth=through.depth + 1, outlet=through.outlet)
