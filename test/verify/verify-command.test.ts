import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generateIdentity } from "age-encryption";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createExportedAcme, type ExportedAcme } from "../proof/exported-acme.ts";

const DAY = 86_400_000;
let acme: ExportedAcme;
beforeAll(async () => {
  acme = await createExportedAcme();
});
afterAll(() => acme.stop());

const later = (days: number) => ({ clock: () => new Date(Date.now() + days * DAY) });

it("proves every target of the example, and asks nobody", async () => {
  const before = acme.sandbox.ledger().length;
  const result = await acme.verifyJson();
  expect(result).toMatchObject({
    code: 0,
    verified: true,
    failed: [],
    targets: ["shop", "shop-adhoc", "desk", "partner", "shop-android"],
  });
  expect(acme.sandbox.ledger().length).toBe(before);
});

it("shows a checklist in words", async () => {
  const { code, out, err } = await acme.cli(["verify", "--target", "shop-android"]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out.replace(/serial \w+/, "serial …").replace(/\d{4}-\d\d-\d\d, \d+ days/, "…")).toBe(
    [
      "shop-android: can sign",
      "  upload",
      "    ✔ ok       keystore     the passwords of the store open keystore and key",
      "  `Acme Shop upload key` (serial …)",
      "    ✔ ok       private key  what it signs verifies with the certificate",
      "    ✔ ok       dates        valid until … left",
      "",
      "Verified: the target can sign.",
      "",
    ].join("\n"),
  );
});

it("shows what failed, with its place in the signing file", async () => {
  const { code, out, err } = await acme.cli(["verify", "--target", "shop"], later(400));
  expect(code).toBe(1);
  expect(out).toContain("✘ failed   dates");
  expect(out).toContain("Not verified: 1 of 1 target cannot sign.");
  expect(err).toContain("error[rule/expired]");
  expect(err).toContain("signing.yaml:");
});

it("warns before things expire", async () => {
  const { code, out } = await acme.cli(["verify", "--target", "shop"], later(345));
  expect(code).toBe(0);
  expect(out).toContain("! warning  dates");
  expect(out).toMatch(/in (19|20) days/);
});

it("fails for a device that came after the profile", async () => {
  const device = "    - { name: New iPhone, udid: 00008130-001A2B3C4D5E601E, platform: ios }\n";
  acme.edit((text) => text.replace("devices:\n  qa:\n", `devices:\n  qa:\n${device}`));
  expect(await acme.verifyJson("--target", "shop-adhoc")).toMatchObject({
    code: 1,
    failed: ["verify/device-not-in-profile"],
  });
  acme.edit((text) => text.replace(device, ""));
});

it("checks the devices of a group that is kept in a file, and says when the file cannot be read", async () => {
  const list = (lines: string): void => {
    writeFileSync(join(acme.folder, "testers.txt"), `Device ID\tDevice Name\tDevice Platform\n${lines}`);
  };
  const group = "devices:\n  testers: { file: testers.txt }\n";
  acme.edit((text) => text.replace("devices:\n", group).replace("devices: [qa]", "devices: [qa, testers]"));
  list("00008130-001A2B3C4D5E601E\tNew iPhone\tios\n");
  const newcomer = await acme.verifyJson("--target", "shop-adhoc");
  list("00008120-001A2B3C4D5E601E\tQA iPhone\tios\n");
  const known = await acme.verifyJson("--target", "shop-adhoc");
  rmSync(join(acme.folder, "testers.txt"));
  const missing = await acme.verifyJson("--target", "shop-adhoc");
  const other = await acme.verifyJson("--target", "shop");
  acme.edit((text) => text.replace(group, "devices:\n").replace("devices: [qa, testers]", "devices: [qa]"));
  expect(newcomer).toMatchObject({ code: 1, failed: ["verify/device-not-in-profile"] });
  expect(known).toMatchObject({ code: 0, failed: [] });
  expect(missing).toMatchObject({ code: 1, failed: ["file/not-found"] });
  expect(other, "needs no device").toMatchObject({ code: 0, failed: [] });
});

it("compares an .entitlements file with the profile", async () => {
  const file = (entries: string) => {
    writeFileSync(
      join(acme.folder, "Shop.entitlements"),
      `<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0"><dict>${entries}</dict></plist>\n`,
    );
    return acme.verifyJson("--target", "shop", "--entitlements", "Shop.entitlements");
  };
  expect(await file("<key>aps-environment</key><string>production</string>")).toMatchObject({ code: 0, failed: [] });
  expect(await file("<key>com.apple.developer.healthkit</key><true/>")).toMatchObject({
    code: 1,
    failed: ["verify/entitlement-not-in-profile"],
  });
  writeFileSync(join(acme.folder, "Shop.entitlements"), "nothing of the kind");
  expect(await acme.verifyJson("--target", "shop", "--entitlements", "Shop.entitlements")).toMatchObject({
    code: 1,
    failed: ["format/malformed"],
  });
});

it("says what is missing, and what cannot be opened", async () => {
  expect(await acme.verifyJson("--target", "nothing")).toMatchObject({ code: 1, failed: ["plan/unknown-target"] });
  expect(await acme.verifyJson("missing.ipa")).toMatchObject({ code: 1, failed: ["file/not-found"] });
  expect(await acme.verifyJson("missing.yaml")).toMatchObject({ code: 1, failed: ["file/not-found"] });
  expect(await acme.verify("text.apk", new TextEncoder().encode("no app"))).toMatchObject({
    code: 1,
    failed: ["format/unrecognized"],
  });
  const other = await acme.cli(["verify"], { env: { ...acme.env, SIGNWRIGHT_IDENTITY: await generateIdentity() } });
  expect(other.code).toBe(1);
  expect(other.err).toContain("file-store/");
  acme.edit((text) => text.replace("url: signing-store", "url: empty-store"));
  const empty = await acme.verifyJson();
  acme.edit((text) => text.replace("url: empty-store", "url: signing-store"));
  expect(empty).toMatchObject({ code: 1, failed: ["verify/nothing-held"] });
});

it("tells no secret", async () => {
  const { out, err } = await acme.cli(["verify", "--json"]);
  const secrets = [
    acme.env["EXPORT_PASSWORD"],
    acme.env["UPLOAD_KEYSTORE_PASSWORD"],
    acme.env["PARTNER_P12_PASSWORD"],
    acme.env["SIGNWRIGHT_IDENTITY"],
  ];
  for (const secret of secrets) {
    expect(secret).toBeTruthy();
    expect(out + err).not.toContain(secret);
  }
});
