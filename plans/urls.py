"""Addresses of plans."""

from django.urls import path

from plans.views import approval, areas, goals, imports, measures, plans, versions

app_name = "plans"
urlpatterns = [
    path("plans/", plans.list_, name="plan.list"),
    path("plans/new/", plans.create, name="plan.create"),
    path("plans/import/", imports.upload, name="plan.import"),
    path("plans/import/<int:pk>/", imports.preview, name="plan.preview"),
    path("plans/<int:pk>/", plans.view, name="plan.view"),
    path("plans/<int:pk>/edit/", plans.edit, name="plan.edit"),
    path("plans/<int:pk>/table/", plans.table, name="plan.table"),
    path("plans/<int:pk>/submit/", approval.submit, name="plan.submit"),
    path("plans/<int:pk>/withdraw/", approval.withdraw, name="plan.withdraw"),
    path("plans/<int:pk>/approve/", approval.approve, name="plan.approve"),
    path("plans/<int:pk>/return/", approval.return_, name="plan.return"),
    path("plans/<int:pk>/revise/", approval.revise, name="plan.revise"),
    path("plans/<int:pk>/resume/", approval.resume, name="plan.resume"),
    path("plans/<int:pk>/report/", approval.report, name="plan.report"),
    path("plans/<int:pk>/close/", approval.close, name="plan.close"),
    path("plans/measures/<int:pk>/comment/", approval.comment, name="comment.edit"),
    path("plans/comments/<int:pk>/mark/", approval.mark, name="comment.mark"),
    path("plans/<int:pk>/versions/", versions.list_, name="version.list"),
    path("plans/<int:pk>/versions/changes/", versions.changes, name="version.changes"),
    path("plans/<int:pk>/periods/", versions.periods, name="version.periods"),
    path("plans/versions/<int:pk>/", versions.view, name="version.view"),
    path("plans/<int:pk>/export/", plans.export, name="plan.export"),
    path("plans/<int:pk>/areas/new/", areas.create, name="area.create"),
    path("plans/areas/<int:pk>/edit/", areas.edit, name="area.edit"),
    path("plans/areas/<int:pk>/move/", areas.move, name="area.move"),
    path("plans/areas/<int:pk>/remove/", areas.remove, name="area.remove"),
    path("plans/areas/<int:pk>/goals/new/", goals.create, name="goal.create"),
    path("plans/goals/<int:pk>/edit/", goals.edit, name="goal.edit"),
    path("plans/goals/<int:pk>/move/", goals.move, name="goal.move"),
    path("plans/goals/<int:pk>/remove/", goals.remove, name="goal.remove"),
    path("plans/<int:pk>/measures/new/", measures.create, name="measure.create"),
    path("plans/measures/<int:pk>/edit/", measures.edit, name="measure.edit"),
    path("plans/measures/<int:pk>/row/", measures.row, name="measure.row"),
    path("plans/measures/<int:pk>/status/", measures.status, name="measure.status"),
    path("plans/measures/<int:pk>/move/", measures.move, name="measure.move"),
    path("plans/measures/<int:pk>/remove/", measures.remove, name="measure.remove"),
]
