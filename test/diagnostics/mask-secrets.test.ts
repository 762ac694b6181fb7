import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { maskSecrets } from "../../src/diagnostics/mask-secrets.ts";

describe("a line of a file as it is shown", () => {
  it.each([
    ["    password: hunter2", "    password: *******"],
    ['    key_password: "two words"  ', "    key_password: *************"],
    ["console: { passwd: hunter2 }", "console: { passwd: ******* }"],
    ["CONSOLE_PASSWORD=a=b", "CONSOLE_PASSWORD=***"],
    ["private_key: MIGHAgEA # the key", "private_key: ******** # the key"],
    ["AGE-SECRET-KEY-1QQQQ", "********************"],
  ])("%s", (line, shown) => {
    expect(maskSecrets(line).trimEnd()).toBe(shown.trimEnd());
  });

  it.each([
    "    password: { env: PARTNER_P12_PASSWORD }",
    "    private_key: |",
    "    password: *shared",
    "    keystore: android/upload.keystore",
    "    certificate_sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "    bundle_id: com.acme.shop",
    "    udid: 00008120-001A2B3C4D5E601E",
    "    password:",
  ])("keeps %s", (line) => {
    expect(maskSecrets(line)).toBe(line);
  });

  it("covers every full line of a key file", () => {
    const pem = generateKeyPairSync("rsa", { modulusLength: 2048 })
      .privateKey.export({ type: "pkcs8", format: "pem" })
      .toString();
    const lines = pem.split("\n").filter((line) => line.length === 64);
    expect(lines.length).toBeGreaterThan(20);
    for (const line of lines) expect(maskSecrets(line)).toBe("*".repeat(64));
  });
});
