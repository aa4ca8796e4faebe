"""The process of the lab is handed from run to run, and is gone when nobody wants it."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from backlight.analysis.syntax import parse
from backlight.analysis.tables import Schema
from backlight.sql import ddl
from backlight.sql.lab.bench import Bench
from backlight.sql.lab.spare import Spare
from backlight.text import Text
from sql.test_lab import COUNTED, EXISTING, SCHEMA

PATIENCE = 10.0


@pytest.fixture
def spare(open_folder):
    one = Spare()
    yield one
    one.close()


def folders(place):
    return {one.name for one in place.glob("backlight-lab-*")}


def until(what):
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_the_next_run_goes_on_with_the_database_of_the_last(spare, open_folder):
    seen = []
    for schema in (SCHEMA, Schema(ddl.tables(parse("a.sql", Text(OTHER))))):
        bench = Bench(spare=spare)
        sql = "SELECT id FROM orders WHERE total = 3"
        assert bench.prove(sql, sql + " ", "postgres", schema).kind == "same"
        assert not bench.weigh(sql, sql + " ", "postgres", schema).why
        bench.close()
        seen.append(folders(open_folder))
    assert len(seen[0]) == 1 and seen[0] == seen[1]
    spare.close()
    assert not any(open_folder.iterdir())


OTHER = "CREATE TABLE orders (id text PRIMARY KEY, total numeric);"


def test_a_proof_brings_what_the_statements_cost(spare, open_folder):
    bench = Bench(spare=spare)
    assert bench.prove(COUNTED, EXISTING, "postgres", SCHEMA).kind == "same"
    bench.close()
    spare.close()
    assert bench.weigh(COUNTED, EXISTING, "postgres", SCHEMA).gains
    assert not any(open_folder.iterdir())


def test_who_comes_while_it_starts_waits_for_it(spare, open_folder):
    spare.warm()
    until(lambda: folders(open_folder))
    spare.warm()
    bench = Bench(spare=spare)
    assert bench.prove(COUNTED, EXISTING, "postgres", SCHEMA).kind == "same"
    assert len(folders(open_folder)) == 1
    bench.close()


def test_one_that_nobody_wants_ends(open_folder):
    one = Spare(seconds=0.2)
    one.warm()
    until(lambda: folders(open_folder))
    until(lambda: not folders(open_folder))
    bench = Bench(spare=one)
    assert bench.prove(COUNTED, EXISTING, "sqlite", SCHEMA).kind == "same"
    bench.close()
    until(lambda: not folders(open_folder))


def test_one_that_died_is_not_handed_on(spare, open_folder):
    bench = Bench(spare=spare)
    assert bench.prove(COUNTED, EXISTING, "sqlite", SCHEMA).kind == "same"
    bench._process._process.kill()
    bench._process._process.wait()
    bench.close()
    again = Bench(spare=spare)
    assert again.prove(COUNTED, EXISTING, "sqlite", SCHEMA).kind == "same"
    again.close()


def test_several_runs_at_once_have_one_each(spare, open_folder):
    def proven(_):
        bench = Bench(spare=spare)
        verdict = bench.prove(COUNTED, EXISTING, "sqlite", SCHEMA)
        bench.close()
        return verdict.kind

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(proven, range(3))) == ["same"] * 3
    assert len(folders(open_folder)) == 1


def test_after_the_end_nothing_is_kept(spare, open_folder):
    spare.close()
    spare.warm()
    bench = Bench(spare=spare)
    assert bench.prove(COUNTED, EXISTING, "sqlite", SCHEMA).kind == "same"
    bench.close()
    assert not any(open_folder.iterdir())


def test_one_that_a_run_has_is_not_started_a_second_time(spare, open_folder):
    bench = Bench(spare=spare)
    assert bench.prove(COUNTED, EXISTING, "sqlite", SCHEMA).kind == "same"
    for _ in range(5):
        spare.warm()
    time.sleep(0.3)
    assert len(folders(open_folder)) == 1
    bench.close()
