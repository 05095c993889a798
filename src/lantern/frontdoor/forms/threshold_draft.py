"""Writing a draft of the next threshold document: every clause a field, emptied where it is taken out."""

from __future__ import annotations

from django.http import QueryDict

from lantern.frontdoor.thresholds import Clause, Wording, next_number
from lantern.interface.forms import Form, LongTextField, TextField


class ThresholdDraftForm(Form):
    """Levels, clauses, and what is new."""

    def __init__(self, data: QueryDict | None = None, *, wording: Wording) -> None:
        super().__init__(data)
        self.wording = wording
        for level, told in sorted(wording.levels.items()):
            self.fields[f"name_{level}"] = TextField(
                "Name of the level", required=f"Give level {level} a name", initial=told.get("name", "")
            )
            self.fields[f"summary_{level}"] = LongTextField(
                "In a sentence", rows=2, initial=told.get("summary", ""), max_length=1000
            )
            self.fields[f"new_{level}"] = LongTextField(
                "New clauses of this level", rows=3, hint="Each on a line of its own. They get the next numbers."
            )
        for one in wording.clauses:
            self.fields[_name(one)] = LongTextField(
                f"{one.clause} {one.domain}", rows=2, initial=one.text, max_length=1000
            )

    def clauses_of(self, level: str) -> list[str]:
        """The fields of a level's clauses, in their order."""
        return [_name(one) for one in self.wording.clauses if str(one.level) == level]

    def written(self) -> Wording:
        """What was typed."""
        said = self.cleaned_data
        kept = [
            Clause(one.clause, one.level, one.domain, " ".join(said[_name(one)].split()))
            for one in self.wording.clauses
            if said.get(_name(one), "").strip()
        ]
        # Numbers of clauses that were taken out count as used.
        numbered = [*self.wording.clauses]
        for level in sorted(self.wording.levels):
            for line in (said.get(f"new_{level}") or "").splitlines():
                if line.strip():
                    fresh = Clause(next_number(int(level), numbered), int(level), "New", " ".join(line.split()))
                    numbered.append(fresh)
                    kept.append(fresh)
        kept.sort(key=lambda one: one.level)
        levels = {
            level: {"name": said[f"name_{level}"], "summary": said.get(f"summary_{level}") or ""}
            for level in self.wording.levels
        }
        return Wording("draft", levels, tuple(kept))


def _name(one: Clause) -> str:
    return f"clause_{one.clause.replace('.', '_')}"
