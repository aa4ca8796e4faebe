"""Libraries that call other services over HTTP: which calls have no timeout, and how to add it."""

from backlight.stacks.clients.idioms import GO, JAVA, JAVASCRIPT, PYTHON, RUBY
from backlight.stacks.later import later
from backlight.stacks.record import Client

PYTHON_CLIENTS = Client(
    name="python",
    languages=("python",),
    needles=(b"requests", b"httpx", b"urlopen"),
    calls=later("stacks.clients.python:calls"),
    harden=later("stacks.clients.python:harden"),
    idioms=PYTHON,
)
"""requests, httpx and urllib."""

JAVASCRIPT_CLIENTS = Client(
    name="javascript",
    languages=("javascript", "typescript", "tsx"),
    needles=(b"axios", b"fetch(", b"got"),
    calls=later("stacks.clients.javascript:calls"),
    harden=later("stacks.clients.javascript:harden"),
    idioms=JAVASCRIPT,
)
"""axios, fetch and got."""

GO_CLIENTS = Client(
    name="go",
    languages=("go",),
    needles=(b'"net/http"',),
    calls=later("stacks.clients.go:calls"),
    harden=later("stacks.clients.go_limits:harden"),
    idioms=GO,
)
"""net/http."""

JAVA_CLIENTS = Client(
    name="java",
    languages=("java",),
    needles=(b"RestTemplate", b"openConnection", b"java.net.http", b"WebClient"),
    calls=later("stacks.clients.java:calls"),
    harden=later("stacks.clients.java:harden"),
    idioms=JAVA,
)
"""RestTemplate, WebClient, HttpRequest and URL."""

RUBY_CLIENTS = Client(
    name="ruby",
    languages=("ruby",),
    needles=(b"HTTP", b"Faraday", b"Typhoeus", b"RestClient", b"URI.open"),
    calls=later("stacks.clients.ruby:calls"),
    harden=later("stacks.clients.ruby:harden"),
    idioms=RUBY,
)
"""Net::HTTP, HTTParty, Faraday, http.rb, Typhoeus, RestClient and open-uri."""
