import { conditionalFlows } from '../run/routes.js'
import { defineElement } from './element.js'

/** Inclusive gateway: takes every flow whose condition holds, else the default; waits for what can still come. Joining: run/joins.ts. BPMN 2.0.2, 13.4.3. */
export const inclusiveGateway = defineElement<null>({
  kind: 'inclusiveGateway',
  rests: false,
  compile: () => null,
  enter: () => 'done',
  route: conditionalFlows,
})
