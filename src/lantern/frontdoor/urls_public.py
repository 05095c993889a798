"""Routes of the front door for everybody outside the hub: the public, professionals, agencies, receiving teams."""

from django.urls import URLPattern, path

from lantern.frontdoor.views import agency, handoffs, notices, professional, public

public_routes: list[URLPattern] = [
    path("report/", public.report_start, name="report_start"),
    path("report/leaving/", public.report_leaving, name="report_leaving"),
    path("report/elsewhere/", public.report_elsewhere, name="report_elsewhere"),
    path("report/danger-now/", public.report_danger_now, name="report_danger_now"),
    path("report/children/", public.report_children, name="report_children"),
    path("report/children/<int:number>/", public.report_child, name="report_child"),
    path("report/children/<int:number>/remove/", public.report_remove_child, name="report_remove_child"),
    path("report/check/", public.report_check, name="report_check"),
    path("report/sent/<str:reference>/", public.report_sent, name="report_sent"),
    path("report/save/", public.report_save, name="report_save"),
    path("report/return/", public.report_return, name="report_return"),
    path("report/forget/", public.report_forget, name="report_forget"),
    path("report/forgotten/", public.report_forgotten, name="report_forgotten"),
    path("report/keep/<slug:step>/", public.report_keep, name="report_keep"),
    path("report/<slug:step>/", public.report_step, name="report_step"),
    path("contacts/new/", professional.new_contact, name="new_contact"),
    path("contacts/new/<uuid:record>/", professional.new_contact, name="go_on_with_contact"),
    path("contacts/mine/", professional.my_contacts, name="my_contacts"),
    path("contacts/mine/<str:reference>/", professional.my_contact, name="my_contact"),
    path("contacts/mine/<str:reference>/ask/", professional.ask_again, name="ask_again"),
    path("contacts/drafts/<uuid:record>/discard/", professional.discard_draft, name="discard_contact_draft"),
    path("agency/", agency.agency_checks, name="agency_checks"),
    path("agency/answered/", agency.agency_answered, name="agency_answered"),
    path("agency/<str:reference>/", agency.answer_check, name="answer_check"),
    path("agency/<str:reference>/nothing-held/", agency.nothing_held, name="nothing_held"),
    path("handoffs/", handoffs.team_handoffs, name="handoffs"),
    path("handoffs/finished/", handoffs.finished_handoffs, name="finished_handoffs"),
    path("handoffs/<str:reference>/", handoffs.handoff, name="handoff"),
    path("handoffs/<str:reference>/<slug:move>/", handoffs.move_handoff, name="move_handoff"),
    path("hub/notices/", notices.notices, name="notices"),
    path("hub/notices/<uuid:batch>/", notices.notice_batch, name="notice_batch"),
    path("hub/notices/<uuid:batch>/changed/<int:number>/", notices.changed_notice, name="changed_notice"),
    path("hub/notices/<uuid:batch>/refused.csv", notices.refused_rows, name="refused_rows"),
]
