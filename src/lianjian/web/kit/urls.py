"""``kit:language``: the language switch, a plain link that needs neither script nor form."""

from __future__ import annotations

from django.urls import path

from lianjian.web.kit import views

app_name = "kit"
urlpatterns = [path("language/<str:code>/", views.language, name="language")]
