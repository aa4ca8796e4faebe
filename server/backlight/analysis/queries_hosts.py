"""The languages that hold SQL in their strings, by name; each is imported when it is first met."""

from functools import cache

from backlight.analysis.queries_host import Host


@cache
def host_of(language: str) -> Host | None:
    """What is known of a language; `None` for one that holds no SQL."""
    if language == "python":
        from backlight.analysis.queries_python_names import HOST as PYTHON

        return PYTHON
    if language in {"javascript", "typescript", "tsx"}:
        from backlight.analysis.queries_javascript_names import HOST as JAVASCRIPT

        return JAVASCRIPT
    if language == "java":
        from backlight.analysis.queries_java_names import HOST as JAVA

        return JAVA
    if language == "go":
        from backlight.analysis.queries_go_names import HOST as GO

        return GO
    if language == "ruby":
        from backlight.analysis.queries_ruby_names import HOST as RUBY

        return RUBY
    return None
