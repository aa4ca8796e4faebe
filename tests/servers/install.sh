#!/usr/bin/env bash
# Install what Python's packages do not bring: MariaDB, a PostgreSQL with HypoPG, and bubblewrap.
set -euo pipefail

has_maria() { command -v mariadbd >/dev/null || [ -x /usr/sbin/mariadbd ]; }

has_hypopg() { ls /usr/share/postgresql/*/extension/hypopg.control >/dev/null 2>&1; }

has_bwrap() { command -v bwrap >/dev/null; }

missing() {
    has_bwrap || echo bubblewrap
    has_maria || echo mariadb-server-core
    # Its name holds the version of PostgreSQL, which it brings along
    has_hypopg || apt-cache search --names-only '^postgresql-[0-9]+-hypopg$' | cut -d' ' -f1 | sort -V | tail -1
}

if ! has_maria || ! has_hypopg || ! has_bwrap; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing MariaDB, HypoPG and bubblewrap for the tests (once)"
        apt-get update -qq
        # shellcheck disable=SC2046 # one word for each package
        DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $(missing) >/dev/null
    fi
    if ! has_maria || ! has_hypopg || ! has_bwrap; then
        echo "The tests start MariaDB, a PostgreSQL with HypoPG, and bwrap: install these, on Debian 12 by" >&2
        echo "    sudo apt-get install --no-install-recommends mariadb-server-core postgresql-15-hypopg bubblewrap" >&2
        exit 1
    fi
fi
