"""`python -m lantern.project.cli`: the `lantern` command without its script."""

import sys

from . import main

sys.exit(main())
