// Messages of the server with a button: a command of this extension that helps.

import * as vscode from "vscode";

/** The notification `backlight/offer`. */
export interface Offer {
  message: string;
  command: string;
  title: string;
}

/** Commands that the server may offer; it is told of them, and of no others. */
export const OFFERS = ["backlight.setKey"];

/** Show a warning; its button runs the command. */
export async function offered({ message, command, title }: Offer): Promise<void> {
  const answer = await vscode.window.showWarningMessage(message, title);
  if (answer === title && OFFERS.includes(command)) {
    await vscode.commands.executeCommand(command);
  }
}
