"""Addresses of plans."""

from django.urls import path

from plans.views import areas, goals, imports, measures, plans

app_name = "plans"
urlpatterns = [
    path("plans/", plans.list_, name="plan.list"),
    path("plans/new/", plans.create, name="plan.create"),
    path("plans/import/", imports.upload, name="plan.import"),
    path("plans/import/<int:pk>/", imports.preview, name="plan.preview"),
    path("plans/<int:pk>/", plans.view, name="plan.view"),
    path("plans/<int:pk>/edit/", plans.edit, name="plan.edit"),
    path("plans/<int:pk>/table/", plans.table, name="plan.table"),
    path("plans/<int:pk>/submit/", plans.submit, name="plan.submit"),
    path("plans/<int:pk>/withdraw/", plans.withdraw, name="plan.withdraw"),
    path("plans/<int:pk>/approve/", plans.approve, name="plan.approve"),
    path("plans/<int:pk>/return/", plans.return_, name="plan.return"),
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
