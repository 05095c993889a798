"""What was found wrong while a census was read."""

from lantern.project.imports.cin_census.children import CinProblem, Severity


class CinProblems:
    """Problems as they are found, in the order of the file, and how many children they cost."""

    def __init__(self) -> None:
        self.found: list[CinProblem] = []
        self.children_skipped = 0
        self._strange: set[str] = set()

    def note(self, line: int, child: str, element: str, message: str, rule: str = "") -> None:
        """Something is wrong, and the child was kept."""
        self.found.append(CinProblem(line, child, element, message, Severity.NOTED, rule))

    def skip(self, line: int, child: str, element: str, message: str, rule: str = "") -> None:
        """Something is wrong, and the child was passed over."""
        self.children_skipped += 1
        self.found.append(CinProblem(line, child, element, message, Severity.SKIPPED, rule))

    def unknown(self, name: str, line: int) -> None:
        """An element that no census known here has: told once for each name, and for no more than 50 names."""
        if name not in self._strange and len(self._strange) < 50:
            self._strange.add(name)
            self.note(
                line, "", name[:60], "This element is not known and was left out, here and wherever it comes again."
            )
