import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAcme, ended, type Acme } from "../support/acme.ts";

// Every secret that the run is given is looked for, in all the forms that it could leak in, in everything the run leaves behind.

describe("secrets", () => {
  let acme: Acme;
  const traces = new Map<string, Buffer>();
  let canaries: ReadonlyMap<string, readonly string[]>;

  beforeAll(async () => {
    acme = await createAcme();
    canaries = new Map(Object.entries(acme.env).map(([name, value]) => [name, formsOf(secretOf(name, value))]));
    const home = join(acme.folder, "home");
    const temporary = join(acme.folder, "tmp");
    mkdirSync(home);
    mkdirSync(temporary);
    const environment = { HOME: home, TMPDIR: temporary, XDG_CONFIG_HOME: "", SIGNWRIGHT_LOG: "debug" };
    const commands = [
      ["validate", "--json"],
      ["plan", "--out", "plan.json"],
      ["plan", "--json"],
      ["plan", "--format", "markdown"],
      ["apply", "plan.json"],
      ["apply", "--json", "--auto-approve"],
      ["status", "--json"],
      ["store", "recipients", "--json"],
      ["store", "rekey"],
      ["store", "unlock", "--json"],
      ["store", "log"],
      ["store", "log", "--json"],
      ["export", "--dir", "out", "--p12-password-env", "EXPORT_PASSWORD"],
      ["inspect", "signing/partner.p12", "--password-env", "PARTNER_P12_PASSWORD", "--json"],
      ["inspect", "android/upload.keystore", "--password-env", "CONSOLE_PASSWORD"],
    ];
    for (const argv of commands) {
      const child = acme.spawn(argv, environment);
      if (process.platform === "linux")
        traces.set(`argv of ${argv.join(" ")}`, readFileSync(`/proc/${child.pid ?? 0}/cmdline`));
      const result = await ended(child);
      traces.set(`stdout of ${argv.join(" ")}`, Buffer.from(result.out));
      traces.set(`stderr of ${argv.join(" ")}`, Buffer.from(result.err));
      // Only the wrong password at the end fails.
      expect(`${argv.join(" ")}: ${result.code}`).toBe(
        `${argv.join(" ")}: ${argv.includes("android/upload.keystore") ? 1 : 0}`,
      );
    }
    for (const file of filesBelow(acme.folder)) traces.set(file, readFileSync(file));
    traces.set("the sandbox's ledger", Buffer.from(JSON.stringify(acme.sandbox.ledger())));
    traces.set("the sandbox's state", Buffer.from(JSON.stringify(acme.sandbox.state())));
  });
  afterAll(() => acme.stop());

  it("are found in nothing that a run writes", () => {
    expect(leaks(traces, canaries)).toEqual([]);
    expect(traces.size).toBeGreaterThan(40);
  });

  it("would be found: one planted in each form is", () => {
    for (const [name, forms] of canaries) {
      for (const form of forms) {
        const planted = new Map([["a file", Buffer.from(`before ${form} after`)]]);
        expect(leaks(planted, canaries), name).toContain(`${name} in a file`);
      }
    }
  });

  it("would be found in a file of the store", () => {
    const file = join(acme.folder, "signing-store/planted.json");
    writeFileSync(file, JSON.stringify({ password: acme.env["UPLOAD_KEYSTORE_PASSWORD"] }));
    expect(leaks(new Map([[file, readFileSync(file)]]), canaries)).toEqual([`UPLOAD_KEYSTORE_PASSWORD in ${file}`]);
  });
});

/** The part of a value that is secret and long enough to be told from chance. */
function secretOf(name: string, value: string): string {
  if (name !== "ASC_PRIVATE_KEY") return value;
  const pem = Buffer.from(value, "base64").toString();
  return pem.split("\n")[1] ?? "";
}

/** As it is, in hex, URL-encoded, and in base64 at each of the three alignments. */
function formsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const base64 = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString("base64");
    // Characters that mix with what stands before or after are left out.
    return text.slice(shift === 0 ? 0 : 4, text.length - 4);
  });
  return [
    ...new Set([
      secret,
      bytes.toString("hex"),
      encodeURIComponent(secret),
      encodeURIComponent(secret).replaceAll("%20", "+"),
      JSON.stringify(secret).slice(1, -1),
      ...base64,
    ]),
  ];
}

function leaks(where: ReadonlyMap<string, Buffer>, what: ReadonlyMap<string, readonly string[]>): readonly string[] {
  return [...where].flatMap(([place, bytes]) => {
    const lower = bytes.toString("latin1").toLowerCase();
    return [...what].flatMap(([name, forms]) =>
      forms.some((form) => lower.includes(form.toLowerCase())) ? [`${name} in ${place}`] : [],
    );
  });
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}
