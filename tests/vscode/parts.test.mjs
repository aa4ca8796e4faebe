// The parts of the extension that need no editor: which server, which settings, which preview.

import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { candidates, find, fits, inside } from "../../editors/vscode/src/find.ts";
import { Failed, install } from "../../editors/vscode/src/install.ts";
import { restarts } from "../../editors/vscode/src/restarts.ts";
import { reviewed } from "../../editors/vscode/src/review.ts";
import { grouped } from "../../editors/vscode/src/routes.ts";
import { made } from "../../editors/vscode/src/settings.ts";

function folder(context) {
  const made = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "backlight-parts-")));
  context.after(() => fs.rmSync(made, { recursive: true, force: true }));
  return made;
}

/** A program that says what it is told to. */
function program(file, says, code = 0) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, `#!/bin/sh\necho '${says}'\nexit ${code}\n`, { mode: 0o755 });
  return file;
}

const places = (more) => ({
  setting: "",
  pythons: [],
  path: "",
  untrusted: [],
  own: "/nowhere",
  version: "0.1.0",
  ...more,
});
const quiet = () => {};

test("the setting comes first, and is never passed over in silence", async (context) => {
  const here = folder(context);
  const good = program(`${here}/a/backlight`, "backlight 0.1.0");
  const found = await find(places({ setting: good, path: `${here}/b` }), quiet);
  assert.deepEqual(found.launch, { command: good, args: ["serve"], from: "setting" });
  for (const [says, code] of [["xbacklight 1.2", 0], ["backlight 0.1.0", 1]]) {
    const bad = program(`${here}/c/backlight`, says, code);
    assert.match((await find(places({ setting: bad }), quiet)).problem, /is no Backlight server/);
  }
  const gone = await find(places({ setting: `${here}/nothing` }), quiet);
  assert.match(gone.problem, /is no Backlight server/);
});

test("then the Python environment, then PATH, then our own", async (context) => {
  const here = folder(context);
  const beside = program(`${here}/venv/bin/backlight`, "backlight 0.1.7");
  const onPath = program(`${here}/bin/backlight`, "backlight 0.1.0");
  const all = places({ pythons: [`${here}/venv/bin/python`], path: `relative:${here}/bin` });
  assert.deepEqual(candidates(all), [[beside, "environment"], [onPath, "PATH"]]);
  assert.equal((await find(all, quiet)).launch.command, beside);
  program(beside, "backlight 0.3.0");
  assert.equal((await find(all, quiet)).launch.command, onPath);
  assert.deepEqual(await find(places({}), quiet), { absent: true });
});

test("an environment that was not installed to its end is not used", async (context) => {
  const here = folder(context);
  program(`${here}/bin/python`, "");
  assert.deepEqual(await find(places({ own: here }), quiet), { absent: true });
  fs.writeFileSync(`${here}/complete`, "");
  assert.equal((await find(places({ own: here }), quiet)).launch.from, "own");
});

test("nothing in a folder that nobody trusts is started, whatever its links say", async (context) => {
  const here = folder(context);
  const server = program(`${here}/project/.venv/bin/backlight`, "backlight 0.1.0");
  fs.symlinkSync(path.dirname(server), `${here}/linked`);
  const untrusted = [`${here}/project`];
  const asked = { pythons: [`${path.dirname(server)}/python`], path: `${here}/linked`, untrusted };
  assert.deepEqual(candidates(places(asked)), []);
  assert.equal(candidates(places({ ...asked, untrusted: [] })).length, 2);
  assert.equal(inside(`${here}/project-of-mine/backlight`, untrusted), false);
});

test("a server fits if it is of the same minor version", () => {
  assert.ok(fits("0.1.9", "0.1.0"));
  assert.ok(!fits("0.2.0", "0.1.0"));
  assert.ok(!fits("1.1.0", "0.1.0"));
});

const job = (here, more) => ({
  environment: `${here}/server-0.1.0`,
  wheel: `${here}/backlight.whl`,
  path: `${here}/bin`,
  untrusted: [],
  step: quiet,
  line: quiet,
  signal: new AbortController().signal,
  ...more,
});

test("without a Python that is new enough one is told what to do, and nothing is left", async (context) => {
  const here = folder(context);
  program(`${here}/bin/python3`, "3 10");
  await assert.rejects(install(job(here)), (problem) => {
    assert.ok(problem instanceof Failed);
    assert.match(problem.message, /No Python 3.11 or newer was found/);
    return true;
  });
  assert.deepEqual(fs.readdirSync(here), ["bin"]);
});

test("an installer that fails is quoted, and nothing is left", async (context) => {
  const here = folder(context);
  program(`${here}/bin/uv`, "error: no such package index", 2);
  await assert.rejects(install(job(here)), /uv failed: error: no such package index/);
  assert.deepEqual(fs.readdirSync(here), ["bin"]);
});

test("a cancelled installation says so", async (context) => {
  const here = folder(context);
  program(`${here}/bin/uv`, "");
  const stop = new AbortController();
  stop.abort();
  await assert.rejects(install(job(here, { signal: stop.signal })), /was cancelled/);
});

test("an installation that went well is complete, and older ones go", async (context) => {
  const here = folder(context);
  fs.mkdirSync(`${here}/server-0.0.9`);
  program(`${here}/bin/uv`, "");
  fs.writeFileSync(`${here}/bin/uv`, `#!/bin/sh\n/bin/mkdir -p ${here}/server-0.1.0\n`);
  await install(job(here));
  assert.deepEqual(fs.readdirSync(here).sort(), ["bin", "server-0.1.0"]);
  assert.deepEqual(fs.readdirSync(`${here}/server-0.1.0`), ["complete"]);
});

test("a server is started again four times in three minutes, and again when that is long ago", () => {
  const again = restarts();
  const minute = 60_000;
  assert.deepEqual([0, 1, 2, 3, 4].map((at) => again(at)), [true, true, true, true, false]);
  assert.equal(again(2 * minute), false);
  assert.equal(again(6 * minute), true);
});

test("only settings that were made are sent, and ours not at all", () => {
  const properties = {
    "backlight.maxCost": { scope: "application" },
    "backlight.diagnostics": { scope: "window" },
    "backlight.model": { scope: "application" },
    "backlight.server.path": { scope: "machine" },
    "backlight.review": { scope: "resource" },
  };
  const levels = {
    "backlight.maxCost": { globalValue: 0.5, workspaceValue: 500 },
    "backlight.diagnostics": { globalValue: true, workspaceValue: false },
  };
  assert.deepEqual(
    made(properties, (name) => levels[name]),
    { maxCost: 0.5, diagnostics: false, model: null },
  );
});

const NOTES = {
  "a.py": { label: "Add", needsConfirmation: false },
  Dockerfile: { label: "Add", description: "It runs.", needsConfirmation: true },
};
const EDIT = {
  documentChanges: [
    { kind: "create", uri: "file:///Dockerfile", annotationId: "Dockerfile" },
    { textDocument: { uri: "file:///Dockerfile", version: null }, edits: [] },
    { textDocument: { uri: "file:///a.py", version: 3 }, edits: [{ newText: "x" }] },
  ],
};

test("what needs confirmation opens the preview with everything ticked", () => {
  const edit = reviewed({ ...EDIT, changeAnnotations: NOTES }, false);
  const asks = Object.values(edit.changeAnnotations).filter((note) => note.needsConfirmation);
  assert.deepEqual(asks, [
    { label: "Look at the change, then press Apply", description: "It runs.", needsConfirmation: true },
  ]);
  const [real, empty] = edit.documentChanges[2].edits;
  assert.equal(real.newText, "x");
  assert.equal(empty.newText, "");
  assert.equal(edit.documentChanges[2].textDocument.version, 3);
});

test("what is certain is applied at once, unless the user wants to see everything", () => {
  const calm = { ...EDIT, changeAnnotations: { "a.py": NOTES["a.py"] } };
  assert.equal(reviewed(calm, false), calm);
  assert.notEqual(reviewed(calm, true), calm);
  assert.deepEqual(reviewed({ changes: {} }, true), { changes: {} });
});

test("endpoints are put together by what they are about", () => {
  const at = (paths) => grouped(paths.map((it) => ({ path: it }))).map(({ name, rows }) => [name, rows.length]);
  assert.deepEqual(at(["/api/v1/boats", "/api/v1/boats/{id}", "/health"]), [["/api/v1/boats", 2], ["/health", 1]]);
  assert.deepEqual(at(["/", "/api"]), [["/", 1], ["/api", 1]]);
  const clinic = ["/clinic", "/clinic/api/owners", "/clinic/api/owners/{id}", "/clinic/api/pets"];
  assert.deepEqual(at(clinic), [["/clinic", 1], ["/clinic/api/owners", 2], ["/clinic/api/pets", 1]]);
  assert.deepEqual(at(["/boats/{id}", "/boats/{id}/crew"]), [["/boats", 2]]);
  assert.deepEqual(at(["/boats", "/boats/{id}", "/boats/busy"]), [["/boats", 3]]);
  assert.deepEqual(at(["/boats/busy", "/boats/late"]), [["/boats", 2]]);
  assert.deepEqual(at([]), []);
});
