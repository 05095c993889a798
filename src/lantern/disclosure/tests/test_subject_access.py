"""A subject access request from its arrival to its answer (UK GDPR Arts 12 and 15; Data Protection Act 2018 Schs 2
and 3).
"""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from tests.cast import STOCKTON, TUESDAY_NOON, Cast, a_key

from lantern.access import restricting
from lantern.access.context import acting
from lantern.access.models import Restriction, User
from lantern.disclosure import actions, gathering
from lantern.disclosure.actions.requests import subjects_of
from lantern.disclosure.actions.withholding import spans_of
from lantern.disclosure.models import AccessRequest, AgencyView, DisclosedCopy, HeldItem, Redaction
from lantern.disclosure.states import REQUEST
from lantern.disclosure.tests.world import (
    LATER,
    NUMBER,
    SECRET,
    a_family,
    a_request,
    approver,
    fresh,
    item_with,
    officer,
    passage,
    text_of_pdf,
)
from lantern.interface.display import london_date
from lantern.people.models import Address
from lantern.spine.lifecycle import AlreadyDone, MoveRefused, StaleRecord
from lantern.spine.models import Clock, Event

pytestmark = pytest.mark.django_db


def due_day(request: AccessRequest) -> dt.date:
    found = fresh(request).next_due_at
    assert found is not None
    return london_date(found)


# ---- The clock -------------------------------------------------------------------------------------------------------


def test_the_answer_is_due_a_month_after_it_was_received_not_after_it_was_keyed(cast: Cast) -> None:
    """UK GDPR Art. 12(3). Received Tuesday 17 November 2026: due Thursday 17 December."""
    request = a_request(a_family(cast), at=LATER + dt.timedelta(days=5), received_at=TUESDAY_NOON)
    with acting(officer()):
        assert due_day(request) == dt.date(2026, 12, 17)


def test_while_the_requester_is_asked_the_clock_stands_still_and_then_counts_on(cast: Cast) -> None:
    """UK GDPR Art. 12A: three days of waiting move the day from 17 to 20 December, a Sunday, and so to Monday 21."""
    request = a_request(a_family(cast))
    by = officer()
    with acting(by):
        actions.ask_requester(request, question="Which years?", by=by, at=TUESDAY_NOON, version=request.version)
        assert fresh(request).next_due_at is None
        waiting = fresh(request)
        actions.requester_answered(
            waiting, answer="2026.", by=by, at=TUESDAY_NOON + dt.timedelta(days=3), version=waiting.version
        )
        assert fresh(request).state == "received"
        assert fresh(request).paused_days == 3
        assert due_day(request) == dt.date(2026, 12, 21)


def test_who_was_sure_already_is_not_asked_again(cast: Cast) -> None:
    request = a_request(a_family(cast), to="searching")
    by = officer()
    with acting(by):
        actions.ask_requester(request, question="Which years?", by=by, at=TUESDAY_NOON, version=request.version)
        waiting = fresh(request)
        actions.requester_answered(waiting, answer="All.", by=by, at=LATER, version=waiting.version)
        assert fresh(request).state == "searching"


def test_the_time_is_extended_once_within_the_first_month_with_a_reason(cast: Cast) -> None:
    """UK GDPR Art. 12(3): by two further months: 17 February 2027."""
    request = a_request(a_family(cast))
    by = officer()
    with acting(by):
        actions.extend(request, why="Nine years of records.", by=by, at=LATER, version=request.version)
        assert due_day(request) == dt.date(2027, 2, 17)
        again = fresh(request)
        with pytest.raises(MoveRefused, match="once"):
            actions.extend(again, why="More.", by=by, at=LATER, version=again.version)


def test_after_the_first_month_it_is_too_late_to_extend(cast: Cast) -> None:
    request = a_request(a_family(cast))
    by = officer()
    with acting(by), pytest.raises(MoveRefused, match="first month is over"):
        actions.extend(request, why="Much.", by=by, at=TUESDAY_NOON + dt.timedelta(days=40), version=request.version)


# ---- Gathering -------------------------------------------------------------------------------------------------------


def test_nothing_is_gathered_before_it_is_sure_who_asks(cast: Cast) -> None:
    """UK GDPR Art. 12(6)."""
    request = a_request(a_family(cast))
    by = officer()
    with acting(by), pytest.raises(MoveRefused):
        actions.gather(request, by=by, at=LATER, version=request.version)


def test_everything_held_is_gathered_in_the_order_of_time_with_where_it_is_from(cast: Cast) -> None:
    family = a_family(cast)
    request = a_request(family, to="redacting")
    with acting(officer()):
        items = list(request.items.order_by("number"))
        assert [each.happened_at for each in items] == sorted(each.happened_at for each in items)
        kinds = {each.kind for each in items}
        assert {"particulars", "event", "contact", "described", "referrer", "question", "answer"} <= kinds
        answer = item_with(request, "watching the house")
        assert answer.agency_id == cast.police.agency_id
        assert answer.handling == "Official: sensitive"
        assert answer.may_tell_family is False
        assert item_with(request, "I want to stay with nan.", kind="contact")


def test_gathering_again_brings_only_what_is_new(cast: Cast) -> None:
    request = a_request(a_family(cast), to="redacting")
    by = officer()
    with acting(by):
        before = request.items.count()
        assert actions.gather(request, by=by, at=LATER, version=request.version) == 0
        assert request.items.count() == before


def test_only_the_period_and_the_records_that_are_asked_for_are_gathered(cast: Cast) -> None:
    request = a_request(a_family(cast), to="searching", records=["contacts"], since=dt.date(2026, 11, 18))
    with acting(officer()):
        assert gathering.held_about(request, subjects_of(request)) == []


def test_a_protected_address_is_not_gathered(cast: Cast) -> None:
    """A parent who asks must not find a child who was moved to safety."""
    family = a_family(cast)
    with acting(cast.social_worker):
        Address(person=family.child, authority_id=STOCKTON, house="9", street="Refuge Lane", protected=True).save(
            force_insert=True
        )
    request = a_request(family, to="redacting")
    with acting(officer()):
        assert not request.items.filter(text__contains="Refuge Lane").exists()
        assert item_with(request, "protected and are not in this answer")


def test_who_contacted_us_in_confidence_is_withheld_from_the_start(cast: Cast) -> None:
    request = a_request(a_family(cast), to="redacting")
    with acting(officer()):
        item = item_with(request, "Gloria Whistler", kind="referrer")
        (redaction,) = item.redactions.all()
        assert (redaction.how, redaction.reason) == (Redaction.How.WHOLE, "third_party")


def test_what_was_gathered_is_never_changed(cast: Cast) -> None:
    request = a_request(a_family(cast), to="redacting")
    with acting(officer()):
        for change in ("update disclosure_helditem set text = ''", "delete from disclosure_redaction"):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(change)
        assert not HeldItem.objects.filter(request=request, text="").exists()


def test_what_was_gathered_is_closed_with_the_child_when_the_child_is_restricted_later(cast: Cast) -> None:
    family = a_family(cast)
    request = a_request(family, to="redacting")
    with acting(officer()) as by:
        keeper = User.objects.get(pk=cast.manager.user_id)
        assert request.items.exists()
    with acting(cast.manager) as manager:
        restricting.restrict(
            restricting.Subject(family.child.pk, STOCKTON),
            kind=Restriction.Kind.ONLY_THESE,
            users=[keeper],
            reason="Her aunt works here.",
            whom_to_ask="The manager",
            by=manager,
            at=LATER,
        )
    with acting(by):
        assert not HeldItem.objects.filter(request_id=request.pk).exists()
        assert not Redaction.objects.filter(request_id=request.pk).exists()
        assert not AccessRequest.objects.filter(pk=request.pk).exists()


# ---- Withholding -----------------------------------------------------------------------------------------------------


def withhold_the_secret(request: AccessRequest, by: object = None) -> None:
    by = by or officer()
    request = fresh(request)
    item = item_with(request, SECRET)
    actions.withhold(
        request,
        [passage(item, SECRET)],
        how=Redaction.How.PASSAGE,
        reason="third_party",
        by=by,
        at=LATER,
        version=request.version,
    )


def test_a_passage_is_withheld_and_both_versions_stay(cast: Cast) -> None:
    request = a_request(a_family(cast), to="redacting")
    with acting(officer()):
        withhold_the_secret(request)
        item = item_with(request, SECRET)
        assert SECRET in item.text
        (span,) = spans_of(request)[item.pk]
        assert item.text[span.start : span.end] == SECRET


def test_withholding_is_taken_back_and_that_stays_on_record(cast: Cast) -> None:
    request = a_request(a_family(cast), to="redacting")
    by = officer()
    with acting(by):
        withhold_the_secret(request)
        item = item_with(request, SECRET)
        redaction = item.redactions.get(how="passage")
        actions.undo(fresh(request), [redaction.pk], by=by, at=LATER, version=fresh(request).version)
        assert item.pk not in spans_of(request)
        assert Redaction.objects.filter(item=item).count() == 2
        with pytest.raises(MoveRefused, match="already"):
            actions.undo(fresh(request), [redaction.pk], by=by, at=LATER, version=fresh(request).version)


def test_a_passage_that_is_not_there_is_refused(cast: Cast) -> None:
    request = a_request(a_family(cast), to="redacting")
    by = officer()
    with acting(by), pytest.raises(MoveRefused):
        actions.withhold(
            request,
            [actions.Passage(1, 5, 99_999)],
            how=Redaction.How.PASSAGE,
            reason="crime",
            by=by,
            at=LATER,
            version=request.version,
        )


def test_the_same_press_withholds_once_and_a_stale_page_is_told(cast: Cast) -> None:
    request = a_request(a_family(cast), to="redacting")
    by, key = officer(), a_key()
    with acting(by):
        item = item_with(request, SECRET)
        press = {"how": Redaction.How.PASSAGE, "reason": "third_party", "by": by, "at": LATER}
        actions.withhold(request, [passage(item, SECRET)], version=request.version, key=key, **press)
        with pytest.raises(AlreadyDone), transaction.atomic():
            actions.withhold(request, [passage(item, SECRET)], version=request.version, key=key, **press)
        with pytest.raises(StaleRecord), transaction.atomic():
            actions.withhold(fresh(request), [passage(item, "Jayden")], version=1, **press)
        assert item.redactions.count() == 1


def test_those_who_may_be_mentioned_are_found_with_all_their_names(cast: Cast) -> None:
    family = a_family(cast)
    request = a_request(family, to="redacting")
    with acting(officer()):
        ours, others = gathering.people_of(request, subjects_of(request))
    assert [each.key for each in ours] == [family.child.reference]
    by_name = {each.label: each for each in others}
    assert by_name["Dana Robinson"].key == family.mother.reference
    assert by_name["Gloria Whistler"].sealed
    assert NUMBER in by_name["Gloria Whistler"].words


# ---- Other agencies --------------------------------------------------------------------------------------------------


def test_an_agency_is_heard_before_its_information_leaves(cast: Cast) -> None:
    request = a_request(a_family(cast), to="redacting")
    by = officer()
    with acting(by):
        withhold_the_secret(request)
        request = fresh(request)
        with pytest.raises(MoveRefused, match="belongs to other agencies"), transaction.atomic():
            actions.submit(request, refuse=False, note="Read.", by=by, at=LATER, version=request.version)
        (view,) = actions.ask_agencies(request, by=by, at=LATER)
        with pytest.raises(MoveRefused, match="has not said"), transaction.atomic():
            actions.submit(request, refuse=False, note="Read.", by=by, at=LATER, version=request.version)
    with acting(cast.police) as police:
        seen = AgencyView.objects.get(pk=view.pk)
        (piece,) = seen.items
        assert "watching the house" in piece["text"]
        assert SECRET not in str(seen.items)
        actions.give_view(
            seen,
            {str(piece["number"]): {"view": "in_part", "words": "Leave out that the house is watched."}},
            by=police,
            at=LATER,
            version=seen.version,
        )
    with acting(by):
        actions.submit(fresh(request), refuse=False, note="Read.", by=by, at=LATER, version=fresh(request).version)
        assert fresh(request).state == "awaiting_approval"


def test_another_agency_finds_nothing(cast: Cast) -> None:
    request = a_request(a_family(cast), to="redacting")
    by = officer()
    with acting(by):
        (view,) = actions.ask_agencies(request, by=by, at=LATER)
    for who in (cast.health, cast.provider, cast.elsewhere):
        with acting(who):
            assert not AgencyView.objects.filter(pk=view.pk).exists()
            assert not AccessRequest.objects.filter(pk=request.pk).exists()
            assert not HeldItem.objects.filter(request_id=request.pk).exists()
    with acting(cast.police):
        assert not HeldItem.objects.filter(request_id=request.pk).exists()


def test_the_controller_decides_without_an_agency_that_does_not_answer_and_says_why(cast: Cast) -> None:
    request = a_request(a_family(cast), to="redacting")
    by = officer()
    with acting(by):
        withhold_the_secret(request)
        (view,) = actions.ask_agencies(request, by=by, at=LATER)
        actions.decide_without(view, why="Ten days late.", by=by, at=LATER, version=view.version)
        actions.submit(fresh(request), refuse=False, note="Read.", by=by, at=LATER, version=fresh(request).version)
        assert AgencyView.objects.get(pk=view.pk).why_without == "Ten days late."


# ---- Four eyes and the answer ----------------------------------------------------------------------------------------


def submitted(cast: Cast) -> AccessRequest:
    request = a_request(a_family(cast), to="redacting")
    by = officer()
    with acting(by):
        withhold_the_secret(request)
        (view,) = actions.ask_agencies(request, by=by, at=LATER)
        actions.decide_without(view, why="Agreed by telephone.", by=by, at=LATER, version=view.version)
        watched = item_with(request, "watching the house")
        actions.withhold(
            fresh(request),
            [passage(watched, "An officer is watching the house.")],
            how=Redaction.How.PASSAGE,
            reason="crime",
            by=by,
            at=LATER,
            version=fresh(request).version,
        )
        actions.submit(fresh(request), refuse=False, note="Read.", by=by, at=LATER, version=fresh(request).version)
    return request


def disclosed(cast: Cast) -> tuple[AccessRequest, DisclosedCopy]:
    request = submitted(cast)
    with acting(approver()) as second:
        ready = fresh(request)
        actions.approve(ready, note="I agree.", by=second, at=LATER, version=ready.version)
    with acting(officer()) as by:
        ready = fresh(request)
        return request, actions.disclose(ready, by=by, at=LATER, version=ready.version)


def test_an_identity_given_in_confidence_stops_the_answer_while_it_can_be_read(cast: Cast) -> None:
    """Data Protection Act 2018 Sch. 2: somebody else's identity."""
    request = a_request(a_family(cast), to="redacting")
    by = officer()
    with acting(by):
        (view,) = actions.ask_agencies(request, by=by, at=LATER)
        actions.decide_without(view, why="Late.", by=by, at=LATER, version=view.version)
        with pytest.raises(actions.StillReadable) as stopped:
            actions.submit(fresh(request), refuse=False, note="Read.", by=by, at=LATER, version=fresh(request).version)
        assert item_with(request, SECRET).number in stopped.value.places


def test_whoever_prepared_an_answer_can_not_approve_it(cast: Cast) -> None:
    from dataclasses import replace

    request = submitted(cast)
    both = replace(officer(), role="data_protection_officer")
    with acting(both):
        ready = fresh(request)
        with pytest.raises(MoveRefused, match="somebody else must approve"), transaction.atomic():
            actions.approve(ready, note="Fine.", by=both, at=LATER, version=ready.version)
        with pytest.raises(IntegrityError), transaction.atomic():
            AccessRequest.objects.filter(pk=request.pk).update(approved_by_id=both.user_id, approved_at=LATER)


def test_a_role_without_the_right_is_refused_with_a_reason(cast: Cast) -> None:
    request = submitted(cast)
    with acting(cast.social_worker) as worker:
        ready = fresh(request)
        with pytest.raises(MoveRefused, match="Your post") as refusal:
            actions.approve(ready, note="Fine.", by=worker, at=LATER, version=ready.version)
    assert "data protection officer" in refusal.value.answer.owner


def test_after_it_is_submitted_nothing_is_withheld_or_taken_back(cast: Cast) -> None:
    request = submitted(cast)
    with acting(officer()) as by:
        ready = fresh(request)
        item = item_with(ready, "Jayden", kind="contact")
        with pytest.raises(MoveRefused, match="awaiting approval"):
            actions.withhold(
                ready,
                [passage(item, "Jayden")],
                how=Redaction.How.PASSAGE,
                reason="third_party",
                by=by,
                at=LATER,
                version=ready.version,
            )


def test_what_goes_out_holds_what_may_and_nothing_of_what_is_withheld(cast: Cast) -> None:
    """Not beneath the boxes, not in the metadata, not in the structure that a screen reader reads."""
    request, copy = disclosed(cast)
    with acting(officer()):
        text = text_of_pdf(actions.content_of(copy))
    plain = " ".join(text.split())
    assert "Jayden was cold and hungry." in plain
    assert "I want to stay with nan." in plain
    for hidden in ("Whistler", "Gloria", "window", NUMBER, "watching"):
        assert hidden not in text, hidden
    assert "Withheld 1" in plain
    assert "Schedule of what is withheld" in plain
    assert "Personal data of somebody else" in plain
    assert "Would get in the way of preventing or finding a crime" in plain


def test_every_page_says_whose_copy_it_is(cast: Cast) -> None:
    request, copy = disclosed(cast)
    with acting(officer()):
        text = text_of_pdf(actions.content_of(copy))
    pages = text.count("OFFICIAL-SENSITIVE")
    assert pages >= 2
    assert text.count(f"Copy 1 for Dana Robinson, 18 November 2026, {request.reference}") >= pages
    assert f"Page {pages} of {pages}" in text
    assert "Contents" in text
    assert "words withheld" not in text, "how much is withheld is itself withheld"


def test_the_reading_of_a_pdf_is_not_blind(cast: Cast) -> None:
    """Control: without withholding, the same reading finds the words."""
    from lantern.disclosure.passages import pieces
    from lantern.interface.documents import Document, Passage, pdf

    parts = [each.text for each in pieces(f"Before. {SECRET} After.", [])]
    made = pdf(
        Document(
            title="T", reference="S-1", recipient="R", marking="M", made_at=LATER, made_by="B", owner="O",
            blocks=[Passage("Record 1", parts)],
        )
    )  # fmt: skip
    assert "Gloria Whistler saw it through the window" in " ".join(text_of_pdf(made).split())


def test_the_clock_stops_and_the_answer_is_in_the_childs_history(cast: Cast) -> None:
    request, _copy = disclosed(cast)
    with acting(officer()):
        assert not Clock.objects.filter(episode_id=request.pk, stopped_at__isnull=True).exists()
        kinds = set(
            Event.objects.filter(subjects__person__involvements__episode_id=request.pk).values_list("kind", flat=True)
        )
        assert {"access_request_received", "access_answered"} <= kinds
        assert "access_redacted" not in kinds


def test_a_copy_is_kept_to_the_byte_and_another_has_a_number_of_its_own(cast: Cast) -> None:
    import hashlib

    request, copy = disclosed(cast)
    with acting(officer()) as by:
        closed = fresh(request)
        second = actions.another_copy(closed, recipient="Her solicitor", by=by, at=LATER, version=closed.version)
        assert (copy.number, second.number) == (1, 2)
        kept = actions.content_of(DisclosedCopy.objects.get(pk=copy.pk))
        assert hashlib.sha256(kept).hexdigest() == copy.sha256
        assert "Copy 2 for Her solicitor" in text_of_pdf(actions.content_of(second))
        with pytest.raises(DatabaseError), transaction.atomic():
            DisclosedCopy.objects.filter(pk=copy.pk).update(recipient="Somebody")


def test_a_request_is_refused_as_a_whole_with_its_reason_and_how_to_complain(cast: Cast) -> None:
    """UK GDPR Art. 12(4) and (5)."""
    request = a_request(a_family(cast), to="searching")
    with acting(officer()) as by:
        actions.submit(
            request, refuse=True, reason="unfounded", note="The fifth this month.", by=by, at=LATER,
            version=request.version,
        )  # fmt: skip
    with acting(approver()) as second:
        ready = fresh(request)
        actions.approve(ready, note="I agree.", by=second, at=LATER, version=ready.version)
    with acting(officer()) as by:
        ready = fresh(request)
        assert not REQUEST.is_open("disclose", ready, by=by)
        copy = actions.refuse(ready, by=by, at=LATER, version=ready.version)
        text = text_of_pdf(actions.content_of(copy))
        assert fresh(request).state == "refused"
    assert "Plainly unfounded or excessive" in text
    assert "Information Commissioner" in text


def test_an_answer_is_sent_back_and_the_work_goes_on(cast: Cast) -> None:
    request = submitted(cast)
    with acting(approver()) as second:
        ready = fresh(request)
        actions.send_back(ready, why="Look at record 3 again.", by=second, at=LATER, version=ready.version)
    with acting(officer()):
        assert fresh(request).state == "redacting"
        withhold_the_secret(request)


def test_the_requester_takes_it_back(cast: Cast) -> None:
    request = a_request(a_family(cast))
    with acting(officer()) as by:
        actions.withdraw(request, why="No longer needed.", by=by, at=LATER, version=request.version)
        assert fresh(request).state == "withdrawn"
        assert not fresh(request).is_open
