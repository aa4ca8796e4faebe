"""What an editor announced that it can do, and what real editors mean by it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from backlight.lsp.given import seen
from backlight.text import Encoding

ENCODINGS: tuple[Encoding, ...] = ("utf-8", "utf-16", "utf-32")

GROUPING = ("Visual Studio Code", "VSCodium", "Code - OSS", "code-server")
"""Editors that show the menu below headings, one for each kind; by how their names begin."""


@dataclass(frozen=True, slots=True)
class Announced:
    """What an editor says it can do; whatever it says in words unknown here counts as no."""

    given: Mapping[str, Any]
    name: str = ""
    """What the editor calls itself."""
    commands: frozenset[str] = frozenset()
    """Commands of its own that a message of ours may offer (`clientCommands`)."""

    def has(self, *path: str) -> bool:
        """Whether a capability is announced with `true`, or with an object of its own."""
        value = seen(self.given, *path)
        return value is True or isinstance(value, Mapping)

    def among(self, wanted: object, *path: str) -> bool:
        """Whether a list that was announced holds a value."""
        value = seen(self.given, *path)
        return isinstance(value, list) and wanted in value

    @property
    def reads_ours(self) -> bool:
        """Whether it shows documents that exist only here (LSP 3.18), or says so in our words."""
        standard = self.has("workspace", "textDocumentContent") and self.shows
        return standard or self.has("experimental", "backlightDocuments")

    @property
    def shows(self) -> bool:
        """Whether it opens a document when it is asked to."""
        return self.has("window", "showDocument") or self.has("experimental", "backlightDocuments")

    @property
    def pulls(self) -> bool:
        """Whether it asks for findings; they are not sent besides, or it would show them twice."""
        return self.has("textDocument", "diagnostic")

    @property
    def groups(self) -> bool:
        """Whether its menu groups actions by their kinds, so that many are no burden."""
        named = self.name.startswith(GROUPING) or self.name in {"Cursor", "Windsurf", "Positron"}
        return named or self.has("experimental", "backlightGroups")

    @property
    def keeps_ends(self) -> bool:
        """Whether it takes the ends of line of an edit as they are, in a file that it opens for it.

        All others bring them into the form of the file, or know line feeds only (Emacs).
        """
        return self.name == "helix"

    @property
    def encoding(self) -> Encoding:
        """The one in which we talk: its first choice that we know."""
        value = seen(self.given, "general", "positionEncodings")
        known = [e for e in value if e in ENCODINGS] if isinstance(value, list) else []
        return known[0] if known else "utf-16"

    @property
    def versioned(self) -> bool:
        """Edits with versions; Neovim handles them and announces only resource operations."""
        operations = seen(self.given, "workspace", "workspaceEdit", "resourceOperations")
        return self.has("workspace", "workspaceEdit", "documentChanges") or bool(operations)

    def stamped(self, version: int) -> int:
        """The version an edit is for: Neovim takes 0 for none, and its second text is above 1."""
        return max(version, 1) if self.name == "Neovim" else version

    @property
    def checks_first(self) -> bool:
        """Whether it holds a version against the first text of an edit only: Neovim."""
        return self.name == "Neovim"

    @property
    def tells_all(self) -> bool:
        """Whether it tells of all it does within moments, so that silence is proof: Neovim."""
        return self.name == "Neovim"

    @property
    def holds_back(self) -> bool:
        """Whether it keeps what is typed to itself until it has anything else to say: lsp-mode.

        It does so for a second of rest, and takes an edit of the first text for one of any.
        """
        return self.name == "emacs"

    def can(self, operation: str) -> bool:
        """Whether it can create, delete or rename files that we name."""
        return self.among(operation, "workspace", "workspaceEdit", "resourceOperations")

    @property
    def annotates(self) -> bool:
        """Whether it shows the reasons of hunks."""
        shows = self.has("workspace", "workspaceEdit", "changeAnnotationSupport")
        return shows and self.versioned

    @property
    def confirms(self) -> bool:
        """Whether it asks before hunks that say so: kakoune-lsp and Sublime say yes, and do not.

        Only VS Code, under any name, applies texts all together or not at all.
        """
        honours = self.has("textDocument", "codeAction", "honorsChangeAnnotations")
        handling = seen(self.given, "workspace", "workspaceEdit", "failureHandling")
        return self.annotates and honours and handling == "textOnlyTransactional"

    @property
    def asks_first(self) -> bool:
        """Whether its user is asked before an edit is applied: eglot, by whatever name."""
        return self.name.startswith("Emacs") or self.has("experimental", "backlightConfirms")

    @property
    def answers_edits(self) -> bool:
        """ALE says no, applies all the same, and never answers."""
        return seen(self.given, "workspace", "applyEdit") is not False

    @property
    def marks_models(self) -> bool:
        """Whether an action can be tagged as the work of a model (LSP 3.18)."""
        return self.among(1, "textDocument", "codeAction", "tagSupport", "valueSet")

    @property
    def disables(self) -> bool:
        """Whether it shows actions that cannot be run as such."""
        return self.has("textDocument", "codeAction", "disabledSupport")
