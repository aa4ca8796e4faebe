"""Whether a real client is served as before, once Backlight has declared what requests must hold.

    python tests/benchmarks/conduit.py CLONE --app fastapi --python PYTHON --database URL --newman NEWMAN --collection FILE

CLONE is nsidnev/fastapi-realworld-example-app (`--app fastapi`) or gothinkster/flask-realworld-example-app
(`--app flask`), PYTHON the interpreter of its environment, URL an empty database, which is emptied again
(PostgreSQL; the Flask application has a foreign key that PostgreSQL refuses, and runs on SQLite),
FILE the Postman collection of gothinkster/realworld. The
collection is run three times: on the application as it is; on a copy whose request models a program
has replaced by untyped `dict` bodies; and on that copy after "Add validation" (instant, by the command
line) on every endpoint that writes. Then each endpoint is sent bodies that do not fit: the answer must be a 4xx
that names the field.
"""

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from conduit_apps import APPS

BACKLIGHT = (sys.executable, "-P", "-m", "backlight")
WRONG = (
    ("POST", "/users", "user", {"username": "a", "email": "a@b.co", "password": "p"}),
    ("POST", "/users/login", "user", {"email": "a@b.co", "password": "p"}),
    ("PUT", "/user", "user", {"email": "n@b.co"}),
    ("POST", "/articles", "article", {"title": "t", "description": "d", "body": "b"}),
    ("PUT", "/articles/{slug}", "article", {"body": "b"}),
    ("POST", "/articles/{slug}/comments", "comment", {"body": "b"}),
)
"""Endpoints that write, and a body that fits each: it is sent with one field made an object."""


def main():
    """Print one line per application, and one per malformed body."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("clone", type=Path)
    for name in ("python", "database", "newman", "collection"):
        options.add_argument(f"--{name}", required=True)
    options.add_argument("--app", choices=APPS, default="fastapi")
    options.add_argument("--keep", type=Path, help="leave the changed application there")
    given = options.parse_args()
    served(given, given.clone, "as it is")
    with tempfile.TemporaryDirectory() as folder:
        copy = given.keep or Path(folder) / "app"
        shutil.copytree(given.clone, copy, ignore=shutil.ignore_patterns(".git"))
        git(copy, "init", "-q")
        print(f"bodies made untyped: {APPS[given.app].untyped(copy)}")
        git(copy, "add", "-A")
        git(copy, "-c", "user.name=b", "-c", "user.email=b@localhost", "commit", "-qm", "untyped")
        served(given, copy, "untyped")
        validated(copy)
        served(given, copy, "validated", malformed)


def validated(app):
    """Add validation to every endpoint that writes, as a person does: one after the other."""
    done = subprocess.run(
        [*BACKLIGHT, "facts", ".", "--json"], cwd=app, capture_output=True, text=True
    )
    places = [
        e["handler"] for e in json.loads(done.stdout)["endpoints"] if e["method"] in {"POST", "PUT"}
    ]
    for handler in places:
        rows = json.loads(
            subprocess.run(
                [*BACKLIGHT, "facts", ".", "--json"], cwd=app, capture_output=True, text=True
            ).stdout
        )
        row = next(e for e in rows["endpoints"] if e["handler"] == handler)
        place = f"{row['file']}:{row['line']}"
        run = [*BACKLIGHT, "run", "add-validation", place, "--engine", "instant"]
        done = subprocess.run(run, cwd=app, capture_output=True, text=True)
        applied = (
            subprocess.run(
                ["git", "apply", "-"], cwd=app, input=done.stdout, text=True, capture_output=True
            )
            if done.stdout
            else None
        )
        said = (done.stderr.strip().splitlines() or [""])[-1]
        print(
            f"  {row['method']} {row['path']}: exit {done.returncode}, {'applied' if applied and not applied.returncode else 'no change'} {said}"
        )


def served(given, app, what, more=None):
    """Run the collection against an application on an empty database."""
    row = APPS[given.app]
    environ = {**os.environ, **row.environ, "DATABASE_URL": given.database}
    for command in row.prepare:
        filled = [word.format(database=given.database) for word in command]
        subprocess.run(
            [given.python, *filled], cwd=app, env=environ, check=True, capture_output=True
        )
    with running(given.python, app, environ, row.serve) as base:
        name = f"u{int(time.time())}"
        variables = {
            "APIURL": base,
            "USERNAME": name,
            "EMAIL": f"{name}@mail.com",
            "PASSWORD": "password",
        }
        words = [
            word for key, value in variables.items() for word in ("--global-var", f"{key}={value}")
        ]
        report = Path(tempfile.mkdtemp()) / "report.json"
        subprocess.run(
            [
                given.newman,
                "run",
                given.collection,
                *words,
                "-r",
                "json",
                "--reporter-json-export",
                str(report),
            ],
            capture_output=True,
        )
        stats = json.loads(report.read_text("utf-8"))["run"]["stats"]["assertions"]
        print(f"{what}: {stats['total'] - stats['failed']} of {stats['total']} assertions pass")
        if more:
            more(base)


def malformed(base):
    """Bodies with a field that does not fit, one at a time."""
    me = {"username": "wrong", "email": "wrong@mail.com", "password": "password"}
    _, made = ask("POST", f"{base}/users", {"user": me})
    token = made["user"]["token"]
    article = {"title": "a title of mine", "description": "d", "body": "b", "tagList": []}
    _, made = ask("POST", f"{base}/articles", {"article": article}, token)
    slug = made["article"]["slug"]
    named = total = 0
    for method, path, under, fits in WRONG:
        for field in fits:
            body = {under: {**fits, field: {"not": "this"}}}
            status, answer = ask(method, base + path.format(slug=slug), body, token)
            good = 400 <= status < 500 and field in json.dumps(answer)
            named, total = named + good, total + 1
            if not good:
                print(
                    f"  {method} {path} with a wrong `{field}`: {status} {json.dumps(answer)[:160]}"
                )
    print(f"malformed bodies refused with a 4xx that names the field: {named} of {total}")


def ask(method, url, body, token=""):
    """The status and the JSON of an answer."""
    headers = {"Content-Type": "application/json"} | (
        {"Authorization": f"Token {token}"} if token else {}
    )
    request = urllib.request.Request(url, json.dumps(body).encode(), headers, method=method)  # noqa: S310 - loopback
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310 - loopback
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        text = error.read().decode()
        return error.code, json.loads(text) if text.startswith(("{", "[")) else text


@contextmanager
def running(python, app, environ, serve):
    """The application, served on a port of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [python, *(word.format(port=port) for word in serve)]
    server = subprocess.Popen(
        command, cwd=app, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.2)
        yield f"http://127.0.0.1:{port}/api"
    finally:
        server.terminate()
        server.wait(10)


def git(folder, *arguments):
    subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)


if __name__ == "__main__":
    main()
