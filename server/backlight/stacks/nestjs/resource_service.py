"""The service of a new resource of Nest as text: what is done with its rows."""

from backlight.stacks.nestjs.resource_fields import Said
from backlight.stacks.nestjs.resource_text import Resource, file_text


def service(of: Resource) -> str:
    """What is done with the rows; the controller knows no store."""
    name, model = of.name, of.model
    linked = [f for f in of.shape.fields if f.to]
    store = [*(["DeepPartial"] if linked else []), "QueryFailedError", "Repository"]
    return file_text(
        "import {",
        *("  BadRequestException,", "  ConflictException,", "  Injectable,"),
        *("  NotFoundException,", "} from '@nestjs/common';"),
        "import { InjectRepository } from '@nestjs/typeorm';",
        f"import {{ {', '.join(store)} }} from 'typeorm';",
        f"import {{ Create{name}Dto }} from '{of.dto}/create-{of.word}.dto{of.end}';",
        f"import {{ Update{name}Dto }} from '{of.dto}/update-{of.word}.dto{of.end}';",
        f"import {{ {model} }} from '{of.entity}';",
        "",
        *_refusals(of),
        *_class(of, "row(dto)" if linked else "dto"),
        *(_row(of, linked) if linked else ()),
    )


def _class(of: Resource, given: str) -> list[str]:
    name, model, key = of.name, of.model, of.shape.key
    return [
        "@Injectable()",
        f"export class {name}Service {{",
        "  constructor(",
        f"    @InjectRepository({model})",
        f"    private readonly {of.rows}: Repository<{model}>,",
        "  ) {}",
        "",
        f"  findAll(page: number, limit: number): Promise<{model}[]> {{",
        f"    const order = {{ {key}: 'ASC' }} as const;",
        f"    return this.{of.rows}.find({{ order, skip: (page - 1) * limit, take: limit }});",
        *("  }", ""),
        f"  async findOne({key}: {of.key_type}): Promise<{model}> {{",
        f"    const found = await this.{of.rows}.findOne({{ where: {{ {key} }} }});",
        "    if (!found) {",
        f"      throw new NotFoundException('{of.word}');",
        "    }",
        "    return found;",
        *("  }", ""),
        f"  create(dto: Create{name}Dto): Promise<{model}> {{",
        f"    return this.save(this.{of.rows}.create({given}));",
        *("  }", ""),
        f"  async update({key}: {of.key_type}, dto: Update{name}Dto): Promise<{model}> {{",
        f"    return this.save(this.{of.rows}.merge(await this.findOne({key}), {given}));",
        *("  }", ""),
        f"  async remove({key}: {of.key_type}): Promise<void> {{",
        f"    await this.{of.rows}.remove(await this.findOne({key})).catch(refuse);",
        *("  }", ""),
        f"  private save(one: {model}): Promise<{model}> {{",
        f"    return this.{of.rows}.save(one).catch(refuse);",
        "  }",
        "}",
    ]


def _refusals(of: Resource) -> list[str]:
    """What of a driver's failures a client is told, and in which words drivers say it."""
    thrown = "const code = error instanceof QueryFailedError && error.driverError?.code;"
    if of.coded:
        thrown = "const { code = '' } = (error instanceof QueryFailedError ? error : {}) as {"
    return [
        "/** What drivers say where something is unique, or another row needs it. */",
        "const CONFLICTS = [",
        "  '23503',",
        "  '23505',",
        "  'ER_DUP_ENTRY',",
        "  'ER_NO_REFERENCED_ROW_2',",
        "  'ER_ROW_IS_REFERENCED_2',",
        "  'SQLITE_CONSTRAINT',",
        "];",
        "/** What they say where a column cannot be empty. */",
        "const NULLS = ['23502', 'ER_BAD_NULL_ERROR'];",
        "",
        "function refuse(error: unknown): never {",
        f"  {thrown}",
        *(["    code?: string;", "  };"] if of.coded else []),
        "  if (CONFLICTS.includes(code)) {",
        "    throw new ConflictException();",
        "  }",
        "  if (NULLS.includes(code)) {",
        "    throw new BadRequestException();",
        "  }",
        "  throw error;",
        "}",
        "",
    ]


def _row(of: Resource, linked: list[Said]) -> list[str]:
    """The keys of a body as the relations that the entity has."""
    keys = ", ".join(one.name for one in linked)
    parts = [
        f"    ...({one.name} {one.lacks} ? {{}} : {{ {one.to}: {{ {one.key}: {one.name} }} }}),"
        for one in linked
    ]
    return [
        "",
        f"function row(dto: Update{of.name}Dto): DeepPartial<{of.model}> {{",
        f"  const {{ {keys}, ...rest }} = dto;",
        "  return {",
        "    ...rest,",
        *parts,
        "  };",
        "}",
    ]
