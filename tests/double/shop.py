"""A small shop, in which the tests of editors stand at an endpoint, a query and a model."""

PYPROJECT = '[project]\nname = "shop"\nversion = "1"\ndependencies = ["fastapi", "sqlalchemy"]\n'
MAIN = '''\
"""A shop 😀"""

from fastapi import FastAPI

app = FastAPI()


@app.post("/users")
def create_user(payload: dict):
    age = int(payload["age"])
    return {"email": payload["email"], "age": age}
'''
QUERIES = """\
import sqlite3


def orders_of(connection: sqlite3.Connection, name):
    cursor = connection.cursor()
    cursor.execute(f"SELECT id, total FROM orders WHERE customer = '{name}'")
    return cursor.fetchall()
"""
MODELS = """\
from sqlalchemy import String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer: Mapped[str] = mapped_column(String(80))
    total: Mapped[int]
"""
DATABASE = """\
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

engine = create_engine("sqlite://")
SessionLocal = sessionmaker(bind=engine)


def get_session():
    with SessionLocal() as session:
        yield session
"""
SHOP = {
    "pyproject.toml": PYPROJECT,
    "main.py": MAIN,
    "queries.py": QUERIES,
    "models.py": MODELS,
    "database.py": DATABASE,
}
ROUTES = """\
from database import get_session
from fastapi import APIRouter, Depends
from models import Order
from sqlalchemy import select
from sqlalchemy.orm import Session

router = APIRouter()


@router.get("/customers")
def customers(session: Session = Depends(get_session)):
    return session.scalars(select(Order.customer).distinct().limit(50)).all()
"""
SERVICE = SHOP | {
    "main.py": "from fastapi import FastAPI\nfrom routes import router\n\napp = FastAPI()\napp.include_router(router)\n",
    "routes.py": ROUTES,
}
WRITTEN = {
    "path": "main.py",
    "old_string": 'def create_user(payload: dict):\n    age = int(payload["age"])\n    return {"email": payload["email"], "age": age}',
    "new_string": 'def create_user(payload: NewUser):\n    return {"email": payload.email, "age": payload.age}',
}
DECLARED = {
    "path": "main.py",
    "old_string": "from fastapi import FastAPI\n\napp = FastAPI()\n",
    "new_string": "from fastapi import FastAPI\nfrom pydantic import BaseModel\n\napp = FastAPI()\n\n\nclass NewUser(BaseModel):\n    email: str\n    age: int\n",
}
BY_AGENT = MAIN.replace(DECLARED["old_string"], DECLARED["new_string"]).replace(
    WRITTEN["old_string"], WRITTEN["new_string"]
)
"""What the two edits above make of `MAIN`."""
