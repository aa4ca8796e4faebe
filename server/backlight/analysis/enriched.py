"""What only the project says of one of its files: who checks its requests, whose SQL it speaks."""

from dataclasses import replace

from backlight.analysis.arriving import arrives
from backlight.analysis.facts import FileFacts, Project, Query
from backlight.analysis.served import endpoints_in


def enriched(facts: FileFacts, project: Project) -> FileFacts:
    """A file's facts with what its routes and its database add."""
    checked = {e.handler: e.checked for e in endpoints_in(project, facts.path) if e.checked}
    if checked:
        handlers = tuple(
            replace(one, validated=one.validated or checked.get(one.name, ""))
            for one in facts.handlers
        )
        facts = replace(facts, handlers=handlers)
    if project.dialect and any(_open(one) for one in facts.queries):
        queries = tuple(
            replace(one, dialect=project.dialect) if _open(one) else one for one in facts.queries
        )
        facts = replace(facts, queries=queries)
    if facts.queries and (project.between.to or project.between.gives):
        queries = tuple(arrives(one, facts.path, project.between) for one in facts.queries)
        facts = replace(facts, queries=queries)
    if any(one.kind == "jpa" and one.touched for one in facts.queries):
        from backlight.analysis.java_fetched import known

        queries = tuple(
            known(one, facts.path, project) if one.kind == "jpa" and one.touched else one
            for one in facts.queries
        )
        facts = replace(facts, queries=queries)
    return facts


def _open(query: Query) -> bool:
    """Whether a query is written in SQL, and its own file does not say of which database."""
    return query.kind in {"sql", "mybatis"} and not query.dialect
