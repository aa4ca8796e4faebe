// What a person does with Backlight in VS Code, from the menu to the undo.

import assert from "node:assert/strict";
import path from "node:path";
import { after, afterEach, before, test } from "node:test";
import { Desk, ROOT } from "./desk.mjs";
import { sleep, until } from "./window.mjs";

const MEMBERS = "api/app/routers/members.py";
const BOATS = "api/app/routers/boats.py";
const MAIN = "api/app/main.py";
const DELETE = "\n\n# DELETE /boats/{boat_id}: take a boat out of service\n";
const PING = "\n\n# GET /ping: say whether the service is there, see health\n";
const SLOW = "\n\n# GET /slow: take for ever\n";

/** @type {Desk} */
let desk;
/** @type {import("./window.mjs").Window} */
let window;
/** How the files read at the start. */
const text = (name) => (texts[name] ??= desk.read(name));
const texts = {};

before(async () => {
  desk = await Desk.set({
    model: "model.py",
    settings: { "backlight.server.path": path.join(ROOT, ".venv/bin/backlight") },
    more: { [BOATS]: DELETE, [MAIN]: PING, [MEMBERS]: SLOW },
  });
  window = desk.window;
  for (const name of [BOATS, MAIN, MEMBERS]) text(name);
});

after(() => desk?.close());

afterEach(async (context) => {
  if (context.error) await window?.failed(context.name);
});

const lineOf = (name, piece) => text(name).slice(0, text(name).indexOf(piece)).split("\n").length;

async function at(name, piece) {
  await window.open(name);
  await window.goTo(lineOf(name, piece), 5);
}

/** Everything is as it was: one undo was enough. */
async function undone(name) {
  await window.tab(path.basename(name));
  await window.key("Control+z");
  await until(async () => !(await window.tabs()).some((tab) => tab.includes("*")), "nothing is dirty");
  assert.equal(desk.read(name), text(name));
}

test("findings are underlined, the status bar says that it is ready", async () => {
  await window.open(MEMBERS);
  await window.page.waitForSelector(".squiggly-warning", { state: "attached" });
  await window.shows("Backlight");
  assert.doesNotMatch(await window.status(), /server|stopped/);
});

test("the three actions are in the menu, each with its evidence", async () => {
  await at(MEMBERS, "def join");
  const validation = await until(async () => {
    const entries = await window.menu();
    const found = entries.find((entry) => entry.startsWith("Add validation: `join` reads 3"));
    if (!found) await window.key("Escape");
    return found;
  });
  assert.ok(validation);
  await window.shot("menu");
  await window.key("Escape");
  await at(BOATS, "SELECT COUNT(*)");
  const boats = (await window.menu()).join("\n");
  assert.match(boats, /Optimize query: COUNT reads every row/);
  assert.match(boats, /Design endpoint/);
  await window.key("Escape");
});

test("an instant action lands in the buffer, unsaved, and one undo takes all of it back", async () => {
  await at(MEMBERS, "def join");
  await window.act("Add validation");
  await until(async () => (await window.tabs()).includes("members.py*"), "members.py is dirty");
  await window.reads("payload.email");
  assert.equal(desk.read(MEMBERS), text(MEMBERS));
  await window.says("is changed");
  await window.shot("applied");
  await undone(MEMBERS);
  await window.clear();
});

test("the agent asks in a box, changes two files at once, and tells of it in a preview", async () => {
  await at(BOATS, "# DELETE");
  await window.act("Design endpoint: `DELETE /boats/{boat_id}`");
  await window.box();
  const choices = window.page.locator(".quick-input-list .monaco-list-row");
  await until(async () => (await choices.allTextContents()).join().includes("Delete them"));
  assert.match(await window.status(), /Design endpoint/);
  await window.shot("question");
  await window.type("Refuse while there are any");
  await window.key("ArrowDown");
  await sleep(200);
  await window.key("Enter");
  await until(async () => (await window.tabs()).includes("boats.py*"), "boats.py is dirty");
  await until(async () => (await window.tabs()).includes("test_boats.py*"), "its test as well");
  assert.equal(desk.read(BOATS), text(BOATS));
  const story = await until(async () => {
    const said = await window.preview();
    return said.includes("The handler refuses what is not there") && said;
  }, "the summary is shown");
  assert.match(story, /Refuse while there are any/);
  await window.shot("summary");
  await window.clear();
});

test("the menu goes on with that run", async () => {
  await window.tab("boats.py");
  await window.act("Refine: Design endpoint");
  await window.box();
  await window.shot("refine");
  await window.key("Escape");
  await window.boxIsGone();
  await window.says("nothing was changed");
  await undone(BOATS);
  await window.clear();
});

test("progress can be watched and cancelled, and nothing is left", async () => {
  await at(MEMBERS, "# GET /slow");
  await window.act("Design endpoint: `GET /slow`");
  await window.says("Design endpoint");
  await window.shows("Design endpoint");
  await window.says("Asks the model");
  await window.shot("progress");
  await window.shows("Design endpoint · $0.");
  await window.button("Cancel").click();
  await window.says("cancelled; nothing was changed");
  await until(async () => !(await window.status()).includes("Design"), "the status bar is idle");
  assert.ok(!(await window.tabs()).some((tab) => tab.includes("*")));
  await window.clear();
});

test("the status bar leads to what is running, and cancels it", async () => {
  await at(MEMBERS, "# GET /slow");
  await window.act("Design endpoint: `GET /slow`");
  await window.shows("· $0.");
  const row = await window.statusMenu("Cancel what is running");
  assert.match(await row.textContent(), /Design endpoint: .*\(\$0\.\d\d so far\)/);
  const limits = window.page.locator(".quick-input-list .monaco-list-row", { hasText: "limits of a day" });
  assert.match(await limits.textContent(), /Today: \$0\.\d\d of \$20\.00, [\d,]+ of 5,000,000 tokens\./);
  await window.shot("status-menu");
  await row.click();
  await window.says("cancelled; nothing was changed");
  await until(async () => !(await window.status()).includes("Design"), "the status bar is idle");
  await window.clear();
});

test("a change with doubts is shown in the refactor preview, and applied as a whole", async () => {
  await at(MAIN, "# GET /ping");
  await window.act("Design endpoint: `GET /ping`");
  const buttons = window.page.locator(".bulk-edit-panel .monaco-button");
  await buttons.filter({ hasText: "Apply" }).waitFor();
  await sleep(400);
  await window.shot("review");
  await buttons.filter({ hasText: "Apply" }).click();
  await until(async () => (await window.tabs()).includes("main.py*"), "main.py is dirty");
  await until(async () => (await window.tabs()).includes("Dockerfile*"), "Dockerfile is new");
  await window.says("is changed");
  await window.tab("main.py");
  await window.key("Control+z");
  await until(() => !desk.exists("api/Dockerfile"), "the new file is gone");
  await until(async () => !(await window.tabs()).some((tab) => tab.includes("*")));
  assert.equal(desk.read(MAIN), text(MAIN));
  await window.clear();
});

test("what is discarded in the preview is not applied, and the user is told", async () => {
  await at(MAIN, "# GET /ping");
  await window.act("Design endpoint: `GET /ping`");
  const buttons = window.page.locator(".bulk-edit-panel .monaco-button");
  await buttons.filter({ hasText: "Discard" }).click();
  await window.says("did not take the change");
  assert.ok(!desk.exists("api/Dockerfile"));
  assert.ok(!(await window.tabs()).some((tab) => tab.includes("*")));
  await window.clear();
});

test("a wish is asked for in a box where the place says nothing", async () => {
  await at(MAIN, "FastAPI(title");
  await window.act("Design endpoint");
  await window.box();
  await window.shot("wish");
  await window.type("Tell me whether there is anything to do");
  await window.key("Enter");
  await window.says("The agent changed nothing");
  await window.clear();
});

test("what a model writes into a summary fetches nothing and leads nowhere", async () => {
  const asked = [];
  const listen = (request) => asked.push(request.url());
  window.browser.on("request", listen);
  await at(MAIN, "FastAPI(title");
  await window.act("Design endpoint");
  await window.box();
  await window.type("Tell me more");
  await window.key("Enter");
  await until(async () => (await window.preview()).includes("Tell me more"), "the summary is shown");
  await sleep(500);
  const shown = await window.preview();
  assert.match(shown, /There is nothing to do\./);
  assert.match(shown, /a picture/);
  // An address in the words may be a link; then it shows where it leads, and nothing else is there.
  const plain = /^<a href="([^"]*)"[^>]*>\1<\/a>$/;
  assert.deepEqual((await window.reaches()).filter((it) => !plain.test(it) || it.includes("command:")), []);
  assert.deepEqual(asked.filter((url) => url.includes("evil")), []);
  window.browser.off("request", listen);
  await window.clear();
});

test("a server that is killed in the middle of a run comes back, and the run is said to be lost", async () => {
  await until(() => desk.servers().length === 1, "there is one server");
  const [server] = desk.servers();
  await at(MEMBERS, "# GET /slow");
  await window.act("Design endpoint: `GET /slow`");
  await window.says("Asks the model");
  process.kill(server, "SIGKILL");
  await window.says("Design endpoint was lost; nothing was changed");
  await until(() => desk.servers().some((id) => id !== server), "another server is there");
  await window.clear();
  await at(MEMBERS, "def join");
  await window.act("Add validation");
  await window.reads("payload.email");
  await undone(MEMBERS);
});

test("an action that cannot be run says why", async () => {
  await window.set('"backlight.engine": "instant"');
  await at(BOATS, "def read_boat");
  await until(async () => {
    const entries = await window.menu();
    await window.key("Escape");
    return !entries.some((entry) => entry.startsWith("Add authentication"));
  }, "the menu has left out what takes a model");
  await window.command("Backlight: Add authentication");
  await until(
    () =>
      window.page.evaluate(() =>
        document.querySelector(".monaco-editor-overlaymessage")?.innerText.includes("takes a model"),
      ),
    "the reason is shown at the cursor",
  );
  await window.shot("reason");
  await window.key("Escape");
});

test("the menu of refactorings shows it greyed, when asked for what is disabled", async () => {
  await at(BOATS, "def read_boat");
  await window.menu("Control+Shift+r");
  await window.page.getByText("Show Disabled").click();
  const row = window.page.locator(".action-widget .monaco-list-row.option-disabled");
  await row.filter({ hasText: "Add authentication" }).first().waitFor();
  await window.shot("disabled");
  await window.key("Escape");
});

test("endpoints are listed, and lead to their handlers", async () => {
  await window.open(MEMBERS);
  await window.command("Explorer: Focus on Endpoints View");
  const rows = window.page.locator(".pane", { hasText: "Endpoints" }).locator(".monaco-list-row");
  await rows.filter({ hasText: "GET /api/boats/busy" }).waitFor();
  await window.shot("endpoints");
  await rows.filter({ hasText: "GET /api/boats/busy" }).click();
  await window.page.waitForSelector('.tab.active[data-resource-name="boats.py"]');
  await window.reads("def busy_boats");
});

test("a server that dies again and again is given up, with a button to start it", async () => {
  await until(
    async () => {
      for (const server of desk.servers()) process.kill(server, "SIGKILL");
      return (await window.toasts()).some((toast) => toast.includes("is not started any more"));
    },
    "it is given up",
  );
  await window.shows("stopped");
  await window.shot("given-up");
  assert.deepEqual(desk.servers(), []);
  assert.equal((await window.toasts()).length, 1, "one message, and no more");
  await window.button("Restart").click();
  await until(() => desk.servers().length === 1, "the server is started");
  await until(async () => !(await window.status()).includes("stopped"), "the status bar is calm");
});
