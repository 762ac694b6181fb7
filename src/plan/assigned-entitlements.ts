/** An entitlement whose values a person assigns to a bundle ID in the developer portal. */
export interface AssignedEntitlement {
  /** Its name in a profile; a list, empty as long as nothing is assigned. */
  readonly entitlement: string;
  /** What is assigned. */
  readonly what: string;
}

/**
 * Capabilities that the App Store Connect API (4.4.1) turns on and cannot finish: it has no request that makes App Groups, iCloud
 * containers or merchant IDs, or assigns them to a bundle ID. By Apple's CapabilityType.
 */
export const assignedEntitlements: Readonly<Record<string, AssignedEntitlement>> = {
  APP_GROUPS: { entitlement: "com.apple.security.application-groups", what: "App Groups" },
  ICLOUD: { entitlement: "com.apple.developer.icloud-container-identifiers", what: "iCloud containers" },
  APPLE_PAY: { entitlement: "com.apple.developer.in-app-payments", what: "merchant IDs" },
};
