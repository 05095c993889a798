"""Routes of what people say: for everybody, and for those who read it."""

from django.urls import path

from lantern.voices.views import reading, saying

urlpatterns = [
    path("say/<slug:code>/", saying.say, name="say"),
    path("say/<slug:code>/help/", saying.say_help, name="say_help"),
    path("say/<slug:code>/thanks/", saying.say_thanks, name="say_thanks"),
    path("you-said-we-did/", saying.you_said, name="you_said"),
    path("voices/", reading.voices, name="voices"),
    path("voices/forms/new/", reading.new_voice_form, name="new_voice_form"),
    path("voices/forms/<slug:code>/", reading.voice_form, name="voice_form"),
    path("voices/forms/<slug:code>/qr.svg", reading.voice_form_qr, name="voice_form_qr"),
    path("voices/forms/<slug:code>/close/", reading.close_voice_form, name="close_voice_form"),
    path("voices/show/", reading.show_you_said, name="show_you_said"),
    path("voices/<str:reference>/", reading.feedback, name="feedback"),
    path("voices/<str:reference>/hub/", reading.tell_hub, name="tell_hub_of_feedback"),
]
