"""`backlight facts PATH…`: the endpoints, queries and tables that are found."""

import argparse
from typing import Any

from backlight.analysis.enriched import enriched
from backlight.analysis.facts import Project, Query
from backlight.cli.answer import document, plain
from backlight.cli.projects import Part, known, parts, shown

KINDS = ("endpoints", "queries", "tables")


def command(args: argparse.Namespace) -> int:
    """Print the facts of the files; 1 if there are none."""
    found: dict[str, list[dict[str, Any]]] = {kind: [] for kind in KINDS}
    for part in parts(args.paths):
        for kind, rows in _facts(part).items():
            found[kind] += rows
    for rows in found.values():
        rows.sort(key=lambda row: (row["file"], row["line"]))
    if args.json:
        document(found)
    else:
        _print(found)
    return 0 if any(found.values()) else 1


def _facts(part: Part) -> dict[str, list[dict[str, Any]]]:
    project, asked = known(part.snapshot), set(part.paths)
    return {
        "endpoints": [
            {
                "file": shown(part.snapshot, e.file),
                "line": e.line,
                "method": e.method,
                "path": e.path,
                "handler": e.handler,
                "stack": e.stack,
                "route_file": shown(part.snapshot, e.route_file),
                "route_line": e.route_line,
            }
            for e in project.endpoints
            if e.file in asked
        ],
        "queries": [row for path in part.paths for row in _queries(part, path, project)],
        "tables": [row for path in part.paths for row in _tables(part, path, project)],
    }


def _queries(part: Part, path: str, project: Project) -> list[dict[str, Any]]:
    facts, source = project.files.get(path), project.read(path) if path in project.files else None
    if facts is None or source is None:
        return []
    return [
        {
            "file": shown(part.snapshot, path),
            "line": query.line,
            "kind": query.kind,
            "sql": query.sql or source.text.slice(query.span.start, query.span.end),
            "dialect": query.dialect,
        }
        for query in enriched(facts, project).queries
        if not _part_of_another(query, facts.queries)
    ]


def _part_of_another(query: Query, others: tuple[Query, ...]) -> bool:
    """Whether a query is a condition that a chain of an ORM holds."""
    return query.kind == "sql" and any(
        one.kind != "sql" and one.span.start < query.span.start and query.span.end <= one.span.end
        for one in others
    )


def _tables(part: Part, path: str, project: Project) -> list[dict[str, Any]]:
    facts = project.files.get(path)
    return [
        {
            "file": shown(part.snapshot, path),
            "line": table.line,
            "name": table.name,
            "columns": [{"name": c.name, "type": c.type} for c in table.columns],
            "indexes": [list(columns) for columns in table.indexes],
            "partial": [{"columns": list(p.columns), "where": p.where} for p in table.partial],
        }
        for table in (facts.tables if facts is not None else ())
    ]


def _print(found: dict[str, list[dict[str, Any]]]) -> None:
    for row in found["endpoints"]:
        line = f"{row['method']:7}{row['path']}  {row['handler']}  ({row['stack']})"
        print(plain(f"{row['file']}:{row['line']}: {line}"))
    for row in found["queries"]:
        print(plain(f"{row['file']}:{row['line']}: {row['kind']}: {' '.join(row['sql'].split())}"))
    for row in found["tables"]:
        columns = ", ".join(column["name"] for column in row["columns"])
        print(plain(f"{row['file']}:{row['line']}: table {row['name']} ({columns})"))
    print(", ".join(f"{len(rows)} {kind}" for kind, rows in found.items()) + ".")
