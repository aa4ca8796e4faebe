"""A new resource of Nest as text: the classes of its bodies, and its controller."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from re import compile as regex

from backlight.stacks.nestjs.resource_fields import Said, Shape
from backlight.stacks.nestjs.resource_guard import Guard

USED = regex(r"@(\w+)\(")
VALIDATOR = "class-validator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A new resource, decided in every part."""

    model: str
    name: str
    """`Tag`, for the names of classes."""
    slug: str
    """`order-items`, for the path."""
    rows: str
    """`orderItems`, for the repository."""
    word: str
    """`tag`, for the names of files."""
    shape: Shape
    entity: str
    """How the new files import the entity: `./tag.entity`."""
    end: str
    """`.js` or `.ts`, where imports say it."""
    partial: str
    """The package that has `PartialType`; empty if none is at hand."""
    guard: Guard
    """What asks who it is."""
    folder: str
    """Where the new files stand."""
    coded: bool = False
    """Failures hold the driver's code themselves, as those of TypeORM 0.2 do."""
    plain: bool = False
    """Nest may be of a version that has no pipe for defaults."""

    @property
    def dto(self) -> str:
        """The folder of its bodies, as a path."""
        return "./dto"

    @property
    def key_type(self) -> str:
        """The type of its key."""
        return "number" if self.shape.number else "string"


def create_dto(of: Resource) -> str:
    """The body of a request that creates a row."""
    return _dto(f"Create{of.name}Dto", of.shape.fields)


def update_dto(of: Resource) -> str:
    """The body of a request that changes one: the same, each field if it is there."""
    if not of.partial:
        fields = [replace(f, optional=True) for f in of.shape.fields]
        return _dto(f"Update{of.name}Dto", fields)
    created = f"Create{of.name}Dto"
    return file_text(
        f"import {{ PartialType }} from '{of.partial}';",
        f"import {{ {created} }} from './create-{of.word}.dto{of.end}';",
        "",
        f"export class Update{of.name}Dto extends PartialType({created}) {{}}",
    )


def _dto(name: str, fields: Iterable[Said]) -> str:
    rows: list[str] = []
    for one in fields:
        rules = ("@IsOptional()", *one.rules) if one.optional else one.rules
        rows += [*(f"  {rule}" for rule in rules)]
        rows += [f"  readonly {one.name}{'?' if one.optional else '!'}: {one.type};", ""]
    used = {name for row in rows for name in USED.findall(row)}
    imports = [f"import {{ {', '.join(sorted(used - {'Type'}))} }} from '{VALIDATOR}';"]
    imports += ["import { Type } from 'class-transformer';"] if "Type" in used else []
    return file_text(*imports, "", f"export class {name} {{", *rows[:-1], "}")


IMPORTED = frozenset(
    (
        *("Body", "Controller", "Delete", "Get", "HttpCode", "Param", "Patch", "Post", "Query"),
        *("UsePipes", "UseGuards", "ValidationPipe", "ParseIntPipe", "ParseUUIDPipe"),
        *("Module", "Injectable", "Repository", "DefaultValuePipe", "QueryFailedError"),
    )
)
"""What the files of a resource import of libraries; an entity of such a name would be a second."""


def controller(of: Resource) -> str:
    """The routes."""
    name, model = of.name, of.model
    pipe = "ParseIntPipe" if of.shape.number else "ParseUUIDPipe"
    guard = "" if of.guard.middleware else of.guard.code
    nest = {
        *("Body", "Controller", "Delete", "Get", "HttpCode", "Param", "Patch", "Post", "Query"),
        *("UsePipes", "ValidationPipe", pipe),
        *([] if of.plain else ["DefaultValuePipe", "ParseIntPipe"]),
        *(["UseGuards"] if guard else []),
    }
    return file_text(
        "import {",
        *(f"  {one}," for one in sorted(nest)),
        "} from '@nestjs/common';",
        *([f"import {{ {of.guard.name} }} from '{of.guard.origin}';"] if guard else []),
        f"import {{ Create{name}Dto }} from '{of.dto}/create-{of.word}.dto{of.end}';",
        f"import {{ Update{name}Dto }} from '{of.dto}/update-{of.word}.dto{of.end}';",
        f"import {{ {model} }} from '{of.entity}';",
        f"import {{ {name}Service }} from './{of.word}.service{of.end}';",
        "",
        "const MOST = 100;",
        "",
        *_class(of, guard),
    )


def _class(of: Resource, guard: str) -> list[str]:
    name, model, key = of.name, of.model, of.shape.key
    pipe = "ParseIntPipe" if of.shape.number else "ParseUUIDPipe"
    at = f"@Param('{key}', {pipe}) {key}: {of.key_type}"
    return [
        f"@Controller('{of.slug}')",
        *([f"@UseGuards({guard})"] if guard else []),
        "@UsePipes(new ValidationPipe({ whitelist: true, transform: true }))",
        f"export class {name}Controller {{",
        f"  constructor(private readonly service: {name}Service) {{}}",
        "",
        "  @Get()",
        *_list(of),
        *("  }", "", f"  @Get(':{key}')"),
        f"  findOne({at}): Promise<{model}> {{",
        f"    return this.service.findOne({key});",
        *("  }", "", "  @Post()"),
        f"  create(@Body() dto: Create{name}Dto): Promise<{model}> {{",
        "    return this.service.create(dto);",
        *("  }", "", f"  @Patch(':{key}')"),
        "  update(",
        f"    {at},",
        f"    @Body() dto: Update{name}Dto,",
        f"  ): Promise<{model}> {{",
        f"    return this.service.update({key}, dto);",
        *("  }", "", f"  @Delete(':{key}')", "  @HttpCode(204)"),
        f"  remove({at}): Promise<void> {{",
        f"    return this.service.remove({key});",
        "  }",
        "}",
    ]


def _list(of: Resource) -> list[str]:
    """The list, in pages of a size that clients choose within bounds."""
    if of.plain:
        return [
            "  findAll(",
            "    @Query('page') page = '1',",
            "    @Query('limit') limit = '20',",
            f"  ): Promise<{of.model}[]> {{",
            "    const [at, many] = [parseInt(page, 10) || 1, parseInt(limit, 10) || 20];",
            "    return this.service.findAll(Math.max(at, 1), Math.min(Math.max(many, 1), MOST));",
        ]
    return [
        "  findAll(",
        "    @Query('page', new DefaultValuePipe(1), ParseIntPipe) page: number,",
        "    @Query('limit', new DefaultValuePipe(20), ParseIntPipe) limit: number,",
        f"  ): Promise<{of.model}[]> {{",
        "    return this.service.findAll(Math.max(page, 1), Math.min(Math.max(limit, 1), MOST));",
    ]


def file_text(*rows: str) -> str:
    """A file of these lines."""
    return "\n".join(rows) + "\n"
