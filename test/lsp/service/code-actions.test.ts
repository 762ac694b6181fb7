import type { CodeAction } from "vscode-languageserver";
import { describe, expect, it } from "vitest";
import { codeActions } from "../../../src/lsp/service/code-actions.ts";
import { applyWorkspaceEdit, markedDocument, surroundings } from "../support/cursor.ts";

// A quick fix is a text with a cursor before, and the whole text after.

const detail = { relatedInformation: true, codeDescription: true, diagnosticTags: true, diagnosticData: true };

interface Offered {
  readonly actions: readonly CodeAction[];
  readonly after: (title: string) => string;
}

function offered(text: string, only?: readonly string[]): Offered {
  const { document, position } = markedDocument(text);
  const actions = codeActions(document, { range: { start: position, end: position }, only, detail }, surroundings());
  return {
    actions,
    after: (title) => {
      const action = actions.find((each) => each.title === title);
      if (!action?.edit) throw new Error(`no «${title}», but ${actions.map((each) => `«${each.title}»`).join(", ")}`);
      return applyWorkspaceEdit(document, action.edit);
    },
  };
}

const key =
  "{ type: app_store_connect, issuer_id: 57246542-96fe-1a63-e053-0824d011072a, key_id: 2X9R4HXF34, private_key: { env: KEY } }";

const target = (more: string): string => `version: 1
keys:
  acme: ${key}
targets:
  shop:
    platform: ios
    method: automatic
    profile_type: app_store
    bundle_id: com.acme.shop
    ${more}
`;

describe("quick fixes", () => {
  it("rename a key to the nearest one, and that is preferred", () => {
    const { actions, after } = offered(target("ke┆yy: acme"));
    expect(after("Rename it to `key`")).toBe(target("key: acme"));
    expect(actions[0]).toMatchObject({
      kind: "quickfix",
      isPreferred: true,
      diagnostics: [{ code: "schema/unknown-key" }],
    });
  });

  it("write app_store for appstore", () => {
    const text = target("key: acme").replace("profile_type: app_store", "profile_type: apps┆tore");
    expect(offered(text).after("Write `app_store`")).toBe(target("key: acme"));
  });

  it("move a literal secret to an environment variable", () => {
    const text = target("key: acme").replace("{ env: KEY }", "s3c┆ret");
    const { actions, after } = offered(text);
    expect(after("Read it from the environment variable ACME_PRIVATE_KEY")).toBe(
      target("key: acme").replace("{ env: KEY }", "{ env: ACME_PRIVATE_KEY }"),
    );
    // The secret itself is in no title and no message.
    expect(JSON.stringify(actions.map(({ title, diagnostics }) => [title, diagnostics]))).not.toContain("s3cret");
  });

  it("add a missing key", () => {
    const text = target("key: acme").replace("    profile_type: app_store\n", "").replace("shop:", "sh┆op:");
    const { actions, after } = offered(text);
    expect(after("Add `profile_type`")).toContain("    profile_type: ");
    expect(actions[0]?.isPreferred).toBe(false);
  });

  it("create the missing entry of keys, after the others", () => {
    const { after } = offered(target("key: te┆am"));
    expect(after("Add `team` to `keys`")).toBe(
      target("key: team").replace(
        "targets:",
        `  team:
    type: app_store_connect
    issuer_id: 00000000-0000-0000-0000-000000000000
    key_id: XXXXXXXXXX
    private_key: { env: TEAM_PRIVATE_KEY }
targets:`,
      ),
    );
  });

  it("create the section with the entry where there is none, with the file's line ends", () => {
    const text = `version: 1\r\ntargets:\r\n  shop:\r\n    platform: android\r\n    method: manual\r\n    package_name: com.acme.shop\r\n    keystore: up┆load\r\n    keystore_alias: upload\r\n`;
    expect(offered(text).after("Add `upload` to `keys`")).toBe(
      text
        .replace("┆", "")
        .replace(
          "targets:",
          "keys:\r\n  upload:\r\n    type: keystore\r\n    file: android/upload.jks\r\n    password: { env: UPLOAD_PASSWORD }\r\n\r\ntargets:",
        ),
    );
  });

  it("create an entry at the end of a file without a line end, indented as its neighbours are", () => {
    const text = `version: 1
targets:
  shop: { platform: ios, method: automatic, profile_type: ad_hoc, bundle_id: a.b, key: acme, devices: [m┆a] }
devices:
    qa: []`;
    expect(offered(text).after("Add `ma` to `devices`")).toBe(
      `${text.replace("┆", "")}\n    ma:\n      - { name: Test device, udid: 00000000-0000000000000000, platform: ios }\n`,
    );
  });

  it("offer no entry for a name that cannot be one", () => {
    const { actions } = offered(target('key: "a ┆b"'));
    expect(actions.filter(({ title }) => title.startsWith("Add"))).toEqual([]);
  });

  it("are only those of the place", () => {
    expect(
      offered(target("keyy: acme").replace("version", "ver┆sion")).actions.filter(({ kind }) => kind === "quickfix"),
    ).toEqual([]);
  });
});

describe("fix all", () => {
  const text = `version: 1
renew_before: 30
keys:
  acme: ${key}
targets:
  shop: { platform: ios, method: automatic, profile_type: app_store, bundle_id: com.acme.shop, key: acme, retire_after: 14 }
`;

  it("applies every safe fix, and leaves nothing that is safe to fix", () => {
    const { actions, after } = offered(`┆${text}`, ["source.fixAll"]);
    expect(actions.map(({ kind }) => kind)).toEqual(["source.fixAll.signwright"]);
    const fixed = after("Fix everything that is safe to fix");
    expect(fixed).toBe(
      text.replace("renew_before: 30", "renew_before: 30d").replace("retire_after: 14", "retire_after: 14d"),
    );
    expect(offered(fixed, ["source.fixAll"]).actions).toEqual([]);
  });

  it("is not offered where only quick fixes are asked for", () => {
    expect(offered(`┆${text}`, ["quickfix"]).actions).toEqual([]);
  });
});
