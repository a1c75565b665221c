"""For tests: everything under a folder of its own that goes away, quick password hashing, files in memory."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

if "LIANJIAN_HOME" not in os.environ:
    os.environ["LIANJIAN_HOME"] = tempfile.mkdtemp(prefix="lianjian-test-")
    atexit.register(shutil.rmtree, os.environ["LIANJIAN_HOME"], ignore_errors=True)

from lianjian.settings import environment
from lianjian.settings.ground import *

DATABASES = {"default": environment.database(ENVIRONMENT.database_url, HOME)}
if not ENVIRONMENT.database_url:
    # a file, not memory: threads and processes of one test must see the same database
    DATABASES["default"]["TEST"] = {"NAME": Path(HOME) / "test.sqlite3"}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
AXES_ENABLED = False
LIANJIAN_READ_BACK = False  # tests that read pages say so
