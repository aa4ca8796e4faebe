// The commands of the palette, and the menu behind the status bar item.

import * as vscode from "vscode";
import { openExample } from "./example.ts";
import { setKey } from "./key.ts";
import type { Server } from "./server.ts";
import { make } from "./setup.ts";
import { lacksModel } from "./status.ts";

const KIND = "refactor.rewrite.backlight";
const ACTION = "backlight.action.";
const ALL = "settings";
const LIMITS = "limits";
/** Entries of the menu that open the settings, and what is shown of them. */
const SETTINGS: Record<string, string> = {
  [ALL]: "@ext:backlight.backlight",
  [LIMITS]: "@ext:backlight.backlight PerDay",
};
const WALKTHROUGH = "backlight.backlight#start";

/** Register every command; those of actions are the ones that `package.json` names. */
export function register(context: vscode.ExtensionContext, server: Server): void {
  const commands: Record<string, () => unknown> = {
    "backlight.menu": () => menu(server),
    "backlight.showActions": () => codeAction(KIND, "never"),
    "backlight.cancelRuns": () => server.runs.cancelAll(),
    "backlight.restart": () => server.restart(),
    "backlight.showLog": () => server.output.show(),
    "backlight.openExample": () => openExample(context),
    "backlight.walkthrough": async () => {
      await vscode.commands.executeCommand("workbench.action.openWalkthrough", WALKTHROUGH, false);
      server.toured(true);
    },
    "backlight.install": async () => {
      if (await make(context, server.output)) await server.restart();
    },
    "backlight.setKey": async () => {
      if (await setKey(context)) await server.restart();
    },
  };
  const declared: { command: string }[] = context.extension.packageJSON.contributes.commands;
  for (const { command } of declared.filter((it) => it.command.startsWith(ACTION))) {
    commands[command] = () => codeAction(`${KIND}.${command.slice(ACTION.length)}`, "first");
  }
  for (const [name, command] of Object.entries(commands)) {
    context.subscriptions.push(vscode.commands.registerCommand(name, command));
  }
}

/** Run one action at the cursor, or say why it cannot be run there. */
function codeAction(kind: string, apply: "first" | "never") {
  return vscode.commands.executeCommand("editor.action.codeAction", { kind, apply });
}

async function menu(server: Server): Promise<void> {
  const { health, runs, status, off } = server.seen;
  const items: (vscode.QuickPickItem & { command: string })[] = [];
  const add = (icon: string, label: string, command: string, detail?: string) =>
    items.push({ label: `$(${icon}) ${label}`, command, ...(detail ? { detail } : {}) });
  if (health === "absent") add("cloud-download", "Install the server", "backlight.install");
  if (health === "stopped") {
    add("cloud-download", "Install the server again", "backlight.install");
  }
  if (runs.length) {
    const going = runs.map((run) => [run.title, run.message].filter(Boolean).join(": "));
    add("stop-circle", "Cancel what is running", "backlight.cancelRuns", going.join("\n"));
  }
  if (health === "ready") add("lightbulb", "Show actions at the cursor", "backlight.showActions");
  if (health === "ready") add("list-tree", "Show endpoints", "backlight.endpoints.focus");
  if (status.spent) add("graph", "Change the limits of a day", LIMITS, status.spent);
  const lacks = lacksModel(status) ? (status.missing ?? "") : "";
  add("key", lacks ? "Set an API key…" : "Change the API key…", "backlight.setKey", lacks);
  if (health === "ready") add("search", "Find a model on this machine", "backlight.findLocalModel");
  if (off) add("shield", "Manage workspace trust", "workbench.trust.manage", off);
  add("settings-gear", "Open settings", ALL);
  add("output", "Show the log", "backlight.showLog");
  add("debug-restart", "Restart the server", "backlight.restart");
  add("book", "Get started", "backlight.walkthrough");
  const picked = await vscode.window.showQuickPick(items, { title: "Backlight" });
  const settings = SETTINGS[picked?.command ?? ""];
  if (settings) await vscode.commands.executeCommand("workbench.action.openSettings", settings);
  else if (picked) await vscode.commands.executeCommand(picked.command);
}
