// One window of VS Code, as a person sees it: keys, menus, boxes, notifications.

import fs from "node:fs";
import path from "node:path";
import { chromium } from "playwright-core";

const BROWSERS = ["/usr/bin/chromium", "/usr/bin/google-chrome", "/usr/bin/chromium-browser"];
const PATIENCE = Number(process.env.BACKLIGHT_PATIENCE ?? 45_000);

// Nothing leaves this machine: every other name leads nowhere.
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
];

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Wait until something holds; says what did not. */
export async function until(holds, what = holds.toString(), wait = PATIENCE) {
  const end = Date.now() + wait;
  for (;;) {
    const found = await holds();
    if (found) return found;
    if (Date.now() > end) throw new Error(`never came true: ${what}`);
    await sleep(100);
  }
}

export class Window {
  constructor(page, shots) {
    this.page = page;
    this.shots = shots;
  }

  static async open(url, folder, profile, shots, screen = {}) {
    const browser = await chromium.launchPersistentContext(profile, {
      executablePath: BROWSERS.find((file) => fs.existsSync(file)),
      headless: true,
      viewport: { width: 1280, height: 800 },
      ...screen,
      args: FLAGS,
    });
    const window = new Window(browser.pages()[0] ?? (await browser.newPage()), shots);
    window.browser = browser;
    window.page.setDefaultTimeout(PATIENCE);
    await window.page.goto(`${url}/?folder=${folder}`);
    await window.page.waitForSelector(".explorer-folders-view .monaco-list-row");
    return window;
  }

  close() {
    return this.browser.close();
  }

  async shot(name) {
    fs.mkdirSync(this.shots, { recursive: true });
    await this.page.mouse.move(640, 4);
    await this.page.screenshot({ path: path.join(this.shots, `${name}.png`) });
  }

  /** What there is to see after a failure, with all that was said. */
  async failed(name) {
    await this.shot(`failed ${name}`).catch(() => {});
    await this.key("Escape");
    await this.command("Notifications: Show Notifications").catch(() => {});
    await this.shot(`said ${name}`).catch(() => {});
    await this.key("Escape");
  }

  key(key) {
    return this.page.keyboard.press(key);
  }

  type(text) {
    return this.page.keyboard.type(text);
  }

  /** The box at the top: the palette, a list, or an input. */
  box() {
    const shown = '.quick-input-widget:not([style*="display: none"])';
    return this.page.waitForSelector(`${shown} input[type="text"], ${shown} input`, {
      state: "visible",
    });
  }

  /** The menu behind our item in the status bar, and one entry of it. */
  async statusMenu(label) {
    await this.page.locator('[id="backlight.backlight.backlight"]').click();
    await this.box();
    const rows = this.page.locator(".quick-input-list .monaco-list-row");
    await rows.filter({ hasText: label }).first().waitFor();
    return rows.filter({ hasText: label }).first();
  }

  boxIsGone() {
    return until(() => this.page.locator(".quick-input-widget input").first().isHidden());
  }

  /** Open a file by its path. */
  async open(file) {
    await this.key("Control+p");
    await this.box();
    await this.type(file);
    await this.page
      .locator(".quick-input-list .monaco-list-row.focused", { hasText: path.basename(file) })
      .waitFor();
    await this.key("Enter");
    await this.page.waitForSelector(`.tab.active[data-resource-name="${path.basename(file)}"]`);
    await this.page.waitForSelector(".editor-instance .view-lines .view-line");
  }

  async command(name) {
    await this.key("F1");
    await this.box();
    await this.type(name);
    const label = new RegExp(`^\\s*${name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}\\s*$`);
    const rows = this.page.locator(".quick-input-list .monaco-list-row");
    const labels = this.page.locator(".monaco-icon-label-container").filter({ hasText: label });
    await rows.filter({ has: labels }).first().click();
    await sleep(200);
  }

  /** Add a line to the settings of the user, as they do it themselves. */
  async set(line) {
    await this.command("Preferences: Open User Settings (JSON)");
    await this.page.waitForSelector('.tab.active[data-resource-name="settings.json"]');
    await this.reads("{");
    await this.key("Control+Home");
    await this.key("End");
    await this.page.keyboard.insertText(`\n${line},`);
    await this.reads(line);
    await this.key("Control+s");
    await until(async () => !(await this.tabs()).includes("settings.json*"), "settings are saved");
    await this.key("Control+F4");
  }

  async goTo(line, column = 1) {
    await this.key("Control+g");
    await this.box();
    await this.type(`${line}:${column}`);
    await sleep(150);
    await this.key("Enter");
    await this.boxIsGone();
  }

  /** The lines of the active editor that are on the screen. */
  text() {
    return this.page.evaluate(() => {
      const group = document.querySelector(".editor-group-container.active") ?? document;
      return [...group.querySelectorAll(".editor-instance .view-lines .view-line")]
        .map((line) => [Number.parseInt(line.style.top, 10) || 0, line.textContent])
        .sort(([a], [b]) => a - b)
        .map(([, text]) => text.replace(/\u00a0/g, " "))
        .join("\n");
    });
  }

  reads(piece, wait) {
    return until(async () => (await this.text()).includes(piece), `the editor reads ${piece}`, wait);
  }

  tabs() {
    return this.page.evaluate(() =>
      [...document.querySelectorAll(".tabs-container .tab")].map(
        (tab) =>
          tab.getAttribute("data-resource-name") + (tab.classList.contains("dirty") ? "*" : ""),
      ),
    );
  }

  tab(name) {
    return this.page.locator(`.tab[data-resource-name="${name}"]`).first().click();
  }

  /** Open the menu of code actions; a late layout can close it, then it is opened again. */
  async menu(keys = "Control+.") {
    for (let tries = 0; ; tries++) {
      await this.key(keys);
      try {
        await this.page.waitForSelector(".action-widget .monaco-list-row", { timeout: 3000 });
        break;
      } catch (problem) {
        if (tries === 5) throw problem;
        await this.key("Escape");
      }
    }
    await sleep(200);
    return this.entries();
  }

  entries() {
    return this.page.evaluate(() =>
      [...document.querySelectorAll(".action-widget .monaco-list-row")].map((row) =>
        row.textContent.trim(),
      ),
    );
  }

  /** Choose an entry of the open menu, by keyboard. */
  async choose(label) {
    const focused = ".action-widget .monaco-list-row.focused";
    for (let steps = 0; steps < 40; steps++) {
      const text = await this.page.evaluate(
        (where) => document.querySelector(where)?.textContent ?? "",
        focused,
      );
      if (text.trim().startsWith(label)) return this.key("Enter");
      await this.key("ArrowDown");
      await sleep(30);
    }
    throw new Error(`the menu has no ${label}: ${JSON.stringify(await this.entries())}`);
  }

  /** Open the menu at a place until it has an entry (the server may still be reading), and choose. */
  async act(label) {
    await until(async () => {
      const entries = await this.menu();
      if (entries.some((entry) => entry.startsWith(label))) return true;
      await this.key("Escape");
      await sleep(500);
      return false;
    }, `the menu has ${label}`);
    await this.choose(label);
  }

  toasts() {
    return this.page.evaluate(() =>
      [...document.querySelectorAll(".notifications-toasts .notification-list-item")].map((item) =>
        item.textContent.trim(),
      ),
    );
  }

  says(piece, wait) {
    const heard = async () => (await this.toasts()).some((toast) => toast.includes(piece));
    return until(heard, `a notification says ${piece}`, wait);
  }

  button(label) {
    const buttons = this.page.locator(".notification-list-item .monaco-button");
    return buttons.filter({ hasText: new RegExp(`^${label}$`) }).first();
  }

  clear() {
    return this.command("Notifications: Clear All Notifications");
  }

  status() {
    return this.page.evaluate(
      () => document.querySelector('[id="backlight.backlight.backlight"]')?.textContent?.trim() ?? "",
    );
  }

  shows(piece, wait) {
    return until(async () => (await this.status()).includes(piece), `the status bar shows ${piece}`, wait);
  }

  /** Every picture, frame, script and link of a rendered document. */
  async reaches() {
    const found = this.page.frames().map((frame) =>
      frame
        .evaluate(() => {
          const body = document.querySelector(".markdown-body");
          const which = "img, iframe, video, script[src], link, form, a, meta";
          return [...(body?.querySelectorAll(which) ?? [])].map((it) => it.outerHTML);
        })
        .catch(() => []),
    );
    return (await Promise.all(found)).flat();
  }

  /** What a rendered Markdown document says, wherever its frame is. */
  async preview() {
    const texts = this.page
      .frames()
      .map((frame) => frame.evaluate(() => document.querySelector(".markdown-body")?.innerText ?? "").catch(() => ""));
    return (await Promise.all(texts)).join("\n");
  }
}
