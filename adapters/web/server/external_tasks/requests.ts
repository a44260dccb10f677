import { Type, type Static, type TProperties } from 'typebox'

/** Clients send more than is looked at; what is not known is passed over, as their other servers do. */
const open = <P extends TProperties>(properties: P) => Type.Object(properties)
const optional = <T extends Parameters<typeof Type.Optional>[0]>(schema: T) => Type.Optional(Type.Union([schema, Type.Null()]))

const Name = Type.String({ minLength: 1, maxLength: 190 })
const WorkerId = Type.String({ minLength: 1, maxLength: 120 })
/** A day: who needs longer extends the lock. */
const LockDuration = Type.Integer({ minimum: 1, maximum: 86_400_000 })
const Names = Type.Array(Name, { maxItems: 200 })
/** Each is checked where it is read, so that the message names it. */
const Variables = Type.Record(Type.String({ minLength: 1, maxLength: 190 }), Type.Unknown())

const Topic = open({
  topicName: Name, lockDuration: LockDuration,
  variables: optional(Names), localVariables: optional(Type.Boolean()), businessKey: optional(Type.String({ maxLength: 190 })),
  processDefinitionId: optional(Name), processDefinitionIdIn: optional(Names), processDefinitionKey: optional(Name), processDefinitionKeyIn: optional(Names),
  processDefinitionVersionTag: optional(Type.String({ maxLength: 190 })),
  tenantIdIn: optional(Names), withoutTenantId: optional(Type.Boolean()), includeExtensionProperties: optional(Type.Boolean()),
  processVariables: optional(Type.Record(Type.String({ pattern: '^[^"\\\\]{1,190}$' }), Type.Unknown())),
})
export type Topic = Static<typeof Topic>

const Sorting = open({
  sortBy: Type.Literal('createTime'),
  sortOrder: optional(Type.Union([Type.Literal('asc'), Type.Literal('desc')])),
})

export const FetchRequest = open({
  workerId: WorkerId, maxTasks: Type.Integer({ minimum: 0, maximum: 1_000_000 }), usePriority: optional(Type.Boolean()),
  asyncResponseTimeout: optional(Type.Integer({ minimum: 0, maximum: 1_800_000 })),
  sorting: optional(Type.Array(Sorting, { maxItems: 10 })), topics: optional(Type.Array(Topic, { maxItems: 100 })),
})
export type FetchRequest = Static<typeof FetchRequest>

export const CompleteRequest = open({ workerId: WorkerId, variables: optional(Variables), localVariables: optional(Variables) })
export const FailureRequest = open({
  workerId: WorkerId, errorMessage: optional(Type.String()), errorDetails: optional(Type.String()),
  retries: optional(Type.Integer({ minimum: 0, maximum: 1_000 })), retryTimeout: optional(Type.Integer({ minimum: 0, maximum: 30 * 86_400_000 })),
})
export const BpmnErrorRequest = open({
  workerId: WorkerId, errorCode: Name, errorMessage: optional(Type.String({ maxLength: 10_000 })), variables: optional(Variables),
})
export const ExtendRequest = open({ workerId: WorkerId, newDuration: LockDuration })
export const LockRequest = open({ workerId: WorkerId, lockDuration: LockDuration })
export const RetriesRequest = open({ retries: Type.Integer({ minimum: 1, maximum: 1_000 }) })
export const PriorityRequest = open({ priority: Type.Integer({ minimum: -1_000_000_000, maximum: 1_000_000_000 }) })
