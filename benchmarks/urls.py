"""The portal's addresses and the two reference pages."""

from django.urls import include, path

from benchmarks import pages

urlpatterns = [
    path("bench/trivial/", pages.trivial),
    path("bench/empty/", pages.empty),
    path("", include("portal.urls")),
]
