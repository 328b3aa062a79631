"""`python -m civicdesk`: the command line."""

import sys

from civicdesk.cli import main

sys.exit(main())
