"""The addresses of sign-in that this product uses from django-allauth: no more than have a page here."""

from allauth.account import views as account
from django.urls import include, path, re_path

from preceptor.project import sign_in

urlpatterns = [
    path("", sign_in.sign_in, name="account_login"),
    path("out/", account.logout, name="account_logout"),
    path("join/", sign_in.join, name="account_signup"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("again/", account.reauthenticate, name="account_reauthenticate"),
    path("password/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("password/reset/", sign_in.trouble, name="account_reset_password"),
    path("password/reset/sent/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/reset/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("two-factor/", include("allauth.mfa.urls")),
]
