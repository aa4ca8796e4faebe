"""What is said of a file that was changed in a buffer which the editor does not tell of.

Editors load a file for an edit, and tell of its buffer only those servers that are configured for
its type. Until it is saved nobody here knows how it reads.
"""

LATER = "Backlight sees it once it is saved"
"""Of a change that was sent."""
LEFT = "{} is changed in a buffer that Backlight cannot see: save it, and pick this again."
"""Where it is to be taken back, completed or finished."""
HELD = (
    "{} is left out, for an earlier change of it is in a buffer that Backlight cannot see; "
    "once it is saved, the code actions here offer this one"
)
"""Where a run would change it once more."""
