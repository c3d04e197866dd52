"""All addresses. Each app's stand under its own namespace; accounts are allauth's."""

from django.urls import include, path

urlpatterns = [
    path("", include("portal.urls_portal")),
    path("", include("members.urls")),
    path("", include("sections.urls")),
    path("", include("workgroups.urls")),
    path("", include("plans.urls")),
    path("money/", include("plans.urls_money")),
    path("account/", include("allauth.account.urls")),
]
