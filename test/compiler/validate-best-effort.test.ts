import { expect, it } from "vitest";
import { parse } from "../../src/compiler/parse.ts";
import { validate, type ValidateResult } from "../../src/compiler/validate.ts";

const validated = (text: string): ValidateResult => validate(parse({ name: "signing.yaml", text }).document);

const good = { platform: "android", method: "automatic", package_name: "com.acme.shop" };

it("is whole when nothing is wrong", () => {
  const { spec, partial, dropped } = validated(`version: 1\ntargets:\n  shop: ${JSON.stringify(good)}\n`);
  expect({ spec, partial, dropped }).toEqual({
    spec: { version: 1, targets: { shop: good } },
    partial: false,
    dropped: [],
  });
});

it("keeps right targets when another one is wrong", () => {
  const { spec, partial, dropped } = validated(
    `version: 1\ntargets:\n  shop: ${JSON.stringify(good)}\n  web: { platform: web }\n  tv:\n`,
  );
  expect({ spec, partial, dropped }).toEqual({
    spec: { version: 1, targets: { shop: good } },
    partial: true,
    dropped: [
      ["targets", "web"],
      ["targets", "tv"],
    ],
  });
});

it("leaves out a wrong optional key, and keeps its target", () => {
  const { spec, dropped } = validated(
    `version: 1\ntargets:\n  shop: { platform: android, method: automatic, package_name: com.acme.shop, prevent_destroy: perhaps, colour: blue }\n`,
  );
  expect(spec?.targets).toEqual({ shop: good });
  expect(dropped).toEqual(
    expect.arrayContaining([
      ["targets", "shop", "prevent_destroy"],
      ["targets", "shop", "colour"],
    ]),
  );
});

it("leaves out a wrong item of a list, and the list when nothing is left that it needs", () => {
  const text = (types: string): string =>
    `version: 1\ntargets:\n  shop: { platform: ios, method: automatic, bundle_id: com.acme.shop, profile_type: ${types} }\n`;
  expect(validated(text("[app_store, beta]")).spec?.targets).toEqual({
    shop: { platform: "ios", method: "automatic", bundle_id: "com.acme.shop", profile_type: ["app_store"] },
  });
  expect(validated(text("[beta]")).spec?.targets).toEqual({});
});

it("leaves out wrong keys, devices and defaults, each on its own", () => {
  const { spec } = validated(`
version: 1
keys:
  broken: { type: keystore }
  upload: { type: keystore, file: a.jks, password: { env: A } }
  literal: { type: keystore, file: a.jks, password: hunter2 }
devices:
  qa:
    - { name: A, udid: 00008110-001A2B3C4D5E601E, platform: ios }
    - { name: B, platform: ios }
defaults:
  ios: { key: 5, devices: all }
targets: {}
`);
  expect(spec).toEqual({
    version: 1,
    keys: { upload: { type: "keystore", file: "a.jks", password: { env: "A" } } },
    devices: { qa: [{ name: "A", udid: "00008110-001A2B3C4D5E601E", platform: "ios" }] },
    defaults: { ios: { devices: "all" } },
    targets: {},
  });
});

it("works on without a version or targets", () => {
  expect(validated("keys: {}\n")).toMatchObject({ spec: { version: 1, keys: {}, targets: {} }, partial: true });
  expect(validated("version: 9\ntargets: 5\n").spec).toEqual({ version: 1, targets: {} });
});

it("has no spec when the file is no map", () => {
  for (const text of ["", "text", "[]"])
    expect(validated(text)).toMatchObject({ spec: undefined, partial: true, diagnostics: [] });
});

it("drops a shared part only where it is wrong", () => {
  const { spec } = validated(`
version: 1
targets:
  shop: &shop { platform: ios, method: automatic, profile_type: app_store, bundle_id: com.acme.shop, key: acme }
  manual: { <<: *shop, method: manual }
`);
  expect(spec?.targets["shop"]).toHaveProperty("key", "acme");
  expect(spec?.targets["manual"]).not.toHaveProperty("key");
});
