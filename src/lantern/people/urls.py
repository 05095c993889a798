"""Routes of people. References only: no name, date or number ever stands in an address."""

from django.urls import path

from lantern.people.views import changing, child, chronology, finding, linking, network, weights
from lantern.people.views.unnamed import unnamed_children

urlpatterns = [
    path("children/find/", finding.find_child, name="find_child"),
    path("children/candidates/", finding.child_candidates, name="child_candidates"),
    path("children/how-sure/", weights.how_sure, name="how_sure"),
    path("children/without-a-name/", unnamed_children, name="unnamed_children"),
    path("children/new/", changing.new_person, name="record_person"),
    path("children/links/<str:reference>/", linking.record_link, name="record_link"),
    path("children/<str:reference>/", child.child, name="child"),
    path("children/<str:reference>/print/", child.child_print, name="child_print"),
    path("children/<str:reference>/chronology.pdf", child.chronology_pdf, name="chronology_pdf"),
    path("children/<str:reference>/entries/<uuid:event>/", chronology.remark, name="child_remark"),
    path("children/<str:reference>/changed/", chronology.changed, name="child_changed"),
    path("children/<str:reference>/changed.pdf", chronology.changed_pdf, name="child_changed_pdf"),
    path("children/<str:reference>/address/", child.unseal_address, name="unseal_address"),
    path("children/<str:reference>/alike/", linking.alike, name="child_alike"),
    path("children/<str:reference>/alike/<str:record>/", linking.compare, name="compare_records"),
    path("children/<str:reference>/homes/", network.child_homes, name="child_homes"),
    path("children/<str:reference>/network/", network.child_network, name="child_network"),
    path("children/<str:reference>/details/", changing.correct, name="child_correct"),
    path("children/<str:reference>/names/", changing.names, name="child_names"),
    path("children/<str:reference>/move/", changing.move, name="child_move"),
    path("children/<str:reference>/protect/", changing.protect, name="child_protect"),
    path("children/<str:reference>/numbers/", changing.numbers, name="child_numbers"),
    path("children/<str:reference>/family/", changing.family, name="child_family"),
    path("children/<str:reference>/family/end/", changing.end_tie, name="child_end_tie"),
    path("children/<str:reference>/household/", changing.household, name="child_household"),
    path("children/<str:reference>/birth/", changing.birth, name="child_birth"),
    path("children/<str:reference>/death/", changing.death, name="child_death"),
]
