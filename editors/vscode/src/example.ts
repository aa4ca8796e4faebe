// The example project: the application of `backlight demo`, in a folder of this extension.

import * as vscode from "vscode";
import page from "../../../server/backlight/demo/club.md";

const FILE = /^## (\S+)\n\n```\w*\n([\s\S]*?)^```$/gm;
const FIRST = "api/app/routers/members.py";

/** Write the example anew, and open it in a window of its own. */
export async function openExample(context: vscode.ExtensionContext): Promise<void> {
  const folder = vscode.Uri.joinPath(context.globalStorageUri, "sailing-club");
  for (const [, path = "", text = ""] of page.matchAll(FILE)) {
    const file = vscode.Uri.joinPath(folder, path);
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
  }
  const first = vscode.Uri.joinPath(folder, FIRST).toString();
  await context.globalState.update(OPEN, first);
  await vscode.commands.executeCommand("vscode.openFolder", folder, { forceNewWindow: true });
}

const OPEN = "exampleFile";

/** In the window of the example: show the file to begin with, once. */
export async function showExample(context: vscode.ExtensionContext): Promise<void> {
  const first = context.globalState.get<string>(OPEN);
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (!(first && folder && first.startsWith(folder.uri.toString()))) return;
  await context.globalState.update(OPEN, undefined);
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(first));
  const line = document
    .getText()
    .slice(0, document.getText().indexOf("@router.post"))
    .split("\n").length;
  const at = new vscode.Position(line, 4);
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(at, at) });
}
