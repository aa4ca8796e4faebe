// The status bar item: idle, working on what at which cost, without a model, or without a server.

import * as vscode from "vscode";
import type { Run } from "./runs.ts";

/** How the server is. */
export type Health = "starting" | "ready" | "absent" | "stopped";

/** What the server says of itself (`backlight/status`). */
export interface Status {
  /** Why no model can be asked, in a sentence; `null` if one can. */
  missing: string | null;
  /** The setting `backlight.engine`. */
  engine: string;
  /** What runs took today, of how much, in a sentence; empty if nothing. */
  spent: string;
}

/** Before the server says anything. */
export const UNKNOWN: Status = { missing: null, engine: "auto", spent: "" };

/** What the item shows. */
export interface Seen {
  health: Health;
  runs: Run[];
  status: Status;
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

function text({ health, runs, status }: Seen): string {
  if (health === "absent") return "$(warning) Backlight: no server";
  if (health === "stopped") return "$(error) Backlight: stopped";
  if (health === "starting") return "$(loading~spin) Backlight";
  const [run] = runs;
  if (run) {
    const more = runs.length > 1 ? ` +${runs.length - 1}` : "";
    return `$(loading~spin) ${short(run.title)}${more}${run.cost ? ` · ${run.cost}` : ""}`;
  }
  return lacksModel(status) ? "$(lightbulb) Backlight $(key)" : "$(lightbulb) Backlight";
}

/** Whether the user wants a model and none can be asked. */
export function lacksModel({ missing, engine }: Status): boolean {
  return missing !== null && engine !== "instant";
}

function tooltip({ health, runs, status, from, off }: Seen): string {
  if (health === "absent") return "The server of Backlight is not installed. Click to install it.";
  if (health === "stopped") return "The server of Backlight is not running. Click for its log.";
  const lines = runs.map((run) => (run.message ? `${run.title}: ${run.message}` : run.title));
  if (!runs.length) lines.push("Backlight is ready.");
  if (lacksModel(status))
    lines.push("Instant actions work. An agent needs a key or a local model.");
  if (status.engine === "instant") lines.push("No model is asked: backlight.engine is instant.");
  if (status.spent) lines.push(status.spent);
  return [...lines, ...(off ? [off] : []), `Server: ${from}`].join("\n");
}

/** A title as it fits into a status bar: without its evidence. */
function short(title: string): string {
  const name = title.split(":")[0] ?? title;
  return name.length <= 30 ? name : `${name.slice(0, 29)}…`;
}
