import { advanceTo, broadcast, isTaken, publish, type RehearsalAnswer } from '#engine/rehearsal/rehearsal'
import { rowKeyText } from '#engine/runtime/participant'
import { OFFICIAL_YEARS } from '#processes/foundation/calendar/official_years'
import { commandOf, findTask } from './find_target.js'
import { MAIN_CASE, type RehearsalScript, type RehearsalStep } from './script.js'
import { completeTask, openStage, refuse, act, startCase, type RehearsedPackage, type Stage } from './stage.js'
import { describeStep } from './describe_step.js'
import { REHEARSAL_VIEWS } from './views.js'

/** One step as it was played. */
export interface PlayedStep {
  /** When it happened, epoch ms. */
  atMs: number
  /** Who did what, for people. */
  what: string
  /** What is not as the script expects, in words; empty = all is well. */
  differences: readonly string[]
}

/** A rehearsal as it went: it ends at the first step that is not as expected. */
export interface PlayedScript {
  ok: boolean
  steps: readonly PlayedStep[]
  /** The county as the last step left it. */
  stage: Stage
}

/**
 * Plays a script on a package. `processId` = what a case begins with when the script names no process; `targets` would be told what becomes true,
 * by default nobody.
 */
export function playScript(script: RehearsalScript, rehearsed: RehearsedPackage, processId: string, targets: Stage['targets'] = []): PlayedScript {
  const stage = openStage(rehearsed, script.start.atMs ?? 0)
  stage.targets = targets
  for (const [table, rows] of Object.entries(script.given)) for (const [key, row] of Object.entries(rows)) stage.business.rows.set(rowKeyText({ table, key }), row)
  const cases = new Map<string, string>()
  const steps: PlayedStep[] = []
  for (const step of [script.start, ...script.steps]) {
    if (step.atMs !== null) advanceTo(stage.rehearsal, step.atMs)
    const answer = playStep(stage, step, { cases, processId })
    const differences = judge(stage, step, answer, cases.get(step.case))
    steps.push({ atMs: stage.rehearsal.nowMs, what: describeStep(stage, step), differences })
    if (differences.length > 0) return { ok: false, steps, stage }
  }
  return { ok: true, steps, stage }
}

interface Playing {
  /** Instance ids by the names of the cases. */
  cases: Map<string, string>
  processId: string
}

function playStep(stage: Stage, step: RehearsalStep, { cases, processId }: Playing): RehearsalAnswer | null {
  if (step.kind === 'start') {
    const instanceId = `r${String(cases.size + 1).padStart(3, '0')}`
    const answer = startCase(stage, { processId: step.process ?? processId, by: step.by, values: step.values, variables: step.variables, instanceId })
    if (answer.ok || step.case === MAIN_CASE) cases.set(step.case, instanceId)
    return answer
  }
  const rootId = cases.get(step.case)!
  switch (step.kind) {
    case 'complete': {
      const found = findTask({ stage, rootId }, step)
      return found.ok ? completeTask(stage, found.task, step) : found
    }
    case 'command': {
      const found = commandOf({ stage, rootId }, step)
      return found.ok ? act(stage, found.instanceId, found.command, step.by) : found
    }
    case 'message':
      return isTaken(publish(stage.rehearsal, step.message, step.values, step.key)) ? null : refuse('NOT_FOUND', `没有流程在等待消息“${step.message}”。请核对名称和 key。`)
    case 'signal':
      broadcast(stage.rehearsal, step.signal, step.values)
      return null
    case 'calendar':
      stage.years = OFFICIAL_YEARS.filter(({ year }) => step.years.includes(year))
      return null
    case 'wait':
      return null
  }
}

/** What is not as it should be after a step: its own answer first, then what went wrong unasked, then what was expected. */
function judge(stage: Stage, step: RehearsalStep, answer: RehearsalAnswer | null, rootId: string | undefined): string[] {
  const troubles = stage.troubles.splice(0)
  const isRefused = answer !== null && !answer.ok
  const said = isRefused ? [answer.rejection.message, ...(answer.rejection.errors ?? []).map(({ path, message }) => `${path}：${message}`)].join(' ') : ''
  if (isRefused && step.refused === null) return [`没有办成：${said}`]
  if (!isRefused && step.refused !== null) return [`应当被拒绝（“${step.refused}”），却办成了。`]
  if (step.refused !== null && !said.includes(step.refused)) return [`应当以“${step.refused}”被拒绝，实际的说法是：${said}`]
  const unexpected = troubles.filter(({ incident }) => incident === null || !Object.hasOwn(step.expect, 'incidents')).map(({ message }) => `出现异常：${message}`)
  return [...unexpected, ...(rootId === undefined ? [] : compare(stage, step, rootId))]
}

function compare(stage: Stage, step: RehearsalStep, rootId: string): string[] {
  return REHEARSAL_VIEWS.flatMap((view) => {
    if (!Object.hasOwn(step.expect, view.name)) return []
    const expected = step.expect[view.name]
    const found = JSON.parse(JSON.stringify(view.look({ stage, rootId }, expected) ?? null)) as unknown
    return sameJson(expected) === sameJson(found) ? [] : [`${view.title}（${view.name}）应为 ${inWords(expected)}，实为 ${inWords(found)}`]
  })
}

/** JSON with the names of objects in order. */
const sameJson = (value: unknown): string =>
  JSON.stringify(value, (_name, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part) ? Object.fromEntries(Object.entries(part).toSorted(([one], [other]) => (one < other ? -1 : 1))) : part,
  )

const inWords = (value: unknown): string => (typeof value === 'string' ? `“${value}”` : JSON.stringify(value))
