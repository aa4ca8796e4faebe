// Which server to start: the setting, then the Python environment, then `PATH`, then our own.

import { existsSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { run } from "./processes.ts";

const WINDOWS = process.platform === "win32";

/** How to start a server. */
export interface Launch {
  command: string;
  args: string[];
  /** Where it was found, in words. */
  from: string;
}

/** Where to look. */
export interface Places {
  /** `backlight.server.path`, empty if it is not set. */
  setting: string;
  /** Python interpreters of the user's environments, the chosen one first. */
  pythons: string[];
  /** The variable `PATH`. */
  path: string;
  /** Folders whose programs must not be started, since nobody trusts them. */
  untrusted: string[];
  /** The environment of this extension. */
  own: string;
  /** Of this extension. */
  version: string;
}

/** What was found, or why the place that the user named cannot be used. */
export type Found = { launch: Launch } | { problem: string } | { absent: true };

/** Find a server of this extension's version; a setting is never passed over in silence. */
export async function find(places: Places, log: (line: string) => void): Promise<Found> {
  if (places.setting) {
    const command = places.setting.replace(/^~(?=[\\/]|$)/, homedir());
    const version = await versionOf(command);
    if (version === undefined) {
      return {
        problem: `\`backlight.server.path\` names ${command}, which is no Backlight server.`,
      };
    }
    if (!fits(version, places.version)) {
      log(`${command} is version ${version}; this extension is made for ${places.version}.`);
    }
    return { launch: { command, args: ["serve"], from: "setting" } };
  }
  for (const [command, from] of candidates(places)) {
    const version = await versionOf(command);
    if (version !== undefined && fits(version, places.version)) {
      return { launch: { command, args: ["serve"], from } };
    }
    log(`${command} is ${version === undefined ? "no Backlight server" : `version ${version}`}.`);
  }
  const python = pythonOf(places.own);
  if (existsSync(path.join(places.own, COMPLETE)) && existsSync(python)) {
    return { launch: { command: python, args: ["-P", "-m", "backlight", "serve"], from: "own" } };
  }
  return { absent: true };
}

/** Stands in an environment of ours that was installed to the end. */
export const COMPLETE = "complete";

/** The interpreter of a virtual environment. */
export function pythonOf(environment: string): string {
  return path.join(environment, ...(WINDOWS ? ["Scripts", "python.exe"] : ["bin", "python"]));
}

/** Every `backlight` beside an interpreter or on `PATH` that may be started. */
export function candidates(places: Places): [string, string][] {
  const name = WINDOWS ? "backlight.exe" : "backlight";
  const beside = places.pythons.map((python) => [path.dirname(python), "environment"] as const);
  const folders = places.path.split(path.delimiter).map((folder) => [folder, "PATH"] as const);
  const found = new Map<string, string>();
  for (const [folder, from] of [...beside, ...folders]) {
    const command = path.join(folder, name);
    if (path.isAbsolute(folder) && existsSync(command) && !inside(command, places.untrusted)) {
      if (!found.has(command)) found.set(command, from);
    }
  }
  return [...found];
}

/** Whether a file stands below one of the folders, as it is named or as its links lead. */
export function inside(file: string, folders: string[]): boolean {
  const named = [file, real(file)];
  return folders.some((folder) =>
    [folder, real(folder)].some((above) =>
      named.some((it) => it === above || it.startsWith(above.replace(/[\\/]$/, "") + path.sep)),
    ),
  );
}

/** Whether a server speaks as this extension expects: both are of one minor version. */
export function fits(server: string, extension: string): boolean {
  const minor = (version: string) => version.split(".").slice(0, 2).join(".");
  return minor(server) === minor(extension);
}

async function versionOf(command: string): Promise<string | undefined> {
  const { code, output } = await run(command, ["--version"], { seconds: 30 });
  return code === 0 ? /^backlight (\d+\.\d+\S*)/m.exec(output)?.[1] : undefined;
}

function real(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}
