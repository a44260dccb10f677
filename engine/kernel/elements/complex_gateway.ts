import type { ComplexGatewaySettings } from '../run/complex_join.js'
import { conditionalFlows } from '../run/routes.js'
import { defineElement } from './element.js'

/**
 * Complex gateway: begins when its activation condition holds, then waits for the tokens that still can come and begins anew. Joining:
 * run/complex_join.ts. BPMN 2.0.2, 10.6.5 and 13.4.5.
 */
export const complexGateway = defineElement<ComplexGatewaySettings>({
  kind: 'complexGateway',
  rests: false,
  compile(source, tools) {
    const text = (source.activationCondition as { body?: string } | undefined)?.body?.trim()
    return { activationCondition: text === undefined || text === '' ? null : tools.condition(text, '启动条件') }
  },
  enter: () => 'done',
  route: conditionalFlows,
  check(node, { activationCondition }, tools) {
    if (activationCondition === null && node.incoming.length > 1) {
      tools.report('warning', 'COMPLEX_WITHOUT_CONDITION', '复杂网关有多条进入流但没有启动条件，第一个到达的令牌就会使它启动。请写启动条件，如 =activationCount >= 2，或改用其他网关。')
    }
    if (activationCondition !== null && node.incoming.length === 0) {
      tools.report('error', 'COMPLEX_WITHOUT_INCOMING', '复杂网关有启动条件，但没有进入流。请连接进入流。')
    }
  },
})
