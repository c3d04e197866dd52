"""The roof's own addresses."""

from django.urls import path

from portal.views import audit, health, home, language, reports_page, search

app_name = "portal"
urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("", home.home, name="home"),
    path("search/", search.search, name="search"),
    path("reports/", reports_page.report_list, name="report.list"),
    path("audit/", audit.audit_list, name="audit.list"),
    path("history/<str:label>/<int:pk>/", audit.history, name="history"),
    path("language/", language.set_language, name="language.set"),
]
