// Questions of the server: an input box, or a list that also takes an answer in one's own words.

import * as vscode from "vscode";

/** The request `backlight/ask`. */
export interface Question {
  runId: string;
  question: string;
  choices: { label: string; value: string }[];
  default: string;
  freeText: boolean;
}

/** Its answer; `null` means that the user cancelled. */
export interface Answer {
  answer: string | null;
}

interface Choice extends vscode.QuickPickItem {
  value: string;
}

/** Characters that a list shows above its choices; what is longer is shown beside it. */
const SHORT = 100;

/** Put a question to the user; it goes away when the run that asks is over. */
export async function ask(
  asked: Question,
  title: string,
  token: vscode.CancellationToken,
): Promise<Answer> {
  const answer = asked.choices.length
    ? await pick(asked, title, token)
    : await write(asked, title, token);
  return { answer: answer ?? null };
}

function write(asked: Question, title: string, token: vscode.CancellationToken) {
  const options = { title, prompt: asked.question, value: asked.default, ignoreFocusOut: true };
  return vscode.window.showInputBox(options, token);
}

function pick(asked: Question, title: string, token: vscode.CancellationToken) {
  const choices = asked.choices.map(({ label, value }): Choice => {
    return { label, value, ...(value === asked.default ? { description: "suggested" } : {}) };
  });
  const list = vscode.window.createQuickPick<Choice>();
  list.title = asked.question.length <= SHORT ? `${title}: ${asked.question}` : title;
  list.placeholder = asked.freeText ? "Choose, or type an answer of your own" : "Choose";
  list.ignoreFocusOut = true;
  list.items = choices;
  list.activeItems = choices.filter((choice) => choice.value === asked.default);
  if (asked.question.length > SHORT) void vscode.window.showInformationMessage(asked.question);
  if (asked.freeText) list.onDidChangeValue((typed) => (list.items = withTyped(choices, typed)));
  return new Promise<string | undefined>((resolve) => {
    list.onDidAccept(() => {
      resolve(list.selectedItems[0]?.value);
      list.hide();
    });
    list.onDidHide(() => {
      resolve(undefined);
      list.dispose();
    });
    token.onCancellationRequested(() => list.hide());
    list.show();
  });
}

function withTyped(choices: Choice[], typed: string): Choice[] {
  const value = typed.trim();
  if (!value) return choices;
  const own = { label: value, description: "your own answer", value, alwaysShow: true };
  return [...choices, own];
}
