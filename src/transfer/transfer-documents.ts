/** What an environment is asked and told. The shape of the variables is that of the mutations' inputs. */

const MAPPING = `
        provider connection workflowId mode timeoutMs keepFiles
        parameters { target source field constant expression type items default required when }
        output { from field expression schema hint }`;

export const ABILITIES = `query TransferAbilities($first: Int!, $after: Cursor) {
  abilities(first: $first, after: $after) {
    nodes {
      id revision key name description category tags sideEffects deadlineMs maxConcurrency answerers answerExpiryMs
      form { schema uiSchema }
      mapping {${MAPPING}
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}`;

export const VERSIONS = `query TransferVersions($abilityId: ID!) { workflowMappings(abilityId: $abilityId) { id state } }`;

export const DRAFT = `query TransferDraft($id: ID!) { workflowMapping(id: $id) { id state revision ${MAPPING} } }`;

const change = (name: string, payload: string, written: string): string =>
  `mutation Transfer${name[0]?.toUpperCase()}${name.slice(1)}($input: ${name[0]?.toUpperCase()}${name.slice(1)}Input!) {
  ${name}(input: $input) {
    ... on ${payload} { written: ${written} { id revision } }
    ... on DomainError { message }
    ... on ValidationFailed { fieldErrors { path message } }
  }
}`;

export const CREATE = change("createAbility", "CreateAbilityPayload", "ability");
export const UPDATE = change("updateAbility", "UpdateAbilityPayload", "ability");
/** Neither has fields of a form to complain about. */
const changeMapping = (name: string, payload: string, written: string): string =>
  change(name, payload, written).replace("    ... on ValidationFailed { fieldErrors { path message } }\n", "");
export const SAVE = changeMapping("saveWorkflowMapping", "SaveWorkflowMappingPayload", "mapping");
export const PUBLISH = changeMapping("publishWorkflowMapping", "PublishWorkflowMappingPayload", "ability");
