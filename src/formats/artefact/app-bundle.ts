import { createHash } from "node:crypto";
import { FormatError, formatError, malformed } from "../format-error.ts";
import { maximumDepth, maximumPropertyListSize } from "../format-limits.ts";
import type { PropertyListDictionary } from "../property-list.ts";
import { readProvisioningProfile, type ProvisioningProfile } from "../provisioning-profile.ts";
import { readBundlePropertyList } from "./bundle-property-list.ts";
import { readRange, readWhole, type FileTree } from "./byte-source.ts";
import { checkCodeSignature, type CodeSignature, type SealedFiles } from "./code-signature.ts";
import { changedResources } from "./code-resources.ts";
import { looksLikeMachO, readMachO } from "./mach-o.ts";

/** Something signed inside an app: the app, an extension, a framework, a bare library. */
export interface SignedCode {
  /** Where it lies, for messages: `Shop.app`, `Shop.app/PlugIns/Widget.appex`. */
  readonly path: string;
  /** What has a profile of its own is an app or an extension. */
  readonly kind: "app" | "extension" | "framework" | "library";
  /** `CFBundleIdentifier`; `undefined` for a bare library. */
  readonly bundleId: string | undefined;
  /** The embedded profile; `undefined` where there is none. */
  readonly profile: EmbeddedProfile | undefined;
  /** One for each architecture. */
  readonly signatures: readonly CodeSignature[];
  /** Why the files beside the code are not as they were sealed; empty when they are. */
  readonly changedFiles: readonly string[];
}

/** A profile in an app. */
export interface EmbeddedProfile {
  readonly profile: ProvisioningProfile;
  /** SHA-256 of the file, lower-case hex. */
  readonly sha256: string;
}

const maximumNested = 512;
/** Bundles inside of bundles; each level seals all that is below it once more. An app's own go four deep. */
const maximumBundleDepth = 8;
const maximumProfileSize = 4 * 1024 * 1024;
const bundlePattern = /\.(app|appex|framework|xpc|bundle|plugin|systemextension)$/;

/**
 * Reads everything that is signed in an app, the app first: each architecture's signature, sealed files and profile are checked
 * by themselves.
 * @param app the app's folder in the tree, without a final `/`, for example `Payload/Shop.app`
 * @throws FormatError `format/malformed`, `format/limit`
 */
export async function readApp(tree: FileTree, app: string): Promise<readonly SignedCode[]> {
  const files = tree.paths.filter((path) => path.startsWith(`${app}/`));
  if (files.some((path) => path.split("/").length > maximumDepth))
    throw formatError("format/limit", { reason: "its folders are nested too deep" });
  const folders = new Set([app, ...files.flatMap((path) => bundleFolders(path, app))]);
  const bundles = [...folders].filter((folder) => folder === app || isCodeBundle(tree, folder)).sort();
  const executables = new Set<string>();
  const found: SignedCode[] = [];
  for (const folder of bundles) {
    if (found.length >= maximumNested)
      throw formatError("format/limit", { reason: `it holds more than ${maximumNested} signed parts` });
    const { code, executable } = await readBundle(tree, { folder, app });
    executables.add(executable);
    found.push(code);
  }
  for (const path of await looseCode(tree, files, executables)) {
    if (found.length >= maximumNested)
      throw formatError("format/limit", { reason: `it holds more than ${maximumNested} signed parts` });
    found.push(await readLibrary(tree, { path, app }));
  }
  return found;
}

/** Every folder of a path below the app whose name is that of a bundle. */
function bundleFolders(path: string, app: string): readonly string[] {
  const parts = path.split("/");
  if (parts.filter((part) => bundlePattern.test(part)).length > maximumBundleDepth)
    throw formatError("format/limit", { reason: "its bundles are nested too deep" });
  return parts.slice(0, -1).flatMap((part, i) => {
    const folder = parts.slice(0, i + 1).join("/");
    return bundlePattern.test(part) && folder.length > app.length ? [folder] : [];
  });
}

/** Where Info.plist of a bundle is: at its top (iOS), in Contents (macOS), or in a framework's version (macOS). */
function infoPathOf(tree: FileTree, folder: string): { readonly root: string; readonly info: string } | undefined {
  const versions = folder.endsWith(".framework")
    ? `${folder}/Versions/${tree.links.get(`${folder}/Versions/Current`) ?? "A"}/`
    : undefined;
  const places = [
    { root: `${folder}/Contents/`, info: `${folder}/Contents/Info.plist` },
    { root: `${folder}/`, info: `${folder}/Info.plist` },
    ...(versions === undefined ? [] : [{ root: versions, info: `${versions}Resources/Info.plist` }]),
  ];
  return places.find(({ info }) => tree.open(info) !== undefined);
}

/** A bundle of pictures alone is sealed with its app and has no signature of its own. */
function isCodeBundle(tree: FileTree, folder: string): boolean {
  const place = infoPathOf(tree, folder);
  if (place === undefined) return false;
  if (/\.(app|appex|framework|xpc|systemextension)$/.test(folder)) return true;
  return tree.open(`${place.root}_CodeSignature/CodeResources`) !== undefined;
}

async function readBundle(
  tree: FileTree,
  { folder, app }: { readonly folder: string; readonly app: string },
): Promise<{ readonly code: SignedCode; readonly executable: string }> {
  const path = shownPath(folder, app);
  const place = infoPathOf(tree, folder);
  const infoSource = place && tree.open(place.info);
  if (place === undefined || infoSource === undefined) throw malformed(`${path} has no Info.plist`);
  const infoPropertyList = await readWhole(infoSource, maximumPropertyListSize);
  const info = readBundlePropertyList(infoPropertyList);
  const name = executableName(info, path);
  const executable = `${place.root}${place.root.endsWith("/Contents/") ? "MacOS/" : ""}${name}`;
  const source = tree.open(executable);
  if (source === undefined) throw malformed(`${path} has no executable ${name}`);
  const listSource = tree.open(`${place.root}_CodeSignature/CodeResources`);
  const codeResources = listSource && (await readWhole(listSource, maximumPropertyListSize * 4));
  const bundleId = info["CFBundleIdentifier"];
  const code: SignedCode = {
    path,
    kind: kindOf(folder),
    bundleId: typeof bundleId === "string" ? bundleId : undefined,
    profile: await readEmbedded(tree, place.root, path),
    signatures: await checkAll(tree, executable, { infoPropertyList, codeResources }),
    changedFiles:
      codeResources === undefined
        ? ["it has no list of sealed files"]
        : await changedResources(codeResources, {
            tree,
            root: place.root,
            signedElsewhere: new Set([executable.slice(place.root.length), "_CodeSignature/CodeResources"]),
          }),
  };
  return { code, executable };
}

async function readLibrary(
  tree: FileTree,
  { path, app }: { readonly path: string; readonly app: string },
): Promise<SignedCode> {
  const signatures = await checkAll(tree, path, { infoPropertyList: undefined, codeResources: undefined });
  return {
    path: shownPath(path, app),
    kind: "library",
    bundleId: undefined,
    profile: undefined,
    signatures,
    changedFiles: [],
  };
}

async function checkAll(tree: FileTree, path: string, sealed: SealedFiles): Promise<readonly CodeSignature[]> {
  const source = tree.open(path);
  if (source === undefined) throw malformed("its code is missing");
  const signatures: CodeSignature[] = [];
  for (const slice of await readMachO(source)) signatures.push(await checkCodeSignature(slice, sealed));
  return signatures;
}

/** Libraries and helper tools outside of any bundle are signed by themselves. */
async function looseCode(
  tree: FileTree,
  files: readonly string[],
  known: ReadonlySet<string>,
): Promise<readonly string[]> {
  const loose: string[] = [];
  for (const path of files) {
    const source = known.has(path) ? undefined : tree.open(path);
    // Code has no name of its own; folders of resources are not searched for it, but for libraries.
    if (
      source === undefined ||
      source.size < 4096 ||
      !/\.(dylib|so)$|\/(Frameworks|MacOS|Helpers|PlugIns)\/[^/.]+$/.test(path)
    )
      continue;
    if (looksLikeMachO(await readRange(source, 0, 8))) loose.push(path);
  }
  return loose;
}

async function readEmbedded(tree: FileTree, root: string, path: string): Promise<EmbeddedProfile | undefined> {
  for (const name of ["embedded.mobileprovision", "embedded.provisionprofile"]) {
    const source = tree.open(root + name);
    if (source === undefined) continue;
    const bytes = await readWhole(source, maximumProfileSize);
    try {
      return { profile: readProvisioningProfile(bytes), sha256: createHash("sha256").update(bytes).digest("hex") };
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      throw malformed(`the profile of ${path} cannot be read`);
    }
  }
  return undefined;
}

function executableName(info: PropertyListDictionary, path: string): string {
  const name = info["CFBundleExecutable"];
  if (typeof name !== "string" || name === "" || name.includes("/") || name === "..")
    throw malformed(`${path} names no executable`);
  return name;
}

function kindOf(folder: string): SignedCode["kind"] {
  if (folder.endsWith(".app")) return "app";
  return /\.(appex|systemextension)$/.test(folder) ? "extension" : "framework";
}

/** From the app's own name on. */
function shownPath(path: string, app: string): string {
  return path.slice(app.lastIndexOf("/") + 1);
}
