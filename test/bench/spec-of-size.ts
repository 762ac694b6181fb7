/** One entry of `targets`, as a team of that size would write it. */
type TargetText = (app: string) => string;

/**
 * Ten ways to sign, in the proportions of a large team: mostly apps that Signwright signs, some with extensions, some with the
 * team's own files, some for Android. Each uses another part of the language.
 */
const kinds: readonly TargetText[] = [
  (app) => `  ${app}-store: # the App Store, with an extension
    platform: ios
    method: automatic
    profile_type: app_store
    bundle_id: com.acme.${app}
    extensions: [com.acme.${app}.widget]
    capabilities: [push_notifications, { data_protection: complete }]
`,
  (app) => `  ${app}-testers:
    platform: ios
    method: automatic
    profile_type: ad_hoc
    bundle_id: com.acme.${app}
    extensions: [com.acme.${app}.widget]
    devices: [qa, lab]
`,
  (app) => `  ${app}-dev:
    platform: ios
    method: automatic
    profile_type: development
    bundle_id: com.acme.${app}
    devices: [qa]
    certificates: all
`,
  (app) => `  ${app}-three: # one target for three profile types
    platform: ios
    method: automatic
    profile_type: [development, ad_hoc, app_store]
    bundle_id: com.acme.${app}.beta
    devices: [qa]
    capabilities:
      - push_notifications
      - in_app_purchase
    renew_before: 45d
`,
  (app) => `  ${app}-mac:
    platform: macos
    method: automatic
    profile_type: app_store
    bundle_id: com.acme.${app}
    key: acme
`,
  (app) => `  ${app}-tv:
    platform: tvos
    method: automatic
    profile_type: app_store
    bundle_id: com.acme.${app}
    key: acme
`,
  (app) => `  ${app}-partner: # certificate and profiles come as files
    platform: ios
    method: manual
    profile_type: app_store
    bundle_id: com.partner.${app}
    certificate: partner-distribution
    profiles:
      - signing/${app}.mobileprovision
      - signing/${app}-widget.mobileprovision
`,
  (app) => `  ${app}-developer-id:
    platform: macos
    method: automatic
    profile_type: developer_id
    bundle_id: com.acme.${app}
    key: acme
`,
  (app) => `  ${app}-android:
    platform: android
    method: automatic
    package_name: com.acme.${app}
    policy_console:
      key: console
      profile: ${app} on the console
      description: "Signed as ${app}"
      signing: sign_on_console
`,
  (app) => `  ${app}-play:
    platform: android
    method: manual
    package_name: com.acme.play.${app}
    keystore: upload
    keystore_alias: upload
    certificate_sha256: 9F:86:D0:81:88:4C:7D:65:9A:2F:EA:A0:C5:5A:D0:15:A3:BF:4F:1B:2B:0B:82:2C:D1:5D:6C:15:B0:F0:0A:08
`,
];

const beforeTargets = `# Everything that a large team signs.
version: 1
renew_before: 30d

store:
  url: signing-store
  identity: { env: SIGNWRIGHT_IDENTITY }

keys:
  acme:
    type: app_store_connect
    team_id: ABCDE12345
    issuer_id: 57246542-96fe-1a63-e053-0824d011072a
    key_id: 2X9R4HXF34
    private_key: { env: ASC_PRIVATE_KEY }
  partner-distribution:
    type: certificate
    file: signing/partner.p12
    password: { env: PARTNER_P12_PASSWORD }
  upload:
    type: keystore
    file: android/upload.jks
    password: { env: UPLOAD_KEYSTORE_PASSWORD }
  console:
    type: policy_console
    url: https://console.acme.example/mocana-app-control/rest
    username: { env: CONSOLE_USER }
    password: { env: CONSOLE_PASSWORD }

devices:
  qa:
    - { name: QA iPhone, udid: 00008110-001A2B3C4D5E601E, platform: ios }
    - { name: QA iPad, udid: 00008103-000C59E81E89001E, platform: ios }
  lab:
    - { name: Lab iPhone, udid: 00008120-001A2B3C4D5E601E, platform: ios }

defaults:
  ios: { key: acme }

targets:
`;

/** The text of a valid signing file with so many targets; the same number always gives the same text. */
export function specOfSize(targets: number): string {
  const entries = Array.from({ length: targets }, (_, index) => {
    const kind = kinds[index % kinds.length];
    return kind?.(`app${Math.floor(index / kinds.length)}`) ?? "";
  });
  return `${beforeTargets}${entries.join("\n")}`;
}
