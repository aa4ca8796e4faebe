// Child processes: run to their end, killed when the user cancels, every line told.

import { spawn } from "node:child_process";

/** What a process said and how it ended. */
export interface Ended {
  code: number | null;
  output: string;
}

/** How to run a process, and who hears of it. */
export interface Options {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Seconds after which it is killed. */
  seconds: number;
  line?: (line: string) => void;
  /** Kills the process. */
  signal?: AbortSignal;
}

/** Run a program without a shell; a program that is not there ends with code `null`. */
export function run(command: string, args: string[], options: Options): Promise<Ended> {
  return new Promise((resolve) => {
    let output = "";
    let rest = "";
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ["ignore", "pipe", "pipe"],
      windowsHide: true,
      timeout: options.seconds * 1000,
      ...(options.signal ? { signal: options.signal } : {}),
    });
    const take = (data: Buffer) => {
      output = (output + data).slice(-20_000);
      const lines = (rest + data).split(/\r\n|\n|\r/);
      rest = lines.pop() ?? "";
      for (const line of lines) {
        if (line.trim()) options.line?.(line);
      }
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    child.on("error", (problem) => resolve({ code: null, output: output || problem.message }));
    child.on("close", (code) => {
      if (rest.trim()) options.line?.(rest);
      resolve({ code, output });
    });
  });
}
