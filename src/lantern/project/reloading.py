"""Migrating from nothing in a few seconds.

While Django migrates it keeps classes of all models as they were at each step. After each operation it makes the
changed one again and everything that is related to it, which here is every model: two thirds of the time that a first
migration took. What an operation writes to the database comes from the changed model alone, so only that one is made
again at once; the others when something asks for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db.migrations.state import ProjectState

_reload_all_related = ProjectState.reload_model


def _reload(state: ProjectState, app_label: str, model_name: str, delay: bool = False) -> None:
    """Make one model again. ``delay`` is Django's word for a change that no other model needs to know of now; Django
    itself makes everything again before Python code of a migration runs. After any other change (a relation altered,
    a name changed) everything is made again, as it would have been.
    """
    if "apps" not in state.__dict__:
        return
    if delay:
        state.is_delayed = True
        state._reload({(app_label, model_name)})  # type: ignore[attr-defined]
    elif state.is_delayed:
        state.clear_delayed_apps_cache()
        state.is_delayed = False
    else:
        _reload_all_related(state, app_label, model_name, delay)


def _alone(change: Callable[..., None]) -> Callable[..., None]:
    """The same change of a state; nothing refers yet to what it adds, so nothing else is made again."""

    def changed(state: ProjectState, *arguments: Any, **named: Any) -> None:
        with _instead("reload_model", _reload_alone):
            change(state, *arguments, **named)

    return changed


def _reload_alone(state: ProjectState, app_label: str, model_name: str, delay: bool = False) -> None:
    _reload(state, app_label, model_name, delay=True)


@contextmanager
def _instead(method: str, of_ours: Callable[..., None]) -> Iterator[None]:
    theirs = getattr(ProjectState, method)
    setattr(ProjectState, method, of_ours)
    try:
        yield
    finally:
        setattr(ProjectState, method, theirs)


@contextmanager
def one_model_at_a_time() -> Iterator[None]:
    """While this lasts, a migration makes again only the models it must."""
    with (
        _instead("reload_model", _reload),
        _instead("add_model", _alone(ProjectState.add_model)),
        _instead("add_field", _alone(ProjectState.add_field)),
    ):
        yield
