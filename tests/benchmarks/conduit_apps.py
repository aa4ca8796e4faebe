"""The applications that `conduit.py` runs a real client against: how each is made untyped and served."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

EMPTY = (
    "import psycopg2,sys; c=psycopg2.connect(sys.argv[1]); c.autocommit=True; "
    "c.cursor().execute('DROP SCHEMA public CASCADE; CREATE SCHEMA public')"
)
TABLES = (
    "from conduit.app import create_app; from conduit.settings import ProdConfig; "
    "from conduit.extensions import db; create_app(ProdConfig).app_context().push(); "
    "db.drop_all(); db.create_all()"
)


@dataclass(frozen=True)
class App:
    """One application: how its bodies lose their types, how it is prepared, and how it is served."""

    untyped: Callable[[Path], int]
    prepare: tuple[tuple[str, ...], ...]
    """Commands of its Python; `{database}` is the database."""
    serve: tuple[str, ...]
    """The command of its Python; `{port}` is the port."""
    environ: dict[str, str]


def fastapi(app):
    """Replace the models of request bodies by `dict`, and attributes by keys."""
    count = 0
    for path in sorted((app / "app/api/routes").rglob("*.py")):
        text = path.read_text("utf-8")
        bodies = re.findall(r"(\w+): (\w+In\w+) = Body\(", text)
        for name, model in bodies:
            text = loose(text, name, model)
        path.write_text(text, "utf-8")
        count += len(bodies)
    return count


def loose(text, name, model):
    """One body without its model."""
    keyed = f'{name}.get("{{}}")' if model.endswith("Update") else f'{name}["{{}}"]'

    def key(hit):
        return f'{name}.get("tagList", [])' if hit[1] == "tags" else keyed.format(hit[1])

    text = text.replace(f"{name}: {model} = Body(", f"{name}: dict = Body(")
    text = text.replace(f"**{name}.dict()", f"**{name}")
    text = re.sub(rf"\b{name}\.(?!get\()(\w+)", key, text)
    return re.sub(rf"^    {model},\n", "", text, flags=re.MULTILINE)


TAKEN = re.compile(
    r"@use_kwargs\((\w+)_schema\)\n((?:@.*\n)*)def (\w+)\((.*)\):\n((?:.+\n|\n(?! *\n))*)"
)
CHANGED = {
    "user": ("email", "username", "bio", "image"),
    "article": ("title", "description", "body"),
}
"""What a client may change, by the columns of the models."""


def flask(app):
    """Replace the schemas of request bodies by reads of the JSON, and what they spread by fields."""
    count = 0
    for path in sorted(app.glob("conduit/*/views.py")):
        text, some = TAKEN.subn(_handler, path.read_text("utf-8"))
        if some and not re.search(r"^from flask import .*\brequest\b", text, re.MULTILINE):
            text = re.sub(
                r"^(from flask import .*)$", r"\1, request", text, count=1, flags=re.MULTILINE
            )
        path.write_text(text, "utf-8")
        count += some
    return count


def _handler(hit):
    """One handler that reads its body itself."""
    under, decorators, name, parameters, code = hit.groups()
    given = [one.strip() for one in parameters.split(",")]
    path = [one for one in given if one == "slug"]
    read = [one for one in given if one not in path and not one.startswith("**")]
    lines = [f"    data = request.get_json()['{under}']\n"]
    for one in read:
        key, optional, _ = one.partition("=")
        lines.append(f"    {key} = data{f'.get({key!r})' if optional else f'[{key!r}]'}\n")
    code = re.sub(r"    if 'updated_at' in kwargs:\n.*\n", "", code)
    code = code.replace("kwargs.pop('password', None)", "data.get('password')")
    code = re.sub(r"    (\w+)\.update\((.*?)(?:, )?\*\*kwargs\)\n", _fields, code)
    code = re.sub(r", \*\*kwargs", "", code)
    return f"{decorators}def {name}({', '.join(path)}):\n{''.join(lines)}{code}"


def _fields(hit):
    """`row.update(**kwargs)`, each field by its own name."""
    row, rest = hit.groups()
    given = "".join(
        f"    if '{one}' in data:\n        {row}.{one} = data['{one}']\n" for one in CHANGED[row]
    )
    return f"{given}    {row}.update({rest})\n"


APPS = {
    "fastapi": App(
        fastapi,
        (("-c", EMPTY, "{database}"), ("-m", "alembic", "upgrade", "head")),
        ("-m", "uvicorn", "app.main:app", "--port", "{port}", "--log-level", "error"),
        {"SECRET_KEY": "secret", "APP_ENV": "dev"},
    ),
    "flask": App(
        flask,
        (("-c", TABLES),),
        ("-m", "flask", "run", "--port", "{port}"),
        {"CONDUIT_SECRET": "secret", "FLASK_APP": "autoapp.py"},
    ),
}
