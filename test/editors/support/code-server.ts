import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import process from "node:process";
import type { Workspace } from "./workspace.ts";

/** VS Code as a server for a browser. */
export interface CodeServer {
  /** The address that opens the project with a file in front. */
  readonly addressOf: (path: string) => string;
  /** Sets the person's settings; a running window follows. */
  readonly set: (settings: object) => void;
  readonly stop: () => Promise<void>;
}

/** Starts VS Code with an extension from its package, in the home of a workspace. `folder` is that of the code-server package. */
export async function startCodeServer(workspace: Workspace, folder: string, vsix: string): Promise<CodeServer> {
  const data = join(workspace.home, "code");
  // VS Code asks for a newer Node than the one that we support; it lies beside it.
  const env = {
    ...workspace.env,
    PATH: [join(folder, "../.bin"), workspace.env["PATH"]].join(delimiter),
  };
  const common = [
    "--user-data-dir",
    data,
    "--extensions-dir",
    join(data, "extensions"),
    "--config",
    join(data, "config"),
  ];
  const command = [join(folder, "out/node/entry.js"), ...common];
  mkdirSync(join(data, "User"), { recursive: true });
  writeFileSync(join(data, "config"), "{}\n");
  const installed = spawnSync("node", [...command, "--install-extension", vsix, "--force"], { env, encoding: "utf8" });
  if (installed.status !== 0)
    throw new Error(`The extension was not installed: ${installed.stdout}${installed.stderr}`);
  const set = (settings: object): void => {
    writeFileSync(join(data, "User/settings.json"), JSON.stringify(settings));
  };
  set({});
  const flags = ["--auth", "none", "--disable-telemetry", "--disable-update-check", "--bind-addr", "127.0.0.1:0"];
  const child = spawn("node", [...command, ...flags, workspace.project], {
    env,
    cwd: workspace.project,
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own: with it end the processes that it starts.
    detached: true,
  });
  const address = await addressIn(child);
  return {
    addressOf(path) {
      const file = `vscode-remote://${address.replace("http://", "")}${join(workspace.project, path)}`;
      return `${address}/?folder=${workspace.project}&payload=${encodeURIComponent(JSON.stringify([["openFile", file]]))}`;
    },
    set,
    async stop() {
      const ended = new Promise((resolve) => {
        child.once("exit", resolve);
      });
      const { pid } = child;
      if (pid !== undefined && child.exitCode === null) {
        process.kill(-pid, "SIGTERM");
        const timer = setTimeout(() => process.kill(-pid, "SIGKILL"), 10_000);
        await ended;
        clearTimeout(timer);
      }
    },
  };
}

/** The address that it says it listens at. */
function addressIn(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    const look = (bytes: Buffer): void => {
      said += bytes.toString();
      const address = /HTTP server listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(said)?.[1];
      if (address !== undefined) resolve(address);
    };
    child.stdout?.on("data", look);
    child.stderr?.on("data", look);
    child.once("exit", () => {
      reject(new Error(`VS Code did not start: ${said}`));
    });
  });
}
