import type { Node } from '../graph.js'
import { prepareListeners } from '../run/event_sub_processes.js'
import { STOPPED } from '../run/evaluate.js'
import { placeToken } from '../run/place_token.js'
import { nodeById, sendIn, type Run } from '../run/run.js'
import type { Activation, MovedToken } from '../state.js'
import { defineElement, type CompileTools, type Progress } from './element.js'

/** Embedded sub-process: a scope of its own; it is done when nothing lives in it. BPMN 2.0.2, 13.3.4. */
export const subProcess = defineElement<null>({ kind: 'subProcess', rests: true, compile: () => null, enter: enterSubProcess, check: checkOneStart })

/** Begins at the start of a sub-process, or at everything that no flow leads to. */
export function enterSubProcess(run: Run, record: Activation, node: Node): Progress {
  if (node.starts.length === 0) return 'done'
  const listen = prepareListeners(run, record.id)
  if (listen === STOPPED) return 'stopped'
  if (listen() === 'interrupted') return 'waiting'
  if (record.moved?.path !== undefined) sendInside(run, record, record.moved)
  else sendIn(run, node.starts, record.id, record.lastOutcome)
  return 'waiting'
}

/** A sub-process has one start. */
export function checkOneStart(node: Node, _settings: null, tools: CompileTools): void {
  if (node.starts.length === 0) tools.report('error', 'NO_START_EVENT', '子流程没有开始事件，也没有可作起点的环节。请加一个开始事件。')
  if (node.starts.length > 1 && node.starts[0]?.type === 'startEvent') tools.report('error', 'SEVERAL_START_EVENTS', '子流程有多个开始事件，无法决定从哪一个开始。请只留一个。')
}

/** A token on its way to an element further inside begins there instead of at the start. */
function sendInside(run: Run, record: Activation, { path = [], ...moved }: MovedToken): void {
  const [first, ...rest] = path
  placeToken(run, {
    node: nodeById(run, first as string), scope: record.id, comesFrom: [record.id], lastOutcome: record.lastOutcome, moved: rest.length > 0 ? { ...moved, path: rest } : moved,
  })
}
