"""Statements changed a little, so that they most often give other rows."""

from sqlglot import exp

OTHER = {
    exp.LT: exp.LTE,
    exp.LTE: exp.LT,
    exp.GT: exp.GTE,
    exp.GTE: exp.GT,
    exp.EQ: exp.NEQ,
    exp.NEQ: exp.EQ,
    exp.Max: exp.Min,
    exp.Min: exp.Max,
    exp.And: exp.Or,
    exp.Or: exp.And,
}


def mutants(tree):
    """Pairs of a kind and a changed tree, one change each."""
    for at, node in enumerate(tree.walk()):
        for kind, change in changes(node):
            copy = tree.copy()
            twin = next(n for i, n in enumerate(copy.walk()) if i == at)
            change(twin)
            yield kind, copy


def changes(node):
    """What can be changed at one node: the kind, and a function that does it to a twin."""
    yield from joins(node)
    yield from swaps(node)
    yield from drops(node)
    yield from nulls(node)
    yield from numbers(node)


def swaps(node):
    """One operator for another."""
    if type(node) in OTHER and not inside_on(node):
        kind = "and/or" if isinstance(node, exp.And | exp.Or) else "comparison"
        kind = "min/max" if isinstance(node, exp.Max | exp.Min) else kind
        yield kind, lambda n: n.replace(OTHER[type(n)](**n.args))
    if isinstance(node, exp.Union):
        yield "union", lambda n: n.set("distinct", not n.args.get("distinct"))
    if isinstance(node, exp.Ordered):
        yield "order", lambda n: n.set("desc", not n.args.get("desc"))


def drops(node):
    """A predicate or a DISTINCT that is gone."""
    if isinstance(node, exp.And) and not isinstance(node.parent, exp.Join):
        yield "dropped predicate", lambda n: n.replace(n.left)
        yield "dropped predicate", lambda n: n.replace(n.right)
    if isinstance(node, exp.Having) or (
        isinstance(node, exp.Where) and not isinstance(node.this, exp.And)
    ):
        yield "dropped predicate", lambda n: n.pop()
    if isinstance(node, exp.Distinct) and isinstance(node.parent, exp.Select):
        yield "distinct", lambda n: n.pop()
    if isinstance(node, exp.Count) and isinstance(node.this, exp.Distinct):
        yield "distinct", lambda n: n.set("this", n.this.expressions[0])


def nulls(node):
    """Nulls treated in another way, and conditions turned around."""
    if isinstance(node, exp.Coalesce):
        yield "null handling", lambda n: n.replace(n.this)
    if isinstance(node, exp.Is):
        yield "null handling", lambda n: n.replace(exp.not_(n.copy()))
    if isinstance(node, exp.Exists) or (isinstance(node, exp.In) and node.args.get("query")):
        yield "negation", lambda n: n.replace(exp.not_(n.copy()))
    if isinstance(node, exp.Not) and isinstance(node.this, exp.Exists | exp.In | exp.Like):
        yield "negation", lambda n: n.replace(n.this)


def numbers(node):
    """Limits and constants that are one off."""
    if isinstance(node, exp.Limit | exp.Offset) and isinstance(node.expression, exp.Literal):
        yield "limit", lambda n: n.set("expression", moved(n.expression, 1))
        if int(node.expression.name) > 1:
            yield "limit", lambda n: n.set("expression", moved(n.expression, -1))
    if isinstance(node, exp.Literal) and isinstance(node.parent, exp.Predicate) and number(node):
        yield "constant", lambda n: n.replace(moved(n, 1))


def number(node):
    """Whether a literal is a whole number."""
    return node.name.isdigit() and not node.is_string


def joins(node):
    """Inner to outer and back."""
    if not isinstance(node, exp.Join) or node.args.get("on") is None:
        return
    if node.args.get("side"):
        yield "join type", lambda n: n.set("side", None)
    elif node.args.get("kind") != "CROSS":
        yield "join type", lambda n: n.set("side", "LEFT")


def moved(literal, step):
    """A number, one more or less."""
    return exp.Literal.number(int(literal.name) + step)


def inside_on(node):
    """Whether a node is the equality of a join: its contrary is no mistake that one makes."""
    return isinstance(node, exp.EQ | exp.NEQ) and isinstance(node.parent, exp.Join)
