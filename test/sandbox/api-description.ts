/**
 * What Apple's OpenAPI description (App Store Connect API 4.4.1) says of the answers about signing, in our own words: the type of
 * each attribute, with its values where they are closed, and where each relationship leads. Kept by hand; whoever moves to a newer
 * description compares it.
 */

/** The type of an attribute. `date` is a date with time and zone; a list of words is a closed enumeration. */
export type AttributeType = "text" | "date" | "boolean" | "settings" | readonly string[];

/** What an answer may hold of one resource type. Nothing but `type` and `id` is ever required, and live answers hold nulls. */
export interface ResourceDescription {
  readonly attributes: Readonly<Record<string, AttributeType>>;
  /** Relationship → resource type, with `[]` for several. */
  readonly relationships: Readonly<Record<string, string>>;
}

const platforms = ["IOS", "MAC_OS", "UNIVERSAL"] as const;

export const description: Readonly<Record<string, ResourceDescription>> = {
  bundleIds: {
    attributes: { name: "text", platform: platforms, identifier: "text", seedId: "text" },
    relationships: { profiles: "profiles[]", bundleIdCapabilities: "bundleIdCapabilities[]", app: "apps" },
  },
  bundleIdCapabilities: {
    attributes: {
      capabilityType: [
        ..."ICLOUD IN_APP_PURCHASE GAME_CENTER PUSH_NOTIFICATIONS WALLET INTER_APP_AUDIO MAPS ASSOCIATED_DOMAINS".split(
          " ",
        ),
        ..."PERSONAL_VPN APP_GROUPS HEALTHKIT HOMEKIT WIRELESS_ACCESSORY_CONFIGURATION APPLE_PAY DATA_PROTECTION".split(
          " ",
        ),
        ..."SIRIKIT NETWORK_EXTENSIONS MULTIPATH HOT_SPOT NFC_TAG_READING CLASSKIT AUTOFILL_CREDENTIAL_PROVIDER".split(
          " ",
        ),
        ..."ACCESS_WIFI_INFORMATION NETWORK_CUSTOM_PROTOCOL COREMEDIA_HLS_LOW_LATENCY SYSTEM_EXTENSION_INSTALL".split(
          " ",
        ),
        ..."USER_MANAGEMENT APPLE_ID_AUTH".split(" "),
      ],
      settings: "settings",
    },
    relationships: {},
  },
  certificates: {
    attributes: {
      name: "text",
      certificateType: [
        ..."APPLE_PAY APPLE_PAY_MERCHANT_IDENTITY APPLE_PAY_PSP_IDENTITY APPLE_PAY_RSA DEVELOPER_ID_KEXT".split(" "),
        ..."DEVELOPER_ID_KEXT_G2 DEVELOPER_ID_APPLICATION DEVELOPER_ID_APPLICATION_G2 DEVELOPMENT DISTRIBUTION".split(
          " ",
        ),
        ..."IDENTITY_ACCESS IOS_DEVELOPMENT IOS_DISTRIBUTION MAC_APP_DISTRIBUTION MAC_INSTALLER_DISTRIBUTION".split(
          " ",
        ),
        ..."MAC_APP_DEVELOPMENT PASS_TYPE_ID PASS_TYPE_ID_WITH_NFC".split(" "),
      ],
      displayName: "text",
      serialNumber: "text",
      platform: platforms,
      expirationDate: "date",
      certificateContent: "text",
      activated: "boolean",
      // Not in the description; live answers hold it, always null (report of a Terraform provider).
      csrContent: "text",
    },
    relationships: { passTypeId: "passTypeIds" },
  },
  devices: {
    attributes: {
      name: "text",
      platform: platforms,
      udid: "text",
      deviceClass: ["APPLE_VISION_PRO", "APPLE_WATCH", "IPAD", "IPHONE", "IPOD", "APPLE_TV", "MAC"],
      status: ["ENABLED", "DISABLED"],
      model: "text",
      addedDate: "date",
    },
    relationships: {},
  },
  profiles: {
    attributes: {
      name: "text",
      platform: platforms,
      profileType: [
        ..."IOS_APP_DEVELOPMENT IOS_APP_STORE IOS_APP_ADHOC IOS_APP_INHOUSE MAC_APP_DEVELOPMENT MAC_APP_STORE".split(
          " ",
        ),
        ..."MAC_APP_DIRECT TVOS_APP_DEVELOPMENT TVOS_APP_STORE TVOS_APP_ADHOC TVOS_APP_INHOUSE".split(" "),
        ..."MAC_CATALYST_APP_DEVELOPMENT MAC_CATALYST_APP_STORE MAC_CATALYST_APP_DIRECT".split(" "),
      ],
      profileState: ["ACTIVE", "INVALID"],
      profileContent: "text",
      uuid: "text",
      createdDate: "date",
      expirationDate: "date",
    },
    relationships: { bundleId: "bundleIds", devices: "devices[]", certificates: "certificates[]" },
  },
  apps: {
    attributes: { name: "text", bundleId: "text", sku: "text", primaryLocale: "text" },
    relationships: {},
  },
};

/** Members of a list's `links`, of one resource's document, of a resource and of a relationship; `self` of documents is required. */
export const linkNames = {
  list: ["self", "first", "next"],
  document: ["self"],
  resource: ["self"],
  relationship: ["self", "related"],
} as const;

/** Members of an error object; the first three are required. */
export const errorMembers = ["status", "code", "title", "id", "detail", "source", "links", "meta"] as const;
