"""Go for the flow of values: expressions, the calls that run SQL, and what a request is."""

from re import compile as regex

from tree_sitter import Node

from backlight.analysis import queries_go
from backlight.analysis.go_expressions import arguments
from backlight.analysis.queries_go_scopes import FUNCTIONS, bindings, builds, private
from backlight.analysis.queries_host import Expr, Host
from backlight.analysis.queries_words import named
from backlight.analysis.syntax import field, text_of, word_of

NUMBERS = frozenset({"int_literal", "float_literal", "rune_literal", "true", "false", "nil"})
REQUEST = regex(
    r"^\w+\.(?:URL\.Query\(\)|URL\.\w+|Form\b|PostForm\b|MultipartForm\b|FormValue\(|PostFormValue\(|"
    r"PathValue\(|Header\.|Cookie\(|Query\(|DefaultQuery\(|QueryParam\(|Param\(|Params\(|GetHeader\(|"
    r"DefaultPostForm\(|QueryArray\(|GetQuery\(|Request\b.*\.|Body\(|FormParams\()|^mux\.Vars\(|"
    r"^chi\.URLParam|^os\.(?:Args|Getenv)|^flag\.Arg|^\w+\.Request\(\)|"
    r"^req(?:uest)?\.(?:Body$|Get\(|QueryStringParameters|PathParameters|Headers)|"
    r"^fmt\.S?Scan\w*\(|^\w+\.(?:ShouldBind|Bind|MustBind)\w*\(|^json\.NewDecoder\(\w+\.Body\)"
)
HARMLESS = regex(
    r"^strconv\.(?:Atoi|Parse(?:Int|Uint|Float|Bool)|Itoa|Format\w+)$|^len$|^u?int\d*$|^float\d+$|"
    r"^uuid\.\w+|^time\.\w+|^ulid\.\w+|^xid\.\w+|^(?:\w+\.)*(?:Unix|UnixNano|UnixMilli|Int64|Hex)$|"
    r"^(?:\w+\.)*ID$|^rand\.\w+|^math\.\w+"
)
RUNS = named(
    "Query QueryContext QueryRow QueryRowContext Exec ExecContext MustExec MustExecContext Prepare "
    "PrepareContext Preparex Queryx QueryxContext QueryRowx QueryRowxContext Get GetContext Select "
    "SelectContext NamedExec NamedExecContext NamedQuery NamedQueryContext PrepareNamed Raw "
    "SendBatch Queue SQL NewRawQuery QueryEx QueryRowEx ExecEx QueryOne QueryOneContext ExecOne "
    "ExecOneContext PrepareEx"
)
SURE = named("QueryRow QueryRowContext ExecContext QueryContext Queryx MustExec NamedExec")
CLAUSES = named(
    "Where Or Not Having Order Joins Group OrderBy GroupBy WhereOr ColumnExpr OrderExpr GroupExpr "
    "JoinOn HavingExpr"
)
SAME = named(
    "TrimSpace ToLower ToUpper Trim TrimLeft TrimRight TrimPrefix TrimSuffix Replace ReplaceAll "
    "Join Split Sprintf Sprint Title Repeat Fields String string append"
)
WRAPS = named("Rebind TrimSpace Expr In Named")
SECOND = named("Get Select GetContext SelectContext")
CONTEXT = regex(r"(?i)(?:^|\.)\w*(?:ctx|context)\w*(?:\(.*\))?$|^context\.")


def expr(node: Node) -> Expr:
    """What an expression is, as far as the flow of values asks."""
    kind = node.type
    if kind in NUMBERS:
        return Expr("number", node)
    if kind == "identifier":
        name = text_of(node)
        return Expr("name", node, word="this" if name == queries_go.receiver_of(node) else name)
    if kind in queries_go.LITERALS:
        return Expr("text", node)
    if kind == "selector_expression":
        return Expr("attr", node, _of(node, "operand"), word_of(node, "field"))
    if kind == "index_expression":
        return Expr("item", node, _of(node, "operand", "index"))
    if kind == "slice_expression":
        return Expr("choice", node, _of(node, "operand"))
    if kind == "call_expression":
        function = field(node, "function")
        of = field(function, "operand")
        first = expr(of) if of is not None else Expr("other", node)
        word = text_of(function) if function is not None else ""
        return Expr("call", node, (first, *map(expr, arguments(node))), word)
    return _made(node)


def _made(node: Node) -> Expr:
    """An expression that is made of others."""
    kind = node.type
    if kind == "binary_expression":
        plus = word_of(node, "operator") == "+"
        return Expr("join" if plus else "number", node, _of(node, "left", "right"))
    if kind == "composite_literal":
        inner = field(node, "body")
        values = inner.named_children if inner is not None else []
        return Expr("many", node, tuple(map(expr, values)))
    if kind == "keyed_element":
        return Expr("choice", node, _of(node, "value"))
    if kind == "unary_expression":
        return Expr("choice", node, _of(node, "operand"))
    inside = [c for c in node.named_children if c.type != "comment"]
    if kind in THROUGH and inside:
        return expr(inside[0])
    return Expr("other", node)


THROUGH = frozenset(
    {
        "parenthesized_expression",
        "literal_element",
        "expression_list",
        "variadic_argument",
        "type_assertion_expression",
        "type_conversion_expression",
    }
)


def sql_at(call: Node) -> int:
    """Which argument of a call is the SQL: not the context, nor where rows are read into."""
    return context(call) + (word_of(field(call, "function"), "field") in SECOND)


def context(call: Node) -> int:
    """How many contexts a call is given first: one or none."""
    first = next(iter(arguments(call)), None)
    given = first is not None and CONTEXT.search(text_of(first)) is not None
    return int(given or word_of(field(call, "function"), "field").endswith("Context"))


def _of(node: Node, *names: str) -> tuple[Expr, ...]:
    found = (field(node, name) for name in names)
    return tuple(expr(one) for one in found if one is not None)


HOST = Host(
    strings="[(interpreted_string_literal) (raw_string_literal)] @string",
    read=queries_go.read,
    joins=queries_go.joins,
    expr=expr,
    bindings=bindings,
    scopes=frozenset({"source_file", *FUNCTIONS}),
    functions=FUNCTIONS,
    loops=frozenset({"for_statement"}),
    calls=frozenset({"call_expression"}),
    blocks=frozenset({"if_statement", "for_statement", "expression_case", "type_case", "block"}),
    runs=RUNS,
    sure=SURE,
    clauses=CLAUSES,
    wraps=WRAPS,
    same=SAME,
    request=REQUEST,
    harmless=HARMLESS,
    strict=False,
    unknown="constant",
    sql_at=sql_at,
    context=context,
    builds=builds,
    private=private,
)
