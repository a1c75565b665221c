from __future__ import annotations

from django.urls import path

from lianjian.web.site import (
    achieving,
    alliances,
    calling,
    destinations,
    enquiring,
    feeding,
    home,
    lists,
    network,
    searching,
    spreading,
    stories,
)

app_name = "site"
urlpatterns = [
    path("", home.home, name="home"),
    path("feeds/all.atom", feeding.LatestStories(), name="feed"),
    path("columns/<slug:slug>/", stories.column, name="column"),
    path("stories/<int:story_id>/", stories.story, name="story"),
    path("network/", network.network, name="network"),
    path("network/outcomes/", achieving.outcomes, name="outcomes"),
    path("network/promises/", network.promises, name="promises"),
    path("network/agreements/", lists.agreements, name="agreements"),
    path("network/projects/", lists.projects, name="projects"),
    path("network/partners/", lists.all_partners, name="partners"),
    path("network/places/<slug:code>/", network.place, name="place"),
    path("villages/<slug:key>/", network.village, name="village"),
    path("agreements/<slug:key>/", network.agreement, name="agreement"),
    path("calls/", calling.calls, name="calls"),
    path("calls/<slug:key>/", calling.call, name="call"),
    path("calls/<slug:key>/answer/", calling.answer, name="call-answer"),
    path("calls/<slug:key>/thanks/<str:receipt>/", calling.thanks, name="call-thanks"),
    path("places/", calling.places, name="places"),
    path("alliances/", alliances.alliances, name="alliances"),
    path("alliances/<slug:key>/", alliances.alliance, name="alliance"),
    path("destinations/", destinations.destinations, name="destinations"),
    path("destinations/<slug:key>/", destinations.destination, name="destination"),
    path("pictures/<int:picture>/<slug:size>/", destinations.picture, name="picture"),
    path("ask/<slug:about>/<slug:key>/", enquiring.ask, name="ask"),
    path("asked/<str:secret>/", enquiring.asked, name="asked"),
    path("asked/<str:secret>/withdraw/", enquiring.taken_back, name="asked-withdraw"),
    path("spread/", spreading.board, name="spread"),
    path("spread/rows/", spreading.rows, name="spread-rows"),
    path("spread/stories/<int:story_id>/", spreading.one_story, name="spread-story"),
    path("search/", searching.search, name="search"),
]
