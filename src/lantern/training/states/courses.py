"""A need that becomes a course, or is declined with the reason; a course that is offered until it is not."""

from __future__ import annotations

from lantern.spine.lifecycle import Lifecycle, Move
from lantern.training import permissions as may

TOLD, COMMISSIONED, DECLINED = "told", "commissioned", "declined"
OFFERED, ENDED = "offered", "ended"

NEED = Lifecycle(
    kind="training_need",
    prefix="TN",
    noun="training need",
    states={TOLD: "Waits to be decided", COMMISSIONED: "Course commissioned", DECLINED: "No course"},
    moves=(
        Move("tell", "Say what people need", (), TOLD, may=may.ASK_TRAINING, event="training_need_told",
             under="training-need"),
        Move("commission", "Commission a course", (TOLD,), COMMISSIONED, may=may.RUN_TRAINING,
             event="training_commissioned", under="training-need", closes=True),
        Move("decline", "Commission no course", (TOLD,), DECLINED, may=may.RUN_TRAINING,
             event="training_need_declined", under="training-need", closes=True),
    ),
)  # fmt: skip

COURSE = Lifecycle(
    kind="course",
    prefix="TC",
    noun="course",
    states={OFFERED: "Offered", ENDED: "No longer offered"},
    moves=(
        Move("commission", "Commission a course", (), OFFERED, may=may.RUN_TRAINING, event="course_commissioned"),
        Move("edit", "Change the course", (OFFERED,), None, may=may.RUN_TRAINING, event="course_edited"),
        Move("end", "Stop offering it", (OFFERED,), ENDED, may=may.RUN_TRAINING, event="course_ended", closes=True),
    ),
)  # fmt: skip
