from __future__ import annotations

from django.apps import AppConfig


class MobileConfig(AppConfig):
    name = "lianjian.web.mobile"
    label = "mobile"
    default_auto_field = "django.db.models.BigAutoField"
