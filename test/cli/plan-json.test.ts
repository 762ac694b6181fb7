import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { planFromJson, planToJson } from "../../src/plan/plan-json.ts";
import {
  manualCertificate,
  newCapability,
  newKey,
  planOf,
  replacedProfile,
  updatedSigningProfile,
} from "./plan-fixture.ts";
import { createWorkplace, type Workplace } from "./workplace.ts";

const schema = JSON.parse(readFileSync(join(import.meta.dirname, "../../schema/plan.schema.json"), "utf8")) as Record<
  string,
  unknown
>;
// The dates have a pattern too; formats of their own are not needed.
const validate = new Ajv({ strict: true, strictTypes: false, allErrors: true, validateFormats: false }).compile(schema);

/** What a value breaks of the schema; empty when it fits. */
function violations(value: unknown): readonly string[] {
  validate(value);
  return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message ?? ""}`);
}

const file = { path: ".signwright/requests/acme.certSigningRequest", content: "-----BEGIN CERTIFICATE REQUEST-----\n" };
const stepWithFile = { ...manualCertificate, manual: { instructions: "upload it", check: "the next plan", file } };

const every = planOf([newKey, newCapability, updatedSigningProfile, ...replacedProfile(), stepWithFile], {
  fingerprints: { "acme/profile/389b1451": "c".repeat(64) },
  budgets: [{ kind: "certificates", owner: "acme", what: "DISTRIBUTION certificates", used: 1, adds: 1, limit: null }],
  blast_radius: [
    {
      address: "acme/certificate/1f96ab04",
      deposed: "1f96ab04",
      targets: ["shop"],
      profiles: [{ name: "Made by hand", uuid: "3f0d8a52", ours: false, replaced: false }],
    },
  ],
  expiries: [
    { address: "store/identity/acme:distribution", what: "Acme", expires: "2026-03-20T12:00:00Z", days_left: 19 },
  ],
});

describe("schema/plan.schema.json", () => {
  it("fits a plan with every action", () => {
    expect(violations(planToJson(every))).toEqual([]);
    expect(violations(planToJson(planOf([])))).toEqual([]);
  });

  it.each([
    ["a member that is not described", (plan: Json) => void (plan["surprise"] = 1)],
    [
      "an attribute that is not described",
      (plan: Json) => void (at(plan, "resource_changes", 0, "change", "after")["surprise"] = 1),
    ],
    ["an attribute of another kind", (plan: Json) => void (at(plan, "resource_changes", 0)["type"] = "device")],
    ["an unknown action", (plan: Json) => void (at(plan, "resource_changes", 0, "change")["actions"] = ["explode"])],
    [
      "a sensitive value",
      (plan: Json) => void (at(plan, "resource_changes", 0, "change")["after_sensitive"] = { bits: true }),
    ],
    [
      "a file of a step that is not described",
      (plan: Json) => void (at(plan, "signing", "manual_steps", 0, "file")["mode"] = 1),
    ],
    ["a later format", (plan: Json) => void (plan["format_version"] = "2.0")],
    ["a missing digest", (plan: Json) => Reflect.deleteProperty(at(plan, "signing"), "spec_sha256")],
    ["a date that is none", (plan: Json) => void (plan["timestamp"] = "yesterday")],
    ["an address without kind", (plan: Json) => void (at(plan, "resource_changes", 0)["address"] = "acme/shop")],
  ])("refuses %s", (_, spoil) => {
    const plan = JSON.parse(JSON.stringify(planToJson(every))) as Json;
    spoil(plan);
    expect(violations(plan)).not.toEqual([]);
  });

  it("has the attributes, actions and reasons of the code", () => {
    const source = (path: string): string => readFileSync(join(import.meta.dirname, "../../src/plan", path), "utf8");
    const kinds = [...source("resource.ts").matchAll(/readonly (\w+): (\w+)Attributes;/g)];
    expect(kinds.length).toBe(12);
    for (const [, kind = "", name = ""] of kinds) {
      const body =
        new RegExp(`interface ${name}Attributes \\{\\n([\\s\\S]*?)\\n\\}`).exec(source("resource.ts"))?.[1] ?? "";
      const attributes = [...body.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, attribute]) => attribute);
      expect(Object.keys(at(schema, "definitions", kind, "properties")), kind).toEqual(attributes);
    }
    const change = at(schema, "definitions", "change", "properties");
    expect(at(change, "type")["enum"]).toEqual(kinds.map(([, kind]) => kind));
    const words = (type: string): readonly string[] => {
      const text = source("plan.ts");
      const union = new RegExp(`export type ${type} =([^;]*);`).exec(text)?.[1] ?? "";
      // A type may take its words from a list beside it.
      const list = /typeof (\w+)\)\[number\]/.exec(union)?.[1];
      const words = list === undefined ? union : new RegExp(`const ${list} = ([^;]*);`).exec(text)?.[1];
      return [...(words ?? "").matchAll(/"([^"]+)"/g)].map(([, word = ""]) => word);
    };
    expect(at(change, "action_reason")["enum"]).toEqual(words("ActionReason"));
    expect(at(change, "change", "properties", "actions", "items")["enum"]).toEqual(words("Action"));
  });

  it("describes every property", () => {
    expect(undescribed(schema, "")).toEqual([]);
  });
});

describe("a plan in JSON", () => {
  let place: Workplace;
  beforeAll(async () => {
    place = await createWorkplace();
  });
  afterAll(() => place.stop());

  it("comes back as it was", () => {
    expect(planFromJson(JSON.parse(JSON.stringify(planToJson(every))))).toEqual({ plan: every });
  });

  it("fits its schema, is all that stands on standard output, and is what is saved and shown again", async () => {
    const { code, out } = await place.run(["plan", "--json", "--out", "plan.json"]);
    expect(code).toBe(0);
    expect(violations(JSON.parse(out))).toEqual([]);
    expect(Buffer.from(place.read("plan.json")).toString()).toBe(out);
    expect((await place.run(["show", "--json", "plan.json"])).out).toBe(out);
    expect((await place.run(["plan", "--detailed-exitcode"])).code).toBe(2);
    const shown = await place.run(["show", "plan.json"]);
    expect(shown.out.trimEnd().split("\n").at(-1)).toBe("Plan: 25 to add, 0 to change, 0 to destroy.");
    expect((await place.run(["show", "--format", "markdown", "plan.json"])).out).toContain("<!-- signwright-plan -->");
  });

  it("fits its schema after an apply too, and has Terraform's words for nothing to do", async () => {
    expect((await place.run(["apply", "--auto-approve"])).code).toBe(0);
    const { code, out } = await place.run(["plan", "--json", "--detailed-exitcode"]);
    const plan = JSON.parse(out) as Json;
    expect(violations(plan)).toEqual([]);
    expect({
      code,
      applyable: plan["applyable"],
      complete: plan["complete"],
      changes: plan["resource_changes"],
    }).toEqual({
      code: 0,
      applyable: false,
      complete: true,
      changes: [],
    });
  });

  it("of a failure is one document with the diagnostics", async () => {
    place.replace("certificate: partner-distribution", "certificate: partner");
    const { code, out } = await place.run(["plan", "--json"]);
    const failure = JSON.parse(out) as { errored: boolean; diagnostics: { code: string; severity: string }[] };
    expect({ code, errored: failure.errored }).toEqual({ code: 1, errored: true });
    expect(failure.diagnostics.filter((d) => d.severity === "error").map((d) => d.code)).toEqual([
      "resolve/unknown-reference",
    ]);
  });
});

type Json = Record<string, unknown>;

function at(value: Json, ...path: readonly (string | number)[]): Json {
  return path.reduce<Json>((member, name) => member[name] as Json, value);
}

/** Paths of properties without a description of their own. */
function undescribed(node: unknown, path: string): readonly string[] {
  if (typeof node !== "object" || node === null) return [];
  if (Array.isArray(node)) return node.flatMap((item, index) => undescribed(item, `${path}/${index}`));
  const { properties, ...others } = node as Json;
  // The conditions that tie attributes to a type only refer to what is described elsewhere.
  const own = path.includes("/allOf") || typeof properties !== "object" ? [] : Object.entries(properties ?? {});
  const missing = own
    .filter(([, property]) => typeof (property as Json)["description"] !== "string")
    .map(([name]) => `${path}/${name}`);
  return [
    ...missing,
    ...own.flatMap(([name, property]) => undescribed(property, `${path}/${name}`)),
    ...Object.entries(others).flatMap(([name, member]) => undescribed(member, `${path}/${name}`)),
  ];
}
