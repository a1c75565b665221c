from __future__ import annotations

from django.urls import path

from lianjian.web.site import home, network, searching, spreading, stories

app_name = "site"
urlpatterns = [
    path("", home.home, name="home"),
    path("columns/<slug:slug>/", stories.column, name="column"),
    path("stories/<int:story_id>/", stories.story, name="story"),
    path("network/", network.network, name="network"),
    path("villages/<slug:key>/", network.village, name="village"),
    path("agreements/<slug:key>/", network.agreement, name="agreement"),
    path("calls/", network.calls, name="calls"),
    path("spread/", spreading.board, name="spread"),
    path("spread/rows/", spreading.rows, name="spread-rows"),
    path("spread/stories/<int:story_id>/", spreading.one_story, name="spread-story"),
    path("search/", searching.search, name="search"),
]
