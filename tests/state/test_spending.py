"""What is spent a day, counted by all servers together, whatever becomes of the file."""

import os
import threading

import pytest

from backlight.state.spending import Spending


@pytest.fixture
def environ(tmp_path):
    return {"XDG_STATE_HOME": str(tmp_path)}


@pytest.fixture
def file(environ, tmp_path):
    Spending(environ).pay(1, 0.5)
    (found,) = (tmp_path / "backlight/spent").iterdir()
    return found


def test_two_servers_count_into_one_purse(environ):
    one, two = Spending(environ), Spending(environ)
    one.pay(1000, 0.25)
    two.pay(500, 0.5)
    assert one.today() == two.today() == (1500, 0.75)
    assert one.problem == ""


def test_many_at_once_lose_nothing(environ):
    def spend():
        for _ in range(50):
            Spending(environ).pay(1, 0.5)

    threads = [threading.Thread(target=spend) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Spending(environ).today() == (400, 200.0)


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"tokens": 1}',
        b'{"tokens": "9", "dollars": 1}',
        b'{"tokens": true, "dollars": 1}',
        b'{"tokens": -5, "dollars": 1}',
        b'{"tokens": 5, "dollars": -1}',
        b'{"tokens": 5, "dollars": NaN}',
        b'{"tokens": 5, "dollars": Infinity}',
        b'{"tokens": 5, "dollars": 1' + b"0" * 400 + b"}",
        b'{"tokens": 1' + b"0" * 5000 + b', "dollars": 5}',
        b"\xff\0",
        b"[" * 100_000,
    ],
)
def test_a_damaged_line_counts_for_nothing_and_hides_none(environ, file, line):
    with file.open("ab") as handle:
        handle.write(line)  # cut off: no end of line
    Spending(environ).pay(2, 1.0)
    assert Spending(environ).today() == (3, 1.5)


def test_a_pipe_in_the_place_of_the_file_holds_nothing_up(environ, file):
    file.unlink()
    os.mkfifo(file)
    one = Spending(environ)
    one.pay(2, 1.0)
    assert one.today() == (2, 1.0)
    assert "cannot be counted" in one.problem


def test_a_file_that_is_a_link_or_too_large_is_said(environ, file):
    file.unlink()
    file.symlink_to("/etc/passwd")
    purse = Spending(environ)
    purse.pay(5, 1.0)
    assert purse.today() == (5, 1.0)
    assert "cannot be counted" in purse.problem
    assert "only this run's limits hold" in purse.problem


def test_without_a_home_the_run_goes_on_and_it_is_said():
    purse = Spending({})
    purse.pay(5, 1.0)
    assert purse.today() == (5, 1.0)
    assert purse.problem.startswith("What is spent a day cannot be counted (neither HOME nor")


def test_old_days_are_forgotten(environ, file):
    for day in range(100):
        (file.parent / f"2020-{day // 28 + 1:02}-{day % 28 + 1:02}.jsonl").touch()
    Spending(environ).pay(1, 0.5)
    assert len(list(file.parent.iterdir())) == 62
    assert file.exists()
