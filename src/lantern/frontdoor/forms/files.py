"""Adding a file to a contact."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lantern.interface.forms import FileField, Form
from lantern.spine.attachments import KINDS, LARGEST, TAKEN


class AddFileForm(Form):
    """A letter, a picture, a saved e-mail that belongs to the contact."""

    file = FileField(
        _("Choose a file"),
        required=_("Choose a file"),
        endings=[*(f".{ending}" for ending in KINDS), ".jpeg"],
        max_bytes=LARGEST,
        hint=_("%(taken)s. Up to %(size)s MB.") % {"taken": TAKEN, "size": LARGEST // (1024 * 1024)},
    )
