"""Migrating makes again only the models it must, and Python code of a migration still sees all of them as they are."""

from __future__ import annotations

from django.db import models
from django.db.migrations.operations import AddField, AddIndex, AlterField, CreateModel
from django.db.migrations.state import ProjectState

from lantern.project.reloading import one_model_at_a_time


def _key() -> models.BigAutoField[int, int]:
    return models.BigAutoField(primary_key=True)


def _begun() -> ProjectState:
    state = ProjectState()
    CreateModel("Team", [("id", _key())]).state_forwards("rooms", state)
    CreateModel(
        "Post", [("id", _key()), ("team", models.ForeignKey("rooms.Team", models.CASCADE, related_name="posts"))]
    ).state_forwards("rooms", state)
    assert state.apps.get_model("rooms", "Post")
    return state


def test_a_change_makes_again_the_model_it_is_of_and_no_other():
    with one_model_at_a_time():
        state = _begun()
        post = state.apps.get_model("rooms", "Post")
        AddField("Team", "name", models.CharField(max_length=9)).state_forwards("rooms", state)
        AddIndex("Team", models.Index(fields=["name"], name="by_name")).state_forwards("rooms", state)
        assert state.apps.get_model("rooms", "Post") is post
        team = state.apps.get_model("rooms", "Team")
        assert [each.name for each in team._meta.indexes] == ["by_name"]
        assert team._meta.get_field("name").max_length == 9


def test_code_of_a_migration_sees_every_model_as_it_is_now():
    with one_model_at_a_time():
        state = _begun()
        AddField("Team", "name", models.CharField(max_length=9)).state_forwards("rooms", state)
        state.clear_delayed_apps_cache()  # as Django does before it runs Python code
        post, team = (state.apps.get_model("rooms", name) for name in ("Post", "Team"))
        assert post._meta.get_field("team").related_model is team


def test_a_change_that_others_must_know_of_makes_them_all_again():
    with one_model_at_a_time():
        state = _begun()
        AddField("Team", "name", models.CharField(max_length=9)).state_forwards("rooms", state)
        AlterField("Team", "id", models.UUIDField(primary_key=True)).state_forwards("rooms", state)
        post, team = (state.apps.get_model("rooms", name) for name in ("Post", "Team"))
        assert post._meta.get_field("team").related_model is team
        assert isinstance(post._meta.get_field("team").target_field, models.UUIDField)


def test_afterwards_django_is_as_it_was():
    before = (ProjectState.reload_model, ProjectState.add_model, ProjectState.add_field)
    with one_model_at_a_time():
        assert ProjectState.reload_model is not before[0]
    assert (ProjectState.reload_model, ProjectState.add_model, ProjectState.add_field) == before
