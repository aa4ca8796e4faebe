"""The package is as Emacs wants its packages: compiled without a warning, linted, documented."""

import shutil
import subprocess

import pytest

from emacs.conftest import PACKAGE

FILES = sorted(path.name for path in PACKAGE.glob("*.el"))
ACCEPTED = {
    "Package should have a Homepage or URL header.": "it has none yet",
    "This makes the package uninstallable in all released Emacs versions.": "package-lint 0.16 is older than Emacs 28.1",
    "`with-eval-after-load' is for use in configurations, and should rarely be used in packages.": "eglot and lsp-mode are both optional",
}
LINT = """
(progn (require 'package-lint) (setq package-lint-main-file "backlight.el")
  (dolist (file command-line-args-left)
    (with-current-buffer (find-file-noselect file)
      (dolist (wrong (package-lint-buffer)) (princ (format "%s:%s: %s\\n" file (car wrong) (nth 3 wrong)))))))
"""


@pytest.fixture
def batch(tmp_path):
    """Let Emacs do something with copies of the files; answers what it says."""
    for name in FILES:
        shutil.copy(PACKAGE / name, tmp_path)

    def run(*words):
        told = ["emacs", "--batch", "--funcall", "package-initialize", "-L", ".", *words, *FILES]
        done = subprocess.run(told, cwd=tmp_path, capture_output=True, text=True, check=False)
        said = f"{done.stdout}{done.stderr}".split("\n")
        return done.returncode, [line for line in said if line and "00debian.el" not in line]

    return run


def test_it_compiles_without_a_warning(batch):
    assert batch("--funcall", "batch-byte-compile") == (0, [])


def test_package_lint_has_nothing_new_to_say(batch):
    code, said = batch("--eval", LINT)
    assert code == 0
    assert [line for line in said if line.partition(": ")[2] not in ACCEPTED] == []


def test_checkdoc_is_content(batch):
    assert batch("--eval", "(mapc #'checkdoc-file command-line-args-left)") == (0, [])
