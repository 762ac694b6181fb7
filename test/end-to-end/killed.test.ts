import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createAcme, ended, until, type Acme } from "../support/acme.ts";

describe("an apply that is killed", () => {
  let acme: Acme;
  beforeEach(async () => {
    acme = await createAcme();
  });
  afterEach(() => acme.stop());

  it.each([
    ["and the same command is run again", () => undefined],
    [
      "with its journal and lock lost too",
      () => {
        rmSync(join(acme.folder, "signing-store/journal"), { recursive: true });
        rmSync(join(acme.folder, "signing-store/lock"), { force: true });
      },
    ],
  ])("right after the certificate POST, %s: one certificate, whose key the store holds", async (_, lose) => {
    const before = acme.objects("created", "certificates").length;
    // The certificate is issued, and the answer never comes: what a cut connection and a dead process have in common.
    acme.sandbox.addFault({
      service: "app-store-connect",
      method: "POST",
      pathPrefix: "/v1/certificates",
      when: "after",
      times: 1,
      action: { kind: "delay", milliseconds: 60_000 },
    });
    const child = acme.spawn(["apply", "--auto-approve"]);
    const end = ended(child);
    await until(() => acme.objects("created", "certificates").length === before + 1);
    child.kill("SIGKILL");
    expect((await end).signal).toBe("SIGKILL");
    lose();

    const { code, err } = await acme.cli(["apply", "--auto-approve"]);
    expect({ code, err: err.includes("error[") }).toEqual({ code: 0, err: false });
    const made = acme.objects("created", "certificates").slice(before);
    expect(made.map((e) => e.name ?? "").sort()).toEqual([
      "3rd Party Mac Developer Installer: Acme Inc",
      "Apple Distribution: Acme Inc",
    ]);
    const { out } = await acme.cli(["export", "--dir", "out", "--p12-password-env", "EXPORT_PASSWORD"]);
    expect(out).toContain("shop/certificate.p12");
    const inspected = await acme.cli([
      "inspect",
      "out/shop/certificate.p12",
      "--password-env",
      "EXPORT_PASSWORD",
      "--json",
    ]);
    expect(inspected.code).toBe(0);
    expect((await acme.cli(["plan"])).out).toContain("No changes.");
  });

  it("while making its private key leaves nothing at Apple", async () => {
    const writes = acme.writes().length;
    const child = acme.spawn(["apply", "--auto-approve"]);
    const end = ended(child);
    const reads = acme.sandbox.ledger().length;
    await until(() => acme.sandbox.ledger().length > reads);
    child.kill("SIGKILL");
    await end;
    const made = acme.writes().length - writes;
    const { code } = await acme.cli(["apply", "--auto-approve"]);
    expect(code).toBe(0);
    // Whatever had been asked for before the kill, nothing was asked for twice.
    const names = acme.sandbox
      .ledger()
      .flatMap((e) =>
        e.entry === "object" && e.event === "created" && e.name !== undefined ? [`${e.kind} ${e.name}`] : [],
      );
    expect(new Set(names).size).toBe(names.length - 1); // the partner's certificate has the same name as ours
    expect(made).toBeLessThanOrEqual(14);
  });
});
