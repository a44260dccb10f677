import type { SourceElement } from '#engine/model/source_element'
import { complete } from '../run/leave.js'
import { placeToken } from '../run/place_token.js'
import { defineElement } from './element.js'
import { definitionOf } from './event_source.js'

export interface LinkSettings {
  readonly name: string
}

const nameOf = (source: SourceElement): LinkSettings => ({ name: definitionOf(source).name ?? source.name ?? '' })

/** Link throw event: the token goes on at the catch event of the same name in the same container. BPMN 2.0.2, 10.5.4 (link events) and 13.5.5. */
export const linkThrowEvent = defineElement<LinkSettings>({
  kind: 'intermediateThrowEvent:link',
  rests: false,
  compile: nameOf,
  enter(run, record, node) {
    complete(run, record, node)
    const { scope, lastOutcome } = record
    if (node.linkedTo !== null) placeToken(run, { node: node.linkedTo, scope, comesFrom: [record.id], lastOutcome })
    return 'stopped'
  },
  check(node, { name }, tools) {
    if (node.linkedTo === null) tools.report('error', 'LINK_WITHOUT_TARGET', `链接“${name}”在同一层没有唯一的同名捕获事件。请画一个同名的链接捕获事件，重名的只留一个。`)
    if (node.outgoing.length > 0) tools.report('error', 'LINK_FLOW', '链接抛出事件不能有出去的顺序流，它跳到同名的捕获事件。请删去连线。')
  },
})

/** Link catch event: where tokens sent by link throw events of its name go on. */
export const linkCatchEvent = defineElement<LinkSettings>({
  kind: 'intermediateCatchEvent:link',
  rests: false,
  compile: nameOf,
  enter: () => 'done',
  check(node, _settings, tools) {
    if (node.incoming.length > 0) tools.report('error', 'LINK_FLOW', '链接捕获事件不能有进入的顺序流，它由同名的抛出事件跳入。请删去连线。')
  },
})
