"""What holds in every installation."""

from __future__ import annotations

from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from lianjian.settings import environment

ENVIRONMENT = environment.read()
HOME = ENVIRONMENT.home
AUDIT_KEYS = (
    HOME / "keys"
)  # what vouches for the audit trail; where the database is shared, so are these keys

SECRET_KEY = ENVIRONMENT.secret_key
DEBUG = False
ALLOWED_HOSTS = list(ENVIRONMENT.hosts)
BASE_URL = ENVIRONMENT.base_url
CSRF_TRUSTED_ORIGINS = [BASE_URL]
SITE_NAME = ENVIRONMENT.site_name
LIANJIAN_GUEST_NAMES_DAYS = ENVIRONMENT.guest_names_days  # after a gathering, for guests without an account
MAP_APPROVAL = ENVIRONMENT.map_approval
ROOT_URLCONF = "lianjian.urls"
WSGI_APPLICATION = "lianjian.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LIANJIAN_LISTENERS = "lianjian.wiring.LISTENERS"
LIANJIAN_OUTLET_ADAPTERS = "lianjian.wiring.OUTLET_ADAPTERS"
LIANJIAN_OPEN_THINGS = "lianjian.wiring.OPEN_THINGS"
LIANJIAN_CODE_SENDER = "lianjian.wiring.CODE_SENDER"
LIANJIAN_PAPER_OFFICE = "lianjian.wiring.PAPER_OFFICE"
LIANJIAN_ACCOUNTS_DATED = "lianjian.wiring.ACCOUNTS_DATED"
LIANJIAN_REQUESTS_DATED = "lianjian.wiring.REQUESTS_DATED"
LIANJIAN_LOSSES_DATED = "lianjian.wiring.LOSSES_DATED"
LIANJIAN_MAIL_KEYS = "lianjian.wiring.MAIL_KEYS"
LIANJIAN_POST_OFFICE = "lianjian.wiring.POST_OFFICE"
LIANJIAN_CHANNELS = "lianjian.wiring.CHANNELS"
LIANJIAN_FILM_MAKER = "lianjian.wiring.FILM_MAKER"
LIANJIAN_PAGE_READER = "lianjian.wiring.PAGE_READER"
LIANJIAN_READ_BACK = ENVIRONMENT.read_back
LIANJIAN_LINK_ASKER = "lianjian.wiring.LINK_ASKER"
LIANJIAN_READ_BACK_OPENED: tuple[str, ...] = ()  # host:port beside the open network, for tests
LIANJIAN_WEBSUB_HUB = ENVIRONMENT.websub_hub
LIANJIAN_FEED_HUB = "lianjian.wiring.FEED_HUB"
LIANJIAN_FILMS = ENVIRONMENT.films
LIANJIAN_DOCUMENTS = "lianjian.wiring.DOCUMENTS"

INSTALLED_APPS = [
    "lianjian.web.site",
    "lianjian.web.desk",
    "lianjian.web.mobile",
    "lianjian.web.office",
    "lianjian.web.entrance",
    "lianjian.web.kit",
    "lianjian.apps.synergy",
    "lianjian.apps.islands",
    "lianjian.apps.spread",
    "lianjian.apps.matrix",
    "lianjian.apps.newsroom",
    "lianjian.apps.exchange",
    "lianjian.apps.reminders",
    "lianjian.apps.projects",
    "lianjian.apps.coordination",
    "lianjian.apps.agreements",
    "lianjian.apps.parties",
    "lianjian.foundation",
    "wagtail.contrib.settings",
    "wagtail.snippets",
    "wagtail.users",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_tasks_db",
    "axes",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "lianjian.web.compressing.PageGZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "lianjian.web.acting.ActorMiddleware",
    "lianjian.web.refusing.RefusalMiddleware",
    "lianjian.web.mobile.taking.TakenMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.template.context_processors.media",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "lianjian.web.surroundings.surroundings",
            ],
        },
    }
]

# Accounts
AUTH_USER_MODEL = "parties.Account"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/m/"
LOGOUT_REDIRECT_URL = "/"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True  # who signed in when is not collected
AXES_LOCKOUT_TEMPLATE = "429.html"
AXES_HTTP_RESPONSE_CODE = 429

# Language and time
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
USE_I18N = True
LOCALE_PATHS = [Path(__file__).resolve().parent.parent / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# Files
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = HOME / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # photographs and evidence: never under MEDIA_ROOT, served only by views that ask who reads
    "private": {
        "BACKEND": "lianjian.foundation.storing.DurableStorage",
        "OPTIONS": {"location": str(HOME / "private"), "base_url": None, "file_permissions_mode": 0o600},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
WHITENOISE_MAX_AGE = 31536000

# Security
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail's preview pane is a frame of our own
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENVIRONMENT.behind_tls
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.behind_tls else None
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

# The desk
WAGTAIL_SITE_NAME = SITE_NAME
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAIL_ENABLE_UPDATE_CHECK = False  # it would call a foreign server
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILIMAGES_IMAGE_MODEL = "newsroom.StoryPicture"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp", "svg"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]  # one civil time for all; the choice would offer the machine's own zone
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False  # accounts carry no address
WAGTAIL_I18N_ENABLED = False
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAILADMIN_PERMITTED_LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
TAGGIT_CASE_INSENSITIVE = True
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "modelsearch.backends.database"}}
MODELSEARCH_BACKENDS = WAGTAILSEARCH_BACKENDS

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = HOME / "mail"
DEFAULT_FROM_EMAIL = "lianjian@localhost"
if (_mail := ENVIRONMENT.mail) is not None:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = _mail.host, _mail.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.user, _mail.password
    EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.tls, _mail.implicit
    DEFAULT_FROM_EMAIL = _mail.sender

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"lianjian": {"level": "INFO"}, "axes": {"level": "ERROR"}},
}
