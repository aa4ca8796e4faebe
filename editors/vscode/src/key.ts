// The key for the model: in the user's environment, or kept by VS Code in the system's key store.

import * as vscode from "vscode";

const NAME = "ANTHROPIC_API_KEY";
const WAYS = [NAME, "ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_BASE_URL"];

/**
 * What the server's environment holds: that of VS Code, the user's setting above it, and the kept
 * key where neither says how to reach a model.
 */
export async function environment(context: vscode.ExtensionContext): Promise<NodeJS.ProcessEnv> {
  const set = vscode.workspace.getConfiguration("backlight").inspect("server.environment");
  const given = (set?.globalValue ?? {}) as Record<string, unknown>;
  const own = Object.entries(given).map(([name, value]) => [name, String(value)]);
  const all: NodeJS.ProcessEnv = { ...process.env, ...Object.fromEntries(own) };
  if (WAYS.some((name) => all[name])) return all;
  const key = await context.secrets.get(NAME);
  return key ? { ...all, [NAME]: key } : all;
}

/** Ask for a key and keep it; whether there is a new one. */
export async function setKey(context: vscode.ExtensionContext): Promise<boolean> {
  const key = await vscode.window.showInputBox({
    title: "Backlight: API key",
    prompt: `The key that ${NAME} would hold. It is kept in the key store of your system. Leave it empty to remove it.`,
    password: true,
    ignoreFocusOut: true,
  });
  if (key === undefined) return false;
  if (key.trim()) await context.secrets.store(NAME, key.trim());
  else await context.secrets.delete(NAME);
  return true;
}
