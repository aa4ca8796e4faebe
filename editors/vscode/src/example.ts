// The example project: the application of `backlight demo`, in a folder of this extension.

import * as vscode from "vscode";
import page from "../../../server/backlight/demo/club.md";

const FILE = /^## (\S+)\n\n```\w*\n([\s\S]*?)^```$/gm;
const FIRST = "api/app/routers/members.py";

/** Its presence starts this extension in the window of the example. */
const MARK = ".backlight-example";

/** Write the example anew, and open it in a window of its own. */
export async function openExample(context: vscode.ExtensionContext): Promise<void> {
  const folder = folderOf(context);
  const files = [...page.matchAll(FILE)].map(([, path = "", text = ""]) => [path, text] as const);
  for (const [path, text] of [...files, [MARK, ""] as const]) {
    const file = vscode.Uri.joinPath(folder, path);
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
  }
  await vscode.commands.executeCommand("vscode.openFolder", folder, { forceNewWindow: true });
}

/** In the window of the example: show the place to begin with, if nothing else is open. */
export async function showExample(context: vscode.ExtensionContext): Promise<void> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const example = folderOf(context);
  if (folder?.uri.path !== example.path || vscode.window.activeTextEditor) return;
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(example, FIRST));
  const text = document.getText();
  const line = text.slice(0, text.indexOf("@router.post")).split("\n").length;
  const at = new vscode.Position(line, 4);
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(at, at) });
}

function folderOf(context: vscode.ExtensionContext): vscode.Uri {
  return vscode.Uri.joinPath(context.globalStorageUri, "sailing-club");
}
