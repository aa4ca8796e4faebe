"""Python runs this first in every process below the suite: its folder is on their PYTHONPATH."""

import os
import sys

if {"BACKLIGHT_AUDIT_ROOTS", "BACKLIGHT_AUDIT_LOG"} <= os.environ.keys():
    import backlight_audit

    live = "BACKLIGHT_AUDIT_LIVE" in os.environ
    backlight_audit.install(
        # What runs pytest watches itself: there, tests and server are told apart.
        server=lambda: "backlight" in sys.modules and "_pytest" not in sys.modules,
        anyone=lambda: not live and "_pytest" not in sys.modules,
    )
