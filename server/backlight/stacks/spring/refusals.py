"""How a project answers to a body that does not fit: as it does, or by a class that is new."""

from posixpath import dirname, join

from backlight.analysis.facts import Project
from backlight.analysis.java import file
from backlight.analysis.syntax import Source
from backlight.edits import Change
from backlight.stacks.spring.fragment import Code

ANSWERING = ("MethodArgumentNotValidException", "ResponseEntityExceptionHandler", "BindException")
REACTIVE = ("org.springframework.web.reactive.", "reactor.core.")
NAME = "ValidationErrors"
TEXT = """{package}import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Answers to a body that does not fit with what is wrong with each field. */
@RestControllerAdvice
public class ValidationErrors {{

    @ExceptionHandler(MethodArgumentNotValidException.class)
    @ResponseStatus(HttpStatus.BAD_REQUEST)
    public Map<String, String> refuse(MethodArgumentNotValidException error) {{
        Map<String, String> fields = new LinkedHashMap<>();
        error.getBindingResult()
            .getFieldErrors()
            .forEach(one -> fields.putIfAbsent(one.getField(), one.getDefaultMessage()));
        return fields;
    }}
}}
"""


def refusals(source: Source, project: Project) -> list[Change]:
    """A class that names the fields, where nothing answers to such errors yet."""
    said = file(source)
    path = join(dirname(source.path), f"{NAME}.java")
    if _answered(project) or path in project.paths:
        return []
    if any(full.startswith(REACTIVE) for _, full in said.imports):
        return []
    package = f"package {said.package};\n\n" if said.package else ""
    return [Change(created={path: TEXT.format(package=package)})]


def _answered(project: Project) -> bool:
    for facts in project.files.values():
        fragment = facts.fragments.get("spring")
        if isinstance(fragment, Code) and any(
            full.endswith(ANSWERING) for _, full in fragment.file.imports
        ):
            return True
    return False
