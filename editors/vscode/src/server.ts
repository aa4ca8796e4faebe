// The life of the server: found, started, restarted when it dies, stopped.

import { mkdir } from "node:fs/promises";
import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { clientFor } from "./client.ts";
import { environment } from "./key.ts";
import type { Endpoint } from "./routes.ts";
import { Runs } from "./runs.ts";
import { look, offer } from "./setup.ts";
import type { Health, Seen } from "./status.ts";

/** What does not work in a workspace that nobody trusts. */
const OFF =
  "This workspace is not trusted: Python environments of its own are not looked into, and programs in it are not started.";

/** The server of this window, and what is known of it. */
export class Server implements vscode.Disposable {
  private readonly context: vscode.ExtensionContext;
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly healthChanged = new vscode.EventEmitter<Health>();
  private client: LanguageClient | undefined;
  private health: Health = "starting";
  private missing: string | null = null;
  private from = "";
  private tour = false;
  /** One start or stop after the other. */
  private turn: Promise<void> = Promise.resolve();
  readonly output = vscode.window.createOutputChannel("Backlight", { log: true });
  readonly runs = new Runs((token) => this.tell("window/workDoneProgress/cancel", { token }));
  readonly onDidChange = this.changed.event;
  readonly onDidChangeHealth = this.healthChanged.event;

  constructor(context: vscode.ExtensionContext) {
    this.context = context;
    this.runs.onDidChange(() => this.changed.fire());
  }

  /** What the status bar shows. */
  get seen(): Seen {
    const { health, missing, from } = this;
    return {
      health,
      runs: this.runs.now,
      missing,
      from,
      off: vscode.workspace.isTrusted ? "" : OFF,
    };
  }

  /** Stop what runs, and start anew. */
  restart(): Promise<void> {
    this.turn = this.turn.then(async () => {
      await this.stop();
      await this.start();
    });
    return this.turn;
  }

  /** Every endpoint; `undefined` while there is no server. */
  endpoints(): Promise<Endpoint[]> | undefined {
    const client = this.client;
    if (!client?.isRunning()) return undefined;
    const asked = client.sendRequest<{ endpoints: Endpoint[] }>("backlight/endpoints");
    return asked.then(({ endpoints }) => endpoints);
  }

  /** Stop the server; what it was doing is lost. */
  async stop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    this.runs.lost();
    await client?.dispose(2000).catch((problem) => this.output.warn(String(problem)));
  }

  dispose(): void {
    this.runs.dispose();
    this.changed.dispose();
    this.healthChanged.dispose();
    this.output.dispose();
  }

  private async start(): Promise<void> {
    this.become("starting");
    const found = await look(this.context, this.output);
    if ("problem" in found) return this.fail(found.problem);
    if ("absent" in found) {
      this.become("absent");
      void this.offered();
      return;
    }
    const { launch } = found;
    this.from = `${launch.command} (${launch.from})`;
    this.output.info(`Starting ${[launch.command, ...launch.args].join(" ")} (${launch.from})`);
    await mkdir(this.context.globalStorageUri.fsPath, { recursive: true });
    const { packageJSON } = this.context.extension;
    const client = clientFor({
      launch,
      cwd: this.context.globalStorageUri.fsPath,
      environment: await environment(this.context),
      languages: languages(packageJSON.activationEvents),
      properties: packageJSON.contributes.configuration.properties,
      output: this.output,
      runs: this.runs,
      died: (again) => this.died(again),
    });
    this.client = client;
    client.onDidChangeState(() => void this.look());
    try {
      await client.start();
      await this.look();
    } catch (problem) {
      this.fail(`The server could not be started: ${String(problem)}`);
    }
  }

  private async offered(): Promise<void> {
    if (await offer(this.context, this.output)) await this.restart();
  }

  /** Ask a server that runs how it is. */
  private async look(): Promise<void> {
    const client = this.client;
    if (!client?.isRunning()) return;
    this.become("ready");
    const status = await client
      .sendRequest<{ missing: string | null }>("backlight/status")
      .catch(() => ({ missing: null }));
    this.missing = status.missing;
    this.changed.fire();
  }

  private died(again: boolean): void {
    const lost = this.runs.lost().map((run) => run.title);
    const what = lost.length ? ` ${lost.join(", ")} was lost; nothing was changed.` : "";
    if (!again) {
      this.fail(`The server stopped again and again, and is not started any more.${what}`);
      return;
    }
    this.become("starting");
    this.output.warn(`The server stopped; it is started again.${what}`);
    if (what)
      void vscode.window.showWarningMessage(
        `Backlight's server stopped and was started again.${what}`,
      );
  }

  private fail(problem: string): void {
    this.become("stopped");
    this.output.error(problem);
    const log = "Show Log";
    const again = "Restart";
    void vscode.window.showErrorMessage(`Backlight: ${problem}`, again, log).then((answer) => {
      if (answer === again) return this.restart();
      if (answer === log) this.output.show();
      return undefined;
    });
  }

  private become(health: Health): void {
    this.health = health;
    this.toured();
    this.healthChanged.fire(health);
    void vscode.commands.executeCommand("setContext", "backlight.server", health);
    this.changed.fire();
  }

  /** The tour is shown, or the server is there: its first step is done if both are so. */
  toured(shown = this.tour): void {
    this.tour = shown;
    if (shown) void vscode.commands.executeCommand("setContext", "backlight.tour", this.health);
  }

  private tell(method: string, params: object): void {
    void this.client?.sendNotification(method, params).catch(() => undefined);
  }
}

/** The languages of the server: those for which this extension is activated. */
function languages(activationEvents: string[]): string[] {
  return activationEvents
    .filter((event) => event.startsWith("onLanguage:"))
    .map((event) => event.slice("onLanguage:".length));
}
