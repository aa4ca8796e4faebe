"""The clients of the clouds, over servers on loopback: the shape on the wire, never a cloud itself.

Bedrock's binary events are encoded by the double and decoded by botocore, which checks their sums.
Vertex and Foundry stream as the Messages API does, at other paths and with other credentials.
"""

import json
import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import pytest_asyncio

from backlight.providers import ModelError, Request, Result, Tool
from backlight.providers.child import Child
from double import eventstream
from double.messages import Fail, Messages, Raw, calls, events, say

pytestmark = [pytest.mark.engine, pytest.mark.asyncio(loop_scope="session")]

EDIT = Tool(name="Edit", description="Edit.", schema={"type": "object", "properties": {}})


def ask(*messages, model):
    return Request(model=model, system=("You are x.",), tools=(EDIT,), messages=messages)


def quiet(_):
    """Take progress and do nothing."""


@pytest_asyncio.fixture(loop_scope="session")
async def child():
    """Start a child with these variables; it is gone afterwards."""
    started = []

    def one(**environ):
        started.append(Child({**os.environ, **environ}))
        return started[-1]

    yield one
    for each in started:
        await each.close()


SONNET = "us.anthropic.claude-sonnet-5-5"


@pytest.fixture
def bedrock():
    """A double that frames its events as Bedrock does, and what leads to it."""
    with Messages() as double:
        double.path = f"/model/{SONNET}/invoke-with-response-stream"
        double.encode = eventstream.chunk
        yield (
            double,
            {
                "BACKLIGHT_PROVIDER": "bedrock",
                "ANTHROPIC_BEDROCK_BASE_URL": double.url,
                "AWS_REGION": "us-east-1",
                "AWS_EC2_METADATA_DISABLED": "true",
            },
        )


KEYS = {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "s3cr3t-example-0123456789"}


SIGNED = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/"
BEARER = {"AWS_BEARER_TOKEN_BEDROCK": "bedrock-token-012345"}


@pytest.mark.parametrize(("keys", "let_in"), [(KEYS, SIGNED), (BEARER, "Bearer bedrock-token")])
async def test_bedrock_a_tool_is_called_and_answered_over_binary_events(
    child, bedrock, keys, let_in
):
    double, way = bedrock
    double.script += [calls(("Edit", {"path": "ä.py"}), say="I edit."), say("Done. 😀")]
    one = child(**way, **keys)
    turn = await one.reply(ask("Do it.", model=SONNET), quiet)
    (call,) = turn.calls
    assert (turn.text, call.input, turn.stop) == ("I edit.", {"path": "ä.py"}, "tool_use")
    done = await one.reply(ask("Do it.", turn, (Result(call.id, "Fine."),), model=SONNET), quiet)
    assert (done.text, done.usage.requests) == ("Done. 😀", 1)
    assert let_in in double.seen[0].decode()
    assert "s3cr3t" not in str(double.seen)
    assert "model" not in double.requests[0]


async def test_bedrock_fails_in_the_middle_and_is_asked_again(child, bedrock):
    double, way = bedrock
    begun = [eventstream.chunk(*event) for event in list(events(say("Half a reply")))[:4]]
    broken = Raw((*begun, eventstream.failure("throttlingException", "too many")))
    cut = Raw((*begun, eventstream.chunk(*next(events(say("x"))))[:40]))
    double.script += [broken, cut, say("Whole.")]
    turn = await child(**way, **KEYS).reply(ask("Do it.", model=SONNET), quiet)
    assert turn.text == "Whole."
    assert len(double.requests) == 3


async def test_bedrock_refuses_the_model_in_a_sentence(child, bedrock):
    double, way = bedrock
    double.script += [Fail(403, "AccessDeniedException", "You have no access to this model.")]
    with pytest.raises(ModelError, match="the access to this model") as caught:
        await child(**way, **KEYS).reply(ask("Do it.", model=SONNET), quiet)
    assert "You have no access to this model" in caught.value.sentence


async def test_bedrock_without_credentials_is_a_sentence(child, bedrock):
    with pytest.raises(ModelError) as caught:
        await child(**bedrock[1]).reply(ask("Do it.", model=SONNET), quiet)
    assert "Amazon Bedrock lets nobody in (" in caught.value.sentence
    assert caught.value.sentence.count(".") == 1


async def test_bedrock_without_a_region_is_a_sentence_and_has_no_list(child, bedrock):
    way = {name: value for name, value in bedrock[1].items() if name != "AWS_REGION"}
    with pytest.raises(ModelError, match=r"Amazon Bedrock cannot be asked: No AWS region"):
        await child(**way, **KEYS).reply(ask("Do it.", model=SONNET), quiet)
    assert await child(**bedrock[1], **KEYS).listed() == ()


@pytest.fixture(scope="module")
def tokens():
    """A server that hands out tokens for signed requests, as Google's does."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_):
            """Say nothing."""

        def do_POST(self):
            asked.append(self.rfile.read(int(self.headers["content-length"])))
            data = json.dumps(
                {"access_token": "ya29-token-0123456789", "expires_in": 3600}
            ).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/token", asked
    server.shutdown()
    server.server_close()


@pytest.fixture
def account(tokens, tmp_path):
    """The file of a service account, with a key made for this test."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file = tmp_path / "account.json"
    known = {
        "type": "service_account",
        "project_id": "a-project",
        "private_key": pem.decode(),
        "private_key_id": "1",
        "client_email": "a@a-project.iam.gserviceaccount.com",
        "token_uri": tokens[0],
    }
    file.write_text(json.dumps(known), encoding="utf-8")
    return str(file)


VERTEX = "/v1/projects/a-project/locations/global/publishers/anthropic/models/"


async def test_vertex_is_asked_at_its_path_with_a_token_of_the_account(child, account, tokens):
    with Messages([calls(("Edit", {"path": "a.py"}))]) as double:
        double.path = f"{VERTEX}claude-sonnet-5-5:streamRawPredict"
        one = child(
            BACKLIGHT_PROVIDER="vertex",
            ANTHROPIC_VERTEX_BASE_URL=f"{double.url}/v1",
            ANTHROPIC_VERTEX_PROJECT_ID="a-project",
            CLOUD_ML_REGION="global",
            GOOGLE_APPLICATION_CREDENTIALS=account,
        )
        turn = await one.reply(ask("Do it.", model="claude-sonnet-5-5"), quiet)
        assert [call.tool for call in turn.calls] == ["Edit"]
        request = double.seen[0].decode().lower()
        assert "authorization: bearer ya29-token-0123456789" in request
        assert "model" not in double.requests[0]
        assert double.requests[0]["anthropic_version"]
    assert tokens[1]


async def test_vertex_without_credentials_is_a_sentence(child, tmp_path):
    one = child(
        BACKLIGHT_PROVIDER="vertex",
        ANTHROPIC_VERTEX_BASE_URL="http://127.0.0.1:9/v1",
        ANTHROPIC_VERTEX_PROJECT_ID="a-project",
        CLOUD_ML_REGION="global",
        GOOGLE_APPLICATION_CREDENTIALS=str(tmp_path / "none.json"),
    )
    with pytest.raises(ModelError, match="Google Vertex AI lets nobody in"):
        await one.reply(ask("Do it.", model="claude-sonnet-5-5"), quiet)


async def test_foundry_is_asked_at_its_path_with_its_own_key(child):
    with Messages([calls(("Edit", {"path": "a.py"})), Fail(401, "authentication_error")]) as double:
        double.path = "/anthropic/v1/messages"
        one = child(
            BACKLIGHT_PROVIDER="foundry",
            ANTHROPIC_FOUNDRY_BASE_URL=f"{double.url}/anthropic",
            ANTHROPIC_FOUNDRY_API_KEY="foundry-key-0123456789",
            ANTHROPIC_API_KEY="sk-another-0123456789",
        )
        turn = await one.reply(ask("Do it.", model="claude-sonnet-5-5"), quiet)
        assert [call.tool for call in turn.calls] == ["Edit"]
        request = double.seen[0].decode()
        assert "foundry-key-0123456789" in request
        assert "sk-another" not in request
        with pytest.raises(ModelError, match="check ANTHROPIC_FOUNDRY_API_KEY"):
            await one.reply(ask("Do it.", model="claude-sonnet-5-5"), quiet)


async def test_a_refusal_of_extras_is_asked_again_without_them_on_a_cloud_too(child):
    refused = Fail(400, "invalid_request_error", "output_config: Extra inputs are not permitted")
    with Messages([refused, say("Here.")]) as double:
        double.path = "/anthropic/v1/messages"
        one = child(
            BACKLIGHT_PROVIDER="foundry",
            ANTHROPIC_FOUNDRY_BASE_URL=f"{double.url}/anthropic",
            ANTHROPIC_FOUNDRY_API_KEY="foundry-key-0123456789",
        )
        turn = await one.reply(ask("Do it.", model="claude-sonnet-5-5"), quiet)
        assert turn.text == "Here."
        assert len(double.requests) == 2
