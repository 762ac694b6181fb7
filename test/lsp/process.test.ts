import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import process from "node:process";
import { describe, expect, it } from "vitest";
import { startProcess } from "./support/lsp-client.ts";

// The server as a process: when it ends, and with which code.

const program = join(import.meta.dirname, "../../dist/bin/signwright.cjs");
const command = [process.execPath, program, "lsp", "--stdio"];

const ended = (child: {
  once: (event: "exit", listener: (code: number | null) => void) => unknown;
}): Promise<number | null> =>
  new Promise((resolve) => {
    child.once("exit", resolve);
  });

describe("the process ends", () => {
  it("with 0 when the editor takes its leave", async () => {
    const client = await startProcess(command);
    expect(client.initializeResult.serverInfo?.name).toBe("signwright");
    expect(await client.stop()).toBe(0);
  });

  it("with 1 when the editor says `exit` without `shutdown`", async () => {
    const client = await startProcess(command);
    const code = client.process && ended(client.process);
    await client.connection.sendNotification("exit");
    expect(await code).toBe(1);
    client.connection.dispose();
  });

  it("with 1 when its input is closed", async () => {
    const child = spawn(process.execPath, command.slice(1), { stdio: ["pipe", "ignore", "ignore"] });
    const code = ended(child);
    child.stdin.end();
    expect(await code).toBe(1);
  });

  it("with 1 when the editor is gone without a word", async () => {
    const gone = spawnSync(process.execPath, ["-e", "0"]);
    const client = await startProcess(command, { processId: gone.pid });
    expect(client.process && (await ended(client.process))).toBe(1);
    client.connection.dispose();
  });
});
