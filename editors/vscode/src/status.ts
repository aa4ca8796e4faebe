// The status bar item: idle, working on what at which cost, without a model, or without a server.

import * as vscode from "vscode";
import type { Run } from "./runs.ts";

/** How the server is. */
export type Health = "starting" | "ready" | "absent" | "stopped";

/** What the item shows. */
export interface Seen {
  health: Health;
  runs: Run[];
  /** Why no model can be asked, in a sentence; `null` if one can. */
  missing: string | null;
  /** Where the server was found, in words. */
  from: string;
  /** What is off in this workspace since nobody trusts it, in a sentence; else empty. */
  off: string;
}

const WARNING = new vscode.ThemeColor("statusBarItem.warningBackground");

/** Make the item; answers the function that brings it up to date. */
export function statusBar(subscriptions: vscode.Disposable[]): (seen: Seen) => void {
  const item = vscode.window.createStatusBarItem("backlight", vscode.StatusBarAlignment.Right, 50);
  item.name = "Backlight";
  item.command = "backlight.menu";
  subscriptions.push(item);
  return (seen) => {
    item.text = text(seen);
    item.tooltip = tooltip(seen);
    item.backgroundColor =
      seen.health === "absent" || seen.health === "stopped" ? WARNING : undefined;
    item.show();
  };
}

function text({ health, runs, missing }: Seen): string {
  if (health === "absent") return "$(warning) Backlight: no server";
  if (health === "stopped") return "$(error) Backlight: stopped";
  if (health === "starting") return "$(loading~spin) Backlight";
  const [run] = runs;
  if (run) {
    const more = runs.length > 1 ? ` +${runs.length - 1}` : "";
    return `$(loading~spin) ${short(run.title)}${more}${run.cost ? ` · ${run.cost}` : ""}`;
  }
  return missing ? "$(lightbulb) Backlight $(key)" : "$(lightbulb) Backlight";
}

function tooltip({ health, runs, missing, from, off }: Seen): string {
  if (health === "absent") return "The server of Backlight is not installed. Click to install it.";
  if (health === "stopped") return "The server of Backlight is not running. Click for its log.";
  const lines = runs.map((run) => (run.message ? `${run.title}: ${run.message}` : run.title));
  if (!runs.length) lines.push("Backlight is ready.");
  if (missing) lines.push("Instant actions work. An agent needs a key or a local model.");
  return [...lines, ...(off ? [off] : []), `Server: ${from}`].join("\n");
}

/** A title as it fits into a status bar: without its evidence. */
function short(title: string): string {
  const name = title.split(":")[0] ?? title;
  return name.length <= 30 ? name : `${name.slice(0, 29)}…`;
}
