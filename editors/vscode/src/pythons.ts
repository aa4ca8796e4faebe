// The user's Python environments: the one chosen in the Python extension, and those of the workspace.

import { existsSync } from "node:fs";
import path from "node:path";
import * as vscode from "vscode";
import { pythonOf } from "./find.ts";

/** What we use of the Python extension. */
interface PythonApi {
  ready?: Promise<void>;
  environments?: { getActiveEnvironmentPath(resource?: vscode.Uri): { path: string } };
}

/** Milliseconds that the Python extension may take to say what was chosen. */
const PATIENCE = 3000;

/** Interpreters to look beside, the chosen one first. */
export async function pythons(): Promise<string[]> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const local = folders.flatMap(({ uri }) =>
    [".venv", "venv"].map((name) => pythonOf(path.join(uri.fsPath, name))),
  );
  return [...(await chosen(folders[0]?.uri)), ...local.filter((python) => existsSync(python))];
}

async function chosen(folder: vscode.Uri | undefined): Promise<string[]> {
  const extension = vscode.extensions.getExtension<PythonApi>("ms-python.python");
  if (!extension) return [];
  const asked = (async () => {
    const api = await extension.activate();
    await api.ready;
    return api.environments?.getActiveEnvironmentPath(folder).path;
  })().catch(() => undefined);
  const late = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), PATIENCE));
  const found = await Promise.race([asked, late]);
  return found && path.isAbsolute(found) ? [found] : [];
}
