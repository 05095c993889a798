"""The one question put to a professional who has no account."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lantern.interface.forms import EmailField, Form


class LinkForm(Form):
    email = EmailField(
        _("Your work e-mail address"),
        required=_("Enter your work e-mail address"),
        hint=_("The one your organisation gave you. We send a link to it."),
    )
