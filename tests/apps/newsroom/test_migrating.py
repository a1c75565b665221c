"""From one review to six steps: what an installation has when the new rule comes."""

from __future__ import annotations

import importlib

import pytest
from django.apps import apps

from lianjian.apps.newsroom.actions.publish_story import publish_story
from lianjian.apps.newsroom.actions.take_back_from_review import take_back_from_review
from lianjian.apps.newsroom.models import Review, Story
from lianjian.kernel.refusals import Refused
from tests.apps.newsroom.test_publishing import reviewed
from tests.network import ROOT, Network


def test_accepted_under_the_old_rule_waits_for_the_other_steps(network: Network) -> None:
    """One acceptance is a first review; the approved text is in review again and frozen; the published one stays."""
    public, approved = reviewed(network), reviewed(network)
    publish_story(by=network.actor("editor"), story=public.pk)
    Review.objects.across_organisations("as it was").exclude(step="first-review").delete()
    step = importlib.import_module("lianjian.apps.newsroom.migrations.0006_three_reviews_three_proofs")
    step.wait_for_the_other_steps(apps, None)
    public.refresh_from_db()
    approved = Story.objects.get(pk=approved.pk)
    assert (public.stage, public.live) == ("published", True)
    assert approved.stage == "in-review"
    assert approved.workflow_in_progress
    assert set(Review.objects.by(ROOT).values_list("step", flat=True)) == {"first-review"}
    with pytest.raises(Refused, match="1 of the 6 steps"):
        publish_story(by=network.actor("editor"), story=approved.pk)
    assert take_back_from_review(by=network.actor("editor"), story=approved.pk).stage == "draft"
