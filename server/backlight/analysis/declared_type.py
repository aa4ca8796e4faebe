r"""The fields of Java that cannot hold just anything: what does not fit their type is refused.

>>> strict("class Form {\n    private boolean open;\n    String name;\n}", "open")
True
>>> strict("class Form {\n    private boolean open;\n    String name;\n}", "name")
False
"""

import re

from backlight.analysis.facts import Project
from backlight.analysis.receivers import of_receiver

BODY = re.compile(r"@RequestBody(?:\([^()]*\))?\s+(?:@\w+\s+)*(?:final\s+)?([A-Z]\w*)\s+\w+")
STRICT = (
    r"(?:boolean|int|long|short|float|double|Boolean|Integer|Long|Short|Float|Double|BigDecimal|UUID"
    r"|Instant|Local(?:Date|Time|DateTime)|ZonedDateTime|OffsetDateTime)"
)


def cannot_be_wrong(code: str, name: str, project: Project, here: str) -> bool:
    """Whether the class of a body gives a field such a type, here or in the file of its name."""
    hit = BODY.search(code)
    if hit is None:
        return False
    paths = of_receiver(hit[1], project.paths or tuple(project.files))
    sources = (project.read(path) for path in dict.fromkeys((here, *paths[:2])))
    return any(one is not None and strict(_part(one.text.source, hit[1]), name) for one in sources)


def strict(text: str, name: str) -> bool:
    """Whether a class declares a field, or the parameter of a record, of such a type."""
    return re.search(rf"\b{STRICT}\s+{re.escape(name)}\s*[;,)=]", text) is not None


def _part(text: str, name: str) -> str:
    """The text from where a class or a record is declared on; empty where it is not."""
    at = re.search(rf"\b(?:class|record)\s+{name}\b", text)
    return text[at.start() :] if at is not None else ""
