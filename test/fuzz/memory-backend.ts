import type { Backend } from "../../src/providers/file-store/backend.ts";

/** A store with exactly one file, whatever its name: the bytes that are tried. */
export function oneFileBackend(bytes: Uint8Array, isAbsent: (name: string) => boolean = () => false): Backend {
  const done = (): Promise<void> => Promise.resolve();
  return {
    locate: (name) => name,
    read: (name) => Promise.resolve(isAbsent(name) ? undefined : bytes),
    create: () => Promise.resolve(false),
    replace: done,
    append: done,
    list: () => Promise.resolve(["00000003.json"]),
    remove: done,
    sweep: done,
    close: done,
  };
}
