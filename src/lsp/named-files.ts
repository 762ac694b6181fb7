import type { Compilation } from "../compiler/compile.ts";
import type { Target } from "../compiler/target.ts";

/** The paths that a spec gives to key files, authorities, profiles and device lists, as it writes them, each once. */
export function namedFiles({ spec }: Compilation): readonly string[] {
  const ofKeys = [...(spec?.keys.values() ?? [])].flatMap((key) =>
    "file" in key ? [key.file] : key.caFile === undefined ? [] : [key.caFile],
  );
  const ofTargets = (spec?.targets ?? []).flatMap((target) => ("profiles" in target ? target.profiles : []));
  return [...new Set([...ofKeys, ...ofTargets, ...(spec?.deviceFiles.values() ?? [])])];
}

/** A text that is the same for two versions of a spec exactly when the same files are read for the same places of it. */
export function readingOf({ spec, targets }: Compilation): string {
  const places = new Map(targets.map((target) => [target.name, target]));
  const keys = [...(spec?.keys.values() ?? [])].flatMap((key) =>
    key.type === "certificate"
      ? [[key.name, key.type, key.file, key.password !== undefined, key.privateKey !== undefined]]
      : key.type === "keystore"
        ? [[key.name, key.type, key.file]]
        : key.caFile === undefined
          ? []
          : [[key.name, key.type, key.caFile]],
  );
  const uses = (spec?.targets ?? []).map((target) => [
    ...usesOf(target),
    "profiles" in target ? places.get(target.name)?.pathOf("profiles") : undefined,
  ]);
  return JSON.stringify([keys, uses, [...(spec?.deviceFiles ?? [])]]);
}

function usesOf(target: Target): readonly unknown[] {
  const console = target.policyConsole?.key;
  if (target.platform === "android") return [console, target.keystore];
  const { certificate, installerCertificate } = target;
  return target.method === "manual"
    ? [console, certificate, installerCertificate, target.profiles]
    : [console, target.key, certificate, target.installer, installerCertificate, target.deviceFiles];
}
