"""Ruby for the flow of values: expressions, the calls that run SQL, and what a request is."""

from re import compile as regex

from tree_sitter import Node

from backlight.analysis import queries_ruby
from backlight.analysis.queries_host import Expr, Given, Host
from backlight.analysis.queries_ruby_scopes import CLASSES, FUNCTIONS, bindings
from backlight.analysis.queries_words import named
from backlight.analysis.syntax import ancestors, field, text_of, word_of

NUMBERS = frozenset({"integer", "float", "true", "false", "nil", "regex"})
REQUEST = regex(r"^(?:params|request|cookies|session|ARGV|ENV|gets)\b|^event\[")
HARMLESS = regex(
    r"(?:^|\.|&\.)(?:to_i|to_f|to_d|count|size|length|id|ids|\w+_id|to_sql|table_name|quoted_\w+|"
    r"quote\w*|sanitize\w*|Integer|Float|arel_table|primary_key|column_names?|hash|object_id|now|"
    r"today|ago|from_now|to_date|beginning_of_\w+|end_of_\w+|iso8601|strftime|year|month|day)$"
)
RUNS = named(
    "execute exec_query exec_update exec_delete exec_insert select_all select_one select_value "
    "select_values select_rows find_by_sql count_by_sql query exec async_exec exec_params prepare "
    "run fetch insert update delete"
)
SURE = named("execute exec_query select_all select_value select_values select_rows find_by_sql")
CLAUSES = named(
    "where rewhere not having order reorder joins left_joins group from select find_by find_by! "
    "exists? update_all delete_all destroy_all pluck sum lock or and in_order_of count_by_sql "
    "minimum maximum average calculate delete_by destroy_by reselect"
)
OPTIONED = named("find first last all count calculate minimum maximum average sum paginate exists?")
OPTIONS = named("conditions order group having joins select from lock")
"""Of Rails before 4, which took a whole query as options."""
SAME = named(
    "to_s strip downcase upcase squish html_safe join map compact uniq gsub sub chomp capitalize "
    "dup presence first last reverse sort flatten fetch dig [] to_a + String Array try"
)
WRAPS = named("squish strip_heredoc freeze strip sql chomp sanitize_sql")
MAPPED = regex(r"\.(?:map|collect)\s*\(?\s*&:(?:to_i|to_f|id|\w+_id|quote)\s*\)?")
EACH = named("each each_with_index map flat_map collect select reject find_each each_slice")


def expr(node: Node) -> Expr:
    """What an expression is, as far as the flow of values asks."""
    kind = node.type
    if kind in NUMBERS:
        return Expr("number", node)
    if kind in {"identifier", "constant", "self"}:
        return Expr("text" if _declared(node) else "name", node, word=text_of(node))
    if kind in {"instance_variable", "class_variable", "global_variable"}:
        return Expr("attr", node, (Expr("name", node, word="self"),), text_of(node))
    if kind in {"simple_symbol", "scope_resolution", "hash_key_symbol"}:
        return Expr("text", node)
    if kind == "element_reference" and node.named_children[:1]:
        owned = node.named_children[0].type != "identifier"
        if not REQUEST.match(text_of(node)) and (owned or node.named_children[-1].type in KEYS):
            return Expr("other", node)
        return Expr("item", node, tuple(map(expr, node.named_children)))
    if kind == "call":
        return _call(node)
    return _made(node)


def _declared(node: Node) -> bool:
    """Whether it names the attribute that a validator of Rails is given: the class declares it."""
    method = next((one for one in ancestors(node) if one.type == "method"), None)
    if method is None or word_of(method, "name") != "validate_each":
        return False
    parameters = field(method, "parameters")
    given = parameters.named_children[1:2] if parameters is not None else []
    return any(text_of(one) == text_of(node) for one in given)


def _made(node: Node) -> Expr:
    """An expression that is made of others."""
    kind = node.type
    if kind in {"string", "chained_string", queries_ruby.HEREDOC}:
        template = queries_ruby.read(node)
        holes = [p.node for p in template.holes if p.node is not None] if template else []
        return Expr("join" if holes else "text", node, tuple(map(expr, holes)))
    if kind == "binary":
        operator = field(node, "operator")
        word = text_of(operator) if operator is not None else ""
        sides = [side for name in ("left", "right") if (side := field(node, name)) is not None]
        if word in {"||", "&&", "or", "and"}:
            return Expr("choice", node, tuple(map(expr, sides)))
        return Expr("join" if word in {"+", "%"} else "number", node, tuple(map(expr, sides)))
    if kind in {"conditional", "if", "unless", "case"}:
        sides = [s for n in ("consequence", "alternative") if (s := field(node, n)) is not None]
        return Expr("choice", node, tuple(map(expr, sides)))
    if kind in {"array", "hash", "string_array", "symbol_array"}:
        return Expr("many", node, tuple(map(expr, node.named_children)))
    if kind == "pair":
        value = field(node, "value")
        return Expr("choice", node, (expr(value),) if value is not None else ())
    if kind in THROUGH and node.named_children:
        return expr(node.named_children[-1])
    return Expr("text" if kind in {"bare_string", "bare_symbol"} else "other", node)


KEYS = frozenset({"simple_symbol", "string"})
"""What a hash of the program's own is asked for."""
THROUGH = frozenset({"parenthesized_statements", "then", "else", "splat_argument", "begin"})


def _call(node: Node) -> Expr:
    of, method = field(node, "receiver"), field(node, "method")
    if MAPPED.search(text_of(node)):
        return Expr("number", node)
    word = text_of(method) if method is not None else ""
    arguments = field(node, "arguments")
    given = arguments.named_children if arguments is not None else []
    first = expr(of) if of is not None else Expr("other", node)
    plain = not given and of is not None and word not in SAME and not HARMLESS.search(word)
    if plain:
        owned = of is not None and of.type.endswith("variable")
        return Expr("other", node) if owned else Expr("attr", node, (first,), word)
    dotted = f"{text_of(of)}.{word}" if of is not None and len(text_of(of)) < 80 else word
    return Expr("call", node, (first, *map(expr, given)), dotted)


def repeats(node: Node) -> bool:
    """Whether a loop, or a block, runs once for each of many."""
    if node.type not in {"block", "do_block"}:
        return True
    method, of = field(node.parent, "method"), field(node.parent, "receiver")
    counts = of is not None and regex(r"^\(?\d").match(text_of(of)) is not None
    return method is not None and text_of(method) in EACH and not counts


def defers(node: Node) -> bool:
    """Whether a block is kept for an event: `push.on(:response) { … }`."""
    above = node.parent
    if node.type not in {"block", "do_block"} or above is None:
        return False
    kept = above.type == "lambda" or word_of(above, "receiver") == "Proc"
    return kept or word_of(above, "method") in LATER


LATER = named("on once subscribe then rescue_from at_exit after_commit define_method lambda proc")

HOST = Host(
    strings="[(string) (heredoc_body)] @string",
    read=queries_ruby.read,
    joins=queries_ruby.joins,
    expr=expr,
    bindings=bindings,
    scopes=frozenset({"program", *FUNCTIONS, *CLASSES}),
    functions=FUNCTIONS,
    loops=frozenset({"for", "while", "until", "block", "do_block"}),
    calls=frozenset({"call"}),
    blocks=frozenset({"if", "unless", "case", "when", "for", "while", "block", "do_block"}),
    runs=RUNS,
    sure=SURE,
    clauses=CLAUSES,
    options=OPTIONS,
    optioned=OPTIONED,
    wraps=WRAPS,
    same=SAME,
    request=REQUEST,
    harmless=HARMLESS,
    strict=False,
    unknown="called",
    given=Given(
        needle=regex(rb"params"),
        query="(call arguments: (argument_list"
        " [(element_reference) (pair) (splat_argument)])) @call",
        names=named(
            "where find_by find_by! find_by_sql having joins group from execute select_all select"
            " sum calculate minimum maximum average exec_query rewhere reselect delete_by"
            " destroy_by find_or_create_by find_or_create_by! find_or_initialize_by"
        ),
        receivers=regex(r"^(?!.*(?i:schema|graphql)$)"),
    ),
    repeats=repeats,
    defers=defers,
)
