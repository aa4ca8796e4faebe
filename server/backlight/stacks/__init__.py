"""The stacks: how each framework and ORM is recognised, read, and spoken.

`Stack`, `Orm` and `Client` are records of functions; a new one is a folder here and a line in a
tuple below.
"""

from backlight.analysis.opening import Opening
from backlight.analysis.syntax import Source, Span
from backlight.stacks.active_record import ACTIVE_RECORD
from backlight.stacks.clients import (
    GO_CLIENTS,
    JAVA_CLIENTS,
    JAVASCRIPT_CLIENTS,
    PYTHON_CLIENTS,
    RUBY_CLIENTS,
)
from backlight.stacks.django import DJANGO, DJANGO_ORM
from backlight.stacks.express import EXPRESS
from backlight.stacks.fastapi import FASTAPI
from backlight.stacks.flask import FLASK
from backlight.stacks.go import GO
from backlight.stacks.gorm import GORM
from backlight.stacks.graphql import GRAPHQL, GRAPHQL_PYTHON
from backlight.stacks.jpa import JPA
from backlight.stacks.knex import KNEX
from backlight.stacks.mongoose import MONGOOSE
from backlight.stacks.mybatis import MYBATIS
from backlight.stacks.nestjs import NESTJS
from backlight.stacks.prisma import PRISMA
from backlight.stacks.proto import PROTO
from backlight.stacks.rails import RAILS
from backlight.stacks.record import Client, Orm, Stack
from backlight.stacks.sequelize import SEQUELIZE
from backlight.stacks.spring import SPRING
from backlight.stacks.sqlalchemy import SQLALCHEMY
from backlight.stacks.typeorm import TYPEORM

FRAMEWORKS: tuple[Stack, ...] = (
    *(FASTAPI, FLASK, DJANGO, EXPRESS, NESTJS, SPRING),
    *GO,
    RAILS,
    GRAPHQL,
    GRAPHQL_PYTHON,
    PROTO,
)
"""Every framework whose endpoints are known."""

OPENERS = {stack.opens: stack for stack in FRAMEWORKS if stack.opens is not None}.items()
"""What finds where connections are set up, each once: the frameworks of Go have the same."""


def opening_at(source: Source, span: Span) -> tuple[Stack, Opening] | None:
    """Where connections are set up without a bound, at a place, by the stack whose way it is.

    The file need not serve anything: a language is enough to know its ways to open a pool.
    """
    for opens, stack in OPENERS:
        if source.language in stack.languages and (found := opens(source, span)) is not None:
            return stack, found
    return None


ORMS: tuple[Orm, ...] = (
    *(DJANGO_ORM, SQLALCHEMY, PRISMA, KNEX, SEQUELIZE, MONGOOSE, TYPEORM, JPA),
    *(MYBATIS, GORM),
    ACTIVE_RECORD,
)
"""Every object-relational mapper whose chains are known."""

CLIENTS: tuple[Client, ...] = (
    *(PYTHON_CLIENTS, JAVASCRIPT_CLIENTS, GO_CLIENTS, JAVA_CLIENTS),
    RUBY_CLIENTS,
)
"""Every library for calls of other services whose calls are known."""
