// The settings as the server is told of them: those the user made, and nothing of ours.

/** What VS Code knows of one setting, level by level. */
export interface Levels {
  globalValue?: unknown;
  workspaceValue?: unknown;
  workspaceFolderValue?: unknown;
}

/** The schema of a setting, as far as it matters here. */
export interface Property {
  scope?: string;
}

/** Settings that this extension reads itself. */
const OURS = /^backlight\.(server|trace|review|summary)\b/;

/**
 * Every setting of the server with its value, `null` where the user made none: a default that was
 * sent as a value would hide what `backlight.toml` and the environment say.
 * What a workspace says counts only where the scope of the setting is `window`.
 */
export function made(
  properties: Record<string, Property>,
  inspect: (name: string) => Levels | undefined,
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, { scope }] of Object.entries(properties)) {
    if (OURS.test(name)) continue;
    const found = inspect(name) ?? {};
    const shared =
      scope === "window" ? (found.workspaceFolderValue ?? found.workspaceValue) : undefined;
    values[name.replace(/^backlight\./, "")] = shared ?? found.globalValue ?? null;
  }
  return values;
}

/** The languages of the server: those for which this extension is activated. */
export function languages(activationEvents: string[]): string[] {
  return activationEvents
    .filter((event) => event.startsWith("onLanguage:"))
    .map((event) => event.slice("onLanguage:".length));
}
