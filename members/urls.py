from django.urls import path

from members.views import accounts, people

app_name = "members"
urlpatterns = [
    path("people/", people.person_list, name="person.list"),
    path("people/new/", people.person_create, name="person.create"),
    path("people/<int:pk>/", people.person_view, name="person.view"),
    path("people/<int:pk>/edit/", people.person_edit, name="person.edit"),
    path("people/<int:pk>/account/new/", accounts.account_create, name="account.create"),
    path("people/<int:pk>/account/invite/", accounts.account_invite, name="account.invite"),
    path("people/<int:pk>/account/deactivate/", accounts.account_deactivate, name="account.deactivate"),
    path("people/<int:pk>/account/activate/", accounts.account_activate, name="account.activate"),
    path("profile/", people.profile_edit, name="profile.edit"),
]
