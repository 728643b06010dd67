/** How secrets come into being. */
import { randomBytes, randomInt } from "node:crypto";
import type { SecretRecipe } from "../contract/site.js";

const LETTERS_AND_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

export const madeSecret = ({ form, length }: SecretRecipe): string => {
  if (form === "hex")
    return randomBytes(Math.ceil(length / 2))
      .toString("hex")
      .slice(0, length);
  return Array.from({ length }, () => LETTERS_AND_DIGITS.charAt(randomInt(LETTERS_AND_DIGITS.length))).join("");
};
