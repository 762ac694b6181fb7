import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compile } from "../../../src/compiler/compile.ts";
import {
  accept,
  accepted,
  completionsAt,
  completionsIn,
  plainClient,
  shown,
  type Completions,
} from "../../support/accept-completion.ts";

// Whole files are typed key by key, and after each key everything that is offered is looked at.

const example = readFileSync(join(import.meta.dirname, "../../../examples/acme/signing.yaml"), "utf8");

const styles = `version: 1
store: { url: signing-store }
keys:
  acme: { type: app_store_connect, issuer_id: 57246542-96fe-1a63-e053-0824d011072a, key_id: 2X9R4HXF34, private_key: { env: ASC_PRIVATE_KEY } }
  "upload": # quoted
    type: 'keystore'
    file: "android/upload.jks"
    password: { env: UPLOAD_PASSWORD }
devices:
  qa:
  - name: QA iPhone
    udid: 00008110-001A2B3C4D5E601E
    platform: ios # a comment

  tv: [{ name: TV, udid: 00008110-001A2B3C4D5E601F, platform: tvos }]
targets:
  shop: &shop
    platform: ios
    method: automatic
    profile_type:
      - development
      - ad_hoc
    bundle_id: com.acme.shop
    devices: [
      qa,
    ]
    capabilities: [maps, { data_protection: complete }]
    key: acme
    policy_console:
      key: console

  android:
    platform:
      android
    method: manual
    package_name: com.acme.shop
    keystore: upload
    keystore_alias: upload
    key_password:
      env: KEY_PASSWORD
`;

/** Codes that accepting an item must not bring: what it inserted is no YAML, or not what the schema has there. */
const wrongText = /^(yaml|schema)\//;

/** How often each mistake is in a text; of YAML itself only how often, since one broken line hides another. */
function mistakes(text: string): ReadonlyMap<string, number> {
  // Accepting an item gives the same text after each letter of its word.
  const known = knownMistakes.get(text);
  if (known) return known;
  const counts = new Map<string, number>();
  for (const { code, message, severity } of compile({ name: "signing.yaml", text }).diagnostics) {
    if (severity !== "error" || !wrongText.test(code)) continue;
    const mistake = code.startsWith("yaml/") ? code : `${code}: ${message}`;
    counts.set(mistake, (counts.get(mistake) ?? 0) + 1);
  }
  knownMistakes.set(text, counts);
  return counts;
}

const knownMistakes = new Map<string, ReadonlyMap<string, number>>();

/** An accepted item may leave only what is not written yet: keys that are still to come, and values that the person writes. */
const stillToCome = /^schema\/missing-key|: .* is empty/;

function checkItems(completions: Completions, before: ReadonlyMap<string, number>): void {
  const { items, labels, document } = completions;
  expect(new Set(labels).size, `offered twice at ${completions.offset}: ${labels.join()}`).toBe(labels.length);
  for (const item of items) {
    const text = accepted(completions, item);
    const added = [...mistakes(text)]
      .filter(([mistake, count]) => count > (before.get(mistake) ?? 0) && !stillToCome.test(mistake))
      .map(([mistake]) => mistake);
    const { start, end } = linesAround(text, completions.offset);
    // Whoever goes back to a finished word wants another, and then other keys.
    const line = document.text.slice(document.text.lastIndexOf("\n", completions.offset - 1) + 1, completions.offset);
    if (
      /\b(type|platform|method|profile_type): ?['"]?\w+$/.test(line) &&
      added.every((mistake) => mistake.startsWith("schema/not-applicable"))
    )
      continue;
    expect(
      added,
      `${item.label} at ${JSON.stringify(document.text.slice(start, completions.offset))} gives\n${text.slice(start, end)}`,
    ).toEqual([]);
  }
}

function linesAround(text: string, offset: number): { readonly start: number; readonly end: number } {
  return { start: Math.max(0, offset - 120), end: Math.min(text.length, offset + 120) };
}

describe.each([
  ["the example", example],
  ["every style of YAML", styles],
])("typing %s", (_, whole) => {
  it("offers nothing twice, and nothing that would be wrong there", { timeout: 300_000 }, () => {
    for (let offset = 0; offset <= whole.length; offset++) {
      const text = whole.slice(0, offset);
      checkItems(completionsIn(text, offset), mistakes(text));
    }
  });

  it("offers, within the text, nothing that would be wrong there", { timeout: 300_000 }, () => {
    for (let offset = 0; offset <= whole.length; offset += 5) checkItems(completionsIn(whole, offset), mistakes(whole));
  });
});

describe("the word that is meant", () => {
  /** Words of the schema that a person would expect to be completed, where they stand in a text. */
  function* expectedWords(text: string): Generator<{ readonly start: number; readonly word: string }> {
    const pattern =
      /(?<=^|[\s[{,-])(version|keys|devices|targets|type|issuer_id|key_id|private_key|file|password|env|platform|method|profile_type|bundle_id|extensions|capabilities|certificate|profiles|package_name|keystore|keystore_alias|policy_console|signing|udid|certificates|installer|catalyst)(?=:)|(?<=: |[[,] ?)(ios|macos|android|tvos|automatic|manual|app_store|ad_hoc|development|enterprise|app_store_connect|policy_console|sign_on_console|push_notifications)(?=[\s,\]}])/gm;
    for (const match of text.matchAll(pattern)) {
      const line = text.slice(text.lastIndexOf("\n", match.index) + 1, match.index);
      if (!line.includes("#")) yield { start: match.index, word: match[0] };
    }
  }

  it.each([
    ["the example", example],
    ["every style of YAML", styles],
  ])("is among the first three after two letters of it: %s", (_, whole) => {
    const words = [...expectedWords(whole)];
    expect(words.length).toBeGreaterThan(30);
    for (const { start, word } of words) {
      const text = whole.slice(0, start + 2);
      const labels = shown(completionsIn(text, text.length)).map(({ label }) => label);
      const place = `${word} in ${JSON.stringify(text.slice(-60))}`;
      const prefixed = labels.filter(
        (label) => label.startsWith(word.slice(0, 2)) || label.startsWith(`[${word.slice(0, 2)}`),
      );
      expect(
        prefixed.slice(0, 3).map((label) => label.replace(/[[\]]/g, "")),
        place,
      ).toContain(word);
    }
  });

  it("is offered too when the rest of the file is there", () => {
    for (const { start, word } of expectedWords(styles)) {
      const text = styles.slice(0, start) + styles.slice(start + word.length);
      const labels = completionsIn(text, start).labels.map((label) => label.replace(/[[\]]/g, ""));
      expect(labels, `${word} in ${JSON.stringify(styles.slice(start - 60, start + 20))}`).toContain(word);
    }
  });
});

describe("a target from nothing, with completion only", () => {
  const keys = `version: 1
keys:
  acme:
    type: app_store_connect
    issuer_id: 57246542-96fe-1a63-e053-0824d011072a
    key_id: 2X9R4HXF34
    private_key: { env: ASC_PRIVATE_KEY }
  inhouse:
    type: app_store_connect
    program: enterprise
    issuer_id: 57246542-96fe-1a63-e053-0824d011072b
    key_id: 2X9R4HXF35
    private_key: { env: INHOUSE_PRIVATE_KEY }
  distribution:
    type: certificate
    file: signing/distribution.p12
  upload:
    type: keystore
    file: android/upload.jks
    password: { env: UPLOAD_PASSWORD }
`;
  const kinds = ["ios", "tvos", "visionos", "macos", "android"].flatMap((platform) =>
    ["automatic", "manual"].map((method) => [method, platform] as const),
  );
  const errors = (text: string): readonly string[] =>
    compile({ name: "signing.yaml", text })
      .diagnostics.filter(({ severity }) => severity === "error")
      .map(({ code, message }) => `${code}: ${message}`);

  it.each(kinds)("%s %s: the whole skeleton is right as it is", (method, platform) => {
    const text = accept(`${keys}targets:\n  ┆`, `new ${method} ${platform} target`);
    expect(errors(text)).toEqual([]);
    const inBraces = accept(`${keys}targets:\n  ┆`, `new ${method} ${platform} target`, { client: plainClient });
    expect(errors(inBraces)).toEqual([]);
  });

  it.each(kinds)("%s %s: required key by required key", (method, platform) => {
    let text = `${keys}targets:\n  shop:\n`;
    for (let count = 0; count < 12; count++) {
      const marked = `${text}    ┆`;
      const completions = completionsAt(marked);
      const next = completions.items.find(({ detail }) => detail?.startsWith("required"));
      if (!next) break;
      text = `${accepted(completions, next)}\n`
        .replace(/platform: \w+/, `platform: ${platform}`)
        .replace(/method: \w+\n/, `method: ${method}\n`);
      // A person chooses: another platform than the first of the list.
      text = text.replace(/( {4}platform: )ios(?=\n(?! {6}))/, `$1${platform}`);
    }
    expect(errors(text), text).toEqual([]);
    expect(text).toContain(`platform: ${platform}\n    method: ${method}\n`);
  });

  it("a whole file, in an editor that knows no snippets", () => {
    let text = "";
    const type = (typed: string, label: string): void => {
      const completions = completionsIn(text + typed, text.length + typed.length, { client: plainClient });
      const item = shown(completions).find((candidate) => candidate.label === label);
      if (!item) throw new Error(`${label} is not offered in\n${text}${typed}┆`);
      text = accepted(completions, item);
    };
    const write = (typed: string): void => {
      text += typed;
    };
    type("v", "version");
    write("\n");
    type("k", "keys");
    write("\n  acme:\n    ");
    type("t", "type");
    type("a", "app_store_connect");
    write("\n    ");
    type("is", "issuer_id");
    write("57246542-96fe-1a63-e053-0824d011072a\n    ");
    type("k", "key_id");
    write("2X9R4HXF34\n    ");
    type("pr", "private_key");
    write("\n");
    type("ta", "targets");
    write("\n  shop:\n    ");
    type("pl", "platform");
    type("i", "ios");
    write("\n    ");
    type("me", "method");
    type("au", "automatic");
    write("\n    ");
    type("pt", "profile_type");
    type("app", "app_store");
    write("\n    ");
    type("b", "bundle_id");
    write("com.acme.shop\n    ");
    type("k", "key");
    type("", "acme");
    write("\n");
    expect(errors(text)).toEqual([]);
    expect(text).toContain("private_key: { env: ACME_PRIVATE_KEY }");
  });
});

describe("any text", () => {
  const piece = fc.constantFrom(
    ..."\n \t:-#{}[],'\"|>&*!?%@\\~\r".split(""),
    "\r\n",
    "  ",
    "    ",
    ": ",
    "- ",
    "targets:\n  shop:\n    ",
    "keys:\n  acme: ",
    "platform: ",
    "ios",
    "{ env: A }",
    "---\n",
    "\ufeff",
    "🍏",
    "<<: *a",
    "&a ",
  );

  it("is completed without failing, and nothing is offered twice", () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), fc.nat(), (pieces, at) => {
        const text = pieces.join("");
        const { items, labels, document } = completionsIn(text, at % (text.length + 1));
        expect(new Set(labels).size).toBe(labels.length);
        for (const item of items) accepted({ items, labels, document, offset: 0, isIncomplete: false }, item);
      }),
      { numRuns: 3000 },
    );
  });

  it("that was a good file before characters were lost is completed without failing", () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat({ max: 60 }), fc.nat(), (from, length, at) => {
        const start = from % styles.length;
        const text = styles.slice(0, start) + styles.slice(start + length);
        const { labels } = completionsIn(text, at % (text.length + 1));
        expect(new Set(labels).size).toBe(labels.length);
      }),
      { numRuns: 3000 },
    );
  });
});
