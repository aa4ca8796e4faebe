// The private environment: made with uv or pip from the wheel in this extension, whole or not at all.

import { existsSync } from "node:fs";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { COMPLETE, inside, pythonOf } from "./find.ts";
import { run } from "./processes.ts";
import { why } from "./why.ts";

const MINUTES = 15;
const NEWEST_FIRST = ["3.14", "3.13", "3.12", "3.11"].map((version) => `python${version}`);
const ASK = "import sys; print(*sys.version_info[:2])";

/** What went wrong, in one sentence that says what to do. */
export class Failed extends Error {}

/** What an installation needs to know. */
export interface Job {
  /** The folder to make. */
  environment: string;
  /** The server that came with this extension. */
  wheel: string;
  /** The variable `PATH`. */
  path: string;
  /** Folders whose programs must not be started. */
  untrusted: string[];
  step: (message: string) => void;
  line: (line: string) => void;
  signal: AbortSignal;
}

/** Make the environment anew; throws `Failed`. A half-made one is never used, and is removed. */
export async function install(job: Job): Promise<void> {
  await rm(job.environment, { recursive: true, force: true });
  await mkdir(path.dirname(job.environment), { recursive: true });
  try {
    const uv = onPath(["uv"], job);
    if (uv !== undefined) await withUv(uv, job);
    else await withPip(await python(job), job);
    await writeFile(path.join(job.environment, COMPLETE), "");
  } catch (problem) {
    await rm(job.environment, { recursive: true, force: true });
    throw problem;
  }
  await tidy(job.environment);
}

async function withUv(uv: string, job: Job): Promise<void> {
  const into = job.environment;
  job.step("Making an environment with uv");
  await done(job, uv, ["venv", "--no-project", "--python", ">=3.11", into]);
  job.step("Installing the server with uv");
  await done(job, uv, ["pip", "install", "--python", pythonOf(into), job.wheel]);
}

async function withPip(command: string, job: Job): Promise<void> {
  const into = job.environment;
  const pip = ["-m", "pip", "--disable-pip-version-check", "--no-input"];
  job.step("Making an environment");
  const made = await start(job, command, ["-I", "-m", "venv", into]);
  if (made.code === 0) {
    job.step("Installing the server with pip");
    return done(job, pythonOf(into), [...pip, "install", job.wheel]);
  }
  // Debian leaves out `ensurepip`; the pip of the system can install from outside.
  await rm(into, { recursive: true, force: true });
  const outside = await start(job, command, [...pip, "--version"]);
  if (outside.code !== 0) {
    throw new Failed(
      `${command} can make no environment: install its \`venv\` module (on Debian the package python3-venv) or uv, then try again.`,
    );
  }
  await done(job, command, ["-I", "-m", "venv", "--without-pip", into]);
  job.step("Installing the server with pip");
  return done(job, command, [...pip, "--python", pythonOf(into), "install", job.wheel]);
}

/** The newest Python that can run the server; throws `Failed` if there is none. */
async function python(job: Job): Promise<string> {
  const seen: string[] = [];
  for (const name of [...NEWEST_FIRST, "python3", "python"]) {
    const command = onPath([name], job);
    if (command === undefined) continue;
    const { code, output } = await start(job, command, ["-I", "-c", ASK]);
    const [major, minor] = output.trim().split(" ").map(Number);
    if (code === 0 && major === 3 && minor !== undefined && minor >= 11) return command;
    seen.push(code === 0 ? `${command} is ${major}.${minor}` : `${command} does not start`);
  }
  const instead = seen.length ? ` (${seen.join(", ")})` : "";
  throw new Failed(
    `No Python 3.11 or newer was found${instead}. Install one (or uv, which brings its own), or name a server in the setting \`backlight.server.path\`.`,
  );
}

async function done(job: Job, command: string, args: string[]): Promise<void> {
  const { code, output } = await start(job, command, args);
  if (code !== 0) throw new Failed(why(path.basename(command), output));
}

async function start(job: Job, command: string, args: string[]) {
  if (job.signal.aborted) throw new Failed("The installation was cancelled.");
  job.line(`> ${command} ${args.join(" ")}`);
  const cwd = path.dirname(job.environment);
  const { line, signal } = job;
  const ended = await run(command, args, { cwd, seconds: MINUTES * 60, line, signal });
  if (job.signal.aborted) throw new Failed("The installation was cancelled.");
  return ended;
}

function onPath(names: string[], job: Job): string | undefined {
  const end = process.platform === "win32" ? ".exe" : "";
  const folders = job.path.split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  return folders
    .flatMap((folder) => names.map((name) => path.join(folder, name + end)))
    .find((file) => existsSync(file) && !inside(file, job.untrusted));
}

/** Remove the environments of versions before this one. */
async function tidy(kept: string): Promise<void> {
  const above = path.dirname(kept);
  for (const name of await readdir(above)) {
    const old = path.join(above, name);
    if (name.startsWith("server-") && old !== kept) await rm(old, { recursive: true, force: true });
  }
}
