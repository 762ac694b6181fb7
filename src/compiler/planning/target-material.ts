import type { Address } from "../../plan/address.ts";
import type { JsonValue, StoreObserved } from "../../plan/observed.ts";
import type { AutomaticAppleTarget, ManualAppleTarget, Target } from "../target.ts";
import { certificateAddresses } from "./certificates.ts";
import { importedIdentityAddress, importedProfileAddress, keystoreAddressOf } from "./imports.ts";
import { profileAddresses } from "./wanted-profile.ts";

/** Where the store keeps what a build of a target needs. */
export interface TargetMaterial {
  readonly identity: Address | undefined;
  readonly installer: Address | undefined;
  readonly profiles: readonly Address[];
  readonly keystore: Address | undefined;
  /**
   * Which instance of the identity and of each profile belong together; of what is not named, the newest. While a certificate is
   * being renewed the store holds its successor before every profile knows it.
   */
  readonly instances: ReadonlyMap<Address, string>;
}

/**
 * The addresses in the store of what signs a target. Which extensions `discover` found is known from the profiles that the store
 * holds below the app's bundle ID.
 */
export function targetMaterial(target: Target, store: StoreObserved): TargetMaterial {
  const addresses = addressesOf(target, store);
  // Files that a person brings are his word: a new certificate with an old profile is a mistake to show.
  const isRenewedByUs =
    target.platform !== "android" && target.method === "automatic" && target.certificate === undefined;
  return { ...addresses, instances: isRenewedByUs ? coherentInstances(addresses, store) : new Map() };
}

type Addresses = Omit<TargetMaterial, "instances">;

/** The newest identity for which every profile has an instance that holds its certificate, with those instances. */
function coherentInstances({ identity, profiles }: Addresses, store: StoreObserved): ReadonlyMap<Address, string> {
  if (identity === undefined || profiles.length === 0) return new Map();
  const newestFirst = (address: Address) => store.objects.filter((object) => object.address === address).toReversed();
  for (const { instance: certificate } of newestFirst(identity)) {
    const chosen = new Map<Address, string>([[identity, certificate]]);
    for (const profile of profiles) {
      const holding = newestFirst(profile).find(({ facts }) =>
        holdsCertificate(facts["certificate_sha256"], certificate),
      );
      if (holding) chosen.set(profile, holding.instance);
    }
    if (chosen.size === new Set(profiles).size + 1) return chosen;
  }
  // Nothing fits: the newest of each show best what is wrong.
  return new Map();
}

function holdsCertificate(held: JsonValue | undefined, certificate: string): boolean {
  return Array.isArray(held) && held.includes(certificate);
}

function addressesOf(target: Target, store: StoreObserved): Addresses {
  if (target.platform === "android") {
    return { identity: undefined, installer: undefined, profiles: [], keystore: keystoreAddressOf(target) };
  }
  if (target.method === "manual") {
    return {
      identity: importedIdentityAddress(target.certificate),
      installer:
        target.installerCertificate === undefined ? undefined : importedIdentityAddress(target.installerCertificate),
      profiles: ofType(target, target.profiles.map(importedProfileAddress), store),
      keystore: undefined,
    };
  }
  const addressOfProfile = (bundleId: string): Address =>
    profileAddresses(target.key, bundleId, target.appleProfileType).stored;
  const certificate =
    target.certificateType === null ? undefined : certificateAddresses(target.key, target.certificateType).identity;
  const extensions =
    target.extensions === "discover"
      ? discovered(target.bundleId, addressOfProfile, store)
      : target.extensions.map((e) => addressOfProfile(e.bundleId));
  return {
    identity: target.certificate === undefined ? certificate : importedIdentityAddress(target.certificate),
    installer: target.installer ? installerAddress(target) : undefined,
    profiles: [addressOfProfile(target.bundleId), ...extensions],
    keystore: undefined,
  };
}

function installerAddress({ key, installerCertificate }: AutomaticAppleTarget): Address {
  if (installerCertificate !== undefined) return importedIdentityAddress(installerCertificate);
  return certificateAddresses(key, "MAC_INSTALLER_DISTRIBUTION").identity;
}

/** A target that stands for several profile types lists the profiles of all; what the store does not hold stays, to be missed. */
function ofType(target: ManualAppleTarget, profiles: readonly Address[], store: StoreObserved): readonly Address[] {
  const types = new Map(store.objects.map((o) => [o.address, o.facts["profile_type"]]));
  const fitting = profiles.filter((address) => (types.get(address) ?? target.profileType) === target.profileType);
  return fitting.length === 0 ? profiles : fitting;
}

function discovered(
  bundleId: string,
  addressOfProfile: (bundleId: string) => Address,
  store: StoreObserved,
): readonly Address[] {
  const below = store.objects.flatMap((o) => {
    const id = o.facts["bundle_id"];
    return typeof id === "string" && id.startsWith(`${bundleId}.`) && addressOfProfile(id) === o.address
      ? [o.address]
      : [];
  });
  return [...new Set(below)].sort();
}
