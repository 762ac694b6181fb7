import { generateKeyPairSync } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createAcme, type Acme } from "../support/acme.ts";

let acme: Acme;
beforeAll(async () => {
  acme = await createAcme();
});
afterAll(() => acme.stop());

it("says which of key, issuer and clock to look at when Apple refuses the key", async () => {
  const other = generateKeyPairSync("ec", { namedCurve: "P-256" })
    .privateKey.export({ type: "pkcs8", format: "pem" })
    .toString();
  const { code, out, err } = await acme.cli(["plan"], { env: { ...acme.env, ASC_PRIVATE_KEY: other } });
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toContain("error[app-store-connect/unauthorized]: App Store Connect refused the key `acme`");
  expect(err).toMatch(/help: .*private_key.*SANDBOX001.*issuer_id.*clock/s);
  expect(err).not.toMatch(/^ {4}at /m);
});

it("does not offer a private key to CI's disk unless it is said to last", async () => {
  const before = acme.sandbox.ledger().length;
  const refused = await acme.cli(["apply", "--auto-approve"], { ci: true });
  expect(refused.code).toBe(1);
  expect(refused.err).toContain("error[file-store/ephemeral]");
  expect(acme.writes(before)).toEqual([]);
  const allowed = await acme.cli(["apply", "--auto-approve", "--store-is-durable"], { ci: true });
  expect(allowed.code).toBe(0);
});
