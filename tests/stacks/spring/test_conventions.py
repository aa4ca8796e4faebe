from backlight.stacks.spring import SPRING
from stacks import reading

FILES = {
    "pom.xml": "<artifactId>spring-boot-starter-parent</artifactId>\n<version>3.2.1</version>\n"
    "<java.version>21</java.version> spring-boot-starter-validation",
    "src/main/resources/db/migration/V1__init.sql": "CREATE TABLE owners (id int);",
    "src/main/java/shop/api/OwnerController.java": """package shop.api;
import org.springframework.data.jpa.repository.JpaRepository;
import jakarta.validation.Valid;
@RestController
@RequiredArgsConstructor
class OwnerController {
  @PreAuthorize("isAuthenticated()")
  @PostMapping("/owners") Owner create(@Valid @RequestBody NewOwner owner) { return null; }
}
record NewOwner(String name) {}
@Service class OwnerServiceImpl {}
""",
    "src/main/java/shop/Errors.java": """@RestControllerAdvice public class Errors {
  @ExceptionHandler(Gone.class) ResponseEntity<ProblemDetail> gone(Gone e) { return null; }
}
@ResponseStatus(HttpStatus.GONE) class Gone extends RuntimeException {}
""",
    "src/test/java/shop/api/OwnerControllerTest.java": """package shop.api;
import org.springframework.boot.test.autoconfigure.web.servlet.WebMvcTest;
@WebMvcTest(OwnerController.class) class OwnerControllerTest {}
""",
}


def test_a_project_is_described_in_its_own_ways():
    assert SPRING.conventions(reading.project(FILES)) == (
        "Spring Boot 3.2 in Java 21, built by Maven.",
        "Controllers stand in shop.api (1 file, for example OwnerController.java).",
        "Logic stands in services, an interface and its `…Impl`, for example OwnerServiceImpl.",
        "Beans are injected through constructors that Lombok writes.",
        "Bodies are checked by rules of jakarta.validation and `@Valid`.",
        "Requests and answers can be records, for example NewOwner.",
        "Exceptions are made answers in src/main/java/shop/Errors.java, as `ProblemDetail`.",
        "Exceptions say their own status by `@ResponseStatus`, for example Gone.",
        "Data is stored through Spring Data JPA: entities, and repository interfaces.",
        "The schema is changed by migrations of Flyway.",
        "Handlers are guarded by annotations: `@PreAuthorize(isAuthenticated())`.",
        (
            "Controllers are tested by `@WebMvcTest`, for example"
            " src/test/java/shop/api/OwnerControllerTest.java."
        ),
    )


def test_a_project_without_endpoints_has_nothing_to_say():
    assert SPRING.conventions(reading.project({"A.java": "public class A {}"})) == ()
