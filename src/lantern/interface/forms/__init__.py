"""Form fields that draw themselves in GOV.UK markup, and say in plain words what is wrong.

A page writes `{{ form.reason.as_field_group() }}`; label, hint, width and messages live on the field. There are no
default "required" messages: a field is required by giving it the message to show (`required="Enter the reason"`).

    class ReasonForm(Form):
        reason = LongTextField("Why is this being closed?", required="Enter the reason", rows=4)
        outcome = RadioField("Outcome", [Choice("told", "They were told", reveals=["told_on"]), ("not", "Not told")],
                             required="Choose an outcome")
        told_on = DatePartsField("When were they told?", required="Enter the day they were told", not_after_today=True)
"""

from lantern.interface.forms.choices import Choice, Choices, Words
from lantern.interface.forms.dates import ApproximateAgeField, DatePartsField, DatePartsWidget, TimeOfDayField
from lantern.interface.forms.drawing import BoundField, Control, Renderer
from lantern.interface.forms.fields import (
    CheckboxesField,
    EmailField,
    FileField,
    HiddenField,
    LongTextField,
    PhoneField,
    RadioField,
    SelectField,
    Shown,
    TextField,
    TickField,
    WholeNumberField,
    YesNoField,
)
from lantern.interface.forms.form import Form, all_form_classes, fields_with_default_messages
from lantern.interface.forms.late import LateForm, late_field
from lantern.interface.forms.money import MoneyField, pence_of

__all__ = [
    "ApproximateAgeField",
    "BoundField",
    "CheckboxesField",
    "Choice",
    "Choices",
    "Control",
    "DatePartsField",
    "DatePartsWidget",
    "EmailField",
    "FileField",
    "Form",
    "HiddenField",
    "LateForm",
    "LongTextField",
    "MoneyField",
    "PhoneField",
    "RadioField",
    "Renderer",
    "SelectField",
    "Shown",
    "TextField",
    "TickField",
    "TimeOfDayField",
    "WholeNumberField",
    "Words",
    "YesNoField",
    "all_form_classes",
    "fields_with_default_messages",
    "late_field",
    "pence_of",
]
