"""The module of a new resource of Nest as text, and its test."""

from backlight.stacks.nestjs.resource_text import Resource, file_text


def module(of: Resource) -> str:
    """What puts the parts together, with the middleware that asks who it is."""
    name, asked = of.name, of.guard
    wired = asked.middleware
    nest = "MiddlewareConsumer, Module, NestModule" if wired else "Module"
    needed = [asked.code, asked.origin] if wired else []
    imports = [f"TypeOrmModule.forFeature([{of.model}])", *(one for one, _ in asked.modules)]
    return file_text(
        f"import {{ {nest} }} from '@nestjs/common';",
        "import { TypeOrmModule } from '@nestjs/typeorm';",
        *([f"import {{ {needed[0]} }} from '{needed[1]}';"] if needed else []),
        *(f"import {{ {one} }} from '{origin}';" for one, origin in asked.modules),
        f"import {{ {of.model} }} from '{of.entity}';",
        f"import {{ {name}Controller }} from './{of.word}.controller{of.end}';",
        f"import {{ {name}Service }} from './{of.word}.service{of.end}';",
        "",
        "@Module({",
        f"  imports: [{', '.join(imports)}],",
        f"  controllers: [{name}Controller],",
        f"  providers: [{name}Service],",
        "})",
        *(_applied(of) if wired else [f"export class {name}Module {{}}"]),
    )


def _applied(of: Resource) -> list[str]:
    return [
        f"export class {of.name}Module implements NestModule {{",
        "  configure(consumer: MiddlewareConsumer) {",
        f"    consumer.apply({of.guard.code}).forRoutes({of.name}Controller);",
        "  }",
        "}",
    ]


def spec(of: Resource, runner: str) -> str:
    """A test of what is refused, without a database."""
    name, model = of.name, of.model
    unknown = "1" if of.shape.number else "'00000000-0000-4000-8000-000000000001'"
    head = ["import { describe, expect, it } from 'vitest';"] if runner == "vitest" else []
    return file_text(
        *head,
        "import { NotFoundException } from '@nestjs/common';",
        "import { Repository } from 'typeorm';",
        f"import {{ {model} }} from '{of.entity}';",
        f"import {{ {name}Service }} from './{of.word}.service{of.end}';",
        "",
        f"describe('{name}Service', () => {{",
        "  it('refuses what is not there', async () => {",
        "    const rows = { findOne: async () => null };",
        f"    const service = new {name}Service(rows as unknown as Repository<{model}>);",
        f"    await expect(service.findOne({unknown})).rejects.toThrow(NotFoundException);",
        "  });",
        "});",
    )
