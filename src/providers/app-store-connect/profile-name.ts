import { createHash } from "node:crypto";
import type { ProfileAttributes } from "../../plan/resource.ts";
import { byCodeUnit, normalUdid } from "./normal-form.ts";

/** What a profile's name tells apart: all that makes it another profile. */
interface ProfileContents {
  readonly profile_type: ProfileAttributes["profile_type"];
  readonly bundle_id: string;
  /** Serial numbers of its certificates. */
  readonly certificates: readonly string[];
  readonly devices: readonly string[];
  /** UUID of the profile that it replaces, or null: a renewed profile has the same contents and needs another name. */
  readonly replaces: string | null;
}

/**
 * The name of a profile at Apple: the given one, with eight hex digits of its contents' SHA-256 (RFC 8785 JSON) unless the spec
 * fixes it. Apple refuses a name that is taken, so only distinct names let a new profile exist before the old one goes; and
 * the same contents give the same name, so a run that was killed finds what it made.
 */
export function profileNameOf(
  after: Pick<ProfileAttributes, "name" | "exact_name">,
  contents: ProfileContents,
): string {
  return after.exact_name ? after.name : `${after.name} ${contentHash(contents)}`;
}

function contentHash(contents: ProfileContents): string {
  const canonical = {
    bundle_id: contents.bundle_id,
    certificates: [...new Set(contents.certificates)].sort(byCodeUnit),
    devices: [...new Set(contents.devices.map(normalUdid))].sort(byCodeUnit),
    profile_type: contents.profile_type,
    replaces: contents.replaces,
  };
  // The members above are written in code-unit order and hold only strings and null, which makes this RFC 8785 JSON.
  return createHash("sha256").update(JSON.stringify(canonical)).digest("hex").slice(0, 8);
}
