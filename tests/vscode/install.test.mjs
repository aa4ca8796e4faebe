// The roads to a server, in a window where everything can go wrong: no Python, an old one, no network.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { after, afterEach, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Desk, ROOT } from "./desk.mjs";
import { sleep, until } from "./window.mjs";

const UV = fileURLToPath(new URL("node_modules/.uv/bin/uv", import.meta.url));
const PYTHON = fs.realpathSync(path.join(ROOT, ".venv/bin/python"));
const NOWHERE = "http://127.0.0.1:9/simple";

/** @type {Desk} */
let desk;
/** @type {import("./window.mjs").Window} */
let window;
let environment;

before(async () => {
  desk = await Desk.set({ programs: {} });
  window = desk.window;
  const own = "user/User/globalStorage/backlight.backlight/server-0.1.0";
  environment = path.join(desk.folder, own);
  await window.open("api/app/main.py");
  await window.says("Backlight needs its server");
});

after(() => desk?.close());

afterEach(async (context) => {
  if (context.error) await window?.failed(context.name);
});

/** Try again, not faster than a person: VS Code holds back what comes too fast. */
async function again() {
  await sleep(1000);
  await window.button("Try Again").click();
}

/** Nothing half-made is left, and nothing was started. */
function nothing() {
  assert.ok(!fs.existsSync(environment));
  assert.deepEqual(desk.servers(), []);
}

test("without any Python one is told what to install", async () => {
  await window.button("Install").click();
  await window.says("No Python 3.11 or newer was found. Install one (or uv");
  await window.shot("no-python");
  nothing();
});

test("a Python that is too old is named with its version", async () => {
  desk.program("python3", "echo 3 10");
  await again();
  await window.says("programs/python3 is 3.10");
  nothing();
});

test("a Python that can make no environment is told so", async () => {
  const fails = 'case "$*" in *sys.version_info*) echo 3 12;; *) echo "No module named venv" >&2; exit 1;; esac';
  desk.program("python3", fails);
  await again();
  await window.says("can make no environment: install its `venv` module");
  nothing();
});

test("where the package index cannot be reached, the network is named and not the package", async () => {
  desk.program("python3", `exec ${PYTHON} "$@"`);
  desk.program("uv", `UV_HTTP_RETRIES=0 UV_OFFLINE=0 UV_NO_CACHE=1 UV_DEFAULT_INDEX=${NOWHERE} exec ${UV} "$@"`);
  await again();
  await window.says("uv could not reach your Python package index");
  await window.shot("no-network");
  nothing();
});

test("trying again with uv, all in place, brings the server", async (context) => {
  desk.program("uv", `exec ${UV} "$@"`);
  const start = Date.now();
  await again();
  await until(() => desk.servers().length === 1, "the server is started", 200_000);
  context.diagnostic(`installed with uv in ${((Date.now() - start) / 1000).toFixed(0)} s`);
  await window.shows("Backlight");
  const [server] = desk.servers();
  assert.ok(fs.readFileSync(`/proc/${server}/cmdline`, "utf8").startsWith(environment));
});

test("an environment that broke stops the restarts, and is made anew by a button", async () => {
  const python = path.join(environment, "bin/python");
  fs.rmSync(python);
  desk.program("python", "exit 3", path.dirname(python));
  for (const server of desk.servers()) process.kill(server, "SIGKILL");
  await window.says("is not started any more");
  await window.shows("stopped");
  await window.shot("given-up");
  await window.button("Install Again").click();
  await until(() => desk.servers().length === 1, "the server is started", 200_000);
  await until(async () => !(await window.status()).includes("stopped"), "the status bar is calm");
  assert.match(execFileSync(python, ["--version"], { encoding: "utf8" }), /^Python 3/);
});
