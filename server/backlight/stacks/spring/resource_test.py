"""The test of a new resource of Spring: what is not there, and what does not fit."""

from backlight.stacks.spring.resource_text import Resource, file_of

MOCK = "org.springframework.test.web.servlet."


def test_text(of: Resource, name: str) -> str:
    """A test of the controller alone: it knows nothing of security, nor of a database."""
    stores = {of.repository, *(full for _, full in of.others)}
    fields = {full: full.rpartition(".")[2] for full in (of.repository, *sorted(stores))}
    held = {full: kind[:1].lower() + kind[1:] for full, kind in fields.items()}
    given = ", ".join(dict.fromkeys(held.values()))
    key = {"Long": "1L", "Integer": "1", "String": '"1"'}.get(of.entity.key, "KEY")
    url = '"00000000-0000-0000-0000-000000000001"' if key == "KEY" else '"1"'
    constant = (
        f"    private static final UUID KEY = UUID.fromString({url});\n" if key == "KEY" else None
    )
    needed = any(p.rules for p in of.entity.properties)
    lines = [
        f"class {name} {{",
        "",
        constant,
        *(f"    private final {k} {held[full]} = mock({k}.class);" for full, k in fields.items()),
        "",
        "    private final MockMvc mvc = MockMvcBuilders",
        f"        .standaloneSetup(new {of.controller}({given}))",
        "        .build();",
        "",
        "    @Test",
        "    void whatIsNotThereIsNotFound() throws Exception {",
        f"        when({of.store}.findById({key})).thenReturn(Optional.empty());",
        f'        mvc.perform(get("{of.path}/{{id}}", {key})).andExpect(status().isNotFound());',
        "    }",
        "",
        *(_refused(of) if needed else []),
        "}",
    ]
    text = file_of(
        of, of.package, _imports(of, key, stores), [row for row in lines if row is not None]
    )
    return _static(text, needed=needed)


def _refused(of: Resource) -> list[str]:
    return [
        "    @Test",
        "    void aBodyThatDoesNotFitIsRefused() throws Exception {",
        f'        mvc.perform(post("{of.path}")',
        '            .contentType(MediaType.APPLICATION_JSON).content("{}"))',
        "            .andExpect(status().isBadRequest());",
        "    }",
        "",
    ]


def _imports(of: Resource, key: str, stores: set[str]) -> set[str]:
    found = {
        "java.util.Optional",
        "org.junit.jupiter.api.Test",
        f"{MOCK}MockMvc",
        f"{MOCK}setup.MockMvcBuilders",
        *stores,
    }
    found |= {"java.util.UUID"} if key == "KEY" else set()
    return found | (
        {"org.springframework.http.MediaType"}
        if any(p.rules for p in of.entity.properties)
        else set()
    )


def _static(text: str, *, needed: bool) -> str:
    """The methods that are imported by their names, before the classes."""
    names = [
        *("org.mockito.Mockito.mock", "org.mockito.Mockito.when"),
        f"{MOCK}request.MockMvcRequestBuilders.get",
        *([f"{MOCK}request.MockMvcRequestBuilders.post"] if needed else []),
        f"{MOCK}result.MockMvcResultMatchers.status",
    ]
    rows = "".join(f"import static {name};\n" for name in names)
    return text.replace("import ", f"{rows}\nimport ", 1)
