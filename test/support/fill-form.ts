/** Fills a rendered react-jsonschema-form as a person would: by its fields, from values that fit. */
import type { Locator, Page } from "playwright-core";
import { isJsonObject, type JsonValue } from "../../src/kernel/json.js";

/** rjsf names fields by their path: `root_stops_0_city`. */
export const fillForm = async (page: Page, value: JsonValue, id = "root"): Promise<void> => {
  if (isJsonObject(value)) {
    for (const [name, entry] of Object.entries(value)) await fillForm(page, entry, `${id}_${name}`);
  } else if (Array.isArray(value)) await fillList(page, value, id);
  else await fillLeaf(page, value, id);
};

const exact = (page: Page, id: string): Locator => page.locator(`[id="${id}"]`);

const fillList = async (page: Page, values: readonly JsonValue[], id: string): Promise<void> => {
  const choices = page.locator(`input[type="checkbox"][id^="${id}-"]`);
  if ((await choices.count()) > 0) {
    for (const value of values)
      await page
        .locator(`[id="${id}"] label, label`, { has: page.locator(`input[id^="${id}-"]`) })
        .filter({ hasText: String(value) })
        .first()
        .click();
    return;
  }
  for (const [index, value] of values.entries()) {
    // A list may begin with as many entries as it needs.
    if ((await page.locator(`[id^="${id}_${index}"]`).count()) === 0) {
      await page
        .locator(`[id="${id}"] .rjsf-array-item-add button, [id="${id}"] button.rjsf-array-item-add, [id="${id}"] .btn-add`)
        .first()
        .click();
    }
    await fillForm(page, value, `${id}_${index}`);
  }
};

const fillLeaf = async (page: Page, value: JsonValue, id: string): Promise<void> => {
  const field = exact(page, id);
  if ((await field.count()) === 0) return fillRadio(page, value, id);
  const kind = await field.evaluate((element) => [element.tagName, (element as { type?: string }).type ?? ""].join(" "));
  if (kind === "INPUT checkbox") await field.setChecked(value === true);
  else if (kind.startsWith("SELECT")) await field.selectOption({ index: await optionOf(field, value) });
  else if (kind.startsWith("INPUT") || kind.startsWith("TEXTAREA")) await field.fill(String(value));
  else await fillRadio(page, value, id);
};

/** Options carry their place, not their value: found by their text. */
const optionOf = async (field: Locator, value: JsonValue): Promise<number> => {
  const texts = await field.locator("option").allTextContents();
  const index = texts.findIndex((text) => text.toLowerCase().replaceAll(" ", "-").includes(String(value).toLowerCase()));
  if (index < 0) throw new Error(`no option ${value} among ${texts.join(", ")}`);
  return index;
};

const fillRadio = async (page: Page, value: JsonValue, id: string): Promise<void> => {
  const labels = page.locator("label", { has: page.locator(`input[type="radio"][id^="${id}-"]`) });
  await labels
    .filter({ hasText: new RegExp(String(value), "i") })
    .first()
    .click();
};
