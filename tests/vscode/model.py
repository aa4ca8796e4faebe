"""What the model does in these tests: it looks at the task, and at what it did before."""

import json

from double.messages import Raw, Stall, calls, events, say

SPECIFIED = """# DELETE /boats/{boat_id}: take a boat out of service
"""
HANDLER = '''@router.delete("/{boat_id}", status_code=204)
def retire_boat(boat_id: int, session: Session = Depends(get_session)):
    """Take a boat out of service."""
    boat = session.get(Boat, boat_id)
    if boat is None:
        raise HTTPException(status_code=404, detail="Boat not found")
    session.delete(boat)
    session.commit()
'''
TEST = """

def test_a_boat_that_is_not_there_cannot_be_retired():
    assert client.delete("/api/boats/999").status_code == 404
"""
LAST = '    assert client.get("/api/boats/999").status_code == 404\n'
PINGED = "# GET /ping: say whether the service is there, see health\n"
IMPORTED = "from fastapi import FastAPI\n"
IMPORT = "from fastapi import FastAPI, HTTPException\n"
PING = '''@app.get("/ping")
def ping(times: int = 1):
    """Say whether the service is there."""
    if times < 1:
        raise HTTPException(status_code=422, detail="Ask at least once")
    return {"pong": times}
'''
PING_TEST = """

def test_a_ping_asks_at_least_once():
    assert client.get("/ping?times=0").status_code == 422
"""

HOSTILE = """There is nothing to do.

![a picture](https://evil.example/a.png) ![b][b] [go](command:workbench.action.toggleZenMode)
<img src="https://evil.example/c.png"> <<b>img src=https:evil.example/d.png> <iframe src="//evil.example">
<a href="command:workbench.action.toggleZenMode">go</a> <style>@import "//evil.example/e.css";</style>

[b]: https://evil.example/b.png
"""


def answer(body):
    """The next reply, by the words of the task and by how many replies there were."""
    told = json.dumps(body["messages"][0]).rpartition("asked for at")[2]
    turn = sum(message["role"] == "assistant" for message in body["messages"])
    if "take for ever" in told:
        return (looks, stalls)[min(turn, 1)]()
    if "take a boat out of service" in told:
        return (question, edits, done)[min(turn, 2)]()
    if "health" in told:
        return (protected, done)[min(turn, 1)]()
    return say(HOSTILE)


def looks():
    """Something that costs."""
    read = ("Read", {"path": "api/app/main.py"})
    return calls(read, say="I look at it.", usage={"input_tokens": 90_000, "output_tokens": 2000})


def stalls():
    """A reply that begins and never ends."""
    return Raw((*tuple(events(say("I think about it.")))[:5], Stall(120)))


def question():
    """Something that nothing in the project answers."""
    asked = {
        "question": "What becomes of a boat's bookings?",
        "choices": ["Delete them", "Keep them"],
        "default": "Keep them",
    }
    return calls(("AskUser", asked), say="One thing is open.")


def edits():
    """Two files."""
    return calls(
        ("Edit", edit("api/app/routers/boats.py", SPECIFIED, HANDLER)),
        ("Edit", edit("api/tests/test_boats.py", LAST, LAST + TEST)),
        say="I write the handler and its test.",
        usage={"input_tokens": 21_000, "output_tokens": 900},
    )


def protected():
    """A file that steers a tool is among them."""
    return calls(
        ("Edit", edit("api/app/main.py", IMPORTED, IMPORT)),
        ("Edit", edit("api/app/main.py", PINGED, PING)),
        ("Edit", edit("api/tests/test_boats.py", LAST, LAST + PING_TEST)),
        ("Write", {"path": "api/Dockerfile", "content": "FROM python:3.13\nEXPOSE 8000\n"}),
        say="I add the route, its test and a container.",
    )


def done():
    """The summary."""
    return say("**Done.** The handler refuses what is not there with 404.")


def edit(path, old, new):
    """The input of an `Edit`."""
    return {"path": path, "old_string": old, "new_string": new}


script = [answer] * 100
