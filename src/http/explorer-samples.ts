/** What an explorer shows at first: list the abilities, invoke one, follow it. Uses the stable core of the schema. */

export interface ExplorerSample {
  readonly query: string;
  /** JSON text. */
  readonly variables?: string;
}

export const EXPLORER_SAMPLES: readonly [ExplorerSample, ...ExplorerSample[]] = [
  {
    query: `# What can be invoked, and which form it takes · 查看可调用的能力及其表单
query Abilities {
  abilities(first: 10) {
    nodes {
      id
      key
      name
      description
      status
      form {
        revision
        schema
      }
    }
  }
}
`,
  },
  {
    query: `# Start an ability · 调用一个能力
# Form values may also be sent as a variable of type JSONObject! · 表单值也可用 JSONObject! 类型的变量传递
mutation Invoke {
  invokeAbility(input: { abilityKey: "write-text", form: { topic: "The tides of Saint-Malo" } }) {
    __typename
    ... on InvocationAccepted {
      subscribeFrom
      invocation {
        id
        status
      }
    }
    ... on ValidationFailed {
      fieldErrors {
        path
        code
        message
      }
    }
    ... on DomainError {
      code
      message
      retryable
    }
  }
}
`,
  },
  {
    query: `# Follow an invocation live: put its id into the variables below. Each event takes the place of the one before.
# 实时跟踪一次调用：请在下方变量中填写 id。新事件会替换上一个事件的显示。
subscription Follow($invocationId: ID!) {
  invocationEvents(invocationId: $invocationId) {
    __typename
    cursor
    sequence
    at
    ... on SnapshotEvent {
      invocation {
        status
        output
      }
    }
    ... on StateChanged {
      from
      to
    }
    ... on NodeProgress {
      nodeTitle
      finished
    }
    ... on OutputDelta {
      text
    }
    ... on InterruptRaised {
      interrupt {
        id
        prompt
        options
        form
      }
    }
    ... on Finished {
      status
      output
      failure {
        code
        message
      }
    }
  }
}
`,
    variables: JSON.stringify({ invocationId: "" }, null, 2),
  },
];
