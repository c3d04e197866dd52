from django.urls import path

from portal.views.soon import page

app_name = "sections"
urlpatterns = [
    path("units/", page, name="unit.list"),
]
