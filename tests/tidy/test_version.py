"""The package, its documents and its extensions name one version."""

import json
import re
import tomllib

import backlight
from tidy.source import ROOT

VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]


def test_the_package_says_its_version():
    assert backlight.__version__ == VERSION


def test_the_readme_is_of_this_version():
    assert f"version {VERSION}" in (ROOT / "README.md").read_text("utf-8")


def test_the_changelog_has_this_version_on_top():
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert re.findall(r"^## \[(\d[^]]*)\]", text, re.MULTILINE)[0] == VERSION


def test_extensions_are_of_this_version():
    for path in (ROOT / "editors").glob("*/package.json"):
        assert json.loads(path.read_text("utf-8"))["version"] == VERSION, path
