import { createHash, X509Certificate } from "node:crypto";
import { inspect } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DiagnosableError } from "../../src/diagnostics/diagnosable-error.ts";
import { readProvisioningProfile } from "../../src/formats/provisioning-profile.ts";
import { ownerOf } from "../../src/plan/address.ts";
import type { Observed, ProviderObserved } from "../../src/plan/observed.ts";
import type { Change } from "../../src/plan/plan.ts";
import { foundValues, knownValues } from "./found-values.ts";
import {
  applyEverything,
  applyOnce,
  createProviderWorld,
  providerNames,
  type ProviderRun,
  type ProviderWorld,
  type Step,
} from "./provider.ts";

// The laws at the top of src/providers/provider.ts, for every provider that the example uses.

const of = (steps: readonly Step[], name: string): readonly Step[] =>
  steps.filter((step) => ownerOf(step.change.address) === name);

/** No object has this digest. */
const FOREIGN = "f".repeat(64);

/** Changes that ask for something known that does not exist; `undefined` for changes that are none of it. */
const cannotBe: readonly (readonly [
  string,
  { readonly what: string; readonly alter: (change: Change) => Change | undefined },
])[] = [
  [
    "store",
    {
      what: "another certificate than the file's",
      alter: (c) =>
        c.type === "identity" && c.after?.certificate_sha256
          ? { ...c, after: { ...c.after, certificate_sha256: FOREIGN } }
          : undefined,
    },
  ],
  [
    "store",
    {
      what: "another profile than the file",
      alter: (c) =>
        c.type === "stored_profile" && c.after?.sha256 ? { ...c, after: { ...c.after, sha256: FOREIGN } } : undefined,
    },
  ],
  [
    "store",
    {
      what: "another keystore",
      alter: (c) => (c.type === "keystore" && c.after ? { ...c, after: { ...c.after, sha256: FOREIGN } } : undefined),
    },
  ],
  [
    "store",
    {
      what: "a private key that it does not hold",
      alter: (c) =>
        c.type === "key" && c.after
          ? { ...c, after: { ...c.after, public_key_sha256: FOREIGN }, after_unknown: [] }
          : undefined,
    },
  ],
  [
    "acme",
    {
      what: "a certificate for a key that the store does not hold",
      alter: (c) =>
        c.type === "certificate" && c.after ? { ...c, after: { ...c.after, public_key_sha256: FOREIGN } } : undefined,
    },
  ],
  [
    "acme",
    {
      what: "a profile with a certificate that the team does not have",
      alter: (c) =>
        c.type === "profile" && c.after ? { ...c, after: { ...c.after, certificates: ["serial:abcdef"] } } : undefined,
    },
  ],
  [
    "acme",
    {
      what: "a profile with a device that the team does not have",
      alter: (c) =>
        c.type === "profile" && c.after && c.after.devices.length > 0
          ? { ...c, after: { ...c.after, devices: [...c.after.devices, "00008120-0000000000000000"] } }
          : undefined,
    },
  ],
  [
    "console",
    {
      what: "another keystore than the store's",
      alter: (c) =>
        c.type === "signing_profile" && c.after ? { ...c, after: { ...c.after, file_sha256: FOREIGN } } : undefined,
    },
  ],
];

describe("the laws of providers", () => {
  let world: ProviderWorld;
  let steps: readonly Step[];
  let observed: Observed;
  beforeAll(async () => {
    world = await createProviderWorld();
    steps = await applyEverything(world);
    ({ observed } = await world.run((run) => run.plan()));
  });
  afterAll(() => world.stop());

  it("are tested on changes of every provider", () => {
    expect(providerNames.map((name) => of(steps, name).length)).toEqual([11, 13, 1]);
  });

  it.each(providerNames)("1. reading %s changes nothing, and gives the same each time", async (name) => {
    const before = world.state();
    const writes = world.place.acme.sandbox.ledger().length;
    const [first, second] = await world.run(async (run) => {
      const provider = run.provider(name);
      return [withoutCounter(await provider.read(run.context)), withoutCounter(await provider.read(run.context))];
    });
    expect(second).toEqual(first);
    expect(world.state()).toEqual(before);
    expect(world.place.acme.writes(writes)).toEqual([]);
  });

  it.each(providerNames)("2. what a change to %s says is what is there afterwards", (name) => {
    for (const { change } of of(steps, name))
      expect(knownValues(change), change.address).toEqual(foundValues(change, observed));
  });

  it.each(cannotBe)("2. %s refuses a change whose known value cannot be met: $what", async (name, { alter }) => {
    const before = world.state();
    const writes = world.place.acme.sandbox.ledger().length;
    const step = of(steps, name).find(({ change }) => alter(change) !== undefined);
    const altered = step && alter(step.change);
    if (!altered) throw new Error("no such change");
    const refused = await world.run(async (run) => {
      await run.plan();
      return failureOf(() => applyOnce(run, altered, world));
    });
    world.told.push(refused);
    expect(refused).toBeInstanceOf(DiagnosableError);
    expect(world.state()).toEqual(before);
    expect(world.place.acme.writes(writes)).toEqual([]);
  });

  it("3. planning after everything was applied gives no change", async () => {
    const { plan } = await world.run((run) => run.plan());
    expect(plan.changes).toEqual([]);
  });

  it.each(providerNames)("4. %s adopts what an earlier run has made, and makes no second one", (name) => {
    const made = of(steps, name);
    expect(made.filter(({ applied }) => applied.adopted === true).map(({ change }) => change.address)).toEqual([]);
    expect(made.filter(({ again }) => again.adopted !== true).map(({ change }) => change.address)).toEqual([]);
    expect(made.filter(({ changedAgain }) => changedAgain).map(({ change }) => change.address)).toEqual([]);
  });

  it.each(providerNames)("6. nothing that %s says holds a secret", async (name) => {
    const secrets = await world.run((run) => secretsOf(run, world));
    const said = world.told.map((value) =>
      inspect(value, { depth: 30, maxArrayLength: null, maxStringLength: null, showHidden: true }),
    );
    const text = said.join("\n");
    expect(text).toContain(name);
    expect(secrets.length).toBeGreaterThan(20);
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
    expect(secrets.some((secret) => `${text} ${secrets[3] ?? ""}`.includes(secret))).toBe(true);
  });

  it("7. what acme made is there for other providers at once: certificates", () => {
    const certificates = steps.filter(({ change }) => change.type === "certificate");
    expect(certificates.length).toBe(2);
    for (const { change, output } of certificates) {
      const key = observed.store.objects.find((o) => change.type === "certificate" && o.address === change.after?.key);
      const spki = new X509Certificate(output?.bytes ?? new Uint8Array()).publicKey.export({
        type: "spki",
        format: "der",
      });
      expect(createHash("sha256").update(spki).digest("hex")).toBe(key?.instance);
    }
  });

  it("7. what acme and the store made is there for other providers at once: profiles", () => {
    const profiles = steps.filter(({ change }) => change.type === "profile" || change.type === "stored_profile");
    expect(profiles.length).toBe(9);
    for (const { change, output } of profiles) {
      const profile = readProvisioningProfile(output?.bytes ?? new Uint8Array());
      expect(output?.facts["uuid"], change.address).toBe(profile.uuid);
      if (change.type === "profile") expect(profile.bundleId).toBe(change.after?.bundle_id);
    }
  });

  it.each(providerNames)("8. %s can be closed twice, also when nothing was read", async (name) => {
    await world.run(async (run) => {
      await run.provider(name).close();
      await run.provider(name).close();
    });
  });

  it("8. every session that was opened on the console was ended", async () => {
    await world.run(async (run) => {
      await run.provider("console").read(run.context);
    });
    const started = world.place.acme.objects("started", "session").length;
    expect(started).toBeGreaterThan(20);
    expect(world.place.acme.objects("ended", "session").length).toBe(started);
  });
});

describe("the law of ambiguous answers", () => {
  let world: ProviderWorld;
  beforeAll(async () => {
    world = await createProviderWorld();
  });
  afterAll(() => world.stop());

  it("5. when the answer of every first write is lost, each object is still made once", async () => {
    const paths = ["bundleIds", "bundleIdCapabilities", "devices", "certificates", "profiles"].map(
      (type) => `/v1/${type}`,
    );
    for (const pathPrefix of [...paths, "/mocana-app-control/rest/profile"]) {
      world.place.acme.sandbox.addFault({ method: "POST", pathPrefix, when: "after", action: { kind: "disconnect" } });
    }
    const before = world.place.acme.sandbox.ledger().length;
    await world.run(async (run) => {
      const { plan } = await run.plan();
      for (const change of plan.changes) await applyOnce(run, change, world);
    });
    const created = world.place.acme.sandbox.ledger().flatMap((e) => {
      // Apple turns In-App Purchase on for every new bundle ID by itself.
      const isOurs =
        e.n > before && e.entry === "object" && e.event === "created" && !(e.name ?? e.id).endsWith("IN_APP_PURCHASE");
      return isOurs ? [`${e.kind} ${e.name ?? e.id}`] : [];
    });
    expect(created.length).toBe(14);
    expect(created.filter((name, index) => created.indexOf(name) !== index)).toEqual([]);
    const { plan } = await world.run((run) => run.plan());
    expect(plan.changes).toEqual([]);
  });
});

/** What was read, without the requests that are left: reading takes some of them. */
function withoutCounter(observed: ProviderObserved): ProviderObserved {
  if (observed.kind !== "app_store_connect") return observed;
  const { rate_limit: _, ...rest } = observed;
  return rest;
}

async function failureOf(work: () => Promise<unknown>): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return error;
  }
  throw new Error("it did not fail");
}

/** Everything secret of the example, in every form in which it could be told. */
async function secretsOf(run: ProviderRun, { place }: ProviderWorld): Promise<readonly string[]> {
  const values = Object.entries(place.env).flatMap(([name, value]) =>
    name === "HOME" || name === "CONSOLE_USER" ? [] : [Buffer.from(value)],
  );
  values.push(Buffer.from(place.env["ASC_PRIVATE_KEY"] ?? "", "base64"));
  const { objects } = await run.context.store.list("store/key/acme:distribution").then((list) => ({ objects: list }));
  for (const { address, instance } of objects) {
    const entry = await run.context.store.get(address, instance);
    for (const part of Object.values(entry?.parts ?? {})) values.push(Buffer.from(part.revealBytes()));
  }
  return values.flatMap((value) => {
    const text = value.toString("latin1");
    const lines = text.split("\n").filter((line) => line.length > 30 && !line.startsWith("-----"));
    // Of long bytes a part is enough to know them by, wherever a line break or a cut would fall.
    const middle = value.subarray(30, 90);
    return [
      text,
      ...lines,
      value.toString("base64"),
      value.toString("hex"),
      middle.toString("hex"),
      encodeURIComponent(text),
      inspect(middle).slice(8, 60),
    ].filter((form) => form.length > 8);
  });
}
