import fc from 'fast-check'
import { el, escape, file, flows, process, timer, user } from './bpmn.js'

type Multi = 'none' | 'parallel' | 'sequential' | 'rounds'

/** A block: one entry, one exit, and in between whatever it says. Such models are sound: completing everything ends them. */
export type Block =
  | { kind: 'task'; multi: Multi; count: number; boundary: 'none' | 'timer' | 'message' | 'repeating'; undo?: 'none' | 'person' | 'script' }
  | { kind: 'manual' | 'script' | 'receive' | 'wait' | 'service' | 'call' }
  | { kind: 'undo'; waits: boolean }
  | { kind: 'choice'; ordering: 'Sequential' | 'Parallel'; body: Block }
  | { kind: 'sequence' | 'parallel' | 'inclusive' | 'exclusive' | 'complex'; parts: Block[] }
  | { kind: 'loop'; body: Block }
  | { kind: 'sub'; body: Block; multi: Multi; count: number; boundary: 'none' | 'timer' | 'message' | 'repeating' | 'error' | 'cancel' }

const multi = fc.constantFrom('none' as const, 'none' as const, 'none' as const, 'parallel' as const, 'sequential' as const, 'rounds' as const)
const undo = fc.constantFrom('none' as const, 'none' as const, 'person' as const, 'script' as const)
const boundary = fc.constantFrom('none' as const, 'none' as const, 'timer' as const, 'message' as const, 'repeating' as const)
const count = fc.constantFrom(0, 1, 2, 2, 3)

/** Blocks nested a few levels deep. */
export const blocks: fc.Arbitrary<Block> = fc.letrec<{ block: Block }>((tie) => ({
  block: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true, maxDepth: 4 },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('task' as const), multi, count, boundary, undo }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('undo' as const), waits: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('choice' as const), ordering: fc.constantFrom('Sequential' as const, 'Parallel' as const), body: tie('block') }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('manual' as const, 'script' as const, 'receive' as const, 'wait' as const, 'service' as const, 'call' as const) }) },
    { weight: 6, arbitrary: fc.record({ kind: fc.constantFrom('sequence' as const, 'parallel' as const, 'inclusive' as const, 'exclusive' as const, 'complex' as const), parts: fc.array(tie('block'), { minLength: 2, maxLength: 4 }) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('loop' as const), body: tie('block') }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('sub' as const), body: tie('block'), multi, count, boundary: fc.oneof(boundary, fc.constantFrom('error' as const, 'cancel' as const)) }) },
  ),
})).block

interface Writer {
  readonly parts: string[]
  next: number
}

/** The model file of a block, with a second process for its call activities. */
export function modelOf(block: Block): string {
  const writer: Writer = { parts: [], next: 0 }
  const { first, last } = write(writer, block)
  const main = process('p', '<startEvent id="s"/><endEvent id="e"/>', ...writer.parts, flows(`s>${first}`, `${last}>e`))
  const called = process('called', '<startEvent id="cs"/><endEvent id="ce"/>', user('inside'), flows('cs>inside>ce'))
  return file('<message id="m" name="news"/><error id="er" errorCode="BAD"/>', main, called)
}

interface Ends {
  first: string
  last: string
}

function write(writer: Writer, block: Block): Ends {
  const id = `n${writer.next++}`
  switch (block.kind) {
    case 'task':
      writer.parts.push(user(id, '', loopOf(block)))
      if (block.undo === 'person' || block.undo === 'script') writer.parts.push(undoing(id, block.undo))
      return withBoundary(writer, id, block.boundary)
    case 'undo':
      return single(writer, id, el('intermediateThrowEvent', id, '', `<compensateEventDefinition waitForCompletion="${block.waits}"/>`))
    case 'choice':
      return choice(writer, id, block)
    case 'manual':
      return single(writer, id, el('manualTask', id))
    case 'script':
      return single(writer, id, el('scriptTask', id, 'camunda:resultVariable="scripted"', `<script>if scripted = null then 1 else scripted + 1</script>`))
    case 'receive':
      return single(writer, id, el('receiveTask', id, 'messageRef="m"'))
    case 'wait':
      return single(writer, id, el('intermediateCatchEvent', id, '', timer('PT1H')))
    case 'service':
      writer.parts.push(el('serviceTask', id, 'camunda:topic="work"'))
      return withBoundary(writer, id, 'repeating')
    case 'call':
      writer.parts.push(el('callActivity', id, 'calledElement="called"'))
      return withBoundary(writer, id, 'timer')
    case 'sequence':
      return sequence(writer, block.parts)
    case 'loop':
      return loop(writer, id, block.body)
    case 'sub':
      return sub(writer, id, block)
    default:
      return split(writer, id, block)
  }
}

function single(writer: Writer, id: string, text: string): Ends {
  writer.parts.push(text)
  return { first: id, last: id }
}

function sequence(writer: Writer, parts: readonly Block[]): Ends {
  const written = parts.map((part) => write(writer, part))
  for (let i = 1; i < written.length; i++) writer.parts.push(flows(`${(written[i - 1] as Ends).last}>${(written[i] as Ends).first}`))
  return { first: (written[0] as Ends).first, last: (written.at(-1) as Ends).last }
}

function split(writer: Writer, id: string, block: Extract<Block, { parts: Block[] }>): Ends {
  const gateway = `${block.kind}Gateway`
  if (block.kind === 'complex') return discriminator(writer, id, block.parts)
  const isConditional = block.kind !== 'parallel'
  const branches = block.parts.map((part) => write(writer, part))
  const fallback = `${id}_${(branches.at(-1) as Ends).first}`
  writer.parts.push(el(gateway, id, isConditional ? `default="${fallback}"` : ''), el(gateway, `${id}j`))
  branches.forEach((branch, i) => {
    const condition = isConditional && i < branches.length - 1 ? `: choice = ${i} or both = true` : ''
    writer.parts.push(flows(`${id}>${branch.first}${condition}`, `${branch.last}>${id}j`))
  })
  return { first: id, last: `${id}j` }
}

/** A complex gateway lets the first branch through and takes the others in. */
function discriminator(writer: Writer, id: string, parts: readonly Block[]): Ends {
  const branches = parts.map((part) => write(writer, part))
  writer.parts.push(el('parallelGateway', id), el('complexGateway', `${id}j`, '', '<activationCondition>activationCount >= 1</activationCondition>'))
  for (const branch of branches) writer.parts.push(flows(`${id}>${branch.first}`, `${branch.last}>${id}j`))
  return { first: id, last: `${id}j` }
}

/** The handler of an activity: somebody's work, or a script that passes. */
function undoing(id: string, by: 'person' | 'script'): string {
  const handler = by === 'person' ? user(`${id}u`, 'isForCompensation="true"') : el('scriptTask', `${id}u`, 'isForCompensation="true" camunda:resultVariable="undone"', '<script>if undone = null then 1 else undone + 1</script>')
  const event = el('boundaryEvent', `${id}c`, `attachedToRef="${id}"`, '<compensateEventDefinition/>')
  return `${event}${handler}<association id="${id}as" sourceRef="${id}c" targetRef="${id}u"/>`
}

/** Activities that people begin; one of them is whatever the block says, in a sub-process. */
function choice(writer: Writer, id: string, block: Extract<Block, { kind: 'choice' }>): Ends {
  const inner: Writer = { parts: [], next: writer.next }
  const { first, last } = write(inner, block.body)
  writer.next = inner.next
  const body = el('subProcess', `${id}b`, '', `<startEvent id="${id}s"/><endEvent id="${id}e"/>${inner.parts.join('')}${flows(`${id}s>${first}`, `${last}>${id}e`)}`)
  const content = `${body}${user(`${id}t`)}${user(`${id}n`)}${flows(`${id}t>${id}n`)}<completionCondition>both = true</completionCondition>`
  return single(writer, id, el('adHocSubProcess', id, `ordering="${block.ordering}" cancelRemainingInstances="${block.ordering === 'Sequential'}"`, content))
}

/** Goes round once more while the counter of this loop allows it. */
function loop(writer: Writer, id: string, body: Block): Ends {
  const inner = write(writer, body)
  const countUp = el('scriptTask', `${id}c`, `camunda:resultVariable="${id}n"`, `<script>${escape(`if ${id}n = null then 1 else ${id}n + 1`)}</script>`)
  writer.parts.push(el('exclusiveGateway', id), countUp, el('exclusiveGateway', `${id}x`, `default="${id}x_${id}o"`), el('manualTask', `${id}o`))
  writer.parts.push(flows(`${id}>${inner.first}`, `${inner.last}>${id}c>${id}x`, `${id}x>${id}: ${id}n < 2`, `${id}x>${id}o`))
  return { first: id, last: `${id}o` }
}

function sub(writer: Writer, id: string, block: Extract<Block, { kind: 'sub' }>): Ends {
  const inner: Writer = { parts: [], next: writer.next }
  const { first, last } = write(inner, block.body)
  writer.next = inner.next
  const isFailing = block.boundary === 'error' || block.boundary === 'cancel'
  const definition = block.boundary === 'cancel' ? '<cancelEventDefinition/>' : '<errorEventDefinition errorRef="er"/>'
  const ending = isFailing
    ? `<exclusiveGateway id="${id}g" default="${id}g_${id}e"/><endEvent id="${id}bad">${definition}</endEvent>${flows(`${id}g>${id}bad: both = true`, `${id}g>${id}e`)}`
    : ''
  const path = isFailing ? `${last}>${id}g` : `${last}>${id}e`
  const content = `<startEvent id="${id}s"/><endEvent id="${id}e"/>${inner.parts.join('')}${ending}${flows(`${id}s>${first}`, path)}`
  writer.parts.push(el(block.boundary === 'cancel' ? 'transaction' : 'subProcess', id, '', `${content}${loopOf(block)}`))
  return withBoundary(writer, id, block.boundary)
}

function loopOf({ multi: kind, count: cardinality }: { multi: Multi; count: number }): string {
  if (kind === 'none') return ''
  if (kind === 'rounds') return `<standardLoopCharacteristics testBefore="${cardinality % 2 === 0}"><loopCondition>loopCounter &lt; ${cardinality}</loopCondition></standardLoopCharacteristics>`
  return `<multiInstanceLoopCharacteristics isSequential="${kind === 'sequential'}"><loopCardinality>${cardinality}</loopCardinality></multiInstanceLoopCharacteristics>`
}

/** The way out of a boundary event joins the main way again, so that the block keeps one exit. A non-interrupting one ends by itself. */
function withBoundary(writer: Writer, id: string, kind: 'none' | 'timer' | 'message' | 'repeating' | 'error' | 'cancel'): Ends {
  if (kind === 'none') return { first: id, last: id }
  const definition = {
    timer: timer('PT2H'),
    message: '<messageEventDefinition messageRef="m"/>',
    repeating: timer('R3/PT1H', 'timeCycle'),
    error: '<errorEventDefinition errorRef="er"/>',
    cancel: '<cancelEventDefinition/>',
  }[kind]
  const isInterrupting = kind !== 'repeating'
  writer.parts.push(el('boundaryEvent', `${id}b`, `attachedToRef="${id}" cancelActivity="${isInterrupting}"`, definition))
  if (!isInterrupting) {
    writer.parts.push(`<endEvent id="${id}be"/>`, user(`${id}side`), flows(`${id}b>${id}side>${id}be`))
    return { first: id, last: id }
  }
  writer.parts.push(el('exclusiveGateway', `${id}m`), flows(`${id}>${id}m`, `${id}b>${id}m`))
  return { first: id, last: `${id}m` }
}
