"""What is wrong in an area file, in words for whoever edits it."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AreaProblem:
    """One thing that is wrong in an area file: where, what, and what to do about it."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.message}"


class AreaErrors(ValueError):
    """An area file cannot be used. `problems` lists everything that was found, in the order of the lines."""

    def __init__(self, problems: Iterable[AreaProblem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: (problem.file, problem.line)))
        count = "1 problem" if len(self.problems) == 1 else f"{len(self.problems)} problems"
        super().__init__(f"{count} in the area files:\n" + "\n".join(str(problem) for problem in self.problems))
