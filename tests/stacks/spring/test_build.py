import pytest

from backlight.edits import apply
from backlight.stacks.spring.build_file import build_of, depend
from backlight.text import Text
from stacks import reading

POM = """<dependencies>
  <dependency>
    <groupId>org.springframework.boot</groupId>
    <artifactId>spring-boot-starter-webflux</artifactId>
  </dependency>
</dependencies>
"""


@pytest.mark.parametrize(
    ("name", "before", "line"),
    [
        (
            "build.gradle",
            "dependencies {\n\timplementation 'org.springframework.boot:spring-boot-starter-web'\n}\n",
            "\timplementation 'org.springframework.boot:spring-boot-starter-validation'\n",
        ),
        (
            "build.gradle.kts",
            'dependencies {\n  api("org.springframework.boot:spring-boot-starter-web:3.1.0")\n}\n',
            '  api("org.springframework.boot:spring-boot-starter-validation:3.1.0")\n',
        ),
        ("pom.xml", POM, "    <artifactId>spring-boot-starter-validation</artifactId>\n"),
    ],
)
def test_validation_is_added_beside_the_web_starter(name, before, line):
    build = build_of(reading.project({name: before, "a/A.java": "class A {}"}), "a/A.java")
    assert not build.validates
    after = apply(Text(before), (depend(build),)).source
    assert line in after
    again = build_of(reading.project({name: after}), "A.java")
    assert again.validates


def test_a_build_that_is_laid_out_otherwise_is_left_alone():
    project = reading.project({"build.gradle": "dependencies { implementation libs.web }"})
    assert depend(build_of(project, "A.java")) is None


@pytest.mark.parametrize(
    ("said", "validates"),
    [
        ("spring-boot-starter-parent</artifactId>\n<version>2.2.6", True),
        ("spring-boot-starter-parent</artifactId>\n<version>2.3.0", False),
        ("id 'org.springframework.boot' version '3.2.0'", False),
        ("hibernate-validator", True),
    ],
)
def test_old_versions_brought_validation_with_the_web_starter(said, validates):
    assert build_of(reading.project({"pom.xml": said}), "A.java").validates is validates


def test_a_module_that_another_one_brings_validation_to():
    project = reading.project(
        {
            "api/pom.xml": "<artifactId>common</artifactId>",
            "common/pom.xml": "spring-boot-starter-validation",
            "other/pom.xml": "nothing",
        }
    )
    assert build_of(project, "api/src/A.java").validates
    assert not build_of(project, "other/src/A.java").validates
