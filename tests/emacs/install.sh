#!/usr/bin/env bash
# Install a real Emacs, with eglot and lsp-mode, from the packages of Debian.
set -euo pipefail

has() {
    emacs --batch --funcall package-initialize --eval "(kill-emacs (if (locate-library \"$1\") 0 1))" >/dev/null 2>&1
}

# Eglot talks to one server; this one is several.
rass="$(dirname "${BASH_SOURCE[0]}")/.rass"
if [ ! -d "$rass/rassumfrassum" ]; then
    ${PYTHON:-python3} -m pip install --quiet --disable-pip-version-check --root-user-action ignore \
        --target "$rass" rassumfrassum==0.3.5
fi

missing() {
    command -v emacs >/dev/null || echo emacs-nox
    has eglot || echo elpa-eglot # From Emacs 29 on it comes with it
    has lsp-mode || echo elpa-lsp-mode
    has package-lint || echo elpa-package-lint
}

install() {
    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$@" >/dev/null
}

if [ -n "$(missing)" ]; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing Emacs for the tests (once)"
        apt-get update -qq
        command -v emacs >/dev/null || install emacs-nox
        # shellcheck disable=SC2046 # one word for each package
        [ -z "$(missing)" ] || install $(missing)
    fi
    if [ -n "$(missing)" ]; then
        echo "The tests drive Emacs 28 or newer with eglot, lsp-mode and package-lint: install these, on Debian and Ubuntu by" >&2
        echo "    sudo apt-get install --no-install-recommends emacs-nox elpa-eglot elpa-lsp-mode elpa-package-lint" >&2
        exit 1
    fi
fi
