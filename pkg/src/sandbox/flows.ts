/** The part of JSON Schema in which a flow action says what credential it takes: an object of strings. */
export interface CredentialSchema {
  readonly type: 'object';
  readonly required: readonly string[];
  readonly properties: Readonly<
    Record<
      string,
      { readonly type: 'string'; readonly pattern: string; readonly maxLength: number }
    >
  >;
}

/** One way to connect a PSP. */
export interface FlowAction {
  readonly flowActionId: string;
  readonly name: string;
  readonly credentialSchema: CredentialSchema;
}

/** What a PSP is connected for. */
export interface Flow {
  readonly flowId: string;
  readonly flowTargetId: string;
  readonly name: string;
  readonly actions: readonly FlowAction[];
}

/** A flow action whose bank never answers: connecting with it ends in `1000`. */
export const UNREACHABLE_BANK = 'action-unreachable-bank';

const clientPair: CredentialSchema = {
  type: 'object',
  required: ['clientId', 'clientSecret'],
  properties: {
    clientId: { type: 'string', pattern: '^[a-z0-9-]{4,}$', maxLength: 60 },
    clientSecret: { type: 'string', pattern: '^\\S{8,}$', maxLength: 200 },
    merchantCode: { type: 'string', pattern: '^\\d{6}$', maxLength: 6 },
  },
};

const apiKey: CredentialSchema = {
  type: 'object',
  required: ['apiKey'],
  properties: { apiKey: { type: 'string', pattern: '^key-[a-z0-9]{8,}$', maxLength: 100 } },
};

/** The flows are fixed: Connxt's own are not public, and these are enough to meet each of its errors. */
export const FLOWS: readonly Flow[] = [
  {
    flowId: 'flow-pix-payments',
    flowTargetId: 'target-pix',
    name: 'Pix payments',
    actions: [
      { flowActionId: 'action-sandbox-bank', name: 'Sandbox Bank', credentialSchema: clientPair },
      { flowActionId: UNREACHABLE_BANK, name: 'Unreachable Bank', credentialSchema: apiKey },
    ],
  },
  {
    flowId: 'flow-card-payments',
    flowTargetId: 'target-cards',
    name: 'Card payments',
    actions: [
      {
        flowActionId: 'action-sandbox-acquirer',
        name: 'Sandbox Acquirer',
        credentialSchema: apiKey,
      },
    ],
  },
];

export const findFlowAction = (id: string): FlowAction | undefined =>
  FLOWS.flatMap(({ actions }) => actions).find(({ flowActionId }) => flowActionId === id);
