"""The first page of the desk: what waits for me, what I began, what the archive still asks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.ui.components import Component

from lianjian.apps.matrix import queries as matrix
from lianjian.apps.newsroom import queries as newsroom
from lianjian.apps.newsroom.queries.consents import public_without_consent
from lianjian.apps.newsroom.rules.stages import Stage
from lianjian.apps.newsroom.rules.steps import STEP_LABELS
from lianjian.kernel.clock import civil_date
from lianjian.web.acting import actor_of
from lianjian.web.desk.boxes import SHOWN, Box, Line
from lianjian.web.desk.planned_boxes import planned_boxes
from lianjian.web.desk.story_views import EDIT, LIST

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet
    from django.http import HttpRequest

    from lianjian.apps.newsroom.models import Story
    from lianjian.apps.newsroom.rules.steps import Step
    from lianjian.foundation.actor import Actor


class DuePanel(Component):
    """Lists of what is due, the most pressing first."""

    name = "due"
    order = 1
    template_name = "desk/due.html"

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """The lists in which something stands, then the headings of those in which nothing does."""
        actor = actor_of(self.request)
        boxes = [*_of_stories(actor), *_around_stories(actor), *planned_boxes(actor)]
        boxes.sort(key=lambda box: ORDER.index(box.name))
        return {
            "boxes": [box for box in boxes if box.lines],
            "empty": [box.heading for box in boxes if not box.lines],
        }


ORDER = (
    "held",
    "agreed",
    "source-gone",
    "review",
    "back",
    "assignments",
    "topics",
    "publish",
    "schedule",
    "words",
    "leads",
    "by-hand",
    "places",
    "drafts",
    "colleagues",
    "published",
)


def _of_stories(actor: Actor) -> list[Box]:
    """Stories to review and in review elsewhere, sent back, approved and waiting to be published, on the schedule,
    drafts, what went public last."""
    mine = newsroom.stories(actor)
    for_me, on_schedule = newsroom.for_my_review(actor), newsroom.scheduled(actor)
    steps = newsroom.my_steps(actor, for_me)
    others = newsroom.waiting_for_review(actor).exclude(pk__in=for_me.order_by().values("pk"))
    approved = mine.filter(stage=Stage.APPROVED).exclude(pk__in=on_schedule.order_by().values("pk"))
    published = mine.filter(live=True).order_by("-last_published_at")
    in_review, editor = f"{reverse(LIST)}?stage={Stage.IN_REVIEW}", EDIT
    return [
        _box(
            "agreed",
            _("Public without consent: correct or withdraw"),
            public_without_consent(actor, civil_date(timezone.now())),
            f"{reverse(LIST)}?stage={Stage.PUBLISHED}",
            lambda story: Line(
                str(story), reverse("desk_pictures", args=[story.pk]), str(story.column or "")
            ),
        ),
        _box("review", _("To review"), for_me, in_review, _my_step(steps)),
        _box(
            "back",
            _("Sent back"),
            newsroom.sent_back(actor),
            f"{reverse(LIST)}?stage={Stage.SENT_BACK}",
            lambda story: Line(_name(story), reverse(editor, args=[story.pk]), story.comment or ""),
        ),
        _box(
            "publish",
            _("Ready to publish"),
            approved,
            f"{reverse(LIST)}?stage={Stage.APPROVED}",
            lambda story: Line(_name(story), reverse(editor, args=[story.pk]), str(story.column or "")),
        ),
        _box(
            "schedule",
            _("On the schedule"),
            on_schedule,
            f"{reverse(LIST)}?stage={Stage.APPROVED}",
            lambda story: Line(_name(story), reverse(editor, args=[story.pk]), at=story.goes_out_at),
        ),
        _box(
            "drafts",
            _("Drafts"),
            mine.filter(stage=Stage.DRAFT),
            f"{reverse(LIST)}?stage={Stage.DRAFT}",
            _written(editor, column=True),
        ),
        _box("colleagues", _("With colleagues for review"), others, in_review, _written("desk_review")),
        _box(
            "published",
            _("Published last"),
            published,
            f"{reverse(LIST)}?stage={Stage.PUBLISHED}",
            lambda story: Line(str(story), reverse(editor, args=[story.pk]), at=story.last_published_at),
            counted=False,
        ),
    ]


def _around_stories(actor: Actor) -> list[Box]:
    """Own words for outlets, what is carried over by hand, open places of the archive."""
    by_hand, stories, places = matrix.waiting(actor, limit=SHOWN)
    words, all_words = matrix.words_for_me(actor, limit=SHOWN)
    items = newsroom.open_items(actor)
    open_items = items.count()
    return [
        Box(
            "words",
            _("Other words for an outlet"),
            [
                Line(
                    one.title or _("Untitled"),
                    reverse("desk_version", args=[one.story, one.outlet]),
                    " · ".join((one.outlet_name, one.why or one.writer)),
                    one.written_at,
                )
                for one in words
            ],
            number=all_words,
            rest=0,
            more="",
        ),
        Box(
            "by-hand",
            _("By hand"),
            [
                Line(
                    one.title or _("Untitled"),
                    reverse("desk_ledger", args=[one.story]),
                    ngettext("%(number)s outlet", "%(number)s outlets", len(one.lines))
                    % {"number": len(one.lines)},
                )
                for one in by_hand
            ],
            number=places,
            rest=stories - len(by_hand),
            more=reverse("desk_waiting"),
            go=_("Carry them over"),
        ),
        Box(
            "places",
            _("To proofread"),
            [
                Line(
                    str(item.story),
                    reverse("desk_proof", args=[item.pk]),
                    ngettext("%(number)s uncertain place", "%(number)s uncertain places", item.open_places)  # type: ignore[attr-defined] # annotated by the query
                    % {"number": item.open_places},  # type: ignore[attr-defined] # see above
                )
                for item in items[:SHOWN]
            ],
            number=open_items,
            rest=max(0, open_items - SHOWN),
            more=f"{reverse('desk_archive')}?open=1",
        ),
    ]


def _box(
    name: str,
    heading: str,
    rows: QuerySet[Story],
    more: str,
    line: Callable[[Story], Line],
    *,
    counted: bool = True,
) -> Box:
    """Two queries: how many there are, and the first of them."""
    number = rows.order_by().count()
    lines = [line(story) for story in rows.select_related("latest_revision", "column")[:SHOWN]]
    return Box(name, heading, lines, number if counted else None, number - len(lines), more)


def _written(page: str, *, column: bool = False) -> Callable[[Story], Line]:
    """A line that says when the latest text was kept."""
    return lambda story: Line(
        _name(story),
        reverse(page, args=[story.pk]),
        str(story.column or "") if column else "",
        story.latest_revision.created_at if story.latest_revision else None,
    )


def _my_step(steps: dict[int, tuple[Step, ...]]) -> Callable[[Story], Line]:
    """A line that says which step of the story is mine, then its column."""

    def line(story: Story) -> Line:
        words = ", ".join(_(STEP_LABELS[step]) for step in steps.get(story.pk, ()))
        return replace(
            _written("desk_review")(story), note=" · ".join(filter(None, (words, str(story.column or ""))))
        )

    return line


def _name(story: Story) -> str:
    """The title of the latest text, which may be newer than the published one."""
    revision = story.latest_revision
    return (revision.object_str if revision else "") or str(story)
