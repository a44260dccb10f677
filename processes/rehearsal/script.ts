import type { Command, Variables } from '#engine/kernel/commands'

/**
 * A rehearsal as a package carries it (`rehearsals/*.json`): a story with its people, its instants and what has to be true on the way.
 * `processes/README.md` shows the format; `parse_script.ts` reads and checks it.
 */
export interface RehearsalScript {
  name: string
  /** Rows that the county keeps already when the story begins, by table and key: what comes from another package's case. */
  given: Readonly<Record<string, Readonly<Record<string, Variables>>>>
  /** The first step starts the case that later steps speak of unless they name another. */
  start: StartStep
  steps: readonly RehearsalStep[]
}

export type RehearsalStep = StartStep | CompleteStep | CommandStep | WaitStep | MessageStep | SignalStep | CalendarStep

/** When it happens, which case it concerns, and what has to be true afterwards. */
export interface Moment {
  /** Epoch ms; null = at once, at the instant of the step before. */
  atMs: number | null
  /** Name of a case started with `as`. */
  case: string
  /** By the name of a view (`views.ts`). */
  expect: Readonly<Record<string, unknown>>
  /** The step has to be refused, with a message that contains this text; null = it has to go through. */
  refused: string | null
}

/** Files an application. */
export interface StartStep extends Moment {
  kind: 'start'
  /** null = the process of the manifest. */
  process: string | null
  by: string
  values: Variables
  /** What the server adds to the form's values, which nobody can write. */
  variables: Variables
}

/** Completes a task. */
export interface CompleteStep extends Moment {
  kind: 'complete'
  by: string
  element: string
  /** Code of the item (事项) whose task is meant, where several work at once. */
  item: string | null
  outcome: string | null
  opinion: string | null
  values: Variables
}

/** What people, workers and administrators may ask for beside completing a task. */
export const PLAYABLE_COMMANDS = [
  'ClaimTask', 'ReleaseTask', 'TransferTask', 'DelegateTask', 'ResolveTask', 'AddSigners', 'RemoveSigners', 'ReturnTask', 'WithdrawTask', 'UrgeTask', 'MoveToken',
  'CopyInstance', 'SuspendInstance', 'ResumeInstance', 'CancelInstance', 'VoidInstance', 'WakeInstance', 'SetVariables', 'RequestDocument', 'TriggerElement',
  'NoteFact', 'CompleteJob', 'FailJob', 'ThrowJobError', 'DeliverMessage',
] as const satisfies readonly Command['type'][]

/** Any other command of the kernel, by its type. */
export interface CommandStep extends Moment {
  kind: 'command'
  command: (typeof PLAYABLE_COMMANDS)[number]
  by: string
  /** Whose task, job or instance is meant; null = the case itself. */
  element: string | null
  item: string | null
  /** The command's own fields; ids and who acts are filled in. */
  with: Readonly<Record<string, unknown>>
}

/** Only time goes by: timers and limits fall due. */
export interface WaitStep extends Moment {
  kind: 'wait'
}

/** A message from outside. */
export interface MessageStep extends Moment {
  kind: 'message'
  message: string
  key: string | null
  values: Variables
}

export interface SignalStep extends Moment {
  kind: 'signal'
  signal: string
  values: Variables
}

/** From here on only these years have their notice of holidays. */
export interface CalendarStep extends Moment {
  kind: 'calendar'
  years: readonly number[]
}

/** Who acts without an account, as on the public pages. */
export const APPLICANT = 'applicant'

/** Name of the case that `start` begins. */
export const MAIN_CASE = 'main'
