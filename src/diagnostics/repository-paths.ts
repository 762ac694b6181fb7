/** Where the files of diagnostics lie, for services that show diagnostics beside the code of a repository. */
export interface RepositoryPaths {
  /**
   * A file's name as diagnostics have it, as a `/`-separated path from the root of the repository; absolute, with `/` first, for a
   * file outside of it.
   */
  readonly pathOf: (name: string) => string;
  /** Path, in the same form, of the file that diagnostics without a place are about. */
  readonly subject: string;
}
