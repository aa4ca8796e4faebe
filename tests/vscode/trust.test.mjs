// A workspace that nobody trusts: what is in it is read, and never started.

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, afterEach, before, test } from "node:test";
import { Desk, ROOT } from "./desk.mjs";
import { until } from "./window.mjs";

const MEMBERS = "api/app/routers/members.py";
const SERVER = path.join(ROOT, ".venv/bin/backlight");

/** @type {Desk} */
let desk;
/** @type {import("./window.mjs").Window} */
let window;
let mark;

before(async () => {
  const settings = JSON.stringify({
    "backlight.server.path": "/bin/false",
    "backlight.engine": "instant",
    "python.defaultInterpreterPath": "${workspaceFolder}/.venv/bin/python",
  });
  desk = await Desk.set({
    trusted: false,
    environ: { PATH: `${path.dirname(SERVER)}:${process.env.PATH}` },
    more: { ".vscode/settings.json": settings },
  });
  window = desk.window;
});

after(() => desk?.close());

afterEach(async (context) => {
  if (context.error) await window?.failed(context.name);
});

/** The server of the workspace: it leaves a mark, whatever it is started for. */
function planted() {
  mark = path.join(desk.folder, "was-started");
  const bin = desk.path(".venv/bin");
  desk.program("python", `echo python >> ${mark}`, bin);
  desk.program("backlight", `echo "$@" >> ${mark}; exec ${SERVER} "$@"`, bin);
}

test("menu and instant actions work, and nothing of the workspace is started", async () => {
  planted();
  await window.open(MEMBERS);
  await window.page.getByText("Restricted Mode").first().waitFor();
  await window.shows("Backlight");
  await until(() => desk.servers().length === 1, "the server on PATH is started");
  const line = desk.read(MEMBERS).split("\n").findIndex((text) => text.startsWith("def join"));
  await window.goTo(line + 1, 5);
  await window.act("Add validation");
  await window.reads("payload.email");
  await window.key("Control+z");
  assert.ok(!fs.existsSync(mark), "a program of the workspace was started");
});

test("what a workspace sets changes neither the server nor the engine", async () => {
  const entries = await window.menu();
  await window.key("Escape");
  assert.ok(entries.some((entry) => entry.startsWith("Ask the backend developer")), entries.join("\n"));
});

test("the status bar says what is off, and leads to where it can be changed", async () => {
  const row = await window.statusMenu("Manage workspace trust");
  assert.match(await row.textContent(), /programs in it are not started/);
  await window.shot("restricted");
  await row.click();
  await window.page.getByRole("button", { name: "Trust", exact: true }).first().waitFor();
});

test("with trust the server of the workspace is taken, without a reload", async () => {
  await window.page.getByRole("button", { name: "Trust", exact: true }).first().click();
  await until(() => fs.existsSync(mark), "the server of the workspace is started");
  await until(() => fs.readFileSync(mark, "utf8").includes("serve"), "it serves");
  await window.open(MEMBERS);
  await window.shows("Backlight");
});
