"""One machine, one process tree, SQLite under LIANJIAN_HOME (or PostgreSQL where LIANJIAN_DATABASE_URL says so)."""

from __future__ import annotations

from lianjian.settings import environment
from lianjian.settings.ground import *

DATABASES = {"default": environment.database(ENVIRONMENT.database_url, HOME)}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
