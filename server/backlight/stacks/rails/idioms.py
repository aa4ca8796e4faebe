"""How Rails code does it, in words."""

from backlight.stacks.record import Idioms

IDIOMS = Idioms(
    errors="Use `find` and let `rescue_from ActiveRecord::RecordNotFound` in the base controller "
    "answer; render errors in the one shape the base controller has.",
    versions="A version is a namespace (`namespace :v2`) with controllers that derive from those "
    "of v1 where nothing changed.",
    documents="Document in rswag or the OpenAPI file if the project has one; else a comment over "
    "the action: what it takes, answers and refuses.",
    services="Logic lives in a plain object of `app/services` (`call`, arguments by name), or in "
    "the model when it is about one record; controllers find, call and render.",
    tests="Request specs (or `ActionDispatch::IntegrationTest`) through the route, factories or "
    "fixtures as the project has them; model and service tests for the logic.",
    guards="Who asks is a `before_action` (`authenticate_user!`), what they may is Pundit or "
    "CanCanCan if the project has it; records are found through the user "
    "(`current_user.orders.find`).",
    limits="A limit is `rate_limit to: 5, within: 1.minute` of Rails 7.2, or Rack::Attack, with "
    "the cache store shared; answered by 429.",
    caches="A cache is `Rails.cache.fetch(key, expires_in: …)` with a versioned key, or "
    "`fresh_when` where clients may keep it; `touch: true` keeps keys right.",
    pages="Pages come by Pagy or Kaminari if the project has one, else `limit` and a condition "
    "on the last id; the size is bounded.",
    pools="`pool` in `database.yml` fits the threads of Puma; other clients come from "
    "`connection_pool`.",
    calls="Calls go through one Faraday (or Net::HTTP) client with `open_timeout` and "
    "`read_timeout`; retries only of what may be repeated; slow calls go into a job.",
    models="Constraints stand in the migration too: `null: false`, `foreign_key: true`, unique "
    "indexes behind `validates :uniqueness`, `add_check_constraint`; money is `decimal`.",
    migrations="A migration is `change` (or `up` and `down`) of the present version; on PostgreSQL "
    "indexes are added with `algorithm: :concurrently` and `disable_ddl_transaction!`; a "
    "NOT NULL column comes with a default or in steps.",
    starts=(b"run Rails.application", b"Rails.application.initialize!"),
)
"""What its documentation recommends; the ways of the project win."""
