# ruff: noqa: E501 - the pages read better with one component a line
"""Every component and field once, on one staff page and one public page. The tests render it, and a browser looks at it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from jinja2 import ChoiceLoader, DictLoader, Environment, FileSystemLoader
from markupsafe import Markup

from lantern.interface import charts, network
from lantern.interface.environment import environment
from lantern.interface.forms import (
    ApproximateAgeField,
    CheckboxesField,
    Choice,
    DatePartsField,
    EmailField,
    FileField,
    Form,
    HiddenField,
    LongTextField,
    PhoneField,
    RadioField,
    SelectField,
    TextField,
    TickField,
    TimeOfDayField,
    WholeNumberField,
    YesNoField,
)
from lantern.interface.shell import Account, HelpLine, Language, Link, NavigationItem, Session, Shell

NOW = datetime(2026, 11, 20, 9, 14, tzinfo=UTC)


class EveryField(Form):
    """One of each."""

    name = TextField("Full name", required="Enter the full name", hint="As it is written on official papers", width=20)
    email = EmailField("Email address")
    phone = PhoneField("Telephone number")
    story = LongTextField("What has happened?", required="Enter what has happened", count=True, max_length=2000)
    outcome = RadioField(
        "What happens next?",
        [
            Choice("visit", "A visit", hint="Within the next ten days", reveals=["visit_on", "visit_at"]),
            Choice("letter", "A letter"),
            Choice("none", "Nothing", divider_before="or"),
        ],
        required="Choose what happens next",
    )
    visit_on = DatePartsField("When is the visit?", thing="The visit", required="Enter the day of the visit")
    visit_at = TimeOfDayField("At what time?")
    born_on = DatePartsField(
        "Date of birth", partial=True, not_after_today=True, hint="For example, 27 3 2016. Leave out what is not known."
    )
    age = ApproximateAgeField("Or an approximate age", hint="For example, 7 or 18 months")
    aware = YesNoField("Do they know?", unknown="Not known")
    where = SelectField("Area", [("n", "North"), ("South", [("se", "South East"), ("sw", "South West")])])
    needs = CheckboxesField(
        "Which of these apply?",
        [("a", "Hearing"), ("b", "Sight"), Choice("none", "None of these", exclusive=True, divider_before="or")],
    )
    people = WholeNumberField("How many people?")
    paper = FileField("A file", endings=[".csv"])
    agreed = TickField("I have read this", required="Say that you have read this", reveals=["people"])
    token = HiddenField()


SHELL = Shell(
    service_name="Lantern",
    owner="Example Partnership",
    phase="Demonstration",
    phase_text="Everybody here is invented.",
    help_lines=[
        HelpLine("Emergency", "999", "at any time", "tel:999"),
        HelpLine("The hub", "01632 960 001", "Monday to Friday, 8:30am to 5pm"),
        HelpLine("Out of hours", "01632 960 002", "evenings, nights and weekends"),
    ],
    footer_links=[Link("Privacy", "/privacy"), Link("Accessibility", "/accessibility")],
    navigation=[
        NavigationItem("Shift", "/shift", active=True, key="s", count=43),
        NavigationItem("My work", "/mine", key="m", count=7),
        NavigationItem("Waiting on others", "/waiting", key="w", count=812),
        NavigationItem("Oversight", "/oversight", key="o"),
    ],
    account=Account("Sam Example", "Team manager, Northtown", "/sign-out", [Link("Settings", "/settings")]),
    search_url="/search",
    search_label="Search by name, number or address",
    session=Session(1200, "/session/extend", "/sign-in"),
    shortcuts_url="/settings#shortcuts",
    exit_url="https://www.bbc.co.uk/weather",
    languages=[Language("en", "English", "/en", current=True), Language("cy", "Cymraeg", "/cy")],
)

PEOPLE = network.Network(
    [
        network.Node("a", ["Jean Example", "68"], "circle", 0),
        network.Node("b", ["Thomas Example", "died 2019"], "square", 0, crossed=True),
        network.Node("c", ["Kelly Example", "34"], "circle", 1),
        network.Node("d", ["Darren Sample", "37"], "square", 1),
        network.Node("e", ["Lee Instance", "31"], "square", 1),
        network.Node("f", ["Ava Sample", "9 years"], "circle", 2, focus=True),
        network.Node("g", ["Jayden Sample", "6 years"], "square", 2),
        network.Node("h", ["Not yet born", "expected 3 March 2027"], "diamond", 2),
    ],
    [
        network.Edge("a", "b", "pair"),
        network.Edge("c", "d", "pair", "separated", "is separated from"),
        network.Edge("c", "e", "pair", "dashed", "is the partner of"),
        *(network.Edge(one, "c", "parent") for one in "ab"),
        *(network.Edge(one, other, "parent") for one in "cd" for other in "fg"),
        *(network.Edge(one, "h", "parent") for one in "ce"),
    ],
    [network.Group("12 Mill Street", ["c", "e", "f", "g", "h"])],
)

STAFF_PAGE = """{% extends "interface/layouts/staff.jinja" %}
{% import "interface/components.jinja" as ui %}
{% block title %}Everything{% endblock %}
{% block before_content %}{{ ui.breadcrumbs([{"text": "Shift", "href": "/"}, {"text": "R-1024"}]) }}{% endblock %}
{% block content %}
{% call ui.identity_strip("Ava Sample", [{"name": "Born", "value": "27 March 2017 (9 years)"}, {"name": "Number", "value": "999 123 4560"}, {"name": "Lives at", "value": "12 Mill Street"}], [{"text": "Plan", "colour": "purple"}, {"text": "Hearing aid"}], reference="C-40218", restricted="Only the allocated team may open this record.") %}
{{ ui.button("New entry", kind="secondary") }}{{ ui.link_button("Print", "/print", kind="secondary") }}
{% endcall %}
{{ ui.count_cards([{"number": 3, "label": "overdue", "href": "/late", "tone": "red"}, {"number": 12, "label": "due today", "href": "/today", "tone": "amber", "active": True}, {"number": 8, "label": "awaiting an answer", "href": "/wait"}, {"number": 1204, "label": "closed this year", "tone": "green", "note": "up 4% on last year"}], "At a glance") }}
{{ ui.alert("Two people opened this at once. Your text is kept.", variant="warning", title="Somebody else saved this") }}
{{ ui.alert("Saved.", variant="success") }}{{ ui.alert("For your information.") }}{{ ui.alert("It did not work.", variant="error") }}
{{ ui.sub_navigation([{"text": "Summary", "href": "#s", "active": True}, {"text": "Chronology", "href": "#c", "count": 214}, {"text": "People", "href": "#p"}]) }}
<h2 class="govuk-heading-m">Queue</h2>
{% call ui.live("/live", 15, "queue") %}
{% call ui.table("Waiting for a decision", ["Priority", {"text": "Time left", "sort_href": "?s=due", "sorted": "ascending"}, "Who", "What", {"text": "Earlier", "format": "numeric"}, {"text": "Open", "hidden": True}], compact=True, hide_caption=True, classes="table--rows") %}
{% for colour, word, due, who, what, earlier in rows %}
{% call ui.tr("/r/" ~ loop.index) %}
{% call ui.td() %}{{ ui.rag(colour, word) }}{% endcall %}
{% call ui.td() %}{{ ui.due(due, now) }}{% endcall %}
{{ ui.th(who) }}{{ ui.td(what) }}{{ ui.td(earlier, format="numeric") }}
{% call ui.td() %}<a class="govuk-link" href="/r/{{ loop.index }}">Open<span class="govuk-visually-hidden"> {{ who }}</span></a>{% endcall %}
{% endcall %}
{% endfor %}
{% endcall %}
{% endcall %}
{{ ui.pagination(previous="?before=1", next="?after=9") }}
<h2 class="govuk-heading-m">Chronology</h2>
{% call ui.timeline("Chronology", compact=True) %}
{% call ui.timeline_item("Answer from the school", now, by="Northtown Primary School", recorded_at=now, tags=[{"text": "Shared", "colour": "green"}], significant=True) %}<p class="govuk-body">Attendance has fallen from 96% to 81% since September.</p>{{ ui.quote("I don't want to go home when he is there", by="Ava") }}{% endcall %}
{% call ui.timeline_item("Decision signed off", day, by="Sam Example", href="/d", tone="red") %}<p class="govuk-body">Assessment, level 3.</p>{% endcall %}
{% endcall %}
<h2 class="govuk-heading-m">Family</h2>
{% call ui.figure(family, "Ava lives with her mother, her mother's partner and her brother") %}<ul class="govuk-list">{% for fact in family_facts %}<li>{{ fact }}</li>{% endfor %}</ul>{% endcall %}
{% call ui.summary_card("Contact details", [{"text": "Change", "href": "/change"}], heading_level=3) %}{% call ui.summary_list() %}{{ ui.row("Telephone", "01632 960 003", change="/t") }}{% call ui.row("Address", actions=[{"text": "Change", "href": "/a", "hidden": "address"}, {"text": "Seal", "href": "/s", "hidden": "address"}]) %}12 Mill Street<br>Northtown{% endcall %}{% endcall %}{% endcall %}
{% call ui.compare("Your text", "She said yes.\\n\\nAnd no.", "Saved by Sam at 9:12am", "She said no.") %}{{ ui.button("Keep mine") }}{% endcall %}
{{ ui.empty_state("Nothing is waiting", "New work appears here by itself.", {"text": "See everything", "href": "/all"}) }}
{{ ui.skeleton() }}
{{ ui.status("Saved 9:14am", id="saved") }}
{{ ui.tabs([{"id": "t1", "label": "First", "content": "One"}, {"id": "t2", "label": "Second", "content": "Two"}]) }}
{{ ui.accordion("acc", [{"heading": "First part", "content": "Text", "expanded": True}, {"heading": "Second part", "summary": "A summary", "content": "Text"}]) }}
{{ chart_figures }}
{% for chart, finding in drawings %}{% call ui.figure(chart, finding, download="/numbers.csv") %}{{ ui.table("The numbers", ["Month", {"text": "Count", "format": "numeric"}], [["January", {"text": 3, "format": "numeric"}]], first_cell_is_header=True, scroll=False) }}{% endcall %}{% endfor %}
{% call ui.form(csrf_input, autosave_url="/draft", draft_version=2, uploads=True, id="every") %}
{% for field in form.top_fields() %}
{{ field.as_field_group() }}
{% endfor %}
{{ form.token }}
{% call ui.repeat("phones", "Add another number", ui.repeat_item("Number", "__index__", caller=empty_caller)) %}
{% call ui.repeat_item("Number", 0) %}<div class="govuk-form-group"><label class="govuk-label" for="phones-0">Number</label><input class="govuk-input" id="phones-0" name="phones-0"></div>{% endcall %}
{% endcall %}
{% call ui.button_group() %}{{ ui.button("Save", prevent_double_click=True) }}{{ ui.button("Delete", kind="warning") }}{% endcall %}
{% endcall %}
{% endblock %}
{% block aside %}
<h2 class="govuk-heading-m">At a glance</h2>
{{ ui.side_navigation(sections=[{"heading": "Lists", "items": [{"text": "All", "href": "#", "active": True, "count": 43}, {"text": "Overdue", "href": "#", "count": 3}]}], label="Lists") }}
{{ ui.date_list([{"date": day, "text": "Review", "href": "/r", "note": "at the school"}, {"date": now, "text": "Visit"}]) }}
{% call ui.filter_panel(selected=[{"heading": "Priority", "items": [{"text": "Red", "href": "?"}]}], clear_href="?") %}{{ filter_form.where.as_field_group() }}{% endcall %}
{% call ui.candidates("/candidates", ["name", "born_on"], label="Possible matches") %}<p class="govuk-body">{{ ui.badge("Probable", "green") }} Ava Sample, 9 years</p>{% endcall %}
{% call ui.details("Why am I seeing this?") %}<p class="govuk-body">Because it is yours.</p>{% endcall %}
{{ ui.due(none, now) }} {{ ui.due(now, now, label="Answered", done=True) }}
{{ ui.rag("none", "No priority") }} {{ ui.time(now) }} {{ ui.visually_hidden("hidden") }} {{ ui.print_button() }}
{% endblock %}
"""

PUBLIC_PAGE = """{% extends "interface/layouts/page.jinja" %}
{% import "interface/components.jinja" as ui %}
{% block title %}What has happened?{% endblock %}
{% block before_content %}{{ ui.back_link("/back") }}{% endblock %}
{% block content %}
{{ ui.panel("Sent", "Your reference is R-1024", heading_level=1) }}
{{ ui.notification_banner("Thank you.", type="success", disable_auto_focus=True) }}
{% call ui.notification_banner(title_id="second-banner") %}<p class="govuk-notification-banner__heading">We are open.</p>{% endcall %}
{{ ui.warning_text("Call 999 if someone is in danger now.") }}
{{ ui.inset_text("We will ring you within one day.") }}
{{ ui.task_list([{"title": "What happened", "href": "/1", "status": "Completed"}, {"title": "Who", "href": "/2", "hint": "Names if you know them", "status": "Not started", "colour": ""}, {"title": "Send", "status": "Cannot start yet"}]) }}
{{ ui.service_navigation("A service", "/", [{"text": "One", "href": "/1", "current": True}, {"text": "Two", "href": "/2"}]) }}
{% call ui.form(csrf_input) %}
{% call ui.fieldset("About you", hint="So that we can answer", id="about") %}{{ form.name.as_field_group() }}{{ form.born_on.as_field_group() }}{% endcall %}
{{ form.outcome.as_field_group() }}
{{ ui.button("Continue") }}{{ ui.link_button("Start now", "/start", start=True) }}
{% endcall %}
{{ ui.pagination(items=[{"number": 1, "href": "?1", "current": True}, {"ellipsis": True}, {"number": 9, "href": "?9"}], next="?2", label="Pages") }}
{% endblock %}
{% block aside %}<h2 class="govuk-heading-m">Help</h2><p class="govuk-body">Somebody can fill this in with you.</p>{% endblock %}
"""

PRINT_PAGE = """{% extends "interface/layouts/print.jinja" %}
{% block title %}Record{% endblock %}
{% block content %}{{ document }}{% endblock %}
"""


def gallery_environment(static: Any = None) -> Environment:
    """The environment with the gallery's own pages; `static` replaces Django's."""
    from pathlib import Path

    pages = {"staff": STAFF_PAGE, "public": PUBLIC_PAGE, "print": PRINT_PAGE}
    folder = Path(__file__).parent.parent / "jinja2"
    env = environment(loader=ChoiceLoader([DictLoader(pages), FileSystemLoader(folder)]))
    env.globals["static"] = static or (lambda path: f"/static/{path}")
    return env


def staff_page(env: Environment, form: Form) -> str:
    """The page of all staff components."""
    day = date(2026, 3, 4)
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun"]
    return env.get_template("staff").render(
        shell=SHELL,
        csrf_input=Markup('<input type="hidden" name="csrfmiddlewaretoken" value="x">'),
        form=form,
        filter_form=EveryField(auto_id="filter_%s"),
        now=NOW,
        day=day,
        rows=[
            (
                "red",
                "Red",
                datetime(2026, 11, 20, 7, 5, tzinfo=UTC),
                "Ava Sample and 1 other",
                "Violence at home, seen by the school",
                4,
            ),
            (
                "amber",
                "Amber",
                datetime(2026, 11, 20, 12, 14, tzinfo=UTC),
                "Not yet born",
                "Midwife is worried about housing",
                0,
            ),
            ("green", "Green", datetime(2026, 11, 23, 23, 59, 59, tzinfo=UTC), "Noor Example", "Asks for advice", 1),
        ],
        family=network.draw(
            PEOPLE, network.lay_out(PEOPLE), "Family of Ava Sample", "Eight people in three generations"
        ),
        family_facts=network.facts(PEOPLE),
        chart_figures="",
        drawings=[
            (
                charts.line_chart(
                    "Waiting",
                    "The wait fell from 9 to 4 days",
                    months,
                    [charts.Series("North", [9, 8, 8, 6, 5, 4]), charts.Series("South", [7, 7, None, 6, 5.5, 4.5])],
                    target=5,
                ),
                "The wait fell from 9 to 4 days",
            ),
            (
                charts.bar_chart(
                    "By source", "Schools send most", [("Schools", 310), ("Police", 255), ("Health", 140)]
                ),
                "Schools send most",
            ),
            (
                charts.small_multiples(
                    "By area",
                    "Only the east rises",
                    months,
                    [
                        charts.Series(name, [1, 2, 3, 2, 1, start])
                        for name, start in (("North", 2), ("East", 5), ("South", 1), ("West", 2))
                    ],
                ),
                "Only the east rises",
            ),
            (
                charts.funnel(
                    "From start to end", "Four in ten go on", [("Received", 900), ("Looked at", 700), ("Went on", 360)]
                ),
                "Four in ten go on",
            ),
        ],
        empty_caller=lambda: Markup(
            '<div class="govuk-form-group"><label class="govuk-label" for="phones-__index__">Number</label><input class="govuk-input" id="phones-__index__" name="phones-__index__"></div>'
        ),
    )


def public_page(env: Environment, form: Form) -> str:
    """The page of public components."""
    return env.get_template("public").render(
        shell=SHELL, csrf_input=Markup('<input type="hidden" name="csrfmiddlewaretoken" value="x">'), form=form
    )
