// A project, a model that follows a script, and a VS Code with the packaged extension on top of both.

import { execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { until, Window } from "./window.mjs";

const HERE = path.dirname(fileURLToPath(import.meta.url));
export const ROOT = path.resolve(HERE, "../..");
const PYTHON = path.join(ROOT, ".venv/bin/python");
const CODE = path.join(HERE, "node_modules/code-server/out/node/entry.js");
const VSIX = path.join(ROOT, "editors/vscode/backlight.vsix");
const PAGE = path.join(ROOT, "server/backlight/demo/club.md");
const FILE = /^## (\S+)\n\n```\w*\n([\s\S]*?)^```$/gm;
const FOREIGN = /^(ANTHROPIC_|AWS_|BACKLIGHT_|CLAUDE_|PYTHONPATH$)/;

/** Settings that make VS Code quiet; it saves nothing by itself. */
const QUIET = {
  "files.autoSave": "off",
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "workbench.enableExperiments": false,
  "workbench.editor.useModal": "off",
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.hover.delay": 60000,
  "chat.disableAIFeatures": true,
  "chat.commandCenter.enabled": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "window.confirmBeforeClose": "never",
  "security.workspace.trust.startupPrompt": "never",
  "git.enabled": false,
  "editor.minimap.enabled": false,
  "workbench.reduceMotion": "on",
};

export class Desk {
  /**
   * Lay out a project (the club, or a copy of the folder `project`), install the extension, start
   * VS Code. `model` is the script of the model,
   * `more` what files of the project have at their ends besides. Where `trusted` is false, VS Code
   * opens the project in Restricted Mode; `programs` are put into a folder, which is all of `PATH`.
   */
  static async set({ settings = {}, model, environ = {}, more = {}, trusted = true, programs, screen, project } = {}) {
    const desk = new Desk();
    desk.folder = fs.mkdtempSync(path.join(os.tmpdir(), "backlight-vscode-"));
    desk.project = path.join(desk.folder, "club");
    desk.shots = process.env.BACKLIGHT_SHOTS ?? path.join(desk.folder, "shots");
    desk.stops = [() => fs.rmSync(desk.folder, { recursive: true, force: true, maxRetries: 5 })];
    process.once("exit", () => desk.end());
    if (project) fs.cpSync(project, desk.project, { recursive: true });
    for (const [, name, text] of project ? [] : fs.readFileSync(PAGE, "utf8").matchAll(FILE)) {
      desk.write(name, text);
    }
    for (const [name, text] of Object.entries(more)) {
      desk.write(name, (desk.exists(name) ? desk.read(name) : "") + text);
    }
    desk.environ = { ...clean(), XDG_STATE_HOME: path.join(desk.folder, "state"), ...environ };
    if (programs) desk.environ.PATH = path.join(desk.folder, "programs");
    for (const [name, text] of Object.entries(programs ?? {})) desk.program(name, text);
    desk.trusted = trusted;
    desk.screen = screen;
    try {
      if (model) Object.assign(desk.environ, await desk.model(path.resolve(HERE, model)));
      await desk.vscode({ ...QUIET, ...settings });
    } catch (problem) {
      desk.end();
      throw problem;
    }
    return desk;
  }

  path(name) {
    return path.join(this.project, name);
  }

  write(name, text) {
    fs.mkdirSync(path.dirname(this.path(name)), { recursive: true });
    fs.writeFileSync(this.path(name), text);
  }

  read(name) {
    return fs.readFileSync(this.path(name), "utf8");
  }

  exists(name) {
    return fs.existsSync(this.path(name));
  }

  /** Put a shell script where the programs are, in place of one of that name. */
  program(name, text, folder = path.join(this.folder, "programs")) {
    fs.mkdirSync(folder, { recursive: true });
    fs.rmSync(path.join(folder, name), { force: true });
    fs.writeFileSync(path.join(folder, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  }

  /** The environment of a server that asks the scripted model. */
  async model(script) {
    const start = "from double.messages import main; main()";
    const args = ["-c", start, "--script", script, "--delay", "0.02"];
    const env = { ...clean(), PYTHONPATH: path.join(ROOT, "tests") };
    const child = spawn(PYTHON, args, { stdio: ["ignore", "pipe", "inherit"], env });
    this.stops.unshift(() => child.kill());
    const [line] = await lines(child.stdout);
    const { url } = JSON.parse(line);
    return { ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: "sk-double-0123456789" };
  }

  async vscode(settings) {
    // Beside the user's settings are those of the machine: where the server is on this one.
    const entries = Object.entries(settings);
    for (const [folder, here] of [["User", false], ["Machine", true]]) {
      const some = entries.filter(([name]) => name.startsWith("backlight.server.") === here);
      const above = path.join(this.folder, "user", folder);
      fs.mkdirSync(above, { recursive: true });
      const text = JSON.stringify(Object.fromEntries(some), null, 2);
      fs.writeFileSync(path.join(above, "settings.json"), text);
    }
    fs.writeFileSync(path.join(this.folder, "config.yaml"), "auth: none\n");
    const args = [CODE, "--config", path.join(this.folder, "config.yaml")];
    args.push("--user-data-dir", path.join(this.folder, "user"));
    args.push("--extensions-dir", path.join(this.folder, "extensions"));
    // The environment is as it is given here: no login shell is asked for another one.
    const env = { ...this.environ, EXTENSIONS_GALLERY: "{}", VSCODE_CLI: "1" };
    execFileSync(process.execPath, [...args, "--install-extension", VSIX], { env, stdio: "pipe" });
    const port = await freePort();
    args.push("--auth", "none", "--bind-addr", `127.0.0.1:${port}`, "--ignore-last-opened");
    args.push("--disable-telemetry", "--disable-update-check", "--disable-getting-started-override");
    if (this.trusted) args.push("--disable-workspace-trust");
    const log = fs.openSync(path.join(this.folder, "vscode.log"), "w");
    const options = { env, stdio: ["ignore", log, log], detached: true };
    const child = spawn(process.execPath, args, options);
    this.stops.unshift(() => {
      // Its own group: the extension host and the server of the extension end with it.
      try {
        process.kill(-child.pid, "SIGKILL");
      } catch {}
    });
    const url = `http://127.0.0.1:${port}`;
    await until(() => healthy(url), "VS Code is up", 90_000);
    const profile = path.join(this.folder, "browser");
    this.window = await Window.open(url, this.project, profile, this.shots, this.screen);
  }

  /** End everything that was started, and take the folder away. */
  async close() {
    await this.window?.close();
    this.end();
  }

  end() {
    for (const stop of this.stops.splice(0)) stop();
  }

  /** The processes of the server, by their command lines. */
  servers() {
    const found = [];
    for (const id of fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      try {
        const words = fs.readFileSync(`/proc/${id}/cmdline`, "utf8").split("\0");
        const ours = fs.readFileSync(`/proc/${id}/environ`, "utf8").includes(this.folder);
        if (ours && words.includes("serve") && words.some((word) => word.includes("backlight"))) {
          found.push(Number(id));
        }
      } catch {}
    }
    return found;
  }
}

/** The environment without anyone's keys and choices; what is ours is known by the mark. */
function clean() {
  const own = Object.entries(process.env).filter(([name]) => !FOREIGN.test(name));
  return Object.fromEntries(own);
}

async function lines(stream) {
  for await (const line of createInterface({ input: stream })) return [line];
  return [];
}

function freePort() {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

function healthy(url) {
  return new Promise((resolve) => {
    const asked = http.get(`${url}/healthz`, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    });
    asked.on("error", () => resolve(false));
  });
}
