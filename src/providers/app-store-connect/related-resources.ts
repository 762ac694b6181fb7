import type { AppStoreConnectClient, Ask, Listing } from "./client.ts";
import type { Resource } from "./json-api.ts";

/** The most related resources that Apple includes with a row (`limit[…]`). */
export const INCLUDE_LIMIT = 50;

/** Which relationship of which row, and where it can be read on its own. */
interface RelatedAsk extends Ask {
  readonly row: Resource;
  readonly relationship: string;
  readonly listing: Pick<Listing, "included">;
}

/**
 * The related resources of a row: from what the list included, or by a request of their own where that cannot be all.
 * Apple says `total: 0` for relationships that are not empty, so a full 50 with any other total than 50 counts as cut off.
 * A row whose relationships Apple does not know (a "zombie" profile, codemagic-cli-tools #469) keeps what was included.
 */
export async function relatedResources(
  client: AppStoreConnectClient,
  ask: RelatedAsk,
  signal: AbortSignal,
): Promise<readonly Resource[]> {
  const relationship = ask.row.relationships[ask.relationship];
  const linkages = relationship?.data;
  const included = (linkages ?? []).flatMap(({ type, id }) => ask.listing.included.get(`${type}/${id}`) ?? []);
  const cutOff =
    linkages === undefined || (linkages.length >= INCLUDE_LIMIT && relationship?.total !== linkages.length);
  if (!cutOff && included.length === linkages.length) return included;
  return (await client.related(ask, signal))?.rows ?? included;
}
