"""Enters a small network with verified outcomes into the home of the environment, through actions:
``python -m tests.cli.outcomes``."""

from __future__ import annotations

import os

import django

OUTCOMES = (
    # unit, value, whose contributions it needed
    ("yuan", "100", ("association",)),
    ("yuan", "100", ("media",)),
    ("yuan", "100", ("village_a",)),
    ("yuan", "160", ("association", "media", "village_a")),
    ("jobs", "7", ("media", "village_a")),
    ("visitors", "30", ("village_a",)),
)


def enter() -> None:
    """1+1+1 = 4.6 in yuan, jobs that nobody made alone, visitors of one village, reads that nobody verified."""
    from lianjian.apps.projects.actions.report_outcome import report_outcome
    from lianjian.apps.projects.actions.start_project import start_project
    from lianjian.apps.projects.actions.verify_outcome import verify_outcome
    from tests.network import ROOT, build, today

    network = build()
    houses = {name: getattr(network, name).pk for name in ("association", "media", "village_a")}
    project = start_project(
        by=ROOT, title="溪谷民宿", kind="industry", work_area="industry", parties=list(houses.values())
    )

    def report(unit: str, value: str, parties: tuple[str, ...]) -> int:
        return report_outcome(
            by=ROOT,
            reported_by=houses[parties[0]],
            project=project.pk,
            text=f"{value} {unit}",
            unit=unit,
            value=value,
            parties=[houses[name] for name in parties],
            happened_on=today(),
            evidence="账本",
        ).pk

    for unit, value, parties in OUTCOMES:
        verifier = network.actor("leader" if parties[0] != "association" else "chief")
        verify_outcome(by=verifier, outcome=report(unit, value, parties))
    report("reads", "9000", ("media",))


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "lianjian.settings.embedded"
    django.setup()
    enter()
