// A newcomer: no server, no key, nothing set. From the first file to the first change.

import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { Desk } from "./desk.mjs";
import { until } from "./window.mjs";

const MEMBERS = "api/app/routers/members.py";

/** @type {Desk} */
let desk;
/** @type {import("./window.mjs").Window} */
let window;

before(async () => {
  desk = await Desk.set();
  window = desk.window;
});

after(() => desk?.close());

afterEach(async (context) => {
  if (context.error) await window?.failed(context.name);
});

test("without a server nothing is installed before the user agrees", async () => {
  await window.open(MEMBERS);
  await window.says("Backlight needs its server");
  await window.shows("no server");
  assert.deepEqual(desk.servers(), []);
  await window.shot("consent");
});

test("one click installs it, and the first action needs no key", async (context) => {
  const start = Date.now();
  await window.button("Install").click();
  await window.says("Installing Backlight");
  await window.shot("installing");
  await until(() => desk.servers().length === 1, "the server is started", 240_000);
  const installed = Date.now();
  await window.shows("Backlight");
  const line = desk.read(MEMBERS).split("\n").findIndex((text) => text.startsWith("def join"));
  await window.goTo(line + 1, 5);
  await window.act("Add validation");
  await until(async () => (await window.tabs()).includes("members.py*"), "members.py is dirty");
  const seconds = (from, to) => ((to - from) / 1000).toFixed(0);
  const all = seconds(start, Date.now());
  context.diagnostic(`installed in ${seconds(start, installed)} s, first change after ${all} s`);
});

test("the status bar says that a model would need a key", async () => {
  await until(async () => (await window.page.locator(".statusbar-item .codicon-key").count()) > 0);
  await window.shot("first-change");
});

test("what takes a model is marked, and leads to the box for a key", async () => {
  await window.menu();
  const marked = window.page.locator(".action-widget .monaco-list-row:has(.codicon-sparkle)");
  await marked.filter({ hasText: "Design endpoint" }).first().waitFor();
  await window.choose("Add authentication");
  await window.says("There is no key for the model");
  await window.shot("no-key");
  await window.button("Set API Key…").click();
  await window.box();
  await window.type("sk-0123456789");
  await window.key("Enter");
  await until(async () => (await window.page.locator(".statusbar-item .codicon-key").count()) === 0);
  await window.clear();
});

test("the example project opens in a window of its own, at the place to begin with", async () => {
  const opened = window.browser.waitForEvent("page");
  await window.command("Backlight: Open the Example Project");
  const page = await opened;
  await page.waitForSelector('.tab.active[data-resource-name="members.py"]');
  await page.close();
});

test("the tour opens", async () => {
  await window.command("Backlight: Get Started");
  await window.page.getByText("Try it on an example").first().waitFor();
  await window.page.locator(".getting-started-step .codicon-getting-started-step-checked").first().waitFor();
  await window.shot("tour");
});
