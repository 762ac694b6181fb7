import { describe, expect, it } from "vitest";
import { codeLenses } from "../../../src/lsp/service/code-lens.ts";
import { inlayHints } from "../../../src/lsp/service/inlay-hints.ts";
import type { CachedBundleId, FactsCache, PlanCache } from "../../../src/plan/world-cache.ts";
import { digest, fileCertificate, fileProfile } from "../../compiler/planning/world.ts";
import { markedDocument, surroundings } from "../support/cursor.ts";

// Inlay hints and code lenses: what is shown beside the text.

/** The text with each hint in `‹›` at its place. */
function hinted(
  text: string,
  known: Parameters<typeof surroundings>[0] = {},
  lines: readonly [number, number] = [0, 1e6],
): string {
  const { document } = markedDocument(text);
  const range = { start: { line: lines[0], character: 0 }, end: { line: lines[1], character: 0 } };
  const hints = inlayHints(document, range, surroundings({ ...known, of: document }));
  return hints
    .map(({ position, label }) => ({ at: document.offsetAt(position), label: typeof label === "string" ? label : "" }))
    .sort((a, b) => b.at - a.at)
    .reduce((shown, { at, label }) => `${shown.slice(0, at)}‹${label}›${shown.slice(at)}`, document.text);
}

const spec = `version: 1
keys:
  acme: { type: app_store_connect, issuer_id: 57246542-96fe-1a63-e053-0824d011072a, key_id: 2X9R4HXF34, private_key: { env: KEY } }
  dist: { type: certificate, file: dist.p12 }
defaults:
  ios: { key: acme, devices: all }
targets:
  shop:
    platform: ios
    method: automatic
    profile_type: app_store
    bundle_id: com.acme.shop
    devices: all
  own:
    platform: tvos
    method: manual
    profile_type: app_store
    bundle_id: com.acme.shop
    certificate: dist
    profiles: [own.mobileprovision]
`;

describe("inlay hints", () => {
  it("show the defaults that a target takes, and not those that it replaces", () => {
    expect(hinted(spec)).toBe(spec.replace("  shop:", "  shop:‹key: acme›"));
  });

  it("show how long files hold", () => {
    const files = {
      diagnostics: [],
      facts: {
        identities: new Map([
          ["dist", { path: "dist.p12", certificate: { ...fileCertificate("s1"), notAfter: "2026-06-16T12:00:00Z" } }],
        ]),
        profiles: new Map([
          [
            "own.mobileprovision",
            {
              path: "own.mobileprovision",
              sha256: digest("p"),
              profile: fileProfile({ expires: "2026-06-01T12:00:00Z" }),
            },
          ],
        ]),
        keystores: new Map<string, never>(),
        deviceLists: new Map<string, never>(),
      },
    };
    expect(hinted(spec, { files })).toBe(
      spec
        .replace("  shop:", "  shop:‹key: acme›")
        .replace("dist.p12", "dist.p12‹expires in 1 day›")
        .replace("own.mobileprovision", "own.mobileprovision‹expired 14 days ago›"),
    );
  });

  it("show the extensions that `discover` finds, as the planner finds them", () => {
    const id = (identifier: string, has_app: boolean | null = false): CachedBundleId => ({
      identifier,
      name: identifier,
      platform: "IOS",
      capabilities: [],
      has_app,
    });
    const bundle_ids = [
      id("com.acme.shop", true),
      id("com.acme.shop.widget"),
      id("com.acme.shop.watch.app"),
      id("com.acme.shop.other", true),
      id("com.acme.shop.unknown", null),
      id("com.acme.shopping"),
    ];
    const team = {
      read_at: "2026-06-14T00:00:00Z",
      bundle_ids,
      devices: [],
      certificates: [],
      profiles: [],
      device_lists: [],
    };
    const world: FactsCache = {
      kind: "facts",
      format_version: "1.0",
      timestamp: "2026-06-14T00:00:00Z",
      app_store_connect: { acme: team },
      policy_console: {},
      keystores: {},
    };
    expect(hinted(spec, { world })).toContain("‹extensions: .widget, .watch.app›");
  });

  it("are only those of the part that is shown", () => {
    expect(hinted(spec, {}, [12, 20])).toBe(spec);
  });

  it.each(["", "targets:\n  shop", "targets:\n  shop: { platform: ios"])("of %j do not fail", (text) => {
    expect(hinted(text)).toBe(text);
  });
});

describe("code lenses", () => {
  const plan: PlanCache = {
    kind: "plan",
    format_version: "1.0",
    timestamp: "2026-06-15T11:59:30Z",
    spec_sha256: "",
    targeted: [],
    errored: false,
    changes: [{ address: "acme/profile/x", action: "update", reason: "", targets: ["shop:ad_hoc"] }],
  };
  const { document } = markedDocument(spec);
  const titles = (
    known: Partial<Parameters<typeof surroundings>[0]>,
    commands: readonly string[] = [],
  ): readonly (readonly [string, string | undefined])[] =>
    codeLenses(document, surroundings(known), new Set(commands)).map(({ command }) => [
      command?.title ?? "",
      command?.command,
    ]);

  it("say what the last plan would change in each target, and how old that is", () => {
    expect(titles({ plan, planIsCurrent: true })).toEqual([
      ["Plan: 1 to change (just now)", ""],
      ["Plan: no changes (just now)", ""],
    ]);
  });

  it("say nothing of targets that the plan left out", () => {
    expect(titles({ plan: { ...plan, targeted: ["own"] }, planIsCurrent: false })).toEqual([
      ["Plan: no changes (just now, before this edit)", ""],
    ]);
  });

  it("offer what the editor can do, with the document and the target", () => {
    expect(titles({}, ["signwright.runPlan"])).toEqual([
      ["Run plan", "signwright.runPlan"],
      ["Run plan", "signwright.runPlan"],
    ]);
    const [lens] = codeLenses(document, surroundings({ plan }), new Set(["signwright.showPlan"]));
    expect(lens?.command).toMatchObject({ command: "signwright.showPlan", arguments: [document.uri, "shop"] });
    expect(lens?.range.start.line).toBe(7);
  });

  it("are none without a plan", () => {
    expect(titles({})).toEqual([]);
  });
});
