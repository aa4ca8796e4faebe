// The summary of a run: rendered Markdown beside the code, which keeps the focus.

import * as vscode from "vscode";

/** The scheme of documents that exist only in the server. */
export const SUMMARIES = "backlight";

const RENDERED = "vscode.markdown.preview.editor";

/** Open a summary in the column of the one before, else in one beside the code. */
export async function openBeside(uri: vscode.Uri): Promise<void> {
  const viewColumn = columnOfSummaries() ?? vscode.ViewColumn.Beside;
  const options: vscode.TextDocumentShowOptions = {
    viewColumn,
    preserveFocus: true,
    preview: true,
  };
  await vscode.commands.executeCommand("vscode.openWith", uri, RENDERED, options);
}

function columnOfSummaries(): vscode.ViewColumn | undefined {
  const holds = ({ input }: vscode.Tab) =>
    input instanceof vscode.TabInputCustom && input.uri.scheme === SUMMARIES;
  return vscode.window.tabGroups.all.find((group) => group.tabs.some(holds))?.viewColumn;
}
