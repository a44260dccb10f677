import { isObject } from '../manifest/json_reader.js'
import type { DemoDesk, DemoStep } from './demo_step.js'

/** What came of the demo: instance ids by case, and a line for each case that could not go on. */
export interface PlayedDemo {
  instances: ReadonlyMap<string, string>
  refused: readonly string[]
}

/**
 * Plays the steps through the engine in the order of their instants, those of one instant together. A refused step ends its own case and
 * leaves the others alone, so that a calendar without the years of long ago still leaves a county to look at.
 */
export async function playDemo(steps: readonly DemoStep[], desk: DemoDesk): Promise<PlayedDemo> {
  const instances = new Map<string, string>()
  const refused = new Map<string, string>()
  const play = async (step: DemoStep): Promise<void> => {
    const reason = await playStep(step, desk, instances)
    if (reason !== null) refused.set(step.case, `${step.case}：${reason}`)
  }
  for (const moment of moments(steps)) {
    desk.standAt(moment[0]!.atMs)
    await Promise.all(moment.filter((step) => !refused.has(step.case)).map(play))
    await desk.settle()
  }
  return { instances, refused: [...refused.values()] }
}

/** Steps that may be played side by side: of one instant, each of another case. */
function moments(steps: readonly DemoStep[]): DemoStep[][] {
  const found: DemoStep[][] = []
  for (const step of steps.toSorted((a, b) => a.atMs - b.atMs)) {
    const last = found.at(-1)
    if (last !== undefined && last[0]!.atMs === step.atMs && last.every((other) => other.case !== step.case)) last.push(step)
    else found.push([step])
  }
  return found
}

async function playStep(step: DemoStep, desk: DemoDesk, instances: Map<string, string>): Promise<string | null> {
  const { action, by } = step
  if (action.kind === 'start') {
    const started = await desk.start({ definitionKey: action.definitionKey, formKey: action.formKey, values: await uploaded(action.values, by, desk), by })
    if ('refused' in started) return started.refused
    instances.set(step.case, started.instanceId)
    return null
  }
  const caseInstanceId = instances.get(step.case)
  if (caseInstanceId === undefined) return '办件还没有发起'
  if (action.kind === 'note') {
    const { fact, ref, record } = action
    const values = await uploaded(action.values, by, desk)
    return desk.note({ instanceId: caseInstanceId, by, fact, ref: ref === '' ? caseInstanceId : ref, values: record ? { ...values, record: `${instances.get(record.case) ?? ''}/${record.material}` } : values })
  }
  const instanceId = action.item === null ? caseInstanceId : await desk.instanceOfItem(caseInstanceId, action.item)
  if (instanceId === null) return `事项 ${action.item} 还没有开始办理`
  const at = { instanceId, elementId: action.elementId, by }
  return action.kind === 'claim' ? desk.claim(at) : desk.complete({ ...at, outcome: action.outcome, opinion: action.opinion, values: await uploaded(action.values, by, desk) })
}

type Values = Readonly<Record<string, unknown>>

/** The values with every file that they name uploaded. */
async function uploaded(values: Values, by: string, desk: DemoDesk): Promise<Values> {
  const found = Object.entries(values).filter(([, value]) => Array.isArray(value) && value.some(namesFile))
  if (found.length === 0) return values
  const files = await Promise.all(found.map(async ([name, value]) => [name, await Promise.all((value as unknown[]).map((one) => (namesFile(one) ? desk.upload(one.demoFile, by) : one)))] as const))
  return { ...values, ...Object.fromEntries(files) }
}

const namesFile = (value: unknown): value is { demoFile: string } => isObject(value) && typeof value.demoFile === 'string'
