"""The demonstration: invented families and their contacts, for a system that starts with something to look at.

Everybody in it is made up, from a seed, and so is every number, street, school and telephone.
"""


def sign_in_sheet() -> str:
    """Who to sign in as, for the console: one post of each kind that the tour uses."""
    from lantern.partnership.models import Post

    tour = (
        ("hub_officer", "takes telephone contacts"),
        ("hub_social_worker", "screens, asks agencies, decides"),
        ("hub_manager", "signs off or sends back"),
        ("edt_social_worker", "is on duty out of hours"),
        ("agency_responder", "answers checks for an agency"),
        ("team_manager", "accepts children for assessment"),
        ("provider_worker", "takes on early help"),
    )
    lines = ["Sign in at /sign-in/as/ with one press, for example as:"]
    for role, does in tour:
        post = (
            Post.objects.filter(role=role, holder__isnull=False, team__covers__contains=[808])
            .exclude(team__kind="hub_desk")  # a desk within the hub has little to show on the first day
            .select_related("holder", "team")
            .order_by("code")
            .first()
        )
        if post is not None:
            lines.append(f"  {post.holder}, {post.title.lower()} in {post.team.name}: {does}")
    return "\n".join(lines)
