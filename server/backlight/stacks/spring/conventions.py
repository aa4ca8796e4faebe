"""How a Spring project does things, as sentences for the brief of an agent."""

from collections import Counter
from collections.abc import Iterator
from posixpath import basename
from re import compile as regex

from backlight.analysis.facts import Endpoint, Project
from backlight.analysis.java_values import File, Type
from backlight.stacks.spring.build_file import Build, build_of, flavour
from backlight.stacks.spring.fragment import Code

STORES = (
    ("org.springframework.data.jpa.", "Spring Data JPA: entities, and repository interfaces"),
    ("org.springframework.data.mongodb.", "Spring Data MongoDB"),
    ("org.springframework.data.jdbc.", "Spring Data JDBC"),
    ("org.apache.ibatis.", "MyBatis mappers"),
    ("org.springframework.jdbc.core.", "JdbcTemplate, with SQL in strings"),
    ("jakarta.persistence.EntityManager", "a JPA EntityManager"),
    ("javax.persistence.EntityManager", "a JPA EntityManager"),
)
JAVA = regex(
    r"<java\.version>([\d.]+)|<maven\.compiler\.(?:source|release)>([\d.]+)"
    r"|JavaLanguageVersion\.of\((\d+)\)|sourceCompatibility\s*=\s*['\"]?(?:JavaVersion\.VERSION_)?([\d_.]+)"
)
TESTS = regex(r"(?:Controller|Resource|Api|Endpoint)(?:Tests?|IT|IntTest)\.java$")
SLICE = regex(r"@(?:WebMvcTest|WebFluxTest|SpringBootTest)\b|MockMvcBuilders\.standaloneSetup")
LOOKED_AT = 5
SHAPE = regex(r"^(?:ResponseEntity|HttpEntity|Mono)<(.+)>$")
MIGRATIONS = (("db/migration/", "Flyway"), ("db/changelog/", "Liquibase"))


def conventions(project: Project) -> tuple[str, ...]:
    """The project's own ways; nothing where it has no endpoints of Spring."""
    own = [endpoint for endpoint in project.endpoints if endpoint.stack == "spring"]
    if not own:
        return ()
    files = {
        path: fragment.file
        for path, facts in project.files.items()
        if isinstance(fragment := facts.fragments.get("spring"), Code)
    }
    path = Counter(endpoint.file for endpoint in own).most_common(1)[0][0]
    build = build_of(project, path)
    return (
        _versions(build),
        *_laid_out(files, own),
        *_injected(files),
        *_bodies(project, files, build),
        *_answered(files),
        *_stored(project, files),
        *_guarded(own),
        *_tested(project),
    )


def _versions(build: Build | None) -> str:
    text = f"{build.text}\n{build.above}" if build is not None else ""
    java = JAVA.search(text)
    number = next((part for part in java.groups() if part), "") if java is not None else ""
    boot = ".".join(map(str, build.version)) if build is not None and build.version[0] else ""
    tool = f", built by {'Maven' if 'pom' in build.path else 'Gradle'}" if build is not None else ""
    return f"Spring{f' Boot {boot}' if boot else ''} in Java{f' {number}' if number else ''}{tool}."


def _laid_out(files: dict[str, File], own: list[Endpoint]) -> Iterator[str]:
    counted = Counter(e.file for e in own)
    example = counted.most_common(1)[0][0]
    packages = Counter(files[p].package for p in counted if p in files)
    said = "1 file" if len(counted) == 1 else f"{len(counted)} files"
    where = f" in {packages.most_common(1)[0][0]}" if packages else ""
    yield f"Controllers stand{where} ({said}, for example {basename(example)})."
    services = [one for one in _types(files) if _is(one, "Service")]
    if services:
        apart = any(one.name.endswith("Impl") for one in services)
        how = "an interface and its `…Impl`" if apart else "one class each"
        yield f"Logic stands in services, {how}, for example {services[0].name}."


def _injected(files: dict[str, File]) -> Iterator[str]:
    every = list(_types(files))
    wired = sum(any(a.name == "Autowired" for f in t.fields for a in f.annotations) for t in every)
    made = sum(_is(one, "RequiredArgsConstructor", "AllArgsConstructor") for one in every)
    if wired > made:
        yield "Beans are injected into fields by `@Autowired`."
    else:
        yield "Beans are injected through constructors" + (" that Lombok writes." if made else ".")
    if any(f.startswith("lombok.") for one in files.values() for _, f in one.imports):
        yield "Classes use Lombok."


def _bodies(project: Project, files: dict[str, File], build: Build | None) -> Iterator[str]:
    names = flavour(project, build)
    if any(
        full.startswith(f"{names}.validation") for one in files.values() for _, full in one.imports
    ):
        yield f"Bodies are checked by rules of {names}.validation and `@Valid`."
    records = [t.name for t in _types(files) if t.kind == "record"]
    if records:
        yield f"Requests and answers can be records, for example {records[0]}."


def _answered(files: dict[str, File]) -> Iterator[str]:
    """Where exceptions become answers, and of which shape."""
    for path, one in files.items():
        advice = [t for t in one.types if _is(t, "ControllerAdvice", "RestControllerAdvice")]
        if advice:
            shapes = Counter(
                shape
                for t in advice
                for m in t.methods
                if any(a.name == "ExceptionHandler" for a in m.annotations)
                and (shape := SHAPE.sub(r"\1", m.returns)) not in {"", "void", "?", "Object"}
            )
            said = f", as `{shapes.most_common(1)[0][0]}`" if shapes else ""
            yield f"Exceptions are made answers in {path}{said}."
            break
    own = [t for t in _types(files) if _is(t, "ResponseStatus")]
    if own:
        yield f"Exceptions say their own status by `@ResponseStatus`, for example {own[0].name}."


def _tested(project: Project) -> Iterator[str]:
    """How controllers are tested."""
    for path in [path for path in project.paths if TESTS.search(path)][:LOOKED_AT]:
        source = project.read(path)
        hit = SLICE.search(source.text.source) if source is not None else None
        if hit is not None:
            yield f"Controllers are tested by `{hit[0]}`, for example {path}."
            return


def _stored(project: Project, files: dict[str, File]) -> Iterator[str]:
    full = [name for one in files.values() for _, name in one.imports]
    counted = Counter(said for sign, said in STORES for n in full if n.startswith(sign))
    if counted:
        yield f"Data is stored through {counted.most_common(1)[0][0]}."
    for sign, tool in MIGRATIONS:
        if any(sign in path for path in project.paths):
            yield f"The schema is changed by migrations of {tool}."


def _guarded(own: list[Endpoint]) -> Iterator[str]:
    guards = Counter(guard for e in own for guard in e.guards)
    if guards:
        names = ", ".join(f"`@{name}`" for name, _ in guards.most_common(3))
        yield f"Handlers are guarded by annotations: {names}."


def _types(files: dict[str, File]) -> Iterator[Type]:
    return (one for file in files.values() for one in file.types)


def _is(one: Type, *names: str) -> bool:
    return any(a.name in names for a in one.annotations)
