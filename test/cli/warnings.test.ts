import { expect, it } from "vitest";
import { codesOf, openShop, store } from "../scenarios/scenario-shop.ts";

const outside =
  "desk: { platform: macos, method: automatic, profile_type: app_store, bundle_id: com.acme.desk, extensions: [com.other.helper] }";

it("warnings go to whoever asks about what they are of", async () => {
  const moreKeys = "left: { type: keystore, file: left.jks, password: { env: LEFT } }";
  const shop = await openShop({ targets: [store, outside], spec: { moreKeys } });
  const codes = async (...argv: readonly string[]): Promise<readonly string[]> => {
    const { code, err } = await shop.cli(argv);
    expect(code).toBe(0);
    return codesOf(err);
  };
  const [unused, extension] = ["resolve/unused", "rule/extension-outside-app"];
  expect(await codes("validate")).toEqual([unused, extension]);
  expect(await codes("plan")).toEqual([unused, extension]);
  expect(await codes("plan", "--target", "desk")).toEqual([extension]);
  expect(await codes("plan", "--target", "shop")).toEqual([]);
  expect(await codes("apply", "--auto-approve", "--target", "shop")).toEqual([]);
  // What nobody uses is no matter of an apply.
  expect(await codes("apply", "--auto-approve")).toEqual([extension]);
});
