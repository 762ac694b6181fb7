import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { toolOrSkip } from "../support/require-tool.ts";
import { codeBlock } from "./support/code-block.ts";
import { createWorkspace, type Workspace } from "./support/workspace.ts";

// Emacs itself with Eglot and the configuration of docs/editors.md, without a screen.

const text = `version: 1
keys:
  acme:
    type: app_store_connect
    issuer_id: 57246542-96fe-1a63-e053-0824d011072a
    key_id: 2X9R4HXF34
    private_key: { env: ACME_PRIVATE_KEY }
targets:
  shop:
    platfrom: ios
    method: automatic
    profile_type: app_store
    bundle_id: com.acme.shop
    key: acme
`;

/** What the run in Emacs found. */
interface Findings {
  readonly mode: string;
  readonly server: string;
  readonly diagnostics: readonly (readonly [string, string])[];
  readonly mended: string;
  readonly left: number;
  readonly completions: readonly string[];
  readonly completed: string;
  readonly hover: string;
  readonly definition: readonly [number, number];
  readonly renamed: string;
}

const packages = "/usr/share/emacs/site-lisp/elpa";
const eglot = existsSync(packages) && readdirSync(packages).some((name) => name.startsWith("eglot-"));
if (!eglot && process.env["SIGNWRIGHT_REQUIRE"] === "all")
  throw new Error("SIGNWRIGHT_REQUIRE=all, but there is no elpa-eglot");

describe.skipIf(!toolOrSkip("emacs") || !eglot)("Emacs", () => {
  let workspace: Workspace;
  let found: Findings;

  beforeAll(async () => {
    workspace = createWorkspace("emacs");
    const configuration = workspace.write("../home/signwright.el", codeBlock("Emacs", "elisp"));
    const file = workspace.write("signing.yaml", text);
    const result = join(workspace.root, "result.json");
    const scenario = join(import.meta.dirname, "support/emacs-scenario.el");
    const installed = readdirSync(packages).flatMap((name) => ["-L", join(packages, name)]);
    const args = ["-Q", "--batch", ...installed, "-l", configuration, "-l", scenario, file, result];
    const output = await run("emacs", args, workspace);
    if (!existsSync(result)) throw new Error(output);
    found = JSON.parse(readFileSync(result, "utf8")) as Findings;
  });
  afterAll(() => {
    workspace.remove();
  });

  it("starts the server for a signing file", () => {
    expect(found.mode).toBe("signing-mode");
    expect(found.server).toBe("signwright");
  });

  it("marks a mistake, and mends it", () => {
    expect(found.diagnostics).toEqual([["platfrom", expect.stringContaining("unknown key `platfrom`")]]);
    expect(found.mended).toBe(text.replace("platfrom", "platform"));
    expect(found.left).toBe(0);
  });

  it("completes", () => {
    // Android has no profile type, which stands below.
    expect(found.completions).toEqual(["ios", "tvos", "visionos", "macos"]);
    expect(found.completed).toBe("    platform: visionos");
  });

  it("says what a key means", () => {
    expect(found.hover).toContain("profile");
  });

  it("follows and renames a key", () => {
    expect(found.definition).toEqual([3, 2]);
    expect(found.renamed).toContain("  partner:\n    type:");
    expect(found.renamed).toContain("    key: partner\n");
  });
});

function run(command: string, args: readonly string[], { env, project }: Workspace): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { env, cwd: project, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (bytes: Buffer) => {
        output += bytes.toString();
      });
    child.once("close", () => {
      resolve(output);
    });
  });
}
