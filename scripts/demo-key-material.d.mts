/** Makes the files that examples/acme names in `folder`, and gives the environment variables that it names. */
export function makeKeyMaterial(options: {
  readonly folder: string;
  /** Base URL of the sandbox. */
  readonly url: string;
  /** The sandbox's API key: base64 of the .p8. */
  readonly apiKey: string;
  /** The sandbox's time, where it is not the real one. */
  readonly now?: Date;
}): Promise<
  Record<"PARTNER_P12_PASSWORD" | "UPLOAD_KEYSTORE_PASSWORD" | "EXPORT_PASSWORD" | "SIGNWRIGHT_IDENTITY", string>
>;
