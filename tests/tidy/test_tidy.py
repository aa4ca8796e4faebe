"""The package keeps the sizes and the manners that its contributors agreed on."""

import ast
import builtins
import io
import re
import statistics
import sys
import tokenize

import pytest

from tidy.source import ROOT, dotted, every, planted

SOURCES = every()
FILE, MEDIAN, FUNCTION = 200, 120, 40
VAGUE = {"base", "common", "core", "helper", "helpers", "misc", "shared", "util", "utils"}
LATER = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
SILENCED = re.compile(r"#\s*(noqa\b(:\s*[A-Z0-9, ]+)?|type:\s*ignore(\[[^]]*\])?|mypy:\S*)(.*)")
BUILTIN_ERRORS = {name for name, it in vars(builtins).items() if isinstance(it, type)}


def each(rule):
    """Ask a rule of every file: it answers with sentences, each with its line."""

    def test():
        wrong = [
            f"backlight/{source.path}:{line}: {what}"
            for source in SOURCES
            for line, what in rule(source)
        ]
        assert not wrong, "\n".join(["", *wrong])

    return test


def long_files(source):
    """A file is read in one sitting."""
    lines = source.text.count("\n")
    if lines > FILE:
        yield lines, f"{lines} lines, {FILE} are the most. What is the second thing it is about?"


def long_functions(source):
    """A function is seen at a glance; its docstring does not count."""
    for node in functions(source):
        first = node.body[0]
        doc = first.end_lineno - first.lineno + 1 if ast.get_docstring(node) else 0
        lines = node.end_lineno - node.lineno + 1 - doc
        if lines > FUNCTION:
            yield node.lineno, f"`{node.name}` has {lines} lines, {FUNCTION} are the most."


def unsaid(source):
    """A module, and each name it offers, says what it is for."""
    if not (ast.get_docstring(source.tree) or "").strip():
        yield 1, "the module does not say what it is for. Begin it with a sentence."
    for name, node in offered(source.tree):
        if not (ast.get_docstring(node) or "").strip():
            yield node.lineno, f"`{name}` has no docstring. What does it answer, and why?"


def vague_names(source):
    """A module is named for what it is about."""
    if set(source.path.with_suffix("").parts) & VAGUE:
        yield 1, "the name says nothing. Name the file for what it is about."


def prints(source):
    """The standard output belongs to the protocol; only the command line prints, and the demo."""
    for names, node in source.calls():
        if names == ("print",) and source.part not in {"cli", "demo"}:
            yield node.lineno, "prints. Answer with a value, or log."


def leftovers(source):
    """What is left to do is an issue, not a comment."""
    for token in tokenize.generate_tokens(io.StringIO(source.text).readline):
        if token.type == tokenize.COMMENT and (found := LATER.search(token.string)):
            yield token.start[0], f"says {found[0]}. Do it, or open an issue."


def python_lines(source):
    """Python ends lines at form feeds and U+2028, editors do not."""
    for line, text in enumerate(source.text.split("\n"), 1):
        if "splitlines(" in text:
            yield line, "splits lines as Python does. `Text` of text.py splits as editors do."


def silenced(source):
    """Whoever silences a tool says why, on the same line."""
    for line, text in enumerate(source.text.split("\n"), 1):
        found = SILENCED.search(text)
        if found and not re.search(r"[a-z]{3}", found[4]):
            yield line, "silences a tool. Say why on the same line: `# noqa: X - why it is right`."


def effects(source):
    """An import has no effect."""
    for node in source.tree.body:
        if isinstance(node, ast.Expr) and not isinstance(node.value, ast.Constant):
            yield node.lineno, "does something when it is imported. Put it into a function."


def inheritance(source):
    """We have no base classes: of our own, only protocols and exceptions are derived from."""
    own = OWN | classes(source)
    ours = {module.rpartition(".")[2] for module, _ in source.imports() if "backlight." in module}
    ours |= classes(source).keys()
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ClassDef):
            for words in bases(node):
                known = words[0] in ours and words[-1] in own
                if known and not derivable(words[-1], own):
                    yield (
                        node.lineno,
                        (
                            f"`{node.name}` derives from our `{words[-1]}`. Use a function, a record "
                            "of functions, or a Protocol."
                        ),
                    )


def classes(source):
    """The classes of a file, and the last names of their base classes."""
    return {
        node.name: {words[-1] for words in bases(node)}
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef)
    }


def derivable(name, own):
    """Whether a class of ours is a protocol or an exception."""
    above = own[name]
    return "Protocol" in above or any(
        base in BUILTIN_ERRORS or (base in own and base != name and derivable(base, own))
        for base in above
    )


def bases(node):
    """The base classes, each as the names that lead to it."""
    for base in node.bases:
        yield dotted(base.value if isinstance(base, ast.Subscript) else base)


def functions(source):
    """Every function and method, however deep."""
    kinds = ast.FunctionDef | ast.AsyncFunctionDef
    return [node for node in ast.walk(source.tree) if isinstance(node, kinds)]


def offered(tree, inside=""):
    """The public functions and classes, and the public methods of those classes."""
    for node in tree.body:
        kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
        if isinstance(node, kinds) and not node.name.startswith("_"):
            if not any(getattr(d, "id", getattr(d, "attr", "")) in QUIET for d in decorators(node)):
                yield inside + node.name, node
            if isinstance(node, ast.ClassDef):
                yield from offered(node, f"{node.name}.")


QUIET = {"overload", "override", "setter"}


def decorators(node):
    """What decorates a function or class, called or not."""
    return [d.func if isinstance(d, ast.Call) else d for d in node.decorator_list]


OWN = {name: above for source in SOURCES for name, above in classes(source).items()}


test_files_are_short = each(long_files)
test_functions_are_short = each(long_functions)
test_every_offer_is_explained = each(unsaid)
test_names_say_something = each(vague_names)
test_only_the_command_line_prints = each(prints)
test_nothing_is_left_to_do = each(leftovers)
test_lines_end_where_editors_end_them = each(python_lines)
test_silence_has_a_reason = each(silenced)
test_imports_have_no_effect = each(effects)
test_nothing_inherits = each(inheritance)


def test_most_files_are_short():
    median = statistics.median(source.text.count("\n") for source in SOURCES)
    assert median <= MEDIAN, f"the median file has {median} lines, {MEDIAN} are the most"


LONG = "def f():\n    '''Doc.'''\n" + "    a = 1\n" * (FUNCTION - 2)


INSIDE = "class A:\n    async def f():\n" + "        a = 1\n" * (FUNCTION - 1)


@pytest.mark.parametrize(
    ("rule", "path", "bad", "good"),
    [
        (long_files, "a.py", "a = 1\n" * 201, "a = 1\n" * 200),
        (long_functions, "a.py", LONG + "    a = 1\n" * 2, LONG + "    a = 1\n"),
        (
            long_functions,
            "a.py",
            INSIDE + "        a = 1\n" * 2,
            INSIDE,
        ),
        (unsaid, "a.py", "a = 1", "'''A.'''"),
        (unsaid, "a.py", "'''A.'''\ndef f(): ...", "'''A.'''\ndef _f(): ..."),
        (unsaid, "a.py", "'''A.'''\nclass A: ...", "'''A.'''\nclass A:\n '''A.'''"),
        (
            unsaid,
            "a.py",
            "'''A.'''\nclass A:\n '''A.'''\n async def f(): ...",
            "'''A.'''\nclass A:\n '''A.'''\n def __len__(): ...",
        ),
        (vague_names, "utils.py", "", ""),
        (vague_names, "analysis/helpers.py", "", ""),
        (vague_names, "common/a.py", "", ""),
        (prints, "runs.py", "print(1)", "log.info(1)"),
        (leftovers, "a.py", "a = 1  # TODO later", "a = 'todos'"),
        (leftovers, "a.py", "a = 1\n# FIXME: soon", "a = re.compile('TODO')"),
        (python_lines, "a.py", "a.splitlines()", "Text(a).lines"),
        (silenced, "a.py", "a = 1  # noqa: E501", "a = 1  # noqa: E501 - a table"),
        (silenced, "a.py", "a = 1  # noqa", "a = 1"),
        (
            silenced,
            "a.py",
            "a = b  # type: ignore[no-any-return]",
            "a = b  # type: ignore[x]  # no stubs yet",
        ),
        (effects, "a.py", "main()", "a = main()"),
        (
            inheritance,
            "a.py",
            "class A: ...\nclass B(A): ...",
            "class E(ValueError): ...\nclass F(E): ...",
        ),
        (
            inheritance,
            "a.py",
            "class A(abc.ABC): ...\nclass B(A): ...",
            "class P(Protocol): ...\nclass A(P): ...",
        ),
    ],
)
def test_a_breach_is_seen(rule, path, bad, good):
    assert list(rule(planted(path, bad)))
    assert not list(rule(planted("cli.py" if rule is prints else "good.py", good)))


def test_documents_have_a_sentence_a_line():
    wrong = []
    for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md"):
        fenced = False
        for line, text in enumerate((ROOT / name).read_text("utf-8").split("\n"), 1):
            fenced ^= text.lstrip().startswith("```")
            prose = re.sub(r"`[^`]*`", "x", text)
            if not fenced and not text.startswith("|") and re.search(r"[.!?] +[A-Z]", prose):
                wrong.append(f"{name}:{line}: {text.strip()[:80]}")
    assert not wrong, "\n".join(["begin a new line:", *wrong])


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps no such bit")
def test_ci_can_be_started():
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111
