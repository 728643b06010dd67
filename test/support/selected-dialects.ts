/** Which databases a run is to cover: the variable `DATABASES`. */

export type TestDialect = "sqlite" | "mysql";

const DIALECTS: readonly TestDialect[] = ["sqlite", "mysql"];

/** From `DATABASES`. @throws Error on an unknown or empty selection: a typing error must not skip suites. */
export const selectedDialects = (selection = process.env.DATABASES ?? DIALECTS.join(",")): readonly TestDialect[] => {
  const names = selection.split(",").map((name) => name.trim());
  const unknown = names.find((name) => !DIALECTS.some((dialect) => dialect === name));
  if (unknown !== undefined) throw new Error(`DATABASES=${selection}: “${unknown}” is none of ${DIALECTS.join(", ")}.`);
  return DIALECTS.filter((dialect) => names.includes(dialect));
};
