"""What the phone pages show, made through actions: a group, duties, commitments both ways, an entry with photo."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.test import Client
from django.utils import timezone

from lianjian.apps.coordination.actions.record_meeting import record_meeting
from lianjian.apps.coordination.actions.write_log_entry import write_log_entry
from lianjian.apps.coordination.models import LogPhoto
from lianjian.apps.coordination.queries import due_for
from lianjian.apps.coordination.rules.meetings import DecisionDraft
from lianjian.apps.projects.actions.raise_obstacle import raise_obstacle
from lianjian.apps.projects.actions.report_outcome import report_outcome
from lianjian.apps.projects.actions.report_progress import report_progress
from lianjian.apps.projects.rules.evidence import File
from tests.apps.coordination.groups import joint_group, photo
from tests.apps.projects.promises import project, promise
from tests.network import today

if TYPE_CHECKING:
    from tests.network import Network

SECRETS = (
    "装十八盏路灯",
    "提供三十亩茶园",
    "核对三位老人",
    "路没有硬化",
    "走访后坑三户",
    "接待游客",
    "第三次会议",
)
"""Words that only the association, the media centre and village A may read."""


@dataclass(frozen=True)
class Village:
    """Keys of what is there between the association and village A."""

    group: int
    meeting: int
    duty: int
    ours: int
    theirs: int
    project: int
    obstacle: int
    outcome: int
    entry: int
    photo: int
    file: int
    proving_photo: int

    def pages(self) -> list[str]:
        """Every address that names something of theirs."""
        return [
            f"/m/groups/{self.group}/",
            f"/m/meetings/{self.meeting}/",
            f"/m/duties/{self.duty}/",
            f"/m/commitments/{self.ours}/",
            f"/m/commitments/{self.theirs}/",
            f"/m/projects/{self.project}/",
            f"/m/obstacles/{self.obstacle}/",
            f"/m/outcomes/{self.outcome}/",
            f"/m/log/{self.entry}/",
            f"/m/log/{self.entry}/withdraw/",
            *self.pictures(),
        ]

    def pictures(self) -> list[str]:
        """Every photograph and file."""
        return [
            f"/m/photos/{self.photo}/small/",
            f"/m/photos/{self.photo}/large/",
            f"/m/evidence/{self.file}/",
            f"/m/commitments/{self.ours}/photos/{self.proving_photo}/small/",
        ]


def living(network: Network) -> Village:
    """Village A and the association owe each other; something is late, stuck, to be verified."""
    secretary, liaison = network.actor("secretary_a"), network.actor("liaison")
    group = joint_group(network)
    meeting = record_meeting(
        by=liaison,
        group=group.pk,
        title="第三次会议",
        held_at=timezone.now() - timedelta(days=3),
        minutes="议定一件事。",
        attendees=[network.people["liaison"].pk],
        decisions=[
            DecisionDraft("给核对三位老人的身份信息", network.village_a.pk, today() - timedelta(days=2))
        ],
    )
    ours = promise(
        network,
        by=secretary,
        giver=network.village_a.pk,
        receiver=network.association.pk,
        text="提供三十亩茶园",
        due_on=today() + timedelta(days=3),
        agreement=group.agreement_id,
        clause_position=1,
    )
    theirs = promise(network, agreement=group.agreement_id)
    work = project(network)
    stuck = raise_obstacle(
        by=secretary, organisation=network.village_a.pk, text="路没有硬化", project=work.pk
    )
    came = report_outcome(
        by=secretary,
        reported_by=network.village_a.pk,
        text="接待游客",
        unit="visitors",
        value="1240",
        parties=[network.association.pk, network.village_a.pk],
        happened_on=today(),
        project=work.pk,
    )
    entry = write_log_entry(by=secretary, village=network.village_a.pk, text="走访后坑三户", photos=[photo()])
    proof = write_log_entry(
        by=secretary, village=network.village_a.pk, text="量了十八亩", photos=[photo(60, 60)]
    )
    report_progress(by=secretary, commitment=ours.pk, text="量了十八亩", value="18", log_entry=proof.pk)
    step = report_progress(
        by=secretary,
        commitment=ours.pk,
        text="有图",
        files=[File("田.jpg", photo(30, 30))],
        client_key="k" * 9,
    )
    photos = LogPhoto.objects.across_organisations("a fixture looks for its own")
    (duty,) = [line.id for line in due_for(secretary, today()) if "三位老人" in line.what]
    return Village(
        group=group.pk,
        meeting=meeting.pk,
        duty=duty,
        ours=ours.pk,
        theirs=theirs.pk,
        project=work.pk,
        obstacle=stuck.pk,
        outcome=came.pk,
        entry=entry.pk,
        photo=photos.get(entry=entry).pk,
        file=step.files.get().pk,
        proving_photo=photos.get(entry=proof).pk,
    )


def signed_in(network: Network, name: str) -> Client:
    """A browser in which ``name`` is signed in."""
    client = Client()
    client.force_login(network.accounts[name], backend="django.contrib.auth.backends.ModelBackend")
    return client
