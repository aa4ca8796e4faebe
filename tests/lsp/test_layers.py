"""A change is gone through by layers: which layer a file is of."""

import pytest

from backlight.lsp.layer import NAMES, layer
from backlight.text import Text

ROUTE = "from fastapi import FastAPI\napp = FastAPI()\n\n@app.get('/a')\ndef a(): ...\n"
MODEL = "from sqlalchemy import Column, Integer\nclass A(Base):\n    __tablename__ = 'a'\n    id = Column(Integer)\n"

FILES = {
    "tests/test_models.py": "test",
    "src/users.spec.ts": "test",
    "app/migrations/0001_initial.py": "migration",
    "alembic/versions/a1.py": "migration",
    "db/migrate/1_users.rb": "migration",
    "app/schemas/user.py": "schema",
    "shop/serializers.py": "schema",
    "src/users/user.dto.ts": "schema",
    "app/models.py": "model",
    "src/user.entity.ts": "model",
    "prisma/schema.prisma": "model",
    "app/routers/users.py": "route",
    "shop/urls.py": "route",
    "src/users/users.controller.ts": "route",
    "api/app.py": "route",
    "api/Dockerfile": "other",
    "api/src/orders.mts": "route",
    "requirements/dev.txt": "dependency",
    "go.mod": "dependency",
    "package.json": "dependency",
    "reports/top.sql": "query",
    "latest.py": "other",
    "remodel.py": "other",
    "README.md": "other",
}


@pytest.mark.parametrize(("path", "wanted"), FILES.items(), ids=FILES)
def test_the_name_tells(path, wanted):
    assert layer(path, Text("")) == wanted
    assert wanted in NAMES


@pytest.mark.parametrize(
    ("text", "wanted"), [(ROUTE, "route"), (MODEL, "model"), ("x = 1\n", "other")]
)
def test_else_what_stands_in_it_tells(text, wanted):
    assert layer("main.py", Text(text)) == wanted
