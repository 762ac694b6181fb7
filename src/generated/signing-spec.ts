// Generated from schema/signing.schema.json by scripts/generate.mjs (npm run generate). Do not edit.

/**
 * How long before its expiry a certificate or profile is renewed, or warned about where Signwright cannot renew it: a number of days.
 */
export type RenewBefore = string
/**
 * Where signing material is kept, encrypted: what Signwright makes and what it imports from your files. A plain string is short for `{ url: … }`. Without it, the directory `.signwright/store` beside this file.
 */
export type StoreOrUrl = (StoreUrl | Store)
/**
 * A directory relative to this file, `s3://bucket/prefix`, or `git+<url>#branch`.
 */
export type StoreUrl = string
/**
 * The age identity that this reader decrypts the store with. Without it, the user's own identity, which `signwright init` makes.
 */
export type StoreIdentity = SecretReference
/**
 * Says where a secret is kept. Give exactly one of `env`, `file`, `exec`, `op` and `keychain`.
 */
export type SecretReference = (
  | { env: string; encoding?: "base64" }
  | { file: string; encoding?: "base64" }
  | { exec: string[]; encoding?: "base64" }
  | { op: string; encoding?: "base64" }
  | { keychain: { service: string; account: string }; encoding?: "base64" }
)
/**
 * A passphrase that everybody shares who reads the store, where nobody is named under `recipients`. With recipients each person can leave on their own; with a passphrase everybody gets a new one.
 */
export type StorePassphrase = SecretReference
/**
 * A key reference: an App Store Connect API key, a signing certificate, an Android keystore, or the login of a policy console.
 */
export type KeyEntry = (AppStoreConnectKey | CertificateKey | KeystoreKey | PolicyConsoleKey)
/**
 * Where the private key (.p8) is kept. Its text may be PEM, base64 of PEM, or PEM with escaped line ends.
 */
export type ApiPrivateKey = SecretReference
/**
 * Another base URL of the API than Apple's, for example the sandbox. It uses https, or http to this machine.
 */
export type ApiUrl = string
/**
 * A signing certificate with its private key: a PKCS#12 file, or a private key and the certificate that belongs to it.
 */
export type CertificateKey = (CertificatePair | CertificateFile)
/**
 * Where the password of the file is kept.
 */
export type Password = SecretReference
/**
 * The base URL of the console's REST interface. It uses https, or http to this machine.
 */
export type ConsoleUrl = string
/**
 * A group of devices: a list of them, or a file in the tab-separated format that Apple's developer site uploads.
 */
export type DeviceGroup = (DeviceList | DeviceFile)
/**
 * The devices of the group.
 */
export type DeviceList = Device[]
/**
 * The app extensions inside the app: each has a bundle ID and a profile of its own. `discover` takes every registered bundle ID below the app's that has no app of its own and is no other target's.
 */
export type Extensions = (DiscoverExtensions | ExtensionList)
/**
 * Take every registered bundle ID below the app's.
 */
export type DiscoverExtensions = "discover"
/**
 * An app extension: its bundle ID, or a map with the bundle ID and its capabilities.
 */
export type Extension = (BundleId | ExtensionDetails)
/**
 * The bundle ID of the app, as its Xcode target has it. A final `*` makes it a wildcard.
 */
export type BundleId = string
/**
 * The bundle ID of the extension. It starts with the app's bundle ID and a dot.
 */
export type ExtensionBundleId = string
/**
 * A capability by its name, or a map of its name to its setting.
 */
export type Capability = (CapabilityName | CapabilitySetting)
/**
 * The name of a capability: Apple's name for it, in lower case with underscores. Managed ones (CarPlay, DriverKit, multicast networking and others) are granted by Apple on request; the plan says what to do.
 */
export type CapabilityName = string
/**
 * One capability and its setting.
 */
export type CapabilitySetting = Record<string, string>
/**
 * The capabilities of the bundle ID that Signwright turns on: a name, or a map of a name to its setting. Others that are on stay on.
 */
export type Capabilities = Capability[]
/**
 * The app extensions by bundle ID. An empty list says that there are none.
 */
export type ExtensionList = Extension[]
/**
 * Capabilities of the bundle ID that Signwright turns off. This makes every profile of the bundle ID invalid, and the plan lists them.
 */
export type RemoveCapabilities = CapabilityName[]
/**
 * The App Store Connect key that signs in to the team: the name of an entry of `keys` with `type: app_store_connect`.
 */
export type ApiKeyName = string
/**
 * The devices that development and ad hoc profiles hold: names of device groups, or `all` for every enabled device of the right class.
 */
export type DeviceSelection = (AllDevices | DeviceGroupNames)
/**
 * Every enabled device of the right class.
 */
export type AllDevices = "all"
/**
 * The name of an entry of `devices`.
 */
export type DeviceGroupName = string
/**
 * The names of device groups.
 */
export type DeviceGroupNames = DeviceGroupName[]
/**
 * Device groups whose devices Signwright disables at Apple. A disabled device still counts against the yearly limit of 100.
 */
export type DisableDevices = DeviceGroupName[]
/**
 * Whether Apple silicon Macs are in the development and ad hoc profiles of an iOS app too.
 */
export type IncludeMacs = boolean
/**
 * The certificates in a development profile: `own` (the one that Signwright holds), `all` of the team's development certificates, or a list of serial numbers.
 */
export type CertificateSelection = (CertificateGroup | CertificateSerials)
/**
 * own: the certificate that Signwright holds. all: every development certificate of the team.
 */
export type CertificateGroup = ("own" | "all")
/**
 * Certificates by their serial numbers.
 * 
 * @minItems 1
 * 
 * Items: The serial number of a certificate in hexadecimal digits, as Apple and Keychain Access show it.
 */
export type CertificateSerials = string[]
/**
 * The signing certificate to use: the name of an entry of `keys` with `type: certificate`. In an automatic target it replaces the certificate that Signwright would make.
 */
export type CertificateName = string
/**
 * Apple's type of the certificate that Signwright makes. Without it, DEVELOPMENT for development profiles and DISTRIBUTION for the others.
 */
export type IosCertificateType = ("DEVELOPMENT" | "DISTRIBUTION" | "IOS_DEVELOPMENT" | "IOS_DISTRIBUTION")
/**
 * The provisioning profiles of the app and its extensions: paths of .mobileprovision files, relative to this file.
 * 
 * @minItems 1
 * 
 * Items: The path of a .mobileprovision file.
 */
export type IosProfiles = string[]
/**
 * The policy console: the name of an entry of `keys` with `type: policy_console`.
 */
export type ConsoleName = string
/**
 * The name of the signing profile on the console. `skip_codesign` needs none.
 */
export type ConsoleProfile = string
/**
 * The description of the signing profile on the console.
 */
export type ConsoleDescription = string
/**
 * Who signs a secured app: the console, somebody else later, or nobody.
 */
export type ConsoleSigning = ("sign_on_console" | "sign_externally" | "skip_codesign")
/**
 * The apps that are secured with the signing profile: package names, bundle IDs or the console's GUIDs. The list may be empty.
 * 
 * Items: An app on the console: its package name, its bundle ID or its GUID.
 */
export type ConsoleApps = string[]
/**
 * How long the profiles of a replaced certificate are kept: a number of days.
 */
export type RetireAfter = string
/**
 * Whether a plan that would delete something of this target is an error.
 */
export type PreventDestroy = boolean
/**
 * Whether the Mac app is made from an iPad app with Mac Catalyst.
 */
export type Catalyst = boolean
/**
 * Whether a Mac Installer Distribution certificate is held too. Without it, true for app_store and false for the others.
 */
export type Installer = boolean
/**
 * The Mac installer certificate to use: the name of an entry of `keys` with `type: certificate`. It signs the .pkg of app_store and developer_id targets.
 */
export type InstallerCertificateName = string
/**
 * Apple's type of the certificate that Signwright makes. Without it, DEVELOPMENT for development profiles, DISTRIBUTION for app_store and DEVELOPER_ID_APPLICATION for developer_id.
 */
export type MacosCertificateType = ("DEVELOPMENT" | "DISTRIBUTION" | "MAC_APP_DEVELOPMENT" | "MAC_APP_DISTRIBUTION" | "DEVELOPER_ID_APPLICATION")
/**
 * The provisioning profiles of the app and its extensions: paths of .provisionprofile files, relative to this file. A developer_id target may have none.
 * 
 * Items: The path of a .provisionprofile file.
 */
export type MacosProfiles = string[]
/**
 * The Android keystore: the name of an entry of `keys` with `type: keystore`.
 */
export type KeystoreName = string
/**
 * The alias of the key in the keystore.
 */
export type KeystoreAlias = string
/**
 * Where the password of the key is kept, when it differs from the keystore's password.
 */
export type KeyPassword = SecretReference
/**
 * The SHA-256 fingerprint of the key's certificate. It pins the key: another certificate in the keystore is an error.
 */
export type CertificateSha256 = string
/**
 * One app on one platform, and how it is signed.
 */
export type Target = (IosTarget | TvosTarget | VisionosTarget | MacosTarget | AndroidTarget)
/**
 * An app for iPhone and iPad.
 */
export type IosTarget = (IosAutomaticTarget | IosManualTarget)
/**
 * How the app is distributed: a profile type, or a list of them, which stands for a target of each type.
 */
export type ProfileTypes = (ProfileType | ProfileTypeList)
/**
 * How the app is distributed. development and ad_hoc install on registered devices, app_store goes to App Store Connect and TestFlight (apps for Apple Business Manager too), enterprise is the in-house distribution of an enterprise team, developer_id is a Mac app outside the App Store.
 */
export type ProfileType = ("development" | "ad_hoc" | "app_store" | "enterprise" | "developer_id")
/**
 * Several profile types: the target stands for one of each.
 * 
 * @minItems 1
 */
export type ProfileTypeList = ProfileType[]
/**
 * A fixed name for the provisioning profile. A replacement must then delete the old profile first, and the plan says that this leaves a gap.
 */
export type ProfileName = string
/**
 * An app for Apple TV.
 */
export type TvosTarget = (TvosAutomaticTarget | TvosManualTarget)
/**
 * An app for Apple Vision.
 */
export type VisionosTarget = (VisionosAutomaticTarget | VisionosManualTarget)
/**
 * An app for the Mac.
 */
export type MacosTarget = (MacosAutomaticTarget | MacosManualTarget)
/**
 * An app for Android.
 */
export type AndroidTarget = (AndroidAutomaticTarget | AndroidManualTarget)
/**
 * The application ID of the Android app, as its Gradle file has it.
 */
export type PackageName = string
/**
 * How many valid certificates of this type the team may have.
 */
export type CertificateLimit = number
/**
 * How many devices of this class the team may register in a membership year, disabled ones included.
 */
export type DeviceLimit = number

/**
 * Signing as code: the keys, devices and targets of mobile apps, from which Signwright plans and applies certificates, provisioning profiles and keystores.
 */
export interface SigningSpec {
/**
 * The version of this file's format. It is 1.
 */
version: 1
renew_before?: RenewBefore
store?: StoreOrUrl
/**
 * Named key references: where credentials and signing keys live, never the secrets themselves. Targets refer to an entry by its name.
 */
keys?: {
[k: string]: KeyEntry
}
/**
 * Named groups of test devices. Targets with development and ad hoc profiles refer to a group by its name.
 */
devices?: {
[k: string]: DeviceGroup
}
defaults?: Defaults
/**
 * What is signed: one entry for each app, platform and way of distribution.
 */
targets: {
[k: string]: Target
}
limits?: Limits
}
/**
 * Where signing material is kept, and who can decrypt it.
 */
export interface Store {
url: StoreUrl
/**
 * Who can decrypt the store: a name and the public age recipient of each. Apply refuses when the store was encrypted for others.
 */
recipients?: {
/**
 * A public age recipient, as `age-keygen -y` prints it.
 */
[k: string]: string
}
identity?: StoreIdentity
passphrase?: StorePassphrase
}
/**
 * An App Store Connect API key. A file may hold several, one for each team.
 */
export interface AppStoreConnectKey {
/**
 * What kind of key this is: an App Store Connect API key.
 */
type: "app_store_connect"
/**
 * The ten characters of the Apple developer team. When given, it is compared with every certificate and profile before anything is written.
 */
team_id?: string
/**
 * The issuer ID shown above the list of keys in App Store Connect, Users and Access, Integrations.
 */
issuer_id: string
/**
 * The ID of the key, which is also in the name of the downloaded file: AuthKey_<key ID>.p8.
 */
key_id: string
private_key: ApiPrivateKey
/**
 * The developer program that the team belongs to. Enterprise teams have another API host, and no App Store profiles.
 */
program?: ("developer" | "enterprise")
url?: ApiUrl
/**
 * The path of the certificate authority (PEM) that alone is trusted for this key's server: that of a gateway of your own, or of a proxy that opens TLS connections. Apple's servers then need --allow-host.
 */
ca_file?: string
}
/**
 * A private key and the signing certificate that belongs to it.
 */
export interface CertificatePair {
/**
 * What kind of key this is: a signing certificate with its private key.
 */
type: "certificate"
/**
 * Where the private key (PEM) of the certificate is kept.
 */
private_key: SecretReference
/**
 * The path of the certificate (.cer or PEM), relative to this file.
 */
certificate: string
}
/**
 * A signing certificate and its private key in one PKCS#12 file.
 */
export interface CertificateFile {
/**
 * What kind of key this is: a signing certificate with its private key.
 */
type: "certificate"
/**
 * The path of the .p12 file, relative to this one.
 */
file: string
password?: Password
}
/**
 * An Android keystore: a JKS or PKCS#12 file.
 */
export interface KeystoreKey {
/**
 * What kind of key this is: an Android keystore.
 */
type: "keystore"
/**
 * The path of the keystore, relative to this file.
 */
file: string
password: Password
}
/**
 * The address and login of a policy console.
 */
export interface PolicyConsoleKey {
/**
 * What kind of key this is: the login of a policy console.
 */
type: "policy_console"
url: ConsoleUrl
/**
 * Where the name of an administrator of the console is kept.
 */
username: SecretReference
/**
 * Where the password of that administrator is kept.
 */
password: SecretReference
/**
 * The path of the certificate authority (PEM) that issued the console's own certificate, when it is not a public one.
 */
ca_file?: string
/**
 * How a signing profile is changed. put: it is written in place. replace: a new one is made, the apps are secured with it, and then the old one is archived.
 */
update?: ("put" | "replace")
}
/**
 * A test device.
 */
export interface Device {
/**
 * The name that the device is registered with at Apple.
 */
name: string
/**
 * The unique device identifier, as Finder or Xcode shows it. For a Mac, its provisioning UDID.
 */
udid: string
/**
 * The platform that the device is registered for. An Apple Watch is registered for ios.
 */
platform: ("ios" | "tvos" | "visionos" | "macos")
}
/**
 * A group of devices that is kept in a file.
 */
export interface DeviceFile {
/**
 * The path of a list of devices in Apple's tab-separated upload format, relative to this file.
 */
file: string
}
/**
 * Values for every target of a platform, where the target's method and profile type have the key and the target does not set it. Lists and maps are replaced, never joined.
 */
export interface Defaults {
ios?: IosDefaults
tvos?: TvosDefaults
visionos?: VisionosDefaults
macos?: MacosDefaults
android?: AndroidDefaults
}
/**
 * Values for every target with `platform: ios`.
 */
export interface IosDefaults {
extensions?: Extensions
capabilities?: Capabilities
remove_capabilities?: RemoveCapabilities
key?: ApiKeyName
devices?: DeviceSelection
disable_devices?: DisableDevices
include_macs?: IncludeMacs
certificates?: CertificateSelection
certificate?: CertificateName
certificate_type?: IosCertificateType
profiles?: IosProfiles
policy_console?: IosPolicyConsole
renew_before?: RenewBefore
retire_after?: RetireAfter
prevent_destroy?: PreventDestroy
}
/**
 * An app extension with capabilities of its own.
 */
export interface ExtensionDetails {
bundle_id: ExtensionBundleId
capabilities?: Capabilities
}
/**
 * The signing profile on the policy console that secured iOS apps are signed with.
 */
export interface IosPolicyConsole {
key: ConsoleName
profile?: ConsoleProfile
description?: ConsoleDescription
signing?: ConsoleSigning
/**
 * The signing identity in the keychain of the console's Mac: the start of the certificate's common name.
 */
signing_cert_id?: string
apps?: ConsoleApps
}
/**
 * Values for every target with `platform: tvos`.
 */
export interface TvosDefaults {
extensions?: Extensions
capabilities?: Capabilities
remove_capabilities?: RemoveCapabilities
key?: ApiKeyName
devices?: DeviceSelection
disable_devices?: DisableDevices
certificates?: CertificateSelection
certificate?: CertificateName
certificate_type?: IosCertificateType
profiles?: IosProfiles
renew_before?: RenewBefore
retire_after?: RetireAfter
prevent_destroy?: PreventDestroy
}
/**
 * Values for every target with `platform: visionos`.
 */
export interface VisionosDefaults {
extensions?: Extensions
capabilities?: Capabilities
remove_capabilities?: RemoveCapabilities
key?: ApiKeyName
devices?: DeviceSelection
disable_devices?: DisableDevices
certificates?: CertificateSelection
certificate?: CertificateName
certificate_type?: IosCertificateType
profiles?: IosProfiles
renew_before?: RenewBefore
retire_after?: RetireAfter
prevent_destroy?: PreventDestroy
}
/**
 * Values for every target with `platform: macos`.
 */
export interface MacosDefaults {
catalyst?: Catalyst
installer?: Installer
extensions?: Extensions
capabilities?: Capabilities
remove_capabilities?: RemoveCapabilities
key?: ApiKeyName
devices?: DeviceSelection
disable_devices?: DisableDevices
certificates?: CertificateSelection
certificate?: CertificateName
installer_certificate?: InstallerCertificateName
certificate_type?: MacosCertificateType
profiles?: MacosProfiles
renew_before?: RenewBefore
retire_after?: RetireAfter
prevent_destroy?: PreventDestroy
}
/**
 * Values for every target with `platform: android`.
 */
export interface AndroidDefaults {
keystore?: KeystoreName
keystore_alias?: KeystoreAlias
key_password?: KeyPassword
certificate_sha256?: CertificateSha256
policy_console?: AndroidPolicyConsole
renew_before?: RenewBefore
prevent_destroy?: PreventDestroy
}
/**
 * The signing profile on the policy console that secured Android apps are signed with.
 */
export interface AndroidPolicyConsole {
key: ConsoleName
profile?: ConsoleProfile
description?: ConsoleDescription
signing?: ConsoleSigning
apps?: ConsoleApps
}
/**
 * An app for iPhone and iPad whose certificates and profiles Signwright makes through App Store Connect.
 */
export interface IosAutomaticTarget {
/**
 * The platform that the app runs on.
 */
platform: "ios"
/**
 * automatic: Signwright makes certificates and profiles. manual: you bring them as files.
 */
method: "automatic"
profile_type: ProfileTypes
bundle_id: BundleId
extensions?: Extensions
capabilities?: Capabilities
remove_capabilities?: RemoveCapabilities
key?: ApiKeyName
devices?: DeviceSelection
disable_devices?: DisableDevices
include_macs?: IncludeMacs
certificates?: CertificateSelection
certificate?: CertificateName
certificate_type?: IosCertificateType
profile_name?: ProfileName
policy_console?: IosPolicyConsole
renew_before?: RenewBefore
retire_after?: RetireAfter
prevent_destroy?: PreventDestroy
}
/**
 * An app for iPhone and iPad that is signed with your own certificate and profiles.
 */
export interface IosManualTarget {
/**
 * The platform that the app runs on.
 */
platform: "ios"
/**
 * automatic: Signwright makes certificates and profiles. manual: you bring them as files.
 */
method: "manual"
profile_type: ProfileTypes
bundle_id: BundleId
extensions?: Extensions
certificate?: CertificateName
profiles?: IosProfiles
policy_console?: IosPolicyConsole
renew_before?: RenewBefore
prevent_destroy?: PreventDestroy
}
/**
 * An app for Apple TV whose certificates and profiles Signwright makes through App Store Connect.
 */
export interface TvosAutomaticTarget {
/**
 * The platform that the app runs on.
 */
platform: "tvos"
/**
 * automatic: Signwright makes certificates and profiles. manual: you bring them as files.
 */
method: "automatic"
profile_type: ProfileTypes
bundle_id: BundleId
extensions?: Extensions
capabilities?: Capabilities
remove_capabilities?: RemoveCapabilities
key?: ApiKeyName
devices?: DeviceSelection
disable_devices?: DisableDevices
certificates?: CertificateSelection
certificate?: CertificateName
certificate_type?: IosCertificateType
profile_name?: ProfileName
renew_before?: RenewBefore
retire_after?: RetireAfter
prevent_destroy?: PreventDestroy
}
/**
 * An app for Apple TV that is signed with your own certificate and profiles.
 */
export interface TvosManualTarget {
/**
 * The platform that the app runs on.
 */
platform: "tvos"
/**
 * automatic: Signwright makes certificates and profiles. manual: you bring them as files.
 */
method: "manual"
profile_type: ProfileTypes
bundle_id: BundleId
extensions?: Extensions
certificate?: CertificateName
profiles?: IosProfiles
renew_before?: RenewBefore
prevent_destroy?: PreventDestroy
}
/**
 * An app for Apple Vision whose certificates and profiles Signwright makes through App Store Connect.
 */
export interface VisionosAutomaticTarget {
/**
 * The platform that the app runs on.
 */
platform: "visionos"
/**
 * automatic: Signwright makes certificates and profiles. manual: you bring them as files.
 */
method: "automatic"
profile_type: ProfileTypes
bundle_id: BundleId
extensions?: Extensions
capabilities?: Capabilities
remove_capabilities?: RemoveCapabilities
key?: ApiKeyName
devices?: DeviceSelection
disable_devices?: DisableDevices
certificates?: CertificateSelection
certificate?: CertificateName
certificate_type?: IosCertificateType
profile_name?: ProfileName
renew_before?: RenewBefore
retire_after?: RetireAfter
prevent_destroy?: PreventDestroy
}
/**
 * An app for Apple Vision that is signed with your own certificate and profiles.
 */
export interface VisionosManualTarget {
/**
 * The platform that the app runs on.
 */
platform: "visionos"
/**
 * automatic: Signwright makes certificates and profiles. manual: you bring them as files.
 */
method: "manual"
profile_type: ProfileTypes
bundle_id: BundleId
extensions?: Extensions
certificate?: CertificateName
profiles?: IosProfiles
renew_before?: RenewBefore
prevent_destroy?: PreventDestroy
}
/**
 * An app for the Mac whose certificates and profiles Signwright makes through App Store Connect.
 */
export interface MacosAutomaticTarget {
/**
 * The platform that the app runs on.
 */
platform: "macos"
/**
 * automatic: Signwright makes certificates and profiles. manual: you bring them as files.
 */
method: "automatic"
profile_type: ProfileTypes
catalyst?: Catalyst
installer?: Installer
bundle_id: BundleId
extensions?: Extensions
capabilities?: Capabilities
remove_capabilities?: RemoveCapabilities
key?: ApiKeyName
devices?: DeviceSelection
disable_devices?: DisableDevices
certificates?: CertificateSelection
certificate?: CertificateName
installer_certificate?: InstallerCertificateName
certificate_type?: MacosCertificateType
profile_name?: ProfileName
renew_before?: RenewBefore
retire_after?: RetireAfter
prevent_destroy?: PreventDestroy
}
/**
 * An app for the Mac that is signed with your own certificate and profiles.
 */
export interface MacosManualTarget {
/**
 * The platform that the app runs on.
 */
platform: "macos"
/**
 * automatic: Signwright makes certificates and profiles. manual: you bring them as files.
 */
method: "manual"
profile_type: ProfileTypes
catalyst?: Catalyst
bundle_id: BundleId
extensions?: Extensions
certificate?: CertificateName
installer_certificate?: InstallerCertificateName
profiles?: MacosProfiles
renew_before?: RenewBefore
prevent_destroy?: PreventDestroy
}
/**
 * An app for Android whose upload key Signwright makes and keeps in the store.
 */
export interface AndroidAutomaticTarget {
/**
 * The platform that the app runs on.
 */
platform: "android"
/**
 * automatic: Signwright makes the upload key. manual: you bring a keystore.
 */
method: "automatic"
package_name: PackageName
keystore_alias?: KeystoreAlias
policy_console?: AndroidPolicyConsole
renew_before?: RenewBefore
prevent_destroy?: PreventDestroy
}
/**
 * An app for Android that is signed with your own keystore.
 */
export interface AndroidManualTarget {
/**
 * The platform that the app runs on.
 */
platform: "android"
/**
 * automatic: Signwright makes the upload key. manual: you bring a keystore.
 */
method: "manual"
package_name: PackageName
keystore?: KeystoreName
keystore_alias?: KeystoreAlias
key_password?: KeyPassword
certificate_sha256?: CertificateSha256
policy_console?: AndroidPolicyConsole
renew_before?: RenewBefore
prevent_destroy?: PreventDestroy
}
/**
 * How many objects a team may have. Apple documents few of its limits and moves them for some teams, so they are data that a team can correct.
 */
export interface Limits {
/**
 * How many valid certificates of each type a team may have. A plan that needs more is an error.
 */
certificates?: {
DEVELOPMENT?: CertificateLimit
DISTRIBUTION?: CertificateLimit
IOS_DEVELOPMENT?: CertificateLimit
IOS_DISTRIBUTION?: CertificateLimit
MAC_APP_DEVELOPMENT?: CertificateLimit
MAC_APP_DISTRIBUTION?: CertificateLimit
MAC_INSTALLER_DISTRIBUTION?: CertificateLimit
DEVELOPER_ID_APPLICATION?: CertificateLimit
}
/**
 * How many devices of each class a team may register in a membership year, disabled ones included: 100 unless said otherwise. A plan that needs more is an error.
 */
devices?: {
IPHONE?: DeviceLimit
IPAD?: DeviceLimit
IPOD?: DeviceLimit
APPLE_WATCH?: DeviceLimit
APPLE_VISION_PRO?: DeviceLimit
APPLE_TV?: DeviceLimit
MAC?: DeviceLimit
}
}
