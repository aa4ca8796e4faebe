// The language client: what we announce, what we answer, and where we step in between.

import * as vscode from "vscode";
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  type LanguageClientOptions,
  type Middleware,
  RevealOutputChannelOn,
} from "vscode-languageclient/node";
import { type Answer, ask, type Question } from "./ask.ts";
import type { Launch } from "./find.ts";
import { OFFERS, type Offer, offered } from "./offers.ts";
import { reviewed } from "./review.ts";
import type { Runs } from "./runs.ts";
import { made, type Property } from "./settings.ts";
import type { Status } from "./status.ts";
import { openBeside, SUMMARIES } from "./summary.ts";

/** What a client is made with. */
export interface Parts {
  launch: Launch;
  cwd: string;
  environment: NodeJS.ProcessEnv;
  languages: string[];
  properties: Record<string, Property>;
  output: vscode.LogOutputChannel;
  runs: Runs;
  /** The server says how things are. */
  told: (status: Status) => void;
  /** The connection is gone, and nobody asked for that. */
  died: () => void;
}

/** Files that runs change besides code: what depends on what, notes, settings. */
const ALSO = [
  ...["requirements*.txt", "pyproject.toml", "package.json", "go.mod", "Gemfile", "pom.xml"],
  ...["build.gradle", "build.gradle.kts", "Dockerfile", "*.md", "*.yml", "*.yaml", "*.properties"],
];

/** A client for a server, not started yet. */
export function clientFor(parts: Parts): LanguageClient {
  const { command, args } = parts.launch;
  const options: LanguageClientOptions = {
    documentSelector: [
      ...parts.languages.map((language) => ({ scheme: "file", language })),
      { scheme: "file", pattern: `**/{${ALSO.join(",")}}` },
    ],
    outputChannel: parts.output,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationOptions: { clientCommands: OFFERS, trusted: vscode.workspace.isTrusted },
    middleware: middleware(parts),
    errorHandler: {
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      closed: () => {
        parts.died();
        return { action: CloseAction.DoNotRestart, handled: true };
      },
    },
    initializationFailedHandler: () => false,
  };
  const server = { command, args, options: { cwd: parts.cwd, env: parts.environment } };
  const client = new LanguageClient("backlight", "Backlight", server, options);
  // Its own messages are many and offer nothing; what the user must hear comes from us, once.
  client.error = (message, data) => parts.output.error([message, data].filter(Boolean).join(" "));
  client.registerFeature({
    fillClientCapabilities: (capabilities) => {
      const ours = { backlightAsk: true, backlightStatus: true };
      capabilities.experimental = { ...capabilities.experimental, ...ours };
    },
    initialize: () => {},
    getState: () => ({ kind: "static" }),
    clear: () => {},
  });
  client.onRequest("backlight/ask", (asked: Question, token): Promise<Answer> => {
    return ask(asked, parts.runs.titleOf(asked.runId), token);
  });
  client.onNotification("backlight/offer", (offer: Offer) => void offered(offer));
  client.onNotification("backlight/status", parts.told);
  return client;
}

function middleware({ properties, runs }: Parts): Middleware {
  return {
    handleWorkDoneProgress: (token, value) => runs.take(token, value),
    workspace: {
      configuration: async (params, token, next) => {
        const answers = await next(params, token);
        if (!Array.isArray(answers)) return answers;
        return params.items.map(({ section, scopeUri }, at) => {
          if (section !== "backlight") return answers[at];
          const scope = scopeUri ? vscode.Uri.parse(scopeUri) : undefined;
          const settings = vscode.workspace.getConfiguration(undefined, scope);
          return made(properties, (name) => settings.inspect(name));
        });
      },
      handleApplyEdit: (params, next) => {
        const always = vscode.workspace.getConfiguration("backlight").get("review") === "always";
        const edit = reviewed(params.edit, always);
        return next({ ...params, edit }, new vscode.CancellationTokenSource().token);
      },
    },
    window: {
      showDocument: async (params, token, next) => {
        const uri = vscode.Uri.parse(params.uri);
        if (uri.scheme !== SUMMARIES) return next(params, token);
        if (!vscode.workspace.getConfiguration("backlight").get("summary", true)) {
          return { success: false };
        }
        await openBeside(uri);
        return { success: true };
      },
    },
  };
}
