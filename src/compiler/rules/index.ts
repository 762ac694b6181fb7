import { askedAndRemoved } from "./asked-and-removed.ts";
import { capabilitySettings } from "./capability-settings.ts";
import { certificateTypeForProfile } from "./certificate-type-for-profile.ts";
import { conflictingDevices } from "./conflicting-devices.ts";
import { conflictingTargets } from "./conflicting-targets.ts";
import { consoleSigning } from "./console-signing.ts";
import { devicesForProfileType } from "./devices-for-profile-type.ts";
import { distinctItems } from "./distinct-items.ts";
import { enterpriseProgram } from "./enterprise-program.ts";
import { extensionInsideApp } from "./extension-inside-app.ts";
import { keysForProfileType } from "./keys-for-profile-type.ts";
import { macDevelopmentMachine } from "./mac-development-machine.ts";
import { passphraseOrRecipients } from "./passphrase-or-recipients.ts";
import { profileTypeForPlatform } from "./profile-type-for-platform.ts";
import { references } from "./references.ts";
import { renewalDays } from "./renewal-days.ts";
import type { Rule } from "./rule.ts";
import { storeAddress } from "./store-address.ts";
import { unusedEntries } from "./unused-entries.ts";

/** Every rule over the spec's text alone, in the order in which their findings are given for one place. */
export const rules: readonly Rule[] = [
  references,
  profileTypeForPlatform,
  enterpriseProgram,
  keysForProfileType,
  devicesForProfileType,
  conflictingDevices,
  macDevelopmentMachine,
  certificateTypeForProfile,
  renewalDays,
  capabilitySettings,
  extensionInsideApp,
  distinctItems,
  consoleSigning,
  conflictingTargets,
  askedAndRemoved,
  storeAddress,
  passphraseOrRecipients,
  unusedEntries,
];
