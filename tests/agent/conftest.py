"""One model server and one child process for all tests of the agent: starting a child takes seconds."""

import os

import pytest
import pytest_asyncio

from agent.road import Road
from backlight.providers.child import Child
from double.messages import Messages


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def pair():
    with Messages() as double:
        model = Child({**os.environ, **double.environ})
        yield double, model
        await model.close()


@pytest.fixture
def double(pair):
    """The server, as if it were new."""
    server, _ = pair
    for kept in (server.script, server.requests, server.seen, server.gets):
        kept.clear()
    server.aborted.clear()
    server.asked.clear()
    server.delay = 0
    server.meter = None
    server.models, server.path = None, "/v1/messages"
    return server


@pytest.fixture
def model(pair):
    return pair[1]


@pytest.fixture
def road(workspace, double, model):
    """A run from a scripted reply to the overlay, in an empty workspace."""
    return Road(workspace, double, model)
