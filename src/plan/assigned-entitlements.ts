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

/** An entitlement that Apple grants to a team on request, before anybody can enable it for a bundle ID. */
export interface ManagedEntitlement {
  /** Its name in a profile; absent until Apple grants it and somebody enables it. */
  readonly entitlement: string;
  /** What Apple calls it. */
  readonly what: string;
  /** Where it is asked for. */
  readonly request: string;
}

const CARPLAY = "https://developer.apple.com/contact/carplay";
const SYSTEM_EXTENSIONS = "https://developer.apple.com/system-extensions/";

/** A way of writing that keeps the table a table. */
function managed(entitlement: string, what: string, request: string): ManagedEntitlement {
  return { entitlement, what, request };
}

/**
 * Managed capabilities: the App Store Connect API (4.4.1) knows none of them, so each is a step by hand. The names follow fastlane's
 * (spaceship, bundle_id_capability.rb) and Apple's where fastlane has none. Sources: Apple's page of each entitlement (Bundle
 * Resources, Entitlements), which names the form; "Requesting CarPlay Entitlements" and the CarPlay Developer Guide; "Requesting
 * Entitlements for DriverKit Development"; "Requesting the Family Controls entitlement"; "Setting up Tap to Pay on iPhone"; "Preparing
 * your app to be the default web browser"; technote TN3111 for Hotspot Helper.
 */
export const managedEntitlements: Readonly<Record<string, ManagedEntitlement>> = {
  CARPLAY_AUDIO: managed("com.apple.developer.carplay-audio", "CarPlay audio", CARPLAY),
  CARPLAY_CHARGING: managed("com.apple.developer.carplay-charging", "CarPlay EV charging", CARPLAY),
  CARPLAY_COMMUNICATION: managed("com.apple.developer.carplay-communication", "CarPlay communication", CARPLAY),
  CARPLAY_DRIVING_TASK: managed("com.apple.developer.carplay-driving-task", "CarPlay driving task", CARPLAY),
  CARPLAY_FUELING: managed("com.apple.developer.carplay-fueling", "CarPlay fueling", CARPLAY),
  CARPLAY_NAVIGATION: managed("com.apple.developer.carplay-maps", "CarPlay navigation", CARPLAY),
  CARPLAY_PARKING: managed("com.apple.developer.carplay-parking", "CarPlay parking", CARPLAY),
  CARPLAY_PUBLIC_SAFETY: managed("com.apple.developer.carplay-public-safety", "CarPlay public safety", CARPLAY),
  CARPLAY_QUICK_ORDERING: managed("com.apple.developer.carplay-quick-ordering", "CarPlay quick food ordering", CARPLAY),
  CRITICAL_ALERTS: managed(
    "com.apple.developer.usernotifications.critical-alerts",
    "Critical Alerts",
    "https://developer.apple.com/contact/request/notifications-critical-alerts-entitlement/",
  ),
  DEFAULT_BROWSER: managed(
    "com.apple.developer.web-browser",
    "Default Browser",
    "https://developer.apple.com/contact/request/default-browser-entitlement/",
  ),
  DRIVERKIT: managed("com.apple.developer.driverkit", "DriverKit", SYSTEM_EXTENSIONS),
  DRIVERKIT_AUDIO: managed("com.apple.developer.driverkit.family.audio", "DriverKit Family Audio", SYSTEM_EXTENSIONS),
  DRIVERKIT_BLOCK_STORAGE: managed(
    "com.apple.developer.driverkit.family.block-storage-device",
    "DriverKit Family Block Storage Device",
    SYSTEM_EXTENSIONS,
  ),
  DRIVERKIT_HID: managed("com.apple.developer.driverkit.transport.hid", "DriverKit Transport HID", SYSTEM_EXTENSIONS),
  DRIVERKIT_HID_DEVICE: managed(
    "com.apple.developer.driverkit.family.hid.device",
    "DriverKit Family HID Device",
    SYSTEM_EXTENSIONS,
  ),
  DRIVERKIT_HID_EVENT_SERVICE: managed(
    "com.apple.developer.driverkit.family.hid.eventservice",
    "DriverKit Family HID EventService",
    SYSTEM_EXTENSIONS,
  ),
  DRIVERKIT_MIDI: managed("com.apple.developer.driverkit.family.midi", "DriverKit Family MIDI", SYSTEM_EXTENSIONS),
  DRIVERKIT_NETWORKING: managed(
    "com.apple.developer.driverkit.family.networking",
    "DriverKit Family Networking",
    SYSTEM_EXTENSIONS,
  ),
  DRIVERKIT_PCI: managed("com.apple.developer.driverkit.transport.pci", "DriverKit PCI", SYSTEM_EXTENSIONS),
  DRIVERKIT_SCSI_CONTROLLER: managed(
    "com.apple.developer.driverkit.family.scsicontroller",
    "DriverKit Family SCSIController",
    SYSTEM_EXTENSIONS,
  ),
  DRIVERKIT_SERIAL: managed(
    "com.apple.developer.driverkit.family.serial",
    "DriverKit Family Serial",
    SYSTEM_EXTENSIONS,
  ),
  DRIVERKIT_USB: managed("com.apple.developer.driverkit.transport.usb", "DriverKit USB Transport", SYSTEM_EXTENSIONS),
  ENDPOINT_SECURITY: managed("com.apple.developer.endpoint-security.client", "Endpoint Security", SYSTEM_EXTENSIONS),
  EXPOSURE_NOTIFICATION: managed(
    "com.apple.developer.exposure-notification",
    "Exposure Notification",
    "https://developer.apple.com/contact/request/exposure-notification-entitlement",
  ),
  FAMILY_CONTROLS: managed(
    "com.apple.developer.family-controls",
    "Family Controls",
    "https://developer.apple.com/contact/request/family-controls-distribution",
  ),
  HOTSPOT_HELPER: managed(
    "com.apple.developer.networking.HotspotHelper",
    "Hotspot Helper",
    "https://developer.apple.com/contact/request/hotspot-helper/",
  ),
  MULTICAST_NETWORKING: managed(
    "com.apple.developer.networking.multicast",
    "Multicast Networking",
    "https://developer.apple.com/contact/request/networking-multicast",
  ),
  NOTIFICATION_FILTERING: managed(
    "com.apple.developer.usernotifications.filtering",
    "Notification Service Extension filtering",
    "https://developer.apple.com/contact/request/notification-service",
  ),
  TAP_TO_PAY: managed(
    "com.apple.developer.proximity-reader.payment.acceptance",
    "Tap to Pay on iPhone",
    "https://developer.apple.com/contact/request/tap-to-pay-on-iphone/",
  ),
};

/** The managed entitlement behind a capability type; `undefined` for those that the API turns on. */
export function managedEntitlement(capabilityType: string): ManagedEntitlement | undefined {
  return Object.hasOwn(managedEntitlements, capabilityType) ? managedEntitlements[capabilityType] : undefined;
}
