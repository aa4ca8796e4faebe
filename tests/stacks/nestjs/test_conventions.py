from backlight.stacks.nestjs import NESTJS
from stacks import reading

FILES = {
    "package.json": '{"dependencies": {"@nestjs/common": "^10.1.0", "typeorm": "1", "class-validator": "1"},'
    ' "devDependencies": {"jest": "29"}}',
    "src/main.ts": """import { NestFactory } from '@nestjs/core';
const app = await NestFactory.create(AppModule);
app.setGlobalPrefix('api');
app.enableVersioning({ type: VersioningType.URI });
app.useGlobalPipes(new ValidationPipe());
app.listen(3000);
""",
    "src/cats/cats.controller.ts": """import { Controller, Get } from '@nestjs/common'
@UseGuards(AuthGuard)
@Controller('cats')
export class CatsController {
  @Get() list() {}
}
""",
    "src/cats/dto/create-cat.dto.ts": """import { IsString } from 'class-validator'
export class CreateCatDto {
  @IsString() name: string
}
""",
    "src/common/http-error.filter.ts": """import { Catch, ExceptionFilter } from '@nestjs/common'
@Catch(HttpException)
export class HttpErrorFilter implements ExceptionFilter {}
""",
    "src/cats/cats.service.ts": "export class CatsService {}\n",
    "src/cats/cats.controller.spec.ts": "describe('cats', () => {})\n",
}


def test_a_project_is_described_in_its_own_ways():
    assert NESTJS.conventions(reading.project(FILES)) == (
        "NestJS 10 in TypeScript, single quotes, without semicolons.",
        (
            "Controllers stand in *.controller.ts (1 file, for example src/cats/cats.controller.ts)"
            " with *.service.ts, *.dto.ts beside them."
        ),
        "Every path begins with `api`, set in src/main.ts.",
        "Versions stand in the path (`v1`).",
        (
            "Bodies are classes with rules of class-validator, for example CreateCatDto"
            " (src/cats/dto/create-cat.dto.ts); a pipe applies them for all handlers."
        ),
        (
            "Exceptions are made answers by filters, for example HttpErrorFilter"
            " (src/common/http-error.filter.ts)."
        ),
        (
            "Data is stored through TypeORM: entities, and repositories by `@InjectRepository`;"
            " controllers call services, not the store."
        ),
        "Handlers are guarded by `@UseGuards` or decorators made of it: `AuthGuard`.",
        "Tests run under jest, for example src/cats/cats.controller.spec.ts.",
    )


def test_a_project_without_endpoints_has_nothing_to_say():
    assert NESTJS.conventions(reading.project({"a.ts": "export const a = 1;"})) == ()
