"""Training: from what people need to be able to do to what changed in practice."""

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "lantern.training"
    label = "training"

    def ready(self) -> None:
        """Put this room's pages where they are found."""
        from lantern.access.navigation import PARTNERSHIP, Destination, declare
        from lantern.learning import following
        from lantern.training import events, permissions, states, threads  # noqa: F401 - known before anything is read

        declare(Destination("Training", "training", permissions.SEE_TRAINING, order=43, group=PARTNERSHIP))
        following.page("training_need", route="training_need", text="training need {reference}")
        following.page("course", route="course", text="course {reference}")
        following.page("training_event", route="training_event", text="training {reference}")
        following.shows(threads.of_recommendation)
