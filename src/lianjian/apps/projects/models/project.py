from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.apps.coordination.queries import organisations_looked_after
from lianjian.apps.projects.models.commitment import commitments_seen_by
from lianjian.apps.projects.rules.joint import ContributionKind, Opening, ProjectKind, Stage
from lianjian.apps.projects.rules.work_areas import WorkArea
from lianjian.foundation.scoping import ScopedModel
from lianjian.kernel.quantities import Unit

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


class Project(ScopedModel):
    """A joint project (共建项目) of several parties, from idea to landing."""

    key = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=[(k.value, k.value) for k in ProjectKind])
    work_area = models.CharField(max_length=12, choices=[(a.value, a.value) for a in WorkArea])
    stage = models.CharField(max_length=12, choices=[(s.value, s.value) for s in Stage])
    about = models.TextField(blank=True, default="")
    place = models.ForeignKey("parties.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    agreement = models.ForeignKey(
        "agreements.Agreement", null=True, on_delete=models.PROTECT, related_name="projects"
    )
    started_on = models.DateField()
    closed_on = models.DateField(null=True)

    class Meta(ScopedModel.Meta):
        db_table = "projects_project"
        verbose_name = _("joint project")
        ordering = ["-started_on", "-pk"]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """The people of its parties, and those who run a joint group with one of them."""
        parties = ProjectParty.unscoped.filter(
            models.Q(organisation__in=actor.organisations)
            | models.Q(organisation__in=organisations_looked_after(actor))
        )
        return models.Q(pk__in=parties.order_by().values("project"))


def projects_seen_by(actor: Actor) -> models.QuerySet[Project, int]:
    """Keys of the projects the actor may see, as a subquery."""
    return Project.unscoped.filter(Project.visible_to(actor)).order_by().values_list("pk", flat=True)


class ProjectParty(ScopedModel):
    """An organisation's part in a project."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="parties")
    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta(ScopedModel.Meta):
        db_table = "projects_project_party"
        verbose_name = _("party of a project")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "organisation"], name="projects_one_part_each")
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} in {self.project_id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Whoever sees the project."""
        return models.Q(project__in=projects_seen_by(actor))


class ProjectStep(ScopedModel):
    """A project went from one stage to another: by whom, and what the step needed (``rules.stages``)."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="steps")
    before = models.CharField(max_length=12, choices=[(s.value, s.value) for s in Stage])
    after = models.CharField(max_length=12, choices=[(s.value, s.value) for s in Stage])
    happened_on = models.DateField()
    person = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    judged_by = models.CharField(max_length=120, blank=True, default="")
    text = models.TextField(blank=True, default="")
    """What was found, or why it goes back or was given up."""

    class Meta(ScopedModel.Meta):
        db_table = "projects_project_step"
        verbose_name = _("step of a project")
        ordering = ["happened_on", "pk"]

    def __str__(self) -> str:
        return f"{self.before} to {self.after}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Whoever sees the project."""
        return models.Q(project__in=projects_seen_by(actor))


class Milestone(ScopedModel):
    """A point on the way (节点) with its day."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="milestones")
    name = models.CharField(max_length=120)
    due_on = models.DateField()
    first_due_on = models.DateField()
    """The day it was planned for at first; ``due_on`` may have been moved since."""
    done_on = models.DateField(null=True)

    class Meta(ScopedModel.Meta):
        db_table = "projects_milestone"
        verbose_name = _("milestone")
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "name"], name="projects_milestone_named_once")
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Whoever sees the project."""
        return models.Q(project__in=projects_seen_by(actor))


class Contribution(ScopedModel):
    """What a party put in (投入). Amount and unit are both there or both unknown."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="contributions")
    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=[(k.value, k.value) for k in ContributionKind])
    text = models.CharField(max_length=300)
    amount = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    unit = models.CharField(max_length=20, choices=[(u.value, u.value) for u in Unit], blank=True, default="")
    contributed_on = models.DateField()
    planned = models.BooleanField(default=False)
    """Agreed to be given, not given yet: counted apart."""
    corrects = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="corrected_by")
    """The row that this one replaces; a row is never changed."""
    reason = models.CharField(max_length=300, blank=True, default="")
    log_entry = models.ForeignKey(
        "coordination.LogEntry", null=True, on_delete=models.PROTECT, related_name="+"
    )
    recorded_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_for = models.ForeignKey(
        "parties.Organisation", null=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_on = models.DateField(null=True)
    client_key = models.CharField(max_length=64, null=True)

    class Meta(ScopedModel.Meta):
        db_table = "projects_contribution"
        verbose_name = _("contribution")
        ordering = ["contributed_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "client_key"], name="projects_contribution_sent_once")
        ]

    def __str__(self) -> str:
        return self.text[:40]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Whoever sees the project."""
        return models.Q(project__in=projects_seen_by(actor))


class Obstacle(ScopedModel):
    """What stands in the way (发展障碍) of an organisation, with the person who is to remove it."""

    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, null=True, on_delete=models.PROTECT, related_name="obstacles")
    commitment = models.ForeignKey(
        "projects.Commitment", null=True, on_delete=models.PROTECT, related_name="obstacles"
    )
    text = models.CharField(max_length=500)
    owner = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    removed_on = models.DateField(null=True)
    how = models.TextField(blank=True, default="")
    log_entry = models.ForeignKey(
        "coordination.LogEntry", null=True, on_delete=models.PROTECT, related_name="+"
    )
    client_key = models.CharField(max_length=64, null=True)

    class Meta(ScopedModel.Meta):
        db_table = "projects_obstacle"
        verbose_name = _("obstacle")
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "client_key"], name="projects_obstacle_sent_once"
            ),
            models.UniqueConstraint(fields=["log_entry"], name="projects_entry_raises_once"),
        ]

    def __str__(self) -> str:
        return self.text[:40]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """The organisation's people, the owner, those who see the project or the commitment, those who run a joint
        group with it."""
        return (
            models.Q(organisation__in=actor.organisations)
            | models.Q(owner=actor.person, owner__isnull=False)
            | models.Q(project__in=projects_seen_by(actor))
            | models.Q(commitment__in=commitments_seen_by(actor))
            | models.Q(organisation__in=organisations_looked_after(actor))
        )


class ObstacleHandover(ScopedModel):
    """An obstacle got another owner: from whom, to whom, and why."""

    obstacle = models.ForeignKey(Obstacle, on_delete=models.CASCADE, related_name="handovers")
    before = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    after = models.ForeignKey("parties.Person", on_delete=models.PROTECT, related_name="+")
    happened_on = models.DateField()
    reason = models.CharField(max_length=300)

    class Meta(ScopedModel.Meta):
        db_table = "projects_obstacle_handover"
        verbose_name = _("handing over of an obstacle")
        ordering = ["happened_on", "pk"]

    def __str__(self) -> str:
        return f"obstacle {self.obstacle_id} to {self.after_id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Whoever sees the obstacle."""
        seen = Obstacle.unscoped.filter(Obstacle.visible_to(actor))
        return models.Q(obstacle__in=seen.order_by().values("pk"))


class Destination(ScopedModel):
    """What a visitor needs to know of a leisure-tourism project. Public once its parties say so."""

    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="destination")
    season = models.CharField(max_length=200, blank=True, default="")
    first_month = models.PositiveSmallIntegerField(null=True)
    last_month = models.PositiveSmallIntegerField(null=True)
    opening = models.CharField(
        max_length=16, blank=True, default="", choices=[(o.value, o.value) for o in Opening]
    )
    by_bus = models.TextField(blank=True, default="")
    near = models.TextField(blank=True, default="")
    route = models.TextField(blank=True, default="")
    contact = models.CharField(max_length=200, blank=True, default="")
    capacity = models.CharField(max_length=200, blank=True, default="")
    public = models.BooleanField(default=False)

    class Meta(ScopedModel.Meta):
        db_table = "projects_destination"
        verbose_name = _("destination")

    def __str__(self) -> str:
        return f"destination of {self.project_id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Everybody once public, else whoever sees the project."""
        return models.Q(public=True) | models.Q(project__in=projects_seen_by(actor))
