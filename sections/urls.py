from django.urls import path

from sections.views import appointments, bodies, units

app_name = "sections"
urlpatterns = [
    path("units/", units.unit_list, name="unit.list"),
    path("units/<slug:slug>/", units.unit_view, name="unit.view"),
    path("units/<slug:slug>/edit/", units.unit_edit, name="unit.edit"),
    path("units/<slug:slug>/units/new/", units.unit_create, name="unit.create"),
    path("units/<slug:slug>/bodies/new/", bodies.body_create, name="body.create"),
    path("bodies/<slug:slug>/", bodies.body_view, name="body.view"),
    path("bodies/<slug:slug>/edit/", bodies.body_edit, name="body.edit"),
    path("bodies/<slug:slug>/close/", bodies.body_close, name="body.close"),
    path("bodies/<slug:slug>/reopen/", bodies.body_reopen, name="body.reopen"),
    path("bodies/<slug:slug>/appointments/new/", appointments.appointment_create, name="appointment.create"),
    path("appointments/<int:pk>/", appointments.appointment_view, name="appointment.view"),
    path("appointments/<int:pk>/edit/", appointments.appointment_edit, name="appointment.edit"),
    path("appointments/<int:pk>/end/", appointments.appointment_end, name="appointment.end"),
    path("appointments/<int:pk>/withdraw/", appointments.appointment_withdraw, name="appointment.withdraw"),
]
