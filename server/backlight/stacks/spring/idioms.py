"""How Spring code does it, in words."""

from backlight.stacks.record import Idioms

IDIOMS = Idioms(
    errors="Throw domain exceptions and answer them in one `@RestControllerAdvice` as "
    "`ProblemDetail` (or the project's own body); no `try` in controllers for that.",
    versions='A version is a path (`@RequestMapping("/v2")`) on its own controller, or the API '
    "versioning of Spring 7 if the project has it; services are shared.",
    documents="Document with springdoc if the project has it: `@Operation`, `@ApiResponse` for "
    "every status, `@Schema` on DTOs; else Javadoc over the method.",
    services="Logic lives in a `@Service` with constructor injection and `@Transactional` on its "
    "writes; controllers map DTOs and statuses only, and entities never leave the "
    "service.",
    tests="Slices first: `@WebMvcTest` with MockMvc for controllers, `@DataJpaTest` for "
    "repositories, `@SpringBootTest` with Testcontainers for the whole; AssertJ, one "
    "reason to fail.",
    guards="Who asks is Spring Security: the `SecurityFilterChain`, `@PreAuthorize` on the "
    "method, the principal by `@AuthenticationPrincipal`; ownership checked in the "
    "service.",
    limits="A limit is Bucket4j or Resilience4j's `@RateLimiter` (or the gateway's), counted in "
    "a shared store, answered by 429 with `Retry-After`.",
    caches="A cache is `@Cacheable` with a key and a `CacheManager` that has a time to live, "
    "`@CacheEvict` on the writes; `sync = true` where many miss at once.",
    pages="The method takes a `Pageable` with `@PageableDefault`, a maximum size "
    "(`spring.data.web.pageable.max-page-size`) and a stable sort, and answers a DTO of "
    "the page.",
    pools="HikariCP is configured by `spring.datasource.hikari.*` (maximum size, connection "
    "timeout); a `RestClient` or `WebClient` is one bean with a pool and timeouts.",
    calls="Calls go through one `RestClient` or `WebClient` bean with connect and read "
    "timeouts; Resilience4j retries and breaks the circuit for what may be repeated.",
    starts=(b"SpringApplication.run",),
)
"""What its documentation recommends; the ways of the project win."""
