"""The permissions that this room asks for. ``access.roles`` says which posts hold them."""

SEE_EARLY_HELP = "see_early_help"
WORK_EARLY_HELP = "work_early_help"
AGREE_EARLY_HELP = "agree_early_help"
SEE_EARLY_HELP_FIGURES = "see_early_help_figures"
