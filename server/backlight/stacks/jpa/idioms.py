"""How JPA code does it, in words."""

from backlight.stacks.record import Idioms

IDIOMS = Idioms(
    models="Constraints stand in the entity and in the migration: `@Column(nullable = false, "
    "unique = true)`, `@Table(indexes = @Index(…))`, `@ManyToOne(fetch = LAZY, optional = "
    "false)`; money is `BigDecimal`.",
    migrations="A migration is the next Flyway file (`V<n>__words.sql`) or Liquibase change set "
    "with a rollback; `ddl-auto` stays `validate`.",
    pages="`findAll(Pageable)` with a stable sort, or a key-set query with `LIMIT`.",
)
"""What its documentation recommends; the ways of the project win."""
