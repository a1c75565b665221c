from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.apps.islands.rules.inboxes import InboxRole
from lianjian.apps.parties.rules.roles import Role
from lianjian.foundation.scoping import ScopedModel

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


class Inbox(ScopedModel):
    """Somebody to whom villages can write: an organisation, an expert, or a village's first secretary for one posting.

    ``organisation`` is the party itself, the expert's, or the village; ``person`` the expert or the one who is posted, None
    for a party. The private key lies outside the database, under ``key`` (decision 0043). ``until``: the last day on which
    letters are sealed to it. ``categories`` [] are all of them.
    """

    key = models.CharField(max_length=40, unique=True)
    role = models.CharField(max_length=10, choices=[(r.value, r.value) for r in InboxRole])
    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    posting = models.OneToOneField("parties.Posting", null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    recipient = models.CharField(max_length=62)
    categories = models.JSONField(default=list)
    days = models.PositiveSmallIntegerField()
    until = models.DateField(null=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    succeeded = models.BooleanField(default=False)
    """Whether the next posting to the village has an inbox too."""

    class Meta(ScopedModel.Meta):
        db_table = "islands_inbox"
        verbose_name = _("inbox for villages")
        ordering = ["role", "name", "pk"]
        indexes = [models.Index(fields=["organisation", "role"], name="islands_inbox_by_house")]

    def __str__(self) -> str:
        return self.key

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Whom one can write to is known to everybody who acts in the network, as it hangs on the wall of every station."""
        return models.Q() if actor.organisations else models.Q(pk__in=[])


def reads(actor: Actor, inbox: str = "") -> models.Q:
    """The condition under which what lies in the inbox in the column (``inbox__``) is ``actor``'s to read: members of the
    organisation, the expert, whoever is first secretary of the village today. The network's administrator as such is none."""
    village = frozenset(m.organisation for m in actor.mandates if m.role == Role.FIRST_SECRETARY)
    of_party = {f"{inbox}role": InboxRole.PARTY, f"{inbox}organisation__in": actor.acting_for}
    of_village = {f"{inbox}role": InboxRole.SECRETARY, f"{inbox}organisation__in": village}
    own = {f"{inbox}role": InboxRole.EXPERT, f"{inbox}person": actor.person, f"{inbox}person__isnull": False}
    return models.Q(**of_party) | models.Q(**of_village) | models.Q(**own)
