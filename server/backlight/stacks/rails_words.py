"""Words as Rails bends them, and who follows it: plurals, singulars, names of classes, of files."""

from re import compile as regex

ODD = {
    "people": "person",
    "children": "child",
    "men": "man",
    "women": "woman",
    "mice": "mouse",
    "oxen": "ox",
    "indices": "index",
    "vertices": "vertex",
    "matrices": "matrix",
    "criteria": "criterion",
    "movies": "movie",
    "shoes": "shoe",
    "statuses": "status",
    "aliases": "alias",
    "buses": "bus",
    "quizzes": "quiz",
    "axes": "axis",
    "crises": "crisis",
    "analyses": "analysis",
    "theses": "thesis",
    "databases": "database",
    "moves": "move",
    "media": "medium",
    "data": "datum",
}
EVEN = {"news", "series", "species", "equipment", "information", "rice", "money", "fish", "sheep"}
EVEN |= {"jeans", "police", "metadata"}


def singular(word: str) -> str:
    """One of many: `stories` -> `story`, `hat_requests` -> `hat_request`."""
    head, _, last = word.rpartition("_")
    return f"{head}_{_one(last)}".lstrip("_") if head else _one(last)


def plural(word: str) -> str:
    """Many of one: `category` -> `categories`."""
    head, _, last = word.rpartition("_")
    many = _many(last)
    return f"{head}_{many}" if head else many


def _one(word: str) -> str:
    if word in ODD or word in EVEN:
        return ODD.get(word, word)
    for end, instead in (
        ("ies", "y"),
        ("sses", "ss"),
        ("shes", "sh"),
        ("ches", "ch"),
        ("xes", "x"),
        ("ss", "ss"),
        ("lves", "lf"),
        ("rves", "rve"),
        ("s", ""),
    ):
        if word.endswith(end):
            return word.removesuffix(end) + instead
    return word


def _many(word: str) -> str:
    odd = {one: many for many, one in ODD.items()}
    if word in odd or word in EVEN:
        return odd.get(word, word)
    if regex(r"[^aeiou]y$").search(word):
        return f"{word[:-1]}ies"
    if word.endswith(("lf", "arf")):
        return f"{word[:-1]}ves"
    if word.endswith(("ss", "sh", "ch", "x", "z", "us")):
        return f"{word}es"
    return word if word.endswith("s") else f"{word}s"


def underscore(name: str) -> str:
    """A class as a path: `Admin::HTTPUsers` -> `admin/http_users`."""
    name = regex(r"([A-Z\d]+)([A-Z][a-z])").sub(r"\1_\2", name.replace("::", "/"))
    return regex(r"([a-z\d])([A-Z])").sub(r"\1_\2", name).lower().replace("-", "_")


def camelize(path: str) -> str:
    """A path as a class: `admin/http_users` -> `Admin::HttpUsers`."""
    parts = ("".join(w[:1].upper() + w[1:] for w in p.split("_")) for p in path.split("/"))
    return "::".join(parts)
