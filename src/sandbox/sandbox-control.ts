import { Hono } from "hono";

import type { Team } from "./app-store-connect/team.ts";
import { appleDate, deviceStatus } from "./app-store-connect/team.ts";
import { ApiError } from "./app-store-connect/api-error.ts";
import { setEntitlementByHand } from "./app-store-connect/bundle-ids.ts";
import { findCertificateBySerial, issueForRequest, revokeCertificate } from "./app-store-connect/certificates.ts";
import type { FaultList } from "./faults.ts";
import { isJsonObject, type JsonObject } from "./json-value.ts";
import type { Ledger } from "./ledger.ts";
import type { ConsoleState } from "./policy-console/console-state.ts";
import type { SandboxClock } from "./sandbox-clock.ts";
import type { PolicyConsoleQuirks } from "./sandbox-options.ts";
import { readConsoleQuirks, readFault, readQuirks } from "./scenario.ts";
import { describeScenarioProblem } from "./scenario-problems.ts";

/** What anybody may know of a certificate. */
export interface CertificateFacts {
  readonly id: string;
  readonly certificateType: string;
  readonly name: string;
  /** Upper-case hex. */
  readonly serialNumber: string;
  /** ISO 8601, UTC. */
  readonly expires: string;
  /** SHA-256 of the SubjectPublicKeyInfo, lower-case hex. */
  readonly publicKeySha256: string;
}

/** What anybody may know of a provisioning profile. */
export interface ProfileFacts {
  readonly id: string;
  readonly name: string;
  readonly uuid: string;
  readonly profileType: string;
  readonly state: "ACTIVE" | "INVALID";
  /** ISO 8601, UTC. */
  readonly expires: string;
  /** The identifier; undefined when the bundle ID is gone. */
  readonly bundleId: string | undefined;
  /** Ids of its certificates and devices. */
  readonly certificates: readonly string[];
  readonly devices: readonly string[];
}

/** What anybody may know of a signing profile on the policy console: never its `data`, which holds the password. */
export interface SigningProfileFacts {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly platform: "android" | "ios" | undefined;
  readonly fileSha256: string | undefined;
  readonly isArchived: boolean;
}

/** What anybody may know of an app on the policy console. */
export interface ConsoleAppFacts {
  readonly id: string;
  readonly packageName: string;
  readonly platform: "android" | "ios";
  /** Codes of its policies, in the order of their first application. */
  readonly policies: readonly string[];
  /** The JSON of its signing policy; undefined when it was never secured with one. */
  readonly signing: string | undefined;
  /** Whether its signing profile is active, and was not written since. */
  readonly isCurrent: boolean;
}

/** The public facts of everything that the sandbox holds. */
export interface SandboxState {
  readonly certificates: readonly CertificateFacts[];
  readonly profiles: readonly ProfileFacts[];
  readonly bundleIds: readonly {
    readonly id: string;
    readonly identifier: string;
    readonly name: string;
    readonly capabilities: readonly string[];
  }[];
  readonly devices: readonly {
    readonly id: string;
    readonly name: string;
    readonly udid: string;
    readonly status: string;
    readonly deviceClass: string;
  }[];
  readonly signingProfiles: readonly SigningProfileFacts[];
  readonly consoleApps: readonly ConsoleAppFacts[];
}

/** What the control endpoint and the in-process handle act on. */
export interface SandboxParts {
  /** The first is meant where none is named. */
  readonly teams: readonly [Team, ...Team[]];
  readonly consoleState: ConsoleState;
  readonly expireConsoleSessions: () => void;
  readonly clock: SandboxClock;
  readonly ledger: Ledger;
  readonly faults: FaultList;
}

/** The team of an ID; the first one when it is undefined. @throws Error when there is none of this ID */
export function teamOf({ teams }: SandboxParts, teamId: string | undefined): Team {
  const found = teamId === undefined ? teams[0] : teams.find((team) => team.teamId === teamId);
  if (found === undefined) throw new Error(`there is no team ${teamId ?? ""}`);
  return found;
}

/**
 * Reads the public facts of everything that the sandbox holds for a team, oldest first.
 * @throws Error when there is no such team
 */
export function describeState(parts: SandboxParts, teamId?: string): SandboxState {
  const { consoleState } = parts;
  const team = teamOf(parts, teamId);
  const signing = [...consoleState.profiles.values(), ...consoleState.archivedProfiles.values()].filter(
    (profile) => profile.type === "signing",
  );
  return {
    certificates: [...team.certificates.values()].map(
      ({ id, certificateType, name, serialNumber, expires, publicKeySha256 }) => ({
        id,
        certificateType,
        name,
        serialNumber,
        expires: expires.toISOString(),
        publicKeySha256,
      }),
    ),
    profiles: [...team.profiles.values()].map(
      ({ id, name, uuid, profileType, state, expires, bundleId, certificates, devices }) => ({
        id,
        name,
        uuid,
        profileType,
        state,
        expires: expires.toISOString(),
        bundleId: team.bundleIds.get(bundleId)?.identifier,
        certificates,
        devices,
      }),
    ),
    bundleIds: [...team.bundleIds.values()].map(({ id, identifier, name, capabilities }) => ({
      id,
      identifier,
      name,
      capabilities: [...capabilities.keys()],
    })),
    devices: [...team.devices.values()].map((device) => {
      const { id, name, udid, deviceClass } = device;
      return { id, name, udid, status: deviceStatus(team, device), deviceClass };
    }),
    signingProfiles: signing.map(({ id, name, description, platform, fileSha256 }) => ({
      id,
      name,
      description,
      platform,
      fileSha256,
      isArchived: consoleState.archivedProfiles.has(id),
    })),
    consoleApps: [...consoleState.apps.values()].map(({ id, packageName, platform, policies }) => {
      const { data, signedWith } = policies.get("POLICY_CODE_SIGNING") ?? {};
      const profile = signedWith && consoleState.profiles.get(signedWith.profileId);
      const isCurrent = profile !== undefined && profile.writings === signedWith?.writings;
      return { id, packageName, platform, policies: [...policies.keys()], signing: data, isCurrent };
    }),
  };
}

/** Changes how the policy console behaves from now on; what is not named stays. */
export function setConsoleQuirks({ consoleState }: SandboxParts, quirks: PolicyConsoleQuirks): void {
  consoleState.options = { ...consoleState.options, ...quirks };
}

/** Revokes the certificate of a serial number, as a person would in Apple's portal; false when there is none. */
export function revokeBySerial({ teams }: SandboxParts, serialNumber: string): boolean {
  return teams.some((team) => {
    const certificate = findCertificateBySerial(team, serialNumber);
    if (certificate !== undefined) revokeCertificate(team, certificate.id);
    return certificate !== undefined;
  });
}

/**
 * The control endpoint below `/_sandbox/`: for the person or the test that runs the sandbox, never for a client of the
 * services. Its requests are not in the ledger.
 */
export function createControlApp(parts: SandboxParts): Hono {
  const app = new Hono().basePath("/_sandbox");
  app.use(async (context, next) => {
    // A web page could reach a loopback port through a name of its own; such a request carries that name.
    const { hostname } = new URL(context.req.url);
    if (!["127.0.0.1", "localhost", "[::1]"].includes(hostname))
      return context.json({ error: "only for loopback" }, 403);
    // Without seeing the answer, any page may send a form to loopback; the browser then says where that comes from.
    if (context.req.header("origin") !== undefined) return context.json({ error: "not for web pages" }, 403);
    return next();
  });
  app.get("/ledger", (context) => context.json({ entries: parts.ledger.entries() }));
  app.get("/state", (context) => {
    const teamId = context.req.query("team");
    if (!isTeam(parts, teamId)) return context.json({ error: `there is no team ${teamId ?? ""}` }, 404);
    const state = describeState(parts, teamId);
    const counts = Object.fromEntries(Object.entries(state).map(([name, list]) => [name, list.length]));
    return context.json({
      now: appleDate(parts.clock.now()),
      teamId: teamOf(parts, teamId).teamId,
      counts,
      ...state,
    });
  });
  app.get("/ca.pem", (context) => {
    const { root, intermediates } = parts.teams[0].certificateAuthority;
    return context.text([root, ...Object.values(intermediates)].map(pemOfCertificate).join(""));
  });
  addPortal(app, parts);
  app.post("/console/expire-sessions", (context) => {
    parts.expireConsoleSessions();
    return context.json({ expired: true });
  });
  app.post("/console/quirks", async (context) => {
    const quirks = readConsoleQuirks(await readBody(context.req.raw));
    if ("problems" in quirks) return context.json({ error: quirks.problems.map(describeScenarioProblem) }, 400);
    setConsoleQuirks(parts, quirks.value);
    return context.json({ changed: Object.keys(quirks.value) });
  });
  app.post("/faults", async (context) => {
    const fault = readFault(await readBody(context.req.raw));
    if ("problems" in fault) return context.json({ error: fault.problems.map(describeScenarioProblem) }, 400);
    parts.faults.add(fault.value);
    return context.json({ added: true }, 201);
  });
  app.delete("/faults", (context) => {
    parts.faults.clear();
    return context.json({ cleared: true });
  });
  app.post("/quirks", async (context) => {
    const teamId = context.req.query("team");
    if (!isTeam(parts, teamId)) return context.json({ error: `there is no team ${teamId ?? ""}` }, 404);
    const quirks = readQuirks(await readBody(context.req.raw));
    if ("problems" in quirks) return context.json({ error: quirks.problems.map(describeScenarioProblem) }, 400);
    const team = teamOf(parts, teamId);
    team.quirks = { ...team.quirks, ...quirks.value };
    return context.json({ quirks: team.quirks });
  });
  app.post("/clock", async (context) => {
    const { advanceSeconds } = await readBody(context.req.raw);
    // Back in time, certificates would be from the future.
    if (typeof advanceSeconds !== "number" || !(advanceSeconds >= 0))
      return context.json({ error: 'send {"advanceSeconds": …}, a number from 0' }, 400);
    parts.clock.advance(advanceSeconds * 1000);
    return context.json({ now: appleDate(parts.clock.now()) });
  });
  return app;
}

/** What a person does by hand in the developer portal. */
function addPortal(app: Hono, parts: SandboxParts): void {
  app.post("/revoke", async (context) => {
    const { serial } = await readBody(context.req.raw);
    if (typeof serial !== "string") return context.json({ error: 'send {"serial": "…"}' }, 400);
    return revokeBySerial(parts, serial)
      ? context.json({ revoked: serial })
      : context.json({ error: "there is no such certificate" }, 404);
  });
  app.post("/entitlements", async (context) => {
    const { bundleId, entitlement, value } = await readBody(context.req.raw);
    const teamId = context.req.query("team");
    if (!isTeam(parts, teamId)) return context.json({ error: `there is no team ${teamId ?? ""}` }, 404);
    const isList = Array.isArray(value) && value.every((item) => typeof item === "string");
    if (typeof bundleId !== "string" || typeof entitlement !== "string" || (value !== true && !isList))
      return context.json(
        { error: 'send {"bundleId": "…", "entitlement": "…", "value": true or a list of text}' },
        400,
      );
    return setEntitlementByHand(teamOf(parts, teamId), bundleId, { entitlement, value: isList ? [...value] : true })
      ? context.json({ set: entitlement })
      : context.json({ error: "there is no such App ID" }, 404);
  });
  app.post("/certificates", async (context) => {
    const { certificateType, csr } = await readBody(context.req.raw);
    const teamId = context.req.query("team");
    if (!isTeam(parts, teamId)) return context.json({ error: `there is no team ${teamId ?? ""}` }, 404);
    if (typeof certificateType !== "string" || typeof csr !== "string")
      return context.json(
        { error: 'send {"certificateType": "…", "csr": "-----BEGIN CERTIFICATE REQUEST-----…"}' },
        400,
      );
    try {
      const { serialNumber } = issueForRequest(teamOf(parts, teamId), certificateType, csr);
      return context.json({ serial: serialNumber }, 201);
    } catch (error) {
      if (error instanceof ApiError) return context.json({ error: error.content.detail }, 409);
      throw error;
    }
  });
}

async function readBody(request: Request): Promise<JsonObject> {
  const body: unknown = await request.json().catch(() => undefined);
  return isJsonObject(body) ? body : {};
}

function isTeam({ teams }: SandboxParts, teamId: string | undefined): boolean {
  return teamId === undefined || teams.some((team) => team.teamId === teamId);
}

function pemOfCertificate(certificate: Buffer): string {
  const lines = certificate.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}
