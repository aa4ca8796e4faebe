r"""Whether a loop does nothing but read: what is done besides costs more for each item than that.

>>> acts("user = find(id)\nprint(user.name)"), acts("user = find(id)\nuser.save()")
(False, True)
>>> acts("charge = plan.charges.find_by(id: id)\nCharges::UpdateService.call!(charge:)")
True
>>> acts("rows = repo.createQueryBuilder('row').getMany()\nfound.add(rows)")
False
"""

import re

from backlight.analysis.facts import Query
from backlight.analysis.syntax import Source

ACTS = re.compile(
    r"(?<![\w$])(?i:create(?!_?(?:native)?query|_?sql|_?criteria|_?map|_?list)"
    r"|update|save|insert|upsert|destroy|delete|discard|persist"
    r"|perform|enqueue|deliver|send|publish|notify|dispatch|emit|trigger|sync|charge|apply|process|cancel|refund|archive|restore"
    r"|touch|increment|register|unregister|assign(?<!Object\.assign)|remove_?from|add_?to|submit|approve|reject|handle|schedule|exec(?!ute\b))"
    r"(?:_\w+|[A-Z]\w*)?[!?]?\s{0,3}\("
    r"|\.(?:call|save|destroy|delete|touch|create|update|discard|perform_\w+|deliver_\w+)!?"
    r"(?![\w(=])(?=[ \t]*(?:$|[:@\w]))"
    r"|(?<![\w$.])(?:(?:record|add|remove)_\w+|push[A-Z]\w*)\(|\.build\(\s*[\w{]|_create!?\(|\.call!?\(|\b(?:INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM)\b",
    re.MULTILINE,
)
"""Something is written, sent or set going for each item."""
MEANT = re.compile(r"(?i)\bN ?\+ ?1\b|\bone by one\b|\bon purpose\b|\bintentional|\bdeliberate")
"""Whoever wrote it says that it is meant so."""
FIRST = re.compile(
    r"\.(?:find|detect|any\?|all\?|none\?|some|every|(?:any|none|all)Match|findFirst|findAny)\s*(?:\{|do\b|\()"
)
"""What goes over items up to the first that fits."""
DEFINED = re.compile(r"\n[ \t]*(?:async\s+)?(?:def|func|function|public|private|protected)\b")
"""Where the function before it ends, or that behind it begins."""
NEAR = 300


def acts(code: str) -> bool:
    """Whether code does something besides reading."""
    return ACTS.search(code) is not None


def only_reads(source: Source, query: Query) -> bool:
    """Whether the loop of a query goes over all items for no more than what it reads."""
    loop = query.loop or query.span
    within = source.text.slice(loop.start, loop.end)
    begins = source.text.slice(loop.start, query.span.start)
    before = DEFINED.split(source.text.tail(loop.start, NEAR))[-1]
    meant = MEANT.search(before) or MEANT.search(within)
    return meant is None and FIRST.search(begins) is None and not acts(within)
