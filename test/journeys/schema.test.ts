import "reflect-metadata";
/** The schema as a caller reads it: everything explains itself, and every way in names its permission. */
import {
  buildClientSchema,
  getIntrospectionQuery,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isScalarType,
} from "graphql";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PERMISSIONS } from "../../src/auth/principal.js";
import { startTestApp, type TestApp } from "../support/app.js";
import { tokenOf } from "../support/tokens.js";

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());

const schemaOf = async () => buildClientSchema((await app.admin.execute(getIntrospectionQuery({ specifiedByUrl: true }))).ok());

test("every type, field, argument, input field and enum value has a description", async () => {
  const schema = await schemaOf();
  const missing: string[] = [];
  const look = (where: string, { description }: { description?: string | null }) => {
    if (!description?.trim()) missing.push(where);
  };
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith("__") || ["String", "Int", "Float", "Boolean", "ID"].includes(type.name)) continue;
    const isRoot = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].includes(type as never);
    if (!isRoot) look(type.name, type);
    if (isScalarType(type) && !type.specifiedByURL && type.name !== "DateTime") missing.push(`${type.name} @specifiedBy`);
    if (isEnumType(type)) for (const value of type.getValues()) look(`${type.name}.${value.name}`, value);
    if (isInputObjectType(type)) for (const field of Object.values(type.getFields())) look(`${type.name}.${field.name}`, field);
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      look(`${type.name}.${field.name}`, field);
      for (const argument of field.args) look(`${type.name}.${field.name}(${argument.name})`, argument);
    }
  }
  expect(missing).toEqual([]);
});

test("every query, mutation and subscription names its permission, and only permissions that exist", async () => {
  const schema = await schemaOf();
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const fields = roots.flatMap((root) => Object.values(root?.getFields() ?? {}));
  expect(fields.length).toBeGreaterThan(15);
  const known = new Set<string>(PERMISSIONS);
  for (const { name, description } of fields) {
    expect(description, name).toMatch(/Permission: /);
    for (const [, permission] of (description ?? "").matchAll(/\b([a-z]+:[a-z-]+)\b/g)) expect(known, name).toContain(permission);
  }
});

test("reading the schema needs a permission that users lack", async () => {
  const user = app.as(await tokenOf({ id: "ann" }));
  expect((await user.execute(getIntrospectionQuery())).codes).toEqual(["FORBIDDEN"]);
  expect((await user.execute("{ __typename }")).ok()).toEqual({ __typename: "Query" });
});
