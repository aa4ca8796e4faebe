"""Where projects keep what, by the names of their files."""

import pytest

from backlight.actions import add_validation
from backlight.analysis.places import is_migration, is_test, matching, own_tests, runs_once

PATHS = (
    "app/routes/users.py",
    "src/dto/create-user.dto.ts",
    "src/user.entity.ts",
    "app/schemas.py",
    "app/schemas/users.py",
    "app/schematic.py",
)


@pytest.mark.parametrize(
    ("path", "test"),
    [
        ("tests/test_users.py", True),
        ("src/users.service.spec.ts", True),
        ("src/__tests__/users.js", True),
        ("internal/users_test.go", True),
        ("spec/requests/users_spec.rb", True),
        ("src/test/java/shop/UserControllerTest.java", True),
        ("shop/tests.py", True),
        ("src/latest.ts", False),
        ("src/contest.py", False),
        ("src/main/java/shop/Attest.java", False),
    ],
)
def test_tests_are_known_by_their_names(path, test):
    assert is_test(path) == test


@pytest.mark.parametrize(
    ("path", "step"),
    [
        ("shop/migrations/0001_initial.py", True),
        ("alembic/versions/1a2b_users.py", True),
        ("db/migrate/20240101000000_create_users.rb", True),
        ("src/main/resources/db/migration/V1__users.sql", True),
        ("app/migrate.py", False),
        ("app/versions.py", False),
    ],
)
def test_migrations_are_known_by_their_folders(path, step):
    assert is_migration(path) == step


@pytest.mark.parametrize(
    ("path", "once"),
    [
        ("shop/migrations/0001_initial.py", True),
        ("alembic/versions/1a2b_users.py", True),
        ("app/db/versions/1a2b3c4d5e6f_users.py", True),
        ("app/db/versions/0001_users.py", True),
        ("db/migrate/20240101000000_create_users.rb", True),
        ("src/main/resources/db/changelog/users-1.xml", True),
        ("app/migrations.py", True),
        ("app/versions/v1/users.py", False),
        ("app/versions/users.py", False),
        ("app/updates/oauth2.py", False),
        ("app/changelog/entries.py", False),
    ],
)
def test_what_ran_once_is_known_by_the_names_that_its_tools_give(path, once):
    assert runs_once(path) == once


@pytest.mark.parametrize(
    ("path", "tests", "own"),
    [
        ("app/users.py", ("tests/test_users.py", "tests/test_orders.py"), ("tests/test_users.py",)),
        (
            "src/users.controller.ts",
            ("src/users.controller.spec.ts",),
            ("src/users.controller.spec.ts",),
        ),
        ("users/views.py", ("users/tests/test_views.py",), ("users/tests/test_views.py",)),
        (
            "app/controllers/users_controller.rb",
            ("spec/requests/users_spec.rb",),
            ("spec/requests/users_spec.rb",),
        ),
        ("app/users.py", ("tests/conftest.py",), ()),
        ("app/users.py", (), ()),
    ],
)
def test_the_tests_of_a_file_are_named_after_it(path, tests, own):
    assert own_tests(path, tests) == own


def test_files_that_declare_requests_are_found_wherever_they_are():
    assert matching(add_validation.HOMES, PATHS) == (
        "src/dto/create-user.dto.ts",
        "app/schemas.py",
        "app/schemas/users.py",
    )
