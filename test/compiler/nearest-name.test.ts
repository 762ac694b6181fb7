import fc from "fast-check";
import { expect, it } from "vitest";
import { nearestName } from "../../src/compiler/nearest-name.ts";

const keys = [
  "platform",
  "method",
  "profile_type",
  "profiles",
  "bundle_id",
  "certificate",
  "certificates",
  "keystore",
  "keystore_alias",
  "key",
];

it.each([
  ["bundleId", "bundle_id"],
  ["Bundle-ID", "bundle_id"],
  ["bundelId", "bundle_id"],
  ["platfrom", "platform"],
  ["methods", "method"],
  ["profil", "profiles"],
  ["certifcate", "certificate"],
  ["alias", "keystore_alias"],
  ["type", "profile_type"],
  ["bundle", "bundle_id"],
])("finds what %s means", (name, expected) => {
  expect(nearestName(name, keys)).toBe(expected);
});

it.each(["", "x", "colour", "notarization", "profile_kind_of_thing", "k".repeat(10_000)])(
  "says nothing rather than something far-fetched: %s",
  (name) => {
    expect(nearestName(name, keys)).toBeUndefined();
  },
);

it("takes the first of equals, and nothing from nothing", () => {
  expect(nearestName("cat", ["bat", "hat"])).toBe("bat");
  expect(nearestName("cat", [])).toBeUndefined();
});

it("finds a name with two neighbouring letters swapped, one missing, or one too many", () => {
  const name = fc.stringMatching(/^[a-z]{6,20}$/);
  fc.assert(
    fc.property(name, fc.nat(), (word, at) => {
      const i = at % (word.length - 1);
      const swapped = word.slice(0, i) + word.charAt(i + 1) + word.charAt(i) + word.slice(i + 2);
      const shorter = word.slice(0, i) + word.slice(i + 1);
      for (const misspelt of [swapped, shorter, `${word}x`]) expect(nearestName(misspelt, ["0", word])).toBe(word);
    }),
  );
});
