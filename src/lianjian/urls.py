"""Which face at which path: the only place that knows."""

from __future__ import annotations

from django.urls import include, path

from lianjian.web.api.calendar_feed import calendar_feed
from lianjian.web.api.outlet_feeds import outlet_feed
from lianjian.web.api.platform_calls import platform_call
from lianjian.web.api.public_films import public_film
from lianjian.web.api.stations_feed import stations_feed
from lianjian.web.api.stations_post import stations_post
from lianjian.web.kit.views import mark
from lianjian.web.site.health import healthz
from lianjian.web.site.media import media

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("favicon.ico", mark),
    path("kit/", include("lianjian.web.kit.urls")),
    path("media/<path:path>", media, name="media"),
    path("islands/feed/<path:name>", stations_feed, name="stations-feed"),
    path("islands/parcels", stations_post, name="stations-post"),
    path("calendar/<str:secret>.ics", calendar_feed, name="calendar-feed"),
    path("feeds/<slug:outlet>/<str:token>.<slug:form>", outlet_feed, name="outlet-feed"),
    path("api/outlets/<slug:outlet>/", platform_call, name="platform-call"),
    path("films/<str:token>.mp4", public_film, name="public-film"),
    path("m/", include("lianjian.web.mobile.urls")),
    path("office/", include("lianjian.web.office.urls")),
    path("desk/", include("lianjian.web.desk.urls")),
    path("", include("lianjian.web.entrance.urls")),
    path("", include("lianjian.web.site.sharing")),
    path("", include("lianjian.web.site.urls")),
]
