"""Settings: from the environment and the data folder. Nothing secret is written here."""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext_lazy as _

PACKAGE = Path(__file__).resolve().parent.parent
CHECKOUT = PACKAGE.parent.parent
HOME = Path(os.environ.get("PRECEPTOR_HOME") or CHECKOUT / "var").resolve()
BUILTIN_PACKS = Path(
    os.environ.get("PRECEPTOR_BUILTIN_PACKS")
    or next((one for one in (CHECKOUT / "packs", PACKAGE / "builtin_packs") if one.is_dir()), CHECKOUT / "packs")
)
EMBEDDINGS = Path(os.environ["PRECEPTOR_EMBEDDINGS"]) if os.environ.get("PRECEPTOR_EMBEDDINGS") else None
HOST = os.environ.get("PRECEPTOR_HOST", "127.0.0.1")
PORT = os.environ.get("PRECEPTOR_PORT", "8000")
LOOPBACK = HOST in ("127.0.0.1", "localhost", "::1")
# Demo passwords are printed on a screen: they open nothing from the network unless somebody asked for that.
DEMO_SIGN_IN = LOOPBACK or os.environ.get("PRECEPTOR_ALLOW_DEMO_ON_NETWORK") == "1"


def secret_key() -> str:
    """The installation's own key, made once and kept in the data folder, readable by its owner alone."""
    HOME.mkdir(parents=True, exist_ok=True)
    path = HOME / "secret-key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="utf-8").strip()
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        key = secrets.token_urlsafe(64)
        file.write(key)
    return key


def database() -> dict[str, Any]:
    """SQLite in the data folder (WAL, IMMEDIATE, synchronous FULL), or PostgreSQL from DATABASE_URL."""
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        return {
            "ENGINE": "preceptor.platform.sqlite",
            "NAME": HOME / "preceptor.sqlite3",
            "CONN_MAX_AGE": None,
            # Said aloud: pytest-django knows SQLite by the name of Django's own engine only.
            "TEST": {"NAME": ":memory:"},
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
                    "PRAGMA cache_size=-16000;PRAGMA temp_store=MEMORY;"
                ),
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise SystemExit("DATABASE_URL must begin with postgresql://, or be left out for SQLite.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


SECRET_KEY = secret_key()
DEBUG = False
ALLOWED_HOSTS = [
    "localhost",
    "127.0.0.1",
    "[::1]",
    "testserver",
    *filter(None, [HOST if not LOOPBACK and HOST not in ("0.0.0.0", "::") else ""]),
    *filter(None, os.environ.get("PRECEPTOR_ALLOWED_HOSTS", "").split(",")),
]
if HOST in ("0.0.0.0", "::") and not os.environ.get("PRECEPTOR_ALLOWED_HOSTS"):
    ALLOWED_HOSTS = ["*"]
CSRF_TRUSTED_ORIGINS = list(filter(None, os.environ.get("PRECEPTOR_TRUSTED_ORIGINS", "").split(",")))
HTTPS = os.environ.get("PRECEPTOR_HTTPS", "") == "1"

INSTALLED_APPS = [
    "preceptor.platform.accounts",
    "preceptor.platform.events",
    "preceptor.platform.packs",
    "preceptor.platform.approvals",
    "preceptor.platform.beliefs",
    "preceptor.platform.learning",
    "preceptor.platform.jobs",
    "preceptor.platform.ui",
    "preceptor.features.today",
    "preceptor.features.practice",
    "preceptor.features.encounters",
    "preceptor.features.review",
    "preceptor.features.progress",
    "preceptor.features.profile",
    "preceptor.features.authoring",
    "preceptor.features.teaching",
    "preceptor.features.gate",
    "preceptor.features.knowledge",
    "preceptor.features.operations",
    "preceptor.features.model",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "template_partials",
    "django_tasks_db",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "preceptor.project.middleware.CarefulInput",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "preceptor.project.middleware.PersonalSettings",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "preceptor.project.urls"
WSGI_APPLICATION = "preceptor.project.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "preceptor.project.frame.frame",
            ],
            "builtins": ["django.templatetags.i18n", "preceptor.platform.ui.templatetags.design"],
        },
    }
]
DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        # Shared by all processes, so that rate limits hold across them.
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": HOME / "cache",
    }
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["preceptor.project.sign_in.Backend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "preceptor.project.sign_in.InvitedOnly"
ACCOUNT_FORMS = {"login": "preceptor.project.sign_in.SignInForm", "signup": "preceptor.project.sign_in.JoinForm"}
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_PREVENT_ENUMERATION = True
MFA_ADAPTER = "preceptor.project.sign_in.Protection"
MFA_FORMS = {
    "add_webauthn": "preceptor.project.passkeys.PasskeyForm",
    "edit_webauthn": "preceptor.project.passkeys.RenameForm",
    "login_webauthn": "preceptor.project.passkeys.PasskeySignIn",
    "authenticate_webauthn": "preceptor.project.passkeys.PasskeyStep",
    "reauthenticate_webauthn": "preceptor.project.passkeys.PasskeyAgain",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Preceptor"
# One code before and after: phones and servers disagree about the time by seconds.
MFA_TOTP_TOLERANCE = 1
# Addresses are never verified by mail: the invitation vouches for the person.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS

EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if os.environ.get("PRECEPTOR_EMAIL_HOST")
    else "django.core.mail.backends.dummy.EmailBackend"
)
EMAIL_HOST = os.environ.get("PRECEPTOR_EMAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("PRECEPTOR_EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("PRECEPTOR_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("PRECEPTOR_EMAIL_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("PRECEPTOR_EMAIL_TLS", "") == "1"
DEFAULT_FROM_EMAIL = os.environ.get("PRECEPTOR_EMAIL_FROM", "preceptor@localhost")
MAIL_ON = bool(EMAIL_HOST)

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "platform" / "ui" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("PRECEPTOR_TIME_ZONE", "UTC")

STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # WhiteNoise warns where it is missing; the files themselves come from the finders
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 3600

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_ENGINE = "preceptor.project.sessions"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
DATA_UPLOAD_MAX_MEMORY_SIZE = 512 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
CSRF_FAILURE_VIEW = "preceptor.project.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "media-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "manifest-src": ["'self'"],
    }
}
SILENCED_SYSTEM_CHECKS = [] if HTTPS else ["security.W004", "security.W008", "security.W012", "security.W016"]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django_tasks": {"level": "WARNING"},
        "django_tasks_db": {"level": "WARNING"},
    },
}
