// What went wrong, with buttons for what can be done about it.

import * as vscode from "vscode";

/** Show an error; the way that is picked is gone. */
export async function trouble(problem: string, ways: Record<string, () => unknown>): Promise<void> {
  const picked = await vscode.window.showErrorMessage(problem, ...Object.keys(ways));
  if (picked !== undefined) await ways[picked]?.();
}
