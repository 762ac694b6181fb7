/* oxlint-disable max-lines -- this is one table: it is looked things up in, not read from top to bottom */
/**
 * Every diagnostic that Signwright can give: code → severity, message and help.
 * Codes are append-only (a snapshot test fails on a removed or renamed one); `docs/diagnostics/<code>.md` explains each.
 * `{name}` in a text is a parameter; its type follows from the text.
 */
export const registry = {
  // --- yaml: the text is not the YAML that it should be
  "yaml/syntax": {
    severity: "error",
    message: "this is not valid YAML: {reason}",
    help: "look for a missing quote, colon, comma or space at this place",
  },
  "yaml/duplicate-key": { severity: "error", message: "`{key}` is given twice", help: "keep one of the two" },
  "yaml/multiple-documents": {
    severity: "error",
    message: "the file holds more than one YAML document",
    help: "keep one document a file: remove the `---` lines and what follows the first document",
  },
  "yaml/too-large": {
    severity: "error",
    message: "the file has {size}, more than the limit of {limit}",
    help: "split it into several signing files, for example one for each app",
  },
  "yaml/too-deep": {
    severity: "error",
    message: "the YAML is nested more than {limit} levels deep",
    help: "write it with fewer levels",
  },
  "yaml/alias-limit": {
    severity: "error",
    message: "the aliases of this file expand to too much data",
    help: "write the repeated values out, or use fewer aliases",
  },
  "yaml/not-a-map": {
    severity: "error",
    message: "a signing file is a map of keys such as `version`, `keys` and `targets`",
    help: "start the file with `version: 1` and `targets:`",
  },

  // --- schema: the document does not fit schema/signing.schema.json
  "schema/unknown-key": {
    severity: "error",
    message: "unknown key `{key}`",
    help: "correct its spelling, or remove it",
  },
  "schema/missing-key": { severity: "error", message: "{subject} has no `{key}`", help: "add `{key}`" },
  "schema/wrong-type": {
    severity: "error",
    message: "{subject} must be {expected}, but this is {found}",
    help: "write {expected} here",
  },
  "schema/not-allowed": {
    severity: "error",
    message: "`{value}` is not a value of `{key}`",
    help: "write one of the values that `{key}` has",
  },
  "schema/wrong-form": {
    severity: "error",
    message: "`{value}` does not have the form of {what}",
    help: "write it like `{example}`",
  },
  "schema/not-applicable": {
    severity: "error",
    message: "`{key}` does not apply to {context}",
    help: "remove `{key}`",
  },
  "schema/duplicate-item": {
    severity: "error",
    message: "`{value}` is in `{key}` twice",
    help: "remove one of the two",
  },

  // --- resolve: names in the document
  "resolve/unknown-reference": {
    severity: "error",
    message: "there is no {what} named `{name}`",
    help: "name one that the signing file has, or add it",
  },
  "resolve/wrong-reference-type": {
    severity: "error",
    message: "`{name}` is a key of type `{found}`, but `{key}` needs one of type `{expected}`",
    help: "name an entry of type `{expected}`",
  },
  "resolve/missing-key-reference": {
    severity: "error",
    message: "target `{target}` has no `{key}`",
    help: "name an entry of `keys`, or set it under `defaults.{platform}`",
  },
  "resolve/unused": {
    severity: "warning",
    message: "{what} `{name}` is not used by any target",
    help: "remove it, or use it in a target",
  },

  // --- rule: what the schema cannot say
  "rule/profile-type-not-for-platform": {
    severity: "error",
    message: "there are no `{profile_type}` profiles for {platform}",
    help: "choose a profile type that {platform} has",
  },
  "rule/enterprise-needs-enterprise-program": {
    severity: "error",
    message: "an automatic `enterprise` profile needs a key of the Enterprise Program, but `{key}` is not one",
    help: "add `program: enterprise` to that key if it belongs to an enterprise team, or use `method: manual`",
  },
  "rule/enterprise-excludes-app-store": {
    severity: "error",
    message: "key `{key}` belongs to the Enterprise Program, which has no App Store profiles",
    help: "use `profile_type: enterprise`, or a key of a standard team",
  },
  "rule/manual-only": {
    severity: "error",
    message: "profile type `{profile_type}` on {platform} can only be signed manually",
    help: "use `method: manual` with the certificate and profile from the developer portal",
  },
  "rule/device-platform": {
    severity: "error",
    message: "device `{device}` is {found}, which no {platform} profile can hold",
    help: "put {platform} devices into a group of their own",
  },
  "rule/extension-outside-app": {
    severity: "error",
    message: "`{extension}` is not inside `{bundle_id}`",
    help: "an extension's bundle ID starts with `{bundle_id}.`",
  },
  "rule/conflicting-targets": {
    severity: "error",
    message: "targets `{first}` and `{second}` both write {object}, with different content",
    help: "make them agree, or give each an object of its own",
  },
  "rule/certificate-not-in-profile": {
    severity: "error",
    message: "the certificate {certificate} is not in the profile `{profile}`",
    help: "run `signwright apply`; for a manual target, add the certificate to the profile in the developer portal and download it again",
  },
  "rule/profile-bundle-id": {
    severity: "error",
    message: "no profile of target `{target}` covers `{bundle_id}`",
    help: "run `signwright apply`; for a manual target, add the profile of that bundle ID to `profiles` first",
  },
  "rule/profile-type-mismatch": {
    severity: "error",
    message: "`{profile}` is {found} profile, but target `{target}` asks for {expected} one",
    help: "use another profile, or correct `profile_type`",
  },
  "rule/profile-platform-mismatch": {
    severity: "error",
    message: "`{profile}` is for {found}, but target `{target}` is for {expected}",
    help: "use a profile for {expected}",
  },
  "rule/team-mismatch": {
    severity: "error",
    message: "the {what} belongs to team {found}, but {expected_by} to team {expected}",
    help: "use keys, certificates and profiles of one team",
  },
  "rule/expired": {
    severity: "error",
    message: "the {what} expired on {date}",
    help: "run `signwright apply`; for a manual target, renew it and replace the file",
  },
  "rule/expires-soon": {
    severity: "warning",
    message: "the {what} expires on {date}, in {days} days",
    help: "run `signwright apply`; for a manual target, renew it and replace the file",
  },
  "rule/not-yet-valid": {
    severity: "error",
    message: "the {what} is valid only from {date}",
    help: "wait until then, or check this machine's clock",
  },
  "rule/profile-signature": {
    severity: "error",
    message: "the signature of `{profile}` does not hold: {reason}",
    help: "download the profile again, as it is",
  },
  "rule/keystore-alias": {
    severity: "error",
    message: "the keystore has no entry with alias `{alias}`",
    help: "name an alias that `signwright inspect` shows for this keystore",
  },
  "rule/certificate-pin": {
    severity: "error",
    message: "the certificate of `{alias}` is not the pinned one, but {found}",
    help: "use the keystore with the pinned key, or correct `certificate_sha256`",
  },
  "rule/key-password-differs": {
    severity: "error",
    message:
      "the key password of `{alias}` differs from the store password, and the policy console knows only one password",
    help: "change the key password to the store password with `keytool -keypasswd`, or make a console keystore of its own",
  },
  "rule/certificate-without-key": {
    severity: "error",
    message: "there is no private key for the certificate in `{file}`",
    help: "export certificate and private key together, for example from Keychain Access as a .p12",
  },
  "rule/literal-secret": {
    severity: "error",
    message: "`{key}` holds a secret in plain text",
    help: "keep the value out of the file: write `{ env: NAME }` and set the environment variable",
  },

  "rule/certificate-type-not-for-profile": {
    severity: "error",
    message: "profile type `{profile_type}` on {platform} does not take certificates of type `{certificate_type}`",
    help: "remove `certificate_type`, or choose one that fits",
  },
  "rule/capability-without-settings": {
    severity: "error",
    message: "the capability `{capability}` has no settings",
    help: "write it without a setting: `{capability}`",
  },

  "rule/store-address": {
    severity: "error",
    message: "this is no address of a store that can be used: {reason}",
    help: "write a directory beside this file, `s3://bucket/prefix`, or `git+https://host/path.git#branch`",
  },
  "rule/passphrase-with-recipients": {
    severity: "error",
    message: "the store has both a passphrase and recipients",
    help: "keep `recipients`, and let everybody who reads the store have an identity of their own; or remove them",
  },
  "rule/mac-development-machine": {
    severity: "info",
    message: "a macOS development profile names the Macs that it is for, and the Mac that builds must be one of them",
    help: "register the Mac that builds with its provisioning UDID, which System Information shows under Hardware",
  },
  "rule/conflicting-devices": {
    severity: "warning",
    message: "device `{udid}` is {first} in the group `{first_group}` and {second} in the group `{second_group}`",
    help: "write the same name and platform in both groups, or correct the UDID of one",
  },
  "rule/console-holds-one-profile": {
    severity: "warning",
    message: "a signing profile of the policy console holds one provisioning profile, and `{bundle_id}` has extensions",
    help: "use a wildcard bundle ID such as `com.acme.*` for this target, whose profile covers the extensions too",
  },
  "rule/asked-and-removed": {
    severity: "error",
    message: "{what} is removed here, and target `{target}` asks for it",
    help: "decide for one of the two",
  },
  "rule/console-identity": {
    severity: "error",
    message: "no certificate in the profiles of target `{target}` has a name that begins with `{identity}`",
    help: "write the beginning of the common name of a certificate that the profile holds",
  },
  "rule/certificate-kind": {
    severity: "error",
    message: "the certificate of `{key}` is for {found}, but `profile_type: {profile_type}` needs one for {expected}",
    help: "name a certificate of the right kind",
  },
  "rule/outlasts-validity": {
    severity: "error",
    message: "`{key}` is {value}, but what signs `{profile_type}` is valid for {life} days: {consequence}",
    help: "write fewer days",
  },
  "rule/not-supported": {
    severity: "error",
    message: "{what} is not supported by this version of Signwright",
    help: "remove it",
  },

  // --- file, format: the files that a spec names
  "file/not-found": {
    severity: "error",
    message: "there is no file `{path}`",
    help: "check the path; those in a signing file start from its folder, those on the command line from the current one",
  },
  "file/unreadable": {
    severity: "error",
    message: "`{path}` cannot be read: {reason}",
    help: "check that it is a regular file and that you may read it",
  },
  "file/unwritable": {
    severity: "error",
    message: "`{path}` cannot be written: {reason}",
    help: "check that its folder exists and that you may write there",
  },
  "file/outside-root": {
    severity: "error",
    message: "`{path}` leads out of the folder of the signing file",
    help: "keep signing files inside the repository and name them with relative paths",
  },
  "file/device-list": {
    severity: "error",
    message: "line {line} of `{path}` is wrong: {reason}",
    help: "a device list has the columns `Device ID`, `Device Name` and `Device Platform` with tabs between them, as Apple's developer site takes it",
  },
  "file/not-ignored": {
    severity: "warning",
    message: "`{path}` holds a secret, and git does not ignore it",
    help: "add it to `.gitignore`; if it was committed before, its secret is in the history and must be replaced",
  },
  "file/not-checked": { severity: "info", message: "`{path}` was checked but for its {what}" },
  "format/unrecognized": {
    severity: "error",
    message: "`{file}` is not a signing file that Signwright knows",
    help: "known are PKCS#12, JKS, provisioning profiles, certificates and private keys",
  },
  "format/malformed": {
    severity: "error",
    message: "`{file}` is damaged or cut off: {reason}",
    help: "get the file again from where it comes, and copy it as it is: as binary, not as text",
  },
  "format/wrong-password": {
    severity: "error",
    message: "the password does not open `{file}`",
    help: "check the password, also for a line end, a space or quotes that do not belong to it",
  },
  "format/password-required": {
    severity: "error",
    message: "`{file}` is protected by a password, and none was given",
    help: "say where the password is: `password: { env: NAME }` in the signing file, `--password-env NAME` for `inspect`",
  },
  "format/wrong-key-password": {
    severity: "error",
    message: "none of the given passwords opens the key `{alias}` of `{file}`",
    help: "give the password of the key itself: `key_password` in the target, `--key-password-env NAME` for `inspect`",
  },
  "format/unsupported": {
    severity: "error",
    message: "`{file}` is {what}, which Signwright does not open",
    help: "export or convert it to a form that Signwright opens: PKCS#12, JKS, PEM or DER",
  },
  "format/limit": {
    severity: "error",
    message: "`{file}` goes beyond a safety limit: {reason}",
    help: "export the file again with the usual settings of its tool",
  },
  "format/wrong-kind": {
    severity: "error",
    message: "`{file}` is {found}, but {expected} is needed here",
    help: "name a file that is {expected}",
  },
  "format/password-not-portable": {
    severity: "error",
    message: "`{file}` cannot be written with this password: {reason}",
    help: "use a password of printable ASCII characters",
  },

  // --- secret, trust
  "secret/unresolved": {
    severity: "error",
    message: "the secret for `{key}` cannot be read from {where}: {reason}",
    help: "set it, or correct the reference in the signing file",
  },
  "secret/malformed": {
    severity: "error",
    message: "the secret for `{key}` from {where} is not {expected}: it is {found}",
    help: "put {expected} there",
  },
  "trust/untrusted-host": {
    severity: "error",
    message: "credentials of `{key}` would go to `{host}`, which is not trusted",
    help: "if that is right, say so: `--allow-host {host}`",
  },
  "trust/untrusted-command": {
    severity: "error",
    message: "the secret for `{key}` runs a command, and this folder is not trusted",
    help: "read the command in the signing file; if it may run, pass `--trust`",
  },
  "trust/changed-credentials": {
    severity: "warning",
    message: "the world was not read: this file uses credentials otherwise than in `{revision}`",
    help: "let somebody who may decide that look at these places; when they are in `{revision}`, plans read the world again",
  },
  "trust/untrusted-repository": {
    severity: "error",
    message: "the store is a git repository on this machine, whose hooks run commands, and this folder is not trusted",
    help: "look at the repository; if its hooks may run, pass `--trust`",
  },

  // --- plan, apply
  "plan/unreadable": {
    severity: "error",
    message: "`{path}` is not a saved plan: {reason}",
    help: "make one with `signwright plan --out {path}`",
  },
  "plan/stale": {
    severity: "error",
    message: "the saved plan no longer fits: {object} {what}",
    help: "make a new plan and review it: `signwright plan --out …`",
  },
  "plan/spec-changed": {
    severity: "error",
    message: "`{path}` was changed after the plan was made",
    help: "make a new plan and review it",
  },
  "plan/no-devices": {
    severity: "error",
    message: "target `{target}` needs devices, and there is none that fits {platform}",
    help: "register a device: name it under `devices` and list the group in the target",
  },
  "plan/device-not-enabled": {
    severity: "warning",
    message: "device `{device}` is {status} at Apple, so it is left out of every profile",
    help: "see in the developer portal why, or remove it from its group",
  },
  "plan/prevent-destroy": {
    severity: "error",
    message: "target `{target}` has `prevent_destroy`, and this plan would end {object}",
    help: "leave out what asks for that, or remove `prevent_destroy` from the target first",
  },
  "plan/unknown-address": {
    severity: "error",
    message: "`{flag}` names `{name}`, and {reason}",
    help: "`signwright plan --json` shows addresses, `signwright status` what is held",
  },
  "plan/unknown-target": {
    severity: "error",
    message: "there is no target named `{name}`",
    help: "name a key under `targets`",
  },
  "apply/not-approved": {
    severity: "error",
    message: "nothing was applied: there is no terminal to ask on",
    help: "apply a saved plan, or pass `--auto-approve`",
  },
  "apply/step-failed": {
    severity: "error",
    message: "{address} could not be carried out: {reason}",
    help: "the steps before it are done and kept: plan again, and apply what is left",
  },

  // --- app-store-connect
  "app-store-connect/unauthorized": {
    severity: "error",
    message: "App Store Connect refused the key `{key}`",
    help: "check, in this order: that `private_key` is the .p8 of key ID {key_id}; that `issuer_id` {issuer_id} is its team's; that the key was not revoked; {clock}",
  },
  "app-store-connect/forbidden": {
    severity: "error",
    message: "the key `{key}` may not do this: {detail}",
    help: "give the key the role App Manager or Admin in App Store Connect, Users and Access",
  },
  "app-store-connect/agreement-missing": {
    severity: "error",
    message: "Apple waits for an agreement to be accepted: {detail}",
    help: "the Account Holder must sign in at developer.apple.com/account or App Store Connect, Business, and accept it",
  },
  "app-store-connect/quota-reached": {
    severity: "error",
    message: "Apple refuses another {what}: {detail}",
    help: "nothing is revoked on your behalf: reuse a certificate whose key you hold (`certificate:` in the target), or revoke one that you name",
  },
  "app-store-connect/conflict": {
    severity: "error",
    message: "Apple refuses this: {detail}",
    help: "change what Apple names, then plan again",
  },
  "app-store-connect/not-found": {
    severity: "error",
    message: "Apple does not know {what}",
    help: "plan again: it may have been deleted at Apple since the plan was made",
  },
  "app-store-connect/rate-limited": {
    severity: "error",
    message: "the hourly request limit of the key `{key}` is used up",
    help: "wait until Apple's rolling hour has room again, then run the same command",
  },
  "app-store-connect/unavailable": {
    severity: "error",
    message: "App Store Connect cannot be reached or does not answer properly: {detail}",
    help: "run the same command again later; nothing is lost",
  },
  "app-store-connect/unexpected-answer": {
    severity: "error",
    message: "App Store Connect gave an answer that Signwright does not understand: {detail}",
    help: "run the same command again later; if it stays so, report it with what SIGNWRIGHT_LOG=debug shows",
  },
  "app-store-connect/account-holder-only": {
    severity: "error",
    message: "Apple lets only the Account Holder do this: {detail}",
    help: "`signwright plan` says what the Account Holder does with the signing request of the key in the store; that key is kept",
  },
  "app-store-connect/membership-lapsed": {
    severity: "error",
    message: "the membership of this team has lapsed: {detail}",
    help: "the Account Holder must renew the membership at developer.apple.com/account",
  },
  "app-store-connect/wrong-program": {
    severity: "error",
    message: "the key `{key}` belongs to another team or program: {detail}",
    help: "check `issuer_id`, and `program` of that key: enterprise teams have a server of their own",
  },
  "app-store-connect/identifier-taken": {
    severity: "error",
    message: "the bundle ID `{identifier}` cannot be registered: {detail}",
    help: "if it belongs to another team of yours, use the key of that team; else choose another bundle ID",
  },
  "app-store-connect/name-taken": {
    severity: "error",
    message: "Apple has another profile named `{name}`: {found}",
    help: "delete that profile in the developer portal, or write another `profile_name`",
  },
  "app-store-connect/device-left-out": {
    severity: "warning",
    message: "Apple left device `{device}` ({status}) out of the profile `{profile}`",
    help: "new devices can take up to three days: plan again later",
  },
  "app-store-connect/key-not-held": {
    severity: "error",
    message: "the store does not hold the private key `{key}` that a certificate is to be made for",
    help: "make a new plan: `signwright plan`",
  },
  "app-store-connect/quota-uncertain": {
    severity: "warning",
    message: "Apple may refuse {what}: {detail}",
    help: "leave devices out of the groups, or say under `limits.devices` how many the team may have",
  },
  "app-store-connect/few-requests-left": {
    severity: "warning",
    message:
      "the key `{key}` has {remaining} requests left in this hour, and carrying out this plan takes about {needed}",
    help: "apply it then, or now in parts: an apply that reaches the limit stops, and the next `signwright apply` goes on where it stopped",
  },
  "app-store-connect/untrusted-certificate": {
    severity: "error",
    message: "App Store Connect was not asked: {detail}",
    help: "check the date of this machine, and what stands between it and App Store Connect; verification cannot be turned off",
  },

  // --- file-store
  "file-store/locked": {
    severity: "error",
    message: "the store is locked by {holder} on {host} since {since} ({operation})",
    help: "wait for that run to end; if it is over, `signwright store unlock --id {id}` removes its lock",
  },
  "file-store/ephemeral": {
    severity: "error",
    message:
      "this apply would make a private key in a directory store on a machine that looks like CI, whose disk is thrown away",
    help: "use a store that lasts, or pass `--store-is-durable` if this directory is kept",
  },
  "file-store/recipients-differ": {
    severity: "error",
    message: "the store is encrypted for other recipients than the spec names: {difference}",
    help: "if the signing file is right, `signwright store rekey` makes the store follow it; if the store is, correct `store.recipients`",
  },
  "file-store/no-recipients": {
    severity: "error",
    message: "nobody could read the store: `store.recipients` is empty and there is no age identity",
    help: "name recipients under `store.recipients`, or set SIGNWRIGHT_IDENTITY to an age identity",
  },
  "file-store/identity-missing": {
    severity: "error",
    message: "there is no age identity to read the store with",
    help: "set {where}, or name another `store.identity`",
  },
  "file-store/cannot-decrypt": {
    severity: "error",
    message: "`{object}` cannot be opened with this age identity",
    help: "use the age identity of one of the store's recipients",
  },
  "file-store/corrupt": {
    severity: "error",
    message: "the store is damaged: {reason}",
    help: "restore the folder of the store from git or a backup",
  },
  "file-store/newer-format": {
    severity: "error",
    message: "the store was written by a newer Signwright (format {found}, this one reads {known})",
    help: "update Signwright",
  },
  "file-store/write-failed": {
    severity: "error",
    message: "the store cannot be written: {reason}",
    help: "check the rights and the disk of the store's folder, then run the same command again",
  },
  "file-store/moved": {
    severity: "error",
    message: "the store was written by another run meanwhile",
    help: "run the same command again",
  },
  "file-store/nothing-held": {
    severity: "error",
    message: "the store holds nothing for target `{target}`",
    help: "run `signwright apply` first",
  },
  "file-store/recipient-malformed": {
    severity: "error",
    message: "recipient `{name}` of the store is no age recipient: it is {found}",
    help: "write the public half, `age1…`, as `age-keygen -y` prints it",
  },
  "file-store/object-recipients-differ": {
    severity: "error",
    message: "the number of recipients of `{object}` is {found}, and the store names {expected}",
    help: "run `signwright store rekey`, which encrypts it for those that the store names",
  },
  "file-store/would-lock-out": {
    severity: "error",
    message:
      "nothing was changed: afterwards your own age identity could not open the store, so nothing could be checked",
    help: "let somebody run this who can read the store before and after",
  },
  "file-store/unknown-recipient": {
    severity: "error",
    message: "`{name}` is a recipient neither in the signing file nor in the store",
    help: "`signwright store recipients` lists them",
  },
  "file-store/recipient-taken": {
    severity: "error",
    message: "`{name}` is a recipient already, with another age recipient",
    help: "remove `{name}` first, or choose another name",
  },
  "file-store/still-recipient": {
    severity: "warning",
    message:
      "`{name}` goes, but `{other}` has the same age recipient: whoever has its identity can read the store as before",
    help: "remove `{other}` too, if the two are one person",
  },
  "file-store/more-would-change": {
    severity: "error",
    message: "nothing was changed: the store differs from the signing file by more than `{name}`: {difference}",
    help: "run `signwright store rekey` first: it shows every difference, and asks",
  },
  "file-store/cannot-edit": {
    severity: "error",
    message: "nothing was changed: `store.recipients` in {path} cannot be edited by a program here: {reason}",
    help: "{edit} by hand, then run `signwright store rekey`",
  },
  "file-store/not-confirmed": {
    severity: "error",
    message: "nothing was changed: there is no terminal to ask on",
    help: "read what is said above; if it is right, pass `{flag}`",
  },
  "file-store/lock-differs": {
    severity: "error",
    message: "the store is still locked, by another run than `{given}`",
    help: "its lock has the id `{id}`; look whether that run is over before you remove it",
  },
  "file-store/wrong-passphrase": {
    severity: "error",
    message: "the passphrase does not open the store",
    help: "if the passphrase was changed, `signwright store rekey --old-passphrase-env NAME` makes the store follow",
  },
  "file-store/weak-passphrase": {
    severity: "error",
    message: "the passphrase is shorter than {minimum} characters",
    help: "take a longer one, made at random: whoever gets the store's files can try as many as they like",
  },
  "file-store/passphrase-too-costly": {
    severity: "error",
    message: "`{file}` asks for an scrypt work factor of {factor}, more than the limit of {limit}",
    help: "Signwright never writes such a file: restore the store from git or a backup",
  },
  "file-store/unreachable": {
    severity: "error",
    message: "the store at `{where}` cannot be reached: {reason}",
    help: "check the address and the network, then run the same command again",
  },
  "file-store/access-refused": {
    severity: "error",
    message: "the store at `{where}` gives no access: {reason}",
    help: "check that this user may read and write there",
  },
  "file-store/credentials-missing": {
    severity: "error",
    message: "there are no credentials for the store at `{where}`: {missing} is not set",
    help: "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and AWS_SESSION_TOKEN for temporary ones",
  },
  "file-store/conditions-ignored": {
    severity: "error",
    message: "the S3 service at `{where}` is not safe for a store: {reason}",
    help: "use a service with conditional writes, such as Amazon S3 or Ceph, or a git store",
  },

  // --- policy-console
  "policy-console/unauthorized": {
    severity: "error",
    message: "the policy console refused user name or password of `{key}`",
    help: "check the two secrets; the login is not tried again so that the account is not locked",
  },
  "policy-console/forbidden": {
    severity: "error",
    message: "the user of `{key}` is no administrator of the policy console",
    help: "use an account with administrator rights",
  },
  "policy-console/rejected": {
    severity: "error",
    message: "the policy console refuses this: {detail}",
    help: "change what the console names, then plan again",
  },
  "policy-console/ambiguous-name": {
    severity: "error",
    message: "the policy console has {count} signing profiles named `{name}`",
    help: "archive all but one of them on the console",
  },
  "policy-console/unavailable": {
    severity: "error",
    message: "the policy console cannot be reached or does not answer properly: {detail}",
    help: "check `url`, the network and the console, then run the same command again",
  },
  "policy-console/unexpected-answer": {
    severity: "error",
    message: "the policy console gave an answer that Signwright does not understand: {detail}",
    help: "check `url`: it ends in `/mocana-app-control/rest`",
  },
  "policy-console/other-platform": {
    severity: "error",
    message: "the signing profile `{name}` on the policy console is for {found}, and cannot become one for {expected}",
    help: "archive it on the console, or name another profile",
  },
  "policy-console/not-as-sent": {
    severity: "error",
    message: "the policy console took the signing profile `{name}`, but shows another {what} than was sent",
    help: "look at the signing profile on the console, then plan again",
  },
  "policy-console/stamp-unchanged": {
    severity: "warning",
    message: "the policy console took the signing profile `{name}`, but still shows it as last written on {stamp}",
    help: "look on the console whether it uses the new file",
  },
  "policy-console/archived": {
    severity: "warning",
    message: "the signing profile `{name}` was archived on the policy console",
    help: "apply makes a new one of that name; if that is not wanted, remove `policy_console` from the target first",
  },
  "policy-console/name-archived": {
    severity: "error",
    message:
      "the policy console refuses a new signing profile `{name}`, of which name there is an archived one: {detail}",
    help: "write another name as `profile` of `policy_console`",
  },
  "policy-console/unknown-app": {
    severity: "error",
    message: "the policy console `{key}` has no {platform} app `{app}`",
    help: "upload the app to the console, or correct the name",
  },
  "policy-console/untrusted-certificate": {
    severity: "error",
    message: "the policy console was not asked: {detail}",
    help: "name the certificate authority of the console with `ca_file`; verification cannot be turned off",
  },
  "policy-console/not-secured": {
    severity: "error",
    message: "the policy console took the request to secure `{app}`, but {state}",
    help: "look at the app on the console, then plan again",
  },

  // --- verify: what the store holds cannot sign, or what was built is not signed as the spec says
  "verify/nothing-held": {
    severity: "error",
    message: "the store does not hold {what} of target `{target}`",
    help: "run `signwright apply`",
  },
  "verify/key-not-of-certificate": {
    severity: "error",
    message: "what the private key of {what} signs does not verify with its certificate",
    help: "export certificate and private key together, for example from Keychain Access as a .p12, and apply again",
  },
  "verify/signer-not-apple": {
    severity: "warning",
    message: "the profile `{profile}` is not signed by Apple: {reason}",
    help: "this is right for profiles of the sandbox; no device takes it",
  },
  "verify/entitlement-not-in-profile": {
    severity: "error",
    message: "the profile `{profile}` does not allow the entitlement `{entitlement}`: {reason}",
    help: "add the capability to `capabilities` and apply, or remove the entitlement from the app",
  },
  "verify/entitlement-not-checked": {
    severity: "warning",
    message: "the entitlement `{entitlement}` was not checked: only Xcode knows the value of {variable}",
    help: "verify the built app instead, whose values are filled in",
  },
  "verify/device-not-in-profile": {
    severity: "error",
    message: "device `{device}` ({udid}) is not in the profile `{profile}`",
    help: "run `signwright apply`; new devices can take up to three days at Apple",
  },
  "verify/keystore-not-usable": {
    severity: "error",
    message: "the key `{alias}` in the keystore of target `{target}` cannot be used: {reason}",
    help: "correct keystore, alias or passwords in the signing file, and apply again",
  },
  "verify/no-target": {
    severity: "error",
    message: "no target of the signing file signs `{bundle_id}`",
    help: "name the target with `--target`, or add one for it",
  },
  "verify/other-bundle-id": {
    severity: "error",
    message: "this is `{found}`, but target `{target}` signs `{expected}`",
    help: "verify it against the target of that app",
  },
  "verify/not-signed": {
    severity: "error",
    message: "{what} is not signed: {reason}",
    help: "sign it with what `signwright export` writes",
  },
  "verify/signature-invalid": {
    severity: "error",
    message: "the signature of {what} does not hold: {reason}",
    help: "build and sign it again; what changes a file after signing must run before",
  },
  "verify/content-changed": {
    severity: "error",
    message: "{what} is not as it was signed: {reason}",
    help: "build and sign it again; what changes a file after signing must run before",
  },
  "verify/other-certificate": {
    severity: "error",
    message: "{what} is signed with {found}, but target `{target}` signs with {expected}",
    help: "sign it with what `signwright export` writes for this target",
  },
  "verify/profile-missing": {
    severity: "error",
    message: "{what} has no embedded profile",
    help: "sign it with the profile that `signwright export` writes for this target",
  },
  "verify/other-profile": {
    severity: "error",
    message: "the profile in {what} is not the one that the store holds: {difference}",
    help: "sign it with the profile that `signwright export` writes for this target",
  },
  "verify/other-platform": {
    severity: "error",
    message: "the code of {what} is for {found}, but target `{target}` is for {expected}",
    help: "build it for devices of that platform, not for a simulator or another platform",
  },
  "verify/not-checked": { severity: "warning", message: "{what} was not checked: {reason}" },

  // --- why: what keeps a build from being installed
  "why/cannot-install": {
    severity: "error",
    message: "builds of `{target}` cannot be installed: {reason}",
    help: "mend this line, then `signwright apply`",
  },

  // --- cli
  "cli/usage": {
    severity: "error",
    message: "{reason}",
    help: "`signwright --help` lists the commands, `signwright <command> --help` their flags",
  },
  "cli/refused": {
    severity: "error",
    message: "{reason}",
    help: "`signwright --help` lists the commands and what they take",
  },
  "cli/internal": {
    severity: "error",
    message: "Signwright failed in a way that it should not: {reason}",
    help: "please report this with the command that you ran; SIGNWRIGHT_LOG=debug shows more",
  },
} as const satisfies Record<string, DiagnosticTemplate>;

interface DiagnosticTemplate {
  readonly severity: "error" | "warning" | "info";
  readonly message: string;
  readonly help?: string;
}

/** A registered diagnostic code, for example `schema/unknown-key`. */
export type DiagnosticCode = keyof typeof registry;

type ParametersIn<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? (Name extends `${string} ${string}` ? never : Name) | ParametersIn<Rest>
  : never;

type HelpOf<C extends DiagnosticCode> = (typeof registry)[C] extends { readonly help: infer H extends string } ? H : "";

/** The parameters that the message and help of a code need. */
export type DiagnosticParameters<C extends DiagnosticCode> = Readonly<
  Record<ParametersIn<(typeof registry)[C]["message"]> | ParametersIn<HelpOf<C>>, string | number>
>;

/** The address of a code's documentation page. */
export function documentationUrl(code: DiagnosticCode): string {
  return `https://github.com/signwright/signwright/blob/main/docs/diagnostics/${code}.md`;
}
