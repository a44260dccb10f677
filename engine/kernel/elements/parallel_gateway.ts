import { defineElement } from './element.js'

/** Parallel gateway: waits for one token on each incoming flow, takes all outgoing ones. Joining: run/joins.ts. BPMN 2.0.2, 13.4.1. */
export const parallelGateway = defineElement<null>({
  kind: 'parallelGateway',
  rests: false,
  compile: () => null,
  enter: () => 'done',
  route: (_run, _record, node) => node.outgoing,
  check(node, _settings, tools) {
    if (node.hasConditions || node.defaultFlow !== null) {
      tools.report('warning', 'CONDITION_IGNORED', '并行网关的出路上写了条件或默认流，并行网关总是走全部出路，条件不起作用。请改用包容网关或删去条件。')
    }
  },
})
