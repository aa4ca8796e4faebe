"""Every action, one file each, in the order of the menu."""

from backlight.action import Action
from backlight.actions import (
    add_authentication,
    add_cache,
    add_error_handling,
    add_index,
    add_validation,
    ask,
    design_endpoint,
    design_schema,
    document_endpoint,
    extract_service,
    harden_call,
    limit_rate,
    optimize_query,
    paginate,
    parameterize_query,
    pool_connections,
    version_endpoint,
    write_migration,
    write_runbook,
    write_tests,
)

ALL: tuple[Action, ...] = (
    design_endpoint.ACTION,
    optimize_query.ACTION,
    add_validation.ACTION,
    parameterize_query.ACTION,
    paginate.ACTION,
    add_index.ACTION,
    add_error_handling.ACTION,
    add_authentication.ACTION,
    harden_call.ACTION,
    write_tests.ACTION,
    write_migration.ACTION,
    design_schema.ACTION,
    extract_service.ACTION,
    limit_rate.ACTION,
    add_cache.ACTION,
    pool_connections.ACTION,
    document_endpoint.ACTION,
    version_endpoint.ACTION,
    write_runbook.ACTION,
    ask.ACTION,
)
"""The first three are what most people come for; the last is for everything else."""
