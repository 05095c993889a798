"""The words of this room's one question."""

from django.utils.translation import gettext_lazy as _

from lantern.interface.forms import Form, RadioField


class ShortcutsForm(Form):
    """Keyboard shortcuts on or off."""

    shortcuts = RadioField(
        _("Keyboard shortcuts"),
        [("on", _("On")), ("off", _("Off"))],
        hint=_("Turn them off if they get in the way of dictation or other aids."),
        required=_("Choose on or off"),
    )
