from django.urls import path

from workgroups.views import agenda, attendance, calling, group_page, mandates, minutes, rsvp, tasks, writing
from workgroups.views import groups as group_views
from workgroups.views import meetings as meeting_views

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
    path("meetings/", meeting_views.meeting_list, name="meeting.list"),
    path("meetings/new/", meeting_views.meeting_choose, name="meeting.choose"),
    path("bodies/<slug:slug>/meetings/new/", meeting_views.meeting_create, name="meeting.create"),
    path("meetings/<int:pk>/", meeting_views.meeting_view, name="meeting.view"),
    path("meetings/<int:pk>/edit/", meeting_views.meeting_edit, name="meeting.edit"),
    path("meetings/<int:pk>/cancel/", meeting_views.meeting_cancel, name="meeting.cancel"),
    path("meetings/<int:pk>/hold/", meeting_views.meeting_hold, name="meeting.hold"),
    path("meetings/<int:pk>/attach/", meeting_views.meeting_attach, name="meeting.attach"),
    path("meetings/<int:pk>/call/", calling.meeting_call, name="meeting.call"),
    path("meetings/<int:pk>/participants/new/", calling.participant_invite, name="participant.invite"),
    path("participants/<int:pk>/remove/", calling.participant_remove, name="participant.remove"),
    path("participants/<int:pk>/answer/", rsvp.participant_answer, name="participant.answer"),
    path("rsvp/<str:token>/", rsvp.rsvp_answer, name="rsvp.answer"),
    path("meetings/<int:pk>/attendance/", attendance.attendance_record, name="attendance.record"),
    path("meetings/<int:pk>/agenda/new/", agenda.agenda_create, name="agenda.create"),
    path("agenda/<int:pk>/edit/", agenda.agenda_edit, name="agenda.edit"),
    path("agenda/<int:pk>/move/", agenda.agenda_move, name="agenda.move"),
    path("agenda/<int:pk>/remove/", agenda.agenda_remove, name="agenda.remove"),
    path("meetings/<int:pk>/minutes/new/", minutes.minutes_create, name="minutes.create"),
    path("minutes/", minutes.minutes_list, name="minutes.list"),
    path("minutes/<int:pk>/", minutes.minutes_view, name="minutes.view"),
    path("minutes/<int:pk>/edit/", writing.minutes_edit, name="minutes.edit"),
    path("minutes/<int:pk>/submit/", minutes.minutes_submit, name="minutes.submit"),
    path("minutes/<int:pk>/agree/", minutes.minutes_agree, name="minutes.agree"),
    path("minutes/<int:pk>/return/", minutes.minutes_return, name="minutes.return"),
    path("minutes/<int:pk>/approve/", minutes.minutes_approve, name="minutes.approve"),
    path("minutes/<int:pk>/read/", minutes.minutes_read, name="minutes.read"),
    path("minutes/<int:pk>/comment/", minutes.minutes_comment, name="minutes.comment"),
    path("minutes/<int:pk>/lay/", minutes.minutes_lay, name="minutes.lay"),
    path("minutes/<int:pk>/note/", minutes.minutes_note, name="minutes.note"),
    path("minutes/<int:pk>/attach/", minutes.minutes_attach, name="minutes.attach"),
    path("minutes/items/<int:pk>/save/", writing.item_save, name="item.save"),
    path("minutes/items/<int:pk>/history/", writing.item_history, name="item.history"),
    path("tasks/", tasks.task_list, name="task.list"),
    path("bodies/<slug:slug>/tasks/new/", tasks.task_create, name="task.create"),
    path("tasks/<int:pk>/", tasks.task_view, name="task.view"),
    path("tasks/<int:pk>/edit/", tasks.task_edit, name="task.edit"),
    path("tasks/<int:pk>/finish/", tasks.task_finish, name="task.finish"),
    path("tasks/<int:pk>/drop/", tasks.task_drop, name="task.drop"),
    path("tasks/<int:pk>/reopen/", tasks.task_reopen, name="task.reopen"),
]
urlpatterns = groups + meetings
