import type { ResourceKind } from "./resource.ts";

/**
 * Names one resource of a plan: `<key or "store">/<kind>/<name>`, for example `acme/profile/com.acme.shop:ios_app_store`.
 * The name may itself hold `/`; owner and kind never do.
 */
export type Address = `${string}/${ResourceKind}/${string}`;

/** Builds an address. */
export function addressOf(owner: string, kind: ResourceKind, name: string): Address {
  return `${owner}/${kind}/${name}`;
}

/** The name of the resource, without its owner and kind. */
export function nameOf(address: Address): string {
  return address.slice(address.indexOf("/", address.indexOf("/") + 1) + 1);
}

/** The key name (or `store`) that an address belongs to. */
export function ownerOf(address: Address): string {
  return address.slice(0, address.indexOf("/"));
}
