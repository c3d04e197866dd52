from django.urls import path

from portal.views.soon import page
from workgroups.views import group_page, mandates
from workgroups.views import groups as group_views

app_name = "workgroups"
groups = [
    path("groups/", group_views.group_list, name="group.list"),
    path("groups/new/", group_views.group_create, name="group.create"),
    path("groups/<slug:slug>/", group_page.group_view, name="group.view"),
    path("groups/<slug:slug>/edit/", group_views.group_edit, name="group.edit"),
    path("groups/<slug:slug>/close/", group_views.group_close, name="group.close"),
    path("groups/<slug:slug>/reopen/", group_views.group_reopen, name="group.reopen"),
    path("groups/<slug:slug>/mandate/", mandates.mandate_view, name="mandate.view"),
    path("groups/<slug:slug>/mandate/new/", mandates.mandate_edit, name="mandate.edit"),
]
meetings = [
    path("meetings/", page, name="meeting.list"),
]
urlpatterns = groups + meetings
