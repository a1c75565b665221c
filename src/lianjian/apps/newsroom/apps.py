from __future__ import annotations

from django.apps import AppConfig


class NewsroomConfig(AppConfig):
    name = "lianjian.apps.newsroom"
    label = "newsroom"
    default_auto_field = "django.db.models.BigAutoField"
