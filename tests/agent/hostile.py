"""Agent files that nobody writes by mistake, and some that people do: name -> bytes."""

HEAD = "---\nname: reviewer\ntitle: Review\n"
BODY = "---\nYou review.\n"


def laughs(levels):
    """The alias bomb."""
    rows = ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, levels)]
    return "\n".join(rows)


def merges(levels):
    """The merge-key bomb: `safe_load` takes seconds."""
    rows = ["m0: &m0 {k: 1}"]
    rows += [f"m{n}: &m{n}\n  <<: [{', '.join([f'*m{n - 1}'] * 10)}]" for n in range(1, levels)]
    return "\n".join(rows)


def headed(more):
    """A file with more in its head."""
    return f"{HEAD}{more}\n{BODY}".encode()


REFUSED = {
    # what it is: the line that is told of, and the file
    "a line of 10 MB in the head": (1, headed(f"note: {'x' * 10_000_000}")),
    "a body of 10 MB on one line": (1, f"{HEAD}---\n{'x' * 10_000_000}".encode()),
    "50 MB of nothing": (1, b"\0" * 50_000_000),
    "binary": (3, bytes(range(256)) * 500),
    "a picture": (1, b"\x89PNG\r\n\x1a\n" + b"\0\xff" * 30_000),
    "UTF-16, little end first": (1, f"{HEAD}{BODY}".encode("utf-16")),
    "UTF-16, big end first": (1, b"\xfe\xff" + f"{HEAD}{BODY}".encode("utf-16-be")),
    "UTF-32": (1, f"{HEAD}{BODY}".encode("utf-32")),
    "Latin-1": (4, f"{HEAD}note: caf\xe9\n{BODY}".encode("latin-1")),
    "UTF-8 cut in half": (6, f"{HEAD}{BODY}é".encode()[:-1]),
    "NUL in the head": (4, headed("note: a\0b")),
    "NUL in the body": (5, f"{HEAD}---\nYou\0review.".encode()),
    "a bell in the head": (4, headed("note: \x07")),
    "text that is turned around": (5, f"{HEAD}---\nYou \u202ereview\u202c.".encode()),
    "orders in tag characters": (5, f"{HEAD}---\nYou review.\U000e0041\U000e0042".encode()),
    "an alias bomb": (4, headed(laughs(8))),
    "a merge-key bomb": (4, headed(merges(7))),
    "one alias": (4, headed("a: &a [x]\nb: *a")),
    "a tag that runs": (4, headed("a: !!python/object/apply:os.system ['id']")),
    "brackets, 900 deep": (4, headed(f"a: {'[' * 900}{']' * 900}")),
    "brackets, 60,000 deep": (4, headed("a: " + "[" * 60_000)),
    "braces, 900 deep": (4, headed("a: " + "{a: " * 900)),
    "questions, 30,000 deep": (4, headed("? " * 30_000)),
    "a head of 70 kB": (1, headed(f"a: {'x' * 70_000}")),
    "10,000 keys": (1001, headed("k: v\n" * 10_000)),
    "12,000 keys of their own": (1001, headed("\n".join(f"k{n}:" for n in range(9_000)))),
    "brackets, 21 deep": (4, headed(f"a: {'[' * 21}{']' * 21}")),
    "no end of the head": (1, HEAD.encode()),
    "only a head": (4, f"{HEAD}---\n".encode()),
    "only dashes": (3, b"---\n---\n"),
    "dashes below a key, 30,000 deep": (5, headed("a:\n  " + "- " * 30_000)),
}
CURIOUS = {
    "a star that names nothing": headed("color: *nothing"),
    # what can be read all the same
    "dashes, 30,000 deep": headed("- " * 30_000),
    "250 kB of dashes": f"{HEAD}{BODY}".encode() + b"---\n" * 60_000,
    "60 kB of quotes": headed('a: "' + '"' * 60_000),
    "60 kB of blanks": f"{HEAD}{' ' * 60_000}\n{BODY}".encode(),
    "a tab for an indent": f"---\nname: x\ntitle: y\n\tdescription: z\n{BODY}".encode(),
    "a key said twice": headed("name: other"),
    "an end of a key that never comes": headed("a" * 60_000),
    "a number of 5,000 digits": headed("a: " + "9" * 5000),
    "5,000 commas in parentheses": headed("tools: Agent(" + "," * 60_000),
    "20,000 tools": headed("tools: " + ", ".join(f"t{n}" for n in range(9_000))),
    "a model of 60,000 letters": headed("model: " + "claude" * 10_000),
    "a name of 60,000 letters": headed("name: " + "a-" * 30_000),
    "a title of 60,000 letters": headed("title: " + "a " * 30_000),
    "carriage returns alone": (HEAD + BODY).replace("\n", "\r").encode(),
}
HOSTILE = {name: data for name, (_, data) in REFUSED.items()} | CURIOUS
