/** The steps that the words of a command line mean. */
import { Failure } from "../contract/failure.js";
import type { Step } from "../contract/step.js";
import { text } from "../contract/text.js";
import { stepsOf } from "../steps/component-steps.js";
import { inOrder, selected } from "../steps/order.js";
import { closingSteps, openingSteps } from "../steps/site-steps.js";
import type { OpenSite } from "./open-site.js";

/**
 * Words with a slash are steps (`mysql/schema/opencoze`, or `mysql/schema/` for all below it), the others targets and
 * components; either one kind or the other. Without words everything that is placed here.
 * @throws Failure for words that mean nothing.
 */
export const chosenSteps = (open: OpenSite, words: readonly string[]): readonly Step[] => {
  const ids = words.filter((word) => word.includes("/"));
  const components = selected({ site: open.site, components: open.components, words: words.filter((word) => !word.includes("/")) });
  const steps = [...opening(open), ...components.flatMap((component) => stepsOf(open.site, component)), ...closing(open)];
  if (ids.length === 0) return steps;
  const unknown = ids.find((id) => !steps.some((step) => isMeant(step, id)));
  if (unknown)
    throw new Failure(
      text(
        `no step here is called "${unknown}"; coze plan --json lists them`,
        `此处没有名为“${unknown}”的步骤；coze plan --json 会列出全部步骤`,
      ),
    );
  return steps.filter((step) => ids.some((id) => isMeant(step, id)));
};

const isMeant = ({ id }: Step, word: string): boolean => id === word || (word.endsWith("/") && id.startsWith(word));

const placedHere = ({ site, components }: OpenSite) => inOrder(site, components).filter(({ name }) => site.isHere(name));
const opening = (open: OpenSite): readonly Step[] => openingSteps(open.site, placedHere(open));
const closing = (open: OpenSite): readonly Step[] => closingSteps(open.site, placedHere(open));
