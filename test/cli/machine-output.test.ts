import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createWorkplace, type Workplace } from "./workplace.ts";

// What programs read: one JSON document on standard output and nothing else, with the names of design/cli.

describe("JSON for programs", () => {
  let place: Workplace;
  beforeAll(async () => {
    place = await createWorkplace();
  });
  afterAll(() => place.stop());
  beforeEach(() => {
    place.reset();
  });
  const json = async (argv: readonly string[]): Promise<{ readonly code: number; readonly value: unknown }> => {
    const { code, out } = await place.run(argv);
    expect(out.endsWith("}\n")).toBe(true);
    return { code, value: JSON.parse(out) };
  };

  it("validate: a right file", async () => {
    place.env["PARTNER_P12_PASSWORD"] = "";
    expect(await json(["validate", "--json"])).toMatchObject({
      code: 0,
      value: { format_version: "1.0", valid: true, error_count: 0, warning_count: 0 },
    });
  });

  it("validate: where a mistake is, what to do, and how to mend it", async () => {
    place.replace("renew_before:", "renew_befor:");
    const { code, value } = await json(["validate", "--json"]);
    expect(code).toBe(1);
    expect(value).toMatchObject({ valid: false, error_count: 1, warning_count: 0 });
    const { diagnostics } = value as { diagnostics: { severity: string }[] };
    const text = new TextDecoder().decode(place.read("signing.yaml"));
    const byte = Buffer.byteLength(text.slice(0, text.indexOf("renew_befor:")));
    const start = { line: 4, column: 1, byte };
    const end = { line: 4, column: 12, byte: byte + 11 };
    expect(diagnostics.filter((d) => d.severity === "error")).toEqual([
      {
        severity: "error",
        code: "schema/unknown-key",
        summary: "unknown key `renew_befor`",
        detail: "",
        help: "there is a key with a similar name: `renew_before`",
        range: { filename: "signing.yaml", start, end },
        notes: [],
        fixes: [
          {
            title: "rename it to `renew_before`",
            applicability: "safe",
            edits: [{ range: { filename: "signing.yaml", start, end }, new_text: "renew_before" }],
          },
        ],
      },
    ]);
  });

  it("inspect: a profile", async () => {
    expect(await json(["inspect", "--json", "signing/partner.mobileprovision"])).toMatchObject({
      code: 0,
      value: {
        format_version: "1.0",
        file: "signing/partner.mobileprovision",
        kind: "provisioning_profile",
        profile: { bundle_id: "com.partner.shop", profile_type: "app_store", device_count: 0, signature: "valid" },
      },
    });
  });

  it("inspect: a file that does not open is one document too, with exit code 1", async () => {
    expect(await json(["inspect", "--json", "signing/partner.p12"])).toEqual({
      code: 1,
      value: {
        format_version: "1.0",
        file: "signing/partner.p12",
        diagnostics: [
          {
            code: "format/password-required",
            message: "`signing/partner.p12` is protected by a password, and none was given",
          },
        ],
      },
    });
  });

  it.each([[["plan", "--json"]], [["status", "--json"]], [["show", "--json", "no.json"]]])(
    "%s: a failure",
    async (argv) => {
      place.write("signing.yaml", "[]\n");
      const { code, value } = await json(argv);
      expect(code).toBe(1);
      expect(value).toMatchObject({ format_version: "1.0", errored: true, diagnostics: [{ severity: "error" }] });
    },
  );
});
