/** How words are written in a unit so that systemd reads back the same words (systemd.service(5) "Command lines", systemd.unit(5) "Specifiers"). */

const PLAIN = /^[A-Za-z0-9_@+=:,./-]+$/;

/** `%` begins a specifier everywhere in a unit. */
export const literal = (value: string): string => value.replaceAll("%", "%%");

const inQuotes = (word: string): string => `"${literal(word).replace(/[\\"]/g, "\\$&").replaceAll("\n", "\\n")}"`;

/** A command line for `start` and the like: `$` is no variable, `%` no specifier, blanks do not split. */
export const commandLine = (program: string, ...args: readonly string[]): string =>
  [program, ...args]
    .map((word) => word.replaceAll("$", "$$$$"))
    .map((word) => (PLAIN.test(word) ? word : inQuotes(word)))
    .join(" ");

/** One assignment of `Environment=`, in which `$` has no meaning. */
export const assignment = (name: string, value: string): string => (PLAIN.test(value) ? `${name}=${value}` : inQuotes(`${name}=${value}`));

/** One path of a list such as `ReadWritePaths=`. */
export const listed = (path: string): string => (PLAIN.test(path) ? path : inQuotes(path));
