"""The latest stories as an Atom feed (RFC 4287), for whoever reads with a feed reader.

The outlets' feeds have addresses of their own (``api``): they are evidence of what an outlet fetched, this is not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from lianjian.apps.newsroom.queries import latest_published

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.newsroom.rules.content import PublishedStory

SHOWN = 30


class LatestStories(Feed):  # type: ignore[type-arg] # takes its parameters in the stubs only
    """Titles, digests and addresses; the stories themselves are read on the site, where corrections are."""

    feed_type = Atom1Feed
    language = "zh-Hans"

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Five minutes old is new enough: readers ask often."""
        answer = super().__call__(request, *args, **kwargs)
        answer["Cache-Control"] = "public, max-age=300"
        return answer

    def title(self) -> str:
        return str(settings.SITE_NAME)

    def link(self) -> str:
        return f"{settings.BASE_URL}/"

    def feed_url(self) -> str:
        return f"{settings.BASE_URL}{reverse('site:feed')}"

    def items(self) -> Sequence[PublishedStory]:
        return latest_published(limit=SHOWN)

    def item_title(self, item: PublishedStory) -> str:
        return item.title

    def item_description(self, item: PublishedStory) -> str:
        return item.digest or item.subtitle

    def item_link(self, item: PublishedStory) -> str:
        return f"{settings.BASE_URL}{item.path}"

    def item_pubdate(self, item: PublishedStory) -> datetime:
        return item.published_at

    def item_updateddate(self, item: PublishedStory) -> datetime:
        return item.updated_at

    def item_author_name(self, item: PublishedStory) -> str:
        return item.byline or str(settings.SITE_NAME)

    def item_categories(self, item: PublishedStory) -> tuple[str, ...]:
        return (item.column_name,)
