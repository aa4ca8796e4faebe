"""How the language of a file spells what is bound; what is known of Java is imported for Java."""

from backlight.analysis.facts import Query
from backlight.analysis.queries_run import Run
from backlight.analysis.queries_style import Style, style_of
from backlight.analysis.syntax import Source
from backlight.edits import Edit, Refused
from backlight.sql import arguments
from backlight.sql.marks import Marks


def style(source: Source, query: Query, run: Run) -> Style | None:
    """The way of the driver that runs a query; `None` if the file does not say which it is."""
    if source.language != "java":
        return style_of(source, query, run)
    from backlight.sql import java

    return java.style(source, query)


def given(
    source: Source, query: Query, run: Run, style: Style, marks: Marks
) -> list[Edit] | Refused:
    """The edits that give the values to the call, or to the statement before it is run."""
    if source.language != "java":
        return arguments.given(source, run, style, marks)
    from backlight.sql import java

    return java.given(source, query, run, style, marks)
