"""Addresses of money: budgets, postings, claims."""

from django.urls import path

from plans.urls_claims import patterns as claims
from plans.views.money import budgets, control, files, periods, postings

app_name = "money"
urlpatterns = [
    path("", budgets.home, name="home"),
    path("budgets/", budgets.list_, name="budget.list"),
    path("budgets/new/", budgets.create, name="budget.create"),
    path("budgets/<int:pk>/", budgets.view, name="budget.view"),
    path("budgets/<int:pk>/lines/new/", budgets.add_line, name="line.create"),
    path("budgets/<int:pk>/decide/", budgets.decide, name="budget.decide"),
    path("budgets/<int:pk>/transfer/", budgets.transfer, name="budget.transfer"),
    path("lines/<int:pk>/edit/", budgets.edit_line, name="line.edit"),
    path("lines/<int:pk>/remove/", budgets.remove_line, name="line.remove"),
    path("lines/<int:pk>/revise/", budgets.revise, name="line.revise"),
    path("lines/<int:pk>/", postings.line, name="line.view"),
    path("budgets/<int:pk>/postings/", postings.list_, name="posting.list"),
    path("budgets/<int:pk>/postings/new/", postings.create, name="posting.create"),
    path("postings/<int:pk>/", postings.view, name="posting.view"),
    path("postings/<int:pk>/reverse/", postings.reverse_, name="posting.reverse"),
    path("budgets/<int:pk>/import/", files.import_lines, name="budget.import"),
    path("budgets/<int:pk>/budget.<str:form>", files.export_lines, name="budget.export"),
    path("budgets/<int:pk>/entries.<str:form>", files.export_entries, name="posting.export"),
    path("units/<slug:slug>/entries/", files.import_entries, name="posting.import"),
    path("units/<slug:slug>/periods/", periods.list_, name="period.list"),
    path("units/<slug:slug>/rules/", periods.rules, name="rules.edit"),
    path("periods/<int:pk>/unlock/", periods.unlock, name="period.unlock"),
    path("control/", control.home, name="control.home"),
    path("control/<slug:slug>/<int:year>/", control.view, name="control.view"),
    path("control/<slug:slug>/<int:year>/entries/", control.entries, name="entry.list"),
    path("control/<slug:slug>/<int:year>/<slug:form>/", control.export, name="control.export"),
    path("bodies/<slug:slug>/", control.body, name="body.view"),
]
urlpatterns += claims
