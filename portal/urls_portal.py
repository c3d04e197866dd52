"""The roof's own addresses."""

from django.urls import path

from portal.views import audit, documents, files, health, home, language, outbox, reports_page, search

app_name = "portal"
urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("", home.home, name="home"),
    path("search/", search.search, name="search"),
    path("reports/", reports_page.report_list, name="report.list"),
    path("audit/", audit.audit_list, name="audit.list"),
    path("history/<str:label>/<int:pk>/", audit.history, name="history"),
    path("documents/<uuid:key>/", documents.document_progress, name="document.progress"),
    path("documents/<uuid:key>/file/", documents.document_file, name="document.file"),
    path("documents/<uuid:key>/retry/", documents.document_retry, name="document.retry"),
    path("documents/<slug:report>/<int:pk>/", documents.document_open, name="document.open"),
    path("files/<uuid:key>/", files.file_download, name="file.download"),
    path("files/<uuid:key>/remove/", files.file_remove, name="file.remove"),
    path("outbox/", outbox.outbox_list, name="outbox.list"),
    path("outbox/<int:pk>/retry/", outbox.outbox_retry, name="outbox.retry"),
    path("language/", language.set_language, name="language.set"),
]
