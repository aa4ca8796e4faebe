// What the server is doing: one notification a run, each with a button that really cancels it.

import * as vscode from "vscode";
import type {
  ProgressToken,
  WorkDoneProgressBegin,
  WorkDoneProgressEnd,
  WorkDoneProgressReport,
} from "vscode-languageclient/node";

type Value = WorkDoneProgressBegin | WorkDoneProgressReport | WorkDoneProgressEnd;

/** One run, from begin to end. */
export interface Run {
  title: string;
  message: string;
  /** What it cost so far, as the server says it; empty until it says so. */
  cost: string;
}

interface Shown extends Run {
  report: (message: string) => void;
  end: () => void;
}

/** Milliseconds after which a run is shown in a notification: instant ones are over by then. */
const PATIENCE = 400;

/** The runs of the server. Server-made progress has no cancel button in VS Code, so we show our own. */
export class Runs implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly shown = new Map<ProgressToken, Shown>();
  private readonly cancel: (token: ProgressToken) => void;
  /** Something began, moved on or ended. */
  readonly onDidChange = this.changed.event;

  /** `cancel` tells the server. */
  constructor(cancel: (token: ProgressToken) => void) {
    this.cancel = cancel;
  }

  /** What is going on now, the oldest first. */
  get now(): Run[] {
    return [...this.shown.values()];
  }

  /** The title of a run, for what it asks. */
  titleOf(token: ProgressToken): string {
    return this.shown.get(token)?.title ?? "Backlight";
  }

  /** Take a `$/progress` of the server. */
  take(token: ProgressToken, value: Value): void {
    const run = this.shown.get(token);
    if (value.kind === "begin") {
      this.begin(token, value);
    } else if (run && value.kind === "report") {
      run.message = value.message ?? run.message;
      run.cost = costIn(run.message) || run.cost;
      run.report(run.message);
    } else if (run) {
      run.end();
      this.shown.delete(token);
    }
    this.changed.fire();
  }

  /** Cancel everything; the server ends each run by itself. */
  cancelAll(): void {
    for (const token of this.shown.keys()) this.cancel(token);
  }

  /** The server is gone, and with it what it was doing. */
  lost(): Run[] {
    const lost = this.now;
    for (const run of this.shown.values()) run.end();
    this.shown.clear();
    this.changed.fire();
    return lost;
  }

  dispose(): void {
    this.lost();
    this.changed.dispose();
  }

  private begin(token: ProgressToken, value: WorkDoneProgressBegin): void {
    let end = () => {};
    const over = new Promise<void>((resolve) => {
      end = resolve;
    });
    const { title, message = "" } = value;
    const run: Shown = { title, message, cost: costIn(message), report: () => {}, end };
    this.shown.set(token, run);
    setTimeout(() => {
      if (this.shown.get(token) === run) this.notify(token, run, over);
    }, PATIENCE);
  }

  private notify(token: ProgressToken, run: Shown, over: Promise<void>): void {
    const location = vscode.ProgressLocation.Notification;
    const options = { location, title: run.title, cancellable: true };
    void vscode.window.withProgress(options, (progress, cancelled) => {
      run.report = (message) => progress.report({ message });
      run.report(run.message);
      cancelled.onCancellationRequested(() => this.cancel(token));
      return over;
    });
  }
}

/** The sum in a line of progress; lines about a tool have none, and the last one still holds. */
function costIn(message: string): string {
  return /\((\$[\d.]+) so far\)$/.exec(message)?.[1] ?? "";
}
