"""`python -m civicdesk`: the command line."""

import sys

try:
    from civicdesk.cli import main
except KeyboardInterrupt:
    sys.exit(1)

sys.exit(main())
