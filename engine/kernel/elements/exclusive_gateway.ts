import { firstTrueFlow } from '../run/routes.js'
import { defineElement } from './element.js'

/** Exclusive gateway: each token takes the first flow whose condition holds, else the default; tokens are not joined. BPMN 2.0.2, 13.4.2. */
export const exclusiveGateway = defineElement<null>({
  kind: 'exclusiveGateway',
  rests: false,
  compile: () => null,
  enter: () => 'done',
  route: firstTrueFlow,
  check(node, _settings, tools) {
    if (node.outgoing.length < 2) return
    for (const flow of node.outgoing) {
      if (flow.condition !== null || flow === node.defaultFlow) continue
      tools.report('warning', 'FLOW_WITHOUT_CONDITION', `排他网关的顺序流“${flow.id}”没有条件，也不是默认流，会被视为成立。请写条件或设为默认流。`)
    }
  },
})
