// The refactor preview: opened with everything ticked, so that "Apply" applies what was checked as one.

import type { TextDocumentEdit, WorkspaceEdit } from "vscode-languageclient/node";

const REVIEW = "backlight-review";

/**
 * An edit that opens the preview where it asks to be confirmed, or always if the user wants that.
 *
 * VS Code opens rows that need confirmation unticked, and "Apply" then applies half of a change that
 * was checked as a whole. So nothing needs it but an empty edit, which opens the preview.
 */
export function reviewed(edit: WorkspaceEdit, always: boolean): WorkspaceEdit {
  const notes = edit.changeAnnotations ?? {};
  const asks = Object.values(notes).some((note) => note.needsConfirmation);
  const last = edit.documentChanges?.findLastIndex((it) => "textDocument" in it) ?? -1;
  if (!(asks || always) || last < 0) return edit;
  const why = Object.values(notes).find((note) => note.needsConfirmation)?.description;
  const review = {
    label: "Look at the change, then press Apply",
    needsConfirmation: true,
    ...(why ? { description: why } : {}),
  };
  const calm = Object.entries(notes).map(([name, note]) => [
    name,
    { ...note, needsConfirmation: false },
  ]);
  const start = { line: 0, character: 0 };
  const nothing = { range: { start, end: start }, newText: "", annotationId: REVIEW };
  const documentChanges = (edit.documentChanges ?? []).map((it, at) =>
    at === last ? { ...it, edits: [...(it as TextDocumentEdit).edits, nothing] } : it,
  );
  return {
    ...edit,
    documentChanges,
    changeAnnotations: { ...Object.fromEntries(calm), [REVIEW]: review },
  };
}
