from django.urls import path

from members.views import accounts, field, imports, leaving, people

app_name = "members"
urlpatterns = [
    path("people/", people.person_list, name="person.list"),
    path("people/new/", people.person_create, name="person.create"),
    path("people/import/", imports.import_list, name="import.list"),
    path("people/import/new/", imports.import_create, name="import.create"),
    path("people/import/<int:pk>/", imports.import_view, name="import.view"),
    path("people/import/<int:pk>/columns/", imports.import_mapping, name="import.mapping"),
    path("people/import/<int:pk>/store/", imports.import_store, name="import.store"),
    path("people/import/<int:pk>/undo/", imports.import_undo, name="import.undo"),
    path("people/import/<int:pk>/retry/", imports.import_retry, name="import.retry"),
    path("people/<int:pk>/", people.person_view, name="person.view"),
    path("people/<int:pk>/edit/", people.person_edit, name="person.edit"),
    path("people/<int:pk>/out-of-the-field/", field.person_leave_field, name="person.leave_field"),
    path("people/<int:pk>/account/new/", accounts.account_create, name="account.create"),
    path("people/<int:pk>/account/invite/", accounts.account_invite, name="account.invite"),
    path("people/<int:pk>/account/deactivate/", accounts.account_deactivate, name="account.deactivate"),
    path("people/<int:pk>/account/activate/", accounts.account_activate, name="account.activate"),
    path("letters/<int:pk>/", leaving.confirmation_view, name="confirmation.view"),
    path("letters/<int:pk>/new/", leaving.confirmation_issue, name="confirmation.issue"),
    path("letters/<int:pk>/replace/", leaving.confirmation_reissue, name="confirmation.reissue"),
    path("handover/<int:pk>/", leaving.handover_view, name="handover.view"),
    path("handover/<int:pk>/write/", leaving.handover_write, name="handover.write"),
    path("profile/", people.profile_edit, name="profile.edit"),
]
