import { expect, test } from "vitest";
import { description, errorMembers, linkNames, type AttributeType } from "./api-description.ts";
import {
  createCertificateBody,
  createProfileBody,
  entity,
  startTestSandbox,
  type TestSandbox,
} from "./sandbox-fixture.ts";

// Every kind of answer, against what Apple's description says of it.

type Json = Readonly<Record<string, unknown>>;

/** Everything in an answer that the description does not allow, with its place. */
function misfits(document: Json, kind: "list" | "one" | "linkages" | "linkage"): readonly string[] {
  const { data, included = [], links, meta } = document;
  const isList = kind === "list" || kind === "linkages";
  const rows = isList ? (data as Json[]) : data === null ? [] : [data as Json];
  const found = [
    ...unknownMembers("document", document, ["data", "included", "links", ...(isList ? ["meta"] : [])]),
    ...linkMisfits("document", links, isList ? linkNames.list : linkNames.document, ["self"]),
    ...(isList ? pagingMisfits(meta) : []),
  ];
  if (kind === "linkages" || kind === "linkage")
    return [...found, ...rows.flatMap((row, index) => unknownMembers(`data[${index}]`, row, ["type", "id"]))];
  return [
    ...found,
    ...rows.flatMap((row, index) => resourceMisfits(`data[${index}]`, row)),
    ...(included as Json[]).flatMap((row, index) => resourceMisfits(`included[${index}]`, row)),
  ];
}

function resourceMisfits(place: string, resource: Json): readonly string[] {
  const { type, id, links } = resource;
  const attributes = (resource["attributes"] ?? {}) as Json;
  const relationships = (resource["relationships"] ?? {}) as Json;
  const described = typeof type === "string" ? description[type] : undefined;
  if (described === undefined || typeof id !== "string")
    return [`${place}: type ${JSON.stringify(type)}, id ${JSON.stringify(id)}`];
  return [
    ...unknownMembers(place, resource, ["type", "id", "attributes", "relationships", "links"]),
    ...linkMisfits(place, links, linkNames.resource, ["self"]),
    ...Object.entries(attributes).flatMap(([name, value]) => {
      const expected = described.attributes[name];
      if (expected === undefined) return [`${place}.${name}: not in the description`];
      return value === null || fits(value, expected) ? [] : [`${place}.${name}: ${JSON.stringify(value)}`];
    }),
    ...Object.entries(relationships).flatMap(([name, value]) => {
      const leadsTo = described.relationships[name];
      return leadsTo === undefined
        ? [`${place}.${name}: no such relationship`]
        : relationshipMisfits(`${place}.${name}`, value as Json, leadsTo);
    }),
  ];
}

function relationshipMisfits(place: string, relationship: Json, leadsTo: string): readonly string[] {
  const { data, links, meta } = relationship;
  const isMany = leadsTo.endsWith("[]");
  const linked = data === undefined || data === null ? [] : isMany ? (data as Json[]) : [data as Json];
  return [
    ...unknownMembers(place, relationship, ["data", "links", ...(isMany ? ["meta"] : [])]),
    ...linkMisfits(place, links, linkNames.relationship, []),
    ...(meta === undefined ? [] : pagingMisfits(meta)),
    ...(data !== undefined && data !== null && Array.isArray(data) !== isMany ? [`${place}: ${typeof data}`] : []),
    ...linked.flatMap((one) => (one["type"] === leadsTo.replace("[]", "") ? [] : [`${place}: ${String(one["type"])}`])),
  ];
}

function pagingMisfits(meta: unknown): readonly string[] {
  const { paging } = (meta ?? {}) as { paging?: Json };
  if (paging === undefined) return ["meta.paging: missing"];
  return [
    ...unknownMembers("meta.paging", paging, ["total", "limit", "nextCursor"]),
    ...(typeof paging["limit"] === "number" ? [] : ["meta.paging.limit: no number"]),
  ];
}

function linkMisfits(
  place: string,
  links: unknown,
  known: readonly string[],
  required: readonly string[],
): readonly string[] {
  const members = (links ?? {}) as Json;
  return [
    ...unknownMembers(`${place}.links`, members, known),
    ...required.filter((name) => members[name] === undefined).map((name) => `${place}.links.${name}: missing`),
    ...Object.entries(members).flatMap(([name, value]) =>
      URL.canParse(String(value)) ? [] : [`${place}.links.${name}: no URL`],
    ),
  ];
}

function unknownMembers(place: string, value: Json, known: readonly string[]): readonly string[] {
  return Object.keys(value)
    .filter((name) => !known.includes(name))
    .map((name) => `${place}: unknown member ${name}`);
}

function fits(value: unknown, expected: AttributeType): boolean {
  if (expected === "boolean") return typeof value === "boolean";
  if (expected === "settings") return Array.isArray(value);
  if (typeof value !== "string") return false;
  if (expected === "text") return true;
  if (expected === "date") return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?[+-]\d\d:?\d\d$/.test(value);
  return expected.includes(value);
}

async function bodyOf({ sandbox, token }: TestSandbox, path: string): Promise<Json> {
  const response = await fetch(path.startsWith("http") ? path : sandbox.appStoreConnectUrl + path, {
    headers: { authorization: `Bearer ${await token()}` },
  });
  expect(response.headers.get("content-type")).toBe("application/json");
  expect(response.headers.get("x-rate-limit")).toMatch(/^user-hour-lim:\d+;user-hour-rem:\d+;$/);
  return (await response.json()) as Json;
}

/** A team with one of everything. */
async function furnished(): Promise<TestSandbox & { readonly ids: Readonly<Record<string, string>> }> {
  const team = await startTestSandbox({
    appStoreConnect: {
      devices: [
        { name: "Phone", udid: "00008120-001A2B3C4D5E601E", platform: "IOS" },
        { name: "Mac", udid: "00008103-000C59E81E89001E", platform: "MAC_OS" },
      ],
      bundleIds: [
        { identifier: "a.b", name: "B", capabilities: ["PUSH_NOTIFICATIONS"] },
        { identifier: "a.*", name: "Wild" },
      ],
      apps: [{ name: "B", bundleId: "a.b", sku: "B1" }],
    },
  });
  const { sandbox, send } = team;
  const certificate = await send("POST", "/v1/certificates", createCertificateBody("DISTRIBUTION"));
  const { bundleIds, devices } = sandbox.state();
  const wish = {
    name: "P",
    profileType: "IOS_APP_ADHOC",
    bundleId: bundleIds[0]?.id ?? "",
    certificates: [certificate.data.id],
    devices: [devices[0]?.id ?? ""],
  };
  const profile = await send("POST", "/v1/profiles", createProfileBody(wish));
  return {
    ...team,
    ids: {
      certificates: certificate.data.id,
      profiles: profile.data.id,
      bundleIds: wish.bundleId,
      devices: devices[0]?.id ?? "",
    },
  };
}

const lists = [
  "/v1/bundleIds?include=profiles,bundleIdCapabilities,app&limit=1",
  "/v1/bundleIds",
  "/v1/certificates?include=passTypeId",
  "/v1/certificates?sort=-serialNumber",
  "/v1/devices?limit=1",
  "/v1/profiles?include=bundleId,devices,certificates&limit[devices]=50",
  "/v1/profiles?fields[profiles]=name",
  "/v1/apps",
  "/v1/bundleIds/{bundleIds}/profiles",
  "/v1/bundleIds/{bundleIds}/bundleIdCapabilities",
  "/v1/profiles/{profiles}/devices",
  "/v1/profiles/{profiles}/certificates",
];
const ones = [
  "/v1/bundleIds/{bundleIds}?include=bundleIdCapabilities",
  "/v1/certificates/{certificates}",
  "/v1/devices/{devices}",
  "/v1/profiles/{profiles}?include=bundleId,devices,certificates",
  "/v1/profiles/{profiles}/bundleId",
  "/v1/bundleIds/{bundleIds}/app",
];
const linkages = [
  "/v1/profiles/{profiles}/relationships/devices",
  "/v1/profiles/{profiles}/relationships/certificates",
  "/v1/bundleIds/{bundleIds}/relationships/profiles",
];

test.each([
  ...lists.map((path) => ["list", path] as const),
  ...ones.map((path) => ["one", path] as const),
  ...linkages.map((path) => ["linkages", path] as const),
  ["linkage", "/v1/profiles/{profiles}/relationships/bundleId"] as const,
])("the answer (%s) to GET %s has the shape that Apple describes", async (kind, template) => {
  const team = await furnished();
  const path = template.replace(/\{(\w+)\}/, (_, type: string) => team.ids[type] ?? "");
  const body = await bodyOf(team, path);
  expect(misfits(body, kind)).toEqual([]);
  // Every link of the answer leads to an answer.
  for (const link of linksIn(body)) expect(await bodyOf(team, link)).not.toHaveProperty("errors");
});

test("answers to writes have the same shapes, and deletes have none", async () => {
  const team = await furnished();
  const { send, ids, sandbox, token } = team;
  const device = { data: { type: "devices", id: ids["devices"], attributes: { name: "New" } } };
  const writes = [
    ["PATCH", `/v1/devices/${ids["devices"]}`, device, 200],
    ["POST", "/v1/bundleIds", entity("bundleIds", { identifier: "c.d", name: "D", platform: "IOS" }), 201],
    [
      "POST",
      "/v1/bundleIdCapabilities",
      entity(
        "bundleIdCapabilities",
        { capabilityType: "MAPS" },
        { bundleId: { type: "bundleIds", id: ids["bundleIds"] ?? "" } },
      ),
      201,
    ],
    [
      "PATCH",
      `/v1/certificates/${ids["certificates"]}`,
      { data: { type: "certificates", id: ids["certificates"], attributes: { activated: false } } },
      200,
    ],
  ] as const;
  for (const [method, path, body, status] of writes) {
    const response = await fetch(sandbox.appStoreConnectUrl + path, {
      method,
      headers: { authorization: `Bearer ${await token()}` },
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(status);
    expect(misfits((await response.json()) as Json, "one")).toEqual([]);
  }
  expect((await send("DELETE", `/v1/profiles/${ids["profiles"]}`)).status).toBe(204);
});

test("errors have the members that Apple describes", async () => {
  const team = await furnished();
  const paths = ["/v1/devices/NOTHERE", "/v1/devices?limit=201", "/v1/nowhere", "/v1/bundleIdCapabilities"];
  for (const path of paths) {
    const { errors } = (await bodyOf(team, path)) as { errors: Json[] };
    expect(errors).toHaveLength(1);
    for (const error of errors) {
      expect(unknownMembers(path, error, errorMembers)).toEqual([]);
      expect(errorMembers.slice(0, 3).filter((name) => typeof error[name] !== "string")).toEqual([]);
    }
  }
});

test("a misfit is found: the quirk of extra fields breaks the shape on purpose", async () => {
  const team = await furnished();
  team.sandbox.setQuirks({ extraFields: true });
  expect(misfits(await bodyOf(team, "/v1/devices"), "list").length).toBeGreaterThan(3);
  expect(misfits({ data: [{ type: "devices", id: 1 }], links: {}, meta: {} }, "list")).toEqual([
    "document.links.self: missing",
    "meta.paging: missing",
    'data[0]: type "devices", id 1',
  ]);
});

/** The links of an answer and of its resources, without those of relationships that are not served. */
function linksIn(body: Json): readonly string[] {
  const found = new Set<string>();
  JSON.stringify(body, (key, value: unknown) => {
    if (["self", "related", "first", "next"].includes(key) && typeof value === "string") found.add(value);
    return value;
  });
  // A capability and an app of the answer have links of their own, but the API has no GET for the former.
  return [...found].filter((link) => !link.includes("/v1/bundleIdCapabilities/"));
}
