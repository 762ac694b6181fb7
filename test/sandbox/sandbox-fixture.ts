import { createSign, generateKeyPairSync, type KeyObject } from "node:crypto";

import forge from "node-forge";
import { importPKCS8, SignJWT } from "jose";
import { afterEach } from "vitest";

import type {
  AppStoreConnectOptions,
  PolicyConsoleOptions,
  SandboxOptions,
} from "../../src/sandbox/sandbox-options.ts";
import { startSandbox, type Sandbox } from "../../src/sandbox/start-sandbox.ts";

export const teamId = "ACME123456";
export const keyId = "2X9R4HXF34";
export const issuerId = "57246542-96fe-1a63-e053-0824d011072a";
const apiKey = generateKeyPairSync("ec", { namedCurve: "P-256" });
export const apiKeyPublicPem = apiKey.publicKey.export({ format: "pem", type: "spki" }).toString();

/** A JSON:API answer, as loosely as a test reads it. */
export interface ApiAnswer {
  status: number;
  headers: Headers;
  data: ApiResource;
  list: ApiResource[];
  included: ApiResource[];
  links: Record<string, string>;
  paging: { total: number; limit: number; nextCursor?: string };
  errors: {
    id: string;
    status: string;
    code: string;
    title: string;
    detail: string;
    source?: { pointer?: string; parameter?: string };
  }[];
}

export interface ApiResource {
  type: string;
  id: string;
  attributes: Record<string, unknown>;
  relationships: Record<string, { data?: unknown; links: Record<string, string> }>;
  links: { self: string };
}

export interface TestClock {
  now: Date;
}

/** A sandbox that the test's end stops, with a client that signs its requests by the sandbox's clock. */
export interface TestSandbox {
  sandbox: Sandbox;
  clock: TestClock;
  token: (claims?: Record<string, unknown>, header?: Record<string, unknown>) => Promise<string>;
  get: (path: string) => Promise<ApiAnswer>;
  send: (method: string, path: string, body?: unknown) => Promise<ApiAnswer>;
}

const running = new Set<Sandbox>();
afterEach(async () => {
  for (const sandbox of running) await sandbox.stop();
  running.clear();
});

export interface TestSandboxOptions extends Pick<SandboxOptions, "faults"> {
  appStoreConnect?: Partial<AppStoreConnectOptions>;
  policyConsole?: Partial<PolicyConsoleOptions>;
}

export async function startTestSandbox(options: TestSandboxOptions = {}): Promise<TestSandbox> {
  const clock: TestClock = { now: new Date("2026-03-01T12:00:00.000Z") };
  const sandbox = await startSandbox({
    clock: () => clock.now,
    appStoreConnect: {
      teamId,
      keys: [{ keyId, issuerId, publicKeyPem: apiKeyPublicPem }],
      ...options.appStoreConnect,
    },
    policyConsole: {
      users: [{ username: "admin@acme.example", password: "correct horse", admin: true }],
      ...options.policyConsole,
    },
    ...(options.faults === undefined ? {} : { faults: options.faults }),
  });
  running.add(sandbox);
  const token = async (claims: Record<string, unknown> = {}, header: Record<string, unknown> = {}): Promise<string> => {
    const now = Math.floor(clock.now.getTime() / 1000);
    const key = await importPKCS8(apiKey.privateKey.export({ format: "pem", type: "pkcs8" }).toString(), "ES256");
    return new SignJWT({
      iss: issuerId,
      aud: "appstoreconnect-v1",
      iat: now,
      exp: now + 600,
      ...claims,
    })
      .setProtectedHeader({ alg: "ES256", kid: keyId, typ: "JWT", ...header })
      .sign(key);
  };
  const send = async (method: string, path: string, body?: unknown): Promise<ApiAnswer> => {
    const response = await fetch(path.startsWith("http") ? path : sandbox.appStoreConnectUrl + path, {
      method,
      headers: { authorization: `Bearer ${await token()}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    return readAnswer(response);
  };
  return { sandbox, clock, token, send, get: (path) => send("GET", path) };
}

export async function readAnswer(response: Response): Promise<ApiAnswer> {
  const text = await response.text();
  const body = text === "" ? {} : (JSON.parse(text) as Record<string, never>);
  return {
    status: response.status,
    headers: response.headers,
    data: body["data"] as never,
    list: body["data"] as never,
    included: body["included"] as never,
    links: body["links"] as never,
    paging: (body["meta"] as { paging: never } | undefined)?.paging as never,
    errors: body["errors"] as never,
  };
}

/** RSA key pairs are slow to make; tests share a few. */
const keyPairs: { privateKey: KeyObject; publicKey: KeyObject }[] = [];
export function rsaKeyPair(index = 0): { privateKey: KeyObject; publicKey: KeyObject } {
  return (keyPairs[index] ??= generateKeyPairSync("rsa", { modulusLength: 2048 }));
}

/** A certificate signing request, PEM, made by another library than the sandbox reads it with. */
export function signingRequest(keyPair = rsaKeyPair()): string {
  const request = forge.pki.createCertificationRequest();
  request.publicKey = forge.pki.publicKeyFromPem(keyPair.publicKey.export({ format: "pem", type: "spki" }).toString());
  request.setSubject([{ name: "commonName", value: "Signwright" }]);
  request.sign(
    forge.pki.privateKeyFromPem(keyPair.privateKey.export({ format: "pem", type: "pkcs8" }).toString()),
    forge.md.sha256.create(),
  );
  return forge.pki.certificationRequestToPem(request);
}

/** A request that asks for one key's certificate, signed by another key. */
export function forgedSigningRequest(): string {
  const der = Buffer.from(signingRequest().replaceAll(/-----[^-]+-----|\s/g, ""), "base64");
  const outer = forge.asn1.fromDer(der.toString("binary")).value as forge.asn1.Asn1[];
  const [info] = outer;
  if (info === undefined) throw new Error("no request info");
  const signature = createSign("sha256")
    .update(Buffer.from(forge.asn1.toDer(info).getBytes(), "binary"))
    .sign(rsaKeyPair(1).privateKey);
  signature.copy(der, der.length - signature.length);
  return `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString("base64")}\n-----END CERTIFICATE REQUEST-----\n`;
}

export function entity(
  type: string,
  attributes: Record<string, unknown>,
  relationships?: Record<string, { type: string; id: string } | { type: string; id: string }[]>,
): unknown {
  const links = Object.fromEntries(Object.entries(relationships ?? {}).map(([name, data]) => [name, { data }]));
  return {
    data: { type, attributes, ...(relationships === undefined ? {} : { relationships: links }) },
  };
}

export function createCertificateBody(certificateType: string, keyPair = rsaKeyPair()): unknown {
  return entity("certificates", { certificateType, csrContent: signingRequest(keyPair) });
}

export interface ProfileWish {
  name: string;
  profileType: string;
  bundleId: string;
  certificates: readonly string[];
  devices?: readonly string[];
}

export function createProfileBody({ name, profileType, bundleId, certificates, devices }: ProfileWish): unknown {
  return entity(
    "profiles",
    { name, profileType },
    {
      bundleId: { type: "bundleIds", id: bundleId },
      certificates: certificates.map((id) => ({ type: "certificates", id })),
      ...(devices === undefined ? {} : { devices: devices.map((id) => ({ type: "devices", id })) }),
    },
  );
}
