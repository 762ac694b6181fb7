import { describe, expect, it } from "vitest";
import type { FileFindings } from "../../../src/compiler/check-file-facts.ts";
import { hover } from "../../../src/lsp/service/hover.ts";
import type { PlanCache } from "../../../src/plan/world-cache.ts";
import { digest, fileCertificate, fileProfile } from "../../compiler/planning/world.ts";
import { markedDocument, surroundings, withRanges } from "../support/cursor.ts";

const spec = `version: 1
keys:
  acme:
    type: app_store_connect
    team_id: ABCDE12345
    issuer_id: 57246542-96fe-1a63-e053-0824d011072a
    key_id: 2X9R4HXF34
    private_key: { env: ASC_PRIVATE_KEY }
  dist: { type: certificate, file: signing/dist.p12 }
  upload: { type: keystore, file: upload.jks, password: { env: UPLOAD } }
devices:
  qa: [{ name: QA iPhone, udid: 00008110-001A2B3C4D5E601E, platform: ios }]
targets:
  shop:
    platform: ios
    method: automatic
    profile_type: ad_hoc
    bundle_id: com.acme.shop
    key: acme
    devices: [qa]
  own:
    platform: ios
    method: manual
    profile_type: app_store
    bundle_id: com.acme.shop
    certificate: dist
    profiles: [signing/own.mobileprovision]
  droid: { platform: android, method: manual, package_name: com.acme.shop, keystore: upload, keystore_alias: upload }
`;

const files: FileFindings = {
  diagnostics: [],
  facts: {
    identities: new Map([
      [
        "dist",
        { path: "signing/dist.p12", certificate: { ...fileCertificate("s1"), notAfter: "2026-07-15T12:00:00Z" } },
      ],
    ]),
    keystores: new Map([
      [
        "upload",
        {
          path: "upload.jks",
          sha256: digest("jks"),
          entries: [
            {
              alias: "upload",
              isPrivateKey: true,
              certificate: { ...fileCertificate("a1"), notAfter: "2050-01-01T00:00:00Z" },
              opensWithStorePassword: true,
              locked: false,
            },
          ],
        },
      ],
    ]),
    profiles: new Map([
      [
        "signing/own.mobileprovision",
        {
          path: "signing/own.mobileprovision",
          sha256: digest("p"),
          profile: fileProfile({ name: "Own *profile*", expires: "2026-06-10T00:00:00Z" }),
        },
      ],
    ]),
    deviceLists: new Map(),
  },
};

/** The text of the hover at a place, which is the given part of the spec with a cursor in it. */
function at(part: string, known: Parameters<typeof surroundings>[0] = {}): string {
  const place = part.replace("┆", "");
  if (spec.split(place).length !== 2) throw new Error(`${place} is not once in the spec`);
  const { document, position } = markedDocument(spec.replace(place, part));
  const found = hover(document, position, surroundings({ ...known, of: document }));
  return found && typeof found.contents === "object" && "value" in found.contents ? found.contents.value : "";
}

describe("hover", () => {
  it("on a key shows what the schema says, with values and default", () => {
    expect(at("profile_ty┆pe: ad_hoc")).toMatch(/^How the app is distributed/);
    expect(at("meth┆od: automatic")).toContain("automatic: Signwright makes certificates and profiles");
    expect(at("dev┆ices: [qa]")).toContain("Default: `all`");
  });

  it("marks the word that it is about", () => {
    const { document, position } = markedDocument(
      spec.replace("bundle_id: com.acme.shop\n    key", "bundle┆_id: com.acme.shop\n    key"),
    );
    const found = hover(document, position, surroundings());
    expect(withRanges(document, found?.range ? [found.range] : [])).toContain(
      "    ⟦bundle_id⟧: com.acme.shop\n    key",
    );
  });

  it("on a reference shows what it resolves to", () => {
    expect(at("key: ac┆me")).toMatch(/^App Store Connect key `2X9R4HXF34`, team `ABCDE12345`/);
  });

  it("on a definition also says how often it is used", () => {
    expect(at("  ac┆me:\n")).toContain("Used in 1 place.");
  });

  it("on a device group shows its devices", () => {
    expect(at("[q┆a]")).toContain("- QA iPhone");
  });

  it("on a certificate shows what the file holds and until when", () => {
    expect(at("certificate: di┆st", { files })).toContain("expires 2026-07-15 (in 30 days)");
    expect(at("file: signing/┆dist.p12", { files })).toContain("expires 2026-07-15 (in 30 days)");
  });

  it("on a keystore shows its aliases", () => {
    expect(at("keystore: up┆load", { files })).toContain("key `upload`: ");
  });

  it("on a keystore that was not opened shows the aliases of the last plan", () => {
    const world = {
      kind: "facts",
      format_version: "1.0",
      timestamp: "2026-06-14T00:00:00Z",
      app_store_connect: {},
      policy_console: {},
      keystores: { upload: { read_at: "2026-06-14T00:00:00Z", aliases: ["release"] } },
    } as const;
    expect(at("keystore: up┆load", { world })).toContain("Aliases that the last plan saw: `release`");
  });

  it("on a profile shows what it says, and its name is no Markdown of ours", () => {
    const text = at("[signing/own.┆mobileprovision]", { files });
    expect(text).toContain("**Own \\*profile\\***");
    expect(text).toContain("expires 2026-06-10 (5 days ago)");
  });

  it("on what is wrong says what the rule wants, with a link to its page", () => {
    expect(at("[signing/own.┆mobileprovision]", { files })).toMatch(
      /\[`rule\/expired`\]\(https:.*rule\/expired\.md\): renew it/,
    );
  });

  it("on a managed capability says who grants it, and where it is asked for", () => {
    const text = spec.replace("    devices: [qa]", "    capabilities: [fam┆ily_controls, push_notifications]");
    const { document, position } = markedDocument(text);
    const found = hover(document, position, surroundings({ of: document }));
    expect(JSON.stringify(found?.contents)).toMatch(
      /Family Controls.*managed capability.*family-controls-distribution/,
    );
  });

  it("on a target shows what it is, and what the last plan said", () => {
    const plan: PlanCache = {
      kind: "plan",
      format_version: "1.0",
      timestamp: "2026-06-15T09:00:00Z",
      spec_sha256: "",
      targeted: [],
      errored: false,
      changes: [
        { address: "acme/profile/x", action: "create", reason: "", targets: ["shop"] },
        { address: "acme/device/y", action: "create", reason: "", targets: ["shop", "other"] },
        { address: "acme/capability/z", action: "manual", reason: "", targets: ["shop"] },
        { address: "acme/profile/w", action: "delete", reason: "", targets: ["shopping"] },
      ],
    };
    const text = at("  sh┆op:\n", { plan, planIsCurrent: true });
    expect(text).toContain("**shop**: `ad_hoc` of `com.acme.shop` on ios, automatic signing");
    expect(text).toContain("Plan: 2 to add, 1 to do by hand (3 hours ago)");
    expect(at("  sh┆op:\n", { plan, planIsCurrent: false })).toContain("(3 hours ago, before this edit)");
  });

  it("is nothing in a comment, between lines, and in an empty file", () => {
    for (const text of ["version: 1 # no┆te\n", "version: 1\n\n┆\ntargets: {}\n", "┆"]) {
      const { document, position } = markedDocument(text);
      expect(hover(document, position, surroundings())).toBeUndefined();
    }
  });
});
