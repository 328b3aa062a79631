"""What every test stands on: no screen, one hypothesis profile, nothing of this computer's own settings."""

import os

# Before anything imports Qt: a test must never open a window on the screen of whoever runs it.
os.environ["QT_QPA_PLATFORM"] = "offscreen"

from hypothesis import HealthCheck, settings

settings.register_profile(
    "civicdesk",
    deadline=None,  # two shared cores say nothing about the time of one example
    database=None,  # nothing is written into the source tree
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("civicdesk")
