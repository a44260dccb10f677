import type { Event } from '#engine/kernel/events'
import type { Answer, CommandEnvelope } from '#engine/runtime/command_envelope'
import type { Engine } from '#engine/runtime/engine'
import type { Resource } from '#engine/runtime/ports/package_store'

export const LI = { kind: 'user', id: 'li' } as const
export const WANG = { kind: 'user', id: 'wang' } as const
export const SYSTEM = { kind: 'system' } as const

export type Accepted = Extract<Answer, { ok: true }>

/** The accepted answer, or a failure that says why it was refused. */
export const accepted = (answer: Answer): Accepted => {
  if (!answer.ok) throw new Error(`Expected an accepted command, but: ${answer.rejection.code} ${answer.rejection.message}`)
  return answer
}

export const rejectionOf = (answer: Answer): string => (answer.ok ? 'accepted' : answer.rejection.code)

export const createdTasks = (events: readonly Event[]): string[] => events.flatMap((event) => (event.type === 'TaskCreated' ? [event.taskId] : []))

/** Publishes models given as `{ name: xml }`. */
export const publish = async (engine: Engine, models: Record<string, string>, more: readonly Resource[] = []): Promise<void> => {
  const resources = [...Object.entries(models).map(([name, content]) => ({ name: `${name}.bpmn`, content })), ...more]
  const result = await engine.packages.publish({ resources, origin: 'api', publishedBy: null })
  if (!result.ok) throw new Error(result.diagnostics.map(({ message }) => message).join('\n'))
}

export const start = async (engine: Engine, definitionKey: string, variables: Record<string, unknown> = {}, title: string | null = null): Promise<Accepted> =>
  accepted(await engine.start({ definitionKey, variables, title, actor: LI }))

export const completeTask = (instanceId: string, taskId: string, data: Record<string, unknown> = {}, by = 'li'): CommandEnvelope => ({
  instanceId,
  command: { type: 'CompleteTask', taskId, by, outcome: null, opinion: null, data },
  actor: { kind: 'user', id: by },
})
