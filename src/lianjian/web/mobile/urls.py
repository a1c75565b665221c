from __future__ import annotations

from django.urls import path

from lianjian.web.mobile import agreements, today

app_name = "mobile"
urlpatterns = [
    path("", today.today, name="today"),
    path("agreements/<int:agreement>/", agreements.agreement, name="agreement"),
]
