/** Enumerations of the domain as TypeScript enums, which is what type-graphql registers. */
export const enumOf = <T extends string>(values: readonly T[]) =>
  Object.fromEntries(values.map((value) => [value, value])) as { [K in T]: K };
