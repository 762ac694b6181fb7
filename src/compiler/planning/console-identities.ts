import { addressOf, nameOf, type Address } from "../../plan/address.ts";
import { storedObjectName } from "../../plan/observed-objects.ts";
import type { Change } from "../../plan/plan.ts";
import type { AppleTarget, Target } from "../target.ts";
import { changeOf, groupedBy, recordOf, sortedSet, storedInstances, textFact, type PlanningInput } from "./planning.ts";
import { targetMaterial } from "./target-material.ts";

/** What a signing profile for iOS needs to know of the identity that signs. */
export interface ConsoleIdentity {
  /** SHA-256 of its certificate; null while Apple has not issued it. */
  readonly certificate: string | null;
  /** The step of installing it, or the line that says that somebody did; `undefined` when nothing is to be done. */
  readonly change: Change | undefined;
  /** Why nothing is to be done, for the reason of what changes nevertheless. */
  readonly whyNoStep: string | undefined;
}

/** The identities that consoles sign with, and the steps of installing them. */
export interface PlannedConsoleIdentities {
  readonly changes: readonly Change[];
  /** The identity that signs a target on its console; `undefined` where the console does not sign with one. */
  readonly of: (target: Target) => ConsoleIdentity | undefined;
}

/**
 * Plans the identities in the keychains of the Macs on which consoles sign. No request of a console shows or installs one
 * (reference: signing profiles name identities, and nothing takes a .p12), so a new one is a step that only a person can do. It is
 * due when the certificate that signs is another one than the last that somebody said is installed. A certificate of the user's own
 * is taken to be there until it changes; one that Signwright made is certainly nowhere but in the store.
 */
export function planConsoleIdentities(
  input: PlanningInput,
  sources: ReadonlyMap<Address, Change>,
): PlannedConsoleIdentities {
  const users = groupedBy(input.targets.filter(signsOnConsole), (target) => addressFor(input, target));
  const planned = new Map<Address, ConsoleIdentity>();
  for (const address of sortedSet([...users.keys()].filter((key) => key !== undefined)))
    planned.set(address, planIdentity(input, sources, { address, targets: users.get(address) ?? [] }));
  return {
    changes: [...planned.values()].flatMap(({ change }) => change ?? []),
    of: (target) => {
      const address = signsOnConsole(target) ? addressFor(input, target) : undefined;
      return address === undefined ? undefined : planned.get(address);
    },
  };
}

/** Addresses of the identities that the console of a target signs with. */
export function consoleIdentityAddresses(input: PlanningInput, target: Target): readonly Address[] {
  const address = signsOnConsole(target) ? addressFor(input, target) : undefined;
  return address === undefined ? [] : [address];
}

/** Only an app that the console itself signs needs an identity on the console's Mac. */
function signsOnConsole(target: Target): target is AppleTarget {
  return target.platform !== "android" && target.policyConsole?.signing === "sign_on_console";
}

function addressFor(input: PlanningInput, target: AppleTarget): Address | undefined {
  const { identity } = targetMaterial(target, input.observed.store);
  return identity && addressOf(target.policyConsole?.key ?? "", "installed_identity", nameOf(identity));
}

interface WantedIdentity {
  readonly address: Address;
  readonly targets: readonly AppleTarget[];
}

function planIdentity(
  input: PlanningInput,
  sources: ReadonlyMap<Address, Change>,
  { address, targets }: WantedIdentity,
): ConsoleIdentity {
  const identity = addressOf("store", "identity", nameOf(address));
  const source = sources.get(identity);
  const held = storedInstances(input, identity).at(-1);
  const certificate = certificateAfter(source) ?? (source ? null : (textFact(held, "certificate_sha256") ?? null));
  const installed = textFact(recordOf(input, address), "certificate_sha256");
  const known = installed ?? (targets.some(isMade) ? undefined : lastUploaded(input, targets));
  const isDue = known === undefined ? targets.some(isMade) : known !== certificate;
  if (!isDue) {
    const name = nameOfCertificate(input, { identity, certificate });
    const whyNoStep =
      known === undefined
        ? `it is signed with ${name ?? "the target's certificate"}, which has to be in the keychain of the console's Mac`
        : `nothing to install on the console's Mac: \`${prefixOf(targets)}\` names the same identity as before, ${name ?? "by its certificate"}`;
    return { certificate, change: undefined, whyNoStep };
  }
  const isDone = certificate !== null && input.requests.acknowledge.includes(`${address}#${certificate}`);
  const after = { identity, certificate_sha256: certificate };
  const change = changeOf({
    address,
    type: "installed_identity",
    ...(isDone
      ? ({
          action: known === undefined ? "create" : "update",
          action_reason: "done_by_hand",
          reason: "`--acknowledge` says that it is installed on the console's Mac",
        } as const)
      : ({
          action: "manual",
          action_reason: "cannot_be_done_by_api",
          reason: known === undefined ? FIRST : CHANGED,
          manual: stepFor(address, targets),
        } as const)),
    before: known === undefined ? null : { identity, certificate_sha256: known },
    after,
    after_unknown: certificate === null ? ["certificate_sha256"] : [],
    depends_on: source ? [identity] : [],
    targets: targets.map((t) => t.id),
    reads: source || !held ? [] : [storedObjectName(identity, held.instance)],
  });
  return { certificate, change, whyNoStep: undefined };
}

const FIRST =
  "the console signs with an identity of its Mac's keychain; this one is only in the store, and no request of the console installs it";
const CHANGED =
  "the certificate that signs is another one than the last on the console's Mac; its name may be the same, its private key is not";

/** Signwright made the private key: it is in the store, and nowhere else. */
function isMade(target: AppleTarget): boolean {
  return target.method === "automatic" && target.certificate === undefined;
}

function certificateAfter(source: Change | undefined): string | undefined {
  return source?.type === "identity" ? (source.after?.certificate_sha256 ?? undefined) : undefined;
}

/** The certificate of the signing profiles as Signwright last wrote them. */
function lastUploaded(input: PlanningInput, targets: readonly AppleTarget[]): string | undefined {
  const found = targets.map(({ policyConsole: use }) =>
    textFact(recordOf(input, addressOf(use?.key ?? "", "signing_profile", use?.profile ?? "")), "certificate_sha256"),
  );
  return found.find((sha256) => sha256 !== undefined);
}

function nameOfCertificate(
  input: PlanningInput,
  { identity, certificate }: { readonly identity: Address; readonly certificate: string | null },
): string | undefined {
  const file = input.facts.identities.get(nameOf(identity))?.certificate;
  if (file && file.sha256 === certificate) return file.commonName ?? undefined;
  const held = storedInstances(input, identity).findLast((o) => textFact(o, "certificate_sha256") === certificate);
  return textFact(held, "subject_common_name");
}

function prefixOf(targets: readonly AppleTarget[]): string {
  return sortedSet(targets.flatMap(({ policyConsole: use }) => use?.signingCertId ?? [])).join("`, `");
}

/** What the person does. Of two identities with one name `codesign` uses neither, so the old one has to go. */
function stepFor(address: Address, targets: readonly AppleTarget[]): { instructions: string; check: string } {
  const [target = ""] = sortedSet(targets.map((t) => t.id));
  const instructions = [
    `when it is made: \`signwright export --target ${target} --dir signing-files --p12-password-env P12_PASSWORD\``,
    "import `certificate.p12` of that folder into the keychain with which the console's Mac signs, and delete the folder",
    `remove older identities of the same name there: \`${prefixOf(targets)}\` has to name exactly one`,
    `say that it is done: \`signwright apply --acknowledge ${shellWord(address)}\``,
  ];
  return {
    instructions: instructions.join("\n"),
    check:
      "on the console's Mac, `security find-identity -v -p codesigning` lists it once; the console itself cannot be asked",
  };
}

function shellWord(text: string): string {
  return /^[\w./:@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
