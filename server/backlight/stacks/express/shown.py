"""Files that are made for a browser, by the packages that they import.

>>> shown(b'import { useState } from "react";'), shown(b'const $ = require("jquery")')
(True, True)
>>> shown(b'import { page } from "./react"'), shown(b'import React from "react"; app = express()')
(False, False)
"""

from re import compile as regex

BROWSER = ("react", "react-dom", "vue", "svelte", "@angular/core", "solid-js", "jquery")
_IMPORTS = regex(rb"(?:\bfrom\s*|\brequire\(\s*)[\"'](?:" + "|".join(BROWSER).encode() + rb")[\"']")


def shown(data: bytes) -> bool:
    """Whether a file runs in a browser: it cannot serve, and there may be thousands of them."""
    return _IMPORTS.search(data) is not None and b"express" not in data
