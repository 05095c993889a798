"""What is told of themes in the demonstration. All invented, in the manner of the papers of 2018 to 2023."""

THEMES = {
    "Families wait after a referral to a provider": "Nobody knows whether help began.",
    "Safety plans ask what families can not do": "A parent is asked to keep somebody away, and nobody checks.",
    "Chronologies are made when a crisis comes": "History is not read before a decision.",
    "Parental mental health is not shared between adults’ and children’s services": "",
    "Drug and alcohol use seen as the parent’s matter alone": "",
    "Police notices without what the child said": "",
}
"""Themes of the inspection and of the business case's priorities."""

TOLD: tuple[tuple[int, str, int, str, str, int], ...] = (
    (0, "audit", 1, "Seven of ten families were first seen after more than three weeks.", "Multi-agency audit", 3),
    (0, "figures", 0, "Half of the families wait longer than a year ago.", "Waits by provider", 3),
    (0, "said", 2, "A mother rang me to ask who was coming. I did not know either.", "", 2),
    (0, "said", 3, "Our referral went to an address nobody reads any more.", "", 1),
    (0, "local_review", 8, "Help was offered twice and never began.", "Local learning review", 3),
    (0, "said", 5, "We only hear that a place is free when we ring.", "", 2),
    (
        0,
        "audit",
        4,
        "In four of six cases the referrer was not told that the family had been seen.",
        "Audit of step-downs",
        2,
    ),
    (1, "audit", 2, "Safety plans relied on a grandmother who was not asked.", "Dip sample of safety plans", 3),
    (1, "local_review", 9, "The plan asked the mother to ring the police on her partner.", "Local learning review", 3),
    (1, "national_review", 7, "Plans that rest on the victim’s vigilance do not protect.", "National review", 3),
    (1, "said", 1, "The plan was in the drawer. Nobody had looked since.", "", 2),
    (2, "audit", 6, "Chronologies were up to date in three of twelve files.", "Single-agency audit", 2),
    (2, "figures", 3, "One contact in five repeats what the last one said.", "Front door", 1),
    (3, "said", 4, "Adult services do not know that there are children.", "", 2),
    (3, "local_review", 10, "The crisis team had no child on the form.", "Local learning review", 3),
    (4, "said", 2, "The recovery worker sees the bottles and not the cot.", "", 1),
    (5, "audit", 5, "Of twenty notices two held the child’s words.", "Audit of police notices", 3),
    (5, "said", 0, "Three since Monday, none says what the children said.", "", 1),
)
"""Theme, evidence, months ago, words, where it stands, how sure."""
