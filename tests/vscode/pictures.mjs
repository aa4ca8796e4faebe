// The pictures of the README, taken anew: `node tests/vscode/pictures.mjs`, after `make vsix`.

import path from "node:path";
import { Desk, ROOT } from "./desk.mjs";
import { sleep, until } from "./window.mjs";

const MEMBERS = "api/app/routers/members.py";
const BOATS = "api/app/routers/boats.py";
const MAIN = "api/app/main.py";
const MORE = {
  [BOATS]: "\n\n# DELETE /boats/{boat_id}: take a boat out of service\n",
  [MAIN]: "\n\n# GET /ping: say whether the service is there, see health\n",
};
/** What belongs to the browser and not to the desktop, and what lies above the preview. */
const OTHERS = `[id="status.host"], [id="status.forwardedPorts"], .statusbar-item[aria-label*="Layout"],
  .panel [aria-label^="Ports"] { display: none !important }`;
const TOASTS = ".notifications-toasts { display: none !important }";

process.env.BACKLIGHT_SHOTS ??= path.join(ROOT, "editors/vscode/images");
const desk = await Desk.set({
  model: "model.py",
  settings: { "backlight.server.path": path.join(ROOT, ".venv/bin/backlight"), "window.commandCenter": false, "window.title": "${activeEditorShort} - ${rootName}" },
  more: MORE,
  screen: { viewport: { width: 1080, height: 640 }, deviceScaleFactor: 1.5 },
});
const { window } = desk;
const { page } = window;

async function at(name, piece) {
  await window.open(name);
  const text = desk.read(name);
  await window.goTo(text.slice(0, text.indexOf(piece)).split("\n").length, 5);
}

try {
  await page.addStyleTag({ content: OTHERS });
  await at(MEMBERS, "def join");
  await page.waitForSelector(".squiggly-warning", { state: "attached" });
  await until(async () => {
    const entries = await window.menu();
    if (entries.some((entry) => entry.startsWith("Add validation"))) return true;
    await window.key("Escape");
    return false;
  });
  await window.shot("menu");
  await window.key("Escape");

  await at(BOATS, "# DELETE");
  await window.act("Design endpoint: `DELETE /boats/{boat_id}`");
  await window.box();
  await sleep(500);
  await window.shot("question");
  await window.type("Refuse while there are any");
  await window.key("ArrowDown");
  await sleep(300);
  await window.key("Enter");
  await until(async () => (await window.preview()).includes("Shown to the model"));
  await window.clear();
  await window.command("View: Toggle Primary Side Bar Visibility");
  await sleep(800);
  await window.shot("summary");
  await window.tab("boats.py");
  await window.key("Control+z");
  await window.command("View: Close All Editors");
  await page.locator(".monaco-dialog-box .monaco-button", { hasText: "Don't Save" }).click({ timeout: 3000 }).catch(() => {});

  await at(MAIN, "# GET /ping");
  await window.act("Design endpoint: `GET /ping`");
  await page.locator(".bulk-edit-panel .monaco-button", { hasText: "Apply" }).waitFor();
  await page.locator(".panel .codicon-group-by-ref-type").first().click();
  const style = await page.addStyleTag({ content: TOASTS });
  const sash = await page.locator(".part.panel").boundingBox();
  await page.mouse.move(sash.x + 300, sash.y - 1);
  await page.mouse.down();
  await page.mouse.move(sash.x + 300, sash.y - 160, { steps: 8 });
  await page.mouse.up();
  await sleep(800);
  await window.shot("review");
  await style.evaluate((it) => it.remove());
  await page.locator(".bulk-edit-panel .monaco-button", { hasText: "Discard" }).click();

  await window.says("did not take the change");
  await window.clear();
  await window.command("View: Close All Editors");
  await window.command("View: Toggle Primary Side Bar Visibility");
  await window.command("Explorer: Focus on Endpoints View");
  const rows = page.locator(".pane", { hasText: "Endpoints" }).locator(".monaco-list-row");
  await rows.filter({ hasText: "GET /api/boats/busy" }).waitFor();
  await page.locator(".pane-header", { hasText: "club" }).first().click();
  await rows.filter({ hasText: "GET /api/boats/busy" }).click();
  await window.reads("def busy_boats");
  await sleep(800);
  await window.shot("endpoints");
} finally {
  await desk.close();
}
