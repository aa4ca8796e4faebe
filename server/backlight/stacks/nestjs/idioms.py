"""How NestJS code does it, in words."""

from backlight.stacks.record import Idioms

IDIOMS = Idioms(
    errors="Throw Nest's own exceptions (`NotFoundException`, `ConflictException`) or the "
    "project's, and leave their shape to the one exception filter.",
    versions='A version is URI versioning (`app.enableVersioning`, `@Version("2")` or '
    '`@Controller({ version: "2" })`) if the project has it, else a controller with its '
    "own prefix.",
    documents="Document with `@nestjs/swagger` if the project has it: `@ApiOperation`, "
    "`@ApiResponse` for every status, `@ApiProperty` on DTOs; else TSDoc over the method.",
    services="Logic lives in an `@Injectable()` provider of the module, injected by the "
    "constructor; it knows no request and throws domain errors.",
    tests="Unit tests use `Test.createTestingModule` with providers overridden; end-to-end "
    "tests use supertest on `app.getHttpServer()`, with the same pipes as `main.ts`.",
    guards="Who asks is a guard: `@UseGuards(AuthGuard)` on the controller or method (or a "
    "global one with a `@Public()` exception), roles by a decorator and `Reflector`; "
    "ownership checked in the service.",
    limits="A limit is `@nestjs/throttler` (`@Throttle`, `ThrottlerGuard`) with a shared "
    "storage, answered by 429.",
    caches="A cache is `@nestjs/cache-manager` (`CACHE_MANAGER` injected, `CacheInterceptor` "
    "where the answer is the same for all); keys hold who asks, entries have a `ttl`, "
    "writes delete them.",
    pages="A query DTO with `@Type(() => Number) @IsInt() @Min(1) @Max(100)` holds `limit` and "
    "`cursor` or `page`; the query has a stable order.",
    pools="The pool or client is a provider of one module, configured in `forRootAsync` with a "
    "size, closed in `onModuleDestroy` with `enableShutdownHooks`.",
    starts=(b"NestFactory.create", b".listen("),
)
"""What its documentation recommends; the ways of the project win."""
