// Backlight in VS Code: everything is put together here, and nothing is decided.

import * as vscode from "vscode";
import { register } from "./commands.ts";
import { actionsOf, Endpoints } from "./endpoints.ts";
import { showExample } from "./example.ts";
import { Server } from "./server.ts";
import { statusBar } from "./status.ts";

let server: Server | undefined;

/** Start the server and show what it does. */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const running = new Server(context);
  server = running;
  const endpoints = new Endpoints(() => running.endpoints());
  const show = statusBar(context.subscriptions);
  const view = vscode.window.createTreeView("backlight.endpoints", { treeDataProvider: endpoints });
  register(context, running);
  context.subscriptions.push(
    running,
    endpoints,
    view,
    running.onDidChange(() => show(running.seen)),
    running.onDidChangeHealth(() => endpoints.refresh(0)),
    vscode.commands.registerCommand("backlight.endpoints.refresh", () => endpoints.refresh(0)),
    vscode.commands.registerCommand("backlight.endpoints.actions", actionsOf),
    vscode.workspace.onDidSaveTextDocument(() => view.visible && endpoints.refresh()),
    vscode.workspace.onDidChangeTextDocument(() => view.visible && endpoints.refresh()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => running.restart()),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("backlight.server")) void running.restart();
    }),
  );
  void showExample(context);
  await running.restart();
}

/** End the server with the window. */
export function deactivate(): Promise<void> | undefined {
  return server?.stop();
}
