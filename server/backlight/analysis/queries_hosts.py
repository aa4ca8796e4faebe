"""The languages that hold SQL in their strings, by name."""

from backlight.analysis import (
    queries_go_names,
    queries_java_names,
    queries_javascript_names,
    queries_python_names,
    queries_ruby_names,
)
from backlight.analysis.queries_host import Host

HOSTS: dict[str, Host] = {
    "python": queries_python_names.HOST,
    "javascript": queries_javascript_names.HOST,
    "typescript": queries_javascript_names.HOST,
    "tsx": queries_javascript_names.HOST,
    "java": queries_java_names.HOST,
    "go": queries_go_names.HOST,
    "ruby": queries_ruby_names.HOST,
}
"""By the name that a source has for its language."""
