"""The event kinds of this room. Payloads hold codes, labels and amounts in words; nothing about a person."""

from lantern.spine.kinds import EventKind, register

_YEAR = {"year": "financial year, in words"}

register(
    EventKind("budget_begun", "The budget for {year} was begun.", _YEAR),
    EventKind("budget_lines_written", "Lines of the budget for {year} were written: {lines}.",
              {**_YEAR, "lines": "how many were changed"}),
    EventKind("budget_agreed", "The budget for {year} was agreed by {body}.",
              {**_YEAR, "body": "which body agreed it"}, significance=3),
    EventKind("budget_entry_recorded", "{what} on line {line}: {amount}.",
              {**_YEAR, "what": "label of the entry", "line": "number of the line", "amount": "pounds, in words"}),
    EventKind("virement_proposed", "Moving {amount} from line {from} to line {to} was proposed.",
              {**_YEAR, "amount": "pounds, in words", "from": "number of the line", "to": "number of the line"}),
    EventKind("virement_decided", "Moving {amount} was {decision}.",
              {**_YEAR, "amount": "pounds, in words", "decision": "authorised or refused"}, significance=2),
    EventKind("budget_closed", "The year {year} was closed; {amount} is carried forward.",
              {**_YEAR, "amount": "pounds, in words"}, significance=3),
)  # fmt: skip
