import type { SourceElement } from '#engine/model/source_element'
import { throwEscalation, type EscalationCatch } from '../run/throw_escalation.js'
import { defineElement, type CompileTools, type ElementDefinition } from './element.js'
import { definitionOf, isInEventSubProcess } from './event_source.js'
import type { Node } from '../graph.js'

const escalationThrow = (kind: string): ElementDefinition =>
  defineElement<{ readonly code: string }>({
    kind,
    rests: false,
    compile: (source, tools) => ({ code: tools.escalationCode(definitionOf(source)) ?? '' }),
    enter: (run, record, _node, { code }) => (throwEscalation(run, record, code, record.variables ?? {}) ? 'done' : 'stopped'),
  })

/** Escalation intermediate throw event: tells the nearest event around it that catches it, and goes on unless that interrupts. BPMN 2.0.2, 10.5.4. */
export const escalationIntermediateThrowEvent = escalationThrow('intermediateThrowEvent:escalation')

/** Escalation end event. BPMN 2.0.2, 10.5.3. */
export const escalationEndEvent = escalationThrow('endEvent:escalation')

function compileCatch(source: SourceElement, tools: CompileTools): EscalationCatch {
  const definition = definitionOf(source)
  return { code: tools.escalationCode(definition), codeVariable: tools.attribute(definition, 'escalationCodeVariable') ?? null }
}

/** Escalation boundary event: catches what is thrown inside its activity or by the instance it calls. BPMN 2.0.2, 10.5.4. */
export const escalationBoundaryEvent = defineElement<EscalationCatch>({
  kind: 'boundaryEvent:escalation',
  rests: false,
  compile: compileCatch,
  enter: () => 'done',
  check: (node, settings, tools) => reportTwin(node, settings, node.attachedTo?.boundaries ?? [], tools),
})

/** Escalation start event: triggers its event sub-process; it goes before a boundary event of the same scope. BPMN 2.0.2, 10.5.2. */
export const escalationStartEvent = defineElement<EscalationCatch>({
  kind: 'startEvent:escalation',
  rests: false,
  compile(source, tools) {
    if (!isInEventSubProcess(source)) tools.report('error', 'START_TRIGGER', '升级开始事件只能用在事件子流程中。请改为无触发的开始事件。')
    return compileCatch(source, tools)
  },
  enter: () => 'done',
})

function reportTwin(node: Node, { code }: EscalationCatch, siblings: readonly Node[], tools: CompileTools): void {
  const twin = siblings.find((other) => other.index < node.index && other.kind === node.kind && (other.settings as EscalationCatch).code === code)
  if (twin === undefined) return
  const what = code === null ? '不限代码的升级' : `升级“${code}”`
  tools.report('error', 'AMBIGUOUS_ESCALATION_BOUNDARY', `${what}在同一活动上已由边界事件 ${twin.id} 捕获，再捕获一次无法决定走哪条路。请删去一个。`)
}
