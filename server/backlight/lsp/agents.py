"""The agent files of a project in the editor: which count, and what is wrong with them."""

import os
from pathlib import Path

from backlight.agent.library import Library
from backlight.lsp.projects import Root
from backlight.state.trust import Trust


def library(root: Root) -> Library:
    """The agent files of a project, and of the user."""
    trust = Trust(os.environ)
    return Library(Path(root.path), trusts=trust.holds, trusted_at=trust.stamp)
