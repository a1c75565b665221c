"""The hub's addresses with the share links among them."""

from __future__ import annotations

from lianjian.urls import urlpatterns as hub
from lianjian.web.site.sharing import urlpatterns as sharing

urlpatterns = [*sharing, *hub]
