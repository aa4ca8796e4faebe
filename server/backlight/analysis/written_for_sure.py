"""Whether a value that a handler reads is certain to be written, and no rule of a model sees it.

What the handler hands on counts where the function that takes it is found, and writes it itself;
whatever stands behind a function that is not found may check it.
"""

import re

from backlight.analysis.certain_write import STORE, VERB, models, writes
from backlight.analysis.checked_there import bodies, handed, handed_here
from backlight.analysis.facts import Project
from backlight.analysis.receivers import of_receiver, type_of
from backlight.analysis.stored import holders

RULES = re.compile(
    r"\bvalidates?(?:_\w+)?\s+:|\bvalidate\s*:|\bmongoose\b|\bnew\s+Schema\(|@validates\b|full_clean\("
    r"|@(?:Is[A-Z]\w*|Length|Matches|NotNull|NotBlank|NotEmpty|Size|Pattern|Email|Min|Max)\b"
)
"""What a model itself asks of its values before it writes them."""
JUDGES = re.compile(
    r"(?i)valid|check|verif|sanit|assert|require|normali[sz]e|parse|raise\b|throw\b|panic\b|abort"
)
"""A method that may judge what it is given."""
FILES = 3


def written_for_sure(code: str, name: str, body: str, project: Project, here: str) -> bool:
    """Whether the handler writes a value, or the one function that it hands it to."""
    words = holders(code, name, body)
    if writes(code, words):
        return not _ruled(code, words, project)
    own, paths = project.read(here), project.paths or tuple(project.files)
    text = own.text.source if own is not None else ""
    for one in handed_here(code, words):
        if any(_keeps(said, called, project) for called, said in bodies(here, text, one)):
            return True
    for one in handed(code, words):
        declared = type_of(one.receiver, text)
        if STORE.search(f"{declared}.") and VERB.match(one.method):
            return True
        files = of_receiver(one.receiver, paths) or of_receiver(declared, paths)
        for path in [path for path in files if path != here][:FILES]:
            there = project.read(path)
            read = there.text.source if there is not None else ""
            if any(_keeps(said, called, project) for called, said in bodies(path, read, one)):
                return True
    return False


def _keeps(code: str, name: str, project: Project) -> bool:
    """Whether a function writes what it is given, and judges nothing."""
    words = holders(code, name, name)
    return writes(code, words) and not JUDGES.search(code) and not _ruled(code, words, project)


def _ruled(code: str, words: tuple[str, ...], project: Project) -> bool:
    """Whether a model that is written has rules of its own."""
    paths = project.paths or tuple(project.files)
    for model in models(code, words):
        table = project.schema.of_model(model)
        files = (*of_receiver(model, paths)[:FILES], *((table.file,) if table else ()))
        for path in dict.fromkeys(files):
            there = project.read(path)
            if there is not None and RULES.search(there.text.source):
                return True
    return False
