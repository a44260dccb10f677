import type { Command } from '#engine/kernel/commands'
import type { Event } from '#engine/kernel/events'
import { checkInvariants } from '#engine/kernel/check_invariants'
import { applyAll } from '#engine/kernel/apply'
import type { InstanceState } from '#engine/kernel/state'
import type { Directory } from '#engine/kernel/step_context'
import type { ExecutableProcess } from '#engine/model/executable_process'
import { openRehearsal, startProcess, submit, type Rehearsal, type RehearsalAnswer } from '#engine/rehearsal/rehearsal'
import { compile } from '../bpmn.js'

/** Everybody is known by one letter and has a superior; `boss` is nobody's. */
export const people: Directory = {
  principalsOf: (user) => (user === 'gone' ? [] : [`user:${user}`, ...(user === 'chief' ? ['role:chief'] : [])]),
  membersOf: (principal) => (principal.startsWith('user:') && principal !== 'user:gone' ? [principal.slice(5)] : principal === 'role:chief' ? ['chief'] : []),
  superiorOf: (user) => (user === 'boss' ? null : 'boss'),
  departmentOf: () => 'd',
  headsOf: () => ['chief'],
  administrators: () => ['root'],
}

/** One instance with people at work, every command checked: the state is sound, and the journal gives it again. */
export interface Office {
  readonly rehearsal: Rehearsal
  readonly process: ExecutableProcess
  readonly id: string
  state(): InstanceState
  /** Elements with an open task, sub-tasks as `element<user`, in order of id. */
  open(): string[]
  /** Where tokens wait at joins: `join(flow,flow)`. */
  joins(): string[]
  taskId(element: string): string
  events(): readonly Event[]
  /** Throws on a refusal. */
  do(command: Command): readonly Event[]
  /** The refusal's words. */
  refused(command: Command): string
  /** Completes the open task of an element, as whoever has it or as `by`. */
  complete(element: string, by?: string | null, outcome?: string | null, data?: Record<string, unknown>): readonly Event[]
  /** Completes whatever is open until nothing is; the status afterwards. */
  finish(): string
}

/** Who may take an unclaimed task. */
const candidateOf = (state: InstanceState, id: number): string => state.tokens.active.find((record) => record.id === id)?.task?.candidates[0]?.replace('user:', '') ?? 'a'

export async function office(xml: string, variables: Record<string, unknown> = {}, starter = 'a'): Promise<Office> {
  const processes = await compile(xml)
  const process = processes[0] as ExecutableProcess
  const rehearsal = openRehearsal({ processes, nowMs: 0, directory: people, playJob: () => ({ kind: 'complete', variables: {} }) })
  const started = startProcess(rehearsal, process.id, { variables, starter })
  if (!started.ok) throw new Error(started.rejection.message)
  return over(rehearsal, process, started.instanceId)
}

function over(rehearsal: Rehearsal, process: ExecutableProcess, id: string): Office {
  const state = () => rehearsal.states.get(id) as InstanceState
  const check = (answer: RehearsalAnswer): void => {
    const wrong = checkInvariants(process, state())
    if (wrong.length > 0) throw new Error(`unsound after ${JSON.stringify(answer).slice(0, 2000)}: ${wrong.join('; ')}`)
    const journal = rehearsal.journals.get(id) ?? []
    const replayed = journal.reduce<InstanceState | null>((before, events) => (events.length === 0 ? before && { ...before, revision: before.revision + 1 } : applyAll(before, events)), null)
    if (JSON.stringify(replayed) !== JSON.stringify(state())) throw new Error(`the journal gives ${JSON.stringify(replayed)}, the state is ${JSON.stringify(state())}`)
  }
  const send = (command: Command): RehearsalAnswer => {
    const answer = submit(rehearsal, id, command)
    check(answer)
    return answer
  }
  const fullId = (n: number) => `${id}:${n}`
  const self: Office = {
    rehearsal, process, id, state,
    open: () => {
      const { active, subTasks = [] } = state().tokens
      return [
        ...active.filter(({ task }) => task !== undefined).map(({ element }) => element),
        ...subTasks.map((sub) => `${active.find((record) => record.id === sub.owner)?.element}<${sub.assignee}`),
      ]
    },
    joins: () => state().tokens.active.filter(({ arrived }) => arrived !== undefined).map(({ element, arrived }) => `${element}(${arrived?.map(({ flow }) => flow).join()})`),
    taskId(element) {
      const { active, subTasks = [] } = state().tokens
      const [name, user] = element.split('<')
      const sub = subTasks.find((one) => one.assignee === user && active.some((record) => record.id === one.owner && record.element === name))
      const task = user === undefined ? active.find((record) => record.element === name && record.task !== undefined) : sub
      if (task === undefined) throw new Error(`no open task at ${element}; open are ${self.open().join()}`)
      return fullId(task.id)
    },
    events: () => (rehearsal.journals.get(id) ?? []).flat(),
    do(command) {
      const answer = send(command)
      if (!answer.ok) throw new Error(answer.rejection.message)
      return answer.events
    },
    refused(command) {
      const answer = send(command)
      if (answer.ok) throw new Error(`${command.type} was accepted`)
      return answer.rejection.message
    },
    complete(element, by, outcome = element.includes('<') ? 'agree' : null, data = {}) {
      const taskId = self.taskId(element)
      const { active, subTasks = [] } = state().tokens
      const number = Number(taskId.slice(id.length + 1))
      const assignee = active.find((record) => record.id === number)?.task?.assignee ?? subTasks.find((sub) => sub.id === number)?.assignee ?? candidateOf(state(), number)
      return self.do({ type: 'CompleteTask', taskId, by: by === undefined ? assignee : by, outcome, opinion: null, data })
    },
    finish() {
      for (let left = 200; left > 0 && self.open().length > 0; left--) self.complete(self.open().at(-1) as string, undefined)
      return state().status
    },
  }
  return self
}
