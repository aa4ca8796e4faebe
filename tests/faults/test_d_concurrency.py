"""D: the user types, closes, cancels or walks away while a change is on its way."""

import signal
import time

from double.messages import calls, say
from faults.ground import COMMENT, ROUTE, SOURCE, children, running
from lsp.conftest import ABLE


def test_d05_an_editor_that_never_answers_is_not_waited_for_and_the_next_run_works(ground, model):
    model.script[:] = [calls(("Edit", ROUTE)), say("Done.")] * 2
    silent = {**ABLE, "workspace": {**ABLE["workspace"], "applyEdit": False}}
    one = ground.editor(silent)
    heard = one.answers["workspace/applyEdit"]
    one.answers["workspace/applyEdit"] = ...
    _, said = ground.run(one)
    assert "did not take the change" in said and "not answered" in said
    one.until(lambda m: m.get("method") == "$/progress" and m["params"]["value"]["kind"] == "end")
    assert one.buffers[ground.uri()] == SOURCE
    one.answers["workspace/applyEdit"] = heard
    assert "main.py is changed" in ground.run(one)[1]


def test_d07_a_cancel_while_the_edit_is_on_its_way_sends_no_other_and_tells_what_is_so(
    ground, model
):
    model.script[:] = [calls(("Edit", ROUTE)), say("Done.")]
    one = ground.editor()

    def cancel():
        token = one.until(lambda m: m.get("method") == "$/progress")["params"]["token"]
        one.notify("window/workDoneProgress/cancel", {"token": token})
        time.sleep(0.3)

    one.before_apply = cancel
    _, said = ground.run(one)
    assert "main.py is changed" in said
    assert len(one.edits) == 1 and len(model.requests) == 2
    assert '@app.get("/health")' in one.buffers[ground.uri()]


def test_d11_a_file_closed_and_deleted_meanwhile_is_not_made_again(ground, model):
    one = ground.editor()

    def gone(_):
        one.notify("textDocument/didClose", {"textDocument": {"uri": ground.uri()}})
        (ground.root / "main.py").unlink()
        ground.seal()
        return calls(("Edit", ROUTE))

    model.script[:] = [gone, say("Done.")]
    _, said = ground.run(one)
    assert "main.py was closed meanwhile; nothing was changed" in said
    assert not one.edits


def test_d11_a_file_renamed_meanwhile_keeps_its_text_under_the_new_name(ground, model):
    one = ground.editor()

    def renamed(_):
        one.notify("textDocument/didClose", {"textDocument": {"uri": ground.uri()}})
        (ground.root / "main.py").rename(ground.root / "app.py")
        ground.seal()
        one.edit_file(ground.uri("app.py"), SOURCE)
        return calls(("Edit", ROUTE))

    model.script[:] = [renamed, say("Done.")]
    _, said = ground.run(one)
    assert "nothing was changed" in said
    assert not one.edits and one.buffers[ground.uri("app.py")] == SOURCE


def test_d12_a_signal_in_the_middle_of_a_run_leaves_no_process(ground, model):
    model.delay = 0.3
    model.script[:] = [say("I think about it for a long time. " * 50)]
    one = ground.editor()
    one.pick(ground.uri(), COMMENT, "designEndpoint")
    assert model.asked.wait(30)
    below = children(one.process.pid)
    assert below
    one.process.send_signal(signal.SIGTERM)
    one.over = True
    one.gone(5)
    end = time.monotonic() + 5
    while any(map(running, below)) and time.monotonic() < end:
        time.sleep(0.02)
    assert not any(map(running, below))
