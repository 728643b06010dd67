import type { Component } from "../contract/component.js";

/** Every component that can be deployed. One line each; `steps/order.ts` finds the order. */
export const COMPONENTS: readonly Component[] = [];
