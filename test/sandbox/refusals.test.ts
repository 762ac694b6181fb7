import { expect, test } from "vitest";
import {
  createCertificateBody,
  createProfileBody,
  entity,
  forgedSigningRequest,
  rsaKeyPair,
  startTestSandbox,
  type ApiAnswer,
  type TestSandbox,
} from "./sandbox-fixture.ts";

// What Apple would refuse, with Apple's status and code; nothing is made by it.

const phone = { name: "Phone", udid: "00008120-001A2B3C4D5E601E", platform: "IOS" } as const;
const tv = { name: "Apple TV", udid: "1".repeat(40), platform: "IOS" } as const;

type Ask = (sandbox: TestSandbox) => Promise<ApiAnswer>;

/** Asks for a profile with devices of the given class, of a team that has everything for it. */
const profileWith =
  (profileType: string, device: "Phone" | "Apple TV"): Ask =>
  async ({ send, sandbox }) => {
    const bundleId = await send(
      "POST",
      "/v1/bundleIds",
      entity("bundleIds", { identifier: "a.b", name: "B", platform: "IOS" }),
    );
    const certificate = await send("POST", "/v1/certificates", createCertificateBody("DISTRIBUTION"));
    const devices = sandbox.state().devices.flatMap(({ id, name }) => (name === device ? [id] : []));
    const wish = { name: "P", profileType, bundleId: bundleId.data.id, certificates: [certificate.data.id], devices };
    return send("POST", "/v1/profiles", createProfileBody(wish));
  };

const asToken =
  (claims: (now: number) => Record<string, unknown>, header: Record<string, unknown> = {}): Ask =>
  async ({ sandbox, clock, token }) => {
    const authorization = `Bearer ${await token(claims(Math.floor(clock.now.getTime() / 1000)), header)}`;
    const response = await fetch(`${sandbox.appStoreConnectUrl}/v1/devices`, { headers: { authorization } });
    return { ...((await response.json()) as ApiAnswer), status: response.status };
  };

const refusals: readonly (readonly [what: string, status: number, code: string, ask: Ask])[] = [
  ["an unknown filter", 400, "PARAMETER_ERROR.ILLEGAL", ({ get }) => get("/v1/profiles?filter[bundleId]=a.b")],
  [
    "an unknown filter value",
    400,
    "PARAMETER_ERROR.INVALID",
    ({ get }) => get("/v1/certificates?filter[certificateType]=DEVELOPER_ID_APPLICATION_G2"),
  ],
  ["an unknown include", 400, "PARAMETER_ERROR.INVALID", ({ get }) => get("/v1/profiles?include=apps")],
  ["an include where there is none", 400, "PARAMETER_ERROR.INVALID", ({ get }) => get("/v1/devices?include=profiles")],
  ["an unknown field", 400, "PARAMETER_ERROR.INVALID", ({ get }) => get("/v1/devices?fields[devices]=serial")],
  ["an unknown sort", 400, "PARAMETER_ERROR.INVALID", ({ get }) => get("/v1/devices?sort=deviceClass")],
  ["a limit over 200", 400, "PARAMETER_ERROR.INVALID", ({ get }) => get("/v1/devices?limit=201")],
  [
    "an inner limit over 50",
    400,
    "PARAMETER_ERROR.INVALID",
    ({ get }) => get("/v1/profiles?include=devices&limit[devices]=51"),
  ],
  [
    "a limit for what is not included",
    400,
    "PARAMETER_ERROR.ILLEGAL",
    ({ get }) => get("/v1/profiles?limit[devices]=5"),
  ],
  ["a cursor of its own making", 400, "PARAMETER_ERROR.INVALID", ({ get }) => get("/v1/devices?cursor=page2")],
  [
    "an unknown attribute",
    409,
    "ENTITY_ERROR.ATTRIBUTE.UNKNOWN",
    ({ send }) => send("POST", "/v1/devices", entity("devices", { ...phone, udid: "2".repeat(40), serial: "X" })),
  ],
  [
    "a missing attribute",
    409,
    "ENTITY_ERROR.ATTRIBUTE.REQUIRED",
    ({ send }) => send("POST", "/v1/devices", entity("devices", { name: "Phone", platform: "IOS" })),
  ],
  [
    "an attribute of the wrong type",
    409,
    "ENTITY_ERROR.ATTRIBUTE.TYPE",
    ({ send }) => send("POST", "/v1/devices", entity("devices", { ...phone, udid: 7 })),
  ],
  [
    "a missing relationship",
    409,
    "ENTITY_ERROR.RELATIONSHIP.REQUIRED",
    ({ send }) => send("POST", "/v1/profiles", entity("profiles", { name: "P", profileType: "IOS_APP_STORE" })),
  ],
  [
    "an unknown relationship",
    409,
    "ENTITY_ERROR.RELATIONSHIP.UNKNOWN",
    ({ send }) => send("POST", "/v1/devices", entity("devices", phone, { profile: { type: "profiles", id: "1" } })),
  ],
  ["devices for a store profile", 409, "ENTITY_ERROR.RELATIONSHIP.NOT_ALLOWED", profileWith("IOS_APP_STORE", "Phone")],
  ["a wrong device class: a TV in an iOS profile", 409, "ENTITY_ERROR", profileWith("IOS_APP_ADHOC", "Apple TV")],
  ["a wrong device class: a phone in a tvOS profile", 409, "ENTITY_ERROR", profileWith("TVOS_APP_ADHOC", "Phone")],
  ["a JWT of 21 minutes", 401, "NOT_AUTHORIZED", asToken((now) => ({ iat: now, exp: now + 21 * 60 }))],
  ["a wrong JWT: another audience", 401, "NOT_AUTHORIZED", asToken(() => ({ aud: "apple-developer-enterprise-v1" }))],
  ["a wrong JWT: another issuer", 401, "NOT_AUTHORIZED", asToken(() => ({ iss: "somebody" }))],
  ["a wrong JWT: an unknown key", 401, "NOT_AUTHORIZED", asToken(() => ({}), { kid: "UNKNOWN123" })],
  ["a JWT with an empty scope", 400, "PARAMETER_ERROR.INVALID", asToken(() => ({ scope: [] }))],
  [
    "a CSR with a bad signature",
    409,
    "ENTITY_ERROR.ATTRIBUTE.INVALID",
    ({ send }) =>
      send(
        "POST",
        "/v1/certificates",
        entity("certificates", { certificateType: "DISTRIBUTION", csrContent: forgedSigningRequest() }),
      ),
  ],
  [
    "a PATCH of a profile",
    403,
    "FORBIDDEN_ERROR",
    ({ send }) => send("PATCH", "/v1/profiles/1", entity("profiles", {})),
  ],
  ["a DELETE of a device", 403, "FORBIDDEN_ERROR", ({ send }) => send("DELETE", "/v1/devices/1")],
  ["a GET of a single capability", 403, "FORBIDDEN_ERROR", ({ get }) => get("/v1/bundleIdCapabilities/1_MAPS")],
];

test.each(refusals)("the sandbox refuses %s with %i %s", async (_, status, code, ask) => {
  const sandbox = await startTestSandbox({ appStoreConnect: { devices: [phone, tv] } });
  // Two different keys exist, so that a forged request can be signed by the wrong one.
  expect(rsaKeyPair(0)).not.toBe(rsaKeyPair(1));
  const answer = await ask(sandbox);
  expect([answer.status, answer.errors?.[0]?.code]).toEqual([status, code]);
  expect(answer.errors[0]).toMatchObject({
    status: String(status),
    title: expect.any(String),
    detail: expect.any(String),
  });
  expect(sandbox.sandbox.state()).toMatchObject({ profiles: [], devices: [{}, {}] });
});
