import { readAppStoreConnectKey } from "../../src/formats/app-store-connect-key.ts";
import { certificateKeyFacts, readCertificates } from "../../src/formats/certificate.ts";
import { chainOf } from "../../src/formats/certificate-chain.ts";
import { readDer } from "../../src/formats/der-reader.ts";
import { reencode } from "../../src/formats/der-writer.ts";
import { diagnosticOf, FormatError } from "../../src/formats/format-error.ts";
import { inspect, readAnyPrivateKey } from "../../src/formats/inspect.ts";
import { readJks } from "../../src/formats/jks.ts";
import { readPkcs12 } from "../../src/formats/pkcs12.ts";
import { judgeProfileSigner } from "../../src/formats/profile-signer.ts";
import { readProvisioningProfile } from "../../src/formats/provisioning-profile.ts";
import { propertyListJson, readPropertyList } from "../../src/formats/property-list.ts";
import { registry } from "../../src/diagnostics/codes.ts";
import { DiagnosableError } from "../../src/diagnostics/diagnosable-error.ts";
import { Secret } from "../../src/secret/secret.ts";
import { checkNoSecret, checkShape, Violation, type KnownAnswers } from "./oracles.ts";
import { artefactTarget } from "./artefact-target.ts";
import type { Random } from "./random.ts";
import type { Seed, Subject } from "./seed.ts";
import { storeTargets } from "./store-targets.ts";

/** What the fuzzer calls with bytes. */
export interface Target {
  readonly name: string;
  readonly subject: Subject;
  /** How often it is chosen among those of its subject. */
  readonly weight: number;
  /** Runs it; what it throws that is no `DiagnosableError` is a finding. */
  readonly run: (trial: Trial) => Promise<unknown>;
}

/** What a target is given. */
export interface Trial {
  readonly bytes: Uint8Array;
  readonly seed: Seed;
  readonly known: KnownAnswers;
}

const secretOf = (text: string | null): Secret | undefined => (text === null ? undefined : new Secret(text));
const passwordsOf = ({ password, keyPassword }: Seed) => ({
  password: secretOf(password),
  keyPassword: secretOf(keyPassword),
});

const formatTargets: readonly Target[] = [
  {
    name: "inspect",
    subject: "signing file",
    weight: 14,
    run: async ({ bytes, seed, known }) => {
      const inspection = await inspect(bytes, passwordsOf(seed));
      checkShape(inspection);
      known.check(bytes, seed.password, inspection);
      return inspection;
    },
  },
  {
    name: "readProvisioningProfile",
    subject: "signing file",
    weight: 2,
    run: async ({ bytes }) => {
      const profile = readProvisioningProfile(bytes);
      const verdict = judgeProfileSigner(profile);
      if (verdict.trusted && profile.signature !== "valid") return { ...profile, trusted: "by an invalid signature" };
      return Promise.resolve(profile);
    },
  },
  {
    name: "readPkcs12",
    subject: "signing file",
    weight: 2,
    run: ({ bytes, seed }) => readPkcs12(bytes, secretOf(seed.password), (alias) => new Secret(alias)),
  },
  {
    name: "readJks",
    subject: "signing file",
    weight: 1,
    run: ({ bytes, seed }) =>
      Promise.resolve().then(() =>
        readJks(bytes, { password: secretOf(seed.password), keyPassword: (alias) => new Secret(alias) }),
      ),
  },
  {
    name: "readCertificates",
    subject: "signing file",
    weight: 2,
    run: async ({ bytes }) => {
      const certificates = readCertificates(bytes);
      const [leaf] = certificates;
      return Promise.resolve([certificates.map(certificateKeyFacts), leaf && chainOf(leaf, certificates)]);
    },
  },
  {
    name: "readAnyPrivateKey",
    subject: "signing file",
    weight: 2,
    run: ({ bytes, seed }) => readAnyPrivateKey(bytes, secretOf(seed.password)),
  },
  {
    name: "readDer",
    subject: "signing file",
    weight: 1,
    run: ({ bytes }) => Promise.resolve().then(() => reencode(readDer(bytes)).length),
  },
  {
    name: "readPropertyList",
    subject: "property list",
    weight: 1,
    run: ({ bytes }) => Promise.resolve().then(() => propertyListJson(readPropertyList(bytes))),
  },
  {
    name: "readAppStoreConnectKey",
    subject: "api key",
    weight: 1,
    run: ({ bytes }) => Promise.resolve().then(() => readAppStoreConnectKey(new Secret(bytes))),
  },
];

const targets: readonly Target[] = [...formatTargets, artefactTarget, ...storeTargets];

/** A target for a seed. */
export function pickTarget(seed: Seed, random: Random): Target {
  const fitting = targets.filter(({ subject }) => subject === seed.subject);
  return random.pick(fitting.flatMap((target) => Array.from({ length: target.weight }, () => target)));
}

/** The target of that name. */
export function targetNamed(name: string): Target {
  const found = targets.find((target) => target.name === name);
  if (found === undefined) throw new Error(`there is no target ${name}`);
  return found;
}

/**
 * Runs a target.
 * @returns the code of the failure, or `"read"`
 * @throws whatever should not be: a {@link Violation}, or an error that is none of ours
 */
export async function runTarget(target: Target, trial: Trial): Promise<string> {
  const { password, keyPassword } = trial.seed;
  try {
    const value = await target.run(trial);
    checkNoSecret(JSON.stringify(value, withoutBytes) ?? "", [password, keyPassword]);
    return "read";
  } catch (error) {
    if (!(error instanceof DiagnosableError)) throw error;
    checkDiagnostic(error, target);
    checkNoSecret(JSON.stringify([error.diagnostic, error.message, String(error.stack)]), [password, keyPassword]);
    return error.diagnostic.code;
  }
}

function withoutBytes(_name: string, value: unknown): unknown {
  return value instanceof Uint8Array ? value.length : value;
}

/** A failure must have a registered code, a whole message of a length that people can read, and a name for the file. */
function checkDiagnostic(error: DiagnosableError, target: Target): void {
  const { code, message } = error.diagnostic;
  if (!Object.hasOwn(registry, code)) throw new Violation(`the code ${code} is not registered`);
  if (message.length > 2_000) throw new Violation(`the message of ${code} has ${message.length} characters`);
  const isStore = storeTargets.includes(target);
  if (error instanceof FormatError) {
    if (
      !diagnosticOf(error, "some.file").message.includes("some.file") &&
      diagnosticOf(error, "some.file").message !== message
    )
      throw new Violation(`the diagnostic of ${code} does not name the file`);
  } else if (!isStore) throw new Violation(`${code} is thrown as no FormatError`);
}
