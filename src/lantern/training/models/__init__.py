"""What people need to learn, the courses it becomes, their dates, and who came. No row holds anything about a child."""

from lantern.training.models.bookings import Booking
from lantern.training.models.courses import Course, TrainingEvent, TrainingNeed

__all__ = ["Booking", "Course", "TrainingEvent", "TrainingNeed"]
