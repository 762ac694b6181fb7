import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { createAcme } from "./acme.ts";

/** A store elsewhere, as a signing file and its environment name it. */
export interface RemoteStore {
  readonly url: string;
  readonly env: Readonly<Record<string, string>>;
  /** What a person allows beyond the signing file. */
  readonly flags: readonly string[];
}

/**
 * The example's main job with its store elsewhere: plan, apply in CI, nothing left to do, status and export, each by a run that keeps
 * nothing but the signing file. Gives everything that was said, for a search for what must not be said.
 */
export async function runMainJob({ url, env, flags }: RemoteStore): Promise<string> {
  const acme = await createAcme();
  let said = "";
  const cli = async (argv: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<string> => {
    const { code, out, err } = await acme.cli([...argv, ...flags], {
      env: { ...acme.env, ...env, ...more, SIGNWRIGHT_LOG: "debug" },
      ci: true,
    });
    said += out + err;
    expect({ argv, code, err: code === 0 ? "" : err }).toEqual({ argv, code: 0, err: "" });
    return out;
  };
  try {
    acme.edit((text) => text.replace("url: signing-store", `url: ${url}`));
    await cli(["plan", "--out", "plan.json"]);
    expect(await cli(["apply", "plan.json"])).toContain("Apply complete! Resources: 25 added, 0 changed, 0 destroyed.");
    rmSync(join(acme.folder, ".signwright"), { recursive: true, force: true });
    expect(await cli(["plan", "--detailed-exitcode"])).toContain("No changes.");
    mkdirSync(join(acme.folder, "out"));
    const password = { EXPORT_PASSWORD: "an export password" };
    await cli(["export", "--dir", "out", "--p12-password-env", "EXPORT_PASSWORD", "--target", "shop"], password);
    expect(readdirSync(join(acme.folder, "out"), { recursive: true }).length).toBeGreaterThan(2);
    // Nothing of the store is kept beside the signing file.
    expect(readdirSync(acme.folder)).not.toContain("signing-store");
    return said;
  } finally {
    await acme.stop();
  }
}
