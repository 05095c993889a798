"""Routes of training. References only: no name ever stands in an address."""

from django.urls import path

from lantern.training.views import courses, events, own, reach

urlpatterns = [
    path("training/", own.training, name="training"),
    path("training/courses/", courses.courses, name="courses"),
    path("training/courses/<str:reference>/", courses.course, name="course"),
    path("training/courses/<str:reference>/change/", courses.edit_course, name="edit_course"),
    path("training/courses/<str:reference>/end/", courses.end_course, name="end_course"),
    path("training/courses/<str:reference>/date/", events.plan_training, name="plan_training"),
    path("training/needs/tell/", courses.tell_need, name="tell_need"),
    path("training/needs/tell/<str:reference>/", courses.tell_need, name="tell_need_of"),
    path("training/needs/<str:reference>/", courses.training_need, name="training_need"),
    path("training/needs/<str:reference>/commission/", courses.commission_course, name="commission_course"),
    path("training/needs/<str:reference>/decline/", courses.decline_need, name="decline_need"),
    path("training/reach/", reach.training_reach, name="training_reach"),
    path("training/dates/<str:reference>/", events.training_event, name="training_event"),
    path("training/dates/<str:reference>/change/", events.edit_training, name="edit_training"),
    path("training/dates/<str:reference>/cancel/", events.cancel_training, name="cancel_training"),
    path("training/dates/<str:reference>/register/", events.training_register, name="training_register"),
    path("training/dates/<str:reference>/conclude/", events.conclude_training, name="conclude_training"),
    path("training/dates/<str:reference>/book/", own.book_training, name="book_training"),
    path("training/dates/<str:reference>/give-back/", own.give_up_training, name="give_up_training"),
    path("training/dates/<str:reference>/worth/", own.training_worth, name="training_worth"),
    path("training/dates/<str:reference>/since/", own.training_since, name="training_since"),
    path("training/dates/<str:reference>/certificate/", own.training_certificate, name="training_certificate"),
]
