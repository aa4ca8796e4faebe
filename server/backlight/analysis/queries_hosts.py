"""The languages that hold SQL in their strings, by name."""

from backlight.analysis import (
    queries_java_names,
    queries_javascript_names,
    queries_python_names,
)
from backlight.analysis.queries_host import Host

HOSTS: dict[str, Host] = {
    "python": queries_python_names.HOST,
    "javascript": queries_javascript_names.HOST,
    "typescript": queries_javascript_names.HOST,
    "tsx": queries_javascript_names.HOST,
    "java": queries_java_names.HOST,
}
