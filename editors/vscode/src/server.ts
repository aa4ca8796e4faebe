// The life of the server: found, started, restarted when it dies, stopped.

import { mkdir } from "node:fs/promises";
import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { clientFor } from "./client.ts";
import { environment } from "./key.ts";
import { restarts } from "./restarts.ts";
import type { Endpoint } from "./routes.ts";
import { Runs } from "./runs.ts";
import { languages } from "./settings.ts";
import { look, offer } from "./setup.ts";
import { type Health, type Seen, type Status, UNKNOWN } from "./status.ts";
import { trouble } from "./trouble.ts";

/** What does not work in a workspace that nobody trusts. */
const OFF =
  "This workspace is not trusted: Python environments of its own are not looked into, and programs in it are not started.";

/** Milliseconds before a server that died is started again. */
const PAUSE = 300;

/** The server of this window, and what is known of it. */
export class Server implements vscode.Disposable {
  private readonly context: vscode.ExtensionContext;
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly healthChanged = new vscode.EventEmitter<Health>();
  private client: LanguageClient | undefined;
  private health: Health = "starting";
  private status = UNKNOWN;
  private from = "";
  /** The server that runs is the one that this extension installed, and can install again. */
  private own = false;
  private tour = false;
  private mayRestart = restarts();
  private timer: NodeJS.Timeout | undefined;
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
    const { health, status, from } = this;
    return {
      health,
      runs: this.runs.now,
      status,
      from,
      off: vscode.workspace.isTrusted ? "" : OFF,
    };
  }

  /** Stop what runs, and start anew, however often it died before. */
  restart(): Promise<void> {
    this.mayRestart = restarts();
    return this.again();
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
    clearTimeout(this.timer);
    this.runs.lost();
    await client?.dispose(2000).catch((problem) => this.output.warn(String(problem)));
  }

  dispose(): void {
    this.runs.dispose();
    this.changed.dispose();
    this.healthChanged.dispose();
    this.output.dispose();
  }

  private again(): Promise<void> {
    this.turn = this.turn.then(async () => {
      await this.stop();
      await this.start();
    });
    return this.turn;
  }

  private async start(): Promise<void> {
    this.become("starting");
    this.own = false;
    const found = await look(this.context, this.output);
    if ("problem" in found) return this.fail(found.problem);
    if ("absent" in found) {
      this.become("absent");
      void this.offered();
      return;
    }
    const { launch } = found;
    this.own = launch.from === "own";
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
      told: (status) => this.told(status),
      died: () => this.died(client),
    });
    this.client = client;
    client.onDidChangeState(() => void this.look());
    try {
      await client.start();
      await this.look();
    } catch (problem) {
      this.died(client, ` (${String(problem)})`);
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
    this.told(await client.sendRequest<Status>("backlight/status").catch(() => UNKNOWN));
  }

  private told(status: Status): void {
    this.status = status;
    this.changed.fire();
  }

  /** A server died or never lived: start it again, or say that this does not help. */
  private died(client: LanguageClient, why = ""): void {
    if (this.client !== client) return; // Another one runs by now, or this death was told before
    this.client = undefined;
    const lost = this.runs.lost().map((run) => run.title);
    const what = lost.length ? ` ${lost.join(", ")} was lost; nothing was changed.` : "";
    if (!this.mayRestart(Date.now())) {
      this.fail(`The server stopped again and again, and is not started any more.${what}${why}`);
      return;
    }
    this.become("starting");
    this.output.warn(`The server stopped; it is started again.${what}${why}`);
    if (what) {
      const again = `Backlight's server stopped and was started again.${what}`;
      void vscode.window.showWarningMessage(again);
    }
    this.timer = setTimeout(() => void this.again(), PAUSE);
  }

  private fail(problem: string): void {
    this.become("stopped");
    this.output.error(problem);
    const anew = () => vscode.commands.executeCommand("backlight.install");
    void trouble(`Backlight: ${problem}`, {
      Restart: () => this.restart(),
      ...(this.own ? { "Install Again": anew } : {}),
      "Show Log": () => this.output.show(),
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
