// From nothing to a server: found, or installed with the user's consent, or a sentence on why not.

import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import * as vscode from "vscode";
import { type Found, find, type Places } from "./find.ts";
import { Failed, install } from "./install.ts";
import { pythons } from "./pythons.ts";

const DECLINED = "declined";
const INSTALL = "Install";
const CHOOSE = "Use an Installed One…";
const LATER = "Not Now";

/** Look for a server; nothing is installed here. */
export async function look(
  context: vscode.ExtensionContext,
  output: vscode.LogOutputChannel,
): Promise<Found> {
  const setting = vscode.workspace.getConfiguration("backlight").inspect<string>("server.path");
  const places: Places = {
    setting: setting?.globalValue?.trim() ?? "",
    // What a workspace chooses counts only if somebody trusts it.
    pythons: vscode.workspace.isTrusted ? await pythons() : [],
    path: process.env.PATH ?? "",
    untrusted: untrusted(),
    own: own(context),
    version: versionOf(context),
  };
  return find(places, (line) => output.info(line));
}

/** Offer to install, unless the user said no before; whether a server is there afterwards. */
export async function offer(
  context: vscode.ExtensionContext,
  output: vscode.LogOutputChannel,
): Promise<boolean> {
  if (olderIsThere(context)) return make(context, output);
  if (context.globalState.get(DECLINED)) return false;
  const answer = await vscode.window.showInformationMessage(
    "Backlight needs its server, a Python program that comes with this extension. Install it into a folder of its own? What it depends on is downloaded from your Python package index.",
    INSTALL,
    CHOOSE,
    LATER,
  );
  if (answer === INSTALL) return make(context, output);
  if (answer === CHOOSE) await vscode.commands.executeCommand(...SETTING);
  if (answer === LATER) await context.globalState.update(DECLINED, true);
  return false;
}

const SETTING = ["workbench.action.openSettings", "backlight.server.path"] as const;

/** Install, with progress and a button to cancel; whether it went well. */
export async function make(
  context: vscode.ExtensionContext,
  output: vscode.LogOutputChannel,
): Promise<boolean> {
  await context.globalState.update(DECLINED, undefined);
  const location = vscode.ProgressLocation.Notification;
  const options = { location, title: "Installing Backlight", cancellable: true };
  const problem = await vscode.window.withProgress(options, async (progress, token) => {
    const stop = new AbortController();
    token.onCancellationRequested(() => stop.abort());
    try {
      await install({
        environment: own(context),
        wheel: wheel(context),
        path: process.env.PATH ?? "",
        untrusted: untrusted(),
        step: (message) => progress.report({ message }),
        line: (line) => output.info(line),
        signal: stop.signal,
      });
      return undefined;
    } catch (failure) {
      output.error(String(failure));
      return failure instanceof Failed ? failure.message : `It failed: ${String(failure)}`;
    }
  });
  if (problem === undefined) return true;
  const again = "Try Again";
  const log = "Show Log";
  const settings = "Open Settings";
  const message = `Backlight was not installed. ${problem}`;
  const answer = await vscode.window.showErrorMessage(message, again, log, settings);
  if (answer === again) return make(context, output);
  if (answer === log) output.show();
  if (answer === settings) await vscode.commands.executeCommand(...SETTING);
  return false;
}

/** Folders whose programs are not started: those of a workspace that nobody trusts. */
function untrusted(): string[] {
  const folders = vscode.workspace.workspaceFolders ?? [];
  return vscode.workspace.isTrusted ? [] : folders.map(({ uri }) => uri.fsPath);
}

function own(context: vscode.ExtensionContext): string {
  return path.join(context.globalStorageUri.fsPath, `server-${versionOf(context)}`);
}

/** Whether the user agreed to an installation of an earlier version: then it is kept up to date. */
function olderIsThere(context: vscode.ExtensionContext): boolean {
  const folder = context.globalStorageUri.fsPath;
  return existsSync(folder) && readdirSync(folder).some((name) => name.startsWith("server-"));
}

function wheel(context: vscode.ExtensionContext): string {
  const folder = path.join(context.extensionPath, "server");
  const name = existsSync(folder)
    ? readdirSync(folder).find((it) => it.endsWith(".whl"))
    : undefined;
  if (name === undefined) throw new Failed("This extension was packaged without the server.");
  return path.join(folder, name);
}

/** The version of this extension, which is that of its server. */
export function versionOf(context: vscode.ExtensionContext): string {
  return String(context.extension.packageJSON.version);
}
