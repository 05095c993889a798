"""The words of this room's questions. allauth's forms keep their checks and get our fields."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as second_factor
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils.translation import gettext_lazy as _

from lantern.interface.forms import (
    CheckboxesField,
    Choice,
    DatePartsField,
    EmailField,
    Form,
    LongTextField,
    RadioField,
    SelectField,
    TextField,
    TickField,
)


class PasswordField(TextField):
    """A password, exactly as typed: spaces count, and pasting from a password manager works."""

    widget = forms.PasswordInput

    def __init__(self, label: Any, *, autocomplete: str = "current-password", **kwargs: Any) -> None:
        super().__init__(
            label, max_length=400, strip=False, autocomplete=autocomplete, autosave=False, width=20, **kwargs
        )


class CodeField(TextField):
    """The figures an authenticator app shows, or a recovery code."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        super().__init__(label, max_length=40, autocomplete="one-time-code", autosave=False, width=10, **kwargs)


class SignInForm(account.LoginForm):
    """E-mail address and password."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = EmailField(
            _("Work e-mail address"), required=_("Enter your work e-mail address"), autocomplete="username"
        )
        self.fields["password"] = PasswordField(_("Password"), required=_("Enter your password"))


class CodeForm(second_factor.AuthenticateForm):
    """The second step of signing in."""

    use_required_attribute = False
    code = CodeField(
        _("Code"),
        hint=_("The 6 figures in your authenticator app, or one of your recovery codes"),
        required=_("Enter the code"),
    )


class ConfirmCodeForm(second_factor.ReauthenticateForm):
    """Proving again who one is, by code."""

    use_required_attribute = False
    code = CodeField(_("Code"), hint=_("The 6 figures in your authenticator app"), required=_("Enter the code"))


class ConfirmPasswordForm(account.ReauthenticateForm):
    """Proving again who one is, by password."""

    use_required_attribute = False
    password = PasswordField(_("Password"), required=_("Enter your password"))


class ChangePasswordForm(account.ChangePasswordForm):
    """A new password, typed twice because it can not be seen."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user = self.user
        self.fields["oldpassword"] = PasswordField(_("Your password now"), required=_("Enter your password"))
        self.fields["password1"] = _NewPasswordField(user)
        self.fields["password2"] = PasswordField(
            _("The new password again"), autocomplete="new-password", required=_("Enter the new password again")
        )


class _NewPasswordField(PasswordField):
    """A password held against the rules: length, not common, not like the person's own name."""

    def __init__(self, user: Any) -> None:
        super().__init__(
            _("New password"),
            autocomplete="new-password",
            hint=_("At least 12 characters. Three words together are easier to remember than signs."),
            required=_("Enter a new password"),
        )
        self.user = user

    def clean(self, value: Any) -> str:
        from django.contrib.auth.password_validation import validate_password

        typed: str = super().clean(value)
        validate_password(typed, self.user)
        return typed


class AuthenticatorAppForm(totp.ActivateTOTPForm):
    """The first code of a newly set up app."""

    use_required_attribute = False
    code = CodeField(_("Code in the app"), required=_("Enter the 6 figures that the app shows"))


class AddKeyForm(webauthn.AddWebAuthnForm):
    """A new passkey or security key."""

    use_required_attribute = False
    name = TextField(_("What do you call it?"), hint=_("For example, work laptop"), width=20)
    passwordless = TickField(
        _("Sign in with this alone, without a password"),
        legend=_("How to use it"),
        hint=_("It must then ask for a fingerprint, a face or a PIN."),
    )


class RenameKeyForm(webauthn.EditWebAuthnForm):
    """Another name for a key."""

    use_required_attribute = False
    name = TextField(_("What do you call it?"), required=_("Enter a name for the key"), width=20)


class PostForm(Form):
    """Which of several posts somebody works in now."""

    post = RadioField(_("Which post are you working in?"), page_heading=True, required=_("Choose a post"))

    def __init__(self, *args: Any, posts: list[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("post", [(str(post["id"]), f"{post['title']}, {post['team_name']}") for post in posts])


class RestrictForm(Form):
    """Limiting who may see a record."""

    kind = RadioField(
        _("What kind of limit?"),
        [
            Choice(
                "only_these",
                _("Only the people I choose may see it"),
                hint=_("The record, its past and all work about it are hidden from everybody else."),
            ),
            Choice(
                "not_these",
                _("The people I choose may not see it"),
                hint=_("For a worker’s own family, a neighbour, or a colleague."),
            ),
        ],
        required=_("Choose what kind of limit"),
    )
    people = CheckboxesField(_("Which people?"), [], required=_("Choose at least one person"), small=True)
    reason = LongTextField(_("Why?"), rows=3, required=_("Say why the record is limited"))
    whom_to_ask = TextField(
        _("Whom should somebody ask who needs it?"),
        hint=_("A post and a telephone number. Do not name the family."),
        required=_("Say whom to ask"),
    )
    says_it_exists = RadioField(
        _("What is somebody told who looks for this person and may not see the record?"),
        [
            Choice("no", _("Nothing: it looks as if there were no record")),
            Choice(
                "yes",
                _("That there is a record, and whom to ask"),
                hint=_(
                    "Only if they know the whole name and the birthday, or the NHS or pupil number. "
                    "That they were told is written down."
                ),
            ),
        ],
        initial="no",
    )

    def __init__(self, *args: Any, workers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("people", workers)


class GrantForm(Form):
    """Letting one person see one restricted record for a time."""

    person = SelectField(_("Who needs it?"), [], required=_("Choose a person"))
    until = DatePartsField(
        _("Until when?"), thing=_("The last day"), required=_("Enter the last day"), not_before_today=True
    )
    reason = LongTextField(_("Why do they need it?"), rows=3, required=_("Say why they need it"))

    def __init__(self, *args: Any, workers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("person", workers)


class EmergencyForm(Form):
    """Opening a restricted record at once."""

    reference = TextField(
        _("Reference"),
        hint=_("Of the child (starts with P) or of the work about them (starts with C, K or H)"),
        width=10,
        required=_("Enter the reference"),
    )
    reason = TextField(
        _("Why can it not wait?"),
        hint=_("One sentence. It is kept, and a reviewer reads it."),
        required=_("Say in one sentence why it can not wait"),
    )


class VerdictForm(Form):
    """What a reviewer concludes about a look at a record."""

    found = RadioField(
        _("What do you conclude?"),
        [
            Choice("appropriate", _("It was part of the work")),
            Choice(
                "ask", _("Somebody must be asked"), hint=_("It stays on the list until you or a colleague concludes.")
            ),
            Choice(
                "not_appropriate",
                _("It was not part of the work"),
                hint=_("Tell the worker’s manager and the data protection officer. This page tells nobody."),
            ),
        ],
        required=_("Choose what you conclude"),
    )
    note = LongTextField(
        _("What will you ask, or what was wrong?"),
        hint=_("Needed unless it was part of the work. Do not name the family."),
        rows=4,
    )

    def clean(self) -> dict[str, Any]:
        answers = self.cleaned_data
        if answers.get("found") in {"ask", "not_appropriate"} and not answers.get("note"):
            self.add_error("note", _("Say what you will ask, or what was wrong"))
        return answers
