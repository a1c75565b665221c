"""A story: a model with drafts, revisions, locks, workflow and preview, not a page. The site is one of its outlets.

Every way to the public ends in ``Story.publish`` and every way back in ``Story.unpublish``: the guard stands there and
the event is told there, so Wagtail's button, its schedule, the command line and our own verbs cannot differ.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelsearch import index
from wagtail.actions.unpublish import UnpublishAction
from wagtail.fields import StreamField
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    Revision,
    RevisionMixin,
    WorkflowMixin,
)

from lianjian.apps.newsroom.events import StoryPublished, StoryWithdrawn
from lianjian.apps.newsroom.models.answering import require_answered
from lianjian.apps.newsroom.models.body import BodyBlock
from lianjian.apps.newsroom.models.consent import PlacedPicture, require_agreement
from lianjian.apps.newsroom.models.findable import FindableText
from lianjian.apps.newsroom.models.fingerprints import text_sha256_of
from lianjian.apps.newsroom.models.held import HeldBack
from lianjian.apps.newsroom.models.house import NewsroomRules
from lianjian.apps.newsroom.models.review import Publication, Review, StoryText
from lianjian.apps.newsroom.rules import publishing
from lianjian.apps.newsroom.rules.desks import newsrooms_of, require_writer
from lianjian.apps.newsroom.rules.drafts import LINE_LIMIT, TITLE_LIMIT
from lianjian.apps.newsroom.rules.stages import Stage
from lianjian.apps.newsroom.rules.steps import ReviewFact, Standing, standing
from lianjian.apps.parties.queries import actor_for, left_of_merges
from lianjian.foundation.actor import Actor
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

    from lianjian.apps.parties.models import Account

EXPIRED = gettext_noop("The story reached the end of its time.")
NO_REASON = gettext_noop("Taken down at the desk without a stated reason.")


class Story(
    WorkflowMixin,
    LockableMixin,
    DraftStateMixin,
    RevisionMixin,
    PreviewableMixin,
    index.Indexed,
    models.Model,
):
    """What the newsroom writes. The row holds the published text while ``live``, else the latest draft; drafts of a live
    story lie in its revisions. It belongs to one media centre; queries say who sees drafts."""

    newsroom = models.ForeignKey(
        "parties.Organisation", on_delete=models.PROTECT, related_name="newsroom_stories", editable=False
    )
    title = models.CharField(_("title"), max_length=TITLE_LIMIT)
    subtitle = models.CharField(_("subtitle"), max_length=LINE_LIMIT, blank=True, default="")
    digest = models.CharField(
        _("digest"),
        max_length=LINE_LIMIT,
        blank=True,
        default="",
        help_text=_("Two sentences that stand for the story where there is no room for it."),
    )
    column = models.ForeignKey(
        "newsroom.Column",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="stories",
        verbose_name=_("column"),
    )
    party = models.ForeignKey(
        "parties.Organisation",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="stories_about",
        verbose_name=_("party it is about"),
    )
    division = models.ForeignKey(
        "parties.Division",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("place"),
    )
    byline = models.CharField(_("byline"), max_length=LINE_LIMIT, blank=True, default="")
    source = models.CharField(_("source"), max_length=LINE_LIMIT, blank=True, default="")
    happened_on = models.DateField(_("happened on"), null=True, blank=True)
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("text"))
    cover = models.ForeignKey(
        "newsroom.StoryPicture",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("cover picture"),
    )
    loudspeaker = models.TextField(
        _("loudspeaker script"),
        blank=True,
        default="",
        help_text=_("What the village loudspeaker reads out: short sentences, no brackets, under a minute."),
    )
    demonstration = models.BooleanField(_("demonstration"), default=False, editable=False)

    # drafts are born unpublished; Wagtail's own default is the opposite
    live = models.BooleanField(_("live"), default=False, editable=False)
    number = models.PositiveIntegerField(_("publications so far"), default=0, editable=False)
    stage = models.CharField(
        _("state"),
        max_length=12,
        choices=[(s.value, s.value) for s in Stage],
        default=Stage.DRAFT,
        editable=False,
        db_index=True,
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, editable=False)
    withdrawn_reason = models.CharField(max_length=LINE_LIMIT, blank=True, default="", editable=False)
    submission = models.CharField(max_length=64, null=True, unique=True, editable=False)

    search_fields: ClassVar = [
        index.SearchField("title", boost=4),
        index.AutocompleteField("title"),
        index.SearchField("subtitle", boost=2),
        index.SearchField("digest", boost=2),
        index.SearchField("byline"),
        index.SearchField("body"),
        index.FilterField("live"),
        index.FilterField("column_id"),
        index.FilterField("party_id"),
        index.FilterField("division_id"),
        index.FilterField("newsroom_id"),
        index.FilterField("stage"),
        index.FilterField("first_published_at"),
        index.FilterField("last_published_at"),
    ]

    OF_THE_ROW: ClassVar[tuple[str, ...]] = (
        "newsroom_id",
        "demonstration",
        "number",
        "stage",
        "withdrawn_at",
        "withdrawn_reason",
        "submission",
        "last_published_at",
        "live_revision_id",
        "expired",
    )
    """Facts about the story as a whole: a revision neither keeps nor restores them."""

    party_as_written: int | None = None
    """Whom the revision names, where that entry was merged into ``party``: what was reviewed stays the same text."""

    class Meta:
        db_table = "newsroom_story"
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["live", "-first_published_at"], name="newsroom_live_newest"),
            models.Index(fields=["column", "live", "-first_published_at"], name="newsroom_column_newest"),
            models.Index(fields=["party", "live", "-first_published_at"], name="newsroom_party_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(live=False) | models.Q(number__gte=1, withdrawn_at=None),
                name="newsroom_live_means_published",
            )
        ]

    def __str__(self) -> str:
        return self.title or gettext("Untitled")

    # -- the text ------------------------------------------------------------------------------------------------

    def text_sha256(self) -> str:
        """The fingerprint of the text as it stands in this object."""
        return text_sha256_of(self)

    def with_content_json(self, content: dict[str, Any]) -> Story:
        """The story as a revision has it, with the facts of the row; a party that was merged into another since is the one
        that is left. The revision keeps what was written, so that undoing the merge undoes this too."""
        story: Story = super().with_content_json(content)
        for name in self.OF_THE_ROW:
            setattr(story, name, getattr(self, name))
        if story.party_id is not None and (left := left_of_merges(story.party_id)) != story.party_id:
            story.party_as_written, story.party_id = story.party_id, left
        return story

    @transaction.atomic
    def save_revision(
        self, user: Account | None = None, *args: Any, by: Actor | None = None, **kwargs: Any
    ) -> Revision:
        """Keep the text as a revision, and whose hand it shows. Called by the desk and by our verbs alike."""
        self.party_as_written = None  # what is kept now names the one that is left
        revision = super().save_revision(user, *args, **kwargs)
        person = by.person if by is not None else getattr(user, "person_id", None)
        sha256 = self.text_sha256()
        texts = StoryText.objects.across_organisations("the story is in hand")
        before = texts.filter(story=self).exclude(revision=revision).order_by("-id").first()
        changed = before is None or before.sha256 != sha256
        texts.update_or_create(
            revision=revision,
            defaults={
                "story": self,
                "sha256": sha256,
                "person_id": person,
                "introduced": changed,
                "at": revision.created_at,
            },
        )
        if changed and self.stage != Stage.WITHDRAWN:
            self.move_to(Stage.DRAFT)
        return revision

    def move_to(self, stage: Stage) -> None:
        """Record where the latest text stands."""
        self.stage = stage
        Story.objects.filter(pk=self.pk).update(stage=stage)

    # -- reviews -------------------------------------------------------------------------------------------------

    def authors(self) -> frozenset[int]:
        """Keys of the people who had a hand in the text since it was last published (ever, where it never was)."""
        rows = StoryText.objects.across_organisations("the story is in hand")
        texts = rows.filter(story=self, introduced=True)
        last = Publication.last_of(self.pk)
        if last is not None:
            texts = texts.filter(pk__gt=last.last_text_id)
        return frozenset(texts.exclude(person=None).values_list("person", flat=True))

    def review_facts(self) -> list[ReviewFact]:
        """All reviews of the story, oldest first, as the rule takes them."""
        rows = Review.objects.across_organisations("the story is in hand").filter(story=self).order_by("id")
        return [ReviewFact(r.reviewer_id, r.verdict, r.text_sha256, r.step) for r in rows]

    def standing(self, text_sha256: str) -> Standing:
        """How far the six steps of a text of this story are."""
        apart = NewsroomRules.apart_in(self.newsroom_id)
        return standing(text_sha256, self.review_facts(), self.authors(), apart=apart)

    def open_places(self) -> int:
        """How many uncertain places of the archive item behind this story nobody has decided yet."""
        from lianjian.apps.newsroom.models.archive import UncertainPlace

        rows = UncertainPlace.objects.across_organisations("the story is in hand")
        return rows.filter(item__story=self, state=UncertainPlace.State.OPEN).count()

    # -- to the public and back ----------------------------------------------------------------------------------

    @transaction.atomic
    def publish(
        self,
        revision: Revision,
        user: Account | None = None,
        changed: bool = True,  # noqa: FBT001, FBT002 - Wagtail's signature
        log_action: bool | str = True,  # noqa: FBT001, FBT002 - Wagtail's signature
        previous_revision: Revision | None = None,
        skip_permission_checks: bool = False,  # noqa: FBT001, FBT002 - Wagtail's signature
        *,
        by: Actor | None = None,
        at: datetime | None = None,
    ) -> None:
        """Make a revision public, or put it on the schedule where its time has not come.

        Guarded and told here: raises Refused where reviews of this very text by people who did not write it are not
        there, where uncertain places are open, where people in its pictures were not asked, or where the story was
        withdrawn; NotThere to people outside the newsroom.
        ``at`` dates the first publication back (an archived story appeared long ago).
        """
        by = by or (actor_for(user) if user is not None else Actor.system("newsroom.schedule"))
        row = Story.objects.select_for_update().get(pk=self.pk)
        require_writer(by, row.newsroom_id)
        revision.content_object = row  # what was published and withdrawn, whatever the caller holds
        text = revision.as_object()
        sha256 = text.text_sha256()
        steps = publishing.require_publishable(
            text_sha256=sha256,
            reviews=row.review_facts(),
            authors=row.authors(),
            open_places=row.open_places(),
            withdrawn=row.withdrawn_at is not None,
            apart=NewsroomRules.apart_in(row.newsroom_id),
        )
        require_answered(text)
        if text.column_id is None:
            raise Refused(gettext_noop("A story needs a column before it is published."), field="column")
        require_agreement(text, row, civil_date(timezone.now()))
        waits = bool(text.go_live_at and text.go_live_at > timezone.now())
        first = row.number == 0
        again = not waits and row.live and Publication.text_of_last(row.pk) == sha256
        if not waits and not again:
            row.number += 1
            row.stage = Stage.PUBLISHED if revision.is_latest_revision() else row.stage
            if first and at is not None:
                row.first_published_at = at
        super().publish(
            revision,
            user=user,
            changed=changed,
            log_action=log_action,
            previous_revision=previous_revision,
            skip_permission_checks=skip_permission_checks,
        )
        HeldBack.settle(row.pk, by)
        if waits or again:  # what is sent twice makes no outlet correct anything
            return
        Publication.record(row.pk, row.number, revision, sha256, steps, by)
        FindableText.keep(text)
        PlacedPicture.keep(text)
        tell(StoryPublished(story=row.pk, revision=row.number, first=first), by=by)
        self.refresh_from_db()

    @transaction.atomic
    def unpublish(
        self,
        set_expired: bool = False,  # noqa: FBT001, FBT002 - Wagtail's signature
        commit: bool = True,  # noqa: FBT001, FBT002, ARG002 - Wagtail's signature
        user: Account | None = None,
        log_action: bool | str = True,  # noqa: FBT001, FBT002 - Wagtail's signature
        *,
        by: Actor | None = None,
        reason: str = "",
        at: datetime | None = None,
    ) -> None:
        """Take the story back for good, from the site and every outlet that got it. ``at`` dates it back."""
        by = by or (actor_for(user) if user is not None else Actor.system("newsroom.schedule"))
        row = Story.objects.select_for_update().get(pk=self.pk)
        require_writer(by, row.newsroom_id)
        if not row.live:
            return
        row.withdrawn_at = at or timezone.now()
        row.withdrawn_reason = reason or (EXPIRED if set_expired else NO_REASON)
        row.stage = Stage.WITHDRAWN
        action = UnpublishAction(row, set_expired=set_expired, user=user, log_action=log_action)
        action.execute(skip_permission_checks=True)  # whether the user may was asked above, by mandate
        FindableText.objects.filter(story=row.pk).delete()
        PlacedPicture.objects.filter(story=row.pk).delete()
        tell(StoryWithdrawn(story=row.pk, revision=row.number, reason=row.withdrawn_reason), by=by)
        self.refresh_from_db()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refused for what was public or came from the archive: it is withdrawn, and its record stays."""
        if self.number or hasattr(self, "archive_item"):
            raise Refused(
                gettext_noop("A story that was public, or came from the archive, is not deleted."),
                cure=gettext_noop("Withdraw it instead; its record stays."),
            )
        deleted: tuple[int, dict[str, int]] = super().delete(*args, **kwargs)
        return deleted

    # -- how it looks --------------------------------------------------------------------------------------------

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:  # noqa: ARG002 - Wagtail's signature
        """The desk's own preview."""
        return "desk/preview.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        """The story as readers would get it."""
        from lianjian.apps.newsroom.queries import story_for_preview

        return {**super().get_preview_context(request, mode_name), "story": story_for_preview(self)}

    @classmethod
    def for_actor(cls, actor: Actor) -> models.QuerySet[Story]:
        """The stories, drafts included, of the newsrooms in which the actor works."""
        rows = Story.objects.all()
        return rows if actor.network_wide else rows.filter(newsroom__in=newsrooms_of(actor))
