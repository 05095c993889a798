"""The event kinds of a separation run, each with its sentence. Payloads hold numbers, codes and labels."""

from lantern.spine.kinds import EventKind, register

register(
    EventKind(
        "separation_planned",
        "A separation was planned: {leaving} leaves on {day}.",
        {"leaving": "short names of the authorities that leave", "day": "the day, as text"},
        significance=2,
    ),
    EventKind("separation_previewed", "What goes and what stays was counted: {rows} rows go.", {"rows": "a number"}),
    EventKind("separation_ruled", "A rule was chosen. {question}: {rule}.", {"question": "label", "rule": "label"}),
    EventKind(
        "separation_approved_first",
        "Approved for {agency}; a second approval waits.",
        {"agency": "name of the council"},
    ),
    EventKind("separation_approved", "Approved for {agency}, by a second person.", {"agency": "name of the council"}),
    EventKind("separation_reopened", "Opened again for another look; approvals were withdrawn."),
    EventKind(
        "separation_exported",
        "Exported: {rows} rows of {tables} tables, manifest {manifest}.",
        {"rows": "a number", "tables": "a number", "manifest": "first signs of the manifest's SHA-256"},
        significance=2,
    ),
    EventKind(
        "separation_proved",
        "Proved: {rows} rows are the same on both sides, table by table.",
        {"rows": "a number"},
        significance=2,
    ),
    EventKind(
        "separation_closed",
        "The records of {leaving} were closed here: they are with {going_to}.",
        {"leaving": "short names of the authorities", "going_to": "who keeps them now"},
        significance=3,
    ),
    EventKind("separation_abandoned", "Given up before anything was closed."),
)
