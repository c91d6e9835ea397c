"""Django's settings. Every environment variable is read in `environment.py` and nowhere else."""

from __future__ import annotations

import os
from pathlib import Path

from laoyou.config import keys
from laoyou.config.environment import load
from laoyou.config.postgres import embedded_server

ENVIRONMENT = load(os.environ)
_secrets = keys.load(ENVIRONMENT.keys_file, ENVIRONMENT.crypto.value)

SECRET_KEY = ENVIRONMENT.secret_key or _secrets.session
LAOYOU_KEYS = _secrets.keys
LAOYOU_HOME = ENVIRONMENT.home
LAOYOU_REGION = "shuangyashan"
LAOYOU_PRECEDENCE = Path(__file__).parent.parent / "regions" / LAOYOU_REGION / "precedence.yaml"
LAOYOU_SCALES = Path(__file__).parent.parent / "regions" / LAOYOU_REGION / "scales"
LAOYOU_PROCEDURE = Path(__file__).parent.parent / "regions" / LAOYOU_REGION / "procedure.yaml"
LAOYOU_BANKS = Path(__file__).parent.parent / "regions" / LAOYOU_REGION / "banks.yaml"

DEBUG = ENVIRONMENT.debug
ALLOWED_HOSTS = list(ENVIRONMENT.allowed_hosts)
INTERNAL_IPS: list[str] = []

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials.apps.SimpleAppConfig",
    "django_cotton.apps.SimpleAppConfig",
    "procrastinate.contrib.django",
    "laoyou.web",
    "laoyou.audit",
    "laoyou.accounts",
    "laoyou.verifications",
    "laoyou.places",
    "laoyou.policies",
    "laoyou.ledger",
    "laoyou.people",
    "laoyou.orgs",
    "laoyou.payments",
    "laoyou.assessment",
    "laoyou.family",
    "laoyou.notices",
    "laoyou.benefits",
    "laoyou.applications",
    "laoyou.subsidies",
    "laoyou.forecasts",
    "laoyou.desks",
    "laoyou.config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "laoyou.web.middleware.ContentSecurity",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "laoyou.web.middleware.Refusals",
    "laoyou.accounts.middleware.Acting",
]

ROOT_URLCONF = "laoyou.config.urls"
WSGI_APPLICATION = "laoyou.config.wsgi.application"

_LOADERS = [
    (
        "template_partials.loader.Loader",
        [
            (
                "django.template.loaders.cached.Loader",
                [
                    "django_cotton.cotton_loader.Loader",
                    "django.template.loaders.filesystem.Loader",
                    "django.template.loaders.app_directories.Loader",
                ],
            )
        ],
    )
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "loaders": _LOADERS,
            "builtins": [
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "django.templatetags.i18n",
                "django.templatetags.static",
                "laoyou.web.templatetags.web",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "laoyou.web.context.look",
                "laoyou.accounts.context.acting",
                "laoyou.desks.context.navigation",
            ],
        },
    }
]

COTTON_ISOLATE_BY_DEFAULT = True  # a component sees what it is given, never its caller's variables

_database = ENVIRONMENT.database or embedded_server(ENVIRONMENT).database()
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _database.name,
        "HOST": _database.host,
        "PORT": _database.port or "",
        "USER": _database.user,
        "PASSWORD": _database.password,
        "OPTIONS": {"pool": {"min_size": 0, "max_size": 8, "timeout": 10}, **dict(_database.options)},
        "ATOMIC_REQUESTS": False,
        "TEST": {"NAME": ENVIRONMENT.test_db},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "home"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = False
CSRF_USE_SESSIONS = False
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENVIRONMENT.https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.https else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
LAOYOU_IDLE_MINUTES = 30
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "static/"
STATIC_ROOT = ENVIRONMENT.home / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_MANIFEST_STRICT = False
MEDIA_ROOT = ENVIRONMENT.home / "files"
FILE_UPLOAD_TEMP_DIR: Path | None = None
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"laoyou": {"level": "INFO"}},
}
