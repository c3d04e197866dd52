from django.urls import path

from portal.views.soon import page

app_name = "plans"
urlpatterns = [
    path("plans/", page, name="plan.list"),
]
