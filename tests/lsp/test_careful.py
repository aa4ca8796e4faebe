"""Safe mode is decided once, before anything asks for it, and leaves what the editor said alone."""

import pytest

from backlight.lsp.careful import begin
from backlight.lsp.peer import Peer
from backlight.lsp.session import Session
from backlight.state.starts import TOO_MANY, Start


@pytest.fixture
def session(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    made = Session(Peer(lambda _: None))
    made.folders = [str(tmp_path)]
    made.trusted = True
    return made


def failed(session, tmp_path):
    start = Start({"XDG_STATE_HOME": str(tmp_path / "state")}, session.folders)
    start._note._base.close()


async def test_to_look_at_the_projects_begins_nothing(session, tmp_path):
    for _ in range(TOO_MANY):
        failed(session, tmp_path)
    assert session.projects.roots
    assert not session.careful and session.went_well is None


async def test_safe_mode_restricts_and_what_the_editor_trusts_is_kept(session, tmp_path):
    for _ in range(TOO_MANY):
        failed(session, tmp_path)
    begin(session)
    assert session.careful and session.restricted and session.trusted is True
    session.went_well()


async def test_a_start_is_noted_once(session, tmp_path):
    begin(session)
    well = session.went_well
    begin(session)
    assert session.went_well == well and not session.restricted
    well()
    assert list((tmp_path / "state/backlight/starts").iterdir()) == []
