from __future__ import annotations

from lianjian.apps.newsroom.models.answering import AnsweredFinding
from lianjian.apps.newsroom.models.archive import ArchiveItem, UncertainPlace
from lianjian.apps.newsroom.models.archive_copy import ArchiveBand, ArchiveCopy, TextProposal, text_in_force
from lianjian.apps.newsroom.models.archive_decision import ArchiveDecision
from lianjian.apps.newsroom.models.archive_run import ArchiveRun, ArchiveRunFile
from lianjian.apps.newsroom.models.column import Column
from lianjian.apps.newsroom.models.consent import Consent, PlacedPicture
from lianjian.apps.newsroom.models.findable import FindableText
from lianjian.apps.newsroom.models.held import HeldBack
from lianjian.apps.newsroom.models.house import NewsroomRules
from lianjian.apps.newsroom.models.lead import Lead
from lianjian.apps.newsroom.models.links import StoryLinks
from lianjian.apps.newsroom.models.picture import StoryPicture, StoryPictureRendition
from lianjian.apps.newsroom.models.planning import Assignment, Topic
from lianjian.apps.newsroom.models.review import Publication, Review, StoryText
from lianjian.apps.newsroom.models.series import Series, SeriesPlace
from lianjian.apps.newsroom.models.shelf import PictureShelf
from lianjian.apps.newsroom.models.story import Story

__all__ = [
    "AnsweredFinding",
    "ArchiveBand",
    "ArchiveCopy",
    "ArchiveDecision",
    "ArchiveItem",
    "ArchiveRun",
    "ArchiveRunFile",
    "Assignment",
    "Column",
    "Consent",
    "FindableText",
    "HeldBack",
    "Lead",
    "NewsroomRules",
    "PictureShelf",
    "PlacedPicture",
    "Publication",
    "Review",
    "Series",
    "SeriesPlace",
    "Story",
    "StoryLinks",
    "StoryPicture",
    "StoryPictureRendition",
    "StoryText",
    "TextProposal",
    "Topic",
    "UncertainPlace",
    "text_in_force",
]
