// Generated from schema/signing.schema.json by scripts/generate.mjs (npm run generate). Do not edit.
// @ts-nocheck
/* oxlint-disable */
var __getOwnPropNames = Object.getOwnPropertyNames;
var __commonJS = (cb, mod) => function() {
  try {
    return mod || (0, cb[__getOwnPropNames(cb)[0]])((mod = { exports: {} }).exports, mod), mod.exports;
  } catch (e) {
    throw mod = 0, e;
  }
};

var require_ucs2length = __commonJS({
  "node_modules/ajv/dist/runtime/ucs2length.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: !0 });
    function ucs2length(str) {
      let len = str.length, length = 0, pos = 0, value;
      for (; pos < len; )
        length++, value = str.charCodeAt(pos++), value >= 55296 && value <= 56319 && pos < len && (value = str.charCodeAt(pos), (value & 64512) === 56320 && pos++);
      return length;
    }
    exports.default = ucs2length;
  }
});

var require_fast_deep_equal = __commonJS({
  "node_modules/fast-deep-equal/index.js"(exports, module) {
    "use strict";
    module.exports = function equal(a, b) {
      if (a === b) return !0;
      if (a && b && typeof a == "object" && typeof b == "object") {
        if (a.constructor !== b.constructor) return !1;
        var length, i, keys;
        if (Array.isArray(a)) {
          if (length = a.length, length != b.length) return !1;
          for (i = length; i-- !== 0; )
            if (!equal(a[i], b[i])) return !1;
          return !0;
        }
        if (a.constructor === RegExp) return a.source === b.source && a.flags === b.flags;
        if (a.valueOf !== Object.prototype.valueOf) return a.valueOf() === b.valueOf();
        if (a.toString !== Object.prototype.toString) return a.toString() === b.toString();
        if (keys = Object.keys(a), length = keys.length, length !== Object.keys(b).length) return !1;
        for (i = length; i-- !== 0; )
          if (!Object.prototype.hasOwnProperty.call(b, keys[i])) return !1;
        for (i = length; i-- !== 0; ) {
          var key = keys[i];
          if (!equal(a[key], b[key])) return !1;
        }
        return !0;
      }
      return a !== a && b !== b;
    };
  }
});

var require_equal = __commonJS({
  "node_modules/ajv/dist/runtime/equal.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: !0 });
    var equal = require_fast_deep_equal();
    exports.default = equal;
  }
});

var validate = validate21, validate_default = validate21, schema6 = { $schema: "http://json-schema.org/draft-07/schema#", $id: "https://raw.githubusercontent.com/signwright/signwright/main/schema/signing.schema.json", type: "object", required: ["version", "targets"], additionalProperties: !1, properties: { version: { type: "integer", enum: [1] }, renew_before: { $ref: "#/definitions/renew_before" }, store: { $ref: "#/definitions/store_or_url" }, keys: { type: "object", propertyNames: { $ref: "#/definitions/key_name" }, additionalProperties: { $ref: "#/definitions/KeyEntry" } }, devices: { type: "object", propertyNames: { $ref: "#/definitions/group_name" }, additionalProperties: { $ref: "#/definitions/DeviceGroup" } }, defaults: { $ref: "#/definitions/Defaults" }, targets: { type: "object", propertyNames: { $ref: "#/definitions/target_name" }, additionalProperties: { $ref: "#/definitions/Target" } }, limits: { $ref: "#/definitions/Limits" } }, definitions: { key_name: { type: "string", pattern: "^(?!store$)[A-Za-z0-9][A-Za-z0-9._-]*$" }, target_name: { type: "string", pattern: "^[A-Za-z0-9][A-Za-z0-9._-]*$" }, group_name: { type: "string", pattern: "^(?!all$)[A-Za-z0-9][A-Za-z0-9._-]*$" }, recipient_name: { type: "string", pattern: "^[A-Za-z0-9][A-Za-z0-9._@+-]*$" }, Duration: { type: "string", pattern: "^[0-9]{1,4}d$" }, FilePath: { type: "string", minLength: 1 }, SecretReference: { type: "object", additionalProperties: !1, properties: { env: { $ref: "#/definitions/EnvironmentVariableName" }, file: { type: "string", minLength: 1 }, exec: { type: "array", minItems: 1, items: { type: "string" } }, op: { type: "string", pattern: "^op://[^/]+/[^/]+/.+$" }, keychain: { $ref: "#/definitions/KeychainItem" }, encoding: { type: "string", enum: ["base64"] } }, oneOf: [{ required: ["env"] }, { required: ["file"] }, { required: ["exec"] }, { required: ["op"] }, { required: ["keychain"] }] }, EnvironmentVariableName: { type: "string", pattern: "^[A-Za-z_][A-Za-z0-9_]*$" }, KeychainItem: { type: "object", required: ["service", "account"], additionalProperties: !1, properties: { service: { type: "string", minLength: 1 }, account: { type: "string", minLength: 1 } } }, store_or_url: { type: ["string", "object"], if: { type: "string" }, then: { $ref: "#/definitions/StoreUrl" }, else: { $ref: "#/definitions/Store" } }, Store: { type: "object", required: ["url"], additionalProperties: !1, properties: { url: { $ref: "#/definitions/StoreUrl" }, recipients: { type: "object", propertyNames: { $ref: "#/definitions/recipient_name" }, additionalProperties: { type: "string", pattern: "^age1[0-9a-z]{20,}$" } }, identity: { $ref: "#/definitions/store_identity" }, passphrase: { $ref: "#/definitions/store_passphrase" } } }, store_passphrase: { allOf: [{ $ref: "#/definitions/SecretReference" }] }, store_identity: { allOf: [{ $ref: "#/definitions/SecretReference" }] }, StoreUrl: { type: "string", minLength: 1 }, KeyEntry: { type: "object", required: ["type"], discriminator: { propertyName: "type" }, oneOf: [{ $ref: "#/definitions/AppStoreConnectKey" }, { $ref: "#/definitions/CertificateKey" }, { $ref: "#/definitions/KeystoreKey" }, { $ref: "#/definitions/PolicyConsoleKey" }] }, AppStoreConnectKey: { type: "object", required: ["type", "issuer_id", "key_id", "private_key"], additionalProperties: !1, properties: { type: { const: "app_store_connect" }, team_id: { type: "string", pattern: "^[A-Z0-9]{10}$" }, issuer_id: { type: "string", pattern: "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$" }, key_id: { type: "string", pattern: "^[A-Z0-9]{10}$" }, private_key: { $ref: "#/definitions/api_private_key" }, program: { type: "string", enum: ["developer", "enterprise"] }, url: { $ref: "#/definitions/api_url" }, ca_file: { type: "string", minLength: 1 } } }, api_private_key: { allOf: [{ $ref: "#/definitions/SecretReference" }] }, api_url: { type: "string", pattern: "^(https://[^\\s/]+|http://(localhost|127\\.[0-9]+\\.[0-9]+\\.[0-9]+|\\[::1\\])(:[0-9]+)?)(/\\S*)?$" }, password: { allOf: [{ $ref: "#/definitions/SecretReference" }] }, CertificateKey: { type: "object", required: ["type"], properties: { type: { const: "certificate" } }, if: { anyOf: [{ required: ["private_key"] }, { required: ["certificate"] }] }, then: { $ref: "#/definitions/CertificatePair" }, else: { $ref: "#/definitions/CertificateFile" } }, CertificateFile: { type: "object", required: ["type", "file"], additionalProperties: !1, properties: { type: { const: "certificate" }, file: { type: "string", minLength: 1 }, password: { $ref: "#/definitions/password" } } }, CertificatePair: { type: "object", required: ["type", "private_key", "certificate"], additionalProperties: !1, properties: { type: { const: "certificate" }, private_key: { allOf: [{ $ref: "#/definitions/SecretReference" }] }, certificate: { type: "string", minLength: 1 } } }, KeystoreKey: { type: "object", required: ["type", "file", "password"], additionalProperties: !1, properties: { type: { const: "keystore" }, file: { type: "string", minLength: 1 }, password: { $ref: "#/definitions/password" } } }, PolicyConsoleKey: { type: "object", required: ["type", "url", "username", "password"], additionalProperties: !1, properties: { type: { const: "policy_console" }, url: { $ref: "#/definitions/console_url" }, username: { allOf: [{ $ref: "#/definitions/SecretReference" }] }, password: { allOf: [{ $ref: "#/definitions/SecretReference" }] }, ca_file: { type: "string", minLength: 1 }, update: { type: "string", enum: ["put", "replace"] } } }, console_url: { type: "string", pattern: "^(https://[^\\s/]+|http://(localhost|127\\.[0-9]+\\.[0-9]+\\.[0-9]+|\\[::1\\])(:[0-9]+)?)(/\\S*)?$" }, DeviceGroup: { type: ["array", "object"], if: { type: "array" }, then: { $ref: "#/definitions/DeviceList" }, else: { $ref: "#/definitions/DeviceFile" } }, DeviceList: { type: "array", items: { $ref: "#/definitions/Device" } }, DeviceFile: { type: "object", required: ["file"], additionalProperties: !1, properties: { file: { type: "string", minLength: 1 } } }, Device: { type: "object", required: ["name", "udid", "platform"], additionalProperties: !1, properties: { name: { type: "string", minLength: 1 }, udid: { type: "string", pattern: "^([0-9A-Fa-f]{40}|[0-9A-Fa-f]{8}-[0-9A-Fa-f]{16}|[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})$" }, platform: { type: "string", enum: ["ios", "tvos", "visionos", "macos"] } } }, Limits: { type: "object", additionalProperties: !1, properties: { certificates: { type: "object", additionalProperties: !1, properties: { DEVELOPMENT: { $ref: "#/definitions/CertificateLimit" }, DISTRIBUTION: { $ref: "#/definitions/CertificateLimit" }, IOS_DEVELOPMENT: { $ref: "#/definitions/CertificateLimit" }, IOS_DISTRIBUTION: { $ref: "#/definitions/CertificateLimit" }, MAC_APP_DEVELOPMENT: { $ref: "#/definitions/CertificateLimit" }, MAC_APP_DISTRIBUTION: { $ref: "#/definitions/CertificateLimit" }, MAC_INSTALLER_DISTRIBUTION: { $ref: "#/definitions/CertificateLimit" }, DEVELOPER_ID_APPLICATION: { $ref: "#/definitions/CertificateLimit" } } }, devices: { type: "object", additionalProperties: !1, properties: { IPHONE: { $ref: "#/definitions/DeviceLimit" }, IPAD: { $ref: "#/definitions/DeviceLimit" }, IPOD: { $ref: "#/definitions/DeviceLimit" }, APPLE_WATCH: { $ref: "#/definitions/DeviceLimit" }, APPLE_VISION_PRO: { $ref: "#/definitions/DeviceLimit" }, APPLE_TV: { $ref: "#/definitions/DeviceLimit" }, MAC: { $ref: "#/definitions/DeviceLimit" } } } } }, CertificateLimit: { type: "integer", minimum: 0 }, DeviceLimit: { type: "integer", minimum: 0 }, Defaults: { type: "object", additionalProperties: !1, properties: { ios: { $ref: "#/definitions/IosDefaults" }, tvos: { $ref: "#/definitions/TvosDefaults" }, visionos: { $ref: "#/definitions/VisionosDefaults" }, macos: { $ref: "#/definitions/MacosDefaults" }, android: { $ref: "#/definitions/AndroidDefaults" } } }, IosDefaults: { type: "object", additionalProperties: !1, properties: { extensions: { $ref: "#/definitions/Extensions" }, capabilities: { $ref: "#/definitions/Capabilities" }, remove_capabilities: { $ref: "#/definitions/remove_capabilities" }, key: { $ref: "#/definitions/api_key_name" }, devices: { $ref: "#/definitions/DeviceSelection" }, disable_devices: { $ref: "#/definitions/disable_devices" }, include_macs: { $ref: "#/definitions/include_macs" }, certificates: { $ref: "#/definitions/CertificateSelection" }, certificate: { $ref: "#/definitions/certificate_name" }, certificate_type: { $ref: "#/definitions/IosCertificateType" }, profiles: { $ref: "#/definitions/ios_profiles" }, policy_console: { $ref: "#/definitions/IosPolicyConsole" }, renew_before: { $ref: "#/definitions/renew_before" }, retire_after: { $ref: "#/definitions/retire_after" }, prevent_destroy: { $ref: "#/definitions/prevent_destroy" } } }, TvosDefaults: { type: "object", additionalProperties: !1, properties: { extensions: { $ref: "#/definitions/Extensions" }, capabilities: { $ref: "#/definitions/Capabilities" }, remove_capabilities: { $ref: "#/definitions/remove_capabilities" }, key: { $ref: "#/definitions/api_key_name" }, devices: { $ref: "#/definitions/DeviceSelection" }, disable_devices: { $ref: "#/definitions/disable_devices" }, certificates: { $ref: "#/definitions/CertificateSelection" }, certificate: { $ref: "#/definitions/certificate_name" }, certificate_type: { $ref: "#/definitions/IosCertificateType" }, profiles: { $ref: "#/definitions/ios_profiles" }, renew_before: { $ref: "#/definitions/renew_before" }, retire_after: { $ref: "#/definitions/retire_after" }, prevent_destroy: { $ref: "#/definitions/prevent_destroy" } } }, VisionosDefaults: { type: "object", additionalProperties: !1, properties: { extensions: { $ref: "#/definitions/Extensions" }, capabilities: { $ref: "#/definitions/Capabilities" }, remove_capabilities: { $ref: "#/definitions/remove_capabilities" }, key: { $ref: "#/definitions/api_key_name" }, devices: { $ref: "#/definitions/DeviceSelection" }, disable_devices: { $ref: "#/definitions/disable_devices" }, certificates: { $ref: "#/definitions/CertificateSelection" }, certificate: { $ref: "#/definitions/certificate_name" }, certificate_type: { $ref: "#/definitions/IosCertificateType" }, profiles: { $ref: "#/definitions/ios_profiles" }, renew_before: { $ref: "#/definitions/renew_before" }, retire_after: { $ref: "#/definitions/retire_after" }, prevent_destroy: { $ref: "#/definitions/prevent_destroy" } } }, MacosDefaults: { type: "object", additionalProperties: !1, properties: { catalyst: { $ref: "#/definitions/catalyst" }, installer: { $ref: "#/definitions/installer" }, extensions: { $ref: "#/definitions/Extensions" }, capabilities: { $ref: "#/definitions/Capabilities" }, remove_capabilities: { $ref: "#/definitions/remove_capabilities" }, key: { $ref: "#/definitions/api_key_name" }, devices: { $ref: "#/definitions/DeviceSelection" }, disable_devices: { $ref: "#/definitions/disable_devices" }, certificates: { $ref: "#/definitions/CertificateSelection" }, certificate: { $ref: "#/definitions/certificate_name" }, installer_certificate: { $ref: "#/definitions/installer_certificate_name" }, certificate_type: { $ref: "#/definitions/MacosCertificateType" }, profiles: { $ref: "#/definitions/macos_profiles" }, renew_before: { $ref: "#/definitions/renew_before" }, retire_after: { $ref: "#/definitions/retire_after" }, prevent_destroy: { $ref: "#/definitions/prevent_destroy" } } }, AndroidDefaults: { type: "object", additionalProperties: !1, properties: { keystore: { $ref: "#/definitions/keystore_name" }, keystore_alias: { $ref: "#/definitions/keystore_alias" }, key_password: { $ref: "#/definitions/key_password" }, certificate_sha256: { $ref: "#/definitions/certificate_sha256" }, policy_console: { $ref: "#/definitions/AndroidPolicyConsole" }, renew_before: { $ref: "#/definitions/renew_before" }, prevent_destroy: { $ref: "#/definitions/prevent_destroy" } } }, Target: { type: "object", required: ["platform"], discriminator: { propertyName: "platform" }, oneOf: [{ $ref: "#/definitions/IosTarget" }, { $ref: "#/definitions/TvosTarget" }, { $ref: "#/definitions/VisionosTarget" }, { $ref: "#/definitions/MacosTarget" }, { $ref: "#/definitions/AndroidTarget" }] }, IosTarget: { type: "object", required: ["platform", "method"], properties: { platform: { const: "ios" } }, discriminator: { propertyName: "method" }, oneOf: [{ $ref: "#/definitions/IosAutomaticTarget" }, { $ref: "#/definitions/IosManualTarget" }] }, IosAutomaticTarget: { type: "object", required: ["platform", "method", "profile_type", "bundle_id"], additionalProperties: !1, properties: { platform: { const: "ios" }, method: { const: "automatic" }, profile_type: { $ref: "#/definitions/ProfileTypes" }, bundle_id: { $ref: "#/definitions/BundleId" }, extensions: { $ref: "#/definitions/Extensions" }, capabilities: { $ref: "#/definitions/Capabilities" }, remove_capabilities: { $ref: "#/definitions/remove_capabilities" }, key: { $ref: "#/definitions/api_key_name" }, devices: { $ref: "#/definitions/DeviceSelection" }, disable_devices: { $ref: "#/definitions/disable_devices" }, include_macs: { $ref: "#/definitions/include_macs" }, certificates: { $ref: "#/definitions/CertificateSelection" }, certificate: { $ref: "#/definitions/certificate_name" }, certificate_type: { $ref: "#/definitions/IosCertificateType" }, profile_name: { $ref: "#/definitions/profile_name" }, policy_console: { $ref: "#/definitions/IosPolicyConsole" }, renew_before: { $ref: "#/definitions/renew_before" }, retire_after: { $ref: "#/definitions/retire_after" }, prevent_destroy: { $ref: "#/definitions/prevent_destroy" } } }, IosManualTarget: { type: "object", required: ["platform", "method", "profile_type", "bundle_id"], additionalProperties: !1, properties: { platform: { const: "ios" }, method: { const: "manual" }, profile_type: { $ref: "#/definitions/ProfileTypes" }, bundle_id: { $ref: "#/definitions/BundleId" }, extensions: { $ref: "#/definitions/Extensions" }, certificate: { $ref: "#/definitions/certificate_name" }, profiles: { $ref: "#/definitions/ios_profiles" }, policy_console: { $ref: "#/definitions/IosPolicyConsole" }, renew_before: { $ref: "#/definitions/renew_before" }, prevent_destroy: { $ref: "#/definitions/prevent_destroy" } } }, TvosTarget: { type: "object", required: ["platform", "method"], properties: { platform: { const: "tvos" } }, discriminator: { propertyName: "method" }, oneOf: [{ $ref: "#/definitions/TvosAutomaticTarget" }, { $ref: "#/definitions/TvosManualTarget" }] }, TvosAutomaticTarget: { type: "object", required: ["platform", "method", "profile_type", "bundle_id"], additionalProperties: !1, properties: { platform: { const: "tvos" }, method: { const: "automatic" }, profile_type: { $ref: "#/definitions/ProfileTypes" }, bundle_id: { $ref: "#/definitions/BundleId" }, extensions: { $ref: "#/definitions/Extensions" }, capabilities: { $ref: "#/definitions/Capabilities" }, remove_capabilities: { $ref: "#/definitions/remove_capabilities" }, key: { $ref: "#/definitions/api_key_name" }, devices: { $ref: "#/definitions/DeviceSelection" }, disable_devices: { $ref: "#/definitions/disable_devices" }, certificates: { $ref: "#/definitions/CertificateSelection" }, certificate: { $ref: "#/definitions/certificate_name" }, certificate_type: { $ref: "#/definitions/IosCertificateType" }, profile_name: { $ref: "#/definitions/profile_name" }, renew_before: { $ref: "#/definitions/renew_before" }, retire_after: { $ref: "#/definitions/retire_after" }, prevent_destroy: { $ref: "#/definitions/prevent_destroy" } } }, TvosManualTarget: { type: "object", required: ["platform", "method", "profile_type", "bundle_id"], additionalProperties: !1, properties: { platform: { const: "tvos" }, method: { const: "manual" }, profile_type: { $ref: "#/definitions/ProfileTypes" }, bundle_id: { $ref: "#/definitions/BundleId" }, extensions: { $ref: "#/definitions/Extensions" }, certificate: { $ref: "#/definitions/certificate_name" }, profiles: { $ref: "#/definitions/ios_profiles" }, renew_before: { $ref: "#/definitions/renew_before" }, prevent_destroy: { $ref: "#/definitions/prevent_destroy" } } }, VisionosTarget: { type: "object", required: ["platform", "method"], properties: { platform: { const: "visionos" } }, discriminator: { propertyName: "method" }, oneOf: [{ $ref: "#/definitions/VisionosAutomaticTarget" }, { $ref: "#/definitions/VisionosManualTarget" }] }, VisionosAutomaticTarget: { type: "object", required: ["platform", "method", "profile_type", "bundle_id"], additionalProperties: !1, properties: { platform: { const: "visionos" }, method: { const: "automatic" }, profile_type: { $ref: "#/definitions/ProfileTypes" }, bundle_id: { $ref: "#/definitions/BundleId" }, extensions: { $ref: "#/definitions/Extensions" }, capabilities: { $ref: "#/definitions/Capabilities" }, remove_capabilities: { $ref: "#/definitions/remove_capabilities" }, key: { $ref: "#/definitions/api_key_name" }, devices: { $ref: "#/definitions/DeviceSelection" }, disable_devices: { $ref: "#/definitions/disable_devices" }, certificates: { $ref: "#/definitions/CertificateSelection" }, certificate: { $ref: "#/definitions/certificate_name" }, certificate_type: { $ref: "#/definitions/IosCertificateType" }, profile_name: { $ref: "#/definitions/profile_name" }, renew_before: { $ref: "#/definitions/renew_before" }, retire_after: { $ref: "#/definitions/retire_after" }, prevent_destroy: { $ref: "#/definitions/prevent_destroy" } } }, VisionosManualTarget: { type: "object", required: ["platform", "method", "profile_type", "bundle_id"], additionalProperties: !1, properties: { platform: { const: "visionos" }, method: { const: "manual" }, profile_type: { $ref: "#/definitions/ProfileTypes" }, bundle_id: { $ref: "#/definitions/BundleId" }, extensions: { $ref: "#/definitions/Extensions" }, certificate: { $ref: "#/definitions/certificate_name" }, profiles: { $ref: "#/definitions/ios_profiles" }, renew_before: { $ref: "#/definitions/renew_before" }, prevent_destroy: { $ref: "#/definitions/prevent_destroy" } } }, MacosTarget: { type: "object", required: ["platform", "method"], properties: { platform: { const: "macos" } }, discriminator: { propertyName: "method" }, oneOf: [{ $ref: "#/definitions/MacosAutomaticTarget" }, { $ref: "#/definitions/MacosManualTarget" }] }, MacosAutomaticTarget: { type: "object", required: ["platform", "method", "profile_type", "bundle_id"], additionalProperties: !1, properties: { platform: { const: "macos" }, method: { const: "automatic" }, profile_type: { $ref: "#/definitions/ProfileTypes" }, catalyst: { $ref: "#/definitions/catalyst" }, installer: { $ref: "#/definitions/installer" }, bundle_id: { $ref: "#/definitions/BundleId" }, extensions: { $ref: "#/definitions/Extensions" }, capabilities: { $ref: "#/definitions/Capabilities" }, remove_capabilities: { $ref: "#/definitions/remove_capabilities" }, key: { $ref: "#/definitions/api_key_name" }, devices: { $ref: "#/definitions/DeviceSelection" }, disable_devices: { $ref: "#/definitions/disable_devices" }, certificates: { $ref: "#/definitions/CertificateSelection" }, certificate: { $ref: "#/definitions/certificate_name" }, installer_certificate: { $ref: "#/definitions/installer_certificate_name" }, certificate_type: { $ref: "#/definitions/MacosCertificateType" }, profile_name: { $ref: "#/definitions/profile_name" }, renew_before: { $ref: "#/definitions/renew_before" }, retire_after: { $ref: "#/definitions/retire_after" }, prevent_destroy: { $ref: "#/definitions/prevent_destroy" } } }, MacosManualTarget: { type: "object", required: ["platform", "method", "profile_type", "bundle_id"], additionalProperties: !1, properties: { platform: { const: "macos" }, method: { const: "manual" }, profile_type: { $ref: "#/definitions/ProfileTypes" }, catalyst: { $ref: "#/definitions/catalyst" }, bundle_id: { $ref: "#/definitions/BundleId" }, extensions: { $ref: "#/definitions/Extensions" }, certificate: { $ref: "#/definitions/certificate_name" }, installer_certificate: { $ref: "#/definitions/installer_certificate_name" }, profiles: { $ref: "#/definitions/macos_profiles" }, renew_before: { $ref: "#/definitions/renew_before" }, prevent_destroy: { $ref: "#/definitions/prevent_destroy" } } }, AndroidTarget: { type: "object", required: ["platform", "method"], properties: { platform: { const: "android" } }, discriminator: { propertyName: "method" }, oneOf: [{ $ref: "#/definitions/AndroidAutomaticTarget" }, { $ref: "#/definitions/AndroidManualTarget" }] }, AndroidAutomaticTarget: { type: "object", required: ["platform", "method", "package_name"], additionalProperties: !1, properties: { platform: { const: "android" }, method: { const: "automatic" }, package_name: { $ref: "#/definitions/PackageName" }, keystore_alias: { $ref: "#/definitions/keystore_alias" }, policy_console: { $ref: "#/definitions/AndroidPolicyConsole" }, renew_before: { $ref: "#/definitions/renew_before" }, prevent_destroy: { $ref: "#/definitions/prevent_destroy" } } }, AndroidManualTarget: { type: "object", required: ["platform", "method", "package_name"], additionalProperties: !1, properties: { platform: { const: "android" }, method: { const: "manual" }, package_name: { $ref: "#/definitions/PackageName" }, keystore: { $ref: "#/definitions/keystore_name" }, keystore_alias: { $ref: "#/definitions/keystore_alias" }, key_password: { $ref: "#/definitions/key_password" }, certificate_sha256: { $ref: "#/definitions/certificate_sha256" }, policy_console: { $ref: "#/definitions/AndroidPolicyConsole" }, renew_before: { $ref: "#/definitions/renew_before" }, prevent_destroy: { $ref: "#/definitions/prevent_destroy" } } }, ProfileTypes: { type: ["string", "array"], if: { type: "string" }, then: { $ref: "#/definitions/ProfileType" }, else: { $ref: "#/definitions/ProfileTypeList" } }, ProfileTypeList: { type: "array", minItems: 1, uniqueItems: !0, items: { $ref: "#/definitions/ProfileType" } }, ProfileType: { type: "string", enum: ["development", "ad_hoc", "app_store", "enterprise", "developer_id"] }, BundleId: { type: "string", pattern: "^([A-Za-z0-9-]+\\.)*([A-Za-z0-9-]+|\\*)$" }, PackageName: { type: "string", pattern: "^[A-Za-z][A-Za-z0-9_]*(\\.[A-Za-z][A-Za-z0-9_]*)+$" }, Extensions: { type: ["string", "array"], if: { type: "string" }, then: { $ref: "#/definitions/DiscoverExtensions" }, else: { $ref: "#/definitions/ExtensionList" } }, DiscoverExtensions: { type: "string", enum: ["discover"] }, ExtensionList: { type: "array", items: { $ref: "#/definitions/Extension" } }, Extension: { type: ["string", "object"], if: { type: "string" }, then: { $ref: "#/definitions/BundleId" }, else: { $ref: "#/definitions/ExtensionDetails" } }, ExtensionDetails: { type: "object", required: ["bundle_id"], additionalProperties: !1, properties: { bundle_id: { $ref: "#/definitions/extension_bundle_id" }, capabilities: { $ref: "#/definitions/Capabilities" } } }, extension_bundle_id: { type: "string", pattern: "^([A-Za-z0-9-]+\\.)*([A-Za-z0-9-]+|\\*)$" }, Capabilities: { type: "array", items: { $ref: "#/definitions/Capability" } }, Capability: { type: ["string", "object"], if: { type: "string" }, then: { $ref: "#/definitions/CapabilityName" }, else: { $ref: "#/definitions/CapabilitySetting" } }, CapabilityName: { type: "string", pattern: "^[a-z][a-z0-9]*(_[a-z0-9]+)*$" }, CapabilitySetting: { type: "object", minProperties: 1, maxProperties: 1, propertyNames: { $ref: "#/definitions/CapabilityName" }, additionalProperties: { $ref: "#/definitions/CapabilitySettingValue" }, properties: { data_protection: { type: "string", enum: ["complete", "protected_unless_open", "protected_until_first_user_auth"] }, icloud: { type: "string", enum: ["xcode_5", "xcode_6"] }, apple_id_auth: { type: "string", enum: ["primary_app_consent"] } } }, CapabilitySettingValue: { type: "string", pattern: "^[a-z][a-z0-9]*(_[a-z0-9]+)*$" }, remove_capabilities: { type: "array", items: { $ref: "#/definitions/CapabilityName" } }, api_key_name: { type: "string", minLength: 1 }, DeviceSelection: { type: ["string", "array"], if: { type: "string" }, then: { $ref: "#/definitions/AllDevices" }, else: { $ref: "#/definitions/DeviceGroupNames" } }, AllDevices: { type: "string", enum: ["all"] }, DeviceGroupNames: { type: "array", uniqueItems: !0, items: { $ref: "#/definitions/device_group_name" } }, device_group_name: { type: "string", minLength: 1 }, disable_devices: { type: "array", uniqueItems: !0, items: { $ref: "#/definitions/device_group_name" } }, include_macs: { type: "boolean" }, CertificateSelection: { type: ["string", "array"], if: { type: "string" }, then: { $ref: "#/definitions/CertificateGroup" }, else: { $ref: "#/definitions/CertificateSerials" } }, CertificateGroup: { type: "string", enum: ["own", "all"] }, CertificateSerials: { type: "array", minItems: 1, uniqueItems: !0, items: { type: "string", pattern: "^[0-9A-Fa-f]{1,40}$" } }, certificate_name: { type: "string", minLength: 1 }, installer_certificate_name: { type: "string", minLength: 1 }, IosCertificateType: { type: "string", enum: ["DEVELOPMENT", "DISTRIBUTION", "IOS_DEVELOPMENT", "IOS_DISTRIBUTION"] }, MacosCertificateType: { type: "string", enum: ["DEVELOPMENT", "DISTRIBUTION", "MAC_APP_DEVELOPMENT", "MAC_APP_DISTRIBUTION", "DEVELOPER_ID_APPLICATION"] }, ios_profiles: { type: "array", minItems: 1, uniqueItems: !0, items: { type: "string", minLength: 1 } }, macos_profiles: { type: "array", uniqueItems: !0, items: { type: "string", minLength: 1 } }, catalyst: { type: "boolean" }, installer: { type: "boolean" }, profile_name: { type: "string", minLength: 1 }, renew_before: { type: "string", pattern: "^[0-9]{1,4}d$" }, retire_after: { type: "string", pattern: "^[0-9]{1,4}d$" }, prevent_destroy: { type: "boolean" }, keystore_name: { type: "string", minLength: 1 }, keystore_alias: { type: "string", minLength: 1 }, key_password: { allOf: [{ $ref: "#/definitions/SecretReference" }] }, certificate_sha256: { type: "string", pattern: "^[0-9A-Fa-f]{2}(:?[0-9A-Fa-f]{2}){31}$" }, AndroidPolicyConsole: { type: "object", required: ["key"], additionalProperties: !1, properties: { key: { $ref: "#/definitions/console_name" }, profile: { $ref: "#/definitions/console_profile" }, description: { $ref: "#/definitions/console_description" }, signing: { $ref: "#/definitions/ConsoleSigning" }, apps: { $ref: "#/definitions/console_apps" } }, if: { required: ["signing"], properties: { signing: { const: "skip_codesign" } } }, else: { required: ["profile"] } }, IosPolicyConsole: { type: "object", required: ["key"], additionalProperties: !1, properties: { key: { $ref: "#/definitions/console_name" }, profile: { $ref: "#/definitions/console_profile" }, description: { $ref: "#/definitions/console_description" }, signing: { $ref: "#/definitions/ConsoleSigning" }, signing_cert_id: { type: "string", minLength: 1 }, apps: { $ref: "#/definitions/console_apps" } }, if: { required: ["signing"], properties: { signing: { const: "skip_codesign" } } }, else: { required: ["profile"] } }, console_name: { type: "string", minLength: 1 }, console_profile: { type: "string", minLength: 1 }, console_description: { type: "string" }, ConsoleSigning: { type: "string", enum: ["sign_on_console", "sign_externally", "skip_codesign"] }, console_apps: { type: "array", uniqueItems: !0, items: { type: "string", pattern: "^\\{?[A-Za-z0-9][A-Za-z0-9._-]*\\}?$" } } } };
var pattern0 = new RegExp("^[0-9]{1,4}d$", "u");
function validate22(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (typeof data == "string") {
    if (!pattern0.test(data)) {
      let err0 = { instancePath, schemaPath: "#/pattern", keyword: "pattern", params: { pattern: "^[0-9]{1,4}d$" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
  } else {
    let err1 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "string" } };
    vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
  }
  return validate22.errors = vErrors, errors === 0;
}
var schema8 = { type: ["string", "object"], if: { type: "string" }, then: { $ref: "#/definitions/StoreUrl" }, else: { $ref: "#/definitions/Store" } };
var func2 = require_ucs2length().default;
function validate25(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (typeof data == "string") {
    if (func2(data) < 1) {
      let err0 = { instancePath, schemaPath: "#/minLength", keyword: "minLength", params: { limit: 1 } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
  } else {
    let err1 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "string" } };
    vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
  }
  return validate25.errors = vErrors, errors === 0;
}
var pattern1 = new RegExp("^[A-Za-z0-9][A-Za-z0-9._@+-]*$", "u");
function validate29(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (typeof data == "string") {
    if (!pattern1.test(data)) {
      let err0 = { instancePath, schemaPath: "#/pattern", keyword: "pattern", params: { pattern: "^[A-Za-z0-9][A-Za-z0-9._@+-]*$" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
  } else {
    let err1 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "string" } };
    vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
  }
  return validate29.errors = vErrors, errors === 0;
}
var schema13 = { type: "object", additionalProperties: !1, properties: { env: { $ref: "#/definitions/EnvironmentVariableName" }, file: { type: "string", minLength: 1 }, exec: { type: "array", minItems: 1, items: { type: "string" } }, op: { type: "string", pattern: "^op://[^/]+/[^/]+/.+$" }, keychain: { $ref: "#/definitions/KeychainItem" }, encoding: { type: "string", enum: ["base64"] } }, oneOf: [{ required: ["env"] }, { required: ["file"] }, { required: ["exec"] }, { required: ["op"] }, { required: ["keychain"] }] };
var pattern3 = new RegExp("^[A-Za-z_][A-Za-z0-9_]*$", "u");
function validate33(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (typeof data == "string") {
    if (!pattern3.test(data)) {
      let err0 = { instancePath, schemaPath: "#/pattern", keyword: "pattern", params: { pattern: "^[A-Za-z_][A-Za-z0-9_]*$" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
  } else {
    let err1 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "string" } };
    vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
  }
  return validate33.errors = vErrors, errors === 0;
}
function validate35(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.service === void 0) {
      let err0 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "service" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
    if (data.account === void 0) {
      let err1 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "account" } };
      vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
    }
    for (let key0 in data)
      if (!(key0 === "service" || key0 === "account")) {
        let err2 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } };
        vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
      }
    if (data.service !== void 0) {
      let data0 = data.service;
      if (typeof data0 == "string") {
        if (func2(data0) < 1) {
          let err3 = { instancePath: instancePath + "/service", schemaPath: "#/properties/service/minLength", keyword: "minLength", params: { limit: 1 } };
          vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
        }
      } else {
        let err4 = { instancePath: instancePath + "/service", schemaPath: "#/properties/service/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
      }
    }
    if (data.account !== void 0) {
      let data1 = data.account;
      if (typeof data1 == "string") {
        if (func2(data1) < 1) {
          let err5 = { instancePath: instancePath + "/account", schemaPath: "#/properties/account/minLength", keyword: "minLength", params: { limit: 1 } };
          vErrors === null ? vErrors = [err5] : vErrors.push(err5), errors++;
        }
      } else {
        let err6 = { instancePath: instancePath + "/account", schemaPath: "#/properties/account/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err6] : vErrors.push(err6), errors++;
      }
    }
  } else {
    let err7 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err7] : vErrors.push(err7), errors++;
  }
  return validate35.errors = vErrors, errors === 0;
}
var pattern4 = new RegExp("^op://[^/]+/[^/]+/.+$", "u");
function validate32(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0, _errs1 = errors, valid0 = !1, passing0 = null, _errs2 = errors;
  if (data && typeof data == "object" && !Array.isArray(data) && data.env === void 0) {
    let err0 = { instancePath, schemaPath: "#/oneOf/0/required", keyword: "required", params: { missingProperty: "env" } };
    vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
  }
  var _valid0 = _errs2 === errors;
  _valid0 && (valid0 = !0, passing0 = 0);
  let _errs3 = errors;
  if (data && typeof data == "object" && !Array.isArray(data) && data.file === void 0) {
    let err1 = { instancePath, schemaPath: "#/oneOf/1/required", keyword: "required", params: { missingProperty: "file" } };
    vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
  }
  var _valid0 = _errs3 === errors;
  if (_valid0 && valid0)
    valid0 = !1, passing0 = [passing0, 1];
  else {
    _valid0 && (valid0 = !0, passing0 = 1);
    let _errs4 = errors;
    if (data && typeof data == "object" && !Array.isArray(data) && data.exec === void 0) {
      let err2 = { instancePath, schemaPath: "#/oneOf/2/required", keyword: "required", params: { missingProperty: "exec" } };
      vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
    }
    var _valid0 = _errs4 === errors;
    if (_valid0 && valid0)
      valid0 = !1, passing0 = [passing0, 2];
    else {
      _valid0 && (valid0 = !0, passing0 = 2);
      let _errs5 = errors;
      if (data && typeof data == "object" && !Array.isArray(data) && data.op === void 0) {
        let err3 = { instancePath, schemaPath: "#/oneOf/3/required", keyword: "required", params: { missingProperty: "op" } };
        vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
      }
      var _valid0 = _errs5 === errors;
      if (_valid0 && valid0)
        valid0 = !1, passing0 = [passing0, 3];
      else {
        _valid0 && (valid0 = !0, passing0 = 3);
        let _errs6 = errors;
        if (data && typeof data == "object" && !Array.isArray(data) && data.keychain === void 0) {
          let err4 = { instancePath, schemaPath: "#/oneOf/4/required", keyword: "required", params: { missingProperty: "keychain" } };
          vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
        }
        var _valid0 = _errs6 === errors;
        _valid0 && valid0 ? (valid0 = !1, passing0 = [passing0, 4]) : _valid0 && (valid0 = !0, passing0 = 4);
      }
    }
  }
  if (valid0)
    errors = _errs1, vErrors !== null && (_errs1 ? vErrors.length = _errs1 : vErrors = null);
  else {
    let err5 = { instancePath, schemaPath: "#/oneOf", keyword: "oneOf", params: { passingSchemas: passing0 } };
    vErrors === null ? vErrors = [err5] : vErrors.push(err5), errors++;
  }
  if (data && typeof data == "object" && !Array.isArray(data)) {
    for (let key0 in data)
      if (!(key0 === "env" || key0 === "file" || key0 === "exec" || key0 === "op" || key0 === "keychain" || key0 === "encoding")) {
        let err6 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } };
        vErrors === null ? vErrors = [err6] : vErrors.push(err6), errors++;
      }
    if (data.env !== void 0 && (validate33(data.env, { instancePath: instancePath + "/env", parentData: data, parentDataProperty: "env", rootData }) || (vErrors = vErrors === null ? validate33.errors : appended(vErrors, validate33.errors), errors = vErrors.length)), data.file !== void 0) {
      let data1 = data.file;
      if (typeof data1 == "string") {
        if (func2(data1) < 1) {
          let err7 = { instancePath: instancePath + "/file", schemaPath: "#/properties/file/minLength", keyword: "minLength", params: { limit: 1 } };
          vErrors === null ? vErrors = [err7] : vErrors.push(err7), errors++;
        }
      } else {
        let err8 = { instancePath: instancePath + "/file", schemaPath: "#/properties/file/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err8] : vErrors.push(err8), errors++;
      }
    }
    if (data.exec !== void 0) {
      let data2 = data.exec;
      if (Array.isArray(data2)) {
        if (data2.length < 1) {
          let err9 = { instancePath: instancePath + "/exec", schemaPath: "#/properties/exec/minItems", keyword: "minItems", params: { limit: 1 } };
          vErrors === null ? vErrors = [err9] : vErrors.push(err9), errors++;
        }
        let len0 = data2.length;
        for (let i0 = 0; i0 < len0; i0++)
          if (typeof data2[i0] != "string") {
            let err10 = { instancePath: instancePath + "/exec/" + i0, schemaPath: "#/properties/exec/items/type", keyword: "type", params: { type: "string" } };
            vErrors === null ? vErrors = [err10] : vErrors.push(err10), errors++;
          }
      } else {
        let err11 = { instancePath: instancePath + "/exec", schemaPath: "#/properties/exec/type", keyword: "type", params: { type: "array" } };
        vErrors === null ? vErrors = [err11] : vErrors.push(err11), errors++;
      }
    }
    if (data.op !== void 0) {
      let data4 = data.op;
      if (typeof data4 == "string") {
        if (!pattern4.test(data4)) {
          let err12 = { instancePath: instancePath + "/op", schemaPath: "#/properties/op/pattern", keyword: "pattern", params: { pattern: "^op://[^/]+/[^/]+/.+$" } };
          vErrors === null ? vErrors = [err12] : vErrors.push(err12), errors++;
        }
      } else {
        let err13 = { instancePath: instancePath + "/op", schemaPath: "#/properties/op/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err13] : vErrors.push(err13), errors++;
      }
    }
    if (data.keychain !== void 0 && (validate35(data.keychain, { instancePath: instancePath + "/keychain", parentData: data, parentDataProperty: "keychain", rootData }) || (vErrors = vErrors === null ? validate35.errors : appended(vErrors, validate35.errors), errors = vErrors.length)), data.encoding !== void 0) {
      let data6 = data.encoding;
      if (typeof data6 != "string") {
        let err14 = { instancePath: instancePath + "/encoding", schemaPath: "#/properties/encoding/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err14] : vErrors.push(err14), errors++;
      }
      if (data6 !== "base64") {
        let err15 = { instancePath: instancePath + "/encoding", schemaPath: "#/properties/encoding/enum", keyword: "enum", params: { allowedValues: schema13.properties.encoding.enum } };
        vErrors === null ? vErrors = [err15] : vErrors.push(err15), errors++;
      }
    }
  } else {
    let err16 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err16] : vErrors.push(err16), errors++;
  }
  return validate32.errors = vErrors, errors === 0;
}
function validate31(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  return validate32(data, { instancePath, parentData, parentDataProperty, rootData }) || (vErrors = vErrors === null ? validate32.errors : appended(vErrors, validate32.errors), errors = vErrors.length), validate31.errors = vErrors, errors === 0;
}
function validate39(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  return validate32(data, { instancePath, parentData, parentDataProperty, rootData }) || (vErrors = vErrors === null ? validate32.errors : appended(vErrors, validate32.errors), errors = vErrors.length), validate39.errors = vErrors, errors === 0;
}
var pattern2 = new RegExp("^age1[0-9a-z]{20,}$", "u");
function validate27(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.url === void 0) {
      let err0 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "url" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
    for (let key0 in data)
      if (!(key0 === "url" || key0 === "recipients" || key0 === "identity" || key0 === "passphrase")) {
        let err1 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } };
        vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
      }
    if (data.url !== void 0 && (validate25(data.url, { instancePath: instancePath + "/url", parentData: data, parentDataProperty: "url", rootData }) || (vErrors = vErrors === null ? validate25.errors : appended(vErrors, validate25.errors), errors = vErrors.length)), data.recipients !== void 0) {
      let data1 = data.recipients;
      if (data1 && typeof data1 == "object" && !Array.isArray(data1)) {
        for (let key1 in data1) {
          let _errs5 = errors;
          validate29(key1, { instancePath: instancePath + "/recipients", parentData: data1, parentDataProperty: "recipients", rootData }) || (vErrors = vErrors === null ? validate29.errors : appended(vErrors, validate29.errors), errors = vErrors.length);
          var valid1 = _errs5 === errors;
          if (!valid1) {
            let err2 = { instancePath: instancePath + "/recipients", schemaPath: "#/properties/recipients/propertyNames", keyword: "propertyNames", params: { propertyName: key1 } };
            vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
          }
        }
        for (let key2 in data1) {
          let data2 = data1[key2];
          if (typeof data2 == "string") {
            if (!pattern2.test(data2)) {
              let err3 = { instancePath: instancePath + "/recipients/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/properties/recipients/additionalProperties/pattern", keyword: "pattern", params: { pattern: "^age1[0-9a-z]{20,}$" } };
              vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
            }
          } else {
            let err4 = { instancePath: instancePath + "/recipients/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/properties/recipients/additionalProperties/type", keyword: "type", params: { type: "string" } };
            vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
          }
        }
      } else {
        let err5 = { instancePath: instancePath + "/recipients", schemaPath: "#/properties/recipients/type", keyword: "type", params: { type: "object" } };
        vErrors === null ? vErrors = [err5] : vErrors.push(err5), errors++;
      }
    }
    data.identity !== void 0 && (validate31(data.identity, { instancePath: instancePath + "/identity", parentData: data, parentDataProperty: "identity", rootData }) || (vErrors = vErrors === null ? validate31.errors : appended(vErrors, validate31.errors), errors = vErrors.length)), data.passphrase !== void 0 && (validate39(data.passphrase, { instancePath: instancePath + "/passphrase", parentData: data, parentDataProperty: "passphrase", rootData }) || (vErrors = vErrors === null ? validate39.errors : appended(vErrors, validate39.errors), errors = vErrors.length));
  } else {
    let err6 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err6] : vErrors.push(err6), errors++;
  }
  return validate27.errors = vErrors, errors === 0;
}
function validate24(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (typeof data != "string" && !(data && typeof data == "object" && !Array.isArray(data))) {
    let err0 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: schema8.type } };
    vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
  }
  let _errs1 = errors, valid0 = !0, _errs2 = errors;
  if (typeof data != "string") {
    let err1 = {};
    vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
  }
  var _valid0 = _errs2 === errors;
  errors = _errs1, vErrors !== null && (_errs1 ? vErrors.length = _errs1 : vErrors = null);
  let ifClause0;
  if (_valid0) {
    let _errs4 = errors;
    validate25(data, { instancePath, parentData, parentDataProperty, rootData }) || (vErrors = vErrors === null ? validate25.errors : appended(vErrors, validate25.errors), errors = vErrors.length);
    var _valid0 = _errs4 === errors;
    valid0 = _valid0, ifClause0 = "then";
  } else {
    let _errs5 = errors;
    validate27(data, { instancePath, parentData, parentDataProperty, rootData }) || (vErrors = vErrors === null ? validate27.errors : appended(vErrors, validate27.errors), errors = vErrors.length);
    var _valid0 = _errs5 === errors;
    valid0 = _valid0, ifClause0 = "else";
  }
  if (!valid0) {
    let err2 = { instancePath, schemaPath: "#/if", keyword: "if", params: { failingKeyword: ifClause0 } };
    vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
  }
  return validate24.errors = vErrors, errors === 0;
}
var pattern5 = new RegExp("^(?!store$)[A-Za-z0-9][A-Za-z0-9._-]*$", "u");
function validate44(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (typeof data == "string") {
    if (!pattern5.test(data)) {
      let err0 = { instancePath, schemaPath: "#/pattern", keyword: "pattern", params: { pattern: "^(?!store$)[A-Za-z0-9][A-Za-z0-9._-]*$" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
  } else {
    let err1 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "string" } };
    vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
  }
  return validate44.errors = vErrors, errors === 0;
}
var schema19 = { type: "object", required: ["type", "issuer_id", "key_id", "private_key"], additionalProperties: !1, properties: { type: { const: "app_store_connect" }, team_id: { type: "string", pattern: "^[A-Z0-9]{10}$" }, issuer_id: { type: "string", pattern: "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$" }, key_id: { type: "string", pattern: "^[A-Z0-9]{10}$" }, private_key: { $ref: "#/definitions/api_private_key" }, program: { type: "string", enum: ["developer", "enterprise"] }, url: { $ref: "#/definitions/api_url" }, ca_file: { type: "string", minLength: 1 } } }, pattern6 = new RegExp("^[A-Z0-9]{10}$", "u"), pattern7 = new RegExp("^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$", "u");
function validate48(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  return validate32(data, { instancePath, parentData, parentDataProperty, rootData }) || (vErrors = vErrors === null ? validate32.errors : appended(vErrors, validate32.errors), errors = vErrors.length), validate48.errors = vErrors, errors === 0;
}
var pattern9 = new RegExp("^(https://[^\\s/]+|http://(localhost|127\\.[0-9]+\\.[0-9]+\\.[0-9]+|\\[::1\\])(:[0-9]+)?)(/\\S*)?$", "u");
function validate51(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (typeof data == "string") {
    if (!pattern9.test(data)) {
      let err0 = { instancePath, schemaPath: "#/pattern", keyword: "pattern", params: { pattern: "^(https://[^\\s/]+|http://(localhost|127\\.[0-9]+\\.[0-9]+\\.[0-9]+|\\[::1\\])(:[0-9]+)?)(/\\S*)?$" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
  } else {
    let err1 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "string" } };
    vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
  }
  return validate51.errors = vErrors, errors === 0;
}
function validate47(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.type === void 0) {
      let err0 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "type" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
    if (data.issuer_id === void 0) {
      let err1 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "issuer_id" } };
      vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
    }
    if (data.key_id === void 0) {
      let err2 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "key_id" } };
      vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
    }
    if (data.private_key === void 0) {
      let err3 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "private_key" } };
      vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
    }
    for (let key0 in data)
      if (!(key0 === "type" || key0 === "team_id" || key0 === "issuer_id" || key0 === "key_id" || key0 === "private_key" || key0 === "program" || key0 === "url" || key0 === "ca_file")) {
        let err4 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } };
        vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
      }
    if (data.type !== void 0 && data.type !== "app_store_connect") {
      let err5 = { instancePath: instancePath + "/type", schemaPath: "#/properties/type/const", keyword: "const", params: { allowedValue: "app_store_connect" } };
      vErrors === null ? vErrors = [err5] : vErrors.push(err5), errors++;
    }
    if (data.team_id !== void 0) {
      let data1 = data.team_id;
      if (typeof data1 == "string") {
        if (!pattern6.test(data1)) {
          let err6 = { instancePath: instancePath + "/team_id", schemaPath: "#/properties/team_id/pattern", keyword: "pattern", params: { pattern: "^[A-Z0-9]{10}$" } };
          vErrors === null ? vErrors = [err6] : vErrors.push(err6), errors++;
        }
      } else {
        let err7 = { instancePath: instancePath + "/team_id", schemaPath: "#/properties/team_id/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err7] : vErrors.push(err7), errors++;
      }
    }
    if (data.issuer_id !== void 0) {
      let data2 = data.issuer_id;
      if (typeof data2 == "string") {
        if (!pattern7.test(data2)) {
          let err8 = { instancePath: instancePath + "/issuer_id", schemaPath: "#/properties/issuer_id/pattern", keyword: "pattern", params: { pattern: "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$" } };
          vErrors === null ? vErrors = [err8] : vErrors.push(err8), errors++;
        }
      } else {
        let err9 = { instancePath: instancePath + "/issuer_id", schemaPath: "#/properties/issuer_id/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err9] : vErrors.push(err9), errors++;
      }
    }
    if (data.key_id !== void 0) {
      let data3 = data.key_id;
      if (typeof data3 == "string") {
        if (!pattern6.test(data3)) {
          let err10 = { instancePath: instancePath + "/key_id", schemaPath: "#/properties/key_id/pattern", keyword: "pattern", params: { pattern: "^[A-Z0-9]{10}$" } };
          vErrors === null ? vErrors = [err10] : vErrors.push(err10), errors++;
        }
      } else {
        let err11 = { instancePath: instancePath + "/key_id", schemaPath: "#/properties/key_id/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err11] : vErrors.push(err11), errors++;
      }
    }
    if (data.private_key !== void 0 && (validate48(data.private_key, { instancePath: instancePath + "/private_key", parentData: data, parentDataProperty: "private_key", rootData }) || (vErrors = vErrors === null ? validate48.errors : appended(vErrors, validate48.errors), errors = vErrors.length)), data.program !== void 0) {
      let data5 = data.program;
      if (typeof data5 != "string") {
        let err12 = { instancePath: instancePath + "/program", schemaPath: "#/properties/program/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err12] : vErrors.push(err12), errors++;
      }
      if (!(data5 === "developer" || data5 === "enterprise")) {
        let err13 = { instancePath: instancePath + "/program", schemaPath: "#/properties/program/enum", keyword: "enum", params: { allowedValues: schema19.properties.program.enum } };
        vErrors === null ? vErrors = [err13] : vErrors.push(err13), errors++;
      }
    }
    if (data.url !== void 0 && (validate51(data.url, { instancePath: instancePath + "/url", parentData: data, parentDataProperty: "url", rootData }) || (vErrors = vErrors === null ? validate51.errors : appended(vErrors, validate51.errors), errors = vErrors.length)), data.ca_file !== void 0) {
      let data7 = data.ca_file;
      if (typeof data7 == "string") {
        if (func2(data7) < 1) {
          let err14 = { instancePath: instancePath + "/ca_file", schemaPath: "#/properties/ca_file/minLength", keyword: "minLength", params: { limit: 1 } };
          vErrors === null ? vErrors = [err14] : vErrors.push(err14), errors++;
        }
      } else {
        let err15 = { instancePath: instancePath + "/ca_file", schemaPath: "#/properties/ca_file/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err15] : vErrors.push(err15), errors++;
      }
    }
  } else {
    let err16 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err16] : vErrors.push(err16), errors++;
  }
  return validate47.errors = vErrors, errors === 0;
}
function validate54(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.type === void 0) {
      let err0 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "type" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
    if (data.private_key === void 0) {
      let err1 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "private_key" } };
      vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
    }
    if (data.certificate === void 0) {
      let err2 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "certificate" } };
      vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
    }
    for (let key0 in data)
      if (!(key0 === "type" || key0 === "private_key" || key0 === "certificate")) {
        let err3 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } };
        vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
      }
    if (data.type !== void 0 && data.type !== "certificate") {
      let err4 = { instancePath: instancePath + "/type", schemaPath: "#/properties/type/const", keyword: "const", params: { allowedValue: "certificate" } };
      vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
    }
    if (data.private_key !== void 0 && (validate32(data.private_key, { instancePath: instancePath + "/private_key", parentData: data, parentDataProperty: "private_key", rootData }) || (vErrors = vErrors === null ? validate32.errors : appended(vErrors, validate32.errors), errors = vErrors.length)), data.certificate !== void 0) {
      let data2 = data.certificate;
      if (typeof data2 == "string") {
        if (func2(data2) < 1) {
          let err5 = { instancePath: instancePath + "/certificate", schemaPath: "#/properties/certificate/minLength", keyword: "minLength", params: { limit: 1 } };
          vErrors === null ? vErrors = [err5] : vErrors.push(err5), errors++;
        }
      } else {
        let err6 = { instancePath: instancePath + "/certificate", schemaPath: "#/properties/certificate/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err6] : vErrors.push(err6), errors++;
      }
    }
  } else {
    let err7 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err7] : vErrors.push(err7), errors++;
  }
  return validate54.errors = vErrors, errors === 0;
}
function validate58(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  return validate32(data, { instancePath, parentData, parentDataProperty, rootData }) || (vErrors = vErrors === null ? validate32.errors : appended(vErrors, validate32.errors), errors = vErrors.length), validate58.errors = vErrors, errors === 0;
}
function validate57(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.type === void 0) {
      let err0 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "type" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
    if (data.file === void 0) {
      let err1 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "file" } };
      vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
    }
    for (let key0 in data)
      if (!(key0 === "type" || key0 === "file" || key0 === "password")) {
        let err2 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } };
        vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
      }
    if (data.type !== void 0 && data.type !== "certificate") {
      let err3 = { instancePath: instancePath + "/type", schemaPath: "#/properties/type/const", keyword: "const", params: { allowedValue: "certificate" } };
      vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
    }
    if (data.file !== void 0) {
      let data1 = data.file;
      if (typeof data1 == "string") {
        if (func2(data1) < 1) {
          let err4 = { instancePath: instancePath + "/file", schemaPath: "#/properties/file/minLength", keyword: "minLength", params: { limit: 1 } };
          vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
        }
      } else {
        let err5 = { instancePath: instancePath + "/file", schemaPath: "#/properties/file/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err5] : vErrors.push(err5), errors++;
      }
    }
    data.password !== void 0 && (validate58(data.password, { instancePath: instancePath + "/password", parentData: data, parentDataProperty: "password", rootData }) || (vErrors = vErrors === null ? validate58.errors : appended(vErrors, validate58.errors), errors = vErrors.length));
  } else {
    let err6 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err6] : vErrors.push(err6), errors++;
  }
  return validate57.errors = vErrors, errors === 0;
}
function validate53(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0, _errs1 = errors, valid0 = !0, _errs2 = errors, _errs3 = errors, valid1 = !1, _errs4 = errors;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    let missing0;
    if (data.private_key === void 0 && (missing0 = "private_key")) {
      let err0 = {};
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
  }
  var _valid1 = _errs4 === errors;
  if (valid1 = valid1 || _valid1, !valid1) {
    let _errs5 = errors;
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing1;
      if (data.certificate === void 0 && (missing1 = "certificate")) {
        let err1 = {};
        vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
      }
    }
    var _valid1 = _errs5 === errors;
    valid1 = valid1 || _valid1;
  }
  if (valid1)
    errors = _errs3, vErrors !== null && (_errs3 ? vErrors.length = _errs3 : vErrors = null);
  else {
    let err2 = {};
    vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
  }
  var _valid0 = _errs2 === errors;
  errors = _errs1, vErrors !== null && (_errs1 ? vErrors.length = _errs1 : vErrors = null);
  let ifClause0;
  if (_valid0) {
    let _errs6 = errors;
    validate54(data, { instancePath, parentData, parentDataProperty, rootData }) || (vErrors = vErrors === null ? validate54.errors : appended(vErrors, validate54.errors), errors = vErrors.length);
    var _valid0 = _errs6 === errors;
    valid0 = _valid0, ifClause0 = "then";
  } else {
    let _errs7 = errors;
    validate57(data, { instancePath, parentData, parentDataProperty, rootData }) || (vErrors = vErrors === null ? validate57.errors : appended(vErrors, validate57.errors), errors = vErrors.length);
    var _valid0 = _errs7 === errors;
    valid0 = _valid0, ifClause0 = "else";
  }
  if (!valid0) {
    let err3 = { instancePath, schemaPath: "#/if", keyword: "if", params: { failingKeyword: ifClause0 } };
    vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
  }
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.type === void 0) {
      let err4 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "type" } };
      vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
    }
    if (data.type !== void 0 && data.type !== "certificate") {
      let err5 = { instancePath: instancePath + "/type", schemaPath: "#/properties/type/const", keyword: "const", params: { allowedValue: "certificate" } };
      vErrors === null ? vErrors = [err5] : vErrors.push(err5), errors++;
    }
  } else {
    let err6 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err6] : vErrors.push(err6), errors++;
  }
  return validate53.errors = vErrors, errors === 0;
}
function validate62(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.type === void 0) {
      let err0 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "type" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
    if (data.file === void 0) {
      let err1 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "file" } };
      vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
    }
    if (data.password === void 0) {
      let err2 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "password" } };
      vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
    }
    for (let key0 in data)
      if (!(key0 === "type" || key0 === "file" || key0 === "password")) {
        let err3 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } };
        vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
      }
    if (data.type !== void 0 && data.type !== "keystore") {
      let err4 = { instancePath: instancePath + "/type", schemaPath: "#/properties/type/const", keyword: "const", params: { allowedValue: "keystore" } };
      vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
    }
    if (data.file !== void 0) {
      let data1 = data.file;
      if (typeof data1 == "string") {
        if (func2(data1) < 1) {
          let err5 = { instancePath: instancePath + "/file", schemaPath: "#/properties/file/minLength", keyword: "minLength", params: { limit: 1 } };
          vErrors === null ? vErrors = [err5] : vErrors.push(err5), errors++;
        }
      } else {
        let err6 = { instancePath: instancePath + "/file", schemaPath: "#/properties/file/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err6] : vErrors.push(err6), errors++;
      }
    }
    data.password !== void 0 && (validate58(data.password, { instancePath: instancePath + "/password", parentData: data, parentDataProperty: "password", rootData }) || (vErrors = vErrors === null ? validate58.errors : appended(vErrors, validate58.errors), errors = vErrors.length));
  } else {
    let err7 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err7] : vErrors.push(err7), errors++;
  }
  return validate62.errors = vErrors, errors === 0;
}
var schema27 = { type: "object", required: ["type", "url", "username", "password"], additionalProperties: !1, properties: { type: { const: "policy_console" }, url: { $ref: "#/definitions/console_url" }, username: { allOf: [{ $ref: "#/definitions/SecretReference" }] }, password: { allOf: [{ $ref: "#/definitions/SecretReference" }] }, ca_file: { type: "string", minLength: 1 }, update: { type: "string", enum: ["put", "replace"] } } };
function validate65(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (typeof data == "string") {
    if (!pattern9.test(data)) {
      let err0 = { instancePath, schemaPath: "#/pattern", keyword: "pattern", params: { pattern: "^(https://[^\\s/]+|http://(localhost|127\\.[0-9]+\\.[0-9]+\\.[0-9]+|\\[::1\\])(:[0-9]+)?)(/\\S*)?$" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
  } else {
    let err1 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "string" } };
    vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
  }
  return validate65.errors = vErrors, errors === 0;
}
function validate64(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.type === void 0) {
      let err0 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "type" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
    if (data.url === void 0) {
      let err1 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "url" } };
      vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
    }
    if (data.username === void 0) {
      let err2 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "username" } };
      vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
    }
    if (data.password === void 0) {
      let err3 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "password" } };
      vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
    }
    for (let key0 in data)
      if (!(key0 === "type" || key0 === "url" || key0 === "username" || key0 === "password" || key0 === "ca_file" || key0 === "update")) {
        let err4 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } };
        vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
      }
    if (data.type !== void 0 && data.type !== "policy_console") {
      let err5 = { instancePath: instancePath + "/type", schemaPath: "#/properties/type/const", keyword: "const", params: { allowedValue: "policy_console" } };
      vErrors === null ? vErrors = [err5] : vErrors.push(err5), errors++;
    }
    if (data.url !== void 0 && (validate65(data.url, { instancePath: instancePath + "/url", parentData: data, parentDataProperty: "url", rootData }) || (vErrors = vErrors === null ? validate65.errors : appended(vErrors, validate65.errors), errors = vErrors.length)), data.username !== void 0 && (validate32(data.username, { instancePath: instancePath + "/username", parentData: data, parentDataProperty: "username", rootData }) || (vErrors = vErrors === null ? validate32.errors : appended(vErrors, validate32.errors), errors = vErrors.length)), data.password !== void 0 && (validate32(data.password, { instancePath: instancePath + "/password", parentData: data, parentDataProperty: "password", rootData }) || (vErrors = vErrors === null ? validate32.errors : appended(vErrors, validate32.errors), errors = vErrors.length)), data.ca_file !== void 0) {
      let data4 = data.ca_file;
      if (typeof data4 == "string") {
        if (func2(data4) < 1) {
          let err6 = { instancePath: instancePath + "/ca_file", schemaPath: "#/properties/ca_file/minLength", keyword: "minLength", params: { limit: 1 } };
          vErrors === null ? vErrors = [err6] : vErrors.push(err6), errors++;
        }
      } else {
        let err7 = { instancePath: instancePath + "/ca_file", schemaPath: "#/properties/ca_file/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err7] : vErrors.push(err7), errors++;
      }
    }
    if (data.update !== void 0) {
      let data5 = data.update;
      if (typeof data5 != "string") {
        let err8 = { instancePath: instancePath + "/update", schemaPath: "#/properties/update/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err8] : vErrors.push(err8), errors++;
      }
      if (!(data5 === "put" || data5 === "replace")) {
        let err9 = { instancePath: instancePath + "/update", schemaPath: "#/properties/update/enum", keyword: "enum", params: { allowedValues: schema27.properties.update.enum } };
        vErrors === null ? vErrors = [err9] : vErrors.push(err9), errors++;
      }
    }
  } else {
    let err10 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err10] : vErrors.push(err10), errors++;
  }
  return validate64.errors = vErrors, errors === 0;
}
function validate46(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.type === void 0) {
      let err0 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "type" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
    let tag0 = data.type;
    if (typeof tag0 == "string")
      if (tag0 === "app_store_connect")
        validate47(data, { instancePath, parentData, parentDataProperty, rootData }) || (vErrors = vErrors === null ? validate47.errors : appended(vErrors, validate47.errors), errors = vErrors.length);
      else if (tag0 === "certificate")
        validate53(data, { instancePath, parentData, parentDataProperty, rootData }) || (vErrors = vErrors === null ? validate53.errors : appended(vErrors, validate53.errors), errors = vErrors.length);
      else if (tag0 === "keystore")
        validate62(data, { instancePath, parentData, parentDataProperty, rootData }) || (vErrors = vErrors === null ? validate62.errors : appended(vErrors, validate62.errors), errors = vErrors.length);
      else if (tag0 === "policy_console")
        validate64(data, { instancePath, parentData, parentDataProperty, rootData }) || (vErrors = vErrors === null ? validate64.errors : appended(vErrors, validate64.errors), errors = vErrors.length);
      else {
        let err1 = { instancePath, schemaPath: "#/discriminator", keyword: "discriminator", params: { error: "mapping", tag: "type", tagValue: tag0 } };
        vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
      }
    else {
      let err2 = { instancePath, schemaPath: "#/discriminator", keyword: "discriminator", params: { error: "tag", tag: "type", tagValue: tag0 } };
      vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
    }
  } else {
    let err3 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
  }
  return validate46.errors = vErrors, errors === 0;
}
var pattern11 = new RegExp("^(?!all$)[A-Za-z0-9][A-Za-z0-9._-]*$", "u");
function validate74(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (typeof data == "string") {
    if (!pattern11.test(data)) {
      let err0 = { instancePath, schemaPath: "#/pattern", keyword: "pattern", params: { pattern: "^(?!all$)[A-Za-z0-9][A-Za-z0-9._-]*$" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
  } else {
    let err1 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "string" } };
    vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
  }
  return validate74.errors = vErrors, errors === 0;
}
var schema30 = { type: ["array", "object"], if: { type: "array" }, then: { $ref: "#/definitions/DeviceList" }, else: { $ref: "#/definitions/DeviceFile" } };
var schema32 = { type: "object", required: ["name", "udid", "platform"], additionalProperties: !1, properties: { name: { type: "string", minLength: 1 }, udid: { type: "string", pattern: "^([0-9A-Fa-f]{40}|[0-9A-Fa-f]{8}-[0-9A-Fa-f]{16}|[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})$" }, platform: { type: "string", enum: ["ios", "tvos", "visionos", "macos"] } } }, pattern12 = new RegExp("^([0-9A-Fa-f]{40}|[0-9A-Fa-f]{8}-[0-9A-Fa-f]{16}|[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})$", "u");
function validate78(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.name === void 0) {
      let err0 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "name" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
    if (data.udid === void 0) {
      let err1 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "udid" } };
      vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
    }
    if (data.platform === void 0) {
      let err2 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "platform" } };
      vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
    }
    for (let key0 in data)
      if (!(key0 === "name" || key0 === "udid" || key0 === "platform")) {
        let err3 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } };
        vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
      }
    if (data.name !== void 0) {
      let data0 = data.name;
      if (typeof data0 == "string") {
        if (func2(data0) < 1) {
          let err4 = { instancePath: instancePath + "/name", schemaPath: "#/properties/name/minLength", keyword: "minLength", params: { limit: 1 } };
          vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
        }
      } else {
        let err5 = { instancePath: instancePath + "/name", schemaPath: "#/properties/name/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err5] : vErrors.push(err5), errors++;
      }
    }
    if (data.udid !== void 0) {
      let data1 = data.udid;
      if (typeof data1 == "string") {
        if (!pattern12.test(data1)) {
          let err6 = { instancePath: instancePath + "/udid", schemaPath: "#/properties/udid/pattern", keyword: "pattern", params: { pattern: "^([0-9A-Fa-f]{40}|[0-9A-Fa-f]{8}-[0-9A-Fa-f]{16}|[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})$" } };
          vErrors === null ? vErrors = [err6] : vErrors.push(err6), errors++;
        }
      } else {
        let err7 = { instancePath: instancePath + "/udid", schemaPath: "#/properties/udid/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err7] : vErrors.push(err7), errors++;
      }
    }
    if (data.platform !== void 0) {
      let data2 = data.platform;
      if (typeof data2 != "string") {
        let err8 = { instancePath: instancePath + "/platform", schemaPath: "#/properties/platform/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err8] : vErrors.push(err8), errors++;
      }
      if (!(data2 === "ios" || data2 === "tvos" || data2 === "visionos" || data2 === "macos")) {
        let err9 = { instancePath: instancePath + "/platform", schemaPath: "#/properties/platform/enum", keyword: "enum", params: { allowedValues: schema32.properties.platform.enum } };
        vErrors === null ? vErrors = [err9] : vErrors.push(err9), errors++;
      }
    }
  } else {
    let err10 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err10] : vErrors.push(err10), errors++;
  }
  return validate78.errors = vErrors, errors === 0;
}
function validate77(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (Array.isArray(data)) {
    let len0 = data.length;
    for (let i0 = 0; i0 < len0; i0++)
      validate78(data[i0], { instancePath: instancePath + "/" + i0, parentData: data, parentDataProperty: i0, rootData }) || (vErrors = vErrors === null ? validate78.errors : appended(vErrors, validate78.errors), errors = vErrors.length);
  } else {
    let err0 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "array" } };
    vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
  }
  return validate77.errors = vErrors, errors === 0;
}
function validate81(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.file === void 0) {
      let err0 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "file" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
    for (let key0 in data)
      if (key0 !== "file") {
        let err1 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } };
        vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
      }
    if (data.file !== void 0) {
      let data0 = data.file;
      if (typeof data0 == "string") {
        if (func2(data0) < 1) {
          let err2 = { instancePath: instancePath + "/file", schemaPath: "#/properties/file/minLength", keyword: "minLength", params: { limit: 1 } };
          vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
        }
      } else {
        let err3 = { instancePath: instancePath + "/file", schemaPath: "#/properties/file/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
      }
    }
  } else {
    let err4 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
  }
  return validate81.errors = vErrors, errors === 0;
}
function validate76(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (!data || typeof data != "object") {
    let err0 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: schema30.type } };
    vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
  }
  let _errs1 = errors, valid0 = !0, _errs2 = errors;
  if (!Array.isArray(data)) {
    let err1 = {};
    vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
  }
  var _valid0 = _errs2 === errors;
  errors = _errs1, vErrors !== null && (_errs1 ? vErrors.length = _errs1 : vErrors = null);
  let ifClause0;
  if (_valid0) {
    let _errs4 = errors;
    validate77(data, { instancePath, parentData, parentDataProperty, rootData }) || (vErrors = vErrors === null ? validate77.errors : appended(vErrors, validate77.errors), errors = vErrors.length);
    var _valid0 = _errs4 === errors;
    valid0 = _valid0, ifClause0 = "then";
  } else {
    let _errs5 = errors;
    validate81(data, { instancePath, parentData, parentDataProperty, rootData }) || (vErrors = vErrors === null ? validate81.errors : appended(vErrors, validate81.errors), errors = vErrors.length);
    var _valid0 = _errs5 === errors;
    valid0 = _valid0, ifClause0 = "else";
  }
  if (!valid0) {
    let err2 = { instancePath, schemaPath: "#/if", keyword: "if", params: { failingKeyword: ifClause0 } };
    vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
  }
  return validate76.errors = vErrors, errors === 0;
}
var schema35 = { type: "object", additionalProperties: !1, properties: { extensions: { $ref: "#/definitions/Extensions" }, capabilities: { $ref: "#/definitions/Capabilities" }, remove_capabilities: { $ref: "#/definitions/remove_capabilities" }, key: { $ref: "#/definitions/api_key_name" }, devices: { $ref: "#/definitions/DeviceSelection" }, disable_devices: { $ref: "#/definitions/disable_devices" }, include_macs: { $ref: "#/definitions/include_macs" }, certificates: { $ref: "#/definitions/CertificateSelection" }, certificate: { $ref: "#/definitions/certificate_name" }, certificate_type: { $ref: "#/definitions/IosCertificateType" }, profiles: { $ref: "#/definitions/ios_profiles" }, policy_console: { $ref: "#/definitions/IosPolicyConsole" }, renew_before: { $ref: "#/definitions/renew_before" }, retire_after: { $ref: "#/definitions/retire_after" }, prevent_destroy: { $ref: "#/definitions/prevent_destroy" } } }, func13 = Object.prototype.hasOwnProperty, schema36 = { type: ["string", "array"], if: { type: "string" }, then: { $ref: "#/definitions/DiscoverExtensions" }, else: { $ref: "#/definitions/ExtensionList" } }, schema37 = { type: "string", enum: ["discover"] };
function validate87(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (typeof data != "string") {
    let err0 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "string" } };
    vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
  }
  if (data !== "discover") {
    let err1 = { instancePath, schemaPath: "#/enum", keyword: "enum", params: { allowedValues: schema37.enum } };
    vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
  }
  return validate87.errors = vErrors, errors === 0;
}
var schema39 = { type: ["string", "object"], if: { type: "string" }, then: { $ref: "#/definitions/BundleId" }, else: { $ref: "#/definitions/ExtensionDetails" } };
var pattern13 = new RegExp("^([A-Za-z0-9-]+\\.)*([A-Za-z0-9-]+|\\*)$", "u");
function validate91(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (typeof data == "string") {
    if (!pattern13.test(data)) {
      let err0 = { instancePath, schemaPath: "#/pattern", keyword: "pattern", params: { pattern: "^([A-Za-z0-9-]+\\.)*([A-Za-z0-9-]+|\\*)$" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
  } else {
    let err1 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "string" } };
    vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
  }
  return validate91.errors = vErrors, errors === 0;
}
function validate94(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (typeof data == "string") {
    if (!pattern13.test(data)) {
      let err0 = { instancePath, schemaPath: "#/pattern", keyword: "pattern", params: { pattern: "^([A-Za-z0-9-]+\\.)*([A-Za-z0-9-]+|\\*)$" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
  } else {
    let err1 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "string" } };
    vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
  }
  return validate94.errors = vErrors, errors === 0;
}
var schema44 = { type: ["string", "object"], if: { type: "string" }, then: { $ref: "#/definitions/CapabilityName" }, else: { $ref: "#/definitions/CapabilitySetting" } };
var pattern15 = new RegExp("^[a-z][a-z0-9]*(_[a-z0-9]+)*$", "u");
function validate98(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (typeof data == "string") {
    if (!pattern15.test(data)) {
      let err0 = { instancePath, schemaPath: "#/pattern", keyword: "pattern", params: { pattern: "^[a-z][a-z0-9]*(_[a-z0-9]+)*$" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
  } else {
    let err1 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "string" } };
    vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
  }
  return validate98.errors = vErrors, errors === 0;
}
var schema46 = { type: "object", minProperties: 1, maxProperties: 1, propertyNames: { $ref: "#/definitions/CapabilityName" }, additionalProperties: { $ref: "#/definitions/CapabilitySettingValue" }, properties: { data_protection: { type: "string", enum: ["complete", "protected_unless_open", "protected_until_first_user_auth"] }, icloud: { type: "string", enum: ["xcode_5", "xcode_6"] }, apple_id_auth: { type: "string", enum: ["primary_app_consent"] } } };
function validate102(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (typeof data == "string") {
    if (!pattern15.test(data)) {
      let err0 = { instancePath, schemaPath: "#/pattern", keyword: "pattern", params: { pattern: "^[a-z][a-z0-9]*(_[a-z0-9]+)*$" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
  } else {
    let err1 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "string" } };
    vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
  }
  return validate102.errors = vErrors, errors === 0;
}
function validate100(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (Object.keys(data).length > 1) {
      let err0 = { instancePath, schemaPath: "#/maxProperties", keyword: "maxProperties", params: { limit: 1 } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
    if (Object.keys(data).length < 1) {
      let err1 = { instancePath, schemaPath: "#/minProperties", keyword: "minProperties", params: { limit: 1 } };
      vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
    }
    for (let key0 in data) {
      let _errs1 = errors;
      validate98(key0, { instancePath, parentData: data, parentDataProperty, rootData }) || (vErrors = vErrors === null ? validate98.errors : appended(vErrors, validate98.errors), errors = vErrors.length);
      var valid0 = _errs1 === errors;
      if (!valid0) {
        let err2 = { instancePath, schemaPath: "#/propertyNames", keyword: "propertyNames", params: { propertyName: key0 } };
        vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
      }
    }
    for (let key1 in data)
      key1 === "data_protection" || key1 === "icloud" || key1 === "apple_id_auth" || validate102(data[key1], { instancePath: instancePath + "/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"), parentData: data, parentDataProperty: key1, rootData }) || (vErrors = vErrors === null ? validate102.errors : appended(vErrors, validate102.errors), errors = vErrors.length);
    if (data.data_protection !== void 0) {
      let data1 = data.data_protection;
      if (typeof data1 != "string") {
        let err3 = { instancePath: instancePath + "/data_protection", schemaPath: "#/properties/data_protection/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
      }
      if (!(data1 === "complete" || data1 === "protected_unless_open" || data1 === "protected_until_first_user_auth")) {
        let err4 = { instancePath: instancePath + "/data_protection", schemaPath: "#/properties/data_protection/enum", keyword: "enum", params: { allowedValues: schema46.properties.data_protection.enum } };
        vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
      }
    }
    if (data.icloud !== void 0) {
      let data2 = data.icloud;
      if (typeof data2 != "string") {
        let err5 = { instancePath: instancePath + "/icloud", schemaPath: "#/properties/icloud/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err5] : vErrors.push(err5), errors++;
      }
      if (!(data2 === "xcode_5" || data2 === "xcode_6")) {
        let err6 = { instancePath: instancePath + "/icloud", schemaPath: "#/properties/icloud/enum", keyword: "enum", params: { allowedValues: schema46.properties.icloud.enum } };
        vErrors === null ? vErrors = [err6] : vErrors.push(err6), errors++;
      }
    }
    if (data.apple_id_auth !== void 0) {
      let data3 = data.apple_id_auth;
      if (typeof data3 != "string") {
        let err7 = { instancePath: instancePath + "/apple_id_auth", schemaPath: "#/properties/apple_id_auth/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err7] : vErrors.push(err7), errors++;
      }
      if (data3 !== "primary_app_consent") {
        let err8 = { instancePath: instancePath + "/apple_id_auth", schemaPath: "#/properties/apple_id_auth/enum", keyword: "enum", params: { allowedValues: schema46.properties.apple_id_auth.enum } };
        vErrors === null ? vErrors = [err8] : vErrors.push(err8), errors++;
      }
    }
  } else {
    let err9 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err9] : vErrors.push(err9), errors++;
  }
  return validate100.errors = vErrors, errors === 0;
}
function validate97(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (typeof data != "string" && !(data && typeof data == "object" && !Array.isArray(data))) {
    let err0 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: schema44.type } };
    vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
  }
  let _errs1 = errors, valid0 = !0, _errs2 = errors;
  if (typeof data != "string") {
    let err1 = {};
    vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
  }
  var _valid0 = _errs2 === errors;
  errors = _errs1, vErrors !== null && (_errs1 ? vErrors.length = _errs1 : vErrors = null);
  let ifClause0;
  if (_valid0) {
    let _errs4 = errors;
    validate98(data, { instancePath, parentData, parentDataProperty, rootData }) || (vErrors = vErrors === null ? validate98.errors : appended(vErrors, validate98.errors), errors = vErrors.length);
    var _valid0 = _errs4 === errors;
    valid0 = _valid0, ifClause0 = "then";
  } else {
    let _errs5 = errors;
    validate100(data, { instancePath, parentData, parentDataProperty, rootData }) || (vErrors = vErrors === null ? validate100.errors : appended(vErrors, validate100.errors), errors = vErrors.length);
    var _valid0 = _errs5 === errors;
    valid0 = _valid0, ifClause0 = "else";
  }
  if (!valid0) {
    let err2 = { instancePath, schemaPath: "#/if", keyword: "if", params: { failingKeyword: ifClause0 } };
    vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
  }
  return validate97.errors = vErrors, errors === 0;
}
function validate96(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (Array.isArray(data)) {
    let len0 = data.length;
    for (let i0 = 0; i0 < len0; i0++)
      validate97(data[i0], { instancePath: instancePath + "/" + i0, parentData: data, parentDataProperty: i0, rootData }) || (vErrors = vErrors === null ? validate97.errors : appended(vErrors, validate97.errors), errors = vErrors.length);
  } else {
    let err0 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "array" } };
    vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
  }
  return validate96.errors = vErrors, errors === 0;
}
function validate93(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.bundle_id === void 0) {
      let err0 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "bundle_id" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
    for (let key0 in data)
      if (!(key0 === "bundle_id" || key0 === "capabilities")) {
        let err1 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } };
        vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
      }
    data.bundle_id !== void 0 && (validate94(data.bundle_id, { instancePath: instancePath + "/bundle_id", parentData: data, parentDataProperty: "bundle_id", rootData }) || (vErrors = vErrors === null ? validate94.errors : appended(vErrors, validate94.errors), errors = vErrors.length)), data.capabilities !== void 0 && (validate96(data.capabilities, { instancePath: instancePath + "/capabilities", parentData: data, parentDataProperty: "capabilities", rootData }) || (vErrors = vErrors === null ? validate96.errors : appended(vErrors, validate96.errors), errors = vErrors.length));
  } else {
    let err2 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
  }
  return validate93.errors = vErrors, errors === 0;
}
function validate90(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (typeof data != "string" && !(data && typeof data == "object" && !Array.isArray(data))) {
    let err0 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: schema39.type } };
    vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
  }
  let _errs1 = errors, valid0 = !0, _errs2 = errors;
  if (typeof data != "string") {
    let err1 = {};
    vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
  }
  var _valid0 = _errs2 === errors;
  errors = _errs1, vErrors !== null && (_errs1 ? vErrors.length = _errs1 : vErrors = null);
  let ifClause0;
  if (_valid0) {
    let _errs4 = errors;
    validate91(data, { instancePath, parentData, parentDataProperty, rootData }) || (vErrors = vErrors === null ? validate91.errors : appended(vErrors, validate91.errors), errors = vErrors.length);
    var _valid0 = _errs4 === errors;
    valid0 = _valid0, ifClause0 = "then";
  } else {
    let _errs5 = errors;
    validate93(data, { instancePath, parentData, parentDataProperty, rootData }) || (vErrors = vErrors === null ? validate93.errors : appended(vErrors, validate93.errors), errors = vErrors.length);
    var _valid0 = _errs5 === errors;
    valid0 = _valid0, ifClause0 = "else";
  }
  if (!valid0) {
    let err2 = { instancePath, schemaPath: "#/if", keyword: "if", params: { failingKeyword: ifClause0 } };
    vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
  }
  return validate90.errors = vErrors, errors === 0;
}
function validate89(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (Array.isArray(data)) {
    let len0 = data.length;
    for (let i0 = 0; i0 < len0; i0++)
      validate90(data[i0], { instancePath: instancePath + "/" + i0, parentData: data, parentDataProperty: i0, rootData }) || (vErrors = vErrors === null ? validate90.errors : appended(vErrors, validate90.errors), errors = vErrors.length);
  } else {
    let err0 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "array" } };
    vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
  }
  return validate89.errors = vErrors, errors === 0;
}
function validate86(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (typeof data != "string" && !Array.isArray(data)) {
    let err0 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: schema36.type } };
    vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
  }
  let _errs1 = errors, valid0 = !0, _errs2 = errors;
  if (typeof data != "string") {
    let err1 = {};
    vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
  }
  var _valid0 = _errs2 === errors;
  errors = _errs1, vErrors !== null && (_errs1 ? vErrors.length = _errs1 : vErrors = null);
  let ifClause0;
  if (_valid0) {
    let _errs4 = errors;
    validate87(data, { instancePath, parentData, parentDataProperty, rootData }) || (vErrors = vErrors === null ? validate87.errors : appended(vErrors, validate87.errors), errors = vErrors.length);
    var _valid0 = _errs4 === errors;
    valid0 = _valid0, ifClause0 = "then";
  } else {
    let _errs5 = errors;
    validate89(data, { instancePath, parentData, parentDataProperty, rootData }) || (vErrors = vErrors === null ? validate89.errors : appended(vErrors, validate89.errors), errors = vErrors.length);
    var _valid0 = _errs5 === errors;
    valid0 = _valid0, ifClause0 = "else";
  }
  if (!valid0) {
    let err2 = { instancePath, schemaPath: "#/if", keyword: "if", params: { failingKeyword: ifClause0 } };
    vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
  }
  return validate86.errors = vErrors, errors === 0;
}
function validate112(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (Array.isArray(data)) {
    let len0 = data.length;
    for (let i0 = 0; i0 < len0; i0++)
      validate98(data[i0], { instancePath: instancePath + "/" + i0, parentData: data, parentDataProperty: i0, rootData }) || (vErrors = vErrors === null ? validate98.errors : appended(vErrors, validate98.errors), errors = vErrors.length);
  } else {
    let err0 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "array" } };
    vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
  }
  return validate112.errors = vErrors, errors === 0;
}
function validate115(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (typeof data == "string") {
    if (func2(data) < 1) {
      let err0 = { instancePath, schemaPath: "#/minLength", keyword: "minLength", params: { limit: 1 } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
  } else {
    let err1 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "string" } };
    vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
  }
  return validate115.errors = vErrors, errors === 0;
}
var schema50 = { type: ["string", "array"], if: { type: "string" }, then: { $ref: "#/definitions/AllDevices" }, else: { $ref: "#/definitions/DeviceGroupNames" } }, schema51 = { type: "string", enum: ["all"] };
function validate118(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (typeof data != "string") {
    let err0 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "string" } };
    vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
  }
  if (data !== "all") {
    let err1 = { instancePath, schemaPath: "#/enum", keyword: "enum", params: { allowedValues: schema51.enum } };
    vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
  }
  return validate118.errors = vErrors, errors === 0;
}
function validate121(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (typeof data == "string") {
    if (func2(data) < 1) {
      let err0 = { instancePath, schemaPath: "#/minLength", keyword: "minLength", params: { limit: 1 } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
  } else {
    let err1 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "string" } };
    vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
  }
  return validate121.errors = vErrors, errors === 0;
}
var func0 = require_equal().default;
function validate120(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (Array.isArray(data)) {
    let len0 = data.length;
    for (let i0 = 0; i0 < len0; i0++)
      validate121(data[i0], { instancePath: instancePath + "/" + i0, parentData: data, parentDataProperty: i0, rootData }) || (vErrors = vErrors === null ? validate121.errors : appended(vErrors, validate121.errors), errors = vErrors.length);
    let i1 = data.length, j0;
    if (i1 > 1) {
      outer0:
        for (; i1--; )
          for (j0 = i1; j0--; )
            if (func0(data[i1], data[j0])) {
              let err0 = { instancePath, schemaPath: "#/uniqueItems", keyword: "uniqueItems", params: { i: i1, j: j0 } };
              vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
              break outer0;
            }
    }
  } else {
    let err1 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "array" } };
    vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
  }
  return validate120.errors = vErrors, errors === 0;
}
function validate117(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (typeof data != "string" && !Array.isArray(data)) {
    let err0 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: schema50.type } };
    vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
  }
  let _errs1 = errors, valid0 = !0, _errs2 = errors;
  if (typeof data != "string") {
    let err1 = {};
    vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
  }
  var _valid0 = _errs2 === errors;
  errors = _errs1, vErrors !== null && (_errs1 ? vErrors.length = _errs1 : vErrors = null);
  let ifClause0;
  if (_valid0) {
    let _errs4 = errors;
    validate118(data, { instancePath, parentData, parentDataProperty, rootData }) || (vErrors = vErrors === null ? validate118.errors : appended(vErrors, validate118.errors), errors = vErrors.length);
    var _valid0 = _errs4 === errors;
    valid0 = _valid0, ifClause0 = "then";
  } else {
    let _errs5 = errors;
    validate120(data, { instancePath, parentData, parentDataProperty, rootData }) || (vErrors = vErrors === null ? validate120.errors : appended(vErrors, validate120.errors), errors = vErrors.length);
    var _valid0 = _errs5 === errors;
    valid0 = _valid0, ifClause0 = "else";
  }
  if (!valid0) {
    let err2 = { instancePath, schemaPath: "#/if", keyword: "if", params: { failingKeyword: ifClause0 } };
    vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
  }
  return validate117.errors = vErrors, errors === 0;
}
function validate125(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (Array.isArray(data)) {
    let len0 = data.length;
    for (let i0 = 0; i0 < len0; i0++)
      validate121(data[i0], { instancePath: instancePath + "/" + i0, parentData: data, parentDataProperty: i0, rootData }) || (vErrors = vErrors === null ? validate121.errors : appended(vErrors, validate121.errors), errors = vErrors.length);
    let i1 = data.length, j0;
    if (i1 > 1) {
      outer0:
        for (; i1--; )
          for (j0 = i1; j0--; )
            if (func0(data[i1], data[j0])) {
              let err0 = { instancePath, schemaPath: "#/uniqueItems", keyword: "uniqueItems", params: { i: i1, j: j0 } };
              vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
              break outer0;
            }
    }
  } else {
    let err1 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "array" } };
    vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
  }
  return validate125.errors = vErrors, errors === 0;
}
function validate128(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (typeof data != "boolean") {
    let err0 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "boolean" } };
    vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
  }
  return validate128.errors = vErrors, errors === 0;
}
var schema56 = { type: ["string", "array"], if: { type: "string" }, then: { $ref: "#/definitions/CertificateGroup" }, else: { $ref: "#/definitions/CertificateSerials" } }, schema57 = { type: "string", enum: ["own", "all"] };
function validate131(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (typeof data != "string") {
    let err0 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "string" } };
    vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
  }
  if (!(data === "own" || data === "all")) {
    let err1 = { instancePath, schemaPath: "#/enum", keyword: "enum", params: { allowedValues: schema57.enum } };
    vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
  }
  return validate131.errors = vErrors, errors === 0;
}
var pattern17 = new RegExp("^[0-9A-Fa-f]{1,40}$", "u");
function validate133(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (Array.isArray(data)) {
    if (data.length < 1) {
      let err0 = { instancePath, schemaPath: "#/minItems", keyword: "minItems", params: { limit: 1 } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
    let len0 = data.length;
    for (let i0 = 0; i0 < len0; i0++) {
      let data0 = data[i0];
      if (typeof data0 == "string") {
        if (!pattern17.test(data0)) {
          let err1 = { instancePath: instancePath + "/" + i0, schemaPath: "#/items/pattern", keyword: "pattern", params: { pattern: "^[0-9A-Fa-f]{1,40}$" } };
          vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
        }
      } else {
        let err2 = { instancePath: instancePath + "/" + i0, schemaPath: "#/items/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
      }
    }
    let i1 = data.length, j0;
    if (i1 > 1) {
      let indices0 = {};
      for (; i1--; ) {
        let item0 = data[i1];
        if (typeof item0 == "string") {
          if (typeof indices0[item0] == "number") {
            j0 = indices0[item0];
            let err3 = { instancePath, schemaPath: "#/uniqueItems", keyword: "uniqueItems", params: { i: i1, j: j0 } };
            vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
            break;
          }
          indices0[item0] = i1;
        }
      }
    }
  } else {
    let err4 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "array" } };
    vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
  }
  return validate133.errors = vErrors, errors === 0;
}
function validate130(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (typeof data != "string" && !Array.isArray(data)) {
    let err0 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: schema56.type } };
    vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
  }
  let _errs1 = errors, valid0 = !0, _errs2 = errors;
  if (typeof data != "string") {
    let err1 = {};
    vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
  }
  var _valid0 = _errs2 === errors;
  errors = _errs1, vErrors !== null && (_errs1 ? vErrors.length = _errs1 : vErrors = null);
  let ifClause0;
  if (_valid0) {
    let _errs4 = errors;
    validate131(data, { instancePath, parentData, parentDataProperty, rootData }) || (vErrors = vErrors === null ? validate131.errors : appended(vErrors, validate131.errors), errors = vErrors.length);
    var _valid0 = _errs4 === errors;
    valid0 = _valid0, ifClause0 = "then";
  } else {
    let _errs5 = errors;
    validate133(data, { instancePath, parentData, parentDataProperty, rootData }) || (vErrors = vErrors === null ? validate133.errors : appended(vErrors, validate133.errors), errors = vErrors.length);
    var _valid0 = _errs5 === errors;
    valid0 = _valid0, ifClause0 = "else";
  }
  if (!valid0) {
    let err2 = { instancePath, schemaPath: "#/if", keyword: "if", params: { failingKeyword: ifClause0 } };
    vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
  }
  return validate130.errors = vErrors, errors === 0;
}
function validate136(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (typeof data == "string") {
    if (func2(data) < 1) {
      let err0 = { instancePath, schemaPath: "#/minLength", keyword: "minLength", params: { limit: 1 } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
  } else {
    let err1 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "string" } };
    vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
  }
  return validate136.errors = vErrors, errors === 0;
}
var schema60 = { type: "string", enum: ["DEVELOPMENT", "DISTRIBUTION", "IOS_DEVELOPMENT", "IOS_DISTRIBUTION"] };
function validate138(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (typeof data != "string") {
    let err0 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "string" } };
    vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
  }
  if (!(data === "DEVELOPMENT" || data === "DISTRIBUTION" || data === "IOS_DEVELOPMENT" || data === "IOS_DISTRIBUTION")) {
    let err1 = { instancePath, schemaPath: "#/enum", keyword: "enum", params: { allowedValues: schema60.enum } };
    vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
  }
  return validate138.errors = vErrors, errors === 0;
}
function validate140(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (Array.isArray(data)) {
    if (data.length < 1) {
      let err0 = { instancePath, schemaPath: "#/minItems", keyword: "minItems", params: { limit: 1 } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
    let len0 = data.length;
    for (let i0 = 0; i0 < len0; i0++) {
      let data0 = data[i0];
      if (typeof data0 == "string") {
        if (func2(data0) < 1) {
          let err1 = { instancePath: instancePath + "/" + i0, schemaPath: "#/items/minLength", keyword: "minLength", params: { limit: 1 } };
          vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
        }
      } else {
        let err2 = { instancePath: instancePath + "/" + i0, schemaPath: "#/items/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
      }
    }
    let i1 = data.length, j0;
    if (i1 > 1) {
      let indices0 = {};
      for (; i1--; ) {
        let item0 = data[i1];
        if (typeof item0 == "string") {
          if (typeof indices0[item0] == "number") {
            j0 = indices0[item0];
            let err3 = { instancePath, schemaPath: "#/uniqueItems", keyword: "uniqueItems", params: { i: i1, j: j0 } };
            vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
            break;
          }
          indices0[item0] = i1;
        }
      }
    }
  } else {
    let err4 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "array" } };
    vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
  }
  return validate140.errors = vErrors, errors === 0;
}
function validate143(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (typeof data == "string") {
    if (func2(data) < 1) {
      let err0 = { instancePath, schemaPath: "#/minLength", keyword: "minLength", params: { limit: 1 } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
  } else {
    let err1 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "string" } };
    vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
  }
  return validate143.errors = vErrors, errors === 0;
}
function validate145(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (typeof data == "string") {
    if (func2(data) < 1) {
      let err0 = { instancePath, schemaPath: "#/minLength", keyword: "minLength", params: { limit: 1 } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
  } else {
    let err1 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "string" } };
    vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
  }
  return validate145.errors = vErrors, errors === 0;
}
function validate147(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (typeof data != "string") {
    let err0 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "string" } };
    vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
  }
  return validate147.errors = vErrors, errors === 0;
}
var schema66 = { type: "string", enum: ["sign_on_console", "sign_externally", "skip_codesign"] };
function validate149(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (typeof data != "string") {
    let err0 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "string" } };
    vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
  }
  if (!(data === "sign_on_console" || data === "sign_externally" || data === "skip_codesign")) {
    let err1 = { instancePath, schemaPath: "#/enum", keyword: "enum", params: { allowedValues: schema66.enum } };
    vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
  }
  return validate149.errors = vErrors, errors === 0;
}
var pattern18 = new RegExp("^\\{?[A-Za-z0-9][A-Za-z0-9._-]*\\}?$", "u");
function validate151(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (Array.isArray(data)) {
    let len0 = data.length;
    for (let i0 = 0; i0 < len0; i0++) {
      let data0 = data[i0];
      if (typeof data0 == "string") {
        if (!pattern18.test(data0)) {
          let err0 = { instancePath: instancePath + "/" + i0, schemaPath: "#/items/pattern", keyword: "pattern", params: { pattern: "^\\{?[A-Za-z0-9][A-Za-z0-9._-]*\\}?$" } };
          vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
        }
      } else {
        let err1 = { instancePath: instancePath + "/" + i0, schemaPath: "#/items/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
      }
    }
    let i1 = data.length, j0;
    if (i1 > 1) {
      let indices0 = {};
      for (; i1--; ) {
        let item0 = data[i1];
        if (typeof item0 == "string") {
          if (typeof indices0[item0] == "number") {
            j0 = indices0[item0];
            let err2 = { instancePath, schemaPath: "#/uniqueItems", keyword: "uniqueItems", params: { i: i1, j: j0 } };
            vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
            break;
          }
          indices0[item0] = i1;
        }
      }
    }
  } else {
    let err3 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "array" } };
    vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
  }
  return validate151.errors = vErrors, errors === 0;
}
function validate142(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0, _errs1 = errors, valid0 = !0, _errs2 = errors;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    let missing0;
    if (data.signing === void 0 && (missing0 = "signing")) {
      let err0 = {};
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    } else if (data.signing !== void 0 && data.signing !== "skip_codesign") {
      let err1 = {};
      vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
    }
  }
  var _valid0 = _errs2 === errors;
  if (errors = _errs1, vErrors !== null && (_errs1 ? vErrors.length = _errs1 : vErrors = null), !_valid0) {
    let _errs4 = errors;
    if (data && typeof data == "object" && !Array.isArray(data) && data.profile === void 0) {
      let err2 = { instancePath, schemaPath: "#/else/required", keyword: "required", params: { missingProperty: "profile" } };
      vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
    }
    var _valid0 = _errs4 === errors;
    valid0 = _valid0;
  }
  if (!valid0) {
    let err3 = { instancePath, schemaPath: "#/if", keyword: "if", params: { failingKeyword: "else" } };
    vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
  }
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.key === void 0) {
      let err4 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "key" } };
      vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
    }
    for (let key0 in data)
      if (!(key0 === "key" || key0 === "profile" || key0 === "description" || key0 === "signing" || key0 === "signing_cert_id" || key0 === "apps")) {
        let err5 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } };
        vErrors === null ? vErrors = [err5] : vErrors.push(err5), errors++;
      }
    if (data.key !== void 0 && (validate143(data.key, { instancePath: instancePath + "/key", parentData: data, parentDataProperty: "key", rootData }) || (vErrors = vErrors === null ? validate143.errors : appended(vErrors, validate143.errors), errors = vErrors.length)), data.profile !== void 0 && (validate145(data.profile, { instancePath: instancePath + "/profile", parentData: data, parentDataProperty: "profile", rootData }) || (vErrors = vErrors === null ? validate145.errors : appended(vErrors, validate145.errors), errors = vErrors.length)), data.description !== void 0 && (validate147(data.description, { instancePath: instancePath + "/description", parentData: data, parentDataProperty: "description", rootData }) || (vErrors = vErrors === null ? validate147.errors : appended(vErrors, validate147.errors), errors = vErrors.length)), data.signing !== void 0 && (validate149(data.signing, { instancePath: instancePath + "/signing", parentData: data, parentDataProperty: "signing", rootData }) || (vErrors = vErrors === null ? validate149.errors : appended(vErrors, validate149.errors), errors = vErrors.length)), data.signing_cert_id !== void 0) {
      let data5 = data.signing_cert_id;
      if (typeof data5 == "string") {
        if (func2(data5) < 1) {
          let err6 = { instancePath: instancePath + "/signing_cert_id", schemaPath: "#/properties/signing_cert_id/minLength", keyword: "minLength", params: { limit: 1 } };
          vErrors === null ? vErrors = [err6] : vErrors.push(err6), errors++;
        }
      } else {
        let err7 = { instancePath: instancePath + "/signing_cert_id", schemaPath: "#/properties/signing_cert_id/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err7] : vErrors.push(err7), errors++;
      }
    }
    data.apps !== void 0 && (validate151(data.apps, { instancePath: instancePath + "/apps", parentData: data, parentDataProperty: "apps", rootData }) || (vErrors = vErrors === null ? validate151.errors : appended(vErrors, validate151.errors), errors = vErrors.length));
  } else {
    let err8 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err8] : vErrors.push(err8), errors++;
  }
  return validate142.errors = vErrors, errors === 0;
}
function validate155(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (typeof data == "string") {
    if (!pattern0.test(data)) {
      let err0 = { instancePath, schemaPath: "#/pattern", keyword: "pattern", params: { pattern: "^[0-9]{1,4}d$" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
  } else {
    let err1 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "string" } };
    vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
  }
  return validate155.errors = vErrors, errors === 0;
}
function validate157(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (typeof data != "boolean") {
    let err0 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "boolean" } };
    vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
  }
  return validate157.errors = vErrors, errors === 0;
}
function validate85(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    for (let key0 in data)
      if (!func13.call(schema35.properties, key0)) {
        let err0 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } };
        vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
      }
    data.extensions !== void 0 && (validate86(data.extensions, { instancePath: instancePath + "/extensions", parentData: data, parentDataProperty: "extensions", rootData }) || (vErrors = vErrors === null ? validate86.errors : appended(vErrors, validate86.errors), errors = vErrors.length)), data.capabilities !== void 0 && (validate96(data.capabilities, { instancePath: instancePath + "/capabilities", parentData: data, parentDataProperty: "capabilities", rootData }) || (vErrors = vErrors === null ? validate96.errors : appended(vErrors, validate96.errors), errors = vErrors.length)), data.remove_capabilities !== void 0 && (validate112(data.remove_capabilities, { instancePath: instancePath + "/remove_capabilities", parentData: data, parentDataProperty: "remove_capabilities", rootData }) || (vErrors = vErrors === null ? validate112.errors : appended(vErrors, validate112.errors), errors = vErrors.length)), data.key !== void 0 && (validate115(data.key, { instancePath: instancePath + "/key", parentData: data, parentDataProperty: "key", rootData }) || (vErrors = vErrors === null ? validate115.errors : appended(vErrors, validate115.errors), errors = vErrors.length)), data.devices !== void 0 && (validate117(data.devices, { instancePath: instancePath + "/devices", parentData: data, parentDataProperty: "devices", rootData }) || (vErrors = vErrors === null ? validate117.errors : appended(vErrors, validate117.errors), errors = vErrors.length)), data.disable_devices !== void 0 && (validate125(data.disable_devices, { instancePath: instancePath + "/disable_devices", parentData: data, parentDataProperty: "disable_devices", rootData }) || (vErrors = vErrors === null ? validate125.errors : appended(vErrors, validate125.errors), errors = vErrors.length)), data.include_macs !== void 0 && (validate128(data.include_macs, { instancePath: instancePath + "/include_macs", parentData: data, parentDataProperty: "include_macs", rootData }) || (vErrors = vErrors === null ? validate128.errors : appended(vErrors, validate128.errors), errors = vErrors.length)), data.certificates !== void 0 && (validate130(data.certificates, { instancePath: instancePath + "/certificates", parentData: data, parentDataProperty: "certificates", rootData }) || (vErrors = vErrors === null ? validate130.errors : appended(vErrors, validate130.errors), errors = vErrors.length)), data.certificate !== void 0 && (validate136(data.certificate, { instancePath: instancePath + "/certificate", parentData: data, parentDataProperty: "certificate", rootData }) || (vErrors = vErrors === null ? validate136.errors : appended(vErrors, validate136.errors), errors = vErrors.length)), data.certificate_type !== void 0 && (validate138(data.certificate_type, { instancePath: instancePath + "/certificate_type", parentData: data, parentDataProperty: "certificate_type", rootData }) || (vErrors = vErrors === null ? validate138.errors : appended(vErrors, validate138.errors), errors = vErrors.length)), data.profiles !== void 0 && (validate140(data.profiles, { instancePath: instancePath + "/profiles", parentData: data, parentDataProperty: "profiles", rootData }) || (vErrors = vErrors === null ? validate140.errors : appended(vErrors, validate140.errors), errors = vErrors.length)), data.policy_console !== void 0 && (validate142(data.policy_console, { instancePath: instancePath + "/policy_console", parentData: data, parentDataProperty: "policy_console", rootData }) || (vErrors = vErrors === null ? validate142.errors : appended(vErrors, validate142.errors), errors = vErrors.length)), data.renew_before !== void 0 && (validate22(data.renew_before, { instancePath: instancePath + "/renew_before", parentData: data, parentDataProperty: "renew_before", rootData }) || (vErrors = vErrors === null ? validate22.errors : appended(vErrors, validate22.errors), errors = vErrors.length)), data.retire_after !== void 0 && (validate155(data.retire_after, { instancePath: instancePath + "/retire_after", parentData: data, parentDataProperty: "retire_after", rootData }) || (vErrors = vErrors === null ? validate155.errors : appended(vErrors, validate155.errors), errors = vErrors.length)), data.prevent_destroy !== void 0 && (validate157(data.prevent_destroy, { instancePath: instancePath + "/prevent_destroy", parentData: data, parentDataProperty: "prevent_destroy", rootData }) || (vErrors = vErrors === null ? validate157.errors : appended(vErrors, validate157.errors), errors = vErrors.length));
  } else {
    let err1 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
  }
  return validate85.errors = vErrors, errors === 0;
}
var schema70 = { type: "object", additionalProperties: !1, properties: { extensions: { $ref: "#/definitions/Extensions" }, capabilities: { $ref: "#/definitions/Capabilities" }, remove_capabilities: { $ref: "#/definitions/remove_capabilities" }, key: { $ref: "#/definitions/api_key_name" }, devices: { $ref: "#/definitions/DeviceSelection" }, disable_devices: { $ref: "#/definitions/disable_devices" }, certificates: { $ref: "#/definitions/CertificateSelection" }, certificate: { $ref: "#/definitions/certificate_name" }, certificate_type: { $ref: "#/definitions/IosCertificateType" }, profiles: { $ref: "#/definitions/ios_profiles" }, renew_before: { $ref: "#/definitions/renew_before" }, retire_after: { $ref: "#/definitions/retire_after" }, prevent_destroy: { $ref: "#/definitions/prevent_destroy" } } };
function validate160(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    for (let key0 in data)
      if (!func13.call(schema70.properties, key0)) {
        let err0 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } };
        vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
      }
    data.extensions !== void 0 && (validate86(data.extensions, { instancePath: instancePath + "/extensions", parentData: data, parentDataProperty: "extensions", rootData }) || (vErrors = vErrors === null ? validate86.errors : appended(vErrors, validate86.errors), errors = vErrors.length)), data.capabilities !== void 0 && (validate96(data.capabilities, { instancePath: instancePath + "/capabilities", parentData: data, parentDataProperty: "capabilities", rootData }) || (vErrors = vErrors === null ? validate96.errors : appended(vErrors, validate96.errors), errors = vErrors.length)), data.remove_capabilities !== void 0 && (validate112(data.remove_capabilities, { instancePath: instancePath + "/remove_capabilities", parentData: data, parentDataProperty: "remove_capabilities", rootData }) || (vErrors = vErrors === null ? validate112.errors : appended(vErrors, validate112.errors), errors = vErrors.length)), data.key !== void 0 && (validate115(data.key, { instancePath: instancePath + "/key", parentData: data, parentDataProperty: "key", rootData }) || (vErrors = vErrors === null ? validate115.errors : appended(vErrors, validate115.errors), errors = vErrors.length)), data.devices !== void 0 && (validate117(data.devices, { instancePath: instancePath + "/devices", parentData: data, parentDataProperty: "devices", rootData }) || (vErrors = vErrors === null ? validate117.errors : appended(vErrors, validate117.errors), errors = vErrors.length)), data.disable_devices !== void 0 && (validate125(data.disable_devices, { instancePath: instancePath + "/disable_devices", parentData: data, parentDataProperty: "disable_devices", rootData }) || (vErrors = vErrors === null ? validate125.errors : appended(vErrors, validate125.errors), errors = vErrors.length)), data.certificates !== void 0 && (validate130(data.certificates, { instancePath: instancePath + "/certificates", parentData: data, parentDataProperty: "certificates", rootData }) || (vErrors = vErrors === null ? validate130.errors : appended(vErrors, validate130.errors), errors = vErrors.length)), data.certificate !== void 0 && (validate136(data.certificate, { instancePath: instancePath + "/certificate", parentData: data, parentDataProperty: "certificate", rootData }) || (vErrors = vErrors === null ? validate136.errors : appended(vErrors, validate136.errors), errors = vErrors.length)), data.certificate_type !== void 0 && (validate138(data.certificate_type, { instancePath: instancePath + "/certificate_type", parentData: data, parentDataProperty: "certificate_type", rootData }) || (vErrors = vErrors === null ? validate138.errors : appended(vErrors, validate138.errors), errors = vErrors.length)), data.profiles !== void 0 && (validate140(data.profiles, { instancePath: instancePath + "/profiles", parentData: data, parentDataProperty: "profiles", rootData }) || (vErrors = vErrors === null ? validate140.errors : appended(vErrors, validate140.errors), errors = vErrors.length)), data.renew_before !== void 0 && (validate22(data.renew_before, { instancePath: instancePath + "/renew_before", parentData: data, parentDataProperty: "renew_before", rootData }) || (vErrors = vErrors === null ? validate22.errors : appended(vErrors, validate22.errors), errors = vErrors.length)), data.retire_after !== void 0 && (validate155(data.retire_after, { instancePath: instancePath + "/retire_after", parentData: data, parentDataProperty: "retire_after", rootData }) || (vErrors = vErrors === null ? validate155.errors : appended(vErrors, validate155.errors), errors = vErrors.length)), data.prevent_destroy !== void 0 && (validate157(data.prevent_destroy, { instancePath: instancePath + "/prevent_destroy", parentData: data, parentDataProperty: "prevent_destroy", rootData }) || (vErrors = vErrors === null ? validate157.errors : appended(vErrors, validate157.errors), errors = vErrors.length));
  } else {
    let err1 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
  }
  return validate160.errors = vErrors, errors === 0;
}
var schema71 = { type: "object", additionalProperties: !1, properties: { extensions: { $ref: "#/definitions/Extensions" }, capabilities: { $ref: "#/definitions/Capabilities" }, remove_capabilities: { $ref: "#/definitions/remove_capabilities" }, key: { $ref: "#/definitions/api_key_name" }, devices: { $ref: "#/definitions/DeviceSelection" }, disable_devices: { $ref: "#/definitions/disable_devices" }, certificates: { $ref: "#/definitions/CertificateSelection" }, certificate: { $ref: "#/definitions/certificate_name" }, certificate_type: { $ref: "#/definitions/IosCertificateType" }, profiles: { $ref: "#/definitions/ios_profiles" }, renew_before: { $ref: "#/definitions/renew_before" }, retire_after: { $ref: "#/definitions/retire_after" }, prevent_destroy: { $ref: "#/definitions/prevent_destroy" } } };
function validate175(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    for (let key0 in data)
      if (!func13.call(schema71.properties, key0)) {
        let err0 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } };
        vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
      }
    data.extensions !== void 0 && (validate86(data.extensions, { instancePath: instancePath + "/extensions", parentData: data, parentDataProperty: "extensions", rootData }) || (vErrors = vErrors === null ? validate86.errors : appended(vErrors, validate86.errors), errors = vErrors.length)), data.capabilities !== void 0 && (validate96(data.capabilities, { instancePath: instancePath + "/capabilities", parentData: data, parentDataProperty: "capabilities", rootData }) || (vErrors = vErrors === null ? validate96.errors : appended(vErrors, validate96.errors), errors = vErrors.length)), data.remove_capabilities !== void 0 && (validate112(data.remove_capabilities, { instancePath: instancePath + "/remove_capabilities", parentData: data, parentDataProperty: "remove_capabilities", rootData }) || (vErrors = vErrors === null ? validate112.errors : appended(vErrors, validate112.errors), errors = vErrors.length)), data.key !== void 0 && (validate115(data.key, { instancePath: instancePath + "/key", parentData: data, parentDataProperty: "key", rootData }) || (vErrors = vErrors === null ? validate115.errors : appended(vErrors, validate115.errors), errors = vErrors.length)), data.devices !== void 0 && (validate117(data.devices, { instancePath: instancePath + "/devices", parentData: data, parentDataProperty: "devices", rootData }) || (vErrors = vErrors === null ? validate117.errors : appended(vErrors, validate117.errors), errors = vErrors.length)), data.disable_devices !== void 0 && (validate125(data.disable_devices, { instancePath: instancePath + "/disable_devices", parentData: data, parentDataProperty: "disable_devices", rootData }) || (vErrors = vErrors === null ? validate125.errors : appended(vErrors, validate125.errors), errors = vErrors.length)), data.certificates !== void 0 && (validate130(data.certificates, { instancePath: instancePath + "/certificates", parentData: data, parentDataProperty: "certificates", rootData }) || (vErrors = vErrors === null ? validate130.errors : appended(vErrors, validate130.errors), errors = vErrors.length)), data.certificate !== void 0 && (validate136(data.certificate, { instancePath: instancePath + "/certificate", parentData: data, parentDataProperty: "certificate", rootData }) || (vErrors = vErrors === null ? validate136.errors : appended(vErrors, validate136.errors), errors = vErrors.length)), data.certificate_type !== void 0 && (validate138(data.certificate_type, { instancePath: instancePath + "/certificate_type", parentData: data, parentDataProperty: "certificate_type", rootData }) || (vErrors = vErrors === null ? validate138.errors : appended(vErrors, validate138.errors), errors = vErrors.length)), data.profiles !== void 0 && (validate140(data.profiles, { instancePath: instancePath + "/profiles", parentData: data, parentDataProperty: "profiles", rootData }) || (vErrors = vErrors === null ? validate140.errors : appended(vErrors, validate140.errors), errors = vErrors.length)), data.renew_before !== void 0 && (validate22(data.renew_before, { instancePath: instancePath + "/renew_before", parentData: data, parentDataProperty: "renew_before", rootData }) || (vErrors = vErrors === null ? validate22.errors : appended(vErrors, validate22.errors), errors = vErrors.length)), data.retire_after !== void 0 && (validate155(data.retire_after, { instancePath: instancePath + "/retire_after", parentData: data, parentDataProperty: "retire_after", rootData }) || (vErrors = vErrors === null ? validate155.errors : appended(vErrors, validate155.errors), errors = vErrors.length)), data.prevent_destroy !== void 0 && (validate157(data.prevent_destroy, { instancePath: instancePath + "/prevent_destroy", parentData: data, parentDataProperty: "prevent_destroy", rootData }) || (vErrors = vErrors === null ? validate157.errors : appended(vErrors, validate157.errors), errors = vErrors.length));
  } else {
    let err1 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
  }
  return validate175.errors = vErrors, errors === 0;
}
var schema72 = { type: "object", additionalProperties: !1, properties: { catalyst: { $ref: "#/definitions/catalyst" }, installer: { $ref: "#/definitions/installer" }, extensions: { $ref: "#/definitions/Extensions" }, capabilities: { $ref: "#/definitions/Capabilities" }, remove_capabilities: { $ref: "#/definitions/remove_capabilities" }, key: { $ref: "#/definitions/api_key_name" }, devices: { $ref: "#/definitions/DeviceSelection" }, disable_devices: { $ref: "#/definitions/disable_devices" }, certificates: { $ref: "#/definitions/CertificateSelection" }, certificate: { $ref: "#/definitions/certificate_name" }, installer_certificate: { $ref: "#/definitions/installer_certificate_name" }, certificate_type: { $ref: "#/definitions/MacosCertificateType" }, profiles: { $ref: "#/definitions/macos_profiles" }, renew_before: { $ref: "#/definitions/renew_before" }, retire_after: { $ref: "#/definitions/retire_after" }, prevent_destroy: { $ref: "#/definitions/prevent_destroy" } } };
function validate191(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (typeof data != "boolean") {
    let err0 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "boolean" } };
    vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
  }
  return validate191.errors = vErrors, errors === 0;
}
function validate193(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (typeof data != "boolean") {
    let err0 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "boolean" } };
    vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
  }
  return validate193.errors = vErrors, errors === 0;
}
function validate203(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (typeof data == "string") {
    if (func2(data) < 1) {
      let err0 = { instancePath, schemaPath: "#/minLength", keyword: "minLength", params: { limit: 1 } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
  } else {
    let err1 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "string" } };
    vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
  }
  return validate203.errors = vErrors, errors === 0;
}
var schema76 = { type: "string", enum: ["DEVELOPMENT", "DISTRIBUTION", "MAC_APP_DEVELOPMENT", "MAC_APP_DISTRIBUTION", "DEVELOPER_ID_APPLICATION"] };
function validate205(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (typeof data != "string") {
    let err0 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "string" } };
    vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
  }
  if (!(data === "DEVELOPMENT" || data === "DISTRIBUTION" || data === "MAC_APP_DEVELOPMENT" || data === "MAC_APP_DISTRIBUTION" || data === "DEVELOPER_ID_APPLICATION")) {
    let err1 = { instancePath, schemaPath: "#/enum", keyword: "enum", params: { allowedValues: schema76.enum } };
    vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
  }
  return validate205.errors = vErrors, errors === 0;
}
function validate207(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (Array.isArray(data)) {
    let len0 = data.length;
    for (let i0 = 0; i0 < len0; i0++) {
      let data0 = data[i0];
      if (typeof data0 == "string") {
        if (func2(data0) < 1) {
          let err0 = { instancePath: instancePath + "/" + i0, schemaPath: "#/items/minLength", keyword: "minLength", params: { limit: 1 } };
          vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
        }
      } else {
        let err1 = { instancePath: instancePath + "/" + i0, schemaPath: "#/items/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
      }
    }
    let i1 = data.length, j0;
    if (i1 > 1) {
      let indices0 = {};
      for (; i1--; ) {
        let item0 = data[i1];
        if (typeof item0 == "string") {
          if (typeof indices0[item0] == "number") {
            j0 = indices0[item0];
            let err2 = { instancePath, schemaPath: "#/uniqueItems", keyword: "uniqueItems", params: { i: i1, j: j0 } };
            vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
            break;
          }
          indices0[item0] = i1;
        }
      }
    }
  } else {
    let err3 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "array" } };
    vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
  }
  return validate207.errors = vErrors, errors === 0;
}
function validate190(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    for (let key0 in data)
      if (!func13.call(schema72.properties, key0)) {
        let err0 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } };
        vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
      }
    data.catalyst !== void 0 && (validate191(data.catalyst, { instancePath: instancePath + "/catalyst", parentData: data, parentDataProperty: "catalyst", rootData }) || (vErrors = vErrors === null ? validate191.errors : appended(vErrors, validate191.errors), errors = vErrors.length)), data.installer !== void 0 && (validate193(data.installer, { instancePath: instancePath + "/installer", parentData: data, parentDataProperty: "installer", rootData }) || (vErrors = vErrors === null ? validate193.errors : appended(vErrors, validate193.errors), errors = vErrors.length)), data.extensions !== void 0 && (validate86(data.extensions, { instancePath: instancePath + "/extensions", parentData: data, parentDataProperty: "extensions", rootData }) || (vErrors = vErrors === null ? validate86.errors : appended(vErrors, validate86.errors), errors = vErrors.length)), data.capabilities !== void 0 && (validate96(data.capabilities, { instancePath: instancePath + "/capabilities", parentData: data, parentDataProperty: "capabilities", rootData }) || (vErrors = vErrors === null ? validate96.errors : appended(vErrors, validate96.errors), errors = vErrors.length)), data.remove_capabilities !== void 0 && (validate112(data.remove_capabilities, { instancePath: instancePath + "/remove_capabilities", parentData: data, parentDataProperty: "remove_capabilities", rootData }) || (vErrors = vErrors === null ? validate112.errors : appended(vErrors, validate112.errors), errors = vErrors.length)), data.key !== void 0 && (validate115(data.key, { instancePath: instancePath + "/key", parentData: data, parentDataProperty: "key", rootData }) || (vErrors = vErrors === null ? validate115.errors : appended(vErrors, validate115.errors), errors = vErrors.length)), data.devices !== void 0 && (validate117(data.devices, { instancePath: instancePath + "/devices", parentData: data, parentDataProperty: "devices", rootData }) || (vErrors = vErrors === null ? validate117.errors : appended(vErrors, validate117.errors), errors = vErrors.length)), data.disable_devices !== void 0 && (validate125(data.disable_devices, { instancePath: instancePath + "/disable_devices", parentData: data, parentDataProperty: "disable_devices", rootData }) || (vErrors = vErrors === null ? validate125.errors : appended(vErrors, validate125.errors), errors = vErrors.length)), data.certificates !== void 0 && (validate130(data.certificates, { instancePath: instancePath + "/certificates", parentData: data, parentDataProperty: "certificates", rootData }) || (vErrors = vErrors === null ? validate130.errors : appended(vErrors, validate130.errors), errors = vErrors.length)), data.certificate !== void 0 && (validate136(data.certificate, { instancePath: instancePath + "/certificate", parentData: data, parentDataProperty: "certificate", rootData }) || (vErrors = vErrors === null ? validate136.errors : appended(vErrors, validate136.errors), errors = vErrors.length)), data.installer_certificate !== void 0 && (validate203(data.installer_certificate, { instancePath: instancePath + "/installer_certificate", parentData: data, parentDataProperty: "installer_certificate", rootData }) || (vErrors = vErrors === null ? validate203.errors : appended(vErrors, validate203.errors), errors = vErrors.length)), data.certificate_type !== void 0 && (validate205(data.certificate_type, { instancePath: instancePath + "/certificate_type", parentData: data, parentDataProperty: "certificate_type", rootData }) || (vErrors = vErrors === null ? validate205.errors : appended(vErrors, validate205.errors), errors = vErrors.length)), data.profiles !== void 0 && (validate207(data.profiles, { instancePath: instancePath + "/profiles", parentData: data, parentDataProperty: "profiles", rootData }) || (vErrors = vErrors === null ? validate207.errors : appended(vErrors, validate207.errors), errors = vErrors.length)), data.renew_before !== void 0 && (validate22(data.renew_before, { instancePath: instancePath + "/renew_before", parentData: data, parentDataProperty: "renew_before", rootData }) || (vErrors = vErrors === null ? validate22.errors : appended(vErrors, validate22.errors), errors = vErrors.length)), data.retire_after !== void 0 && (validate155(data.retire_after, { instancePath: instancePath + "/retire_after", parentData: data, parentDataProperty: "retire_after", rootData }) || (vErrors = vErrors === null ? validate155.errors : appended(vErrors, validate155.errors), errors = vErrors.length)), data.prevent_destroy !== void 0 && (validate157(data.prevent_destroy, { instancePath: instancePath + "/prevent_destroy", parentData: data, parentDataProperty: "prevent_destroy", rootData }) || (vErrors = vErrors === null ? validate157.errors : appended(vErrors, validate157.errors), errors = vErrors.length));
  } else {
    let err1 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
  }
  return validate190.errors = vErrors, errors === 0;
}
function validate214(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (typeof data == "string") {
    if (func2(data) < 1) {
      let err0 = { instancePath, schemaPath: "#/minLength", keyword: "minLength", params: { limit: 1 } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
  } else {
    let err1 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "string" } };
    vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
  }
  return validate214.errors = vErrors, errors === 0;
}
function validate216(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (typeof data == "string") {
    if (func2(data) < 1) {
      let err0 = { instancePath, schemaPath: "#/minLength", keyword: "minLength", params: { limit: 1 } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
  } else {
    let err1 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "string" } };
    vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
  }
  return validate216.errors = vErrors, errors === 0;
}
function validate218(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  return validate32(data, { instancePath, parentData, parentDataProperty, rootData }) || (vErrors = vErrors === null ? validate32.errors : appended(vErrors, validate32.errors), errors = vErrors.length), validate218.errors = vErrors, errors === 0;
}
var pattern20 = new RegExp("^[0-9A-Fa-f]{2}(:?[0-9A-Fa-f]{2}){31}$", "u");
function validate221(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (typeof data == "string") {
    if (!pattern20.test(data)) {
      let err0 = { instancePath, schemaPath: "#/pattern", keyword: "pattern", params: { pattern: "^[0-9A-Fa-f]{2}(:?[0-9A-Fa-f]{2}){31}$" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
  } else {
    let err1 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "string" } };
    vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
  }
  return validate221.errors = vErrors, errors === 0;
}
function validate223(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0, _errs1 = errors, valid0 = !0, _errs2 = errors;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    let missing0;
    if (data.signing === void 0 && (missing0 = "signing")) {
      let err0 = {};
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    } else if (data.signing !== void 0 && data.signing !== "skip_codesign") {
      let err1 = {};
      vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
    }
  }
  var _valid0 = _errs2 === errors;
  if (errors = _errs1, vErrors !== null && (_errs1 ? vErrors.length = _errs1 : vErrors = null), !_valid0) {
    let _errs4 = errors;
    if (data && typeof data == "object" && !Array.isArray(data) && data.profile === void 0) {
      let err2 = { instancePath, schemaPath: "#/else/required", keyword: "required", params: { missingProperty: "profile" } };
      vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
    }
    var _valid0 = _errs4 === errors;
    valid0 = _valid0;
  }
  if (!valid0) {
    let err3 = { instancePath, schemaPath: "#/if", keyword: "if", params: { failingKeyword: "else" } };
    vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
  }
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.key === void 0) {
      let err4 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "key" } };
      vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
    }
    for (let key0 in data)
      if (!(key0 === "key" || key0 === "profile" || key0 === "description" || key0 === "signing" || key0 === "apps")) {
        let err5 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } };
        vErrors === null ? vErrors = [err5] : vErrors.push(err5), errors++;
      }
    data.key !== void 0 && (validate143(data.key, { instancePath: instancePath + "/key", parentData: data, parentDataProperty: "key", rootData }) || (vErrors = vErrors === null ? validate143.errors : appended(vErrors, validate143.errors), errors = vErrors.length)), data.profile !== void 0 && (validate145(data.profile, { instancePath: instancePath + "/profile", parentData: data, parentDataProperty: "profile", rootData }) || (vErrors = vErrors === null ? validate145.errors : appended(vErrors, validate145.errors), errors = vErrors.length)), data.description !== void 0 && (validate147(data.description, { instancePath: instancePath + "/description", parentData: data, parentDataProperty: "description", rootData }) || (vErrors = vErrors === null ? validate147.errors : appended(vErrors, validate147.errors), errors = vErrors.length)), data.signing !== void 0 && (validate149(data.signing, { instancePath: instancePath + "/signing", parentData: data, parentDataProperty: "signing", rootData }) || (vErrors = vErrors === null ? validate149.errors : appended(vErrors, validate149.errors), errors = vErrors.length)), data.apps !== void 0 && (validate151(data.apps, { instancePath: instancePath + "/apps", parentData: data, parentDataProperty: "apps", rootData }) || (vErrors = vErrors === null ? validate151.errors : appended(vErrors, validate151.errors), errors = vErrors.length));
  } else {
    let err6 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err6] : vErrors.push(err6), errors++;
  }
  return validate223.errors = vErrors, errors === 0;
}
function validate213(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    for (let key0 in data)
      if (!(key0 === "keystore" || key0 === "keystore_alias" || key0 === "key_password" || key0 === "certificate_sha256" || key0 === "policy_console" || key0 === "renew_before" || key0 === "prevent_destroy")) {
        let err0 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } };
        vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
      }
    data.keystore !== void 0 && (validate214(data.keystore, { instancePath: instancePath + "/keystore", parentData: data, parentDataProperty: "keystore", rootData }) || (vErrors = vErrors === null ? validate214.errors : appended(vErrors, validate214.errors), errors = vErrors.length)), data.keystore_alias !== void 0 && (validate216(data.keystore_alias, { instancePath: instancePath + "/keystore_alias", parentData: data, parentDataProperty: "keystore_alias", rootData }) || (vErrors = vErrors === null ? validate216.errors : appended(vErrors, validate216.errors), errors = vErrors.length)), data.key_password !== void 0 && (validate218(data.key_password, { instancePath: instancePath + "/key_password", parentData: data, parentDataProperty: "key_password", rootData }) || (vErrors = vErrors === null ? validate218.errors : appended(vErrors, validate218.errors), errors = vErrors.length)), data.certificate_sha256 !== void 0 && (validate221(data.certificate_sha256, { instancePath: instancePath + "/certificate_sha256", parentData: data, parentDataProperty: "certificate_sha256", rootData }) || (vErrors = vErrors === null ? validate221.errors : appended(vErrors, validate221.errors), errors = vErrors.length)), data.policy_console !== void 0 && (validate223(data.policy_console, { instancePath: instancePath + "/policy_console", parentData: data, parentDataProperty: "policy_console", rootData }) || (vErrors = vErrors === null ? validate223.errors : appended(vErrors, validate223.errors), errors = vErrors.length)), data.renew_before !== void 0 && (validate22(data.renew_before, { instancePath: instancePath + "/renew_before", parentData: data, parentDataProperty: "renew_before", rootData }) || (vErrors = vErrors === null ? validate22.errors : appended(vErrors, validate22.errors), errors = vErrors.length)), data.prevent_destroy !== void 0 && (validate157(data.prevent_destroy, { instancePath: instancePath + "/prevent_destroy", parentData: data, parentDataProperty: "prevent_destroy", rootData }) || (vErrors = vErrors === null ? validate157.errors : appended(vErrors, validate157.errors), errors = vErrors.length));
  } else {
    let err1 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
  }
  return validate213.errors = vErrors, errors === 0;
}
function validate84(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    for (let key0 in data)
      if (!(key0 === "ios" || key0 === "tvos" || key0 === "visionos" || key0 === "macos" || key0 === "android")) {
        let err0 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } };
        vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
      }
    data.ios !== void 0 && (validate85(data.ios, { instancePath: instancePath + "/ios", parentData: data, parentDataProperty: "ios", rootData }) || (vErrors = vErrors === null ? validate85.errors : appended(vErrors, validate85.errors), errors = vErrors.length)), data.tvos !== void 0 && (validate160(data.tvos, { instancePath: instancePath + "/tvos", parentData: data, parentDataProperty: "tvos", rootData }) || (vErrors = vErrors === null ? validate160.errors : appended(vErrors, validate160.errors), errors = vErrors.length)), data.visionos !== void 0 && (validate175(data.visionos, { instancePath: instancePath + "/visionos", parentData: data, parentDataProperty: "visionos", rootData }) || (vErrors = vErrors === null ? validate175.errors : appended(vErrors, validate175.errors), errors = vErrors.length)), data.macos !== void 0 && (validate190(data.macos, { instancePath: instancePath + "/macos", parentData: data, parentDataProperty: "macos", rootData }) || (vErrors = vErrors === null ? validate190.errors : appended(vErrors, validate190.errors), errors = vErrors.length)), data.android !== void 0 && (validate213(data.android, { instancePath: instancePath + "/android", parentData: data, parentDataProperty: "android", rootData }) || (vErrors = vErrors === null ? validate213.errors : appended(vErrors, validate213.errors), errors = vErrors.length));
  } else {
    let err1 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
  }
  return validate84.errors = vErrors, errors === 0;
}
var pattern21 = new RegExp("^[A-Za-z0-9][A-Za-z0-9._-]*$", "u");
function validate234(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (typeof data == "string") {
    if (!pattern21.test(data)) {
      let err0 = { instancePath, schemaPath: "#/pattern", keyword: "pattern", params: { pattern: "^[A-Za-z0-9][A-Za-z0-9._-]*$" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
  } else {
    let err1 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "string" } };
    vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
  }
  return validate234.errors = vErrors, errors === 0;
}
var schema87 = { type: "object", required: ["platform", "method", "profile_type", "bundle_id"], additionalProperties: !1, properties: { platform: { const: "ios" }, method: { const: "automatic" }, profile_type: { $ref: "#/definitions/ProfileTypes" }, bundle_id: { $ref: "#/definitions/BundleId" }, extensions: { $ref: "#/definitions/Extensions" }, capabilities: { $ref: "#/definitions/Capabilities" }, remove_capabilities: { $ref: "#/definitions/remove_capabilities" }, key: { $ref: "#/definitions/api_key_name" }, devices: { $ref: "#/definitions/DeviceSelection" }, disable_devices: { $ref: "#/definitions/disable_devices" }, include_macs: { $ref: "#/definitions/include_macs" }, certificates: { $ref: "#/definitions/CertificateSelection" }, certificate: { $ref: "#/definitions/certificate_name" }, certificate_type: { $ref: "#/definitions/IosCertificateType" }, profile_name: { $ref: "#/definitions/profile_name" }, policy_console: { $ref: "#/definitions/IosPolicyConsole" }, renew_before: { $ref: "#/definitions/renew_before" }, retire_after: { $ref: "#/definitions/retire_after" }, prevent_destroy: { $ref: "#/definitions/prevent_destroy" } } }, schema88 = { type: ["string", "array"], if: { type: "string" }, then: { $ref: "#/definitions/ProfileType" }, else: { $ref: "#/definitions/ProfileTypeList" } }, schema89 = { type: "string", enum: ["development", "ad_hoc", "app_store", "enterprise", "developer_id"] };
function validate240(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (typeof data != "string") {
    let err0 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "string" } };
    vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
  }
  if (!(data === "development" || data === "ad_hoc" || data === "app_store" || data === "enterprise" || data === "developer_id")) {
    let err1 = { instancePath, schemaPath: "#/enum", keyword: "enum", params: { allowedValues: schema89.enum } };
    vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
  }
  return validate240.errors = vErrors, errors === 0;
}
function validate242(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (Array.isArray(data)) {
    if (data.length < 1) {
      let err0 = { instancePath, schemaPath: "#/minItems", keyword: "minItems", params: { limit: 1 } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
    let len0 = data.length;
    for (let i0 = 0; i0 < len0; i0++)
      validate240(data[i0], { instancePath: instancePath + "/" + i0, parentData: data, parentDataProperty: i0, rootData }) || (vErrors = vErrors === null ? validate240.errors : appended(vErrors, validate240.errors), errors = vErrors.length);
    let i1 = data.length, j0;
    if (i1 > 1) {
      outer0:
        for (; i1--; )
          for (j0 = i1; j0--; )
            if (func0(data[i1], data[j0])) {
              let err1 = { instancePath, schemaPath: "#/uniqueItems", keyword: "uniqueItems", params: { i: i1, j: j0 } };
              vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
              break outer0;
            }
    }
  } else {
    let err2 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "array" } };
    vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
  }
  return validate242.errors = vErrors, errors === 0;
}
function validate239(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (typeof data != "string" && !Array.isArray(data)) {
    let err0 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: schema88.type } };
    vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
  }
  let _errs1 = errors, valid0 = !0, _errs2 = errors;
  if (typeof data != "string") {
    let err1 = {};
    vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
  }
  var _valid0 = _errs2 === errors;
  errors = _errs1, vErrors !== null && (_errs1 ? vErrors.length = _errs1 : vErrors = null);
  let ifClause0;
  if (_valid0) {
    let _errs4 = errors;
    validate240(data, { instancePath, parentData, parentDataProperty, rootData }) || (vErrors = vErrors === null ? validate240.errors : appended(vErrors, validate240.errors), errors = vErrors.length);
    var _valid0 = _errs4 === errors;
    valid0 = _valid0, ifClause0 = "then";
  } else {
    let _errs5 = errors;
    validate242(data, { instancePath, parentData, parentDataProperty, rootData }) || (vErrors = vErrors === null ? validate242.errors : appended(vErrors, validate242.errors), errors = vErrors.length);
    var _valid0 = _errs5 === errors;
    valid0 = _valid0, ifClause0 = "else";
  }
  if (!valid0) {
    let err2 = { instancePath, schemaPath: "#/if", keyword: "if", params: { failingKeyword: ifClause0 } };
    vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
  }
  return validate239.errors = vErrors, errors === 0;
}
function validate257(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (typeof data == "string") {
    if (func2(data) < 1) {
      let err0 = { instancePath, schemaPath: "#/minLength", keyword: "minLength", params: { limit: 1 } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
  } else {
    let err1 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "string" } };
    vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
  }
  return validate257.errors = vErrors, errors === 0;
}
function validate238(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.platform === void 0) {
      let err0 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "platform" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
    if (data.method === void 0) {
      let err1 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "method" } };
      vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
    }
    if (data.profile_type === void 0) {
      let err2 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "profile_type" } };
      vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
    }
    if (data.bundle_id === void 0) {
      let err3 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "bundle_id" } };
      vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
    }
    for (let key0 in data)
      if (!func13.call(schema87.properties, key0)) {
        let err4 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } };
        vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
      }
    if (data.platform !== void 0 && data.platform !== "ios") {
      let err5 = { instancePath: instancePath + "/platform", schemaPath: "#/properties/platform/const", keyword: "const", params: { allowedValue: "ios" } };
      vErrors === null ? vErrors = [err5] : vErrors.push(err5), errors++;
    }
    if (data.method !== void 0 && data.method !== "automatic") {
      let err6 = { instancePath: instancePath + "/method", schemaPath: "#/properties/method/const", keyword: "const", params: { allowedValue: "automatic" } };
      vErrors === null ? vErrors = [err6] : vErrors.push(err6), errors++;
    }
    data.profile_type !== void 0 && (validate239(data.profile_type, { instancePath: instancePath + "/profile_type", parentData: data, parentDataProperty: "profile_type", rootData }) || (vErrors = vErrors === null ? validate239.errors : appended(vErrors, validate239.errors), errors = vErrors.length)), data.bundle_id !== void 0 && (validate91(data.bundle_id, { instancePath: instancePath + "/bundle_id", parentData: data, parentDataProperty: "bundle_id", rootData }) || (vErrors = vErrors === null ? validate91.errors : appended(vErrors, validate91.errors), errors = vErrors.length)), data.extensions !== void 0 && (validate86(data.extensions, { instancePath: instancePath + "/extensions", parentData: data, parentDataProperty: "extensions", rootData }) || (vErrors = vErrors === null ? validate86.errors : appended(vErrors, validate86.errors), errors = vErrors.length)), data.capabilities !== void 0 && (validate96(data.capabilities, { instancePath: instancePath + "/capabilities", parentData: data, parentDataProperty: "capabilities", rootData }) || (vErrors = vErrors === null ? validate96.errors : appended(vErrors, validate96.errors), errors = vErrors.length)), data.remove_capabilities !== void 0 && (validate112(data.remove_capabilities, { instancePath: instancePath + "/remove_capabilities", parentData: data, parentDataProperty: "remove_capabilities", rootData }) || (vErrors = vErrors === null ? validate112.errors : appended(vErrors, validate112.errors), errors = vErrors.length)), data.key !== void 0 && (validate115(data.key, { instancePath: instancePath + "/key", parentData: data, parentDataProperty: "key", rootData }) || (vErrors = vErrors === null ? validate115.errors : appended(vErrors, validate115.errors), errors = vErrors.length)), data.devices !== void 0 && (validate117(data.devices, { instancePath: instancePath + "/devices", parentData: data, parentDataProperty: "devices", rootData }) || (vErrors = vErrors === null ? validate117.errors : appended(vErrors, validate117.errors), errors = vErrors.length)), data.disable_devices !== void 0 && (validate125(data.disable_devices, { instancePath: instancePath + "/disable_devices", parentData: data, parentDataProperty: "disable_devices", rootData }) || (vErrors = vErrors === null ? validate125.errors : appended(vErrors, validate125.errors), errors = vErrors.length)), data.include_macs !== void 0 && (validate128(data.include_macs, { instancePath: instancePath + "/include_macs", parentData: data, parentDataProperty: "include_macs", rootData }) || (vErrors = vErrors === null ? validate128.errors : appended(vErrors, validate128.errors), errors = vErrors.length)), data.certificates !== void 0 && (validate130(data.certificates, { instancePath: instancePath + "/certificates", parentData: data, parentDataProperty: "certificates", rootData }) || (vErrors = vErrors === null ? validate130.errors : appended(vErrors, validate130.errors), errors = vErrors.length)), data.certificate !== void 0 && (validate136(data.certificate, { instancePath: instancePath + "/certificate", parentData: data, parentDataProperty: "certificate", rootData }) || (vErrors = vErrors === null ? validate136.errors : appended(vErrors, validate136.errors), errors = vErrors.length)), data.certificate_type !== void 0 && (validate138(data.certificate_type, { instancePath: instancePath + "/certificate_type", parentData: data, parentDataProperty: "certificate_type", rootData }) || (vErrors = vErrors === null ? validate138.errors : appended(vErrors, validate138.errors), errors = vErrors.length)), data.profile_name !== void 0 && (validate257(data.profile_name, { instancePath: instancePath + "/profile_name", parentData: data, parentDataProperty: "profile_name", rootData }) || (vErrors = vErrors === null ? validate257.errors : appended(vErrors, validate257.errors), errors = vErrors.length)), data.policy_console !== void 0 && (validate142(data.policy_console, { instancePath: instancePath + "/policy_console", parentData: data, parentDataProperty: "policy_console", rootData }) || (vErrors = vErrors === null ? validate142.errors : appended(vErrors, validate142.errors), errors = vErrors.length)), data.renew_before !== void 0 && (validate22(data.renew_before, { instancePath: instancePath + "/renew_before", parentData: data, parentDataProperty: "renew_before", rootData }) || (vErrors = vErrors === null ? validate22.errors : appended(vErrors, validate22.errors), errors = vErrors.length)), data.retire_after !== void 0 && (validate155(data.retire_after, { instancePath: instancePath + "/retire_after", parentData: data, parentDataProperty: "retire_after", rootData }) || (vErrors = vErrors === null ? validate155.errors : appended(vErrors, validate155.errors), errors = vErrors.length)), data.prevent_destroy !== void 0 && (validate157(data.prevent_destroy, { instancePath: instancePath + "/prevent_destroy", parentData: data, parentDataProperty: "prevent_destroy", rootData }) || (vErrors = vErrors === null ? validate157.errors : appended(vErrors, validate157.errors), errors = vErrors.length));
  } else {
    let err7 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err7] : vErrors.push(err7), errors++;
  }
  return validate238.errors = vErrors, errors === 0;
}
var schema92 = { type: "object", required: ["platform", "method", "profile_type", "bundle_id"], additionalProperties: !1, properties: { platform: { const: "ios" }, method: { const: "manual" }, profile_type: { $ref: "#/definitions/ProfileTypes" }, bundle_id: { $ref: "#/definitions/BundleId" }, extensions: { $ref: "#/definitions/Extensions" }, certificate: { $ref: "#/definitions/certificate_name" }, profiles: { $ref: "#/definitions/ios_profiles" }, policy_console: { $ref: "#/definitions/IosPolicyConsole" }, renew_before: { $ref: "#/definitions/renew_before" }, prevent_destroy: { $ref: "#/definitions/prevent_destroy" } } };
function validate263(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.platform === void 0) {
      let err0 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "platform" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
    if (data.method === void 0) {
      let err1 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "method" } };
      vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
    }
    if (data.profile_type === void 0) {
      let err2 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "profile_type" } };
      vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
    }
    if (data.bundle_id === void 0) {
      let err3 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "bundle_id" } };
      vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
    }
    for (let key0 in data)
      if (!func13.call(schema92.properties, key0)) {
        let err4 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } };
        vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
      }
    if (data.platform !== void 0 && data.platform !== "ios") {
      let err5 = { instancePath: instancePath + "/platform", schemaPath: "#/properties/platform/const", keyword: "const", params: { allowedValue: "ios" } };
      vErrors === null ? vErrors = [err5] : vErrors.push(err5), errors++;
    }
    if (data.method !== void 0 && data.method !== "manual") {
      let err6 = { instancePath: instancePath + "/method", schemaPath: "#/properties/method/const", keyword: "const", params: { allowedValue: "manual" } };
      vErrors === null ? vErrors = [err6] : vErrors.push(err6), errors++;
    }
    data.profile_type !== void 0 && (validate239(data.profile_type, { instancePath: instancePath + "/profile_type", parentData: data, parentDataProperty: "profile_type", rootData }) || (vErrors = vErrors === null ? validate239.errors : appended(vErrors, validate239.errors), errors = vErrors.length)), data.bundle_id !== void 0 && (validate91(data.bundle_id, { instancePath: instancePath + "/bundle_id", parentData: data, parentDataProperty: "bundle_id", rootData }) || (vErrors = vErrors === null ? validate91.errors : appended(vErrors, validate91.errors), errors = vErrors.length)), data.extensions !== void 0 && (validate86(data.extensions, { instancePath: instancePath + "/extensions", parentData: data, parentDataProperty: "extensions", rootData }) || (vErrors = vErrors === null ? validate86.errors : appended(vErrors, validate86.errors), errors = vErrors.length)), data.certificate !== void 0 && (validate136(data.certificate, { instancePath: instancePath + "/certificate", parentData: data, parentDataProperty: "certificate", rootData }) || (vErrors = vErrors === null ? validate136.errors : appended(vErrors, validate136.errors), errors = vErrors.length)), data.profiles !== void 0 && (validate140(data.profiles, { instancePath: instancePath + "/profiles", parentData: data, parentDataProperty: "profiles", rootData }) || (vErrors = vErrors === null ? validate140.errors : appended(vErrors, validate140.errors), errors = vErrors.length)), data.policy_console !== void 0 && (validate142(data.policy_console, { instancePath: instancePath + "/policy_console", parentData: data, parentDataProperty: "policy_console", rootData }) || (vErrors = vErrors === null ? validate142.errors : appended(vErrors, validate142.errors), errors = vErrors.length)), data.renew_before !== void 0 && (validate22(data.renew_before, { instancePath: instancePath + "/renew_before", parentData: data, parentDataProperty: "renew_before", rootData }) || (vErrors = vErrors === null ? validate22.errors : appended(vErrors, validate22.errors), errors = vErrors.length)), data.prevent_destroy !== void 0 && (validate157(data.prevent_destroy, { instancePath: instancePath + "/prevent_destroy", parentData: data, parentDataProperty: "prevent_destroy", rootData }) || (vErrors = vErrors === null ? validate157.errors : appended(vErrors, validate157.errors), errors = vErrors.length));
  } else {
    let err7 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err7] : vErrors.push(err7), errors++;
  }
  return validate263.errors = vErrors, errors === 0;
}
function validate237(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.platform === void 0) {
      let err0 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "platform" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
    if (data.method === void 0) {
      let err1 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "method" } };
      vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
    }
    if (data.platform !== void 0 && data.platform !== "ios") {
      let err2 = { instancePath: instancePath + "/platform", schemaPath: "#/properties/platform/const", keyword: "const", params: { allowedValue: "ios" } };
      vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
    }
    let tag0 = data.method;
    if (typeof tag0 == "string")
      if (tag0 === "automatic")
        validate238(data, { instancePath, parentData, parentDataProperty, rootData }) || (vErrors = vErrors === null ? validate238.errors : appended(vErrors, validate238.errors), errors = vErrors.length);
      else if (tag0 === "manual")
        validate263(data, { instancePath, parentData, parentDataProperty, rootData }) || (vErrors = vErrors === null ? validate263.errors : appended(vErrors, validate263.errors), errors = vErrors.length);
      else {
        let err3 = { instancePath, schemaPath: "#/discriminator", keyword: "discriminator", params: { error: "mapping", tag: "method", tagValue: tag0 } };
        vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
      }
    else {
      let err4 = { instancePath, schemaPath: "#/discriminator", keyword: "discriminator", params: { error: "tag", tag: "method", tagValue: tag0 } };
      vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
    }
  } else {
    let err5 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err5] : vErrors.push(err5), errors++;
  }
  return validate237.errors = vErrors, errors === 0;
}
var schema94 = { type: "object", required: ["platform", "method", "profile_type", "bundle_id"], additionalProperties: !1, properties: { platform: { const: "tvos" }, method: { const: "automatic" }, profile_type: { $ref: "#/definitions/ProfileTypes" }, bundle_id: { $ref: "#/definitions/BundleId" }, extensions: { $ref: "#/definitions/Extensions" }, capabilities: { $ref: "#/definitions/Capabilities" }, remove_capabilities: { $ref: "#/definitions/remove_capabilities" }, key: { $ref: "#/definitions/api_key_name" }, devices: { $ref: "#/definitions/DeviceSelection" }, disable_devices: { $ref: "#/definitions/disable_devices" }, certificates: { $ref: "#/definitions/CertificateSelection" }, certificate: { $ref: "#/definitions/certificate_name" }, certificate_type: { $ref: "#/definitions/IosCertificateType" }, profile_name: { $ref: "#/definitions/profile_name" }, renew_before: { $ref: "#/definitions/renew_before" }, retire_after: { $ref: "#/definitions/retire_after" }, prevent_destroy: { $ref: "#/definitions/prevent_destroy" } } };
function validate275(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.platform === void 0) {
      let err0 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "platform" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
    if (data.method === void 0) {
      let err1 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "method" } };
      vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
    }
    if (data.profile_type === void 0) {
      let err2 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "profile_type" } };
      vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
    }
    if (data.bundle_id === void 0) {
      let err3 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "bundle_id" } };
      vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
    }
    for (let key0 in data)
      if (!func13.call(schema94.properties, key0)) {
        let err4 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } };
        vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
      }
    if (data.platform !== void 0 && data.platform !== "tvos") {
      let err5 = { instancePath: instancePath + "/platform", schemaPath: "#/properties/platform/const", keyword: "const", params: { allowedValue: "tvos" } };
      vErrors === null ? vErrors = [err5] : vErrors.push(err5), errors++;
    }
    if (data.method !== void 0 && data.method !== "automatic") {
      let err6 = { instancePath: instancePath + "/method", schemaPath: "#/properties/method/const", keyword: "const", params: { allowedValue: "automatic" } };
      vErrors === null ? vErrors = [err6] : vErrors.push(err6), errors++;
    }
    data.profile_type !== void 0 && (validate239(data.profile_type, { instancePath: instancePath + "/profile_type", parentData: data, parentDataProperty: "profile_type", rootData }) || (vErrors = vErrors === null ? validate239.errors : appended(vErrors, validate239.errors), errors = vErrors.length)), data.bundle_id !== void 0 && (validate91(data.bundle_id, { instancePath: instancePath + "/bundle_id", parentData: data, parentDataProperty: "bundle_id", rootData }) || (vErrors = vErrors === null ? validate91.errors : appended(vErrors, validate91.errors), errors = vErrors.length)), data.extensions !== void 0 && (validate86(data.extensions, { instancePath: instancePath + "/extensions", parentData: data, parentDataProperty: "extensions", rootData }) || (vErrors = vErrors === null ? validate86.errors : appended(vErrors, validate86.errors), errors = vErrors.length)), data.capabilities !== void 0 && (validate96(data.capabilities, { instancePath: instancePath + "/capabilities", parentData: data, parentDataProperty: "capabilities", rootData }) || (vErrors = vErrors === null ? validate96.errors : appended(vErrors, validate96.errors), errors = vErrors.length)), data.remove_capabilities !== void 0 && (validate112(data.remove_capabilities, { instancePath: instancePath + "/remove_capabilities", parentData: data, parentDataProperty: "remove_capabilities", rootData }) || (vErrors = vErrors === null ? validate112.errors : appended(vErrors, validate112.errors), errors = vErrors.length)), data.key !== void 0 && (validate115(data.key, { instancePath: instancePath + "/key", parentData: data, parentDataProperty: "key", rootData }) || (vErrors = vErrors === null ? validate115.errors : appended(vErrors, validate115.errors), errors = vErrors.length)), data.devices !== void 0 && (validate117(data.devices, { instancePath: instancePath + "/devices", parentData: data, parentDataProperty: "devices", rootData }) || (vErrors = vErrors === null ? validate117.errors : appended(vErrors, validate117.errors), errors = vErrors.length)), data.disable_devices !== void 0 && (validate125(data.disable_devices, { instancePath: instancePath + "/disable_devices", parentData: data, parentDataProperty: "disable_devices", rootData }) || (vErrors = vErrors === null ? validate125.errors : appended(vErrors, validate125.errors), errors = vErrors.length)), data.certificates !== void 0 && (validate130(data.certificates, { instancePath: instancePath + "/certificates", parentData: data, parentDataProperty: "certificates", rootData }) || (vErrors = vErrors === null ? validate130.errors : appended(vErrors, validate130.errors), errors = vErrors.length)), data.certificate !== void 0 && (validate136(data.certificate, { instancePath: instancePath + "/certificate", parentData: data, parentDataProperty: "certificate", rootData }) || (vErrors = vErrors === null ? validate136.errors : appended(vErrors, validate136.errors), errors = vErrors.length)), data.certificate_type !== void 0 && (validate138(data.certificate_type, { instancePath: instancePath + "/certificate_type", parentData: data, parentDataProperty: "certificate_type", rootData }) || (vErrors = vErrors === null ? validate138.errors : appended(vErrors, validate138.errors), errors = vErrors.length)), data.profile_name !== void 0 && (validate257(data.profile_name, { instancePath: instancePath + "/profile_name", parentData: data, parentDataProperty: "profile_name", rootData }) || (vErrors = vErrors === null ? validate257.errors : appended(vErrors, validate257.errors), errors = vErrors.length)), data.renew_before !== void 0 && (validate22(data.renew_before, { instancePath: instancePath + "/renew_before", parentData: data, parentDataProperty: "renew_before", rootData }) || (vErrors = vErrors === null ? validate22.errors : appended(vErrors, validate22.errors), errors = vErrors.length)), data.retire_after !== void 0 && (validate155(data.retire_after, { instancePath: instancePath + "/retire_after", parentData: data, parentDataProperty: "retire_after", rootData }) || (vErrors = vErrors === null ? validate155.errors : appended(vErrors, validate155.errors), errors = vErrors.length)), data.prevent_destroy !== void 0 && (validate157(data.prevent_destroy, { instancePath: instancePath + "/prevent_destroy", parentData: data, parentDataProperty: "prevent_destroy", rootData }) || (vErrors = vErrors === null ? validate157.errors : appended(vErrors, validate157.errors), errors = vErrors.length));
  } else {
    let err7 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err7] : vErrors.push(err7), errors++;
  }
  return validate275.errors = vErrors, errors === 0;
}
var schema95 = { type: "object", required: ["platform", "method", "profile_type", "bundle_id"], additionalProperties: !1, properties: { platform: { const: "tvos" }, method: { const: "manual" }, profile_type: { $ref: "#/definitions/ProfileTypes" }, bundle_id: { $ref: "#/definitions/BundleId" }, extensions: { $ref: "#/definitions/Extensions" }, certificate: { $ref: "#/definitions/certificate_name" }, profiles: { $ref: "#/definitions/ios_profiles" }, renew_before: { $ref: "#/definitions/renew_before" }, prevent_destroy: { $ref: "#/definitions/prevent_destroy" } } };
function validate291(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.platform === void 0) {
      let err0 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "platform" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
    if (data.method === void 0) {
      let err1 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "method" } };
      vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
    }
    if (data.profile_type === void 0) {
      let err2 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "profile_type" } };
      vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
    }
    if (data.bundle_id === void 0) {
      let err3 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "bundle_id" } };
      vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
    }
    for (let key0 in data)
      if (!func13.call(schema95.properties, key0)) {
        let err4 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } };
        vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
      }
    if (data.platform !== void 0 && data.platform !== "tvos") {
      let err5 = { instancePath: instancePath + "/platform", schemaPath: "#/properties/platform/const", keyword: "const", params: { allowedValue: "tvos" } };
      vErrors === null ? vErrors = [err5] : vErrors.push(err5), errors++;
    }
    if (data.method !== void 0 && data.method !== "manual") {
      let err6 = { instancePath: instancePath + "/method", schemaPath: "#/properties/method/const", keyword: "const", params: { allowedValue: "manual" } };
      vErrors === null ? vErrors = [err6] : vErrors.push(err6), errors++;
    }
    data.profile_type !== void 0 && (validate239(data.profile_type, { instancePath: instancePath + "/profile_type", parentData: data, parentDataProperty: "profile_type", rootData }) || (vErrors = vErrors === null ? validate239.errors : appended(vErrors, validate239.errors), errors = vErrors.length)), data.bundle_id !== void 0 && (validate91(data.bundle_id, { instancePath: instancePath + "/bundle_id", parentData: data, parentDataProperty: "bundle_id", rootData }) || (vErrors = vErrors === null ? validate91.errors : appended(vErrors, validate91.errors), errors = vErrors.length)), data.extensions !== void 0 && (validate86(data.extensions, { instancePath: instancePath + "/extensions", parentData: data, parentDataProperty: "extensions", rootData }) || (vErrors = vErrors === null ? validate86.errors : appended(vErrors, validate86.errors), errors = vErrors.length)), data.certificate !== void 0 && (validate136(data.certificate, { instancePath: instancePath + "/certificate", parentData: data, parentDataProperty: "certificate", rootData }) || (vErrors = vErrors === null ? validate136.errors : appended(vErrors, validate136.errors), errors = vErrors.length)), data.profiles !== void 0 && (validate140(data.profiles, { instancePath: instancePath + "/profiles", parentData: data, parentDataProperty: "profiles", rootData }) || (vErrors = vErrors === null ? validate140.errors : appended(vErrors, validate140.errors), errors = vErrors.length)), data.renew_before !== void 0 && (validate22(data.renew_before, { instancePath: instancePath + "/renew_before", parentData: data, parentDataProperty: "renew_before", rootData }) || (vErrors = vErrors === null ? validate22.errors : appended(vErrors, validate22.errors), errors = vErrors.length)), data.prevent_destroy !== void 0 && (validate157(data.prevent_destroy, { instancePath: instancePath + "/prevent_destroy", parentData: data, parentDataProperty: "prevent_destroy", rootData }) || (vErrors = vErrors === null ? validate157.errors : appended(vErrors, validate157.errors), errors = vErrors.length));
  } else {
    let err7 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err7] : vErrors.push(err7), errors++;
  }
  return validate291.errors = vErrors, errors === 0;
}
function validate274(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.platform === void 0) {
      let err0 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "platform" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
    if (data.method === void 0) {
      let err1 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "method" } };
      vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
    }
    if (data.platform !== void 0 && data.platform !== "tvos") {
      let err2 = { instancePath: instancePath + "/platform", schemaPath: "#/properties/platform/const", keyword: "const", params: { allowedValue: "tvos" } };
      vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
    }
    let tag0 = data.method;
    if (typeof tag0 == "string")
      if (tag0 === "automatic")
        validate275(data, { instancePath, parentData, parentDataProperty, rootData }) || (vErrors = vErrors === null ? validate275.errors : appended(vErrors, validate275.errors), errors = vErrors.length);
      else if (tag0 === "manual")
        validate291(data, { instancePath, parentData, parentDataProperty, rootData }) || (vErrors = vErrors === null ? validate291.errors : appended(vErrors, validate291.errors), errors = vErrors.length);
      else {
        let err3 = { instancePath, schemaPath: "#/discriminator", keyword: "discriminator", params: { error: "mapping", tag: "method", tagValue: tag0 } };
        vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
      }
    else {
      let err4 = { instancePath, schemaPath: "#/discriminator", keyword: "discriminator", params: { error: "tag", tag: "method", tagValue: tag0 } };
      vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
    }
  } else {
    let err5 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err5] : vErrors.push(err5), errors++;
  }
  return validate274.errors = vErrors, errors === 0;
}
var schema97 = { type: "object", required: ["platform", "method", "profile_type", "bundle_id"], additionalProperties: !1, properties: { platform: { const: "visionos" }, method: { const: "automatic" }, profile_type: { $ref: "#/definitions/ProfileTypes" }, bundle_id: { $ref: "#/definitions/BundleId" }, extensions: { $ref: "#/definitions/Extensions" }, capabilities: { $ref: "#/definitions/Capabilities" }, remove_capabilities: { $ref: "#/definitions/remove_capabilities" }, key: { $ref: "#/definitions/api_key_name" }, devices: { $ref: "#/definitions/DeviceSelection" }, disable_devices: { $ref: "#/definitions/disable_devices" }, certificates: { $ref: "#/definitions/CertificateSelection" }, certificate: { $ref: "#/definitions/certificate_name" }, certificate_type: { $ref: "#/definitions/IosCertificateType" }, profile_name: { $ref: "#/definitions/profile_name" }, renew_before: { $ref: "#/definitions/renew_before" }, retire_after: { $ref: "#/definitions/retire_after" }, prevent_destroy: { $ref: "#/definitions/prevent_destroy" } } };
function validate302(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.platform === void 0) {
      let err0 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "platform" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
    if (data.method === void 0) {
      let err1 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "method" } };
      vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
    }
    if (data.profile_type === void 0) {
      let err2 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "profile_type" } };
      vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
    }
    if (data.bundle_id === void 0) {
      let err3 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "bundle_id" } };
      vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
    }
    for (let key0 in data)
      if (!func13.call(schema97.properties, key0)) {
        let err4 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } };
        vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
      }
    if (data.platform !== void 0 && data.platform !== "visionos") {
      let err5 = { instancePath: instancePath + "/platform", schemaPath: "#/properties/platform/const", keyword: "const", params: { allowedValue: "visionos" } };
      vErrors === null ? vErrors = [err5] : vErrors.push(err5), errors++;
    }
    if (data.method !== void 0 && data.method !== "automatic") {
      let err6 = { instancePath: instancePath + "/method", schemaPath: "#/properties/method/const", keyword: "const", params: { allowedValue: "automatic" } };
      vErrors === null ? vErrors = [err6] : vErrors.push(err6), errors++;
    }
    data.profile_type !== void 0 && (validate239(data.profile_type, { instancePath: instancePath + "/profile_type", parentData: data, parentDataProperty: "profile_type", rootData }) || (vErrors = vErrors === null ? validate239.errors : appended(vErrors, validate239.errors), errors = vErrors.length)), data.bundle_id !== void 0 && (validate91(data.bundle_id, { instancePath: instancePath + "/bundle_id", parentData: data, parentDataProperty: "bundle_id", rootData }) || (vErrors = vErrors === null ? validate91.errors : appended(vErrors, validate91.errors), errors = vErrors.length)), data.extensions !== void 0 && (validate86(data.extensions, { instancePath: instancePath + "/extensions", parentData: data, parentDataProperty: "extensions", rootData }) || (vErrors = vErrors === null ? validate86.errors : appended(vErrors, validate86.errors), errors = vErrors.length)), data.capabilities !== void 0 && (validate96(data.capabilities, { instancePath: instancePath + "/capabilities", parentData: data, parentDataProperty: "capabilities", rootData }) || (vErrors = vErrors === null ? validate96.errors : appended(vErrors, validate96.errors), errors = vErrors.length)), data.remove_capabilities !== void 0 && (validate112(data.remove_capabilities, { instancePath: instancePath + "/remove_capabilities", parentData: data, parentDataProperty: "remove_capabilities", rootData }) || (vErrors = vErrors === null ? validate112.errors : appended(vErrors, validate112.errors), errors = vErrors.length)), data.key !== void 0 && (validate115(data.key, { instancePath: instancePath + "/key", parentData: data, parentDataProperty: "key", rootData }) || (vErrors = vErrors === null ? validate115.errors : appended(vErrors, validate115.errors), errors = vErrors.length)), data.devices !== void 0 && (validate117(data.devices, { instancePath: instancePath + "/devices", parentData: data, parentDataProperty: "devices", rootData }) || (vErrors = vErrors === null ? validate117.errors : appended(vErrors, validate117.errors), errors = vErrors.length)), data.disable_devices !== void 0 && (validate125(data.disable_devices, { instancePath: instancePath + "/disable_devices", parentData: data, parentDataProperty: "disable_devices", rootData }) || (vErrors = vErrors === null ? validate125.errors : appended(vErrors, validate125.errors), errors = vErrors.length)), data.certificates !== void 0 && (validate130(data.certificates, { instancePath: instancePath + "/certificates", parentData: data, parentDataProperty: "certificates", rootData }) || (vErrors = vErrors === null ? validate130.errors : appended(vErrors, validate130.errors), errors = vErrors.length)), data.certificate !== void 0 && (validate136(data.certificate, { instancePath: instancePath + "/certificate", parentData: data, parentDataProperty: "certificate", rootData }) || (vErrors = vErrors === null ? validate136.errors : appended(vErrors, validate136.errors), errors = vErrors.length)), data.certificate_type !== void 0 && (validate138(data.certificate_type, { instancePath: instancePath + "/certificate_type", parentData: data, parentDataProperty: "certificate_type", rootData }) || (vErrors = vErrors === null ? validate138.errors : appended(vErrors, validate138.errors), errors = vErrors.length)), data.profile_name !== void 0 && (validate257(data.profile_name, { instancePath: instancePath + "/profile_name", parentData: data, parentDataProperty: "profile_name", rootData }) || (vErrors = vErrors === null ? validate257.errors : appended(vErrors, validate257.errors), errors = vErrors.length)), data.renew_before !== void 0 && (validate22(data.renew_before, { instancePath: instancePath + "/renew_before", parentData: data, parentDataProperty: "renew_before", rootData }) || (vErrors = vErrors === null ? validate22.errors : appended(vErrors, validate22.errors), errors = vErrors.length)), data.retire_after !== void 0 && (validate155(data.retire_after, { instancePath: instancePath + "/retire_after", parentData: data, parentDataProperty: "retire_after", rootData }) || (vErrors = vErrors === null ? validate155.errors : appended(vErrors, validate155.errors), errors = vErrors.length)), data.prevent_destroy !== void 0 && (validate157(data.prevent_destroy, { instancePath: instancePath + "/prevent_destroy", parentData: data, parentDataProperty: "prevent_destroy", rootData }) || (vErrors = vErrors === null ? validate157.errors : appended(vErrors, validate157.errors), errors = vErrors.length));
  } else {
    let err7 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err7] : vErrors.push(err7), errors++;
  }
  return validate302.errors = vErrors, errors === 0;
}
var schema98 = { type: "object", required: ["platform", "method", "profile_type", "bundle_id"], additionalProperties: !1, properties: { platform: { const: "visionos" }, method: { const: "manual" }, profile_type: { $ref: "#/definitions/ProfileTypes" }, bundle_id: { $ref: "#/definitions/BundleId" }, extensions: { $ref: "#/definitions/Extensions" }, certificate: { $ref: "#/definitions/certificate_name" }, profiles: { $ref: "#/definitions/ios_profiles" }, renew_before: { $ref: "#/definitions/renew_before" }, prevent_destroy: { $ref: "#/definitions/prevent_destroy" } } };
function validate318(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.platform === void 0) {
      let err0 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "platform" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
    if (data.method === void 0) {
      let err1 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "method" } };
      vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
    }
    if (data.profile_type === void 0) {
      let err2 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "profile_type" } };
      vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
    }
    if (data.bundle_id === void 0) {
      let err3 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "bundle_id" } };
      vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
    }
    for (let key0 in data)
      if (!func13.call(schema98.properties, key0)) {
        let err4 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } };
        vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
      }
    if (data.platform !== void 0 && data.platform !== "visionos") {
      let err5 = { instancePath: instancePath + "/platform", schemaPath: "#/properties/platform/const", keyword: "const", params: { allowedValue: "visionos" } };
      vErrors === null ? vErrors = [err5] : vErrors.push(err5), errors++;
    }
    if (data.method !== void 0 && data.method !== "manual") {
      let err6 = { instancePath: instancePath + "/method", schemaPath: "#/properties/method/const", keyword: "const", params: { allowedValue: "manual" } };
      vErrors === null ? vErrors = [err6] : vErrors.push(err6), errors++;
    }
    data.profile_type !== void 0 && (validate239(data.profile_type, { instancePath: instancePath + "/profile_type", parentData: data, parentDataProperty: "profile_type", rootData }) || (vErrors = vErrors === null ? validate239.errors : appended(vErrors, validate239.errors), errors = vErrors.length)), data.bundle_id !== void 0 && (validate91(data.bundle_id, { instancePath: instancePath + "/bundle_id", parentData: data, parentDataProperty: "bundle_id", rootData }) || (vErrors = vErrors === null ? validate91.errors : appended(vErrors, validate91.errors), errors = vErrors.length)), data.extensions !== void 0 && (validate86(data.extensions, { instancePath: instancePath + "/extensions", parentData: data, parentDataProperty: "extensions", rootData }) || (vErrors = vErrors === null ? validate86.errors : appended(vErrors, validate86.errors), errors = vErrors.length)), data.certificate !== void 0 && (validate136(data.certificate, { instancePath: instancePath + "/certificate", parentData: data, parentDataProperty: "certificate", rootData }) || (vErrors = vErrors === null ? validate136.errors : appended(vErrors, validate136.errors), errors = vErrors.length)), data.profiles !== void 0 && (validate140(data.profiles, { instancePath: instancePath + "/profiles", parentData: data, parentDataProperty: "profiles", rootData }) || (vErrors = vErrors === null ? validate140.errors : appended(vErrors, validate140.errors), errors = vErrors.length)), data.renew_before !== void 0 && (validate22(data.renew_before, { instancePath: instancePath + "/renew_before", parentData: data, parentDataProperty: "renew_before", rootData }) || (vErrors = vErrors === null ? validate22.errors : appended(vErrors, validate22.errors), errors = vErrors.length)), data.prevent_destroy !== void 0 && (validate157(data.prevent_destroy, { instancePath: instancePath + "/prevent_destroy", parentData: data, parentDataProperty: "prevent_destroy", rootData }) || (vErrors = vErrors === null ? validate157.errors : appended(vErrors, validate157.errors), errors = vErrors.length));
  } else {
    let err7 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err7] : vErrors.push(err7), errors++;
  }
  return validate318.errors = vErrors, errors === 0;
}
function validate301(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.platform === void 0) {
      let err0 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "platform" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
    if (data.method === void 0) {
      let err1 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "method" } };
      vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
    }
    if (data.platform !== void 0 && data.platform !== "visionos") {
      let err2 = { instancePath: instancePath + "/platform", schemaPath: "#/properties/platform/const", keyword: "const", params: { allowedValue: "visionos" } };
      vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
    }
    let tag0 = data.method;
    if (typeof tag0 == "string")
      if (tag0 === "automatic")
        validate302(data, { instancePath, parentData, parentDataProperty, rootData }) || (vErrors = vErrors === null ? validate302.errors : appended(vErrors, validate302.errors), errors = vErrors.length);
      else if (tag0 === "manual")
        validate318(data, { instancePath, parentData, parentDataProperty, rootData }) || (vErrors = vErrors === null ? validate318.errors : appended(vErrors, validate318.errors), errors = vErrors.length);
      else {
        let err3 = { instancePath, schemaPath: "#/discriminator", keyword: "discriminator", params: { error: "mapping", tag: "method", tagValue: tag0 } };
        vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
      }
    else {
      let err4 = { instancePath, schemaPath: "#/discriminator", keyword: "discriminator", params: { error: "tag", tag: "method", tagValue: tag0 } };
      vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
    }
  } else {
    let err5 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err5] : vErrors.push(err5), errors++;
  }
  return validate301.errors = vErrors, errors === 0;
}
var schema100 = { type: "object", required: ["platform", "method", "profile_type", "bundle_id"], additionalProperties: !1, properties: { platform: { const: "macos" }, method: { const: "automatic" }, profile_type: { $ref: "#/definitions/ProfileTypes" }, catalyst: { $ref: "#/definitions/catalyst" }, installer: { $ref: "#/definitions/installer" }, bundle_id: { $ref: "#/definitions/BundleId" }, extensions: { $ref: "#/definitions/Extensions" }, capabilities: { $ref: "#/definitions/Capabilities" }, remove_capabilities: { $ref: "#/definitions/remove_capabilities" }, key: { $ref: "#/definitions/api_key_name" }, devices: { $ref: "#/definitions/DeviceSelection" }, disable_devices: { $ref: "#/definitions/disable_devices" }, certificates: { $ref: "#/definitions/CertificateSelection" }, certificate: { $ref: "#/definitions/certificate_name" }, installer_certificate: { $ref: "#/definitions/installer_certificate_name" }, certificate_type: { $ref: "#/definitions/MacosCertificateType" }, profile_name: { $ref: "#/definitions/profile_name" }, renew_before: { $ref: "#/definitions/renew_before" }, retire_after: { $ref: "#/definitions/retire_after" }, prevent_destroy: { $ref: "#/definitions/prevent_destroy" } } };
function validate329(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.platform === void 0) {
      let err0 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "platform" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
    if (data.method === void 0) {
      let err1 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "method" } };
      vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
    }
    if (data.profile_type === void 0) {
      let err2 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "profile_type" } };
      vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
    }
    if (data.bundle_id === void 0) {
      let err3 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "bundle_id" } };
      vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
    }
    for (let key0 in data)
      if (!func13.call(schema100.properties, key0)) {
        let err4 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } };
        vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
      }
    if (data.platform !== void 0 && data.platform !== "macos") {
      let err5 = { instancePath: instancePath + "/platform", schemaPath: "#/properties/platform/const", keyword: "const", params: { allowedValue: "macos" } };
      vErrors === null ? vErrors = [err5] : vErrors.push(err5), errors++;
    }
    if (data.method !== void 0 && data.method !== "automatic") {
      let err6 = { instancePath: instancePath + "/method", schemaPath: "#/properties/method/const", keyword: "const", params: { allowedValue: "automatic" } };
      vErrors === null ? vErrors = [err6] : vErrors.push(err6), errors++;
    }
    data.profile_type !== void 0 && (validate239(data.profile_type, { instancePath: instancePath + "/profile_type", parentData: data, parentDataProperty: "profile_type", rootData }) || (vErrors = vErrors === null ? validate239.errors : appended(vErrors, validate239.errors), errors = vErrors.length)), data.catalyst !== void 0 && (validate191(data.catalyst, { instancePath: instancePath + "/catalyst", parentData: data, parentDataProperty: "catalyst", rootData }) || (vErrors = vErrors === null ? validate191.errors : appended(vErrors, validate191.errors), errors = vErrors.length)), data.installer !== void 0 && (validate193(data.installer, { instancePath: instancePath + "/installer", parentData: data, parentDataProperty: "installer", rootData }) || (vErrors = vErrors === null ? validate193.errors : appended(vErrors, validate193.errors), errors = vErrors.length)), data.bundle_id !== void 0 && (validate91(data.bundle_id, { instancePath: instancePath + "/bundle_id", parentData: data, parentDataProperty: "bundle_id", rootData }) || (vErrors = vErrors === null ? validate91.errors : appended(vErrors, validate91.errors), errors = vErrors.length)), data.extensions !== void 0 && (validate86(data.extensions, { instancePath: instancePath + "/extensions", parentData: data, parentDataProperty: "extensions", rootData }) || (vErrors = vErrors === null ? validate86.errors : appended(vErrors, validate86.errors), errors = vErrors.length)), data.capabilities !== void 0 && (validate96(data.capabilities, { instancePath: instancePath + "/capabilities", parentData: data, parentDataProperty: "capabilities", rootData }) || (vErrors = vErrors === null ? validate96.errors : appended(vErrors, validate96.errors), errors = vErrors.length)), data.remove_capabilities !== void 0 && (validate112(data.remove_capabilities, { instancePath: instancePath + "/remove_capabilities", parentData: data, parentDataProperty: "remove_capabilities", rootData }) || (vErrors = vErrors === null ? validate112.errors : appended(vErrors, validate112.errors), errors = vErrors.length)), data.key !== void 0 && (validate115(data.key, { instancePath: instancePath + "/key", parentData: data, parentDataProperty: "key", rootData }) || (vErrors = vErrors === null ? validate115.errors : appended(vErrors, validate115.errors), errors = vErrors.length)), data.devices !== void 0 && (validate117(data.devices, { instancePath: instancePath + "/devices", parentData: data, parentDataProperty: "devices", rootData }) || (vErrors = vErrors === null ? validate117.errors : appended(vErrors, validate117.errors), errors = vErrors.length)), data.disable_devices !== void 0 && (validate125(data.disable_devices, { instancePath: instancePath + "/disable_devices", parentData: data, parentDataProperty: "disable_devices", rootData }) || (vErrors = vErrors === null ? validate125.errors : appended(vErrors, validate125.errors), errors = vErrors.length)), data.certificates !== void 0 && (validate130(data.certificates, { instancePath: instancePath + "/certificates", parentData: data, parentDataProperty: "certificates", rootData }) || (vErrors = vErrors === null ? validate130.errors : appended(vErrors, validate130.errors), errors = vErrors.length)), data.certificate !== void 0 && (validate136(data.certificate, { instancePath: instancePath + "/certificate", parentData: data, parentDataProperty: "certificate", rootData }) || (vErrors = vErrors === null ? validate136.errors : appended(vErrors, validate136.errors), errors = vErrors.length)), data.installer_certificate !== void 0 && (validate203(data.installer_certificate, { instancePath: instancePath + "/installer_certificate", parentData: data, parentDataProperty: "installer_certificate", rootData }) || (vErrors = vErrors === null ? validate203.errors : appended(vErrors, validate203.errors), errors = vErrors.length)), data.certificate_type !== void 0 && (validate205(data.certificate_type, { instancePath: instancePath + "/certificate_type", parentData: data, parentDataProperty: "certificate_type", rootData }) || (vErrors = vErrors === null ? validate205.errors : appended(vErrors, validate205.errors), errors = vErrors.length)), data.profile_name !== void 0 && (validate257(data.profile_name, { instancePath: instancePath + "/profile_name", parentData: data, parentDataProperty: "profile_name", rootData }) || (vErrors = vErrors === null ? validate257.errors : appended(vErrors, validate257.errors), errors = vErrors.length)), data.renew_before !== void 0 && (validate22(data.renew_before, { instancePath: instancePath + "/renew_before", parentData: data, parentDataProperty: "renew_before", rootData }) || (vErrors = vErrors === null ? validate22.errors : appended(vErrors, validate22.errors), errors = vErrors.length)), data.retire_after !== void 0 && (validate155(data.retire_after, { instancePath: instancePath + "/retire_after", parentData: data, parentDataProperty: "retire_after", rootData }) || (vErrors = vErrors === null ? validate155.errors : appended(vErrors, validate155.errors), errors = vErrors.length)), data.prevent_destroy !== void 0 && (validate157(data.prevent_destroy, { instancePath: instancePath + "/prevent_destroy", parentData: data, parentDataProperty: "prevent_destroy", rootData }) || (vErrors = vErrors === null ? validate157.errors : appended(vErrors, validate157.errors), errors = vErrors.length));
  } else {
    let err7 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err7] : vErrors.push(err7), errors++;
  }
  return validate329.errors = vErrors, errors === 0;
}
var schema101 = { type: "object", required: ["platform", "method", "profile_type", "bundle_id"], additionalProperties: !1, properties: { platform: { const: "macos" }, method: { const: "manual" }, profile_type: { $ref: "#/definitions/ProfileTypes" }, catalyst: { $ref: "#/definitions/catalyst" }, bundle_id: { $ref: "#/definitions/BundleId" }, extensions: { $ref: "#/definitions/Extensions" }, certificate: { $ref: "#/definitions/certificate_name" }, installer_certificate: { $ref: "#/definitions/installer_certificate_name" }, profiles: { $ref: "#/definitions/macos_profiles" }, renew_before: { $ref: "#/definitions/renew_before" }, prevent_destroy: { $ref: "#/definitions/prevent_destroy" } } };
function validate348(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.platform === void 0) {
      let err0 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "platform" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
    if (data.method === void 0) {
      let err1 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "method" } };
      vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
    }
    if (data.profile_type === void 0) {
      let err2 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "profile_type" } };
      vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
    }
    if (data.bundle_id === void 0) {
      let err3 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "bundle_id" } };
      vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
    }
    for (let key0 in data)
      if (!func13.call(schema101.properties, key0)) {
        let err4 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } };
        vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
      }
    if (data.platform !== void 0 && data.platform !== "macos") {
      let err5 = { instancePath: instancePath + "/platform", schemaPath: "#/properties/platform/const", keyword: "const", params: { allowedValue: "macos" } };
      vErrors === null ? vErrors = [err5] : vErrors.push(err5), errors++;
    }
    if (data.method !== void 0 && data.method !== "manual") {
      let err6 = { instancePath: instancePath + "/method", schemaPath: "#/properties/method/const", keyword: "const", params: { allowedValue: "manual" } };
      vErrors === null ? vErrors = [err6] : vErrors.push(err6), errors++;
    }
    data.profile_type !== void 0 && (validate239(data.profile_type, { instancePath: instancePath + "/profile_type", parentData: data, parentDataProperty: "profile_type", rootData }) || (vErrors = vErrors === null ? validate239.errors : appended(vErrors, validate239.errors), errors = vErrors.length)), data.catalyst !== void 0 && (validate191(data.catalyst, { instancePath: instancePath + "/catalyst", parentData: data, parentDataProperty: "catalyst", rootData }) || (vErrors = vErrors === null ? validate191.errors : appended(vErrors, validate191.errors), errors = vErrors.length)), data.bundle_id !== void 0 && (validate91(data.bundle_id, { instancePath: instancePath + "/bundle_id", parentData: data, parentDataProperty: "bundle_id", rootData }) || (vErrors = vErrors === null ? validate91.errors : appended(vErrors, validate91.errors), errors = vErrors.length)), data.extensions !== void 0 && (validate86(data.extensions, { instancePath: instancePath + "/extensions", parentData: data, parentDataProperty: "extensions", rootData }) || (vErrors = vErrors === null ? validate86.errors : appended(vErrors, validate86.errors), errors = vErrors.length)), data.certificate !== void 0 && (validate136(data.certificate, { instancePath: instancePath + "/certificate", parentData: data, parentDataProperty: "certificate", rootData }) || (vErrors = vErrors === null ? validate136.errors : appended(vErrors, validate136.errors), errors = vErrors.length)), data.installer_certificate !== void 0 && (validate203(data.installer_certificate, { instancePath: instancePath + "/installer_certificate", parentData: data, parentDataProperty: "installer_certificate", rootData }) || (vErrors = vErrors === null ? validate203.errors : appended(vErrors, validate203.errors), errors = vErrors.length)), data.profiles !== void 0 && (validate207(data.profiles, { instancePath: instancePath + "/profiles", parentData: data, parentDataProperty: "profiles", rootData }) || (vErrors = vErrors === null ? validate207.errors : appended(vErrors, validate207.errors), errors = vErrors.length)), data.renew_before !== void 0 && (validate22(data.renew_before, { instancePath: instancePath + "/renew_before", parentData: data, parentDataProperty: "renew_before", rootData }) || (vErrors = vErrors === null ? validate22.errors : appended(vErrors, validate22.errors), errors = vErrors.length)), data.prevent_destroy !== void 0 && (validate157(data.prevent_destroy, { instancePath: instancePath + "/prevent_destroy", parentData: data, parentDataProperty: "prevent_destroy", rootData }) || (vErrors = vErrors === null ? validate157.errors : appended(vErrors, validate157.errors), errors = vErrors.length));
  } else {
    let err7 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err7] : vErrors.push(err7), errors++;
  }
  return validate348.errors = vErrors, errors === 0;
}
function validate328(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.platform === void 0) {
      let err0 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "platform" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
    if (data.method === void 0) {
      let err1 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "method" } };
      vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
    }
    if (data.platform !== void 0 && data.platform !== "macos") {
      let err2 = { instancePath: instancePath + "/platform", schemaPath: "#/properties/platform/const", keyword: "const", params: { allowedValue: "macos" } };
      vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
    }
    let tag0 = data.method;
    if (typeof tag0 == "string")
      if (tag0 === "automatic")
        validate329(data, { instancePath, parentData, parentDataProperty, rootData }) || (vErrors = vErrors === null ? validate329.errors : appended(vErrors, validate329.errors), errors = vErrors.length);
      else if (tag0 === "manual")
        validate348(data, { instancePath, parentData, parentDataProperty, rootData }) || (vErrors = vErrors === null ? validate348.errors : appended(vErrors, validate348.errors), errors = vErrors.length);
      else {
        let err3 = { instancePath, schemaPath: "#/discriminator", keyword: "discriminator", params: { error: "mapping", tag: "method", tagValue: tag0 } };
        vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
      }
    else {
      let err4 = { instancePath, schemaPath: "#/discriminator", keyword: "discriminator", params: { error: "tag", tag: "method", tagValue: tag0 } };
      vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
    }
  } else {
    let err5 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err5] : vErrors.push(err5), errors++;
  }
  return validate328.errors = vErrors, errors === 0;
}
var pattern22 = new RegExp("^[A-Za-z][A-Za-z0-9_]*(\\.[A-Za-z][A-Za-z0-9_]*)+$", "u");
function validate362(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (typeof data == "string") {
    if (!pattern22.test(data)) {
      let err0 = { instancePath, schemaPath: "#/pattern", keyword: "pattern", params: { pattern: "^[A-Za-z][A-Za-z0-9_]*(\\.[A-Za-z][A-Za-z0-9_]*)+$" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
  } else {
    let err1 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "string" } };
    vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
  }
  return validate362.errors = vErrors, errors === 0;
}
function validate361(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.platform === void 0) {
      let err0 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "platform" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
    if (data.method === void 0) {
      let err1 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "method" } };
      vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
    }
    if (data.package_name === void 0) {
      let err2 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "package_name" } };
      vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
    }
    for (let key0 in data)
      if (!(key0 === "platform" || key0 === "method" || key0 === "package_name" || key0 === "keystore_alias" || key0 === "policy_console" || key0 === "renew_before" || key0 === "prevent_destroy")) {
        let err3 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } };
        vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
      }
    if (data.platform !== void 0 && data.platform !== "android") {
      let err4 = { instancePath: instancePath + "/platform", schemaPath: "#/properties/platform/const", keyword: "const", params: { allowedValue: "android" } };
      vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
    }
    if (data.method !== void 0 && data.method !== "automatic") {
      let err5 = { instancePath: instancePath + "/method", schemaPath: "#/properties/method/const", keyword: "const", params: { allowedValue: "automatic" } };
      vErrors === null ? vErrors = [err5] : vErrors.push(err5), errors++;
    }
    data.package_name !== void 0 && (validate362(data.package_name, { instancePath: instancePath + "/package_name", parentData: data, parentDataProperty: "package_name", rootData }) || (vErrors = vErrors === null ? validate362.errors : appended(vErrors, validate362.errors), errors = vErrors.length)), data.keystore_alias !== void 0 && (validate216(data.keystore_alias, { instancePath: instancePath + "/keystore_alias", parentData: data, parentDataProperty: "keystore_alias", rootData }) || (vErrors = vErrors === null ? validate216.errors : appended(vErrors, validate216.errors), errors = vErrors.length)), data.policy_console !== void 0 && (validate223(data.policy_console, { instancePath: instancePath + "/policy_console", parentData: data, parentDataProperty: "policy_console", rootData }) || (vErrors = vErrors === null ? validate223.errors : appended(vErrors, validate223.errors), errors = vErrors.length)), data.renew_before !== void 0 && (validate22(data.renew_before, { instancePath: instancePath + "/renew_before", parentData: data, parentDataProperty: "renew_before", rootData }) || (vErrors = vErrors === null ? validate22.errors : appended(vErrors, validate22.errors), errors = vErrors.length)), data.prevent_destroy !== void 0 && (validate157(data.prevent_destroy, { instancePath: instancePath + "/prevent_destroy", parentData: data, parentDataProperty: "prevent_destroy", rootData }) || (vErrors = vErrors === null ? validate157.errors : appended(vErrors, validate157.errors), errors = vErrors.length));
  } else {
    let err6 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err6] : vErrors.push(err6), errors++;
  }
  return validate361.errors = vErrors, errors === 0;
}
var schema105 = { type: "object", required: ["platform", "method", "package_name"], additionalProperties: !1, properties: { platform: { const: "android" }, method: { const: "manual" }, package_name: { $ref: "#/definitions/PackageName" }, keystore: { $ref: "#/definitions/keystore_name" }, keystore_alias: { $ref: "#/definitions/keystore_alias" }, key_password: { $ref: "#/definitions/key_password" }, certificate_sha256: { $ref: "#/definitions/certificate_sha256" }, policy_console: { $ref: "#/definitions/AndroidPolicyConsole" }, renew_before: { $ref: "#/definitions/renew_before" }, prevent_destroy: { $ref: "#/definitions/prevent_destroy" } } };
function validate368(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.platform === void 0) {
      let err0 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "platform" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
    if (data.method === void 0) {
      let err1 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "method" } };
      vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
    }
    if (data.package_name === void 0) {
      let err2 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "package_name" } };
      vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
    }
    for (let key0 in data)
      if (!func13.call(schema105.properties, key0)) {
        let err3 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } };
        vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
      }
    if (data.platform !== void 0 && data.platform !== "android") {
      let err4 = { instancePath: instancePath + "/platform", schemaPath: "#/properties/platform/const", keyword: "const", params: { allowedValue: "android" } };
      vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
    }
    if (data.method !== void 0 && data.method !== "manual") {
      let err5 = { instancePath: instancePath + "/method", schemaPath: "#/properties/method/const", keyword: "const", params: { allowedValue: "manual" } };
      vErrors === null ? vErrors = [err5] : vErrors.push(err5), errors++;
    }
    data.package_name !== void 0 && (validate362(data.package_name, { instancePath: instancePath + "/package_name", parentData: data, parentDataProperty: "package_name", rootData }) || (vErrors = vErrors === null ? validate362.errors : appended(vErrors, validate362.errors), errors = vErrors.length)), data.keystore !== void 0 && (validate214(data.keystore, { instancePath: instancePath + "/keystore", parentData: data, parentDataProperty: "keystore", rootData }) || (vErrors = vErrors === null ? validate214.errors : appended(vErrors, validate214.errors), errors = vErrors.length)), data.keystore_alias !== void 0 && (validate216(data.keystore_alias, { instancePath: instancePath + "/keystore_alias", parentData: data, parentDataProperty: "keystore_alias", rootData }) || (vErrors = vErrors === null ? validate216.errors : appended(vErrors, validate216.errors), errors = vErrors.length)), data.key_password !== void 0 && (validate218(data.key_password, { instancePath: instancePath + "/key_password", parentData: data, parentDataProperty: "key_password", rootData }) || (vErrors = vErrors === null ? validate218.errors : appended(vErrors, validate218.errors), errors = vErrors.length)), data.certificate_sha256 !== void 0 && (validate221(data.certificate_sha256, { instancePath: instancePath + "/certificate_sha256", parentData: data, parentDataProperty: "certificate_sha256", rootData }) || (vErrors = vErrors === null ? validate221.errors : appended(vErrors, validate221.errors), errors = vErrors.length)), data.policy_console !== void 0 && (validate223(data.policy_console, { instancePath: instancePath + "/policy_console", parentData: data, parentDataProperty: "policy_console", rootData }) || (vErrors = vErrors === null ? validate223.errors : appended(vErrors, validate223.errors), errors = vErrors.length)), data.renew_before !== void 0 && (validate22(data.renew_before, { instancePath: instancePath + "/renew_before", parentData: data, parentDataProperty: "renew_before", rootData }) || (vErrors = vErrors === null ? validate22.errors : appended(vErrors, validate22.errors), errors = vErrors.length)), data.prevent_destroy !== void 0 && (validate157(data.prevent_destroy, { instancePath: instancePath + "/prevent_destroy", parentData: data, parentDataProperty: "prevent_destroy", rootData }) || (vErrors = vErrors === null ? validate157.errors : appended(vErrors, validate157.errors), errors = vErrors.length));
  } else {
    let err6 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err6] : vErrors.push(err6), errors++;
  }
  return validate368.errors = vErrors, errors === 0;
}
function validate360(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.platform === void 0) {
      let err0 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "platform" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
    if (data.method === void 0) {
      let err1 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "method" } };
      vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
    }
    if (data.platform !== void 0 && data.platform !== "android") {
      let err2 = { instancePath: instancePath + "/platform", schemaPath: "#/properties/platform/const", keyword: "const", params: { allowedValue: "android" } };
      vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
    }
    let tag0 = data.method;
    if (typeof tag0 == "string")
      if (tag0 === "automatic")
        validate361(data, { instancePath, parentData, parentDataProperty, rootData }) || (vErrors = vErrors === null ? validate361.errors : appended(vErrors, validate361.errors), errors = vErrors.length);
      else if (tag0 === "manual")
        validate368(data, { instancePath, parentData, parentDataProperty, rootData }) || (vErrors = vErrors === null ? validate368.errors : appended(vErrors, validate368.errors), errors = vErrors.length);
      else {
        let err3 = { instancePath, schemaPath: "#/discriminator", keyword: "discriminator", params: { error: "mapping", tag: "method", tagValue: tag0 } };
        vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
      }
    else {
      let err4 = { instancePath, schemaPath: "#/discriminator", keyword: "discriminator", params: { error: "tag", tag: "method", tagValue: tag0 } };
      vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
    }
  } else {
    let err5 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err5] : vErrors.push(err5), errors++;
  }
  return validate360.errors = vErrors, errors === 0;
}
function validate236(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.platform === void 0) {
      let err0 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "platform" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
    let tag0 = data.platform;
    if (typeof tag0 == "string")
      if (tag0 === "ios")
        validate237(data, { instancePath, parentData, parentDataProperty, rootData }) || (vErrors = vErrors === null ? validate237.errors : appended(vErrors, validate237.errors), errors = vErrors.length);
      else if (tag0 === "tvos")
        validate274(data, { instancePath, parentData, parentDataProperty, rootData }) || (vErrors = vErrors === null ? validate274.errors : appended(vErrors, validate274.errors), errors = vErrors.length);
      else if (tag0 === "visionos")
        validate301(data, { instancePath, parentData, parentDataProperty, rootData }) || (vErrors = vErrors === null ? validate301.errors : appended(vErrors, validate301.errors), errors = vErrors.length);
      else if (tag0 === "macos")
        validate328(data, { instancePath, parentData, parentDataProperty, rootData }) || (vErrors = vErrors === null ? validate328.errors : appended(vErrors, validate328.errors), errors = vErrors.length);
      else if (tag0 === "android")
        validate360(data, { instancePath, parentData, parentDataProperty, rootData }) || (vErrors = vErrors === null ? validate360.errors : appended(vErrors, validate360.errors), errors = vErrors.length);
      else {
        let err1 = { instancePath, schemaPath: "#/discriminator", keyword: "discriminator", params: { error: "mapping", tag: "platform", tagValue: tag0 } };
        vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
      }
    else {
      let err2 = { instancePath, schemaPath: "#/discriminator", keyword: "discriminator", params: { error: "tag", tag: "platform", tagValue: tag0 } };
      vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
    }
  } else {
    let err3 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
  }
  return validate236.errors = vErrors, errors === 0;
}
function validate386(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (!(typeof data == "number" && !(data % 1) && !isNaN(data) && isFinite(data))) {
    let err0 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "integer" } };
    vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
  }
  if (typeof data == "number" && isFinite(data) && (data < 0 || isNaN(data))) {
    let err1 = { instancePath, schemaPath: "#/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } };
    vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
  }
  return validate386.errors = vErrors, errors === 0;
}
function validate395(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (!(typeof data == "number" && !(data % 1) && !isNaN(data) && isFinite(data))) {
    let err0 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "integer" } };
    vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
  }
  if (typeof data == "number" && isFinite(data) && (data < 0 || isNaN(data))) {
    let err1 = { instancePath, schemaPath: "#/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } };
    vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
  }
  return validate395.errors = vErrors, errors === 0;
}
function validate385(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    for (let key0 in data)
      if (!(key0 === "certificates" || key0 === "devices")) {
        let err0 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } };
        vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
      }
    if (data.certificates !== void 0) {
      let data0 = data.certificates;
      if (data0 && typeof data0 == "object" && !Array.isArray(data0)) {
        for (let key1 in data0)
          if (!(key1 === "DEVELOPMENT" || key1 === "DISTRIBUTION" || key1 === "IOS_DEVELOPMENT" || key1 === "IOS_DISTRIBUTION" || key1 === "MAC_APP_DEVELOPMENT" || key1 === "MAC_APP_DISTRIBUTION" || key1 === "MAC_INSTALLER_DISTRIBUTION" || key1 === "DEVELOPER_ID_APPLICATION")) {
            let err1 = { instancePath: instancePath + "/certificates", schemaPath: "#/properties/certificates/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key1 } };
            vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
          }
        data0.DEVELOPMENT !== void 0 && (validate386(data0.DEVELOPMENT, { instancePath: instancePath + "/certificates/DEVELOPMENT", parentData: data0, parentDataProperty: "DEVELOPMENT", rootData }) || (vErrors = vErrors === null ? validate386.errors : appended(vErrors, validate386.errors), errors = vErrors.length)), data0.DISTRIBUTION !== void 0 && (validate386(data0.DISTRIBUTION, { instancePath: instancePath + "/certificates/DISTRIBUTION", parentData: data0, parentDataProperty: "DISTRIBUTION", rootData }) || (vErrors = vErrors === null ? validate386.errors : appended(vErrors, validate386.errors), errors = vErrors.length)), data0.IOS_DEVELOPMENT !== void 0 && (validate386(data0.IOS_DEVELOPMENT, { instancePath: instancePath + "/certificates/IOS_DEVELOPMENT", parentData: data0, parentDataProperty: "IOS_DEVELOPMENT", rootData }) || (vErrors = vErrors === null ? validate386.errors : appended(vErrors, validate386.errors), errors = vErrors.length)), data0.IOS_DISTRIBUTION !== void 0 && (validate386(data0.IOS_DISTRIBUTION, { instancePath: instancePath + "/certificates/IOS_DISTRIBUTION", parentData: data0, parentDataProperty: "IOS_DISTRIBUTION", rootData }) || (vErrors = vErrors === null ? validate386.errors : appended(vErrors, validate386.errors), errors = vErrors.length)), data0.MAC_APP_DEVELOPMENT !== void 0 && (validate386(data0.MAC_APP_DEVELOPMENT, { instancePath: instancePath + "/certificates/MAC_APP_DEVELOPMENT", parentData: data0, parentDataProperty: "MAC_APP_DEVELOPMENT", rootData }) || (vErrors = vErrors === null ? validate386.errors : appended(vErrors, validate386.errors), errors = vErrors.length)), data0.MAC_APP_DISTRIBUTION !== void 0 && (validate386(data0.MAC_APP_DISTRIBUTION, { instancePath: instancePath + "/certificates/MAC_APP_DISTRIBUTION", parentData: data0, parentDataProperty: "MAC_APP_DISTRIBUTION", rootData }) || (vErrors = vErrors === null ? validate386.errors : appended(vErrors, validate386.errors), errors = vErrors.length)), data0.MAC_INSTALLER_DISTRIBUTION !== void 0 && (validate386(data0.MAC_INSTALLER_DISTRIBUTION, { instancePath: instancePath + "/certificates/MAC_INSTALLER_DISTRIBUTION", parentData: data0, parentDataProperty: "MAC_INSTALLER_DISTRIBUTION", rootData }) || (vErrors = vErrors === null ? validate386.errors : appended(vErrors, validate386.errors), errors = vErrors.length)), data0.DEVELOPER_ID_APPLICATION !== void 0 && (validate386(data0.DEVELOPER_ID_APPLICATION, { instancePath: instancePath + "/certificates/DEVELOPER_ID_APPLICATION", parentData: data0, parentDataProperty: "DEVELOPER_ID_APPLICATION", rootData }) || (vErrors = vErrors === null ? validate386.errors : appended(vErrors, validate386.errors), errors = vErrors.length));
      } else {
        let err2 = { instancePath: instancePath + "/certificates", schemaPath: "#/properties/certificates/type", keyword: "type", params: { type: "object" } };
        vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
      }
    }
    if (data.devices !== void 0) {
      let data9 = data.devices;
      if (data9 && typeof data9 == "object" && !Array.isArray(data9)) {
        for (let key2 in data9)
          if (!(key2 === "IPHONE" || key2 === "IPAD" || key2 === "IPOD" || key2 === "APPLE_WATCH" || key2 === "APPLE_VISION_PRO" || key2 === "APPLE_TV" || key2 === "MAC")) {
            let err3 = { instancePath: instancePath + "/devices", schemaPath: "#/properties/devices/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key2 } };
            vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
          }
        data9.IPHONE !== void 0 && (validate395(data9.IPHONE, { instancePath: instancePath + "/devices/IPHONE", parentData: data9, parentDataProperty: "IPHONE", rootData }) || (vErrors = vErrors === null ? validate395.errors : appended(vErrors, validate395.errors), errors = vErrors.length)), data9.IPAD !== void 0 && (validate395(data9.IPAD, { instancePath: instancePath + "/devices/IPAD", parentData: data9, parentDataProperty: "IPAD", rootData }) || (vErrors = vErrors === null ? validate395.errors : appended(vErrors, validate395.errors), errors = vErrors.length)), data9.IPOD !== void 0 && (validate395(data9.IPOD, { instancePath: instancePath + "/devices/IPOD", parentData: data9, parentDataProperty: "IPOD", rootData }) || (vErrors = vErrors === null ? validate395.errors : appended(vErrors, validate395.errors), errors = vErrors.length)), data9.APPLE_WATCH !== void 0 && (validate395(data9.APPLE_WATCH, { instancePath: instancePath + "/devices/APPLE_WATCH", parentData: data9, parentDataProperty: "APPLE_WATCH", rootData }) || (vErrors = vErrors === null ? validate395.errors : appended(vErrors, validate395.errors), errors = vErrors.length)), data9.APPLE_VISION_PRO !== void 0 && (validate395(data9.APPLE_VISION_PRO, { instancePath: instancePath + "/devices/APPLE_VISION_PRO", parentData: data9, parentDataProperty: "APPLE_VISION_PRO", rootData }) || (vErrors = vErrors === null ? validate395.errors : appended(vErrors, validate395.errors), errors = vErrors.length)), data9.APPLE_TV !== void 0 && (validate395(data9.APPLE_TV, { instancePath: instancePath + "/devices/APPLE_TV", parentData: data9, parentDataProperty: "APPLE_TV", rootData }) || (vErrors = vErrors === null ? validate395.errors : appended(vErrors, validate395.errors), errors = vErrors.length)), data9.MAC !== void 0 && (validate395(data9.MAC, { instancePath: instancePath + "/devices/MAC", parentData: data9, parentDataProperty: "MAC", rootData }) || (vErrors = vErrors === null ? validate395.errors : appended(vErrors, validate395.errors), errors = vErrors.length));
      } else {
        let err4 = { instancePath: instancePath + "/devices", schemaPath: "#/properties/devices/type", keyword: "type", params: { type: "object" } };
        vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
      }
    }
  } else {
    let err5 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err5] : vErrors.push(err5), errors++;
  }
  return validate385.errors = vErrors, errors === 0;
}
function validate21(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.version === void 0) {
      let err0 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "version" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
    if (data.targets === void 0) {
      let err1 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "targets" } };
      vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
    }
    for (let key0 in data)
      if (!(key0 === "version" || key0 === "renew_before" || key0 === "store" || key0 === "keys" || key0 === "devices" || key0 === "defaults" || key0 === "targets" || key0 === "limits")) {
        let err2 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } };
        vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
      }
    if (data.version !== void 0) {
      let data0 = data.version;
      if (!(typeof data0 == "number" && !(data0 % 1) && !isNaN(data0) && isFinite(data0))) {
        let err3 = { instancePath: instancePath + "/version", schemaPath: "#/properties/version/type", keyword: "type", params: { type: "integer" } };
        vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
      }
      if (data0 !== 1) {
        let err4 = { instancePath: instancePath + "/version", schemaPath: "#/properties/version/enum", keyword: "enum", params: { allowedValues: schema6.properties.version.enum } };
        vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
      }
    }
    if (data.renew_before !== void 0 && (validate22(data.renew_before, { instancePath: instancePath + "/renew_before", parentData: data, parentDataProperty: "renew_before", rootData }) || (vErrors = vErrors === null ? validate22.errors : appended(vErrors, validate22.errors), errors = vErrors.length)), data.store !== void 0 && (validate24(data.store, { instancePath: instancePath + "/store", parentData: data, parentDataProperty: "store", rootData }) || (vErrors = vErrors === null ? validate24.errors : appended(vErrors, validate24.errors), errors = vErrors.length)), data.keys !== void 0) {
      let data3 = data.keys;
      if (data3 && typeof data3 == "object" && !Array.isArray(data3)) {
        for (let key1 in data3) {
          let _errs8 = errors;
          validate44(key1, { instancePath: instancePath + "/keys", parentData: data3, parentDataProperty: "keys", rootData }) || (vErrors = vErrors === null ? validate44.errors : appended(vErrors, validate44.errors), errors = vErrors.length);
          var valid1 = _errs8 === errors;
          if (!valid1) {
            let err5 = { instancePath: instancePath + "/keys", schemaPath: "#/properties/keys/propertyNames", keyword: "propertyNames", params: { propertyName: key1 } };
            vErrors === null ? vErrors = [err5] : vErrors.push(err5), errors++;
          }
        }
        for (let key2 in data3)
          validate46(data3[key2], { instancePath: instancePath + "/keys/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"), parentData: data3, parentDataProperty: key2, rootData }) || (vErrors = vErrors === null ? validate46.errors : appended(vErrors, validate46.errors), errors = vErrors.length);
      } else {
        let err6 = { instancePath: instancePath + "/keys", schemaPath: "#/properties/keys/type", keyword: "type", params: { type: "object" } };
        vErrors === null ? vErrors = [err6] : vErrors.push(err6), errors++;
      }
    }
    if (data.devices !== void 0) {
      let data5 = data.devices;
      if (data5 && typeof data5 == "object" && !Array.isArray(data5)) {
        for (let key3 in data5) {
          let _errs13 = errors;
          validate74(key3, { instancePath: instancePath + "/devices", parentData: data5, parentDataProperty: "devices", rootData }) || (vErrors = vErrors === null ? validate74.errors : appended(vErrors, validate74.errors), errors = vErrors.length);
          var valid3 = _errs13 === errors;
          if (!valid3) {
            let err7 = { instancePath: instancePath + "/devices", schemaPath: "#/properties/devices/propertyNames", keyword: "propertyNames", params: { propertyName: key3 } };
            vErrors === null ? vErrors = [err7] : vErrors.push(err7), errors++;
          }
        }
        for (let key4 in data5)
          validate76(data5[key4], { instancePath: instancePath + "/devices/" + key4.replace(/~/g, "~0").replace(/\//g, "~1"), parentData: data5, parentDataProperty: key4, rootData }) || (vErrors = vErrors === null ? validate76.errors : appended(vErrors, validate76.errors), errors = vErrors.length);
      } else {
        let err8 = { instancePath: instancePath + "/devices", schemaPath: "#/properties/devices/type", keyword: "type", params: { type: "object" } };
        vErrors === null ? vErrors = [err8] : vErrors.push(err8), errors++;
      }
    }
    if (data.defaults !== void 0 && (validate84(data.defaults, { instancePath: instancePath + "/defaults", parentData: data, parentDataProperty: "defaults", rootData }) || (vErrors = vErrors === null ? validate84.errors : appended(vErrors, validate84.errors), errors = vErrors.length)), data.targets !== void 0) {
      let data8 = data.targets;
      if (data8 && typeof data8 == "object" && !Array.isArray(data8)) {
        for (let key5 in data8) {
          let _errs19 = errors;
          validate234(key5, { instancePath: instancePath + "/targets", parentData: data8, parentDataProperty: "targets", rootData }) || (vErrors = vErrors === null ? validate234.errors : appended(vErrors, validate234.errors), errors = vErrors.length);
          var valid5 = _errs19 === errors;
          if (!valid5) {
            let err9 = { instancePath: instancePath + "/targets", schemaPath: "#/properties/targets/propertyNames", keyword: "propertyNames", params: { propertyName: key5 } };
            vErrors === null ? vErrors = [err9] : vErrors.push(err9), errors++;
          }
        }
        for (let key6 in data8)
          validate236(data8[key6], { instancePath: instancePath + "/targets/" + key6.replace(/~/g, "~0").replace(/\//g, "~1"), parentData: data8, parentDataProperty: key6, rootData }) || (vErrors = vErrors === null ? validate236.errors : appended(vErrors, validate236.errors), errors = vErrors.length);
      } else {
        let err10 = { instancePath: instancePath + "/targets", schemaPath: "#/properties/targets/type", keyword: "type", params: { type: "object" } };
        vErrors === null ? vErrors = [err10] : vErrors.push(err10), errors++;
      }
    }
    data.limits !== void 0 && (validate385(data.limits, { instancePath: instancePath + "/limits", parentData: data, parentDataProperty: "limits", rootData }) || (vErrors = vErrors === null ? validate385.errors : appended(vErrors, validate385.errors), errors = vErrors.length));
  } else {
    let err11 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err11] : vErrors.push(err11), errors++;
  }
  return validate21.errors = vErrors, errors === 0;
}

function appended(errors, more) {
  for (const error of more) errors.push(error);
  return errors;
}

/** Every violation of schema/signing.schema.json in a value; empty when the value is a valid spec. */
export function findViolations(value: unknown): readonly SchemaViolation[] {
  return validate_default(value) ? [] : validate_default.errors;
}

/** One violation of the schema, as ajv reports it: data for messages, never a message itself. */
export interface SchemaViolation {
  /** JSON pointer of the value. */
  readonly instancePath: string;
  /** Where the keyword stands in the schema: `#/definitions/BundleId/pattern`. */
  readonly schemaPath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** Set when the violation is about the name of a key and not about its value. */
  readonly propertyName?: string;
}
