"""CivicDesk: secure, offline case management for civil-society organisations (the core, without a window)."""

import os

# The OpenSSL builds inside our libraries read configuration, and load modules, from compiled-in folders
# that anybody may be able to write to (`docs/threat-model.md`). This must run before they are imported.
for _name in ("OPENSSL_CONF", "OPENSSL_MODULES", "OPENSSL_ENGINES"):
    os.environ[_name] = os.devnull

__version__ = "0.1.0"
