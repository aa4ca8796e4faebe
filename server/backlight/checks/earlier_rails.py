"""What comes before a new migration of Rails: `schema.rb`, and what is not in it yet."""

from backlight.analysis.facts import Project
from backlight.analysis.syntax import Source
from backlight.checks import earlier
from backlight.sql import rails


def before(project: Project, new: str) -> tuple[Source | None, list[Source]]:
    """The schema, if it is older than the migration, and the migrations that follow on it."""
    folder = new.rpartition("/")[0]
    schema = project.read(f"{folder.rpartition('/')[0]}/schema.rb")
    version = rails.version_of(schema)
    if not version or version >= rails.number(new):
        schema, version = None, 0
    paths = [one for one in earlier.scripts(project, new) if rails.number(one) > version]
    read = (project.read(path) for path in paths)
    return schema, [one for one in read if one is not None]


def models(project: Project) -> frozenset[str]:
    """The models that the project has, those inside of migrations as well."""
    return frozenset(one.model for file in project.files.values() for one in file.tables)
