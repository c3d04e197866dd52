from django.urls import path

from portal.views.soon import page

app_name = "workgroups"
groups = [
    path("groups/", page, name="group.list"),
]
meetings = [
    path("meetings/", page, name="meeting.list"),
]
urlpatterns = groups + meetings
