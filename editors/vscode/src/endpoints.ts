// The view "Endpoints": every route of the projects, one click away from its handler.

import * as vscode from "vscode";
import { type Endpoint, grouped } from "./routes.ts";

/** A row: an endpoint, or the resource that several belong to. */
type Row = { endpoint: Endpoint } | { name: string; rows: Endpoint[] };

/** Milliseconds in which more changes may come before the list is asked for again. */
const PAUSE = 800;

/** The rows of the view; `ask` is the request to the server, `undefined` while there is none. */
export class Endpoints implements vscode.TreeDataProvider<Row>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly ask: () => Promise<Endpoint[]> | undefined;
  private timer: NodeJS.Timeout | undefined;
  readonly onDidChangeTreeData = this.changed.event;

  constructor(ask: () => Promise<Endpoint[]> | undefined) {
    this.ask = ask;
  }

  /** Ask again, once for many changes in a moment. */
  refresh(pause = PAUSE): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.changed.fire(), pause);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.changed.dispose();
  }

  async getChildren(row?: Row): Promise<Row[]> {
    if (row) return "rows" in row ? row.rows.map((endpoint) => ({ endpoint })) : [];
    const asked = this.ask();
    if (!asked) return [];
    const groups = grouped(await asked);
    const [only] = groups;
    if (groups.length === 1 && only) return only.rows.map((endpoint) => ({ endpoint }));
    return groups;
  }

  getTreeItem(row: Row): vscode.TreeItem {
    return "rows" in row ? resource(row.name, row.rows.length) : route(row.endpoint);
  }
}

function resource(name: string, many: number): vscode.TreeItem {
  const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.Expanded);
  item.description = `${many}`;
  return item;
}

function route({ method, path, handler, stack, file, location }: Endpoint): vscode.TreeItem {
  const item = new vscode.TreeItem(`${method} ${path}`);
  const uri = vscode.Uri.parse(location.uri);
  const at = new vscode.Position(location.range.start.line, 0);
  item.description = handler;
  item.tooltip = `${method} ${path}\n${handler} (${stack})\n${file}:${at.line + 1}`;
  item.iconPath = new vscode.ThemeIcon("symbol-event");
  item.contextValue = "endpoint";
  item.command = {
    command: "vscode.open",
    title: "Go to Handler",
    arguments: [uri, { selection: new vscode.Range(at, at) }],
  };
  return item;
}

/** Open the menu of code actions at a row's handler. */
export async function actionsOf(row: Row): Promise<void> {
  if (!("endpoint" in row)) return;
  const { uri, range } = row.endpoint.location;
  const at = new vscode.Position(range.start.line, range.start.character);
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri));
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(at, at) });
  await vscode.commands.executeCommand("backlight.showActions");
}
