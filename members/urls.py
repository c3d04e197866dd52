from django.urls import path

from portal.views.soon import page

app_name = "members"
urlpatterns = [
    path("people/", page, name="person.list"),
    path("profile/", page, name="profile.edit"),
]
