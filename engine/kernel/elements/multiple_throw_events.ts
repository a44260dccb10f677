import { emit, elementOf, findActivation, idOf, type Run } from '../run/run.js'
import type { Node } from '../graph.js'
import type { Activation } from '../state.js'
import { defineElement, type ElementDefinition, type Progress } from './element.js'
import { definitionKinds, kindText, placeAmongSeveral } from './several_definition_kinds.js'

const multipleThrow = (type: 'intermediateThrowEvent' | 'endEvent'): ElementDefinition =>
  defineElement<null>({
    kind: `${type}:multiple`,
    rests: true,
    compile(source, tools) {
      const wrong = definitionKinds(source).filter((kind) => placeAmongSeveral(`${type}:${kind}`) < 0)
      if (wrong.length > 0) tools.report('error', 'MULTIPLE_DEFINITION', `${kindText(wrong)}不能与别的结果放在同一个事件里。请另画一个单独的事件。`)
      return null
    },
    enter: throwRest,
    goOn(run, record, node) {
      if ((record.thrown ?? 0) === node.parts.length) return 'leaves'
      noteThrown(run, record, node)
      return throwRest(run, findActivation(run, record.id) as Activation, node) === 'done' ? 'leaves' : 'stays'
    },
  })

/** One definition after the other; one that has to be waited for holds up the rest, and a retry begins with the one that has failed. */
function throwRest(run: Run, begun: Activation, node: Node): Progress {
  let record = begun
  for (let position = record.thrown ?? 0; position < node.parts.length; position++) {
    const part = node.parts[position] as Node
    const progress = elementOf(run, part).enter(run, record, part, part.settings)
    if (progress !== 'done') return progress
    noteThrown(run, record, node)
    record = findActivation(run, record.id) as Activation
  }
  return 'done'
}

function noteThrown(run: Run, { id, thrown = 0 }: Activation, node: Node): void {
  emit(run, { type: 'DefinitionThrown', elementInstanceId: idOf(run, id), elementId: node.id, definition: thrown })
}

/** Multiple intermediate throw event: everything it defines is thrown. BPMN 2.0.2, 10.5.4. */
export const multipleIntermediateThrowEvent = multipleThrow('intermediateThrowEvent')

/** Multiple end event: all of its consequences come about. BPMN 2.0.2, 10.5.3. */
export const multipleEndEvent = multipleThrow('endEvent')
