import { ownerOf, type Address } from "../../plan/address.ts";
import type { ObservedCertificate } from "../../plan/observed.ts";
import type { Change, ChangeOf, ManualStep } from "../../plan/plan.ts";
import type { AppleCertificateType } from "../../plan/resource.ts";
import { daysUntil, recordOf, storedInstances, textFact, type PlanningInput } from "./planning.ts";

/**
 * Apple's ID of the API key that was refused a certificate because only the Account Holder may make it; `undefined` where none was, and
 * where the spec names another API key by now. Whether a key may make it cannot be asked, so the first apply tries (reports differ:
 * fastlane #27149, rorkai #2300), and the certificate's mark in the store keeps the answer for every later run.
 */
export function refusedApiKey(input: PlanningInput, certificate: Address): string | undefined {
  const key = input.spec.keys.get(ownerOf(certificate));
  const refused = textFact(recordOf(input, certificate), "account_holder_only");
  return key?.type === "app_store_connect" && key.keyId === refused ? refused : undefined;
}

/** The signing request of a key of the store, PEM; `undefined` where an older release stored the key, and for no key. */
export function signingRequest(input: PlanningInput, address: Address, key: string | undefined): string | undefined {
  const held = storedInstances(input, address).find(({ instance }) => instance === key);
  return textFact(held, "certificate_signing_request");
}

/** What is known of a certificate that only the Account Holder can make. */
interface ByHand {
  /** Apple's ID of the API key that was refused. */
  readonly refused: string;
  /** The PKCS#10 request of the store's key, PEM; `undefined` while the key is not made. */
  readonly request: string | undefined;
  /** The valid one that stays in use. */
  readonly older: ObservedCertificate | undefined;
  readonly now: Date;
}

/** A certificate as a step of the Account Holder: the same change, made by a person. */
export function certificateByHand(change: ChangeOf<"certificate">, known: ByHand): Change {
  const { refused, request, older, now } = known;
  const why = older
    ? `certificate ${older.serial_number} stays in use until ${older.expires.slice(0, 10)}, in ${daysUntil(now, older.expires)} days`
    : change.reason;
  return {
    ...change,
    action: "manual",
    action_reason: "cannot_be_done_by_api",
    reason: `${why}; Apple lets only the Account Holder make ${older ? "the next one" : "it"}, and has refused the API key ${refused}`,
    manual: stepOf(change.address, change.after?.certificate_type ?? "DEVELOPER_ID_APPLICATION", request),
  };
}

function stepOf(certificate: Address, type: AppleCertificateType, request: string | undefined): ManualStep {
  const [owner = "", , slot = ""] = certificate.split("/");
  const path = `.signwright/requests/${owner}-${slot}.certSigningRequest`;
  const given =
    request === undefined
      ? "`signwright apply` makes the private key first, and then leaves its signing request"
      : "the signing request is left";
  return {
    instructions: [
      `${given} in \`${path}\`; it is public`,
      `the Account Holder of the team opens https://developer.apple.com/account/resources/certificates/add, chooses ${portalNames[type]}${type === "DEVELOPER_ID_APPLICATION" ? " with the G2 Sub-CA" : ""}, and uploads that file`,
      "nothing has to be downloaded: `signwright apply` then fetches the certificate and goes on",
      "a team that has one already with its private key names it in the target instead: `certificate:`",
      `if Apple lets the API key make it by now: \`signwright apply --replace ${certificate}\` tries again`,
    ].join("\n"),
    check: `a ${type} certificate for the private key in the store, compared by public key, is at Apple: the next plan sees it`,
    ...(request === undefined ? {} : { file: { path, content: request } }),
  };
}

/** What the developer portal calls the types under "Create a New Certificate" (Apple Developer Account Help: Certificate types). */
const portalNames: Readonly<Record<AppleCertificateType, string>> = {
  DEVELOPMENT: "Apple Development",
  IOS_DEVELOPMENT: "iOS App Development",
  MAC_APP_DEVELOPMENT: "Mac Development",
  DISTRIBUTION: "Apple Distribution",
  IOS_DISTRIBUTION: "iOS Distribution",
  MAC_APP_DISTRIBUTION: "Mac App Distribution",
  MAC_INSTALLER_DISTRIBUTION: "Mac Installer Distribution",
  DEVELOPER_ID_APPLICATION: "Developer ID Application",
};
