import { ConsoleError } from "./console-answer.ts";

/** The fields and files of a form. */
export interface FormFields {
  /** The last text field of that name; undefined when the form has none. */
  readonly text: (name: string) => string | undefined;
  readonly texts: (name: string) => readonly string[];
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/**
 * Reads a multipart or urlencoded form.
 * @throws ConsoleError when the body is neither.
 */
export async function readFormFields(request: Request): Promise<FormFields> {
  let form: FormData;
  try {
    form = await request.formData();
  } catch {
    throw new ConsoleError("The request is not a form");
  }
  const files = new Map<string, Uint8Array>();
  for (const [name, value] of form.entries()) {
    if (typeof value !== "string") files.set(name, new Uint8Array(await value.arrayBuffer()));
  }
  const texts = (name: string): readonly string[] => form.getAll(name).filter((value) => typeof value === "string");
  return { texts, text: (name) => texts(name).at(-1), files };
}
