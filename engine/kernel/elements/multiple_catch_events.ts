import type { SourceElement } from '#engine/model/source_element'
import type { Node } from '../graph.js'
import { STOPPED } from '../run/evaluate.js'
import type { Run } from '../run/run.js'
import { hasHappened, prepareParts } from '../run/several_definitions.js'
import type { Activation } from '../state.js'
import { defineElement, type CompileTools, type ElementDefinition, type Progress } from './element.js'
import { definitionKinds, kindText, placeAmongSeveral } from './several_definition_kinds.js'

type CatchType = 'startEvent' | 'intermediateCatchEvent' | 'boundaryEvent'

/** They end what is going on at once, whatever else is awaited. */
const CRITICAL = ['error', 'cancel']

function checkDefinitions(source: SourceElement, type: CatchType, tools: CompileTools): null {
  const kinds = definitionKinds(source)
  const wrong = kinds.filter((kind) => placeAmongSeveral(`${type}:${kind}`) < 0)
  const critical = kinds.filter((kind) => CRITICAL.includes(kind))
  if (wrong.length > 0) tools.report('error', 'MULTIPLE_DEFINITION', `${kindText(wrong)}不能与别的触发条件放在同一个事件里。请另画一个单独的事件。`)
  else if (critical.length > 0 && source.parallelMultiple === true) {
    tools.report('error', 'PARALLEL_MULTIPLE_CRITICAL', `${kindText(critical)}一发生就要立即处理，不能等其他触发条件齐备。请为它另画一个事件。`)
  } else if (critical.length > 0 && (source.cancelActivity === false || source.isInterrupting === false)) {
    tools.report('error', 'MULTIPLE_NOT_INTERRUPTING', `${kindText(critical)}总是中断，不能放在标为“不中断”的事件里。请改为中断，或为它另画一个事件。`)
  }
  return null
}

const watchAll: NonNullable<ElementDefinition['watch']> = (run, host, { parts }) => prepareParts(run, host, parts)

const multipleCatch = (type: CatchType, rest: Pick<ElementDefinition<null>, 'rests' | 'enter'>): ElementDefinition =>
  defineElement<null>({ kind: `${type}:multiple`, compile: (source, tools) => checkDefinitions(source, type, tools), watch: watchAll, ...rest })

function awaitParts(run: Run, record: Activation, parts: readonly Node[]): Progress {
  const watch = prepareParts(run, record, parts)
  if (watch === STOPPED) return 'stopped'
  watch()
  run.conditions?.begun.push(record.id)
  return 'waiting'
}

/**
 * Multiple and parallel multiple start event: any one of its definitions, or all of them in any order. Where one has started the process
 * and all are needed, the token rests here until the others have happened. BPMN 2.0.2, 10.5.2.
 */
export const multipleStartEvent = multipleCatch('startEvent', {
  rests: false,
  enter(run, record, node) {
    const awaited = node.parts.filter((part) => !hasHappened(run, record.id, part))
    return awaited.length === node.parts.length ? 'done' : awaitParts(run, record, awaited)
  },
})

/** Multiple and parallel multiple boundary event: while its activity rests. BPMN 2.0.2, 10.5.4. */
export const multipleBoundaryEvent = multipleCatch('boundaryEvent', { rests: false, enter: () => 'done' })

/** Multiple and parallel multiple catch event: the token rests until any one has happened, or all have; the others are closed then. BPMN 2.0.2, 10.5.4. */
export const multipleCatchEvent = multipleCatch('intermediateCatchEvent', {
  rests: true,
  enter: (run, record, node) => awaitParts(run, record, node.parts),
})
